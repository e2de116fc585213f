//! What the tests share.

use lab::draws::normal_quantile;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Both agree to a share of the expected value.
#[track_caller]
pub fn assert_close(found: f64, expected: f64, share: f64) {
    assert!(
        (found - expected).abs() <= share * expected.abs(),
        "{found}, expected {expected}"
    );
}

/// What R prints to ten digits agrees to this share.
pub const EXACT: f64 = 1e-6;

/// A stream of draws.
pub struct Stream(ChaCha20Rng);

impl Stream {
    /// The stream of a replicate of a test.
    pub fn of(test: u64, replicate: u64) -> Self {
        let mut stream = ChaCha20Rng::seed_from_u64(test);
        stream.set_stream(replicate);
        Self(stream)
    }

    /// A number between 0 and 1.
    pub fn share(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// A draw from the standard normal distribution.
    pub fn score(&mut self) -> f64 {
        normal_quantile(self.share())
    }

    /// So many draws around a mean.
    pub fn scores(&mut self, count: usize, mean: f64) -> Vec<f64> {
        (0..count).map(|_| mean + self.score()).collect()
    }
}
