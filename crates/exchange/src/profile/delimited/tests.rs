use super::*;

/// A line and its cells.
type Line = (usize, Vec<String>);

/// The header and rows of a text.
fn read(text: &str) -> Option<(Vec<String>, Vec<Line>)> {
    let table = Delimited::open(&Content::new("f", text.as_bytes()))?;
    let mut found = Vec::new();
    let mut rows = table.rows();
    while let Some(row) = rows.next() {
        let cells = row.record.iter().map(str::to_owned).collect();
        found.push((row.line, cells));
    }
    Some((table.header, found))
}

#[test]
fn what_parts_the_cells_is_found() {
    for text in [
        "a\tb\n1\t2\n",
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "\"a\" \"b\"\n\"1\" 2\n",
        "\u{feff}a;b\r\n1;2\r\n",
    ] {
        let (header, rows) = read(text).unwrap();
        assert_eq!(header, ["a", "b"], "{text}");
        assert_eq!(rows, [(2, vec!["1".to_owned(), "2".to_owned()])], "{text}");
    }
    let (header, _) = read("x,k__A;p__B,k__A;p__C\nP1,1,2\n").unwrap();
    assert_eq!(header, ["x", "k__A;p__B", "k__A;p__C"]);
    let (header, _) = read("x;P1;P2\na;1,5;2,5\n").unwrap();
    assert_eq!(header, ["x", "P1", "P2"]);
    assert!(read("nothing\nhere\n").is_none());
    assert!(read("").is_none());
}

#[test]
fn rows_have_names_that_the_header_lacks() {
    let (header, rows) = read("\"P1\",\"P2\"\n\"a\",1,2\n").unwrap();
    assert_eq!(header, ["", "P1", "P2"]);
    assert_eq!(rows[0].1, ["a", "1", "2"]);
    let (header, _) = read("x,P1\na,1,\n").unwrap();
    assert_eq!(header, ["x", "P1"]);
}

#[test]
fn lines_are_counted_past_comments_blanks_and_both_line_ends() {
    let text = "# by hand, in May\r\n\r\n#NAME\tP1\r\na\t1\r\n\r\n  \r\nb\t\"2\n2\"\r\nc\t3";
    let (header, rows) = read(text).unwrap();
    assert_eq!(header, ["#NAME", "P1"]);
    let lines: Vec<usize> = rows.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 7, 9]);
}

#[test]
fn faults_of_rows_say_what_parts_the_cells() {
    let fault = |text: &str| {
        let table = Delimited::open(&Content::new("f", text.as_bytes())).unwrap();
        let mut rows = table.rows();
        let mut faults = Vec::new();
        while let Some(row) = rows.next() {
            faults.extend(table.fault_of(&row).map(|fault| fault.to_string()));
        }
        faults.join("\n")
    };
    assert_eq!(fault("a,b\n1,2,,\n"), "");
    assert_eq!(
        fault("a,b\n1\n1,2\n"),
        "f:2:1: found `1 cells` (the header has 2; cells are separated by commas)"
    );
    assert_eq!(
        fault("a\tb\n1\t2\t3\t4\n"),
        "f:2:1: found 4 cells, the header has 2 (cells are separated by tabs)"
    );
    assert_eq!(
        fault("a;b\n1;2\n1"),
        "f:3:1: found 1 cell, the header has 2 (the file is cut off within this row: copy or download it again)"
    );
    assert_eq!(
        fault("a,b\n1,2\n\"1,2\n1,2\n1,2\n"),
        "f:3:1: found `1,2\\n1,2\\n1,2\\n` (a quote that opens a cell is closed in its line)"
    );
}

#[test]
fn too_many_cells_and_rows_are_refused() {
    let text = format!("a,b\n1,2\n{}\n", ",".repeat(MOST_NAMES));
    let table = Delimited::open(&Content::new("f", text.as_bytes())).unwrap();
    assert_eq!(
        table.require_bounded(9).unwrap_err().to_string(),
        "f:3:1: has 262145 cells in a row or more (at most 262144 are read)"
    );
    let header = format!("{}\n1,2\n", ",".repeat(MOST_NAMES));
    assert!(Delimited::open(&Content::new("f", header.as_bytes())).is_none());
    let table = Delimited::open(&Content::new("f", b"a,b\n1,2\n3,4\n")).unwrap();
    assert!(table.require_bounded(2).is_ok());
    assert_eq!(
        table.require_bounded(1).unwrap_err().to_string(),
        "f: has 2 rows or more (at most 1 are read)"
    );
}
