//! How a judge treats groups, and weights that make a skewed sample less so.
//!
//! Class 1 is the good that is given out: the loan, the job, the release. Groups are whole numbers, as classes are.
//!
//! ```
//! use ml::fairness::{demographic_parity_difference, group_rates, reweighing};
//! use ml::ndarray::array;
//! let (y, given) = (array![1, 1, 0, 0, 1, 0, 0, 0], array![1, 1, 1, 0, 0, 1, 0, 0]);
//! let group = array![0, 0, 0, 0, 1, 1, 1, 1];
//! assert_eq!(group_rates(&y, &given, &group)?[0].selection_rate, 0.75);
//! assert_eq!(demographic_parity_difference(&y, &given, &group)?, 0.5);
//! let weights = reweighing(&y, &group)?;
//! assert_eq!((weights[0], weights[4]), (0.75, 1.5), "a good outcome in the second group is rare");
//! # Ok::<(), ml::error::Error>(())
//! ```

mod groups;
mod reweighing;

pub use groups::{
    GroupRates, demographic_parity_difference, demographic_parity_ratio, equal_opportunity_difference,
    equalized_odds_difference, group_rates,
};
pub use reweighing::reweighing;
