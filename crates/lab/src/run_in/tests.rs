//! Rests: the same with and without courses to come, and the same when they are known.

use std::cell::RefCell;
use std::collections::BTreeMap;

use physiology::document::Source;

use crate::laboratory::{Laboratory, Unwatched, embedded_data};
use crate::life::Values;
use crate::people::Typical;
use crate::rests::{Forgetful, Key, Rests};
use crate::scenario::Scenario;

fn scenario(text: &str) -> Scenario {
    let source = Source::new("rest.toml", text);
    Scenario::read(&source, &crate::habits::names()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// States at rest by name, and what was found out about the person.
fn rest(lab: &Laboratory, text: &str, rests: &dyn Rests) -> Values {
    let scenario = scenario(text);
    let typical = Typical::at_rest(lab, &scenario, None, rests, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let states = typical.system.states.iter().zip(&typical.rested.state);
    let mut rest: Values = states
        .map(|(state, value)| (state.name.clone(), *value))
        .collect();
    let references = typical.system.parameters.iter();
    let references = references.filter(|parameter| parameter.name.starts_with("reference."));
    rest.extend(references.map(|parameter| (parameter.name.clone(), parameter.default)));
    rest
}

/// Remembers everything, and counts how often it was asked in vain.
#[derive(Default)]
struct Remembering {
    kept: RefCell<BTreeMap<Key, Values>>,
    in_vain: RefCell<usize>,
}

impl Rests for Remembering {
    fn find(&self, key: &Key) -> Option<Values> {
        let found = self.kept.borrow().get(key).cloned();
        *self.in_vain.borrow_mut() += usize::from(found.is_none());
        found
    }

    fn keep(&self, key: &Key, rest: &Values) {
        self.kept.borrow_mut().insert(*key, rest.clone());
    }
}

#[test]
fn what_only_a_course_brings_is_no_part_of_the_rest() {
    let lab = Laboratory::new(&embedded_data()).unwrap();
    let person = "[person]\ntraits = [\"acne-moderate\"]\n[habits]\nstress = 20\n";
    let nothing = rest(&lab, person, &Forgetful);
    let drug = format!("{person}[[course]]\ntake = \"clindamycin\"\nlasts = \"7 d\"\n");
    let drug = rest(&lab, &drug, &Forgetful);
    for (state, value) in &drug {
        match nothing.get(state) {
            Some(other) => assert_eq!(value, other, "{state}"),
            // What only the drug brings.
            None => assert_eq!(*value, 0.0, "{state}"),
        }
    }
    assert!(drug.len() > nothing.len());
}

#[test]
fn a_known_rest_is_taken_up_with_the_same_bits() {
    let lab = Laboratory::new(&embedded_data()).unwrap();
    let infant =
        "[person]\nage = \"6 mo\"\nweight = \"8 kg\"\ntraits = [\"atopic-dermatitis-moderate\"]\n";
    let treated = format!("{infant}[[course]]\ntake = \"amoxicillin\"\nlasts = \"7 d\"\n");
    let rests = Remembering::default();
    let found = rest(&lab, infant, &rests);
    assert_eq!(found, rest(&lab, infant, &Forgetful));
    // The infant, and the healthy infant to whom signals are relative.
    assert_eq!((rests.kept.borrow().len(), *rests.in_vain.borrow()), (2, 2));
    assert_eq!(found, rest(&lab, infant, &rests));
    let treated = rest(&lab, &treated, &rests);
    assert!(found.iter().all(|(name, value)| treated[name] == *value));
    assert_eq!((rests.kept.borrow().len(), *rests.in_vain.borrow()), (2, 2));
    // Another weight is another person, and has another healthy one.
    rest(&lab, &infant.replace("8 kg", "9 kg"), &rests);
    assert_eq!((rests.kept.borrow().len(), *rests.in_vain.borrow()), (4, 4));
}
