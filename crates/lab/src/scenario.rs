//! A scenario: one person, the habits held through the run-in, the courses that start and stop, what to sample.
//!
//! Scenarios are TOML. Reading collects every fault at once with file, line, field, what was found and what is allowed. Names of foods,
//! drugs, traits and outcomes are checked when the scenario is prepared, because they belong to the data.

pub(crate) mod read;

use std::ops::Range;

use physiology::document::{Fault, Faults, Source, read_document};

use crate::quantity::Amount;
use read::read_scenario;

/// A text of the scenario with its place, so that later checks can point at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The text.
    pub text: String,
    /// Where it stands: a dotted field such as `course[0].take`.
    pub field: String,
    /// The bytes of the scenario it stands at; none when it came from elsewhere, such as a command line.
    pub span: Option<Range<usize>>,
}

impl Named {
    /// A name that stands in no scenario.
    pub(crate) fn said(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            field: String::new(),
            span: None,
        }
    }
}

/// A value in base units with its place.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The value.
    pub value: f64,
    /// Where it stands.
    pub written: Named,
}

/// Who.
#[derive(Clone, Debug)]
pub struct Person {
    /// Age, d.
    pub age: f64,
    /// Sex.
    pub sex: Sex,
    /// Weight, g.
    pub weight: Option<Measure>,
    /// Height, dm.
    pub height: Option<Measure>,
    /// Traits by name, in the order in which they override each other.
    pub traits: Vec<Named>,
    /// Path of a stool profile, as written.
    pub stool: Option<Named>,
    /// Path of the file that says what the features of the profile are, as written.
    pub taxonomy: Option<Named>,
    /// Which sample of the profile.
    pub sample: Option<String>,
}

/// Sex sets androgen drive, body weight and reference ranges.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// What a person eats.
#[derive(Clone, Debug)]
pub enum Food {
    /// A named diet.
    Diet(Named),
    /// Diets in shares.
    Mix(Vec<(Named, f64)>),
    /// Foods, g/d.
    Foods(Vec<(Named, f64)>),
}

/// A habit and how much of it.
#[derive(Clone, Debug)]
pub struct Habit {
    /// Its name.
    pub name: Named,
    /// The amount as given.
    pub amount: Amount,
}

/// A dose as given.
#[derive(Clone, Debug)]
pub struct Dose {
    /// How much.
    pub amount: Amount,
    /// Where it stands.
    pub written: Named,
}

/// What a course does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Take a drug, probiotic or supplement, or apply a skin treatment: amount a day as given; the usual dose when left out.
    Take {
        /// The agent.
        agent: Named,
        /// Amount of one dose.
        dose: Option<Dose>,
        /// Doses a day.
        per_day: f64,
    },
    /// Eat a diet instead of the habitual one.
    Diet(Food),
    /// Eat a food or prebiotic in addition: g/d.
    Eat {
        /// The food or prebiotic.
        food: Named,
        /// Amount a day; the usual one when left out.
        dose: Option<Dose>,
    },
    /// Live a habit otherwise.
    Live(Vec<Habit>),
    /// Cut an arrow down to a gain.
    Cut {
        /// The arrow.
        arrow: Named,
        /// The gain that is left.
        gain: f64,
    },
}

/// Something that starts and stops.
#[derive(Clone, Debug)]
pub struct Course {
    /// What it does.
    pub action: Action,
    /// First day after the run-in.
    pub from: f64,
    /// Day at which it ends; infinite when it lasts to the end.
    pub until: f64,
}

impl Course {
    /// The course that cuts an arrow for as long as anything lasts.
    pub fn cutting(arrow: Named) -> Self {
        Self {
            action: Action::Cut { arrow, gain: 0.0 },
            from: 0.0,
            until: f64::INFINITY,
        }
    }

    /// Where it stands: `course[0]`, or the option of a command line.
    pub fn field(&self) -> String {
        let written = match &self.action {
            Action::Take { agent: name, .. }
            | Action::Eat { food: name, .. }
            | Action::Cut { arrow: name, .. }
            | Action::Diet(Food::Diet(name)) => Some(name),
            Action::Diet(Food::Mix(shares)) => shares.first().map(|(name, _)| name),
            Action::Diet(Food::Foods(foods)) => foods.first().map(|(name, _)| name),
            Action::Live(habits) => habits.first().map(|habit| &habit.name),
        };
        let field = written.map_or("course", |name| name.field.as_str());
        field
            .split_once('.')
            .map_or(field, |(course, _)| course)
            .to_owned()
    }
}

/// What to sample.
#[derive(Clone, Debug)]
pub struct Sampling {
    /// Last day.
    pub until: f64,
    /// Days between samples.
    pub every: f64,
    /// Outcomes by name; empty: those that the person's traits suggest.
    pub outcomes: Vec<Named>,
}

/// A scenario as written.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name: the file's, or the field `name`.
    pub name: String,
    /// A line on what it shows.
    pub about: Option<String>,
    /// Arrows that it is an example of.
    pub shows: Vec<Named>,
    /// Who.
    pub person: Person,
    /// Path of a diary, as written, that says what the habits do not.
    pub diary: Option<Named>,
    /// Food held through the run-in.
    pub food: Option<Food>,
    /// Other habits.
    pub habits: Vec<Habit>,
    /// Courses in the order of the file.
    pub courses: Vec<Course>,
    /// What to sample.
    pub sampling: Sampling,
}

/// Ages beyond this are not lived, and no run is longer.
const OLDEST_AGE: f64 = 120.0 * 365.25;
/// An adult when nothing is said.
const USUAL_AGE: f64 = 30.0 * 365.25;
/// Half a year when nothing is said.
const USUAL_LENGTH: f64 = 180.0;

impl Scenario {
    /// The same person with nothing given: only arrows that are cut stay cut. None when nothing is given anyway.
    pub fn without_treatments(&self) -> Option<Self> {
        let is_cut = |course: &Course| matches!(course.action, Action::Cut { .. });
        if self.courses.iter().all(is_cut) {
            return None;
        }
        let mut control = self.clone();
        control.courses.retain(is_cut);
        Some(control)
    }

    /// Reads a scenario. `habits` are the names that `[habits]` and `live` know beside the diet.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read(source: &Source, habits: &[&str]) -> Result<Self, Vec<Fault>> {
        match Self::read_what_can_be(source, habits) {
            (Some(scenario), faults) if faults.is_empty() => Ok(scenario),
            (_, faults) => Err(faults),
        }
    }

    /// Reads a scenario in spite of its faults, so that what could be read can be checked further and all faults be reported at once.
    /// Nothing is read of a text that is not TOML.
    pub fn read_what_can_be(source: &Source, habits: &[&str]) -> (Option<Self>, Vec<Fault>) {
        let faults = Faults::new();
        let scenario = read_document(source, &faults, |root| read_scenario(root, source, habits));
        (scenario, faults.into_result(()).err().unwrap_or_default())
    }
}

impl Person {
    pub(crate) fn typical() -> Self {
        Self {
            age: USUAL_AGE,
            sex: Sex::Female,
            weight: None,
            height: None,
            traits: Vec::new(),
            stool: None,
            taxonomy: None,
            sample: None,
        }
    }
}

impl Sampling {
    pub(crate) fn usual() -> Self {
        Self {
            until: USUAL_LENGTH,
            every: 1.0,
            outcomes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Scenario, Vec<String>> {
        Scenario::read(&Source::new("test.toml", text), &["stress", "sleep"])
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_example_of_the_design_reads() {
        let scenario = read(
            r#"
            [person]
            age = "24 y"
            sex = "female"
            weight = "62 kg"
            traits = ["acne-moderate"]
            stool = "stool/p17.metaphlan.tsv"
            [habits]
            diet = "western"
            stress = 18
            sleep = "6.5 h"
            [[course]]
            take = "clindamycin"
            dose = "300 mg"
            per_day = 4
            from = "0 d"
            lasts = "7 d"
            [[course]]
            eat = "inulin"
            dose = "12 g/d"
            from = "7 d"
            lasts = "8 wk"
            [[course]]
            cut = "butyrate_to_barrier"
            [sample]
            until = "180 d"
            every = "1 d"
            outcomes = ["stool.butyrate"]
            "#,
        )
        .unwrap();
        assert_eq!(scenario.name, "test");
        assert_eq!(scenario.habits.len(), 2);
        assert_eq!(scenario.courses[1].from, 7.0);
        assert_eq!(scenario.courses[1].until, 63.0);
        assert!(matches!(
            scenario.courses[2].action,
            Action::Cut { gain: 0.0, .. }
        ));
        assert!(matches!(scenario.food, Some(Food::Diet(_))));
    }

    #[test]
    fn every_fault_of_a_file_at_once() {
        let faults = read(
            "[person]\nage = \"24 g\"\nsexx = \"female\"\n[[course]]\ntake = \"x\"\ndose = \"-5 mg\"\n[[course]]\nfrom = \"3 d\"\n[sample]\nevery = \"0 d\"\n",
        )
        .unwrap_err();
        for (fault, part) in faults.iter().zip([
            "test.toml:2:7: `person.age`: found `24 g`, a mass (a time in quotes is expected, such as \"24 y\")",
            "`person.sexx`: is not known here (did you mean `sex`?",
            "`course[0].dose`: found `-5 mg`, a negative dose",
            "`course[1]`: says nothing to do",
            "`sample.every`: found `0 d`, which is not above zero",
        ]) {
            assert!(fault.contains(part), "{part} in {faults:#?}");
        }
        assert_eq!(faults.len(), 5, "{faults:#?}");
    }

    #[test]
    fn shares_of_diets_add_up_to_one() {
        assert!(read("[habits]\ndiet = { western = 0.7, mediterranean = 0.3 }").is_ok());
        let faults = read("[habits]\ndiet = { western = 0.7, mediterranean = 0.7 }").unwrap_err();
        assert!(faults[0].contains("add up to 1.4"), "{faults:?}");
    }
}
