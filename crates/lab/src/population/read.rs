//! Populations from their files.

use engine::Unit;
use physiology::data::Data;
use physiology::document::{self, Faults, Source, Table, allowed, quoted, read_document};
use physiology::numbers::Quantity;

use super::{AGE, BODY_MASS_INDEX, Bound, Community, DIET, MALE, Population, Published, Statistic};
use crate::habits;
use crate::laboratory::Laboratory;
use crate::statistics::Fault;
use crate::statistics::copula::{Copula, from_spearman};

/// The folder of the data in which populations lie.
const FOLDER: &str = "populations/";
/// The file that says how gut communities differ.
const COMMUNITIES: &str = "communities.toml";

/// The file that says outside of what nobody is plausible.
const PLAUSIBLE: &str = "plausible.toml";

/// All populations among the data's texts.
pub(crate) fn read_all(sources: &[Source], data: &Data, faults: &Faults) -> Vec<Population> {
    let communities = sources.iter().find(|source| source.name == COMMUNITIES);
    let communities =
        communities.map_or_else(Vec::new, |source| Community::read_all(source, data, faults));
    let files = sources.iter().filter_map(|source| {
        let name = source.name.strip_prefix(FOLDER)?.strip_suffix(".toml")?;
        Some((name, source))
    });
    let bounds = sources.iter().find(|source| source.name == PLAUSIBLE);
    let bounds = bounds.and_then(|source| read_document(source, faults, read_bounds));
    let reader = Reader {
        data,
        communities: &communities,
        bounds: &bounds.unwrap_or_default(),
    };
    let read = |(name, source)| {
        read_document(source, faults, |root: &Table<'_>| {
            reader.population(name, root)
        })
    };
    files.filter_map(read).collect()
}

/// Reads one population over the data of a laboratory. Its file's name, `populations/NAME.toml`, is its own.
///
/// # Errors
/// Every fault of the text; it has no such name.
pub fn read(source: &Source, lab: &Laboratory) -> Result<Population, Vec<document::Fault>> {
    let is_shared = |source: &&Source| [COMMUNITIES, PLAUSIBLE].contains(&source.name.as_str());
    let mut sources: Vec<Source> = lab.sources.iter().filter(is_shared).cloned().collect();
    sources.push(source.clone());
    let faults = Faults::new();
    let read = read_all(&sources, &lab.data, &faults).pop();
    let unnamed = || {
        let message = format!("found {}, which names no population", quoted(&source.name));
        vec![document::Fault {
            file: source.name.clone(),
            place: None,
            span: None,
            field: String::new(),
            message,
            help: Some(format!("`{FOLDER}NAME.toml` is expected")),
        }]
    };
    faults.into_result(read)?.ok_or_else(unnamed)
}

struct Reader<'a> {
    data: &'a Data,
    communities: &'a [Community],
    bounds: &'a [Bound],
}

impl Reader<'_> {
    fn population(&self, name: &str, root: &Table<'_>) -> Population {
        let diets = self.known(root, "diets", "diet", |data| {
            data.foods
                .diets
                .iter()
                .map(|diet| diet.name.as_str())
                .collect()
        });
        let traits = self.known(root, "traits", "trait", |data| {
            data.traits.iter().map(|one| one.name.as_str()).collect()
        });
        let covariates = quantities(root, "covariate", |table, covariate| {
            self.check_covariate(table, covariate, &diets);
        });
        let shares = quantities(root, "share", |table, share| self.check_share(table, share));
        Population {
            name: name.to_owned(),
            meaning: root.required_text("meaning").unwrap_or_default(),
            traits,
            variation: read_variation(root),
            set: self.own_numbers(root),
            community: self.community(root),
            diets,
            correlations: read_correlations(root, &covariates),
            covariates,
            shares,
            plausible: self.bounds(root),
            targets: read_published(root, "target"),
            reported: read_published(root, "reported"),
        }
    }

    /// Numbers of the model that the population sets.
    fn own_numbers(&self, root: &Table<'_>) -> Vec<Quantity> {
        quantities(root, "set", |table, number| {
            let name = number.name.as_str();
            let known = self
                .data
                .parameters
                .get(name)
                .or(self.data.inputs.get(name));
            match known {
                None => table.fault("", "is no number of the model", None),
                Some(known) if known.unit.dimension() != number.unit.dimension() => {
                    let message = format!("is given in {}", number.unit.text());
                    table.fault(
                        "unit",
                        message,
                        Some(format!("such as {}", known.unit.text())),
                    );
                }
                Some(_) => {}
            }
        })
    }

    /// Bounds of the population, and those of everybody where it has none of its own.
    fn bounds(&self, root: &Table<'_>) -> Vec<Bound> {
        let mut bounds = root.table("plausible", read_bounds).unwrap_or_default();
        for bound in self.bounds {
            if !bounds.iter().any(|own| own.outcome == bound.outcome) {
                bounds.push(bound.clone());
            }
        }
        bounds
    }

    /// Names that the data must know.
    fn known<'d>(
        &'d self,
        root: &Table<'_>,
        key: &str,
        what: &str,
        known: impl Fn(&'d Data) -> Vec<&'d str>,
    ) -> Vec<String> {
        let names = root.texts(key).unwrap_or_default();
        let known = known(self.data);
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            let help = allowed(name, known.iter().copied());
            root.fault(key, format!("`{name}` is no {what}"), Some(help));
        }
        names
    }

    fn community(&self, root: &Table<'_>) -> Option<Community> {
        let name = root.text("community")?;
        let found = self.communities.iter().find(|one| one.name == name);
        if found.is_none() {
            let known = self.communities.iter().map(|one| one.name.as_str());
            let message = format!("`{name}` is not in {COMMUNITIES}");
            root.fault("community", message, Some(allowed(&name, known)));
        }
        found.cloned()
    }

    fn check_covariate(&self, table: &Table<'_>, covariate: &Quantity, diets: &[String]) {
        let name = covariate.name.as_str();
        let unit = match (name, habits::Habit::find(name)) {
            (AGE, _) => "a",
            (BODY_MASS_INDEX, _) => "kg/m2",
            (DIET, _) => {
                if diets.is_empty() {
                    table.fault("", "lies between `diets`, of which there are none", None);
                }
                "1"
            }
            (_, Some(habit)) => {
                let input = self.data.inputs.get(habit.input);
                let amount = crate::quantity::Amount {
                    value: covariate.value,
                    unit: covariate.unit.clone(),
                };
                if let Some(Err(message)) = input.map(|input| habit.value(&amount, &input.unit)) {
                    table.fault("", message, None);
                }
                return;
            }
            _ => {
                let names = [AGE, BODY_MASS_INDEX, DIET]
                    .into_iter()
                    .chain(habits::names());
                table.fault("", "is no covariate", Some(allowed(name, names)));
                return;
            }
        };
        let expected = Unit::parse(unit).map(|unit| unit.dimension());
        if expected.is_ok_and(|expected| expected != covariate.unit.dimension()) {
            let message = format!("is given in {}", covariate.unit.text());
            table.fault("unit", message, Some(format!("such as {unit}")));
        }
    }

    fn check_share(&self, table: &Table<'_>, share: &Quantity) {
        let name = share.name.as_str();
        let traits = || self.data.traits.iter().map(|one| one.name.as_str());
        if name != MALE && !traits().any(|one| one == name) {
            let known = std::iter::once(MALE).chain(traits());
            table.fault("", "is no trait", Some(allowed(name, known)));
        }
        if !(0.0..=1.0).contains(&share.value) {
            let help = "a share from 0 to 1".to_owned();
            table.fault("value", format!("found {}", share.value), Some(help));
        }
    }
}

/// The numbers of a table, each checked where it stands.
fn quantities(root: &Table<'_>, key: &str, check: impl Fn(&Table<'_>, &Quantity)) -> Vec<Quantity> {
    let read = |name: &str, table: &Table<'_>| {
        let quantity = Quantity::read(name, table)?;
        check(table, &quantity);
        Some(quantity)
    };
    let read = |table: &Table<'_>| table.each(read).into_iter().flatten().collect();
    root.table(key, read).unwrap_or_default()
}

fn read_variation(root: &Table<'_>) -> f64 {
    let read = |table: &Table<'_>| Quantity::read("variation", table);
    let variation = root.table("variation", read).flatten();
    let variation = variation.map_or(1.0, |variation| variation.value);
    if variation < 0.0 {
        root.fault("variation", format!("found {variation}, below zero"), None);
    }
    variation
}

fn read_bounds(table: &Table<'_>) -> Vec<Bound> {
    table.each(|outcome, bound| {
        bound.know(&["unit", "status", "source", "note"]);
        Bound {
            outcome: outcome.to_owned(),
            lo: bound.number("lo").unwrap_or(f64::NEG_INFINITY),
            hi: bound.number("hi").unwrap_or(f64::INFINITY),
        }
    })
}

fn read_correlations(root: &Table<'_>, covariates: &[Quantity]) -> Option<Copula> {
    let mut pairs = Vec::new();
    root.tables("correlation", |table| {
        // A record as every number of the data is: what it is taken from stands beside it.
        table.know(&["unit", "status", "source", "note"]);
        let names = table.texts("between").unwrap_or_default();
        let place = |name: &String| covariates.iter().position(|one| one.name == *name);
        let places: Vec<usize> = names.iter().filter_map(place).collect();
        let spearman = table.required_number("spearman");
        match (&places[..], spearman.map(from_spearman)) {
            ([one, other], Some(Ok(normal))) => pairs.push((*one, *other, normal)),
            (_, Some(Err(fault))) => table.fault("spearman", fault.to_string(), None),
            (_, None) => {}
            _ => {
                let known: Vec<&str> = covariates.iter().map(|one| one.name.as_str()).collect();
                let help = format!("two of {}", known.join(", "));
                table.fault("between", "does not name two covariates", Some(help));
            }
        }
    });
    let numbers = covariates.len();
    match Copula::new(numbers, &pairs) {
        Ok(copula) => Some(copula),
        Err(_) if numbers == 0 => None,
        Err(fault) => {
            let named = |place: usize| covariates.get(place).map_or("", |one| one.name.as_str());
            let message = match fault {
                Fault::NotPositiveDefinite { pair: (one, other) } => format!(
                    "`{}` and `{}` cannot go together like that beside the other correlations",
                    named(one),
                    named(other)
                ),
                other => other.to_string(),
            };
            root.fault("correlation", message, None);
            None
        }
    }
}

fn read_published(root: &Table<'_>, key: &str) -> Vec<Published> {
    let mut all = Vec::new();
    root.table(key, |outcomes| {
        outcomes.each(|outcome, table| {
            for (name, statistic) in Statistic::NAMES {
                let value = table.table(name, |one| Quantity::read(name, one)).flatten();
                all.extend(value.map(|value| Published {
                    outcome: outcome.to_owned(),
                    statistic,
                    value,
                }));
            }
        });
    });
    all
}
