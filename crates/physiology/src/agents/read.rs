//! Reading `data/drugs.toml` and `data/products.toml`: every fault of both files, with its place.

use engine::Unit;

use super::{Agent, Antibiotic, BILLION, Effect, Form, Kind, Living, Spectra, UsualDose};
use crate::coverage::Covered;
use crate::document::{Faults, Source, Table, allowed, read_document};
use crate::food::{FIBRES, Foods, Intake, NUTRIENTS, read_genera, required_choice, same_dimension};
use crate::names;
use crate::numbers::{Quantity, Status};
use crate::traits::{Trait, TraitKind};

/// Kinds of `data/drugs.toml`, in the order of [`DRUG_KIND`].
const DRUG_KINDS: [&str; 5] = [
    "antibiotic",
    "host drug",
    "toxin",
    "skin treatment",
    "intervention",
];
const DRUG_KIND: [Kind; 5] = [
    Kind::Antibiotic,
    Kind::HostDrug,
    Kind::Toxin,
    Kind::SkinTreatment,
    Kind::Intervention,
];

/// Kinds of `data/products.toml`.
const PRODUCT_KINDS: [&str; 6] = [
    "probiotic",
    "probiotic yeast",
    "probiotic spores",
    "fermented food",
    "prebiotic",
    "synbiotic",
];

/// The drugs, skin treatments and toxins of a text.
pub fn read_drugs(
    source: &Source,
    spectra: &Spectra,
    traits: &[Trait],
    faults: &Faults,
) -> Vec<Agent> {
    read_agents(source, faults, |name, table| {
        let diseases = read_diseases(table, traits);
        let mut agent = read_drug(name, table, spectra)?;
        agent.diseases = diseases;
        Some(agent)
    })
}

/// Diseases in which a drug was studied, each the beginning of the name of a trait.
fn read_diseases(table: &Table<'_>, traits: &[Trait]) -> Vec<String> {
    let diseases = table.texts("diseases").unwrap_or_default();
    let known = || traits.iter().filter(|one| one.kind == TraitKind::Disease);
    // Where no trait could be read, that is told already.
    for disease in diseases.iter().filter(|_| known().next().is_some()) {
        if !known().any(|one| one.is_of(disease)) {
            let help = allowed(disease, known().map(|one| one.name.as_str()));
            let help = format!("the beginning of the name of a disease in traits.toml; {help}");
            table.fault("diseases", format!("found `{disease}`"), Some(help));
        }
    }
    diseases
}

/// The live products and prebiotics of a text.
pub fn read_products(
    source: &Source,
    spectra: &Spectra,
    foods: &Foods,
    faults: &Faults,
) -> Vec<Agent> {
    read_agents(source, faults, |name, table| {
        read_product(name, table, spectra, foods)
    })
}

fn read_agents(
    source: &Source,
    faults: &Faults,
    mut read: impl FnMut(&str, &Table<'_>) -> Option<Agent>,
) -> Vec<Agent> {
    let agents = read_document(source, faults, |root| {
        let agents: Vec<Agent> = root
            .each(|name, table| read(name, table))
            .into_iter()
            .flatten()
            .collect();
        for (text, first, second) in names::ambiguous(&agents) {
            root.fault(
                &first,
                format!("`{text}` means both `{first}` and `{second}`"),
                None,
            );
        }
        agents
    });
    agents.unwrap_or_default()
}

fn read_drug(name: &str, table: &Table<'_>, spectra: &Spectra) -> Option<Agent> {
    let mut agent = read_common(name, table)?;
    let kind = required_choice(table, "kind", &DRUG_KINDS);
    if !table.has("class") {
        table.fault("class", "is missing", None);
    }
    if !table.has("route") {
        table.fault("route", "is missing", None);
    }
    agent.class = table.text("class").unwrap_or_default();
    agent.route = table.text("route");
    agent.kind = DRUG_KIND[DRUG_KINDS.iter().position(|known| Some(*known) == kind)?];
    let numbers = &mut agent.numbers;
    agent.half_life = number(table, "half_life", "d", numbers);
    agent.loading = number(table, "loading", "1", numbers).unwrap_or_default();
    agent.antibiotic = table
        .table("antibiotic", |table| {
            read_antibiotic(table, spectra, numbers)
        })
        .flatten();
    match (agent.kind, table.has("antibiotic")) {
        (Kind::Antibiotic, false) => table.fault("antibiotic", "is missing", None),
        (Kind::HostDrug | Kind::Toxin | Kind::SkinTreatment, true) => {
            table.fault("antibiotic", "belongs to antibiotics only", None);
        }
        _ => {}
    }
    Some(agent)
}

fn read_product(name: &str, table: &Table<'_>, spectra: &Spectra, foods: &Foods) -> Option<Agent> {
    let mut agent = read_common(name, table)?;
    let class = required_choice(table, "kind", &PRODUCT_KINDS);
    agent.class = class.unwrap_or_default().to_owned();
    agent.living = read_living(table, &agent.dose, spectra, &mut agent.numbers);
    agent.substrates = table
        .table("substrates", |table| read_substrates(table, &agent.dose))
        .unwrap_or_default();
    agent.food = table.text("food");
    if let Some(food) = &agent.food
        && !foods.foods.iter().any(|known| known.name == *food)
    {
        let known = foods.foods.iter().map(|food| food.name.as_str());
        table.fault(
            "food",
            format!("found `{food}`"),
            Some(allowed(food, known)),
        );
    }
    if class == Some("prebiotic") && agent.substrates.is_empty() {
        table.fault(
            "substrates",
            "is missing: a prebiotic feeds something",
            None,
        );
    }
    if class.is_some_and(|class| class != "prebiotic") && agent.living.is_none() {
        table.fault("survival", "is missing: a live product needs it", None);
    }
    Some(agent)
}

/// What drugs and products have alike.
fn read_common(name: &str, table: &Table<'_>) -> Option<Agent> {
    let mut numbers = Vec::new();
    let effects = table.tables("effects", read_effect);
    let aliases = table.texts("aliases").unwrap_or_default();
    let note = table.text("note");
    let carrier = read_carrier(table);
    let covered = |key, unit| {
        table
            .table(key, |table| Covered::read(table, unit))
            .flatten()
    };
    let (doses, ages) = (covered("doses", "1"), covered("ages", "a"));
    let dose = table.table("dose", |table| read_dose(table, &mut numbers));
    if dose.is_none() {
        table.fault("dose", "is missing", None);
    }
    Some(Agent {
        name: name.to_owned(),
        aliases,
        kind: Kind::Product,
        class: String::new(),
        route: None,
        food: None,
        carrier,
        doses,
        ages,
        diseases: Vec::new(),
        half_life: None,
        loading: f64::default(),
        effects: effects.into_iter().flatten().collect(),
        antibiotic: None,
        living: None,
        substrates: Vec::new(),
        note,
        dose: dose??,
        numbers,
    })
}

fn read_carrier(table: &Table<'_>) -> Option<String> {
    let carrier = table.text("carrier")?;
    if Intake::none().carried(&carrier).is_none() {
        let known = NUTRIENTS.iter().map(|(name, _)| *name);
        let known = known.chain(["fermented_servings"]);
        let help = allowed(&carrier, known);
        table.fault("carrier", format!("found `{carrier}`"), Some(help));
    }
    Some(carrier)
}

fn read_dose(table: &Table<'_>, numbers: &mut Vec<Quantity>) -> Option<UsualDose> {
    let every = table.number("every");
    let interval = table.unit("every_unit");
    let quantity = Quantity::read("dose", table)?;
    positive(table, "value", quantity.value);
    let unit = quantity.unit.clone();
    let value = quantity.value;
    numbers.push(quantity);
    let Some(every) = every else {
        return Some(UsualDose {
            per_day: value,
            unit,
            every: None,
        });
    };
    positive(table, "every", every);
    let Some(interval) = interval else {
        table.fault("every_unit", "is missing", None);
        return None;
    };
    if !same_dimension(&interval, "d") {
        table.fault("every_unit", format!("{interval} is not a time"), None);
    }
    let days = interval.to_base(every);
    Some(UsualDose {
        per_day: value / days,
        unit,
        every: Some(days),
    })
}

fn read_effect(table: &Table<'_>) -> Option<Effect> {
    let target = table.required_text("target");
    let form = match required_choice(table, "form", &["factor", "add", "log"]) {
        Some("factor") => Some(Form::Factor),
        Some("add") => Some(Form::Add),
        Some(_) => Some(Form::Log),
        None => None,
    };
    let size = table.required_number("size");
    let half = table.number("half");
    let range = (table.number("lo"), table.number("hi"));
    let status = Status::read(table);
    let (source, note) = (table.text("source"), table.text("note"));
    if form == Some(Form::Factor) && size.is_some_and(|size| size < f64::default()) {
        table.fault(
            "size",
            "a factor below 0 would turn its target around",
            None,
        );
    }
    if let Some(half) = half {
        positive(table, "half", half);
    }
    let below = |lo: Option<f64>, hi: Option<f64>| lo.zip(hi).is_some_and(|(lo, hi)| lo > hi);
    if below(range.0, size) || below(size, range.1) {
        table.fault("size", "is outside its own range", None);
    }
    match status {
        Some(Status::Measured) if source.is_none() => {
            table.fault(
                "source",
                "is missing: an effect that is measured needs it",
                None,
            );
        }
        Some(Status::Assumed | Status::Calibrated) if note.is_none() => {
            table.fault(
                "note",
                "is missing: an effect that is assumed or calibrated needs it",
                None,
            );
        }
        _ => {}
    }
    Some(Effect {
        target: target?,
        form: form?,
        size: size?,
        half,
        range,
        status: status?,
        source,
        note,
    })
}

fn read_antibiotic(
    table: &Table<'_>,
    spectra: &Spectra,
    numbers: &mut Vec<Quantity>,
) -> Option<Antibiotic> {
    let mic = table.required_text("mic");
    let mut scale = |name: &str| {
        let factor = number(table, name, "1", numbers).unwrap_or(f64::from(1));
        positive(table, name, factor);
        factor
    };
    let (factor, negatives) = (scale("mic_factor"), scale("gram_negative_factor"));
    let betalactamase = table.flag("betalactamase").unwrap_or(false);
    let mut take = |name: &str, unit: &str| {
        if !table.has(name) {
            table.fault(name, "is missing", None);
        }
        number(table, name, unit, numbers)
    };
    take("concentration", "g/L");
    let (kill_max, hill) = (take("kill_max", "1/d"), take("hill", "1"));
    let (loss, inflow) = (take("loss", "1/d"), take("inflow", "g/d"));
    let mic = mic?;
    let Some(column) = spectra.mic.get(&mic) else {
        let known = spectra.mic.keys().map(String::as_str);
        table.fault("mic", format!("found `{mic}`"), Some(allowed(&mic, known)));
        return None;
    };
    let of_genus = |(mic, negative): (&Option<f64>, &bool)| {
        let factor = if *negative {
            factor * negatives
        } else {
            factor
        };
        mic.map(|mic| mic * factor)
    };
    let milligram = Unit::parse("mg").ok()?;
    Some(Antibiotic {
        mic: column
            .iter()
            .zip(&spectra.gram_negative)
            .map(of_genus)
            .collect(),
        kill_max: kill_max?,
        hill: hill?,
        loss: loss?,
        betalactamase,
        inflow: milligram.from_base(inflow?),
    })
}

fn read_living(
    table: &Table<'_>,
    dose: &UsualDose,
    spectra: &Spectra,
    numbers: &mut Vec<Quantity>,
) -> Option<Living> {
    let genera = table.table("genera", |table| read_genera(table, &spectra.genera));
    let cells = number(table, "cells", "[CFU]", numbers);
    let survival = number(table, "survival", "1", numbers);
    let persistence = number(table, "persistence", "d", numbers);
    if genera.is_some() && survival.is_none() {
        table.fault("survival", "is missing: living microbes need it", None);
    }
    let survival = survival?;
    if survival > f64::from(1) {
        table.fault(
            "survival",
            format!("found {survival}, expected a share from 0 to 1"),
            None,
        );
    }
    if persistence.is_none() && !table.has("persistence") {
        table.fault("persistence", "is missing: living microbes need it", None);
    }
    let counted = same_dimension(&dose.unit, "[CFU]").then(|| dose.unit.to_base(dose.per_day));
    if cells.is_none() && counted.is_none() {
        table.fault(
            "cells",
            "is missing: the dose is not a count of cells",
            None,
        );
    }
    let index = |genus: &str| spectra.genera.iter().position(|known| known == genus);
    Some(Living {
        genera: genera
            .unwrap_or_default()
            .iter()
            .filter_map(|(genus, share)| Some((index(genus)?, *share)))
            .collect(),
        cells: cells.or(counted)? / f64::from(BILLION),
        survival,
        persistence: persistence?,
    })
}

/// Grams of each class with the usual daily dose.
fn read_substrates(table: &Table<'_>, dose: &UsualDose) -> Vec<(String, f64)> {
    let per = required_choice(table, "per", &["gram", "dose"]);
    if Status::read(table).is_some_and(|status| status == Status::Assumed) && !table.has("note") {
        table.fault("note", "is missing: what is assumed needs it", None);
    }
    table.text("source");
    table.text("note");
    let grams = match per {
        Some("gram") if !same_dimension(&dose.unit, "g") => {
            table.fault(
                "per",
                "the dose is not a weight",
                Some("use `dose`".to_owned()),
            );
            f64::from(1)
        }
        Some("gram") => dose.unit.to_base(dose.per_day),
        _ => f64::from(1),
    };
    let mut substrates = Vec::new();
    for class in FIBRES {
        if let Some(amount) = table.number(class) {
            positive(table, class, amount);
            substrates.push((class.to_owned(), amount * grams));
        }
    }
    substrates
}

/// A number above or at 0 with all that is known about it, in base units, if the field is there.
fn number(table: &Table<'_>, name: &str, unit: &str, numbers: &mut Vec<Quantity>) -> Option<f64> {
    let quantity = table
        .table(name, |table| Quantity::read(name, table))
        .flatten()?;
    if !same_dimension(&quantity.unit, unit) {
        let message = format!("is given in {}, expected {unit} or the like", quantity.unit);
        table.fault(name, message, None);
        return None;
    }
    if quantity.value < f64::default() {
        table.fault(
            name,
            format!("found {}, expected 0 or more", quantity.value),
            None,
        );
    }
    let value = quantity.unit.to_base(quantity.value);
    numbers.push(quantity);
    Some(value)
}

fn positive(table: &Table<'_>, key: &str, value: f64) {
    if value <= f64::default() {
        table.fault(key, format!("found {value}, expected more than 0"), None);
    }
}
