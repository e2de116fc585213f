//! What the name of a species says of the clades that hold it.

use super::super::taxids::without_prefix;
use super::super::{Lineage, Rank};

/// What stands before the name of a clade that nobody has in culture.
const UNCULTURED: [&str; 3] = ["uncultured", "unidentified", "unclassified"];
/// What stands in the place of an epithet where no genus is known.
const NO_EPITHETS: [&str; 2] = ["bacterium", "archaeon"];
/// Clades of prokaryotes with a name of two words.
const CANDIDATUS: &str = "Candidatus";

/// The lineage of a genus, a species or a strain, as far as its name goes. That of a species goes down to species, named or not, so that no
/// clade counts as one that holds the others.
pub(super) fn lineage(name: &str, rank: Rank, taxid: Option<u32>) -> Lineage {
    if rank == Rank::Genus {
        return Lineage::of([(rank, name, taxid)]);
    }
    let name = without_prefix(name);
    let words: Vec<&str> = name
        .split_whitespace()
        .map(|word| word.trim_matches(['\'', '"']))
        .collect();
    let above = holder(&words);
    let (species, taxid) = if rank == Rank::Species {
        (name.to_owned(), taxid)
    } else {
        // The number is that of the strain.
        (
            words.iter().copied().take(2).collect::<Vec<_>>().join(" "),
            None,
        )
    };
    let above = above
        .iter()
        .map(|(rank, name)| (*rank, name.as_str(), None));
    let lineage = Lineage::of(above.chain([(Rank::Species, species.as_str(), taxid)]));
    if lineage.clades().is_empty() {
        return lineage;
    }
    lineage.down_to(Rank::Species)
}

/// The clade that the words of a species' name put it in. A genus in brackets is one to which it does not belong, and a virus is named
/// after its host.
fn holder(words: &[&str]) -> Option<(Rank, String)> {
    if words.iter().any(|word| is_virus(word)) {
        return Some((Rank::Kingdom, "Viruses".to_owned()));
    }
    let uncultured = |word: &&&str| UNCULTURED.contains(*word);
    let words = &words[words.iter().take_while(uncultured).count()..];
    let (first, rest) = words.split_first()?;
    let (name, rest) = match rest.split_first() {
        Some((second, rest)) if *first == CANDIDATUS => (second, rest),
        _ => (first, rest),
    };
    if !name.starts_with(char::is_uppercase) {
        return None;
    }
    let no_epithet = rest.first().is_some_and(|word| NO_EPITHETS.contains(word));
    if name.ends_with("aceae") {
        Some((Rank::Family, (*name).to_owned()))
    } else if no_epithet {
        name.ends_with("ales")
            .then(|| (Rank::Order, (*name).to_owned()))
    } else if name == first {
        Some((Rank::Genus, (*name).to_owned()))
    } else {
        Some((Rank::Genus, format!("{CANDIDATUS} {name}")))
    }
}

fn is_virus(word: &str) -> bool {
    let word = word.to_lowercase();
    ["virus", "phage", "viroid"]
        .iter()
        .any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_species_tell_their_genus_or_less() {
        for (name, rank, expected) in [
            ("Escherichia coli", Rank::Genus, "Escherichia"),
            ("Clostridium sp. AF34-10BH", Rank::Genus, "Clostridium"),
            ("s__Bacteroides_A coprophilus", Rank::Genus, "Bacteroides_A"),
            ("'Nostoc azollae' 0708", Rank::Genus, "Nostoc"),
            ("uncultured Blautia sp.", Rank::Genus, "Blautia"),
            (
                "Candidatus Cibiobacter qucibialis",
                Rank::Genus,
                "Candidatus Cibiobacter",
            ),
            (
                "Lachnospiraceae bacterium GAM79",
                Rank::Family,
                "Lachnospiraceae",
            ),
            (
                "Clostridiales bacterium CCNA10",
                Rank::Order,
                "Clostridiales",
            ),
            ("Escherichia phage T7", Rank::Kingdom, "Viruses"),
            ("uncultured crAssphage", Rank::Kingdom, "Viruses"),
            ("Influenza A virus", Rank::Kingdom, "Viruses"),
        ] {
            let lineage = lineage(name, Rank::Species, Some(7));
            let holder = lineage.clades().iter().rev();
            let mut holder = holder.skip(1).filter(|clade| !clade.name.is_empty());
            let holder = holder.next().map(|clade| (clade.rank, clade.name.as_str()));
            assert_eq!(holder, Some((rank, expected)), "{name}");
        }
    }

    #[test]
    fn a_genus_in_brackets_is_not_the_genus_of_the_species() {
        for name in [
            "[Clostridium] innocuum",
            "[Ruminococcus] gnavus",
            "Firmicutes bacterium ASF500",
            "bacterium LF-3",
        ] {
            let lineage = lineage(name, Rank::Species, Some(7));
            assert_eq!(lineage.at(Rank::Genus), None, "{name}");
            let species = lineage.clade(Rank::Species).unwrap();
            assert_eq!((species.name.as_str(), species.taxid), (name, Some(7)));
        }
    }

    #[test]
    fn strains_count_to_their_species_and_genera_are_named_as_they_are() {
        let strain = lineage(
            "Escherichia coli str. K-12 substr. MG1655",
            Rank::Strain,
            Some(511_145),
        );
        let species = strain.clade(Rank::Species).unwrap();
        assert_eq!(
            (species.name.as_str(), species.taxid),
            ("Escherichia coli", None)
        );
        assert_eq!(strain.at(Rank::Genus), Some("Escherichia"));
        let genus = lineage("Candidatus Cibiobacter", Rank::Genus, Some(8));
        assert_eq!(genus.at(Rank::Genus), Some("Candidatus Cibiobacter"));
        assert_eq!(genus.clade(Rank::Genus).unwrap().taxid, Some(8));
    }

    #[test]
    fn what_names_nothing_is_unclassified() {
        assert_eq!(
            lineage("uncultured bacterium", Rank::Species, None).clades(),
            []
        );
        assert_eq!(lineage("", Rank::Strain, None).clades(), []);
    }
}
