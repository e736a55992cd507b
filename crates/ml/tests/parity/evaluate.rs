//! Statistics, drift tests, curve fits and cross-validation against scipy, numpy and scikit-learn.

use crate::compare::numbers;
use ml::curve_fit::{CurveFit, Polynomial, PowerLaw, curve_fit};
use ml::data::{KFold, diabetes};
use ml::drift::ks_2samp;
use ml::linear::Ridge;
use ml::math;
use ml::selection::{GridSearch, RegressionScore, RegressionTask, Space};
use ml::stats::{self, Interval};
use ndarray::Array1;
use serde_json::Value;

fn reference(area: &str) -> Value {
    let all: Value =
        serde_json::from_str(include_str!("../reference/evaluate.json")).expect("the reference is JSON");
    all[area].clone()
}

fn close(what: &str, found: &[f64], expected: &Value, tolerance: f64) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        let error = (found - expected).abs() / expected.abs().max(f64::MIN_POSITIVE);
        assert!(error <= tolerance || found == &expected, "{what}: {found} is not {expected} ({error:e})");
    }
}

#[test]
fn distributions_are_scipys() {
    let expected = reference("distributions");
    let (probabilities, xs) = (numbers(&expected["probabilities"]), numbers(&expected["xs"]));
    for (at, freedom) in numbers(&expected["freedoms"]).into_iter().enumerate() {
        let quantiles: Vec<f64> = (probabilities.iter())
            .map(|p| stats::student_t_quantile(*p, freedom).expect("a probability"))
            .collect();
        close(&format!("quantiles of t {freedom}"), &quantiles, &expected["t quantiles"][at], 1e-10);
        let found: Vec<f64> =
            xs.iter().map(|x| stats::student_t_cdf(*x, freedom).expect("a number")).collect();
        close(&format!("probabilities of t {freedom}"), &found, &expected["t probabilities"][at], 1e-9);
    }
    let quantiles: Vec<f64> =
        probabilities.iter().map(|p| stats::normal_quantile(*p).expect("a probability")).collect();
    close("normal quantiles", &quantiles, &expected["normal quantiles"], 1e-13);
    let found: Vec<f64> = xs.iter().map(|x| stats::normal_cdf(*x)).collect();
    close("normal probabilities", &found, &expected["normal probabilities"], 1e-13);
}

#[test]
fn summaries_are_numpys() {
    let expected = reference("summary");
    let values: Array1<f64> = numbers(&expected["values"]).into();
    close("mean", &[stats::mean(&values).expect("values")], &expected["mean"], 1e-14);
    close("sd", &[stats::sd(&values).expect("values")], &expected["sd"], 1e-14);
    let shares = numbers(&expected["shares"]);
    let of = |values: &Array1<f64>| -> Vec<f64> {
        shares.iter().map(|share| stats::quantile(values, *share).expect("a share")).collect()
    };
    close("quantiles", &of(&values), &expected["quantiles"], 1e-15);
    close("quantiles of one value", &of(&Array1::from_vec(vec![4.0])), &expected["single"], 0.0);
}

#[test]
fn the_kolmogorov_smirnov_test_is_scipys_exact_one() {
    for case in reference("kolmogorov-smirnov").as_array().expect("cases") {
        let (a, b) = (numbers(&case["a"]).into(), numbers(&case["b"]).into());
        let found = ks_2samp(&a, &b).expect("numbers");
        close("statistic", &[found.statistic], &case["statistic"], 1e-15);
        close("p-value", &[found.p_value], &case["p"], 1e-10);
        let turned = ks_2samp(&b, &a).expect("numbers");
        assert!((turned.p_value - found.p_value).abs() <= 1e-12 * found.p_value);
    }
}

/// What a fit says, to be compared: itself, the value at a place, and the intervals of curve and point there.
struct Said {
    fit: CurveFit,
    value: f64,
    curve: Interval,
    point: Interval,
}

fn fitted(case: &Value) -> Said {
    let (x, y): (Array1<f64>, Array1<f64>) = (numbers(&case["x"]).into(), numbers(&case["y"]).into());
    let at = case["at"].as_f64().expect("a place");
    let name = case["name"].as_str().expect("a name");
    if let Some(degree) = name.strip_prefix("polynomial ") {
        let fitted = Polynomial::new(degree.parse().expect("a degree")).fit(&x, &y).expect("a fit");
        let (curve, point) = (fitted.confidence_interval(at, 0.95), fitted.prediction_interval(at, 0.95));
        let value = fitted.predict(&Array1::from_elem(1, at))[0];
        return Said {
            fit: fitted.fit,
            value,
            curve: curve.expect("a level"),
            point: point.expect("a level"),
        };
    }
    if name == "decay" {
        let decay = |x: f64, p: &[f64]| p[0] * math::exp(-p[1] * x);
        let fit = curve_fit(&decay, &x, &y, &numbers(&case["guess"])).expect("a fit");
        let curve = fit.confidence_interval(&decay, at, 0.95).expect("a level");
        let point = fit.prediction_interval(&decay, at, 0.95).expect("a level");
        let value = decay(at, &fit.params.to_vec());
        return Said { fit, value, curve, point };
    }
    let law = if name == "power law" { PowerLaw::new() } else { PowerLaw::new().floor(0.0) };
    let fitted = law.fit(&x, &y).expect("a fit");
    let (curve, point) = (fitted.confidence_interval(at, 0.95), fitted.prediction_interval(at, 0.95));
    let value = fitted.predict(&Array1::from_elem(1, at))[0];
    Said { fit: fitted.fit, value, curve: curve.expect("a level"), point: point.expect("a level") }
}

#[test]
fn fits_and_their_intervals_are_scipys() {
    for case in reference("fits").as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        let said = fitted(case);
        close(name, &said.fit.params.to_vec(), &case["params"], 1e-6);
        close(name, &said.fit.covariance.iter().copied().collect::<Vec<f64>>(), &case["covariance"], 1e-5);
        close(name, &[said.fit.residual_sd], &case["residual sd"], 1e-8);
        close(name, &[said.value], &case["value"], 1e-7);
        close(name, &[said.curve.width() / 2.0], &case["confidence reach"], 1e-6);
        close(name, &[said.point.width() / 2.0], &case["prediction reach"], 1e-6);
        let reaches: Vec<f64> = (said.fit.parameter_intervals(0.95).expect("a level").iter())
            .map(|interval| interval.width() / 2.0)
            .collect();
        close(name, &reaches, &case["parameter reach"], 1e-6);
    }
}

#[test]
fn cross_validation_curves_and_grids_are_scikit_learns() {
    let expected = reference("validation");
    let data = diabetes().expect("the set is whole");
    let folds = KFold::new(5).split(data.x.nrows()).expect("five folds");
    let task = |score| RegressionTask::new(&data.x, &data.y, score).expect("rows fit");
    let scores = [
        RegressionScore::R2,
        RegressionScore::MeanSquaredError,
        RegressionScore::RootMeanSquaredError,
        RegressionScore::MeanAbsoluteError,
        RegressionScore::MedianAbsoluteError,
        RegressionScore::ExplainedVariance,
    ];
    for (at, score) in scores.into_iter().enumerate() {
        let found = task(score).cross_validate(&Ridge::new(10.0), &folds).expect("five fits");
        close(&format!("{score:?}"), &found.test_scores.to_vec(), &expected["scores"][at][0], 1e-9);
        close(&format!("{score:?}"), &found.train_scores.to_vec(), &expected["scores"][at][1], 1e-9);
    }
    let alphas = numbers(&expected["alphas"]);
    let curve = task(RegressionScore::R2)
        .validation_curve(&|alpha| Box::new(Ridge::new(alpha)), &alphas, &folds)
        .expect("a curve");
    close("train curve", &curve.train_scores.into_raw_vec_and_offset().0, &expected["curve"][0], 1e-9);
    close("test curve", &curve.test_scores.into_raw_vec_and_offset().0, &expected["curve"][1], 1e-9);
    let space = Space::new().values("alpha", &alphas);
    let found = task(RegressionScore::MeanAbsoluteError)
        .search(&GridSearch::new(), &space, &|point| Box::new(Ridge::new(point["alpha"])), &folds)
        .expect("a search");
    let means: Vec<f64> = found.trials.iter().map(|trial| trial.score).collect();
    close("grid", &means, &expected["grid"], 1e-9);
    let deviations: Vec<f64> = found.trials.iter().map(|trial| trial.sd).collect();
    close("grid deviations", &deviations, &expected["grid sd"], 1e-8);
    assert_eq!(Some(found.best.point["alpha"]), expected["best"].as_f64());
}
