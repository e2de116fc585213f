//! Reads markup strictly: every element is closed, every attribute quoted, every reference a number or one of five.

/// An element.
#[derive(Debug)]
pub struct Element<'a> {
    pub name: &'a str,
    pub attributes: &'a str,
    /// What stands between its tags.
    pub content: &'a str,
}

/// All elements in the order in which they begin.
pub fn elements(text: &str) -> Result<Vec<Element<'_>>, String> {
    let mut elements: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut rest = text.strip_prefix("<!DOCTYPE html>").unwrap_or(text);
    while let Some(start) = rest.find('<') {
        check_references(&rest[..start])?;
        let at = text.len() - rest.len() + start;
        let tag = tag(&rest[start + 1..])?;
        rest = &rest[start + 1 + tag.len() + 1..];
        let after = text.len() - rest.len();
        if let Some(name) = tag.strip_prefix('/') {
            let (place, begins) = open.pop().ok_or(format!("</{name}> closes nothing"))?;
            if elements[place].name != name {
                return Err(format!("</{name}> closes <{}>", elements[place].name));
            }
            elements[place].content = &text[begins..at];
            continue;
        }
        let alone = tag.ends_with('/');
        let inside = tag.trim_end_matches('/');
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        check_attributes(attributes)?;
        elements.push(Element {
            name,
            attributes,
            content: "",
        });
        if !alone {
            open.push((elements.len() - 1, after));
        }
    }
    match open.pop() {
        Some((place, _)) => Err(format!("<{}> is not closed", elements[place].name)),
        None => Ok(elements),
    }
}

/// A tag without its angle brackets, of which quotes may hold some.
fn tag(text: &str) -> Result<&str, String> {
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '<' => break,
            '>' if !quoted => return Ok(&text[..at]),
            _ => {}
        }
    }
    Err(format!(
        "a tag is not closed: {}",
        &text[..text.len().min(40)]
    ))
}

fn check_attributes(attributes: &str) -> Result<(), String> {
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let known = rest.split_once("=\"").and_then(|(name, after)| {
            let (value, after) = after.split_once('"')?;
            let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
            name.chars().all(word).then_some((value, after))
        });
        let (value, after) = known.ok_or(format!("not an attribute: {rest}"))?;
        check_references(value)?;
        rest = after.trim_start();
    }
    Ok(())
}

fn check_references(text: &str) -> Result<(), String> {
    for reference in text.split('&').skip(1) {
        let name = reference.split_once(';').map_or("", |(name, _)| name);
        let number = name
            .strip_prefix('#')
            .is_some_and(|digits| digits.parse::<u32>().is_ok());
        if !number && !["amp", "lt", "gt", "quot", "apos"].contains(&name) {
            return Err(format!(
                "not a reference: &{}",
                reference.chars().take(20).collect::<String>()
            ));
        }
    }
    Ok(())
}

#[test]
fn faults_are_found() {
    for (text, fault) in [
        ("<a><b></a>", "</a> closes <b>"),
        ("<a>", "<a> is not closed"),
        ("</a>", "</a> closes nothing"),
        ("<a b=c/>", "not an attribute: b=c"),
        ("<a>&nbsp;</a>", "not a reference: &nbsp;"),
        ("<a", "a tag is not closed: a"),
    ] {
        assert_eq!(elements(text).unwrap_err(), fault);
    }
    assert_eq!(elements("<a b=\">\"><c/>&#38;</a>").unwrap().len(), 2);
}
