//! Names that changed: the table of old and new names, read from its document.

use std::collections::BTreeMap;

use physiology::document::{Fault, Faults, Source, Table, read_document};

use super::lineage::comparable;

/// Old and new names of genera and phyla, species that left their genus, numbers of the NCBI Taxonomy, and the model's genera of each
/// family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Other names of a genus, by its comparable name.
    genera: BTreeMap<String, Vec<String>>,
    /// The genus that a species went to, by its comparable name.
    species: BTreeMap<String, String>,
    /// The model's genera of a family, by its comparable name.
    families: BTreeMap<String, Vec<String>>,
    /// The name of today of a phylum, by its comparable older names.
    phyla: BTreeMap<String, String>,
    /// The genus of today of genera and species, by their numbers in the NCBI Taxonomy.
    taxids: BTreeMap<u32, String>,
}

impl Synonyms {
    /// Reads the table.
    ///
    /// ```
    /// use exchange::profile::Synonyms;
    /// use physiology::document::Source;
    /// let text = r#"
    ///     [[genus]]
    ///     old  = "Propionibacterium"
    ///     new  = ["Cutibacterium"]
    ///     note = "since 2016"
    /// "#;
    /// let synonyms = Synonyms::read(&Source::new("synonyms.toml", text)).unwrap();
    /// assert_eq!(synonyms.of_genus("Cutibacterium"), ["Propionibacterium"]);
    /// ```
    ///
    /// # Errors
    /// Every fault of the document: fields missing or unknown, a species with two genera, an entry without source or note.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let mut synonyms = Self::default();
        read_document(source, &faults, |root| {
            root.tables("genus", |entry| synonyms.read_genus(entry));
            root.tables("species", |entry| synonyms.read_species(entry));
            root.tables("family", |entry| synonyms.read_family(entry));
            root.tables("phylum", |entry| synonyms.read_phylum(entry));
            root.tables("taxid", |entry| synonyms.read_taxids(entry));
        });
        faults.into_result(synonyms)
    }

    /// The other names of a genus, in the order of the table.
    pub fn of_genus(&self, name: &str) -> &[String] {
        self.genera
            .get(&comparable(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The genus that a species belongs to today, if it left another.
    pub fn of_species(&self, name: &str) -> Option<&str> {
        self.species.get(&comparable(name)).map(String::as_str)
    }

    /// The model's genera of a family.
    pub fn of_family(&self, name: &str) -> &[String] {
        self.families
            .get(&comparable(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The name that a phylum has today.
    pub fn of_phylum<'n>(&'n self, name: &'n str) -> &'n str {
        self.phyla
            .get(&comparable(name))
            .map_or(name, String::as_str)
    }

    /// The genus to which a clade of this number in the NCBI Taxonomy, a genus or a species, belongs today.
    pub fn of_taxid(&self, taxid: u32) -> Option<&str> {
        self.taxids.get(&taxid).map(String::as_str)
    }

    fn read_genus(&mut self, entry: &Table<'_>) {
        has_a_reason(entry);
        let Some(old) = entry.required_text("old") else {
            return;
        };
        for new in required_texts(entry, "new") {
            if comparable(&old) == comparable(&new) {
                entry.fault("new", format!("`{new}` is the old name itself"), None);
            }
            self.also(&old, &new);
            self.also(&new, &old);
        }
    }

    fn also(&mut self, name: &str, other: &str) {
        let names = self.genera.entry(comparable(name)).or_default();
        if !names.iter().any(|known| known == other) {
            names.push(other.to_owned());
        }
    }

    fn read_species(&mut self, entry: &Table<'_>) {
        has_a_reason(entry);
        let Some(genus) = entry.required_text("genus") else {
            return;
        };
        for old in required_texts(entry, "old") {
            let earlier = self.species.insert(comparable(&old), genus.clone());
            if let Some(earlier) = earlier.filter(|earlier| *earlier != genus) {
                entry.fault("old", format!("`{old}` went to `{earlier}` already"), None);
            }
        }
    }

    fn read_phylum(&mut self, entry: &Table<'_>) {
        has_a_reason(entry);
        let new = required_texts(entry, "new");
        let (Some(old), Some(new)) = (entry.required_text("old"), new.first()) else {
            return;
        };
        if self.phyla.insert(comparable(&old), new.clone()).is_some() {
            entry.fault("old", format!("`{old}` has an entry already"), None);
        }
    }

    fn read_taxids(&mut self, entry: &Table<'_>) {
        has_a_reason(entry);
        let genus = entry.required_text("genus");
        let ids = required_texts(entry, "ids");
        let Some(genus) = genus else { return };
        for id in ids {
            match id
                .parse::<u32>()
                .map(|taxid| self.taxids.insert(taxid, genus.clone()))
            {
                Err(_) => entry.fault(
                    "ids",
                    format!("`{id}` is no number of the NCBI Taxonomy"),
                    None,
                ),
                Ok(Some(earlier)) if earlier != genus => {
                    entry.fault("ids", format!("{id} went to `{earlier}` already"), None);
                }
                Ok(_) => {}
            }
        }
    }

    fn read_family(&mut self, entry: &Table<'_>) {
        has_a_reason(entry);
        let genera = required_texts(entry, "genera");
        for name in required_texts(entry, "names") {
            if self
                .families
                .insert(comparable(&name), genera.clone())
                .is_some()
            {
                entry.fault("names", format!("`{name}` has an entry already"), None);
            }
        }
    }
}

fn required_texts(entry: &Table<'_>, key: &str) -> Vec<String> {
    let texts = entry.texts(key).unwrap_or_default();
    if texts.is_empty() {
        entry.fault(
            key,
            "names nothing",
            Some("a list of names is expected".to_owned()),
        );
    }
    texts
}

fn has_a_reason(entry: &Table<'_>) {
    let source = entry.text("source");
    let note = entry.text("note");
    if source.is_none() && note.is_none() {
        entry.fault("", "has neither a source nor a note", None);
    }
}
