//! Decision trees, and models made of many.
//!
//! ```
//! use ml::ndarray::array;
//! use ml::tree::DecisionTreeClassifier;
//! // Hours of sleep and cups of coffee; 1 for a good day.
//! let x = array![[8.0, 0.0], [7.5, 1.0], [4.0, 3.0], [5.0, 0.0], [8.0, 6.0]];
//! let y = array![1, 1, 0, 0, 0];
//! let fitted = DecisionTreeClassifier::new().max_depth(2).fit(&x, &y)?;
//! assert_eq!(fitted.predict(&array![[7.0, 1.0]])?, array![1]);
//! let names = ["sleep".to_owned(), "coffee".to_owned()];
//! assert!(fitted.to_text(&names).starts_with("sleep <= 6.25"));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod boosting;
mod boosting_fitted;
mod boosting_loss;
mod choice;
mod criterion;
mod decision_tree;
mod forest;
mod forest_fitted;
mod grow;
mod histogram;
mod presort;
mod settings;
mod structure;
mod text;

pub use boosting::{GradientBoostingClassifier, GradientBoostingRegressor};
pub use boosting_fitted::{FittedGradientBoostingClassifier, FittedGradientBoostingRegressor};
pub use decision_tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, FittedDecisionTreeClassifier, FittedDecisionTreeRegressor,
};
pub use forest::{RandomForestClassifier, RandomForestRegressor};
pub use forest_fitted::{FittedRandomForestClassifier, FittedRandomForestRegressor};
pub use settings::{Impurity, MaxFeatures};
pub use structure::{Node, Split, Tree};
