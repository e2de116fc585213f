//! Real profiles, which the project does not hold: a check on request.
//!
//! `ENTERODERM_PROFILES=FOLDER cargo test -p enteroderm-exchange --test real_profiles -- --ignored --nocapture`, where the folder has
//! the files named below, as the taxpasta and mia projects publish them with their tests.

mod support;

use std::path::PathBuf;

use exchange::profile::{FaultKind, ProfileFile, Rank, read_file};
use support::{assert_near, matched, percent};

fn folder() -> PathBuf {
    let folder = std::env::var_os("ENTERODERM_PROFILES");
    PathBuf::from(folder.expect("ENTERODERM_PROFILES names a folder of real profiles"))
}

fn real(name: &str) -> ProfileFile {
    read_file(&folder().join(name), None).unwrap_or_else(|faults| panic!("{faults}"))
}

fn genus_percent(file: &ProfileFile, sample: usize, genus: &str) -> f64 {
    file.percent(&file.samples[sample], Rank::Genus, genus)
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

fn taxonomy_of(name: &str, taxonomy: &str) -> ProfileFile {
    let read = read_file(&folder().join(name), Some(&folder().join(taxonomy)));
    read.unwrap_or_else(|faults| panic!("{faults}"))
}

fn reads(file: &ProfileFile, sample: usize, genus: &str) -> f64 {
    let all = file.samples[sample].reads.expect("a table of reads");
    all * genus_percent(file, sample, genus) / 100.0
}

fn all_reads(file: &ProfileFile) -> f64 {
    file.samples.iter().filter_map(|sample| sample.reads).sum()
}

fn reads_of_all(file: &ProfileFile, genus: &str) -> f64 {
    (0..file.samples.len())
        .map(|sample| reads(file, sample, genus))
        .sum()
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn kraken1_with_dashes() {
    let file = real("kraken1_style_dash_ranks.report.txt");
    let sample = &file.samples[0];
    assert_near(sample.reads.unwrap(), 813_126.0, 0.5);
    // The row of unclassified reads, and what stands at the root.
    assert_near(
        sample.unclassified * sample.reads.unwrap() / 100.0,
        83_656.0 + 1_419.0,
        2.5,
    );
    assert_near(reads(&file, 0, "Peptoclostridium"), 722_073.0, 0.5);
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn kraken2_with_minimizers() {
    let file = real("kraken2_with_minimizer_columns.kreport.txt");
    assert_near(reads(&file, 0, "Escherichia"), 44.0, 1e-9);
    assert_near(reads(&file, 0, "Bacillus"), 2.0, 1e-9);
    assert_near(file.samples[0].unclassified, 54.0, 1e-9);
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn bracken_table_and_report() {
    let table = real("bracken_species.tsv");
    // 50 of the 1,188,336 reads are human and set aside.
    assert_near(all_reads(&table), 1_188_286.0, 0.5);
    let report = real("bracken_corrected_kreport.txt");
    assert_near(reads(&report, 0, "Salmonella"), 1_176_144.0, 6.0);
    assert!(matches!(
        matched(&table, None)
            .unwrap_err()
            .iter()
            .next()
            .unwrap()
            .kind,
        FaultKind::TooFewKnown { .. }
    ));
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn biom_of_both_versions() {
    for name in ["biom1_rich_sparse.biom", "biom2_rich_sparse_hdf5.biom"] {
        let file = real(name);
        let all: Vec<f64> = file
            .samples
            .iter()
            .filter_map(|sample| sample.reads)
            .collect();
        assert_eq!(all, [7.0, 3.0, 4.0, 6.0, 3.0, 4.0], "{name}");
        // Two of the five features are of this genus.
        assert!(reads_of_all(&file, "Escherichia") > 0.0);
    }
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn qiime2_and_the_classic_table_of_the_same() {
    let artifacts = taxonomy_of("qiime2_cdi_fmt_table.qza", "qiime2_cdi_fmt_taxonomy.qza");
    let classic = real("classic_otu_table_cdi_fmt.tsv");
    for file in [&artifacts, &classic] {
        assert_eq!(file.samples.len(), 8);
        assert_near(all_reads(file), 471_353.0, 0.5);
        for (genus, expected) in [
            ("Akkermansia", 102_351.0),
            ("Phocaeicola", 47_192.0),
            ("Blautia", 22_360.0),
            ("Faecalibacterium", 19_548.0),
            ("Veillonella", 18_806.0),
        ] {
            assert_near(reads_of_all(file, genus), expected, 0.5);
        }
        let unclassified = |sample: &exchange::profile::Sample| {
            sample.unclassified * sample.reads.unwrap() / 100.0
        };
        let unnamed: f64 = file.samples.iter().map(unclassified).sum();
        assert_near(reads_of_all(file, "") + unnamed, 112_373.0, 0.5);
    }
    let faults = read_file(&folder().join("qiime2_cdi_fmt_table.qza"), None).unwrap_err();
    println!("{faults}");
    assert!(matches!(
        faults.iter().next().unwrap().kind,
        FaultKind::NeedsTaxonomy { .. }
    ));
    let faults = read_file(&folder().join("qiime2_cdi_fmt_metadata.tsv"), None).unwrap_err();
    println!("{faults}");
}

#[test]
#[ignore = "needs a folder of real profiles"]
fn mothur() {
    let file = taxonomy_of("mothur_example.shared", "mothur_example.cons.taxonomy");
    assert_near(file.samples[0].reads.unwrap(), 503.0, 1e-9);
    assert_near(genus_percent(&file, 0, "Bacteroides"), 48.1, 0.05);
}
