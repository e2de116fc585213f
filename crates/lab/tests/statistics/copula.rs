//! Numbers that go together.

use lab::statistics::Fault;
use lab::statistics::copula::*;

use crate::common::{Stream, assert_close};

#[test]
fn correlations_are_converted_as_by_hand() {
    assert_close(to_spearman(0.5).unwrap(), 0.482_583_739_5, 1e-9);
    assert_close(to_kendall(0.5).unwrap(), 1.0 / 3.0, 1e-12);
    assert_close(
        to_lognormal(0.6, (0.5, 0.5)).unwrap(),
        0.569_787_889_5,
        1e-9,
    );
    assert_close(
        from_lognormal(0.6, (0.5, 0.5)).unwrap(),
        0.629_434_401_5,
        1e-9,
    );
    for r in [-0.9, -0.3, 0.2, 0.99] {
        assert_close(from_spearman(to_spearman(r).unwrap()).unwrap(), r, 1e-12);
        assert_close(from_kendall(to_kendall(r).unwrap()).unwrap(), r, 1e-12);
        let sds = (0.3, 0.9);
        assert_close(
            from_lognormal(to_lognormal(r, sds).unwrap(), sds).unwrap(),
            r,
            1e-12,
        );
    }
    // Lognormal numbers of wide spread cannot be opposed.
    assert!(from_lognormal(-0.9, (1.5, 1.5)).is_err());
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank as f64;
    }
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let centre = |values: &[f64]| -> Vec<f64> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|value| value - mean).collect()
    };
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (a, b) = (centre(a), centre(b));
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// 100 000 people have every rank correlation within 0.01.
#[test]
fn people_have_the_rank_correlations_asked_for() {
    const PEOPLE: usize = 100_000;
    let wanted = [(0, 1, 0.6), (0, 2, -0.3), (1, 2, 0.2)];
    let pairs = wanted.map(|(row, column, r)| (row, column, from_spearman(r).unwrap()));
    let copula = Copula::new(3, &pairs).unwrap();
    let mut stream = Stream::of(15, 0);
    let mut columns = [const { Vec::new() }; 3];
    for _ in 0..PEOPLE {
        let scores = copula.scores(&stream.scores(3, 0.0)).unwrap();
        for (column, score) in columns.iter_mut().zip(scores) {
            column.push(score);
        }
    }
    let ranks: Vec<Vec<f64>> = columns.iter().map(|column| ranks(column)).collect();
    for (row, column, r) in wanted {
        let found = correlation(&ranks[row], &ranks[column]);
        assert!((found - r).abs() < 0.01, "{row} {column}: {found}");
    }
}

#[test]
fn contradictions_name_their_pair() {
    let refused = |numbers, pairs: &[(usize, usize, f64)]| Copula::new(numbers, pairs).unwrap_err();
    let broken = |row, column| Fault::NotPositiveDefinite {
        pair: (row, column),
    };
    // 0 goes with 1 and 1 with 3, so 3 cannot go against 0.
    let pairs = [(0, 1, 0.9), (1, 3, 0.9), (0, 3, -0.9), (2, 0, 0.1)];
    assert!(matches!(
        refused(4, &pairs),
        Fault::NotPositiveDefinite { pair: (3, _) }
    ));
    assert_eq!(refused(3, &[(0, 2, 1.0)]), broken(2, 0));
    assert_eq!(refused(3, &[(0, 2, 0.5), (2, 0, 0.4)]), broken(2, 0));
    assert_eq!(refused(3, &[(1, 1, 0.5)]), broken(1, 1));
    assert!(matches!(refused(2, &[(0, 5, 0.5)]), Fault::TooFew { .. }));
    assert!(matches!(
        refused(2, &[(0, 1, f64::NAN)]),
        Fault::NotPositiveDefinite { .. }
    ));
}
