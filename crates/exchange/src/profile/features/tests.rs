use super::*;

const BLAUTIA: &str =
    "k__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia";

/// Rows of names and amounts, one an amount a sample.
fn table<const N: usize>(rows: &[(&str, [f64; N])]) -> FeatureTable {
    let samples = (1..=N).map(|sample| format!("S{sample}")).collect();
    let mut table = FeatureTable::new("f.tsv", "test", samples).unwrap();
    for (id, amounts) in rows {
        let feature = table.feature(id, None).unwrap();
        for (sample, amount) in amounts.iter().enumerate() {
            table.add(feature, sample, *amount).unwrap();
        }
    }
    table
}

fn percent(file: &ProfileFile, sample: usize, rank: Rank, name: &str) -> f64 {
    file.percent(&file.samples[sample], rank, name)
}

fn sum(file: &ProfileFile, sample: usize, rank: Rank) -> f64 {
    let entries = file.entries(&file.samples[sample], rank);
    entries.map(|entry| entry.percent).sum()
}

fn message(faults: ProfileFaults) -> String {
    faults.to_string()
}

#[test]
fn every_rank_from_kingdom_to_genus_holds_the_whole_sample() {
    let file = table(&[
        (BLAUTIA, [30.0, 0.0]),
        (
            "k__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae",
            [20.0, 5.0],
        ),
        ("k__Bacteria;p__Bacteroidetes", [40.0, 5.0]),
        ("Unassigned", [10.0, 0.0]),
    ]);
    let file = file.into_profile().unwrap();
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(file.samples[0].unclassified, 10.0);
    for (sample, whole) in [(0, 90.0), (1, 100.0)] {
        for rank in [Rank::Kingdom, Rank::Genus] {
            assert!((sum(&file, sample, rank) - whole).abs() < 1e-9, "{rank:?}");
        }
        file.sample(Some(&format!("S{}", sample + 1))).unwrap();
    }
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 30.0);
    assert_eq!(percent(&file, 0, Rank::Genus, ""), 60.0);
}

#[test]
fn rows_that_hold_the_rows_below_them_are_counted_once() {
    let file = table(&[
        ("k__Bacteria", [100.0]),
        ("k__Bacteria;p__Firmicutes", [90.0]),
        ("k__Bacteria;p__Firmicutes;g__Blautia", [60.0]),
        ("k__Bacteria;p__Firmicutes;g__Dorea", [20.0]),
    ]);
    let file = file.into_profile().unwrap();
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 60.0);
    assert_eq!(percent(&file, 0, Rank::Genus, ""), 20.0);
    assert!(file.notes[0].contains("counted once"), "{:?}", file.notes);
}

#[test]
fn rows_of_what_could_not_be_named_further_are_parts_of_their_own() {
    let file = table(&[
        ("k__Bacteria;p__Firmicutes", [10.0]),
        ("k__Bacteria;p__Firmicutes;g__Blautia", [60.0]),
        ("k__Bacteria;p__Firmicutes;g__Dorea", [30.0]),
    ]);
    let file = file.into_profile().unwrap();
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 60.0);
    assert_eq!(percent(&file, 0, Rank::Genus, ""), 10.0);
}

#[test]
fn the_host_and_organelles_are_set_aside_and_said() {
    let file = table(&[
        (BLAUTIA, [60.0]),
        (
            "d__Bacteria;p__Cyanobacteria;c__Cyanobacteriia;o__Chloroplast",
            [30.0],
        ),
        ("k__Eukaryota;p__Chordata;g__Homo;s__Homo sapiens", [10.0]),
    ]);
    let file = file.into_profile().unwrap();
    assert_eq!(file.samples[0].reads, Some(60.0));
    assert!((percent(&file, 0, Rank::Genus, "Blautia") - 100.0).abs() < 1e-9);
    assert!(file.notes[0].starts_with("40.00 %"), "{:?}", file.notes);
}

#[test]
fn features_are_named_by_another_file() {
    let mut table = table(&[("asv1", [3.0]), ("asv2", [1.0]), ("asv3", [1.0])]);
    assert!(table.needs_taxonomy());
    let faults = table.clone().into_profile().unwrap_err();
    assert_eq!(
        message(faults),
        "f.tsv: says of its features only their names, such as `asv1`, `asv2`, `asv3` (give the file that names them, with `taxonomy` of `[person]` or with --taxonomy)"
    );
    let lineages = [("asv1", BLAUTIA), ("asv2", "Unassigned")];
    let assignments = Assignments {
        file: "taxa.tsv".to_owned(),
        lineages: lineages
            .map(|(id, lineage)| (id.to_owned(), Lineage::read(lineage).unwrap()))
            .into(),
    };
    table.assign(&assignments).unwrap();
    assert!(table.notes[0].contains("1 of 3 features are not in the taxonomy"));
    let file = table.into_profile().unwrap();
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 60.0);
    assert_eq!(file.samples[0].unclassified, 40.0);
}

#[test]
fn the_taxonomy_of_another_table_is_refused() {
    let mut table = table(&[("asv1", [3.0])]);
    let assignments = Assignments {
        file: "taxa.tsv".to_owned(),
        lineages: BTreeMap::new(),
    };
    assert_eq!(
        message(table.assign(&assignments).unwrap_err()),
        "f.tsv: 1 of 1 features are not in `taxa.tsv` (not in it, for example: `asv1`)"
    );
}

#[test]
fn samples_have_names_of_their_own() {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let faults = FeatureTable::new("f", "test", names(["a", "a"])).unwrap_err();
    assert!(message(faults).contains("sample `a` has two columns"));
    assert!(FeatureTable::new("f", "test", Vec::new()).is_err());
}

#[test]
fn amounts_are_finite_and_not_negative() {
    for (cell, expected) in [
        ("23.0", Some(23.0)),
        (" 7 ", Some(7.0)),
        ("1e3", Some(1000.0)),
        ("-0", Some(0.0)),
        ("1e-320", Some(1e-320)),
        ("1e400", None),
        ("-1", None),
        ("NaN", None),
        ("inf", None),
        ("0x1F", None),
        ("1,5", None),
        ("", None),
        ("1_000", None),
    ] {
        assert_eq!(amount(cell), expected, "{cell}");
    }
}

#[test]
fn a_wide_part_of_its_own_does_not_make_a_table_nested() {
    let rest = "k__Bacteria;p__Bacteroidetes;g__Bacteroides";
    let rows = [
        ("k__Bacteria;p__Firmicutes", [50.0]),
        (BLAUTIA, [20.0]),
        (rest, [30.0]),
    ];
    let mut flat = table(&rows);
    let file = flat.clone().into_profile().unwrap();
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(file.notes, [""; 0]);
    // What a reader knows is not looked for.
    flat = table(&rows[..2]);
    assert_eq!(
        flat.clone().into_profile().unwrap().samples[0].reads,
        Some(50.0)
    );
    flat.exclusive = true;
    assert_eq!(flat.into_profile().unwrap().samples[0].reads, Some(70.0));
}

#[test]
fn a_clade_may_have_several_rows_in_a_nested_table() {
    let file = table(&[
        ("k__Bacteria", [60.0, 10.0]),
        ("k__Bacteria", [40.0, 0.0]),
        ("k__Bacteria;p__Firmicutes", [70.0, 9.0]),
        ("k__Bacteria;p__Firmicutes", [20.0, 0.0]),
    ]);
    let file = file.into_profile().unwrap();
    assert_eq!(file.samples[0].reads, Some(100.0));
    assert_eq!(file.samples[1].reads, Some(10.0));
    assert_eq!(percent(&file, 0, Rank::Phylum, "Firmicutes"), 90.0);
}

/// A table of many features takes no long time, nested or not.
#[test]
fn many_features_take_little_time() {
    const RANKS: usize = 8;
    const LEAVES: usize = 12_500;
    let prefixes = ["k", "p", "c", "o", "f", "g", "s", "t"];
    for nested in [false, true] {
        let samples = (0..10).map(|sample| format!("S{sample}")).collect();
        let mut table = FeatureTable::new("f.tsv", "test", samples).unwrap();
        table.exclusive = !nested;
        for leaf in 0..LEAVES {
            for depth in 1..=RANKS {
                let names = prefixes[..depth]
                    .iter()
                    .map(|prefix| format!("{prefix}__{prefix}{leaf}"));
                let lineage = names.collect::<Vec<String>>().join("|");
                let feature = table.feature(&lineage, None).unwrap();
                for sample in 0..10 {
                    table.add(feature, sample, 1.0).unwrap();
                }
            }
        }
        assert_eq!(table.len(), RANKS * LEAVES);
        let started = std::time::Instant::now();
        let file = table.into_profile().unwrap();
        let reads = (if nested { 1 } else { RANKS }) * LEAVES;
        assert_eq!(file.samples[9].reads, Some(reads as f64));
        assert!(started.elapsed().as_secs() < 20);
    }
}
