//! The fit of flows against cases solved by hand, and forecasts against arithmetic.

use tidegate::flows::forecast_errors::{
    GivenTotals, ObservedMoves, ScoredForecast, bootstrap_draw,
};
use tidegate::flows::pair_memory::{PairMemory, factor};
use tidegate::flows::poisson::{self, DesignMatrix, DropReason, FitError};
use tidegate::flows::{self, clustered_errors, refusal_forecast};

use super::close;

fn design(names: &[&str], rows: &[(&[f64], f64)]) -> DesignMatrix {
    DesignMatrix {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        values: rows.iter().flat_map(|(x, _)| x.to_vec()).collect(),
        counts: rows.iter().map(|(_, count)| *count).collect(),
    }
}

/// Two groups: 2, 4, 0 and 3, 9.
fn two_groups() -> DesignMatrix {
    design(
        &["constant", "second"],
        &[
            (&[1.0, 0.0], 2.0),
            (&[1.0, 0.0], 4.0),
            (&[1.0, 0.0], 0.0),
            (&[1.0, 1.0], 3.0),
            (&[1.0, 1.0], 9.0),
        ],
    )
}

#[test]
fn of_two_groups_the_coefficient_is_the_logarithm_of_the_ratio_of_means() {
    let fit = poisson::fit(&two_groups()).expect("a fit");
    close(fit.coefficients[0].exp(), 2.0);
    close(fit.coefficients[1].exp(), 3.0);
    close(fit.expected[2], 2.0);
    close(fit.expected[4], 6.0);
    assert!(fit.dropped.is_empty());
}

#[test]
fn robust_errors_are_those_of_the_formula() {
    let design = two_groups();
    let fit = poisson::fit(&design).expect("a fit");
    // Of a group of n rows with mean m the logarithm of the mean has the variance
    // sum (y - m)^2 / (n m)^2; a difference of two has the sum; times G / (G - 1).
    let first = (0.0 + 4.0 + 4.0) / 36.0;
    let second = (9.0 + 9.0) / 144.0;
    let alone = clustered_errors::covariance(&design, &fit, 5, |row| row).expect("five clusters");
    close(alone.get(0, 0), first * 5.0 / 4.0);
    close(alone.get(1, 1), (first + second) * 5.0 / 4.0);
    // Rows 0 and 1 share a cluster: their residuals 0 and 2 add up first. So do 2 and 3,
    // -2 and -3, across the groups.
    let clusters = [0, 0, 1, 1, 2];
    let three = clustered_errors::covariance(&design, &fit, 3, |row| clusters[row]).expect("three");
    let (a, b): ([f64; 3], [f64; 3]) = ([2.0, -2.0, 0.0], [0.0, -3.0, 3.0]);
    let of_first: f64 = a.iter().map(|sum| sum * sum / 36.0).sum();
    let of_ratio: f64 = (0..3)
        .map(|cluster| b[cluster] / 12.0 - a[cluster] / 6.0)
        .map(|influence| influence * influence)
        .sum();
    close(three.get(0, 0), of_first * 1.5);
    close(three.get(1, 1), of_ratio * 1.5);
    let errors = clustered_errors::standard_errors(&three);
    close(errors[1].unwrap_or_default(), (of_ratio * 1.5).sqrt());
    assert!(clustered_errors::covariance(&design, &fit, 1, |_| 0).is_none());
}

#[test]
fn elasticities_of_counts_without_noise_are_estimated_exactly() {
    let rows: Vec<[f64; 3]> = (1..40)
        .map(|i| [1.0, f64::from(i).ln(), f64::from(i * i % 17 + 1).ln()])
        .collect();
    let counts = rows.iter().map(|x| (1.5 + 0.8 * x[1] - 0.3 * x[2]).exp());
    let design = DesignMatrix {
        names: ["constant", "mass", "distance"].map(str::to_owned).to_vec(),
        counts: counts.collect(),
        values: rows.concat(),
    };
    let fit = poisson::fit(&design).expect("a fit");
    assert!((fit.coefficients[1] - 0.8).abs() < 1e-6);
    assert!((fit.coefficients[2] + 0.3).abs() < 1e-6);
}

#[test]
fn a_collinear_column_is_named_and_left_out() {
    let mut design = two_groups();
    let third: Vec<f64> = (0..5)
        .flat_map(|row| {
            let x = design.row(row);
            [x[0], x[1], 2.0 * x[0] - x[1]]
        })
        .collect();
    design.names.push("third".to_owned());
    design.values = third;
    let fit = poisson::fit(&design).expect("a fit");
    assert_eq!(fit.dropped.len(), 1);
    assert_eq!(fit.dropped[0].name, "third");
    assert_eq!(fit.dropped[0].reason, DropReason::Collinear);
    close(fit.coefficients[1].exp(), 3.0);
}

#[test]
fn separation_is_named_and_harms_no_other_coefficient() {
    // What `apart` marks never moves: its best coefficient is minus infinity.
    let of_apart = design(
        &["constant", "second", "apart"],
        &[
            (&[1.0, 0.0, 0.0], 2.0),
            (&[1.0, 0.0, 0.0], 4.0),
            (&[1.0, 0.0, 1.0], 0.0),
            (&[1.0, 1.0, 0.0], 3.0),
            (&[1.0, 1.0, 0.0], 9.0),
            (&[1.0, 1.0, 1.0], 0.0),
        ],
    );
    let fit = poisson::fit(&of_apart).expect("a fit");
    assert_eq!(fit.separated, 2);
    assert_eq!(fit.dropped.len(), 1);
    assert_eq!(
        (&*fit.dropped[0].name, fit.dropped[0].reason),
        ("apart", DropReason::Separated)
    );
    close(fit.coefficients[0].exp(), 3.0);
    close(fit.coefficients[1].exp(), 2.0);
    assert!(fit.expected[2].abs() < 1e-300 && fit.expected[5].abs() < 1e-300);

    // A combination of two columns, and neither does it alone: b - a is 1 or more on
    // rows without moves and 0 on those with.
    let of_both = design(
        &["constant", "a", "b"],
        &[
            (&[1.0, 0.0, 0.0], 2.0),
            (&[1.0, 1.0, 1.0], 4.0),
            (&[1.0, 2.0, 2.0], 3.0),
            (&[1.0, 1.0, 2.0], 0.0),
            (&[1.0, 0.0, 3.0], 0.0),
            (&[1.0, 2.0, 2.0], 0.0),
        ],
    );
    let fit = poisson::fit(&of_both).expect("a fit");
    assert_eq!(
        fit.separated, 2,
        "the last row without moves is not set apart"
    );
    assert_eq!(fit.dropped[0].name, "b");

    // The same columns, but what they set apart lies on both sides: no separation.
    let neither = design(
        &["constant", "a", "b"],
        &[
            (&[1.0, 0.0, 0.0], 2.0),
            (&[1.0, 1.0, 1.0], 4.0),
            (&[1.0, 2.0, 2.0], 3.0),
            (&[1.0, 1.0, 2.0], 0.0),
            (&[1.0, 2.0, 1.0], 0.0),
        ],
    );
    let fit = poisson::fit(&neither).expect("a fit");
    assert_eq!(fit.separated, 0);
    assert!(fit.dropped.is_empty());
}

#[test]
fn without_a_move_there_is_no_fit() {
    let nothing = design(&["constant"], &[(&[1.0], 0.0), (&[1.0], 0.0)]);
    assert_eq!(poisson::fit(&nothing).err(), Some(FitError::NoMoves));
}

#[test]
fn the_common_part_is_that_of_the_formula() {
    let observed = vec![vec![10.0, 0.0, 5.0]];
    let forecast = vec![vec![6.0, 3.0, 6.0]];
    let judged = ScoredForecast::new(&observed, &forecast, &[0, 1, 2]);
    let errors = judged.errors();
    // 2 (6 + 0 + 5) / (15 + 15); (4 + 3 + 1) / 3.
    close(errors.common_part, 22.0 / 30.0);
    close(errors.absolute, 8.0 / 3.0);
    let deviance = 10.0 * (10.0_f64 / 6.0).ln() + 5.0 * (5.0_f64 / 6.0).ln();
    close(errors.deviance, 2.0 * deviance / 3.0);
    close(judged.ruled_out, 0.0);
    let some = ScoredForecast::new(&observed, &[vec![0.0, 0.0, 5.0]], &[0, 2]);
    close(some.ruled_out, 10.0 / 15.0);
    assert!(some.errors().deviance.is_infinite());
}

#[test]
fn totals_are_shared_out_by_year_or_by_origin() {
    let observed = ObservedMoves {
        origins: vec![0, 0, 1],
        moves: vec![vec![6.0, 2.0, 4.0]],
    };
    let by_year = observed.forecast(&[1.0, 1.0, 2.0], GivenTotals::Year);
    assert_eq!(by_year, [[3.0, 3.0, 6.0]]);
    let by_origin = observed.forecast(&[1.0, 1.0, 2.0], GivenTotals::Origin);
    assert_eq!(by_origin, [[4.0, 4.0, 4.0]]);
    // Of an origin without weights nothing is forecast.
    let nothing = observed.forecast(&[0.0, 0.0, 2.0], GivenTotals::Origin);
    assert_eq!(nothing, [[0.0, 0.0, 4.0]]);
}

#[test]
fn a_pair_comes_back_to_gravity_as_far_as_its_past_is_thin() {
    let memory = |years, strength, lasting| PairMemory {
        years,
        strength,
        lasting,
    };
    let (moved, expected) = ([9.0, 4.0, 8.0], [1.0, 2.0, 3.0]);
    close(factor(&moved, &expected, memory(2, 3.0, None)), 15.0 / 8.0);
    close(factor(&moved, &expected, memory(3, 0.0, None)), 21.0 / 6.0);
    let lasting = 15.0 / 8.0;
    let both = (8.0 + 5.0 * lasting) / (3.0 + 5.0);
    close(factor(&moved, &expected, memory(2, 3.0, Some(5.0))), both);
    // Without a past gravity is left, of any strength.
    close(factor(&[0.0; 3], &[0.0; 3], memory(3, 1.0, Some(1.0))), 1.0);
}

#[test]
fn redraws_are_even_and_the_same_each_time() {
    let drawn = bootstrap_draw(10, 3, 1);
    assert_eq!(drawn, bootstrap_draw(10, 3, 1));
    assert_ne!(drawn, bootstrap_draw(10, 4, 1));
    assert_ne!(drawn, bootstrap_draw(10, 3, 2));
    let mut counts = [0_u32; 7];
    for redraw in 0..1000 {
        for place in bootstrap_draw(7, redraw, 1) {
            counts[place] += 1;
        }
    }
    // 1000 expected each, deviation 29.
    assert!(
        counts.iter().all(|count| (850..1150).contains(count)),
        "{counts:?}"
    );
}

#[test]
fn refusals_are_shrunk_faded_and_carried_on_as_stated() {
    let mut counts = flows::input_files::Refusals::new();
    let mut add = |origin: &str, state: &str, year: i32, issued: f64, refused: f64| {
        counts.insert(
            (origin.to_owned(), state.to_owned(), year),
            [issued, refused],
        );
    };
    add("A", "x", 2000, 90.0, 10.0);
    add("A", "x", 2001, 60.0, 20.0);
    add("A", "y", 2001, 20.0, 0.0);
    add("B", "x", 2000, 300.0, 100.0);
    add("B", "x", 2001, 200.0, 200.0);
    let history = refusal_forecast::RefusalHistory::new(&counts);
    let a = "A".to_owned();
    let of = |way| history.forecast(&a, 2001, 1, way).unwrap_or_default();
    close(of(refusal_forecast::NAIVE), 0.2);
    let way = refusal_forecast::ForecastRule {
        fade: 0.5,
        strength: 50.0,
        drift: 0.0,
    };
    // All origins in 2001: 220 of 500.
    close(of(way), (20.0 + 5.0 + 50.0 * 0.44) / (100.0 + 50.0 + 50.0));
    let drift = refusal_forecast::ForecastRule {
        drift: 1.0,
        ..refusal_forecast::NAIVE
    };
    // Odds of all origins went from 110 / 390 to 220 / 280.
    let odds = 0.25 * (220.0 / 280.0) / (110.0 / 390.0);
    close(of(drift), odds / (1.0 + odds));
    // Half of the drift goes on: of two years ahead 1/2 + 1/4.
    let half = refusal_forecast::ForecastRule {
        drift: 0.5,
        ..refusal_forecast::NAIVE
    };
    let two = history.forecast(&a, 2001, 2, half).unwrap_or_default();
    let odds = 0.25 * f64::powf((220.0 / 280.0) / (110.0 / 390.0), 0.75);
    close(two, odds / (1.0 + odds));
    close(
        history
            .forecast(&a, 2001, 2, refusal_forecast::NAIVE)
            .unwrap_or_default(),
        0.2,
    );
    assert_eq!(history.forecast(&"C".to_owned(), 2001, 1, way), None);
}

/// Two origins over years: refusals drift by a little each year, and in the last year, if it
/// breaks, by much.
fn years_of_refusals(last: [f64; 2]) -> flows::input_files::Refusals {
    let mut counts = flows::input_files::Refusals::new();
    let mut add = |origin: &str, year: i32, share: f64, decided: f64| {
        let refused = (share * decided).round();
        counts.insert(
            (origin.to_owned(), "x".to_owned(), year),
            [decided - refused, refused],
        );
    };
    for year in 2001..=2012 {
        let by_turns = f64::from(year % 2) * 0.004;
        let drift = 0.02 * f64::from(year - 2000);
        add("A", year, 0.10 + drift + by_turns, 1000.0);
        add("B", year, 0.20 + drift + by_turns, 500.0);
    }
    let [share, decided] = last;
    add("A", 2013, share, decided);
    add("B", 2013, share + 0.1, decided / 2.0);
    add("A", 2014, 0.38, 1000.0);
    add("B", 2014, 0.48, 500.0);
    counts
}

/// After a break, in refusals or in decisions, the forecast is last year's share; the next
/// year too. Without one it is not.
#[test]
fn after_a_break_the_forecast_is_last_years_share() {
    let judged = |last: [f64; 2], ahead: i32| {
        let history = refusal_forecast::RefusalHistory::new(&years_of_refusals(last));
        let judged = history.choose_and_forecast(2014 - ahead, ahead);
        judged.unwrap_or_else(|| panic!("{last:?}"))
    };
    let is_last = |ahead: &refusal_forecast::RefusalForecast| {
        let mut origins = ahead.origins.iter();
        origins.all(|origin| (origin.forecast - origin.naive).abs() < 1e-12)
    };
    for (last, breaks) in [
        ([0.364, 1000.0], vec![]),
        ([0.7, 1000.0], vec![2013]),
        ([0.364, 100.0], vec![2013]),
    ] {
        let judgement = judged(last, 1);
        assert_eq!((judgement.year, judgement.years_ahead), (2014, 1));
        assert_eq!(judgement.breaks, breaks);
        assert_eq!(judgement.after_break, !breaks.is_empty(), "{last:?}");
        assert_eq!(is_last(&judgement), !breaks.is_empty(), "{last:?}");
        // What is not known yet breaks nothing.
        let judgement = judged(last, 2);
        assert_eq!((judgement.year, judgement.years_ahead), (2014, 2));
        assert!(
            judgement.breaks.is_empty() && !is_last(&judgement),
            "{last:?}"
        );
    }
}
