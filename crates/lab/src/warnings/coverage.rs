//! What the evidence behind a life is about: doses, ages, diseases and times that it does not cover.

use engine::Unit;
use physiology::agents::{Agent, Kind};
use physiology::coverage::Covered;
use physiology::data::Data;
use physiology::traits::{Trait, TraitKind};

use crate::life::Life;
use crate::scenario::{Action, Course, Food, Named};

/// The evidence for what somebody is given.
pub(crate) struct EvidenceFor<'a> {
    pub data: &'a Data,
    pub courses: &'a [Course],
    /// The same courses.
    pub life: &'a Life<'a>,
    /// Their weight in base units, where it is known.
    pub weight: Option<f64>,
    /// Their traits.
    pub traits: &'a [Named],
}

/// Something for which ages are covered.
pub(crate) struct Aged<'a> {
    pub field: String,
    pub what: &'a str,
    pub covered: &'a Covered,
}

impl Aged<'_> {
    /// The warning at an age, d; none when it is covered.
    pub fn warning(&self, age: f64) -> Option<String> {
        (!self.covered.covers(age)).then(|| {
            format!(
                "`{}`: {} at an age of {} years; the evidence covers {}{}",
                self.field,
                self.what,
                rounded(self.covered.unit.from_base(age)),
                self.covered,
                because(self.covered)
            )
        })
    }

    /// The warning about people of these ages, d; none when all are covered.
    pub fn warning_of_many(&self, ages: &[f64]) -> Option<String> {
        let outside = ages.iter().filter(|age| !self.covered.covers(**age));
        let outside = outside.count();
        (outside > 0).then(|| {
            format!(
                "`{}`: {} in {outside} of {} people at ages that the evidence does not cover; it covers {}{}",
                self.field,
                self.what,
                ages.len(),
                self.covered,
                because(self.covered)
            )
        })
    }
}

impl<'a> EvidenceFor<'a> {
    /// A dose that no study had.
    pub fn of_the_dose(&self, index: usize) -> Option<String> {
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
            self.courses[index].field(),
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
        match (usual, self.weight) {
            (Some(usual), Some(weight)) if is_weighed && agent.kind != Kind::Product => {
                (usual / weight).max(1.0)
            }
            _ => 1.0,
        }
    }

    /// A drug in somebody who has none of the diseases in which it was studied.
    pub fn of_the_disease(&self, index: usize) -> Option<String> {
        let (agent, _) = self.life.taken(index)?;
        let has = |one: &&Trait| self.traits.iter().any(|own| own.text == one.name);
        let diseases = self.data.traits.iter().filter(has);
        let diseases = diseases.filter(|one| one.kind == TraitKind::Disease);
        let diseases: Vec<&Trait> = diseases.collect();
        let studied = |one: &&Trait| agent.diseases.iter().any(|disease| one.is_of(disease));
        if agent.diseases.is_empty() || diseases.iter().any(studied) {
            return None;
        }
        let names: Vec<&str> = diseases.iter().map(|one| one.name.as_str()).collect();
        let whom = match names.is_empty() {
            true => "people without a disease".to_owned(),
            false => format!("people with {}", names.join(" and ")),
        };
        Some(format!(
            "`{}`: {} in {whom}; the evidence is of {}",
            self.courses[index].field(),
            agent.name,
            agent.diseases.join(" and ")
        ))
    }

    /// A time for which nobody was followed. `field` says where it stands.
    pub fn of_the_length(&self, field: &str, days: f64) -> Option<String> {
        let covered = self.data.coverage.durations.as_ref()?;
        (!covered.covers(days)).then(|| {
            format!(
                "`{field}`: {} years; the evidence covers {covered}{}",
                rounded(covered.unit.from_base(days)),
                because(covered)
            )
        })
    }

    /// What a course brings for which ages are covered: an agent, or diets.
    pub fn aged(&self, index: usize) -> Vec<Aged<'a>> {
        let course = &self.courses[index];
        let agent = self.life.taken(index).map(|(agent, _)| agent);
        let of_agent = agent.and_then(|agent| {
            Some(Aged {
                field: course.field(),
                what: &agent.name,
                covered: agent.ages.as_ref()?,
            })
        });
        let diets = match &course.action {
            Action::Diet(food) => named(food),
            Action::Eat { food, dose: None } if agent.is_none() => vec![food],
            _ => Vec::new(),
        };
        let of_diets = diets.into_iter().filter_map(|name| self.of_diet(name));
        of_agent.into_iter().chain(of_diets).collect()
    }

    /// The diets of a habit.
    pub fn habitual(&self, food: Option<&Food>) -> Vec<Aged<'a>> {
        let food = food.into_iter().flat_map(named);
        food.filter_map(|name| self.of_diet(name)).collect()
    }

    fn of_diet(&self, name: &Named) -> Option<Aged<'a>> {
        let diet = self.data.foods.diet(&name.text)?;
        Some(Aged {
            field: name.field.clone(),
            what: &diet.name,
            covered: self.data.coverage.eaters.get(&diet.eater)?,
        })
    }
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
