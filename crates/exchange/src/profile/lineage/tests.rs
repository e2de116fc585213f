use super::*;

fn read(text: &str) -> Lineage {
    Lineage::read(text).unwrap_or_else(|| panic!("`{text}` is no lineage"))
}

#[test]
fn names_that_mean_the_same_compare_equal() {
    for (written, plain) in [
        ("g__Bacteroides", "bacteroides"),
        ("[Ruminococcus]_gnavus", "ruminococcus gnavus"),
        ("Ruminococcus_B gnavus", "ruminococcus gnavus"),
        ("s__Eubacterium_rectale", "eubacterium rectale"),
        ("  Blautia_A ", "blautia"),
        ("Blautia_A_141780", "blautia"),
        ("Bifidobacterium_388775", "bifidobacterium"),
        ("Prevotella_9", "prevotella 9"),
        ("Clostridium_AA", "clostridium"),
        ("Lachnospiraceae_NA", "lachnospiraceae na"),
        ("Escherichia-Shigella", "escherichia shigella"),
        ("GGB9602", "ggb9602"),
    ] {
        assert_eq!(comparable(written), plain, "{written}");
    }
}

#[test]
fn lineages_of_both_kinds_are_read() {
    let metaphlan =
        Lineage::parse("k__Bacteria|p__|f__Lachnospiraceae|g__GGB1|s__GGB1_SGB2|t__SGB2").unwrap();
    assert_eq!(metaphlan.rank(), Rank::Strain);
    assert_eq!(metaphlan.at(Rank::Phylum), Some(""));
    assert_eq!(metaphlan.at(Rank::Order), None);
    let gtdb = Lineage::parse("d__Bacteria; p__Bacillota_A; s__Agathobacter rectalis;").unwrap();
    assert_eq!(gtdb.at(Rank::Species), Some("Agathobacter rectalis"));
}

#[test]
fn what_is_no_lineage_is_refused() {
    assert_eq!(Lineage::read(&"A;".repeat(100_000)), None);
    for text in [
        "",
        "Bacteria",
        "x__Bacteria",
        "k__Bacteria|Firmicutes",
        "g__A|f__B",
        "k__A|k__B",
        "|",
    ] {
        assert_eq!(Lineage::parse(text), None, "{text}");
    }
    for text in ["Otu1", "04195686f2b70585790ec75320de0d6f", "g__A;f__B"] {
        assert_eq!(Lineage::read(text), None, "{text}");
    }
}

#[test]
fn every_classifier_is_understood() {
    for text in [
        "k__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; f__Lachnospiraceae; g__Blautia; s__",
        "d__Bacteria;p__Firmicutes;c__Clostridia;o__Clostridiales;f__Lachnospiraceae;g__Blautia;__",
        "D_0__Bacteria;D_1__Firmicutes;D_2__Clostridia;D_3__Clostridiales;D_4__Lachnospiraceae;D_5__Blautia;D_6__uncultured bacterium",
        "d:Bacteria(1.00),p:Firmicutes(1.00),c:Clostridia(1.00),o:Clostridiales(0.99),f:Lachnospiraceae(0.98),g:Blautia(0.71)",
        "\"Bacteria(100);Firmicutes(100);Clostridia(100);Clostridiales(99);Lachnospiraceae(98);Blautia(71);\"",
        "Bacteria;Firmicutes;Clostridia;Clostridiales;Lachnospiraceae;Blautia",
        "Root;Bacteria;Firmicutes;Clostridia;Clostridiales;Lachnospiraceae;Blautia;NA",
    ] {
        let lineage = read(text);
        assert_eq!(lineage.at(Rank::Genus), Some("Blautia"), "{text}");
        assert_eq!(lineage.at(Rank::Phylum), Some("Firmicutes"), "{text}");
        assert_eq!(lineage.rank(), Rank::Genus, "{text}");
    }
}

#[test]
fn what_could_not_be_named_has_no_name() {
    let mothur = read(
        "Bacteria(100);Firmicutes(100);Clostridia(100);Clostridiales(100);Lachnospiraceae(100);Lachnospiraceae_unclassified(100);",
    );
    assert_eq!(mothur.rank(), Rank::Family);
    let silva = read(
        "d__Bacteria;p__Firmicutes;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;g__uncultured;s__human_gut_metagenome",
    );
    assert_eq!(silva.rank(), Rank::Family);
    for text in ["Unassigned", "unclassified", "NA", "No blast hit", ""] {
        assert!(read(text).clades().is_empty(), "{text}");
    }
}

#[test]
fn an_epithet_alone_gets_its_genus() {
    let lineage = Lineage::of([
        (Rank::Family, "Ruminococcaceae", None),
        (Rank::Genus, "Faecalibacterium", Some(216_851)),
        (Rank::Species, "prausnitzii", None),
    ]);
    assert_eq!(
        lineage.at(Rank::Species),
        Some("Faecalibacterium prausnitzii")
    );
    assert_eq!(lineage.clade(Rank::Genus).unwrap().taxid, Some(216_851));
}

#[test]
fn taxids_stand_at_their_clades() {
    let lineage = Lineage::parse("k__Bacteria|p__Firmicutes|g__X|s__X_y")
        .unwrap()
        .with_taxids("2|1239||39491");
    let taxids: Vec<Option<u32>> = lineage.clades().iter().map(|clade| clade.taxid).collect();
    assert_eq!(taxids, [Some(2), Some(1239), None, Some(39_491)]);
}
