use super::*;

#[test]
fn names_are_told_apart() {
    for (kind, names) in [
        (
            Kind::Lineage,
            &[
                "k__Bacteria|p__Firmicutes",
                "d__Bacteria;p__Bacillota",
                "g__Blautia",
                "k__Bacteria.p__Firmicutes.g__Blautia",
                "d:Bacteria,p:Firmicutes",
            ][..],
        ),
        (
            Kind::Sequence,
            &["TACGGAGGATGCGAGCGTTATC", "tacggaggatgcgagcgttatc"],
        ),
        (
            Kind::Identifier,
            &[
                "ASV12",
                "OTU_5",
                "Otu001",
                "zOTU3",
                "denovo12",
                "New.ReferenceOTU4",
                "04195686f2b70585790ec75320de0d6f",
            ],
        ),
        (Kind::Digits, &["4479944", "X4479944", "7"]),
        (
            Kind::Clade,
            &[
                "Bacteroides",
                "[Ruminococcus] gnavus group",
                "Faecalibacterium prausnitzii",
                "Faecalibacterium.prausnitzii",
                "X.Ruminococcus..gnavus.group",
                "Escherichia-Shigella",
                "Escherichia/Shigella",
                "Lachnospiraceae_NK4A136_group",
                "Lachnospiraceae_unclassified",
                "Candidatus Saccharimonas",
            ],
        ),
        (
            Kind::Nameless,
            &["", "NA", "Unassigned", "uncultured bacterium", "Other"],
        ),
        (
            Kind::Other,
            &[
                "P1",
                "Sample_1",
                "Donor_2",
                "Stool",
                "Healthy",
                "UCG-002",
                "Prevotella_9",
                "age",
                "SRR5665",
                "É",
            ],
        ),
    ] {
        for name in names {
            assert_eq!(Kind::of(name), kind, "{name}");
        }
    }
}

#[test]
fn a_bare_name_is_a_genus_or_a_species_in_its_genus() {
    for (name, rank, clade) in [
        ("Bacteroides", Rank::Genus, "Bacteroides"),
        (
            "[Ruminococcus] gnavus group",
            Rank::Genus,
            "[Ruminococcus] gnavus group",
        ),
        (
            "X.Ruminococcus..gnavus.group",
            Rank::Genus,
            "Ruminococcus gnavus group",
        ),
        (
            "Clostridium sensu stricto 1",
            Rank::Genus,
            "Clostridium sensu stricto 1",
        ),
        (
            "Lachnospiracea_incertae_sedis",
            Rank::Genus,
            "Lachnospiracea_incertae_sedis",
        ),
        ("Prevotella_9", Rank::Genus, "Prevotella_9"),
        ("Blautia_A", Rank::Genus, "Blautia_A"),
        ("UCG-002", Rank::Genus, "UCG-002"),
        (
            "Candidatus Saccharimonas",
            Rank::Genus,
            "Candidatus Saccharimonas",
        ),
        (
            "Faecalibacterium prausnitzii",
            Rank::Species,
            "Faecalibacterium prausnitzii",
        ),
        (
            "Faecalibacterium.prausnitzii",
            Rank::Species,
            "Faecalibacterium prausnitzii",
        ),
        (
            "[Eubacterium]_hallii",
            Rank::Species,
            "[Eubacterium] hallii",
        ),
        ("Bacteroides_unclassified", Rank::Genus, "Bacteroides"),
        (
            "Lachnospiraceae_unclassified",
            Rank::Family,
            "Lachnospiraceae",
        ),
        (
            "Lachnospiraceae bacterium 3_1_57FAA",
            Rank::Family,
            "Lachnospiraceae",
        ),
        ("Clostridiales", Rank::Order, "Clostridiales"),
        ("Bacillota", Rank::Phylum, "Bacillota"),
        ("Bacteria", Rank::Kingdom, "Bacteria"),
    ] {
        let lineage = read(name, true).unwrap();
        assert_eq!(
            (lineage.rank(), lineage.at(rank)),
            (rank, Some(clade)),
            "{name}"
        );
    }
    let species = read("Candidatus Arthromitus lactis", true).unwrap();
    assert_eq!(species.at(Rank::Genus), Some("Candidatus Arthromitus"));
    let species = read("[Eubacterium]_hallii", true).unwrap();
    assert_eq!(species.at(Rank::Genus), Some("[Eubacterium]"));
}

#[test]
fn a_number_says_nothing_even_among_clades() {
    for name in ["ASV1", "4479944", "TACGGAGGATGCGAGCGTTATC"] {
        assert_eq!(read(name, true), None, "{name}");
    }
    assert_eq!(read("Blautia", false), None);
    assert_eq!(read("Unassigned", false), Some(Lineage::default()));
}

#[test]
fn a_taxid_stands_at_the_narrowest_clade() {
    let lineage = with_taxid(Lineage::read("k__Bacteria;g__Blautia").unwrap(), "572511");
    let taxids: Vec<Option<u32>> = lineage.clades().iter().map(|clade| clade.taxid).collect();
    assert_eq!(taxids, [None, Some(572_511)]);
    let nothing = with_taxid(Lineage::default(), "1");
    assert_eq!(nothing, Lineage::default());
}
