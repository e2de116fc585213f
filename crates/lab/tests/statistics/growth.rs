//! Mixed models on the dental growth data of Potthoff & Roy (1964), Biometrika 51: 313-326, <https://doi.org/10.2307/2334137>: the distance
//! from the pituitary to the pterygomaxillary fissure, mm, of 11 girls and 16 boys at ages 8, 10, 12 and 14.

use lab::statistics::mixed::{Covariance, Person, SmallSample, fit};
use lab::statistics::mmrm::mmrm;
use lab::statistics::{ancova::ancova, t_test};

use crate::common::{EXACT, assert_close};

const AGES: [f64; 4] = [8.0, 10.0, 12.0, 14.0];
const GIRLS: [[f64; 4]; 11] = [
    [21.0, 20.0, 21.5, 23.0],
    [21.0, 21.5, 24.0, 25.5],
    [20.5, 24.0, 24.5, 26.0],
    [23.5, 24.5, 25.0, 26.5],
    [21.5, 23.0, 22.5, 23.5],
    [20.0, 21.0, 21.0, 22.5],
    [21.5, 22.5, 23.0, 25.0],
    [23.0, 23.0, 23.5, 24.0],
    [20.0, 21.0, 22.0, 21.5],
    [16.5, 19.0, 19.0, 19.5],
    [24.5, 25.0, 28.0, 28.0],
];
const BOYS: [[f64; 4]; 16] = [
    [26.0, 25.0, 29.0, 31.0],
    [21.5, 22.5, 23.0, 26.5],
    [23.0, 22.5, 24.0, 27.5],
    [25.5, 27.5, 26.5, 27.0],
    [20.0, 23.5, 22.5, 26.0],
    [24.5, 25.5, 27.0, 28.5],
    [22.0, 22.0, 24.5, 26.5],
    [24.0, 21.5, 24.5, 25.5],
    [23.0, 20.5, 31.0, 26.0],
    [27.5, 28.0, 31.0, 31.5],
    [23.0, 23.0, 23.5, 25.0],
    [21.5, 23.5, 24.0, 28.0],
    [17.0, 24.5, 26.0, 29.5],
    [22.5, 25.5, 25.5, 26.0],
    [23.0, 24.5, 26.0, 30.0],
    [22.0, 21.5, 23.5, 25.0],
];

/// Boys are the control, girls the other arm.
fn children() -> (Vec<usize>, Vec<[f64; 4]>) {
    let boys = BOYS.iter().map(|child| (0, *child));
    boys.chain(GIRLS.iter().map(|child| (1, *child))).unzip()
}

fn seen(children: &[[f64; 4]]) -> Vec<Vec<Option<f64>>> {
    let child = |child: &[f64; 4]| child.iter().copied().map(Some).collect();
    children.iter().map(child).collect()
}

/// nlme: `gls(distance ~ factor(age) * Sex, correlation = corSymm(form = ~ 1 | Subject), weights = varIdent(form = ~ 1 | age))`.
#[test]
fn unstructured_covariance_meets_nlme() {
    let (arm, children) = children();
    let fitted = mmrm(&arm, &seen(&children), None).unwrap();
    assert_close(fitted.model.minus_two_log_likelihood, 414.034_801, 1e-8);
    // What sex adds at 14 beyond what it adds at 8.
    let weights = [1.0, -1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 1.0];
    for small in [SmallSample::Satterthwaite, SmallSample::KenwardRoger] {
        let later = fitted.contrast(&weights, small).unwrap();
        assert_close(later.value, -1.684_659_090_9, EXACT);
        assert_close(later.se, 0.874_122_422_2, EXACT);
        // With everybody seen, the covariance is the pooled one of 27 children in two groups.
        assert_close(later.df, 25.0, EXACT);
    }
}

/// nlme: `lme(distance ~ age * Sex, random = ~ 1 | Subject)`.
#[test]
fn a_random_intercept_meets_nlme() {
    let (arm, children) = children();
    let person = |(arm, child): (&usize, &[f64; 4])| {
        let girl = *arm as f64;
        Person {
            visits: (0..4).collect(),
            rows: AGES
                .iter()
                .map(|age| vec![1.0, *age, girl, girl * age])
                .collect(),
            outcomes: child.to_vec(),
        }
    };
    let people: Vec<Person> = arm.iter().zip(&children).map(person).collect();
    let fitted = fit(&people, Covariance::CompoundSymmetric).unwrap();
    assert_close(fitted.minus_two_log_likelihood, 433.757_249_2, 1e-8);
    let slope = fitted
        .contrast(&[0.0, 0.0, 0.0, 1.0], SmallSample::Satterthwaite)
        .unwrap();
    assert_close(slope.value, -0.304_829_545_5, EXACT);
    assert_close(slope.se, 0.121_420_896_1, EXACT);
    // Slopes are compared within children: 27 of them, three changes each, less two slopes.
    assert_close(slope.df, 79.0, EXACT);
}

/// A third of the children are lost after 10, and a fifth are not seen at 10. The same likelihood written out in NumPy with whole matrices and
/// climbed by SciPy's BFGS gives these values; standard errors and degrees of freedom are the formulas of Kenward & Roger (1997) there.
#[test]
fn missing_visits_meet_the_likelihood_written_out() {
    let (arm, children) = children();
    let mut outcomes = seen(&children);
    for (index, child) in outcomes.iter_mut().enumerate() {
        if index % 3 == 0 {
            (child[2], child[3]) = (None, None);
        }
        if index % 5 == 1 {
            child[1] = None;
        }
    }
    let fitted = mmrm(&arm, &outcomes, None).unwrap();
    assert_close(
        fitted.model.minus_two_log_likelihood,
        323.723_959_546_8,
        1e-9,
    );
    for (row, column, expected) in [
        (0, 0, 5.415_455),
        (1, 0, 2.344_723),
        (3, 2, 4.472_004),
        (3, 3, 5.331_035),
    ] {
        assert_close(fitted.model.between_visits[row][column], expected, 1e-5);
    }
    for (visit, value, se, widened, df) in [
        (1, -1.653_353_091_2, 0.857_509_69, 0.876_652_21, 22.223_54),
        (3, -3.159_451_798_1, 0.976_173_18, 0.992_877_97, 21.875_48),
    ] {
        let plain = fitted.effect(1, visit, SmallSample::Satterthwaite).unwrap();
        let wide = fitted.effect(1, visit, SmallSample::KenwardRoger).unwrap();
        assert_close(plain.value, value, 1e-5);
        assert_close(plain.se, se, 1e-5);
        assert_close(wide.se, widened, 1e-5);
        assert_close(plain.df, df, 1e-4);
        assert_eq!((wide.value, wide.df), (plain.value, plain.df));
    }
}

/// With everybody seen, a visit of the mixed model is that visit alone.
#[test]
fn complete_visits_are_analysed_as_if_alone() {
    let (arm, children) = children();
    let column = |visit: usize| {
        children
            .iter()
            .map(|child| child[visit])
            .collect::<Vec<f64>>()
    };
    let fitted = mmrm(&arm, &seen(&children), None).unwrap();
    for visit in 0..4 {
        let outcomes = column(visit);
        let (boys, girls) = outcomes.split_at(BOYS.len());
        let alone = t_test::pooled(boys, girls).unwrap();
        let effect = fitted.effect(1, visit, SmallSample::KenwardRoger).unwrap();
        assert_close(effect.value, alone.value, EXACT);
        assert_close(effect.se, alone.se, EXACT);
        assert_close(effect.df, alone.df, EXACT);
    }
    let later: Vec<[f64; 3]> = children
        .iter()
        .map(|child| [child[1], child[2], child[3]])
        .collect();
    let later: Vec<Vec<Option<f64>>> = later
        .iter()
        .map(|child| child.iter().copied().map(Some).collect())
        .collect();
    let fitted = mmrm(&arm, &later, Some(&column(0))).unwrap();
    for visit in 0..3 {
        let alone = ancova(&arm, &column(0), &column(visit + 1))
            .unwrap()
            .effects[0];
        let effect = fitted.effect(1, visit, SmallSample::KenwardRoger).unwrap();
        assert_close(effect.value, alone.value, EXACT);
        assert_close(effect.se, alone.se, EXACT);
        assert_close(effect.df, alone.df, EXACT);
    }
}
