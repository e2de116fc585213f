//! Columns as Arrow arrays and back: units in the metadata of the fields, missing numbers as nulls.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Schema};
use arrow::record_batch::RecordBatch;

use super::{Column, Table, TableError, Values};

/// The key of a field's unit in its metadata.
const UNIT: &str = "unit";

/// The table as one batch. `format` is told when it is refused.
pub(super) fn batch(table: &Table, format: &'static str) -> Result<RecordBatch, TableError> {
    table.rows()?;
    let fields = table.columns.iter().map(field).collect::<Vec<Field>>();
    let schema = Arc::new(Schema::new(fields));
    let arrays = table.columns.iter().map(array).collect();
    RecordBatch::try_new(schema, arrays).map_err(|error| TableError::Refused {
        format,
        reason: error.to_string(),
    })
}

/// The columns that a schema names, without rows.
pub(super) fn empty_columns(
    schema: &Schema,
    format: &'static str,
) -> Result<Vec<Column>, TableError> {
    let fields = schema.fields().iter();
    fields.map(|field| empty_column(field, format)).collect()
}

fn empty_column(field: &Field, format: &'static str) -> Result<Column, TableError> {
    let values = match field.data_type() {
        DataType::Float64 => Values::Numbers(Vec::new()),
        DataType::Utf8 => Values::Texts(Vec::new()),
        other => {
            let name = field.name();
            let reason = format!(
                "column `{name}` is of the type {other}, which is neither numbers nor texts"
            );
            return Err(TableError::Unreadable { format, reason });
        }
    };
    Ok(Column {
        name: field.name().clone(),
        unit: field.metadata().get(UNIT).cloned(),
        values,
    })
}

/// Appends the rows of a batch to columns of its schema.
pub(super) fn append(
    columns: &mut [Column],
    batch: &RecordBatch,
    format: &'static str,
) -> Result<(), TableError> {
    for (column, array) in columns.iter_mut().zip(batch.columns()) {
        match &mut column.values {
            Values::Numbers(values) => {
                let present = array.as_primitive::<Float64Type>().iter();
                values.extend(present.map(|value| value.unwrap_or(f64::NAN)));
            }
            Values::Texts(_) if array.null_count() > 0 => {
                let reason = format!("column `{}` lacks a text", column.name);
                return Err(TableError::Unreadable { format, reason });
            }
            Values::Texts(values) => {
                values.extend(array.as_string::<i32>().iter().flatten().map(str::to_owned));
            }
        }
    }
    Ok(())
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
