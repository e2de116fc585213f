//! The colon against an independent implementation of the same equations: rates in states out of balance, what the body is told, and
//! courses. `cargo test -p enteroderm-physiology --test colon_oracle` compares.
//!
//! Where the equations differ on purpose (spores, grams of sugar that leak from polymers, electrons of hydrogen built into cells, sulfate
//! counted in ions, galactans that nobody eats), our numbers are set to give what the others give; what no number can give is left out
//! of the rates (`differs_by_design`), and in the courses computed there as here. Strains come back otherwise here, so no course is of an
//! antibiotic.

#[path = "common/colon.rs"]
mod alone;
mod common;

use std::collections::BTreeMap;

use alone::colon_alone;
use common::{
    Values, base, changed, data, observed, oracle_cases, oracle_courses, rates, run, set,
};
use engine::System;
use physiology::data::Data;

/// Two programs that compute the same formula once differ by rounding only.
const SAME_FORMULA: f64 = 1e-8;
/// What two independent integrations of the same equations must agree to, relative.
const AGREEMENT: f64 = 1e-3;
/// Below this, in the unit people read, a value counts as none.
const NOTHING: f64 = 1e-6;

/// Numbers that were calibrated anew since the files were made, with the values they had. Strains answered neither food nor emulsifier, niches
/// were wider, phages heeded nobody, and strains took what they filled with them.
const AS_MADE: [(&str, f64); 63] = [
    ("colon.oxygen_leak_short", 5.0),
    ("colon.facultative_acetate", 5.0),
    ("colon.facultative_propionate", 1.8),
    ("colon.facultative_butyrate", 0.4),
    ("colon.facultative_branched_acids", 1.1),
    ("intake.fermented_seeding", 2.0),
    ("colon.oxygen_growth", 0.015),
    ("colon.nitrate_respiration", 6.0),
    ("colon.nitrate_growth", 0.03),
    ("colon.oxygen_leak_short", 4.0),
    ("colon.emulsifier_sensitivity", 0.25),
    ("colon.strain_emulsifier_erosion", 0.0),
    ("intake.fibre_fed_niches", 0.0),
    ("taxon.Bacteroides.fitness", 0.6487),
    ("taxon.Prevotella.fitness", 0.6526),
    ("taxon.Parabacteroides.fitness", 1.077),
    ("taxon.Alistipes.fitness", 1.979),
    ("taxon.Faecalibacterium.fitness", 1.636),
    ("taxon.Roseburia.fitness", 1.164),
    ("taxon.Agathobacter.fitness", 1.04),
    ("taxon.Anaerobutyricum.fitness", 5.267),
    ("taxon.Ruminococcus.fitness", 2.038),
    ("taxon.Blautia.fitness", 1.359),
    ("taxon.Mediterraneibacter.fitness", 2.008),
    ("taxon.Lachnospira.fitness", 3.368),
    ("taxon.Dorea.fitness", 2.261),
    ("taxon.Coprococcus.fitness", 1.977),
    ("taxon.Bifidobacterium.fitness", 1.164),
    ("taxon.Collinsella.fitness", 1.558),
    ("taxon.Akkermansia.fitness", 8.175),
    ("taxon.Lactobacillus.fitness", 3.451),
    ("taxon.Streptococcus.fitness", 2.146),
    ("taxon.Enterococcus.fitness", 1.362),
    ("taxon.Escherichia.fitness", 0.5903),
    ("taxon.Klebsiella.fitness", 0.6081),
    ("taxon.Veillonella.fitness", 1.836),
    ("taxon.Phascolarctobacterium.fitness", 3.015),
    ("taxon.Clostridium.fitness", 1.618),
    ("taxon.Clostridioides.fitness", 1.0),
    ("taxon.Desulfovibrio.fitness", 3.721),
    ("taxon.Methanobrevibacter.fitness", 9.0),
    ("taxon.Fusobacterium.fitness", 2.451),
    ("taxon.Staphylococcus.fitness", 1.373),
    ("colon.niche_width", 1.0),
    ("colon.phage_half", 1e15),
    ("colon.strain_niche_exponent", 1.0),
    ("taxon.Alistipes.ph_lowest", 5.4),
    ("taxon.Alistipes.ph_low", 6.3),
    ("taxon.Bacteroides.oxygen_inhibition", 10.0),
    ("taxon.Parabacteroides.oxygen_inhibition", 5.0),
    ("taxon.Faecalibacterium.ph_lowest", 4.8),
    ("taxon.Faecalibacterium.ph_low", 5.4),
    ("taxon.Faecalibacterium.ph_high", 6.7),
    ("taxon.Faecalibacterium.ph_highest", 7.8),
    ("taxon.Ruminococcus.ph_lowest", 5.2),
    ("taxon.Ruminococcus.ph_low", 6.0),
    ("taxon.Dorea.ph_lowest", 5.2),
    ("taxon.Dorea.ph_low", 5.9),
    ("colon.acid_ph_low", 5.1),
    ("colon.acid_width", 45.0),
    ("colon.ascending_ph_shift", -0.15),
    ("colon.transverse_ph_shift", 0.05),
    ("colon.descending_ph_shift", -0.1),
];

/// Spores, which are not there; without them, what makes and wakes them.
const WITHOUT_SPORES: [&str; 2] = ["colon.sporulation", "colon.germination"];

/// Polymers that leak sugar: of each gram there, these become oligomers and these sugar.
const LEAKING: [(&str, &str, f64); 6] = [
    ("pectin", "pectin_oligomers", 0.15),
    ("resistant_starch", "starch_oligomers", 0.35),
    ("arabinoxylan", "arabinoxylan_oligomers", 0.15),
    ("beta_glucan", "glucan_oligomers", 0.15),
    ("cellulose", "glucan_oligomers", 0.15),
    ("mucin", "mucin_oligomers", 0.30),
];

/// What genera liked there and here do not, or otherwise.
const TASTES: [(&str, &str, f64); 11] = [
    ("Anaerobutyricum", "inulin", 0.2),
    ("Bifidobacterium", "inulin", 0.9),
    ("Streptococcus", "inulin", 0.2),
    ("Lactobacillus", "inulin", 0.4),
    ("Escherichia", "lactate", 0.2),
    ("Klebsiella", "lactate", 0.2),
    ("Bacteroides", "inulin", 0.6),
    ("Faecalibacterium", "inulin", 0.5),
    ("Roseburia", "inulin", 0.7),
    ("Agathobacter", "inulin", 0.7),
    ("Coprococcus", "inulin", 0.5),
];

fn get(system: &System, name: &str) -> f64 {
    let parameter = &system.parameters[system.parameter(name).unwrap()];
    parameter.unit.from_base(parameter.default)
}

/// The colon with the numbers that deliberately differ set to what the other implementation has.
fn colon_as_there(mut data: Data) -> System {
    for (genus, food, liking) in TASTES {
        let place = data.taxa.genera.iter().position(|one| one.name == genus);
        let genus = &mut data.taxa.genera[place.unwrap()];
        genus.preference.insert(food.to_owned(), liking);
    }
    let mut system = colon_alone(&data, &["clindamycin", "amoxicillin"]);
    for name in WITHOUT_SPORES {
        set(&mut system, name, 0.0);
    }
    for (name, value) in AS_MADE {
        set(&mut system, name, value);
    }
    // Sulfate is counted there as sulfate ions of 96 g/mol: 5 % of mucin, 0.4 g a day of food.
    set(&mut system, "colon.mucin_sulfate", 0.05 / 0.096);
    set(&mut system, "intake.sulfate", 0.4 / 0.096);
    leak_in_grams(&mut system);
    without_electron_cost(&mut system);
    system
}

/// Hydrolysis goes gram for gram there, with 1.1 g of sugar for a gram that leaks; here carbon for carbon. Carbon of the polymer and
/// leak are chosen such that both give the same grams.
fn leak_in_grams(system: &mut System) {
    let carbon = |system: &System, what: &str| get(system, &format!("colon.{what}_carbon"));
    let sugar = carbon(system, "sugar");
    let peptides = carbon(system, "peptides");
    for (polymer, oligomers, leak) in LEAKING {
        let share = if polymer == "mucin" { 0.2 } else { 0.0 };
        let to_sugar = (1.0 - share) * leak * 1.1 * sugar;
        let rest = (1.0 - share) * (1.0 - leak) * carbon(system, oligomers);
        let whole = rest + to_sugar + share * peptides;
        set(system, &format!("colon.{polymer}_carbon"), whole);
        set(
            system,
            &format!("colon.{polymer}_leak"),
            to_sugar / (rest + to_sugar),
        );
    }
}

/// Cells that grow on hydrogen take none of its electrons for themselves there.
fn without_electron_cost(system: &mut System) {
    let carbon = get(system, "colon.biomass_carbon");
    for (product, users_yield) in [
        ("colon.acetogenesis_acetate", "colon.hydrogen_yield"),
        (
            "colon.sulfate_for_hydrogen",
            "taxon.Desulfovibrio.hydrogen_yield",
        ),
    ] {
        let left = 1.0 - 2.0 * carbon * get(system, users_yield);
        set(system, product, 0.25 / left);
    }
}

/// What bacteria leave of galactooligosaccharides is bulk here, and lost there.
fn lose_galactans(system: &mut System) {
    let left = 1.0 - get(system, "intake.galactooligosaccharides_fermentability");
    let lost = left * get(system, "intake.galactooligosaccharides");
    let basal = get(system, "intake.basal_bulk");
    set(system, "intake.basal_bulk", basal - lost);
}

/// The colon of a case, in which these parameters are changed.
fn of_case(system: &System, inputs: &Values) -> System {
    let mut system = changed(system, inputs);
    lose_galactans(&mut system);
    // Refined sugar is not gated there.
    let eaten = get(&system, "intake.refined_sugar");
    set(&mut system, "intake.reference_refined_sugar", eaten);
    system
}

/// A state in the units of its parts. Spores, tallies, and drugs that are not taken are not in the file, and zero.
fn state(system: &System, values: &Values) -> Vec<f64> {
    let states = system.states.iter();
    states
        .map(|state| match values.get(&state.name) {
            Some(value) => *value,
            None => {
                let absent = [".spores.", ".tally.", ".drug."];
                assert!(absent.iter().any(|what| state.name.contains(what)));
                0.0
            }
        })
        .collect()
}

/// Rates that differ for a reason.
fn differs_by_design(case: &str, state: &str) -> bool {
    // Formate becomes hydrogen here and nothing there.
    let hydrogen = state.ends_with(".hydrogen") && case != "no_formate";
    // The carbon of killed cells is all kept here; 7 % of it is lost there. Partly cut arrows change what is left of galactans too.
    let bulk = state.ends_with(".bulk") && ["clindamycin", "amoxicillin", "arrows"].contains(&case);
    hydrogen || bulk || state.starts_with("colon.strains.")
}

#[test]
fn rates_and_signals_agree_at_states_out_of_balance() {
    let system = colon_as_there(data());
    let cases = oracle_cases("colon_rates.csv");
    assert_eq!(cases.len(), 6);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for (case, kinds) in &cases {
        let inputs = kinds.get("input").cloned().unwrap_or_default();
        let system = of_case(&system, &inputs);
        let at = state(&system, &kinds["state"]);
        let ours = rates(&system, &at);
        for ((state, at), ours) in system.states.iter().zip(&at).zip(ours) {
            let Some(theirs) = kinds["rate"].get(&state.name) else {
                continue;
            };
            if differs_by_design(case, &state.name) {
                continue;
            }
            compared += 1;
            // A rate is a difference of flows, of which the state is turned over many times a day.
            if (ours - theirs).abs() > SAME_FORMULA * theirs.abs().max(at.abs()) {
                wrong.push(format!(
                    "{case}: rate of {} {ours} for {theirs} at {at}",
                    state.name
                ));
            }
        }
        let seen = observed(&system, &base(&system, &at));
        for (name, theirs) in &kinds["seen"] {
            // Diversity is of sequence variants here and of genera there; foraging there is mucin that is cut, whatever else is at hand.
            if ["to_body.diversity", "to_body.mucin_foraging"].contains(&name.as_str()) {
                continue;
            }
            let ours = seen[name];
            if (ours - theirs).abs() > SAME_FORMULA * theirs.abs() {
                wrong.push(format!("{case}: {name} {ours} for {theirs}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 1000, "{compared}");
}

/// Our state in the units of its parts, and observables, of a day.
fn follow(system: &System, from: &[f64], day: f64) -> (Vec<f64>, Values) {
    let trajectory = run(system, Some(from), day, 1e-8, vec![day]);
    let seen = system.observables.iter().zip(&trajectory.observables);
    let seen = seen.map(|(seen, value)| (seen.name.clone(), seen.unit.from_base(*value)));
    (trajectory.end, seen.collect())
}

/// What differs of a day: `ours` over the values of the file.
fn differences(of: &str, ours: &Values, theirs: &Values) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, theirs) in theirs {
        let ours = ours[name];
        if (ours - theirs).abs() > AGREEMENT * theirs.abs().max(NOTHING) {
            wrong.push(format!("{of}: {name} {ours} for {theirs}"));
        }
    }
    wrong
}

#[test]
fn courses_after_disturbances_agree() {
    let system = colon_as_there(data());
    let mut courses = oracle_courses("colon_courses.csv");
    let mut ends: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for start in ["empty_start", "rest"] {
        let (_, values) = courses.remove(start).unwrap().states.remove(0);
        ends.insert(start.to_owned(), base(&system, &state(&system, &values)));
    }
    assert_eq!(courses.len(), 5);
    let mut wrong = Vec::new();
    for (case, course) in &courses {
        let system = of_case(&system, &course.inputs);
        let from = ends[starts_from(case)].clone();
        for ((day, states), (_, seen)) in course.states.iter().zip(&course.seen) {
            let (end, observed) = follow(&system, &from, *day);
            let own = system.states.iter().zip(&end);
            let own = own.map(|(state, value)| (state.name.clone(), state.unit.from_base(*value)));
            let of = format!("{case}, day {day}");
            wrong.extend(differences(&of, &own.collect(), states));
            wrong.extend(differences(&of, &observed, seen));
            ends.insert(case.clone(), end);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The state in which a case begins: its name in the file, or the case it follows.
fn starts_from(case: &str) -> &str {
    match case {
        "settling" => "empty_start",
        _ => "rest",
    }
}
