//! What is wrong in a text, and where.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

/// A text with the name it goes by in messages.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name as a person knows it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The bytes at which its lines start, once a place was asked for: a text may have as many faults as lines.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// A named text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            lines: OnceLock::new(),
        }
    }

    /// Line and column (both from 1) of a byte of the text.
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n');
            std::iter::once(0)
                .chain(ends.map(|(end, _)| end + 1))
                .collect()
        });
        let byte = byte.min(self.text.len());
        let line = lines.partition_point(|start| *start <= byte);
        let start = lines.get(line - 1).copied().unwrap_or_default();
        (line, byte - start + 1)
    }
}

/// Something wrong in a file.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// Line and column, both from 1; left out when the fault is of the file as a whole.
    pub place: Option<(usize, usize)>,
    /// The bytes of the text it is about.
    pub span: Option<Range<usize>>,
    /// The dotted field, such as `course[1].dose`.
    pub field: String,
    /// What is wrong: what was found, in a sentence without a full stop.
    pub message: String,
    /// What is allowed, or what may help.
    pub help: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": `{}`", self.field)?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// Where faults gather while documents are read.
#[derive(Clone, Default, Debug)]
pub struct Faults(Rc<RefCell<Vec<Fault>>>);

impl Faults {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&self, fault: Fault) {
        self.0.borrow_mut().push(fault);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// The value when there were no faults, else all of them in the order of files and places.
    ///
    /// # Errors
    /// All faults that were gathered.
    pub fn into_result<T>(self, value: T) -> Result<T, Vec<Fault>> {
        let mut faults = self.0.take();
        if faults.is_empty() {
            return Ok(value);
        }
        faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        let source = Source::new("a.toml", "a = 1\n\nbc");
        let places = [0, 4, 5, 6, 7, 8, 9, 99].map(|byte| source.place(byte));
        let expected = [
            (1, 1),
            (1, 5),
            (1, 6),
            (2, 1),
            (3, 1),
            (3, 2),
            (3, 3),
            (3, 3),
        ];
        assert_eq!(places, expected);
        assert_eq!(Source::new("a.toml", "").place(0), (1, 1));
    }
}
