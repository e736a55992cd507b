//! The times of the models on data from fixed formulas, as JSON: `name` to median seconds. `compare.py` beside this runs
//! scikit-learn on the same data and prints both.
//!
//! Arguments: how often each row runs (5), and how many threads (2). A `name=` keeps those rows whose name holds it.

use ml::cluster::KMeans;
use ml::data::digits;
use ml::linear::{LinearRegression, LogisticRegression, Ridge, lasso_path};
use ml::naive_bayes::GaussianNb;
use ml::neighbors::KNeighborsClassifier;
use ml::svm::{LinearSvc, Svc};
use ml::tree::{
    DecisionTreeClassifier, GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor,
};
use ndarray::{Array1, Array2};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

/// Numbers that look random and are the same in any language: the bits of i · 2654435761 + 12345, mixed.
fn noise(i: u64) -> f64 {
    let mut bits = i.wrapping_mul(2_654_435_761).wrapping_add(12_345) & 0xFFFF_FFFF;
    bits ^= bits >> 16;
    bits = bits.wrapping_mul(0x045D_9F3B) & 0xFFFF_FFFF;
    bits ^= bits >> 16;
    bits = bits.wrapping_mul(0x045D_9F3B) & 0xFFFF_FFFF;
    bits ^= bits >> 16;
    bits as f64 / 4_294_967_296.0 - 0.5
}

/// A table, a number that depends on its first columns, and whether that is more than 0.
fn table(rows: usize, columns: usize) -> (Array2<f64>, Array1<f64>, Array1<usize>) {
    let x = Array2::from_shape_fn((rows, columns), |(row, column)| noise((row * columns + column) as u64));
    let y = x.rows().into_iter().enumerate().map(|(row, x)| {
        let far = noise((rows * columns + row) as u64);
        x[0] + 0.5 * x[1] - 0.8 * x[2] + x[3] * x[4] * 2.0 + 0.3 * x[5] + 0.4 * far
    });
    let y: Array1<f64> = y.collect();
    let classes = y.iter().map(|value| usize::from(*value > 0.0)).collect();
    (x, y, classes)
}

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let (runs, threads) = (numbers.next().unwrap_or(5), numbers.next().unwrap_or(2));
    let wanted = std::env::args().find_map(|argument| argument.strip_prefix("name=").map(str::to_owned));
    ml::parallel::set_threads(Some(threads));
    let mut medians = BTreeMap::new();
    let mut row = |name: &str, work: &dyn Fn()| {
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted)) {
            return;
        }
        let seconds = |_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        };
        let mut times: Vec<f64> = (0..runs).map(seconds).collect();
        times.sort_by(f64::total_cmp);
        medians.insert(name.to_owned(), times[runs / 2]);
    };
    linear(&mut row);
    trees(&mut row);
    others(&mut row);
    println!("{}", serde_json::to_string_pretty(&medians).expect("names and numbers"));
}

/// Takes a name and work to time.
type Row<'r> = dyn FnMut(&str, &dyn Fn()) + 'r;

fn linear(row: &mut Row<'_>) {
    let (x, y, _) = table(10_000, 100);
    row("least squares 10000x100", &|| drop(black_box(LinearRegression::new().fit(&x, &y))));
    row("ridge 10000x100", &|| drop(black_box(Ridge::new(1.0).fit(&x, &y))));
    row("lasso path 10000x100", &|| drop(black_box(lasso_path(&x, &y, 100))));
    let (x, _, classes) = table(20_000, 50);
    row("logistic 20000x50", &|| {
        black_box(LogisticRegression::new().fit(&x, &classes)).expect("it converges");
    });
    let data = digits().expect("the set is whole");
    row("logistic digits", &|| {
        black_box(LogisticRegression::new().fit(&data.x, &data.y)).expect("it converges");
    });
}

fn trees(row: &mut Row<'_>) {
    let (x, y, classes) = table(10_000, 20);
    row("tree 10000x20", &|| drop(black_box(DecisionTreeClassifier::new().fit(&x, &classes))));
    row("forest of 100, 10000x20", &|| drop(black_box(RandomForestClassifier::new(100).fit(&x, &classes))));
    row("regression forest of 20, 10000x20", &|| drop(black_box(RandomForestRegressor::new(20).fit(&x, &y))));
    row("boosting 100 x depth 3, 10000x20", &|| {
        drop(black_box(GradientBoostingClassifier::new(100).fit(&x, &classes)));
    });
    row("boosting on bins, 10000x20", &|| {
        drop(black_box(GradientBoostingClassifier::new(100).bins(255).fit(&x, &classes)));
    });
}

fn others(row: &mut Row<'_>) {
    let data = digits().expect("the set is whole");
    let neighbors = KNeighborsClassifier::new(5).fit(&data.x, &data.y).expect("finite data");
    row("k-NN digits, predict all", &|| drop(black_box(neighbors.predict(&data.x))));
    row("naive Bayes digits", &|| drop(black_box(GaussianNb::new().fit(&data.x, &data.y))));
    row("RBF machine digits", &|| drop(black_box(Svc::new().fit(&data.x, &data.y))));
    row("k-means digits, 10 starts", &|| drop(black_box(KMeans::new(10).fit(&data.x))));
    let (x, _, classes) = table(10_000, 20);
    row("linear machine 10000x20", &|| {
        black_box(LinearSvc::new().fit(&x, &classes)).expect("it converges");
    });
}
