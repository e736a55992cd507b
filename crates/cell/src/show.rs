//! Putting a value on the page: [`show`], and the way a cell's last expression finds its best form.

use crate::wire::Content;
use crate::{Chart, Html, Image, Metric, Number, Svg, Table, rt};
use std::fmt::{Debug, Display};

/// A value with a form of its own on the page.
///
/// Charts, tables, images, drawings and markup have it; implement it for a type of yours by building one of them.
pub trait Show {
    /// The output that stands for the value.
    fn content(&self) -> Content;
}

/// Shows a chart, a table, an image or any other [`Show`] value at this point of the cell.
///
/// A cell's last expression without a semicolon is shown by itself.
pub fn show(value: impl Show) {
    rt::emit(value.content());
}

macro_rules! show_as_itself {
    ($($rich:ident),*) => {$(
        impl Show for $rich {
            fn content(&self) -> Content {
                Content::$rich(self.clone())
            }
        }
    )*};
}

show_as_itself!(Chart, Html, Image, Svg, Table);

impl<T: Show + ?Sized> Show for &T {
    fn content(&self) -> Content {
        (**self).content()
    }
}

impl Show for str {
    fn content(&self) -> Content {
        Content::Value { text: self.to_owned(), number: None, single: false }
    }
}

macro_rules! show_displayed {
    ($($plain:ty),*) => {$(
        impl Show for $plain {
            fn content(&self) -> Content {
                Content::Value { text: self.to_string(), number: None, single: false }
            }
        }
    )*};
}

show_displayed!(String, bool, char, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

impl Show for f64 {
    fn content(&self) -> Content {
        Content::Value { text: self.to_string(), number: Some(Number(*self)), single: false }
    }
}

impl Show for f32 {
    fn content(&self) -> Content {
        // Through the shortest digits, so that 0.1f32 is recorded as 0.1 and not as 0.10000000149.
        let text = self.to_string();
        let number = text.parse().unwrap_or(f64::from(*self));
        Content::Value { text, number: Some(Number(number)), single: true }
    }
}

/// A value on its way to the page. The traits of this module are tried from the most to the least telling by the number
/// of references that method look-up has to take; for a cell's last expression (see [`Last`]) `Show`, then `Display`, then
/// `Debug`; `()`, a metric and what has an `evcxr_display` of its own show nothing more.
#[doc(hidden)]
pub struct Tail<'a, T: ?Sized>(pub &'a T);

/// The fallback that an inherent `evcxr_display` shadows.
#[doc(hidden)]
pub trait NoEvcxrDisplay {
    fn evcxr_display(&self) -> NotShownYet {
        NotShownYet
    }
}

impl<T: ?Sized> NoEvcxrDisplay for T {}

/// What the fallback answers.
#[doc(hidden)]
pub struct NotShownYet;

/// A cell's last expression and what its `evcxr_display` answered: `()` if it has one and has thus shown itself.
#[doc(hidden)]
pub struct Last<'a, T: ?Sized, S>(pub &'a T, pub S);

#[doc(hidden)]
pub trait ByItself {
    fn content(&self) -> Option<Content> {
        None
    }
}

impl<T: ?Sized> ByItself for &&&Last<'_, T, ()> {}

#[doc(hidden)]
pub trait ByNothing {
    fn content(&self) -> Option<Content> {
        None
    }
}

impl ByNothing for &&&Last<'_, (), NotShownYet> {}

/// It stands on the page by its name.
impl ByNothing for &&&Last<'_, Metric, NotShownYet> {}

#[doc(hidden)]
pub trait ByShow {
    fn content(&self) -> Option<Content>;
}

impl<T: Show + ?Sized> ByShow for &&Last<'_, T, NotShownYet> {
    fn content(&self) -> Option<Content> {
        Some(self.0.content())
    }
}

#[doc(hidden)]
pub trait ByDisplay {
    fn content(&self) -> Option<Content>;
}

impl<T: Display + ?Sized> ByDisplay for &Last<'_, T, NotShownYet> {
    fn content(&self) -> Option<Content> {
        Some(Content::Value { text: self.0.to_string(), number: None, single: false })
    }
}

/// The bound stands on the method and not on the impl, so that a value which meets it not is told in our words.
#[doc(hidden)]
pub trait ByDebug<T: ?Sized> {
    fn content(&self) -> Option<Content>
    where
        T: MustBeDebug;
}

impl<T: ?Sized> ByDebug<T> for Last<'_, T, NotShownYet> {
    fn content(&self) -> Option<Content>
    where
        T: MustBeDebug,
    {
        Some(Content::Value { text: self.0.debug_text(), number: None, single: false })
    }
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be shown as the last expression of a cell",
    label = "this value implements neither `Display` nor `Debug`",
    note = "end the line with `;` to show nothing, or derive `Debug` for `{Self}`"
)]
pub trait MustBeDebug {
    fn debug_text(&self) -> String;
}

impl<T: Debug + ?Sized> MustBeDebug for T {
    fn debug_text(&self) -> String {
        format!("{self:#?}")
    }
}

/// Shows a cell's last expression. Lossbook writes the call; cells need not.
#[doc(hidden)]
#[macro_export]
macro_rules! __tail {
    ($value:expr) => {
        match &($value) {
            value => {
                #[allow(unused_imports)]
                use $crate::rt::{
                    ByDebug as _, ByDisplay as _, ByItself as _, ByNothing as _, ByShow as _,
                    NoEvcxrDisplay as _,
                };
                let last = $crate::rt::Last(value, value.evcxr_display());
                if let ::std::option::Option::Some(content) = (&&&&last).content() {
                    $crate::rt::emit(content);
                }
            }
        }
    };
}

/// The text and the number of an inline value. Lossbook writes the call; cells need not.
#[doc(hidden)]
#[macro_export]
macro_rules! __inline {
    ($id:literal, $format:literal, $value:expr) => {
        match &($value) {
            value => {
                #[allow(unused_imports)]
                use $crate::rt::{NoNumber as _, OneNumber as _};
                let number = (&&$crate::rt::Tail(value)).number();
                $crate::rt::inline($id, ::std::format!($format, value), number);
            }
        }
    };
}

/// The number that an inline value is.
#[doc(hidden)]
pub struct Float {
    pub(crate) number: Number,
    /// Whether it has single precision.
    pub(crate) single: bool,
}

#[doc(hidden)]
pub trait OneNumber {
    fn number(&self) -> Option<Float>;
}

impl OneNumber for &Tail<'_, f64> {
    fn number(&self) -> Option<Float> {
        Some(Float { number: Number(*self.0), single: false })
    }
}

impl OneNumber for &Tail<'_, f32> {
    fn number(&self) -> Option<Float> {
        Some(Float { number: Number(f64::from(*self.0)), single: true })
    }
}

#[doc(hidden)]
pub trait NoNumber {
    fn number(&self) -> Option<Float> {
        None
    }
}

impl<T: ?Sized> NoNumber for Tail<'_, T> {}

/// Checks a claim, whose parts have told what they are by then. Lossbook writes the call; cells need not.
#[doc(hidden)]
#[macro_export]
macro_rules! __claim {
    ($id:literal, $claim:expr) => {{
        let holds: bool = $claim;
        $crate::rt::claim($id, holds);
    }};
}

/// A part of a claim that is a comparison: gives its truth and tells both sides, and in short what stands in them.
#[doc(hidden)]
#[macro_export]
macro_rules! __compare {
    ($part:literal, ($left:expr) $operator:tt ($right:expr) $(, $place:expr)*) => {{
        #[allow(unused_imports)]
        use $crate::rt::{AnySide as _, DebugSide as _, DisplaySide as _};
        let places = ::std::vec![$($crate::rt::brief((&&&$crate::rt::Tail(&$place)).side())),*];
        match (&($left), &($right)) {
            (left, right) => {
                let holds: bool = *left $operator *right;
                let sides = ::std::vec![(&&&$crate::rt::Tail(left)).side(), (&&&$crate::rt::Tail(right)).side()];
                $crate::rt::part($part, holds, sides, places);
                holds
            }
        }
    }};
}

/// A part of a claim that is no comparison: gives its truth and tells the variables in it, as they were before it.
#[doc(hidden)]
#[macro_export]
macro_rules! __part {
    ($part:literal, $claim:expr $(, $place:expr)*) => {{
        #[allow(unused_imports)]
        use $crate::rt::{AnySide as _, DebugSide as _, DisplaySide as _};
        let places = ::std::vec![$((&&&$crate::rt::Tail(&$place)).side()),*];
        let holds: bool = $claim;
        $crate::rt::part($part, holds, ::std::vec::Vec::new(), places);
        holds
    }};
}

/// The value of an operand, as far as a reader follows.
#[doc(hidden)]
pub trait DisplaySide {
    fn side(&self) -> Option<String>;
}

impl<T: Display + ?Sized> DisplaySide for &&Tail<'_, T> {
    fn side(&self) -> Option<String> {
        cut_off(format_args!("{}", self.0))
    }
}

#[doc(hidden)]
pub trait DebugSide {
    fn side(&self) -> Option<String>;
}

impl<T: Debug + ?Sized> DebugSide for &Tail<'_, T> {
    fn side(&self) -> Option<String> {
        cut_off(format_args!("{:?}", self.0))
    }
}

/// The last resort: an operand that nothing can print.
#[doc(hidden)]
pub trait AnySide {
    fn side(&self) -> Option<String> {
        None
    }
}

impl<T: ?Sized> AnySide for Tail<'_, T> {}

/// Up to how many bytes of a value are told.
const LONGEST: usize = 120;

/// A text without what goes on past its limit, which is not even made.
fn cut_off(text: std::fmt::Arguments<'_>) -> Option<String> {
    struct Limited(String);
    impl std::fmt::Write for Limited {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            let room = LONGEST - self.0.len();
            self.0.push_str(&text[..text.floor_char_boundary(room)]);
            if text.len() <= room { Ok(()) } else { Err(std::fmt::Error) }
        }
    }
    let mut limited = Limited(String::new());
    if std::fmt::write(&mut limited, text).is_err() {
        limited.0.push('…');
    }
    Some(limited.0)
}

/// The value of what stands within an operand, if it is short: a number, a truth value, a word.
#[doc(hidden)]
pub fn brief(value: Option<String>) -> Option<String> {
    value.filter(|text| text.len() <= 24)
}
