//! Responders: shares of people, and what two shares differ by.

use engine::math::{exp, ln};

use super::distributions::{chi_squared_above, normal_quantile};
use super::{Estimate, Fault, fault};

/// How many of a group responded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Who responded.
    pub responders: u64,
    /// Everybody.
    pub people: u64,
}

impl Group {
    /// A group.
    ///
    /// # Errors
    /// The group has nobody, or more responders than people.
    pub fn new(responders: u64, people: u64) -> Result<Self, Fault> {
        fault::at_least(1, "people in a group", people as usize)?;
        fault::at_least(
            responders as usize,
            "people for their responders",
            people as usize,
        )?;
        Ok(Self { responders, people })
    }

    /// The share of people who responded.
    pub fn share(&self) -> f64 {
        self.responders as f64 / self.people as f64
    }

    /// The interval that holds the true share with this confidence (Wilson 1927).
    ///
    /// # Errors
    /// The confidence is not between 0 and 1.
    pub fn interval(&self, confidence: f64) -> Result<(f64, f64), Fault> {
        let z = deviations(confidence)?;
        let (share, n) = (self.share(), self.people as f64);
        let narrowed = 1.0 + z * z / n;
        let centre = (share + 0.5 * z * z / n) / narrowed;
        let reach = z * (share * (1.0 - share) / n + 0.25 * z * z / (n * n)).sqrt() / narrowed;
        // At the ends the interval reaches 0 or 1 exactly, which rounding would miss.
        let lo = if self.responders == 0 {
            0.0
        } else {
            centre - reach
        };
        let hi = if self.responders == self.people {
            1.0
        } else {
            centre + reach
        };
        Ok((lo, hi))
    }

    fn others(&self) -> f64 {
        (self.people - self.responders) as f64
    }
}

/// A number with the interval around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranged {
    /// The number.
    pub value: f64,
    /// Where the true one lies, with the confidence asked for.
    pub interval: (f64, f64),
}

/// How many responders a share of people gains by treatment, with an interval (Newcombe 1998, method 10).
///
/// # Errors
/// The confidence is not between 0 and 1.
pub fn difference(control: Group, treated: Group, confidence: f64) -> Result<Ranged, Fault> {
    let (p, q) = (treated.share(), control.share());
    let (p_lo, p_hi) = treated.interval(confidence)?;
    let (q_lo, q_hi) = control.interval(confidence)?;
    let length = |a: f64, b: f64| (a * a + b * b).sqrt();
    Ok(Ranged {
        value: p - q,
        interval: (
            p - q - length(p - p_lo, q_hi - q),
            p - q + length(p_hi - p, q - q_lo),
        ),
    })
}

/// How many people must be treated for one more responder: the inverse of the difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberNeeded {
    /// The number; below zero when the control did better.
    pub value: f64,
    /// Its interval; none when that of the difference holds zero, since the number then runs through infinity.
    pub interval: Option<(f64, f64)>,
}

/// The number needed to treat (Altman 1998).
///
/// # Errors
/// Both shares are the same, or the confidence is not between 0 and 1.
pub fn number_needed(
    control: Group,
    treated: Group,
    confidence: f64,
) -> Result<NumberNeeded, Fault> {
    let Ranged {
        value,
        interval: (lo, hi),
    } = difference(control, treated, confidence)?;
    if value == 0.0 {
        return Err(Fault::NoVariance(
            "the share of responders between the arms",
        ));
    }
    Ok(NumberNeeded {
        value: 1.0 / value,
        interval: (lo * hi > 0.0).then(|| (1.0 / hi, 1.0 / lo)),
    })
}

/// The odds of treated people as a multiple of those of controls (Woolf 1955).
///
/// # Errors
/// Nobody or everybody responded in a group, or the confidence is not between 0 and 1.
pub fn odds_ratio(control: Group, treated: Group, confidence: f64) -> Result<Ranged, Fault> {
    let cells = [
        treated.responders as f64,
        treated.others(),
        control.responders as f64,
        control.others(),
    ];
    filled(&cells)?;
    let [a, b, c, d] = cells;
    ratio(
        a * d / (b * c),
        1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d,
        confidence,
    )
}

/// The share of treated people as a multiple of that of controls (Katz et al. 1978).
///
/// # Errors
/// Nobody responded in a group, or the confidence is not between 0 and 1.
pub fn risk_ratio(control: Group, treated: Group, confidence: f64) -> Result<Ranged, Fault> {
    let (a, c) = (treated.responders as f64, control.responders as f64);
    filled(&[a, c])?;
    let (n, m) = (treated.people as f64, control.people as f64);
    let variance = 1.0 / a - 1.0 / n + 1.0 / c - 1.0 / m;
    ratio(treated.share() / control.share(), variance, confidence)
}

fn filled(cells: &[f64]) -> Result<(), Fault> {
    match cells.contains(&0.0) {
        true => Err(Fault::NoVariance("the response of a group")),
        false => Ok(()),
    }
}

/// A ratio with an interval that is symmetric on its logarithm.
fn ratio(value: f64, variance: f64, confidence: f64) -> Result<Ranged, Fault> {
    let reach = deviations(confidence)? * variance.sqrt();
    let centre = ln(value);
    Ok(Ranged {
        value,
        interval: (exp(centre - reach), exp(centre + reach)),
    })
}

/// The difference between two shares, when the standard error is that of one share for all: its square is Pearson's chi-squared (1900).
///
/// # Errors
/// Nobody or everybody responded.
pub fn pooled_z(control: Group, treated: Group) -> Result<Estimate, Fault> {
    let (n, m) = (control.people as f64, treated.people as f64);
    let share = (control.responders + treated.responders) as f64 / (n + m);
    let variance = share * (1.0 - share) * (1.0 / n + 1.0 / m);
    if variance <= 0.0 {
        return Err(Fault::NoVariance("the response"));
    }
    Ok(Estimate {
        value: treated.share() - control.share(),
        se: variance.sqrt(),
        df: f64::INFINITY,
    })
}

/// The p value of Pearson's chi-squared test with Yates's correction (1934).
///
/// # Errors
/// Nobody or everybody responded.
pub fn corrected_chi_squared(control: Group, treated: Group) -> Result<f64, Fault> {
    let raw = pooled_z(control, treated)?;
    let correction = 0.5 * (1.0 / control.people as f64 + 1.0 / treated.people as f64);
    let corrected = (raw.value.abs() - correction).max(0.0) / raw.se;
    Ok(chi_squared_above(corrected * corrected))
}

/// How many standard errors an interval of this confidence reaches.
fn deviations(confidence: f64) -> Result<f64, Fault> {
    fault::probability("the confidence", confidence)?;
    Ok(normal_quantile(0.5 + 0.5 * confidence))
}
