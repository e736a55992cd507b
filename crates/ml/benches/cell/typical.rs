//! A typical cell: load and scale, train a network, say how good it is, and chart how it came there.

use cell::prelude::*;
use ml::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let digits = digits()?;
    let (train, test) = stratified_split(&digits, &digits.y, 0.25, 1)?;
    let scaler = StandardScaler::new().fit(&train.x)?;
    let model = MlpClassifier::new(&[32]).learning_rate(0.005).epochs(5).seed(1);
    let model = model.fit(&scaler.transform(&train.x)?, &train.y)?;
    metric("accuracy", model.score(&scaler.transform(&test.x)?, &test.y)?);
    show(Chart::new().line("loss", &model.history.loss).x_label("epoch").y_label("loss").log_y());
    Ok(())
}
