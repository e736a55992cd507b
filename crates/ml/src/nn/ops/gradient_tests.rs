//! Every operation against central differences.

use crate::error::Result;
use crate::nn::{Loss, Tape, Targets, Tensor, Var, kl_divergence};
use crate::rng::Rng;

const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-7;

fn random(shape: &[usize], rng: &mut Rng) -> Tensor {
    let size = shape.iter().product();
    Tensor::new(shape, (0..size).map(|_| rng.normal()).collect()).unwrap()
}

/// Compares the gradient of a weighted sum of `f`'s values with what moving each input a little does to it.
fn check(name: &str, shapes: &[&[usize]], f: impl for<'t> Fn(&[Var<'t>]) -> Var<'t>) {
    check_on(name, shapes, |x| x, f);
}

/// The same, with inputs moved to where the function is smooth.
fn check_on(
    name: &str,
    shapes: &[&[usize]],
    place: impl Fn(f64) -> f64,
    f: impl for<'t> Fn(&[Var<'t>]) -> Var<'t>,
) {
    let mut rng = Rng::new(7);
    let mut inputs: Vec<Tensor> = shapes.iter().map(|shape| random(shape, &mut rng)).collect();
    inputs.iter_mut().for_each(|t| t.data_mut().iter_mut().for_each(|v| *v = place(*v)));
    let weigh = |inputs: &[Tensor], weights: &Option<Tensor>| -> Result<f64> {
        let tape = Tape::new();
        let vars: Vec<Var> = inputs.iter().map(|t| tape.constant(t.clone())).collect();
        let y = f(&vars);
        let weights = tape.constant(weights.clone().unwrap_or(Tensor::scalar(1.0)));
        (y * weights).sum().value()?.to_scalar()
    };
    let tape = Tape::new();
    let vars: Vec<Var> = inputs.iter().map(|t| tape.variable(t.clone())).collect();
    let y = f(&vars);
    let weights = random(&y.shape(), &mut rng);
    let gradients = tape.backward((y * tape.constant(weights.clone())).sum()).unwrap();
    let weights = Some(weights);
    for which in 0..inputs.len() {
        let ours = gradients.of(vars[which]);
        assert_eq!(ours.shape(), inputs[which].shape(), "{name}: shape of gradient {which}");
        for at in 0..inputs[which].len() {
            let side = |step: f64| {
                let mut moved = inputs.clone();
                moved[which].data_mut()[at] += step;
                weigh(&moved, &weights).unwrap()
            };
            let numeric = (side(STEP) - side(-STEP)) / (2.0 * STEP);
            let ours = ours.data()[at];
            let error = (ours - numeric).abs() / (1.0 + numeric.abs());
            assert!(error < TOLERANCE, "{name}: input {which} at {at}: {ours} against {numeric}");
        }
    }
}

#[test]
fn arithmetic_with_every_kind_of_broadcasting() {
    let shapes: [[&[usize]; 2]; 6] = [
        [&[2, 3], &[2, 3]],
        [&[2, 3], &[3]],
        [&[3], &[2, 3]],
        [&[2, 3], &[]],
        [&[2, 1], &[1, 3]],
        [&[2, 1, 2], &[3, 1]],
    ];
    for pair in shapes {
        check("add", &pair, |v| v[0] + v[1]);
        check("subtract", &pair, |v| v[0] - v[1]);
        check("multiply", &pair, |v| v[0] * v[1]);
        check_on("divide", &pair, |x| x.abs() + 0.5, |v| v[0] / v[1]);
        check("maximum", &pair, |v| v[0].maximum(v[1]));
        check("minimum", &pair, |v| v[0].minimum(v[1]));
    }
}

#[test]
fn arithmetic_with_numbers() {
    check("x + 2", &[&[3]], |v| v[0] + 2.0);
    check("2 + x", &[&[3]], |v| 2.0 + v[0]);
    check("x - 2", &[&[3]], |v| v[0] - 2.0);
    check("2 - x", &[&[3]], |v| 2.0 - v[0]);
    check("x * 2", &[&[3]], |v| v[0] * 2.0);
    check("2 * x", &[&[3]], |v| 2.0 * v[0]);
    check("x / 2", &[&[3]], |v| v[0] / 2.0);
    check_on("2 / x", &[&[3]], |x| x.abs() + 0.5, |v| 2.0 / v[0]);
    check("-x", &[&[3]], |v| -v[0]);
}

#[test]
fn functions_of_one_value() {
    let away_from_zero = |x: f64| if x < 0.0 { x - 0.1 } else { x + 0.1 };
    check("square", &[&[5]], |v| v[0].square());
    check_on("sqrt", &[&[5]], |x| x.abs() + 0.5, |v| v[0].sqrt());
    check_on("abs", &[&[5]], away_from_zero, |v| v[0].abs());
    check("exp", &[&[5]], |v| v[0].exp());
    check_on("ln", &[&[5]], |x| x.abs() + 0.5, |v| v[0].ln());
    check_on("pow", &[&[5]], |x| x.abs() + 0.5, |v| v[0].pow(2.5));
    check("sin", &[&[5]], |v| v[0].sin());
    check("cos", &[&[5]], |v| v[0].cos());
    check("clamp", &[&[9]], |v| v[0].clamp(-0.5, 0.7));
    check_on("relu", &[&[9]], away_from_zero, |v| v[0].relu());
    check_on("leaky_relu", &[&[9]], away_from_zero, |v| v[0].leaky_relu(0.1));
    check("tanh", &[&[5]], |v| v[0].tanh());
    check("sigmoid", &[&[5]], |v| v[0].sigmoid());
    check("softplus", &[&[5]], |v| v[0].softplus());
    check("silu", &[&[5]], |v| v[0].silu());
    check("gelu", &[&[5]], |v| v[0].gelu());
}

#[test]
fn sums_and_largest() {
    check("sum", &[&[2, 3]], |v| v[0].sum());
    check("mean", &[&[2, 3]], |v| v[0].mean());
    for axis in 0..3 {
        check("sum_axis", &[&[2, 3, 4]], |v| v[0].sum_axis(axis));
        check("mean_axis", &[&[2, 3, 4]], |v| v[0].mean_axis(axis));
        check("max_axis", &[&[2, 3, 4]], |v| v[0].max_axis(axis));
    }
}

#[test]
fn moving_values() {
    check("reshape", &[&[2, 6]], |v| v[0].reshape(&[3, 4]));
    check("transpose", &[&[2, 3]], |v| v[0].transpose());
    check("permute", &[&[2, 3, 4]], |v| v[0].permute(&[2, 0, 1]));
    for axis in 0..3 {
        check("slice", &[&[3, 3, 3]], |v| v[0].slice(axis, 1, 3));
        check("concat", &[&[2, 2, 2], &[2, 2, 2]], |v| v[0].concat(v[1], axis));
    }
    check("broadcast_to", &[&[2, 1]], |v| v[0].broadcast_to(&[3, 2, 4]));
    check("rows", &[&[4, 3]], |v| v[0].rows(&[1, 3, 1]));
    check("pick", &[&[3, 4]], |v| v[0].pick(&[0, 3, 1]));
}

#[test]
fn products() {
    check("matmul", &[&[2, 3], &[3, 4]], |v| v[0].matmul(v[1]));
    check("matmul of a stack and a matrix", &[&[2, 2, 3], &[3, 4]], |v| v[0].matmul(v[1]));
    check("matmul of two stacks", &[&[2, 2, 3], &[2, 3, 4]], |v| v[0].matmul(v[1]));
    check("affine", &[&[2, 3], &[3, 4], &[4]], |v| v[0].affine(v[1], v[2]));
    check("affine on a sequence", &[&[2, 2, 3], &[3, 4], &[4]], |v| v[0].affine(v[1], v[2]));
}

#[test]
fn softmax_and_norms() {
    check("softmax", &[&[3, 4]], |v| v[0].softmax());
    check("log_softmax", &[&[3, 4]], |v| v[0].log_softmax());
    check("cross_entropy_each", &[&[3, 4]], |v| v[0].cross_entropy_each(&[0, 3, 1]));
    check("layer_norm", &[&[3, 4], &[4], &[4]], |v| v[0].layer_norm(v[1], v[2], 1e-5));
}

#[test]
fn losses() {
    let classes = Targets::Classes(vec![0, 3, 1]);
    let values = |from: f64, to: f64| {
        let values = (0..12).map(|i| from + (to - from) * f64::from(i) / 11.0).collect();
        Targets::Values(Tensor::new(&[3, 4], values).unwrap())
    };
    for loss in [Loss::CrossEntropy, Loss::SmoothCrossEntropy(0.2)] {
        check("loss of classes", &[&[3, 4]], |v| loss.of(v[0], &classes));
    }
    check("binary cross-entropy", &[&[3, 4]], |v| Loss::BinaryCrossEntropy.of(v[0], &values(0.0, 1.0)));
    for loss in [Loss::MeanSquared, Loss::MeanAbsolute, Loss::Huber(0.5)] {
        check("loss of values", &[&[3, 4]], |v| loss.of(v[0], &values(-1.0, 1.0)));
    }
    check("kl divergence", &[&[3, 4], &[3, 4]], |v| kl_divergence(v[0].log_softmax(), v[1].log_softmax()));
    check("bradley-terry", &[&[5], &[5]], |v| crate::feedback::bradley_terry_loss(v[0], v[1]));
}

#[test]
fn attention() {
    for causal in [false, true] {
        check("self_attention", &[&[2, 3, 12]], |v| v[0].self_attention(2, causal));
    }
}

#[test]
fn images() {
    for (stride, padding) in [(1, 0), (1, 1), (2, 1), (3, 0)] {
        check("conv2d", &[&[2, 2, 5, 4], &[3, 2, 3, 2], &[3]], |v| v[0].conv2d(v[1], v[2], stride, padding));
    }
    check("conv2d over several chunks", &[&[18, 1, 2, 2], &[1, 1, 2, 2], &[1]], |v| {
        v[0].conv2d(v[1], v[2], 1, 1)
    });
    check("max_pool2d", &[&[2, 2, 5, 4]], |v| v[0].max_pool2d(2));
    check("avg_pool2d", &[&[2, 2, 5, 4]], |v| v[0].avg_pool2d(2));
}

#[test]
fn a_causal_attention_does_not_see_the_future() {
    let mut rng = Rng::new(1);
    let x = random(&[1, 4, 12], &mut rng);
    let mut later = x.clone();
    later.data_mut()[3 * 12..].fill(5.0);
    let tape = Tape::new();
    let [a, b] = [x, later].map(|x| tape.constant(x).self_attention(2, true).value().unwrap());
    assert_eq!(a.data()[..3 * 4], b.data()[..3 * 4]);
    assert_ne!(a.data()[3 * 4..], b.data()[3 * 4..]);
}

#[test]
fn shapes_that_do_not_fit_are_errors() {
    type Mistake = for<'t> fn(Var<'t>, Var<'t>) -> Var<'t>;
    let mistakes: [(&str, Mistake); 15] = [
        ("matmul", |a, b| a.matmul(b)),
        ("affine", |a, b| a.affine(b, b)),
        ("reshape", |a, _| a.reshape(&[7])),
        ("permute", |a, _| a.permute(&[0, 0])),
        ("slice", |a, _| a.slice(0, 1, 9)),
        ("slice past the axes", |a, _| a.slice(5, 0, 1)),
        ("concat", |a, b| a.concat(b, 0)),
        ("broadcast_to", |a, _| a.broadcast_to(&[2, 4])),
        ("rows", |a, _| a.rows(&[99])),
        ("pick", |a, _| a.pick(&[0])),
        ("cross entropy label", |a, _| a.cross_entropy_each(&[0, 99])),
        ("cross entropy count", |a, _| a.cross_entropy_each(&[0])),
        ("layer norm", |a, b| a.layer_norm(b, b, 1e-5)),
        ("attention", |a, _| a.self_attention(2, true)),
        ("conv2d", |a, b| a.conv2d(b, b, 0, 0)),
    ];
    for (name, mistake) in mistakes {
        let tape = Tape::new();
        let (a, b) =
            (tape.variable(Tensor::filled(&[2, 3], 0.0)), tape.variable(Tensor::filled(&[2, 4], 0.0)));
        assert!(mistake(a, b).value().is_err(), "{name}");
    }
    let tape = Tape::new();
    let image = tape.variable(Tensor::filled(&[1, 1, 2, 2], 0.0));
    assert!(image.max_pool2d(3).value().is_err());
    let image = Tape::new();
    let image = image.variable(Tensor::filled(&[1, 1, 2, 2], 0.0));
    assert!(image.max_pool2d(0).value().is_err());
}

#[test]
fn extreme_logits_stay_finite() {
    let tape = Tape::new();
    let x = tape.variable(Tensor::new(&[2, 3], vec![1e4, -1e4, 0.0, 1e300, 1e300, -1e300]).unwrap());
    let loss = x.cross_entropy_each(&[0, 1]).sum();
    let gradients = tape.backward(loss).unwrap();
    assert!(gradients.of(x).first_not_finite().is_none());
    assert!(x.log_softmax().value().unwrap().data()[..3].iter().all(|v| v.is_finite()));
}
