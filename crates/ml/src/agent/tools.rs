//! Reason, act, observe: a writer whose calls are carried out.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Something that a writer can call as `[name argument argument]`.
pub trait Tool {
    /// The word that calls it.
    fn name(&self) -> &str;

    /// The answer to a call. A mistake of the caller is an answer too (for example `unknown`), so that the writer can
    /// read it and do better.
    fn call(&self, arguments: &[&str]) -> String;
}

/// `[add a b]` gives the sum, always with one digit more than the wider number, so that every answer has its place:
/// `[add 17 25]` is `042`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calculator;

impl Tool for Calculator {
    fn name(&self) -> &str {
        "add"
    }

    fn call(&self, arguments: &[&str]) -> String {
        let sum = match arguments {
            [a, b] => a.parse::<u64>().ok().zip(b.parse::<u64>().ok()).and_then(|(a, b)| a.checked_add(b)),
            _ => None,
        };
        // No sum of two u64 needs more digits than 20.
        let width = arguments.iter().map(|a| a.len()).max().unwrap_or(0).min(19) + 1;
        match sum {
            Some(sum) => format!("{sum:0width$}"),
            None => "unknown".into(),
        }
    }
}

/// `[look key]` gives what a table says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    table: BTreeMap<String, String>,
}

impl Lookup {
    /// A table of keys and what they mean.
    pub fn new<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { table: entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect() }
    }
}

impl Tool for Lookup {
    fn name(&self) -> &str {
        "look"
    }

    fn call(&self, arguments: &[&str]) -> String {
        self.table.get(&arguments.join(" ")).cloned().unwrap_or_else(|| "unknown".into())
    }
}

/// Runs a writer together with tools.
///
/// The writer is asked for text again and again. It is read up to the first `]`, which closes a call, or the first
/// newline, which ends the answer; what a tool says is appended as `{answer}`.
///
/// Method: S. Yao et al., *ReAct: Synergizing Reasoning and Acting in Language Models*, 2023.
#[derive(Default)]
pub struct Agent {
    tools: Vec<Box<dyn Tool>>,
    most_steps: usize,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The writer wrote this, calls included.
    Wrote(String),
    /// A tool answered this.
    Observed(String),
}

/// Why an agent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The writer ended its answer.
    Answered,
    /// The writer gave nothing, or neither closed a call nor ended its answer.
    Silent,
    /// The most calls were made.
    OutOfSteps,
}

/// What an agent did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Everything, the question included.
    pub text: String,
    /// What was written and observed, in order.
    pub steps: Vec<Step>,
    /// Why it ended.
    pub finish: Finish,
    question: usize,
}

impl Transcript {
    /// Everything after the question.
    pub fn reply(&self) -> &str {
        self.text.get(self.question..).unwrap_or("")
    }
}

impl Agent {
    /// An agent without tools that may make 8 calls.
    pub fn new() -> Self {
        Self { tools: Vec::new(), most_steps: 8 }
    }

    /// Lets the writer call a tool.
    pub fn tool(mut self, tool: impl Tool + 'static) -> Self {
        self.tools.push(Box::new(tool));
        self
    }

    /// How many calls the writer may make.
    pub fn most_steps(mut self, most_steps: usize) -> Self {
        self.most_steps = most_steps;
        self
    }

    /// Answers a question. `writer` is given everything so far and continues it.
    ///
    /// # Errors
    /// [`Error::Empty`] without a question, and the writer's.
    pub fn run(&self, question: &str, mut writer: impl FnMut(&str) -> Result<String>) -> Result<Transcript> {
        self.converse(question, &mut writer)
    }

    fn converse(&self, question: &str, writer: &mut dyn FnMut(&str) -> Result<String>) -> Result<Transcript> {
        if question.is_empty() {
            return Err(Error::Empty { what: "question".into() });
        }
        let mut done = Transcript {
            text: question.into(),
            steps: Vec::new(),
            finish: Finish::OutOfSteps,
            question: question.len(),
        };
        for _ in 0..=self.most_steps {
            let written = writer(&done.text)?;
            let Some(end) = written.find([']', '\n']) else {
                done.wrote(&written);
                done.finish = Finish::Silent;
                return Ok(done);
            };
            let (written, _) = written.split_at(end + 1);
            done.wrote(written);
            if written.ends_with('\n') {
                done.finish = Finish::Answered;
                return Ok(done);
            }
            let observed = self.carry_out(written);
            done.text += &format!("{{{observed}}}");
            done.steps.push(Step::Observed(observed));
        }
        Ok(done)
    }

    /// The answer to the call that ends `written`.
    fn carry_out(&self, written: &str) -> String {
        let call = written.trim_end_matches(']').rsplit('[').next().unwrap_or("");
        let mut words = call.split_whitespace();
        let name = words.next().unwrap_or("");
        let arguments: Vec<&str> = words.collect();
        match self.tools.iter().find(|tool| tool.name() == name) {
            Some(tool) => tool.call(&arguments),
            None => "unknown".into(),
        }
    }
}

impl Transcript {
    fn wrote(&mut self, text: &str) {
        self.text += text;
        self.steps.push(Step::Wrote(text.into()));
    }
}

impl std::fmt::Debug for Agent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.tools.iter().map(|tool| tool.name()).collect();
        f.debug_struct("Agent").field("tools", &names).field("most_steps", &self.most_steps).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_answer_and_mistakes_are_answers_too() {
        assert_eq!(Calculator.call(&["17", "25"]), "042");
        assert_eq!(Calculator.call(&["7", "125"]), "0132");
        for wrong in
            [vec![], vec!["1"], vec!["1", "x"], vec!["1", "2", "3"], vec!["18446744073709551615", "1"]]
        {
            assert_eq!(Calculator.call(&wrong), "unknown");
        }
        let table = Lookup::new([("the sea", "blue")]);
        assert_eq!(table.call(&["the", "sea"]), "blue");
        assert_eq!(table.call(&["land"]), "unknown");
    }

    #[test]
    fn a_writer_that_only_calls_runs_out_of_steps() {
        let done = Agent::new().most_steps(2).run("?", |_| Ok("[look x] and more".into())).unwrap();
        assert_eq!(done.finish, Finish::OutOfSteps);
        assert_eq!(done.text, "?[look x]{unknown}[look x]{unknown}[look x]{unknown}");
    }

    #[test]
    fn text_without_an_end_is_silence() {
        let done = Agent::new().run("?", |_| Ok("well".into())).unwrap();
        assert_eq!((done.finish, done.reply()), (Finish::Silent, "well"));
        assert!(Agent::new().run("", |_| Ok(String::new())).is_err());
    }

    #[test]
    fn what_follows_an_answer_is_not_read() {
        let done = Agent::new().run("?", |_| Ok("42\n43\n".into())).unwrap();
        assert_eq!((done.finish, done.reply()), (Finish::Answered, "42\n"));
    }
}
