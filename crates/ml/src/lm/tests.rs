//! The language model as a whole.

use crate::error::Error;
use crate::lm::*;
use crate::nn::{Module, Pass, Tape};
use crate::rng::Rng;

fn model(vocabulary: usize, context: usize) -> LanguageModel {
    let size = LanguageModelSize::new(vocabulary).context(context).width(12).heads(3).layers(2);
    let mut model = LanguageModel::new(size, 7).unwrap();
    // Weights of a usual size, so that places really look at each other.
    for (i, parameter) in model.parameters_mut().into_iter().enumerate() {
        let value =
            crate::nn::Init::Normal(0.4).draw(parameter.value().shape(), 1, 1, &mut Rng::new(i as u64));
        parameter.set(value).unwrap();
    }
    model
}

#[test]
fn reading_token_by_token_gives_the_scores_of_the_whole_pass() {
    let model = model(5, 8);
    let text = vec![0, 3, 1, 4, 4, 2, 0, 1];
    let tape = Tape::new();
    let mut pass = Pass::evaluate(&tape);
    let whole = model.logits(&mut pass, &TokenBatch::padded(std::slice::from_ref(&text), 0)).value().unwrap();
    let mut decoder = Decoder::new(&model);
    for (token, expected) in text.iter().zip(whole.data().chunks(5)) {
        for (ours, expected) in decoder.read(*token).unwrap().iter().zip(expected) {
            assert!((ours - expected).abs() < 1e-12, "{ours} {expected}");
        }
    }
    assert!(decoder.read(3).is_ok(), "past the context it forgets and goes on");
    assert!(decoder.read(5).is_err());
}

#[test]
fn after_forgetting_the_scores_are_those_of_the_newer_half() {
    let model = model(5, 6);
    let mut long = Decoder::new(&model);
    for token in [0, 3, 1, 4, 4, 2] {
        long.read(token).unwrap();
    }
    let mut short = Decoder::new(&model);
    for token in [4, 4, 2] {
        short.read(token).unwrap();
    }
    assert_eq!(long.read(1).unwrap(), short.read(1).unwrap());
}

#[test]
fn filling_does_not_change_what_comes_before_it() {
    let model = model(5, 8);
    let scores = |fill| {
        let tape = Tape::new();
        let mut pass = Pass::evaluate(&tape);
        let batch = TokenBatch::padded(&[vec![1, 2], vec![0, 1, 2, 3]], fill);
        let all = model.logits(&mut pass, &batch).value().unwrap();
        all.data()[..2 * 5].to_vec()
    };
    assert_eq!(scores(0), scores(4));
}

#[test]
fn only_what_is_not_given_counts() {
    let lesson = Lesson::of(vec![(vec![1, 2, 3, 4], 3), (vec![1, 2], 1)]);
    assert_eq!(lesson.inputs.tokens(), [1, 2, 3, 1, 0, 0]);
    assert_eq!(lesson.targets, [2, 3, 4, 2, 0, 0]);
    assert_eq!(lesson.weights, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
}

#[test]
fn an_untrained_model_hesitates_among_all_tokens_and_a_trained_one_does_not() {
    let text: Vec<usize> = (0..300).map(|i| [0, 1, 2, 1][i % 4]).collect();
    let size = LanguageModelSize::new(3).context(8).width(8).heads(2).layers(1);
    let mut model = LanguageModel::new(size, 0).unwrap();
    assert!((perplexity(&model, &text).unwrap() - 3.0).abs() < 0.05);
    let training = LmTraining::new(150).learning_rate(0.02).seed(2);
    let history = training.fit(&mut model, &Corpus::Text(text.clone())).unwrap();
    assert_eq!(history.len(), 150);
    let end = perplexity(&model, &text).unwrap();
    assert!(end < 1.2, "{end}");
    let mut again = LanguageModel::new(size, 0).unwrap();
    assert_eq!(training.fit(&mut again, &Corpus::Text(text)).unwrap(), history);
    assert_eq!(again, model);
}

#[test]
fn the_mean_loss_counts_every_token_once() {
    let model = model(5, 4);
    let text: Vec<usize> = (0..11).map(|i| (i * 3) % 5).collect();
    let by_hand: f64 = (0..text.len() - 1)
        .step_by(4)
        .flat_map(|start| {
            let mut decoder = Decoder::new(&model);
            let end = text.len().min(start + 5);
            (start..end - 1)
                .map(|i| {
                    let scores = decoder.read(text[i]).unwrap();
                    let total: f64 = scores.iter().map(|s| crate::math::exp(*s)).sum();
                    crate::math::ln(total) - scores[text[i + 1]]
                })
                .collect::<Vec<f64>>()
        })
        .sum();
    assert!((mean_loss(&model, &text).unwrap() - by_hand / 10.0).abs() < 1e-12);
}

#[test]
fn draws_follow_the_settings() {
    let scores = vec![2.0, 1.0, 0.0, -1.0];
    let draws = |generation: &Generation| {
        let mut rng = Rng::new(5);
        let mut counts = [0; 4];
        (0..2000).for_each(|_| counts[generation.choose(scores.clone(), &mut rng).unwrap()] += 1);
        counts
    };
    assert_eq!(draws(&Generation::new(1).greedy()), [2000, 0, 0, 0]);
    let top_2 = draws(&Generation::new(1).top_k(2));
    assert_eq!(top_2[2] + top_2[3], 0);
    assert!(top_2[1] > 300);
    // Probabilities .644 .237 .087 .032: the first two make .88.
    assert_eq!(draws(&Generation::new(1).top_p(0.8))[2..], [0, 0]);
    assert_eq!(draws(&Generation::new(1).top_p(0.6))[1..], [0, 0, 0]);
    let plain = draws(&Generation::new(1));
    assert!((plain[0] as f64 / 2000.0 - 0.644).abs() < 0.03, "{plain:?}");
    assert!(draws(&Generation::new(1).temperature(10.0))[3] > 300);
    let mut rng = Rng::new(0);
    assert!(Generation::new(1).temperature(-1.0).choose(scores.clone(), &mut rng).is_err());
    assert!(Generation::new(1).choose(vec![f64::NAN], &mut rng).is_err());
    assert!(Generation::new(1).choose(vec![], &mut rng).is_err());
}

#[test]
fn writing_stops_and_repeats() {
    let model = model(5, 8);
    let generation = Generation::new(30).seed(3);
    let written = generation.run(&model, &[1, 2]).unwrap();
    assert_eq!(written.len(), 30);
    assert_eq!(written, generation.run(&model, &[1, 2]).unwrap());
    let stopped = generation.clone().stop_at(written[4]).run(&model, &[1, 2]).unwrap();
    assert!(stopped.len() <= 5 && stopped.last() == Some(&written[4]));
    let many = generation.run_many(&model, &vec![vec![1, 2]; 3]).unwrap();
    assert_ne!(many[0], many[1]);
    assert!(matches!(generation.run(&model, &[]), Err(Error::Empty { .. })));
    assert!(generation.run(&model, &[9]).is_err());
}

#[test]
fn wrong_corpora_and_sizes_are_errors() {
    let size = LanguageModelSize::new(4).context(4).width(8).heads(2);
    assert!(LanguageModel::new(size.heads(3), 0).is_err());
    assert!(LanguageModel::new(size.context(0), 0).is_err());
    let mut model = LanguageModel::new(size, 0).unwrap();
    let example = |tokens: Vec<usize>, given| Corpus::Examples(vec![Example { tokens, given }]);
    for wrong in [
        Corpus::Text(vec![1]),
        Corpus::Text(vec![1, 4]),
        Corpus::Examples(vec![]),
        example(vec![1, 2], 2),
        example(vec![0; 6], 1),
        Corpus::Mixture(vec![]),
        Corpus::Mixture(vec![(Corpus::Text(vec![1, 2]), 0.0)]),
    ] {
        assert!(LmTraining::new(1).fit(&mut model, &wrong).is_err(), "{wrong:?}");
    }
    let tape = Tape::new();
    let mut pass = Pass::evaluate(&tape);
    assert!(model.logits(&mut pass, &TokenBatch::padded(&[vec![0; 5]], 0)).value().is_err());
}

#[test]
fn a_mixture_draws_from_both() {
    let mut model =
        LanguageModel::new(LanguageModelSize::new(4).context(4).width(8).heads(2).layers(1), 0).unwrap();
    let corpus = Corpus::Mixture(vec![
        (Corpus::Text(vec![0, 1, 0, 1, 0]), 1.0),
        (Corpus::Text(vec![2, 3, 2, 3, 2]), 1.0),
    ]);
    LmTraining::new(80).learning_rate(0.03).fit(&mut model, &corpus).unwrap();
    assert!(perplexity(&model, &[0, 1, 0, 1]).unwrap() < 1.5);
    assert!(perplexity(&model, &[2, 3, 2, 3]).unwrap() < 1.5);
}

#[test]
fn flops_grow_with_size() {
    let size = LanguageModelSize::new(50).context(64).width(64).heads(4).layers(2);
    let model = LanguageModel::new(size, 0).unwrap();
    // A block: 12 width² weights a place and 2 width places of attention; the head.
    let block = 2 * (64 * 12 * 64 * 64 + 2 * 64 * 64 * 64);
    assert_eq!(model.flops(64), 2 * block + 2 * 64 * 64 * 50);
}

#[test]
fn every_parameter_of_a_language_model_has_the_right_gradient() {
    let mut model = model(5, 4);
    let batch = TokenBatch::padded(&[vec![0, 3, 1], vec![4, 4]], 0);
    let targets = [3, 1, 2, 4, 0, 0];
    let loss_of = |model: &LanguageModel| {
        let tape = Tape::new();
        let mut pass = Pass::evaluate(&tape);
        model
            .logits(&mut pass, &batch)
            .cross_entropy_each(&targets)
            .sum()
            .value()
            .unwrap()
            .to_scalar()
            .unwrap()
    };
    let gradients = {
        let tape = Tape::new();
        let mut pass = Pass::train(&tape, Rng::new(0));
        let loss = model.logits(&mut pass, &batch).cross_entropy_each(&targets).sum();
        pass.gradients(&model.parameters(), &mut tape.backward(loss).unwrap())
    };
    for (which, gradient) in gradients.iter().enumerate() {
        // Every seventh number, so that each block of each parameter is met.
        for at in (0..gradient.len()).step_by(7) {
            let mut side = |step: f64| {
                model.parameters_mut()[which].values_mut()[at] += step;
                let loss = loss_of(&model);
                model.parameters_mut()[which].values_mut()[at] -= step;
                loss
            };
            let numeric = (side(1e-5) - side(-1e-5)) / 2e-5;
            let ours = gradient.data()[at];
            assert!((ours - numeric).abs() < 1e-6 * (1.0 + numeric.abs()), "{which} {at}: {ours} {numeric}");
        }
    }
}

#[test]
fn saving_and_loading_gives_the_same_model_and_the_same_text() {
    let model = model(5, 8);
    let loaded: LanguageModel = serde_json::from_str(&serde_json::to_string(&model).unwrap()).unwrap();
    assert_eq!(loaded, model);
    let generation = Generation::new(12).seed(1);
    assert_eq!(generation.run(&loaded, &[1]).unwrap(), generation.run(&model, &[1]).unwrap());
    let tokenizer = BpeTokenizer::train("round and round", 260).unwrap();
    let loaded: BpeTokenizer = serde_json::from_str(&serde_json::to_string(&tokenizer).unwrap()).unwrap();
    assert_eq!(loaded, tokenizer);
}

#[test]
fn a_model_whose_parts_do_not_fit_is_an_error() {
    let mut broken = model(5, 8);
    broken.places = crate::nn::Embedding::new(2, 3, &mut Rng::new(0));
    assert!(Decoder::new(&broken).read(1).is_err());
    assert!(Decoder::after_prefix(&broken, &[vec![0.0; 12]]).is_err());
    assert!(mean_loss(&broken, &[0, 1, 2]).is_err());
    let huge = LanguageModelSize::new(usize::MAX / 2).width(2).heads(1);
    assert!(LanguageModel::new(huge, 0).and_then(|model| mean_loss(&model, &[0, 1])).is_err());
}
