//! Warnings: each names the field it is about, what was found and what is covered; sound input has none.

mod common;

const ADULT: &str = "[person]\nage = \"30 y\"\n[habits]\ndiet = \"western\"\nstress = 13\n";

/// Warnings of a week in which `outcomes` are asked for.
fn warnings(person: &str, courses: &str, outcomes: &str, why: bool) -> Vec<String> {
    let text = format!("{person}{courses}[sample]\nuntil = \"7 d\"\noutcomes = [{outcomes}]\n");
    let run = if why { common::why } else { common::run };
    run(&common::laboratory(), &text).warnings
}

/// Warnings of an adult with these courses.
fn of(courses: &str) -> Vec<String> {
    warnings(ADULT, courses, "\"stool.butyrate\"", false)
}

fn course(lines: &str) -> String {
    format!("[[course]]\n{lines}\n")
}

#[test]
fn sound_courses_are_not_warned_about() {
    let sound = course("take = \"clindamycin\"\nlasts = \"3 d\"")
        + &course("eat = \"mediterranean\"")
        + &course("live = { stress = 20, sleep = \"6 h\" }")
        + &course("eat = \"inulin\"\ndose = \"12 g/d\"\nfrom = \"3 d\"")
        + &course("cut = \"butyrate_to_barrier\"\ngain = 0.5");
    assert_eq!(of(&sound), [""; 0]);
}

#[test]
fn a_course_that_changes_nothing_is_named_and_the_others_are_not() {
    let idle = [
        course("eat = \"western\""),
        course("eat = { western = 1.0 }"),
        course("live = { stress = 13 }"),
        course("live = { sun = 1 }"),
        course("take = \"clindamycin\"\ndose = \"0 mg\""),
    ];
    let active = course("live = { sleep = \"6 h\" }\nfrom = \"2 d\"");
    for idle in idle {
        let said = of(&(active.clone() + &idle));
        assert_eq!(
            said,
            ["`course[1]`: changes nothing: the person would live the same without it"],
            "{idle}"
        );
    }
}

#[test]
fn a_course_that_a_later_one_takes_over_changes_nothing() {
    let both = course("live = { stress = 20 }") + &course("live = { stress = 25 }");
    assert_eq!(
        of(&both),
        ["`course[0]`: changes nothing: the person would live the same without it"]
    );
}

#[test]
fn a_diet_of_the_habit_changes_something_when_it_ends_another() {
    let back = course("eat = \"mediterranean\"") + &course("eat = \"western\"\nfrom = \"3 d\"");
    assert_eq!(of(&back), [""; 0]);
}

#[test]
fn a_gain_of_one_cuts_nothing() {
    assert_eq!(
        of(&course("cut = \"butyrate_to_barrier\"\ngain = 1")),
        [
            "`course[0].gain`: found 1, which leaves butyrate_to_barrier as modelled; below 1 it is cut"
        ]
    );
}

#[test]
fn an_arrow_on_no_route_to_the_outcomes_is_named() {
    let cut = course("cut = \"cytokines_to_skin\"");
    let said = warnings(ADULT, &cut, "\"blood.igf1\", \"blood.insulin\"", false);
    assert_eq!(
        said,
        [
            "`course[0].cut`: cytokines_to_skin is on no route to the outcomes that are asked for in this person: cutting it changes none of blood.igf1, blood.insulin"
        ]
    );
    let one_of_two = warnings(ADULT, &cut, "\"blood.igf1\", \"skin.tewl\"", false);
    assert_eq!(one_of_two, [""; 0]);
}

/// The same arrow is a way only when there is something that goes it.
#[test]
fn the_arrow_of_a_drug_is_a_way_when_the_drug_is_taken() {
    let cut = course("cut = \"antibiotic_to_diversity\"");
    let said = of(&cut);
    assert!(
        said.len() == 1 && said[0].contains("antibiotic_to_diversity is on no route"),
        "{said:?}"
    );
    assert_eq!(of(&(course("take = \"clindamycin\"") + &cut)), [""; 0]);
}

#[test]
fn a_dose_beyond_the_evidence_is_named_with_what_is_covered() {
    let said = of(&course(
        "take = \"clindamycin\"\ndose = \"1.5 g\"\nper_day = 4",
    ));
    assert_eq!(said.len(), 1, "{said:?}");
    for part in [
        "`course[0].dose`: 10 times the usual dose of clindamycin (600 mg a day)",
        "covers 0.25 to 3 times",
    ] {
        assert!(said[0].contains(part), "{said:?}");
    }
    let said = of(&course(
        "take = \"ustekinumab\"\ndose = \"10 mg\"\nevery = \"12 wk\"",
    ));
    assert!(
        said[0].contains("0.22 times the usual dose of ustekinumab (45 mg every 84 d)")
            && said[0].contains("covers 1 to 2 times (45 and 90 mg in the trial)"),
        "{said:?}"
    );
}

/// What is little for an adult is right for an infant, and the other way round.
#[test]
fn light_bodies_are_dosed_by_weight() {
    let infant = "[person]\nage = \"6 mo\"\nweight = \"7 kg\"\n";
    let dosed = |dose: &str| {
        let course = course(&format!(
            "take = \"amoxicillin\"\ndose = \"{dose}\"\nper_day = 2"
        ));
        warnings(infant, &course, "\"stool.butyrate\"", false)
    };
    assert_eq!(dosed("150 mg"), [""; 0]);
    let said = dosed("750 mg");
    assert!(
        said.len() == 1
            && said[0].contains("usual dose of amoxicillin (1500 mg a day) for the weight"),
        "{said:?}"
    );
}

#[test]
fn an_age_beyond_the_evidence_is_named_with_what_is_covered() {
    let child =
        "[person]\nage = \"6 y\"\nweight = \"20 kg\"\n[habits]\ndiet = \"toddler_mixed_18mo\"\n";
    let courses = course("take = \"doxycycline\"\ndose = \"40 mg\"")
        + &course("eat = \"infant_formula_1_4mo\"");
    let said = warnings(child, &courses, "\"stool.butyrate\"", false);
    for (said, part) in said.iter().zip([
        "`habits.diet`: toddler_mixed_18mo at an age of 6 years; the evidence covers 1 to 3 years",
        "`course[0]`: doxycycline at an age of 6 years; the evidence covers 8 and more years (Tetracyclines",
        "`course[1].eat`: infant_formula_1_4mo at an age of 6 years; the evidence covers up to 0.5 years",
    ]) {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(said.len(), 3, "{said:?}");
}

#[test]
fn courses_that_did_nothing_to_the_outcomes_are_said_so_when_why_is_asked() {
    let courses = course("live = { skin_care = 1 }\nfrom = \"6 d\"");
    let outcomes = "\"stool.butyrate\", \"colon.shannon\"";
    assert_eq!(warnings(ADULT, &courses, outcomes, false), [""; 0]);
    assert_eq!(
        warnings(ADULT, &courses, outcomes, true),
        [
            "the courses changed none of the outcomes that are asked for: stool.butyrate, colon.shannon"
        ]
    );
}

#[test]
fn a_drug_is_told_of_in_people_without_the_diseases_in_which_it_was_studied() {
    let dupilumab = course("take = \"dupilumab\"");
    assert_eq!(
        of(&dupilumab),
        [
            "`course[0]`: dupilumab in people without a disease; the evidence is of atopic-dermatitis"
        ]
    );
    let with = |disease: &str| {
        let person = ADULT.replace(
            "age = \"30 y\"",
            &format!("age = \"30 y\"\ntraits = [\"{disease}\"]"),
        );
        warnings(&person, &dupilumab, "\"skin.easi\"", false)
    };
    assert_eq!(with("atopic-dermatitis-moderate"), [""; 0]);
    assert_eq!(
        with("psoriasis-moderate"),
        [
            "`course[0]`: dupilumab in people with psoriasis-moderate; the evidence is of atopic-dermatitis"
        ]
    );
}

#[test]
fn more_years_than_anybody_was_followed_are_told() {
    let text = format!(
        "{ADULT}[[course]]\nlive = {{ stress = 20 }}\n[sample]\nuntil = \"6 y\"\nevery = \"100 d\"\noutcomes = [\"blood.cortisol\"]\n"
    );
    let told = common::run(&common::laboratory(), &text).warnings;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("`sample.until`: 6 years; the evidence covers up to 4 years"),
        "{told:?}"
    );
}
