//! Tables as CSV, safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::Write;

use super::{Column, Table, TableError, Values};

/// Writes a table as CSV: a header `name [unit]`, cells quoted where they must be, numbers in the fewest digits that keep their bits.
///
/// A text that a spreadsheet would run as a formula gets an apostrophe in front.
///
/// # Errors
/// The columns do not make a table, or the stream fails.
pub fn write_csv(table: &Table, mut out: impl Write) -> Result<(), TableError> {
    let rows = table.rows()?;
    let header: Vec<String> = table.columns.iter().map(header).collect();
    line(&mut out, header.iter().map(|name| text(name)))?;
    for row in 0..rows {
        line(
            &mut out,
            table.columns.iter().map(|column| cell(column, row)),
        )?;
    }
    Ok(out.flush()?)
}

fn line<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = Cow<'a, str>>,
) -> Result<(), TableError> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        out.write_all(cell.as_bytes())?;
    }
    Ok(out.write_all(b"\n")?)
}

fn header(column: &Column) -> String {
    match &column.unit {
        Some(unit) => format!("{} [{unit}]", column.name),
        None => column.name.clone(),
    }
}

fn cell(column: &Column, row: usize) -> Cow<'_, str> {
    match &column.values {
        Values::Numbers(values) if values[row].is_nan() => Cow::Borrowed(""),
        // The debug form is the shortest that reads back to the same bits, with an exponent where the number is long.
        Values::Numbers(values) => Cow::Owned(format!("{:?}", values[row])),
        Values::Texts(values) => text(&values[row]),
    }
}

fn text(value: &str) -> Cow<'_, str> {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let needs_quotes = value.contains(['"', ',', '\n', '\r']);
    if !is_formula && !needs_quotes {
        return Cow::Borrowed(value);
    }
    let mut safe = String::with_capacity(value.len() + 3);
    if is_formula {
        safe.push('\'');
    }
    safe.push_str(&value.replace('"', "\"\""));
    Cow::Owned(if needs_quotes {
        format!("\"{safe}\"")
    } else {
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table) -> String {
        let mut bytes = Vec::new();
        write_csv(table, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn no_text_is_run_by_a_spreadsheet() {
        let names = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "plain",
            "a,b",
            "say \"so\"",
            "=\"a\",b",
        ];
        let table = Table {
            columns: vec![Column::texts("name", names.map(str::to_owned).to_vec())],
            metadata: Vec::new(),
        };
        assert_eq!(
            written(&table),
            "name\n'=1+1\n'+1\n'-1\n'@SUM(A1)\n'\tx\nplain\n\"a,b\"\n\"say \"\"so\"\"\"\n\"'=\"\"a\"\",b\"\n"
        );
    }

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        let values = vec![
            0.1,
            -0.0,
            1e300,
            5e-324,
            f64::MAX,
            1.0 / 3.0,
            123_456_789.125,
            f64::INFINITY,
        ];
        let table = Table {
            columns: vec![Column::numbers("x", "1", values.clone())],
            metadata: Vec::new(),
        };
        let text = written(&table);
        let read: Vec<u64> = text
            .lines()
            .skip(1)
            .map(|cell| cell.parse::<f64>().unwrap().to_bits())
            .collect();
        assert_eq!(
            read,
            values
                .iter()
                .map(|value| value.to_bits())
                .collect::<Vec<u64>>()
        );
    }

    #[test]
    fn columns_that_make_no_table_are_refused_by_name() {
        let mut table = Table {
            columns: vec![
                Column::numbers("time", "d", vec![0.0]),
                Column::numbers("x", "1", vec![]),
            ],
            metadata: Vec::new(),
        };
        let error = write_csv(&table, Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "column `x` has 0 rows, `time` has 1");
        table.columns[1] = table.columns[0].clone();
        let error = write_csv(&table, Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "two columns are named `time`");
    }
}
