//! Numbers that a run may change from outside.

use crate::wire::{Content, Scalar};
use crate::{Number, rt};
use std::cell::Cell;
use std::fmt;
use std::ops::{Deref, RangeInclusive};

/// A value that a parameter can have: a float, a whole number, a truth value or a `String`.
pub trait ParamValue: Clone + fmt::Display {
    /// The value as the wire carries it.
    fn to_scalar(&self) -> Scalar;
    /// The value that `scalar` stands for, or `None` if it is of another kind.
    fn from_scalar(scalar: &Scalar) -> Option<Self>;
    /// What `-P name=…` must give, for the message when it doesn't.
    const KIND: &'static str;
}

/// A parameter's value that has an order, so that [`Param::range`] can hold it.
pub trait NumericParam: ParamValue {
    /// The value as a float.
    fn to_f64(&self) -> f64;
}

/// A parameter: use it like the value that it holds (`*lr`, or where a reference will do, `&lr`).
#[derive(Debug)]
pub struct Param<T: ParamValue> {
    name: String,
    default: T,
    value: T,
    range: Option<(f64, f64)>,
    recorded: Cell<bool>,
}

/// A parameter of the entry, `default` unless the entry's front matter or `lossbook run -P name=value` says otherwise.
///
/// ```
/// use cell::prelude::*;
/// let lr = param("lr", 0.1).range(0.001..=1.0);
/// assert_eq!(*lr, 0.1);
/// ```
///
/// # Panics
/// If the value from outside is not of the default's kind.
pub fn param<T: ParamValue>(name: &str, default: T) -> Param<T> {
    let value = match rt::param_override(name) {
        None => default.clone(),
        Some(scalar) => match T::from_scalar(&scalar) {
            Some(value) => value,
            None => panic!("parameter `{name}` must be {}, but was given {scalar:?}", T::KIND),
        },
    };
    Param { name: name.to_owned(), default, value, range: None, recorded: Cell::new(false) }
}

impl<T: ParamValue> Param<T> {
    /// The value.
    pub fn value(&self) -> T {
        self.record();
        self.value.clone()
    }

    fn record(&self) {
        if !self.recorded.replace(true) {
            rt::emit(Content::Param {
                name: self.name.clone(),
                value: self.value.to_scalar(),
                default: self.default.to_scalar(),
                range: self.range.map(|(low, high)| (Number(low), Number(high))),
            });
        }
    }
}

impl<T: NumericParam> Param<T> {
    /// The range that the value may take, ends included.
    ///
    /// # Panics
    /// If the value lies outside.
    pub fn range(mut self, range: RangeInclusive<T>) -> Self {
        let (low, high) = (range.start().to_f64(), range.end().to_f64());
        assert!(
            (low..=high).contains(&self.value.to_f64()),
            "parameter `{}` must lie between {low} and {high}, but is {}",
            self.name,
            self.value
        );
        self.range = Some((low, high));
        self
    }
}

impl<T: ParamValue> Deref for Param<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.record();
        &self.value
    }
}

impl<T: ParamValue> fmt::Display for Param<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record();
        self.value.fmt(f)
    }
}

impl<T: ParamValue> Drop for Param<T> {
    fn drop(&mut self) {
        // A parameter that nothing read is still one that a reader may want to know of.
        if !std::thread::panicking() {
            self.record();
        }
    }
}

impl ParamValue for f64 {
    const KIND: &'static str = "a number";

    fn to_scalar(&self) -> Scalar {
        Scalar::Float(Number(*self))
    }

    fn from_scalar(scalar: &Scalar) -> Option<Self> {
        match scalar {
            Scalar::Float(number) => Some(number.0),
            Scalar::Int(whole) => Some(*whole as f64),
            _ => None,
        }
    }
}

macro_rules! whole_params {
    ($($whole:ty: $kind:literal),*) => {$(
        impl ParamValue for $whole {
            const KIND: &'static str = $kind;

            fn to_scalar(&self) -> Scalar {
                i64::try_from(*self).map_or_else(|_| Scalar::Text(self.to_string()), Scalar::Int)
            }

            fn from_scalar(scalar: &Scalar) -> Option<Self> {
                match scalar {
                    Scalar::Int(whole) => Self::try_from(*whole).ok(),
                    _ => None,
                }
            }
        }

        impl NumericParam for $whole {
            fn to_f64(&self) -> f64 {
                *self as f64
            }
        }
    )*};
}

whole_params!(
    i32: "a whole number", i64: "a whole number",
    u32: "a whole number, 0 or more", u64: "a whole number, 0 or more", usize: "a whole number, 0 or more"
);

impl NumericParam for f64 {
    fn to_f64(&self) -> f64 {
        *self
    }
}

impl ParamValue for bool {
    const KIND: &'static str = "true or false";

    fn to_scalar(&self) -> Scalar {
        Scalar::Bool(*self)
    }

    fn from_scalar(scalar: &Scalar) -> Option<Self> {
        match scalar {
            Scalar::Bool(truth) => Some(*truth),
            _ => None,
        }
    }
}

impl ParamValue for String {
    const KIND: &'static str = "text";

    fn to_scalar(&self) -> Scalar {
        Scalar::Text(self.clone())
    }

    fn from_scalar(scalar: &Scalar) -> Option<Self> {
        match scalar {
            Scalar::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}
