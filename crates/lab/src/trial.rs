//! Trials: who is enrolled, what each arm is given, when people are seen, and what is asked of it.
//!
//! A trial is a page of TOML ([`Trial::read`]). [`pool::Pool`] follows the people of a population through every arm, so that the truth about
//! every arm is known, and what raters would have seen of it; [`analysis`] does with the allocated arms what a statistician would, and prints
//! the truth beside it; [`planning`] draws many trials from the same people and says how large one has to be.

pub mod analysis;
pub mod cohort;
pub mod conduct;
pub mod eligibility;
pub mod endpoint;
pub mod planning;
pub mod pool;
pub(crate) mod read;
mod regimens;
pub mod results;
mod sample;

use physiology::document::{Fault, Faults, Source, read_document};

use crate::draws::Draws;
use crate::scenario::{Course, Named};
use conduct::Conduct;
use eligibility::{Criterion, Range};
use endpoint::Endpoint;

/// A trial as written.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Its name: the file's, or the field `name`.
    pub name: String,
    /// A line on what it asks.
    pub about: Option<String>,
    /// The population people are drawn from.
    pub population: Named,
    /// How many are enrolled.
    pub people: usize,
    /// The seed of all draws.
    pub seed: u64,
    /// What must hold of whoever is enrolled.
    pub eligible: Vec<Criterion>,
    /// Who gets what, when.
    pub design: Design,
    /// How long an arm lasts, or a period of one, d.
    pub lasts: f64,
    /// When people are seen, days from the start of an arm or period; the first is the baseline, on day 0.
    pub visits: Vec<f64>,
    /// What everybody is given.
    pub background: Vec<Course>,
    /// The control first.
    pub arms: Vec<Arm>,
    /// What is asked; primary ones first.
    pub endpoints: Vec<Endpoint>,
    /// What people do that the protocol does not ask for.
    pub conduct: Conduct,
    /// How the results are analysed.
    pub analysis: Analysis,
}

/// Who gets what, when.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Design {
    /// Everybody gets one arm.
    Parallel,
    /// Whole clusters of people, such as clinics or schools, get one arm.
    Cluster {
        /// How many clusters there are.
        clusters: usize,
        /// How alike two people of one cluster are: the correlation of what they are and of how they live.
        alike: f64,
    },
    /// Every combination of factors is an arm; a factor's effect is taken over both states of the others.
    Factorial,
    /// Everybody gets both arms in turn, half of them in either order.
    Crossover {
        /// How often both are given: more than once when every person is a trial of their own (N-of-1).
        cycles: usize,
        /// Between two periods, d.
        washout: f64,
    },
}

/// An arm.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its name.
    pub name: Named,
    /// How many people it has relative to the others.
    pub ratio: usize,
    /// What is given, from and until days of the arm or period.
    pub courses: Vec<Course>,
    /// The dose, where the arm is one of a list of doses: in its own unit.
    pub dose: Option<f64>,
    /// For factorial designs: the factors that are given, by their place.
    pub factors: Vec<usize>,
}

/// How effects are estimated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Analysis of covariance at the endpoint's visit, of those who are seen there.
    Ancova,
    /// A mixed model over all visits up to the endpoint's.
    Mmrm,
}

/// How several comparisons share one error rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Multiplicity {
    /// They do not.
    None,
    /// Holm's.
    Holm,
    /// Hochberg's.
    Hochberg,
    /// Benjamini and Hochberg's false discovery rate.
    FalseDiscovery,
    /// Dunnett's, of arms against one control.
    Dunnett,
}

/// How the results are analysed.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Error rate, two-sided.
    pub alpha: f64,
    /// The power that is wanted.
    pub power: f64,
    /// How effects are estimated.
    pub method: Method,
    /// How comparisons of several arms share the error rate.
    pub multiplicity: Multiplicity,
    /// Outcomes at baseline by which people may respond differently.
    pub markers: Vec<Named>,
}

impl Trial {
    /// Reads a trial.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let trial = read_document(source, &faults, |root| read::read_trial(root, source));
        match trial.flatten() {
            Some(trial) => faults.into_result(trial),
            None => Err(faults.into_result(()).err().unwrap_or_default()),
        }
    }

    /// Reads a cohort: people of a population who are all given the same.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read_cohort(source: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let cohort = read_document(source, &faults, |root| read::read_cohort(root, source));
        match cohort.flatten() {
            Some(cohort) => faults.into_result(cohort),
            None => Err(faults.into_result(()).err().unwrap_or_default()),
        }
    }

    /// A cohort of a population as it is, of whom these outcomes are seen.
    pub fn cohort_of(population: &str, people: usize, seed: u64, outcomes: &[&str]) -> Self {
        let name = Named::said(population);
        let mut cohort = Self::of_everybody(population.to_owned(), name, people, seed);
        cohort.analysis.markers = outcomes
            .iter()
            .map(|outcome| Named::said(outcome))
            .collect();
        cohort
    }

    /// The draws of its people.
    pub(crate) fn draws(&self) -> Draws {
        let draws = Draws::new(self.seed);
        match self.design {
            Design::Cluster { clusters, alike } => draws.in_clusters(clusters as u64, alike),
            _ => draws,
        }
    }

    /// The cluster that the person of a number lives in, from 0; none where people are not randomised by clusters.
    pub fn cluster_of(&self, number: usize) -> Option<usize> {
        let cluster = self.draws().cluster(number as u64)?;
        Some(cluster as usize)
    }

    /// What is randomised, and what plans count.
    pub fn randomised(&self) -> &'static str {
        match self.design {
            Design::Cluster { .. } => "clusters",
            _ => "people",
        }
    }

    /// Places of the days on which an endpoint's visit takes place; the last visit where there is none at that day.
    pub(crate) fn visit_of(&self, day: f64) -> usize {
        let place = self.visits.iter().position(|visit| *visit == day);
        place.unwrap_or(self.visits.len() - 1)
    }

    /// Every course that anybody may be given.
    pub(crate) fn courses(&self) -> Vec<Course> {
        let arms = self.arms.iter().flat_map(|arm| &arm.courses);
        let rescue = self
            .conduct
            .rescue
            .iter()
            .flat_map(|rescue| &rescue.courses);
        let all = self.background.iter().chain(arms).chain(rescue);
        all.cloned().collect()
    }

    /// What is asked of outcomes: people are chosen by what is seen of them at the screening.
    pub(crate) fn chosen_by(&self) -> impl Iterator<Item = &Range> {
        self.eligible.iter().filter_map(Criterion::of_outcome)
    }

    /// Every outcome of which something is asked, each once: those of endpoints first.
    pub fn outcomes(&self) -> Vec<&Named> {
        let endpoints = self.endpoints.iter().map(|endpoint| &endpoint.outcome);
        let eligible = self.chosen_by().map(|range| &range.name);
        let rescue = self.conduct.rescue.iter().map(|rescue| &rescue.outcome);
        let markers = &self.analysis.markers;
        let mut all: Vec<&Named> = Vec::new();
        for outcome in endpoints.chain(eligible).chain(rescue).chain(markers) {
            if !all.iter().any(|other| other.text == outcome.text) {
                all.push(outcome);
            }
        }
        all
    }
}
