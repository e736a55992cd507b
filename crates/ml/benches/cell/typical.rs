//! What a cell usually does: load, split, scale, fit a linear model and a network, and say how good they are.

use ml::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = diabetes()?;
    let scaler = StandardScaler::new().fit(&data.x)?;
    let x = scaler.transform(&data.x)?;
    for alpha in [0.1, 1.0, 10.0, 100.0] {
        let ridge = Ridge::new(alpha).fit(&x, &data.y)?;
        println!("alpha {alpha}: R² {:.3}", ridge.score(&x, &data.y)?);
    }

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
    for (epoch, loss) in model.history.loss.iter().enumerate() {
        println!("epoch {epoch}: {loss:.3}");
    }
    println!("accuracy {accuracy:.3}, {} parameters", model.network.parameter_count());

    let mut network = Sequential::build(&[64], 2).dense(16).relu().dense(10).finish()?;
    Training::new(Loss::CrossEntropy, Adam::new(0.01)).epochs(2).fit(&mut network, &images, &digits.y)?;
    prune_magnitude(&mut network, 0.5, PruneScope::Global)?;
    println!("pruned: {:.3}", network.accuracy(&images, &digits.y)?);
    Ok(())
}
