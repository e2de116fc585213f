//! The loops that execute runs.
//!
//! Everything here is inlined into its caller, so that a caller compiled for wider instructions gets wider loops. Only the loop over
//! lanes becomes vectors; operations of a run are done one after the other, because a result may take the slot of an earlier operand.
//! There are as many values as slots can be told apart, so that no slot need be looked at before it is used.

use super::{Kind, Run, Slot, Tape};
use crate::math::{exp_lanes, ln_lanes};
use crate::room::PLACES;

/// The slots of `W` lanes.
type Values<const W: usize> = [[f64; W]; PLACES];

impl Tape {
    /// Runs it on lanes: `values` are the slots, `out` takes what is emitted.
    #[inline(always)]
    pub fn run<const W: usize>(&self, values: &mut Values<W>, out: &mut [[f64; W]]) {
        for run in &self.runs {
            let (slots, numbers) = self.lists(run);
            match run.kind {
                Kind::Sqrt => unary(values, slots, square_roots),
                Kind::Exp => unary(values, slots, exp_lanes),
                Kind::Ln => unary(values, slots, ln_lanes),
                Kind::Div => binary(values, slots, |a, b| a / b),
                Kind::Min => binary(values, slots, |a, b| if a < b { a } else { b }),
                Kind::Max => binary(values, slots, |a, b| if a > b { a } else { b }),
                Kind::Select => select(values, slots),
                Kind::Affine => affine(values, slots, numbers),
                // Where the compiler knows the count it needs no inner loop; most operations are that short.
                Kind::Product(1) => product(values, slots, numbers, 1),
                Kind::Product(2) => product(values, slots, numbers, 2),
                Kind::Product(3) => product(values, slots, numbers, 3),
                Kind::Product(count) => product(values, slots, numbers, count as usize),
                Kind::Linear(2) => linear(values, slots, numbers, 2),
                Kind::Linear(3) => linear(values, slots, numbers, 3),
                Kind::Linear(count) => linear(values, slots, numbers, count as usize),
                Kind::Bilinear(2) => bilinear(values, slots, numbers, 2),
                Kind::Bilinear(count) => bilinear(values, slots, numbers, count as usize),
                Kind::Emit => emit(values, slots, out),
            }
        }
    }

    #[inline(always)]
    fn lists(&self, run: &Run) -> (&[Slot], &[f64]) {
        let (count, slot, number) = (run.count as usize, run.slot as usize, run.number as usize);
        let slots = &self.slots[slot..slot + count * (1 + run.kind.operands())];
        (
            slots,
            &self.numbers[number..number + count * run.kind.numbers()],
        )
    }
}

#[inline(always)]
fn unary<const W: usize>(
    values: &mut Values<W>,
    slots: &[Slot],
    op: impl Fn(&[f64; W]) -> [f64; W],
) {
    for [result, a] in slots.as_chunks().0 {
        values[*result as usize] = op(&values[*a as usize]);
    }
}

#[inline(always)]
fn square_roots<const W: usize>(a: &[f64; W]) -> [f64; W] {
    // (An array's own `map` is not always inlined, and then not compiled for the wider instructions.)
    let mut value = [0.0; W];
    for lane in 0..W {
        value[lane] = a[lane].sqrt();
    }
    value
}

#[inline(always)]
fn binary<const W: usize>(values: &mut Values<W>, slots: &[Slot], op: impl Fn(f64, f64) -> f64) {
    for [result, a, b] in slots.as_chunks().0 {
        let (a, b) = (&values[*a as usize], &values[*b as usize]);
        let mut value = [0.0; W];
        for lane in 0..W {
            value[lane] = op(a[lane], b[lane]);
        }
        values[*result as usize] = value;
    }
}

#[inline(always)]
fn affine<const W: usize>(values: &mut Values<W>, slots: &[Slot], numbers: &[f64]) {
    let operations = slots.as_chunks().0.iter().zip(numbers.as_chunks().0);
    for ([result, a], [factor, constant]) in operations {
        let a = &values[*a as usize];
        let mut value = [0.0; W];
        for lane in 0..W {
            value[lane] = factor * a[lane] + constant;
        }
        values[*result as usize] = value;
    }
}

#[inline(always)]
fn select<const W: usize>(values: &mut Values<W>, slots: &[Slot]) {
    for [result, left, right, then, otherwise] in slots.as_chunks().0 {
        let (left, right) = (&values[*left as usize], &values[*right as usize]);
        let (then, otherwise) = (&values[*then as usize], &values[*otherwise as usize]);
        let mut value = [0.0; W];
        for lane in 0..W {
            // Both are read before one is taken: a choice between places in memory would be a jump.
            let (then, otherwise) = (then[lane], otherwise[lane]);
            value[lane] = if left[lane] >= right[lane] {
                then
            } else {
                otherwise
            };
        }
        values[*result as usize] = value;
    }
}

#[inline(always)]
fn product<const W: usize>(values: &mut Values<W>, slots: &[Slot], numbers: &[f64], count: usize) {
    for (slots, number) in slots.chunks_exact(1 + count).zip(numbers) {
        let mut product = [*number; W];
        for factor in &slots[1..] {
            let factor = &values[*factor as usize];
            for lane in 0..W {
                product[lane] *= factor[lane];
            }
        }
        values[slots[0] as usize] = product;
    }
}

#[inline(always)]
fn linear<const W: usize>(values: &mut Values<W>, slots: &[Slot], numbers: &[f64], count: usize) {
    let rows = slots.chunks_exact(1 + count);
    for (slots, numbers) in rows.zip(numbers.chunks_exact(count)) {
        let mut sum = [0.0; W];
        // A sum that began with zero would turn a negative zero into a positive one.
        let first = &values[slots[1] as usize];
        for lane in 0..W {
            sum[lane] = numbers[0] * first[lane];
        }
        for (slot, number) in slots[2..].iter().zip(&numbers[1..]) {
            let value = &values[*slot as usize];
            for lane in 0..W {
                sum[lane] += number * value[lane];
            }
        }
        values[slots[0] as usize] = sum;
    }
}

#[inline(always)]
fn bilinear<const W: usize>(values: &mut Values<W>, slots: &[Slot], numbers: &[f64], count: usize) {
    let rows = slots.chunks_exact(1 + 2 * count);
    for (slots, numbers) in rows.zip(numbers.chunks_exact(count)) {
        let (a, b) = (&values[slots[1] as usize], &values[slots[2] as usize]);
        let mut sum = [0.0; W];
        for lane in 0..W {
            sum[lane] = numbers[0] * (a[lane] * b[lane]);
        }
        for ([a, b], number) in slots[3..].as_chunks().0.iter().zip(&numbers[1..]) {
            let (a, b) = (&values[*a as usize], &values[*b as usize]);
            for lane in 0..W {
                sum[lane] += number * (a[lane] * b[lane]);
            }
        }
        values[slots[0] as usize] = sum;
    }
}

#[inline(always)]
fn emit<const W: usize>(values: &Values<W>, slots: &[Slot], out: &mut [[f64; W]]) {
    for [place, value] in slots.as_chunks().0 {
        out[*place as usize] = values[*value as usize];
    }
}
