//! Effects come by the arrows that carry them by the claims of their findings: an arrow that is cut takes its own effects away and leaves those of
//! others.

mod common;

use lab::evidence::cuts::{Cuts, Left};
use lab::evidence::{Finding, embedded_findings};
use lab::laboratory::Unwatched;
use lab::rests::Forgetful;

/// Effects of which most is left without the arrow that carries them by the claims of their findings, and how they come here.
const STAYING: [(&str, &str); 9] = [
    (
        "F003 Alistipes",
        "those who live on fibre starve beside it; bile does little",
    ),
    (
        "F003 Bilophila",
        "those who live on fibre starve beside it; bile does little",
    ),
    (
        "F068 IGA 0 or 1",
        "the cytokines make redness and papules themselves",
    ),
    (
        "F071 carriage, lesions against healthy skin",
        "scratching and the person's own skin hold the barrier open",
    ),
    ("F088 CRP", "patients are heavier, and their guts leak"),
    ("F088 IL-6", "patients are heavier, and their guts leak"),
    ("F088 TNF", "patients are heavier, and their guts leak"),
    (
        "F126 regulatory T cells in children with eczema",
        "fatty acids, alarm and antigen each take a part",
    ),
    (
        "F126 regulatory T cells in psoriasis",
        "fatty acids, alarm and antigen each take a part",
    ),
];
/// Effects that go with their arrow, at least; so that the test cannot run empty.
const GOING: usize = 150;
/// Arrows that carry some of them, at least. Of the others no finding has a level that goes the published way; `claims` cuts them in scenarios.
const CARRYING: usize = 35;

#[test]
fn cutting_an_arrow_removes_its_effects_and_leaves_the_others() {
    let lab = common::laboratory();
    let findings = Finding::read_all(&embedded_findings()).unwrap();
    let mut cuts = Cuts::default();
    for finding in &findings {
        cuts.add(&lab, finding, &Forgetful, &mut Unwatched).unwrap();
    }
    let of = |all: fn(&_) -> &Vec<Left>| cuts.arrows.iter().flat_map(all).collect::<Vec<_>>();
    let (own, others) = (of(|cut| &cut.own), of(|cut| &cut.others));
    let (going, staying): (Vec<&Left>, Vec<&Left>) =
        own.into_iter().partition(|left| left.is_removed());
    let mut names: Vec<&str> = staying.iter().map(|left| left.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, STAYING.map(|(name, _)| name), "{staying:?}");
    let carrying = cuts.arrows.iter().filter(|cut| !cut.own.is_empty()).count();
    assert!(
        going.len() >= GOING && carrying >= CARRYING,
        "{} by {carrying}",
        going.len()
    );
    let kept = others.iter().filter(|left| left.is_kept()).count() as f64 / others.len() as f64;
    assert!(kept > 0.95, "{kept} of {}", others.len());
}
