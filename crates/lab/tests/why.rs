//! Why: parts add up, a way that is cut takes its necessity with it, and the same question has the same answer.

mod common;

use lab::laboratory::Laboratory;
use lab::outcome::Run;
use lab::physiology::arrows::Route;

use common::laboratory;

const COURSE: &str = "[[course]]\ntake = \"clindamycin\"\nlasts = \"7 d\"\n";
const SAMPLE: &str = "[sample]\nuntil = \"21 d\"\noutcomes = [\"lining.lm_ratio\", \"blood.endotoxin\", \"skin.tewl\"]\n";

fn run(lab: &Laboratory, courses: &str, why: bool) -> Run {
    let text = format!("{courses}{SAMPLE}");
    match why {
        true => common::why(lab, &text),
        false => common::run(lab, &text),
    }
}

/// A course for every arrow of a way, that cuts it.
fn cuts(route: Route) -> String {
    let cut = |name: &str| format!("[[course]]\ncut = \"{name}\"\n");
    route.arrows().map(|arrow| cut(arrow.name)).collect()
}

#[test]
fn parts_add_up_to_the_effect_and_the_answer_is_always_the_same() {
    let lab = laboratory();
    let told = run(&lab, COURSE, true);
    assert_eq!(told.reasons.len(), 3);
    for reason in &told.reasons {
        assert!(reason.is_effect(), "{reason:?}");
        assert!(!reason.parts.is_empty(), "{reason:?}");
        let sum = reason.directly + reason.parts.iter().map(|part| part.share).sum::<f64>();
        let gap = (sum - reason.effect()).abs();
        assert!(gap <= 1e-12 * reason.effect().abs(), "{gap} in {reason:?}");
    }
    assert_eq!(run(&lab, COURSE, true).reasons, told.reasons);
}

#[test]
fn a_way_that_is_cut_takes_its_necessity_with_it() {
    let lab = laboratory();
    let told = run(&lab, COURSE, true);
    let mut checked = 0;
    for route in Route::SPREADING {
        let with = run(&lab, &(COURSE.to_owned() + &cuts(route)), false);
        let without = run(&lab, &cuts(route), false);
        for (index, reason) in told.reasons.iter().enumerate() {
            let Some(part) = reason.parts.iter().find(|part| part.route == route) else {
                continue;
            };
            let day = with.times.iter().position(|time| *time == reason.day);
            let day = day.expect("the day was sampled");
            let value = |run: &Run| run.outcomes[index].values[day];
            let left = value(&with) - value(&without);
            // Where the arrows are cut for good they are constants, and the matrix is eliminated in another order: other roundings, and now
            // and then another step.
            let gap = (part.necessity - (reason.effect() - left)).abs();
            assert!(
                gap <= 3e-7 * reason.with.abs(),
                "{route:?}: {gap:e} in {reason:?}"
            );
            checked += 1;
        }
    }
    assert!(checked >= 4, "only {checked} ways mattered");
}

#[test]
fn nothing_is_said_of_nothing() {
    let lab = laboratory();
    assert!(run(&lab, "", true).reasons.is_empty());
    let cut = cuts(Route::Skin);
    assert!(run(&lab, &cut, true).reasons.is_empty());
    assert!(run(&lab, COURSE, false).reasons.is_empty());
}
