//! Random numbers, functions, optimisers, networks, language models and what learns from praise.

use crate::table::{Line, regression};
use ml::data::digits;
use ml::error::Result;
use ml::feedback::{
    BradleyTerry, PolicyMethod, PolicyTraining, Preference, Reward, RewardModel, RewardTraining, judge,
};
use ml::lm::{BpeTokenizer, Corpus, Generation, LanguageModel, LanguageModelSize, LmTraining, Tokenizer};
use ml::ndarray::{Array1, Array2, s};
use ml::nn::{
    Activation, Loss, MlpClassifier, MlpRegressor, Module, PruneScope, Sequential, Training, prune_magnitude,
};
use ml::optim::{
    Adam, AdamW, Descent, Momentum, Nesterov, Optimizer, RmsProp, Schedule, Sgd, numeric_gradient,
};
use ml::prompt::SoftPrompt;
use ml::rng::Rng;

/// The lines of this area.
pub const LINES: &[Line] = &[
    ("random numbers", 0x1F37_3348_BFC4_ED05, random_numbers),
    ("functions", 0x46FA_BFAB_7465_0022, functions),
    ("walk with Sgd", 0x9C84_9EBA_030B_368F, || walk(Sgd::new(1e-3))),
    ("walk with Momentum", 0x55AF_F4FC_3288_A09B, || walk(Momentum::new(1e-4, 0.9))),
    ("walk with Nesterov", 0x075F_F760_E3BE_C89C, || walk(Nesterov::new(1e-4, 0.9))),
    ("walk with RmsProp", 0xA19D_F887_C496_1ABD, || walk(RmsProp::new(1e-2))),
    ("walk with Adam", 0x3ECD_A917_8FA9_D59B, || walk(Adam::new(1e-2))),
    ("walk with AdamW", 0x4941_F92E_37A9_C975, || walk(AdamW::new(1e-2))),
    ("perceptron for classes", 0x4402_8637_9CD5_0345, perceptron),
    ("perceptron for values", 0xEB89_0851_07D5_52BA, || {
        let (x, y) = regression()?;
        let model =
            MlpRegressor::new(&[16]).activation(Activation::Silu).epochs(2).seed(4).fit(&x, &(y / 100.0))?;
        Ok(numbers(&model.network))
    }),
    ("wide network in large batches", 0xB737_0B59_4D16_EDFF, wide),
    ("convolutions", 0x0FC4_37B6_23B4_47C7, convolutions),
    ("pruned network", 0x6A29_8B2F_1D2F_E3BF, pruned),
    ("transformer blocks", 0x12D0_5A81_9630_AFA5, blocks),
    ("byte pairs", 0x2C00_9192_FEE7_27EF, byte_pairs),
    ("language model", 0xC8DB_E974_4694_F071, || language_model(40).map(|model| numbers(&model))),
    ("written text", 0x0A27_8F7D_958C_44A1, written),
    ("soft prompt", 0x377F_9CC6_76A0_159A, soft_prompt),
    ("Bradley-Terry strengths", 0x9FCD_E372_6853_95CC, || {
        let wins = [(0, 1), (0, 1), (1, 0), (1, 2), (2, 1), (2, 0), (0, 2)];
        BradleyTerry::fit(3, &wins).map(|fit| fit.strengths.to_vec())
    }),
    ("reward model", 0x09CC_9809_5B4C_775A, reward_model),
    ("policy by REINFORCE", 0x7C21_8250_2E57_6410, || policy(PolicyMethod::Reinforce)),
    ("policy by PPO", 0x1A4E_A02C_FD53_3EE8, || policy(PolicyMethod::Ppo { clip: 0.2, epochs: 2 })),
];

fn numbers(network: &dyn Module) -> Vec<f64> {
    network.parameters().iter().flat_map(|p| p.value().data().to_vec()).collect()
}

/// The first images of the digits.
fn images(count: usize) -> Result<(Array2<f64>, Array1<usize>)> {
    let data = digits()?;
    Ok((data.x.slice(s![..count, ..]).mapv(|v| v / 16.0), data.y.slice(s![..count]).to_owned()))
}

fn random_numbers() -> Result<Vec<f64>> {
    let mut rng = Rng::new(1);
    Ok((0..1000).flat_map(|_| [rng.normal(), rng.uniform(), rng.below(1000) as f64]).collect())
}

/// Every function of `ml::math` on a row of numbers.
fn functions() -> Result<Vec<f64>> {
    use ml::math;
    let of_any: [fn(f64) -> f64; 9] = [
        math::exp,
        math::exp_m1,
        math::sin,
        math::cos,
        math::tan,
        math::tanh,
        math::sigmoid,
        math::erf,
        math::lgamma,
    ];
    let of_positive: [fn(f64) -> f64; 4] = [math::ln, math::ln_1p, math::log2, math::log10];
    let mut results = Vec::new();
    for step in -400..400 {
        let x = f64::from(step) * 0.0377;
        results.extend(of_any.iter().map(|f| f(x)));
        results.extend(of_positive.iter().map(|f| f(x.abs() + 0.01)));
        results.extend([math::pow(x.abs() + 0.01, 1.7), math::powi(x, 5), math::atan2(x, 1.3)]);
    }
    Ok(results)
}

/// 200 shaken steps down Rosenbrock's valley.
fn walk(optimizer: impl Optimizer) -> Result<Vec<f64>> {
    let valley = |x: &[f64]| {
        let bend = x[1] - x[0] * x[0];
        (1.0 - x[0]) * (1.0 - x[0]) + 100.0 * bend * bend
    };
    let slope = |x: &[f64]| numeric_gradient(&valley, x);
    let walk =
        Descent::new(200).noise(0.01, 5).cooling(0.98).run(optimizer, &[-1.2, 1.0], &valley, &slope)?;
    Ok(walk.points.concat())
}

fn perceptron() -> Result<Vec<f64>> {
    let (x, y) = images(300)?;
    let model =
        MlpClassifier::new(&[24]).dropout(0.2).schedule(Schedule::OneCycle).epochs(3).seed(2).fit(&x, &y)?;
    Ok(numbers(&model.network))
}

/// Products large enough for threads.
fn wide() -> Result<Vec<f64>> {
    let (x, y) = images(512)?;
    let mut network = Sequential::build(&[64], 3).dense(160).tanh().dense(160).relu().dense(10).finish()?;
    let training = Training::new(Loss::SmoothCrossEntropy(0.1), Momentum::new(0.1, 0.9)).clip_norm(0.5);
    training.batch_size(512).epochs(2).fit(&mut network, &x, &y)?;
    Ok(numbers(&network))
}

fn convolutions() -> Result<Vec<f64>> {
    let (x, y) = images(128)?;
    let build = Sequential::build(&[1, 8, 8], 1).conv2d_padded(16, 3, 1).relu().max_pool2d(2);
    let build = build.conv2d_padded(32, 3, 1).activation(Activation::Gelu).avg_pool2d(2).flatten();
    let mut network = build.layer_norm().dense(10).finish()?;
    Training::new(Loss::CrossEntropy, AdamW::new(3e-3)).epochs(1).fit(&mut network, &x, &y)?;
    Ok(numbers(&network))
}

fn pruned() -> Result<Vec<f64>> {
    let (x, y) = images(200)?;
    let mut network =
        Sequential::build(&[64], 9).dense(20).activation(Activation::Softplus).dense(10).finish()?;
    prune_magnitude(&mut network, 0.5, PruneScope::Global)?;
    Training::new(Loss::CrossEntropy, RmsProp::new(1e-3)).epochs(2).fit(&mut network, &x, &y)?;
    Ok(numbers(&network))
}

fn blocks() -> Result<Vec<f64>> {
    let (x, y) = images(96)?;
    let build = Sequential::build(&[8, 8], 5).transformer_block(2, false).transformer_block(4, true);
    let mut network = build.flatten().dense(10).finish()?;
    Training::new(Loss::CrossEntropy, Nesterov::new(0.05, 0.9)).epochs(2).fit(&mut network, &x, &y)?;
    Ok(numbers(&network))
}

fn byte_pairs() -> Result<Vec<f64>> {
    let text = "how much wood would a woodchuck chuck if a woodchuck could chuck wood";
    let tokens = BpeTokenizer::train(text, 280)?.encode(text)?;
    Ok(tokens.into_iter().map(|token| token as f64).collect())
}

/// A text that counts and turns back.
fn text() -> Vec<usize> {
    (0..400).map(|i: usize| if i % 16 < 8 { i % 8 } else { 7 - i % 8 }).collect()
}

fn language_model(steps: usize) -> Result<LanguageModel> {
    let size = LanguageModelSize::new(8).context(12).width(16).heads(2).layers(2).dropout(0.1);
    let mut model = LanguageModel::new(size, 1)?;
    let schedule = Schedule::WarmupCosine { steps: 5 };
    LmTraining::new(steps).learning_rate(0.01).schedule(schedule).fit(&mut model, &Corpus::Text(text()))?;
    Ok(model)
}

fn written() -> Result<Vec<f64>> {
    let prompts: Vec<Vec<usize>> = (0..6).map(|i| vec![i, i + 1]).collect();
    let texts = Generation::new(20)
        .temperature(0.9)
        .top_k(5)
        .top_p(0.95)
        .seed(2)
        .run_many(&language_model(20)?, &prompts)?;
    Ok(texts.concat().into_iter().map(|token| token as f64).collect())
}

fn soft_prompt() -> Result<Vec<f64>> {
    let model = language_model(20)?;
    let mut prompt = SoftPrompt::new(&model, 3, 4)?;
    let losses = prompt.fit(&model, &Corpus::Text(text()), &LmTraining::new(10).learning_rate(0.05))?;
    let weights = prompt.places().value().data().to_vec();
    Ok([losses, weights].concat())
}

fn sevens(text: &[usize]) -> f64 {
    text.iter().filter(|token| **token == 7).count() as f64
}

fn reward_model() -> Result<Vec<f64>> {
    let mut rng = Rng::new(6);
    let mut text = || (0..6).map(|_| rng.below(8)).collect::<Vec<usize>>();
    let pairs: Vec<(Vec<usize>, Vec<usize>)> = (0..40).map(|_| (text(), text())).collect();
    let preferences: Vec<Preference> = judge(&pairs, &sevens, 0.5, 3)?;
    let mut model = RewardModel::new(&language_model(5)?);
    let losses = model.fit(&preferences, &RewardTraining::new(8).rows(8))?;
    let texts: Vec<Vec<usize>> = pairs.into_iter().map(|(text, _)| text).collect();
    Ok([losses, model.rewards(&texts)?].concat())
}

fn policy(method: PolicyMethod) -> Result<Vec<f64>> {
    let reference = language_model(5)?;
    let mut policy = reference.clone();
    let mut run = PolicyTraining::new(6).rows(8).kl(0.05).method(method).seed(2).begin(&reference);
    for _ in 0..4 {
        run.step(&mut policy, &[vec![0], vec![1, 2]], &sevens)?;
    }
    Ok(numbers(&policy))
}
