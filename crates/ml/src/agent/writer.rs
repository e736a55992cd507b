//! A language model as the writer of an agent.

use crate::error::Result;
use crate::lm::{Generation, LanguageModel, Tokenizer};

/// Continues texts with a language model, up to the end of a call or of the answer.
///
/// Give its [`ModelWriter::write`] to [`crate::agent::Agent::run`].
#[derive(Debug, Clone)]
pub struct ModelWriter<'m> {
    model: &'m LanguageModel,
    tokenizer: &'m dyn Tokenizer,
    generation: Generation,
}

impl<'m> ModelWriter<'m> {
    /// `generation` says how, and how much at most between two calls.
    pub fn new(model: &'m LanguageModel, tokenizer: &'m dyn Tokenizer, generation: Generation) -> Self {
        Self { model, tokenizer, generation }
    }

    /// What the model writes after `text`.
    ///
    /// # Errors
    /// When the text holds a character without a token, and as [`Generation::run`].
    pub fn write(&self, text: &str) -> Result<String> {
        let written = self.generation.run(self.model, &self.tokenizer.encode(text)?)?;
        self.tokenizer.decode(&written)
    }
}

#[cfg(test)]
mod tests {
    use crate::agent::{Addition, Agent, Calculator, ModelWriter, Working};
    use crate::lm::{
        CharTokenizer, Corpus, Example, Generation, LanguageModel, LanguageModelSize, LmTraining, Tokenizer,
    };

    /// The format of a call is easier to learn than adding: the model copies digits, and the tool adds.
    #[test]
    fn a_small_model_learns_to_call_and_to_copy() {
        let tokenizer = CharTokenizer::new("0123456789+=[]{}ad \n");
        let sums = Addition::different(60, 1, 1).unwrap();
        let example = |sum: &Addition| {
            let question = sum.question();
            let text = format!("{question}{}", sum.solution(Working::Tool));
            Example { tokens: tokenizer.encode(&text).unwrap(), given: question.len() }
        };
        let size = LanguageModelSize::new(tokenizer.len()).context(24).width(32).heads(4).layers(2);
        let mut model = LanguageModel::new(size, 1).unwrap();
        let corpus = Corpus::Examples(sums[..50].iter().map(example).collect());
        LmTraining::new(400).batch_size(8).learning_rate(5e-3).fit(&mut model, &corpus).unwrap();
        let writer = ModelWriter::new(&model, &tokenizer, Generation::new(16).greedy());
        let agent = Agent::new().tool(Calculator);
        let solved = |sum: &&Addition| {
            let done = agent.run(&sum.question(), |text| writer.write(text)).unwrap();
            sum.is_solved_by(done.reply())
        };
        let right = sums[..50].iter().filter(solved).count();
        assert!(right > 40, "{right} of 50");
    }
}
