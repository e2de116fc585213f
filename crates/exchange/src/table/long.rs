//! From wide to long: one number a row, with what it is a number of and its unit.

use super::{Column, Table, TableError, Values};

impl Table {
    /// The table with one row a number: the columns `keys`, then `variable`, `unit` and `value`. Texts outside the keys have no place in
    /// it, nor have numbers that are missing.
    ///
    /// ```
    /// use exchange::table::{Column, Table, write_csv};
    /// let table = Table {
    ///     columns: vec![
    ///         Column::texts("sample", vec!["a".to_owned(), "b".to_owned()]),
    ///         Column::numbers("stool.butyrate", "mmol/kg", vec![17.5, 12.0]),
    ///         Column::numbers("blood.crp", "mg/L", vec![f64::NAN, 1.0]),
    ///     ],
    ///     metadata: Vec::new(),
    /// };
    /// let mut text = Vec::new();
    /// write_csv(&table.long(&["sample"]).unwrap(), &mut text).unwrap();
    /// assert_eq!(
    ///     String::from_utf8(text).unwrap(),
    ///     "sample,variable,unit,value\na,stool.butyrate,mmol/kg,17.5\nb,stool.butyrate,mmol/kg,12.0\nb,blood.crp,mg/L,1.0\n"
    /// );
    /// ```
    ///
    /// # Errors
    /// The columns do not make a table, or a key is no column of it.
    pub fn long(&self, keys: &[&str]) -> Result<Self, TableError> {
        self.rows()?;
        let key = |name: &&str| {
            let column = self.columns.iter().find(|column| column.name == **name);
            column.ok_or_else(|| TableError::NoColumn((**name).to_owned()))
        };
        let keys: Vec<&Column> = keys.iter().map(key).collect::<Result<_, _>>()?;
        let mut rows = Vec::new();
        let mut long = [Vec::new(), Vec::new()];
        let mut numbers = Vec::new();
        for column in &self.columns {
            let Values::Numbers(values) = &column.values else {
                continue;
            };
            if keys.iter().any(|key| key.name == column.name) {
                continue;
            }
            let present = values
                .iter()
                .enumerate()
                .filter(|(_, value)| !value.is_nan());
            for (row, value) in present {
                rows.push(row);
                long[0].push(column.name.clone());
                long[1].push(column.unit.clone().unwrap_or_default());
                numbers.push(*value);
            }
        }
        let [variables, units] = long;
        let mut columns: Vec<Column> = keys.iter().map(|key| key.at(&rows)).collect();
        columns.push(Column::texts("variable", variables));
        columns.push(Column::texts("unit", units));
        // Each row has its own unit.
        columns.push(Column {
            name: "value".to_owned(),
            unit: None,
            values: Values::Numbers(numbers),
        });
        Ok(Self {
            columns,
            metadata: self.metadata.clone(),
        })
    }
}

impl Column {
    /// The same column at these rows.
    fn at(&self, rows: &[usize]) -> Self {
        let values = match &self.values {
            Values::Numbers(values) => {
                Values::Numbers(rows.iter().map(|row| values[*row]).collect())
            }
            Values::Texts(values) => {
                Values::Texts(rows.iter().map(|row| values[*row].clone()).collect())
            }
        };
        Self {
            values,
            ..self.clone()
        }
    }
}
