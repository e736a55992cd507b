//! Telling from numbers alone whether they were of single precision: charts and tables hold all of theirs as `f64`.

/// Whether numbers are of single precision: each is one to the bit, and most need all of its bits.
///
/// To be one to the bit says little. Whole numbers are, so are halves, prices in quarters and shares of a power of two, and
/// whoever computes those in `f64` must not be granted the errors of `f32`. What has been computed in `f32` fills the last
/// byte of its mantissa 255 times in 256. A number as large as 123456.25 fills it as well, so a number only counts that goes
/// on past the 64ths. Where it can't be told, the numbers pass for `f64`, which is held to more.
pub(super) fn is_single(numbers: &[f64]) -> bool {
    let is_exact = |number: f64| !number.is_finite() || f64::from(number as f32) == number;
    let finite = || numbers.iter().copied().filter(|number| number.is_finite() && *number != 0.0);
    let is_filled = |number: &f64| (*number as f32).to_bits() & 0xff != 0 && (number * 64.0).fract() != 0.0;
    let filled = finite().filter(is_filled).count();
    numbers.iter().copied().all(is_exact) && filled > 0 && 2 * filled >= finite().count()
}

#[cfg(test)]
mod tests {
    use super::is_single;

    #[test]
    fn what_f32_computed_is_told_from_what_f64_did() {
        let single: Vec<f64> = (1..20_u8).map(|n| f64::from(1.0 / f32::from(n).sqrt())).collect();
        assert!(is_single(&single));
        let with_odd = [&single[..], &[0.0, f64::NAN, f64::INFINITY, 1.0]].concat();
        assert!(is_single(&with_odd));
        let double: Vec<f64> = (1..20_u8).map(|n| 1.0 / f64::from(n).sqrt()).collect();
        assert!(!is_single(&double));
        assert!(!is_single(&[&single[..], &[0.1]].concat()), "one f64 among them");
    }

    #[test]
    fn round_numbers_are_no_sign_of_single_precision() {
        let lists = [
            (0..100).map(f64::from).collect::<Vec<_>>(),
            vec![16_777_215.0, 123_456.0, 99_999.0],
            vec![123_456.25, 234_567.75, 345_678.5],
            vec![99.031_25, 101.015_625, 65_537.031_25],
            (1..1024).map(|n| f64::from(n) / 1024.0).collect(),
            (1..400).map(|n| f64::from(n * 163) / 65_536.0).collect(),
            vec![0.0, 0.5, 0.25, f64::NAN],
            vec![],
            vec![f64::NAN],
        ];
        for list in lists {
            assert!(!is_single(&list), "{list:?}");
        }
    }

    #[test]
    fn a_few_full_numbers_among_round_ones_are_not_enough() {
        let mut list: Vec<f64> = (1..10).map(f64::from).collect();
        list.push(f64::from(0.1_f32));
        assert!(!is_single(&list));
    }
}
