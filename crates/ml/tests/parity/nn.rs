//! Operations, losses, whole networks, optimiser steps and schedules against PyTorch.

use ml::feedback::bradley_terry_loss;
use ml::lm::{LanguageModel, LanguageModelSize};
use ml::nn::{
    Dense, Layer, Loss, Module, Pass, Sequential, Tape, Targets, Tensor, TransformerBlock, Updater, Var,
    cross_entropy, kl_divergence,
};
use ml::optim::{Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Schedule, Sgd};
use ml::rng::Rng;
use serde_json::Value;

const TOLERANCE: f64 = 1e-12;

fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/nn.json")).unwrap()
}

fn tensor(value: &Value) -> Tensor {
    serde_json::from_value(value.clone()).unwrap()
}

fn tensors(value: &Value) -> Vec<Tensor> {
    value.as_array().unwrap().iter().map(tensor).collect()
}

fn assert_close(name: &str, ours: &Tensor, theirs: &Tensor, tolerance: f64) {
    assert_eq!(ours.shape(), theirs.shape(), "{name}");
    for (at, (a, b)) in ours.data().iter().zip(theirs.data()).enumerate() {
        assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{name} at {at}: {a} against {b}");
    }
}

/// Value and gradients of one operation.
fn check(name: &str, f: impl for<'t> Fn(&[Var<'t>]) -> Var<'t>) {
    let case = &reference()["operations"][name];
    assert!(case.is_object(), "no reference for {name}");
    let tape = Tape::new();
    let inputs: Vec<Var> = tensors(&case["inputs"]).into_iter().map(|input| tape.variable(input)).collect();
    let value = f(&inputs);
    assert_close(name, &value.value().unwrap(), &tensor(&case["value"]), TOLERANCE);
    let weighted = (value * tape.constant(tensor(&case["weights"]))).sum();
    let gradients = tape.backward(weighted).unwrap();
    for (input, theirs) in inputs.iter().zip(tensors(&case["gradients"])) {
        assert_close(&format!("gradient of {name}"), &gradients.of(*input), &theirs, TOLERANCE);
    }
}

#[test]
fn operations_and_their_gradients() {
    check("relu", |v| v[0].relu());
    check("gelu", |v| v[0].gelu());
    check("silu", |v| v[0].silu());
    check("softplus", |v| v[0].softplus());
    check("sigmoid", |v| v[0].sigmoid());
    check("tanh", |v| v[0].tanh());
    check("softmax", |v| v[0].softmax());
    check("log_softmax", |v| v[0].log_softmax());
    check("layer_norm", |v| v[0].layer_norm(v[1], v[2], 1e-5));
    check("affine", |v| v[0].affine(v[1], v[2]));
    check("conv2d", |v| v[0].conv2d(v[1], v[2], 2, 1));
    check("max_pool2d", |v| v[0].max_pool2d(2));
    check("avg_pool2d", |v| v[0].avg_pool2d(2));
    check("embedding", |v| v[0].rows(&[1, 0, 1]));
    check("attention", |v| v[0].self_attention(2, false));
    check("causal_attention", |v| v[0].self_attention(2, true));
}

#[test]
fn arithmetic_and_its_gradients() {
    check("square", |v| v[0].square());
    check("sqrt", |v| v[0].sqrt());
    check("abs", |v| v[0].abs());
    check("exp", |v| v[0].exp());
    check("ln", |v| v[0].ln());
    check("pow", |v| v[0].pow(2.5));
    check("sin", |v| v[0].sin());
    check("cos", |v| v[0].cos());
    check("clamp", |v| v[0].clamp(-0.5, 0.7));
    check("leaky_relu", |v| v[0].leaky_relu(0.1));
    check("add", |v| v[0] + v[1]);
    check("subtract", |v| v[0] - v[1]);
    check("multiply", |v| v[0] * v[1]);
    check("divide", |v| v[0] / v[1]);
    check("maximum", |v| v[0].maximum(v[1]));
    check("minimum", |v| v[0].minimum(v[1]));
    check("sum", |v| v[0].sum());
    check("mean", |v| v[0].mean());
    check("sum_axis", |v| v[0].sum_axis(1));
    check("mean_axis", |v| v[0].mean_axis(0));
    check("max_axis", |v| v[0].max_axis(2));
    check("permute", |v| v[0].permute(&[2, 0, 1]));
    check("slice", |v| v[0].slice(1, 1, 3));
    check("concat", |v| v[0].concat(v[1], 1));
    check("pick", |v| v[0].pick(&[2, 0, 3]));
    check("matmul", |v| v[0].matmul(v[1]));
}

#[test]
fn losses_and_their_gradients() {
    check("kl_divergence", |v| kl_divergence(v[0].log_softmax(), v[1].log_softmax()));
    check("bradley_terry", |v| bradley_terry_loss(v[0], v[1]));
    let classes = Targets::Classes(vec![2, 0, 3]);
    let line = |from: f64, to: f64| {
        let values = (0..12).map(|i| from + (to - from) * f64::from(i) / 11.0).collect();
        Targets::Values(Tensor::new(&[3, 4], values).unwrap())
    };
    check("cross_entropy", |v| Loss::CrossEntropy.of(v[0], &classes));
    check("smooth_cross_entropy", |v| Loss::SmoothCrossEntropy(0.1).of(v[0], &classes));
    check("binary_cross_entropy", |v| Loss::BinaryCrossEntropy.of(v[0], &line(0.0, 1.0)));
    check("mean_squared", |v| Loss::MeanSquared.of(v[0], &line(-1.0, 1.0)));
    check("mean_absolute", |v| Loss::MeanAbsolute.of(v[0], &line(-1.0, 1.0)));
    check("huber", |v| Loss::Huber(0.7).of(v[0], &line(-1.0, 1.0)));
}

/// Value and gradients of a module whose parameters are the inputs after the first `given`.
fn check_module(
    name: &str,
    given: usize,
    module: &mut dyn Module,
    f: impl for<'t> Fn(&'t dyn Module, &mut Pass<'t>, &[Var<'t>]) -> Var<'t>,
) {
    let case = &reference()["operations"][name];
    let mut inputs = tensors(&case["inputs"]).into_iter();
    let first: Vec<Tensor> = inputs.by_ref().take(given).collect();
    assert_eq!(inputs.len(), module.parameters().len(), "{name}");
    for (parameter, value) in module.parameters_mut().into_iter().zip(inputs) {
        parameter.set(value).unwrap();
    }
    let tape = Tape::new();
    let mut pass = Pass::train(&tape, Rng::new(0));
    let first: Vec<Var> = first.into_iter().map(|input| tape.variable(input)).collect();
    let value = f(module, &mut pass, &first);
    assert_close(name, &value.value().unwrap(), &tensor(&case["value"]), TOLERANCE);
    let mut gradients = tape.backward((value * tape.constant(tensor(&case["weights"]))).sum()).unwrap();
    let mut ours: Vec<Tensor> = first.iter().map(|input| gradients.of(*input)).collect();
    ours.extend(pass.gradients(&module.parameters(), &mut gradients));
    for (at, (ours, theirs)) in ours.iter().zip(tensors(&case["gradients"])).enumerate() {
        assert_close(&format!("gradient {at} of {name}"), ours, &theirs, TOLERANCE);
    }
}

#[test]
fn whole_networks_and_their_gradients() {
    let mut block = TransformerBlock::new(4, 2, true, 0.0, &mut Rng::new(0)).unwrap();
    check_module("block", 1, &mut block, |block, pass, v| block.forward(pass, v[0]));
    let network = Sequential::build(&[1, 4, 4], 0).conv2d_padded(3, 3, 1).relu().max_pool2d(2);
    let network = network.conv2d_padded(2, 3, 1).tanh().avg_pool2d(2).flatten().dense(4);
    check_module("convolutional", 1, &mut network.finish().unwrap(), |network, pass, v| {
        cross_entropy(network.forward(pass, v[0]), &[2, 0])
    });
    let size = LanguageModelSize::new(5).context(3).width(4).heads(2).layers(1);
    check_module("language_model", 0, &mut LanguageModel::new(size, 0).unwrap(), |model, pass, _| {
        let text = Tensor::new(&[2, 3], vec![0.0, 3.0, 1.0, 4.0, 4.0, 2.0]).unwrap();
        let input = pass.tape().constant(text);
        cross_entropy(model.forward(pass, input).reshape(&[6, 5]), &[3, 1, 2, 4, 2, 0])
    });
}

#[test]
fn schedules_at_every_step() {
    let reference = &reference()["schedules"];
    for (name, schedule) in [
        ("step", Schedule::Step { every: 7, factor: 0.5 }),
        ("cosine", Schedule::Cosine),
        ("warmup", Schedule::Warmup { steps: 10 }),
        ("warmup_cosine", Schedule::WarmupCosine { steps: 10 }),
        ("one_cycle", Schedule::OneCycle),
    ] {
        let theirs = reference[name].as_array().unwrap();
        for (step, theirs) in theirs.iter().enumerate() {
            let (ours, theirs) = (schedule.factor(step, 40), theirs.as_f64().unwrap());
            assert!((ours - theirs).abs() < TOLERANCE, "{name} at {step}: {ours} against {theirs}");
        }
    }
}

#[test]
fn five_steps_of_every_optimiser() {
    let reference = &reference()["optimizers"];
    let (x, y) = (tensor(&reference["x"]), Targets::Values(tensor(&reference["y"])));
    let kinds: [(&str, Box<dyn Optimizer>); 7] = [
        ("sgd", Box::new(Sgd::new(0.05))),
        ("momentum", Box::new(Momentum::new(0.05, 0.9))),
        ("nesterov", Box::new(Nesterov::new(0.05, 0.9))),
        ("rms_prop", Box::new(RmsProp::new(0.05))),
        ("adam", Box::new(Adam::new(0.05))),
        ("adam_w", Box::new(AdamW::new(0.05))),
        ("clipped", Box::new(Sgd::new(0.05))),
    ];
    for (name, optimizer) in kinds {
        let mut rng = Rng::new(0);
        let layers: Vec<Layer> = vec![
            Dense::new(3, 4, &mut rng).into(),
            ml::nn::Activation::Tanh.into(),
            Dense::new(4, 1, &mut rng).into(),
        ];
        let mut network = Sequential::from_layers(&[3], layers).unwrap();
        for (parameter, value) in network.parameters_mut().into_iter().zip(tensors(&reference["first"])) {
            parameter.set(value).unwrap();
        }
        let clip = (name == "clipped").then_some(0.5);
        let mut updater = Updater::new(optimizer, Schedule::Constant, 5, clip);
        for _ in 0..5 {
            let gradients = {
                let tape = Tape::new();
                let mut pass = Pass::train(&tape, Rng::new(0));
                let output = network.forward(&mut pass, tape.constant(x.clone()));
                let mut gradients = tape.backward(Loss::MeanSquared.of(output, &y)).unwrap();
                pass.gradients(&network.parameters(), &mut gradients)
            };
            assert!(updater.step(network.parameters_mut(), gradients).unwrap());
        }
        for (ours, theirs) in network.parameters().iter().zip(tensors(&reference["after"][name])) {
            // PyTorch adds 1e-6 to the norm that it divides by when it clips.
            let tolerance = if clip.is_some() { 1e-6 } else { 1e-10 };
            assert_close(name, ours.value(), &theirs, tolerance);
        }
    }
}
