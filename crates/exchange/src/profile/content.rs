//! What a file holds, before a reader knows what it is.

use std::str;

use super::{FaultKind, ProfileFault, ProfileFaults};

/// A file's name for messages, and its bytes, unpacked when they were compressed.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    file: &'a str,
    bytes: &'a [u8],
    /// The bytes as text, without the mark of its encoding; the offset of the byte that belongs to no text otherwise.
    text: Result<&'a str, usize>,
}

impl<'a> Content<'a> {
    /// What a file of this name holds.
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Self {
        let text = str::from_utf8(bytes);
        Self {
            file,
            bytes,
            text: match text {
                Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
                Err(error) => Err(error.valid_up_to()),
            },
        }
    }

    /// The file, as a person named it.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// Everything.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The text, or nothing where it is none: enough to recognise a format.
    pub fn text(&self) -> &'a str {
        self.text.unwrap_or_default()
    }

    /// The text.
    ///
    /// # Errors
    /// It is none.
    pub fn require_text(&self) -> Result<&'a str, ProfileFaults> {
        self.text.map_err(|byte| {
            let before = &self.bytes[..byte];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            ProfileFault::at_line(self.file, line, FaultKind::NotText { byte }).into()
        })
    }

    /// The first line that is not blank.
    pub fn first_line(&self) -> &'a str {
        let mut lines = self.text().lines();
        lines
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default()
    }
}
