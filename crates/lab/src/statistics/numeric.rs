//! Sums, roots and integrals.

use super::Fault;

/// The mean.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The sum of squares about the mean.
pub(crate) fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum()
}

/// The variance, with one degree of freedom spent on the mean.
pub(crate) fn variance(values: &[f64]) -> f64 {
    squares(values) / (values.len() as f64 - 1.0)
}

/// How two columns go together (Pearson 1895); 0 where one does not vary.
pub(crate) fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let products = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y));
    let scale = (squares(x) * squares(y)).sqrt();
    match scale > 0.0 {
        true => products.sum::<f64>() / scale,
        false => 0.0,
    }
}

/// The sum of products.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Where a function that rises or falls between two places is zero (Ridders 1979).
pub(crate) fn root(
    what: &'static str,
    (mut lo, mut hi): (f64, f64),
    f: impl Fn(f64) -> f64,
) -> Result<f64, Fault> {
    const STEPS: usize = 200;
    const CLOSE: f64 = 1e-14;
    let (mut at_lo, mut at_hi) = (f(lo), f(hi));
    if at_lo == 0.0 {
        return Ok(lo);
    }
    if at_hi == 0.0 {
        return Ok(hi);
    }
    let crosses = at_lo * at_hi < 0.0;
    if !crosses {
        return Err(Fault::DidNotConverge(what));
    }
    for _ in 0..STEPS {
        let middle = 0.5 * (lo + hi);
        let at_middle = f(middle);
        let scale = (at_middle * at_middle - at_lo * at_hi).sqrt();
        let step = (middle - lo) * at_middle / scale * (at_lo - at_hi).signum();
        let next = middle + step;
        let at_next = f(next);
        if at_next == 0.0 || at_middle == 0.0 {
            return Ok(if at_middle == 0.0 { middle } else { next });
        }
        // The tightest pair of the four places that still holds the root.
        let mut places = [
            (lo, at_lo),
            (middle, at_middle),
            (next, at_next),
            (hi, at_hi),
        ];
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let pair = places
            .windows(2)
            .find(|pair| pair[0].1 * pair[1].1 < 0.0)
            .ok_or(Fault::DidNotConverge(what))?;
        ((lo, at_lo), (hi, at_hi)) = (pair[0], pair[1]);
        if (hi - lo).abs() <= CLOSE * lo.abs().max(hi.abs()) {
            return Ok(0.5 * (lo + hi));
        }
    }
    Err(Fault::DidNotConverge(what))
}

/// The integral of a smooth function that has died away at both ends, by the trapezoidal rule: its error then falls exponentially with
/// the number of steps (Trefethen & Weideman 2014).
pub(crate) fn integral((lo, hi): (f64, f64), step: f64, f: impl Fn(f64) -> f64) -> f64 {
    let steps = ((hi - lo) / step).ceil();
    let width = (hi - lo) / steps;
    let inner = (1..steps as usize).map(|index| f(lo + width * index as f64));
    width * (0.5 * (f(lo) + f(hi)) + inner.sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_from_either_side() {
        let found = root("a root", (0.0, 5.0), |x| x * x - 2.0).unwrap();
        assert!((found - 2.0_f64.sqrt()).abs() < 1e-13, "{found}");
        let found = root("a root", (-9.0, 100.0), |x| 8.0 - x * x * x).unwrap();
        assert!((found - 2.0).abs() < 1e-13, "{found}");
        assert_eq!(root("a root", (0.0, 1.0), |x| x), Ok(0.0));
        assert_eq!(
            root("a root", (1.0, 2.0), |x| x),
            Err(Fault::DidNotConverge("a root"))
        );
    }

    #[test]
    fn a_bell_is_integrated_to_the_last_digits() {
        let area = integral((-9.0, 9.0), 0.5, |x| engine::math::exp(-0.5 * x * x));
        assert!((area - (2.0 * std::f64::consts::PI).sqrt()).abs() < 1e-14);
    }
}
