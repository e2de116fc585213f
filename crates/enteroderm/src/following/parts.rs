//! The people of a trial as tables, and back: what a part of a dataset holds.
//!
//! `people` has a row for everybody who was drawn, `visits` a row for every visit and outcome of the enrolled in every arm, `failed` those who
//! could not be followed. Columns have the names that trialists know (CDISC ADaM) where there are any.

use exchange::table::{Column, Table, Values};
use lab::trial::pool::{Lived, Participant, Pool, Screening};
use lab::trial::results::Results;

/// The tables of a part.
pub const PEOPLE: &str = "people";
/// Visits and outcomes.
pub const VISITS: &str = "visits";
/// Who could not be followed.
pub const FAILED: &str = "failed";

/// How the people of a trial are written.
pub struct Parts<'a> {
    pool: &'a Pool<'a>,
    /// What the names of people begin with.
    study: String,
    codes: Vec<String>,
}

impl<'a> Parts<'a> {
    /// For a trial of this name.
    pub fn new(pool: &'a Pool<'a>, study: &str) -> Self {
        let names = pool.outcomes().iter().map(|outcome| outcome.name.as_str());
        Self {
            codes: codes(names),
            study: study.to_owned(),
            pool,
        }
    }

    /// The name of a person.
    pub fn subject(&self, number: usize) -> String {
        format!("{}-{number:06}", self.study)
    }

    fn texts(
        &self,
        name: &str,
        people: &[&Participant],
        of: impl Fn(&Participant) -> String,
    ) -> Column {
        Column::texts(name, people.iter().map(|one| of(one)).collect())
    }

    /// A row for everybody.
    pub fn people(&self, people: &[Participant]) -> Table {
        let people: Vec<&Participant> = people.iter().collect();
        let numbers = |name: &str, unit: &str, of: &dyn Fn(&Participant) -> f64| {
            Column::numbers(name, unit, people.iter().map(|one| of(one)).collect())
        };
        let mut columns = vec![
            self.texts("USUBJID", &people, |one| self.subject(one.number)),
            numbers("SUBJNUM", "1", &|one| one.number as f64),
            self.texts("SEX", &people, |one| sex(one).to_owned()),
        ];
        for (place, covariate) in self.pool.population().covariates.iter().enumerate() {
            let unit = covariate.unit.text();
            columns.push(numbers(&covariate.name.to_uppercase(), unit, &|one| {
                one.covariates[place]
            }));
        }
        columns.push(self.texts("CARRIES", &people, |one| one.carries.join(";")));
        columns.push(self.texts("COMMUNITY", &people, |one| one.community.clone()));
        columns.push(self.texts("SCREEN", &people, |one| screen(&one.screening).0.to_owned()));
        columns.push(self.texts("REASON", &people, |one| screen(&one.screening).1));
        for (place, outcome) in self.pool.outcomes().iter().enumerate() {
            let name = format!("TRUE.{}", outcome.name);
            columns.push(numbers(&name, &outcome.unit, &|one| {
                one.at_rest.get(place).copied().unwrap_or(f64::NAN)
            }));
        }
        Table {
            columns,
            metadata: Vec::new(),
        }
    }

    /// Who could not be followed.
    pub fn failed(&self, people: &[Participant]) -> Table {
        let failed: Vec<&Participant> = people
            .iter()
            .filter(|one| matches!(one.screening, Screening::Failed(_)))
            .collect();
        let numbers = failed.iter().map(|one| one.number as f64).collect();
        Table {
            columns: vec![
                self.texts("USUBJID", &failed, |one| self.subject(one.number)),
                Column::numbers("SUBJNUM", "1", numbers),
                self.texts("REASON", &failed, |one| screen(&one.screening).1),
            ],
            metadata: Vec::new(),
        }
    }

    /// A row for every visit and outcome of the enrolled, in every arm or order.
    pub fn visits(&self, people: &[Participant]) -> Table {
        let mut rows = Rows::default();
        let days = self.pool.days();
        for one in people {
            for (way, lived) in one.lived.iter().enumerate() {
                for (outcome, truth) in lived.truth.iter().enumerate() {
                    for (visit, day) in days.iter().enumerate() {
                        let unrescued = lived.unrescued.as_ref();
                        let seen = lived.seen[outcome][visit];
                        let base = lived.seen[outcome][0];
                        rows.subject.push(self.subject(one.number));
                        rows.number.push(one.number as f64);
                        rows.arm.push(self.pool.ways()[way].name.clone());
                        rows.arm_number.push(way as f64);
                        rows.code.push(self.codes[outcome].clone());
                        rows.parameter
                            .push(self.pool.outcomes()[outcome].name.clone());
                        rows.unit.push(self.pool.outcomes()[outcome].unit.clone());
                        rows.visit.push(visit as f64);
                        rows.day.push(*day);
                        rows.value.push(seen.unwrap_or(f64::NAN));
                        rows.base.push(base.unwrap_or(f64::NAN));
                        let change = seen.zip(base).filter(|_| visit > 0);
                        rows.change
                            .push(change.map_or(f64::NAN, |(seen, base)| seen - base));
                        rows.truth.push(truth[visit]);
                        rows.unrescued
                            .push(unrescued.map_or(f64::NAN, |all| all[outcome][visit]));
                        let on = |at: Option<usize>| at.map_or(f64::NAN, |at| days[at]);
                        rows.rescued.push(on(lived.rescued_at));
                        rows.left.push(on(lived.left_at));
                    }
                }
            }
        }
        rows.table()
    }

    /// Who takes part, in which arm or order, and where clusters are randomised in which of them, from 1.
    pub fn allocation(&self, results: &Results) -> Table {
        let subjects = results
            .allocated
            .iter()
            .map(|(number, _)| self.subject(*number));
        let arms = results.allocated.iter().map(|(_, arm)| arm.clone());
        let mut columns = vec![
            Column::texts("USUBJID", subjects.collect()),
            Column::texts("ARM", arms.collect()),
        ];
        let trial = self.pool.trial();
        let clusters = results.allocated.iter();
        let clusters = clusters.filter_map(|(number, _)| trial.cluster_of(*number));
        let clusters: Vec<String> = clusters.map(|cluster| (cluster + 1).to_string()).collect();
        if !clusters.is_empty() {
            columns.push(Column::texts("SITEID", clusters));
        }
        Table {
            columns,
            metadata: Vec::new(),
        }
    }

    /// The people of a part, from its tables; none when they are not such tables.
    pub fn read(&self, tables: &[(String, Table)]) -> Option<Vec<Participant>> {
        let table = |name: &str| {
            tables
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, table)| table)
        };
        let (people, visits) = (table(PEOPLE)?, table(VISITS)?);
        let mut all = self.read_people(people)?;
        let number = numbers(visits, "SUBJNUM")?;
        let columns = [
            "ARMN",
            "AVISITN",
            "TRUTH",
            "UNRESCUED",
            "AVAL",
            "RESCUEDY",
            "LEFTDY",
        ];
        let columns: Option<Vec<&[f64]>> =
            columns.iter().map(|name| numbers(visits, name)).collect();
        let [ways, visit, truth, unrescued, seen, rescued, left] = columns?[..] else {
            return None;
        };
        let (days, outcomes) = (self.pool.days(), self.pool.outcomes().len());
        let in_way = days.len() * outcomes;
        if in_way == 0 {
            return None;
        }
        for first in (0..number.len()).step_by(in_way) {
            let rows = first..first + in_way;
            let of = |column: &[f64]| Some(column.get(rows.clone())?.to_vec());
            let in_order = |values: Vec<f64>| -> Vec<Vec<f64>> {
                values.chunks(days.len()).map(<[f64]>::to_vec).collect()
            };
            // Rows stand as they were written: outcome by outcome, day by day.
            let expected = (0..in_way).map(|row| (row % days.len()) as f64);
            if of(visit)?.into_iter().ne(expected) {
                return None;
            }
            let at = |column: &[f64]| days.iter().position(|day| *day == column[first]);
            let seen = in_order(of(seen)?).into_iter().map(|values| {
                let known = values
                    .into_iter()
                    .map(|value| (!value.is_nan()).then_some(value));
                known.collect()
            });
            let person = all
                .iter_mut()
                .find(|one| one.number as f64 == number[first])?;
            if person.lived.len() as f64 != ways[first] {
                return None;
            }
            person.lived.push(Lived {
                truth: in_order(of(truth)?),
                unrescued: match at(rescued) {
                    Some(_) => Some(in_order(of(unrescued)?)),
                    None => None,
                },
                seen: seen.collect(),
                rescued_at: at(rescued),
                left_at: at(left),
            });
        }
        Some(all)
    }

    fn read_people(&self, table: &Table) -> Option<Vec<Participant>> {
        let number = numbers(table, "SUBJNUM")?;
        let covariates = self.pool.population().covariates.iter();
        let covariates: Option<Vec<&[f64]>> = covariates
            .map(|one| numbers(table, &one.name.to_uppercase()))
            .collect();
        let outcomes = self.pool.outcomes().iter();
        let at_rest: Option<Vec<&[f64]>> = outcomes
            .map(|one| numbers(table, &format!("TRUE.{}", one.name)))
            .collect();
        let (covariates, at_rest) = (covariates?, at_rest?);
        let (carries, community) = (texts(table, "CARRIES")?, texts(table, "COMMUNITY")?);
        let (screens, reasons) = (texts(table, "SCREEN")?, texts(table, "REASON")?);
        let person = |row: usize| {
            let at_rest: Vec<f64> = at_rest.iter().map(|values| values[row]).collect();
            let carried = carries[row].split(';').filter(|name| !name.is_empty());
            Some(Participant {
                number: number[row] as usize,
                covariates: covariates.iter().map(|values| values[row]).collect(),
                carries: carried.map(ToOwned::to_owned).collect(),
                community: community[row].clone(),
                screening: screening(&screens[row], &reasons[row])?,
                // Who did not come to rest has none of these.
                at_rest: if at_rest.iter().all(|value| value.is_nan()) {
                    Vec::new()
                } else {
                    at_rest
                },
                lived: Vec::new(),
            })
        };
        (0..number.len()).map(person).collect()
    }
}

/// The columns of `visits`.
#[derive(Default)]
struct Rows {
    subject: Vec<String>,
    number: Vec<f64>,
    arm: Vec<String>,
    arm_number: Vec<f64>,
    code: Vec<String>,
    parameter: Vec<String>,
    unit: Vec<String>,
    visit: Vec<f64>,
    day: Vec<f64>,
    value: Vec<f64>,
    base: Vec<f64>,
    change: Vec<f64>,
    truth: Vec<f64>,
    unrescued: Vec<f64>,
    rescued: Vec<f64>,
    left: Vec<f64>,
}

impl Rows {
    fn table(self) -> Table {
        // The unit of a value is that of its parameter, which AVALU tells.
        let of_parameter = |name: &str, values| Column {
            name: name.to_owned(),
            unit: None,
            values: Values::Numbers(values),
        };
        Table {
            columns: vec![
                Column::texts("USUBJID", self.subject),
                Column::numbers("SUBJNUM", "1", self.number),
                Column::texts("ARM", self.arm),
                Column::numbers("ARMN", "1", self.arm_number),
                Column::texts("PARAMCD", self.code),
                Column::texts("PARAM", self.parameter),
                Column::texts("AVALU", self.unit),
                Column::numbers("AVISITN", "1", self.visit),
                Column::numbers("ADY", "d", self.day),
                of_parameter("AVAL", self.value),
                of_parameter("BASE", self.base),
                of_parameter("CHG", self.change),
                of_parameter("TRUTH", self.truth),
                of_parameter("UNRESCUED", self.unrescued),
                Column::numbers("RESCUEDY", "d", self.rescued),
                Column::numbers("LEFTDY", "d", self.left),
            ],
            metadata: Vec::new(),
        }
    }
}

fn sex(one: &Participant) -> &'static str {
    let male = one.carries.iter().any(|name| name == lab::population::MALE);
    if male { "M" } else { "F" }
}

fn screen(screening: &Screening) -> (&'static str, String) {
    match screening {
        Screening::Enrolled => ("enrolled", String::new()),
        Screening::Failed(why) => ("failed", why.clone()),
        Screening::Implausible(why) => ("implausible", why.clone()),
        Screening::Surplus => ("surplus", String::new()),
        Screening::Ineligible(why) => ("ineligible", why.clone()),
    }
}

fn screening(kind: &str, why: &str) -> Option<Screening> {
    Some(match kind {
        "enrolled" => Screening::Enrolled,
        "failed" => Screening::Failed(why.to_owned()),
        "implausible" => Screening::Implausible(why.to_owned()),
        "surplus" => Screening::Surplus,
        "ineligible" => Screening::Ineligible(why.to_owned()),
        _ => return None,
    })
}

fn column<'t>(table: &'t Table, name: &str) -> Option<&'t Values> {
    table
        .columns
        .iter()
        .find(|one| one.name == name)
        .map(|one| &one.values)
}

fn numbers<'t>(table: &'t Table, name: &str) -> Option<&'t [f64]> {
    match column(table, name)? {
        Values::Numbers(values) => Some(values),
        Values::Texts(_) => None,
    }
}

fn texts<'t>(table: &'t Table, name: &str) -> Option<&'t [String]> {
    match column(table, name)? {
        Values::Texts(values) => Some(values),
        Values::Numbers(_) => None,
    }
}

/// Short names of outcomes, as trialists use them: of eight capitals at most, each its own.
fn codes<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    const LONGEST: usize = 8;
    let mut codes: Vec<String> = Vec::new();
    for name in names {
        let last = name.rsplit('.').next().unwrap_or(name);
        let letters = last.chars().filter(char::is_ascii_alphanumeric);
        let plain: String = letters.take(LONGEST).collect::<String>().to_uppercase();
        let mut code = plain.clone();
        for number in 2.. {
            if !codes.contains(&code) {
                break;
            }
            let tail = format!("{number}");
            let kept: String = plain.chars().take(LONGEST - tail.len()).collect();
            code = kept + &tail;
        }
        codes.push(code);
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_short_name_of_its_own() {
        let names = [
            "skin.easi",
            "skin.acne.inflammatory_lesions",
            "x.inflammatory_lesions",
            "a.easi",
        ];
        assert_eq!(
            codes(names.into_iter()),
            ["EASI", "INFLAMMA", "INFLAMM2", "EASI2"]
        );
    }
}
