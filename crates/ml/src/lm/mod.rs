//! Small language models: tokens, a transformer, training, writing.
//!
//! ```
//! use ml::lm::{CharTokenizer, Corpus, Generation, LanguageModel, LanguageModelSize, LmTraining, Tokenizer, perplexity};
//! let text = "round and round and round it goes. ".repeat(20);
//! let tokenizer = CharTokenizer::new(&text);
//! let tokens = tokenizer.encode(&text)?;
//! let size = LanguageModelSize::new(tokenizer.len()).context(16).width(16).heads(2).layers(1);
//! let mut model = LanguageModel::new(size, 1)?;
//! LmTraining::new(120).learning_rate(0.02).fit(&mut model, &Corpus::Text(tokens.clone()))?;
//! assert!(perplexity(&model, &tokens)? < 2.0);
//! let written = Generation::new(12).greedy().run(&model, &tokenizer.encode("round ")?)?;
//! assert_eq!(tokenizer.decode(&written)?.len(), 12);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod decoder;
mod generate;
mod model;
mod tokenizer;
mod train;

pub use decoder::Decoder;
pub use generate::Generation;
pub use model::{LanguageModel, LanguageModelSize, TokenBatch};
pub use tokenizer::{BpeTokenizer, CharTokenizer, Tokenizer};
pub(crate) use train::Lesson;
pub use train::{Corpus, Example, LmTraining, examples_loss, mean_loss, perplexity};

#[cfg(test)]
mod tests;
