//! What must not matter does not: the order of rows, the scale of weights, copies against weights, the number of threads.

use ml::cluster::KMeans;
use ml::linear::{Lasso, LinearRegression, LogisticRegression, Ridge};
use ml::naive_bayes::GaussianNb;
use ml::neighbors::KNeighborsRegressor;
use ml::rng::Rng;
use ml::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, GradientBoostingRegressor, RandomForestClassifier,
};
use ndarray::{Array1, Array2, Axis};
use proptest::prelude::*;

/// Small whole numbers, so that sums are exact in any order; and two classes that both occur.
fn examples(rows: usize, columns: usize, seed: u64) -> (Array2<f64>, Array1<f64>, Array1<usize>) {
    let mut rng = Rng::new(seed);
    let x = Array2::from_shape_simple_fn((rows, columns), || rng.below(17) as f64 - 8.0);
    let y: Array1<f64> =
        x.rows().into_iter().map(|row| row[0] * 2.0 - row[1] + rng.below(5) as f64).collect();
    let mut classes: Array1<usize> = y.iter().map(|y| usize::from(*y > 1.0)).collect();
    (classes[0], classes[1]) = (0, 1);
    (x, y, classes)
}

fn near(a: &Array1<f64>, b: &Array1<f64>, tolerance: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance * (1.0 + b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(seed in any::<u64>(), rows in 12_usize..40) {
        let (x, y, classes) = examples(rows, 3, seed);
        let order = Rng::new(seed ^ 1).permutation(rows);
        let (x2, y2) = (x.select(Axis(0), &order), y.select(Axis(0), &order));
        let classes2 = classes.select(Axis(0), &order);
        let tree = DecisionTreeClassifier::new();
        prop_assert_eq!(tree.fit(&x, &classes).unwrap(), tree.fit(&x2, &classes2).unwrap());
        let (a, b) = (Ridge::new(1.0).fit(&x, &y).unwrap(), Ridge::new(1.0).fit(&x2, &y2).unwrap());
        prop_assert!(near(&a.coef, &b.coef, 1e-9));
        let tree = DecisionTreeRegressor::new().max_depth(3);
        let (a, b) = (tree.fit(&x, &y).unwrap(), tree.fit(&x2, &y2).unwrap());
        prop_assert!(near(&a.predict(&x).unwrap(), &b.predict(&x).unwrap(), 1e-9));
        let bayes = GaussianNb::new().var_smoothing(1e-3);
        let (a, b) = (bayes.fit(&x, &classes).unwrap(), bayes.fit(&x2, &classes2).unwrap());
        let column = |shares: Array2<f64>| shares.column(1).to_owned();
        prop_assert!(near(&column(a.predict_proba(&x).unwrap()), &column(b.predict_proba(&x).unwrap()), 1e-9));
    }

    #[test]
    fn a_weight_of_two_is_two_copies(seed in any::<u64>(), rows in 8_usize..30) {
        let (x, y, classes) = examples(rows, 2, seed);
        let twice: Vec<usize> = (0..rows).chain((0..rows).filter(|row| row % 3 == 0)).collect();
        let weights: Array1<f64> = (0..rows).map(|row| if row % 3 == 0 { 2.0 } else { 1.0 }).collect();
        let (x2, y2) = (x.select(Axis(0), &twice), y.select(Axis(0), &twice));
        let classes2 = classes.select(Axis(0), &twice);
        let (a, b) = (Ridge::new(0.5).fit_weighted(&x, &y, &weights).unwrap(), Ridge::new(0.5).fit(&x2, &y2).unwrap());
        prop_assert!(near(&a.coef, &b.coef, 1e-8));
        let lasso = Lasso::new(0.1).tol(1e-12).max_iter(100_000);
        let (a, b) = (lasso.fit_weighted(&x, &y, &weights).unwrap(), lasso.fit(&x2, &y2).unwrap());
        prop_assert!(near(&a.coef, &b.coef, 1e-6));
        let line = LinearRegression::new();
        let (a, b) = (line.fit_weighted(&x, &y, &weights).unwrap(), line.fit(&x2, &y2).unwrap());
        prop_assert!(near(&a.predict(&x).unwrap(), &b.predict(&x).unwrap(), 1e-7));
        let model = LogisticRegression::new().tol(1e-9);
        let (a, b) = (model.fit_weighted(&x, &classes, &weights).unwrap(), model.fit(&x2, &classes2).unwrap());
        prop_assert!(near(&a.coef.row(0).to_owned(), &b.coef.row(0).to_owned(), 1e-5));
        let tree = DecisionTreeClassifier::new().max_depth(3);
        let (a, b) = (tree.fit_weighted(&x, &classes, &weights).unwrap(), tree.fit(&x2, &classes2).unwrap());
        prop_assert_eq!(a.predict_proba(&x).unwrap(), b.predict_proba(&x).unwrap());
    }

    #[test]
    fn the_scale_of_weights_does_not_matter(seed in any::<u64>(), scale in 1_u32..6) {
        let (x, y, classes) = examples(25, 3, seed);
        let weights: Array1<f64> = (0..25).map(|row| f64::from(row % 4 + 1)).collect();
        let scaled = &weights * f64::from(1 << scale);
        let tree = DecisionTreeClassifier::new().max_depth(4);
        let (a, b) = (tree.fit_weighted(&x, &classes, &weights).unwrap(), tree.fit_weighted(&x, &classes, &scaled).unwrap());
        prop_assert_eq!(a.predict_proba(&x).unwrap(), b.predict_proba(&x).unwrap());
        let model = GradientBoostingRegressor::new(5);
        let (a, b) = (model.fit_weighted(&x, &y, &weights).unwrap(), model.fit_weighted(&x, &y, &scaled).unwrap());
        prop_assert!(near(&a.predict(&x).unwrap(), &b.predict(&x).unwrap(), 1e-12));
    }

    #[test]
    fn inertia_never_rises(seed in any::<u64>(), clusters in 1_usize..7) {
        let (x, _, _) = examples(40, 2, seed);
        let fitted = KMeans::new(clusters).n_init(2).seed(seed).fit(&x).unwrap();
        let slack = 1e-9 * (1.0 + fitted.inertias[0]);
        prop_assert!(fitted.inertias.windows(2).all(|pair| pair[1] <= pair[0] + slack), "{:?}", fitted.inertias);
        prop_assert!(fitted.inertia <= fitted.inertias[fitted.inertias.len() - 1] + slack);
        prop_assert_eq!(fitted.predict(&x).unwrap(), fitted.labels);
    }

    #[test]
    fn boosting_never_makes_the_training_loss_worse(seed in any::<u64>(), bins in 2_usize..20) {
        let (x, y, _) = examples(30, 3, seed);
        for model in [GradientBoostingRegressor::new(12), GradientBoostingRegressor::new(12).bins(bins)] {
            let losses = model.fit(&x, &y).unwrap().losses;
            prop_assert!(losses.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12)), "{losses:?}");
        }
    }

    #[test]
    fn moving_all_features_moves_no_neighbour(seed in any::<u64>(), by in -64_i32..64) {
        let (x, y, _) = examples(30, 3, seed);
        let moved = &x + f64::from(by);
        let model = KNeighborsRegressor::new(4);
        let (a, b) = (model.fit(&x, &y).unwrap(), model.fit(&moved, &y).unwrap());
        prop_assert_eq!(a.predict(&x).unwrap(), b.predict(&moved).unwrap());
    }
}

#[test]
fn threads_and_a_trip_through_text_change_no_bit() {
    let (x, y, classes) = examples(200, 6, 3);
    let fits = |threads| {
        ml::parallel::set_threads(Some(threads));
        let forest = RandomForestClassifier::new(9).seed(4).fit(&x, &classes).unwrap();
        let clusters = KMeans::new(4).seed(2).fit(&x).unwrap();
        let near = KNeighborsRegressor::new(3).fit(&x, &y).unwrap().predict(&x).unwrap();
        (forest, clusters, near)
    };
    let (one, three) = (fits(1), fits(3));
    ml::parallel::set_threads(None);
    assert_eq!(one, three);
    let text = serde_json::to_string(&one.0).unwrap();
    let forest: ml::tree::FittedRandomForestClassifier = serde_json::from_str(&text).unwrap();
    assert_eq!(forest, one.0);
}
