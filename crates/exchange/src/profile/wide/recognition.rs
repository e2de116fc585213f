//! Whether a text is a wide table at all, and not one of those that MetaPhlAn writes.

use super::super::delimited::Delimited;
use super::super::words::Word;
use super::super::{Content, Lineage, features};
use super::HEAD;
use super::columns::Content as Cells;

/// Whether a table has the marks of MetaPhlAn, or a header that only it has above lineages and percents.
pub(super) fn is_metaphlan(content: &Content<'_>, table: &Delimited<'_>) -> bool {
    let marked = content.text().lines().take(HEAD).any(|line| {
        let first = line.split('\t').next().unwrap_or_default();
        let name = first.trim_start_matches('#').trim();
        line.starts_with("#mpa_")
            || name.eq_ignore_ascii_case("clade_name")
            || line.contains("Metaphlan_Analysis")
    });
    let first = table.header.first().map_or("", String::as_str);
    let shared = ["id", "#sampleid"].contains(&first.to_ascii_lowercase().as_str());
    marked || (shared && table.has_tabs() && are_lineages_and_percents(table))
}

fn are_lineages_and_percents(table: &Delimited<'_>) -> bool {
    const MOST: f64 = 100.5;
    let mut rows = table.rows();
    for _ in 0..HEAD {
        let Some(row) = rows.next() else { break };
        let mut cells =
            (1..table.header.len()).filter_map(|column| features::amount(row.cell(column)));
        if Lineage::parse(row.cell(0)).is_none() || cells.any(|amount| amount > MOST) {
            return false;
        }
    }
    true
}

/// Whether the first line names columns and is not itself a row. Samples may be called by numbers, below a word or nothing.
pub(super) fn has_header(table: &Delimited<'_>) -> bool {
    let first = table.header.first().map_or("", String::as_str);
    let is_number = |name: &str| features::amount(name).is_some();
    let others = table.header.iter().skip(1);
    let numbers = others.filter(|name| is_number(name)).count();
    let mostly_words = 2 * numbers + 1 < table.header.len() && !is_number(first);
    first.is_empty() || mostly_words || Word::of(first).is_some()
}

/// Whether there are amounts, or columns of ranks.
pub(super) fn has_content(table: &Delimited<'_>) -> bool {
    let ranks = table
        .header
        .iter()
        .filter(|name| matches!(Word::of(name), Some(Word::Rank(_))));
    if ranks.count() > 1 {
        return true;
    }
    let mut rows = table.rows();
    for _ in 0..HEAD {
        let Some(row) = rows.next() else { break };
        if (1..table.header.len()).any(|column| Cells::of(row.cell(column)).is_of_numbers()) {
            return true;
        }
    }
    false
}
