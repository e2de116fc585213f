//! A person as the equations know one: who they are, as values of parameters.
//!
//! Sex, weight, height and traits override numbers of the data; age is part of the life, for it changes. A stool profile sets the targets to
//! which the community is brought and the niches of the genera.

use physiology::data::Data;
use physiology::document::quoted;
use physiology::numbers::Quantity;
use physiology::traits::{Trait, TraitKind};

use crate::draws::Draws;
use crate::life::Values;
use crate::mismatch::{Mismatch, outside, unknown};
use crate::scenario::{self, Measure, Named, Sex};
use crate::stool::StoolProfile;

/// Genera that are not seen in a profile still have this share of it.
pub(crate) const UNSEEN: f64 = 1e-4;

/// The trait of those whose gut is too unlike an adult's for the stored reference.
const INFANT: &str = "infant";
/// What an infant is fed when nothing is said.
const INFANT_DIET: &str = "infant_breastfed_1_4mo";
/// What everybody else eats when nothing is said.
pub(crate) const ADULT_DIET: &str = "western";

/// A person, resolved against the data.
#[derive(Clone, Debug)]
pub struct Person {
    /// Parameters in which the person differs from the reference, in base units.
    pub values: Values,
    /// The stage of life, by the name of its trait; none for adults.
    pub age_trait: Option<String>,
    /// Names of all traits, in the order in which they act.
    pub traits: Vec<String>,
    /// Whether the skin starts where the traits put it instead of at the reference.
    pub own_skin_start: bool,
    /// Who, in a line.
    pub line: String,
}

impl Person {
    /// The healthy person of the same age, sex and size, to whom signals are relative.
    ///
    /// # Errors
    /// As [`Person::new`].
    pub fn healthy(data: &Data, person: &scenario::Person) -> Result<Self, Vec<Mismatch>> {
        let person = scenario::Person {
            traits: Vec::new(),
            ..person.clone()
        };
        Self::new(data, &person, None)
    }

    /// Whether the person is an infant.
    pub fn is_infant(&self) -> bool {
        self.age_trait.as_deref() == Some(INFANT)
    }

    /// The diet of somebody of this age of whom nothing else is said.
    pub fn usual_diet(&self) -> &'static str {
        if self.is_infant() {
            INFANT_DIET
        } else {
            ADULT_DIET
        }
    }

    /// Resolves a scenario's person.
    ///
    /// # Errors
    /// Traits that the data do not know, and bodies outside the range of the data.
    pub fn new(
        data: &Data,
        person: &scenario::Person,
        stool: Option<&StoolProfile>,
    ) -> Result<Self, Vec<Mismatch>> {
        Self::resolve(data, person, stool, (Values::new(), &|number| number.value))
    }

    /// Resolves a scenario's person in somebody who was drawn: what differs between people, and between those who have the same trait, is
    /// theirs.
    ///
    /// # Errors
    /// As [`Person::new`].
    pub fn drawn(
        data: &Data,
        person: &scenario::Person,
        stool: Option<&StoolProfile>,
        (draws, index): (&Draws, u64),
    ) -> Result<Self, Vec<Mismatch>> {
        let own = |number: &Quantity| draws.value(index, number).unwrap_or(number.value);
        Self::resolve(data, person, stool, (draws.values(data, index), &own))
    }

    /// Gives the person a body mass index, in base units, and at the usual height the weight that goes with it.
    pub(crate) fn weigh(&mut self, data: &Data, index: f64) {
        let usual = |name: &str| {
            let input = data.inputs.get(name)?;
            Some(input.unit.to_base(input.value))
        };
        let (Some(usual_index), Some(usual_weight)) = (usual("person.bmi"), usual("person.weight"))
        else {
            return;
        };
        let of_their_age = self.values.get("person.weight").copied();
        let weight = of_their_age.unwrap_or(usual_weight);
        // Children are lighter at the same index, since they are smaller; what they weigh at the usual one is not known.
        if self.age_trait.is_none() {
            let weight = weight * index / usual_index;
            self.values.insert("person.weight".to_owned(), weight);
        }
        self.values.insert("person.bmi".to_owned(), index);
    }

    /// Gives the person a community of these shares, which need not add up to 1.
    pub(crate) fn live_with(&mut self, data: &Data, shares: &[f64]) {
        let total: f64 = shares.iter().sum();
        let shares: Vec<f64> = shares.iter().map(|share| share / total).collect();
        if self.is_infant() {
            be_seeded(data, &shares, &mut self.values);
        } else {
            give_niches(data, &whole(&shares), &mut self.values);
        }
    }

    /// The numbers of the person that differ between people who have the same traits.
    pub fn differing<'d>(&self, data: &'d Data) -> impl Iterator<Item = &'d Quantity> {
        let traits = data.traits.iter();
        let traits = traits.filter(|one| self.traits.contains(&one.name));
        traits
            .flat_map(|one| &one.set)
            .filter(|number| number.spread.is_some())
    }

    /// `numbers` (base units) hold where nothing else is given: traits replace them, with what a trait's number is in this person, or scale
    /// them.
    fn resolve(
        data: &Data,
        person: &scenario::Person,
        stool: Option<&StoolProfile>,
        (numbers, own): (Values, &dyn Fn(&Quantity) -> f64),
    ) -> Result<Self, Vec<Mismatch>> {
        let mut faults = Vec::new();
        let age_trait = data.traits.iter().find(|one| {
            one.kind == TraitKind::Age
                && one
                    .between
                    .is_some_and(|(from, until)| (from..until).contains(&person.age))
        });
        let sex = match person.sex {
            Sex::Female => "female",
            Sex::Male => "male",
        };
        let mut traits: Vec<&Trait> = age_trait.into_iter().collect();
        traits.extend(data.traits.iter().find(|one| one.name == sex));
        for name in &person.traits {
            traits.extend(find(data, name, age_trait, &mut faults));
        }
        let body = describe_body(data, person, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        traits.sort_by_key(|one| one.kind);
        let mut values = numbers;
        for one in &traits {
            act(data, one, own, &mut values);
        }
        values.extend(body);
        if let Some(stool) = stool {
            carry(data, &stool.abundance, &mut values);
        } else if age_trait.is_some_and(|one| one.name == INFANT) {
            let share = |genus: &physiology::taxa::Genus| {
                genus.abundance.get("infant").copied().unwrap_or_default()
            };
            let infant: Vec<f64> = data.taxa.genera.iter().map(share).collect();
            be_seeded(data, &infant, &mut values);
        }
        let mut replaced = traits.iter().flat_map(|one| &one.set);
        let own_skin_start = replaced.any(|number| number.name.starts_with("skin_start."));
        Ok(Self {
            line: line(person, stool),
            age_trait: age_trait.map(|one| one.name.clone()),
            traits: traits.iter().map(|one| one.name.clone()).collect(),
            own_skin_start,
            values,
        })
    }
}

/// The trait of that name, or the one that stands for it at the person's age.
fn find<'d>(
    data: &'d Data,
    name: &Named,
    age: Option<&Trait>,
    faults: &mut Vec<Mismatch>,
) -> Option<&'d Trait> {
    let age = age.map(|age| age.name.as_str());
    let special = data
        .traits
        .iter()
        .find(|one| one.age.as_deref() == age && one.stands_for() == Some(name.text.as_str()));
    let found = special.or_else(|| data.traits.iter().find(|one| one.name == name.text));
    if found.is_none() {
        let known = data.traits.iter().map(|one| one.name.as_str());
        faults.push(unknown(name, "a trait", &["traits"], known));
    }
    found
}

fn act(data: &Data, one: &Trait, own: &dyn Fn(&Quantity) -> f64, values: &mut Values) {
    for quantity in &one.set {
        values.insert(quantity.name.clone(), quantity.unit.to_base(own(quantity)));
    }
    for quantity in &one.scale {
        let usual = data
            .parameters
            .get(&quantity.name)
            .or_else(|| data.inputs.get(&quantity.name));
        let usual = usual.map_or(1.0, |usual| usual.unit.to_base(usual.value));
        *values.entry(quantity.name.clone()).or_insert(usual) *= quantity.value;
    }
}

/// Weight, and what weight and height make of each other.
fn describe_body(data: &Data, person: &scenario::Person, faults: &mut Vec<Mismatch>) -> Values {
    let mut values = Values::new();
    let mut set = |name: &str, value: f64, measure: &Measure, meaning: &str| {
        let Some(input) = data.inputs.get(name) else {
            return;
        };
        values.insert(name.to_owned(), value);
        if let Some(range) = outside(input, value) {
            let found = format!("found {}, {meaning}", quoted(&measure.written.text));
            let help = format!("{} from {range}", input.meaning.as_deref().unwrap_or(name));
            faults.push(Mismatch::new(&measure.written, found, help));
        }
    };
    if let Some(weight) = &person.weight {
        set(
            "person.weight",
            weight.value,
            weight,
            "a weight that the model does not cover",
        );
    }
    if let (Some(weight), Some(height)) = (&person.weight, &person.height) {
        let index = weight.value / (height.value * height.value);
        let meaning = format!(
            "which with a weight of {} makes a body mass index of {:.3} kg/m2",
            weight.written.text,
            // From g/dm2.
            index / 10.0
        );
        set("person.bmi", index, height, &meaning);
    }
    values
}

/// The community a person carries: shares become targets, and niches follow them.
fn carry(data: &Data, abundance: &[f64], values: &mut Values) {
    let shares = whole(abundance);
    for (genus, share) in data.taxa.genera.iter().zip(&shares) {
        values.insert(format!("target.{}", genus.name), *share);
    }
    give_niches(data, &shares, values);
}

/// What an infant's colon is seeded with, and the niches it has.
fn be_seeded(data: &Data, abundance: &[f64], values: &mut Values) {
    let Some(seeding) = data.parameters.get("intake.infant_seeding") else {
        return;
    };
    for (genus, share) in data.taxa.genera.iter().zip(abundance) {
        values.insert(
            format!("intake.seed.{}", genus.name),
            seeding.unit.to_base(seeding.value) * share,
        );
    }
    give_niches(data, &whole(abundance), values);
}

/// Shares that add up to 1; genera that are not seen have a little.
fn whole(abundance: &[f64]) -> Vec<f64> {
    let floored = || abundance.iter().map(|share| share.max(UNSEEN));
    let total: f64 = floored().sum();
    floored().map(|share| share / total).collect()
}

fn give_niches(data: &Data, shares: &[f64], values: &mut Values) {
    for (genus, share) in data.taxa.genera.iter().zip(shares) {
        values.insert(format!("taxon.{}.niche", genus.name), *share);
    }
}

fn line(person: &scenario::Person, stool: Option<&StoolProfile>) -> String {
    let years = person.age / 365.25;
    let age = if years < 2.0 {
        format!("{:.0} months", 12.0 * years)
    } else {
        format!("{years:.0} years")
    };
    let sex = if person.sex == Sex::Male {
        "male"
    } else {
        "female"
    };
    let traits: Vec<&str> = person
        .traits
        .iter()
        .map(|name| name.text.as_str())
        .collect();
    let traits = if traits.is_empty() {
        "healthy".to_owned()
    } else {
        traits.join(", ")
    };
    let stool = stool.map_or_else(String::new, |stool| {
        format!(", stool profile {}", stool.sample)
    });
    format!("{age}, {sex}, {traits}{stool}")
}
