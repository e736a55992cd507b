//! The cells of a small lesson: three models on two data sets, a table, a metric and a chart.

use cell::prelude::*;
use ml::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = diabetes()?;
    let scaler = StandardScaler::new().fit(&data.x)?;
    let x = scaler.transform(&data.x)?;
    let mut table = Table::new(["alpha", "R²"]).decimals(3);
    for alpha in [0.1, 1.0, 10.0, 100.0] {
        table.push((alpha, Ridge::new(alpha).fit(&x, &data.y)?.score(&x, &data.y)?));
    }
    show(table);

    let digits = digits()?;
    let images = StandardScaler::new().fit(&digits.x)?.transform(&digits.x)?;
    let model = MlpClassifier::new(&[32])
        .learning_rate(0.005)
        .schedule(Schedule::Cosine)
        .epochs(5)
        .early_stopping(3)
        .seed(1)
        .fit(&images, &digits.y)?;
    let accuracy = model.score(&images, &digits.y)?;
    println!("accuracy {accuracy:.3}, {} parameters", model.network.parameter_count());

    let mut network = Sequential::build(&[64], 2).dense(16).relu().dense(10).finish()?;
    Training::new(Loss::CrossEntropy, Adam::new(0.01)).epochs(2).fit(&mut network, &images, &digits.y)?;
    prune_magnitude(&mut network, 0.5, PruneScope::Global)?;
    metric("pruned", network.accuracy(&images, &digits.y)?);
    show(Chart::new().line("loss", &model.history.loss).x_label("epoch").y_label("loss").log_y());
    Ok(())
}
