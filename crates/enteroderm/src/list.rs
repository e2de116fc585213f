//! `enteroderm list`: what the data know.

use lab::examples::examples;
use lab::habits::HABITS;
use lab::laboratory::Laboratory;
use lab::physiology::agents::Agent;
use lab::physiology::arrows::ARROWS;
use lab::physiology::axis;
use lab::run::observable_names;
use serde_json::{Map, Value, json};

use crate::arguments::{Format, ListArguments, What};
use crate::failure::{Failure, of_model};
use crate::plot::number;
use crate::{files, output, terminal};

/// A listing: column names and rows of text.
struct Listing {
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// Prints what was asked for.
pub fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    let listing = listing(&opened.lab, arguments.what)?;
    output::print(&match arguments.common.format {
        Format::Table => terminal::listing(&listing.header, listing.rows),
        Format::Csv => as_csv(&listing),
        Format::Json => as_json(&listing),
    })
}

fn as_csv(listing: &Listing) -> String {
    let mut lines = vec![listing.header.join(",")];
    lines.extend(listing.rows.iter().map(|row| {
        let cells = row
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        cells.collect::<Vec<String>>().join(",")
    }));
    lines.join("\n") + "\n"
}

fn as_json(listing: &Listing) -> String {
    let rows = listing.rows.iter().map(|row| {
        let fields = listing
            .header
            .iter()
            .zip(row)
            .map(|(name, cell)| ((*name).to_owned(), json!(cell)));
        Value::Object(fields.collect::<Map<_, _>>())
    });
    format!("{}\n", Value::Array(rows.collect()))
}

fn listing(lab: &Laboratory, what: What) -> Result<Listing, Failure> {
    let data = &lab.data;
    Ok(match what {
        What::Populations => Listing {
            header: vec!["population", "meaning"],
            rows: lab
                .populations
                .iter()
                .map(|one| vec![one.name.clone(), one.meaning.clone()])
                .collect(),
        },
        What::Taxa => Listing {
            header: vec!["genus", "phylum", "pools", "adult mean %"],
            rows: data
                .taxa
                .genera
                .iter()
                .map(|genus| {
                    let adult = genus.abundance.get("adult").copied().unwrap_or_default();
                    vec![
                        genus.name.clone(),
                        genus.phylum.clone(),
                        genus.pooled.join(", "),
                        number(100.0 * adult),
                    ]
                })
                .collect(),
        },
        What::Foods => Listing {
            header: vec!["food", "group"],
            rows: data
                .foods
                .foods
                .iter()
                .map(|food| vec![food.name.clone(), food.group.clone()])
                .collect(),
        },
        What::Diets => Listing {
            header: vec!["diet", "for", "meaning"],
            rows: data
                .foods
                .diets
                .iter()
                .map(|diet| vec![diet.name.clone(), diet.eater.clone(), diet.meaning.clone()])
                .collect(),
        },
        What::Drugs => agents(&data.drugs),
        What::Products => agents(&data.products),
        What::Traits => Listing {
            header: vec!["trait", "meaning"],
            rows: data
                .traits
                .iter()
                .map(|one| vec![one.name.clone(), one.meaning.clone()])
                .collect(),
        },
        What::Habits => Listing {
            header: vec!["habit", "such as", "meaning"],
            rows: HABITS
                .iter()
                .map(|habit| {
                    [habit.name, habit.example, habit.meaning]
                        .map(ToOwned::to_owned)
                        .to_vec()
                })
                .collect(),
        },
        What::Arrows => arrows(lab)?,
        What::Outcomes => outcomes(lab)?,
        What::Parameters => Listing {
            header: vec!["parameter", "value", "unit", "status", "source"],
            rows: data
                .parameters
                .iter()
                .map(|one| {
                    let source = one.source.clone().unwrap_or_default();
                    vec![
                        one.name.clone(),
                        number(one.value),
                        one.unit.to_string(),
                        one.status.name().to_owned(),
                        source,
                    ]
                })
                .collect(),
        },
    })
}

fn agents(agents: &[Agent]) -> Listing {
    Listing {
        header: vec!["name", "class", "usual dose a day", "also called"],
        rows: agents
            .iter()
            .map(|agent| {
                let dose = format!("{} {}", number(agent.dose.per_day), agent.dose.unit);
                vec![
                    agent.name.clone(),
                    agent.class.clone(),
                    dose,
                    agent.aliases.join(", "),
                ]
            })
            .collect(),
    }
}

/// What each arrow says, the terms it gates, what it rests on, and the examples that show it.
fn arrows(lab: &Laboratory) -> Result<Listing, Failure> {
    let examples = examples().map_err(|faults| Failure::Input(faults, Vec::new()))?;
    let rows = ARROWS.iter().map(|arrow| {
        let evidence = lab.data.evidence.get(arrow.name);
        let shown = examples.iter().filter(|example| example.is_of(arrow.name));
        vec![
            arrow.name.to_owned(),
            arrow.claim.to_owned(),
            arrow.gates.to_owned(),
            arrow.route.name().to_owned(),
            evidence.map_or_else(String::new, |evidence| evidence.sources.join(", ")),
            evidence.map_or_else(String::new, |evidence| evidence.note.clone()),
            shown
                .map(|example| example.source.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        ]
    });
    Ok(Listing {
        header: vec![
            "arrow", "claim", "gates", "way", "sources", "seen", "examples",
        ],
        rows: rows.collect(),
    })
}

fn outcomes(lab: &Laboratory) -> Result<Listing, Failure> {
    let system = axis::build(&lab.data, &[], false).map_err(|faults| of_model(&faults))?;
    let rows = observable_names(&system).into_iter().filter_map(|name| {
        let seen = &system.observables[system.observable(name)?];
        let range = lab
            .data
            .observables
            .get(name)
            .and_then(|range| Some((range.lo?, range.hi?)));
        let healthy = range.map_or_else(String::new, |(lo, hi)| {
            format!("{}–{}", number(lo), number(hi))
        });
        Some(vec![
            name.to_owned(),
            seen.unit.to_string(),
            healthy,
            seen.meaning.clone(),
        ])
    });
    Ok(Listing {
        header: vec!["outcome", "unit", "healthy", "meaning"],
        rows: rows.collect(),
    })
}
