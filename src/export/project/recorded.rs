//! Runs the lesson and compares what it shows with what was recorded (`outputs.jsonl`).

/// The rules by which Lossbook itself compares.
#[allow(dead_code)]
mod numbers;

use cell::wire::{Event, Line, NONCE_VARIABLE, PARAMS_VARIABLE, SEED_VARIABLE, WIRE_VARIABLE};
use numbers::{Piece, is_close, pieces};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::fs;

#[test]
fn the_lesson_shows_what_was_recorded() {
    let mut runs: BTreeMap<String, Shown> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in include_str!("outputs.jsonl").lines() {
        let expected: Value = serde_json::from_str(line).expect("a line of outputs.jsonl is JSON");
        // What was recorded with another seed, or with other parameters, is compared with a run of the same.
        let with = format!("{} {}", expected["seed"], expected["params"]);
        let shown = runs.entry(with).or_insert_with(|| run(&expected["seed"], &expected["params"]));
        // What is printed for a notebook is shown in another form than it has on the wire.
        let for_notebooks = shown.printed.contains("EVCXR_BEGIN_CONTENT");
        let place = expected["place"].as_str().unwrap_or_default();
        let tolerance = Tolerance {
            relative: number(&expected["relative"]).unwrap_or(0.0),
            absolute: number(&expected["absolute"]).unwrap_or(0.0),
        };
        let now = match expected["slot"].as_str() {
            None if for_notebooks => continue,
            None => Some(Value::String(shown.printed.clone())),
            Some(slot) => {
                let at = expected["at"].as_u64().map_or(0, |at| at as usize);
                shown.outputs.get(slot).and_then(|outputs| outputs.get(at)).cloned()
            }
        };
        let place = &with_settings(place, &expected);
        match now {
            Some(now) => compare(place, &expected["content"], &now, &tolerance, &mut wrong),
            None if for_notebooks => {}
            None => wrong.push(format!("{place}: it is not shown any more")),
        }
    }
    assert!(wrong.is_empty(), "{} difference(s):\n{}", wrong.len(), wrong.join("\n"));
}

/// A place with the seed and the parameters that it was recorded with, where the lesson's own are others.
fn with_settings(place: &str, expected: &Value) -> String {
    let mut text = place.to_owned();
    if !expected["seed"].is_null() {
        text += &format!(", seed {}", expected["seed"]);
    }
    if !expected["params"].is_null() {
        text += &format!(", with {}", expected["params"]);
    }
    text
}

/// What a run of the lesson shows and prints.
struct Shown {
    /// By what each is told apart by, in order.
    outputs: BTreeMap<String, Vec<Value>>,
    printed: String,
}

/// Runs the lesson, with a seed and with parameters other than its own where they are given.
fn run(seed: &Value, params: &Value) -> Shown {
    let settings = [(SEED_VARIABLE, seed), (PARAMS_VARIABLE, params)];
    let settings = settings.into_iter().filter(|(_, value)| !value.is_null());
    let wire = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire.jsonl");
    let _ = fs::remove_file(&wire);
    let output = Command::new(env!("CARGO_BIN_EXE_lesson"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env(WIRE_VARIABLE, &wire)
        .env(NONCE_VARIABLE, "line")
        .envs(settings.map(|(name, value)| (name, value.to_string())))
        .output()
        .expect("the lesson starts");
    let lines = fs::read_to_string(&wire).unwrap_or_default();
    let mut shown: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let (mut cell, mut done) = (None, false);
    for line in lines.lines().filter_map(|line| line.strip_prefix("line ")) {
        let line: Line = serde_json::from_str(line).expect("a line of the wire is JSON");
        match line.event {
            Event::Begin { cell: number } => cell = Some(number),
            Event::End { .. } => cell = None,
            Event::Output { content } => {
                let content = serde_json::to_value(&*content).expect("an output is JSON");
                shown.entry(slot(cell, &content)).or_default().push(content);
            }
            Event::Panic { message, expected: false, .. } => panic!("the lesson panicked: {message}"),
            Event::Failed { messages } => panic!("the lesson failed: {}", messages.join(": ")),
            Event::Done => done = true,
            _ => {}
        }
    }
    assert!(done, "the lesson broke off\n{}", String::from_utf8_lossy(&output.stderr));
    Shown { outputs: shown, printed: String::from_utf8_lossy(&output.stdout).into_owned() }
}

/// What an output is told apart by: its name where it has one, else its kind and its cell.
fn slot(cell: Option<u32>, content: &Value) -> String {
    let kind = content["kind"].as_str().unwrap_or_default();
    match kind {
        "inline" | "claim" => format!("{kind} {}", content[kind]),
        "metric" | "param" => format!("{kind} {}", content["name"].as_str().unwrap_or_default()),
        _ => format!("{kind} of cell {}", cell.map_or_else(String::new, |cell| cell.to_string())),
    }
}

/// How far a number may lie from the recorded one.
struct Tolerance {
    relative: f64,
    absolute: f64,
}

fn compare(place: &str, old: &Value, new: &Value, tolerance: &Tolerance, wrong: &mut Vec<String>) {
    match (old, new) {
        // The number decides where there is one: the text is the same number, rounded.
        (Value::Object(olds), Value::Object(news)) if has_number(olds) && number_in(news).is_some() => {
            compare(place, &olds["number"], &number_in(news).unwrap_or_default(), tolerance, wrong);
        }
        (Value::Object(olds), Value::Object(news)) => {
            // What a claim compares is shown, not compared; how far a metric may differ is said in outputs.jsonl.
            for (name, old) in olds.iter().filter(|(name, _)| !["parts", "tolerance"].contains(&name.as_str())) {
                let new = news.get(name).unwrap_or(&Value::Null);
                compare(&format!("{place}, {name}"), old, new, tolerance, wrong);
            }
        }
        (Value::Array(olds), Value::Array(news)) if olds.len() == news.len() => {
            for (at, (old, new)) in olds.iter().zip(news).enumerate() {
                compare(&format!("{place} {}", at + 1), old, new, tolerance, wrong);
            }
        }
        _ => {
            let same = match (number(old), number(new), old, new) {
                (Some(old), Some(new), _, _) => is_close(old, new, tolerance.relative, tolerance.absolute),
                (_, _, Value::String(old), Value::String(new)) => same_text(old, new, tolerance),
                _ => old == new,
            };
            if !same {
                wrong.push(format!("{place}: recorded {}, now {}", short(old), short(new)));
            }
        }
    }
}

fn has_number(content: &serde_json::Map<String, Value>) -> bool {
    content.get("number").is_some_and(|number| !number.is_null())
}

/// The number of an output; a whole one is written out alone.
fn number_in(content: &serde_json::Map<String, Value>) -> Option<Value> {
    match content.get("number") {
        Some(number) if !number.is_null() => Some(number.clone()),
        _ => content.get("text")?.as_str()?.trim().parse::<f64>().ok().map(Value::from),
    }
}

/// The number that a value stands for, the names of those included that JSON has none for.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if ["NaN", "inf", "-inf"].contains(&text.as_str()) => text.parse().ok(),
        _ => None,
    }
}

/// Text with numbers in it: the words must be the same, the numbers close.
fn same_text(old: &str, new: &str, tolerance: &Tolerance) -> bool {
    let (olds, news) = (pieces(old), pieces(new));
    olds.len() == news.len()
        && olds.iter().zip(&news).all(|pair| match pair {
            (Piece::Number(old, _), Piece::Number(new, _)) => is_close(*old, *new, tolerance.relative, tolerance.absolute),
            (Piece::Words(old), Piece::Words(new)) => old == new,
            _ => false,
        })
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 300 { format!("{}…", text.chars().take(300).collect::<String>()) } else { text }
}
