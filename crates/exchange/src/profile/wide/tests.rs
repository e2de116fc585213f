use super::super::{ProfileFile, Rank, into_profile, open_content, read_text};
use super::*;

const MERGED: &str = include_str!("../../../tests/files/wide_phyloseq_merged.csv");
const TAX_TABLE: &str = include_str!("../../../tests/files/wide_tax_table.csv");
const SEQTAB: &str = include_str!("../../../tests/files/wide_dada2_seqtab.csv");
const WRITE_TABLE: &str = include_str!("../../../tests/files/wide_write_table.tsv");
const GENERA_SEMICOLON: &str = include_str!("../../../tests/files/wide_genera_semicolon.csv");
const GENERA: &str = include_str!("../../../tests/files/wide_genera.csv");
const LINEAGES_IN_ROWS: &str = include_str!("../../../tests/files/wide_lineages_in_rows.csv");
const LINEAGES_IN_COLUMNS: &str = include_str!("../../../tests/files/wide_lineages_in_columns.csv");
const MANGLED_COLUMNS: &str = include_str!("../../../tests/files/wide_mangled_columns.csv");
const GENERA_IN_COLUMNS: &str = include_str!("../../../tests/files/wide_genera_in_columns.tsv");
const BOTH_WAYS: &str = include_str!("../../../tests/files/wide_both_ways.csv");
const BAD_CELLS: &str = include_str!("../../../tests/files/wide_bad_cells.csv");

const TURNED: &str = "each row is a sample and each column a feature: the table was turned";

fn open(text: &str) -> Result<Opened, ProfileFaults> {
    open_content(&Content::new("own/p7.csv", text.as_bytes()))
}

fn read(text: &str) -> ProfileFile {
    let file = read_text("own/p7.csv", text).unwrap();
    assert_eq!(file.format, "table of features by samples");
    file
}

fn refusal(text: &str) -> String {
    read_text("f.csv", text).unwrap_err().to_string()
}

fn percent(file: &ProfileFile, sample: usize, rank: Rank, name: &str) -> f64 {
    file.percent(&file.samples[sample], rank, name)
}

fn samples(file: &ProfileFile) -> Vec<(&str, Option<f64>)> {
    let samples = file.samples.iter();
    samples
        .map(|sample| (sample.written_name.as_str(), sample.reads))
        .collect()
}

#[test]
fn ranks_beside_counts_make_each_row_a_feature() {
    let file = read(MERGED);
    assert_eq!(samples(&file), [("P1", Some(200.0)), ("P2", Some(100.0))]);
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 15.0);
    assert_eq!(percent(&file, 0, Rank::Species, "Blautia obeum"), 15.0);
    assert_eq!(percent(&file, 0, Rank::Family, "Lachnospiraceae"), 25.0);
    assert_eq!(
        (file.samples[0].unclassified, file.samples[1].unclassified),
        (50.0, 90.0)
    );
    assert_eq!(
        file.notes,
        ["columns without amounts of features in samples were left out: `Size`"]
    );
}

#[test]
fn ranks_may_be_numbered_and_a_domain_stands_for_its_kingdom() {
    let file = read("Domain,Kingdom,rank2,Rank6,P1\nBacteria,Bacillati,Bacillota,Blautia,7\n");
    let lineage = file.lineages.last().unwrap();
    assert_eq!(lineage.at(Rank::Kingdom), Some("Bacteria"));
    assert_eq!(lineage.at(Rank::Phylum), Some("Bacillota"));
    assert_eq!(lineage.at(Rank::Genus), Some("Blautia"));
}

#[test]
fn a_table_of_ranks_is_the_taxonomy_of_another() {
    let Ok(Opened::Taxonomy(taxonomy)) = open(TAX_TABLE) else {
        panic!("no taxonomy")
    };
    assert_eq!(taxonomy.lineages.len(), 3);
    assert_eq!(
        taxonomy.lineages["ASV1"].at(Rank::Species),
        Some("Blautia obeum")
    );
    assert_eq!(taxonomy.lineages["ASV3"].clades(), []);
    let counts = open("\"\",\"P1\"\n\"ASV1\",3\n\"ASV3\",1\n").unwrap();
    let file = into_profile("f.csv", counts, Some(&taxonomy)).unwrap();
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 75.0);
    assert_eq!(file.samples[0].unclassified, 25.0);
    assert_eq!(
        open("\"\",Phylum,Genus\na,A,B\na,A,C\n")
            .unwrap_err()
            .to_string(),
        "own/p7.csv:3:1: found `a` (a feature that stands in several rows has one lineage)"
    );
    assert_eq!(
        open("Phylum,Genus\nFirmicutes,Blautia\n")
            .unwrap_err()
            .to_string(),
        "own/p7.csv:1:1: `Phylum`: found `Phylum` (a column of amounts for each sample is expected or, in a taxonomy, one with the names of the features)"
    );
}

#[test]
fn sequences_are_features_wherever_they_stand() {
    let Ok(Opened::Table(table)) = open(SEQTAB) else {
        panic!("no table")
    };
    assert!(table.needs_taxonomy());
    assert_eq!(
        (table.len(), table.notes.as_slice()),
        (2, &[TURNED.to_owned()][..])
    );
    let taxonomy = open(
        "\"\",\"Phylum\",\"Genus\"\n\"TACGGAGGATGCGAGCGTTATCCGGATTTATTGGGTTT\",\"Firmicutes\",\"Blautia\"\n\"TACGTAGGTGGCAAGCGTTATCCGGAATTATTGGGCGT\",NA,NA\n",
    );
    let Ok(Opened::Taxonomy(taxonomy)) = taxonomy else {
        panic!("no taxonomy")
    };
    let file = into_profile("f", Opened::Table(table), Some(&taxonomy)).unwrap();
    assert_eq!(
        samples(&file),
        [
            ("P1_F_filt.fastq.gz", Some(12.0)),
            ("P2_F_filt.fastq.gz", Some(12.0))
        ]
    );
    assert_eq!(percent(&file, 1, Rank::Genus, "Blautia"), 25.0);
    assert_eq!(file.samples[1].unclassified, 75.0);
    let rows = "\"P1\" \"P2\"\n\"TACGGAGGATGCGAGCGTTATCCGGATTTATTGGGTTT\" 3 4\n";
    let Ok(Opened::Table(table)) = open(rows) else {
        panic!("no table")
    };
    assert_eq!((table.len(), table.notes.len()), (1, 0));
}

#[test]
fn bare_names_are_genera_and_species() {
    let file = read(WRITE_TABLE);
    // One sample of 100 reads is no table of percents when another has 20.
    assert_eq!(samples(&file), [("P1", Some(100.0)), ("P2", Some(20.0))]);
    assert_eq!(
        percent(&file, 0, Rank::Genus, "[Ruminococcus] gnavus group"),
        12.0
    );
    assert_eq!(percent(&file, 0, Rank::Genus, "Faecalibacterium"), 60.0);
    assert_eq!(
        percent(&file, 0, Rank::Species, "Faecalibacterium prausnitzii"),
        60.0
    );
    assert_eq!(percent(&file, 0, Rank::Family, "Lachnospiraceae"), 10.0);
    assert_eq!(percent(&file, 0, Rank::Genus, "Prevotella_9"), 10.0);
    assert_eq!(file.samples[0].unclassified, 0.0);
}

#[test]
fn a_single_column_of_amounts_takes_the_name_of_the_file() {
    let file = read(GENERA);
    assert_eq!(samples(&file), [("p7", None)]);
    assert_eq!(percent(&file, 0, Rank::Genus, "Bacteroides"), 55.5);
    let file = read("Taxon\tP1\nBlautia\t0.5\nDorea\t0.3\n");
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 62.5);
    assert_eq!(
        file.notes,
        ["a sample's shares add up to 80.00 % or more and were taken for the whole of it"]
    );
}

#[test]
fn a_decimal_comma_is_refused_at_its_cell() {
    assert_eq!(
        refusal(GENERA_SEMICOLON),
        "f.csv:2:2: `P1`: found `0,5` (a number of reads or a share is expected, with a decimal point)"
    );
    let file = read(&GENERA_SEMICOLON.replace("0,5", "0.5"));
    assert_eq!(samples(&file), [("P1", None), ("P2", None)]);
    assert_eq!(percent(&file, 0, Rank::Genus, "Bacteroides"), 50.0);
}

#[test]
fn lineages_are_features_wherever_they_stand() {
    for text in [
        LINEAGES_IN_ROWS.to_owned(),
        LINEAGES_IN_ROWS.replace('"', ""),
        LINEAGES_IN_ROWS.replace('"', "").replace(',', "\t"),
    ] {
        let file = read(&text);
        assert_eq!(samples(&file), [("P1", None), ("P2", None)]);
        assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 12.5);
        assert_eq!(
            percent(&file, 1, Rank::Species, "Bacteroides_ovatus"),
            100.0
        );
        assert_eq!(file.notes, Vec::<String>::new());
    }
    let file = read(LINEAGES_IN_COLUMNS);
    assert_eq!(samples(&file), [("P1", Some(100.0)), ("P2", Some(50.0))]);
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 30.0);
    assert_eq!(file.samples[0].unclassified, 10.0);
    assert_eq!(
        file.notes,
        [
            "columns without amounts of features in samples were left out: `age`",
            TURNED,
            "columns without amounts of features in samples were left out: `diet`",
        ]
    );
}

#[test]
fn names_that_r_has_changed_are_understood() {
    let file = read(MANGLED_COLUMNS);
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 75.0);
    assert_eq!(percent(&file, 0, Rank::Phylum, "Firmicutes"), 100.0);
}

#[test]
fn genera_in_columns_are_told_from_what_is_known_of_the_person() {
    let file = read(GENERA_IN_COLUMNS);
    assert_eq!(samples(&file), [("P1", Some(100.0)), ("P2", Some(80.0))]);
    assert_eq!(percent(&file, 0, Rank::Genus, "UCG-002"), 10.0);
    let genera: Vec<&str> = file
        .lineages
        .iter()
        .filter_map(|lineage| lineage.at(Rank::Genus))
        .collect();
    assert_eq!(genera, ["Bacteroides", "Blautia", "UCG-002"]);
    assert_eq!(
        file.notes[0],
        "columns without amounts of features in samples were left out: `age`"
    );
    assert_eq!(
        refusal("sample_id,age,bmi\nP1,41,23\nP2,33,22\n"),
        "f.csv:1:1: found `age, bmi` (each row is a sample, so the other columns are lineages, genera, sequences or numbered features)"
    );
}

#[test]
fn what_can_be_read_both_ways_is_refused() {
    let help = "either could be the sample: call the first column `sample_id` where each row is a sample, `taxon` where each row is a clade, `feature_id` where a taxonomy names it";
    assert_eq!(
        refusal(BOTH_WAYS),
        format!("f.csv:1:1: `name`: found `B1 (row), A1 (column)` ({help})")
    );
    assert!(refusal("x,Blautia,Dorea\nAlistipes,1,2\nRoseburia,3,4\n").contains(help));
    assert!(refusal("taxon,Blautia,Dorea\nP1,1,2\nP2,3,4\n").contains(help));
    let file = read(&BOTH_WAYS.replace("name", "taxon"));
    assert_eq!(percent(&file, 0, Rank::Genus, "B2"), 62.5);
    let Ok(Opened::Table(table)) = open(&BOTH_WAYS.replace("name", "OTU ID")) else {
        panic!("no table")
    };
    assert!(table.needs_taxonomy());
}

#[test]
fn numbers_of_features_settle_the_side() {
    for (text, turned) in [
        ("x,S1,S2\nASV1,1,2\nASV2,3,4\n", false),
        ("x,ASV1,ASV2\nS1,1,2\nS2,3,4\n", true),
        (
            "#SampleID\t4479944\tASV2\nDonor\t1\t2\nMother\t3\t4\n",
            true,
        ),
        (
            "\"\",\"OTU\",\"S1\"\n\"1\",\"OTU_1\",5\n\"2\",\"OTU_2\",6\n",
            false,
        ),
    ] {
        let Ok(Opened::Table(table)) = open(text) else {
            panic!("{text}")
        };
        assert_eq!(table.notes.contains(&TURNED.to_owned()), turned, "{text}");
        assert!(table.needs_taxonomy(), "{text}");
    }
}

#[test]
fn missing_amounts_are_no_zeros_but_in_a_blank_row_or_column() {
    let refused = |cell: &str, place: &str, column: &str| {
        let found = if cell.is_empty() {
            "an empty cell".to_owned()
        } else {
            format!("`{cell}`")
        };
        let point = if cell.contains(',') {
            ", with a decimal point"
        } else {
            ": finite, 0 or more"
        };
        format!(
            "f.csv:{place}: `{column}`: found {found} (a number of reads or a share is expected{point})"
        )
    };
    assert_eq!(
        refusal(BAD_CELLS),
        [
            refused("NA", "2:3", "P1"),
            refused("-3", "2:4", "P2"),
            refused("1,5", "3:3", "P1"),
            refused("NaN", "3:4", "P2"),
            "f.csv:4:1: found `3 cells` (the header has 4; cells are separated by commas)"
                .to_owned(),
            refused("", "5:3", "P1"),
            refused("1e400", "7:3", "P1"),
            refused("0x1F", "7:4", "P2"),
        ]
        .join("\n")
    );
    let file = read("genus,P1,P2\nBlautia,3,NA\nDorea,,\nTotal,3,\n");
    assert_eq!(samples(&file), [("P1", Some(3.0))]);
    assert_eq!(
        file.notes,
        [
            "rows without amounts of features in samples were left out: `Dorea`, `Total`",
            "columns without amounts of features in samples were left out: `P2`",
        ]
    );
}

#[test]
fn rows_of_one_name_are_added_up() {
    let file = read("genus,P1\nBlautia,3\nBlautia,4\nDorea,3");
    assert_eq!(percent(&file, 0, Rank::Genus, "Blautia"), 70.0);
    assert_eq!(
        file.notes,
        [
            "1 rows repeat the name of another and were added to it",
            CUT
        ]
    );
}

#[test]
fn samples_have_names_of_their_own() {
    assert_eq!(
        refusal("genus,P1,,P2\nBlautia,3,4,5\n"),
        "f.csv:1:3: found `` (each column of a sample has its name)"
    );
    assert_eq!(
        refusal("sample_id,Blautia\n,3\n"),
        "f.csv:2:1: `sample_id`: found `` (each row of a sample has its name)"
    );
    assert_eq!(
        refusal("genus,P1,P1\nBlautia,3,4\n"),
        "f.csv: sample `P1` has two columns (give each sample a name of its own)"
    );
}

#[test]
fn percents_and_fractions_are_told_from_reads() {
    for (text, reads) in [
        ("genus,P1\nBlautia,30\nDorea,70\n", None),
        ("genus,P1\nBlautia,1\nDorea,0\n", None),
        ("genus,P1\nBlautia,300\nDorea,700\n", Some(1000.0)),
        ("genus,P1\nBlautia,300.5\nDorea,700\n", None),
    ] {
        assert_eq!(read(text).samples[0].reads, reads, "{text}");
    }
}

#[test]
fn what_is_metaphlans_is_left_to_it() {
    let lineage = "k__Bacteria|p__Firmicutes|g__Blautia";
    for text in [
        format!("clade_name\tP1\tP2\n{lineage}\t100\t100\n"),
        format!("ID\tP1\tP2\n{lineage}\t100\t100\n"),
        format!("#SampleID\tMetaphlan_Analysis\n{lineage}\t100\n"),
        format!("{lineage}\t100\n"),
    ] {
        assert!(
            !WideTable.recognises(&Content::new("f", text.as_bytes())),
            "{text}"
        );
    }
    let counts = format!("ID\tP1\tP2\n{lineage}\t1001\t17\n");
    assert_eq!(
        samples(&read(&counts)),
        [("P1", Some(1001.0)), ("P2", Some(17.0))]
    );
}

#[test]
fn a_text_is_no_table() {
    for text in [
        "",
        "a\n",
        "one, two, and three\nfour, five, and six\n",
        "1,2\n3,4\n",
        "a,b\n",
    ] {
        assert!(
            !WideTable.recognises(&Content::new("f", text.as_bytes())),
            "{text}"
        );
    }
}

#[test]
fn a_file_cut_anywhere_gives_an_error_or_a_result() {
    for text in [
        MERGED,
        TAX_TABLE,
        SEQTAB,
        WRITE_TABLE,
        GENERA_SEMICOLON,
        GENERA,
        LINEAGES_IN_ROWS,
        LINEAGES_IN_COLUMNS,
        MANGLED_COLUMNS,
        GENERA_IN_COLUMNS,
        BOTH_WAYS,
        BAD_CELLS,
    ] {
        for end in 0..text.len() {
            let content = Content::new("f.csv", &text.as_bytes()[..end]);
            let _ = open_content(&content).map(|opened| into_profile("f", opened, None));
        }
    }
}
