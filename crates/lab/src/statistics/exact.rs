//! Fisher's exact test of two shares (1935).

use engine::math::{exp, ln};
use libm::lgamma;

use super::responders::Group;
use super::{Fault, fault};

/// The tables that the margins allow, by how many of the treated responded, with the probability of each when treatment does nothing.
struct Tables {
    first: u64,
    probabilities: Vec<f64>,
}

impl Tables {
    fn of(control: u64, treated: u64, responders: u64) -> Self {
        let first = responders.saturating_sub(control);
        let last = responders.min(treated);
        let all = ln_choose(control + treated, responders);
        let probability =
            |count| exp(ln_choose(treated, count) + ln_choose(control, responders - count) - all);
        Self {
            first,
            probabilities: (first..=last).map(probability).collect(),
        }
    }

    /// The p value of each table: the probability of all that are no likelier.
    fn p_values(&self) -> Vec<f64> {
        /// Tables whose probabilities differ by less are as likely as each other.
        const TIE: f64 = 1.0 + 1e-7;
        let mut order: Vec<usize> = (0..self.probabilities.len()).collect();
        order.sort_by(|a, b| self.probabilities[*a].total_cmp(&self.probabilities[*b]));
        let mut p_values = vec![0.0; order.len()];
        let (mut sum, mut next) = (0.0, 0);
        for table in &order {
            let limit = self.probabilities[*table] * TIE;
            while next < order.len() && self.probabilities[order[next]] <= limit {
                sum += self.probabilities[order[next]];
                next += 1;
            }
            p_values[*table] = f64::min(sum, 1.0);
        }
        p_values
    }
}

/// The two-sided p value: how often chance alone gives a table that is no likelier than this one.
pub fn fisher(control: Group, treated: Group) -> f64 {
    let responders = control.responders + treated.responders;
    let tables = Tables::of(control.people, treated.people, responders);
    tables.p_values()[(treated.responders - tables.first) as usize]
}

/// How often Fisher's test rejects at `alpha`, given the true shares and the numbers of people.
///
/// # Errors
/// A share or `alpha` is not between 0 and 1, or a group has nobody.
pub fn fisher_power(
    (control_share, treated_share): (f64, f64),
    (control, treated): (u64, u64),
    alpha: f64,
) -> Result<f64, Fault> {
    fault::probability("alpha", alpha)?;
    fault::probability("the share of the control", control_share)?;
    fault::probability("the share of the treated", treated_share)?;
    Group::new(0, control)?;
    Group::new(0, treated)?;
    let of_control = binomial(control, control_share);
    let of_treated = binomial(treated, treated_share);
    let rejected_with = |responders: u64| {
        let tables = Tables::of(control, treated, responders);
        let counts = tables.first..;
        let rejected = counts.zip(tables.p_values()).filter(|(_, p)| *p <= alpha);
        let probability = |(count, _): (u64, f64)| {
            of_treated[count as usize] * of_control[(responders - count) as usize]
        };
        rejected.map(probability).sum::<f64>()
    };
    Ok((0..=control + treated).map(rejected_with).sum())
}

/// The probability of every number of responders.
fn binomial(people: u64, share: f64) -> Vec<f64> {
    let (yes, no) = (ln(share), ln(1.0 - share));
    let probability = |count: u64| {
        exp(ln_choose(people, count) + count as f64 * yes + (people - count) as f64 * no)
    };
    (0..=people).map(probability).collect()
}

fn ln_choose(of: u64, chosen: u64) -> f64 {
    let ln_factorial = |count: u64| lgamma(count as f64 + 1.0);
    ln_factorial(of) - ln_factorial(chosen) - ln_factorial(of - chosen)
}
