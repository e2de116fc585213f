//! Tables as Parquet: units in the metadata of the fields, facts about the table in that of the file.
//!
//! Compressed with Snappy, which every reader knows and which is pure Rust here; Zstandard would bring a C library into the build.

use std::io::Write;

use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowWriter};
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::{Table, TableError, arrays};

const FORMAT: &str = "Parquet";

/// Writes a table as Parquet.
///
/// # Errors
/// The columns do not make a table, or the stream fails.
pub fn write_parquet(table: &Table, out: impl Write + Send) -> Result<(), TableError> {
    let batch = arrays::batch(table, FORMAT)?;
    let facts = table
        .metadata
        .iter()
        .map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("enteroderm ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(facts.collect()))
        .build();
    let mut writer =
        ArrowWriter::try_new(out, batch.schema(), Some(properties)).map_err(refused)?;
    writer.write(&batch).map_err(refused)?;
    writer.close().map_err(refused)?;
    Ok(())
}

/// Reads a table as [`write_parquet`] writes it: the same bits, units and facts. A missing number is NaN.
///
/// # Errors
/// The bytes are no Parquet file, or it has a column that is neither 64-bit numbers nor texts, or a missing text.
pub fn read_parquet(bytes: impl Into<Bytes>) -> Result<Table, TableError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes.into()).map_err(unreadable)?;
    let facts = builder.metadata().file_metadata().key_value_metadata();
    let mut table = Table {
        columns: arrays::empty_columns(builder.schema(), FORMAT)?,
        metadata: facts
            .into_iter()
            .flatten()
            .filter(|fact| fact.key != ARROW_SCHEMA_META_KEY)
            .map(|fact| (fact.key.clone(), fact.value.clone().unwrap_or_default()))
            .collect(),
    };
    for batch in builder.build().map_err(unreadable)? {
        arrays::append(&mut table.columns, &batch.map_err(unreadable)?, FORMAT)?;
    }
    Ok(table)
}

fn unreadable(error: impl ToString) -> TableError {
    TableError::Unreadable {
        format: FORMAT,
        reason: error.to_string(),
    }
}

fn refused(error: impl ToString) -> TableError {
    TableError::Refused {
        format: FORMAT,
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, ArrayRef, StringArray};
    use arrow::record_batch::RecordBatch;

    use super::*;
    use crate::table::{Column, Values};

    fn table() -> Table {
        Table {
            columns: vec![
                Column::numbers("time", "d", vec![0.0, 0.1, 0.2, 0.3]),
                Column::numbers("blood.il6", "pg/mL", vec![-0.0, 5e-324, f64::NAN, 0.0]),
                Column::texts("note", ["", "=1", "µ", ""].map(str::to_owned).to_vec()),
            ],
            metadata: [("seed", "17"), ("person", ""), ("a", "b")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .to_vec(),
        }
    }

    fn written(table: &Table) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_parquet(table, &mut bytes).unwrap();
        bytes
    }

    fn bits(column: &Column) -> Vec<u64> {
        match &column.values {
            Values::Numbers(values) => values.iter().map(|value| value.to_bits()).collect(),
            Values::Texts(_) => panic!("{} is a column of texts", column.name),
        }
    }

    #[test]
    fn what_is_written_is_read_with_the_same_bits_units_and_facts() {
        let read = read_parquet(written(&table())).unwrap();
        for (read, given) in read.columns.iter().zip(&table().columns).take(2) {
            assert_eq!((&read.name, &read.unit), (&given.name, &given.unit));
            assert_eq!(bits(read), bits(given), "{}", given.name);
        }
        assert_eq!(read.columns[2..], table().columns[2..]);
        assert_eq!(read.metadata, table().metadata);
    }

    #[test]
    fn units_and_missing_numbers_are_where_other_programs_look() {
        let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(written(&table())));
        let builder = builder.unwrap();
        let schema = builder.schema().clone();
        assert_eq!(schema.field(1).metadata()["unit"], "pg/mL");
        assert!(schema.field(2).metadata().is_empty());
        let batch = builder.build().unwrap().next().unwrap().unwrap();
        let missing: Vec<bool> = (0..4).map(|row| batch.column(1).is_null(row)).collect();
        assert_eq!(missing, [false, false, true, false]);
    }

    #[test]
    fn tables_without_rows_or_with_many_are_read_whole() {
        for rows in [0, 1, 5000] {
            let numbers = (0..rows).map(|row| f64::from(row) / 7.0).collect();
            let texts = (0..rows).map(|row| row.to_string()).collect();
            let table = Table {
                columns: vec![
                    Column::numbers("x", "1", numbers),
                    Column::texts("name", texts),
                ],
                metadata: Vec::new(),
            };
            assert_eq!(read_parquet(written(&table)).unwrap(), table, "{rows} rows");
        }
    }

    #[test]
    fn what_is_no_table_of_ours_is_refused_by_name() {
        let error = read_parquet(b"time,x\n0,1\n".to_vec()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("the table cannot be read from Parquet: "),
            "{error}"
        );
        let whole = written(&table());
        for length in 0..whole.len() {
            assert!(read_parquet(whole[..length].to_vec()).is_err(), "{length}");
        }
        let refusal = |array: ArrayRef| {
            let batch = RecordBatch::try_from_iter_with_nullable([("id", array, true)]).unwrap();
            let mut bytes = Vec::new();
            let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            read_parquet(bytes).unwrap_err().to_string()
        };
        let whole_numbers = Arc::new(arrow::array::Int32Array::from(vec![1]));
        assert_eq!(
            refusal(whole_numbers),
            "the table cannot be read from Parquet: column `id` is of the type Int32, which is neither numbers nor texts"
        );
        assert_eq!(
            refusal(Arc::new(StringArray::from(vec![Some("a"), None]))),
            "the table cannot be read from Parquet: column `id` lacks a text"
        );
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        assert_eq!(written(&table()), written(&table()));
    }
}
