//! The drugs and products in the closed axis: every row finds its target, and the healthy person answers as volunteers did.

mod common;

use std::sync::OnceLock;

use common::{data, last, run, set};
use engine::{System, Trajectory};
use physiology::agents::Agent;
use physiology::axis;
use physiology::data::Data;

const DRUGS: [&str; 11] = [
    "aspirin",
    "ibuprofen",
    "naproxen",
    "indomethacin",
    "clindamycin",
    "ciprofloxacin",
    "metronidazole",
    "omeprazole",
    "isotretinoin",
    "narrowband-uvb",
    "l-fermentum",
];

/// A healthy person at rest, with drugs at hand that are not taken yet.
struct Volunteer {
    system: System,
    rest: Vec<f64>,
}

fn volunteer() -> &'static Volunteer {
    static VOLUNTEER: OnceLock<Volunteer> = OnceLock::new();
    VOLUNTEER.get_or_init(|| {
        let data = data();
        let agents = common::agents(&data, &DRUGS);
        let system = build(&data, &agents);
        let rest = run(&system, None, 500.0, 1e-5, vec![]).end;
        Volunteer { system, rest }
    })
}

fn build(data: &Data, agents: &[&Agent]) -> System {
    common::built(axis::build(data, agents, false))
}

/// What taking a drug so many times the usual dose for some days changes, as a ratio to not taking it.
struct Course {
    before: Trajectory,
    after: Trajectory,
}

impl Course {
    fn of(name: &str, dose: f64, days: f64) -> Self {
        Self::with(name, dose, days, |_| ())
    }

    fn with(name: &str, dose: f64, days: f64, change: impl Fn(&mut System)) -> Self {
        let volunteer = volunteer();
        let mut system = volunteer.system.clone();
        change(&mut system);
        let course = |system: &System| run(system, Some(&volunteer.rest), days, 1e-5, vec![days]);
        let before = course(&system);
        set(&mut system, &format!("agent.{name}.dose"), dose);
        Self {
            before,
            after: course(&system),
        }
    }

    fn values(&self, observable: &str) -> (f64, f64) {
        let system = &volunteer().system;
        (
            last(system, &self.before, observable),
            last(system, &self.after, observable),
        )
    }

    fn ratio(&self, observable: &str) -> f64 {
        let (before, after) = self.values(observable);
        after / before
    }

    #[track_caller]
    fn assert_ratio(&self, observable: &str, lo: f64, hi: f64) {
        let ratio = self.ratio(observable);
        assert!(
            (lo..=hi).contains(&ratio),
            "{observable} x {ratio}, expected {lo} to {hi}"
        );
    }
}

/// Every target is a parameter or a term of the equations, in a form that it takes.
#[test]
fn every_effect_finds_its_target() {
    let data = data();
    let agents: Vec<&Agent> = data.drugs.iter().chain(&data.products).collect();
    build(&data, &agents);
}

/// Lactulose to mannitol 0.071 against 0.030 after two doses (Vanuytsel 2014), calprotectin twice what it was after two weeks.
#[test]
fn indomethacin_opens_and_inflames_the_small_bowel() {
    let course = Course::of("indomethacin", 1.0, 14.0);
    course.assert_ratio("lining.lm_ratio", 1.8, 3.0);
    course.assert_ratio("stool.calprotectin", 1.5, 2.5);
    assert!(course.ratio("blood.endotoxin") > 1.2);
}

/// Permeability ranks with the inhibition of COX (Bjarnason 1986).
#[test]
fn nsaids_rank() {
    let opened = ["aspirin", "ibuprofen", "naproxen", "indomethacin"]
        .map(|name| Course::of(name, 1.0, 14.0).ratio("lining.lm_ratio"));
    assert!(
        opened.windows(2).all(|pair| pair[0] < pair[1]),
        "{opened:?}"
    );
    assert!(opened[0] > 1.0);
}

#[test]
fn more_of_a_drug_does_more_and_less_does_less() {
    let opened = [0.0, 0.25, 0.5, 1.0, 2.0]
        .map(|dose| Course::of("indomethacin", dose, 7.0).ratio("lining.lm_ratio"));
    assert!((opened[0] - 1.0).abs() < 1e-9);
    assert!(
        opened.windows(2).all(|pair| pair[0] < pair[1]),
        "{opened:?}"
    );
}

#[test]
fn cutting_drug_to_dysbiosis_spares_the_lining() {
    let cut = |gain: f64| {
        let course = Course::with("indomethacin", 1.0, 14.0, |system| {
            set(system, "arrow.drug_to_dysbiosis", gain)
        });
        course.ratio("lining.lm_ratio")
    };
    let opened = [0.0, 0.5, 1.0].map(cut);
    assert!((opened[0] - 1.0).abs() < 1e-6, "{opened:?}");
    assert!(opened[0] < opened[1] && opened[1] < opened[2], "{opened:?}");
}

/// Faecal SCFA fell from 62.9 to 7.3 mmol/kg on clindamycin and did not change on metronidazole (Hoverstad 1986).
#[test]
fn antibiotics_lower_acids_by_their_spectrum() {
    let clindamycin = Course::of("clindamycin", 1.0, 7.0);
    clindamycin.assert_ratio("stool.scfa", 0.0, 0.3);
    clindamycin.assert_ratio("colon.shannon", 0.0, 0.6);
    Course::of("metronidazole", 1.0, 7.0).assert_ratio("stool.scfa", 0.85, 1.15);
}

/// Coliforms were absent on day 7 of ciprofloxacin while anaerobes changed little (Brumfitt 1984).
#[test]
fn ciprofloxacin_clears_coliforms_and_spares_anaerobes() {
    let course = Course::of("ciprofloxacin", 1.0, 7.0);
    course.assert_ratio("stool.enterobacteriaceae", 0.0, 0.01);
    course.assert_ratio("stool.genus.Bacteroides", 0.7, 1.4);
    course.assert_ratio("stool.scfa", 0.85, 1.15);
}

/// Streptococcus and Veillonella of the mouth rise within seven days of 20 mg (Koo 2019).
#[test]
fn omeprazole_brings_oral_genera_into_the_colon() {
    let course = Course::of("omeprazole", 1.0, 7.0);
    course.assert_ratio("stool.genus.Streptococcus", 1.2, 4.0);
    course.assert_ratio("stool.genus.Veillonella", 1.5, 30.0);
    course.assert_ratio("stool.genus.Faecalibacterium", 0.8, 1.1);
}

/// Sebum falls to about a tenth (Farrell 1980); the row is tuned to it.
#[test]
fn isotretinoin_stops_sebum() {
    let course = Course::of("isotretinoin", 1.0, 112.0);
    course.assert_ratio("skin.sebum_rate", 0.03, 0.2);
    assert!(course.ratio("skin.acne.inflammatory_lesions") < 0.3);
}

/// 25-hydroxyvitamin D rose by 7.3 nmol/L after three sessions in a week (Bosman 2019); the row is tuned to it.
#[test]
fn phototherapy_raises_vitamin_d() {
    let (before, after) = Course::of("narrowband-uvb", 1.0, 7.0).values("blood.vitamin_d");
    assert!((after - before - 7.3).abs() < 2.0, "{before} to {after}");
}

/// A strain acts while it is taken, through its living cells, and not when they cannot join.
#[test]
fn a_strain_shifts_immunity_through_its_living_cells() {
    let course = Course::of("l-fermentum", 1.0, 56.0);
    assert!(course.ratio("blood.th2") < 0.95);
    assert!(course.ratio("blood.treg") > 1.02);
    let cut = Course::with("l-fermentum", 1.0, 56.0, |system| {
        set(system, "arrow.probiotic_to_community", 0.0)
    });
    assert!((cut.ratio("blood.th2") - 1.0).abs() < 1e-6);
}
