//! Columns of all tables may be written without quotes in the languages that read them.

use tidegate::flows;
use tidegate::stats::growth;
use tidegate::stats::table::TableRow;
use tidegate::stats::tables::DICTIONARY;

// Reserved key words of PostgreSQL, those that may be functions or types included
// (documentation of version 17, appendix C); what DuckDB reserves is among them but for the
// last line.
const POSTGRESQL_AND_DUCKDB: &str = "
    all analyse analyze and any array as asc asymmetric authorization binary both case cast
    check collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user
    default deferrable desc distinct do else end except false fetch for foreign freeze from
    full grant group having ilike in initially inner intersect into is isnull join lateral
    leading left like limit localtime localtimestamp natural not notnull null offset on only
    or order outer overlaps placing primary references returning right select session_user
    similar some symmetric system_user table tablesample then to trailing true union unique
    user using variadic verbose when where window with
    anti asof at describe generated glob lambda map pivot pivot_longer pivot_wider positional
    qualify semi show struct summarize try_cast unpack unpivot";

// Key words of SQLite that its grammar does not take as names (lang_keywords.html, without
// those that fall back to names in parse.y).
const SQLITE: &str = "
    add all alter and as autoincrement between case check collate commit constraint create
    default deferrable delete distinct drop else escape except exists foreign from group
    having in index insert intersect into is isnull join limit not notnull null on or order
    primary references returning select set table then to transaction union unique update
    using values when where";

/// Key words of Python 3 (language reference, 2.3.1).
const PYTHON: &str = "
    and as assert async await break class continue def del elif else except false finally for
    from global if import in is lambda none nonlocal not or pass raise return true try while
    with yield";

/// Reserved words of R (help page `Reserved`).
const R: &str = "
    if else repeat while function for next break true false null inf nan na in";

/// Reserved words of Stata (User's Guide, 11.3).
const STATA: &str = "
    byte double float if in int long str strl using with";

fn is_reserved(column: &str) -> bool {
    let lists = [POSTGRESQL_AND_DUCKDB, SQLITE, PYTHON, R, STATA];
    let mut words = lists.iter().flat_map(|list| list.split_whitespace());
    words.any(|word| word == column)
}

fn is_name(column: &str) -> bool {
    let mut letters = column.chars();
    letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
        // Stata cuts longer names.
        && column.len() <= 32
}

#[test]
fn no_column_needs_quotes() {
    let tables = DICTIONARY
        .iter()
        .chain(&flows::DICTIONARY)
        .chain([&growth::Row::TABLE]);
    let mut columns = 0;
    for table in tables {
        for column in table.columns {
            let name = column.name;
            assert!(
                is_name(name) && !is_reserved(name),
                "{}: {name}",
                table.name
            );
            columns += 1;
        }
    }
    assert!(columns > 150, "{columns}");
    for reserved in ["from", "to", "check", "group", "case", "in"] {
        assert!(is_reserved(reserved), "{reserved}");
    }
}
