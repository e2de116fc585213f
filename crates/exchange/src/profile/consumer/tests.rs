use crate::profile::{Lineage, ProfileFile, Rank, read_text};

const CSV: &str = include_str!("../../../tests/files/consumer.csv");
const FROM_R: &str = include_str!("../../../tests/files/consumer_from_r.csv");
const BY_NAME: &str = include_str!("../../../tests/files/consumer_parents_by_name.csv");
const JSON: &str = include_str!("../../../tests/files/consumer.json");
const OLDER: &str = include_str!("../../../tests/files/consumer_older.json");
const BAD: &str = include_str!("../../../tests/files/consumer_bad.csv");

fn percent(file: &ProfileFile, rank: Rank, name: &str) -> f64 {
    let entries = file.entries(&file.samples[0], rank);
    let named = entries.filter(|entry| entry.lineage.at(rank) == Some(name));
    named.map(|entry| entry.percent).sum()
}

fn assert_percent(file: &ProfileFile, rank: Rank, name: &str, expected: f64) {
    let found = percent(file, rank, name);
    assert!((found - expected).abs() < 1e-9, "{name}: {found}");
}

fn refusal(text: &str) -> String {
    read_text("p17.csv", text).unwrap_err().to_string()
}

#[test]
fn every_syntax_gives_the_same_profile() {
    let file = read_text("stool/p17.csv", CSV).unwrap();
    assert_eq!(file.format, "consumer table (uBiome)");
    assert_eq!(file.samples[0].name, "p17");
    assert_eq!(file.samples[0].reads, Some(1000.0));
    assert_eq!(file.notes, [""; 0]);
    // What is at the root and nowhere below.
    assert_percent(&file, Rank::Kingdom, "Bacteria", 98.0);
    assert!((file.samples[0].unclassified - 1.0).abs() < 1e-9);
    for (genus, expected) in [
        ("Blautia", 40.0),
        ("Flavonifractor", 7.0),
        ("Bacteroides", 30.0),
        ("Bifidobacterium", 5.0),
    ] {
        assert_percent(&file, Rank::Genus, genus, expected);
    }
    assert_percent(&file, Rank::Species, "Bacteroides vulgatus", 12.0);
    file.sample(None).unwrap();
    for other in [FROM_R, JSON] {
        let other = read_text("stool/p17.json", other).unwrap();
        assert_eq!(other.samples[0].name, "p17");
        assert_eq!(other.samples[0].reads, Some(1000.0));
        for entry in file.entries(&file.samples[0], Rank::Genus) {
            let same = |other: &&Lineage| *other == entry.lineage;
            let place = other
                .lineages
                .iter()
                .position(|lineage| same(&lineage))
                .unwrap();
            let found = other.samples[0].percents[place];
            assert!((found - entry.percent).abs() < 1e-9, "{:?}", entry.lineage);
        }
    }
}

#[test]
fn lineages_follow_the_parents_through_ranks_between_the_usual() {
    let file = read_text("f", CSV).unwrap();
    let named = |name: &str| {
        let mut genera = file.entries(&file.samples[0], Rank::Genus);
        let found = genera.find(|entry| entry.lineage.at(Rank::Genus) == Some(name));
        found.unwrap().lineage.clone()
    };
    let flavonifractor = named("Flavonifractor");
    assert_eq!(flavonifractor.at(Rank::Order), Some("Clostridiales"));
    assert_eq!(flavonifractor.at(Rank::Family), None);
    let bacteroides = named("Bacteroides");
    assert_eq!(bacteroides.at(Rank::Phylum), Some("Bacteroidetes"));
    assert_eq!(bacteroides.clade(Rank::Genus).unwrap().taxid, Some(816));
    let bifidobacterium = named("Bifidobacterium");
    assert_eq!(
        bifidobacterium.clade(Rank::Phylum).unwrap().taxid,
        Some(201_174)
    );
    assert_eq!(
        bifidobacterium.clade(Rank::Class).unwrap().taxid,
        Some(1760)
    );
}

#[test]
fn older_files_begin_at_the_bacteria_and_have_numbers_as_texts() {
    let file = read_text("f", OLDER).unwrap();
    assert_eq!(file.samples[0].reads, Some(980.0));
    assert_eq!(file.samples[0].unclassified, 0.0);
    assert_percent(&file, Rank::Genus, "Blautia", 100.0 * 400.0 / 980.0);
}

#[test]
fn parents_may_be_names_and_amounts_parts_of_a_million() {
    let file = read_text("f", BY_NAME).unwrap();
    assert_eq!(file.samples[0].reads, None);
    assert_percent(
        &file,
        Rank::Genus,
        "Blautia",
        100.0 * 404_040.0 / 1_010_101.0,
    );
    // The phylum and the class of one name are told apart.
    assert_percent(
        &file,
        Rank::Class,
        "Actinobacteria",
        100.0 * 50_505.0 / 1_010_101.0,
    );
}

#[test]
fn a_web_page_may_stand_around_the_json_and_another_site_is_said() {
    let page = format!("<html><pre>{}</pre>", JSON.replace("\"gut\"", "\"mouth\""));
    let file = read_text("f", &page).unwrap();
    assert_percent(&file, Rank::Genus, "Blautia", 40.0);
    assert_eq!(
        file.notes[0],
        "the file says that the sample is not of the gut but of `mouth`"
    );
}

#[test]
fn every_fault_is_told_with_its_place() {
    let parent = "expected the number (`taxon`) or the name of another row";
    assert_eq!(
        refusal(BAD),
        format!(
            "p17.csv:3:1: `count`: found `many` (a number of reads or a share is expected: finite, 0 or more)\n\
             p17.csv:7:1: found `3 cells` (expected 6, as many as the header has)\n\
             p17.csv:4:6: `parent`: found `68336` ({parent})\n\
             p17.csv:5:6: `parent`: found `53443` (expected a parent that is not itself below this clade)"
        )
    );
    let negative = JSON.replace("\"count\": 400,", "\"count\": -400,");
    assert_eq!(
        refusal(&negative).lines().next().unwrap(),
        "p17.csv: `count of entry 9`: found `-400` (a number of reads or a share is expected: finite, 0 or more)"
    );
    let cut = &JSON[..JSON.len() / 2];
    assert!(
        refusal(cut).contains("is no JSON that can be read: EOF"),
        "{}",
        refusal(cut)
    );
    assert!(refusal("count,tax_rank,tax_name,parent\n").contains("has a header but no clades"));
    assert!(refusal("{\"ubiome_bacteriacounts\": []}").contains("has a header but no clades"));
}

#[test]
fn clades_that_hold_more_than_their_parents_are_refused() {
    let text = CSV.replace("600,606060,2,phylum", "100,101010,2,phylum");
    assert_eq!(
        refusal(&text),
        "p17.csv:6:1: `count`: found `100` (expected at least 600, which the clades below it hold)"
    );
}

#[test]
fn long_chains_and_circles_take_no_long_time() {
    use std::fmt::Write;
    let mut chain = "count,tax_rank,tax_name,taxon,parent\n5,superkingdom,Bacteria,0,\n".to_owned();
    let mut circle = chain.clone();
    for row in 1..100_000 {
        writeln!(chain, "5,no_rank,x,{row},{}", row - 1).unwrap();
        writeln!(circle, "5,no_rank,x,{row},{}", row % 99_999 + 1).unwrap();
    }
    let file = read_text("f", &chain).unwrap();
    assert_percent(&file, Rank::Kingdom, "Bacteria", 100.0);
    assert_eq!(refusal(&circle).lines().count(), 1);
}

#[test]
fn files_cut_anywhere_never_panic() {
    for text in [CSV, FROM_R, BY_NAME, JSON, OLDER, BAD] {
        for end in 0..text.len() {
            let _ = read_text("f", &text[..end]);
        }
    }
}
