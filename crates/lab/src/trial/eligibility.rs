//! Eligibility: who may take part in a trial.
//!
//! What is known of somebody beforehand (age, sex, what they carry) is asked before they are brought to rest; what a rater sees is asked at the
//! screening, errors included.

use physiology::document::{Table, allowed, quoted};

use crate::mismatch::Mismatch;
use crate::population::{Candidate, Population};
use crate::scenario::read::named;
use crate::scenario::{Named, Sex};

/// A condition on somebody who wants to take part.
#[derive(Clone, Debug)]
pub enum Criterion {
    /// On what is seen of an outcome at the screening.
    Outcome(Range),
    /// On a covariate of the population.
    Covariate(Range),
    /// On the sex.
    Sex(Sex),
    /// A trait that some of the population carry, and this person too.
    Carries(Named),
    /// A trait that some of the population carry, and this person does not.
    Lacks(Named),
}

/// A quantity and the values that it may have, in its own unit.
#[derive(Clone, Debug)]
pub struct Range {
    /// The quantity.
    pub name: Named,
    /// Its least value.
    pub at_least: f64,
    /// Its greatest value.
    pub at_most: f64,
}

/// What a criterion may be about, and it is about one of them.
const SUBJECTS: [&str; 5] = ["outcome", "covariate", "sex", "carries", "lacks"];

impl Criterion {
    /// What is asked of an outcome; none when something else is asked.
    pub fn of_outcome(&self) -> Option<&Range> {
        match self {
            Self::Outcome(range) => Some(range),
            _ => None,
        }
    }

    /// Why somebody is left out by what is known beforehand, in a few words.
    pub(super) fn leaves_out(&self, candidate: &Candidate) -> Option<String> {
        let carries = |name: &Named| candidate.carries.contains(&name.text);
        match self {
            Self::Outcome(_) => None,
            Self::Covariate(range) => {
                let mut covariates = candidate.covariates.iter();
                let (_, value) = covariates.find(|(name, _)| *name == range.name.text)?;
                range.missed_by(*value)
            }
            Self::Sex(sex) => (candidate.person.sex != *sex).then(|| format!("not {}", word(*sex))),
            Self::Carries(name) => (!carries(name)).then(|| format!("without {}", name.text)),
            Self::Lacks(name) => carries(name).then(|| format!("with {}", name.text)),
        }
    }

    /// In words.
    pub fn told(&self) -> String {
        match self {
            Self::Outcome(range) | Self::Covariate(range) => range.told(),
            Self::Sex(sex) => word(*sex).to_owned(),
            Self::Carries(name) => format!("carries {}", name.text),
            Self::Lacks(name) => format!("does not carry {}", name.text),
        }
    }

    /// What of it the population does not have.
    pub(super) fn check(&self, population: &Population) -> Option<Mismatch> {
        let (name, what, known): (_, _, Vec<&str>) = match self {
            Self::Outcome(_) | Self::Sex(_) => return None,
            Self::Covariate(range) => {
                let covariates = population.covariates.iter();
                let names = covariates.map(|one| one.name.as_str()).collect();
                (&range.name, "a covariate", names)
            }
            Self::Carries(name) | Self::Lacks(name) => {
                let names = population.genotypes().map(|share| share.name.as_str());
                (name, "a trait that some carry", names.collect())
            }
        };
        let (text, base) = (quoted(&name.text), &population.name);
        let message = format!("{text} is not {what} in {base}");
        let help = match known.is_empty() {
            true => "there is nothing of that kind".to_owned(),
            false => allowed(&name.text, known.iter().copied()),
        };
        (!known.contains(&name.text.as_str())).then(|| Mismatch::new(name, message, help))
    }
}

fn word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

impl Range {
    fn told(&self) -> String {
        let (name, least, most) = (&self.name.text, self.at_least, self.at_most);
        match (least.is_finite(), most.is_finite()) {
            (true, true) => format!("{name} from {least} to {most}"),
            (true, false) => format!("{name} at least {least}"),
            (false, true) => format!("{name} at most {most}"),
            (false, false) => format!("{name} of any value"),
        }
    }

    /// How a value misses it, in a few words.
    pub(super) fn missed_by(&self, value: f64) -> Option<String> {
        let name = &self.name.text;
        if value < self.at_least {
            return Some(format!("{name} below {}", self.at_least));
        }
        (value > self.at_most).then(|| format!("{name} above {}", self.at_most))
    }
}

pub(crate) fn read_criterion(table: &Table<'_>) -> Option<Criterion> {
    let asked: Vec<&str> = SUBJECTS.into_iter().filter(|key| table.has(key)).collect();
    table.know(&SUBJECTS);
    let [subject] = asked[..] else {
        let message = match asked.is_empty() {
            true => "does not say what it asks for".to_owned(),
            false => format!("asks for {} at once", asked.join(" and ")),
        };
        let help = "one of `outcome`, `covariate`, `sex`, `carries` and `lacks`; what must hold beside it is an [[eligible]] of its own";
        table.know(&["at_least", "at_most"]);
        table.fault("", message, Some(help.to_owned()));
        return None;
    };
    match subject {
        "sex" => table
            .choice("sex", &["female", "male"])
            .map(|sex| match sex {
                "male" => Criterion::Sex(Sex::Male),
                _ => Criterion::Sex(Sex::Female),
            }),
        "carries" => named(table, subject).map(Criterion::Carries),
        "lacks" => named(table, subject).map(Criterion::Lacks),
        "covariate" => read_range(table, subject).map(Criterion::Covariate),
        _ => read_range(table, subject).map(Criterion::Outcome),
    }
}

fn read_range(table: &Table<'_>, subject: &str) -> Option<Range> {
    let name = named(table, subject);
    let (at_least, at_most) = (table.number("at_least"), table.number("at_most"));
    if !table.has("at_least") && !table.has("at_most") && name.is_some() {
        let help = "`at_least` or `at_most`".to_owned();
        table.fault("", "asks for nothing", Some(help));
    }
    if let (Some(least), Some(most)) = (at_least, at_most)
        && most < least
    {
        let message = format!("found {most}, below `at_least`, which is {least}");
        table.fault("at_most", message, None);
    }
    Some(Range {
        name: name?,
        at_least: at_least.unwrap_or(f64::NEG_INFINITY),
        at_most: at_most.unwrap_or(f64::INFINITY),
    })
}
