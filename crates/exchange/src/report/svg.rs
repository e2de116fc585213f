//! Drawing: shapes one after the other into an SVG that stands in a page. How a class looks says the page's style sheet.
//!
//! A shape with a coordinate that is not finite is not drawn, so that nothing unknown comes out as a place.

use std::fmt::Write as _;

use askama::filters::{Html, escape};

/// A place, in pixels from the left and the top.
pub type Point = (f64, f64);

/// A drawing.
pub struct Svg {
    width: f64,
    height: f64,
    title: String,
    body: String,
}

impl Svg {
    /// A drawing of which the title says what is to be seen.
    pub fn new(title: &str, width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            title: title.to_owned(),
            body: String::new(),
        }
    }

    /// A line.
    pub fn line(&mut self, class: &str, from: Point, to: Point) {
        self.path(class, &[from, to]);
    }

    /// Lines from point to point, with gaps where a point is not known.
    pub fn path(&mut self, class: &str, points: &[Point]) {
        let mut path = String::new();
        let mut drawing = false;
        for point in points {
            if known(*point) {
                let step = if drawing { 'L' } else { 'M' };
                push(&mut path, format_args!("{step}{} ", place(*point)));
            }
            drawing = known(*point);
        }
        self.shape(class, path.trim_end());
    }

    /// A filled shape.
    pub fn polygon(&mut self, class: &str, corners: &[Point]) {
        let corners: Vec<Point> = corners.iter().copied().filter(|one| known(*one)).collect();
        let places: Vec<String> = corners.iter().map(|one| place(*one)).collect();
        if places.len() > 2 {
            self.shape(class, &format!("M{}Z", places.join("L")));
        }
    }

    fn shape(&mut self, class: &str, path: &str) {
        if !path.is_empty() {
            push(
                &mut self.body,
                format_args!("<path class=\"{class}\" d=\"{path}\"/>\n"),
            );
        }
    }

    /// A circle.
    pub fn circle(&mut self, class: &str, centre: Point, radius: f64) {
        if known(centre) {
            let (x, y) = centre;
            push(
                &mut self.body,
                format_args!(
                    "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>\n"
                ),
            );
        }
    }

    /// A rectangle with rounded corners.
    pub fn box_at(&mut self, class: &str, (x, y): Point, (width, height): Point) {
        push(
            &mut self.body,
            format_args!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\"/>\n"
            ),
        );
    }

    /// A text: the class says whether it begins, ends or has its middle at the place.
    pub fn text(&mut self, class: &str, at: Point, text: &str) {
        self.turned(class, at, 0, text);
    }

    /// A text turned by some degrees.
    pub fn turned(&mut self, class: &str, (x, y): Point, degrees: i32, text: &str) {
        if !known((x, y)) {
            return;
        }
        let turn = match degrees {
            0 => String::new(),
            _ => format!(" transform=\"rotate({degrees} {x:.1} {y:.1})\""),
        };
        push(
            &mut self.body,
            format_args!(
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\"{turn}>{}</text>\n",
                escaped(text)
            ),
        );
    }

    /// The drawing as it stands in a page.
    pub fn finish(self) -> String {
        let Self {
            width,
            height,
            title,
            body,
        } = self;
        format!(
            "<svg role=\"img\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\">\n\
             <title>{}</title>\n{body}</svg>",
            escaped(&title)
        )
    }
}

fn known((x, y): Point) -> bool {
    x.is_finite() && y.is_finite()
}

fn place((x, y): Point) -> String {
    format!("{x:.1},{y:.1}")
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = text.write_fmt(more);
}

fn escaped(text: &str) -> String {
    match escape(text, Html) {
        Ok(escaped) => escaped.0.to_string(),
        Err(never) => match never {},
    }
}

/// A text in lines of at most so many letters, broken between words where there are any.
pub fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let words = text.split_whitespace();
    for piece in words.flat_map(|word| pieces(word, letters)) {
        let length = piece.chars().count();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= letters => {
                line.push(' ');
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

fn pieces(word: &str, letters: usize) -> Vec<String> {
    let all: Vec<char> = word.chars().collect();
    all.chunks(letters)
        .map(|piece| piece.iter().collect())
        .collect()
}

/// A text of at most so many letters.
pub fn shortened(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_drawn_where_nothing_is_known() {
        let mut svg = Svg::new("t", 10.0, 10.0);
        svg.line("a", (0.0, f64::NAN), (1.0, f64::INFINITY));
        svg.circle("a", (f64::NAN, 0.0), 2.0);
        svg.text("a", (f64::NAN, 0.0), "x");
        svg.polygon("a", &[(0.0, 0.0), (1.0, f64::NAN), (1.0, 1.0)]);
        assert_eq!(svg.body, "");
        svg.path(
            "a",
            &[
                (0.0, 0.0),
                (1.0, 1.0),
                (2.0, f64::NAN),
                (3.0, 3.0),
                (4.0, 4.0),
            ],
        );
        assert_eq!(
            svg.body,
            "<path class=\"a\" d=\"M0.0,0.0 L1.0,1.0 M3.0,3.0 L4.0,4.0\"/>\n"
        );
    }

    #[test]
    fn texts_are_escaped() {
        let mut svg = Svg::new("a & b", 1.0, 1.0);
        svg.text("x", (0.0, 0.0), "<script>");
        let drawn = svg.finish();
        assert!(drawn.contains("<title>a &#38; b</title>"), "{drawn}");
        assert!(drawn.contains(">&#60;script&#62;</text>"), "{drawn}");
    }

    #[test]
    fn long_texts_are_broken() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(
            wrapped("a sesquipedalian b", 5),
            ["a", "sesqu", "ipeda", "lian", "b"]
        );
        assert_eq!(wrapped("", 5), [""; 0]);
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("äöü", 3), "äöü");
    }
}
