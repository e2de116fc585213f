//! The runs whose instructions `cargo xtask instructions` counts: one thread, the baseline instruction set, so that every machine does the
//! same work.

use std::error::Error;

use benches::community::{self, SHAPES};
use engine::{Options, Program, Subject, integrate};
use lab::laboratory::{Laboratory, embedded_data};
use lab::life::{Life, Values};
use lab::person::Person;
use lab::physiology::axis;
use lab::physiology::document::Source;
use lab::protocol::{Protocol, batch};
use lab::scenario::{Sampling, Scenario};

const USAGE: &str = "usage: instructions n60|n150|axis";

/// The lanes, full once.
const PEOPLE: usize = 8;
/// Days of a community: five changes of input, an antibiotic among them.
const COMMUNITY_DAYS: f64 = 75.0;
/// Days of the axis.
const AXIS_DAYS: f64 = 3.0;

/// A week of clindamycin: what costs the axis most steps.
const SCENARIO: &str = "\
[[course]]
take = \"clindamycin\"
dose = \"300 mg\"
per_day = 4
lasts = \"7 d\"
";

fn main() -> Result<(), Box<dyn Error>> {
    let run = std::env::args().nth(1).ok_or(USAGE)?;
    let (program, subjects) = match SHAPES.iter().find(|shape| shape.name == run) {
        Some(shape) => {
            let system = community::system(*shape);
            let program = community::program(&system);
            let people = community::people(&system, &program, PEOPLE, COMMUNITY_DAYS);
            (program, people)
        }
        None if run == "axis" => axis_of_one()?,
        None => return Err(USAGE.into()),
    };
    let options = Options {
        baseline: true,
        ..Options::default()
    };
    for outcome in integrate(&program, &subjects, &options, &mut |_| true) {
        let trajectory = outcome.ok_or("a run was stopped")??;
        println!("{} steps", trajectory.steps);
    }
    Ok(())
}

fn axis_of_one() -> Result<(Program, Vec<Subject>), Box<dyn Error>> {
    let lab = Laboratory::new(&embedded_data()).map_err(|faults| format!("{faults:?}"))?;
    let scenario = Scenario::read(&Source::new("week.toml", SCENARIO), &lab::habits::names())
        .map_err(|faults| format!("{faults:?}"))?;
    let person =
        Person::new(&lab.data, &scenario.person, None).map_err(|faults| format!("{faults:?}"))?;
    let life = Life::new(&lab.data, &scenario, person.usual_diet())
        .map_err(|faults| format!("{faults:?}"))?;
    let system =
        axis::build(&lab.data, &life.agents, false).map_err(|faults| format!("{faults:?}"))?;
    let initial = Program::compile(&system, &[]).initial(&[]);
    let starts = system.states.iter().zip(initial).map(|(state, initial)| {
        let stored = lab.data.starts.get(&state.name);
        stored.map_or(initial, |stored| stored.unit.to_base(stored.value))
    });
    let protocol = Protocol {
        life: &life,
        own: person.values.clone(),
        held: Values::new(),
        initial: starts.collect(),
    };
    let sampling = Sampling {
        until: AXIS_DAYS,
        every: 1.0,
        outcomes: Vec::new(),
    };
    Ok(batch(&system, &[protocol], &sampling))
}
