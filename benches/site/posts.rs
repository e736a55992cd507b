//! Posts of a made-up blog, the same for every run: prose, headings, links, a table, a footnote and two blocks of code.

use std::fmt::Write as _;

/// One post, before it is written down for one tool or another.
pub struct Post {
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The day it is from.
    pub date: String,
    /// Three of some fifty.
    pub tags: Vec<String>,
    /// What it is about.
    pub summary: String,
    /// The address of the post that it links to.
    other: String,
    body: String,
}

/// What stands in the places where tools differ.
pub struct Dialect {
    /// Behind the fence of a block of Rust.
    pub rust: &'static str,
    /// Behind the address of another post in a link.
    pub link: fn(&str) -> String,
    /// What the front matter calls the summary.
    pub summary: &'static str,
}

/// How many tags there are.
const TAGS: usize = 50;

const STEMS: [&str; 96] = [
    "valley",
    "slope",
    "garden",
    "letter",
    "winter",
    "river",
    "teacher",
    "window",
    "measure",
    "patience",
    "storm",
    "bridge",
    "lantern",
    "harbour",
    "mistake",
    "question",
    "answer",
    "habit",
    "morning",
    "evening",
    "kitchen",
    "mountain",
    "forest",
    "weather",
    "number",
    "pattern",
    "signal",
    "noise",
    "model",
    "sample",
    "weight",
    "gradient",
    "descent",
    "momentum",
    "feature",
    "label",
    "kernel",
    "cluster",
    "margin",
    "forecast",
    "memory",
    "attention",
    "sentence",
    "token",
    "reward",
    "policy",
    "belief",
    "evidence",
    "doubt",
    "courage",
    "comfort",
    "silence",
    "music",
    "rhythm",
    "voice",
    "story",
    "chapter",
    "page",
    "margin",
    "ink",
    "paper",
    "bread",
    "salt",
    "stone",
    "glass",
    "thread",
    "needle",
    "cloth",
    "wheel",
    "engine",
    "station",
    "ticket",
    "journey",
    "border",
    "island",
    "coast",
    "tide",
    "anchor",
    "compass",
    "chart",
    "shadow",
    "mirror",
    "candle",
    "ember",
    "ash",
    "seed",
    "root",
    "branch",
    "orchard",
    "harvest",
    "season",
    "summer",
    "autumn",
    "spring",
    "frost",
    "rain",
];
const ENDINGS: [&str; 16] = [
    "", "s", "like", "less", "ward", "side", "keeper", "maker", "work", "craft", "light", "field", "house",
    "path", "time", "wise",
];
const GLUE: [&str; 40] = [
    "the", "a", "of", "and", "to", "in", "that", "it", "was", "for", "with", "as", "on", "at", "by", "from",
    "but", "not", "is", "we", "they", "had", "which", "one", "when", "there", "what", "so", "if", "more",
    "than", "then", "its", "into", "only", "some", "could", "time", "our", "no",
];

/// Numbers that look random and are the same everywhere (SplitMix64: Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.roll(words.len())]
    }

    /// Half of all words are glue; the rest are some more often than others, as in any text.
    fn word(&mut self) -> String {
        if self.roll(2) == 0 {
            return self.one_of(&GLUE).to_owned();
        }
        let common = STEMS.len().min(1 + self.roll(STEMS.len()));
        format!("{}{}", self.one_of(&STEMS[..common]), self.one_of(&ENDINGS))
    }

    fn sentence(&mut self) -> String {
        let words: Vec<String> = (0..8 + self.roll(13)).map(|_| self.word()).collect();
        let text = words.join(" ");
        let (first, rest) = text.split_at(1);
        format!("{}{rest}.", first.to_uppercase())
    }

    fn heading(&mut self) -> String {
        let words: Vec<String> = (0..3 + self.roll(4)).map(|_| self.word()).collect();
        format!("On {}", words.join(" "))
    }

    fn paragraph(&mut self, words: usize) -> String {
        let mut text = String::new();
        while text.split(' ').count() < words {
            let sentence = self.sentence();
            let _ = write!(text, "{}{sentence}", if text.is_empty() { "" } else { " " });
        }
        text
    }
}

/// The post at a place of a blog with `count` of them.
pub fn post(at: usize, count: usize) -> Post {
    let mut dice = Dice(at as u64);
    let title = dice.heading();
    let tags = (0..3).map(|_| format!("{} craft", dice.one_of(&STEMS[..TAGS]))).collect();
    let (year, month, day) = (2006 + at % 20, 1 + dice.roll(12), 1 + dice.roll(28));
    let mut post = Post {
        slug: slug(at),
        title,
        date: format!("{year}-{month:02}-{day:02}"),
        tags,
        summary: dice.sentence(),
        other: slug(dice.roll(count)),
        body: String::new(),
    };
    // Six to ten hundred words in nine paragraphs, each of which ends some words after it is long enough.
    let words = (600 + dice.roll(400)) / 9 - 6;
    let mut body = String::new();
    for part in 0..3 {
        let _ = writeln!(body, "## {}\n", dice.heading());
        for paragraph in 0..3 {
            let text = dice.paragraph(words);
            let _ = match (part, paragraph) {
                (0, 0) => writeln!(body, "{text} It goes on in [another post](@other@).\n"),
                (0, 1) => writeln!(body, "{text} Not all agree.[^why]\n"),
                (1, 2) => writeln!(
                    body,
                    "{text} See [the archive](https://example.org/{at}) for **more** of *that*.\n"
                ),
                _ => writeln!(body, "{text}\n"),
            };
        }
        match part {
            0 => rust(&mut body, &mut dice),
            1 => python(&mut body, &mut dice),
            _ => table(&mut body, &mut dice),
        }
    }
    let _ = writeln!(body, "[^why]: {}", dice.sentence());
    post.body = body;
    post
}

impl Post {
    /// The post as one tool reads it.
    pub fn text(&self, dialect: &Dialect) -> String {
        let body = self.body.replace("@rust@", dialect.rust).replace("@other@", &(dialect.link)(&self.other));
        let tags: Vec<String> = self.tags.iter().map(|tag| format!("\"{tag}\"")).collect();
        format!(
            "---\ntitle: \"{}\"\ndate: {}\ntags: [{}]\n{}: \"{}\"\n---\n\n{body}",
            self.title,
            self.date,
            tags.join(", "),
            dialect.summary,
            self.summary
        )
    }
}

fn slug(at: usize) -> String {
    format!("post-{at:05}")
}

fn name(dice: &mut Dice) -> String {
    format!("{}_{}", dice.one_of(&STEMS), dice.roll(100))
}

fn rust(body: &mut String, dice: &mut Dice) {
    let (it, other, kind) = (name(dice), name(dice), dice.one_of(&STEMS));
    let (steps, rate) = (10 + dice.roll(900), dice.roll(1000));
    let _ = writeln!(
        body,
        "```@rust@
use std::collections::BTreeMap;

/// Keeps what {kind} gave.
#[derive(Debug, Clone, Default)]
pub struct Ledger {{
    {it}: BTreeMap<String, f64>,
    {other}: Vec<usize>,
}}

impl Ledger {{
    pub fn record(&mut self, name: &str, value: f64) -> Option<f64> {{
        let rate = 0.{rate:03};
        for step in 0..{steps} {{
            if step % 2 == 0 && value > rate {{
                self.{other}.push(step);
            }}
        }}
        // The last one counts.
        println!(\"{{name}}: {{value:.3}} {kind}\");
        self.{it}.insert(name.to_owned(), value * rate)
    }}
}}
```
"
    );
}

fn python(body: &mut String, dice: &mut Dice) {
    let (it, other, kind) = (name(dice), name(dice), dice.one_of(&STEMS));
    let (steps, rate) = (10 + dice.roll(900), dice.roll(1000));
    let _ = writeln!(
        body,
        "```python
import numpy as np
from dataclasses import dataclass


@dataclass
class {it}(object):
    \"\"\"Keeps what {kind} gave.\"\"\"

    rate: float = 0.{rate:03}

    def fit(self, {other}, steps={steps}):
        # The loss falls with every step.
        weights = np.zeros({other}.shape[1])
        for step in range(steps):
            error = {other} @ weights - self.target
            weights -= self.rate * {other}.T @ error / len(error)
            if step % 100 == 0 and not np.isnan(error).any():
                print(f\"{{step}}: {{np.mean(error ** 2):.4f}}\", '{kind}')
        return {{\"weights\": weights, \"steps\": steps, \"ok\": True}}
```
"
    );
}

fn table(body: &mut String, dice: &mut Dice) {
    let _ = writeln!(body, "| {} | weight | error |\n|---|--:|--:|", dice.one_of(&STEMS));
    for _ in 0..5 {
        let _ = writeln!(body, "| {} | {} | 0.{:03} |", dice.word(), dice.roll(500), dice.roll(1000));
    }
    body.push('\n');
}
