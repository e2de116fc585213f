//! What is wrong in a text, and where.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// A text with the name it goes by in messages.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name as a person knows it.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// A named text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Line and column (both from 1) of a byte of the text.
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let before = &self.text.as_bytes()[..byte.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count()
            + 1;
        (line, column)
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
