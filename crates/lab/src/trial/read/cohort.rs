//! Cohorts from their text: people of a population who are all given the same, or nothing. A cohort is a trial of one arm in which everybody
//! takes part and nothing is asked but what becomes of them.

use physiology::document::{Source, Table};

use super::{read_courses, read_needed, read_population};
use crate::protocol::samples;
use crate::scenario::read::{End, read_sampling, stem};
use crate::scenario::{Named, Sampling};
use crate::trial::conduct::Conduct;
use crate::trial::{Analysis, Arm, Design, Trial};

/// What the only arm is called when nothing is given.
const NOTHING: &str = "as they live";

/// The whole of a cohort; none when it does not say whose.
pub(in crate::trial) fn read_cohort(root: &Table<'_>, source: &Source) -> Option<Trial> {
    let name = root.text("name").unwrap_or_else(|| stem(&source.name));
    let about = root.text("about");
    let example = "[population] base = \"healthy-adult\", people = 200";
    let population = read_needed(root, "population", example, read_population);
    let sampling = root.table("sample", read_sampling).unwrap_or(Sampling {
        until: 0.0,
        ..Sampling::usual()
    });
    let end = End {
        day: sampling.until,
        told: "`until` of `[sample]` is the last day of the cohort",
    };
    let courses = read_courses("course", root, end);
    let visits = samples(&sampling);
    let (population, people, seed) = population?;
    let mut cohort = Trial::of_everybody(name, population, people, seed);
    cohort.about = about;
    cohort.lasts = sampling.until;
    cohort.visits = visits;
    cohort.analysis.markers = sampling.outcomes;
    if !courses.is_empty() {
        cohort.arms[0].name = Named::said("courses");
        cohort.arms[0].courses = courses;
    }
    Some(cohort)
}

impl Trial {
    /// Everybody of a population, as they live, on a day.
    pub(crate) fn of_everybody(name: String, population: Named, people: usize, seed: u64) -> Self {
        Self {
            name,
            about: None,
            population,
            people,
            seed,
            eligible: Vec::new(),
            design: Design::Parallel,
            lasts: 0.0,
            visits: vec![0.0],
            background: Vec::new(),
            arms: vec![Arm {
                name: Named::said(NOTHING),
                ratio: 1,
                courses: Vec::new(),
                dose: None,
                factors: Vec::new(),
            }],
            endpoints: Vec::new(),
            conduct: Conduct::default(),
            analysis: Analysis::usual(),
        }
    }
}
