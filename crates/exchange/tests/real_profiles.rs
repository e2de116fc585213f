//! Real profiles, which the project does not hold: a check on request.
//!
//! `ENTERODERM_PROFILES=FOLDER cargo test -p enteroderm-exchange --test real_profiles -- --ignored --nocapture`, where the folder has
//! the files named below, as the taxpasta and mia projects publish them with their tests.

mod support;

use std::path::PathBuf;

use exchange::profile::{FaultKind, ProfileFile, Rank, read_file};
use support::{assert_near, matched, percent};

fn real(name: &str) -> ProfileFile {
    let folder = std::env::var_os("ENTERODERM_PROFILES")
        .expect("ENTERODERM_PROFILES names a folder of real profiles");
    read_file(&PathBuf::from(folder).join(name)).unwrap_or_else(|faults| panic!("{faults}"))
}

fn genus_percent(file: &ProfileFile, sample: usize, genus: &str) -> f64 {
    file.entries(&file.samples[sample], Rank::Genus)
        .filter(|entry| entry.lineage.at(Rank::Genus) == Some(genus))
        .map(|entry| entry.percent)
        .sum()
}

fn rank_sum(file: &ProfileFile, rank: Rank) -> f64 {
    file.entries(&file.samples[0], rank)
        .map(|entry| entry.percent)
        .sum()
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn metaphlan3_single() {
    let file = real("metaphlan3_single_ERR525939.tsv");
    for rank in &Rank::ALL[..7] {
        assert_near(rank_sum(&file, *rank), 100.0, 0.01);
    }
    for (genus, expected) in [
        ("Bacteroides", 50.98),
        ("Escherichia", 27.81),
        ("Alistipes", 10.41),
        ("Parabacteroides", 3.597),
        ("Faecalibacterium", 1.792),
    ] {
        assert_near(genus_percent(&file, 0, genus), expected, 0.006);
    }
    let stool = matched(&file, None).unwrap();
    let vulgatus = stool
        .report
        .renamed
        .iter()
        .find(|entry| entry.from == "Bacteroides vulgatus")
        .unwrap();
    assert_eq!(vulgatus.to, "Phocaeicola");
    assert_near(100.0 * vulgatus.share, 6.689, 0.001);
    println!(
        "{}: genus {:.4}\n{:#?}",
        stool.sample, stool.report.genus_share, stool.report
    );
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn metaphlan4_single() {
    let file = real("metaphlan4_single_sgb_ERR7569997.txt");
    assert_eq!(file.samples[0].name, "ERR7569997");
    assert_eq!(
        file.database.as_deref(),
        Some("mpa_vOct22_CHOCOPhlAnSGB_202212")
    );
    let expected = [100.0, 100.0, 99.93, 99.80, 99.85, 99.91, 100.0, 100.0];
    for (rank, expected) in Rank::ALL.into_iter().zip(expected) {
        assert_near(rank_sum(&file, rank), expected, 0.01);
    }
    let faults = matched(&file, None).unwrap_err();
    println!("{faults}");
    assert!(
        matches!(
            faults.iter().next().unwrap().kind,
            FaultKind::TooFewKnown { .. }
        ),
        "{faults}"
    );
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn metaphlan3_unknown() {
    let file = real("metaphlan3_all_unknown.txt");
    let faults = file.sample(None).unwrap_err();
    println!("{faults}");
    assert!(matches!(
        faults.iter().next().unwrap().kind,
        FaultKind::NothingClassified { .. }
    ));
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn metaphlan3_merged() {
    let file = real("metaphlan3_merged_six_body_sites.txt");
    assert_eq!(file.samples.len(), 6);
    println!("{}", file.sample(None).unwrap_err());
    let stool = matched(&file, Some("SRS014459-Stool")).unwrap();
    for (genus, expected) in [
        ("Faecalibacterium", 54.82),
        ("Bacteroides", 31.62),
        ("Agathobacter", 13.56),
    ] {
        assert_near(percent(&stool, genus), expected, 0.005);
    }
    assert_near(stool.report.genus_share, 1.0, 1e-12);
    assert_eq!(stool.report.renamed[0].from, "Eubacterium rectale");
    println!("{:#?}", stool.report);
}
