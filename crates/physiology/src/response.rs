//! The shapes that responses take: saturation, inhibition, and how arrows gate them.
//!
//! All are written so that a healthy reference gives 1 (or its healthy value) and stay finite, smooth or piecewise smooth, and
//! positive for positive operands.

use engine::{Expr, IntoExpr};

/// `x / (half + x)` for `x` not below zero: half of the effect at `half`.
pub fn saturation<'g>(x: Expr<'g>, half: Expr<'g>) -> Expr<'g> {
    let x = x.max(0);
    x / (half + x)
}

/// `x^2 / (half^2 + x^2)`.
pub fn hill2<'g>(x: Expr<'g>, half: Expr<'g>) -> Expr<'g> {
    let ratio = x.max(0) / half;
    let square = ratio * ratio;
    square / (1 + square)
}

/// `x^n / (half^n + x^n)`.
pub fn hill<'g>(x: Expr<'g>, half: Expr<'g>, n: Expr<'g>) -> Expr<'g> {
    let power = (x.max(0) / half).pow(n);
    power / (1 + power)
}

/// `(half + 1) / (half + x)`: 1 at `x = 1`, falling with `x`.
pub fn inhibition<'g>(x: Expr<'g>, half: Expr<'g>) -> Expr<'g> {
    (half + 1) / (half + x.max(0))
}

/// `(1 + a) / (1 + a x)`: 1 at `x = 1`, falling with `x`, never zero.
pub fn falling<'g>(x: Expr<'g>, a: Expr<'g>) -> Expr<'g> {
    (1 + a) / (1 + a * x.max(0))
}

/// `(x + sqrt(x^2 + width^2)) / 2`: the positive part, rounded off over `width`.
pub fn smooth_positive<'g>(x: Expr<'g>, width: Expr<'g>) -> Expr<'g> {
    (x + (x * x + width * width).sqrt()) / 2
}

/// How far `hill(x)` is above its value at 1, on a scale where saturation is 1; zero at or below health.
pub fn excess_hill<'g>(x: Expr<'g>, half: Expr<'g>, n: Expr<'g>) -> Expr<'g> {
    let at_health = hill(x.graph().number(1), half, n);
    ((hill(x, half, n) - at_health) / (1 - at_health)).max(0)
}

/// A fall from 1 to 0 around `middle`, over a width: `1 / (1 + exp((x - middle) / width))`.
pub fn falling_step<'g>(x: Expr<'g>, middle: Expr<'g>, width: Expr<'g>) -> Expr<'g> {
    1 / (1 + ((x - middle) / width).exp())
}

/// A rise from 0 to 1 around `middle`, over a width.
pub fn rising_step<'g>(x: Expr<'g>, middle: Expr<'g>, width: Expr<'g>) -> Expr<'g> {
    1 / (1 + ((middle - x) / width).exp())
}

/// What an arrow of gain `arrow` lets through of a term: all of `value` at 1, the `healthy` value at 0.
pub fn gated<'g>(arrow: Expr<'g>, healthy: impl IntoExpr<'g>, value: Expr<'g>) -> Expr<'g> {
    let healthy = healthy.into_expr(arrow.graph());
    arrow * value + (1 - arrow) * healthy
}

/// The same for a term that is a saturating response: gated between its healthy value and its present one.
pub fn gated_saturation<'g>(
    arrow: Expr<'g>,
    x: Expr<'g>,
    reference: Expr<'g>,
    half: Expr<'g>,
) -> Expr<'g> {
    gated(arrow, saturation(reference, half), saturation(x, half))
}

/// One influence on a [`normalised`] sum.
#[derive(Clone, Copy)]
pub struct Term<'g> {
    /// How strongly it acts.
    pub gain: Expr<'g>,
    /// What acts.
    pub value: Expr<'g>,
    /// Its value in health.
    pub reference: Expr<'g>,
    /// Where it is half saturated.
    pub half: Expr<'g>,
    /// The arrow it belongs to: its gain in [0, 1].
    pub arrow: Expr<'g>,
}

impl<'g> Term<'g> {
    /// An influence that is 1 in health and belongs to no arrow.
    pub fn new(gain: Expr<'g>, value: Expr<'g>, half: Expr<'g>) -> Self {
        let one = gain.graph().number(1);
        Self {
            gain,
            value,
            reference: one,
            half,
            arrow: one,
        }
    }

    /// The same with another healthy value.
    #[must_use]
    pub fn reference(self, reference: Expr<'g>) -> Self {
        Self { reference, ..self }
    }

    /// The same, gated by an arrow.
    #[must_use]
    pub fn by(self, arrow: Expr<'g>) -> Self {
        Self { arrow, ..self }
    }
}

/// `(1 + sum of gain h(value)) / (1 + sum of gain h(reference))`: 1 when everything is at its healthy value, bounded by saturation; an
/// arrow that is cut freezes its term at the healthy value.
pub fn normalised<'g>(terms: &[Term<'g>]) -> Expr<'g> {
    let Some(first) = terms.first() else {
        unreachable!("a normalised sum is always written with at least one term")
    };
    let one = first.gain.graph().number(1);
    let now = terms.iter().fold(one, |sum, term| {
        sum + term.gain * gated_saturation(term.arrow, term.value, term.reference, term.half)
    });
    let healthy = terms.iter().fold(one, |sum, term| {
        sum + term.gain * saturation(term.reference, term.half)
    });
    now / healthy
}
