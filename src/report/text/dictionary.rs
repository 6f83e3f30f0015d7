//! The data dictionary beside the tables.

/// How every table is written.
pub const FORMAT: &str = "# Tables\n\n\
     UTF-8, comma between columns, dot as decimal sign, first line the names of the columns.\n\
     An empty cell is a missing value, never 0; an empty dimension means all.\n\
     A number is written with the fewest digits that read back as the same number.\n\
     A text that begins with `=`, `+`, `-`, `@`, a tab or a line break has an apostrophe before it,\n\
     so that no spreadsheet takes it for a formula; take it away where you compare texts.\n";

/// The two spreads that tables of a study distinguish.
pub const SPREADS: &str = "`luck` is the spread over replications at central parameters; `luck and unknowns` adds the\n\
     spread of the parameters over their ranges. An interval of `luck` is Student's 95 %\n\
     interval of the mean, on the logit scale for shares and on the logarithmic one for counts,\n\
     days and money. One of `luck and unknowns` is of the draws themselves: the middle 95 % from\n\
     39 draws on, the middle 80 % from 9 on, otherwise the range; n counts them. Shares of a\n\
     variance and probabilities have 95 % intervals.\n";

/// The columns of a statistic, each with its meaning.
pub const STATISTIC: [(&str, &str); 4] = [
    ("estimate", "Mean over replications, or over draws."),
    ("low", "Low end of the interval."),
    ("high", "High end of the interval."),
    ("n", "Replications, or draws."),
];

/// The heads of the dictionary's columns.
pub const COLUMNS: [&str; 2] = ["column", "meaning"];
