//! Sums as texts: answered at once, worked out digit by digit, or handed to a tool.

use crate::error::{Error, Result};
use crate::rng::Rng;

/// A sum to be written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addition {
    /// First number.
    pub a: u64,
    /// Second number.
    pub b: u64,
    digits: usize,
}

/// How the answer is reached on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Working {
    /// The answer alone: `27+35=062`.
    Direct,
    /// Digit by digit from the right, each with what it carries: `27+35=7+5+0=12;2+3+1=06;062`.
    Scratchpad,
    /// A call to a tool and its answer: `27+35=[add 27 35]{062}062`.
    Tool,
}

impl Addition {
    /// Two random numbers of up to `digits` digits.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless `digits` is from 1 to 18.
    pub fn random(digits: usize, rng: &mut Rng) -> Result<Self> {
        if !(1..=18).contains(&digits) {
            let expected = "from 1 to 18".into();
            return Err(Error::Parameter { name: "digits", value: digits.to_string(), expected });
        }
        let mut number = || (0..digits).fold(0, |number, _| number * 10 + rng.below(10) as u64);
        Ok(Self { a: number(), b: number(), digits })
    }

    /// `count` different random sums; fewer when there are not so many.
    ///
    /// # Errors
    /// As [`Addition::random`].
    pub fn different(count: usize, digits: usize, seed: u64) -> Result<Vec<Self>> {
        let mut rng = Rng::new(seed);
        let mut seen = std::collections::BTreeSet::new();
        let mut sums = Vec::new();
        // Late draws mostly repeat earlier ones, so the tries are bounded.
        for _ in 0..count.saturating_mul(20) {
            let sum = Self::random(digits, &mut rng)?;
            if sums.len() < count && seen.insert((sum.a, sum.b)) {
                sums.push(sum);
            }
        }
        Ok(sums)
    }

    /// `27+35=`, each number with all its digits.
    pub fn question(&self) -> String {
        format!("{:0width$}+{:0width$}=", self.a, self.b, width = self.digits)
    }

    /// `062`: one digit more than the numbers have, since it may be needed.
    pub fn answer(&self) -> String {
        format!("{:0width$}", u128::from(self.a) + u128::from(self.b), width = self.digits + 1)
    }

    /// Everything after the question, closed by a newline.
    pub fn solution(&self, working: Working) -> String {
        let answer = self.answer();
        match working {
            Working::Direct => format!("{answer}\n"),
            Working::Scratchpad => format!("{}{answer}\n", self.scratchpad()),
            Working::Tool => {
                let (a, b) = (self.a, self.b);
                format!("[add {a:0width$} {b:0width$}]{{{answer}}}{answer}\n", width = self.digits)
            }
        }
    }

    /// Whether a written solution ends in the right answer: the digits of its first line after the last sign.
    pub fn is_solved_by(&self, solution: &str) -> bool {
        let Some((line, _)) = solution.split_once('\n') else { return false };
        let last = line.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
        last == self.answer()
    }

    fn scratchpad(&self) -> String {
        let (mut a, mut b, mut carry) = (self.a, self.b, 0);
        let mut text = String::new();
        for _ in 0..self.digits {
            let sum = a % 10 + b % 10 + carry;
            text += &format!("{}+{}+{carry}={sum:02};", a % 10, b % 10);
            (a, b, carry) = (a / 10, b / 10, sum / 10);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_working_ends_in_the_answer() {
        let sum = Addition { a: 27, b: 35, digits: 2 };
        assert_eq!(sum.question(), "27+35=");
        assert_eq!(sum.solution(Working::Direct), "062\n");
        assert_eq!(sum.solution(Working::Scratchpad), "7+5+0=12;2+3+1=06;062\n");
        assert_eq!(sum.solution(Working::Tool), "[add 27 35]{062}062\n");
        for working in [Working::Direct, Working::Scratchpad, Working::Tool] {
            assert!(sum.is_solved_by(&sum.solution(working)), "{working:?}");
        }
        for wrong in ["063\n", "62\n", "062", "", "062;\n", "1062\n"] {
            assert!(!sum.is_solved_by(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn random_sums_are_different_and_bounded() {
        let sums = Addition::different(40, 1, 3).unwrap();
        assert_eq!(sums.len(), 40);
        assert!(sums.iter().all(|s| s.a < 10 && s.b < 10));
        let unique: std::collections::BTreeSet<(u64, u64)> = sums.iter().map(|s| (s.a, s.b)).collect();
        assert_eq!(unique.len(), 40);
        assert!(Addition::different(1000, 1, 3).unwrap().len() <= 100);
        assert!(Addition::random(0, &mut Rng::new(0)).is_err());
        assert!(Addition::random(19, &mut Rng::new(0)).is_err());
    }

    #[test]
    fn the_widest_sums_do_not_overflow() {
        let widest = 10_u64.pow(18) - 1;
        let sum = Addition { a: widest, b: widest, digits: 18 };
        assert!(sum.is_solved_by(&sum.solution(Working::Scratchpad)));
    }
}
