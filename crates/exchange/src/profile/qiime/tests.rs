use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::profile::{Rank, into_profile, open_content};

const TABLE_ARTIFACT: &[u8] = include_bytes!("../../../tests/files/qiime2_table.qza");
const TAXONOMY_ARTIFACT: &[u8] = include_bytes!("../../../tests/files/qiime2_taxonomy.qza");
const HDF5: &[u8] = include_bytes!("../../../tests/files/biom2_with_taxonomy.biom");
const JSON: &[u8] = include_bytes!("../../../tests/files/biom1_sparse.biom");
const FREQUENCY: &[u8] = b"uuid: u\ntype: FeatureTable[Frequency]\nformat: BIOMV210DirFmt\n";

fn open(bytes: &[u8]) -> Result<Opened, ProfileFaults> {
    open_content(&Content::new("f.qza", bytes))
}

fn message(bytes: &[u8]) -> String {
    open(bytes).unwrap_err().to_string()
}

fn table(bytes: &[u8]) -> FeatureTable {
    match open(bytes).unwrap() {
        Opened::Table(table) => table,
        _ => panic!("no table"),
    }
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(members, SimpleFileOptions::default())
}

fn zip_with(members: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An artifact of this type with this table.
fn artifact(kind: &str, biom: &[u8]) -> Vec<u8> {
    let metadata = format!("uuid: u\ntype: {kind}\nformat: any\n");
    zip(&[
        ("u/metadata.yaml", metadata.as_bytes()),
        ("u/data/feature-table.biom", biom),
    ])
}

/// The bytes with others in the place of the `nth` that are alike.
fn patched(bytes: &[u8], from: &[u8], nth: usize, to: &[u8]) -> Vec<u8> {
    let places = bytes.windows(from.len()).enumerate();
    let mut places = places.filter(|(_, at)| *at == from);
    let (place, _) = places.nth(nth).unwrap();
    let mut bytes = bytes.to_vec();
    bytes[place..place + to.len()].copy_from_slice(to);
    bytes
}

#[test]
fn a_table_takes_its_lineages_from_its_taxonomy() {
    let Opened::Taxonomy(taxonomy) = open(TAXONOMY_ARTIFACT).unwrap() else {
        panic!("no taxonomy");
    };
    assert_eq!(taxonomy.file, "f.qza");
    assert_eq!(taxonomy.lineages.len(), 6);
    let file = into_profile("f", open(TABLE_ARTIFACT).unwrap(), Some(&taxonomy)).unwrap();
    assert_eq!(file.format, "QIIME 2 artifact");
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(file.samples[0].unclassified, 5.0);
    let sample = file.sample(Some("P17.a")).unwrap();
    let genera: Vec<(&str, f64)> = file
        .entries(sample, Rank::Genus)
        .map(|entry| {
            (
                entry.lineage.at(Rank::Genus).unwrap_or_default(),
                entry.percent,
            )
        })
        .collect();
    assert_eq!(
        genera,
        [
            ("Blautia", 30.0),
            ("[Eubacterium]_hallii_group", 10.0),
            ("Phocaeicola_A_858004", 40.0),
            ("", 5.0),
            ("", 10.0),
        ]
    );
}

#[test]
fn a_table_alone_needs_its_taxonomy() {
    assert!(table(TABLE_ARTIFACT).needs_taxonomy());
}

#[test]
fn types_of_tables_are_told_apart() {
    let counts = |kind: &str, biom: &[u8]| table(&artifact(kind, biom)).counts;
    assert!(counts("FeatureTable[Frequency]", HDF5));
    assert!(counts(
        "\"FeatureTable[Frequency] % Properties('x')\"",
        HDF5
    ));
    assert!(!counts("FeatureTable[RelativeFrequency]", HDF5));
    let composition = table(&artifact("FeatureTable[Composition]", HDF5));
    assert!(composition.notes[0].contains("pseudocount"));
    let older = table(&artifact("FeatureTable[Frequency]", JSON));
    assert!(
        older
            .notes
            .contains(&"the table is in the older BIOM 1.0".to_owned())
    );
}

#[test]
fn other_artifacts_and_archives_are_refused_by_what_they_are() {
    assert_eq!(
        message(&artifact("SampleData[AlphaDiversity]", HDF5)),
        format!("f.qza: `type`: found `SampleData[AlphaDiversity]` ({EXPECTED})")
    );
    assert_eq!(
        message(&zip(&[("xl/workbook.xml", b"<workbook/>")])),
        format!("f.qza: found `a zip archive of other things` ({EXPECTED})")
    );
    assert_eq!(
        message(&zip(&[])),
        format!("f.qza: found `a zip archive of other things` ({EXPECTED})")
    );
    assert_eq!(
        message(&zip(&[("u/metadata.yaml", FREQUENCY)])),
        "f.qza: found `an artifact without data/feature-table.biom` (export it again)"
    );
}

/// Names within `provenance/` are those of other artifacts, and so are those of a second folder.
#[test]
fn only_the_folder_at_the_top_counts() {
    let nested = zip(&[
        ("u/provenance/metadata.yaml", FREQUENCY),
        ("u/provenance/data/feature-table.biom", HDF5),
    ]);
    assert!(message(&nested).contains("a zip archive of other things"));
    let two = zip(&[
        ("u/metadata.yaml", FREQUENCY),
        ("v/metadata.yaml", FREQUENCY),
    ]);
    assert!(message(&two).contains("a zip archive of other things"));
}

#[test]
fn no_archive_within_is_opened() {
    let within = artifact("FeatureTable[Frequency]", TABLE_ARTIFACT);
    let said = message(&within);
    assert!(
        said.starts_with("f.qza/data/feature-table.biom:") && said.contains("is not a text"),
        "{said}"
    );
}

#[test]
fn faults_of_a_taxonomy_have_their_lines() {
    let metadata = b"type: FeatureData[Taxonomy]\n";
    let taxonomy = b"Feature ID\tTaxon\na\tDorea\n";
    let bytes = zip(&[
        ("u/metadata.yaml", metadata),
        ("u/data/taxonomy.tsv", taxonomy),
    ]);
    assert!(
        message(&bytes)
            .starts_with("f.qza/data/taxonomy.tsv:2:2: `Taxon`: found the lineage `Dorea`")
    );
}

fn refusal(bytes: &[u8], reason: &str) {
    assert_eq!(
        message(bytes),
        format!(
            "f.qza: is no zip archive that can be read: {reason} (copy or download the file again)"
        )
    );
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["../evil", "u/../../evil", "/evil", "C:/evil", "u\\evil"] {
        // The writer takes no such names.
        let good: String = name.chars().map(|_| 'x').collect();
        let mut bytes = zip(&[("u/metadata.yaml", FREQUENCY), (&good, b"evil")]);
        for _ in 0..2 {
            bytes = patched(&bytes, good.as_bytes(), 0, name.as_bytes());
        }
        let shown: String = name.escape_debug().collect();
        refusal(&bytes, &format!("the name {shown} leads out of its folder"));
    }
    let mut bytes = zip(&[("u/metadata.yaml", FREQUENCY), ("xxxx", b"evil")]);
    for _ in 0..2 {
        bytes = patched(&bytes, b"xxxx", 0, b"a\0bc");
    }
    refusal(&bytes, "the name a\\0bc leads out of its folder");
}

#[test]
fn links_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_symlink("u/link", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    refusal(&writer.finish().unwrap().into_inner(), "u/link is a link");
}

#[test]
fn encrypted_members_are_refused() {
    let bytes = zip(&[("u/metadata.yaml", FREQUENCY)]);
    // The flags of the entry in the directory.
    let directory = bytes.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let mut bytes = bytes;
    bytes[directory + 8] |= 1;
    refusal(&bytes, "u/metadata.yaml is encrypted");
}

#[test]
fn names_that_stand_twice_are_refused() {
    let bytes = zip(&[
        ("u/metadata.yaml", FREQUENCY),
        ("u/metadata.yamk", FREQUENCY),
    ]);
    let bytes = patched(&bytes, b"u/metadata.yamk", 0, b"u/metadata.yaml");
    let bytes = patched(&bytes, b"u/metadata.yamk", 0, b"u/metadata.yaml");
    refusal(&bytes, "two members have one name");
}

/// Members that share their bytes make a small archive unpack to anything.
#[test]
fn members_that_overlap_are_refused() {
    let bytes = zip(&[
        ("u/metadata.yaml", FREQUENCY),
        ("u/data/taxonomy.tsv", b"a"),
    ]);
    let entries: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| &bytes[*at..at + 4] == b"PK\x01\x02")
        .collect();
    let mut bytes = bytes;
    // The second points to the first.
    bytes.copy_within(entries[0] + 42..entries[0] + 46, entries[1] + 42);
    refusal(&bytes, "members overlap each other");
}

#[test]
fn members_that_lie_about_their_size_are_refused() {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let letters = vec![b'#'; 3000];
    let bytes = zip_with(&[("u/metadata.yaml", &letters)], stored);
    let (honest, short, long) = (3000_u32, 10_u32, 9000_u32);
    for lie in [short, long] {
        let mut lying = bytes.clone();
        for _ in 0..2 {
            lying = patched(&lying, &honest.to_le_bytes(), 0, &lie.to_le_bytes());
        }
        let message = message(&lying);
        assert!(message.starts_with("f.qza: is no zip archive"), "{message}");
    }
}

#[test]
fn members_that_are_packed_too_tightly_are_refused() {
    let letters = vec![b'#'; 2 << 20];
    let bytes = zip(&[
        ("u/metadata.yaml", FREQUENCY),
        ("u/data/feature-table.biom", &letters),
    ]);
    refusal(
        &bytes,
        "data/feature-table.biom unpacks to over 200 times its size",
    );
    // Small ones may be.
    let small = zip(&[
        ("u/metadata.yaml", FREQUENCY),
        ("u/data/feature-table.biom", &letters[..1 << 19]),
    ]);
    assert!(!message(&small).contains("200 times"));
}

#[test]
fn members_and_their_bytes_are_limited() {
    let large = ((64_u32 << 20) + 1).to_le_bytes();
    let bytes = zip(&[("u/metadata.yaml", FREQUENCY)]);
    let size = (FREQUENCY.len() as u32).to_le_bytes();
    let directory = bytes.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let mut lying = bytes.clone();
    assert_eq!(lying[directory + 24..directory + 28], size);
    lying[directory + 24..directory + 28].copy_from_slice(&large);
    assert_eq!(
        message(&lying),
        "f.qza: unpacks to something larger than 64 MiB (take the profile, not the reads or the alignment)"
    );
    lying[directory + 24..directory + 28].copy_from_slice(&((1_u32 << 30) + 1).to_le_bytes());
    assert_eq!(
        message(&lying),
        "f.qza: has 1073741825 bytes when unpacked or more (at most 1073741824 are read)"
    );
    let names: Vec<String> = (0..10_001).map(|number| format!("u/{number}")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b""[..])).collect();
    assert_eq!(
        message(&zip(&members)),
        "f.qza: has 10001 members or more (at most 10000 are read)"
    );
}

#[test]
fn a_cut_or_damaged_archive_is_an_answer_or_a_fault() {
    for file in [TABLE_ARTIFACT, TAXONOMY_ARTIFACT] {
        for end in 4..file.len() {
            assert!(open(&file[..end]).is_err(), "{end}");
        }
        let mut bytes = file.to_vec();
        for place in 4..file.len() {
            for change in [0x01, 0x80, 0xff] {
                bytes[place] ^= change;
                let _ = open(&bytes);
                bytes[place] ^= change;
            }
        }
    }
}
