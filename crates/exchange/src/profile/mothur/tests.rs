use super::*;
use crate::profile::{ProfileFile, Rank, into_profile, open_content};

const ONE: &str = include_str!("../../../tests/files/mothur_one_label.shared");
const TWO: &str = include_str!("../../../tests/files/mothur_two_labels.shared");
const BAD: &str = include_str!("../../../tests/files/mothur_bad_cells.shared");
const TAXONOMY: &str = include_str!("../../../tests/files/mothur.cons.taxonomy");

fn opened(text: &str) -> Result<Opened, ProfileFaults> {
    open_content(&Content::new("f.shared", text.as_bytes()))
}

fn assignments(text: &str) -> Assignments {
    match opened(text).unwrap() {
        Opened::Taxonomy(assignments) => assignments,
        other => panic!("{other:?}"),
    }
}

fn profile(shared: &str) -> ProfileFile {
    let taxonomy = assignments(TAXONOMY);
    into_profile("f.shared", opened(shared).unwrap(), Some(&taxonomy)).unwrap()
}

fn genus(file: &ProfileFile, sample: usize, name: &str) -> f64 {
    let entries = file.entries(&file.samples[sample], Rank::Genus);
    let named = entries.filter(|entry| entry.lineage.at(Rank::Genus) == Some(name));
    named.map(|entry| entry.percent).sum()
}

fn refusal(text: &str) -> String {
    opened(text).unwrap_err().to_string()
}

#[test]
fn features_are_named_by_the_taxonomy() {
    let file = profile(ONE);
    assert_eq!(file.format, "mothur shared");
    assert_eq!(file.samples[0].name, "p17");
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(genus(&file, 0, "Blautia"), 60.0);
    assert_eq!(genus(&file, 0, "Bacteroides"), 30.0);
    // Otu3 has a family and no genus.
    assert_eq!(genus(&file, 0, ""), 10.0);
    assert_eq!(file.samples[0].unclassified, 0.0);
    assert_eq!(file.notes, [""; 0]);
}

#[test]
fn without_its_taxonomy_a_shared_file_is_not_understood() {
    let faults = into_profile("f.shared", opened(ONE).unwrap(), None).unwrap_err();
    assert_eq!(
        faults.to_string(),
        "f.shared: says of its features only their names, such as `Otu1`, `Otu2`, `Otu3` (give the file that names them, with `taxonomy` of `[person]` or with --taxonomy)"
    );
}

#[test]
fn of_several_labels_the_last_that_has_all_samples_is_read() {
    let file = profile(TWO);
    let names: Vec<&str> = file
        .samples
        .iter()
        .map(|sample| sample.name.as_str())
        .collect();
    assert_eq!(names, ["stool_1", "stool_2"]);
    assert_eq!(genus(&file, 0, "Blautia"), 60.0);
    assert_eq!(genus(&file, 1, "Bacteroides"), 85.0);
    assert_eq!(
        file.notes[0],
        "holds 2 labels (`unique`, `0.03`): the last of those with the most samples was read, `0.03`"
    );
    let without_one = TWO.replace("0.03\tstool_2\t3\t0\t85\t15\t\n", "");
    let file = profile(&without_one);
    assert_eq!(file.samples.len(), 2);
    assert_eq!(genus(&file, 0, "Blautia"), 50.0);
    assert!(file.notes[0].ends_with("`unique`"), "{:?}", file.notes);
}

#[test]
fn shares_are_no_reads() {
    let shares = "label\tGroup\tnumOtus\tOtu1\tOtu2\n0.03\tp1\t2\t0.25\t0.75\n";
    let file = profile(shares);
    assert_eq!(file.samples[0].reads, None);
    assert_eq!(genus(&file, 0, "Bacteroides"), 75.0);
}

#[test]
fn every_bad_cell_is_told_with_its_place() {
    let help = "a number of reads or a share is expected";
    assert_eq!(
        refusal(BAD),
        format!(
            "f.shared:2:5: `Otu2`: found `-3` ({help}: finite, 0 or more)\n\
             f.shared:2:6: `Otu3`: found `1,5` ({help}, with a decimal point)\n\
             f.shared:3:3: `numOtus`: found `4` (expected 3, as many as the header names features)\n\
             f.shared:4:1: found 5 cells, the header has 6 (cells are separated by tabs)\n\
             f.shared:5:4: `Otu1`: found `NaN` ({help}: finite, 0 or more)"
        )
    );
    let twice = "label\tGroup\tnumOtus\tOtu1\n0.03\tp1\t1\t1\n0.03\tp1\t1\t1\n";
    assert!(refusal(twice).contains("sample `p1` has two columns"));
    assert!(refusal("label\tGroup\tnumOtus\tOtu1\t\n").contains("has a header but no clades"));
    let cut = "label\tGroup\tnumOtus\tOtu1\tOtu2\n0.03\tp1\t2\t1";
    assert!(refusal(cut).contains("cut off within this row"));
}

#[test]
fn the_taxonomy_says_what_features_are() {
    let taxonomy = assignments(TAXONOMY);
    assert_eq!(taxonomy.lineages.len(), 3);
    assert_eq!(taxonomy.lineages["Otu1"].at(Rank::Genus), Some("Blautia"));
    assert_eq!(
        taxonomy.lineages["Otu2"].at(Rank::Phylum),
        Some("Bacteroidetes")
    );
    assert_eq!(taxonomy.lineages["Otu3"].rank(), Rank::Family);
    let unknown = "OTU\tSize\tTaxonomy\nOtu1\t3\tunknown(100);unknown_unclassified(100);\n";
    assert_eq!(assignments(unknown).lineages["Otu1"].clades(), []);
}

#[test]
fn a_taxonomy_with_faults_is_refused() {
    assert_eq!(
        refusal("OTU\tSize\tTaxonomy\nOtu1\t3\tBacteria\nOtu2\t4\nOtu3\t1\tA;B;\nOtu3\t1\tA;B;\n"),
        "f.shared:2:3: `Taxonomy`: found the lineage `Bacteria` (expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`)\n\
         f.shared:3:1: found 2 cells, the header has 3 (cells are separated by tabs)\n\
         f.shared:5:1: `OTU`: found `Otu3` (expected each feature once)"
    );
    assert!(refusal("OTU\tSize\tTaxonomy\n").contains("has a header but no clades"));
    let cut = "OTU\tSize\tTaxonomy\nOtu1\t3\tBacteria(100);Firmi";
    assert!(
        refusal(cut).contains("cut off within this row"),
        "{}",
        refusal(cut)
    );
}

#[test]
fn files_cut_anywhere_never_panic() {
    for text in [ONE, TWO, BAD, TAXONOMY] {
        for end in 0..text.len() {
            if let Ok(Opened::Table(table)) = opened(&text[..end]) {
                let _ = into_profile("f", Opened::Table(table), Some(&assignments(TAXONOMY)));
            }
        }
    }
}
