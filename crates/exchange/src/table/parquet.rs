//! Tables as Parquet: units in the metadata of the fields, facts about the table in that of the file.
//!
//! Compressed with Snappy, which every reader knows and which is pure Rust here; Zstandard would bring a C library into the build.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Schema};
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowWriter};
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

/// Reads a table as [`write_parquet`] writes it: the same bits, units and facts. A missing number is NaN.
///
/// # Errors
/// The bytes are no Parquet file, or it has a column that is neither 64-bit numbers nor texts, or a missing text.
pub fn read_parquet(bytes: impl Into<Bytes>) -> Result<Table, TableError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes.into()).map_err(unreadable)?;
    let facts = builder.metadata().file_metadata().key_value_metadata();
    let mut table = Table {
        columns: builder
            .schema()
            .fields()
            .iter()
            .map(|field| empty_column(field))
            .collect::<Result<_, _>>()?,
        metadata: facts
            .into_iter()
            .flatten()
            .filter(|fact| fact.key != ARROW_SCHEMA_META_KEY)
            .map(|fact| (fact.key.clone(), fact.value.clone().unwrap_or_default()))
            .collect(),
    };
    for batch in builder.build().map_err(unreadable)? {
        let batch = batch.map_err(unreadable)?;
        for (column, array) in table.columns.iter_mut().zip(batch.columns()) {
            append(column, array)?;
        }
    }
    Ok(table)
}

fn unreadable(error: impl ToString) -> TableError {
    TableError::Unreadable(error.to_string())
}

fn empty_column(field: &Field) -> Result<Column, TableError> {
    let values = match field.data_type() {
        DataType::Float64 => Values::Numbers(Vec::new()),
        DataType::Utf8 => Values::Texts(Vec::new()),
        other => {
            let name = field.name();
            return Err(unreadable(format!(
                "column `{name}` is of the type {other}, which is neither numbers nor texts"
            )));
        }
    };
    Ok(Column {
        name: field.name().clone(),
        unit: field.metadata().get(UNIT).cloned(),
        values,
    })
}

fn append(column: &mut Column, array: &ArrayRef) -> Result<(), TableError> {
    match &mut column.values {
        Values::Numbers(values) => {
            let present = array.as_primitive::<Float64Type>().iter();
            values.extend(present.map(|value| value.unwrap_or(f64::NAN)));
        }
        Values::Texts(_) if array.null_count() > 0 => {
            let name = &column.name;
            return Err(unreadable(format!("column `{name}` lacks a text")));
        }
        Values::Texts(values) => {
            values.extend(array.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
    }
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
    use super::*;

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
