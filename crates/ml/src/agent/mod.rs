//! Thinking aloud: written working before an answer, and tools that a writer may call.
//!
//! ```
//! use ml::agent::{Agent, Calculator, Step};
//! // A writer that asks the calculator and then repeats what it was told.
//! let writer = |text: &str| {
//!     let told = text.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
//!     Ok(match told {
//!         None => "[add 17 25]".to_string(),
//!         Some((answer, _)) => format!("{answer}\n"),
//!     })
//! };
//! let done = Agent::new().tool(Calculator).run("17+25=", writer)?;
//! assert_eq!(done.text, "17+25=[add 17 25]{042}042\n");
//! assert_eq!(done.steps[1], Step::Observed("042".into()));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod addition;
mod tools;
mod writer;

pub use addition::{Addition, Working};
pub use tools::{Agent, Calculator, Finish, Lookup, Step, Tool, Transcript};
pub use writer::ModelWriter;
