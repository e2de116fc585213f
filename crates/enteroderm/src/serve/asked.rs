//! What a page asks for: a scenario as a text, and the stool of its person where the page has read it.

use lab::mismatch::Mismatch;
use lab::physiology::document::{Fault, Source, allowed, quoted};
use lab::scenario::{Named, Scenario};
use lab::stool::{MatchReport, StoolProfile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::failure::{Failure, of_model, whole};
use crate::files::Opened;
use crate::run;

/// How far shares may be from adding up to one.
const ROUNDING: f64 = 1e-6;

/// Longer texts are not read: a year of a diary has half of it, and each of its lines may be a fault that names what was meant.
const LONGEST: usize = 512 << 10;

/// A scenario and the stool of its person.
#[derive(Deserialize, ToSchema)]
pub(super) struct Asked {
    /// The scenario (TOML).
    pub scenario: String,
    /// What faults call it.
    #[serde(default = "unnamed")]
    pub name: String,
    /// The stool profile of its person, as `/profiles` gives it.
    pub stool: Option<Stool>,
}

fn unnamed() -> String {
    "scenario.toml".to_owned()
}

/// A stool profile in genera of the model.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Stool {
    /// The sample's name.
    pub sample: String,
    /// The share of the sample that was matched.
    pub matched: f64,
    /// Shares of the genera, which add up to 1.
    pub genera: BTreeMap<String, f64>,
}

/// What was read.
pub(super) struct Read {
    pub source: Source,
    pub scenario: Scenario,
    pub stool: Option<StoolProfile>,
}

impl Asked {
    /// The scenario, or everything that is wrong with it.
    pub fn read(self, opened: &Opened) -> Result<Read, Failure> {
        let source = short_enough(Source::new(self.name, self.scenario))?;
        let (scenario, mut faults) = Scenario::read_what_can_be(&source, &lab::habits::names());
        let Some(scenario) = scenario else {
            return Err(Failure::Input(faults, vec![source]));
        };
        faults.extend(files_named(&scenario, self.stool.is_some(), &source));
        let mismatches = lab::run::check(&opened.lab, &scenario);
        let mismatches = mismatches.map_err(|faults| of_model(&faults))?;
        faults.extend(
            mismatches
                .iter()
                .map(|mismatch| run::fault(mismatch, &source)),
        );
        let stool = self.stool.map(|stool| stool.profile(opened)).transpose();
        let stool = stool.unwrap_or_else(|more| {
            faults.extend(more);
            None
        });
        if faults.is_empty() {
            return Ok(Read {
                source,
                scenario,
                stool,
            });
        }
        faults.sort_by_key(|fault| (fault.file != source.name, fault.place));
        Err(Failure::Input(faults, vec![source]))
    }
}

/// A text that is read within seconds, whatever is wrong with it.
pub(super) fn short_enough(source: Source) -> Result<Source, Failure> {
    if source.text.len() <= LONGEST {
        return Ok(source);
    }
    let message = format!("is larger than {} KiB", LONGEST >> 10);
    Err(Failure::from(Fault {
        help: Some("the command line reads longer texts".to_owned()),
        ..whole(source.name, message)
    }))
}

/// A server opens no files that a text names.
fn files_named(scenario: &Scenario, has_stool: bool, source: &Source) -> Vec<Fault> {
    let of = |named: &Named, help: &str| {
        let message = format!(
            "names the file {}, which the server does not open",
            quoted(&named.text)
        );
        run::fault(&Mismatch::new(named, message, help), source)
    };
    let person = &scenario.person;
    let stool = person.stool.as_ref().filter(|_| !has_stool);
    let stool = stool.map(|named| {
        of(
            named,
            "give the profile itself; the page reads it when it is dropped there",
        )
    });
    let diary = scenario.diary.as_ref();
    let diary = diary.map(|named| {
        of(
            named,
            "`enteroderm diary FILE` prints the habits to write in its place",
        )
    });
    stool.into_iter().chain(diary).collect()
}

impl Stool {
    /// The profile in the order of the model's genera.
    fn profile(self, opened: &Opened) -> Result<StoolProfile, Vec<Fault>> {
        let genera = &opened.lab.data.taxa.genera;
        let mut faults = Vec::new();
        let mut wrong = |message: String, help: Option<String>| {
            faults.push(Fault {
                field: "genera".to_owned(),
                help,
                ..whole("the stool profile", message)
            });
        };
        for (name, share) in &self.genera {
            if !genera.iter().any(|genus| genus.name == *name) {
                let known = genera.iter().map(|genus| genus.name.as_str());
                wrong(
                    format!("{} is not a genus of the model", quoted(name)),
                    Some(allowed(name, known)),
                );
            }
            if !(0.0..=1.0).contains(share) {
                wrong(
                    format!("{share} of {} is no share", quoted(name)),
                    Some("from 0 to 1".to_owned()),
                );
            }
        }
        let sum: f64 = self.genera.values().sum();
        if (sum - 1.0).abs() > ROUNDING {
            wrong(
                format!("the shares add up to {sum}"),
                Some("1 is expected".to_owned()),
            );
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let share = |name: &str| self.genera.get(name).copied().unwrap_or_default();
        Ok(StoolProfile {
            abundance: genera.iter().map(|genus| share(&genus.name)).collect(),
            file: self.sample.clone(),
            sample: self.sample,
            database: None,
            report: MatchReport {
                genus_share: self.matched,
                ..MatchReport::default()
            },
        })
    }
}
