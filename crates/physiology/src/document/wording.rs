//! How messages show what was found, and name what may have been meant and what is allowed.

use std::collections::HashSet;

/// How many names a help line lists.
const NAMES_SHOWN: usize = 12;
/// How many names are held to be near enough to be meant.
const NEAR_SHOWN: usize = 3;
/// A text of more bytes is no mistyped name.
const LONGEST: usize = 200;
/// How many characters of a text a message repeats.
const EXCERPT: usize = 60;

/// A text of a file as a message may show it: short, quoted, without control characters.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| {
        let escaped = c.is_control().then(|| c.escape_default().to_string());
        escaped.unwrap_or_else(|| c.to_string())
    };
    let shown: String = text.chars().take(EXCERPT).map(plain).collect();
    let more = if text.chars().nth(EXCERPT).is_some() {
        "…"
    } else {
        ""
    };
    format!("`{shown}{more}`")
}

/// How far a name is from a text in lower case, when it is near enough to be meant: at most a third of it mistyped, one begins the
/// other, or the text is one word of the name.
fn distance(text: &str, name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let near = |distance: usize| 3 * distance <= text.len().max(3);
    // Whatever is mistyped, the lengths stand apart at least: most names need no closer look.
    let may_be_near = |name: &str| near(text.chars().count().abs_diff(name.chars().count()));
    let begins = text.len() > 2 && (name.starts_with(text) || text.starts_with(&name));
    if begins || may_be_near(&name) {
        let whole = strsim::damerau_levenshtein(text, &name);
        if begins || near(whole) {
            return Some(whole);
        }
    }
    let words = name.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() > 2 && may_be_near(word))
        .map(|word| strsim::damerau_levenshtein(text, word))
        .filter(|distance| near(*distance))
        .min()
        // A whole name is meant rather than a part of another.
        .map(|distance| distance + text.len())
}

/// The known names that a text may mean, nearest first.
fn near<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let text = text.to_lowercase();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| Some((distance(&text, name)?, name)))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, name)| name).collect()
}

/// A help line: the names that may be meant, nearest first, and what is allowed, as far as a line can list it.
pub fn allowed<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen = HashSet::new();
    let known = known.into_iter();
    let names: Vec<&str> = known.filter(|name| seen.insert(*name)).collect();
    let mut meant: Vec<String> = near(text, names.iter().copied())
        .into_iter()
        .take(NEAR_SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    let last = meant.pop();
    let meant = last.map(|last| match meant.is_empty() {
        true => format!("did you mean {last}?"),
        false => format!("did you mean {} or {last}?", meant.join(", ")),
    });
    let more = names.len().saturating_sub(NAMES_SHOWN);
    let shown = &names[..names.len() - more];
    let shown = match shown.iter().any(|name| name.contains(',')) {
        true => shown.join("; "),
        false => shown.join(", "),
    };
    match meant {
        Some(meant) if more > 0 || names.len() == 1 => meant,
        Some(meant) => format!("{meant} allowed: {shown}"),
        None if names.is_empty() => "nothing is allowed here".to_owned(),
        None if more > 0 => format!("allowed: {shown} and {more} more"),
        None => format!("allowed: {shown}"),
    }
}
