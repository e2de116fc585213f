//! Communities are brought to a stool profile, and it is said how well.

use engine::System;
use physiology::axis;

use super::group::Group;
use super::{AGELESS, Settling, Start, by_name, hold, set};
use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::outcome::StoolFit;
use crate::person::UNSEEN;
use crate::reference::apply;
use crate::run::RunError;
use crate::stool::StoolProfile;

/// How long a community is brought to a profile, d.
pub(super) const ADAPTATION: f64 = 500.0;
/// Genera met worst that are told.
const WORST: usize = 5;

/// Somebody whose community was brought to a profile.
pub(super) struct Adapted {
    /// Where it got them, by name.
    pub states: Values,
    /// The fitness found for each genus, as values of parameters.
    pub fitness: Values,
}

impl Settling<'_> {
    /// Brings communities to a profile: fitness is a state that follows the distance between target and stool. The fitness found becomes
    /// the person's own.
    pub(super) fn bring_to_profile(
        &self,
        stool: &StoolProfile,
        group: &Group,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Result<Adapted, String>>, RunError> {
        let data = &self.lab.data;
        let mut adapting = axis::build(data, self.habitual, true).map_err(RunError::Model)?;
        apply(&mut adapting, &super::values_of(&group.system));
        set(&mut adapting, &[("adaptation.on", 1.0), AGELESS]);
        let (program, parameters) = group.program(&adapting);
        let begin = |own: &Vec<f64>| {
            let mut start = self.origin.start(&program, own);
            seed(self.lab, stool, &adapting, &mut start);
            Ok(start)
        };
        let starts: Vec<Start> = parameters.iter().map(begin).collect();
        let ends = hold(
            (&program, &parameters),
            starts,
            ADAPTATION,
            None,
            self.phases[0],
            watch,
        )?;
        let adapted = ends.into_iter().map(|end| {
            let states = by_name(&adapting.states, end?.end);
            let fitness = self.fitness(&states);
            Ok(Adapted { states, fitness })
        });
        Ok(adapted.collect())
    }

    fn fitness(&self, found: &Values) -> Values {
        let genera = self.lab.data.taxa.genera.iter();
        genera
            .filter_map(|genus| {
                let fitness = found.get(&format!("colon.fitness.{}", genus.name))?;
                Some((format!("taxon.{}.fitness", genus.name), *fitness))
            })
            .collect()
    }
}

/// Starts every segment with the profile's shares of the cells that are there.
fn seed(lab: &Laboratory, stool: &StoolProfile, system: &System, initial: &mut [f64]) {
    let names = lab.data.taxa.names();
    for segment in physiology::colon::SEGMENTS {
        let places: Vec<Option<usize>> = names
            .iter()
            .map(|genus| system.state(&format!("colon.{segment}.{genus}")))
            .collect();
        let cells: f64 = places.iter().flatten().map(|place| initial[*place]).sum();
        for (place, share) in places.iter().zip(&stool.abundance) {
            if let Some(place) = place {
                initial[*place] = cells * share.max(UNSEEN);
            }
        }
    }
}

/// The observable that says what share of the stool a genus is.
pub(super) fn share_of(genus: &str) -> String {
    format!("stool.genus.{genus}")
}

/// How well the stool after the run-in, as shares of genera, matches the profile.
pub(super) fn met(lab: &Laboratory, shares: &Values, stool: &StoolProfile) -> StoolFit {
    let share = |genus: &str| shares.get(&share_of(genus)).copied().unwrap_or_default();
    let total: f64 = stool.abundance.iter().sum();
    let mut pairs: Vec<(String, f64, f64)> = lab
        .data
        .taxa
        .genera
        .iter()
        .zip(&stool.abundance)
        .map(|(genus, given)| (genus.name.clone(), given / total, share(&genus.name)))
        .collect();
    let distance = 0.5
        * pairs
            .iter()
            .map(|(_, given, found)| (given - found).abs())
            .sum::<f64>();
    pairs.sort_by(|a, b| (b.1 - b.2).abs().total_cmp(&(a.1 - a.2).abs()));
    pairs.truncate(WORST);
    StoolFit {
        sample: stool.sample.clone(),
        matched: stool.report.genus_share,
        distance,
        worst: pairs,
    }
}
