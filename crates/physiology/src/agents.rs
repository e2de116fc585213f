//! Agents: drugs, skin treatments, toxins, probiotics, fermented foods, prebiotics. What they do is data.
//!
//! An agent has an exposure: its dose relative to the usual one, followed with the half-life of its effect. Effects are rows that act on a
//! named parameter or a named term of the equations; there is no code for any agent.
//!
//! Takes `data/drugs.toml` and `data/products.toml` as texts, genera and MICs from the taxa, and the foods that products are eaten as.

use std::collections::BTreeMap;

use engine::Unit;

use crate::coverage::Covered;
use crate::food::Intake;
use crate::names::Named;
use crate::numbers::{Quantity, Status};

mod read;
#[cfg(test)]
mod tests;

pub use read::{read_drugs, read_products};

/// What kind of thing an agent is; it decides which arrow gates its effects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Kills microbes: gated by `antibiotic_to_diversity`.
    Antibiotic,
    /// A medicine that acts on the host or, beside that, on the community: gated by `drug_to_dysbiosis`.
    HostDrug,
    /// Something from outside that harms: gated by `drug_to_dysbiosis`.
    Toxin,
    /// A treatment of skin disease: not gated.
    SkinTreatment,
    /// What acts in the body as a whole, such as a hormone that is infused or a programme of weight loss: not gated.
    Intervention,
    /// Live microbes or what feeds them: gated by `probiotic_to_community`.
    Product,
}

impl Kind {
    /// The arrow through which agents of this kind act, if there is one.
    pub fn arrow(self) -> Option<&'static str> {
        match self {
            Self::Antibiotic => Some("antibiotic_to_diversity"),
            Self::HostDrug | Self::Toxin => Some("drug_to_dysbiosis"),
            Self::Product => Some("probiotic_to_community"),
            Self::SkinTreatment | Self::Intervention => None,
        }
    }
}

/// How an effect enters its target, with `E` the saturating exposure (1 at the usual dose).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The target times `1 + (size - 1) E`.
    Factor,
    /// The target plus `size E`.
    Add,
    /// The target times `exp(size E)`.
    Log,
}

impl Form {
    /// Its name in data files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Factor => "factor",
            Self::Add => "add",
            Self::Log => "log",
        }
    }
}

/// One row: what an agent does to one target.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The parameter or term it acts on.
    pub target: String,
    /// How it enters.
    pub form: Form,
    /// Its size at the usual dose, in the target's unit for [`Form::Add`].
    pub size: f64,
    /// Exposure of half the greatest effect, relative to the usual dose; left out: proportional up to the usual dose.
    pub half: Option<f64>,
    /// The lowest and the highest size thought possible.
    pub range: (Option<f64>, Option<f64>),
    /// How well the size is known.
    pub status: Status,
    /// Key of its source in `data/references.bib`.
    pub source: Option<String>,
    /// Where the size comes from.
    pub note: Option<String>,
}

impl Effect {
    /// Whether the arrow of the agent's kind gates this effect. What a drug does to the skin directly is no part of the claims that it
    /// disturbs the gut: doxycycline still calms the follicle when `antibiotic_to_diversity` is cut.
    pub fn is_gated(&self) -> bool {
        !self.target.starts_with("skin")
    }
}

/// What agents need to know of the taxa.
#[derive(Clone, Debug, Default)]
pub struct Spectra {
    /// Names of the genera, in the order of the taxa.
    pub genera: Vec<String>,
    /// Whether each is Gram-negative.
    pub gram_negative: Vec<bool>,
    /// Minimal inhibitory concentrations, mg/L, by column and genus; `None` when it is resistant.
    pub mic: BTreeMap<String, Vec<Option<f64>>>,
}

/// What makes an agent an antibiotic.
#[derive(Clone, Debug)]
pub struct Antibiotic {
    /// Minimal inhibitory concentration of every genus in the order of the taxa, mg/L; `None` when it is resistant.
    pub mic: Vec<Option<f64>>,
    /// Greatest killing rate, 1/d.
    pub kill_max: f64,
    /// Steepness over concentration relative to the MIC.
    pub hill: f64,
    /// Loss in the colon beside transit, 1/d.
    pub loss: f64,
    /// Whether beta-lactamases of gram-negatives destroy it.
    pub betalactamase: bool,
    /// What reaches the ascending colon at the usual dose, mg/d of active drug.
    pub inflow: f64,
}

/// What makes an agent a live product.
#[derive(Clone, Debug)]
pub struct Living {
    /// Share of each genus in the product, by index of the taxa.
    pub genera: Vec<(usize, f64)>,
    /// Cells in the usual daily dose, 10^9.
    pub cells: f64,
    /// Share that reaches the colon alive.
    pub survival: f64,
    /// How long it stays, d.
    pub persistence: f64,
}

/// A drug, treatment, toxin or product.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Its name.
    pub name: String,
    /// Other names people use.
    pub aliases: Vec<String>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The pharmacological class, or the kind of product.
    pub class: String,
    /// How it is taken, for drugs and treatments.
    pub route: Option<String>,
    /// The food it is eaten as, which brings its nutrients.
    pub food: Option<String>,
    /// What of the food carries it: a nutrient, or `fermented_servings`.
    pub carrier: Option<String>,
    /// The usual dose.
    pub dose: UsualDose,
    /// Doses that were studied, relative to the usual one; left out: what holds for all agents.
    pub doses: Option<Covered>,
    /// Ages in which it was studied or is given; left out: no limit is known.
    pub ages: Option<Covered>,
    /// Diseases in which it was studied, each the beginning of names of traits; empty: it is for anybody.
    pub diseases: Vec<String>,
    /// Half-life of its effect, d; left out: it acts as long as it is taken.
    pub half_life: Option<f64>,
    /// Exposure added at the start of a course by a loading dose, relative to the usual dose.
    pub loading: f64,
    /// What it does.
    pub effects: Vec<Effect>,
    /// Set for antibiotics.
    pub antibiotic: Option<Antibiotic>,
    /// Set for live products.
    pub living: Option<Living>,
    /// Grams of substrate classes in the usual daily dose.
    pub substrates: Vec<(String, f64)>,
    /// What is worth knowing about the row.
    pub note: Option<String>,
    /// Its own numbers with all that is known about them, such as `dose`, `half_life`, `survival`.
    pub numbers: Vec<Quantity>,
}

/// The dose to which effects refer.
#[derive(Clone, Debug)]
pub struct UsualDose {
    /// Amount a day, in `unit`; the level itself for an exposure that is held, such as a concentration in air.
    pub per_day: f64,
    /// Unit of the amount, such as `mg`; `1` for applications or plain exposure.
    pub unit: Unit,
    /// Days between two doses; left out for an exposure that is held.
    pub every: Option<f64>,
}

impl Named for Agent {
    fn name(&self) -> &str {
        &self.name
    }
    fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

impl Agent {
    /// An amount a day relative to the usual dose. Live products may also be dosed by their cells, whatever they weigh.
    /// Nothing when the unit is of another kind.
    pub fn relative_dose(&self, per_day: f64, unit: &Unit) -> Option<f64> {
        if unit.dimension() == self.dose.unit.dimension() {
            return Some(unit.to_base(per_day) / self.dose.unit.to_base(self.dose.per_day));
        }
        let living = self.living.as_ref()?;
        let counted = Unit::parse("[CFU]").ok()?.dimension() == unit.dimension();
        counted.then(|| unit.to_base(per_day) / (living.cells * f64::from(BILLION)))
    }
}

impl Agent {
    /// The relative dose of an agent that comes with food, such as alcohol: what a day's intake brings above a reference diet.
    /// Nothing for agents that no food carries. The living cells of fermented food join their genera through [`Intake::live`]
    /// already; here they only carry the direct effects.
    pub fn dose_from_food(&self, intake: &Intake, reference: &Intake) -> Option<f64> {
        let carrier = self.carrier.as_deref()?;
        let above = intake.carried(carrier)? - reference.carried(carrier)?;
        let usual = self.dose.unit.to_base(self.dose.per_day);
        Some(above.max(f64::default()) / usual)
    }
}

/// Cells are counted in these.
const BILLION: i32 = 1_000_000_000;
