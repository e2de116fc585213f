//! Publications: entries of the bibliography as a page shows them.

use lab::laboratory::bibliography;
use lab::sources::link;
use serde_json::{Map, Value, json};

/// All entries, by key.
pub(super) fn all() -> Map<String, Value> {
    let entries = bibliography().split("\n@").skip(1);
    entries.filter_map(publication).collect()
}

/// `article{key,` and a line for every field, as our bibliography is written.
fn publication(entry: &str) -> Option<(String, Value)> {
    let mut lines = entry.lines();
    let (_, key) = lines.next()?.trim_end_matches(',').split_once('{')?;
    let fields: Vec<(&str, &str)> = lines
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| {
            (
                name.trim(),
                value.trim().trim_end_matches(',').trim_matches(['{', '}']),
            )
        })
        .collect();
    let field = |name: &str| {
        fields
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| *value)
    };
    let link = link(field("doi"), field("pmid"), field("pmcid"));
    let journal = field("journal")
        .or_else(|| field("publisher"))
        .or_else(|| field("institution"));
    let value = json!({
        // Of a few the title is not known, but what they report is.
        "title": field("title").or_else(|| field("note")).unwrap_or(key),
        "authors": field("author").unwrap_or_default().replace(" and ", "; "),
        "year": field("year").unwrap_or_default(),
        "journal": journal.unwrap_or_default(),
        "doi": field("doi"),
        "url": link.or_else(|| field("url").map(ToOwned::to_owned)),
    });
    Some((key.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_says_what_it_is_where_and_when() {
        let all = all();
        assert_eq!(all.len(), bibliography().matches("\n@").count());
        for (key, entry) in &all {
            for field in ["title", "year", "journal"] {
                assert_ne!(entry[field], "", "{key}: {field}");
            }
        }
        let known = &all["atkinson2008glycemic"];
        assert_eq!(
            known["title"],
            "International tables of glycemic index and glycemic load values: 2008"
        );
        assert_eq!(
            known["authors"],
            "Atkinson, Fiona S.; Foster-Powell, Kaye; Brand-Miller, Jennie C."
        );
    }
}
