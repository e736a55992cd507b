//! What must hold for any data: ways there and back, splits that leave nothing out, shares that are kept.

use ml::data::{
    Bootstrap, Fold, Frame, FrameColumn, GroupKFold, KFold, RepeatedKFold, StratifiedKFold, TimeSeriesSplit,
};
use ml::linalg::{matmul, matmul_nt, svd};
use ml::preprocessing::{MinMaxScaler, OneHotEncoder, Pca, RobustScaler, StandardScaler};
use ndarray::{Array1, Array2};
use proptest::prelude::*;

fn matrices() -> impl Strategy<Value = Array2<f64>> {
    (2..12_usize, 1..6_usize).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(-1e3..1e3_f64, rows * columns)
            .prop_map(move |values| Array2::from_shape_vec((rows, columns), values).expect("as many values"))
    })
}

fn near(a: &Array2<f64>, b: &Array2<f64>, tolerance: f64) -> bool {
    a.dim() == b.dim() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance)
}

/// Every row is on exactly one side of each fold.
fn complete(fold: &Fold, rows: usize) -> bool {
    let mut all: Vec<usize> = fold.train.iter().chain(&fold.test).copied().collect();
    all.sort_unstable();
    all == (0..rows).collect::<Vec<_>>()
}

/// Every row tests exactly once.
fn each_tests_once(folds: &[Fold], rows: usize) -> bool {
    let mut tested: Vec<usize> = folds.iter().flat_map(|fold| fold.test.iter().copied()).collect();
    tested.sort_unstable();
    tested == (0..rows).collect::<Vec<_>>() && folds.iter().all(|fold| complete(fold, rows))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scaling_there_and_back_changes_nothing(x in matrices()) {
        let standard = StandardScaler::new().fit(&x).expect("finite data");
        prop_assert!(near(&standard.inverse_transform(&standard.transform(&x).unwrap()).unwrap(), &x, 1e-9));
        let range = MinMaxScaler::new().range(-1.0, 2.0).fit(&x).expect("finite data");
        let scaled = range.transform(&x).unwrap();
        prop_assert!(scaled.iter().all(|value| (-1.0 - 1e-9..=2.0 + 1e-9).contains(value)));
        prop_assert!(near(&range.inverse_transform(&scaled).unwrap(), &x, 1e-9));
        let robust = RobustScaler::new().fit(&x).expect("finite data");
        prop_assert!(near(&robust.inverse_transform(&robust.transform(&x).unwrap()).unwrap(), &x, 1e-9));
    }

    #[test]
    fn all_components_hold_all_of_the_data(x in matrices()) {
        let pca = Pca::default().fit(&x).expect("finite data");
        prop_assert!(near(&pca.inverse_transform(&pca.transform(&x).unwrap()).unwrap(), &x, 1e-7));
        let along = matmul_nt(&pca.components, &pca.components).expect("the sizes fit");
        prop_assert!(near(&along, &Array2::eye(pca.components.nrows()), 1e-9));
    }

    #[test]
    fn a_matrix_is_the_product_of_its_parts(x in matrices()) {
        let parts = svd(&x).expect("finite data");
        let stretched = &parts.u * &parts.s;
        prop_assert!(near(&matmul(&stretched, &parts.vt).expect("the sizes fit"), &x, 1e-9));
        prop_assert!(parts.s.iter().all(|value| *value >= 0.0));
    }

    #[test]
    fn categories_come_back(values in prop::collection::vec(0..4_u8, 1..30)) {
        let x = Array2::from_shape_fn((values.len(), 1), |(row, _)| f64::from(values[row]));
        let encoder = OneHotEncoder::new().fit(&x).expect("categories");
        let encoded = encoder.transform(&x).unwrap();
        prop_assert!(encoded.rows().into_iter().all(|row| row.sum() == 1.0));
        prop_assert_eq!(encoder.inverse_transform(&encoded).unwrap(), x);
    }

    #[test]
    fn folds_leave_no_row_out(rows in 2..60_usize, k in 2..8_usize, seed in any::<u64>()) {
        prop_assume!(k <= rows);
        let folds = KFold::new(k).shuffle(seed).split(rows).expect("enough rows");
        prop_assert!(each_tests_once(&folds, rows));
        let sizes = folds.iter().map(|fold| fold.test.len());
        prop_assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1);
        let repeated = RepeatedKFold::new(k, 2, seed).split(rows).expect("enough rows");
        prop_assert!(repeated.chunks(k).all(|round| each_tests_once(round, rows)));
        for fold in Bootstrap::new(3, seed).split(rows).expect("rows") {
            prop_assert_eq!(fold.train.len(), rows);
            prop_assert!(fold.test.iter().all(|row| !fold.train.contains(row)));
        }
    }

    #[test]
    fn classes_keep_their_shares(y in prop::collection::vec(0..4_usize, 8..60), k in 2..5_usize, seed in any::<u64>()) {
        let y = Array1::from_vec(y);
        let counts: Vec<usize> = (0..4).map(|class| y.iter().filter(|&&of| of == class).count()).collect();
        prop_assume!(counts.iter().any(|count| *count >= k));
        let folds = StratifiedKFold::new(k).shuffle(seed).split(&y).expect("enough rows");
        prop_assert!(each_tests_once(&folds, y.len()));
        for fold in &folds {
            for (class, count) in counts.iter().enumerate() {
                let here = fold.test.iter().filter(|&&row| y[row] == class).count();
                prop_assert!(here == count / k || here == count.div_ceil(k), "{here} of {count} in {k}");
            }
        }
    }

    #[test]
    fn groups_stay_together(groups in prop::collection::vec(0..9_usize, 12..50), k in 2..4_usize) {
        let mut distinct = groups.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assume!(distinct.len() >= k);
        let folds = GroupKFold::new(k).split(&groups).expect("enough groups");
        prop_assert!(each_tests_once(&folds, groups.len()));
        for fold in &folds {
            prop_assert!(!fold.test.is_empty());
            prop_assert!(fold.test.iter().all(|&a| fold.train.iter().all(|&b| groups[a] != groups[b])));
        }
    }

    #[test]
    fn the_past_comes_first(rows in 4..80_usize, splits in 2..6_usize, gap in 0..3_usize) {
        if let Ok(folds) = TimeSeriesSplit::new(splits).gap(gap).split(rows) {
            for fold in &folds {
                prop_assert!(!fold.train.is_empty() && !fold.test.is_empty());
                prop_assert!(fold.train.iter().max().unwrap() + gap < *fold.test.iter().min().unwrap());
            }
            prop_assert_eq!(*folds[splits - 1].test.last().unwrap(), rows - 1);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-c,;\"\n\r 0-9.é]{0,60}") {
        if let Ok(frame) = Frame::from_csv(&text) {
            let again = Frame::from_csv(&frame.to_csv()).expect("what is written can be read");
            prop_assert_eq!(again.names(), frame.names());
        }
    }

    #[test]
    fn texts_survive_a_table(texts in prop::collection::vec(prop::option::of("[a-zN\",\n ]{0,8}"), 1..8)) {
        // A word that is no number keeps the column one of texts.
        let texts: Vec<Option<String>> = texts.into_iter().chain([Some("word".to_owned())]).collect();
        let frame = Frame::new().with("t", FrameColumn::Texts(texts)).expect("one column");
        prop_assert_eq!(Frame::from_csv(&frame.to_csv()).expect("what is written can be read"), frame);
    }
}
