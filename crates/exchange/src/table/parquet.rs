//! Tables as Parquet: units in the metadata of the fields, facts about the table in that of the file.
//!
//! Compressed with Snappy, which every reader knows and which is pure Rust here; Zstandard would bring a C library into the build.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::{Column, Table, TableError, Values};

/// The key of a field's unit in its metadata.
const UNIT: &str = "unit";

/// Writes a table as Parquet.
///
/// # Errors
/// The columns do not make a table, or the stream fails.
pub fn write_parquet(table: &Table, out: impl Write + Send) -> Result<(), TableError> {
    table.rows()?;
    let schema = Arc::new(Schema::new(
        table.columns.iter().map(field).collect::<Vec<Field>>(),
    ));
    let arrays = table.columns.iter().map(array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(refused)?;
    let facts = table
        .metadata
        .iter()
        .map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("enteroderm ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(facts.collect()))
        .build();
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties)).map_err(refused)?;
    writer.write(&batch).map_err(refused)?;
    writer.close().map_err(refused)?;
    Ok(())
}

fn refused(error: impl ToString) -> TableError {
    TableError::Parquet(error.to_string())
}

fn field(column: &Column) -> Field {
    let kind = match column.values {
        Values::Numbers(_) => DataType::Float64,
        Values::Texts(_) => DataType::Utf8,
    };
    let unit = column
        .unit
        .iter()
        .map(|unit| (UNIT.to_owned(), unit.clone()));
    Field::new(
        &column.name,
        kind,
        matches!(column.values, Values::Numbers(_)),
    )
    .with_metadata(unit.collect::<HashMap<String, String>>())
}

fn array(column: &Column) -> ArrayRef {
    match &column.values {
        Values::Numbers(values) => {
            let present = values
                .iter()
                .map(|value| (!value.is_nan()).then_some(*value));
            Arc::new(Float64Array::from_iter(present))
        }
        Values::Texts(values) => Arc::new(StringArray::from_iter_values(values)),
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Array;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;

    fn table() -> Table {
        Table {
            columns: vec![
                Column::numbers("time", "d", vec![0.0, 0.1, 0.2]),
                Column::numbers("blood.il6", "pg/mL", vec![-0.0, 5e-324, f64::NAN]),
                Column::texts("note", ["", "=1", "µ"].map(str::to_owned).to_vec()),
            ],
            metadata: vec![("seed".to_owned(), "17".to_owned())],
        }
    }

    #[test]
    fn what_is_written_is_read_with_the_same_bits_units_and_facts() {
        let path =
            std::env::temp_dir().join(format!("enteroderm-table-{}.parquet", std::process::id()));
        table().save_parquet(&path).unwrap();
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(&path).unwrap()).unwrap();
        let facts = builder
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .unwrap()
            .clone();
        assert!(facts.contains(&KeyValue::new("seed".to_owned(), "17".to_owned())));
        let schema = builder.schema().clone();
        assert_eq!(schema.field(1).metadata()["unit"], "pg/mL");
        assert!(schema.field(2).metadata().is_empty());
        let batch = builder.build().unwrap().next().unwrap().unwrap();
        let numbers = |column: usize| {
            batch
                .column(column)
                .as_any()
                .downcast_ref::<Float64Array>()
                .unwrap()
        };
        let bits: Vec<u64> = numbers(0)
            .values()
            .iter()
            .map(|value| value.to_bits())
            .collect();
        assert_eq!(bits, [0.0_f64, 0.1, 0.2].map(f64::to_bits));
        assert_eq!(numbers(1).value(0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(numbers(1).value(1).to_bits(), 1);
        assert!(numbers(1).is_null(2));
        let texts = batch
            .column(2)
            .as_any()
            .downcast_ref::<StringArray>()
            .unwrap();
        assert_eq!(
            [texts.value(0), texts.value(1), texts.value(2)],
            ["", "=1", "µ"]
        );
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let bytes = || {
            let mut bytes = Vec::new();
            write_parquet(&table(), &mut bytes).unwrap();
            bytes
        };
        assert_eq!(bytes(), bytes());
    }
}
