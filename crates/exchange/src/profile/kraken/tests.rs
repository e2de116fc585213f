use super::super::{ProfileFile, read_text};
use super::*;

const STOOL: &str = include_str!("../../../tests/files/kraken2_stool.kreport");
const MINIMIZERS: &str = include_str!("../../../tests/files/kraken2_minimizers.kreport");
const DASHES: &str = include_str!("../../../tests/files/kraken1_dashes.report");
const OTHER_NUMBERS: &str = include_str!("../../../tests/files/kraken2_gtdb_numbers.kreport");
const ONLY_UNCLASSIFIED: &str =
    include_str!("../../../tests/files/kraken2_only_unclassified.kreport");
const BRACKEN_SPECIES: &str = include_str!("../../../tests/files/bracken_species_report.kreport");
const BRACKEN_GENERA: &str = include_str!("../../../tests/files/bracken_genus_report.kreport");

fn read(text: &str) -> ProfileFile {
    let file = read_text("stool/p17.txt", text).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(file.format, "Kraken report");
    file
}

fn refused(text: &str) -> String {
    read_text("f.txt", text).unwrap_err().to_string()
}

/// The reads of a clade.
fn reads(file: &ProfileFile, rank: Rank, name: &str) -> f64 {
    let sample = &file.samples[0];
    let percent = file.percent(sample, rank, name);
    (percent * sample.reads.unwrap() / 100.0 * 1e6).round() / 1e6
}

fn unclassified(file: &ProfileFile) -> f64 {
    let sample = &file.samples[0];
    (sample.unclassified * sample.reads.unwrap() / 100.0 * 1e6).round() / 1e6
}

fn taxid(file: &ProfileFile, rank: Rank, name: &str) -> Option<u32> {
    let mut lineages = file.lineages.iter();
    let lineage = lineages.find(|lineage| lineage.at(rank) == Some(name));
    lineage.unwrap().clade(rank).unwrap().taxid
}

#[test]
fn reads_of_strains_and_clades_between_ranks_count_to_the_clade_above() {
    let file = read(STOOL);
    let sample = file.sample(None).unwrap();
    assert_eq!((sample.name.as_str(), sample.reads), ("p17", Some(9510.0)));
    for (rank, name, expected) in [
        (Rank::Genus, "Blautia", 800.0),
        (Rank::Species, "Blautia obeum", 500.0),
        (Rank::Genus, "Faecalibacterium", 1000.0),
        (Rank::Genus, "Bacteroides", 1500.0),
        (Rank::Genus, "Methanobrevibacter", 100.0),
        (Rank::Family, "Lachnospiraceae", 1000.0),
        (Rank::Species, "Lachnospiraceae bacterium", 50.0),
        (Rank::Phylum, "Bacillota", 2300.0),
        (Rank::Kingdom, "Bacteria", 7200.0),
        (Rank::Kingdom, "Viruses", 50.0),
        (Rank::Kingdom, "Fungi", 60.0),
    ] {
        assert_eq!(reads(&file, rank, name), expected, "{name}");
    }
    // Those of the row `U`, of the root and of cellular organisms.
    assert_eq!(unclassified(&file), 2100.0);
    assert_eq!(taxid(&file, Rank::Genus, "Faecalibacterium"), Some(216_851));
    assert_eq!(taxid(&file, Rank::Species, "Blautia obeum"), Some(40_520));
    assert_eq!(file.notes.len(), 1, "{:?}", file.notes);
    assert!(file.notes[0].starts_with("5.53 %"), "{:?}", file.notes);
}

#[test]
fn the_kingdoms_of_bacteria_are_no_rank_of_their_own() {
    let file = read(STOOL);
    let mut lineages = file.lineages.iter();
    let blautia = lineages.find(|lineage| lineage.at(Rank::Species) == Some("Blautia obeum"));
    let names = blautia
        .unwrap()
        .clades()
        .iter()
        .map(|clade| clade.name.as_str());
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "Bacteria",
            "Bacillota",
            "Clostridia",
            "Lachnospirales",
            "Lachnospiraceae",
            "Blautia",
            "Blautia obeum"
        ]
    );
}

#[test]
fn columns_of_minimizers_stand_before_the_code() {
    let file = read(MINIMIZERS);
    assert_eq!(reads(&file, Rank::Genus, "Bacteroides"), 38.0);
    assert_eq!(reads(&file, Rank::Class, "Clostridia"), 10.0);
    assert_eq!(unclassified(&file), 50.0);
    let bad = MINIMIZERS.replace("\tD\t2\t", "\tX\ttwo\t");
    assert_eq!(
        refused(&bad),
        "f.txt:4:6: `rank code`: found `X` (a code of a rank is expected, such as U, R, D, P, G, G1, S or -)\n\
         f.txt:4:7: `taxid`: found `two` (the number of a clade is expected)"
    );
}

#[test]
fn kraken_1_has_dashes_between_the_ranks() {
    let file = read(DASHES);
    assert_eq!(file.samples[0].reads, Some(100.0), "Metazoa are set aside");
    // Not in a genus: the row stands below its family.
    assert_eq!(reads(&file, Rank::Species, "[Eubacterium] rectale"), 60.0);
    assert_eq!(reads(&file, Rank::Genus, "Roseburia"), 20.0);
    assert_eq!(reads(&file, Rank::Family, "Lachnospiraceae"), 90.0);
    assert_eq!(unclassified(&file), 5.0);
}

#[test]
fn numbers_that_are_not_of_the_ncbi_are_not_used() {
    let file = read(OTHER_NUMBERS);
    assert_eq!(reads(&file, Rank::Genus, "Phocaeicola"), 50.0);
    assert_eq!(
        taxid(&file, Rank::Genus, "Phocaeicola"),
        None,
        "816 is Bacteroides"
    );
    assert!(file.notes[0].contains("NCBI"), "{:?}", file.notes);
}

#[test]
fn reads_of_the_level_of_bracken_are_taken_whether_or_not_they_stand_as_direct() {
    let species = read(BRACKEN_SPECIES);
    assert_eq!(species.samples[0].reads, Some(1001.0));
    assert_eq!(reads(&species, Rank::Genus, "Bacteroides"), 600.0);
    assert_eq!(reads(&species, Rank::Kingdom, "Bacteria"), 1001.0);
    assert_eq!(taxid(&species, Rank::Genus, "Blautia"), Some(572_511));
    let genera = read(BRACKEN_GENERA);
    assert_eq!(genera.samples[0].reads, Some(1000.0));
    assert_eq!(reads(&genera, Rank::Genus, "Bacteroides"), 650.0);
    assert_eq!(reads(&genera, Rank::Genus, "Phocaeicola"), 50.0);
    assert_eq!(reads(&genera, Rank::Genus, "Blautia"), 300.0);
    assert!(
        genera.notes[0].starts_with("reads are estimates"),
        "{:?}",
        genera.notes
    );
}

#[test]
fn a_report_of_bracken_at_a_wider_level_says_nothing_of_genera() {
    let genera = BRACKEN_GENERA
        .lines()
        .filter(|line| !line.contains("\tG\t"));
    let families: String = genera.map(|line| format!("{line}\n")).collect();
    assert_eq!(
        refused(&families),
        "f.txt:7:2: `clade reads`: found `700` (0 of its own and 0 in the rows below it make 0: rows below it were taken out)\n\
         f.txt:11:2: `clade reads`: found `300` (0 of its own and 0 in the rows below it make 0: the file is cut off, or rows were taken out)"
    );
}

#[test]
fn nothing_classified_is_said() {
    for text in [ONLY_UNCLASSIFIED, "0.00\t0\t0\tS\t562\tEscherichia coli\n"] {
        let message = read(text).sample(None).unwrap_err().to_string();
        assert!(message.contains("nothing is classified"), "{message}");
    }
    let cut = STOOL.lines().next().unwrap();
    assert_eq!(
        refused(cut),
        "f.txt:1:1: `percent`: found `20.1` (the rows of the other reads are missing: the file is cut off)"
    );
}

#[test]
fn rows_without_reads_are_passed_over() {
    let zeros = STOOL.replace(
        "  4.02\t400\t0\tK\t33208",
        "  0.00\t0\t0\tG\t1\t          Nothing\n  0.00\t0\t0\tS\t2\t            Nothing at all\n  4.02\t400\t0\tK\t33208",
    );
    assert_ne!(zeros, STOOL);
    assert_eq!(read(&zeros).samples, read(STOOL).samples);
}

#[test]
fn without_the_row_of_unclassified_reads_the_percents_tell_how_many_there_are() {
    let (_, rest) = STOOL.split_once('\n').unwrap();
    let file = read(rest);
    assert!((unclassified(&file) - 2100.0).abs() < 1.0);
    assert_eq!(
        file.notes[0],
        "its rows hold 79.9 % of the reads that its percents are of: the rest counts as unclassified"
    );
}

#[test]
fn domains_are_known_by_name_where_they_are_no_rank_to_kraken() {
    let text = STOOL
        .replace("\tD\t2\t", "\tR2\t2\t")
        .replace("\tD\t2759\t", "\tR2\t2759\t");
    assert_eq!(read(&text).samples, read(STOOL).samples);
}

#[test]
fn bad_cells_are_all_listed() {
    let text = STOOL
        .replace(" 79.90\t7950\t40", "79,90\tNaN\t-4")
        .replace("900\t900\tS\t853", "900\t9.5\tS\t853")
        .replace(
            "\tS\t4932\t                    Saccharomyces cerevisiae",
            "\tS\t4932\t ",
        )
        .replace("\tG\t4930\t", "\t4930\t");
    assert_eq!(
        refused(&text),
        "f.txt:2:1: `percent`: found `79,90` (a number of reads or a share is expected, with a decimal point)\n\
         f.txt:2:2: `clade reads`: found `NaN` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.txt:2:3: `direct reads`: found `-4` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.txt:20:3: `direct reads`: found `9.5` (a whole number of reads is expected, at most 1000000000000)\n\
         f.txt:52:1: found 5 cells, the header has 6 (cells are separated by tabs)\n\
         f.txt:53:6: `name`: found ` ` (the name of a clade is expected)"
    );
}

#[test]
fn rows_must_hold_the_rows_below_them() {
    let more = STOOL.replace("\t800\t250\tG\t572511", "\t700\t250\tG\t572511");
    assert_eq!(
        refused(&more),
        "f.txt:9:2: `clade reads`: found `1000` (150 of its own and 750 in the rows below it make 900: rows below it were taken out)\n\
         f.txt:10:1: `percent`: found `8.04` (7.04 is expected of 700 reads, as line 2 has 79.9 of 7950)\n\
         f.txt:10:2: `clade reads`: found `700` (250 of its own and 550 in the rows below it make 800: take the report as its program wrote it)"
    );
    let without_host = STOOL
        .lines()
        .filter(|line| !line.contains("Homo sapiens"))
        .map(|line| format!("{line}\n"));
    assert_eq!(
        refused(&without_host.collect::<String>()),
        "f.txt:45:2: `clade reads`: found `400` (0 of its own and 0 in the rows below it make 0: rows below it were taken out)"
    );
    let flat: String = STOOL
        .lines()
        .map(|line| line.replace("  ", "") + "\n")
        .collect();
    assert!(refused(&flat).contains("names must be indented"));
}

#[test]
fn percents_must_be_in_proportion_to_reads() {
    let text = STOOL.replace(" 15.08\t1500", " 25.08\t1500");
    assert_eq!(
        refused(&text),
        "f.txt:27:1: `percent`: found `25.08` (15.08 is expected of 1500 reads, as line 2 has 79.9 of 7950)"
    );
}

#[test]
fn two_reports_in_one_file_are_refused() {
    assert_eq!(
        refused(&format!("{STOOL}{STOOL}")),
        "f.txt:61:6: `name`: found `unclassified` (line 1 has one already: a file of one report is expected)\n\
         f.txt:62:6: `name`: found `root` (line 2 has one already: a file of one report is expected)"
    );
}

#[test]
fn a_report_that_is_cut_off_is_refused_with_its_place() {
    let cut: String = STOOL
        .lines()
        .take(27)
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(
        refused(&cut),
        "f.txt:2:2: `clade reads`: found `7950` (40 of its own and 7860 in the rows below it make 7900: the file is cut off, or rows were taken out)"
    );
    let last_row = STOOL.trim_end().rfind('\n').unwrap();
    for end in 1..STOOL.len() {
        let opened = read_text("f.txt", &STOOL[..end]);
        assert!(opened.is_err() || end > last_row + 1, "cut at byte {end}");
    }
    let file = read(STOOL.trim_end());
    assert!(file.notes[0].contains("may be cut off"), "{:?}", file.notes);
}

#[test]
fn no_cut_of_any_report_panics() {
    for text in [
        MINIMIZERS,
        DASHES,
        OTHER_NUMBERS,
        BRACKEN_SPECIES,
        BRACKEN_GENERA,
    ] {
        for end in 0..text.len() {
            let _ = read_text("f.txt", &text[..end]).map(|file| file.sample(None).cloned());
            let _ = read_text("f.txt", &text[end..]).map(|file| file.sample(None).cloned());
        }
    }
}

#[test]
fn reports_are_known_by_their_rows() {
    for (line, expected) in [
        ("100.00\t5000\t5000\tU\t0\tunclassified", true),
        (" 50.00\t50\t0\t300\t100\tR\t1\troot", true),
        ("0.0\t1\t1\t-\t12\t  x", true),
        ("50.00\t50\t0\t300\tR\t1\troot", false),
        ("50.00\t50\t0\tgenus\t1\troot", false),
        ("id\t1\t2\tS\t4\tx", false),
        ("1\t2\t3\t4\t5\t6", false),
        ("", false),
    ] {
        assert_eq!(is_row(line), expected, "{line}");
    }
}

#[test]
fn more_species_than_can_be_held_count_to_their_genera() {
    let mut text = " 99.99\t65537\t0\tG\t816\tBacteroides\n".to_owned();
    for species in 0..65_537 {
        text.push_str(&format!(
            "  0.00\t1\t1\tS\t{species}\t  Bacteroides sp. {species}\n"
        ));
    }
    let file = read(&text);
    assert_eq!(reads(&file, Rank::Genus, "Bacteroides"), 65_537.0);
    assert_eq!(
        file.lineages.len(),
        3,
        "kingdom, genus and the species without a name"
    );
    assert_eq!(
        file.notes[0],
        "more than 65536 clades have reads: those of species count to their genera"
    );
}
