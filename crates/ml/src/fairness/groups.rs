//! Rates by group, and how far they are apart.

use crate::error::{Error, Result, check_not_empty, check_same_len, parameter};
use ndarray::Array1;

/// How the rows of a group are treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupRates {
    /// The group.
    pub group: usize,
    /// Its rows.
    pub count: usize,
    /// The share of them whose true class is 1.
    pub base_rate: f64,
    /// The share of them that class 1 is predicted for.
    pub selection_rate: f64,
    /// The share of them whose class is predicted rightly.
    pub accuracy: f64,
    /// The share of class 1 that class 1 is predicted for; nothing if the group has none of class 1.
    pub true_positive_rate: Option<f64>,
    /// The share of class 0 that class 1 is predicted for; nothing if the group has none of class 0.
    pub false_positive_rate: Option<f64>,
    /// The share of those that class 1 is predicted for that are of class 1; nothing if it is predicted for none.
    pub precision: Option<f64>,
}

/// The rates of each group, groups ascending.
///
/// # Errors
/// [`Error::Empty`] without rows, [`Error::Shape`] if the lengths differ, [`Error::Parameter`] for other classes than 0
/// and 1.
pub fn group_rates(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    group: &Array1<usize>,
) -> Result<Vec<GroupRates>> {
    check_not_empty("y_true", y_true.len())?;
    check_same_len("y_pred", y_true.len(), y_pred.len())?;
    check_same_len("group", y_true.len(), group.len())?;
    for (classes, name) in [(y_true, "y_true"), (y_pred, "y_pred")] {
        if let Some(class) = classes.iter().find(|class| **class > 1) {
            return Err(parameter(name, format!("class {class}"), "0 or 1"));
        }
    }
    let mut rows: Vec<(usize, bool, bool)> = (group.iter().zip(y_true).zip(y_pred))
        .map(|((group, truth), guess)| (*group, *truth == 1, *guess == 1))
        .collect();
    rows.sort_unstable();
    Ok(rows.chunk_by(|a, b| a.0 == b.0).map(rates).collect())
}

/// The rates of rows that are all of one group, of which there is at least one.
fn rates(rows: &[(usize, bool, bool)]) -> GroupRates {
    let count =
        |of: &dyn Fn(bool, bool) -> bool| rows.iter().filter(|(_, truth, guess)| of(*truth, *guess)).count();
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let of_all = |part: usize| part as f64 / rows.len() as f64;
    let (ones, selected) = (count(&|truth, _| truth), count(&|_, guess| guess));
    let hits = count(&|truth, guess| truth && guess);
    GroupRates {
        group: rows[0].0,
        count: rows.len(),
        base_rate: of_all(ones),
        selection_rate: of_all(selected),
        accuracy: of_all(count(&|truth, guess| truth == guess)),
        true_positive_rate: share(hits, ones),
        false_positive_rate: share(selected - hits, rows.len() - ones),
        precision: share(hits, selected),
    }
}

/// The greatest selection rate of a group less the least: 0 where all groups are given as much (demographic parity).
///
/// # Errors
/// As [`group_rates`].
pub fn demographic_parity_difference(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    group: &Array1<usize>,
) -> Result<f64> {
    let rates: Vec<f64> = group_rates(y_true, y_pred, group)?.iter().map(|g| g.selection_rate).collect();
    Ok(greatest(&rates) - least(&rates))
}

/// The least selection rate of a group as a share of the greatest: 1 where all are given as much, also if that is
/// nothing. Below 0.8 is taken for a sign of harm in the employment law of the United States ("four fifths").
///
/// # Errors
/// As [`group_rates`].
pub fn demographic_parity_ratio(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    group: &Array1<usize>,
) -> Result<f64> {
    let rates: Vec<f64> = group_rates(y_true, y_pred, group)?.iter().map(|g| g.selection_rate).collect();
    Ok(if greatest(&rates) == 0.0 { 1.0 } else { least(&rates) / greatest(&rates) })
}

/// The greatest true positive rate of a group less the least: 0 where those who deserve it have the same chance in every
/// group (M. Hardt, E. Price and N. Srebro, *Equality of Opportunity in Supervised Learning*, 2016).
///
/// # Errors
/// As [`group_rates`]; [`Error::OneClass`] for a group without rows of class 1.
pub fn equal_opportunity_difference(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    group: &Array1<usize>,
) -> Result<f64> {
    let groups = group_rates(y_true, y_pred, group)?;
    let rates = all_of(&groups, &|g| g.true_positive_rate, 0)?;
    Ok(greatest(&rates) - least(&rates))
}

/// The greater of the differences between groups in true and in false positive rate: 0 where the prediction, given the
/// truth, does not depend on the group (equalised odds, of the same paper as [`equal_opportunity_difference`]).
///
/// # Errors
/// As [`group_rates`]; [`Error::OneClass`] for a group with rows of one class only.
pub fn equalized_odds_difference(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    group: &Array1<usize>,
) -> Result<f64> {
    let groups = group_rates(y_true, y_pred, group)?;
    let hits = all_of(&groups, &|g| g.true_positive_rate, 0)?;
    let false_alarms = all_of(&groups, &|g| g.false_positive_rate, 1)?;
    Ok((greatest(&hits) - least(&hits)).max(greatest(&false_alarms) - least(&false_alarms)))
}

/// A rate of every group; `only` is the class that a group without the rate consists of.
fn all_of(groups: &[GroupRates], rate: &dyn Fn(&GroupRates) -> Option<f64>, only: usize) -> Result<Vec<f64>> {
    let of = |group: &GroupRates| {
        rate(group).ok_or_else(|| Error::OneClass {
            what: format!("y_true in group {}", group.group),
            class: only.to_string(),
        })
    };
    groups.iter().map(of).collect()
}

fn greatest(rates: &[f64]) -> f64 {
    rates.iter().fold(f64::NEG_INFINITY, |most, rate| most.max(*rate))
}

fn least(rates: &[f64]) -> f64 {
    rates.iter().fold(f64::INFINITY, |least, rate| least.min(*rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rates_and_gaps_by_hand() {
        let y = array![1, 1, 0, 0, 1, 1, 0, 0];
        let p = array![1, 1, 1, 0, 1, 0, 0, 0];
        let group = array![3, 3, 3, 3, 9, 9, 9, 9];
        let rates = group_rates(&y, &p, &group).expect("eight rows");
        assert_eq!((rates[0].group, rates[0].count, rates[0].selection_rate), (3, 4, 0.75));
        assert_eq!((rates[0].true_positive_rate, rates[0].false_positive_rate), (Some(1.0), Some(0.5)));
        assert_eq!((rates[1].precision, rates[1].accuracy, rates[1].base_rate), (Some(1.0), 0.75, 0.5));
        assert_eq!(demographic_parity_difference(&y, &p, &group), Ok(0.5));
        assert_eq!(demographic_parity_ratio(&y, &p, &group), Ok(1.0 / 3.0));
        assert_eq!(equal_opportunity_difference(&y, &p, &group), Ok(0.5));
        assert_eq!(equalized_odds_difference(&y, &p, &group), Ok(0.5));
    }

    #[test]
    fn a_group_of_one_class_has_no_rate_of_the_other() {
        let (y, p, group) = (array![1, 0, 0, 0], array![0, 0, 0, 0], array![0, 0, 1, 1]);
        let rates = group_rates(&y, &p, &group).expect("four rows");
        assert_eq!((rates[1].true_positive_rate, rates[1].precision), (None, None));
        assert!(matches!(equal_opportunity_difference(&y, &p, &group), Err(Error::OneClass { .. })));
        assert!(matches!(equalized_odds_difference(&y, &p, &group), Err(Error::OneClass { .. })));
        assert_eq!(demographic_parity_ratio(&y, &p, &group), Ok(1.0));
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let one = array![1];
        assert!(matches!(group_rates(&array![], &array![], &array![]), Err(Error::Empty { .. })));
        assert!(matches!(group_rates(&one, &array![1, 0], &one), Err(Error::Shape { .. })));
        assert!(matches!(group_rates(&one, &one, &array![]), Err(Error::Shape { .. })));
        assert!(matches!(group_rates(&array![2], &one, &one), Err(Error::Parameter { .. })));
        assert!(matches!(group_rates(&one, &array![7], &one), Err(Error::Parameter { .. })));
    }
}
