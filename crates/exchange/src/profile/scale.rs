//! Whether the amounts of a table are reads or shares: files do not say so.

use super::FeatureTable;

/// How far from 1 or 100 what a sample's shares add up to may be.
const TOLERANCE: f64 = 0.02;

/// What the samples of a table add up to.
pub(super) struct Scale {
    sums: Vec<f64>,
    are_whole: bool,
}

impl Scale {
    /// Nothing yet of so many samples.
    pub(super) fn new(samples: usize) -> Self {
        Self {
            sums: vec![0.0; samples],
            are_whole: true,
        }
    }

    /// Adds an amount.
    pub(super) fn add(&mut self, sample: usize, amount: f64) {
        if let Some(sum) = self.sums.get_mut(sample) {
            *sum += amount;
        }
        self.are_whole &= amount.fract() == 0.0;
    }

    /// Says what the amounts are. Whole numbers are reads, unless every sample adds up to 1 or to 100; shares that add up to less than
    /// the whole are taken for the whole, and that is said.
    pub(super) fn tell(&self, table: &mut FeatureTable) {
        let sums = || self.sums.iter().copied().filter(|sum| *sum > 0.0);
        let all_are = |whole: f64| sums().all(|sum| (sum / whole - 1.0).abs() <= TOLERANCE);
        let (least, most) = sums().fold((f64::INFINITY, 0.0_f64), |(least, most), sum| {
            (least.min(sum), most.max(sum))
        });
        table.counts = self.are_whole && !(all_are(1.0) || all_are(100.0));
        let unit = [1.0, 100.0]
            .into_iter()
            .find(|unit| most <= unit * (1.0 + TOLERANCE));
        match unit {
            Some(unit) if !table.counts && least < unit * (1.0 - TOLERANCE) => {
                table.notes.push(format!(
                    "a sample's shares add up to {:.2} % or more and were taken for the whole of it",
                    100.0 * least / unit
                ));
            }
            _ => {}
        }
    }
}
