//! Groups in data that nobody named.
//!
//! ```
//! use ml::cluster::KMeans;
//! use ml::ndarray::array;
//! let x = array![[0.0, 0.1], [0.2, 0.0], [5.0, 5.1], [5.2, 4.9]];
//! let fitted = KMeans::new(2).seed(1).fit(&x)?;
//! assert_eq!(fitted.labels[0], fitted.labels[1]);
//! assert_ne!(fitted.labels[1], fitted.labels[2]);
//! assert!(fitted.inertia < 0.1);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod kmeans;
mod lloyd;

pub use kmeans::{FittedKMeans, KMeans};
