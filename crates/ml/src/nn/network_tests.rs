//! Layers, networks and training as a whole.

use ndarray::{Array1, Array2, array};

use crate::error::Error;
use crate::nn::*;
use crate::optim::Adam;
use crate::rng::Rng;

/// Compares the gradient of every parameter of `network` with central differences, on a loss of its output.
fn check_gradients(name: &str, network: &mut dyn Module, input: &Tensor) {
    let loss_of = |network: &dyn Module| {
        let tape = Tape::new();
        // The same seed drops the same values at every step.
        let mut pass = Pass::train(&tape, Rng::new(0));
        let y = network.forward(&mut pass, tape.constant(input.clone()));
        (y * y.sin()).sum().value().unwrap().to_scalar().unwrap()
    };
    let gradients = {
        let tape = Tape::new();
        let mut pass = Pass::train(&tape, Rng::new(0));
        let y = network.forward(&mut pass, tape.constant(input.clone()));
        let mut gradients = tape.backward((y * y.sin()).sum()).unwrap();
        pass.gradients(&network.parameters(), &mut gradients)
    };
    for (which, gradient) in gradients.iter().enumerate() {
        for at in 0..gradient.len() {
            let mut side = |step: f64| {
                network.parameters_mut()[which].values_mut()[at] += step;
                let loss = loss_of(network);
                network.parameters_mut()[which].values_mut()[at] -= step;
                loss
            };
            let numeric = (side(1e-5) - side(-1e-5)) / 2e-5;
            let ours = gradient.data()[at];
            assert!(
                (ours - numeric).abs() < 1e-6 * (1.0 + numeric.abs()),
                "{name}: parameter {which} at {at}: {ours} against {numeric}"
            );
        }
    }
}

fn random(shape: &[usize], seed: u64) -> Tensor {
    Init::Normal(1.0).draw(shape, 1, 1, &mut Rng::new(seed))
}

/// Weights far from where they begin, so that no gradient is near zero by accident.
fn stirred(mut network: Sequential) -> Sequential {
    for (i, parameter) in network.parameters_mut().into_iter().enumerate() {
        let value = random(parameter.value().shape(), 100 + i as u64);
        parameter.set(value).unwrap();
    }
    network
}

#[test]
fn every_layer_has_the_right_gradient() {
    let begin = |shape: &[usize]| Sequential::build(shape, 5);
    let mut cases: Vec<(&str, SequentialBuilder)> = vec![
        ("dense", begin(&[3]).dense(4)),
        ("dense on a sequence", begin(&[2, 3]).dense(4)),
        ("conv2d", begin(&[2, 4, 4]).conv2d_padded(3, 3, 1)),
        ("conv2d and pools", begin(&[1, 6, 6]).conv2d(2, 3).tanh().avg_pool2d(2).flatten().dense(3)),
        (
            "conv2d with strides",
            begin(&[2, 5, 5]).layer(Conv2d::new(2, 3, 3, &mut Rng::new(1)).stride(2).padding(1)),
        ),
        ("attention", begin(&[3, 4]).layer(SelfAttention::new(4, 2, true, &mut Rng::new(2)).unwrap())),
        ("dropout", begin(&[6]).dense(5).dropout(0.4).dense(2)),
        ("max pool", begin(&[1, 4, 4]).conv2d(2, 1).max_pool2d(2)),
        ("layer norm", begin(&[4]).layer_norm()),
        ("transformer block", begin(&[3, 4]).transformer_block(2, true)),
        ("transformer block, all seen", begin(&[3, 4]).transformer_block(1, false)),
        (
            "deep",
            begin(&[3]).dense(5).activation(Activation::Gelu).dense(5).activation(Activation::Silu).dense(2),
        ),
    ];
    for activation in [
        Activation::Relu,
        Activation::LeakyRelu(0.1),
        Activation::Tanh,
        Activation::Sigmoid,
        Activation::Softplus,
        Activation::Silu,
        Activation::Gelu,
        Activation::Identity,
    ] {
        cases.push(("activation", begin(&[3]).dense(4).activation(activation).dense(2)));
    }
    for (name, builder) in cases {
        let mut network = stirred(builder.finish().unwrap());
        let shape: Vec<usize> = std::iter::once(2).chain(network.input_shape().iter().copied()).collect();
        check_gradients(name, &mut network, &random(&shape, 9));
    }
    let mut network = Sequential::build(&[3], 1).embedding(5, 2).flatten().dense(2).finish().unwrap();
    check_gradients("embedding", &mut network, &Tensor::from(array![[0.0, 4.0, 4.0], [1.0, 2.0, 0.0]]));
}

#[test]
fn output_shapes_are_what_comes_out() {
    let network = Sequential::build(&[1, 8, 8], 0)
        .conv2d_padded(4, 3, 1)
        .relu()
        .max_pool2d(2)
        .flatten()
        .layer_norm()
        .dropout(0.5)
        .dense(10)
        .finish()
        .unwrap();
    assert_eq!(network.output_shape().unwrap(), [10]);
    assert_eq!(network.outputs(&Array2::zeros((3, 64))).unwrap().dim(), (3, 10));
    // 64 places × 9 weights × 4 filters, then 64 × 10; two operations each.
    assert_eq!(network.flops(), 2 * (64 * 9 * 4 + 64 * 10));
    assert_eq!(network.summary().iter().map(|row| row.parameters).sum::<usize>(), network.parameter_count());
}

#[test]
fn layers_that_do_not_fit_are_errors() {
    assert!(Sequential::build(&[8, 8], 0).conv2d(4, 3).finish().is_err());
    assert!(Sequential::build(&[1, 2, 2], 0).conv2d(4, 3).finish().is_err());
    assert!(Sequential::build(&[4], 0).dropout(1.0).finish().is_err());
    assert!(Sequential::build(&[3, 4], 0).transformer_block(3, true).finish().is_err());
    assert!(Sequential::build(&[], 0).dense(3).finish().is_err());
    let network = Sequential::build(&[4], 0).dense(2).finish().unwrap();
    assert!(network.outputs(&Array2::zeros((2, 5))).is_err());
    let table = Sequential::build(&[1], 0).embedding(3, 2).finish().unwrap();
    for wrong in [-1.0, 0.5, 3.0, f64::NAN, f64::INFINITY] {
        assert!(table.predict(&Tensor::from(array![[wrong]])).is_err(), "{wrong}");
    }
}

fn spirals() -> (Array2<f64>, Array1<usize>) {
    let mut rng = Rng::new(11);
    let x = Array2::from_shape_fn((120, 2), |_| rng.normal());
    let y = x.rows().into_iter().map(|r| usize::from(r[0] * r[1] > 0.0)).collect();
    (x, y)
}

fn small(seed: u64) -> Sequential {
    Sequential::build(&[2], seed).dense(16).tanh().dense(2).finish().unwrap()
}

#[test]
fn training_learns_and_a_seed_repeats_it() {
    let (x, y) = spirals();
    let run = |seed| {
        let mut network = small(seed);
        let training = Training::new(Loss::CrossEntropy, Adam::new(0.02)).epochs(40).seed(seed);
        let history = training.fit(&mut network, &x, &y).unwrap();
        (network, history)
    };
    let (network, history) = run(4);
    assert!(network.accuracy(&x, &y).unwrap() > 0.95);
    assert_eq!(history.loss.len(), 40);
    assert_eq!((network, history), run(4));
    assert_ne!(run(5).0, run(4).0);
}

#[test]
fn frozen_layers_stay_as_they_are() {
    let (x, y) = spirals();
    let mut network = small(1);
    let before = network.clone();
    network.freeze_first(1);
    assert_eq!(network.trainable_count(), 16 * 2 + 2);
    Training::new(Loss::CrossEntropy, Adam::new(0.02)).epochs(2).fit(&mut network, &x, &y).unwrap();
    assert_eq!(network.layers()[0].parameters()[0].value(), before.layers()[0].parameters()[0].value());
    assert_ne!(network.layers()[2], before.layers()[2]);
}

#[test]
fn pruned_weights_stay_zero_through_training() {
    let (x, y) = spirals();
    for scope in [PruneScope::Global, PruneScope::Layerwise] {
        let mut network = small(1);
        prune_magnitude(&mut network, 0.5, scope).unwrap();
        assert_eq!(sparsity(&network), 0.5);
        assert_eq!(network.trainable_count(), network.parameter_count() - 32);
        Training::new(Loss::CrossEntropy, Adam::new(0.02)).epochs(5).fit(&mut network, &x, &y).unwrap();
        assert_eq!(sparsity(&network), 0.5);
        prune_magnitude(&mut network, 0.75, scope).unwrap();
        assert_eq!(sparsity(&network), 0.75);
    }
    let mut network = small(1);
    assert!(matches!(prune_magnitude(&mut network, 1.5, PruneScope::Global), Err(Error::Parameter { .. })));
    assert!(matches!(
        prune_magnitude(&mut network, f64::NAN, PruneScope::Global),
        Err(Error::Parameter { .. })
    ));
    prune_magnitude(&mut network, 1.0, PruneScope::Global).unwrap();
    assert_eq!(sparsity(&network), 1.0);
}

#[test]
fn pruning_takes_the_smallest_over_all_layers() {
    let mut network = Sequential::build(&[2], 0).dense(1).dense(2).finish().unwrap();
    for (parameter, values) in network.parameters_mut().into_iter().step_by(2).zip([[0.1, 5.0], [-0.2, -3.0]])
    {
        let shape = parameter.value().shape().to_vec();
        parameter.set(Tensor::new(&shape, values.to_vec()).unwrap()).unwrap();
    }
    prune_magnitude(&mut network, 0.5, PruneScope::Global).unwrap();
    let weights: Vec<f64> =
        network.parameters().iter().step_by(2).flat_map(|p| p.value().data().to_vec()).collect();
    assert_eq!(weights, [0.0, 5.0, 0.0, -3.0]);
}

#[test]
fn early_stopping_returns_to_the_best_weights() {
    let (x, y) = spirals();
    let noise: Array1<usize> = y.iter().rev().copied().collect();
    let mut network = small(2);
    let training = Training::new(Loss::CrossEntropy, Adam::new(0.05)).epochs(200).early_stopping(3);
    let history = training.fit_validated(&mut network, &x, &y, &x, &noise).unwrap();
    assert_eq!(history.stopped, Stopped::Early);
    assert_eq!(history.validation_loss.len(), history.best_epoch + 4);
    let tape = Tape::new();
    let output = tape.constant(network.predict(&Tensor::from(&x)).unwrap());
    let loss = Loss::CrossEntropy.of(output, &Targets::from(&noise)).value().unwrap().to_scalar().unwrap();
    assert_eq!(loss, history.validation_loss[history.best_epoch]);
}

#[test]
fn divergence_is_told_and_leaves_finite_weights() {
    let x = Array2::from_elem((8, 2), 1e150);
    let y = Array1::from_elem(8, -1e150);
    let mut network = Sequential::build(&[2], 0).dense(4).relu().dense(1).finish().unwrap();
    let history = Training::new(Loss::MeanSquared, Adam::new(1e3)).fit(&mut network, &x, &y).unwrap();
    assert_eq!(history.stopped, Stopped::Diverged);
    assert!(network.parameters().iter().all(|p| p.value().first_not_finite().is_none()));
}

#[test]
fn wrong_data_are_errors() {
    let mut network = small(0);
    let training = Training::new(Loss::CrossEntropy, Adam::new(0.1));
    let (x, y) = (Array2::zeros((3, 2)), Array1::from(vec![0_usize, 1, 0]));
    assert!(matches!(training.fit(&mut network, &Array2::zeros((0, 2)), &y), Err(Error::Empty { .. })));
    assert!(matches!(training.fit(&mut network, &Array2::zeros((4, 2)), &y), Err(Error::Shape { .. })));
    let mut holed: Array2<f64> = x.clone();
    holed[[1, 1]] = f64::NAN;
    let found = training.fit(&mut network, &holed, &y);
    assert!(matches!(&found, Err(Error::NotFinite { index, .. }) if index[..] == [1, 1]), "{found:?}");
    assert!(training.fit(&mut network, &x, &array![0_usize, 2, 0]).is_err(), "a class past the outputs");
    assert!(training.fit(&mut network, &x, &array![0.0, 1.0, 0.0]).is_err(), "values for a loss of classes");
    assert!(training.clone().batch_size(0).fit(&mut network, &x, &y).is_err());
    let one = MlpClassifier::new(&[4]).fit(&x, &array![1_usize, 1, 1]);
    assert!(matches!(one, Err(Error::OneClass { .. })));
    assert!(MlpClassifier::new(&[4]).fit(&Array2::zeros((3, 0)), &y).is_err());
    assert!(MlpClassifier::new(&[4]).fit(&x, &array![0_usize, usize::MAX, 1]).is_err());
    assert!(MlpRegressor::new(&[4]).fit(&x, &array![0.0, f64::INFINITY, 0.0]).is_err());
}

#[test]
fn dropout_keeps_the_mean_and_rests_when_not_training() {
    let network = Sequential::build(&[1000], 0).dropout(0.3).finish().unwrap();
    let x = Tensor::filled(&[4, 1000], 1.0);
    assert_eq!(network.predict(&x).unwrap(), x);
    let tape = Tape::new();
    let mut pass = Pass::train(&tape, Rng::new(1));
    let y = network.forward(&mut pass, tape.constant(x)).value().unwrap();
    let zeros = y.data().iter().filter(|v| **v == 0.0).count() as f64 / 4000.0;
    let mean = y.data().iter().sum::<f64>() / 4000.0;
    assert!((zeros - 0.3).abs() < 0.03, "{zeros}");
    assert!((mean - 1.0).abs() < 0.05, "{mean}");
}

#[test]
fn saving_and_loading_gives_the_same_network() {
    let mut network = Sequential::build(&[1, 6, 6], 3)
        .conv2d(2, 3)
        .relu()
        .max_pool2d(2)
        .flatten()
        .layer_norm()
        .dense(3)
        .finish()
        .unwrap();
    prune_magnitude(&mut network, 0.3, PruneScope::Global).unwrap();
    network.freeze_first(1);
    // Numbers with many digits, tiny ones and a negative zero.
    network.parameters_mut()[2].values_mut()[..4].copy_from_slice(&[1.0 / 3.0, 5e-324, -0.0, 1e300]);
    let text = serde_json::to_string(&network).unwrap();
    let loaded: Sequential = serde_json::from_str(&text).unwrap();
    assert_eq!(loaded, network);
    let bits = |network: &Sequential| -> Vec<u64> {
        let parameters = network.parameters();
        parameters
            .iter()
            .flat_map(|p| p.value().data().iter().map(|v| v.to_bits()).collect::<Vec<_>>())
            .collect()
    };
    assert_eq!(bits(&loaded), bits(&network));
    assert_eq!(loaded.trainable_count(), network.trainable_count(), "frozen and pruned as before");
    assert!(serde_json::from_str::<Tensor>(r#"{"shape":[2,2],"data":[1.0]}"#).is_err());
}

#[test]
fn sizes_that_cannot_be_meant_are_errors() {
    let huge = usize::MAX / 2;
    assert!(Sequential::build(&[huge, 3], 0).flatten().dense(2).finish().is_err());
    assert!(Sequential::build(&[4], 0).dense(huge).finish().is_err());
    assert!(Sequential::build(&[1, 8, 8], 0).conv2d(huge, huge).finish().is_err());
    assert!(Sequential::build(&[4], 0).embedding(huge, huge).dense(1).finish().is_err());
    assert!(Sequential::build(&[2, huge], 0).layer_norm().finish().is_err());
    assert!(Sequential::build(&[2, huge], 0).transformer_block(1, true).finish().is_err());
    let tape = Tape::new();
    let x = tape.variable(vec![1.0, 2.0]);
    assert!(x.broadcast_to(&[huge, 2, 2]).value().is_err());
    let tape = Tape::new();
    let empty = tape.variable(Tensor::new(&[1, 0, 6], vec![]).unwrap());
    assert!(empty.self_attention(huge, true).value().is_err());
}

#[test]
fn a_regressor_fits_a_line() {
    let x = Array2::from_shape_fn((50, 1), |(i, _)| i as f64 / 25.0 - 1.0);
    let y: Array1<f64> = x.column(0).mapv(|v| 2.0 * v - 0.5);
    let model = MlpRegressor::new(&[16]).learning_rate(0.01).epochs(200).fit(&x, &y).unwrap();
    assert!(model.score(&x, &y).unwrap() > 0.999);
}
