//! Profiles as they come, each with its quirks, and what must be said about files that are refused.

mod support;

use exchange::profile::{Acceptance, FaultKind, ProfileFaults, Rank, match_sample, read_text};
use lab::stool::{MatchReport, StoolProfile};
use physiology::document::Fault;
use support::{assert_near, matched, path, percent, read, synonyms, taxonomy};

fn stool(name: &str, sample: Option<&str>) -> StoolProfile {
    let file = read(name).unwrap();
    let stool = matched(&file, sample).unwrap();
    let report = &stool.report;
    let whole = report.genus_share
        + report.family_share
        + report.left_out_share()
        + report.unclassified_share;
    assert_near(whole, 1.0, 1e-12);
    assert_near(stool.abundance.iter().sum(), 1.0, 1e-12);
    stool
}

fn renamed<'a>(report: &'a MatchReport, from: &str) -> Option<(&'a str, f64)> {
    let entry = report.renamed.iter().find(|entry| entry.from == from)?;
    Some((entry.to.as_str(), entry.share))
}

fn refusal(name: &str, sample: Option<&str>) -> ProfileFaults {
    read(name)
        .and_then(|file| matched(&file, sample))
        .unwrap_err()
}

/// The messages of a refusal, without the folder of the file.
fn messages(faults: &ProfileFaults) -> Vec<String> {
    let folder = path("").display().to_string();
    faults
        .iter()
        .map(|fault| fault.to_string().replace(&folder, ""))
        .collect()
}

#[test]
fn species_that_left_their_genus_are_moved_before_genera_are_matched() {
    let stool = stool("metaphlan3_old_names.tsv", None);
    assert_eq!(stool.sample, "metaphlan3_old_names");
    assert_eq!(stool.database.as_deref(), Some("mpa_v30_CHOCOPhlAn_201901"));
    let of_matched = 100.0 / 96.0;
    for (genus, expected) in [
        ("Bacteroides", 40.0),
        ("Anaerobutyricum", 8.0),
        ("Lachnospira", 7.0),
        ("Coprococcus", 5.0),
        ("Agathobacter", 10.0),
        ("Ruminococcus", 8.0),
        ("Mediterraneibacter", 12.0),
        ("Akkermansia", 6.0),
        ("Blautia", 0.0),
    ] {
        assert_near(percent(&stool, genus), expected * of_matched, 1e-9);
    }
    let report = &stool.report;
    assert_eq!(
        renamed(report, "Bacteroides vulgatus"),
        Some(("Phocaeicola", 0.15))
    );
    assert_eq!(
        renamed(report, "Eubacterium rectale"),
        Some(("Agathobacter", 0.10))
    );
    assert_eq!(
        renamed(report, "[Ruminococcus] gnavus"),
        Some(("Mediterraneibacter", 0.07))
    );
    assert_eq!(report.left_out[0].name, "Blastocystis (Blastocystidae)");
    assert_near(report.left_out_share(), 0.04, 1e-12);
    let pooled: Vec<&str> = report
        .pooled
        .iter()
        .map(|entry| entry.from.as_str())
        .collect();
    assert_eq!(pooled, ["Phocaeicola", "Eubacterium"]);
}

#[test]
fn a_compressed_file_gives_the_same_profile() {
    let plain = read("metaphlan3_old_names.tsv").unwrap();
    let packed = read("metaphlan3_old_names.tsv.gz").unwrap();
    assert_eq!(plain.samples, packed.samples);
    assert_eq!(plain.lineages, packed.lineages);
}

#[test]
fn strain_rows_placeholders_and_unclassified_reads_are_told_apart() {
    let stool = stool("metaphlan4_unclassified.tsv", None);
    assert_eq!(stool.sample, "p17");
    let report = &stool.report;
    assert_near(report.unclassified_share, 0.40, 1e-12);
    assert_near(report.genus_share, 0.46, 1e-12);
    assert_near(report.family_share, 0.08, 1e-12);
    assert_near(report.known_share(), 0.46 / 0.60, 1e-12);
    assert_eq!(renamed(report, "Segatella"), Some(("Prevotella", 0.30)));
    assert_eq!(report.left_out[0].name, "GGB1 (FGB1)");
    // The unknown Lachnospiraceae go to those that the sample holds, in their proportion of 12 to 4.
    assert_near(percent(&stool, "Blautia"), 100.0 * 18.0 / 54.0, 1e-9);
    assert_near(percent(&stool, "Roseburia"), 100.0 * 6.0 / 54.0, 1e-9);
    assert_near(percent(&stool, "Dorea"), 0.0, 0.0);
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("40.0 % of the sample could not be classified"))
    );
}

#[test]
fn columns_of_read_statistics_are_no_abundances() {
    let stool = stool("metaphlan4_read_stats.tsv", None);
    assert_eq!(stool.sample, "p18");
    assert_near(percent(&stool, "Prevotella"), 60.0, 1e-9);
    assert_near(stool.report.unclassified_share, 0.25, 1e-12);
}

#[test]
fn merged_tables_are_read_with_and_without_taxids() {
    for (name, unclassified) in [
        ("merged_without_taxids.tsv", 0.40),
        ("merged_with_taxids.tsv", 0.0),
    ] {
        let file = read(name).unwrap();
        let names: Vec<&str> = file
            .samples
            .iter()
            .map(|sample| sample.name.as_str())
            .collect();
        assert_eq!(names, ["P1", "P2"]);
        assert_near(
            stool(name, Some("P1")).report.unclassified_share,
            unclassified,
            1e-12,
        );
        for second in ["P2", "P2.txt", "P2_profile"] {
            let stool = stool(name, Some(second));
            assert_near(percent(&stool, "Roseburia"), 75.0, 1e-9);
        }
    }
}

#[test]
fn repeated_lineages_are_added_with_a_note() {
    let file = read("merged_with_taxids.tsv").unwrap();
    assert_eq!(file.notes.len(), 1);
    assert!(
        file.notes[0].starts_with("1 rows repeat the lineage of another"),
        "{}",
        file.notes[0]
    );
}

#[test]
fn the_names_of_gtdb_are_read() {
    let stool = stool("gtdb_lineages.tsv", None);
    for (genus, expected) in [
        ("Agathobacter", 30.0),
        ("Blautia", 20.0),
        ("Mediterraneibacter", 30.0),
        ("Ruminococcus", 0.0),
        ("Prevotella", 20.0),
    ] {
        assert_near(percent(&stool, genus), expected, 1e-9);
    }
}

#[test]
fn genera_are_added_up_from_species_where_a_file_has_no_more() {
    let file = read("species_only.tsv").unwrap();
    assert_eq!(file.base_rank(), Some(Rank::Species));
    let stool = stool("species_only.tsv", None);
    assert_near(percent(&stool, "Blautia"), 60.0, 1e-9);
    assert_near(percent(&stool, "Bacteroides"), 40.0, 1e-9);
    assert_eq!(
        renamed(&stool.report, "Bacteroides vulgatus"),
        Some(("Phocaeicola", 0.4))
    );
}

#[test]
fn every_bad_cell_is_named_with_its_place() {
    let expected = [
        "bad_cells.tsv:3:4: `S2`: found `NaN` (a percent from 0 to 100 is expected)",
        "bad_cells.tsv:4:3: `S1`: found `-3.5` (a percent from 0 to 100 is expected)",
        "bad_cells.tsv:5:3: `S1`: found `1e400` (a percent from 0 to 100 is expected)",
        "bad_cells.tsv:5:4: `S2`: found `plenty` (a percent from 0 to 100 is expected)",
        "bad_cells.tsv:6:3: `S1`: found `31,6` (a percent from 0 to 100 is expected, with a decimal point)",
        "bad_cells.tsv:6:1: `clade_name`: found the lineage `k__Bacteria|Firmicutes` (expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`)",
        "bad_cells.tsv:7:3: `S1`: found an empty cell (a percent from 0 to 100 is expected)",
        "bad_cells.tsv:7:4: `S2`: found `300` (a percent from 0 to 100 is expected)",
        "bad_cells.tsv:8:1: found 3 cells, the header has 4 (cells are separated by tabs)",
    ];
    assert_eq!(messages(&refusal("bad_cells.tsv", None)), expected);
}

#[test]
fn files_that_hold_no_person_are_refused() {
    for (name, expected) in [
        (
            "empty.tsv",
            "empty.tsv: is empty (a profile has one row a clade, such as `k__Bacteria|p__…|g__Bacteroides`)",
        ),
        (
            "header_only.tsv",
            "header_only.tsv: has a header but no clades (a profile has one row a clade, such as `k__Bacteria|p__…|g__Bacteroides`)",
        ),
        (
            "only_unclassified.tsv",
            "only_unclassified.tsv: sample `only_unclassified`: nothing is classified (100 % unclassified) (a person cannot be made from it; check the reads, the host filter and the database)",
        ),
        (
            "only_unknown.tsv",
            "only_unknown.tsv: sample `only_unknown`: nothing is classified (100 % unclassified) (a person cannot be made from it; check the reads, the host filter and the database)",
        ),
        (
            "sums_to_300.tsv",
            "sums_to_300.tsv: sample `sums_to_300`: the rows of kingdom sum to 300 % (one sample's percents add up to between 90 and 101)",
        ),
        (
            "truncated.tsv",
            "truncated.tsv:8:1: found 1 cell, the header has 4 (the file is cut off within this row: copy or download it again)",
        ),
        (
            "merged_with_taxids.tsv",
            "merged_with_taxids.tsv: holds 2 samples and none is named (name one with `sample` of `[person]`, or with --sample: `P1`, `P2`)",
        ),
        (
            "README.md",
            "README.md: no known profile format; it begins with `# Profiles for tests` (known formats: QIIME 2 artifact, BIOM 2.1 (HDF5), BIOM 1.0 (JSON), CAMI profile, QIIME 2 taxonomy (TSV), mothur shared, mothur cons.taxonomy, consumer table (uBiome), Bracken table, Kraken report, classic OTU table, long table, table of features by samples, MetaPhlAn)",
        ),
    ] {
        assert_eq!(messages(&refusal(name, None)), [expected]);
    }
}

#[test]
fn a_sample_that_is_not_there_is_answered_with_the_nearest() {
    assert_eq!(
        messages(&refusal("merged_with_taxids.tsv", Some("p2"))),
        ["merged_with_taxids.tsv: has no sample `p2` (it holds, the nearest first: `P2`, `P1`)"]
    );
}

#[test]
fn rows_cut_off_between_lines_are_found_by_the_sums() {
    let text = std::fs::read_to_string(path("metaphlan3_old_names.tsv")).unwrap();
    let genus = text.find("|g__Ruminococcus\t").unwrap();
    let cut = &text[..text[..genus].rfind('\n').unwrap() + 1];
    let faults = read_text("cut.tsv", cut)
        .and_then(|file| matched(&file, None))
        .unwrap_err();
    let kind = &faults.iter().next().unwrap().kind;
    assert!(
        matches!(kind, FaultKind::RanksDisagree { lower: "genus", lower_sum, .. } if *lower_sum < 90.0),
        "{faults}"
    );
}

#[test]
fn fractions_are_told_from_percents() {
    let text = "#clade_name\tNCBI_tax_id\trelative_abundance\nk__Bacteria|g__Blautia\t2\t1.0\n";
    let faults = read_text("f.tsv", text)
        .and_then(|file| matched(&file, None))
        .unwrap_err();
    assert!(faults.to_string().contains("multiply by 100"), "{faults}");
}

#[test]
fn too_little_that_is_known_is_refused_unless_told_otherwise() {
    let file = read("few_known.tsv").unwrap();
    let message = messages(&matched(&file, None).unwrap_err());
    assert_eq!(
        message,
        [
            "few_known.tsv: sample `few_known`: the model knows the genera of 20 % of what was classified, fewer than 30 % (largest clades without a place: `Treponema (Treponemataceae)`)"
        ]
    );
    let anything = Acceptance::of_anything();
    let stool = match_sample(&file, &file.samples[0], &taxonomy(), &synonyms(), anything).unwrap();
    assert_near(percent(&stool, "Blautia"), 100.0, 1e-9);
    assert_eq!(stool.report.warnings.len(), 1);
}

#[test]
fn half_that_is_known_is_accepted_with_a_warning() {
    let stool = stool("half_known.tsv", None);
    assert_eq!(
        stool.report.warnings,
        [
            "the model knows the genera of only 50 % of what was classified; the rest cannot act in it"
        ]
    );
}

#[test]
fn a_hostile_file_gives_a_bounded_list_without_control_characters() {
    let mut text = "clade_name\tS1\n".to_owned();
    for _ in 0..10_000 {
        text.push_str("k__Bacteria\t\u{1b}[2J\n");
    }
    let faults = read_text("hostile.tsv", &text).unwrap_err();
    assert_eq!(faults.iter().count(), 101);
    assert!(matches!(
        faults.iter().last().unwrap().kind,
        FaultKind::AndMore(9_900)
    ));
    assert!(!faults.to_string().contains('\u{1b}'));
    let shown: Vec<Fault> = faults.into();
    assert_eq!(shown[0].place, Some((2, 2)));
}

#[test]
fn every_line_of_a_profile_may_be_missing_without_harm() {
    let text = std::fs::read_to_string(path("metaphlan4_unclassified.tsv")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for missing in 0..lines.len() {
        let rest: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != missing)
            .map(|(_, line)| *line)
            .collect();
        let _ = read_text("part.tsv", &rest.join("\n")).and_then(|file| matched(&file, None));
    }
    for (end, _) in text.char_indices() {
        let _ = read_text("part.tsv", &text[..end]).and_then(|file| matched(&file, None));
    }
}
