//! Warnings: what the reader of a result should know, a sentence each, with the field it is about, what was found and what is covered.
//!
//! A warning stops nothing. It says where an input has no effect, or where the answer goes further than the evidence behind it.

pub(crate) mod coverage;

use engine::{Reach, System};
use physiology::data::Data;

use crate::life::Life;
use crate::protocol::Protocol;
use crate::run_in::{LONGEST, Rested};
use crate::scenario::{Action, Course, Scenario};
use crate::why::Reason;
use coverage::EvidenceFor;

/// A distance above which a profile is met badly.
const BADLY_MET: f64 = 0.15;

/// A run as the warnings look at it.
pub(crate) struct Lived<'a> {
    pub data: &'a Data,
    pub scenario: &'a Scenario,
    pub life: &'a Life<'a>,
    /// The equations with what is the person's own.
    pub system: &'a System,
    pub rested: &'a Rested,
    /// Names of the outcomes that are asked for.
    pub chosen: &'a [String],
    /// What the courses did to each of them; empty when nobody asked.
    pub reasons: &'a [Reason],
}

impl Lived<'_> {
    /// All warnings: of the person's start, then course by course, then of the whole.
    pub fn warnings(&self) -> Vec<String> {
        let evidence = EvidenceFor {
            data: self.data,
            courses: &self.scenario.courses,
            life: self.life,
            weight: self.usual("person.weight"),
            traits: &self.scenario.person.traits,
        };
        let mut warnings = self.of_the_start();
        let habitual = evidence.habitual(self.scenario.food.as_ref()).into_iter();
        warnings.extend(habitual.filter_map(|aged| aged.warning(self.scenario.person.age)));
        let reach = self.reach_of_cuts();
        for (index, course) in self.scenario.courses.iter().enumerate() {
            if self
                .life
                .is_idle(index, self.end(), |name| self.usual(name))
            {
                warnings.push(idle(course));
            } else {
                warnings.extend(self.off_route(course, reach.as_ref()));
                warnings.extend(evidence.of_the_dose(index));
            }
            let age = self.scenario.person.age + course.from;
            let aged = evidence.aged(index).into_iter();
            warnings.extend(aged.filter_map(|aged| aged.warning(age)));
            warnings.extend(evidence.of_the_disease(index));
        }
        warnings.extend(evidence.of_the_length("sample.until", self.end()));
        warnings.extend(self.of_the_whole());
        warnings
    }

    fn end(&self) -> f64 {
        self.scenario.sampling.until
    }

    /// The value of a parameter when the life says nothing of it.
    fn usual(&self, name: &str) -> Option<f64> {
        let index = self.system.parameter(name)?;
        Some(self.system.parameters[index].default)
    }

    fn of_the_start(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.rested.run_in.steady {
            warnings.push(format!(
                "after {LONGEST:.0} days of run-in something still moved slowly; the baseline drifts a little"
            ));
        }
        if let Some(fit) = &self.rested.stool
            && fit.distance > BADLY_MET
        {
            warnings.push(format!(
                "the stool profile is met badly (Bray-Curtis distance {:.2}, met well up to {BADLY_MET})",
                fit.distance
            ));
        }
        warnings
    }

    fn of_the_whole(&self) -> Option<String> {
        if self.scenario.courses.is_empty() {
            return Some("no course is given: what is shown is the person at rest".to_owned());
        }
        let none = !self.reasons.is_empty() && !self.reasons.iter().any(Reason::is_effect);
        none.then(|| {
            format!(
                "the courses changed none of the outcomes that are asked for: {}",
                self.chosen.join(", ")
            )
        })
    }
}

/// Courses without effect.
fn idle(course: &Course) -> String {
    match &course.action {
        Action::Cut { arrow, gain } if *gain == 1.0 => format!(
            "`{}.gain`: found 1, which leaves {} as modelled; below 1 it is cut",
            course.field(),
            arrow.text
        ),
        _ => format!(
            "`{}`: changes nothing: the person would live the same without it",
            course.field()
        ),
    }
}

/// Arrows on no route.
impl Lived<'_> {
    /// The ways through the equations while everything that changes in this life may change; none when no arrow is cut.
    fn reach_of_cuts(&self) -> Option<Reach> {
        let is_cut = |course: &Course| matches!(course.action, Action::Cut { .. });
        if !self.scenario.courses.iter().any(is_cut) {
            return None;
        }
        let protocol = Protocol::of(self.life, &self.rested.state);
        let (common, varying) = protocol.changes(self.system, self.end());
        Some(Reach::new(&common, &varying))
    }

    fn off_route(&self, course: &Course, reach: Option<&Reach>) -> Option<String> {
        let Action::Cut { arrow, .. } = &course.action else {
            return None;
        };
        let parameter = self.system.parameter(&format!("arrow.{}", arrow.text))?;
        let reached = reach?.observables(parameter);
        let mut places = self
            .chosen
            .iter()
            .filter_map(|name| self.system.observable(name));
        let is_reached = places.any(|place| reached.contains(&place));
        (!is_reached).then(|| {
            format!(
                "`{}`: {} is on no route to the outcomes that are asked for in this person: cutting it changes none of {}",
                arrow.field,
                arrow.text,
                self.chosen.join(", ")
            )
        })
    }
}
