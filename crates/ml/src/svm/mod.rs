//! Support vector machines: the widest street between classes.
//!
//! ```
//! use ml::ndarray::array;
//! use ml::svm::Svc;
//! // Inside and outside of a circle: no line separates them.
//! let x = array![[0.0, 0.1], [0.2, -0.1], [-0.1, 0.0], [2.0, 0.0], [0.0, 2.0], [-2.0, 0.1], [0.1, -2.0]];
//! let y = array![0, 0, 0, 1, 1, 1, 1];
//! let fitted = Svc::new().c(10.0).fit(&x, &y)?;
//! assert_eq!(fitted.predict(&array![[0.1, 0.1], [-1.5, 1.5]])?, array![0, 1]);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod dual;
mod kernel;
mod linear;
mod machine;
mod smo;

pub use kernel::{Gamma, Kernel};
pub use linear::{FittedLinearSvc, HingeLoss, LinearSvc};
pub use machine::{FittedSvc, Svc};
