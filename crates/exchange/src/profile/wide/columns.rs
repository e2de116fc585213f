//! Which columns of a wide table are amounts, and what the others are.

use super::super::delimited::{Delimited, Row};
use super::super::words::Word;
use super::super::{Rank, features};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing, or a word for it.
    Missing,
    /// An amount.
    Number,
    /// What seems to be meant as a number and is no amount, such as `-1` or `1,5`.
    Broken,
    /// Something else.
    Text,
}

impl Content {
    pub(super) fn of(cell: &str) -> Self {
        let is_digit = |byte: u8| byte.is_ascii_digit();
        if !cell.is_empty() && cell.bytes().all(is_digit) {
            // Most cells: the others are slower to tell.
            Self::Number
        } else if is_missing(cell) {
            Self::Missing
        } else if features::amount(cell).is_some() {
            Self::Number
        } else if is_broken_number(cell) {
            Self::Broken
        } else {
            Self::Text
        }
    }

    pub(super) fn is_of_numbers(self) -> bool {
        matches!(self, Self::Number | Self::Broken)
    }
}

fn is_missing(cell: &str) -> bool {
    const MARKS: [&str; 7] = ["na", "nan", "n/a", "#n/a", "null", "none", "-"];
    cell.is_empty() || MARKS.iter().any(|mark| cell.eq_ignore_ascii_case(mark))
}

fn is_broken_number(cell: &str) -> bool {
    const LONGEST: usize = 30;
    let unsigned = cell.trim_start_matches(['+', '-', '<', '>', ' ']);
    let infinite = ["inf", "infinity"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word));
    let digits =
        unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.' || first == ',');
    let hexadecimal = unsigned.starts_with("0x");
    let known = |byte: u8| byte.is_ascii_digit() || b".,eE+% _".contains(&byte);
    // A date has a hyphen between numbers, a number only after its exponent.
    let parts = unsigned.replace("e-", "e").replace("E-", "E");
    infinite || (cell.len() <= LONGEST && digits && (hexadecimal || parts.bytes().all(known)))
}

/// How many cells of a column hold what.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    numbers: u32,
    texts: u32,
    /// Whether the cells are 1, 2, 3 and so on.
    count_rows: bool,
}

impl Counts {
    fn is_blank(self) -> bool {
        self.numbers == 0 && self.texts == 0
    }

    /// Whether a cell that is no number is the exception.
    fn is_of_numbers(self) -> bool {
        self.numbers > 0 && self.numbers >= self.texts
    }
}

/// The columns of a table by what they hold, each from 0.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Names of the rows.
    pub(super) id: Option<usize>,
    /// Lineages.
    pub(super) lineage: Option<usize>,
    /// Names of clades, widest rank first.
    pub(super) ranks: Vec<(Rank, usize)>,
    /// Numbers in the NCBI Taxonomy.
    pub(super) taxid: Option<usize>,
    /// Amounts.
    pub(super) amounts: Vec<usize>,
    /// Whatever else.
    pub(super) aside: Vec<usize>,
}

impl Columns {
    /// Looks at every cell.
    pub(super) fn of(table: &Delimited<'_>) -> Self {
        let counts = count(table);
        let mut columns = Self::default();
        for (column, name) in table.header.iter().enumerate() {
            columns.place(
                column,
                name,
                counts.get(column).copied().unwrap_or_default(),
            );
        }
        columns.ranks.sort();
        columns.settle(table, &counts);
        columns
    }

    fn place(&mut self, column: usize, name: &str, counts: Counts) {
        let word = Word::of(name);
        let of_numbers = counts.is_of_numbers();
        match word {
            Some(Word::Rank(rank)) if !of_numbers => self.place_rank(rank, column, name),
            Some(Word::Clade) if !of_numbers && self.lineage.is_none() => {
                self.lineage = Some(column);
            }
            Some(Word::Identifier) if self.id.is_none() => self.id = Some(column),
            Some(Word::Sample) if self.id.is_none() && (column == 0 || !of_numbers) => {
                self.id = Some(column);
            }
            Some(Word::Taxid) if self.taxid.is_none() => self.taxid = Some(column),
            Some(Word::Aside | Word::Taxid | Word::Identifier) => self.aside.push(column),
            _ if name.is_empty() && column > 0 && counts.is_blank() => {}
            _ if of_numbers => self.amounts.push(column),
            None if self.id.is_none() && column == 0 => self.id = Some(column),
            _ => self.aside.push(column),
        }
    }

    /// Of two columns of one rank the first counts, but a domain rather than a kingdom below it.
    fn place_rank(&mut self, rank: Rank, column: usize, name: &str) {
        match self.ranks.iter_mut().find(|(other, _)| *other == rank) {
            Some(other) if !name.trim().eq_ignore_ascii_case(rank.name()) => {
                self.aside.push(other.1);
                other.1 = column;
            }
            Some(_) => self.aside.push(column),
            None => self.ranks.push((rank, column)),
        }
    }

    /// Finds the names of the rows where no header tells them, and the amounts where all are called otherwise.
    fn settle(&mut self, table: &Delimited<'_>, counts: &[Counts]) {
        let unnamed = table.header.first().is_some_and(String::is_empty);
        let count_rows = counts.first().is_some_and(|first| first.count_rows);
        let first_is_amount = self.amounts.first() == Some(&0);
        if unnamed && count_rows && (self.id.is_some() || self.lineage.is_some()) {
            // R numbers rows that have no names.
            self.amounts.retain(|column| *column > 0);
        } else if self.id.is_none()
            && first_is_amount
            && (unnamed || !self.say_what_rows_are() && self.lineage.is_none())
        {
            self.id = Some(0);
            self.amounts.remove(0);
        }
        if self.amounts.is_empty() && self.id.is_none() && self.aside.len() == 1 {
            self.amounts.append(&mut self.aside);
        }
    }

    /// Whether columns beside the names of the rows say what these are.
    pub(super) fn say_what_rows_are(&self) -> bool {
        !self.ranks.is_empty() || (self.lineage.is_some() && self.id.is_some())
    }

    /// The column of the names of the rows: their own, or those of their clades.
    pub(super) fn names(&self) -> Option<usize> {
        self.id.or(self.lineage)
    }

    /// Whether a row has no amount at all.
    pub(super) fn are_blank(&self, row: &Row<'_>) -> bool {
        let mut cells = self.amounts.iter().map(|column| row.cell(*column));
        cells.all(is_missing)
    }
}

/// What the cells of the whole rows hold, by column.
fn count(table: &Delimited<'_>) -> Vec<Counts> {
    let fresh = Counts {
        count_rows: true,
        ..Counts::default()
    };
    let mut counts = vec![fresh; table.header.len()];
    let mut number = 0;
    let mut rows = table.rows();
    while let Some(row) = rows.next() {
        if !table.is_whole(&row) {
            continue;
        }
        number += 1;
        for (column, counts) in counts.iter_mut().enumerate() {
            let cell = row.cell(column);
            match Content::of(cell) {
                Content::Missing => {}
                Content::Number | Content::Broken => counts.numbers += 1,
                Content::Text => counts.texts += 1,
            }
            if column == 0 {
                counts.count_rows &= cell.parse() == Ok(number);
            }
        }
    }
    counts
}
