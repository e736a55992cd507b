//! The classic models: what they learned, with what they say about the data where that is not in it.

use crate::table::{Line, classes, regression, told, weights};
use ml::cluster::KMeans;
use ml::data::{MakeClassification, MakeRegression, digits};
use ml::error::Result;
use ml::linear::{ElasticNet, Lasso, LinearRegression, LogisticRegression, Penalty, Ridge, lasso_path};
use ml::naive_bayes::{BernoulliNb, GaussianNb, MultinomialNb};
use ml::ndarray::{Array1, Array2, s};
use ml::neighbors::{KNeighborsClassifier, KNeighborsRegressor, NeighborWeights};
use ml::svm::{HingeLoss, Kernel, LinearSvc, Svc};
use ml::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    Impurity, MaxFeatures, RandomForestClassifier, RandomForestRegressor,
};
use ml::weights::ClassWeight;

type X = Array2<f64>;
type Values = Array1<f64>;
type Classes = Array1<usize>;

/// The lines of this area.
pub const LINES: &[Line] = &[
    ("linear regression", 0xD58A_D835_84FD_122D, || {
        of_values(&|x, y| Ok(told(&LinearRegression::new().fit(x, y)?)))
    }),
    ("linear regression, weighted", 0x61E8_8F73_DE7B_36CC, || {
        of_values(&|x, y| Ok(told(&LinearRegression::new().fit_weighted(x, y, &weights(y.len()))?)))
    }),
    ("linear regression on many rows", 0xF06E_88AE_3F39_64E4, linear_many),
    ("ridge", 0x6305_27E1_176B_1697, || of_values(&|x, y| Ok(told(&Ridge::new(1.0).fit(x, y)?)))),
    ("ridge, weighted", 0x2917_607D_D234_5920, || {
        of_values(&|x, y| Ok(told(&Ridge::new(1.0).fit_weighted(x, y, &weights(y.len()))?)))
    }),
    ("ridge, more features than rows", 0x2B45_91D3_900F_956B, wide_ridge),
    ("lasso", 0x60B0_DD79_2EAE_B670, || of_values(&|x, y| Ok(told(&Lasso::new(0.5).fit(x, y)?)))),
    ("elastic net", 0xCA2F_D227_7B6A_FFC9, || of_values(&|x, y| Ok(told(&ElasticNet::new(0.5).fit(x, y)?)))),
    ("elastic net, weighted", 0xB5F8_54C9_68A9_599E, || {
        of_values(&|x, y| Ok(told(&ElasticNet::new(0.5).fit_weighted(x, y, &weights(x.nrows()))?)))
    }),
    ("lasso path", 0xC586_2D90_7960_B627, || of_values(&|x, y| Ok(told(&lasso_path(x, y, 20)?)))),
    ("logistic regression", 0x0517_AB07_1574_AA5E, || of_logistic(LogisticRegression::new())),
    ("logistic regression, no penalty", 0x7887_7725_0036_EEB5, || {
        of_logistic(LogisticRegression::new().penalty(Penalty::None).max_iter(300))
    }),
    ("logistic regression, L1", 0x6F22_19AB_4FD7_798D, || {
        of_logistic(LogisticRegression::new().penalty(Penalty::L1))
    }),
    ("logistic regression, elastic net", 0x8DFE_0F92_5695_6185, || {
        of_logistic(
            LogisticRegression::new().penalty(Penalty::ElasticNet(0.3)).class_weight(ClassWeight::Balanced),
        )
    }),
    ("logistic regression by descent", 0x0567_BF45_4A6E_4D70, || {
        of_logistic(LogisticRegression::new().gradient_descent(0.05).max_iter(200))
    }),
    ("logistic regression on digits", 0x2E91_4DB8_1E1F_2E88, logistic_digits),
    ("logistic regression on many rows", 0x46DA_4FED_F195_29B2, logistic_many),
    ("k nearest, classes", 0xB087_1CD4_C589_88E9, || {
        of_classes(&|x, y| {
            let fitted = KNeighborsClassifier::new(7).weights(NeighborWeights::Distance).fit(x, y)?;
            Ok([told(&fitted.predict_proba(x)?), told(&fitted.neighbors(x)?)].concat())
        })
    }),
    ("k nearest, values", 0x96D9_63DF_2EA3_D9B7, || {
        of_values(&|x, y| Ok(KNeighborsRegressor::new(5).fit(x, y)?.predict(x)?.to_vec()))
    }),
    ("k nearest on digits", 0xA0CF_D0F7_1FF1_A877, || {
        let data = digits()?;
        let fitted = KNeighborsClassifier::new(5).fit(&data.x, &data.y)?;
        Ok(told(&fitted.neighbors(&data.x.slice(s![..300, ..]).to_owned())?))
    }),
    ("naive Bayes, Gaussian", 0x818E_8EB8_FF8A_D99A, || {
        of_classes(&|x, y| {
            let fitted = GaussianNb::new().fit_weighted(x, y, &weights(y.len()))?;
            Ok([told(&fitted), told(&fitted.predict_proba(x)?)].concat())
        })
    }),
    ("naive Bayes, multinomial", 0xDBA7_512E_E5E4_B5D9, || {
        of_classes(&|x, y| {
            let fitted = MultinomialNb::new().alpha(0.7).fit(x, y)?;
            Ok([told(&fitted), told(&fitted.predict_proba(x)?)].concat())
        })
    }),
    ("naive Bayes, Bernoulli", 0xDC8F_F159_637D_0802, || {
        of_classes(&|x, y| {
            let fitted = BernoulliNb::new().threshold(2.0).fit(x, y)?;
            Ok([told(&fitted), told(&fitted.predict_proba(x)?)].concat())
        })
    }),
    ("decision tree, classes", 0x04F4_384A_09CA_2A21, || {
        of_classes(&|x, y| {
            let tree =
                DecisionTreeClassifier::new().impurity(Impurity::Entropy).max_features(MaxFeatures::Sqrt);
            Ok(told(&tree.seed(3).fit_weighted(x, y, &weights(y.len()))?))
        })
    }),
    ("decision tree, values", 0x1E8A_C0EE_592C_8FA1, || {
        of_values(&|x, y| Ok(told(&DecisionTreeRegressor::new().max_depth(6).fit(x, y)?)))
    }),
    ("random forest, classes", 0x0BB9_7A85_F698_37C5, || {
        of_classes(&|x, y| {
            let fitted = RandomForestClassifier::new(12).seed(4).fit(x, y)?;
            Ok([told(&fitted), fitted.feature_importances().to_vec()].concat())
        })
    }),
    ("random forest, values", 0x77FF_ADA1_7BD1_91CD, || {
        of_values(&|x, y| Ok(told(&RandomForestRegressor::new(6).min_samples_leaf(3).fit(x, y)?)))
    }),
    ("boosting, classes", 0x3C73_B884_F986_D8D6, || {
        of_classes(&|x, y| Ok(told(&GradientBoostingClassifier::new(8).subsample(0.8).seed(2).fit(x, y)?)))
    }),
    ("boosting, values", 0xFBC9_0AAF_0509_9F4E, || {
        of_values(&|x, y| Ok(told(&GradientBoostingRegressor::new(15).fit(x, y)?)))
    }),
    ("boosting on bins, classes", 0x1C86_FFF6_F174_9D4A, || {
        of_classes(&|x, y| Ok(told(&GradientBoostingClassifier::new(8).bins(16).fit(x, y)?)))
    }),
    ("boosting on bins, values", 0xB77C_BD00_C5D9_016D, || {
        of_values(&|x, y| Ok(told(&GradientBoostingRegressor::new(15).bins(32).fit(x, y)?)))
    }),
    ("boosting on bins of many rows", 0xB4FB_8F0E_1EF2_6A6B, || {
        let data = MakeClassification::new(6_000, 20).informative(5).make(4)?;
        Ok(told(&GradientBoostingClassifier::new(3).bins(255).fit(&data.x, &data.y)?))
    }),
    ("linear machine", 0x3374_417C_9B11_3010, || {
        of_classes(&|x, y| Ok(told(&LinearSvc::new().seed(1).fit(x, y)?)))
    }),
    ("linear machine, plain hinge", 0xB99E_3E3F_3107_F786, || {
        of_classes(&|x, y| {
            let machine = LinearSvc::new().loss(HingeLoss::Plain).c(0.1);
            Ok(told(&machine.fit_weighted(x, y, &weights(y.len()))?))
        })
    }),
    ("RBF machine", 0x713C_BCA2_F2B4_8A99, || {
        of_classes(&|x, y| {
            let fitted = Svc::new().fit(x, y)?;
            Ok([told(&fitted), told(&fitted.decision_function(x)?)].concat())
        })
    }),
    ("linear kernel machine", 0x0940_14E5_9729_E2DF, || {
        of_classes(&|x, y| Ok(told(&Svc::new().kernel(Kernel::Linear).c(0.5).fit(x, y)?)))
    }),
    ("k-means", 0x2BB6_A455_2E65_C995, || {
        let data = digits()?;
        let fitted = KMeans::new(10).n_init(3).seed(5).fit(&data.x)?;
        Ok([told(&fitted), told(&fitted.transform(&data.x)?)].concat())
    }),
];

fn of_values(fit: &dyn Fn(&X, &Values) -> Result<Vec<f64>>) -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    fit(&x, &y)
}

fn of_classes(fit: &dyn Fn(&X, &Classes) -> Result<Vec<f64>>) -> Result<Vec<f64>> {
    let (x, y) = classes()?;
    fit(&x, &y)
}

fn of_logistic(model: LogisticRegression) -> Result<Vec<f64>> {
    of_classes(&|x, y| {
        let fitted = model.fit_weighted(x, y, &weights(y.len()))?;
        Ok([told(&fitted), told(&fitted.predict_proba(x)?)].concat())
    })
}

/// Ten classes: the products are large enough for threads.
fn logistic_digits() -> Result<Vec<f64>> {
    let data = digits()?;
    Ok(told(&LogisticRegression::new().max_iter(10_000).tol(1e-2).fit(&(data.x / 16.0), &data.y)?))
}

/// Enough rows for threads where a table meets a vector.
fn linear_many() -> Result<Vec<f64>> {
    let (data, ..) = MakeRegression::new(5_000, 30).informative(20).noise(1.0).make(6)?;
    Ok(told(&LinearRegression::new().fit(&data.x, &data.y)?))
}

fn logistic_many() -> Result<Vec<f64>> {
    let data = MakeClassification::new(11_000, 50).informative(5).make(3)?;
    Ok(told(&LogisticRegression::new().fit(&data.x, &data.y)?))
}

fn wide_ridge() -> Result<Vec<f64>> {
    let data = digits()?;
    let x = data.x.slice(s![..40, ..]).to_owned();
    Ok(told(&Ridge::new(0.1).fit(&x, &data.y.slice(s![..40]).mapv(|y| y as f64))?))
}
