//! The skin alone: what reaches it with the blood is held at given values, 1 (or the healthy concentration) unless told otherwise.
#![allow(dead_code)]

use std::collections::BTreeMap;

use engine::{Graph, System};
use physiology::agents::Agent;
use physiology::builder::Builder;
use physiology::data::Data;
use physiology::signals::SkinInputs;
use physiology::skin::Skin;
use physiology::traits::Trait;

use crate::common::{self, run, set};

/// The skin in which these drugs act, open towards the body.
pub fn skin_alone(data: &Data, drugs: &[&str]) -> System {
    let graph = Graph::new();
    let agents: Vec<Agent> = common::agents(data, drugs)
        .into_iter()
        .map(on_skin)
        .collect();
    let agents: Vec<&Agent> = agents.iter().collect();
    let mut b = Builder::new(&graph, data, &agents);
    let skin = Skin::declare(&mut b);
    skin.outward(&mut b);
    let mut at =
        |name: &str, unit: &str, value: f64| b.table_number(format!("blood.{name}"), unit, value);
    let blood = SkinInputs {
        tnf: at("tnf", "1", 1.0),
        il6: at("il6", "1", 1.0),
        il1: at("il1", "1", 1.0),
        crp: at("crp", "1", 1.0),
        il10: at("il10", "1", 1.0),
        il17: at("il17", "1", 1.0),
        il22: at("il22", "1", 1.0),
        ifng: at("ifng", "1", 1.0),
        il413: at("il413", "1", 1.0),
        th1: at("th1", "1", 1.0),
        th2: at("th2", "1", 1.0),
        th17: at("th17", "1", 1.0),
        treg: at("treg", "1", 1.0),
        lps: at("lps", "1", 1.0),
        dna: at("dna", "1", 0.0),
        butyrate: at("butyrate", "1", 1.0),
        propionate: at("propionate", "1", 1.0),
        acetate: at("acetate", "1", 1.0),
        indole: at("indole", "1", 1.0),
        cortisol: at("cortisol", "1", 1.0),
        receptor: at("receptor", "1", 1.0),
        stress: at("stress", "1", 1.0),
        sleep_debt: at("sleep_debt", "h", 0.0),
        igf1: at("igf1", "ng/mL", 200.0),
        insulin: at("insulin", "1", 1.0),
        vitamin_d: at("vitamin_d", "nmol/L", 70.0),
    };
    skin.wire(&mut b, &blood);
    skin.observe(&mut b);
    common::built(b.build())
}

/// What an agent does to the skin.
fn on_skin(agent: &Agent) -> Agent {
    let mut agent = agent.clone();
    agent
        .effects
        .retain(|effect| effect.target.starts_with("skin"));
    agent
}

/// Gives the person these traits, joined by `+`; `healthy` is none.
pub fn with_traits(system: &mut System, data: &Data, traits: &str) {
    for name in traits.split('+').filter(|name| *name != "healthy") {
        give(system, find(data, name));
    }
}

fn find<'d>(data: &'d Data, name: &str) -> &'d Trait {
    let found = data.traits.iter().find(|known| known.name == name);
    found.unwrap_or_else(|| panic!("no trait `{name}`"))
}

fn give(system: &mut System, given: &Trait) {
    for quantity in &given.set {
        // What a trait says of other organs has no place in a skin by itself.
        let of_the_skin =
            quantity.name.starts_with("skin") || system.parameter(&quantity.name).is_some();
        if !of_the_skin {
            continue;
        }
        set(system, &quantity.name, quantity.value);
        // Alone, the skin is given the IGF-1 that the body would make.
        if quantity.name == "person.igf1" {
            set(system, "blood.igf1", 200.0 * quantity.value);
        }
    }
    for quantity in &given.scale {
        let index = system.parameter(&quantity.name).unwrap();
        system.parameters[index].default *= quantity.value;
    }
}

/// Everything that can be read off after `days`, in the units people read: states and observables by name.
pub struct Seen {
    pub states: Vec<f64>,
    pub values: BTreeMap<String, f64>,
}

impl Seen {
    pub fn get(&self, name: &str) -> f64 {
        let value = self.values.get(name);
        *value.unwrap_or_else(|| panic!("`{name}` is not seen"))
    }
}

/// Follows the skin for `days` from its start or from states in base units.
pub fn follow(system: &System, from: Option<&[f64]>, days: f64) -> Seen {
    let trajectory = run(system, from, days, 1e-7, vec![days]);
    let mut values = BTreeMap::new();
    for (state, value) in system.states.iter().zip(&trajectory.end) {
        values.insert(
            format!("state {}", state.name),
            state.unit.from_base(*value),
        );
    }
    for (seen, value) in system.observables.iter().zip(&trajectory.observables) {
        values.insert(seen.name.clone(), seen.unit.from_base(*value));
    }
    Seen {
        states: trajectory.end,
        values,
    }
}

/// The person of these traits after `days`.
pub fn person(data: &Data, traits: &str, days: f64) -> Seen {
    let mut system = skin_alone(data, &[]);
    with_traits(&mut system, data, traits);
    follow(&system, None, days)
}
