//! What somebody is given over the whole trial: an arm, or in a crossover both arms in an order, with what everybody has beside it.

use super::conduct::with_gaps;
use super::{Design, Trial};
use crate::cohort::Regimen;
use crate::scenario::Course;

/// A way through a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What it is called: the arm, or the arms in order.
    pub name: String,
    /// Periods in order.
    pub periods: Vec<Period>,
}

/// A period of a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    /// Which arm is given.
    pub arm: usize,
    /// The day on which it starts.
    pub start: f64,
}

impl Trial {
    /// The ways through the trial: as many as there are arms, or two orders.
    pub fn ways(&self) -> Vec<Way> {
        let Design::Crossover { cycles, washout } = self.design else {
            let alone = |(arm, named): (usize, &super::Arm)| Way {
                name: named.name.text.clone(),
                periods: vec![Period { arm, start: 0.0 }],
            };
            return self.arms.iter().enumerate().map(alone).collect();
        };
        let order = |first: usize| {
            let periods = (0..2 * cycles).map(|place| Period {
                arm: (first + place) % 2,
                start: place as f64 * (self.lasts + washout),
            });
            let other = &self.arms[1 - first].name.text;
            Way {
                name: format!("{} then {other}", self.arms[first].name.text),
                periods: periods.collect(),
            }
        };
        (0..2).map(order).collect()
    }

    /// The days on which people are seen over all periods, each once.
    pub fn days(&self) -> Vec<f64> {
        let ways = self.ways();
        let periods = ways.iter().flat_map(|way| &way.periods);
        let days = periods.flat_map(|period| self.visits.iter().map(|day| period.start + day));
        let mut days: Vec<f64> = days.collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        days
    }

    /// What somebody who forgets nothing is given in each way.
    pub(crate) fn unforgotten(&self) -> Vec<Regimen> {
        self.regimens(&self.ways(), &[], |_| false)
    }

    /// What somebody with these gaps is given in each way. All have the same stops, so that ways which are alike until a day give the same bits
    /// until then.
    pub(super) fn regimens(
        &self,
        ways: &[Way],
        gaps: &[(f64, f64)],
        can_be_forgotten: impl Fn(&Course) -> bool,
    ) -> Vec<Regimen> {
        let courses: Vec<Vec<Course>> = ways
            .iter()
            .map(|way| {
                let arms = way.periods.iter().flat_map(|period| self.given_in(*period));
                let mut all = with_gaps(&arms.collect::<Vec<_>>(), gaps, &can_be_forgotten);
                all.extend(self.background.clone());
                all
            })
            .collect();
        let times = courses.iter().flatten();
        let mut stops: Vec<f64> = times
            .flat_map(|course| [course.from, course.until])
            .filter(|day| day.is_finite())
            .collect();
        if self.conduct.rescue.is_some() {
            stops.extend(self.days());
        }
        stops.sort_by(f64::total_cmp);
        stops.dedup();
        let regimen = |courses| Regimen {
            courses,
            stops: stops.clone(),
        };
        courses.into_iter().map(regimen).collect()
    }

    /// The courses of a period, over the days of the trial.
    fn given_in(&self, period: Period) -> Vec<Course> {
        let arm = self.arms[period.arm].courses.iter();
        let within = |course: &Course| Course {
            from: period.start + course.from,
            until: period.start + course.until.min(self.lasts),
            ..course.clone()
        };
        arm.map(within).collect()
    }

    /// The same regimen, with rescue from a visit on.
    pub(super) fn rescued(&self, regimen: &Regimen, day: f64) -> Regimen {
        let mut rescued = regimen.clone();
        let courses = self
            .conduct
            .rescue
            .iter()
            .flat_map(|rescue| &rescue.courses);
        rescued.courses.extend(courses.map(|course| Course {
            from: day + course.from,
            until: day + course.until,
            ..course.clone()
        }));
        rescued
    }
}
