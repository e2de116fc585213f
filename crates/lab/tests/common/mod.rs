//! What tests of the laboratory share: the built-in data, and runs of scenarios as they are written.

#![allow(dead_code, reason = "every test takes what it needs")]

use lab::laboratory::{Laboratory, Unwatched, embedded_data};
use lab::outcome::Run;
use lab::physiology::document::Source;
use lab::rests::Forgetful;
use lab::run::Question;
use lab::scenario::Scenario;

pub fn laboratory() -> Laboratory {
    Laboratory::new(&embedded_data()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub fn scenario(text: &str) -> Scenario {
    Scenario::read(&Source::new("test.toml", text), &lab::habits::names())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// What a scenario says, in the typical person alone.
pub fn run(lab: &Laboratory, text: &str) -> Run {
    ask(lab, text, &Question::default())
}

/// The same, by which ways the courses did what they did included.
pub fn why(lab: &Laboratory, text: &str) -> Run {
    let question = Question {
        why: true,
        ..Question::default()
    };
    ask(lab, text, &question)
}

pub fn ask(lab: &Laboratory, text: &str, question: &Question) -> Run {
    lab::run::run(
        lab,
        &scenario(text),
        None,
        question,
        &Forgetful,
        &mut Unwatched,
    )
    .unwrap_or_else(|error| panic!("{text}: {error:?}"))
}
