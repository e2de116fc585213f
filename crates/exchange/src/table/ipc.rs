//! Tables as Arrow files (the IPC format, also known as Feather 2), which other programs map into memory without parsing. Facts about the
//! table stand in the metadata of the schema, in the order of their names.

use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow::datatypes::Schema;
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;

use super::{Table, TableError, arrays};

const FORMAT: &str = "Arrow";

/// Writes a table as an Arrow file.
///
/// # Errors
/// The columns do not make a table, or the stream fails.
pub fn write_arrow(table: &Table, out: impl Write) -> Result<(), TableError> {
    let refused = |error: arrow::error::ArrowError| TableError::Refused {
        format: FORMAT,
        reason: error.to_string(),
    };
    let batch = arrays::batch(table, FORMAT)?;
    let facts = table.metadata.iter().cloned().collect();
    let schema = Schema::clone(&batch.schema()).with_metadata(facts);
    let batch = batch.with_schema(Arc::new(schema)).map_err(refused)?;
    let mut writer = FileWriter::try_new(out, &batch.schema()).map_err(refused)?;
    writer.write(&batch).map_err(refused)?;
    writer.finish().map_err(refused)
}

/// Reads a table as [`write_arrow`] writes it: the same bits, units and facts. A missing number is NaN.
///
/// # Errors
/// The bytes are no Arrow file, or it has a column that is neither 64-bit numbers nor texts, or a missing text.
pub fn read_arrow(bytes: &[u8]) -> Result<Table, TableError> {
    let unreadable = |error: arrow::error::ArrowError| TableError::Unreadable {
        format: FORMAT,
        reason: error.to_string(),
    };
    let reader = FileReader::try_new(Cursor::new(bytes), None).map_err(unreadable)?;
    let schema = reader.schema();
    let mut facts: Vec<(String, String)> = schema
        .metadata()
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    facts.sort();
    let mut table = Table {
        columns: arrays::empty_columns(&schema, FORMAT)?,
        metadata: facts,
    };
    for batch in reader {
        arrays::append(&mut table.columns, &batch.map_err(unreadable)?, FORMAT)?;
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, Values};

    fn table() -> Table {
        Table {
            columns: vec![
                Column::texts("sample", vec!["a".to_owned(), "=b".to_owned()]),
                Column::numbers("stool.butyrate", "mmol/kg", vec![5e-324, f64::NAN]),
            ],
            metadata: [("a", "1"), ("b", "2"), ("model", "0f"), ("seed", "17")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .to_vec(),
        }
    }

    fn written(table: &Table) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_arrow(table, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_written_is_read_with_the_same_bits_units_and_facts() {
        let read = read_arrow(&written(&table())).unwrap();
        assert_eq!(read.metadata, table().metadata);
        assert_eq!(read.columns[0], table().columns[0]);
        assert_eq!(read.columns[1].unit.as_deref(), Some("mmol/kg"));
        let Values::Numbers(values) = &read.columns[1].values else {
            panic!("no numbers")
        };
        assert_eq!(values[0].to_bits(), 5e-324_f64.to_bits());
        assert!(values[1].is_nan());
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        assert_eq!(written(&table()), written(&table()));
    }

    #[test]
    fn what_is_no_arrow_file_is_refused() {
        let error = read_arrow(b"sample,x\n").unwrap_err().to_string();
        assert!(
            error.starts_with("the table cannot be read from Arrow: "),
            "{error}"
        );
    }
}
