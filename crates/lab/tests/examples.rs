//! The built-in examples fit the data, and together they show every arrow.

mod common;

use lab::examples::examples;
use lab::physiology::arrows::ARROWS;

use common::{laboratory, scenario};

#[test]
fn every_example_fits_the_data() {
    let lab = laboratory();
    let examples = examples().unwrap_or_else(|faults| panic!("{faults:?}"));
    assert!(examples.len() > 24, "{}", examples.len());
    for example in examples {
        let mismatches = lab::run::check(&lab, &example.scenario).expect("sound equations");
        assert!(
            mismatches.is_empty(),
            "{}: {mismatches:?}",
            example.source.name
        );
    }
}

#[test]
fn every_arrow_has_an_example() {
    let examples = examples().unwrap_or_else(|faults| panic!("{faults:?}"));
    let unseen: Vec<&str> = ARROWS
        .iter()
        .map(|arrow| arrow.name)
        .filter(|name| !examples.iter().any(|example| example.is_of(name)))
        .collect();
    assert!(unseen.is_empty(), "no example shows {unseen:?}");
}

#[test]
fn an_arrow_that_is_not_known_cannot_be_shown() {
    let text = "shows = [\"butyrate_to_barrier\", \"butyrat_to_barrier\"]\n";
    let mismatches = lab::run::check(&laboratory(), &scenario(text)).expect("sound equations");
    assert_eq!(mismatches.len(), 1, "{mismatches:?}");
    assert_eq!(mismatches[0].field, "shows");
    let help = mismatches[0].help.as_deref().unwrap_or_default();
    assert!(
        help.contains("did you mean `butyrate_to_barrier`"),
        "{help}"
    );
}
