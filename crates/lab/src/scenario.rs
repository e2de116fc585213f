//! A scenario: one person, the habits held through the run-in, the courses that start and stop, what to sample.
//!
//! Scenarios are TOML. Reading collects every fault at once with file, line, field, what was found and what is allowed. Names of foods,
//! drugs, traits and outcomes are checked when the scenario is prepared, because they belong to the data.

use engine::Dimension;
use engine::Unit;
use physiology::document::{Fault, Faults, Source, Table, read_document};

use crate::quantity::{Amount, read, read_positive};

/// A text of the scenario with its place, so that later checks can point at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The text.
    pub text: String,
    /// Where it stands: a dotted field such as `course[0].take`.
    pub field: String,
}

/// Who.
#[derive(Clone, Debug)]
pub struct Person {
    /// Age, d.
    pub age: f64,
    /// Sex.
    pub sex: Sex,
    /// Weight, g.
    pub weight: Option<f64>,
    /// Height, dm.
    pub height: Option<f64>,
    /// Traits by name, in the order in which they override each other.
    pub traits: Vec<Named>,
    /// Path of a stool profile, as written.
    pub stool: Option<Named>,
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

/// A habit and its value in base units.
#[derive(Clone, Debug)]
pub struct Habit {
    /// Its name.
    pub name: Named,
    /// The amount as given.
    pub amount: Amount,
}

/// What a course does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Take a drug, probiotic or supplement, or apply a skin treatment: amount a day as given; the usual dose when left out.
    Take {
        /// The agent.
        agent: Named,
        /// Amount of one dose.
        dose: Option<Amount>,
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
        dose: Option<Amount>,
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
    /// Who.
    pub person: Person,
    /// Food held through the run-in.
    pub food: Option<Food>,
    /// Other habits.
    pub habits: Vec<Habit>,
    /// Courses in the order of the file.
    pub courses: Vec<Course>,
    /// What to sample.
    pub sampling: Sampling,
}

/// Ages beyond this are not lived.
const OLDEST_AGE: f64 = 120.0 * 365.25;
/// An adult when nothing is said.
const USUAL_AGE: f64 = 30.0 * 365.25;
/// Half a year when nothing is said.
const USUAL_LENGTH: f64 = 180.0;

impl Scenario {
    /// Reads a scenario. `habits` are the names that `[habits]` and `live` know beside the diet.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read(source: &Source, habits: &[&str]) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let scenario = read_document(source, &faults, |root| {
            let (food, habits_kept) = root
                .table("habits", |table| {
                    (read_food(table, "diet"), read_habits(table, habits))
                })
                .unwrap_or_default();
            Self {
                name: root.text("name").unwrap_or_else(|| stem(&source.name)),
                about: root.text("about"),
                person: root
                    .table("person", read_person)
                    .unwrap_or_else(Person::typical),
                food,
                habits: habits_kept,
                courses: root
                    .tables("course", |table| read_course(table, habits))
                    .into_iter()
                    .flatten()
                    .collect(),
                sampling: root
                    .table("sample", read_sampling)
                    .unwrap_or_else(Sampling::usual),
            }
        });
        match scenario {
            Some(scenario) => faults.into_result(scenario),
            None => Err(faults.into_result(()).err().unwrap_or_default()),
        }
    }
}

impl Person {
    fn typical() -> Self {
        Self {
            age: USUAL_AGE,
            sex: Sex::Female,
            weight: None,
            height: None,
            traits: Vec::new(),
            stool: None,
            sample: None,
        }
    }
}

impl Sampling {
    fn usual() -> Self {
        Self {
            until: USUAL_LENGTH,
            every: 1.0,
            outcomes: Vec::new(),
        }
    }
}

fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name).to_owned()
}

fn named(table: &Table<'_>, key: &str) -> Option<Named> {
    Some(Named {
        text: table.text(key)?,
        field: path(table, key),
    })
}

fn path(table: &Table<'_>, key: &str) -> String {
    if table.path().is_empty() {
        key.to_owned()
    } else {
        format!("{}.{key}", table.path())
    }
}

fn read_person(table: &Table<'_>) -> Person {
    let mass = dimension("kg");
    let age = read_positive(table, "age", Dimension::TIME, "24 y").unwrap_or(USUAL_AGE);
    if age > OLDEST_AGE {
        table.fault(
            "age",
            "is beyond 120 years",
            Some("such as \"24 y\" or \"6 mo\"".to_owned()),
        );
    }
    let sex = match table.choice("sex", &["female", "male"]) {
        Some("male") => Sex::Male,
        _ => Sex::Female,
    };
    let field = path(table, "traits");
    Person {
        age,
        sex,
        weight: read_positive(table, "weight", mass, "62 kg"),
        height: read_positive(table, "height", dimension("m"), "1.68 m"),
        traits: table
            .texts("traits")
            .unwrap_or_default()
            .into_iter()
            .map(|text| Named {
                text,
                field: field.clone(),
            })
            .collect(),
        stool: named(table, "stool"),
        sample: table.text("sample"),
    }
}

fn dimension(unit: &str) -> Dimension {
    Unit::parse(unit)
        .map(|unit| unit.dimension())
        .unwrap_or_default()
}

/// A name, shares of names, or foods with amounts.
fn read_food(table: &Table<'_>, key: &str) -> Option<Food> {
    if !table.has(key) {
        return None;
    }
    if !table.is_table(key) {
        return named(table, key).map(Food::Diet);
    }
    table.table(key, |foods| {
        let keys: Vec<String> = foods.keys().into_iter().map(ToOwned::to_owned).collect();
        let name = |key: &str| Named {
            text: key.to_owned(),
            field: foods.path().to_owned(),
        };
        if keys.iter().all(|key| foods.is_text(key)) {
            let flow = dimension("g/d");
            let amounts = keys
                .iter()
                .filter_map(|key| Some((name(key), read_positive(foods, key, flow, "150 g/d")?)));
            return Food::Foods(amounts.collect());
        }
        let shares: Vec<(Named, f64)> = keys
            .iter()
            .filter_map(|key| Some((name(key), foods.number(key)?)))
            .collect();
        let total: f64 = shares.iter().map(|(_, share)| share).sum();
        if shares.iter().any(|(_, share)| *share < 0.0) || (total - 1.0).abs() > 1e-6 {
            foods.fault(
                "",
                format!("shares of diets add up to {total}"),
                Some("shares from 0 to 1 that add up to 1".to_owned()),
            );
        }
        Food::Mix(shares)
    })
}

fn read_habits(table: &Table<'_>, known: &[&str]) -> Vec<Habit> {
    known
        .iter()
        .filter(|name| table.has(name))
        .filter_map(|name| {
            let amount = read_amount(table, name)?;
            let name = Named {
                text: (*name).to_owned(),
                field: path(table, name),
            };
            Some(Habit { name, amount })
        })
        .collect()
}

/// A bare number or a quantity.
fn read_amount(table: &Table<'_>, key: &str) -> Option<Amount> {
    if !table.is_text(key) {
        let value = table.number(key)?;
        return Amount::parse("1").ok().map(|one| Amount { value, ..one });
    }
    let text = table.text(key)?;
    match Amount::parse(&text) {
        Ok(amount) => Some(amount),
        Err(message) => {
            table.fault(key, message, None);
            None
        }
    }
}

fn read_dose(table: &Table<'_>) -> Option<Amount> {
    let amount = table
        .has("dose")
        .then(|| read_amount(table, "dose"))
        .flatten()?;
    if amount.value < 0.0 {
        table.fault(
            "dose",
            format!("found {}, a negative dose", amount.value),
            Some("a dose from 0 up".to_owned()),
        );
        return None;
    }
    Some(amount)
}

const ACTIONS: [&str; 5] = ["take", "eat", "apply", "live", "cut"];

fn read_course(table: &Table<'_>, habits: &[&str]) -> Option<Course> {
    let action = read_action(table, habits);
    let from = read_positive(table, "from", Dimension::TIME, "7 d").unwrap_or(0.0);
    let lasts = read_positive(table, "lasts", Dimension::TIME, "8 wk");
    let until = read_positive(table, "until", Dimension::TIME, "90 d");
    if lasts.is_some() && until.is_some() {
        table.fault(
            "until",
            "stands beside `lasts`",
            Some("give one of the two".to_owned()),
        );
    }
    let until = until
        .or(lasts.map(|lasts| from + lasts))
        .unwrap_or(f64::INFINITY);
    if until <= from {
        table.fault("", "ends before it starts", None);
    }
    Some(Course {
        action: action?,
        from,
        until,
    })
}

fn read_action(table: &Table<'_>, habits: &[&str]) -> Option<Action> {
    let given: Vec<&str> = ACTIONS
        .into_iter()
        .filter(|action| table.has(action))
        .collect();
    let [action] = given[..] else {
        let message = if given.is_empty() {
            "says nothing to do".to_owned()
        } else {
            format!("does several things: {}", given.join(", "))
        };
        table.fault("", message, Some(format!("one of {}", ACTIONS.join(", "))));
        return None;
    };
    match action {
        "take" | "apply" => Some(Action::Take {
            agent: named(table, action)?,
            dose: read_dose(table),
            per_day: read_per_day(table),
        }),
        "eat" if table.is_table("eat") => read_food(table, "eat").map(Action::Diet),
        "eat" => Some(Action::Eat {
            food: named(table, "eat")?,
            dose: read_dose(table),
        }),
        "live" => table.table("live", |live| Action::Live(read_habits(live, habits))),
        _ => {
            let gain = table.number("gain").unwrap_or(0.0);
            if !(0.0..=1.0).contains(&gain) {
                table.fault(
                    "gain",
                    format!("found {gain}"),
                    Some("a gain from 0 (cut) to 1 (as modelled)".to_owned()),
                );
            }
            Some(Action::Cut {
                arrow: named(table, "cut")?,
                gain,
            })
        }
    }
}

/// `per_day = 4`, or `every = "2 wk"`; once a day when left out.
fn read_per_day(table: &Table<'_>) -> f64 {
    let per_day = table.number("per_day");
    if per_day.is_some_and(|number| number <= 0.0) {
        table.fault("per_day", "is not above zero", None);
    }
    let every = read(table, "every", Dimension::TIME, "2 wk");
    if every.is_some_and(|every| every <= 0.0) {
        table.fault("every", "is not above zero", None);
        return 1.0;
    }
    per_day.unwrap_or_else(|| every.map_or(1.0, f64::recip))
}

fn read_sampling(table: &Table<'_>) -> Sampling {
    let usual = Sampling::usual();
    let every = read_positive(table, "every", Dimension::TIME, "1 d").unwrap_or(usual.every);
    let until = read_positive(table, "until", Dimension::TIME, "180 d").unwrap_or(usual.until);
    if every <= 0.0 {
        table.fault(
            "every",
            "is not above zero",
            Some("such as \"1 d\"".to_owned()),
        );
    } else if until / every > 100_000.0 {
        table.fault("every", "asks for more than 100,000 samples", None);
    }
    let field = path(table, "outcomes");
    Sampling {
        until,
        every,
        outcomes: table
            .texts("outcomes")
            .unwrap_or_default()
            .into_iter()
            .map(|text| Named {
                text,
                field: field.clone(),
            })
            .collect(),
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
            "test.toml:2:7: `person.age`: found `24 g`, in [g], where [d] is expected",
            "`person.sexx`: is not known here (did you mean `sex`?)",
            "`course[0].dose`: found -5, a negative dose",
            "`course[1]`: says nothing to do",
            "`sample.every`: is not above zero",
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
