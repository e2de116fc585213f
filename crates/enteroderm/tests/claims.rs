//! The claims of the axis, from outside: each scenario moves the outcome it is about, in the direction and by the size stated; the same
//! person without the courses stays as they are; and with the arrow cut that the claim stands on, the movement is gone, or as much of it as
//! no other arrow carries; with the arrow at half its gain, it lies between the two.
//!
//! A new claim is a line of [`CLAIMS`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use serde_json::Value;

/// What a scenario must show.
struct Claim {
    /// The file below examples, without its ending.
    file: &'static str,
    outcome: &'static str,
    /// The change by the courses on the day of the largest change.
    change: Change,
    /// Where the bounds come from.
    bounds: Bounds,
    /// The arrow it stands on.
    arrow: &'static str,
    /// The most that may be left of the change when the arrow is cut, as a share of it; below 0 it turned round.
    left: f64,
}

/// A change, from the least to the most.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// With the courses over without them.
    Ratio(f64, f64),
    /// With the courses less without them, in the outcome's unit: for what is about nothing in health.
    Difference(f64, f64),
}

/// Where the bounds of a size come from.
#[derive(Clone, Copy)]
enum Bounds {
    /// A key of data/references.bib.
    Published(&'static str),
    /// Only the direction is claimed: the near bound says what counts as a change at all.
    SignOnly,
}

use Bounds::{Published, SignOnly};
use Change::{Difference, Ratio};

const fn claim(
    file: &'static str,
    outcome: &'static str,
    change: Change,
    bounds: Bounds,
    arrow: &'static str,
    left: f64,
) -> Claim {
    Claim {
        file,
        outcome,
        change,
        bounds,
        arrow,
        left,
    }
}

const FAR: f64 = f64::INFINITY;

#[rustfmt::skip]
const CLAIMS: &[Claim] = &[
    claim("claims/01-ecosystem", "colon.dysbiosis_index", Difference(0.2, FAR), SignOnly, "diet_to_dysbiosis", 0.7),
    claim("claims/02-two-ways", "lining.lm_ratio", Ratio(1.02, FAR), SignOnly, "skin_sensitisation_to_gut", 0.6),
    claim("claims/03-messengers", "skin.easi", Ratio(1.1, FAR), SignOnly, "stress_to_cortisol", 0.5),
    claim("claims/03-messengers", "blood.il6", Ratio(1.1, FAR), SignOnly, "lps_to_cytokines", 0.5),
    claim("claims/04-lining", "lining.mucus_thickness", Ratio(0.0, 0.8), SignOnly, "dysbiosis_to_barrier", 0.5),
    claim("claims/05-leak", "blood.endotoxin", Ratio(1.2, FAR), SignOnly, "barrier_to_translocation", 0.25),
    claim("claims/05-leak", "blood.bacterial_dna", Ratio(1.2, FAR), SignOnly, "barrier_to_translocation", 0.25),
    // Indomethacin raised it from 0.029 to 0.071 in five days; naproxen and others less.
    claim("claims/05-leak", "lining.lm_ratio", Ratio(1.5, 4.0), Published("vanuytsel2014stress"), "drug_to_dysbiosis", 0.1),
    claim("claims/06-alarm", "blood.il6", Ratio(1.1, FAR), SignOnly, "lps_to_cytokines", 0.25),
    claim("claims/06-alarm", "blood.crp", Ratio(1.1, FAR), SignOnly, "lps_to_cytokines", 0.25),
    claim("claims/07-skin-answers", "skin.pasi", Ratio(1.05, FAR), SignOnly, "cytokines_to_skin", 0.55),
    claim("claims/08-fatty-acids", "blood.portal_butyrate", Ratio(1.2, FAR), SignOnly, "fibre_to_scfa", 0.1),
    claim("claims/08-fatty-acids", "blood.treg", Ratio(1.05, FAR), SignOnly, "scfa_to_treg", 0.3),
    claim("claims/09-butyrate", "lining.permeability", Ratio(1.1, FAR), SignOnly, "butyrate_to_barrier", 0.1),
    claim("claims/10-fatty-acids-in-skin", "skin.barrier_lipids", Ratio(1.05, FAR), SignOnly, "scfa_to_skin", 0.5),
    claim("claims/10-fatty-acids-in-skin", "skin.easi", Ratio(0.0, 0.95), SignOnly, "scfa_to_treg", 0.5),
    claim("claims/11-lost-producers", "blood.treg", Ratio(0.0, 0.9), SignOnly, "scfa_to_treg", 0.3),
    claim("claims/11-lost-producers", "skin.easi", Ratio(1.05, FAR), SignOnly, "scfa_to_treg", 0.5),
    claim("claims/12-acne", "skin.acne.inflammatory_lesions", Ratio(1.02, FAR), SignOnly, "glycaemia_to_sebum", 0.6),
    claim("claims/12-acne", "skin.sebum_rate", Ratio(1.005, FAR), SignOnly, "cytokines_to_sebum", 0.25),
    claim("claims/13-eczema", "blood.th2", Ratio(1.05, FAR), SignOnly, "early_life_to_th2", 0.4),
    claim("claims/13-eczema", "skin.easi", Ratio(1.1, FAR), SignOnly, "early_life_to_th2", 0.35),
    claim("claims/14-psoriasis", "skin.pasi", Difference(5.0, FAR), SignOnly, "il17_to_keratinocyte", 0.1),
    claim("claims/15-poor-diet", "stool.enterobacteriaceae", Ratio(1.1, FAR), SignOnly, "diet_to_dysbiosis", 0.9),
    claim("claims/15-poor-diet", "colon.shannon_variants", Ratio(0.0, 0.99), SignOnly, "diet_to_dysbiosis", 0.8),
    // A public speech raised it from 0.029 to 0.059; a month of examinations is milder by the hour.
    claim("claims/16-stress", "lining.lm_ratio", Ratio(1.2, 2.2), Published("vanuytsel2014stress"), "stress_to_barrier", 0.1),
    claim("claims/16-stress", "skin.easi", Ratio(1.05, FAR), SignOnly, "stress_to_cortisol", 0.1),
    // From 62.9 to 7.3 mmol/kg with clindamycin: a ratio of 0.12.
    claim("claims/17-antibiotics", "stool.scfa", Ratio(0.06, 0.24), Published("hoverstad1986antibiotics"), "antibiotic_to_diversity", 0.1),
    claim("claims/17-antibiotics", "colon.shannon_variants", Ratio(0.0, 0.9), SignOnly, "antibiotic_to_diversity", 0.1),
    claim("claims/18-medicines-and-toxins", "lining.lm_ratio", Ratio(1.2, FAR), SignOnly, "drug_to_dysbiosis", 0.1),
    claim("claims/18-medicines-and-toxins", "stool.genus.Streptococcus", Ratio(1.2, FAR), SignOnly, "drug_to_dysbiosis", 0.1),
    claim("claims/18-medicines-and-toxins", "blood.crp", Ratio(1.05, FAR), SignOnly, "drug_to_dysbiosis", 0.1),
    claim("claims/19-fibre", "stool.butyrate", Ratio(1.2, FAR), SignOnly, "fibre_to_scfa", 0.1),
    claim("claims/19-fibre", "skin.easi", Ratio(0.0, 0.95), SignOnly, "fibre_to_scfa", 0.1),
    claim("claims/19-fibre", "colon.shannon_variants", Ratio(1.01, FAR), SignOnly, "fibre_to_diversity", 0.1),
    claim("claims/20-fermented-food", "blood.il6", Ratio(0.0, 0.98), SignOnly, "probiotic_to_community", 0.25),
    claim("claims/20-fermented-food", "colon.shannon_variants", Ratio(1.005, FAR), Published("wastyk2021diets"), "probiotic_to_community", 0.2),
    // SCORAD fell by 11.4 (9.0 to 13.8) with L. fermentum in children; half of that is the least.
    claim("claims/21-probiotics", "skin.scorad", Difference(-13.8, -4.5), Published("huang2017probiotics"), "probiotic_to_community", 0.1),
    // Inulin alone raised bifidobacteria by 0.15 log10, a ratio of 1.4.
    claim("claims/22-synbiotics", "stool.genus.Bifidobacterium", Ratio(1.2, 2.8), Published("kolida2007inulin"), "prebiotic_to_probiotic", 0.1),
    claim("claims/23-calm", "blood.cortisol", Ratio(0.0, 0.97), SignOnly, "mind_to_stress", 0.1),
    claim("claims/23-calm", "lining.lm_ratio", Ratio(0.0, 0.97), SignOnly, "mind_to_stress", 0.1),
    claim("claims/23-calm", "skin.easi", Ratio(0.0, 0.97), SignOnly, "mind_to_stress", 0.1),
    // A week of six hours raised IL-6 by 0.8 pg/mL; CRP rose to 1.45 in five nights of four hours.
    claim("claims/24-sleep", "blood.crp", Ratio(1.2, 2.3), Published("vanleeuwen2009sleep"), "sleep_to_immunity", 0.1),
    claim("claims/24-sleep", "skin.easi", Ratio(1.03, FAR), SignOnly, "sleep_to_immunity", 0.1),

    // Arrows that no claim stands on alone.
    claim("claims/02-two-ways", "blood.il413", Ratio(1.02, FAR), SignOnly, "skin_to_blood", 0.2),
    claim("arrows/antigens-and-t-cells", "blood.th17", Ratio(1.05, FAR), SignOnly, "microbes_to_thelper", 0.2),
    claim("arrows/bacterial-dna", "skin.pasi", Difference(5.0, FAR), SignOnly, "dna_to_psoriasis", 0.1),
    claim("arrows/cortisol", "blood.tnf", Ratio(1.02, FAR), SignOnly, "cortisol_to_immunity", 0.2),
    claim("arrows/cytokines-open-the-lining", "lining.lm_ratio", Ratio(1.1, FAR), SignOnly, "cytokines_to_barrier", 0.85),
    // By half after one fatty meal; here a month of fat.
    claim("arrows/fat", "blood.endotoxin", Ratio(1.25, 2.0), Published("erridge2007endotoxemia"), "fat_to_translocation", 0.35),
    // Antibiotics lower the indoxyl sulfate in urine (Weber and others, Blood 2015); what blooms after them makes indoles again.
    claim("arrows/indoles", "blood.il22", Ratio(0.0, 0.9), SignOnly, "indole_to_il22", 0.3),
    claim("arrows/itch-at-night", "sleep.debt", Ratio(1.1, FAR), SignOnly, "itch_to_sleep", 0.1),
    claim("arrows/nitrate", "stool.enterobacteriaceae", Ratio(1.1, FAR), SignOnly, "inflammation_to_bloom", 0.1),
    claim("arrows/oxygen", "stool.enterobacteriaceae", Ratio(1.5, FAR), SignOnly, "oxygen_to_bloom", 0.7),
    claim("arrows/scratching", "skin.tewl", Ratio(0.0, 0.98), SignOnly, "itch_to_skin", 0.2),
    claim("arrows/skin-wound", "lining.lm_ratio", Ratio(1.02, FAR), SignOnly, "skin_injury_to_gut", 0.3),
    claim("arrows/sun", "lining.permeability", Ratio(0.0, 0.99), SignOnly, "uv_to_gut", 0.1),
    claim("arrows/th2", "skin.nmf", Ratio(1.2, FAR), SignOnly, "th2_to_skin_barrier", 0.1),
    claim("arrows/toxins", "blood.p_cresyl_sulfate", Ratio(1.2, FAR), SignOnly, "toxin_to_body", 0.1),
    claim("arrows/visible-eczema", "blood.cortisol", Ratio(1.005, FAR), SignOnly, "visible_skin_to_stress", 0.6),
];

/// By how much of itself, or of a hundredth of its unit, an outcome may move in a person whom nothing happens to.
const STILL: f64 = 0.01;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The scenario, and the same without its courses, or the sibling file that is its control.
fn scenario(file: &str, folder: &Path) -> (PathBuf, PathBuf) {
    let path = |name: String| root().join("examples").join(name);
    let (with, own) = (
        path(format!("{file}.toml")),
        path(format!("{file}.control.toml")),
    );
    if own.is_file() {
        return (with, own);
    }
    let text = std::fs::read_to_string(&with).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut scenario: toml::Table = text.parse().expect("TOML");
    scenario.remove("course").expect("a claim has courses");
    let control = folder.join(format!("{}.toml", file.replace('/', "-")));
    std::fs::write(&control, scenario.to_string()).expect("a file");
    (with, control)
}

/// What an arrow lets through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gain {
    Whole,
    Half(&'static str),
    None(&'static str),
}

/// The same scenario with an arrow at half its gain, throughout.
fn halved(scenario: &Path, arrow: &str, folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(scenario).expect("a scenario");
    let name = scenario.file_name().expect("a name").to_string_lossy();
    let path = folder.join(format!("half-{arrow}-{name}"));
    let course = format!("\n[[course]]\ncut = \"{arrow}\"\ngain = 0.5\n");
    std::fs::write(&path, text + &course).expect("a file");
    path
}

fn run(scenario: &Path, gain: Gain, folder: &Path) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enteroderm"));
    command.arg("run").args(["--format", "json", "--no-cache"]);
    match gain {
        Gain::Whole => command.arg(scenario),
        Gain::Half(arrow) => command.arg(halved(scenario, arrow, folder)),
        Gain::None(arrow) => command.arg(scenario).args(["--cut", arrow]),
    };
    let output = command
        .current_dir(root())
        .output()
        .expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "{}: {}, {errors}",
        scenario.display(),
        output.status
    );
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

fn values(run: &Value, outcome: &str) -> Vec<f64> {
    let values = run["outcomes"][outcome]["values"].as_array();
    let values = values.unwrap_or_else(|| panic!("no {outcome} in {}", run["scenario"]));
    values.iter().filter_map(Value::as_f64).collect()
}

/// A scenario and its control, and both with an arrow halved and cut for every claim that stands on one: each is run once, however many
/// claims ask.
struct Lives<'f> {
    folder: &'f Path,
    scenario: (PathBuf, PathBuf),
    pairs: BTreeMap<Gain, [Value; 2]>,
}

impl<'f> Lives<'f> {
    fn of(file: &str, folder: &'f Path) -> Self {
        Self {
            folder,
            scenario: scenario(file, folder),
            pairs: BTreeMap::new(),
        }
    }

    /// An outcome in the scenario and in its control.
    fn outcome(&mut self, gain: Gain, outcome: &str) -> [Vec<f64>; 2] {
        let (with, control) = &self.scenario;
        let pair = self.pairs.entry(gain);
        let pair = pair.or_insert_with(|| [with, control].map(|life| run(life, gain, self.folder)));
        pair.each_ref().map(|run| values(run, outcome))
    }
}

/// What became of a claim.
struct Seen {
    change: f64,
    /// How far the control went from where it started, by what counts as still.
    drift: f64,
    left: f64,
    /// What is left with the arrow at half its gain.
    left_of_half: f64,
}

impl Claim {
    fn see(&self, lives: &mut Lives<'_>) -> Seen {
        let [with, control] = lives.outcome(Gain::Whole, self.outcome);
        let effect = |day: usize| with[day] - control[day];
        let day = (0..with.len())
            .max_by(|a, b| effect(*a).abs().total_cmp(&effect(*b).abs()))
            .expect("days");
        let start = control[0];
        let far = control.iter().map(|value| (value - start).abs());
        let mut left = |gain| {
            let [with, control] = lives.outcome(gain, self.outcome);
            (with[day] - control[day]) / effect(day)
        };
        Seen {
            change: match self.change {
                Ratio(..) => with[day] / control[day],
                Difference(..) => effect(day),
            },
            drift: far.fold(0.0, f64::max) / (STILL * start.abs().max(1.0)),
            left: left(Gain::None(self.arrow)),
            left_of_half: left(Gain::Half(self.arrow)),
        }
    }

    /// What of the claim does not hold.
    fn faults(&self, seen: &Seen) -> Vec<String> {
        let (Ratio(lo, hi) | Difference(lo, hi)) = self.change;
        let mut faults = Vec::new();
        if !(lo..=hi).contains(&seen.change) {
            faults.push(format!("changed by {:.3}, not {lo} to {hi}", seen.change));
        }
        // A control that ages is a scenario of its own; its person is not at rest.
        if seen.drift > 1.0 && !AGEING.contains(&self.file) {
            faults.push(format!("the control moves {:.1} times too far", seen.drift));
        }
        if seen.left > self.left {
            faults.push(format!(
                "{:.2} of it is left without {}, not {} or less",
                seen.left, self.arrow, self.left
            ));
        }
        if !(seen.left..=1.0).contains(&seen.left_of_half) {
            faults.push(format!(
                "{:.2} of it is left with half of {}, not between {:.2} and 1",
                seen.left_of_half, self.arrow, seen.left
            ));
        }
        faults
    }
}

/// Scenarios whose person grows up meanwhile, so that even without courses they do not stay as they are.
const AGEING: &[&str] = &["claims/13-eczema"];

impl Claim {
    /// What is wrong with the claim, in a sentence.
    fn check(&self, lives: &mut Lives<'_>) -> Option<String> {
        let seen = self.see(lives);
        println!(
            "{:26} {:32} {:8.3}  left {:5.2}, of half {:5.2}  {}",
            self.file, self.outcome, seen.change, seen.left, seen.left_of_half, self.arrow
        );
        let faults = self.faults(&seen);
        let what = format!("{} {} by {}", self.file, self.outcome, self.arrow);
        (!faults.is_empty()).then(|| format!("{what}: {}", faults.join("; ")))
    }
}

#[test]
fn every_claim_holds_and_stands_on_its_arrow() {
    let folder = tempfile::tempdir().expect("a folder");
    let files: BTreeSet<&str> = CLAIMS.iter().map(|claim| claim.file).collect();
    let next = Mutex::new(files.into_iter());
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some(file) = { next.lock().expect("the list").next() } {
            let mut lives = Lives::of(file, folder.path());
            let claims = CLAIMS.iter().filter(|claim| claim.file == file);
            let faults: Vec<String> = claims.filter_map(|claim| claim.check(&mut lives)).collect();
            wrong.lock().expect("the faults").extend(faults);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().expect("the faults");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names of the files in a folder of examples, without their endings and without controls.
fn names(folder: &str) -> Vec<String> {
    let files = std::fs::read_dir(root().join("examples").join(folder)).expect("a folder");
    files
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter_map(|name| Some(format!("{folder}/{}", name.strip_suffix(".toml")?)))
        .filter(|name| !name.ends_with(".control"))
        .collect()
}

#[test]
fn every_scenario_has_a_claim() {
    let claims = names("claims");
    assert_eq!(claims.len(), 24);
    for name in claims.into_iter().chain(names("arrows")) {
        let claimed = CLAIMS.iter().any(|claim| claim.file == name);
        assert!(claimed, "no claim is about {name}");
    }
}

#[test]
fn every_arrow_moves_something() {
    for arrow in lab::physiology::arrows::ARROWS {
        let stands = CLAIMS.iter().any(|claim| claim.arrow == arrow.name);
        assert!(stands, "no claim stands on {}", arrow.name);
    }
}

#[test]
fn published_bounds_are_published() {
    let bibliography = std::fs::read_to_string(root().join("data/references.bib")).expect("a file");
    for claim in CLAIMS {
        if let Published(key) = claim.bounds {
            assert!(bibliography.contains(&format!("{{{key},")), "{key}");
        }
    }
}
