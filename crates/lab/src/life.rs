//! A life: what a person eats, takes and lives through at any time, as values of the model's inputs.
//!
//! Habits hold through the run-in; courses change them for a time. [`Life::at`] gives every input that is not at its reference value, in
//! base units, by the name of the parameter.

mod resolve;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use engine::Unit;
use physiology::agents::Agent;
use physiology::data::Data;
use physiology::document::quoted;
use physiology::food::{FIBRES, Intake};
use physiology::names::Named as _;

use crate::mismatch::{Mismatch, unknown};
use crate::scenario::{Action, Course, Dose, Named, Scenario};
use resolve::{cut, grams, habit_values, is_arrow, names, plate, relative};
use wording::line;

/// Values of parameters in base units, by name.
pub type Values = BTreeMap<String, f64>;

/// Foods by their place in the table, and grams a day.
type Plate = Vec<(usize, f64)>;

/// Fructans and galactans: what a prebiotic is.
const PREBIOTIC: [&str; 2] = ["inulin", "galactooligosaccharides"];

/// A time before every course, when only the habits hold.
pub const HABITS_ONLY: f64 = -1.0;
/// How much of a food is eaten a day when nothing is said, g/d.
const USUAL_PORTION: f64 = 100.0;
/// Until this age, in days, a person is somebody else every month; later a year more is next to nothing.
const GROWN: f64 = 6.0 * 365.25;
/// Children are this many days older at a time.
const MONTH: f64 = 365.25 / 12.0;
/// Living cells are counted in these.
const BILLION: f64 = 1e9;

/// What a course does, resolved against the data.
#[derive(Clone, Debug)]
enum Deed {
    Take { agent: usize, relative: f64 },
    Replace(Plate),
    Add(Plate),
    Set(Values),
}

/// A course, resolved.
#[derive(Clone, Debug)]
struct Period {
    deed: Deed,
    from: f64,
    until: f64,
}

/// What a person eats, takes and lives through.
#[derive(Clone, Debug)]
pub struct Life<'d> {
    data: &'d Data,
    /// Age on day 0, in days.
    age: f64,
    reference: Intake,
    habitual: Plate,
    habits: Values,
    periods: Vec<Period>,
    /// Agents that occur, in order.
    pub agents: Vec<&'d Agent>,
    /// What is given, a line each.
    pub given: Vec<String>,
}

impl<'d> Life<'d> {
    /// Resolves a scenario's habits and courses.
    ///
    /// # Errors
    /// Every name and unit that does not fit.
    pub fn new(
        data: &'d Data,
        scenario: &Scenario,
        usual_diet: &str,
    ) -> Result<Self, Vec<Mismatch>> {
        let (life, faults) = Self::of_what_fits(data, scenario, usual_diet);
        if faults.is_empty() {
            Ok(life)
        } else {
            Err(faults)
        }
    }

    /// The life that is left when what does not fit is left out, and every name and unit that does not fit.
    pub fn of_what_fits(
        data: &'d Data,
        scenario: &Scenario,
        usual_diet: &str,
    ) -> (Self, Vec<Mismatch>) {
        let mut faults = Vec::new();
        for arrow in &scenario.shows {
            is_arrow(arrow, &mut faults);
        }
        let reference_plate = data
            .foods
            .diet("western")
            .map(|diet| diet.foods.clone())
            .unwrap_or_default();
        let usual = || {
            data.foods
                .diet(usual_diet)
                .map(|diet| diet.foods.clone())
                .unwrap_or_default()
        };
        let habitual = match &scenario.food {
            Some(food) => plate(data, food, &mut faults),
            None => usual(),
        };
        let mut life = Self {
            data,
            age: scenario.person.age,
            reference: Intake::from_foods(&data.foods, &reference_plate),
            habitual,
            habits: habit_values(data, &scenario.habits, &mut faults),
            periods: Vec::new(),
            agents: Vec::new(),
            given: Vec::new(),
        };
        for course in &scenario.courses {
            life.add(course, &mut faults);
        }
        life.use_carried();
        (life, faults)
    }

    /// Agents that come with what is eaten at any time are part of the life, so that a drink counts as one.
    fn use_carried(&mut self) {
        let data = self.data;
        let times = std::iter::once(HABITS_ONLY).chain(self.changes(f64::INFINITY));
        let intakes: Vec<Intake> = times
            .map(|time| Intake::from_foods(&data.foods, &self.plate(time)))
            .collect();
        for agent in data.drugs.iter().chain(&data.products) {
            let carried = |intake| {
                agent
                    .dose_from_food(intake, &self.reference)
                    .is_some_and(|dose| dose > 0.0)
            };
            if intakes.iter().any(carried) {
                self.agent_place(agent);
            }
        }
    }

    /// Agents that come with what is eaten by habit, by name.
    pub(crate) fn habitual_agents(&self) -> Vec<&'d Agent> {
        let eaten = Intake::from_foods(&self.data.foods, &self.habitual);
        let carried = |agent: &&&Agent| {
            let dose = agent.dose_from_food(&eaten, &self.reference);
            dose.is_some_and(|dose| dose > 0.0)
        };
        let mut agents: Vec<&Agent> = self.agents.iter().filter(carried).copied().collect();
        agents.sort_by(|a, b| a.name.cmp(&b.name));
        agents
    }

    fn active(&self, time: f64) -> impl Iterator<Item = &Deed> {
        let active = self
            .periods
            .iter()
            .filter(move |period| period.from <= time && time < period.until);
        active.map(|period| &period.deed)
    }

    /// What is eaten at a time: a product that is a food is eaten as one.
    fn plate(&self, time: f64) -> Plate {
        let mut plate = self.habitual.clone();
        for deed in self.active(time) {
            match deed {
                Deed::Replace(foods) => plate.clone_from(foods),
                Deed::Add(foods) => plate.extend(foods),
                Deed::Take { agent, relative } => {
                    plate.extend(self.eaten_as(self.agents[*agent], *relative))
                }
                Deed::Set(_) => {}
            }
        }
        plate
    }

    /// The food that a product is eaten as, with its grams.
    fn eaten_as(&self, agent: &Agent, relative: f64) -> Option<(usize, f64)> {
        let food = self.data.foods.find(agent.food.as_deref()?)?;
        let usual = &agent.dose;
        let grams = Unit::parse("g").is_ok_and(|gram| gram.dimension() == usual.unit.dimension());
        grams.then(|| (food, usual.unit.to_base(usual.per_day) * relative))
    }

    fn agent_place(&mut self, agent: &'d Agent) -> usize {
        let known = self
            .agents
            .iter()
            .position(|other| other.name == agent.name);
        known.unwrap_or_else(|| {
            self.agents.push(agent);
            self.agents.len() - 1
        })
    }

    fn add(&mut self, course: &Course, faults: &mut Vec<Mismatch>) {
        let data = self.data;
        let deed = match &course.action {
            Action::Take {
                agent,
                dose,
                per_day,
            } => self.take(agent, dose.as_ref(), *per_day, faults),
            Action::Diet(food) => Some(Deed::Replace(plate(data, food, faults))),
            Action::Eat { food, dose } => self.eat(food, dose.as_ref(), faults),
            Action::Live(habits) => Some(Deed::Set(habit_values(data, habits, faults))),
            Action::Cut { arrow, gain } => cut(arrow, *gain, faults).map(Deed::Set),
        };
        if let Some(deed) = deed {
            self.given.push(line(course));
            self.periods.push(Period {
                deed,
                from: course.from,
                until: course.until,
            });
        }
    }

    fn take(
        &mut self,
        name: &Named,
        dose: Option<&Dose>,
        per_day: f64,
        faults: &mut Vec<Mismatch>,
    ) -> Option<Deed> {
        let data = self.data;
        let Some(agent) = data.agent(&name.text) else {
            let known = names(&data.drugs).chain(names(&data.products));
            faults.push(unknown(
                name,
                "a drug, treatment or product",
                &["drugs", "products"],
                known,
            ));
            return None;
        };
        let relative = match dose {
            None => 1.0,
            Some(dose) => relative(agent, dose, per_day, faults)?,
        };
        Some(Deed::Take {
            agent: self.agent_place(agent),
            relative,
        })
    }

    fn eat(
        &mut self,
        name: &Named,
        dose: Option<&Dose>,
        faults: &mut Vec<Mismatch>,
    ) -> Option<Deed> {
        let data = self.data;
        if data
            .products
            .iter()
            .any(|agent| agent.is_called(&name.text))
        {
            return self.take(name, dose, 1.0, faults);
        }
        if let (Some(diet), None) = (data.foods.diet(&name.text), dose) {
            return Some(Deed::Replace(diet.foods.clone()));
        }
        if let Some(food) = data.foods.find(&name.text) {
            let grams = dose.map_or(Some(USUAL_PORTION), |dose| grams(dose, faults))?;
            return Some(Deed::Add(vec![(food, grams)]));
        }
        faults.push(match (data.foods.diet(&name.text), dose) {
            (Some(_), Some(dose)) => Mismatch::new(
                &dose.written,
                format!("{} is a diet, and a diet has no dose", quoted(&name.text)),
                "leave it out, or name a food",
            ),
            _ => {
                let known = names(&data.foods.foods)
                    .chain(names(&data.foods.diets))
                    .chain(names(&data.products));
                unknown(
                    name,
                    "a food, diet or product",
                    &["foods", "diets", "products"],
                    known,
                )
            }
        });
        None
    }

    /// Times at which something starts or stops, from 0 on and before `until`.
    pub fn changes(&self, until: f64) -> Vec<f64> {
        let mut times: Vec<f64> = self
            .periods
            .iter()
            .flat_map(|period| [period.from, period.until])
            .filter(|time| *time < until)
            .collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        times
    }

    /// Names of all parameters of which the life ever says anything.
    pub(crate) fn parameters(&self) -> BTreeSet<String> {
        let times = std::iter::once(HABITS_ONLY).chain(self.changes(f64::INFINITY));
        times.flat_map(|time| self.at(time).into_keys()).collect()
    }

    /// Times at which a child is a month older, before `until`.
    fn months(&self, until: f64) -> impl Iterator<Item = f64> {
        let until = until.min(GROWN - self.age);
        let months = (1..).map(|month| f64::from(month) * MONTH);
        months.take_while(move |time| *time < until)
    }

    /// Times at which anything that the life says of the person changes, from 0 on and before `until`.
    pub fn stages(&self, until: f64) -> Vec<f64> {
        let mut times = self.changes(until);
        times.extend(self.months(until));
        times.sort_by(f64::total_cmp);
        times.dedup();
        times
    }

    /// Exposure that loading doses add: time, agent and amount.
    pub fn loading(&self) -> Vec<(f64, &'d str, f64)> {
        let loading = self.periods.iter().filter_map(|period| match &period.deed {
            Deed::Take { agent, relative } => {
                let agent = self.agents[*agent];
                (agent.loading > 0.0).then_some((
                    period.from,
                    agent.name.as_str(),
                    agent.loading * relative,
                ))
            }
            _ => None,
        });
        loading.collect()
    }

    /// The agent that a course brings, with its dose relative to the usual one.
    pub(crate) fn taken(&self, course: usize) -> Option<(&'d Agent, f64)> {
        match self.periods.get(course)?.deed {
            Deed::Take { agent, relative } => Some((self.agents[agent], relative)),
            _ => None,
        }
    }

    /// Whether the life is the same without a course, as long as it lasts and before `until`. `usual` is the value of a parameter of which
    /// the life says nothing.
    pub(crate) fn is_idle(
        &self,
        course: usize,
        until: f64,
        usual: impl Fn(&str) -> Option<f64>,
    ) -> bool {
        let Some(period) = self.periods.get(course) else {
            return true;
        };
        let mut without = self.clone();
        without.periods.remove(course);
        let times = self.changes(until).into_iter();
        times
            .filter(|time| (period.from..period.until).contains(time))
            .all(|time| are_same(&self.at(time), &without.at(time), &usual))
    }

    /// All values at a time, or at [`HABITS_ONLY`].
    pub fn at(&self, time: f64) -> Values {
        let habitual = Intake::from_foods(&self.data.foods, &self.habitual);
        let eaten = Intake::from_foods(&self.data.foods, &self.plate(time));
        let mut values = self.food_values(&eaten, &habitual);
        values.extend(self.habits.clone());
        let older = self.months(time.next_up()).last().unwrap_or_default();
        values.insert("person.age".to_owned(), self.age + older);
        let mut doses = vec![0.0; self.agents.len()];
        for (dose, agent) in doses.iter_mut().zip(&self.agents) {
            *dose = agent
                .dose_from_food(&eaten, &self.reference)
                .unwrap_or_default();
        }
        for deed in self.active(time) {
            match deed {
                Deed::Take { agent, relative } => {
                    doses[*agent] += relative;
                    self.add_substance(self.agents[*agent], *relative, &mut values);
                }
                Deed::Set(set) => values.extend(set.clone()),
                _ => {}
            }
        }
        for (dose, agent) in doses.iter().zip(&self.agents) {
            values.insert(format!("agent.{}.dose", agent.name), *dose);
        }
        let prebiotic = |values: &Values| {
            PREBIOTIC
                .iter()
                .map(|name| {
                    values
                        .get(&format!("intake.{name}"))
                        .copied()
                        .unwrap_or_default()
                })
                .sum::<f64>()
        };
        let habit: f64 = PREBIOTIC.iter().map(|name| habitual.fibre(name)).sum();
        values.insert(
            "intake.prebiotic_above_habit".to_owned(),
            (prebiotic(&values) - habit).max(0.0),
        );
        values
    }

    fn food_values(&self, eaten: &Intake, habitual: &Intake) -> Values {
        let mut values = Values::new();
        for name in FIBRES {
            values.insert(format!("intake.{name}"), eaten.fibre(name));
        }
        for name in PREBIOTIC {
            values.insert(format!("habit.{name}"), habitual.fibre(name));
        }
        for name in [
            "protein",
            "fat",
            "refined_sugar",
            "marine_omega3",
            "vitamin_d",
        ] {
            values.insert(format!("intake.{name}"), eaten.nutrient(name));
        }
        values.insert("intake.emulsifier".to_owned(), eaten.emulsifier);
        values.insert(
            "intake.fermented_servings".to_owned(),
            eaten.fermented_servings,
        );
        values.insert(
            "intake.glycaemic_load".to_owned(),
            eaten.relative(&self.reference, "glycaemic_load"),
        );
        values.insert(
            "intake.dairy".to_owned(),
            eaten.relative(&self.reference, "dairy_servings"),
        );
        let antigen = self.reference.antigen;
        values.insert(
            "intake.antigen".to_owned(),
            if antigen > 0.0 {
                eaten.antigen / antigen
            } else {
                1.0
            },
        );
        for genus in &self.data.taxa.genera {
            let live = eaten.live.get(&genus.name).copied().unwrap_or_default();
            values.insert(format!("intake.live.{}", genus.name), live);
        }
        values
    }

    /// Living cells and substrates that come with an agent; those of a food came with the plate.
    fn add_substance(&self, agent: &Agent, relative: f64, values: &mut Values) {
        let mut add = |name: String, amount: f64| *values.entry(name).or_default() += amount;
        if let (Some(living), None) = (&agent.living, self.eaten_as(agent, relative)) {
            let cell = self
                .data
                .foods
                .constants
                .get("foods.cell_mass")
                .map_or(0.0, |mass| mass.unit.to_base(mass.value));
            for (genus, share) in &living.genera {
                let cells = relative * living.cells * BILLION * living.survival * share;
                add(
                    format!("intake.live.{}", self.data.taxa.genera[*genus].name),
                    cells * cell,
                );
            }
        }
        for (class, grams) in &agent.substrates {
            add(format!("intake.{class}"), grams * relative);
        }
    }
}

/// Whether two sets of values are the same to the model. What it does not know is no difference.
fn are_same(one: &Values, other: &Values, usual: impl Fn(&str) -> Option<f64>) -> bool {
    let names = one.keys().chain(other.keys());
    let value = |values: &Values, name: &str| values.get(name).copied().or_else(|| usual(name));
    names
        .filter(|name| one.get(*name) != other.get(*name) && usual(name).is_some())
        .all(|name| value(one, name) == value(other, name))
}
