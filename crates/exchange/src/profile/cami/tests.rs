use super::*;
use crate::profile::{ProfileFile, read_text};

const TWO: &str = include_str!("../../../tests/files/cami_two_samples.profile");
const EACH_RANK: &str = include_str!("../../../tests/files/cami_each_rank_100.profile");
const SHORT_PATHS: &str = include_str!("../../../tests/files/cami_short_paths.profile");
const BAD: &str = include_str!("../../../tests/files/cami_bad.profile");
const BINNING: &str = include_str!("../../../tests/files/cami_binning.tsv");

fn percent(file: &ProfileFile, sample: usize, rank: Rank, name: &str) -> f64 {
    file.percent(&file.samples[sample], rank, name)
}

fn assert_percent(file: &ProfileFile, sample: usize, rank: Rank, name: &str, expected: f64) {
    let found = percent(file, sample, rank, name);
    assert!((found - expected).abs() < 1e-9, "{name}: {found}");
}

fn refusal(text: &str) -> String {
    read_text("p17.profile", text).unwrap_err().to_string()
}

#[test]
fn samples_follow_each_other_in_one_file() {
    let file = read_text("f.profile", TWO).unwrap();
    assert_eq!(file.format, "CAMI profile");
    assert_eq!(file.database.as_deref(), Some("ncbi-taxonomy_2019"));
    let names: Vec<&str> = file
        .samples
        .iter()
        .map(|sample| sample.name.as_str())
        .collect();
    assert_eq!(names, ["stool_1", "stool_2"]);
    assert_eq!(file.samples[0].reads, None);
    assert!((file.samples[0].unclassified - 10.0).abs() < 1e-9);
    assert!(file.samples[1].unclassified.abs() < 1e-9);
    for (sample, blautia, bacteroides) in [(0, 40.0, 30.0), (1, 20.0, 80.0)] {
        assert_percent(&file, sample, Rank::Genus, "Blautia", blautia);
        assert_percent(&file, sample, Rank::Genus, "Bacteroides", bacteroides);
        file.sample(Some(names[sample])).unwrap();
    }
    assert_eq!(file.notes, [""; 0]);
}

#[test]
fn clades_and_numbers_stand_at_their_ranks_also_where_one_is_missing() {
    let file = read_text("f.profile", TWO).unwrap();
    assert_percent(&file, 0, Rank::Genus, "Eubacterium", 10.0);
    let mut genera = file.entries(&file.samples[0], Rank::Genus);
    let eubacterium = genera.find(|entry| entry.lineage.at(Rank::Genus) == Some("Eubacterium"));
    let lineage = eubacterium.unwrap().lineage;
    assert_eq!(lineage.at(Rank::Family), Some(""));
    assert_eq!(lineage.at(Rank::Order), Some("Clostridiales"));
    assert_eq!(lineage.clade(Rank::Genus).unwrap().taxid, Some(1730));
    // 50 % of the family in 40 % of a genus: the rest has no name there.
    assert_percent(&file, 0, Rank::Family, "Lachnospiraceae", 50.0);
    assert_percent(&file, 0, Rank::Genus, "", 10.0);
    assert_percent(&file, 0, Rank::Species, "Blautia hydrogenotrophica", 15.0);
}

#[test]
fn where_each_rank_adds_up_anew_the_genera_are_believed() {
    let file = read_text("f.profile", EACH_RANK).unwrap();
    assert_eq!(file.samples[0].name, "unnamed sample");
    assert_percent(&file, 0, Rank::Genus, "Blautia", 25.0);
    assert_percent(&file, 0, Rank::Genus, "Bacteroides", 75.0);
    assert_percent(&file, 0, Rank::Genus, "", 0.0);
    // 40 % of species in 25 % of their genus are all of it.
    assert_percent(&file, 0, Rank::Species, "Blautia hydrogenotrophica", 25.0);
    assert_percent(&file, 0, Rank::Species, "Bacteroides vulgatus", 60.0);
    assert!(
        file.notes[0].starts_with("each rank adds up anew"),
        "{:?}",
        file.notes
    );
    file.sample(None).unwrap();
}

#[test]
fn paths_may_leave_ranks_out_and_clades_may_have_only_numbers() {
    let file = read_text("runs/p17.profile", SHORT_PATHS).unwrap();
    assert_eq!(file.samples[0].name, "p17");
    let mut genera = file.entries(&file.samples[0], Rank::Genus);
    let genus = genera
        .find(|entry| entry.lineage.at(Rank::Genus) == Some("816"))
        .unwrap();
    assert!((genus.percent - 100.0).abs() < 1e-9);
    assert_eq!(genus.lineage.clade(Rank::Genus).unwrap().taxid, Some(816));
    assert_eq!(genus.lineage.clade(Rank::Phylum).unwrap().taxid, Some(976));
    assert_eq!(genus.lineage.clade(Rank::Class), None);
    assert_percent(&file, 0, Rank::Species, "821", 70.0);
}

#[test]
fn kingdoms_below_domains_are_not_counted_again() {
    let text = "@SampleID:p1\n@Version:0.10\n@Ranks:domain|kingdom|phylum|genus\n\
        @@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE\n\
        2\tdomain\t2\tBacteria\t100\n\
        3379134\tkingdom\t2|3379134\tBacteria|Pseudomonadati\t100\n\
        976\tphylum\t2|3379134|976\tBacteria|Pseudomonadati|Bacteroidota\t100\n\
        816\tgenus\t2|3379134|976|816\tBacteria|Pseudomonadati|Bacteroidota|Bacteroides\t80\n";
    let file = read_text("f", text).unwrap();
    assert_percent(&file, 0, Rank::Kingdom, "Bacteria", 100.0);
    assert_percent(&file, 0, Rank::Genus, "Bacteroides", 80.0);
    assert_percent(&file, 0, Rank::Genus, "", 20.0);
}

#[test]
fn only_species_are_enough() {
    let text = "@SampleID:p1\n@@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE\n\
        821\tspecies\t2|976|200643|171549|815|816|821\tBacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides|Bacteroides vulgatus\t60\n\
        821.1\tstrain\t2|976|200643|171549|815|816|821|821.1\tBacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides|Bacteroides vulgatus|\t60\n";
    let file = read_text("f", text).unwrap();
    assert_percent(&file, 0, Rank::Genus, "Bacteroides", 60.0);
    assert!((file.samples[0].unclassified - 40.0).abs() < 1e-9);
}

#[test]
fn the_host_is_set_aside() {
    let text = TWO.replacen(
        "-1\tsuperkingdom\t-1\tunassigned\t10.0\t\n",
        "2759\tsuperkingdom\t2759\tEukaryota\t10\t\n\
         9605\tgenus\t2759|7711|40674|9443|9604|9605\tEukaryota|Chordata|Mammalia|Primates|Hominidae|Homo\t10\t\n",
        1,
    );
    let file = read_text("f", &text).unwrap();
    assert!(file.samples[0].unclassified.abs() < 1e-9);
    assert_percent(&file, 0, Rank::Genus, "Blautia", 100.0 * 40.0 / 90.0);
    assert!(file.notes[0].contains("of the host"), "{:?}", file.notes);
}

#[test]
fn every_fault_is_told_with_its_place() {
    assert_eq!(
        refusal(BAD),
        "p17.profile:4:5: `PERCENTAGE`: found `1,5` (a percent from 0 to 100 is expected, with a decimal point)\n\
         p17.profile:5:5: `PERCENTAGE`: found `nan` (a percent from 0 to 100 is expected)\n\
         p17.profile:6:1: found 3 cells, the header has 5 (cells are separated by tabs)"
    );
    assert_eq!(
        refusal(BINNING).lines().next().unwrap(),
        "p17.profile:3:1: found `SEQUENCEID\\tTAXID\\tBINID` (expected the columns TAXID, RANK, TAXPATH, TAXPATHSN and PERCENTAGE)"
    );
    assert!(refusal("@SampleID:p1\n@@TAXID\tRANK\tTAXPATH\tPERCENTAGE\n").contains("no clades"));
}

#[test]
fn percents_that_cannot_be_are_refused() {
    let fractions = SHORT_PATHS
        .replace("\t100\n", "\t1\n")
        .replace("\t70\n", "\t0.7\n");
    assert_eq!(
        refusal(&fractions),
        "p17.profile: sample `p17`: the rows of kingdom sum to 1 % (these are fractions; MetaPhlAn writes percents: multiply by 100)"
    );
    // Each clade with what was assigned to it alone.
    let flat = SHORT_PATHS.replacen("\t100\n", "\t5\n", 1);
    assert_eq!(
        refusal(&flat),
        "p17.profile: sample `p17`: the rows of genus sum to 100 %, those of kingdom to 5 % (the file is cut off, or rows were filtered out)"
    );
    let twice = format!("{SHORT_PATHS}{SHORT_PATHS}");
    assert!(refusal(&twice).contains("sample `p17` has two columns"));
}

#[test]
fn rows_of_one_clade_are_added_up() {
    let text = SHORT_PATHS.replace(
        "816\tgenus\t2|976|816\t100\n",
        "816\tgenus\t2|976|816\t60\n816\tgenus\t2|976|816\t40\n",
    );
    let file = read_text("f", &text).unwrap();
    assert_percent(&file, 0, Rank::Genus, "816", 100.0);
    assert_eq!(file.notes[0], "1 rows repeat a clade and were added to it");
}

#[test]
fn a_path_without_end_is_refused() {
    let path = "1|".repeat(100_000);
    let text = format!("{}2\tgenus\t{path}\t1\n", SHORT_PATHS);
    assert!(refusal(&text).starts_with("p17.profile:9:3: `TAXPATH`: found the lineage `1|1|"));
}

#[test]
fn files_cut_anywhere_never_panic() {
    for text in [TWO, EACH_RANK, SHORT_PATHS, BAD, BINNING] {
        for end in 0..text.len() {
            let _ = read_text("f", &text[..end]);
        }
    }
}
