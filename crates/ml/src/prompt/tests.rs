use crate::lm::{Corpus, Example, Generation, LanguageModel, LanguageModelSize, LmTraining, examples_loss};
use crate::prompt::SoftPrompt;

/// A model that knows two habits: after 0 come 1s or 2s, equally often unless the first token says which.
fn model() -> LanguageModel {
    let size = LanguageModelSize::new(3).context(10).width(12).heads(2).layers(1);
    let mut model = LanguageModel::new(size, 3).unwrap();
    let free = |token| Example { tokens: vec![0, token, token, token], given: 1 };
    let told = |token| Example { tokens: vec![token, 0, token, token, token], given: 2 };
    let corpus = Corpus::Examples(vec![free(1), free(2), told(1), told(2)]);
    LmTraining::new(150).learning_rate(0.01).fit(&mut model, &corpus).unwrap();
    model
}

#[test]
fn a_prompt_chooses_one_of_two_habits_without_touching_the_model() {
    let model = model();
    let before = model.clone();
    let wanted = vec![Example { tokens: vec![0, 2, 2, 2], given: 1 }];
    let plain = examples_loss(&model, &wanted).unwrap();
    assert!(plain > 0.1, "without a prompt it is torn between two habits: {plain}");
    let mut prompt = SoftPrompt::new(&model, 3, 1).unwrap();
    let training = LmTraining::new(100).learning_rate(0.1).batch_size(4);
    let history = prompt.fit(&model, &Corpus::Examples(wanted.clone()), &training).unwrap();
    assert_eq!(history.len(), 100);
    let prompted = prompt.examples_loss(&model, &wanted).unwrap();
    assert!(prompted < 0.05, "{prompted}");
    assert_eq!(model, before);
    let decoder = prompt.decoder(&model).unwrap();
    let written = Generation::new(3).greedy().run_from(&decoder, &[vec![0]]).unwrap();
    assert_eq!(written, [vec![2, 2, 2]]);
}

#[test]
fn prompts_that_leave_no_room_are_errors() {
    let model =
        LanguageModel::new(LanguageModelSize::new(3).context(4).width(4).heads(1).layers(1), 0).unwrap();
    assert!(SoftPrompt::new(&model, 0, 0).is_err());
    assert!(SoftPrompt::new(&model, 3, 0).is_err());
    let mut prompt = SoftPrompt::new(&model, 2, 0).unwrap();
    let long = Corpus::Examples(vec![Example { tokens: vec![0; 4], given: 1 }]);
    assert!(prompt.fit(&model, &long, &LmTraining::new(1)).is_err());
    let other =
        LanguageModel::new(LanguageModelSize::new(3).context(4).width(8).heads(1).layers(1), 0).unwrap();
    assert!(prompt.decoder(&other).is_err());
}
