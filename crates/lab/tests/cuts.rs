//! Effects come by the arrows that carry them by the claims of their findings: an arrow that is cut takes its own effects away and leaves those of
//! others.

mod common;

use lab::evidence::cuts::{Cuts, Left};
use lab::evidence::{Finding, embedded_findings};
use lab::laboratory::Unwatched;
use lab::rests::Forgetful;

/// Effects of findings that typical people show, at least; so that the test cannot run empty.
const EFFECTS: usize = 130;
/// Arrows that carry some of them, at least. Of the others no finding reads a level behind them; `claims` cuts them in scenarios.
const CARRYING: usize = 34;

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
    for cut in &cuts.arrows {
        let stays: Vec<&Left> = cut.own.iter().filter(|left| !left.is_removed()).collect();
        assert!(stays.is_empty(), "{}: {stays:?}", cut.arrow.name);
    }
    let carrying = cuts.arrows.iter().filter(|cut| !cut.own.is_empty()).count();
    assert!(
        own.len() >= EFFECTS && carrying >= CARRYING,
        "{} by {carrying}",
        own.len()
    );
    let kept = others.iter().filter(|left| left.is_kept()).count() as f64 / others.len() as f64;
    assert!(kept > 0.95, "{kept} of {}", others.len());
}
