//! People at rest in the closed loop: every disease trait gives the scores that name it.

mod common;

use lab::laboratory::Laboratory;

/// The outcome of a person at rest.
fn at_rest(lab: &Laboratory, person: &str, outcome: &str) -> f64 {
    let text =
        format!("[person]\n{person}\n[sample]\nuntil = \"1 d\"\noutcomes = [\"{outcome}\"]\n");
    common::run(lab, &text).outcomes[0].baseline()
}

#[test]
fn every_disease_trait_gives_its_scores() {
    let lab = common::laboratory();
    let (lesions, easi, pasi) = ("skin.acne.inflammatory_lesions", "skin.easi", "skin.pasi");
    let adult = "age = \"30 y\"";
    let man = "age = \"30 y\"\nsex = \"male\"";
    let child = "age = \"6 y\"\nweight = \"21 kg\"";
    let infant = "age = \"9 mo\"\nweight = \"8.5 kg\"";
    let mut wrong = Vec::new();
    for (who, name, outcome, lo, hi) in [
        (adult, "acne-mild", lesions, 1.0, 20.0),
        (adult, "acne-moderate", lesions, 20.0, 50.0),
        (adult, "acne-severe", lesions, 50.0, 120.0),
        (man, "acne-mild", lesions, 1.0, 20.0),
        (man, "acne-moderate", lesions, 20.0, 50.0),
        (man, "acne-severe", lesions, 50.0, 120.0),
        (adult, "atopic-dermatitis-mild", easi, 1.0, 7.0),
        (adult, "atopic-dermatitis-moderate", easi, 7.0, 21.0),
        (adult, "atopic-dermatitis-severe", easi, 21.0, 50.0),
        (child, "atopic-dermatitis-mild", easi, 1.0, 7.0),
        (child, "atopic-dermatitis-moderate", easi, 7.0, 21.0),
        (child, "atopic-dermatitis-severe", easi, 21.0, 50.0),
        (infant, "atopic-dermatitis-mild", easi, 1.0, 7.0),
        (infant, "atopic-dermatitis-moderate", easi, 7.0, 21.0),
        (infant, "atopic-dermatitis-severe", easi, 21.0, 50.0),
        (adult, "psoriasis-mild", pasi, 0.5, 7.0),
        (adult, "psoriasis-moderate", pasi, 7.0, 12.0),
        (adult, "psoriasis-severe", pasi, 12.0, 50.0),
    ] {
        let score = at_rest(&lab, &format!("{who}\ntraits = [\"{name}\"]"), outcome);
        println!(
            "{:28} {name:28} {outcome:32} {score:.1}",
            who.replace('\n', ", ")
        );
        if !(lo..=hi).contains(&score) {
            wrong.push(format!(
                "{who} {name}: {outcome} {score}, expected {lo} to {hi}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
