//! Several comparisons that share one error rate: p values adjusted so that each can be held against it directly.

use super::Fault;

/// How p values are adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// Step down: the chance of any false finding stays below the error rate, whatever the tests have to do with each other (Holm 1979).
    Holm,
    /// Step up: the same for tests that are independent or positively dependent (Hochberg 1988).
    Hochberg,
    /// Step up: the expected share of false findings among the findings stays below the rate (Benjamini & Hochberg 1995).
    BenjaminiHochberg,
}

/// The adjusted p values, in the order of the given ones.
///
/// # Errors
/// A p value is not from 0 to 1.
pub fn adjust(p: &[f64], adjustment: Adjustment) -> Result<Vec<f64>, Fault> {
    if let Some(value) = p.iter().find(|value| !(0.0..=1.0).contains(*value)) {
        return Err(Fault::OutOfRange {
            what: "a p value",
            value: *value,
            range: "from 0 to 1",
        });
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let count = p.len();
    // Ranks count from 1, the smallest p value.
    let multiple = |rank: usize| match adjustment {
        Adjustment::Holm | Adjustment::Hochberg => (count + 1 - rank) as f64,
        Adjustment::BenjaminiHochberg => count as f64 / rank as f64,
    };
    let mut adjusted: Vec<f64> = order
        .iter()
        .enumerate()
        .map(|(place, index)| (p[*index] * multiple(place + 1)).min(1.0))
        .collect();
    // An adjusted value may not fall where the given one rises.
    match adjustment {
        Adjustment::Holm => {
            for place in 1..count {
                adjusted[place] = adjusted[place].max(adjusted[place - 1]);
            }
        }
        Adjustment::Hochberg | Adjustment::BenjaminiHochberg => {
            for place in (1..count).rev() {
                adjusted[place - 1] = adjusted[place - 1].min(adjusted[place]);
            }
        }
    }
    let mut result = vec![0.0; count];
    for (index, value) in order.into_iter().zip(adjusted) {
        result[index] = value;
    }
    Ok(result)
}
