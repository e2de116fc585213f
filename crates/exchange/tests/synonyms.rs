//! The project's table of old and new names.

mod support;

use exchange::profile::Synonyms;
use physiology::document::Source;
use support::{synonyms, taxonomy};

#[test]
fn old_and_new_names_lead_to_each_other() {
    let synonyms = synonyms();
    assert_eq!(synonyms.of_genus("Segatella"), ["Prevotella"]);
    assert!(
        synonyms
            .of_genus("g__prevotella")
            .contains(&"Segatella".to_owned())
    );
    assert_eq!(synonyms.of_genus("Peptoclostridium"), ["Clostridioides"]);
    assert_eq!(
        synonyms.of_species("s__Eubacterium_hallii"),
        Some("Anaerobutyricum")
    );
    assert_eq!(
        synonyms.of_species("[Eubacterium] rectale"),
        Some("Agathobacter")
    );
    assert_eq!(synonyms.of_species("Bacteroides fragilis"), None);
}

#[test]
fn every_family_names_genera_of_the_model() {
    let names: Vec<String> = taxonomy()
        .genera
        .into_iter()
        .map(|genus| genus.name)
        .collect();
    let synonyms = synonyms();
    for family in [
        "Lachnospiraceae",
        "Oscillospiraceae",
        "Enterobacteriaceae",
        "Bacteroidaceae",
        "Dialisteraceae",
    ] {
        let members = synonyms.of_family(family);
        assert!(!members.is_empty(), "{family}");
        for genus in members {
            assert!(names.contains(genus), "{family}: {genus}");
        }
    }
    assert!(synonyms.of_family("Peptostreptococcaceae").is_empty());
}

#[test]
fn an_entry_without_a_reason_and_a_species_with_two_genera_are_faults() {
    let text = "[[genus]]\nold = 'A'\nnew = ['B']\n\n\
                [[species]]\nold = ['A a']\ngenus = 'B'\nnote = 'x'\n\n\
                [[species]]\nold = ['A_a']\ngenus = 'C'\nnote = 'x'\n";
    let faults = Synonyms::read(&Source::new("synonyms.toml", text)).unwrap_err();
    let messages: Vec<String> = faults.iter().map(|fault| fault.message.clone()).collect();
    assert_eq!(
        messages,
        [
            "has neither a source nor a note",
            "`A_a` went to `B` already"
        ]
    );
}
