//! Shares that stand beside numbers of reads: where the two disagree, a file was edited, cut or put together from several.

use super::features::amount;

/// Rounded and cut decimals alike: how many steps of the last decimal a share may be off.
const STEPS: f64 = 2.0;

/// A share as a file writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    /// In the unit of the file: percent, or a fraction.
    pub value: f64,
    /// What one in its last decimal stands for.
    step: f64,
}

impl Share {
    /// Reads a share: finite, not negative.
    pub fn read(cell: &str) -> Option<Self> {
        Some(Self {
            value: amount(cell)?,
            step: step(cell.trim()),
        })
    }
}

/// One in the last decimal of a number: 0.01 of `89.71`.
fn step(number: &str) -> f64 {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let decimals = mantissa
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let exponent = exponent.parse().unwrap_or(0_i64);
    let place = exponent.saturating_sub_unsigned(decimals as u64);
    format!("1e{place}").parse().unwrap_or(0.0)
}

/// Reads, and the share that they are, as one line of a file has them: the rule for the other lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    line: usize,
    reads: f64,
    share: Share,
}

impl Scale {
    /// The rule of the line with more reads of the two, for that is the more exact.
    pub fn larger(known: Option<Self>, line: usize, reads: f64, share: Share) -> Option<Self> {
        if reads <= known.map_or(0.0, |known| known.reads) {
            return known;
        }
        Some(Self { line, reads, share })
    }

    /// The share that so many reads should be.
    fn expected(&self, reads: f64) -> f64 {
        reads * self.share.value / self.reads
    }

    /// How many reads there are, if all of them are a share of `unit`.
    pub fn whole(&self, unit: f64) -> f64 {
        self.reads * unit / self.share.value
    }

    /// What should stand in the place of a share that does not fit its reads. Estimated reads may be off by one.
    pub fn disagreement(&self, reads: f64, share: Share) -> Option<String> {
        let tolerance = STEPS * share.step.max(self.share.step) + self.expected(1.0);
        let expected = self.expected(reads);
        if self.share.value > 0.0 && (share.value - expected).abs() <= tolerance {
            return None;
        }
        let decimals = if share.step < 0.005 { 5 } else { 2 };
        Some(format!(
            "{expected:.decimals$} is expected of {reads} reads, as line {} has {} of {}",
            self.line, self.share.value, self.reads
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_decimal_says_how_exact_a_number_is() {
        for (number, expected) in [
            ("89.71", 0.01),
            ("54.0", 0.1),
            ("100", 1.0),
            ("0.00021", 1e-5),
            ("2.1e-04", 1e-5),
            ("1E2", 100.0),
        ] {
            assert_eq!(step(number), expected, "{number}");
        }
    }

    #[test]
    fn shares_must_be_in_proportion_to_reads() {
        let share = |cell| Share::read(cell).unwrap();
        let scale = Scale::larger(None, 2, 729_470.0, share("89.71"));
        let scale = Scale::larger(scale, 3, 728_041.0, share("89.54")).unwrap();
        assert_eq!(scale.line, 2);
        assert!((scale.whole(100.0) - 813_126.0).abs() < 50.0);
        assert_eq!(scale.disagreement(8921.0, share("1.10")), None);
        assert_eq!(
            scale.disagreement(8921.0, share("1.20")).unwrap(),
            "1.10 is expected of 8921 reads, as line 2 has 89.71 of 729470"
        );
    }

    #[test]
    fn reads_without_any_share_disagree() {
        let none = Share::read("0.00").unwrap();
        let scale = Scale::larger(None, 1, 10.0, none).unwrap();
        assert!(scale.disagreement(10.0, none).is_some());
    }
}
