//! Tables and figures of a page.

use askama::Template;

use super::arms::Legend;

/// A table whose first column says what each row is about.
#[derive(Template)]
#[template(path = "table.html")]
pub struct Table {
    /// What it is a table of.
    pub caption: String,
    /// Titles of the columns.
    pub columns: Vec<String>,
    /// How many columns hold words; the others hold numbers.
    pub words: usize,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, words: usize, columns: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.iter().map(|title| (*title).to_owned()).collect(),
            words,
            rows: Vec::new(),
        }
    }
}

/// A drawing with what it shows.
#[derive(Template)]
#[template(path = "figure.html")]
pub struct Figure {
    /// The drawing.
    pub drawing: String,
    /// What it shows, and how to read it.
    pub caption: String,
    /// Which arm looks how.
    pub legend: Vec<Legend>,
}
