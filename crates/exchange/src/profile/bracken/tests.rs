use super::super::{ProfileFile, read_text};
use super::*;

const SPECIES: &str = include_str!("../../../tests/files/bracken_species.tsv");
const GENERA: &str = include_str!("../../../tests/files/bracken_genera.tsv");
const PHYLA: &str = include_str!("../../../tests/files/bracken_phyla.tsv");
const MERGED: &str = include_str!("../../../tests/files/bracken_merged.tsv");

fn read(text: &str) -> ProfileFile {
    let file = read_text("stool/p17.tsv", text).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(file.format, "Bracken table");
    file
}

fn refused(text: &str) -> String {
    read_text("f.tsv", text).unwrap_err().to_string()
}

/// The reads of a clade.
fn reads(file: &ProfileFile, sample: usize, rank: Rank, name: &str) -> f64 {
    let sample = &file.samples[sample];
    let percent = file.percent(sample, rank, name);
    (percent * sample.reads.unwrap() / 100.0 * 1e6).round() / 1e6
}

fn taxid(file: &ProfileFile, rank: Rank, name: &str) -> Option<u32> {
    let mut lineages = file.lineages.iter();
    let lineage = lineages.find(|lineage| lineage.at(rank) == Some(name));
    lineage.unwrap().clade(rank).unwrap().taxid
}

#[test]
fn species_are_in_the_genus_of_their_name() {
    let file = read(SPECIES);
    let sample = file.sample(None).unwrap();
    assert_eq!(
        (sample.name.as_str(), sample.reads, sample.unclassified),
        ("p17", Some(6000.0), 0.0),
        "500 reads are of the host"
    );
    for (rank, name, expected) in [
        (Rank::Genus, "Faecalibacterium", 1000.0),
        (Rank::Genus, "Phocaeicola", 3000.0),
        (Rank::Genus, "Bacteroides", 1500.0),
        (Rank::Genus, "Candidatus Cibiobacter", 100.0),
        (Rank::Genus, "Clostridium", 0.0),
        (Rank::Genus, "Escherichia", 0.0),
        (Rank::Species, "[Clostridium] innocuum", 100.0),
        (Rank::Family, "Lachnospiraceae", 200.0),
        (Rank::Kingdom, "Viruses", 50.0),
    ] {
        assert_eq!(reads(&file, 0, rank, name), expected, "{name}");
    }
    assert_eq!(
        taxid(&file, Rank::Species, "[Clostridium] innocuum"),
        Some(1522)
    );
    assert_eq!(taxid(&file, Rank::Genus, "Bacteroides"), None);
    assert_eq!(
        file.notes,
        [
            "reads are Bracken's estimates at one level of what was classified: reads that were not are in no row",
            "the table has no lineages: the genus of a species is that in its name",
            "7.69 % of what the file holds is of the host, of food or of organelles and was set aside",
        ]
    );
}

#[test]
fn genera_have_their_numbers() {
    let file = read(GENERA);
    assert_eq!(file.samples[0].reads, Some(950.0));
    assert_eq!(reads(&file, 0, Rank::Genus, "Bacteroides"), 600.0);
    assert_eq!(taxid(&file, Rank::Genus, "Bacteroides"), Some(816));
    let other = GENERA
        .replace("\t816\t", "\t4711\t")
        .replace("\t572511\t", "\t816\t");
    let file = read(&other);
    assert_eq!(
        taxid(&file, Rank::Genus, "Blautia"),
        None,
        "816 is Bacteroides"
    );
    assert!(
        file.notes.iter().any(|note| note.contains("NCBI")),
        "{:?}",
        file.notes
    );
}

#[test]
fn strains_count_to_their_species() {
    let text = SPECIES.replace("\tS\t", "\tS1\t").replace(
        "Bacteroides uniformis\t820",
        "Bacteroides uniformis str. 3978\t1339349",
    );
    let file = read(&text);
    assert_eq!(
        reads(&file, 0, Rank::Species, "Bacteroides uniformis"),
        1500.0
    );
    assert_eq!(taxid(&file, Rank::Species, "Bacteroides uniformis"), None);
}

#[test]
fn merged_tables_have_two_columns_a_sample() {
    let file = read(MERGED);
    let names: Vec<&str> = file
        .samples
        .iter()
        .map(|sample| sample.name.as_str())
        .collect();
    assert_eq!(names, ["p17", "p18"]);
    assert_eq!(file.samples[0].reads, Some(1000.0));
    assert_eq!(file.samples[1].reads, Some(2000.0));
    assert_eq!(reads(&file, 0, Rank::Genus, "Bacteroides"), 600.0);
    assert_eq!(reads(&file, 1, Rank::Genus, "Faecalibacterium"), 1500.0);
    assert_eq!(reads(&file, 1, Rank::Genus, "Bacteroides"), 0.0);
    file.sample(Some("p18.bracken")).unwrap();
    assert!(file.sample(None).is_err());
}

#[test]
fn columns_that_belong_to_no_sample_are_refused() {
    let text = MERGED
        .replace("p17.bracken_num", "p17.bracken")
        .replace("p18.bracken_frac", "p18.bracken_num");
    assert_eq!(
        refused(&text),
        "f.tsv:1:4: `p17.bracken`: found `p17.bracken` (columns `<sample>_num` and `<sample>_frac` are expected, or `new_est_reads`)\n\
         f.tsv:1:5: `p17.bracken_frac`: found `p17.bracken_frac` (`p17.bracken_num` is expected beside it)"
    );
    let twice = MERGED.replace("p18.bracken", "p17.bracken");
    assert!(refused(&twice).contains("sample `p17.bracken` has two columns"));
    assert_eq!(
        refused("name\ttaxonomy_id\ttaxonomy_lvl\nx\t1\tS\n"),
        "f.tsv: the header names no sample (expected a column of abundances)"
    );
}

#[test]
fn the_level_is_that_of_species_or_genera() {
    assert_eq!(
        refused(PHYLA),
        "f.tsv:2:3: `taxonomy_lvl`: found `P` (a table of species or genera is needed: run Bracken with -l S or -l G)"
    );
    let mixed = SPECIES.replace("820\tS", "820\tG");
    assert_eq!(
        refused(&mixed),
        "f.tsv:5:3: `taxonomy_lvl`: found `G` (`S` is expected as in line 2: one level a table)"
    );
    for (code, expected) in [
        ("S", Some(Rank::Species)),
        ("S1", Some(Rank::Strain)),
        ("G", Some(Rank::Genus)),
        ("G1", None),
        ("SX", None),
        ("", None),
    ] {
        assert_eq!(level(code), expected, "{code}");
    }
}

#[test]
fn bad_cells_are_all_listed() {
    let text = SPECIES
        .replace("\t3000\t0.46154", "\tinf\t0,46154")
        .replace("\t100\t0.01538\nLachno", "\t-1\t0.01538\nLachno")
        .replace("Homo sapiens\t9606\tS", "Homo sapiens\tS");
    assert_eq!(
        refused(&text),
        "f.tsv:3:1: found 6 cells, the header has 7 (cells are separated by tabs)\n\
         f.tsv:4:6: `new_est_reads`: found `inf` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.tsv:4:7: `fraction_total_reads`: found `0,46154` (a number of reads or a share is expected, with a decimal point)\n\
         f.tsv:6:6: `new_est_reads`: found `-1` (a number of reads or a share is expected: finite, 0 or more)"
    );
}

#[test]
fn fractions_must_be_in_proportion_to_reads() {
    let text = MERGED.replace("0.25000", "0.35000");
    assert_eq!(
        refused(&text),
        "f.tsv:4:7: `p18.bracken_frac`: found `0.35000` (0.25000 is expected of 500 reads, as line 3 has 0.75 of 1500)"
    );
}

#[test]
fn a_table_that_is_cut_off_or_doubled_is_refused() {
    let first = |count| -> String {
        let lines = SPECIES.lines().take(count);
        lines.map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(
        refused(&first(4)),
        "f.tsv: sample `f`: the rows of species sum to 69.23 % (one sample's percents add up to between 90 and 101)"
    );
    assert_eq!(
        read(&first(5)).notes[0],
        "the rows of sample `p17` hold 92.3 % of the reads that its fractions are of: rows were taken out or cut off"
    );
    let (header, rows) = SPECIES.split_once('\n').unwrap();
    assert_eq!(
        refused(&format!("{header}\n{rows}{rows}")),
        "f.tsv: sample `f`: the rows of species sum to 200 % (one sample's percents add up to between 90 and 101)"
    );
}

#[test]
fn no_cut_of_any_table_panics() {
    for text in [SPECIES, GENERA, PHYLA, MERGED] {
        for end in 0..text.len() {
            let _ = read_text("f", &text[..end]).map(|file| file.sample(None).cloned());
            let _ = read_text("f", &text[end..]).map(|file| file.sample(None).cloned());
        }
    }
}
