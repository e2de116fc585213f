//! Infants at large: how many get eczema in their first two years, and in whom it is more.

use super::tests::{drawn, laboratory, place, scenario};
use crate::laboratory::Laboratory;

/// An EASI that counts as eczema: above almost clear.
const ECZEMA: f64 = 1.0;
/// How many are drawn. The standard error of a share of one in six is 2 %; comparisons are of the same infants.
const INFANTS: usize = 400;

/// The number of drawn infants, all else unknown, who have eczema some day until they are two years old.
fn with_eczema(lab: &Laboratory, traits: &str, courses: &str) -> usize {
    let text = format!(
        "[person]\nage = \"1 mo\"\nsex = \"female\"\nweight = \"4.2 kg\"\ntraits = [{traits}]\n{courses}\
         [sample]\nuntil = \"700 d\"\nevery = \"20 d\"\noutcomes = [\"skin.easi\"]\n"
    );
    let scenario = scenario(&text);
    let people = drawn(lab, &scenario, None, INFANTS);
    let easi = place(lab, &scenario, "skin.easi");
    let ill = people.there.iter().filter(|infant| {
        let lived = &infant.lived[0];
        let mut days = lived
            .observables
            .chunks(lived.observables.len() / lived.times.len());
        days.any(|seen| seen[easi] > ECZEMA)
    });
    let ill = ill.count();
    println!("{ill} of {} with eczema {traits}", people.there.len());
    assert!(
        100 * people.there.len() >= 97 * INFANTS,
        "{:?}",
        people.drawn.note()
    );
    ill
}

/// Plain formula instead of milk, and twice an antibiotic.
const FEW_BIFIDOBACTERIA: &str = "[[course]]\neat = \"infant_formula_plain_1_4mo\"\nlasts = \"150 d\"\n\
     [[course]]\ntake = \"amoxicillin\"\nfrom = \"7 d\"\nlasts = \"10 d\"\ndose = \"100 mg\"\nper_day = 2\n\
     [[course]]\ntake = \"amoxicillin\"\nfrom = \"60 d\"\nlasts = \"10 d\"\ndose = \"100 mg\"\nper_day = 2\n";

/// Cohorts saw eczema in 15 to 19 % of infants. Antibiotics in the first two years raised the odds by 1.26, 1.15 to 1.37 (Ahmadizar 2018);
/// half of that to twice that is asked for. Formula stands beside them, since antibiotics alone change little here.
#[test]
fn one_infant_in_six_gets_eczema_and_more_with_few_bifidobacteria_or_little_filaggrin() {
    let lab = laboratory();
    let at_large = with_eczema(&lab, "", "");
    let percent = 100 * at_large / INFANTS;
    assert!((12..=22).contains(&percent), "{at_large} of {INFANTS}");
    let odds = |ill: usize| ill as f64 / (INFANTS - ill) as f64;
    let few = with_eczema(&lab, "", FEW_BIFIDOBACTERIA);
    let ratio = odds(few) / odds(at_large);
    assert!((1.13..=1.52).contains(&ratio), "{few}, {at_large}: {ratio}");
    let little = with_eczema(&lab, "\"filaggrin-null\"", "");
    assert!(little > at_large, "{little}, {at_large}");
}
