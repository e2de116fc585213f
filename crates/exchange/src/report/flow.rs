//! The way of people through the trial, as CONSORT draws it.

use lab::trial::results::{ArmFlow, Flow};

use super::svg::{Point, Svg, wrapped};
use super::table::{Figure, Table};

const WIDTH: f64 = 860.0;
const LINE: f64 = 18.0;
/// Between a box and what stands in it.
const PADDING: f64 = 10.0;
/// Between boxes, along the way.
const GAP: f64 = 28.0;
/// Boxes of people who are still there.
const MAIN: Span = Span {
    left: 20.0,
    width: 330.0,
};
/// The box of those who are not.
const ASIDE: Span = Span {
    left: 430.0,
    width: 410.0,
};
/// More arms than this stand below each other.
const SIDE_BY_SIDE: usize = 4;
/// More reasons than this are told together; the table has them all.
const MOST_REASONS: usize = 8;
/// The width of a letter, generously.
const LETTER: f64 = 7.6;

/// From where a box begins, and how wide it is.
#[derive(Clone, Copy)]
struct Span {
    left: f64,
    width: f64,
}

impl Span {
    fn middle(self) -> f64 {
        self.left + 0.5 * self.width
    }

    fn lines(self, texts: &[String]) -> Vec<String> {
        let letters = ((self.width - 2.0 * PADDING) / LETTER) as usize;
        texts
            .iter()
            .flat_map(|text| wrapped(text, letters))
            .collect()
    }
}

/// The diagram.
pub fn diagram(flow: &Flow) -> Figure {
    let screened = MAIN.lines(&[format!("Screened: {}", flow.screened)]);
    let refused = ASIDE.lines(&reasons(flow));
    let enrolled = MAIN.lines(&[format!("Enrolled and allocated: {}", flow.enrolled)]);
    let aside_at = height(&screened) + 0.5 * GAP;
    let enrolled_at = aside_at + height(&refused) + 0.5 * GAP;
    let arms_at = enrolled_at + height(&enrolled) + GAP;
    let arms = arm_boxes(&flow.arms, arms_at);
    let bottom = arms.iter().map(|(_, top, lines)| top + height(lines));
    let mut svg = Svg::new(
        "From the screening to the last visit: how many people were screened, enrolled, allocated, rescued, and left",
        WIDTH,
        bottom.fold(arms_at, f64::max) + 2.0,
    );
    let middle = MAIN.middle();
    arrow(
        &mut svg,
        &[(middle, height(&screened)), (middle, enrolled_at)],
    );
    let branch = aside_at + 0.5 * height(&refused);
    arrow(&mut svg, &[(middle, branch), (ASIDE.left, branch)]);
    boxed(&mut svg, MAIN, 1.0, &screened);
    boxed(&mut svg, ASIDE, aside_at, &refused);
    boxed(&mut svg, MAIN, enrolled_at, &enrolled);
    let leaves = enrolled_at + height(&enrolled);
    for (span, top, lines) in &arms {
        arrow(
            &mut svg,
            &to_arm(flow.arms.len(), leaves, *span, *top, lines),
        );
        boxed(&mut svg, *span, *top, lines);
    }
    Figure {
        drawing: svg.finish(),
        caption: "Rescued: given rescue medication. Left: before the last visit.".to_owned(),
        legend: Vec::new(),
    }
}

/// Why people were not enrolled, the commonest reasons first.
fn reasons(flow: &Flow) -> Vec<String> {
    let all: usize = flow.refused.iter().map(|(_, count)| count).sum();
    let mut lines = vec![format!("Not enrolled: {all}")];
    let told = flow.refused.iter().take(MOST_REASONS);
    lines.extend(told.map(|(reason, count)| format!("{reason}: {count}")));
    let others = flow.refused.iter().skip(MOST_REASONS);
    let rest: usize = others.map(|(_, count)| count).sum();
    if rest > 0 {
        lines.push(format!("for other reasons: {rest}"));
    }
    lines
}

type Placed = (Span, f64, Vec<String>);

fn arm_boxes(arms: &[ArmFlow], top: f64) -> Vec<Placed> {
    const BETWEEN: f64 = 16.0;
    let count = arms.len();
    let texts = |arm: &ArmFlow| {
        vec![
            arm.name.clone(),
            format!("Allocated: {}", arm.allocated),
            format!("Rescued: {}", arm.rescued),
            format!("Left: {}", arm.left),
            format!(
                "Seen to the end: {}",
                arm.allocated.saturating_sub(arm.left)
            ),
        ]
    };
    if count <= SIDE_BY_SIDE {
        let width = (WIDTH - 40.0 - BETWEEN * (count.max(1) - 1) as f64) / count.max(2) as f64;
        let placed = |(place, arm): (usize, &ArmFlow)| {
            let left = MAIN.left + place as f64 * (width + BETWEEN);
            let span = Span { left, width };
            (span, top, span.lines(&texts(arm)))
        };
        return arms.iter().enumerate().map(placed).collect();
    }
    let mut top = top - 0.5 * GAP;
    let span = Span {
        left: 2.0 * MAIN.left + 20.0,
        width: WIDTH - 80.0,
    };
    let placed = |arm: &ArmFlow| {
        let [name, rest @ ..] = &texts(arm)[..] else {
            return (span, top, Vec::new());
        };
        let lines = span.lines(&[format!("{name}. {}", rest.join("; "))]);
        let at = top;
        top += height(&lines) + 0.5 * BETWEEN;
        (span, at, lines)
    };
    arms.iter().map(placed).collect()
}

/// The way from the enrolled to an arm.
fn to_arm(arms: usize, leaves: f64, span: Span, top: f64, lines: &[String]) -> Vec<Point> {
    if arms <= SIDE_BY_SIDE {
        let turn = leaves + 0.5 * GAP;
        let from = MAIN.middle();
        return vec![
            (from, leaves),
            (from, turn),
            (span.middle(), turn),
            (span.middle(), top),
        ];
    }
    let (trunk, middle) = (MAIN.left + 20.0, top + 0.5 * height(lines));
    vec![(trunk, leaves), (trunk, middle), (span.left, middle)]
}

fn height(lines: &[String]) -> f64 {
    lines.len() as f64 * LINE + 2.0 * PADDING
}

fn boxed(svg: &mut Svg, span: Span, top: f64, lines: &[String]) {
    svg.box_at("box", (span.left, top), (span.width, height(lines)));
    for (row, line) in lines.iter().enumerate() {
        let class = if row == 0 { "strong" } else { "plain" };
        let base = top + PADDING + row as f64 * LINE + 13.0;
        svg.text(class, (span.left + PADDING, base), line);
    }
}

/// Lines with an arrowhead at the last point.
fn arrow(svg: &mut Svg, points: &[Point]) {
    const HEAD: f64 = 5.0;
    svg.path("axis", points);
    let [.., (from_x, from_y), (x, y)] = *points else {
        return;
    };
    let (right, down) = ((x - from_x).signum(), (y - from_y).signum());
    let head = if from_y == y {
        [
            (x, y),
            (x - 1.6 * HEAD * right, y - HEAD),
            (x - 1.6 * HEAD * right, y + HEAD),
        ]
    } else {
        [
            (x, y),
            (x - HEAD, y - 1.6 * HEAD * down),
            (x + HEAD, y - 1.6 * HEAD * down),
        ]
    };
    svg.polygon("head", &head);
}

/// Why people were not enrolled, all of it.
pub fn refused(flow: &Flow) -> Table {
    let mut table = Table::new("Why people were not enrolled", 1, &["Reason", "People"]);
    let row = |(reason, count): &(String, usize)| vec![reason.clone(), count.to_string()];
    table.rows.extend(flow.refused.iter().map(row));
    table
}

/// What became of people, by arm.
pub fn by_arm(flow: &Flow) -> Table {
    let titles = ["Arm", "Allocated", "Rescued", "Left before the last visit"];
    let mut table = Table::new("What became of the enrolled", 1, &titles);
    let counts = |arm: &ArmFlow| [arm.allocated, arm.rescued, arm.left].map(|n| n.to_string());
    let row = |arm: &ArmFlow| [vec![arm.name.clone()], counts(arm).to_vec()].concat();
    table.rows.extend(flow.arms.iter().map(row));
    table
}
