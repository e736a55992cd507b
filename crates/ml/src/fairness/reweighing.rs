//! Weights under which group and class have nothing to do with each other.

use crate::error::{Result, check_not_empty, check_same_len};
use ndarray::Array1;
use std::collections::BTreeMap;

/// The weight of each row that makes its group and its class independent: the share of rows that would have both, if they
/// were, by the share that has (F. Kamiran and T. Calders, *Data preprocessing techniques for classification without
/// discrimination*, 2012). Where every group has every class, the weights have a mean of 1, and under them every group has
/// each class equally often; a class that a group lacks can not be weighed up. Give them to a model as sample weights.
///
/// # Errors
/// [`Error::Empty`](crate::error::Error::Empty) without rows, [`Error::Shape`](crate::error::Error::Shape) if the lengths
/// differ.
pub fn reweighing(y: &Array1<usize>, group: &Array1<usize>) -> Result<Array1<f64>> {
    check_not_empty("y", y.len())?;
    check_same_len("group", y.len(), group.len())?;
    let (mut of_class, mut of_group, mut of_both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (class, group) in y.iter().zip(group) {
        *of_class.entry(*class).or_insert(0.0) += 1.0;
        *of_group.entry(*group).or_insert(0.0) += 1.0;
        *of_both.entry((*class, *group)).or_insert(0.0) += 1.0;
    }
    let rows = y.len() as f64;
    let weight = |(class, group): (&usize, &usize)| {
        of_class[class] * of_group[group] / (rows * of_both[&(*class, *group)])
    };
    Ok(y.iter().zip(group).map(weight).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use ndarray::array;

    #[test]
    fn under_the_weights_every_group_has_the_same_rate() {
        let mut rng = Rng::new(1);
        let group: Array1<usize> = (0..300).map(|row| row % 3).collect();
        let y: Array1<usize> = group.mapv(|group| usize::from(rng.bernoulli(0.2 + 0.25 * group as f64)));
        let weights = reweighing(&y, &group).expect("300 rows");
        let total = |of: &dyn Fn(usize) -> bool| -> f64 {
            (0..300).filter(|row| of(*row)).map(|row| weights[row]).sum()
        };
        assert!((total(&|_| true) - 300.0).abs() < 1e-9);
        let rate = total(&|row| y[row] == 1) / 300.0;
        for g in 0..3 {
            let own = total(&|row| group[row] == g && y[row] == 1) / total(&|row| group[row] == g);
            assert!((own - rate).abs() < 1e-12, "{own} {rate}");
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        assert!(reweighing(&array![], &array![]).is_err());
        assert!(reweighing(&array![1], &array![1, 2]).is_err());
        assert_eq!(reweighing(&array![5], &array![9]), Ok(array![1.0]));
    }
}
