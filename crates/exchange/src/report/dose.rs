//! Effects over the dose, where arms are doses of one product.

use lab::trial::Trial;
use lab::trial::results::{Contrast, Found, Results};

use super::arms::{dashed, mark_truth};
use super::axis::{Frame, Scale};
use super::effect::Effect;
use super::numbers::{exact, labelled};
use super::svg::{Point, Svg};
use super::table::Figure;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 270.0;

/// The doses of a product, with what each came to.
struct Series<'a> {
    product: &'a str,
    unit: &'a str,
    doses: Vec<(f64, &'a Contrast)>,
}

/// A plot for each endpoint and product with at least two doses.
pub fn plots(trial: &Trial, results: &Results, confidence: &str) -> Vec<Figure> {
    let plot = |(effect, found): (Effect, &Found)| {
        let series = series(&found.contrasts).into_iter();
        let drawn = series.filter_map(|one| drawn(&effect, found, &one, confidence));
        drawn.collect::<Vec<Figure>>()
    };
    Effect::all(trial, results)
        .into_iter()
        .flat_map(plot)
        .collect()
}

fn series(contrasts: &[Contrast]) -> Vec<Series<'_>> {
    let mut all: Vec<Series<'_>> = Vec::new();
    for contrast in contrasts {
        let Some(dose) = contrast.dose.filter(|dose| dose.is_finite()) else {
            continue;
        };
        let (product, unit) = parted(&contrast.arm, dose);
        let known = |one: &&mut Series<'_>| one.product == product && one.unit == unit;
        match all.iter_mut().find(known) {
            Some(one) => one.doses.push((dose, contrast)),
            None => all.push(Series {
                product,
                unit,
                doses: vec![(dose, contrast)],
            }),
        }
    }
    all.retain(|one| one.doses.len() > 1);
    all.iter_mut()
        .for_each(|one| one.doses.sort_by(|(a, _), (b, _)| a.total_cmp(b)));
    all
}

/// The product and the unit in the name of an arm such as `inulin 5 g/d`.
fn parted(arm: &str, dose: f64) -> (&str, &str) {
    let words = arm.match_indices(' ').map(|(space, _)| space);
    for space in words {
        let (product, rest) = (&arm[..space], &arm[space + 1..]);
        let (number, unit) = rest.split_once(' ').unwrap_or((rest, ""));
        if number.parse() == Ok(dose) {
            return (product, unit);
        }
    }
    (arm, "")
}

fn drawn(effect: &Effect, found: &Found, series: &Series<'_>, confidence: &str) -> Option<Figure> {
    let label = effect.label();
    let dose = labelled(&format!("dose of {}", series.product), series.unit);
    let frame = frame(effect, series, &dose, &label)?;
    let title = format!("{} over the dose of {}", found.name, series.product);
    let mut svg = Svg::new(&title, WIDTH, HEIGHT);
    frame.draw(&mut svg);
    let null = frame.up.at(effect.null());
    svg.line("null", (LEFT, null), (RIGHT, null));
    let truth = |(dose, one): &(f64, &Contrast)| {
        frame.at(*dose, effect.shown(one.truth.unwrap_or(f64::NAN)))
    };
    let truths: Vec<Point> = series.doses.iter().map(truth).collect();
    svg.path(&dashed(1), &truths);
    for (dose, one) in &series.doses {
        let (lo, hi) = effect.shown_interval(one.interval);
        svg.line("estimate", frame.at(*dose, lo), frame.at(*dose, hi));
    }
    truths
        .iter()
        .for_each(|place| mark_truth(&mut svg, "truth", *place));
    for (dose, one) in &series.doses {
        svg.circle("dot", frame.at(*dose, effect.shown(one.estimate)), 4.0);
    }
    Some(Figure {
        drawing: svg.finish(),
        caption: format!(
            "{title}, each dose against the control. Circle: the estimate, with its {confidence} interval. Diamond, dashed: the truth. \
             The line across is no effect."
        ),
        legend: Vec::new(),
    })
}

fn frame<'a>(
    effect: &Effect,
    series: &Series<'_>,
    dose: &'a str,
    label: &'a str,
) -> Option<Frame<'a>> {
    let each = series.doses.iter().flat_map(|(_, one)| {
        let (lo, hi) = one.interval;
        [one.estimate, lo, hi, one.truth.unwrap_or(f64::NAN)]
    });
    let values = each.map(|value| effect.shown(value));
    let up = Scale::linear(values.chain([effect.null()]), BOTTOM, TOP)?;
    let doses = series.doses.iter().map(|(dose, _)| *dose);
    let across = Scale::linear(doses.clone().chain([0.0]), LEFT, RIGHT)?;
    Some(Frame {
        across,
        up,
        across_ticks: [0.0]
            .into_iter()
            .chain(doses)
            .map(|dose| (dose, exact(dose)))
            .collect(),
        up_ticks: up.ticks(6),
        across_label: dose,
        up_label: label,
    })
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn the_name_of_an_arm_says_product_and_unit() {
        assert_eq!(parted("inulin 5 g/d", 5.0), ("inulin", "g/d"));
        assert_eq!(
            parted("vitamin d 2 1000 [IU]/d", 1000.0),
            ("vitamin d 2", "[IU]/d")
        );
        assert_eq!(parted("inulin", 5.0), ("inulin", ""));
    }
}
