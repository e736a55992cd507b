//! Metrics, cross-validation and searches, statistics, curves, drift and fairness.

use crate::table::{Line, classes, regression, told, weights};
use ml::curve_fit::{Polynomial, PowerLaw, curve_fit};
use ml::data::{KFold, StratifiedKFold};
use ml::drift::{
    Adwin, PageHinkley, Rolling, RollingAccuracy, RollingErrors, ks_2samp, population_stability_index,
};
use ml::error::Result;
use ml::estimator::{Classifier, Regressor};
use ml::fairness::{demographic_parity_ratio, equalized_odds_difference, group_rates, reweighing};
use ml::linear::{LogisticRegression, Ridge};
use ml::math;
use ml::metrics::{self, Average, ThresholdRule, weighted};
use ml::naive_bayes::GaussianNb;
use ml::ndarray::{Array1, Array2, Axis};
use ml::rng::Rng;
use ml::selection::{
    ClassificationScore, ClassificationTask, GridSearch, Point, RandomSearch, RegressionScore,
    RegressionTask, Search, Space, SuccessiveHalving, bias_variance, bootstrap_predictions,
};
use ml::stats;
use ml::tree::DecisionTreeRegressor;

/// The lines of this area.
pub const LINES: &[Line] = &[
    ("metrics of values", 0xD31F_8F6E_CD03_5837, of_values),
    ("metrics of classes", 0x35A1_E743_81BF_C448, of_classes),
    ("metrics of scores", 0x1703_DC96_B11D_56FA, of_scores),
    ("metrics of probabilities", 0x5C48_F496_064E_0379, of_probabilities),
    ("thresholds", 0xE8C5_EAD2_F602_4A19, thresholds),
    ("cross-validation", 0xBD66_6773_B4CE_A68C, cross_validation),
    ("learning and validation curves", 0x7E32_8337_B783_32BF, curves),
    ("permutation importance", 0x57A4_36E3_7343_90DA, importance),
    ("grid search", 0x3D8E_C6D5_1AE5_4E1E, || search(&GridSearch::new().levels(4))),
    ("random search", 0x5D02_63F0_D47F_4FE5, || search(&RandomSearch::new(5, 1))),
    ("successive halving", 0x9F59_7925_3135_1B22, || search(&SuccessiveHalving::new(8, 1))),
    ("nested cross-validation", 0xE93C_8D39_EC39_E700, nested),
    ("bias and variance", 0xFB81_AE5E_6C74_2E86, bias_and_variance),
    ("statistics", 0xFAFF_1787_3D51_ADA8, statistics),
    ("power law", 0x194A_4F9C_522D_9317, power_law),
    ("polynomial", 0xE60F_CB07_0966_FAB0, polynomial),
    ("curve fit", 0x2A1D_FA6F_9D2D_6901, curve),
    ("Kolmogorov-Smirnov and PSI", 0xDC24_B0AF_861F_7D74, samples),
    ("Page-Hinkley", 0xDD9F_FC6E_D2E1_BB1F, || {
        let mut test = PageHinkley::new(20.0).delta(0.1).falls_too();
        stream().map(|x| test.update(x).map(|alarm| test.statistic() + f64::from(u8::from(alarm)))).collect()
    }),
    ("ADWIN", 0x4CFC_61A3_F9D6_CC26, || {
        let mut window = Adwin::new(0.002);
        stream()
            .map(|x| window.update(x).map(|_| window.width() as f64 + window.mean().unwrap_or(0.0)))
            .collect()
    }),
    ("rolling metrics", 0x760B_0FBE_21E5_F2E4, rolling),
    ("fairness", 0x6F49_5F81_75B4_D876, fairness),
];

/// A score for each row of two classes, and the truth, with ties.
fn scored() -> (Array1<usize>, Array1<f64>) {
    let mut rng = Rng::new(8);
    let y: Array1<usize> = (0..200).map(|_| rng.below(2)).collect();
    let score = y.iter().map(|y| (math::sigmoid(rng.normal() + *y as f64) * 50.0).round() / 50.0).collect();
    (y, score)
}

/// True values and a model's.
fn predicted() -> Result<(Array1<f64>, Array1<f64>)> {
    let (x, y) = regression()?;
    let said = Ridge::new(10.0).fit(&x, &y)?.predict(&x)?;
    Ok((y, said))
}

/// A level that rises and falls back.
fn stream() -> impl Iterator<Item = f64> {
    let mut rng = Rng::new(11);
    (0..900).map(move |at| rng.normal() * 0.5 + f64::from(u8::from((300..600).contains(&at))) * 1.5)
}

fn of_values() -> Result<Vec<f64>> {
    let (y, said) = predicted()?;
    let w = weights(y.len());
    Ok(vec![
        metrics::mean_squared_error(&y, &said)?,
        metrics::root_mean_squared_error(&y, &said)?,
        metrics::mean_absolute_error(&y, &said)?,
        metrics::median_absolute_error(&y, &said)?,
        metrics::r2_score(&y, &said)?,
        metrics::explained_variance_score(&y, &said)?,
        weighted::mean_squared_error(&y, &said, &w)?,
        weighted::median_absolute_error(&y, &said, &w)?,
        weighted::r2_score(&y, &said, &w)?,
    ])
}

fn of_classes() -> Result<Vec<f64>> {
    let (x, y) = classes()?;
    let said = GaussianNb::new().fit(&x, &y)?.predict(&x)?;
    let w = weights(y.len());
    let mut found = vec![
        metrics::accuracy_score(&y, &said)?,
        metrics::balanced_accuracy_score(&y, &said)?,
        metrics::matthews_corrcoef(&y, &said)?,
        weighted::accuracy_score(&y, &said, &w)?,
    ];
    for average in [Average::Macro, Average::Micro, Average::Weighted, Average::Class(1)] {
        found.push(metrics::precision_score(&y, &said, average)?);
        found.push(metrics::recall_score(&y, &said, average)?);
        found.push(weighted::fbeta_score(&y, &said, 2.0, average, &w)?);
    }
    found.extend(told(&metrics::confusion_matrix(&y, &said)?));
    found.extend(told(&metrics::classification_report(&y, &said)?));
    Ok(found)
}

fn of_scores() -> Result<Vec<f64>> {
    let (y, score) = scored();
    let w = weights(y.len());
    Ok([
        told(&metrics::roc_curve(&y, &score)?),
        told(&metrics::precision_recall_curve(&y, &score)?),
        told(&weighted::roc_curve(&y, &score, &w)?),
        vec![
            metrics::roc_auc_score(&y, &score)?,
            metrics::average_precision_score(&y, &score)?,
            weighted::roc_auc_score(&y, &score, &w)?,
        ],
    ]
    .concat())
}

fn of_probabilities() -> Result<Vec<f64>> {
    let (x, y) = classes()?;
    let shares = GaussianNb::new().fit(&x, &y)?.predict_proba(&x)?;
    Ok(vec![
        metrics::log_loss(&y, &shares)?,
        metrics::brier_score_loss(&y, &shares)?,
        metrics::roc_auc_ovr_score(&y, &shares)?,
        weighted::log_loss(&y, &shares, &weights(y.len()))?,
    ])
}

fn thresholds() -> Result<Vec<f64>> {
    let (y, score) = scored();
    let rules = [
        ThresholdRule::Youden,
        ThresholdRule::FBeta(2.0),
        ThresholdRule::Cost { false_positive: 1.0, false_negative: 3.0 },
        ThresholdRule::RecallAtLeast(0.8),
        ThresholdRule::PrecisionAtLeast(0.8),
    ];
    let mut found = Vec::new();
    for rule in rules {
        found.extend(told(&metrics::choose_threshold(&y, &score, rule)?));
    }
    Ok(found)
}

fn cross_validation() -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let folds = KFold::new(10).shuffle(1).split(x.nrows())?;
    let task = RegressionTask::new(&x, &y, RegressionScore::R2)?;
    let values = [
        told(&task.cross_validate(&Ridge::new(1.0), &folds)?),
        told(&task.cross_val_predict(&Ridge::new(1.0), &folds)?),
    ];
    let (x, y) = classes()?;
    let folds = StratifiedKFold::new(5).shuffle(1).split(&y)?;
    let task = ClassificationTask::new(&x, &y, ClassificationScore::LogLoss)?;
    let shares = told(&task.cross_val_predict_proba(&LogisticRegression::new(), &folds)?);
    Ok([values.concat(), told(&task.cross_validate(&GaussianNb::new(), &folds)?), shares].concat())
}

fn curves() -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let folds = KFold::new(4).shuffle(2).split(x.nrows())?;
    let task = RegressionTask::new(&x, &y, RegressionScore::MeanSquaredError)?;
    let learning = task.learning_curve(&Ridge::new(1.0), &[20, 80, 300], &folds, 3)?;
    let build = |alpha: f64| -> Box<dyn Regressor> { Box::new(Ridge::new(alpha)) };
    Ok([told(&learning), told(&task.validation_curve(&build, &[0.1, 10.0, 1000.0], &folds)?)].concat())
}

fn importance() -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let task = RegressionTask::new(&x, &y, RegressionScore::MeanAbsoluteError)?;
    Ok(told(&task.permutation_importance(&Ridge::new(1.0).fit(&x, &y)?, 4, 6)?))
}

fn ridge_at(point: &Point) -> Box<dyn Regressor> {
    Box::new(Ridge::new(point.get("alpha").copied().unwrap_or(1.0)))
}

fn search(search: &dyn Search) -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let folds = KFold::new(3).shuffle(1).split(x.nrows())?;
    let task = RegressionTask::new(&x, &y, RegressionScore::R2)?;
    Ok(told(&task.search(search, &Space::new().log_uniform("alpha", 1e-3, 1e5), &ridge_at, &folds)?))
}

fn nested() -> Result<Vec<f64>> {
    let (x, y) = classes()?;
    let outer = StratifiedKFold::new(3).shuffle(1).split(&y)?;
    let task = ClassificationTask::new(&x, &y, ClassificationScore::Accuracy)?;
    let build = |point: &Point| -> Box<dyn Classifier> {
        Box::new(LogisticRegression::new().c(point.get("c").copied().unwrap_or(1.0)))
    };
    let inner = |rows: usize| KFold::new(3).shuffle(2).split(rows);
    let space = Space::new().values("c", &[0.01, 1.0]);
    Ok(told(&task.nested_cross_validate(
        &GridSearch::new(),
        &space,
        &build,
        &outer,
        &|train: &[usize]| inner(train.len()),
    )?))
}

fn bias_and_variance() -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let (train, test): (Vec<usize>, Vec<usize>) = ((0..300).collect(), (300..442).collect());
    let of = |rows: &[usize]| (x.select(Axis(0), rows), y.select(Axis(0), rows));
    let ((x, y), (x_test, y_test)) = (of(&train), of(&test));
    let said: Array2<f64> =
        bootstrap_predictions(&DecisionTreeRegressor::new().max_depth(4), &x, &y, &x_test, 6, 1)?;
    Ok(told(&bias_variance(&said, &y_test, None)?))
}

fn statistics() -> Result<Vec<f64>> {
    let values: Array1<f64> = stream().collect();
    let spread = |sample: &[f64]| sample.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let mut found = vec![stats::mean(&values)?, stats::sd(&values)?, stats::median(&values)?];
    found.extend(told(&stats::bootstrap_ci(&values, &spread, 0.9, 50, 2)?));
    for step in 1..40 {
        let share = f64::from(step) / 40.0;
        found.extend([stats::quantile(&values, share)?, stats::normal_quantile(share)?]);
        found.extend([stats::student_t_quantile(share, 4.5)?, stats::student_t_cdf(share * 4.0, 3.0)?]);
    }
    Ok(found)
}

fn falling() -> (Array1<f64>, Array1<f64>) {
    let mut rng = Rng::new(5);
    let n: Array1<f64> = (1..=12).map(|i| f64::from(i * i) * 10.0).collect();
    let y = n.mapv(|n| 2.0 * math::pow(n, -0.4) + 0.1 + 0.01 * rng.normal());
    (n, y)
}

fn power_law() -> Result<Vec<f64>> {
    let (n, y) = falling();
    let fitted = PowerLaw::new().fit(&n, &y)?;
    Ok([told(&fitted), told(&fitted.prediction_interval(3000.0, 0.9)?)].concat())
}

fn polynomial() -> Result<Vec<f64>> {
    let (n, y) = falling();
    let fitted = Polynomial::new(3).fit(&(n / 1000.0), &y)?;
    Ok([told(&fitted), told(&fitted.confidence_interval(2.0, 0.95)?)].concat())
}

fn curve() -> Result<Vec<f64>> {
    let (n, y) = falling();
    let model = |x: f64, p: &[f64]| p[0] * math::exp(-p[1] * x) + p[2];
    let fitted = curve_fit(&model, &(n / 1000.0), &y, &[1.0, 1.0, 0.0])?;
    Ok([told(&fitted), told(&fitted.parameter_intervals(0.9)?)].concat())
}

fn samples() -> Result<Vec<f64>> {
    let values: Vec<f64> = stream().collect();
    let (before, after) = values.split_at(450);
    let (before, after) = (Array1::from_vec(before.to_vec()), Array1::from_vec(after.to_vec()));
    Ok([told(&ks_2samp(&before, &after)?), told(&population_stability_index(&before, &after, 10)?)].concat())
}

fn rolling() -> Result<Vec<f64>> {
    let (mut window, mut errors, mut right) =
        (Rolling::new(20)?, RollingErrors::new(15)?, RollingAccuracy::new(9)?);
    let mut found = Vec::new();
    for x in stream() {
        window.push(x)?;
        errors.push(x, 0.4)?;
        right.push(usize::from(x > 0.5), usize::from(x > 0.0))?;
        found.extend([window.mean()?, window.quantile(0.9)?, errors.mean_absolute_error()?]);
        found.extend([errors.root_mean_squared_error()?, errors.bias()?, right.accuracy()?]);
    }
    found.push(window.sd()?);
    Ok(found)
}

fn fairness() -> Result<Vec<f64>> {
    let (y, score) = scored();
    let (said, group) =
        (metrics::apply_threshold(&score, 0.6), (0..y.len()).map(|row| row * row % 3).collect());
    Ok([
        told(&group_rates(&y, &said, &group)?),
        vec![demographic_parity_ratio(&y, &said, &group)?, equalized_odds_difference(&y, &said, &group)?],
        reweighing(&y, &group)?.to_vec(),
    ]
    .concat())
}
