//! Credibility: what the model is used for, and what says that it can be used for it.
//!
//! What cannot be computed stands in `data/uses.toml`, in words; every number is generated here or by the evidence ledger. The words are those of
//! ICH M15 and ASME V&V 40: question of interest, context of use, model influence, decision consequence, model risk.

use std::collections::BTreeMap;

use physiology::axis;
use physiology::document::{Fault, Faults, Source, Table, read_document};
use physiology::numbers::Status;

use crate::cohort::{Cohort, Resting};
use crate::draws::Draws;
use crate::laboratory::{Laboratory, Watch};
use crate::rests::Rests;
use crate::run::RunError;
use crate::statistics::numeric::{mean, variance};

/// The file of the data.
const FILE: &str = "uses.toml";
/// People are drawn from this seed, their assumed numbers once more from the other.
const SEEDS: (u64, u64) = (1, 2);
const LEVELS: [&str; 3] = ["low", "medium", "high"];
/// Statuses of numbers, in the order in which they are counted.
pub const STATUSES: [(Status, &str); 5] = [
    (Status::Measured, "measured"),
    (Status::Recalled, "recalled"),
    (Status::Derived, "derived"),
    (Status::Calibrated, "calibrated"),
    (Status::Assumed, "assumed"),
];

/// What the model is used for, in words.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// Contexts of use.
    pub uses: Vec<Use>,
    /// Outcomes whose variance is shared out, by population.
    pub headlines: Vec<(String, Vec<String>)>,
    /// What is verified, and by which command.
    pub verification: Vec<(String, String)>,
    /// What the model is not for.
    pub out_of_scope: Vec<String>,
}

/// A context of use.
#[derive(Clone, Debug)]
pub struct Use {
    /// Its name.
    pub name: String,
    /// The question of interest.
    pub question: String,
    /// The context of use.
    pub context: String,
    /// What is decided.
    pub decision: String,
    /// How much of the decision rests on the model, and why.
    pub influence: (Level, String),
    /// What follows from a wrong decision.
    pub consequence: (Level, String),
}

/// Low, medium or high.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Level(usize);

impl Level {
    /// Its name.
    pub fn name(self) -> &'static str {
        LEVELS[self.0.min(LEVELS.len() - 1)]
    }

    /// The risk of a model of this influence on decisions of that consequence: the higher of the two where they are apart by one at most, and
    /// what lies between them where they are not.
    pub fn risk(self, consequence: Self) -> Self {
        let (lower, higher) = (self.0.min(consequence.0), self.0.max(consequence.0));
        Self(if higher - lower > 1 {
            lower + 1
        } else {
            higher
        })
    }
}

/// What there is of the model and how well its numbers are known.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// States of the equations.
    pub states: usize,
    /// Their parameters.
    pub parameters: usize,
    /// What can be observed.
    pub observables: usize,
    /// Numbers by organ and status, in the order of [`STATUSES`].
    pub organs: BTreeMap<String, [usize; 5]>,
    /// How much of what differs between people is carried by assumed numbers.
    pub carried: Vec<Carried>,
}

/// How much of an outcome's variance between people is carried by assumed numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The population.
    pub population: String,
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation between people.
    pub sd: f64,
    /// The share of its variance that is gone when assumed numbers are known, interactions included (Jansen 1999).
    pub share: f64,
    /// People behind it.
    pub people: usize,
}

impl Uses {
    /// What the data say of uses.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read(sources: &[Source]) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let source = sources.iter().find(|source| source.name == FILE);
        let uses = source.and_then(|source| read_document(source, &faults, read_uses));
        faults.into_result(uses.unwrap_or_default())
    }
}

fn read_uses(root: &Table<'_>) -> Uses {
    let uses = root.table("use", |table| table.each(read_use));
    let headline = |table: &Table<'_>| {
        let population = table.required_text("population").unwrap_or_default();
        (population, table.texts("outcomes").unwrap_or_default())
    };
    let verification = |table: &Table<'_>| {
        let text = |key: &str| table.required_text(key).unwrap_or_default();
        (text("what"), text("how"))
    };
    Uses {
        uses: uses.unwrap_or_default(),
        headlines: root.tables("headline", headline),
        verification: root.tables("verification", verification),
        out_of_scope: root
            .table("out_of_scope", |table| {
                table.texts("list").unwrap_or_default()
            })
            .unwrap_or_default(),
    }
}

fn read_use(name: &str, table: &Table<'_>) -> Use {
    let text = |key: &str| table.required_text(key).unwrap_or_default();
    let level = |key: &str| {
        let chosen = table.choice(key, &LEVELS);
        let place = LEVELS.iter().position(|level| Some(*level) == chosen);
        let note = text(&format!("{key}_note"));
        (Level(place.unwrap_or(LEVELS.len() - 1)), note)
    };
    Use {
        name: name.to_owned(),
        question: text("question"),
        context: text("context"),
        decision: text("decision"),
        influence: level("influence"),
        consequence: level("consequence"),
    }
}

/// Counts what there is, and finds what assumed numbers carry in so many people of every population that is named.
///
/// # Errors
/// The equations or populations do not fit the data, or the watcher stops it.
pub fn account(
    lab: &Laboratory,
    uses: &Uses,
    people: usize,
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Account, RunError> {
    let system = axis::build(&lab.data, &[], false).map_err(RunError::Model)?;
    let mut account = Account {
        states: system.states.len(),
        parameters: system.parameters.len(),
        observables: system.observables.len(),
        ..Account::default()
    };
    for number in lab.data.parameters.iter() {
        let organ = number.name.split('.').next().unwrap_or_default();
        let counts = account.organs.entry(organ.to_owned()).or_default();
        let place = STATUSES
            .iter()
            .position(|(status, _)| *status == number.status);
        counts[place.unwrap_or(STATUSES.len() - 1)] += 1;
    }
    for (population, outcomes) in &uses.headlines {
        account
            .carried
            .extend(carried(lab, population, outcomes, people, rests, watch)?);
    }
    Ok(account)
}

fn carried(
    lab: &Laboratory,
    name: &str,
    outcomes: &[String],
    people: usize,
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Vec<Carried>, RunError> {
    let Some(population) = lab.population(name) else {
        return Err(RunError::People(format!("there is no population {name}")));
    };
    let cohort = Cohort::new(lab, population, &[], rests, watch)?;
    let numbers: Vec<usize> = (1..=people).collect();
    let draws = Draws::new(SEEDS.0);
    let mut settle = |draws: &Draws| cohort.settle(draws, &numbers, watch);
    let as_drawn = settle(&draws)?;
    let redrawn = settle(&draws.redrawing(Status::Assumed, SEEDS.1))?;
    let both = as_drawn.iter().zip(&redrawn);
    let both =
        both.filter_map(|((_, one), (_, other))| Some((one.as_ref().ok()?, other.as_ref().ok()?)));
    let both: Vec<(&Resting, &Resting)> = both.collect();
    let of = |outcome: &String| {
        let place = cohort.system().observable(outcome)?;
        let seen = |one: &Resting| one.seen[place];
        let values: Vec<f64> = both.iter().map(|(one, _)| seen(one)).collect();
        let squares = both.iter().map(|(one, other)| {
            let difference = seen(one) - seen(other);
            difference * difference
        });
        let half = squares.sum::<f64>() / (2.0 * values.len() as f64);
        let whole = variance(&values);
        Some(Carried {
            population: name.to_owned(),
            outcome: outcome.clone(),
            unit: cohort.system().observables[place].unit.text().to_owned(),
            mean: mean(&values),
            sd: whole.sqrt(),
            share: (half / whole).clamp(0.0, 1.0),
            people: values.len(),
        })
    };
    Ok(outcomes.iter().filter_map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laboratory::embedded_data;

    #[test]
    fn risk_rises_with_influence_and_consequence() {
        let risk = |a: usize, b: usize| Level(a).risk(Level(b)).name();
        assert_eq!(risk(0, 0), "low");
        assert_eq!(risk(0, 1), "medium");
        assert_eq!(risk(0, 2), "medium");
        assert_eq!(risk(2, 0), "medium");
        assert_eq!(risk(1, 2), "high");
    }

    /// Every number of the report is generated: none stands in its words.
    #[test]
    fn words_hold_no_number() {
        let uses = Uses::read(&embedded_data()).unwrap();
        assert!(uses.uses.len() >= 3 && !uses.verification.is_empty());
        let words = uses.uses.iter().flat_map(|one| {
            [
                &one.question,
                &one.context,
                &one.decision,
                &one.influence.1,
                &one.consequence.1,
            ]
        });
        let words = words.chain(&uses.out_of_scope);
        let words = words.chain(uses.verification.iter().map(|(what, _)| what));
        for word in words {
            assert!(
                !word.is_empty() && !word.chars().any(|letter| letter.is_ascii_digit()),
                "{word}"
            );
        }
    }

    #[test]
    fn headlines_are_of_populations_and_outcomes_that_there_are() {
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let uses = Uses::read(&lab.sources).unwrap();
        let system = axis::build(&lab.data, &[], false).unwrap();
        for (population, outcomes) in &uses.headlines {
            assert!(lab.population(population).is_some(), "{population}");
            for outcome in outcomes {
                assert!(system.observable(outcome).is_some(), "{outcome}");
            }
        }
    }
}
