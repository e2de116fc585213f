//! Effects come by the arrows that their findings are about: an arrow that is cut takes its own effects away and leaves those of others.

mod common;

use lab::evidence::cuts::{Cuts, Left};
use lab::evidence::{Finding, embedded_findings};
use lab::laboratory::Unwatched;
use lab::rests::Forgetful;

/// Arrows whose findings read what the arrow acts on. Of others some findings read what is upstream of it (`enteroderm evidence --cuts`).
const READ_DOWNSTREAM: [&str; 11] = [
    "antibiotic_to_diversity",
    "cortisol_to_immunity",
    "drug_to_dysbiosis",
    "fat_to_translocation",
    "inflammation_to_bloom",
    "mind_to_stress",
    "scfa_to_treg",
    "skin_injury_to_gut",
    "skin_to_blood",
    "stress_to_barrier",
    "stress_to_cortisol",
];

#[test]
fn cutting_an_arrow_removes_its_effects_and_leaves_the_others() {
    let lab = common::laboratory();
    let findings = Finding::read_all(&embedded_findings()).unwrap();
    let mut cuts = Cuts::default();
    for finding in &findings {
        let main = finding.arrows.first().map(|main| main.text.as_str());
        if main.is_some_and(|main| READ_DOWNSTREAM.contains(&main)) {
            cuts.add(&lab, finding, &Forgetful, &mut Unwatched).unwrap();
        }
    }
    let cuts = cuts.arrows.iter();
    let read = |name: &str| READ_DOWNSTREAM.contains(&name);
    let (mut removed, mut others) = (0, Vec::new());
    for cut in cuts {
        if read(cut.arrow.name) {
            for own in &cut.own {
                assert!(own.is_removed(), "{}: {own:?} is left", cut.arrow.name);
                removed += 1;
            }
        }
        others.extend(cut.others.iter().map(Left::is_kept));
    }
    assert!(removed > 30, "{removed}");
    let kept = others.iter().filter(|kept| **kept).count() as f64 / others.len() as f64;
    assert!(kept > 0.95, "{kept} of {}", others.len());
}
