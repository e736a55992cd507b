//! Data made, split, drawn, spoilt and prepared, and the linear algebra below.

use crate::table::{Line, classes, regression, told};
use ml::data::{
    Augment, Bootstrap, Classification, DriftingStream, Frame, FrameColumn, GroupKFold, KFold, MakeBlobs,
    MakeClassification, MakeRegression, RepeatedKFold, StratifiedKFold, TimeSeriesSplit, add_duplicates,
    add_noise, breast_cancer, diabetes, digits, distinct, drop_values, flip_labels, iris, make_circles,
    make_moons, make_rare, noisy_function, overlap, rotate_images, shift_images, similar_texts, spam,
    stratified_split, train_test_split, wine,
};
use ml::error::Result;
use ml::estimator::Target;
use ml::linalg;
use ml::linear::Ridge;
use ml::math;
use ml::naive_bayes::GaussianNb;
use ml::ndarray::{Array2, s};
use ml::preprocessing::{
    ColumnTransformer, CyclicFeatures, LabelEncoder, MinMaxScaler, OneHotEncoder, OrdinalEncoder, Pca,
    Pipeline, PolynomialFeatures, RatioFeatures, RobustScaler, SelectKBest, SimpleImputer, StandardScaler,
};

/// The lines of this area.
pub const LINES: &[Line] = &[
    ("embedded sets", 0x924A_7DF3_576D_BC3B, || {
        Ok([told(&diabetes()?), told(&iris()?), told(&wine()?), told(&breast_cancer()?)].concat())
    }),
    ("blobs", 0xB49C_932A_7178_A98C, || {
        Ok(told(&MakeBlobs::new(60).centers(4).features(3).std(0.7).make(1)?))
    }),
    ("moons", 0x806F_F72A_506D_DAF7, || Ok(told(&make_moons(60, 0.1, 2)?))),
    ("circles", 0xD7A4_A531_2603_30EE, || Ok(told(&make_circles(60, 0.5, 0.1, 3)?))),
    ("made classes", 0x3C2D_006D_B586_19CF, || {
        let make =
            MakeClassification::new(80, 8).informative(4).redundant(2).classes(3).weights(&[0.5, 0.3, 0.2]);
        Ok(told(&make.make(4)?))
    }),
    ("made values", 0xB45D_A993_EE84_2900, || {
        Ok(told(&MakeRegression::new(60, 5).informative(3).noise(0.5).make(5)?))
    }),
    ("noisy function", 0x7C6A_5727_2B4E_31F4, || {
        Ok(told(&noisy_function(&math::sin, 0.0, 6.0, 50, 0.2, 6)?))
    }),
    ("drifting stream", 0xAA73_D189_5BA6_C71F, || {
        Ok(told(
            &DriftingStream::new(120, 3)
                .covariate_drift(40, 1.0)
                .concept_drift(80, 0.7)
                .gradual(20)
                .make(7)?,
        ))
    }),
    ("splits", 0x8CD3_5035_84B6_21DD, splits),
    ("folds", 0xD2B8_76ED_5CB8_599A, folds),
    ("bootstrap", 0x7761_E33F_3D69_28F6, || Ok(told(&Bootstrap::new(5, 3).split(70)?))),
    ("spoilt data", 0x46C1_8408_DEAF_76B3, spoilt),
    ("doubles", 0x1E71_2FA4_2262_C726, doubles),
    ("augmented images", 0xD057_6C32_809C_AB91, augmented),
    ("standard scaler", 0x2EDA_886A_0BBA_2B25, || on_iris(&|x| Ok(told(&StandardScaler::new().fit(x)?)))),
    ("min-max scaler", 0x0168_BB78_0D59_C17E, || {
        on_iris(&|x| {
            let fitted = MinMaxScaler::new().range(-1.0, 1.0).fit(x)?;
            Ok([told(&fitted), told(&fitted.transform(x)?)].concat())
        })
    }),
    ("robust scaler", 0x76C4_1F1B_BA14_F6E3, || {
        on_iris(&|x| {
            let fitted = RobustScaler::new().fit(x)?;
            Ok([told(&fitted), told(&fitted.transform(x)?)].concat())
        })
    }),
    ("imputers", 0xA619_BC35_6B6E_A426, imputers),
    ("one-hot encoder", 0x0D45_150D_7F66_A5CA, || {
        on_iris(&|x| {
            let fitted = OneHotEncoder::new().drop_first(true).fit(x)?;
            Ok([told(&fitted), told(&fitted.transform(x)?)].concat())
        })
    }),
    ("ordinal and label encoders", 0xB657_E080_21A2_1FB1, encoders),
    ("polynomial features", 0x2CAC_1D76_1D88_E0BE, || {
        on_iris(&|x| Ok(told(&PolynomialFeatures::new(3).fit(x)?.transform(x)?)))
    }),
    ("cyclic and ratio features", 0xFD45_B98F_20EE_A5EF, || {
        on_iris(&|x| {
            let cycles = CyclicFeatures::new(&[(0, 7.0), (2, 24.0)]).transform(x)?;
            Ok([told(&cycles), told(&RatioFeatures::new(&[(0, 1), (2, 3)]).transform(x)?)].concat())
        })
    }),
    ("select k best", 0x7A03_A0E8_34D6_96AA, || {
        let (x, y) = regression()?;
        Ok(told(&SelectKBest::new(4).fit(&x, Target::Number(&y))?))
    }),
    ("principal components", 0xE0C5_7E1E_4927_30C1, || {
        let x = digits()?.x;
        let fitted = Pca::new(8).whiten(true).fit(&x)?;
        Ok([told(&fitted), told(&fitted.transform(&x)?)].concat())
    }),
    ("principal components, few rows", 0xE438_3EB5_F640_ED17, || {
        Ok(told(&Pca::variance_share(0.9).fit(&digits()?.x.slice(s![..30, ..]).to_owned())?))
    }),
    ("pipelines", 0x5288_1998_4F84_6D33, pipelines),
    ("linear algebra", 0xD41B_18C3_250D_E389, algebra),
];

fn on_iris(run: &dyn Fn(&Array2<f64>) -> Result<Vec<f64>>) -> Result<Vec<f64>> {
    run(&classes()?.0)
}

fn splits() -> Result<Vec<f64>> {
    let data = iris()?;
    let (held, strata) = (train_test_split(&data, 0.3, 1)?, stratified_split(&data, &data.y, 0.25, 2)?);
    Ok([told(&held), told(&strata)].concat())
}

fn folds() -> Result<Vec<f64>> {
    let y = iris()?.y;
    let groups: Vec<usize> = (0..90).map(|row| row * row % 11).collect();
    Ok([
        told(&KFold::new(4).shuffle(1).split(150)?),
        told(&RepeatedKFold::new(3, 2, 5).split(50)?),
        told(&StratifiedKFold::new(5).shuffle(2).split(&y)?),
        told(&GroupKFold::new(3).split(&groups)?),
        told(&TimeSeriesSplit::new(4).gap(2).split(60)?),
    ]
    .concat())
}

fn spoilt() -> Result<Vec<f64>> {
    let data = iris()?;
    Ok([
        told(&flip_labels(&data, 0.2, 1)?),
        told(&make_rare(&data, 1, 0.3, 2)?),
        told(&add_noise(&data.x, 0.1, 3)?),
        told(&drop_values(&data.x, 0.1, 4)?),
        told(&add_duplicates(&data, 0.2, 5)?),
    ]
    .concat())
}

fn doubles() -> Result<Vec<f64>> {
    let x = iris()?.x;
    let (first, last) = (x.slice(s![..75, ..]).to_owned(), x.slice(s![75.., ..]).to_owned());
    let texts = spam()?.texts;
    let some: Vec<String> = texts.into_iter().take(150).collect();
    Ok([told(&distinct(&x, 0.1)?), told(&overlap(&first, &last, 0.2)?), told(&similar_texts(&some, 0.6)?)]
        .concat())
}

fn augmented() -> Result<Vec<f64>> {
    let data = digits()?;
    let few = Classification::new(data.x.slice(s![..20, ..]).to_owned(), data.y.slice(s![..20]).to_owned())?;
    let moved = shift_images(&few.x, 8, 8, 0.4, -1.3)?;
    let turned = rotate_images(&few.x, 8, 8, 17.0)?;
    let more = Augment::new(8, 8).shift(1).rotate(12.0).copies(2).apply(&few, 3)?;
    Ok([told(&moved), told(&turned), told(&more)].concat())
}

fn imputers() -> Result<Vec<f64>> {
    let gappy = drop_values(&iris()?.x, 0.2, 9)?;
    let kinds = [
        SimpleImputer::mean(),
        SimpleImputer::median(),
        SimpleImputer::most_frequent(),
        SimpleImputer::constant(-1.0),
    ];
    let mut filled = Vec::new();
    for imputer in kinds {
        let fitted = imputer.add_indicator(true).fit(&gappy)?;
        filled.extend([told(&fitted), told(&fitted.transform(&gappy)?)].concat());
    }
    Ok(filled)
}

fn encoders() -> Result<Vec<f64>> {
    let words: Vec<String> = ["pear", "fig", "apple", "fig", "pear"].map(str::to_owned).to_vec();
    let labels = LabelEncoder.fit(&words)?.transform(&words)?;
    let frame = Frame::new().with("fruit", FrameColumn::Texts(words.into_iter().map(Some).collect()))?;
    Ok([told(&labels), told(&OrdinalEncoder::new(&["fruit"]).fit(&frame)?.transform(&frame)?)].concat())
}

fn pipelines() -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let columns =
        ColumnTransformer::new().on(&[0, 1], StandardScaler::new()).on(&[2, 3], PolynomialFeatures::new(2));
    let values =
        Pipeline::new().then(columns.keep_rest(true)).regressor(Ridge::new(1.0)).fit(&x, &y)?.predict(&x)?;
    let (x, y) = classes()?;
    let classes =
        Pipeline::new().then(Pca::new(2)).classifier(GaussianNb::new()).fit(&x, &y)?.predict_proba(&x)?;
    Ok([told(&values), told(&classes)].concat())
}

fn algebra() -> Result<Vec<f64>> {
    let (x, y) = regression()?;
    let square = linalg::matmul_tn(&x, &x)?;
    Ok([
        told(&linalg::cholesky(&square)?),
        told(&linalg::symmetric_eigen(&square)?),
        told(&linalg::svd(&x)?),
        told(&linalg::least_squares(&x, &y)?),
        told(&linalg::matmul_nt(&x, &x)?),
        told(&linalg::matvec_t(&x, &y)?),
    ]
    .concat())
}
