//! Learning from approval: preferences, a reward model of them, and a policy that is drawn towards reward.
//!
//! ```
//! use ml::feedback::{PolicyTraining, Preference, RewardModel};
//! use ml::lm::{LanguageModel, LanguageModelSize};
//! let size = LanguageModelSize::new(4).context(8).width(8).heads(2).layers(1);
//! let reference = LanguageModel::new(size, 1)?;
//! // A judge who likes token 3.
//! let liked = |text: &[usize]| text.iter().filter(|t| **t == 3).count() as f64;
//! let prompts = vec![vec![0]];
//! let mut policy = reference.clone();
//! let mut training = PolicyTraining::new(4).rows(32).learning_rate(0.02).begin(&reference);
//! let first = training.step(&mut policy, &prompts, &liked)?;
//! for _ in 0..20 { training.step(&mut policy, &prompts, &liked)?; }
//! assert!(training.step(&mut policy, &prompts, &liked)?.reward > first.reward + 1.0);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod policy;
mod preference;
mod reward;

pub use policy::{PolicyMethod, PolicyRun, PolicyStep, PolicyTraining};
pub use preference::{BradleyTerry, Preference, judge};
pub use reward::{Reward, RewardModel, RewardTraining, bradley_terry_loss};

#[cfg(test)]
mod tests;
