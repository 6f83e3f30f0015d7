#!/usr/bin/env python3
"""Runs the same works on Tidegate, its peers and a plain heap, checks that their
results agree, and prints a table in Markdown.

    python3 benches/peers/run.py [--runs N] [--quick]

Needs cargo and Python 3.11. SimPy is installed into the target folder of this
package, and left out where that is not possible.
"""

import argparse
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SIMPY = "simpy==4.1.2"
AGENTS_SCENARIO = ROOT / "scenarios" / "bench" / "agents.toml"
COMPILED = ("plain", "desque", "ixa", "nexosim")
ENGINES = ("plain", "tidegate", "desque", "ixa", "nexosim", "simpy")

# Cases, by work and engine: one to a few seconds each, rates being compared. Those of
# `agents` are worlds, and a small one is run again until there are a million agents.
SIZES = {
    "mm3": {
        "plain": 30_000_000,
        "desque": 30_000_000,
        "ixa": 20_000_000,
        "nexosim": 10_000_000,
        "simpy": 300_000,
    },
    "pipeline": {
        "plain": 3_000_000,
        "desque": 3_000_000,
        "ixa": 2_000_000,
        "nexosim": 1_000_000,
        "simpy": 50_000,
    },
}
WORLDS = (10_000, 100_000, 1_000_000)
# A world of a million takes SimPy most of a minute and more than a gigabyte.
LARGEST_FOR_SIMPY = 100_000
# Agents of one run in all, as in src/program.rs and simpy_works.py.
AGENTS_IN_ALL = {"simpy": 100_000}

# Tidegate measures years: M/M/3 as long as its clock of 32 bits allows, the pipeline
# as its scenario says. Warm-up years come on top.
YEAR = 365.25
MM3_YEARS = 120
PIPELINE_YEARS = 115
PIPELINE_WARM_UP_YEARS = 2

# What is known to be another process. A difference that is listed here is told and
# does not fail the script.
KNOWN = {
    ("tidegate", "agents", "mean_wait_hours"): (
        "no Poisson stream, for filing begins at midnight, all of a day together"
    ),
}


# --------------------------------------------------------------------- theory


def erlang_c(servers, offered):
    """The share of cases that wait in an M/M/c queue, and it says how long."""
    block = 1.0
    for server in range(1, servers + 1):
        block = offered * block / (server + offered * block)
    load = offered / servers
    return block / (1 - load * (1 - block))


class Queue:
    """An M/M/c queue; rates an hour."""

    def __init__(self, arrivals, work, servers):
        self.arrivals = arrivals
        self.capacity = servers / work
        self.load = arrivals / self.capacity
        self.waits = erlang_c(servers, arrivals * work)
        self.wait = self.waits / (self.capacity - arrivals)

    def tolerance(self, hours):
        """Four standard errors of a mean over so many hours, as a share of it.

        The error is that of a queue in heavy traffic, larger where few cases wait,
        and half more, for at a middling load that form is too small.
        """
        heavy = 2 / ((1 - self.load) * math.sqrt(self.capacity * hours * self.waits))
        return 4 * 1.5 * heavy


MM3 = Queue(100 / 24, 0.648, 3)


def agents_queue(agents):
    arrivals = agents / YEAR / 24
    return Queue(arrivals, 1.0, math.ceil(arrivals / 0.8))


# ---------------------------------------------------------------------- tools


def sh(command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def peak(pid):
    """The most memory a process has had so far, in bytes, where the system tells."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


class Watched:
    """A command that has run: what it printed, what it complained, its peak of memory,
    and the share of a core that it had.

    The peak is read while the command runs: the system's own figure at its end would
    start from the memory of this script. The share is there because of what else the
    machine does: rates are per second of processor time.
    """

    def __init__(self, command):
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            start = time.monotonic()
            process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT)
            self.peak = None
            over = threading.Event()
            watch = threading.Thread(target=self.watch, args=(process.pid, over))
            watch.start()
            _, status, used = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            over.set()
            watch.join()
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read(), err.read()
            self.share = min(1.0, (used.ru_utime + used.ru_stime) / wall)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))} failed:\n{self.err}")

    def watch(self, pid, over):
        while not over.wait(0.01):
            now = peak(pid)
            if now:
                self.peak = max(self.peak or 0, now)


def build():
    """Builds everything; the folder of Tidegate's command, and Python with SimPy."""
    print("building", file=sys.stderr)
    for folder in (ROOT, HERE):
        sh(
            ["cargo", "build", "--release", "--locked", "--quiet"],
            cwd=folder,
            stdout=sys.stderr,
        )
    environment = HERE / "target" / "simpy"
    python = environment / "bin" / "python"
    try:
        if not python.exists():
            sh([sys.executable, "-m", "venv", environment], capture_output=True)
        sh([python, "-m", "pip", "install", "--quiet", SIMPY], capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or getattr(error, "stdout", None) or str(error)
        lines = said.strip().splitlines()
        why = next((line for line in reversed(lines) if "ERROR" in line), lines[-1])
        print(f"SimPy is left out: {why}", file=sys.stderr)
        python = None
    return python


def target(folder):
    """Where cargo puts what it builds."""
    told = sh(
        ["cargo", "metadata", "--format-version", "1", "--no-deps", "--offline"],
        cwd=folder,
        capture_output=True,
    )
    return Path(json.loads(told.stdout)["target_directory"]) / "release"


# -------------------------------------------------------------------- running


class Tidegate:
    """Tidegate by its command, on one thread like every other engine."""

    def __init__(self, quick):
        self.command = target(ROOT) / "tidegate"
        told = sh([self.command, "--version"], capture_output=True)
        self.version = told.stdout.split()[-1]
        self.quick = quick
        self.at_rest = None

    def run(self, work, seed):
        scenario = {
            "mm3": "scenarios/theory/mm3.toml",
            "pipeline": "scenarios/theory/pipeline.toml",
            "agents": str(AGENTS_SCENARIO.relative_to(ROOT)),
        }[work]
        command = [self.command, "run", scenario, "--json", "--threads", "1"]
        command += ["--seed", str(seed)]
        years = MM3_YEARS // 10 if self.quick else MM3_YEARS
        if work == "mm3":
            command += ["--years", str(years)]
        watched = Watched(command)
        most = watched.peak
        said = re.search(r"(\d+) events, [\d.]+ seconds, (\d+) nanoseconds", watched.err)
        events, each = int(said[1]), int(said[2])
        found = {
            row["indicator"]: row["value"]
            for row in json.loads(watched.out)["replications"]
            if not any(row[key] for key in ("jurisdiction", "partner", "field", "year"))
        }
        waits = {
            name.removeprefix("queue_days."): value
            for name, value in found.items()
            if name.startswith("queue_days.")
        }
        size, bytes_each = None, None
        if work == "mm3":
            size = years * YEAR * 100
            cases = size + YEAR * 100
            wait = waits["desk"]
            # By Little's law, for the command does not tell the length of a line.
            result = {"mean_wait_hours": wait * 24, "mean_in_queue": wait * 100}
            # A run without researchers: what the program takes by itself.
            self.at_rest = min(self.at_rest or most or 0, most or 0)
        elif work == "pipeline":
            size = PIPELINE_YEARS * YEAR * 10
            cases = size + PIPELINE_WARM_UP_YEARS * YEAR * 10
            # By the mean number of passes, for the command does not tell the elapsed
            # time of what is no need of a project.
            passes = 1 / 0.7
            result = {
                "mean_elapsed_days": passes * (5 + 10 + waits["check"] + waits["review"])
                + (passes - 1) * 10
                + (20 + 15 + waits["assess"] + waits["decide"])
            }
        else:
            world = tomllib.loads(AGENTS_SCENARIO.read_text())
            places = world["jurisdiction"].values()
            size = sum(place["researchers"] for place in places)
            years = world["study"]["years"] + world["study"]["warm_up_years"]
            cases = size * years
            if most and self.at_rest and size:
                bytes_each = (most - self.at_rest) / size
            result = {
                "filings_a_year": found["projects_potential"],
                "mean_wait_hours": statistics.fmean(waits.values()) * 24,
            }
        return {
            "engine": "tidegate",
            "version": self.version,
            "work": work,
            "size": size,
            "cases": cases,
            "events": events,
            "seconds": events * each * 1e-9,
            "share": watched.share,
            "bytes_per_agent": bytes_each,
            "result": result,
        }


def command_of(engine, python):
    if engine == "simpy":
        return [python, HERE / "simpy_works.py"]
    return [target(HERE) / engine]


def cases_of(engine, work, size):
    """About so many cases come in a run, warm-up included."""
    if work != "agents":
        return size
    worlds = math.ceil(AGENTS_IN_ALL.get(engine, 1_000_000) / size)
    return 1.5 * size * worlds


def plan(engines, quick):
    """What is run: (work, label of the world, engine, size)."""
    rows = []
    for work, sizes in SIZES.items():
        for engine in engines:
            size = sizes.get(engine)
            if size and quick:
                size //= 10
            rows.append((work, work, engine, size))
    for world in WORLDS:
        if quick and world == max(WORLDS):
            continue
        for engine in engines:
            if engine == "tidegate" or (engine == "simpy" and world > LARGEST_FOR_SIMPY):
                continue
            rows.append(("agents", f"agents {world:,}", engine, world))
    if AGENTS_SCENARIO.exists():
        world = tomllib.loads(AGENTS_SCENARIO.read_text())
        size = sum(place["researchers"] for place in world["jurisdiction"].values())
        rows.append(("agents", f"agents {size:,}", "tidegate", size))
    else:
        print(f"no {AGENTS_SCENARIO.relative_to(ROOT)}: Tidegate has no agents", file=sys.stderr)
    return rows


def measure(rows, runs, tidegate, python):
    """All rows once, then all again: a busy hour of the machine meets each alike."""
    commands = {
        engine: command_of(engine, python)
        for _, _, engine, _ in rows
        if engine != "tidegate"
    }
    found = {}
    for turn in range(1, runs + 1):
        if not sys.stderr.isatty():
            print(f"run {turn} of {runs}", file=sys.stderr)
        for work, label, engine, size in rows:
            if sys.stderr.isatty():
                print(f"\rrun {turn} of {runs}: {label}, {engine}\x1b[K", end="", file=sys.stderr)
            if engine == "tidegate":
                ran = tidegate.run(work, turn)
            else:
                command = [*commands[engine], work, str(size), str(turn)]
                watched = Watched(command)
                ran = json.loads(watched.out)
                ran["share"] = watched.share
                ran["cases"] = cases_of(engine, work, size)
            found.setdefault((label, engine), []).append(ran)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return found


# -------------------------------------------------------------------- telling


def expected(work, engine, ran, runs):
    """What a result must be, and how far the mean of all runs may be from it."""
    size = ran["size"]
    if work == "mm3":
        hours = runs * size / 100 * 24 * (1 if engine == "tidegate" else 0.9)
        near = MM3.tolerance(hours)
        line = MM3.wait * MM3.arrivals
        return {
            "mean_wait_hours": (MM3.wait, near * MM3.wait),
            "mean_in_queue": (line, near * line),
        }
    if work == "pipeline":
        # A hand-written simulation, told to one place; four standard errors of a mean
        # (cases differ by about 45 days), of a quantile and of a share.
        decided = runs * size * (1 if engine == "tidegate" else 0.9)
        error = 4 / math.sqrt(decided)
        return {
            "mean_elapsed_days": (61.1, 0.05 + 45 * error),
            "p90_elapsed_days": (106.1, 0.05 + 110 * error),
            "refused_share": (0.1, 0.3 * error),
        }
    worlds = math.ceil(AGENTS_IN_ALL.get(engine, 1_000_000) / size)
    if engine == "tidegate":
        # Its officers stand in two offices, half of the agents each.
        world = tomllib.loads(AGENTS_SCENARIO.read_text())
        offices = [office["officers"] for office in world["office"].values()]
        queue = Queue(size / len(offices) / YEAR / 24, 1.0, offices[0])
        worlds = len(offices)
    else:
        queue = agents_queue(size)
    near = queue.tolerance(runs * worlds * YEAR * 24)
    filings = 4 * math.sqrt(size / (runs * (1 if engine == "tidegate" else worlds)))
    return {
        "filings_a_year": (size, filings),
        "mean_wait_hours": (queue.wait, near * queue.wait),
    }


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if value < 1 else f"{value:.2f}"


def check(found, runs):
    """Prints every result beside what is expected; the number that differ."""
    print("| work | engine | result | mean of the runs | expected | tolerance | verdict |")
    print("|---|---|---|---|---|---|---|")
    wrong, known = 0, set()
    for (label, engine), rans in found.items():
        work = rans[0]["work"]
        for name, (value, near) in expected(work, engine, rans[0], runs).items():
            if name not in rans[0]["result"]:
                continue
            mean = statistics.fmean(ran["result"][name] for ran in rans)
            verdict = "agrees"
            # A result that is not a number agrees with nothing.
            if not abs(mean - value) <= near:
                verdict = "differs"
                why = KNOWN.get((engine, work, name))
                if why:
                    verdict = "differs, known"
                    known.add(f"{engine}, {label}, {name}: {why}")
                else:
                    wrong += 1
            print(
                f"| {label} | {engine} | {name} | {number(mean)} | {number(value)} | "
                f"±{number(near)} | {verdict} |"
            )
    print()
    for line in sorted(known):
        print(f"Known: {line}.")
    print("Every result agrees, but for what is known." if known and not wrong else
          "Every result agrees." if not wrong else f"{wrong} results differ.")
    return wrong


def processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def rate(ran):
    """Events a second of processor time."""
    return ran["events"] / (ran["seconds"] * ran["share"])


def versus(rans, plain, speed):
    """The median ratio to the plain heap, run by run: an hour's noise is in both."""
    if not plain:
        return "-"
    ratio = statistics.median(speed(a) / speed(b) for a, b in zip(rans, plain))
    return f"{ratio:.2f}" if ratio >= 0.095 else f"{ratio:.4f}"


def table(found, runs, words):
    """The table that goes into docs/performance.md."""
    versions = {engine: rans[0]["version"] for (_, engine), rans in found.items()}
    rustc = sh(["rustc", "--version"], capture_output=True).stdout.split()[1]
    shares = [ran["share"] for rans in found.values() for ran in rans]
    told = ", ".join(
        f"{engine} {versions[engine]}"
        for engine in ENGINES
        if engine in versions and engine != "plain"
    )
    print(
        f"{date.today().isoformat()}, {processor()}, {os.cpu_count()} cores, "
        f"one thread; rustc {rustc}, Python {platform.python_version()}; {told}. "
        f"Medians of {runs} interleaved runs of `{words}`. A second is one of processor "
        f"time; a run had {min(shares):.0%} to {max(shares):.0%} of a core."
    )
    print()
    print(
        "| work | engine | million events/s | of the plain heap | events a case | "
        "cases/s, of the plain heap | bytes an agent |"
    )
    print("|---|---|---|---|---|---|---|")
    labels = list(dict.fromkeys(label for label, _ in found))
    for label in labels:
        plain = found.get((label, "plain"))
        for engine in ENGINES:
            rans = found.get((label, engine))
            if not rans:
                continue
            speed = statistics.median(map(rate, rans))
            by_events = versus(rans, plain, rate)
            by_cases = versus(rans, plain, lambda ran: rate(ran) * ran["cases"] / ran["events"])
            each = [ran["bytes_per_agent"] for ran in rans]
            memory = "-" if None in each else f"{statistics.median(each):,.0f}"
            a_case = statistics.median(ran["events"] / ran["cases"] for ran in rans)
            print(
                f"| {label} | {'plain heap' if engine == 'plain' else engine} | "
                f"{speed / 1e6:.2f} | {by_events} | {a_case:.1f} | {by_cases} | {memory} |"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each [default: 5]")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="two runs of small sizes, unless --runs says otherwise: shows that all works",
    )
    options = parser.parse_args()
    given = any(word.startswith("--runs") for word in sys.argv[1:])
    runs = 2 if options.quick and not given else options.runs
    if runs < 1:
        parser.error("there must be a run")
    words = " ".join(["python3 benches/peers/run.py", *sys.argv[1:]])
    start = time.monotonic()
    python = build()
    built = time.monotonic()
    tidegate = Tidegate(options.quick)
    engines = [engine for engine in ENGINES if engine != "simpy" or python]
    rows = plan(engines, options.quick)
    found = measure(rows, runs, tidegate, python)
    wrong = check(found, runs)
    print()
    table(found, runs, words)
    print(
        f"built in {built - start:.0f} s, run in {time.monotonic() - built:.0f} s",
        file=sys.stderr,
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
