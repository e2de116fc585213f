//! The joint check: what numbers that were fitted to some findings do to all others.

use super::forward::Forward;
use super::{Fitted, Shown};
use crate::evidence::Finding;
use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::rests::Rests;
use crate::run::RunError;

/// A reading that is missed by more than four standard deviations, or that nobody shows, is missed: by how much more says nothing.
const MISSED: f64 = -8.0;

/// All findings that were not fitted, before and after.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// How many readings they have.
    pub readings: usize,
    /// The log likelihood of them before and after.
    pub log_likelihood: (f64, f64),
    /// The readings that lose most by it, each with what it loses; those that lose nothing are left out.
    pub losers: Vec<(String, f64)>,
}

/// What the numbers that are moved do to findings that were not fitted.
pub(super) fn joint_check(
    lab: &Laboratory,
    others: &[&Finding],
    numbers: &[Fitted],
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Others, RunError> {
    let moved = || numbers.iter().filter(|one| one.is_moved());
    let names: Vec<String> = moved().map(|one| one.name.clone()).collect();
    let forward = Forward::new(lab, others, &names, rests, watch)?;
    let base = |one: &Fitted, value: f64| {
        let unit = lab.data.parameters.get(&one.name).map(|own| &own.unit);
        let base = unit.map_or(value, |unit| unit.to_base(value));
        (one.name.clone(), base)
    };
    let people: [Values; 2] = [
        moved().map(|one| base(one, one.before)).collect(),
        moved().map(|one| base(one, one.after)).collect(),
    ];
    let shown = forward.shown(&people, watch)?;
    let (before, after) = (&shown[0], &shown[1]);
    let mut losers = Vec::new();
    let (mut was, mut is) = (0.0, 0.0);
    for (place, target) in forward.targets().enumerate() {
        // The maximum passes over what is not a number.
        let of = |shown: &Shown| target.log_likelihood(shown.readings[place]).max(MISSED);
        let (own_before, own_after) = (of(before), of(after));
        was += own_before;
        is += own_after;
        losers.push((target.name.clone(), own_before - own_after));
    }
    let readings = losers.len();
    losers.retain(|(_, lost)| *lost > 0.0);
    losers.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(Others {
        readings,
        log_likelihood: (was, is),
        losers,
    })
}
