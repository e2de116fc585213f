//! The report of a trial: what stands in it, and that any results give a page that every browser reads the same.

#[path = "trial_report/fixture.rs"]
mod fixture;
#[path = "trial_report/markup.rs"]
mod markup;

use std::fs;
use std::path::Path;

use exchange::report::{self, TrialReport};
use fixture::{PROTOCOL, nothing, population, results, trial};
use lab::trial::results::{ArmFlow, Results};
use lab::trial::{Design, Trial};
use markup::{Element, elements};

fn page_of(trial: &Trial, results: &Results) -> String {
    let report = TrialReport {
        trial,
        protocol: PROTOCOL,
        results,
        population: &population(),
        seed: 7,
        version: "0.1.0",
        model_hash: "1f2e",
        protocol_hash: "3d4c",
        command: "enteroderm trial trial.toml --seed 7",
    };
    report::trial(&report).unwrap()
}

fn page(results: &Results) -> String {
    page_of(&trial(), results)
}

/// Every number of the results, as often as it stands in them.
fn each_number(results: &mut Results, change: &dyn Fn(&mut f64)) {
    let pair = |(lo, hi): &mut (f64, f64)| [lo, hi].into_iter().for_each(change);
    for described in &mut results.baseline {
        for (mean, sd) in &mut described.by_arm {
            change(mean);
            sd.as_mut().into_iter().for_each(change);
        }
    }
    for found in &mut results.endpoints {
        for arm in &mut found.arms {
            change(&mut arm.mean);
            change(&mut arm.truth);
            arm.sd.as_mut().into_iter().for_each(change);
            arm.interval.as_mut().into_iter().for_each(pair);
        }
        for one in &mut found.contrasts {
            [&mut one.estimate, &mut one.p, &mut one.truth_se]
                .into_iter()
                .for_each(change);
            pair(&mut one.interval);
            let some = [&mut one.dose, &mut one.adjusted_p, &mut one.truth];
            some.into_iter().flatten().for_each(change);
            if let Some((value, ends)) = &mut one.number_needed {
                change(value);
                ends.as_mut().into_iter().for_each(pair);
            }
        }
    }
    for course in &mut results.courses {
        course.days.iter_mut().for_each(change);
        for arm in &mut course.arms {
            arm.mean.iter_mut().chain(&mut arm.truth).for_each(change);
            arm.interval.iter_mut().chain(&mut arm.band).for_each(pair);
        }
    }
    for plan in &mut results.plans {
        if let Ok(size) = &mut plan.wanted {
            change(&mut size.mcse);
        }
    }
    for marker in &mut results.markers {
        change(&mut marker.median);
        change(&mut marker.correlation);
        marker.truths.iter_mut().for_each(change);
        for (value, ends) in marker.halves.iter_mut().flatten() {
            change(value);
            pair(ends);
        }
    }
}

/// Checks what holds of any page, and returns its elements.
fn check(page: &str) -> Vec<Element<'_>> {
    let elements = elements(page).unwrap_or_else(|fault| panic!("{fault}"));
    for foreign in [
        "http://", "https://", "url(", "@import", "src=", "<script", "<link", "onload",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let said = |word: &str| {
        page.split(|c: char| !c.is_alphanumeric())
            .any(|one| one == word)
    };
    assert!(!said("NaN") && !said("inf") && !said("None"));
    check_headings(&elements);
    for one in &elements {
        match one.name {
            "svg" => assert!(one.content.trim_start().starts_with("<title>"), "{one:?}"),
            "table" => assert!(one.content.trim_start().starts_with("<caption>"), "{one:?}"),
            "th" => assert!(one.attributes.contains("scope="), "{one:?}"),
            _ => {}
        }
    }
    elements
}

/// One first heading, and none more than a step below the one before.
fn check_headings(elements: &[Element<'_>]) {
    let level = |one: &Element<'_>| match one.name {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        _ => None,
    };
    let levels: Vec<u8> = elements.iter().filter_map(level).collect();
    assert_eq!(levels[0], 1);
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(
        levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
        "{levels:?}"
    );
}

/// The page of the made-up results, letter by letter.
#[test]
fn the_page_is_as_it_was_looked_at() {
    let page = page(&results());
    check(&page);
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trial_report/trial.html");
    if fs::read_to_string(&golden).unwrap_or_default() != page {
        let now = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trial.html");
        fs::write(&now, &page).unwrap();
        panic!(
            "{} is not {}; look at it, and copy it if it is meant",
            now.display(),
            golden.display()
        );
    }
}

#[test]
fn the_first_thing_it_says_is_what_was_found() {
    let page = page(&results());
    let (head, rest) = page.split_once("<h2>From the screening").unwrap();
    for said in [
        "A research tool about virtual people.",
        "no advice on treatment",
        "Which dose of inulin eases the itch of eczema?",
        "inulin 12 g/d against placebo: a difference of 35.0\u{a0}percentage points, 55.0\u{a0}% against 20.0\u{a0}% \
         (95\u{a0}% interval 10.0 to 60.0; p\u{a0}=\u{a0}0.012, adjusted p\u{a0}=\u{a0}0.025); \
         the truth is 26.2\u{a0}percentage points; a power of 80\u{a0}% takes 48 people per arm (± 1.25).",
        "how many people a power of 80\u{a0}% takes is not known: the number of people did not converge.",
    ] {
        assert!(head.contains(said), "{said}\n{head}");
    }
    assert!(rest.contains(">2.86 (1.67 to 10.0)<"));
    assert!(rest.contains(">6.67 (no interval)<"));
}

/// Markers stand in the order of how much they tell; what is not known comes last.
#[test]
fn the_marker_that_tells_most_comes_first() {
    let page = page(&results());
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(
        at("<tr><th scope=\"row\">skin.itch</th><td class=\"number\">−0.50<")
            < at("<tr><th scope=\"row\">age</th><td class=\"number\">0.12<")
    );
    assert!(
        at("<tr><th scope=\"row\">stool.butyrate<")
            < at("<tr><th scope=\"row\">age</th><td class=\"number\">not known<")
    );
}

#[test]
fn nothing_found_is_a_page_too() {
    let page = page(&nothing());
    check(&page);
    for said in [
        "No endpoint was asked for.",
        "Everybody could be followed.",
        "There are none.",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn what_is_not_a_number_is_not_known() {
    for wrong in [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        1e308,
        -1e-308,
    ] {
        let mut results = results();
        each_number(&mut results, &|value| *value = wrong);
        let page = page(&results);
        check(&page);
        assert_eq!(
            page.matches("not known").count() > 60,
            !wrong.is_finite(),
            "{wrong}"
        );
        // Only whole numbers of people are left to be drawn.
        let curves = page.matches("class=\"estimate\"").count();
        assert!(wrong.is_finite() || curves == 0, "{curves}");
    }
}

#[test]
fn lists_of_other_lengths_are_read_as_far_as_they_go() {
    let mut results = results();
    for course in &mut results.courses {
        course.days.push(70.0);
        course.arms[0].mean.clear();
        course.arms[1].band.clear();
    }
    results.endpoints[0].arms.clear();
    results.endpoints[1].contrasts.clear();
    results.flow.arms.clear();
    check(&page(&results));
    results.courses[0].days.clear();
    check(&page(&results));
}

/// Names come from anybody.
#[test]
fn names_are_only_names() {
    const NAME: &str = "</title><script src=\"//x\">alert('&')</script>";
    let mut trial = trial();
    trial.name = NAME.to_owned();
    trial.about = Some(NAME.to_owned());
    let mut results = results();
    results.warnings.push(NAME.to_owned());
    results.failed.push((9, NAME.to_owned()));
    results.flow.refused.push((NAME.to_owned(), 1));
    results.flow.arms[0].name = NAME.to_owned();
    results.baseline[0].name = NAME.to_owned();
    results.baseline[0].unit = NAME.to_owned();
    for found in &mut results.endpoints {
        found.name = NAME.to_owned();
        found.unit = NAME.to_owned();
        found.estimand = NAME.to_owned();
        found
            .contrasts
            .iter_mut()
            .for_each(|one| one.arm = NAME.to_owned());
    }
    for course in &mut results.courses {
        course.outcome = NAME.to_owned();
        course.meaning = NAME.to_owned();
        course.arms[0].name = NAME.to_owned();
    }
    results.markers[0].name = NAME.to_owned();
    results.plans[0].arm = NAME.to_owned();
    results.plans[0].wanted = Err(NAME.to_owned());
    let page = page_of(&trial, &results);
    let elements = elements(&page).unwrap();
    assert!(elements.iter().all(|one| one.name != "script"));
    assert!(page.matches("&#60;script").count() > 20);
}

#[test]
fn many_arms_stand_below_each_other() {
    let arm = |place: usize| ArmFlow {
        name: format!("arm {place}"),
        allocated: 10,
        rescued: 0,
        left: 1,
    };
    for count in [1, 2, 4, 5, 16] {
        let mut results = results();
        results.flow.arms = (0..count).map(arm).collect();
        let page = page(&results);
        let elements = check(&page);
        let boxes = elements
            .iter()
            .filter(|one| one.attributes.contains("class=\"box\""));
        assert_eq!(boxes.count(), 3 + count);
    }
}

#[test]
fn a_crossover_counts_people_by_order() {
    let mut trial = trial();
    trial.design = Design::Crossover {
        cycles: 1,
        washout: 14.0,
    };
    trial.arms.truncate(2);
    let page = page_of(&trial, &results());
    check(&page);
    assert!(page.contains("takes 48 people per order"), "{page}");
}
