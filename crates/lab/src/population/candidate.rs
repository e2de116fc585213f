//! People of a population, as they are drawn.

use physiology::data::Data;
use physiology::numbers::Quantity;

use super::{AGE, BODY_MASS_INDEX, DIET, MALE, Population};
use crate::draws::{Draws, drawn_within};
use crate::habits;
use crate::life::Values;
use crate::mismatch::Mismatch;
use crate::person::Person;
use crate::quantity::Amount;
use crate::scenario::{self, Food, Habit, Named, Sex};
use crate::statistics::copula::Copula;
use crate::statistics::distributions::normal_cdf;

/// What differs between people: covariates by name, and what of the shares somebody has.
pub type Own = (Vec<(String, f64)>, Vec<String>);

/// Somebody who may take part in something.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The number; the first is 1.
    pub number: usize,
    /// What differs between people by degree: the covariates of the population, in their own units.
    pub covariates: Vec<(String, f64)>,
    /// Whether male, and which of the traits that some have.
    pub carries: Vec<String>,
    /// The type of gut community; empty where all have the typical one.
    pub community: String,
    /// Age, sex and traits.
    pub person: scenario::Person,
    /// What is eaten by habit.
    pub food: Option<Food>,
    /// Other habits.
    pub habits: Vec<Habit>,
    /// Parameters in which the person differs from the reference, in base units.
    pub values: Values,
}

impl Population {
    /// The person of that number among all whom a seed draws; the first is 1.
    ///
    /// # Errors
    /// The population does not fit the data.
    pub fn candidate(
        &self,
        data: &Data,
        draws: &Draws,
        number: usize,
    ) -> Result<Candidate, Vec<Mismatch>> {
        let own = self.covariates(draws, number);
        self.somebody(data, number, own, Some(draws))
    }

    /// What that person has of the covariates, in their units, and which of the shares.
    pub fn covariates(&self, draws: &Draws, number: usize) -> Own {
        let index = number as u64;
        let independent =
            |covariate: &Quantity| draws.score(index, &format!("covariate.{}", covariate.name));
        let independent: Vec<f64> = self.covariates.iter().map(independent).collect();
        let correlated = |copula: &Copula| copula.scores(&independent).ok();
        // The copula was made for as many scores.
        let scores = self.correlations.as_ref().and_then(correlated);
        let scores = scores.unwrap_or(independent);
        let value = |(covariate, score): (&Quantity, f64)| {
            let value = drawn_within(covariate, score).unwrap_or(covariate.value);
            (covariate.name.clone(), value)
        };
        let covariates = self.covariates.iter().zip(scores).map(value).collect();
        let carried = |share: &&Quantity| {
            let score = draws.score(index, &format!("share.{}", share.name));
            normal_cdf(score) < share.value
        };
        let carries = self.shares.iter().filter(carried);
        let carries = carries.map(|share| share.name.clone()).collect();
        (covariates, carries)
    }

    /// The person in whom everything is as in the middle of the population.
    ///
    /// # Errors
    /// The population does not fit the data.
    pub fn typical(&self, data: &Data) -> Result<Candidate, Vec<Mismatch>> {
        let covariates = self.covariates.iter();
        let covariates = covariates
            .map(|one| (one.name.clone(), one.value))
            .collect();
        self.somebody(data, 0, (covariates, Vec::new()), None)
    }

    fn somebody(
        &self,
        data: &Data,
        number: usize,
        (covariates, carries): Own,
        draws: Option<&Draws>,
    ) -> Result<Candidate, Vec<Mismatch>> {
        let base = |name: &str| {
            let place = self.covariates.iter().position(|one| one.name == name)?;
            Some(self.covariates[place].unit.to_base(covariates[place].1))
        };
        let index = number as u64;
        let male = carries.iter().any(|name| name == MALE);
        let genotypes = carries.iter().filter(|name| *name != MALE);
        let traits = genotypes.chain(&self.traits);
        let person = scenario::Person {
            sex: if male { Sex::Male } else { Sex::Female },
            age: base(AGE).unwrap_or(scenario::Person::typical().age),
            traits: traits.map(|name| self.named(name)).collect(),
            ..scenario::Person::typical()
        };
        let mut own = match draws {
            Some(draws) => {
                let draws = draws.varying(self.variation);
                Person::drawn(data, &person, None, (&draws, index))?
            }
            None => Person::new(data, &person, None)?,
        };
        for one in &self.set {
            let drawn = |draws: &Draws| draws.value(index, one);
            let value = one.unit.to_base(draws.and_then(drawn).unwrap_or(one.value));
            own.values.insert(one.name.clone(), value);
        }
        if let Some(mass) = base(BODY_MASS_INDEX) {
            own.weigh(data, mass);
        }
        let community = match (&self.community, draws) {
            (Some(community), Some(draws)) => {
                let drawn = community.draw(draws, index);
                own.live_with(data, &drawn.shares);
                drawn.kind
            }
            _ => String::new(),
        };
        Ok(Candidate {
            number,
            food: self.food(&covariates),
            habits: self.habits(&covariates),
            covariates,
            carries,
            community,
            person,
            values: own.values,
        })
    }

    fn named(&self, text: &str) -> Named {
        Named {
            text: text.to_owned(),
            field: format!("population {}", self.name),
            span: None,
        }
    }

    /// Two neighbours of the row of diets, in shares.
    fn food(&self, covariates: &[(String, f64)]) -> Option<Food> {
        let last = self.diets.len().checked_sub(1)?;
        let place = covariates.iter().find(|(name, _)| name == DIET);
        let place = place.map_or(0.0, |(_, place)| place * last as f64);
        let lower = (place as usize).min(last);
        let share = place - lower as f64;
        let diet = |index: usize| self.named(&self.diets[index]);
        Some(match share > 0.0 && lower < last {
            true => Food::Mix(vec![(diet(lower), 1.0 - share), (diet(lower + 1), share)]),
            false => Food::Diet(diet(lower)),
        })
    }

    fn habits(&self, covariates: &[(String, f64)]) -> Vec<Habit> {
        let quantities = self.covariates.iter().zip(covariates);
        let habit = |(quantity, (name, value)): (&Quantity, &(String, f64))| {
            habits::Habit::find(name)?;
            Some(Habit {
                name: self.named(name),
                amount: Amount {
                    value: *value,
                    unit: quantity.unit.clone(),
                },
            })
        };
        quantities.filter_map(habit).collect()
    }
}
