//! Ranks: how two numbers go together, whatever their distributions are (Spearman 1904).

use super::numeric::correlation;

/// Spearman's rank correlation of pairs; zero where nothing varies.
pub fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let one = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<f64>>());
    let other = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<f64>>());
    correlation(&one, &other)
}

/// Ranks from 1; those of equal values are the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let equal = |place: &&usize| values[**place] == values[order[first]];
        let count = order[first..].iter().take_while(equal).count();
        let rank = first as f64 + 0.5 * (count as f64 + 1.0);
        order[first..first + count]
            .iter()
            .for_each(|place| ranks[*place] = rank);
        first += count;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(spearman(&[(1.0, 10.0), (2.0, 20.0), (3.0, 90.0)]), 1.0);
        assert_eq!(spearman(&[(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]), -1.0);
        assert_eq!(spearman(&[(1.0, 5.0), (2.0, 5.0)]), 0.0);
    }
}
