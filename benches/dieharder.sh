#!/usr/bin/env bash
# The raw keyed draws through the battery of Robert G. Brown (Debian: dieharder), each
# pattern of `benches/raw_draws.rs` on its own. All tests take about an hour a pattern:
#
#   benches/dieharder.sh                      # every pattern, every test
#   benches/dieharder.sh rounds blocks        # these patterns
#   TESTS="0 1 200:3" benches/dieharder.sh    # these tests; 200:3 is test 200 for triples
#   SEED=2 benches/dieharder.sh               # another seed, in place of 1
#
# The lines of the battery come out as they are, with the pattern before them. Of
# hundreds of good tests a few are WEAK (a chance of one in a hundred each).
set -euo pipefail
cd "$(dirname "$0")/.."

cargo bench --locked --quiet --bench raw_draws --no-run
draws=$(cargo bench --locked --bench raw_draws --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*raw_draws[^"]*\)".*/\1/p' | tail -n 1)

patterns=("$@")
if [ ${#patterns[@]} -eq 0 ]; then
    mapfile -t patterns < <("$draws" | cut -d ' ' -f 1)
fi

for pattern in "${patterns[@]}"; do
    if [ -z "${TESTS:-}" ]; then
        "$draws" "$pattern" --seed "${SEED:-1}" | dieharder -a -g 200 | grep '|' |
            grep -v 'test_name\|rands/second\|stdin_input_raw' | sed "s/^/$pattern: /"
        continue
    fi
    for test in $TESTS; do
        options=(-d "${test%%:*}")
        if [ "$test" != "${test%%:*}" ]; then
            options+=(-n "${test#*:}")
        fi
        "$draws" "$pattern" --seed "${SEED:-1}" | dieharder -g 200 "${options[@]}" | grep '|' |
            grep -v 'test_name\|rands/second\|stdin_input_raw' | sed "s/^/$pattern: /"
    done
done
