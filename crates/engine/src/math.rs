//! Elementary functions whose bits are the same on every machine, for one number and for lanes of them.
//!
//! The platform's `exp` and `ln` differ between systems; these are made of additions, multiplications, divisions and comparisons only,
//! never fused, so that lanes, scalars and instruction sets agree bit for bit. Both are within 2 units in the last place.

// The coefficients are written with all digits of their exact value so that they can be checked.
#![allow(clippy::excessive_precision)]

/// `1 / ln 2`.
const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// The leading 33 bits of `ln 2`, so that whole multiples of it are exact.
const LN2_HI: f64 = 6.931_471_803_691_238_164_90e-1;
/// The rest of `ln 2`.
const LN2_LO: f64 = 1.908_214_929_270_587_700_02e-10;
/// Adding and subtracting it rounds to a whole number.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// From here on the exponential is not finite.
const EXP_MAX: f64 = 710.0;
/// Down from here it is zero.
const EXP_MIN: f64 = -746.0;
/// `2^-63`.
const TWO_MINUS_63: f64 = 1.084_202_172_485_504_4e-19;
/// `sqrt(2)`.
const SQRT_2: f64 = std::f64::consts::SQRT_2;
/// `2^54`, to bring subnormal numbers into the normal range.
const TWO_54: f64 = 18_014_398_509_481_984.0;

/// `2^n` of `n + ROUND` for whole `n` in the normal range: the lowest bits hold `n`.
#[inline(always)]
fn power_of_two(shifted: f64) -> f64 {
    f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52))
}

#[inline(always)]
fn exp_one(x: f64) -> f64 {
    // The comparisons keep what is not a number.
    let x = if x > EXP_MAX { EXP_MAX } else { x };
    let x = if x < EXP_MIN { EXP_MIN } else { x };
    let shifted = x * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r_hi = x - n * LN2_HI;
    let r_lo = n * LN2_LO;
    let r = r_hi - r_lo;
    // exp(r) = 1 + r + r c / (2 - c) on |r| <= ln 2 / 2, with a minimax c (the form of the fdlibm routine).
    let t = r * r;
    let c = r - t
        * (1.666_666_666_666_660_190_37e-1
            + t * (-2.777_777_777_701_559_338_42e-3
                + t * (6.613_756_321_437_934_361_17e-5
                    + t * (-1.653_390_220_546_525_153_90e-6
                        + t * 4.138_136_797_057_238_460_39e-8))));
    let y = 1.0 - ((r_lo - (r * c) / (2.0 - c)) - r_hi);
    // The scale may lie outside the normal range: it is brought into it, and the rest multiplied last.
    let tiny = x < -700.0;
    let moved = if tiny { 63.0 } else { -1.0 };
    let rest = if tiny { TWO_MINUS_63 } else { 2.0 };
    y * power_of_two(shifted + moved) * rest
}

#[inline(always)]
fn ln_one(x: f64) -> f64 {
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = if tiny { x * TWO_54 } else { x };
    let shift = if tiny { 54 } else { 0 };
    let bits = scaled.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1023 - shift;
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let large = mantissa > SQRT_2;
    let m = if large { mantissa * 0.5 } else { mantissa };
    // Whole numbers of that size are exact; adding them to 2^52 by bits avoids a conversion that does not vectorise.
    let k =
        f64::from_bits(((exponent + i64::from(large) + (1 << 51)) | 0x4330_0000_0000_0000) as u64)
            - 6_755_399_441_055_744.0;
    let f = m - 1.0;
    // ln(1 + f) = f - (f^2/2 - s (f^2/2 + R)), s = f / (2 + f) (the form of the fdlibm routine).
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let odd = w
        * (3.999_999_999_940_941_908_0e-1
            + w * (2.222_219_843_214_978_396_0e-1 + w * 1.531_383_769_920_937_332_0e-1));
    let even = z
        * (6.666_666_666_666_735_130_0e-1
            + w * (2.857_142_874_366_239_149_0e-1
                + w * (1.818_357_216_161_805_012_0e-1 + w * 1.479_819_860_511_658_591_0e-1)));
    let r = odd + even;
    let half_square = 0.5 * f * f;
    let value = k * LN2_HI - ((half_square - (s * (half_square + r) + k * LN2_LO)) - f);
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    let value = if x == f64::INFINITY { x } else { value };
    if x < 0.0 || x.is_nan() {
        f64::NAN
    } else {
        value
    }
}

/// The exponential.
pub fn exp(x: f64) -> f64 {
    exp_one(x)
}

/// The natural logarithm.
pub fn ln(x: f64) -> f64 {
    ln_one(x)
}

/// The exponential of every lane.
#[inline(always)]
pub fn exp_lanes<const W: usize>(x: &[f64; W]) -> [f64; W] {
    let mut result = [0.0; W];
    for lane in 0..W {
        result[lane] = exp_one(x[lane]);
    }
    result
}

/// The natural logarithm of every lane.
#[inline(always)]
pub fn ln_lanes<const W: usize>(x: &[f64; W]) -> [f64; W] {
    let mut result = [0.0; W];
    for lane in 0..W {
        result[lane] = ln_one(x[lane]);
    }
    result
}

/// A power of a number that is not negative, as `exp(exponent ln base)`.
pub fn pow(base: f64, exponent: f64) -> f64 {
    exp(exponent * ln(base))
}

/// The decimal logarithm.
pub fn log10(x: f64) -> f64 {
    ln(x) / std::f64::consts::LN_10
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance in units in the last place.
    fn ulps(a: f64, b: f64) -> u64 {
        if a == b {
            0
        } else {
            (a.to_bits() as i64).abs_diff(b.to_bits() as i64)
        }
    }

    fn sweep(count: u64, lo: f64, hi: f64) -> impl Iterator<Item = f64> {
        // A golden-ratio walk covers the range evenly.
        (0..count).map(move |i| lo + (hi - lo) * ((i as f64 * 0.618_033_988_749_894_9) % 1.0))
    }

    #[test]
    fn exp_is_within_two_units_of_the_last_place() {
        for (lo, hi) in [(-1.0, 1.0), (-30.0, 30.0), (-744.0, 709.7), (-1e-8, 1e-8)] {
            let worst = sweep(200_000, lo, hi)
                .map(|x| ulps(exp(x), libm::exp(x)))
                .max();
            assert!(worst <= Some(2), "{worst:?} units in [{lo}, {hi}]");
        }
    }

    #[test]
    fn ln_is_within_two_units_of_the_last_place() {
        for (lo, hi) in [
            (0.5, 2.0),
            (0.0, 1e-300),
            (1e-310, 1e-308),
            (1.0, 1e300),
            (0.99, 1.01),
        ] {
            let worst = sweep(200_000, lo, hi)
                .map(|x| ulps(ln(x), libm::log(x)))
                .max();
            assert!(worst <= Some(2), "{worst:?} units in [{lo}, {hi}]");
        }
    }

    #[test]
    fn special_values_are_right() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp(710.0), f64::INFINITY);
        assert_eq!(exp(-746.0), 0.0);
        assert!(exp(f64::NAN).is_nan());
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(-0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
        assert_eq!(ulps(ln(5e-324), libm::log(5e-324)), 0);
    }

    #[test]
    fn lanes_have_the_bits_of_scalars() {
        for x in sweep(1_000, -800.0, 800.0) {
            let lanes = exp_lanes(&[x, 0.3, x, -x, 1.0, x, x, f64::NAN]);
            assert_eq!(lanes[0].to_bits(), exp(x).to_bits());
            assert_eq!(lanes[3].to_bits(), exp(-x).to_bits());
            assert_eq!(ln_lanes(&[x.abs(); 8])[5].to_bits(), ln(x.abs()).to_bits());
        }
    }
}
