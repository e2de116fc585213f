//! Distributions against statrs and SciPy.

use lab::statistics::distributions::*;
use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal, StudentsT};

use crate::common::{EXACT, assert_close};

#[test]
fn central_distributions_agree_with_statrs() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    for x in [-6.0, -2.5, -0.3, 0.0, 0.7, 1.96, 5.0] {
        assert_close(normal_cdf(x), normal.cdf(x), 1e-10);
        assert_close(
            chi_squared_above(x * x),
            2.0 * normal.sf(f64::abs(x)),
            1e-10,
        );
        for df in [1.0, 2.5, 9.0, 57.0, 1234.0] {
            let t = StudentsT::new(0.0, 1.0, df).unwrap();
            assert_close(student_t_cdf(x, df), t.cdf(x), 1e-10);
            assert_close(student_t_two_sided(x, df), 2.0 * t.sf(f64::abs(x)), 1e-10);
            let f = FisherSnedecor::new(3.0, df).unwrap();
            assert_close(fisher_f_above(x * x, (3.0, df)), f.sf(x * x), 1e-10);
        }
    }
}

/// Tables of every textbook: Student's t and Fisher's F at 5 %.
#[test]
fn quantiles_undo_the_distributions() {
    assert_close(
        student_t_quantile(0.975, 1.0).unwrap(),
        12.706_204_736,
        1e-9,
    );
    assert_close(
        student_t_quantile(0.975, 10.0).unwrap(),
        2.228_138_852,
        1e-9,
    );
    assert_close(
        student_t_quantile(0.975, f64::INFINITY).unwrap(),
        1.959_963_985,
        1e-9,
    );
    assert_close(
        fisher_f_critical(0.05, (2.0, 10.0)).unwrap(),
        4.102_821_015,
        1e-9,
    );
    for df in [1.0, 3.3, 20.0, 1e6] {
        for probability in [1e-8, 0.01, 0.3, 0.5, 0.8, 0.999] {
            let t = student_t_quantile(probability, df).unwrap();
            assert_close(student_t_cdf(t, df), probability, 1e-9);
        }
    }
}

/// SciPy: `nct.cdf`, `ncf.sf`.
#[test]
fn noncentral_distributions_agree_with_scipy() {
    for (t, df, noncentrality, expected) in [
        (2.0, 10.0, 1.0, 0.807_611_562_530_375_2),
        (-1.0, 3.0, 0.5, 0.092_121_209_814_359_42),
        (2.0, 1.0, 2.0, 0.367_791_415_270_670_94),
        (5.0, 30.0, 4.2, 0.737_604_483_044_169_3),
        (1.9786, 126.0, 2.8284, 0.198_445_918_750_534_74),
        (-2.0, 5.0, 1.0, 0.005_896_462_289_842_157),
        (20.0, 12.0, 15.0, 0.865_977_970_698_453_1),
    ] {
        assert_close(noncentral_t_cdf(t, df, noncentrality), expected, 1e-9);
    }
    assert_close(
        noncentral_t_cdf(1.3, 7.0, 0.0),
        student_t_cdf(1.3, 7.0),
        1e-12,
    );
    for (f, df, noncentrality, expected) in [
        (3.1, (2.0, 87.0), 5.625, 0.539_825_069_877_093_1),
        (1.0, (1.0, 5.0), 3.0, 0.777_416_709_449_351_9),
        (2.5, (4.0, 20.0), 60.0, 0.999_992_633_173_002_4),
        (4.0, (3.0, 10.0), 0.01, 0.041_700_717_803_200_88),
    ] {
        assert_close(noncentral_f_above(f, df, noncentrality), expected, EXACT);
    }
}
