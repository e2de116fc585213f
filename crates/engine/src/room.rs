//! Room for the numbers of `W` lanes side by side, beginning at the start of a cache line: a vector that crossed two would cost two reads.

use std::ops::{Deref, DerefMut};

const CACHE_LINE: usize = 64;

/// So many numbers for `W` lanes.
pub(crate) struct Room<const W: usize> {
    /// The numbers, with what is skipped before the first.
    buffer: Vec<f64>,
    first: usize,
    length: usize,
}

impl<const W: usize> Room<W> {
    /// Zeros.
    pub fn new(length: usize) -> Self {
        let buffer = vec![0.0; length * W + CACHE_LINE / size_of::<f64>()];
        let first = buffer.as_ptr().align_offset(CACHE_LINE);
        Self {
            buffer,
            first,
            length: length * W,
        }
    }
}

impl<const W: usize> Deref for Room<W> {
    type Target = [[f64; W]];

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        self.buffer[self.first..][..self.length].as_chunks().0
    }
}

impl<const W: usize> DerefMut for Room<W> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.buffer[self.first..][..self.length].as_chunks_mut().0
    }
}
