//! A scenario: one person, the habits held through the run-in, the courses that start and stop, what to sample.
//!
//! Scenarios are TOML. Reading collects every fault at once with file, line, field, what was found and what is allowed. Names of foods,
//! drugs, traits and outcomes are checked when the scenario is prepared, because they belong to the data.

use std::ops::Range;

use engine::Dimension;
use engine::Unit;
use physiology::document::{Fault, Faults, Source, Table, quoted, read_document};

use crate::habits;
use crate::quantity::{Amount, read_above_zero, read_positive};

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

fn read_scenario(root: &Table<'_>, source: &Source, habits: &[&str]) -> Scenario {
    let (food, habits_kept) = root
        .table("habits", |table| {
            (read_food(table, "diet"), read_habits(table, habits))
        })
        .unwrap_or_default();
    let sampling = root
        .table("sample", read_sampling)
        .unwrap_or_else(Sampling::usual);
    let courses = root.tables("course", |table| read_course(table, habits, sampling.until));
    Scenario {
        name: root.text("name").unwrap_or_else(|| stem(&source.name)),
        about: root.text("about"),
        person: root
            .table("person", read_person)
            .unwrap_or_else(Person::typical),
        food,
        habits: habits_kept,
        courses: courses.into_iter().flatten().collect(),
        sampling,
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
        field: table.field(key),
        span: table.span(key),
    })
}

fn named_list(table: &Table<'_>, key: &str) -> Vec<Named> {
    let texts = table.placed_texts(key).unwrap_or_default();
    texts
        .into_iter()
        .map(|(text, span)| Named {
            text,
            field: table.field(key),
            span: Some(span),
        })
        .collect()
}

fn read_person(table: &Table<'_>) -> Person {
    let sample = table.text("sample");
    if sample.is_some() && !table.has("stool") {
        table.fault(
            "sample",
            "names a sample, but no stool profile is given",
            Some("`stool` names the file of the profile".to_owned()),
        );
    }
    let sex = match table.choice("sex", &["female", "male"]) {
        Some("male") => Sex::Male,
        _ => Sex::Female,
    };
    Person {
        age: read_lifetime(table, "age", read_positive, "24 y").unwrap_or(USUAL_AGE),
        sex,
        weight: read_measure(table, "weight", dimension("kg"), "62 kg"),
        height: read_measure(table, "height", dimension("m"), "1.68 m"),
        traits: named_list(table, "traits"),
        stool: named(table, "stool"),
        sample,
    }
}

fn read_measure(
    table: &Table<'_>,
    key: &str,
    dimension: Dimension,
    example: &str,
) -> Option<Measure> {
    let value = read_above_zero(table, key, dimension, example)?;
    let written = named(table, key)?;
    Some(Measure { value, written })
}

/// A time that people live to.
fn read_lifetime(
    table: &Table<'_>,
    key: &str,
    read: fn(&Table<'_>, &str, Dimension, &str) -> Option<f64>,
    example: &str,
) -> Option<f64> {
    let time = read(table, key, Dimension::TIME, example)?;
    if time > OLDEST_AGE {
        let found = quoted(&table.text(key)?);
        table.fault(
            key,
            format!("found {found}, beyond 120 years"),
            Some(format!("such as \"{example}\"")),
        );
        return None;
    }
    Some(time)
}

fn dimension(unit: &str) -> Dimension {
    Unit::parse(unit)
        .map(|unit| unit.dimension())
        .unwrap_or_default()
}

/// A name, shares of names, or foods with amounts.
fn read_food(table: &Table<'_>, key: &str) -> Option<Food> {
    table.know(&[key]);
    if !table.is_table(key) {
        return named(table, key).map(Food::Diet);
    }
    table.table(key, read_foods).flatten()
}

fn read_foods(foods: &Table<'_>) -> Option<Food> {
    let keys: Vec<String> = foods.keys().into_iter().map(ToOwned::to_owned).collect();
    let name = |key: &str| Named {
        text: key.to_owned(),
        field: foods.field(key),
        span: foods.key_span(key),
    };
    if keys.is_empty() {
        foods.fault(
            "",
            "names nothing to eat",
            Some(
                "such as { oats = \"60 g/d\" } or { western = 0.7, mediterranean = 0.3 }"
                    .to_owned(),
            ),
        );
        return None;
    }
    if keys.iter().all(|key| foods.is_text(key)) {
        let flow = dimension("g/d");
        let amounts = keys
            .iter()
            .filter_map(|key| Some((name(key), read_positive(foods, key, flow, "150 g/d")?)));
        return Some(Food::Foods(amounts.collect()));
    }
    let shares: Vec<(Named, f64)> = keys
        .iter()
        .filter_map(|key| Some((name(key), read_share(foods, key)?)))
        .collect();
    let total: f64 = shares.iter().map(|(_, share)| share).sum();
    if shares.len() == keys.len() && (total - 1.0).abs() > 1e-6 {
        foods.fault(
            "",
            format!("shares of diets add up to {total}"),
            Some("shares from 0 to 1 that add up to 1".to_owned()),
        );
    }
    Some(Food::Mix(shares))
}

fn read_share(table: &Table<'_>, key: &str) -> Option<f64> {
    let share = table.number(key)?;
    if !(0.0..=1.0).contains(&share) {
        table.fault(
            key,
            format!("found {share}"),
            Some("a share of the diet from 0 to 1 is expected".to_owned()),
        );
        return None;
    }
    Some(share)
}

fn read_habits(table: &Table<'_>, known: &[&str]) -> Vec<Habit> {
    table.know(known);
    known
        .iter()
        .filter_map(|name| {
            let amount = read_amount(table, name, || habit_help(name))?;
            let name = Named {
                text: (*name).to_owned(),
                field: table.field(name),
                span: table.span(name),
            };
            Some(Habit { name, amount })
        })
        .collect()
}

fn habit_help(name: &str) -> Option<String> {
    let habit = habits::Habit::find(name)?;
    Some(format!("{}, such as {}", habit.meaning, habit.written()))
}

/// A bare number or a quantity.
fn read_amount(
    table: &Table<'_>,
    key: &str,
    help: impl FnOnce() -> Option<String>,
) -> Option<Amount> {
    if !table.is_text(key) {
        let value = table.number(key)?;
        return Amount::parse("1").ok().map(|one| Amount { value, ..one });
    }
    let text = table.text(key)?;
    match Amount::parse(&text) {
        Ok(amount) => Some(amount),
        Err(message) => {
            table.fault(key, message, help());
            None
        }
    }
}

fn read_dose(table: &Table<'_>) -> Option<Dose> {
    table.know(&["dose"]);
    let example =
        || Some("an amount in quotes is expected, such as \"300 mg\" or \"12 g/d\"".to_owned());
    let amount = read_amount(table, "dose", example)?;
    if amount.value < 0.0 {
        table.fault(
            "dose",
            format!("found `{amount}`, a negative dose"),
            Some("a dose from 0 up".to_owned()),
        );
        return None;
    }
    let written = Named {
        text: amount.to_string(),
        field: table.field("dose"),
        span: table.span("dose"),
    };
    Some(Dose { amount, written })
}

const ACTIONS: [&str; 5] = ["take", "eat", "apply", "live", "cut"];
/// What may stand in a course beside the action, whichever it is.
const DETAILS: [&str; 4] = ["dose", "per_day", "every", "gain"];

fn read_course(table: &Table<'_>, habits: &[&str], end_of_run: f64) -> Option<Course> {
    table.know(&ACTIONS);
    let action = read_action(table, habits);
    let period = read_period(table, end_of_run);
    let (from, until) = period?;
    Some(Course {
        action: action?,
        from,
        until,
    })
}

/// First and last day of a course; none when the two do not fit.
fn read_period(table: &Table<'_>, end_of_run: f64) -> Option<(f64, f64)> {
    let from = read_positive(table, "from", Dimension::TIME, "7 d");
    let lasts = read_above_zero(table, "lasts", Dimension::TIME, "8 wk");
    let until = read_positive(table, "until", Dimension::TIME, "90 d");
    if from.is_none() && table.has("from") {
        return Some((0.0, f64::INFINITY));
    }
    let from = from.unwrap_or(0.0);
    if table.has("lasts") && table.has("until") {
        table.fault(
            "until",
            "stands beside `lasts`",
            Some("give one of the two".to_owned()),
        );
    }
    if let Some(until) = until.filter(|until| *until <= from) {
        table.fault(
            "until",
            format!("ends on day {until}, but starts on day {from}"),
            Some(
                "`until` is a day of the run, as `from` is; `lasts` counts from the start"
                    .to_owned(),
            ),
        );
        return None;
    }
    if from > 0.0 && from >= end_of_run {
        table.fault(
            "from",
            format!("starts on day {from}, but the run ends on day {end_of_run}"),
            Some("`until` of `[sample]` is the last day of the run".to_owned()),
        );
    }
    let until = until.or(lasts.map(|lasts| from + lasts));
    Some((from, until.unwrap_or(f64::INFINITY)))
}

fn read_action(table: &Table<'_>, habits: &[&str]) -> Option<Action> {
    let given: Vec<&str> = ACTIONS
        .into_iter()
        .filter(|action| table.has(action))
        .collect();
    let [action] = given[..] else {
        // What belongs to which action cannot be told.
        table.know(&DETAILS);
        let (message, help) = if given.is_empty() {
            (
                "says nothing to do".to_owned(),
                format!("one of {}", ACTIONS.join(", ")),
            )
        } else {
            (
                format!("does several things: {}", given.join(", ")),
                "one of them a course; several courses may hold at the same time".to_owned(),
            )
        };
        table.fault("", message, Some(help));
        return None;
    };
    match action {
        "take" | "apply" => read_take(table, action),
        "eat" if table.is_table("eat") => read_food(table, "eat").map(Action::Diet),
        "eat" => {
            let dose = read_dose(table);
            let food = named(table, "eat")?;
            Some(Action::Eat { food, dose })
        }
        "live" => table
            .table("live", |live| read_live(live, habits))
            .flatten(),
        _ => read_cut(table),
    }
}

fn read_take(table: &Table<'_>, action: &str) -> Option<Action> {
    let dose = read_dose(table);
    let per_day = read_per_day(table);
    Some(Action::Take {
        agent: named(table, action)?,
        dose,
        per_day,
    })
}

fn read_live(table: &Table<'_>, habits: &[&str]) -> Option<Action> {
    if table.keys().is_empty() {
        table.fault(
            "",
            "changes nothing",
            Some("such as { sleep = \"6 h\" }".to_owned()),
        );
        return None;
    }
    Some(Action::Live(read_habits(table, habits)))
}

fn read_cut(table: &Table<'_>) -> Option<Action> {
    let gain = table.number("gain").unwrap_or(0.0);
    if !(0.0..=1.0).contains(&gain) {
        table.fault(
            "gain",
            format!("found {gain}"),
            Some("a gain from 0 (cut) to 1 (as modelled)".to_owned()),
        );
    }
    let arrow = named(table, "cut")?;
    Some(Action::Cut { arrow, gain })
}

/// `per_day = 4`, or `every = "2 wk"`; once a day when left out.
fn read_per_day(table: &Table<'_>) -> f64 {
    let per_day = table.number("per_day");
    if let Some(number) = per_day.filter(|number| *number <= 0.0) {
        table.fault(
            "per_day",
            format!("found {number}, which is not above zero"),
            Some("how often a day, such as 4".to_owned()),
        );
    }
    let every = read_above_zero(table, "every", Dimension::TIME, "2 wk");
    if table.has("per_day") && table.has("every") {
        table.fault(
            "every",
            "stands beside `per_day`",
            Some("give one of the two".to_owned()),
        );
    }
    per_day.or(every.map(f64::recip)).unwrap_or(1.0)
}

/// More samples than this are not stored.
const MOST_SAMPLES: f64 = 100_000.0;

fn read_sampling(table: &Table<'_>) -> Sampling {
    let usual = Sampling::usual();
    let every = read_above_zero(table, "every", Dimension::TIME, "1 d").unwrap_or(usual.every);
    let until = read_lifetime(table, "until", read_above_zero, "180 d").unwrap_or(usual.until);
    if until / every > MOST_SAMPLES {
        table.fault(
            "every",
            format!("asks for {:.0} samples", until / every),
            Some(format!(
                "at most {MOST_SAMPLES} are taken: sample less often, or end earlier"
            )),
        );
    }
    Sampling {
        until,
        every,
        outcomes: named_list(table, "outcomes"),
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
