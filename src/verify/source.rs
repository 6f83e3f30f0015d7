//! Sources of the formulas.

use crate::scenario::keys::Formula;

/// The source of a formula: of a wait, or of the one quantity that it gives.
pub fn wait_source(formula: Formula) -> &'static str {
    match formula {
        Formula::mmc => "Erlang C (Erlang 1917; Kleinrock 1975, 3.5)",
        Formula::mg1 => "Pollaczek 1930, Khinchine 1932 (Kleinrock 1975, 5.6)",
        Formula::jackson => "Jackson 1963, theorem 1 (Kleinrock 1975, 4.8)",
        Formula::tandem => "Burke 1956 (Kleinrock 1975, 4.1)",
        Formula::mdc => "Crommelin 1932",
        Formula::priority => "Cobham 1954",
        Formula::panel => "bulk service (Bailey 1954)",
        Formula::closing => "Kolmogorov 1931, by uniformisation (Jensen 1953)",
        Formula::mmck => "M/M/c/K (Erlang 1917; Kleinrock 1975, 3.6 and 3.7)",
        Formula::patience => "M/M/c+M (Palm 1957; Garnett, Mandelbaum and Reiman 2002)",
        Formula::residents => {
            "immigration and death, M/G/infinity (Kleinrock 1975, 3.4; Sevast'yanov 1957)"
        }
        Formula::validity => "loss formula of one place (Erlang 1917; Sevast'yanov 1957)",
    }
}

/// The source of the formula of the share that waits.
pub fn waiting_share_source(formula: Formula) -> &'static str {
    match formula {
        Formula::mmc => "Erlang C (Erlang 1917; Kleinrock 1975, 3.5)",
        Formula::jackson | Formula::tandem => {
            "arrivals see the network without themselves (Sevcik and Mitrani 1981)"
        }
        Formula::mg1
        | Formula::priority
        | Formula::mdc
        | Formula::panel
        | Formula::closing
        | Formula::mmck
        | Formula::patience
        | Formula::residents
        | Formula::validity => "Poisson arrivals see time averages (Wolff 1982)",
    }
}
