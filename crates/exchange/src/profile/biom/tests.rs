use super::*;
use crate::profile::{ProfileFile, Rank, into_profile, open_content};

const SPARSE: &str = include_str!("../../../tests/files/biom1_sparse.biom");
const DENSE: &str = include_str!("../../../tests/files/biom1_dense.biom");

fn open(text: &str) -> Result<FeatureTable, ProfileFaults> {
    match open_content(&Content::new("f.biom", text.as_bytes()))? {
        Opened::Table(table) => Ok(table),
        _ => panic!("no table"),
    }
}

fn profile(text: &str) -> ProfileFile {
    into_profile("f.biom", Opened::Table(open(text).unwrap()), None).unwrap()
}

fn message(text: &str) -> String {
    open(text).unwrap_err().to_string()
}

fn percent(file: &ProfileFile, sample: &str, genus: &str) -> f64 {
    let sample = file.sample(Some(sample)).unwrap();
    file.percent(sample, Rank::Genus, genus)
}

/// A small table with this matrix, of two rows and two columns.
fn small(matrix_type: &str, data: &str) -> String {
    format!(
        r#"{{"format": "Biological Observation Matrix 1.0.0", "type": "OTU table", "matrix_type": "{matrix_type}", "shape": [2, 2],
"data": {data},
"rows": [{{"id": "a", "metadata": {{"taxonomy": "k__Bacteria; g__Dorea"}}}}, {{"id": "b", "metadata": {{"taxonomy": "Unassigned"}}}}],
"columns": [{{"id": "S1", "metadata": null}}, {{"id": "S2", "metadata": null}}]}}"#
    )
}

#[test]
fn sparse_and_dense_tables_hold_the_same() {
    for (text, unnamed) in [(SPARSE, "f06"), (DENSE, "")] {
        assert!(BiomJson.recognises(&Content::new("f", text.as_bytes())));
        let file = profile(text);
        assert_eq!(file.format, "BIOM 1.0 (JSON)");
        let names: Vec<&str> = file.samples.iter().map(|sample| &*sample.name).collect();
        assert_eq!(names, ["P17.a", "P17.b", "control"]);
        let reads: Vec<Option<f64>> = file.samples.iter().map(|sample| sample.reads).collect();
        assert_eq!(reads, [Some(100.0), Some(100.0), Some(10.0)]);
        assert_eq!(percent(&file, "P17.a", "Blautia"), 30.0);
        assert_eq!(percent(&file, "P17.a", "[Eubacterium] hallii group"), 10.0);
        assert_eq!(percent(&file, "P17.a", "Phocaeicola"), 40.0);
        assert_eq!(percent(&file, "P17.b", "Phocaeicola"), 80.0);
        assert_eq!(percent(&file, "control", "Blautia"), 70.0);
        // The row without metadata cannot be named either.
        let unclassified = if unnamed.is_empty() { 5.0 } else { 15.0 };
        assert_eq!(file.samples[0].unclassified, unclassified);
    }
    let note = "1 of 6 rows have no lineage and count as unclassified";
    assert_eq!(profile(SPARSE).notes, [note]);
}

/// A species that is only an epithet is written with its genus, in quotes or not.
#[test]
fn species_get_their_genus_and_quotes_go() {
    for text in [SPARSE, DENSE] {
        let species = profile(text).lineages.into_iter();
        let species: Vec<String> = species
            .filter_map(|lineage| lineage.at(Rank::Species).map(str::to_owned))
            .collect();
        assert_eq!(species, ["Phocaeicola vulgatus"]);
    }
}

#[test]
fn shares_are_no_reads() {
    let file = profile(&small("dense", "[[0.25, 1], [0.75, 0]]"));
    assert_eq!(file.samples[0].reads, None);
    assert_eq!(percent(&file, "S1", "Dorea"), 25.0);
    assert_eq!(file.samples[0].unclassified, 75.0);
}

#[test]
fn every_bad_amount_is_said_with_its_place() {
    assert_eq!(
        message(&small(
            "sparse",
            r#"[[0, 0, -1], [0, 1, "7"], [0, 2, 1], [7, 0, 1], [0.5, 0, 1], [0, 0], [1, 1, null], [1, 0, 1, 1], [0, 0, 3]]"#
        )),
        "f.biom: `data[0]`: found `-1` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.biom: `data[1]`: found `7` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.biom: `data[2]`: found `column 2` (there are 2, counted from 0)\n\
         f.biom: `data[3]`: found `row 7` (there are 2, counted from 0)\n\
         f.biom: `data[4]`: found `row 0.5` (there are 2, counted from 0)\n\
         f.biom: `data[5]`: found `too few or too many numbers` (`[row, column, amount]` is expected)\n\
         f.biom: `data[6]`: found `null` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.biom: `data[7]`: found `too few or too many numbers` (`[row, column, amount]` is expected)"
    );
    assert_eq!(
        message(&small("dense", "[[1, true], [1, 2, 3], [1, 2]]")),
        "f.biom: `data[0][1]`: found `true` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.biom: `data[1]`: found `3 numbers` (one number a sample is expected: 2)\n\
         f.biom: `data`: found `3 lists` (one list a row is expected: 2)"
    );
}

#[test]
fn what_is_no_json_is_refused_at_its_place() {
    assert_eq!(
        message(&small("sparse", "[[0, 0, NaN]]")),
        "f.biom:2:17: is no BIOM table in JSON that can be read: expected value (copy or download the file again)"
    );
    assert_eq!(
        message(&small("sparse", "[[0, 0, 1e400]]")),
        "f.biom:2:21: is no BIOM table in JSON that can be read: number out of range (copy or download the file again)"
    );
    assert!(message(&small("sparse", "[7]")).contains("expected three numbers"));
    assert!(message(&small("sparse", "{}")).contains("expected the list of amounts"));
}

/// A file cannot make the program take memory for numbers that it only names.
#[test]
fn shapes_that_lie_are_refused() {
    let text = small("sparse", "[[0, 0, 1]]");
    let lying = text.replace("[2, 2]", "[1e9, 1e9]");
    assert_eq!(
        message(&lying),
        "f.biom: found `shape [1000000000, 1000000000]` (the file has 2 rows and 2 columns)"
    );
    assert!(open(&text.replace("\"shape\": [2, 2],", "")).is_ok());
    assert!(open(&text.replace("[2, 2]", "[2.0, 2.0]")).is_ok());
}

#[test]
fn other_matrices_and_tables_are_refused() {
    let text = small("sparse", "[[0, 0, 1]]");
    assert_eq!(
        message(&text.replace("sparse", "banded")),
        "f.biom: found `matrix_type banded` (sparse or dense is expected)"
    );
    assert_eq!(
        message(&text.replace("OTU table", "Pathway table")),
        "f.biom: found `Pathway table` (a table of organisms is expected: `OTU table` or `Taxon table`)"
    );
    assert_eq!(
        message(&text.replace("\"b\"", "\"a\"")),
        "f.biom: found `a` (each row has an id of its own)"
    );
    assert_eq!(
        message(&text.replace("S2", "S1")),
        "f.biom: sample `S1` has two columns (give each sample a name of its own)"
    );
    assert_eq!(
        message(&text.replace("k__Bacteria; g__Dorea", "Dorea")),
        "f.biom: `taxonomy of row 1`: found the lineage `Dorea` (expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`)"
    );
}

#[test]
fn a_table_without_lineages_needs_a_taxonomy() {
    let text = small("sparse", "[[0, 0, 1]]").replace("\"taxonomy\"", "\"note\"");
    assert!(open(&text).unwrap().needs_taxonomy());
}

/// The format is known by its keys where `format` holds only a version.
#[test]
fn the_format_is_known_by_its_keys() {
    let text = small("sparse", "[[0, 0, 1]]").replace("Biological Observation Matrix ", "");
    assert!(open(&text).is_ok());
    let other = Content::new("f", br#"{"taxon": 1, "rows": []}"#);
    assert!(!BiomJson.recognises(&other));
}

/// Lists that are longer than any lineage, deep nesting and numbers in the place of names.
#[test]
fn odd_metadata_do_no_harm() {
    let text = small("sparse", "[[0, 0, 1]]");
    let long = format!("[{}\"k__Bacteria\"]", "\"\",".repeat(10_000));
    for odd in [long.as_str(), "7", "{\"a\": [[[1]]]}", "null", "[null]"] {
        let text = text.replace("\"k__Bacteria; g__Dorea\"", odd);
        assert!(open(&text).is_ok(), "{odd:.40}");
    }
    let deep = "[".repeat(1 << 16);
    assert!(message(&text.replace("\"k__Bacteria; g__Dorea\"", &deep)).contains("f.biom:3:"));
}

#[test]
fn a_cut_file_is_a_fault() {
    for text in [SPARSE, DENSE] {
        for end in 0..text.trim_end().len() {
            assert!(read_table("f", "test", &text[..end]).is_err(), "{end}");
        }
    }
}
