//! Equations out: where an arrow stands in the model, typeset, with the numbers that stand beside it.
//!
//! Every rate, quantity and outcome in which the arrow's gain stands is taken apart into the terms of its sum. A term that is long is narrowed to
//! the part that hangs on the arrow; terms that are the same in many equations are told once.

mod mathml;
mod symbols;
mod terms;

use std::collections::BTreeSet;

use engine::{NodeId, System};
use physiology::data::Data;
use physiology::numbers::{Quantity, Spread};

use symbols::Symbols;
use terms::Terms;

/// So many equations are told; of more, the first in the order of the model.
const MOST_TOLD: usize = 10;

/// What is known of where an arrow acts.
#[derive(Clone, Debug)]
pub struct Equations {
    /// The terms, in the order of the model.
    pub told: Vec<Equation>,
    /// How many further terms there are.
    pub left_out: usize,
    /// The numbers in those that are told, by name.
    pub numbers: Vec<Number>,
}

/// A term of an equation.
#[derive(Clone, Debug)]
pub struct Equation {
    /// The state, quantity or outcome in whose equation it stands.
    pub of: String,
    /// What kind of equation that is.
    pub kind: Kind,
    /// What the equation is of, in a line; empty for quantities.
    pub meaning: String,
    /// Its unit; empty for quantities.
    pub unit: String,
    /// The term as a MathML element.
    pub mathml: String,
    /// The term in a line of text.
    pub text: String,
    /// How many further terms the sum has.
    pub others: usize,
    /// In how many further equations the same term stands.
    pub also: usize,
}

/// What an equation is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A quantity that others are computed from.
    Quantity,
    /// The rate of a state.
    Rate,
    /// Something that is read off.
    Outcome,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Rate => "rate",
            Self::Outcome => "outcome",
        }
    }
}

/// A number in an equation, in its own unit.
#[derive(Clone, Debug)]
pub struct Number {
    /// Its dotted name.
    pub name: String,
    /// How it is written in the equations.
    pub symbol: String,
    /// The value.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// How it differs between people, in words.
    pub spread: Option<String>,
    /// How well it is known.
    pub status: String,
    /// The key of its publication.
    pub source: Option<String>,
    /// What is said of it.
    pub note: Option<String>,
}

/// Where an arrow stands; nothing where no equation knows it.
pub fn of_arrow(system: &System, data: &Data, arrow: &str) -> Equations {
    let Some(gain) = system.parameter(&format!("arrow.{arrow}")) else {
        return Equations {
            told: Vec::new(),
            left_out: 0,
            numbers: Vec::new(),
        };
    };
    let terms = Terms::of(system, gain);
    let symbols = Symbols::of(system);
    let mut found: Vec<(NodeId, Equation)> = Vec::new();
    for (root, kind, place) in roots(system) {
        for (node, others) in terms.hanging(root) {
            match found.iter_mut().find(|(other, _)| *other == node) {
                Some((_, equation)) => equation.also += 1,
                None => found.push((
                    node,
                    equation(system, &symbols, (node, kind, place), others),
                )),
            }
        }
    }
    let left_out = found.len().saturating_sub(MOST_TOLD);
    found.truncate(MOST_TOLD);
    let mut places = BTreeSet::new();
    for (node, _) in &found {
        terms.numbers(*node, &mut places);
    }
    Equations {
        told: found.into_iter().map(|(_, equation)| equation).collect(),
        left_out,
        numbers: places
            .into_iter()
            .map(|place| number(system, data, &symbols, place))
            .collect(),
    }
}

/// Everything that is computed, by node, kind, and place among its kind.
fn roots(system: &System) -> impl Iterator<Item = (NodeId, Kind, usize)> {
    let lifts = system.lifts.iter().enumerate();
    let rates = system.rates.iter().enumerate();
    let seen = system.observables.iter().enumerate();
    lifts
        .map(|(place, lift)| (lift.node, Kind::Quantity, place))
        .chain(rates.map(|(place, rate)| (*rate, Kind::Rate, place)))
        .chain(seen.map(|(place, seen)| (seen.node, Kind::Outcome, place)))
}

fn equation(
    system: &System,
    symbols: &Symbols<'_>,
    (node, kind, place): (NodeId, Kind, usize),
    others: usize,
) -> Equation {
    let (of, meaning, unit) = match kind {
        Kind::Quantity => (
            system.lifts[place].name.clone(),
            String::new(),
            String::new(),
        ),
        Kind::Rate => {
            let state = &system.states[place];
            let unit = match state.unit.text() {
                "1" => "1/d".to_owned(),
                unit => format!("{unit}/d"),
            };
            (state.name.clone(), state.meaning.clone(), unit)
        }
        Kind::Outcome => {
            let seen = &system.observables[place];
            (
                seen.name.clone(),
                seen.meaning.clone(),
                seen.unit.to_string(),
            )
        }
    };
    Equation {
        of,
        kind,
        meaning,
        unit,
        mathml: mathml::element(system, symbols, node),
        text: mathml::text(system, symbols, node),
        others,
        also: 0,
    }
}

fn number(system: &System, data: &Data, symbols: &Symbols<'_>, place: usize) -> Number {
    let info = &system.parameters[place];
    let known = data
        .parameters
        .get(&info.name)
        .or_else(|| data.inputs.get(&info.name));
    let known = known.or_else(|| data.references.get(&info.name));
    let own = |pick: fn(&Quantity) -> Option<String>| known.and_then(pick);
    Number {
        symbol: symbols.parameter(place).to_owned(),
        value: info.unit.from_base(info.default),
        unit: info.unit.text().to_owned(),
        spread: known.and_then(|number| number.spread).map(in_words),
        // Numbers of tables stand in rows, whose status is that of the row; the gains of arrows are nobody's measurement.
        status: own(|number| Some(number.status.name().to_owned())).unwrap_or_default(),
        source: own(|number| number.source.clone()),
        note: own(|number| number.note.clone()),
        name: info.name.clone(),
    }
}

fn in_words(spread: Spread) -> String {
    match spread {
        Spread::Lognormal { cv } => format!("log-normal, coefficient of variation {cv}"),
        Spread::Logitnormal { sd } => format!("log-odds normal, standard deviation {sd}"),
        Spread::Normal { sd } => format!("normal, standard deviation {sd}"),
    }
}

#[cfg(test)]
mod tests {
    use lab::laboratory::{Laboratory, embedded_data};
    use physiology::arrows::ARROWS;
    use physiology::axis;

    use super::*;

    #[test]
    fn every_arrow_stands_in_an_equation_that_names_it() {
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let agents: Vec<_> = lab.data.drugs.iter().chain(&lab.data.products).collect();
        let system = axis::build(&lab.data, &agents, false).unwrap();
        for arrow in ARROWS {
            let equations = of_arrow(&system, &lab.data, arrow.name);
            assert!(!equations.told.is_empty(), "{} acts nowhere", arrow.name);
            for equation in &equations.told {
                assert!(
                    equation.text.contains(&format!("arrow.{}", arrow.name)),
                    "{}: {equation:?}",
                    arrow.name
                );
                let opened = equation.mathml.matches("<m").count();
                assert_eq!(opened, equation.mathml.matches("</m").count());
                assert!(equation.mathml.len() < 30_000, "{equation:?}");
            }
        }
    }

    #[test]
    fn the_mucus_is_built_by_goblet_cells_and_grazed() {
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let system = axis::build(&lab.data, &[], false).unwrap();
        let equations = of_arrow(&system, &lab.data, "butyrate_to_barrier");
        let of: Vec<&str> = equations.told.iter().map(|one| one.of.as_str()).collect();
        assert!(of.iter().any(|name| name.starts_with("lining.")), "{of:?}");
        let mut numbers = equations.numbers.iter();
        let number = numbers
            .find(|number| number.name.starts_with("lining."))
            .unwrap();
        let known = lab.data.parameters.get(&number.name).unwrap();
        assert!((number.value - known.value).abs() < 1e-12 * known.value.abs());
        assert_eq!(number.status, known.status.name());
    }
}
