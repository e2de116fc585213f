//! What of a scenario does not fit the data, and how that is said.

use std::ops::Range;

use physiology::document::{allowed, quoted};
use physiology::numbers::Quantity;

use crate::scenario::Named;

/// A fault of the scenario against the data: the field, what is wrong, what may help.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// The dotted field.
    pub field: String,
    /// The bytes of the scenario it is about; none when it came from elsewhere.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What is allowed.
    pub help: Option<String>,
}

impl Mismatch {
    /// A mismatch of what stands at that place.
    pub fn new(at: &Named, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            field: at.field.clone(),
            span: at.span.clone(),
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

/// A name that the data do not know. `lists` are the kinds of things among which it was looked for.
pub(crate) fn unknown<'a>(
    name: &Named,
    what: &str,
    lists: &[&str],
    known: impl Iterator<Item = &'a str>,
) -> Mismatch {
    let lists: Vec<String> = lists
        .iter()
        .map(|kind| format!("`enteroderm list {kind}`"))
        .collect();
    Mismatch::new(
        name,
        format!("{} is not {what} that the data know", quoted(&name.text)),
        format!(
            "{}\nall of them: {}",
            allowed(&name.text, known),
            lists.join(", ")
        ),
    )
}

/// The range of a number, in words, when a value in base units is outside.
pub(crate) fn outside(input: &Quantity, value: f64) -> Option<String> {
    let own = input.unit.from_base(value);
    let is_inside = input.lo.is_none_or(|lo| own >= lo) && input.hi.is_none_or(|hi| own <= hi);
    let unit = match input.unit.text() {
        "1" => String::new(),
        unit => format!(" {unit}"),
    };
    let range = match (input.lo, input.hi) {
        (Some(lo), Some(hi)) => format!("{lo} to {hi}{unit}"),
        (Some(lo), None) => format!("{lo}{unit} and more"),
        (None, Some(hi)) => format!("{hi}{unit} and less"),
        (None, None) => String::new(),
    };
    (!is_inside).then_some(range)
}
