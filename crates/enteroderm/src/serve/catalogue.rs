//! `GET /catalogue`: what the data know, for a page to choose from.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lab::examples::{Example, examples, trials};
use lab::habits::HABITS;
use lab::laboratory::Laboratory;
use lab::physiology::agents::Agent;
use lab::physiology::arrows::{ARROWS, Arrow, Place};
use lab::physiology::axis;
use lab::physiology::document::Source;
use lab::physiology::numbers::Quantity;
use lab::run::observable_names;
use lab::trial::Trial;
use serde_json::{Value, json};

use super::{App, evidence, publications};
use crate::failure::{Failure, of_model};

/// Version of the contract.
const SCHEMA: &str = "enteroderm.catalogue/1";

/// Says what there is: arrows, outcomes with healthy ranges, habits, foods, medicines, traits, examples, publications.
#[utoipa::path(
    get,
    path = "/catalogue",
    responses((status = 200, description = "everything that does not depend on a person"))
)]
pub(super) async fn get(State(app): State<Arc<App>>) -> Response {
    evidence::as_json(app.catalogue.clone())
}

/// All of it.
pub(super) fn catalogue(lab: &Laboratory) -> Result<Value, Failure> {
    let data = &lab.data;
    let system = axis::build(data, &[], false).map_err(|faults| of_model(&faults))?;
    let shown = examples().map_err(Failure::from)?;
    let trials = trials().map_err(Failure::from)?;
    let outcome = |name: &str| {
        let seen = &system.observables[system.observable(name)?];
        let range = data.observables.get(name);
        Some(json!({
            "name": name,
            "unit": seen.unit.text(),
            "meaning": seen.meaning,
            "place": Place::of_quantity(name).name(),
            "healthy": range.and_then(healthy),
            "status": range.map(|range| range.status.name()),
            "source": range.and_then(|range| range.source.as_ref()),
            "note": range.and_then(|range| range.note.as_ref()),
        }))
    };
    let named = |name: &str, meaning: &str| json!({ "name": name, "meaning": meaning });
    let genera = data.taxa.genera.iter();
    let foods = data.foods.foods.iter();
    let diets = data.foods.diets.iter();
    Ok(json!({
        "schema": SCHEMA,
        "model": { "version": env!("CARGO_PKG_VERSION"), "hash": lab.hash(&system) },
        "arrows": ARROWS.iter().map(|one| arrow(lab, &shown, one)).collect::<Vec<Value>>(),
        "outcomes": observable_names(&system).into_iter().filter_map(outcome).collect::<Vec<Value>>(),
        "habits": habits(lab),
        "diets": diets.map(|diet| json!({ "name": diet.name, "meaning": diet.meaning, "eater": diet.eater })).collect::<Vec<Value>>(),
        "foods": foods.map(|food| json!({ "name": food.name, "group": food.group })).collect::<Vec<Value>>(),
        "agents": data.drugs.iter().map(|one| agent("drug", one)).chain(data.products.iter().map(|one| agent("product", one))).collect::<Vec<Value>>(),
        "traits": data.traits.iter().map(|one| named(&one.name, &one.meaning)).collect::<Vec<Value>>(),
        "populations": lab.populations.iter().map(|one| named(&one.name, &one.meaning)).collect::<Vec<Value>>(),
        "genera": genera.map(|genus| json!({ "name": genus.name, "phylum": genus.phylum })).collect::<Vec<Value>>(),
        "scenarios": shown.iter().map(scenario).collect::<Vec<Value>>(),
        "trials": trials.iter().map(|(source, trial)| example(source, trial)).collect::<Vec<Value>>(),
        "sources": publications::all(),
    }))
}

fn healthy(range: &Quantity) -> Option<(f64, f64)> {
    Some((range.lo?, range.hi?))
}

fn arrow(lab: &Laboratory, shown: &[Example], arrow: &Arrow) -> Value {
    let rests_on = lab.data.evidence.get(arrow.name);
    let examples = shown.iter().filter(|example| example.is_of(arrow.name));
    json!({
        "name": arrow.name,
        "claim": arrow.claim,
        "gates": arrow.gates,
        "way": arrow.route.name(),
        "from": arrow.from.name(),
        "to": arrow.to.name(),
        "sources": rests_on.map_or(&[][..], |evidence| &evidence.sources),
        "note": rests_on.map_or("", |evidence| &evidence.note),
        "examples": examples.map(|example| &example.source.name).collect::<Vec<_>>(),
    })
}

/// Habits with what may be lived, what is usual, and what is healthy where that is known.
fn habits(lab: &Laboratory) -> Vec<Value> {
    let habit = |habit: &lab::habits::Habit| {
        let input = lab.data.inputs.get(habit.input)?;
        let range = lab.data.observables.get(habit.input);
        Some(json!({
            "name": habit.name,
            "meaning": habit.meaning,
            "example": habit.example,
            "unit": input.unit.text(),
            "lo": input.lo?,
            "hi": input.hi?,
            "usual": input.value,
            "healthy": range.and_then(healthy),
            "source": range.map_or(input.source.as_ref(), |range| range.source.as_ref()),
            "note": range.map_or(input.note.as_ref(), |range| range.note.as_ref()),
        }))
    };
    HABITS.iter().filter_map(habit).collect()
}

fn agent(kind: &str, agent: &Agent) -> Value {
    json!({
        "name": agent.name,
        "kind": kind,
        "class": agent.class,
        "aliases": agent.aliases,
        "per_day": agent.dose.per_day,
        "unit": agent.dose.unit.to_string(),
    })
}

fn scenario(example: &Example) -> Value {
    let scenario = &example.scenario;
    json!({
        "path": example.source.name,
        "name": scenario.name,
        "about": scenario.about,
        "toml": example.source.text,
        "needs_files": scenario.person.stool.is_some() || scenario.diary.is_some(),
    })
}

fn example(source: &Source, trial: &Trial) -> Value {
    json!({
        "path": source.name,
        "name": trial.name,
        "about": trial.about,
        "toml": source.text,
        "needs_files": false,
    })
}
