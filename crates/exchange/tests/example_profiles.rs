//! The stool profiles in `examples/stool` are written from the cohort means of `data/taxa.toml`, and from nothing else.
//!
//! After the means change, write them anew: `cargo test -p enteroderm-exchange --test example_profiles -- --ignored`.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use exchange::profile::{Acceptance, Lineage, Place, WrittenProfile, read_stool, write_metaphlan};
use physiology::document::{Faults, Source, read_document};
use support::{assert_near, percent, synonyms, taxonomy};

/// The genera whose share is small in the invented person.
const FIBRE_FERMENTERS: [&str; 9] = [
    "Prevotella",
    "Faecalibacterium",
    "Roseburia",
    "Agathobacter",
    "Anaerobutyricum",
    "Ruminococcus",
    "Lachnospira",
    "Coprococcus",
    "Bifidobacterium",
];
/// What is left of them.
const LEFT: f64 = 0.25;

/// Mean percent of each genus in Western adults.
fn cohort_means() -> Vec<(String, f64)> {
    let faults = Faults::new();
    let source = Source::new("data/taxa.toml", include_str!("../../../data/taxa.toml"));
    let mut means = Vec::new();
    read_document(&source, &faults, |root| {
        root.table("genus", |genera| {
            genera.each(|name, genus| {
                let mean = genus.table("abundance", |abundance| abundance.number("adult"));
                means.push((name.to_owned(), mean.flatten().unwrap()));
            });
        });
    });
    means
}

fn lineage(genus: &str) -> Lineage {
    let ending = format!("|g__{genus}");
    let mut lines = include_str!("files/lineages.txt").lines();
    Lineage::parse(lines.find(|line| line.ends_with(&ending)).unwrap()).unwrap()
}

fn profile(sample: &str, origin: &str, percents: &[(String, f64)]) -> String {
    write_metaphlan(&WrittenProfile {
        comments: vec![
            "Not a real person: written from the mean abundances of cohorts of Western adults in data/taxa.toml.".to_owned(),
            origin.to_owned(),
            "Genera that the model does not hold stand as unclassified.".to_owned(),
        ],
        sample: sample.to_owned(),
        clades: percents.iter().map(|(genus, percent)| (lineage(genus), *percent)).collect(),
    })
}

fn reference_adult() -> String {
    profile(
        "reference-adult",
        "Every genus at its mean.",
        &cohort_means(),
    )
}

fn low_producers() -> String {
    let means = cohort_means();
    let ferments = |genus: &str| FIBRE_FERMENTERS.contains(&genus);
    let sum = |wanted: bool| -> f64 {
        let chosen = means.iter().filter(|(genus, _)| ferments(genus) == wanted);
        chosen.map(|(_, percent)| percent).sum()
    };
    let gain = 1.0 + (1.0 - LEFT) * sum(true) / sum(false);
    let percents: Vec<(String, f64)> = means
        .iter()
        .map(|(genus, percent)| {
            (
                genus.clone(),
                percent * if ferments(genus) { LEFT } else { gain },
            )
        })
        .collect();
    profile(
        "low-producers",
        "Invented: fermenters of fibre at a quarter of their mean, all others raised alike to the same sum.",
        &percents,
    )
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/stool")
}

fn place(path: &Path) -> Place<'_> {
    Place {
        path,
        taxonomy: None,
        sample: None,
    }
}

fn written() -> [(PathBuf, String); 2] {
    [
        (
            folder().join("reference-adult.metaphlan.tsv"),
            reference_adult(),
        ),
        (
            folder().join("low-producers.metaphlan.tsv"),
            low_producers(),
        ),
    ]
}

#[test]
#[ignore = "writes the examples anew"]
fn write_the_example_profiles() {
    fs::create_dir_all(folder()).unwrap();
    for (path, text) in written() {
        fs::write(path, text).unwrap();
    }
}

#[test]
fn the_example_profiles_are_what_the_cohort_means_give() {
    for (path, text) in written() {
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            text,
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_reference_adult_is_read_back_as_the_cohort_means() {
    let path = folder().join("reference-adult.metaphlan.tsv");
    let stool = read_stool(
        &place(&path),
        &taxonomy(),
        &synonyms(),
        Acceptance::default(),
    )
    .unwrap();
    let means = cohort_means();
    let total: f64 = means.iter().map(|(_, percent)| percent).sum();
    for (genus, mean) in &means {
        assert_near(percent(&stool, genus), 100.0 * mean / total, 1e-4);
    }
    assert_near(stool.report.genus_share, total / 100.0, 1e-6);
    assert!(stool.report.left_out.is_empty() && stool.report.warnings.is_empty());
}

#[test]
fn the_invented_person_has_few_fermenters_of_fibre() {
    let path = folder().join("low-producers.metaphlan.tsv");
    let stool = read_stool(
        &place(&path),
        &taxonomy(),
        &synonyms(),
        Acceptance::default(),
    )
    .unwrap();
    let fermenters: f64 = FIBRE_FERMENTERS
        .iter()
        .map(|genus| percent(&stool, genus))
        .sum();
    let means = cohort_means();
    let of_means: f64 = means
        .iter()
        .filter(|(genus, _)| FIBRE_FERMENTERS.contains(&genus.as_str()))
        .map(|(_, mean)| mean)
        .sum();
    let total: f64 = means.iter().map(|(_, mean)| mean).sum();
    assert_near(fermenters, 100.0 * LEFT * of_means / total, 1e-4);
}
