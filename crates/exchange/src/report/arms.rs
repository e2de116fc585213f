//! How arms are told apart in drawings: by colour, by the dashes of their lines, and by their markers.

use std::f64::consts::FRAC_1_SQRT_2;

use super::svg::{Point, Svg};

/// As many as the style sheet knows: `arm0`, `arm1` and so on.
const COLOURS: usize = 8;
const DASHES: usize = 4;
/// Half the size of a marker, in pixels.
const SIZE: f64 = 4.5;

/// Corners of markers; a circle has none. Five of them and eight colours never repeat together among 16 arms.
const MARKERS: [&[Point]; 5] = [
    &[],
    &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
    &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
    &[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
];

/// The class of an arm's colour.
pub fn colour(arm: usize) -> String {
    format!("arm{}", arm % COLOURS)
}

/// The classes of an arm's line that is dashed.
pub fn dashed(arm: usize) -> String {
    format!("line {} dash{}", colour(arm), arm % DASHES)
}

/// The classes of an arm's line that is not.
pub fn solid(arm: usize) -> String {
    format!("line {}", colour(arm))
}

/// Marks a place as an arm's.
pub fn mark(svg: &mut Svg, arm: usize, (x, y): Point) {
    let class = format!("fill {}", colour(arm));
    let corners = MARKERS[arm % MARKERS.len()];
    if corners.is_empty() {
        return svg.circle(&class, (x, y), SIZE);
    }
    let place = |(right, down): &Point| (x + SIZE * right, y + SIZE * down);
    svg.polygon(&class, &corners.iter().map(place).collect::<Vec<Point>>());
}

/// Marks a place as one of the truth.
pub fn mark_truth(svg: &mut Svg, class: &str, (x, y): Point) {
    let reach = 2.0 * SIZE * FRAC_1_SQRT_2;
    let corners = [
        (x, y - reach),
        (x + reach, y),
        (x, y + reach),
        (x - reach, y),
    ];
    svg.polygon(class, &corners);
}

/// What an arm looks like, with its name beside it.
pub struct Legend {
    /// A line with a marker.
    pub seen: String,
    /// The arm's name.
    pub name: String,
}

/// The looks of arms, with or without that of their dashed lines.
pub fn legend<'a>(
    arms: impl IntoIterator<Item = (usize, &'a str)>,
    with_dashed: bool,
) -> Vec<Legend> {
    let one = |(arm, name): (usize, &str)| {
        let mut svg = Svg::new(name, 44.0, 16.0);
        svg.line(&solid(arm), (0.0, 6.0), (44.0, 6.0));
        mark(&mut svg, arm, (22.0, 6.0));
        if with_dashed {
            svg.line(&dashed(arm), (0.0, 14.0), (44.0, 14.0));
        }
        Legend {
            seen: svg.finish(),
            name: name.to_owned(),
        }
    };
    arms.into_iter().map(one).collect()
}
