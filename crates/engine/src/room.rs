//! Room for the numbers of `W` lanes side by side, beginning at the start of a cache line: a vector that crossed two would cost two reads.

use std::ops::{Deref, DerefMut};

const CACHE_LINE: usize = 64;

/// As many numbers as two bytes can tell apart.
pub(crate) const PLACES: usize = 1 << 16;

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

impl<const W: usize> Room<W> {
    /// Zeros, so many that any place of two bytes is among them: whoever goes by such places need not ask whether each is there. Memory is
    /// taken only for those that are used.
    pub fn of_places() -> Self {
        Self::new(PLACES)
    }

    /// All numbers of a room made by [`Room::of_places`].
    #[inline(always)]
    pub fn places(&mut self) -> &mut [[f64; W]; PLACES] {
        self.first_chunk_mut()
            .unwrap_or_else(|| unreachable!("a room that is not of places"))
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
