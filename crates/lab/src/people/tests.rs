//! People: who is drawn, what is given to them, and who is left out.

use physiology::axis;
use physiology::document::Source;
use physiology::numbers::Quantity;

use super::*;
use crate::laboratory::{Unwatched, embedded_data};
use crate::rests::Forgetful;
use crate::stool::MatchReport;

pub(super) fn laboratory() -> Laboratory {
    Laboratory::new(&embedded_data()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub(super) fn scenario(text: &str) -> Scenario {
    let source = Source::new("people.toml", text);
    Scenario::read(&source, &crate::habits::names()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// So many people around the typical person of a scenario.
pub(super) fn drawn(
    lab: &Laboratory,
    scenario: &Scenario,
    stool: Option<&StoolProfile>,
    count: usize,
) -> People {
    let typical = Typical::at_rest(lab, scenario, stool, &Forgetful, &mut Unwatched).unwrap();
    let question = Question {
        people: count + 1,
        ..Question::default()
    };
    let people = typical.people(&question, &mut [], &mut Unwatched).unwrap();
    people.expect("people were asked for")
}

/// The place of an outcome among what is recorded of people.
pub(super) fn place(lab: &Laboratory, scenario: &Scenario, outcome: &str) -> usize {
    let life = Life::new(&lab.data, scenario, "western").unwrap();
    let system = axis::build(&lab.data, &life.agents, false).unwrap();
    system.observable(outcome).expect("an outcome")
}

/// Lanes, batches and programs do not depend on how many people are drawn.
#[test]
fn a_person_is_the_same_to_the_last_bit_however_many_are_drawn() {
    let lab = laboratory();
    let scenario = scenario(
        "[[course]]\ntake = \"clindamycin\"\nlasts = \"3 d\"\n[sample]\nuntil = \"6 d\"\n",
    );
    let (few, many) = (
        drawn(&lab, &scenario, None, 3),
        drawn(&lab, &scenario, None, 7),
    );
    assert_eq!((few.there.len(), many.there.len()), (3, 7));
    for (a, b) in few.there.iter().zip(&many.there) {
        assert_eq!((a.number, &a.own), (b.number, &b.own));
        assert_eq!(a.rest, b.rest);
        assert_eq!(a.lived[0].observables, b.lived[0].observables);
    }
}

#[test]
fn traits_are_drawn_around_what_they_set_and_scales_act_on_what_is_drawn() {
    let lab = laboratory();
    let scenario = scenario(
        "[person]\nage = \"30 y\"\nsex = \"male\"\nweight = \"80 kg\"\nheight = \"1.8 m\"\n\
         traits = [\"acne-moderate\", \"hla-c0602\"]\n[sample]\nuntil = \"1 d\"\n",
    );
    let people = drawn(&lab, &scenario, None, 4);
    let set = lab
        .data
        .traits
        .iter()
        .find(|one| one.name == "acne-moderate");
    let set = set.expect("the trait is there").set.iter();
    let (differing, alike): (Vec<_>, Vec<_>) = set.partition(|number| number.spread.is_some());
    assert!(!differing.is_empty() && !alike.is_empty());
    let scaled = "skin_person.psoriasis_susceptibility";
    for one in &people.there {
        let own = |number: &Quantity| number.unit.from_base(one.own[&number.name]);
        for number in &alike {
            assert_eq!(own(number), number.value, "{}", number.name);
        }
        for number in &differing {
            let drawn = Draws::new(1).value(one.number as u64, number).unwrap();
            assert!((own(number) / drawn - 1.0).abs() < 1e-12, "{}", number.name);
            assert!(people.varying.contains(&number.name), "{}", number.name);
        }
        assert_eq!(one.own["person.age"], 30.0 * 365.25);
        assert_eq!(one.own["person.weight"], 80_000.0);
        let draw = Draws::new(1).values(&lab.data, one.number as u64)[scaled];
        assert_eq!(one.own[scaled], draw * 1.19);
    }
    let transit = |index: usize| people.there[index].own["colon.transit_time"];
    assert!(transit(0) != transit(1), "{}", transit(0));
}

#[test]
fn everybody_carries_the_stool_profile() {
    let lab = laboratory();
    let genera = lab.data.taxa.genera.iter();
    let shares: Vec<f64> = genera
        .map(|genus| genus.abundance.get("adult").copied().unwrap_or_default())
        .collect();
    let total: f64 = shares.iter().sum();
    let stool = StoolProfile {
        sample: "adult".to_owned(),
        file: "adult.tsv".to_owned(),
        database: None,
        abundance: shares.iter().map(|share| share / total).collect(),
        report: MatchReport::default(),
    };
    let scenario = scenario("[sample]\nuntil = \"1 d\"\n");
    let people = drawn(&lab, &scenario, Some(&stool), 3);
    assert_eq!(people.there.len(), 3);
    let system = axis::build(&lab.data, &[], false).unwrap();
    for one in &people.there {
        let shares = lab.data.taxa.genera.iter().zip(&stool.abundance);
        let apart = shares.map(|(genus, given)| {
            let place = system.observable(&format!("stool.genus.{}", genus.name));
            (one.lived[0].observables[place.expect("an outcome")] - given).abs()
        });
        let distance = 0.5 * apart.sum::<f64>();
        assert!(distance < 0.05, "person {}: {distance}", one.number);
    }
    let fitness = |index: usize| people.there[index].own["taxon.Bacteroides.fitness"];
    assert!(
        fitness(0) != fitness(1),
        "each needs a fitness of their own"
    );
}

#[test]
fn too_many_who_cannot_be_followed_are_an_error_that_names_them() {
    let mut people = People {
        varying: BTreeSet::new(),
        there: Vec::new(),
        drawn: Drawn {
            seed: 1,
            count: 8,
            left_out: Vec::new(),
        },
    };
    people.drawn.leave_out(7, "not at rest".to_owned());
    people.drawn.leave_out(2, "the run failed".to_owned());
    assert!(people.are_enough().is_ok());
    people.drawn.leave_out(5, "not at rest".to_owned());
    let Err(RunError::People(message)) = people.are_enough() else {
        panic!("three of eight are more than a quarter");
    };
    assert_eq!(
        message,
        "3 of 8 drawn people could not be followed and are in no band: person 2 (the run failed), person 5 (not at rest), person 7 (not at rest)"
    );
}

/// `numpy.quantile([1, 2, 4, 8, 16], [0.05, 0.5, 0.95])`
#[test]
fn quantiles_are_those_of_numpy() {
    let values = [1.0, 2.0, 4.0, 8.0, 16.0];
    for (share, exact) in [
        (0.05, 1.2),
        (0.5, 4.0),
        (0.95, 14.4),
        (0.0, 1.0),
        (1.0, 16.0),
    ] {
        let found = quantile(&values, share);
        assert!((found - exact).abs() < 1e-12, "{share}: {found}");
    }
    assert_eq!(quantile(&[3.0], 0.95), 3.0);
    assert!(quantile(&[], 0.5).is_nan());
}
