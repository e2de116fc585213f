//! Warnings: what the reader of a result should know, a sentence each, with the field it is about, what was found and what is covered.
//!
//! A warning stops nothing. It says where an input has no effect, or where the answer goes further than the evidence behind it.

use engine::{Reach, System, Unit};
use physiology::agents::{Agent, Kind};
use physiology::coverage::Covered;
use physiology::data::Data;

use crate::life::Life;
use crate::protocol::Protocol;
use crate::run_in::{LONGEST, Rested};
use crate::scenario::{Action, Course, Food, Named, Scenario};
use crate::why::Reason;

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
        let mut warnings = self.of_the_start();
        warnings.extend(self.of_the_habitual_diet());
        let reach = self.reach_of_cuts();
        for (index, course) in self.scenario.courses.iter().enumerate() {
            if self
                .life
                .is_idle(index, self.end(), |name| self.usual(name))
            {
                warnings.push(idle(course));
            } else {
                warnings.extend(self.off_route(course, reach.as_ref()));
                warnings.extend(self.of_the_dose(index, course));
            }
            warnings.extend(self.of_the_age(index, course));
        }
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

/// Doses and ages that evidence does not cover.
impl Lived<'_> {
    fn of_the_dose(&self, index: usize, course: &Course) -> Option<String> {
        let (agent, relative) = self.life.taken(index)?;
        let covered = agent.doses.as_ref().or(self.data.coverage.doses.as_ref())?;
        let lightness = self.lightness(agent);
        let relative = relative * lightness;
        if covered.covers(relative) {
            return None;
        }
        let of_weight = if lightness > 1.0 {
            " for the weight"
        } else {
            ""
        };
        Some(format!(
            "`{}.dose`: {} times the usual dose of {} ({}){of_weight}; the evidence covers {covered} times{}",
            course.field(),
            rounded(relative),
            agent.name,
            usual_dose(agent),
            because(covered)
        ))
    }

    /// How much more a drug means in a body lighter than the one whose dose is usual: children are dosed by weight.
    fn lightness(&self, agent: &Agent) -> f64 {
        let is_weighed =
            Unit::parse("g").is_ok_and(|gram| gram.dimension() == agent.dose.unit.dimension());
        let usual = self.data.inputs.get("person.weight");
        let usual = usual.map(|weight| weight.unit.to_base(weight.value));
        match (usual, self.usual("person.weight")) {
            (Some(usual), Some(weight)) if is_weighed && agent.kind != Kind::Product => {
                (usual / weight).max(1.0)
            }
            _ => 1.0,
        }
    }

    fn of_the_age(&self, index: usize, course: &Course) -> Vec<String> {
        let age = self.scenario.person.age + course.from;
        let agent = self.life.taken(index).map(|(agent, _)| agent);
        let of_agent = agent.and_then(|agent| {
            let covered = agent.ages.as_ref()?;
            too_young_or_old(&course.field(), &agent.name, covered, age)
        });
        let diets = match &course.action {
            Action::Diet(food) => named(food),
            Action::Eat { food, dose: None } if agent.is_none() => vec![food],
            _ => Vec::new(),
        };
        let of_diets = diets.into_iter().filter_map(|name| self.of_diet(name, age));
        of_agent.into_iter().chain(of_diets).collect()
    }

    fn of_the_habitual_diet(&self) -> Vec<String> {
        let food = self.scenario.food.iter().flat_map(named);
        food.filter_map(|name| self.of_diet(name, self.scenario.person.age))
            .collect()
    }

    fn of_diet(&self, name: &Named, age: f64) -> Option<String> {
        let diet = self.data.foods.diet(&name.text)?;
        let covered = self.data.coverage.eaters.get(&diet.eater)?;
        too_young_or_old(&name.field, &diet.name, covered, age)
    }
}

fn too_young_or_old(field: &str, what: &str, covered: &Covered, age: f64) -> Option<String> {
    (!covered.covers(age)).then(|| {
        format!(
            "`{field}`: {what} at an age of {} years; the evidence covers {covered}{}",
            rounded(covered.unit.from_base(age)),
            because(covered)
        )
    })
}

/// The diets that a food names.
fn named(food: &Food) -> Vec<&Named> {
    match food {
        Food::Diet(name) => vec![name],
        Food::Mix(shares) => shares.iter().map(|(name, _)| name).collect(),
        Food::Foods(_) => Vec::new(),
    }
}

fn usual_dose(agent: &Agent) -> String {
    let dose = &agent.dose;
    let days = dose.every.unwrap_or(1.0).max(1.0);
    let amount = rounded(dose.per_day * days);
    let every = if days > 1.0 {
        format!("every {} d", rounded(days))
    } else {
        "a day".to_owned()
    };
    format!("{amount} {} {every}", dose.unit)
}

/// What was studied, in the words of the data.
fn because(covered: &Covered) -> String {
    let note = covered
        .note
        .as_deref()
        .map(|note| note.trim_end_matches('.'));
    note.map_or_else(String::new, |note| format!(" ({note})"))
}

/// To two digits after the point: people compare, they do not compute.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
