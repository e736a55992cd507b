//! Odd settings: whatever is made, split, spoilt, prepared or minimised with them answers or says what is wrong.

use ml::data::{
    Augment, Bootstrap, Classification, Csv, DriftingStream, Frame, GroupKFold, KFold, MakeBlobs,
    MakeClassification, MakeRegression, RepeatedKFold, StratifiedKFold, TimeSeriesSplit, add_duplicates,
    add_noise, distinct, drop_values, flip_labels, make_circles, make_moons, make_rare, noisy_function,
    overlap, rotate_images, shift_images, similar_texts, stratified_split, train_test_split,
};
use ml::error::Error;
use ml::estimator::{Target, Transformer};
use ml::linalg;
use ml::linear::Ridge;
use ml::optim::{Adam, Descent, Lbfgs, Momentum, ProximalGradient, RmsProp, Schedule, Sgd};
use ml::preprocessing::{
    ColumnTransformer, CyclicFeatures, MinMaxScaler, OneHotEncoder, Pca, Pipeline, PolynomialFeatures,
    RatioFeatures, RobustScaler, SelectKBest, SimpleImputer, StandardScaler,
};
use ndarray::{Array1, Array2, array};

const NUMBERS: [f64; 9] =
    [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, -1.0, 0.0, 0.5, 5e-324];
const COUNTS: [usize; 5] = [0, 1, 3, 1 << 40, usize::MAX];

fn tables() -> Vec<Array2<f64>> {
    vec![
        Array2::zeros((0, 0)),
        Array2::zeros((0, 3)),
        Array2::zeros((3, 0)),
        array![[1.0]],
        array![[1.0, 2.0], [1.0, f64::NAN], [f64::INFINITY, 0.0]],
        array![[1e300, -1e300], [-1e300, 1e300], [5e-324, -0.0]],
        array![[f64::NAN, f64::NAN], [f64::NAN, f64::NAN]],
        array![[0.0, 1.0, 2.0], [3.0, 1.0, 0.5], [2.0, 1.0, 9.0], [4.0, 1.0, 7.0]],
    ]
}

#[test]
fn makers_answer() {
    for number in NUMBERS {
        let _ = (make_moons(7, number, 1), make_circles(7, number, number, 1));
        let _ = noisy_function(&|x| 1.0 / x, number, 1.0, 5, number, 1);
        let _ = MakeBlobs::new(6).std(number).make(1);
        let _ = MakeBlobs::new(6).centers_at(&array![[number, 1.0]]).make(1);
        let _ =
            MakeClassification::new(9, 3).class_sep(number).flip_y(number).weights(&[number, 0.5]).make(1);
        let _ = MakeRegression::new(9, 3).noise(number).bias(number).make(1);
        let _ = DriftingStream::new(9, 2)
            .noise(number)
            .covariate_drift(3, number)
            .concept_drift(5, number)
            .make(1);
    }
    for count in COUNTS {
        assert!(count < 9 || MakeBlobs::new(count).make(1).is_err());
        assert!(count < 9 || MakeRegression::new(3, count).make(1).is_err());
        let _ = MakeBlobs::new(4).centers(count).make(1);
        let _ = MakeBlobs::new(4).features(count).make(1);
        let _ = (make_moons(count, 0.1, 1), make_circles(count, 0.5, 0.1, 1));
        let _ = MakeClassification::new(9, 3).informative(count).redundant(count).make(1);
        let _ = MakeClassification::new(9, 3).classes(count).clusters_per_class(count).make(1);
        let _ = MakeRegression::new(9, 3).informative(count).make(1);
        let stream =
            DriftingStream::new(9, 2).covariate_drift(count, 1.0).concept_drift(count, 1.0).gradual(count);
        if let Ok(stream) = stream.make(1) {
            let _ = (stream.window(count, 3), stream.window(2, count), stream.window(count, count));
        }
    }
}

#[test]
fn splits_answer() {
    let y = array![0, 1, 1, 0, 2, usize::MAX];
    let data = Classification::new(Array2::zeros((4, 2)), array![0, 1, 1, 0]).expect("a data set");
    for count in COUNTS {
        for rows in [0, 1, 2, 6] {
            let _ = (KFold::new(count).split(rows), KFold::new(count).shuffle(1).split(rows));
            let _ = TimeSeriesSplit::new(count).gap(count).test_size(count).max_train_size(count).split(rows);
            let _ = TimeSeriesSplit::new(2).gap(count).split(rows);
            let _ = TimeSeriesSplit::new(2).test_size(count).split(rows);
        }
        let _ = (
            StratifiedKFold::new(count).split(&y),
            StratifiedKFold::new(count).shuffle(2).split(&Array1::default(0)),
        );
        let _ = (GroupKFold::new(count).split(&[1, 1, 5]), GroupKFold::new(count).split(&[]));
    }
    let _ =
        (RepeatedKFold::new(2, 0, 1).split(5), Bootstrap::new(0, 1).split(5), Bootstrap::new(2, 1).split(0));
    for number in NUMBERS {
        let _ = train_test_split(&data, number, 1);
        let _ = stratified_split(&data, &data.y, number, 1);
        let _ = stratified_split(&data, &y, number, 1);
        let _ =
            (flip_labels(&data, number, 1), make_rare(&data, 9, number, 1), add_duplicates(&data, number, 1));
    }
}

#[test]
fn what_spoils_or_moves_data_answers() {
    for x in tables() {
        for number in NUMBERS {
            let _ = (add_noise(&x, number, 1), drop_values(&x, number, 1));
            let _ = (distinct(&x, number), overlap(&x, &array![[1.0, 2.0]], number));
            let _ = (shift_images(&x, 1, 2, number, 1.0), rotate_images(&x, 1, 2, number));
            let Ok(data) = Classification::new(x.clone(), Array1::zeros(x.nrows())) else { continue };
            let _ = Augment::new(1, 2).rotate(number).copies(1).apply(&data, 1);
        }
        for count in [0, 3, usize::MAX] {
            let _ = (shift_images(&x, count, 2, 0.5, 1.0), rotate_images(&x, count, count, 3.0));
            let Ok(data) = Classification::new(x.clone(), Array1::zeros(x.nrows())) else { continue };
            let _ = Augment::new(1, 2).shift(count).apply(&data, 1);
        }
    }
    for number in NUMBERS {
        let _ = similar_texts(&[String::new(), "a".to_owned(), "ä b".to_owned()], number);
    }
}

#[test]
fn transformers_answer_and_refuse_other_shapes() {
    let other = Array2::zeros((2, 11));
    for x in tables() {
        let mut all: Vec<Box<dyn Transformer>> = vec![
            Box::new(StandardScaler::new()),
            Box::new(RobustScaler::new()),
            Box::new(SimpleImputer::mean().add_indicator(true)),
            Box::new(SimpleImputer::median()),
            Box::new(SimpleImputer::most_frequent()),
            Box::new(OneHotEncoder::new().ignore_unknown(true)),
            Box::new(Pca::default().whiten(true)),
            Box::new(ColumnTransformer::new().on(&[usize::MAX], StandardScaler::new())),
            Box::new(ColumnTransformer::new().on(&[0, 0], Pca::new(1)).keep_rest(true)),
            Box::new(Pipeline::new().then(SimpleImputer::mean()).then(Pca::new(1))),
        ];
        for number in NUMBERS {
            all.push(Box::new(MinMaxScaler::new().range(number, 1.0)));
            all.push(Box::new(SimpleImputer::constant(number)));
            all.push(Box::new(Pca::variance_share(number)));
        }
        for count in COUNTS {
            all.push(Box::new(Pca::new(count)));
            all.push(Box::new(PolynomialFeatures::new(count).interaction_only(true)));
            all.push(Box::new(PolynomialFeatures::new(count).include_bias(false)));
        }
        for (at, transformer) in all.iter().enumerate() {
            let Ok(fitted) = transformer.fit_transformer(&x) else { continue };
            let _ = fitted.transform(&x);
            assert!(matches!(fitted.transform(&other), Err(Error::Shape { .. })), "{at}, {:?}", x.dim());
        }
        for count in COUNTS {
            let y = Array1::zeros(3);
            let _ = SelectKBest::new(count).fit(&x, Target::Number(&y));
            let _ = SelectKBest::new(count).fit(&x, Target::Class(&array![0, 1, usize::MAX]));
            let _ = (
                CyclicFeatures::new(&[(count, 2.0)]).transform(&x),
                RatioFeatures::new(&[(0, count)]).transform(&x),
            );
        }
        for number in NUMBERS {
            let _ = CyclicFeatures::new(&[(0, number)]).transform(&x);
            let _ = RatioFeatures::new(&[(0, 0)]).by_zero(number).transform(&x);
        }
        let _ = Pipeline::new().then(Pca::new(1)).regressor(Ridge::new(f64::NAN)).fit(&x, &Array1::zeros(3));
    }
}

#[test]
fn linear_algebra_answers() {
    let vector = array![1.0, f64::NAN];
    for a in tables() {
        let _ = (linalg::cholesky(&a), linalg::symmetric_eigen(&a), linalg::svd(&a));
        let _ =
            (linalg::least_squares(&a, &vector), linalg::matvec(&a, &vector), linalg::matvec_t(&a, &vector));
        for b in tables() {
            let _ = (linalg::matmul(&a, &b), linalg::matmul_tn(&a, &b), linalg::matmul_nt(&a, &b));
        }
    }
}

#[test]
fn walks_and_minimisers_answer() {
    let value = |x: &[f64]| x.iter().map(|x| x * x * x).sum::<f64>();
    let slope = |x: &[f64]| x.iter().map(|x| 3.0 * x * x).collect::<Vec<f64>>();
    let both = |x: &[f64]| (value(x), slope(x));
    let short = |x: &[f64]| (value(x), Vec::new());
    for number in NUMBERS {
        for start in [vec![], vec![number], vec![1.0, number]] {
            let _ = Descent::new(5).run(Sgd::new(number), &start, &value, &slope);
            let _ = Descent::new(5).run(Momentum::new(0.1, number), &start, &value, &slope);
            let _ = Descent::new(5).run(RmsProp::new(0.1).keep(number), &start, &value, &slope);
            let _ =
                Descent::new(5).noise(number, 1).cooling(number).run(Adam::new(0.1), &start, &value, &slope);
            let _ =
                Descent::new(5).run(Adam::new(0.1).betas(number, number), &start, &value, &|_| vec![1.0; 9]);
            let _ = Lbfgs::new().tol(number).max_iter(9).minimize(&start, &both);
            let _ = Lbfgs::new().memory(0).max_iter(9).minimize(&start, &short);
            let _ = ProximalGradient::new().tol(number).max_iter(9).minimize(&start, &[number], &both);
            let _ = ProximalGradient::new().max_iter(9).minimize(&start, &[], &short);
        }
    }
    for count in COUNTS {
        for schedule in [Schedule::OneCycle, Schedule::WarmupCosine { steps: count }] {
            assert!(schedule.factor(count, 0).is_finite() && schedule.factor(0, count).is_finite());
        }
    }
}

#[test]
fn odd_text_is_no_table_or_one() {
    let texts = [
        "",
        "\n",
        ",",
        "\"",
        "a,b\n1",
        "a,a\n1,2",
        "a\n\"x\"y\n",
        "\u{feff}a\r\n1\r\n",
        "a;b\n1;2\n",
        "a\n1\nNaN\n",
    ];
    for text in texts {
        for csv in [Csv::new(), Csv::new().delimiter('"'), Csv::new().delimiter('\n').header(false)] {
            let Ok(frame) = csv.read(text) else { continue };
            let _ = (
                frame.matrix(&["a", "b"]),
                frame.regression("a"),
                frame.classification("b"),
                frame.distinct_rows(),
            );
            let _ = Frame::from_csv(&frame.to_csv());
        }
    }
}
