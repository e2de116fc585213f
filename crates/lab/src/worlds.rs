//! Other worlds: how things would be if the numbers that nobody has measured were others.
//!
//! A world has a value of its own of every such number, the same in all its people, who stand as far apart in it as elsewhere. What a prediction
//! varies by from world to world is what is not known of the model itself, beside what chance does in a trial.

use std::collections::BTreeSet;

use physiology::data::Data;
use physiology::numbers::Quantity;

use crate::draws::Draws;
use crate::life::Values;
use crate::prior::Prior;

/// Worlds are drawn from this seed.
const SEED: u64 = 6;
/// How far worlds stand apart in a number, in standard deviations of what is thought of it alone. Numbers are not free of each other: they were set
/// so that people and findings come out right together.
const APART: f64 = 0.7;

/// A value of everything that is not known.
pub(crate) struct World<'a> {
    numbers: Vec<(Prior<'a>, f64)>,
}

impl<'a> World<'a> {
    /// The world of that number.
    pub fn new(data: &'a Data, world: u64) -> Self {
        let draws = Draws::new(SEED);
        let drawn = |prior: Prior<'a>| {
            let coordinate = APART * draws.score(world, &prior.number.name);
            (prior, coordinate)
        };
        Self {
            numbers: unknown(data).map(drawn).collect(),
        }
    }

    /// Moves somebody into the world; what a population is set to stays as it is.
    pub fn take_in(&self, values: &mut Values, set: &[Quantity]) {
        let is_set = |prior: &Prior<'_>| set.iter().any(|one| one.name == prior.number.name);
        let free = self.numbers.iter().filter(|(prior, _)| !is_set(prior));
        free.for_each(|(prior, coordinate)| prior.move_in(values, *coordinate));
    }
}

/// Names of the numbers in which worlds differ.
pub(crate) fn numbers(data: &Data) -> Vec<String> {
    unknown(data)
        .map(|prior| prior.number.name.clone())
        .collect()
}

/// What traits set tells people apart, and is no matter of worlds.
fn unknown(data: &Data) -> impl Iterator<Item = Prior<'_>> {
    let of_traits = data.traits.iter();
    let of_traits: BTreeSet<&str> = of_traits
        .flat_map(|one| one.set.iter().chain(&one.scale))
        .map(|number| number.name.as_str())
        .collect();
    let numbers = data.parameters.iter();
    let same = numbers.filter(move |number| !of_traits.contains(number.name.as_str()));
    same.filter_map(Prior::of)
}

#[cfg(test)]
mod tests {
    use physiology::document::Source;

    use super::*;

    const TEXT: &str = "[gain]\nvalue = 2\nunit = \"1\"\nlo = 0.5\nhi = 8\nstatus = \"assumed\"\nnote = \"x\"\n\n[level]\nvalue = 2\nunit = \"1\"\nlo = 1\nhi = 4\nstatus = \"recalled\"\n\n[severity]\nvalue = 2\nunit = \"1\"\nlo = 1\nhi = 4\nstatus = \"assumed\"\nnote = \"x\"\n";

    fn moved(data: &Data, world: u64, own: f64) -> Values {
        let set = data.parameters.get("organ.severity").cloned();
        let mut values = Values::from([("organ.gain".to_owned(), own)]);
        World::new(data, world).take_in(&mut values, set.as_slice());
        values
    }

    #[test]
    fn all_people_of_a_world_are_moved_alike_in_what_is_not_known() {
        let data = Data::read(&[Source::new("parameters/organ.toml", TEXT)]).unwrap();
        assert_eq!(numbers(&data), ["organ.gain", "organ.severity"]);
        let [one, other] = [1.9, 2.1].map(|own| moved(&data, 3, own)["organ.gain"] / own);
        assert!((one - other).abs() < 1e-12 && one != 1.0);
        assert_eq!(moved(&data, 3, 2.0), moved(&data, 3, 2.0));
        assert_ne!(moved(&data, 3, 2.0), moved(&data, 4, 2.0));
        // What is known, and what a population is set to, is the same everywhere.
        assert_eq!(moved(&data, 3, 2.0).len(), 1);
    }
}
