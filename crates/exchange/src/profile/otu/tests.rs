use super::super::{ProfileFile, Rank, into_profile, open_content, read_text};
use super::*;

const WITH_TAXONOMY: &str = include_str!("../../../tests/files/otu_with_taxonomy.tsv");
const SUMMARY: &str = include_str!("../../../tests/files/otu_summary.tsv");
const WITHOUT_TAXONOMY: &str = include_str!("../../../tests/files/otu_without_taxonomy.tsv");

fn percent(file: &ProfileFile, sample: usize, rank: Rank, name: &str) -> f64 {
    file.percent(&file.samples[sample], rank, name)
}

fn refusal(text: &str) -> String {
    read_text("f.tsv", text).unwrap_err().to_string()
}

#[test]
fn counts_with_decimals_are_reads() {
    let file = read_text("f.tsv", WITH_TAXONOMY).unwrap();
    assert_eq!(file.format, "classic OTU table");
    let [p1, p2] = file.samples.as_slice() else {
        panic!("{:?}", file.samples)
    };
    assert_eq!((p1.name.as_str(), p1.reads), ("P1", Some(100.0)));
    assert_eq!((p2.name.as_str(), p2.reads), ("P2", Some(50.0)));
    assert_eq!((p1.unclassified, p2.unclassified), (50.0, 0.0));
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 23.0);
    assert_eq!(percent(&file, 0, Rank::Family, "Lachnospiraceae"), 33.0);
    assert_eq!(percent(&file, 0, Rank::Genus, ""), 10.0);
    let species = "Bacteroides vulgatus";
    assert_eq!(percent(&file, 1, Rank::Species, species), 80.0);
    assert_eq!(file.notes, Vec::<String>::new());
}

#[test]
fn a_summary_has_its_lineages_in_the_first_column() {
    let file = read_text("f.tsv", SUMMARY).unwrap();
    assert_eq!(file.samples[0].reads, None);
    assert_eq!(file.samples[0].unclassified, 20.0);
    assert!((percent(&file, 0, Rank::Genus, "Bacteroides") - 55.0).abs() < 1e-9);
}

#[test]
fn features_without_a_lineage_need_a_taxonomy() {
    assert_eq!(
        refusal(WITHOUT_TAXONOMY),
        "f.tsv: says of its features only their names, such as `ASV1`, `ASV2` (give the file that names them, with `taxonomy` of `[person]` or with --taxonomy)"
    );
}

#[test]
fn the_column_of_lineages_has_many_names() {
    for name in ["taxonomy", "Consensus Lineage", "ConsensusLineage", "Taxon"] {
        let text = WITH_TAXONOMY.replace("taxonomy", name);
        let file = read_text("f.tsv", &text).unwrap();
        assert_eq!(file.samples.len(), 2, "{name}");
    }
}

#[test]
fn a_quote_is_a_part_of_a_name_and_a_lone_word_a_clade() {
    let text =
        "#OTU ID\tP1\ttaxonomy\na\t1.0\tBacteria\nb\t3.0\tk__Bacteria; g__\"Candidatus\nc\t4.0\t\n";
    let file = read_text("f.tsv", text).unwrap();
    assert_eq!(percent(&file, 0, Rank::Kingdom, "Bacteria"), 50.0);
    assert_eq!(percent(&file, 0, Rank::Genus, "\"Candidatus"), 37.5);
    assert_eq!(file.samples[0].unclassified, 50.0);
}

#[test]
fn every_bad_cell_is_told() {
    let text = "#OTU ID\tP1\tP2\ttaxonomy\na\t1.0\tNA\tk__Bacteria\nb\t-1\t\tx__Bacteria; y\nc\t1.0\nd\t1\t2\tk__A\t3\n";
    assert_eq!(
        refusal(text),
        [
            "f.tsv:2:3: `P2`: found `NA` (a number of reads or a share is expected: finite, 0 or more)",
            "f.tsv:3:2: `P1`: found `-1` (a number of reads or a share is expected: finite, 0 or more)",
            "f.tsv:3:3: `P2`: found an empty cell (a number of reads or a share is expected: finite, 0 or more)",
            "f.tsv:4:1: found 2 cells, the header has 4 (cells are separated by tabs)",
            "f.tsv:5:1: found 5 cells, the header has 4 (cells are separated by tabs)",
        ]
        .join("\n")
    );
    assert_eq!(
        refusal("#OTU ID\tP1\ttaxonomy\na\t1.0\tASV3\n"),
        "f.tsv:2:3: `taxonomy`: found the lineage `ASV3` (expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`)"
    );
    assert_eq!(
        refusal("#OTU ID\tP1\tP1\na\t1\t1\n"),
        "f.tsv: sample `P1` has two columns (give each sample a name of its own)"
    );
    assert_eq!(
        refusal("#OTU ID\tP1\t\tP2\na\t1\t1\t1\n"),
        "f.tsv:1:3: found `` (each column of a sample has its name)"
    );
    assert_eq!(
        refusal("#OTU ID\ttaxonomy\na\tk__Bacteria\n"),
        "f.tsv: says what features are, not how much of them there is (give it with --taxonomy, beside the table of the same features)"
    );
    assert_eq!(
        refusal("#OTU ID\tP1\tP2\na\t1"),
        "f.tsv:2:1: found 2 cells, the header has 3 (the file is cut off within this row: copy or download it again)"
    );
}

#[test]
fn a_file_cut_anywhere_gives_an_error_or_a_result() {
    for text in [WITH_TAXONOMY, SUMMARY, WITHOUT_TAXONOMY] {
        for end in 0..text.len() {
            let content = Content::new("f.tsv", &text.as_bytes()[..end]);
            let _ = open_content(&content).map(|opened| into_profile("f", opened, None));
        }
    }
}
