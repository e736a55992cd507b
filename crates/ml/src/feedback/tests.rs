use crate::error::Error;
use crate::feedback::*;
use crate::lm::{LanguageModel, LanguageModelSize};
use crate::nn::{Module, Tape};
use crate::rng::Rng;

fn model(seed: u64) -> LanguageModel {
    LanguageModel::new(LanguageModelSize::new(4).context(8).width(8).heads(2).layers(1), seed).unwrap()
}

fn threes(text: &[usize]) -> f64 {
    text.iter().filter(|t| **t == 3).count() as f64
}

fn pairs(count: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut rng = Rng::new(8);
    let mut text = || (0..5).map(|_| rng.below(4)).collect::<Vec<usize>>();
    (0..count).map(|_| (text(), text())).collect()
}

#[test]
fn the_loss_is_that_of_the_formula() {
    let tape = Tape::new();
    let loss = bradley_terry_loss(tape.variable(vec![1.0, -2.0]), tape.variable(vec![0.0, 1.0]));
    let expected =
        (crate::math::ln_1p(crate::math::exp(-1.0)) + crate::math::ln_1p(crate::math::exp(3.0))) / 2.0;
    assert!((loss.value().unwrap().to_scalar().unwrap() - expected).abs() < 1e-14);
}

#[test]
fn a_reward_model_learns_what_the_judge_likes() {
    let preferences = judge(&pairs(300), &threes, 0.3, 1).unwrap();
    let (known, fresh) = preferences.split_at(200);
    let mut model = RewardModel::new(&model(2));
    assert_eq!(model.agreement(fresh).unwrap(), 0.5);
    let history = model.fit(known, &RewardTraining::new(120).learning_rate(0.01)).unwrap();
    assert!((history[0] - crate::math::ln(2.0)).abs() < 1e-12);
    let clean: Vec<Preference> = judge(&pairs(300)[200..], &threes, 0.0, 1).unwrap();
    let clear: Vec<Preference> =
        clean.into_iter().filter(|p| threes(&p.chosen) != threes(&p.rejected)).collect();
    let agreement = model.agreement(&clear).unwrap();
    assert!(agreement > 0.9, "{agreement}");
    assert!(matches!(model.fit(&[], &RewardTraining::new(1)), Err(Error::Empty { .. })));
    let empty = Preference { chosen: vec![], rejected: vec![1] };
    assert!(matches!(model.fit(&[empty], &RewardTraining::new(1)), Err(Error::Empty { .. })));
}

#[test]
fn a_noisy_judge_errs_as_often_as_the_model_says() {
    let pairs = vec![(vec![3], vec![0]); 4000];
    let preferences = judge(&pairs, &threes, 1.0, 5).unwrap();
    let share = preferences.iter().filter(|p| p.chosen == [3]).count() as f64 / 4000.0;
    assert!((share - crate::math::sigmoid(1.0)).abs() < 0.02, "{share}");
    assert!(judge(&pairs, &|_| f64::NAN, 1.0, 0).is_err());
    assert!(judge(&pairs, &threes, -1.0, 0).is_err());
}

#[test]
fn strengths_come_out_of_comparisons() {
    // 0 beats 1 three times out of four: the difference of strengths is ln 3.
    let fit = BradleyTerry::fit(2, &[(0, 1), (0, 1), (0, 1), (1, 0)]).unwrap();
    assert!((fit.strengths[0] - fit.strengths[1] - crate::math::ln(3.0)).abs() < 1e-9);
    assert!((fit.probability(0, 1).unwrap() - 0.75).abs() < 1e-9);
    assert!(matches!(BradleyTerry::fit(2, &[(0, 1)]), Err(Error::Singular { .. })));
    assert!(matches!(BradleyTerry::fit(2, &[]), Err(Error::Empty { .. })));
    assert!(BradleyTerry::fit(2, &[(0, 2)]).is_err());
    assert!(BradleyTerry::fit(2, &[(0, 0)]).is_err());
    assert!(fit.probability(0, 9).is_err());
}

#[test]
fn both_methods_find_reward_and_the_leash_holds() {
    let reference = model(1);
    let prompts = vec![vec![0], vec![1, 2]];
    let run = |method, kl| {
        let mut policy = reference.clone();
        let mut training =
            PolicyTraining::new(5).learning_rate(0.02).method(method).kl(kl).seed(4).begin(&reference);
        let steps: Vec<PolicyStep> =
            (0..40).map(|_| training.step(&mut policy, &prompts, &threes).unwrap()).collect();
        (policy, steps)
    };
    for method in [PolicyMethod::Reinforce, PolicyMethod::Ppo { clip: 0.2, epochs: 2 }] {
        let (_, free) = run(method, 0.0);
        assert!(free[0].kl.abs() < 1e-12, "the policy begins as the reference");
        assert!(free[39].reward > 4.0, "{method:?}: {}", free[39].reward);
        let (_, leashed) = run(method, 5.0);
        assert!(leashed[39].kl < free[39].kl / 4.0, "{method:?}: {} {}", leashed[39].kl, free[39].kl);
    }
    let ppo = PolicyMethod::Ppo { clip: 0.2, epochs: 2 };
    assert!(run(ppo, 0.1) == run(ppo, 0.1), "a seed repeats");
}

#[test]
fn texts_that_stop_early_are_judged_as_they_are() {
    let mut policy = model(1);
    let mut training = PolicyTraining::new(6).stop_at(3).rows(16).begin(&policy.clone());
    let step = training.step(&mut policy, &[vec![0]], &threes).unwrap();
    assert!(step.texts.iter().all(|text| text.len() == 7 || text.last() == Some(&3)));
    assert!(policy.parameters().iter().all(|p| p.value().first_not_finite().is_none()));
}

#[test]
fn wrong_settings_are_errors() {
    let mut policy = model(1);
    let reference = policy.clone();
    let begin = |training: PolicyTraining| training.begin(&reference);
    assert!(begin(PolicyTraining::new(3)).step(&mut policy, &[], &threes).is_err());
    assert!(begin(PolicyTraining::new(3)).step(&mut policy, &[vec![]], &threes).is_err());
    assert!(begin(PolicyTraining::new(0)).step(&mut policy, &[vec![0]], &threes).is_err());
    assert!(begin(PolicyTraining::new(3).kl(-1.0)).step(&mut policy, &[vec![0]], &threes).is_err());
    assert!(begin(PolicyTraining::new(20)).step(&mut policy, &[vec![0]], &threes).is_err());
    let bad = |_: &[usize]| f64::NAN;
    assert!(matches!(
        begin(PolicyTraining::new(3)).step(&mut policy, &[vec![0]], &bad),
        Err(Error::NotFinite { .. })
    ));
}

#[test]
fn a_judge_that_gives_too_few_rewards_is_an_error() {
    struct Short;
    impl Reward for Short {
        fn rewards(&self, _: &[Vec<usize>]) -> crate::error::Result<Vec<f64>> {
            Ok(vec![1.0])
        }
    }
    let mut policy = model(1);
    let mut run = PolicyTraining::new(3).begin(&policy.clone());
    assert!(matches!(run.step(&mut policy, &[vec![0]], &Short), Err(Error::Shape { .. })));
    assert!(BradleyTerry::fit(usize::MAX, &[(0, 1)]).is_err());
}
