//! The skin against an independent implementation of the same equations: courses of every trait, responses to changed inputs, rates.

mod common;
#[path = "common/skin.rs"]
mod skin;

use std::collections::BTreeMap;

use common::{data, oracle, rates, set};
use physiology::data::Data;
use physiology::numbers::Quantity;
use skin::{follow, person, skin_alone, with_traits};

/// What two independent integrations of the same equations must agree to, relative.
const AGREEMENT: f64 = 1e-3;
/// Below this, in the unit people read, a value counts as none.
const NOTHING: f64 = 1e-5;

/// Numbers of traits that were calibrated anew since the reference files were made, with the values they had then.
const AS_MADE: [(&str, &str, f64); 5] = [
    ("infant", "skin_person.dermatitis_susceptibility", 0.05),
    (
        "psoriasis-prone",
        "skin_person.psoriasis_susceptibility",
        0.95,
    ),
    ("acne-severe", "skin_person.sebum_capacity", 1.9),
    (
        "atopic-dermatitis-mild-infant",
        "skin_person.dermatitis_susceptibility",
        0.166,
    ),
    (
        "atopic-dermatitis-moderate-infant",
        "skin_person.dermatitis_susceptibility",
        0.2651,
    ),
];

/// Numbers of everybody that were calibrated anew since then, with the values they had. What skin spills into the blood had no end.
const NUMBERS_AS_MADE: [(&str, f64); 14] = [
    ("skin_outward.il17_share", 0.2),
    ("skin_itch.weight_il31", 0.1),
    ("skin_itch.weight_il4_13", 0.08),
    ("skin_itch.weight_dryness", 0.2),
    ("skin_cells.complexes_by_dna", 2.0),
    ("skin_barrier.lipid_fatty_acid_exponent", 0.15),
    ("skin_cytokines.il1_dryness_exponent", 0.0),
    ("skin_outward.spill_most", 1e12),
    ("skin_drive.stress_exponent", 0.12),
    ("skin_barrier.water_loss_intact", 4.0),
    ("skin_barrier.water_loss_by_damage", 60.0),
    ("skin_follicle.nodule_formation", 0.0008),
    ("skin_follicle.nodule_resolution", 0.03),
    ("skin_follicle.scars_per_nodule", 0.15),
];

/// The data as they were when the reference files were made.
fn data_as_made() -> Data {
    let mut data = data();
    for (name, value) in NUMBERS_AS_MADE {
        let number = data.parameters.get(name).unwrap().clone();
        data.parameters.insert(Quantity { value, ..number });
    }
    for (name, number, value) in AS_MADE {
        let given = data.traits.iter_mut().find(|given| given.name == name);
        let numbers = given.into_iter().flat_map(|given| &mut given.set);
        let changed = numbers
            .filter(|quantity| quantity.name == number)
            .map(|quantity| quantity.value = value)
            .count();
        assert_eq!(changed, 1, "{name} sets {number}");
    }
    data
}

fn differs(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() > AGREEMENT * theirs.abs().max(NOTHING)
}

/// Names as they stand in the reference files to those seen here.
fn key(kind: &str, name: &str) -> String {
    if kind == "state" {
        format!("state {name}")
    } else {
        name.to_owned()
    }
}

#[test]
fn courses_of_all_traits_agree() {
    let data = data_as_made();
    let mut cases: BTreeMap<(String, String), Vec<[String; 5]>> = BTreeMap::new();
    for row in oracle("skin_courses.csv") {
        let case = (row[0].clone(), row[1].clone());
        cases.entry(case).or_default().push(row);
    }
    assert_eq!(cases.len(), 2 * 17);
    let mut wrong = Vec::new();
    for ((traits, day), rows) in &cases {
        let seen = person(&data, traits, day.parse().unwrap());
        for [_, _, kind, name, value] in rows {
            let (ours, theirs) = (seen.get(&key(kind, name)), value.parse().unwrap());
            if differs(ours, theirs) {
                wrong.push(format!("{traits} on day {day}: {name} {ours} for {theirs}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Response {
    name: String,
    traits: String,
    inputs: Vec<(String, f64)>,
    seen: Vec<(String, f64)>,
}

fn responses() -> Vec<Response> {
    let mut cases: Vec<Response> = Vec::new();
    for [case, traits, kind, name, value] in oracle("skin_responses.csv") {
        if cases
            .last()
            .is_none_or(|last| last.name != case || last.traits != traits)
        {
            cases.push(Response {
                name: case,
                traits,
                inputs: Vec::new(),
                seen: Vec::new(),
            });
        }
        let value = value.parse().unwrap();
        if let Some(last) = cases.last_mut() {
            match kind.as_str() {
                "input" => last.inputs.push((name, value)),
                _ => last.seen.push((key(&kind, &name), value)),
            }
        }
    }
    cases
}

fn changed(data: &Data, response: &Response) -> (engine::System, engine::System) {
    let mut before = skin_alone(data, &[]);
    with_traits(&mut before, data, &response.traits);
    let mut after = skin_alone(data, &[]);
    with_traits(&mut after, data, &response.traits);
    for (name, value) in &response.inputs {
        set(&mut after, name, *value);
    }
    (before, after)
}

#[test]
fn responses_to_changed_inputs_agree() {
    let data = data_as_made();
    let cases = responses();
    assert_eq!(cases.len(), 12);
    let mut wrong = Vec::new();
    for response in &cases {
        let (before, after) = changed(&data, response);
        let settled = follow(&before, None, 1000.0);
        let seen = follow(&after, Some(&settled.states), 60.0);
        for (name, theirs) in &response.seen {
            let ours = seen.get(name);
            if differs(ours, *theirs) {
                wrong.push(format!("{}: {name} {ours} for {theirs}", response.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rates away from any balance, where every term of an equation counts.
#[test]
fn rates_agree_at_states_out_of_balance() {
    let data = data_as_made();
    let mut reference: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    for [case, traits, _, name, value] in oracle("skin_rates.csv") {
        reference.insert((case, traits, name), value.parse().unwrap());
    }
    let mut wrong = Vec::new();
    for response in &responses() {
        let (_, system) = changed(&data, response);
        let states: BTreeMap<&str, f64> = response
            .seen
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix("state ")?, *value)))
            .collect();
        let at: Vec<f64> = system
            .states
            .iter()
            .map(|state| 1.03 * states[state.name.as_str()])
            .collect();
        let ours = rates(&system, &at);
        for (index, state) in system.states.iter().enumerate() {
            let theirs = reference[&(
                response.name.clone(),
                response.traits.clone(),
                state.name.clone(),
            )];
            let ours = ours[index];
            // The reference states are written with seven digits; a rate is a difference of larger flows.
            let size = theirs.abs().max(1e-2 * states[state.name.as_str()].abs());
            if (ours - theirs).abs() > AGREEMENT * size.max(1e-6) {
                wrong.push(format!(
                    "{}: {} {ours} for {theirs}",
                    response.name, state.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
