//! How likely trials of a size find the effect, and how large one has to be.

use std::collections::BTreeMap;

use lab::statistics::simulated::Simulated;
use lab::trial::Trial;
use lab::trial::results::{Plan, Results};

use super::answers::per;
use super::arms::{legend, mark, mark_truth, solid};
use super::axis::{Frame, Scale};
use super::numbers::{UNKNOWN, asked, interval, joined, number, percent};
use super::svg::{Point, Svg};
use super::table::{Figure, Table};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 340.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 700.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 290.0;
/// The confidence of what is said about simulated trials.
const CONFIDENCE: f64 = 0.95;
/// So many standard errors to both sides make an interval of that confidence.
const REACH: f64 = 1.96;

/// The power by the number of what is randomised; none where nothing was planned.
pub fn curve(trial: &Trial, results: &Results) -> Option<Figure> {
    let plans = &results.plans;
    let across_label = format!("{} {} (logarithmic scale)", trial.randomised(), per(trial));
    let frame = frame(plans, &across_label)?;
    let mut svg = Svg::new(
        &format!("Power by the number of {}", trial.randomised()),
        WIDTH,
        HEIGHT,
    );
    frame.draw(&mut svg);
    let level = frame.up.at(100.0 * trial.analysis.power);
    svg.line("null", (LEFT, level), (RIGHT, level));
    let own = frame.across.at(own_size(plans) as f64);
    svg.line("null", (own, BOTTOM), (own, TOP));
    for plan in plans {
        drawn(&mut svg, &frame, trial, plan);
    }
    let arms = plans
        .iter()
        .map(|plan| (arm_of(trial, plan), plan.arm.as_str()));
    Some(Figure {
        drawing: svg.finish(),
        caption: format!(
            "Power of simulated trials, with {} intervals (Wilson). Across: the power that is wanted, {}. Upright: this trial, of {} {}. \
             Diamond: the number that reaches the wanted power, with the {} interval of its Monte-Carlo error.",
            asked(CONFIDENCE),
            asked(trial.analysis.power),
            own_size(plans),
            per(trial),
            asked(CONFIDENCE)
        ),
        legend: legend(arms, false),
    })
}

/// The size of this trial, which is the same in all plans.
fn own_size(plans: &[Plan]) -> u64 {
    plans.first().map_or(0, |plan| plan.size)
}

/// The place of a plan's arm, by which it is coloured as elsewhere.
fn arm_of(trial: &Trial, plan: &Plan) -> usize {
    let place = trial.arms.iter().position(|arm| arm.name.text == plan.arm);
    place.unwrap_or(1)
}

/// All numbers that were tried, each as often as it was tried most.
fn tried(plan: &Plan) -> BTreeMap<u64, Simulated> {
    let searched = plan.wanted.iter().flat_map(|size| &size.tried);
    let mut all: BTreeMap<u64, Simulated> = BTreeMap::new();
    let own = (plan.size, plan.power);
    for (people, power) in plan.curve.iter().chain(searched).chain([&own]) {
        let told = all.entry(*people).or_insert(*power);
        if told.trials < power.trials {
            *told = *power;
        }
    }
    all
}

fn frame<'a>(plans: &[Plan], across_label: &'a str) -> Option<Frame<'a>> {
    let each = plans.iter().flat_map(|plan| tried(plan).into_keys());
    let people: Vec<f64> = each.map(|people| people as f64).collect();
    if people.is_empty() {
        return None;
    }
    let across = Scale::logarithmic(people, LEFT, RIGHT)?;
    let up = Scale::between((0.0, 100.0), BOTTOM, TOP);
    Some(Frame {
        across_ticks: across.ticks(6),
        up_ticks: up.ticks(5),
        across,
        up,
        across_label,
        up_label: "power [%]",
    })
}

fn drawn(svg: &mut Svg, frame: &Frame<'_>, trial: &Trial, plan: &Plan) {
    let arm = arm_of(trial, plan);
    let class = solid(arm);
    let place =
        |(people, power): (&u64, &Simulated)| frame.at(*people as f64, 100.0 * power.power());
    let all = tried(plan);
    svg.path(&class, &all.iter().map(place).collect::<Vec<Point>>());
    for (people, power) in &all {
        let across = *people as f64;
        if let Ok((lo, hi)) = power.interval(CONFIDENCE) {
            svg.line(
                &class,
                frame.at(across, 100.0 * lo),
                frame.at(across, 100.0 * hi),
            );
        }
        mark(svg, arm, place((people, power)));
    }
    if let Ok(size) = &plan.wanted {
        let (n, reach) = (size.n as f64, REACH * size.mcse);
        let end = |people: f64| {
            (
                frame.across.within(people),
                frame.up.at(100.0 * trial.analysis.power),
            )
        };
        if reach.is_finite() {
            svg.line("estimate", end(n - reach), end(n + reach));
        }
        mark_truth(svg, "truth", end(n));
    }
}

/// The plans in numbers.
pub fn plans(trial: &Trial, results: &Results) -> Table {
    let wanted = format!(
        "For a power of {}: {} {}",
        asked(trial.analysis.power),
        trial.randomised(),
        per(trial)
    );
    let own = format!(
        "Power of this trial ({} {})",
        own_size(&results.plans),
        per(trial)
    );
    let beside = format!("{} interval", asked(CONFIDENCE));
    let titles = [
        "Arm",
        "Endpoint",
        &own,
        &beside,
        &wanted,
        "Monte-Carlo standard error",
    ];
    let mut table = Table::new("Power and size", 2, &titles);
    let row = |plan: &Plan| {
        let ends = plan.power.interval(CONFIDENCE).ok();
        let ends = ends.map(|(lo, hi)| joined(interval((100.0 * lo, 100.0 * hi)), "%"));
        let (size, error) = match &plan.wanted {
            Ok(size) => (size.n.to_string(), number(size.mcse)),
            Err(why) => (format!("{UNKNOWN}: {why}"), UNKNOWN.to_owned()),
        };
        let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        vec![
            plan.arm.clone(),
            plan.endpoint.clone(),
            percent(plan.power.power()),
            or_unknown(ends),
            size,
            error,
        ]
    };
    table.rows.extend(results.plans.iter().map(row));
    table
}
