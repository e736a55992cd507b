//! Tables from a formula that every language computes alike, so that all sides get the same data to the bit.

/// Features by rows, a number that depends on the first of them, and whether that is more than 0.
pub struct Table {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub classes: Vec<usize>,
}

/// A table of this size.
pub fn table(rows: usize, columns: usize) -> Table {
    let x: Vec<f64> = (0..rows * columns).map(|at| noise(at as u64)).collect();
    let y = x.chunks_exact(columns).enumerate().map(|(row, x)| {
        let far = noise((rows * columns + row) as u64);
        x[0] + 0.5 * x[1] - 0.8 * x[2] + x[3] * x[4] * 2.0 + 0.3 * x[5] + 0.4 * far
    });
    let y: Vec<f64> = y.collect();
    let classes = y.iter().map(|value| usize::from(*value > 0.0)).collect();
    Table { x, y, classes }
}

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
