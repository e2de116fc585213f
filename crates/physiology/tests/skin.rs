//! The skin alone against published values: what health, acne, atopic dermatitis and psoriasis look like, what treatments and cut
//! arrows do to them.
//!
//! Scores of atopic dermatitis are meant for the closed loop, where the body's answer to the skin adds to them; alone they lie lower.

mod common;
#[path = "common/skin.rs"]
mod skin;

use common::{data, set};
use physiology::data::Data;
use skin::{Seen, follow, person, skin_alone, with_traits};

const SETTLED: f64 = 730.0;

#[track_caller]
fn within(seen: &Seen, name: &str, low: f64, high: f64) {
    let value = seen.get(name);
    assert!(
        (low..=high).contains(&value),
        "{name} is {value}, not {low} to {high}"
    );
}

#[test]
fn healthy_skin_lies_within_healthy_ranges() {
    let data = data();
    let seen = person(&data, "healthy", SETTLED);
    let mut outside = Vec::new();
    for healthy in data
        .observables
        .iter()
        .filter(|range| range.name.starts_with("skin."))
    {
        let value = seen.get(&healthy.name);
        let (lo, hi) = (healthy.lo.unwrap(), healthy.hi.unwrap());
        if value < lo || value > hi {
            outside.push(format!("{}: {value}, not {lo} to {hi}", healthy.name));
        }
    }
    assert!(outside.is_empty(), "{}", outside.join("\n"));
}

/// Every score that is read off has a healthy range, and every range something it is about.
#[test]
fn every_observable_has_a_healthy_range() {
    let data = data();
    let system = skin_alone(&data, &[]);
    let read = system.observables.iter().map(|seen| seen.name.as_str());
    let read: Vec<&str> = read.filter(|name| name.starts_with("skin.")).collect();
    for name in &read {
        assert!(
            data.observables.get(name).is_some(),
            "`{name}` has no healthy range"
        );
    }
    let ranges = data
        .observables
        .iter()
        .filter(|range| range.name.starts_with("skin."));
    assert_eq!(ranges.count(), read.len());
}

/// One null allele of filaggrin: 0.3-0.5 of the natural moisturising factor (Kezic 2011), dry, but no eczema without susceptibility.
#[test]
fn a_filaggrin_null_allele_makes_dry_skin_and_no_eczema() {
    let data = data();
    let (healthy, null) = (
        person(&data, "healthy", SETTLED),
        person(&data, "filaggrin-null", SETTLED),
    );
    let share = null.get("skin.nmf") / healthy.get("skin.nmf");
    assert!((0.3..=0.5).contains(&share), "{share}");
    assert!(null.get("skin.hydration") < 0.8 * healthy.get("skin.hydration"));
    assert!(null.get("skin.tewl") > healthy.get("skin.tewl"));
    within(&null, "skin.easi", 0.0, 0.5);
}

/// Lesion counts and GAGS (1-18 mild, 19-30 moderate, above 30 severe) follow severity, and sebum follows both.
#[test]
fn acne_has_the_lesions_and_the_sebum_of_its_severity() {
    let data = data();
    for (severity, lesions, gags, sebum) in [
        ("mild", (3.0, 20.0), (1.0, 18.0), (1.3, 1.9)),
        ("moderate", (20.0, 50.0), (19.0, 30.0), (1.6, 2.5)),
        ("severe", (50.0, 100.0), (30.0, 38.0), (2.0, 3.2)),
    ] {
        let seen = person(&data, &format!("acne-{severity}"), SETTLED);
        within(
            &seen,
            "skin.acne.inflammatory_lesions",
            lesions.0,
            lesions.1,
        );
        within(&seen, "skin.gags", gags.0, gags.1);
        within(&seen, "skin.sebum_rate", sebum.0, sebum.1);
        within(&seen, "skin.easi", 0.0, 0.5);
        within(&seen, "skin.pasi", 0.0, 0.5);
    }
}

/// PASI bands, and a turnover of about 14 d instead of 41 d (Shmarov 2022).
#[test]
fn psoriasis_has_the_plaques_and_the_turnover_of_its_severity() {
    let data = data();
    for (severity, low, high) in [
        ("mild", 2.0, 7.0),
        ("moderate", 7.0, 12.5),
        ("severe", 12.5, 40.0),
    ] {
        let seen = person(&data, &format!("psoriasis-{severity}"), SETTLED);
        within(&seen, "skin.pasi", low, high);
        within(&seen, "skin.turnover_time", 12.0, 17.0);
        within(&seen, "skin.easi", 0.0, 0.5);
    }
}

/// Both branches are stable: the same prone person without a start on the plaque branch stays clear, until an injury with bacterial DNA in
/// blood lights a plaque that stays when both are gone.
#[test]
fn a_trigger_lights_psoriasis_in_the_prone_and_it_stays() {
    let data = data();
    let mut system = skin_alone(&data, &[]);
    with_traits(&mut system, &data, "psoriasis-prone");
    set(&mut system, "skin_person.psoriasis_susceptibility", 1.05);
    let quiet = follow(&system, None, SETTLED);
    within(&quiet, "skin.pasi", 0.0, 0.5);

    let mut hit = skin_alone(&data, &[]);
    with_traits(&mut hit, &data, "psoriasis-prone");
    set(&mut hit, "skin_person.psoriasis_susceptibility", 1.05);
    for (name, value) in [
        ("skin.injury", 0.5),
        ("blood.dna", 1.0),
        ("blood.th17", 2.0),
    ] {
        set(&mut hit, name, value);
    }
    let lit = follow(&hit, Some(&quiet.states), 60.0);
    let later = follow(&system, Some(&lit.states), SETTLED);
    assert!(later.get("skin.pasi") > 5.0, "{}", later.get("skin.pasi"));

    // The same trigger leaves a person without the trait clear.
    let mut unprone = skin_alone(&data, &[]);
    let settled = follow(&unprone, None, SETTLED);
    for (name, value) in [
        ("skin.injury", 0.5),
        ("blood.dna", 1.0),
        ("blood.th17", 2.0),
    ] {
        set(&mut unprone, name, value);
    }
    let hit = follow(&unprone, Some(&settled.states), 60.0);
    let healed = follow(&skin_alone(&data, &[]), Some(&hit.states), SETTLED);
    within(&healed, "skin.pasi", 0.0, 0.5);
}

#[test]
fn atopic_dermatitis_grows_with_severity_and_carries_staphylococcus() {
    let data = data();
    let bands = [
        ("mild", 1.0, 7.0),
        ("moderate", 7.0, 21.0),
        ("severe", 18.0, 50.0),
    ];
    for (severity, low, high) in bands {
        let seen = person(&data, &format!("atopic-dermatitis-{severity}"), SETTLED);
        within(&seen, "skin.easi", low, high);
        within(&seen, "skin.tewl", 15.0, 50.0);
        within(&seen, "skin.staphylococcus_aureus_log10", 3.0, 7.0);
        within(&seen, "skin.ph", 5.2, 6.2);
        within(&seen, "skin.pasi", 0.0, 0.5);
    }
}

/// Change of a score in percent after weeks of a drug at its usual dose, everything else as in a trial.
fn change(data: &Data, traits: &str, score: &str, drugs: &[&str], weeks: f64) -> f64 {
    let mut system = skin_alone(data, drugs);
    with_traits(&mut system, data, traits);
    let before = follow(&system, None, 1000.0);
    for drug in drugs {
        let agent = data.agent(drug).unwrap();
        set(&mut system, &format!("agent.{}.dose", agent.name), 1.0);
    }
    set(&mut system, "skin.care", 1.0);
    let after = follow(&system, Some(&before.states), 7.0 * weeks);
    100.0 * (after.get(score) / before.get(score) - 1.0)
}

/// Directions and rough sizes of published trials: secukinumab and adalimumab in psoriasis (PASI -75 % in most), isotretinoin (sebum -88 %
/// at 16 weeks), benzoyl peroxide and doxycycline (inflammatory lesions about halved), dupilumab (EASI -70 %).
#[test]
fn treatments_do_what_trials_saw() {
    let data = data();
    let lesions = "skin.acne.inflammatory_lesions";
    for (traits, score, drug, weeks, low, high) in [
        (
            "psoriasis-severe",
            "skin.pasi",
            "secukinumab",
            16.0,
            -100.0,
            -70.0,
        ),
        (
            "psoriasis-severe",
            "skin.pasi",
            "adalimumab",
            16.0,
            -100.0,
            -60.0,
        ),
        (
            "psoriasis-severe",
            "skin.pasi",
            "methotrexate",
            16.0,
            -95.0,
            -30.0,
        ),
        (
            "atopic-dermatitis-severe",
            "skin.easi",
            "dupilumab",
            16.0,
            -97.0,
            -55.0,
        ),
        (
            "atopic-dermatitis-severe",
            "skin.easi",
            "ciclosporin",
            8.0,
            -90.0,
            -40.0,
        ),
        (
            "atopic-dermatitis-severe",
            "skin.easi",
            "topical corticosteroid",
            8.0,
            -90.0,
            -35.0,
        ),
        (
            "acne-severe",
            "skin.sebum_rate",
            "isotretinoin",
            16.0,
            -95.0,
            -80.0,
        ),
        ("acne-severe", lesions, "isotretinoin", 16.0, -100.0, -80.0),
        (
            "acne-moderate",
            lesions,
            "benzoyl peroxide",
            12.0,
            -75.0,
            -45.0,
        ),
    ] {
        let change = change(&data, traits, score, &[drug], weeks);
        assert!((low..=high).contains(&change), "{drug}: {score} {change} %");
    }
}

/// A plaque's thickness keeps a topical steroid out: were it thin, the steroid would do more.
#[test]
fn a_plaque_keeps_a_topical_steroid_out() {
    let data = data();
    let drug = "topical corticosteroid";
    let dose = format!("agent.{}.dose", data.agent(drug).unwrap().name);
    let mut system = skin_alone(&data, &[drug]);
    with_traits(&mut system, &data, "psoriasis-severe");
    let before = follow(&system, None, SETTLED);
    set(&mut system, &dose, 1.0);
    let thick = follow(&system, Some(&before.states), 28.0);
    set(&mut system, "skin_treatment.plaque_attenuation", 0.0);
    let thin = follow(&system, Some(&before.states), 28.0);
    let (thick, thin) = (thick.get("skin.pasi"), thin.get("skin.pasi"));
    assert!(thin < 0.9 * thick, "{thin} against {thick}");
}

/// Remission outlasts a course of isotretinoin: half a year later sebum and lesions are below where they began.
#[test]
fn remission_outlasts_isotretinoin() {
    let data = data();
    let drug = "isotretinoin";
    let dose = format!("agent.{}.dose", data.agent(drug).unwrap().name);
    let mut system = skin_alone(&data, &[drug]);
    with_traits(&mut system, &data, "acne-severe");
    let before = follow(&system, None, SETTLED);
    set(&mut system, &dose, 1.0);
    let treated = follow(&system, Some(&before.states), 140.0);
    set(&mut system, &dose, 0.0);
    let later = follow(&system, Some(&treated.states), 182.0);
    let lesions = "skin.acne.inflammatory_lesions";
    assert!(later.get(lesions) < 0.7 * before.get(lesions));
    assert!(later.get("skin.sebum_rate") > 2.0 * treated.get("skin.sebum_rate"));
}

/// What a trait's score becomes at three gains of an arrow; `changes` make the arrow matter.
fn along(data: &Data, arrow: &str, traits: &str, score: &str, changes: &[(&str, f64)]) -> [f64; 3] {
    [0.0, 0.5, 1.0].map(|gain| {
        let mut system = skin_alone(data, &[]);
        with_traits(&mut system, data, traits);
        for (name, value) in changes {
            set(&mut system, name, *value);
        }
        set(&mut system, &format!("arrow.{arrow}"), gain);
        follow(&system, None, 365.0).get(score)
    })
}

/// The more of an arrow is left, the further the score goes the way the claim says.
#[test]
fn cut_arrows_move_the_skin_the_way_their_claims_say() {
    let data = data();
    let (dermatitis, acne) = ("atopic-dermatitis-moderate", "acne-moderate");
    let lesions = "skin.acne.inflammatory_lesions";
    let inflamed = [("blood.tnf", 2.0), ("blood.il6", 2.0), ("blood.crp", 3.0)];
    let few_acids = [("blood.butyrate", 0.5), ("blood.propionate", 0.5)];
    for (arrow, traits, score, changes, sign) in [
        ("th2_to_skin_barrier", dermatitis, "skin.nmf", &[][..], -1.0),
        ("itch_to_skin", dermatitis, "skin.tewl", &[], 1.0),
        ("itch_to_skin", dermatitis, "skin.easi", &[], 1.0),
        (
            "il17_to_keratinocyte",
            "psoriasis-moderate",
            "skin.pasi",
            &[],
            1.0,
        ),
        (
            "il17_to_keratinocyte",
            "psoriasis-moderate",
            "skin.turnover_time",
            &[],
            -1.0,
        ),
        ("cytokines_to_skin", dermatitis, "skin.easi", &inflamed, 1.0),
        ("cytokines_to_skin", acne, lesions, &inflamed, 1.0),
        (
            "cytokines_to_sebum",
            acne,
            "skin.sebum_rate",
            &inflamed,
            1.0,
        ),
        (
            "glycaemia_to_sebum",
            acne,
            "skin.sebum_rate",
            &[("blood.insulin", 1.5)],
            1.0,
        ),
        (
            "glycaemia_to_sebum",
            acne,
            lesions,
            &[("blood.insulin", 1.5)],
            1.0,
        ),
        ("scfa_to_skin", dermatitis, "skin.easi", &few_acids, 1.0),
        (
            "indole_to_il22",
            "healthy",
            "skin.nmf",
            &[("blood.indole", 0.3)],
            -1.0,
        ),
        (
            "sleep_to_immunity",
            dermatitis,
            "skin.tewl",
            &[("blood.sleep_debt", 3.0)],
            1.0,
        ),
        (
            "cortisol_to_immunity",
            dermatitis,
            "skin.easi",
            &[("blood.cortisol", 2.0)],
            -1.0,
        ),
        (
            "dna_to_psoriasis",
            "psoriasis-moderate",
            "skin.pasi",
            &[("blood.dna", 1.0)],
            1.0,
        ),
    ] {
        let [cut, half, whole] = along(&data, arrow, traits, score, changes).map(|v| sign * v);
        assert!(
            cut < half && half < whole,
            "{arrow} on {score}: {cut}, {half}, {whole}"
        );
    }
}

/// Cutting an arrow leaves healthy skin where it was: the healthy value, never zero.
#[test]
fn cut_arrows_leave_healthy_skin_alone() {
    let data = data();
    let arrows = [
        "cytokines_to_skin",
        "scfa_to_skin",
        "th2_to_skin_barrier",
        "il17_to_keratinocyte",
    ];
    for arrow in arrows {
        let [cut, _, whole] = along(&data, arrow, "healthy", "skin.nmf", &[]);
        assert!(
            (cut / whole - 1.0).abs() < 0.01,
            "{arrow}: {cut} for {whole}"
        );
    }
}

/// Ninety days of everything bad at once, and two years later healthy skin is healthy again.
#[test]
fn healthy_skin_comes_back_from_everything_bad() {
    let data = data();
    let healthy = skin_alone(&data, &[]);
    let settled = follow(&healthy, None, SETTLED);
    let mut bad = skin_alone(&data, &[]);
    for (name, value) in [
        ("blood.tnf", 5.0),
        ("blood.il6", 5.0),
        ("blood.il1", 5.0),
        ("blood.crp", 5.0),
        ("blood.treg", 0.2),
        ("skin.allergen", 5.0),
        ("skin.dryness", 3.0),
        ("blood.stress", 3.0),
        ("blood.igf1", 500.0),
    ] {
        set(&mut bad, name, value);
    }
    let hit = follow(&bad, Some(&settled.states), 90.0);
    assert!(hit.get("skin.tewl") > 20.0);
    assert!(hit.get("skin.acne.inflammatory_lesions") > 5.0);
    let back = follow(&healthy, Some(&hit.states), 720.0);
    for name in [
        "skin.tewl",
        "skin.easi",
        "skin.pasi",
        "skin.acne.inflammatory_lesions",
    ] {
        let (before, after) = (settled.get(name), back.get(name));
        assert!(
            (after - before).abs() < 0.02 * before.max(1.0),
            "{name}: {after} for {before}"
        );
    }
}

/// Sex and HLA-C*06:02 act: men make 1.2-1.5 times the sebum of women; carriers are more prone to plaques.
#[test]
fn covariates_have_effects() {
    let data = data();
    let sebum = |sex| person(&data, sex, SETTLED).get("skin.sebum_rate");
    let ratio = sebum("male") / sebum("female");
    assert!((1.2..=1.5).contains(&ratio), "{ratio}");
    let infant = person(&data, "infant+male", SETTLED);
    within(&infant, "skin.sebum_rate", 0.0, 0.15);
    let plaques = |traits| person(&data, traits, SETTLED).get("skin.pasi");
    assert!(plaques("psoriasis-mild+hla-c0602") > plaques("psoriasis-mild"));
}
