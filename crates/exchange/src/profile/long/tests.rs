use super::super::{ProfileFile, into_profile, open_content, read_text};
use super::*;

const PROFILE: &str = include_str!("../../../tests/files/long_profile.csv");
const PSMELT: &str = include_str!("../../../tests/files/long_psmelt.csv");
const BARE_NAMES: &str = include_str!("../../../tests/files/long_bare_names.tsv");
const TWO_RANKS: &str = include_str!("../../../tests/files/long_two_ranks.tsv");

fn read(text: &str) -> ProfileFile {
    let file = read_text("f.csv", text).unwrap();
    assert_eq!(file.format, "long table");
    file
}

fn refusal(text: &str) -> String {
    read_text("f.csv", text).unwrap_err().to_string()
}

fn percent(file: &ProfileFile, sample: usize, rank: Rank, name: &str) -> f64 {
    file.percent(&file.samples[sample], rank, name)
}

#[test]
fn the_profile_table_of_this_program_is_read() {
    let file = read(PROFILE);
    assert_eq!(file.samples.len(), 2);
    assert_eq!(file.samples[0].name, "P1");
    assert_eq!(file.samples[0].reads, None);
    assert!((file.samples[0].unclassified - 10.0).abs() < 1e-9);
    assert!((percent(&file, 0, Rank::Genus, "Blautia") - 40.0).abs() < 1e-9);
    assert!((percent(&file, 1, Rank::Genus, "Bacteroides") - 100.0).abs() < 1e-9);
    let blautia = file
        .lineages
        .iter()
        .find_map(|lineage| lineage.clade(Rank::Genus));
    assert_eq!(blautia.unwrap().taxid, Some(572_511));
    file.sample(Some("P1")).unwrap();
    assert_eq!(file.notes, Vec::<String>::new());
}

#[test]
fn a_molten_phyloseq_adds_up() {
    let file = read(PSMELT);
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(file.samples[1].reads, Some(7.0));
    assert_eq!(percent(&file, 0, Rank::Species, "Blautia obeum"), 50.0);
    assert_eq!(
        file.notes,
        ["1 rows repeat the sample and feature of another and were added to it"]
    );
}

#[test]
fn bare_names_are_of_one_rank() {
    let file = read(BARE_NAMES);
    // Whole numbers that add up to 100 are percents.
    assert_eq!(file.samples[0].reads, None);
    assert_eq!(percent(&file, 0, Rank::Genus, "Bacteroides"), 60.0);
    assert_eq!(
        refusal(TWO_RANKS),
        "f.csv:3:3: `rank`: found `genus` (rows of one rank, such as phylum, or lineages: bare names do not say which clade holds which)"
    );
}

#[test]
fn numbered_features_need_a_taxonomy() {
    let text = "sample_id\tASV\tcount\nP1\tASV1\t3\nP1\tASV2\t4\n";
    assert_eq!(
        refusal(text),
        "f.csv: says of its features only their names, such as `ASV1`, `ASV2` (give the file that names them, with `taxonomy` of `[person]` or with --taxonomy)"
    );
    let file = read("sample_id\tOTU\tcount\nP1\tBlautia\t3\nP1\tDorea longicatena\t4\n");
    assert!((percent(&file, 0, Rank::Genus, "Dorea") - 400.0 / 7.0).abs() < 1e-9);
}

#[test]
fn every_bad_cell_is_told() {
    let text = "Sample,Genus,Abundance\nP1,Blautia,NA\n,Blautia,3\nP1,Dorea\nP1,Dorea,\"1,5\"\n";
    assert_eq!(
        refusal(text),
        [
            "f.csv:3:1: `Sample`: found `` (each row has the name of its sample)",
            "f.csv:4:1: found `2 cells` (the header has 3; cells are separated by commas)",
            "f.csv:2:3: `Abundance`: found `NA` (a number of reads or a share is expected: finite, 0 or more)",
            "f.csv:5:3: `Abundance`: found `1,5` (a number of reads or a share is expected, with a decimal point)",
        ]
        .join("\n")
    );
    assert_eq!(
        refusal("Sample,Genus,Abundance\n"),
        "f.csv: has a header but no clades (a profile has one row a clade, such as `k__Bacteria|p__…|g__Bacteroides`)"
    );
}

#[test]
fn a_file_cut_anywhere_gives_an_error_or_a_result() {
    for text in [PROFILE, PSMELT, BARE_NAMES, TWO_RANKS] {
        for end in 0..text.len() {
            let content = Content::new("f.csv", &text.as_bytes()[..end]);
            let _ = open_content(&content).map(|opened| into_profile("f", opened, None));
        }
    }
}
