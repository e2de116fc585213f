//! Courses: what a scenario says, in whatever order it says it.

mod common;

/// Both drugs are loaded at their start; the one that starts later may stand first.
#[test]
fn loading_doses_fall_on_their_days_whatever_the_order_of_the_courses() {
    let lab = common::laboratory();
    let early = "[[course]]\ntake = \"adalimumab\"\nlasts = \"30 d\"\n";
    let late = "[[course]]\ntake = \"dupilumab\"\nfrom = \"20 d\"\n";
    let sample = "[sample]\nuntil = \"40 d\"\noutcomes = [\"skin.tewl\", \"blood.tnf\"]\n";
    let run = |courses: [&str; 2]| common::run(&lab, &(courses.concat() + sample));
    let (in_order, reversed) = (run([early, late]), run([late, early]));
    for (a, b) in in_order.outcomes.iter().zip(&reversed.outcomes) {
        assert!(
            a.change(&in_order.times).abs() > 1e-6,
            "{} never moves",
            a.name
        );
        for (a, b) in a.values.iter().zip(&b.values) {
            assert!((a - b).abs() <= 1e-4 * a.abs(), "{a} for {b}");
        }
    }
}
