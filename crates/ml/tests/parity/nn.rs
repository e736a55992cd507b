//! Operations, losses, a transformer block and optimiser steps against PyTorch.

use ml::nn::{
    Dense, Layer, Loss, Module, Pass, Sequential, Tape, Targets, Tensor, TransformerBlock, Updater, Var,
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
fn losses_and_their_gradients() {
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

#[test]
fn a_transformer_block_and_its_gradients() {
    let case = &reference()["operations"]["block"];
    let mut inputs = tensors(&case["inputs"]).into_iter();
    let x = inputs.next().unwrap();
    let mut block = TransformerBlock::new(4, 2, true, 0.0, &mut Rng::new(0)).unwrap();
    for (parameter, value) in block.parameters_mut().into_iter().zip(inputs) {
        parameter.set(value).unwrap();
    }
    let tape = Tape::new();
    let mut pass = Pass::train(&tape, Rng::new(0));
    let input = tape.variable(x);
    let value = block.forward(&mut pass, input);
    assert_close("block", &value.value().unwrap(), &tensor(&case["value"]), TOLERANCE);
    let mut gradients = tape.backward((value * tape.constant(tensor(&case["weights"]))).sum()).unwrap();
    let mut theirs = tensors(&case["gradients"]).into_iter();
    assert_close("gradient of the input", &gradients.of(input), &theirs.next().unwrap(), TOLERANCE);
    for (ours, theirs) in pass.gradients(&block.parameters(), &mut gradients).iter().zip(theirs) {
        assert_close("gradient of a parameter", ours, &theirs, TOLERANCE);
    }
}

#[test]
fn five_steps_of_every_optimiser() {
    let reference = &reference()["optimizers"];
    let (x, y) = (tensor(&reference["x"]), Targets::Values(tensor(&reference["y"])));
    let kinds: [(&str, Box<dyn Optimizer>); 6] = [
        ("sgd", Box::new(Sgd::new(0.05))),
        ("momentum", Box::new(Momentum::new(0.05, 0.9))),
        ("nesterov", Box::new(Nesterov::new(0.05, 0.9))),
        ("rms_prop", Box::new(RmsProp::new(0.05))),
        ("adam", Box::new(Adam::new(0.05))),
        ("adam_w", Box::new(AdamW::new(0.05))),
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
        let mut updater = Updater::new(optimizer, Schedule::Constant, 5, None);
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
            assert_close(name, ours.value(), &theirs, 1e-10);
        }
    }
}
