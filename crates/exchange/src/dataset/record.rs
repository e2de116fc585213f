//! What a part holds, written beside it when all of it is there.

use serde::{Deserialize, Serialize};

use super::folder::json;

/// The tables of a part with rows and hashes, and a hash of the record itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    part: usize,
    tables: Vec<TableRecord>,
    /// BLAKE3 over part and tables, so that a damaged record is not taken for a damaged table.
    seal: String,
}

/// One table of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableRecord {
    pub name: String,
    pub rows: usize,
    /// Of the file.
    pub blake3: String,
}

impl Record {
    pub fn new(part: usize, tables: Vec<TableRecord>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("part {part}\n").as_bytes());
        for TableRecord { name, rows, blake3 } in &tables {
            hasher.update(format!("{name} {rows} {blake3}\n").as_bytes());
        }
        Self {
            part,
            tables,
            seal: hasher.finalize().to_hex().to_string(),
        }
    }

    /// Reads the record of a part; none when the bytes are not to the last one what was written.
    pub fn read(part: usize, bytes: &[u8]) -> Option<Self> {
        let found: Self = serde_json::from_slice(bytes).ok()?;
        let record = Self::new(part, found.tables);
        (json(&record).ok()? == bytes).then_some(record)
    }

    pub fn tables(&self) -> &[TableRecord] {
        &self.tables
    }
}

impl TableRecord {
    pub fn new(name: &str, rows: usize, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            rows,
            blake3: hash(bytes),
        }
    }

    /// Whether these are the bytes that were written.
    pub fn describes(&self, bytes: &[u8]) -> bool {
        self.blake3 == hash(bytes)
    }
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_only_as_it_was_written_and_for_its_own_part() {
        let record = Record::new(3, vec![TableRecord::new("people", 64, b"bytes")]);
        let bytes = json(&record).unwrap();
        assert!(Record::read(3, &bytes).is_some());
        assert!(Record::read(4, &bytes).is_none());
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                assert!(Record::read(3, &flipped).is_none(), "byte {at}, bit {bit}");
            }
        }
    }
}
