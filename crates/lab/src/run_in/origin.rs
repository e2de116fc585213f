//! Where run-ins start: at the rest of somebody healthy.

use engine::{Program, System};

use super::values_of;
use crate::laboratory::{Laboratory, Watch};
use crate::life::{HABITS_ONLY, Life, Values};
use crate::person::Person;
use crate::reference::{Reference, ReferenceError, apply, compute_in, equations};
use crate::rests::{Deciding, Kept, Rests};
use crate::run::RunError;
use crate::scenario::Scenario;

/// An age at which nothing is left of the bias of birth, in days.
const UNBIASED: f64 = 100.0 * 365.25;
/// The state that early life changes.
const IMPRINT: &str = "adaptive.imprint";
/// What is kept of a healthy infant: values to which signals are relative, and states.
const VALUES: &str = "value";
const STATES: &str = "state";

/// Where run-ins start: states by name. A state that is not among them starts where the person's own numbers put it.
pub(crate) struct Origin {
    states: Values,
    own_skin_start: bool,
}

impl Origin {
    /// The stored reference person, or the healthy infant for infants. What this finds out (values of the healthy infant) stays in `system`
    /// with the person's own values and habits.
    pub fn of(
        lab: &Laboratory,
        scenario: &Scenario,
        life: &Life<'_>,
        person: &Person,
        system: &mut System,
        rests: &dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let mut values = person.values.clone();
        values.extend(life.at(HABITS_ONLY));
        apply(system, &values);
        let stored = lab.data.starts.iter();
        let stored = stored.map(|state| (state.name.clone(), state.unit.to_base(state.value)));
        let mut states: Values = stored.collect();
        if person.is_infant() {
            let infant = healthy_infant(lab, scenario, life, rests, watch)?;
            apply(system, &infant.values);
            states.extend(infant.states);
        }
        Ok(Self {
            states,
            own_skin_start: person.own_skin_start,
        })
    }

    pub fn start(&self, program: &Program, parameters: &[f64]) -> Vec<f64> {
        let states = program.states().iter().zip(program.initial(parameters));
        states
            .map(|(state, own)| match self.states.get(&state.name) {
                Some(known) if !self.starts_anew(&state.name) => *known,
                _ => own,
            })
            .collect()
    }

    /// Whether a state starts where the person's own numbers put it, not at the rest of somebody else.
    fn starts_anew(&self, state: &str) -> bool {
        state == IMPRINT || self.own_skin_start && state.starts_with("skin.")
    }

    /// All that decides where somebody starts, besides their own numbers.
    pub fn decide(&self, deciding: &mut Deciding) {
        deciding.values(&self.states);
        deciding.number(f64::from(u8::from(self.own_skin_start)));
    }
}

/// Signals of an infant are relative to a healthy infant who is fed the same, from whose rest the run-in starts; the Th2 bias of early life
/// is no part of it.
fn healthy_infant(
    lab: &Laboratory,
    scenario: &Scenario,
    life: &Life<'_>,
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Reference, RunError> {
    const PHASE: &str = "reference";
    let mut values = Person::healthy(&lab.data, &scenario.person)
        .map_err(RunError::Scenario)?
        .values;
    values.extend(life.at(HABITS_ONLY));
    values.insert("person.age".to_owned(), UNBIASED);
    let system = equations(&lab.data, &values).map_err(RunError::Model)?;
    let mut deciding = Deciding::of("healthy infant");
    deciding.bytes(lab.digest(&system).as_bytes());
    deciding.values(&values_of(&system));
    let key = deciding.key();
    if let Some(known) = rests.find(&key) {
        let known = Kept(known);
        return Ok(Reference {
            values: known.take(VALUES),
            states: known.take(STATES),
            ..Reference::default()
        });
    }
    let mut told = |share: f64| watch.at(PHASE, share);
    let found = compute_in(system, &mut told).map_err(|error| match error {
        ReferenceError::Model(faults) => RunError::Model(faults),
        ReferenceError::Stopped => RunError::Stopped(PHASE),
        ReferenceError::Run(failure) => RunError::Failed(format!("the healthy infant: {failure}")),
    })?;
    let mut kept = Kept::default();
    kept.put(VALUES, &found.values);
    kept.put(STATES, &found.states);
    rests.keep(&key, &kept.0);
    Ok(found)
}
