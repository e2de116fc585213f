//! Endpoints: what is asked of an outcome, and what somebody's outcome comes to as one number.
//!
//! An endpoint names its estimand (ICH E9(R1)): besides the variable and the visit it says what becomes of it when somebody is given rescue
//! medication.

use crate::scenario::Named;

/// What is asked of an outcome.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its name, such as `PASI75`.
    pub name: Named,
    /// The outcome.
    pub outcome: Named,
    /// What is made of it.
    pub measure: Measure,
    /// The day, counted from the start of the arm or period.
    pub at: f64,
    /// Which way is better.
    pub better: Better,
    /// Whether the trial is about it.
    pub primary: bool,
    /// What becomes of it when somebody is given rescue medication.
    pub strategy: Strategy,
}

/// What is made of an outcome.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Measure {
    /// The value.
    Value,
    /// The change from baseline.
    Change,
    /// The change from baseline, as a percentage of it.
    PercentChange,
    /// Whether somebody responded.
    Response(Response),
    /// The time until somebody responded, d.
    TimeTo(Response),
}

/// What counts as a response: all that is given.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Response {
    /// The least share of the baseline by which it must have fallen.
    pub reduced_by: f64,
    /// The least that it must have fallen.
    pub fallen_by: f64,
    /// The greatest value.
    pub at_most: f64,
    /// The least value.
    pub at_least: f64,
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// Less is.
    Lower,
    /// More is.
    Higher,
}

/// What becomes of an endpoint when somebody is given rescue medication (ICH E9(R1)).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strategy {
    /// It is what it is, rescue included.
    TreatmentPolicy,
    /// It is what it would have been without rescue.
    Hypothetical,
    /// To be rescued is to have failed: no response, and no change from baseline.
    Composite,
    /// It is what it was when rescue began.
    WhileOnTreatment,
    /// Only those count who would need no rescue in any arm.
    PrincipalStratum,
}

impl Strategy {
    /// Names in trials.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("treatment policy", Self::TreatmentPolicy),
        ("hypothetical", Self::Hypothetical),
        ("composite", Self::Composite),
        ("while on treatment", Self::WhileOnTreatment),
        ("principal stratum", Self::PrincipalStratum),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, other)| *other == self)
            .map_or("", |(name, _)| name)
    }
}

/// An outcome of somebody over the visits of an arm or period.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// By visit, as it was; none where nothing was seen.
    pub actual: &'a [Option<f64>],
    /// By visit, as it would have been without rescue.
    pub unrescued: &'a [Option<f64>],
    /// The visit at which rescue began; what is seen there is not touched by it yet.
    pub rescued_at: Option<usize>,
}

impl Response {
    /// Asks for nothing.
    pub(crate) const ANY: Self = Self {
        reduced_by: f64::NEG_INFINITY,
        fallen_by: f64::NEG_INFINITY,
        at_most: f64::INFINITY,
        at_least: f64::NEG_INFINITY,
    };

    /// Whether it asks by how much of the baseline it fell.
    pub(crate) fn asks_for_share(&self) -> bool {
        self.reduced_by.is_finite()
    }

    /// Whether it asks by how much it fell.
    pub(crate) fn asks_for_fall(&self) -> bool {
        self.fallen_by.is_finite()
    }

    /// Whether much of the outcome is a response, not little.
    pub(crate) fn asks_for_much(&self) -> bool {
        self.at_least.is_finite()
    }

    /// Whether a value is a response, given the baseline.
    pub fn is_met(&self, baseline: f64, value: f64) -> bool {
        let fall = baseline - value;
        let enough = self.reduced_by == f64::NEG_INFINITY || fall >= self.reduced_by * baseline;
        enough && fall >= self.fallen_by && (self.at_least..=self.at_most).contains(&value)
    }
}

impl Measure {
    /// Whether it is a yes or no.
    pub fn is_binary(&self) -> bool {
        matches!(self, Self::Response(_))
    }

    /// Whether it is a time.
    pub fn is_time(&self) -> bool {
        matches!(self, Self::TimeTo(_))
    }

    /// What a value comes to, given the baseline. Yes is 1 and no is 0.
    fn of(&self, baseline: f64, value: f64) -> f64 {
        match self {
            Self::Value => value,
            Self::Change => value - baseline,
            Self::PercentChange if baseline == 0.0 => 0.0,
            Self::PercentChange => 100.0 * (value - baseline) / baseline,
            Self::Response(response) | Self::TimeTo(response) => {
                f64::from(u8::from(response.is_met(baseline, value)))
            }
        }
    }
}

impl Endpoint {
    /// What the endpoint comes to at a visit; none where it is not known, or where the person does not count.
    pub fn value(&self, course: &Course<'_>, visit: usize) -> Option<f64> {
        let baseline = (*course.actual.first()?)?;
        let rescued = course.rescued_at.filter(|at| *at < visit);
        let of = |values: &[Option<f64>], visit: usize| {
            Some(self.measure.of(baseline, (*values.get(visit)?)?))
        };
        match (rescued, self.strategy) {
            (None, _) | (_, Strategy::TreatmentPolicy) => of(course.actual, visit),
            (_, Strategy::Hypothetical) => of(course.unrescued, visit),
            (_, Strategy::Composite) => match self.measure {
                Measure::Response(_) | Measure::TimeTo(_) => Some(0.0),
                Measure::Value => Some(baseline),
                Measure::Change | Measure::PercentChange => Some(0.0),
            },
            (Some(at), Strategy::WhileOnTreatment) => of(course.actual, at),
            (_, Strategy::PrincipalStratum) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(measure: Measure, strategy: Strategy) -> Endpoint {
        Endpoint {
            name: Named::said("x"),
            outcome: Named::said("skin.easi"),
            measure,
            at: 84.0,
            better: Better::Lower,
            primary: true,
            strategy,
        }
    }

    /// Rescue that adds -5 to 30 % of placebo moves the mean of treatment policy by 1.5, and nothing but that.
    #[test]
    fn strategies_differ_by_what_rescue_does() {
        let people = 1000;
        let mean = |strategy| {
            let endpoint = endpoint(Measure::Change, strategy);
            let of = |person: usize| {
                let rescued = person % 10 < 3;
                let unrescued = [Some(30.0), Some(28.0), Some(26.0)];
                let mut actual = unrescued;
                if rescued {
                    actual[2] = Some(21.0);
                }
                let course = Course {
                    actual: &actual,
                    unrescued: &unrescued,
                    rescued_at: rescued.then_some(1),
                };
                endpoint.value(&course, 2)
            };
            let values: Vec<f64> = (0..people).filter_map(of).collect();
            values.iter().sum::<f64>() / values.len() as f64
        };
        assert!(
            (mean(Strategy::TreatmentPolicy) - mean(Strategy::Hypothetical) + 1.5).abs() < 1e-12
        );
        assert!((mean(Strategy::Hypothetical) + 4.0).abs() < 1e-12);
        assert!((mean(Strategy::Composite) + 4.0 * 0.7).abs() < 1e-12);
        assert!((mean(Strategy::WhileOnTreatment) + 4.0 * 0.7 + 2.0 * 0.3).abs() < 1e-12);
        assert!((mean(Strategy::PrincipalStratum) + 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_response_takes_all_that_is_asked() {
        let response = Response {
            reduced_by: 0.75,
            fallen_by: f64::NEG_INFINITY,
            at_most: 2.0,
            at_least: f64::NEG_INFINITY,
        };
        assert!(response.is_met(8.0, 2.0));
        assert!(!response.is_met(8.0, 2.1));
        assert!(!response.is_met(4.0, 1.5));
    }
}
