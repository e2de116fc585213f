//! Cohorts: how full the lanes are, what a second thread brings, and whether cost and memory per person stay as people become more.
//!
//! `cargo bench -p enteroderm-lab --bench cohort` fills lanes, and follows cohorts of up to 1,024 people; with `-- 100000` only cohorts, of up to
//! so many.

use std::time::Instant;

use engine::{Options, Program, Subject, integrate_each};
use lab::draws::Draws;
use lab::laboratory::{Laboratory, Unwatched, embedded_data};
use lab::life::{Life, Values};
use lab::person::Person;
use lab::physiology::agents::Agent;
use lab::physiology::axis;
use lab::physiology::document::Source;
use lab::protocol::{Protocol, batch};
use lab::rests::Forgetful;
use lab::scenario::{Sampling, Scenario};
use lab::trial::Trial;
use lab::trial::analysis::analyse;
use lab::trial::pool::{PART, Pool, Screening};

/// People of the mixed cohort.
const MIXED: usize = 1000;
/// The longest that somebody of the mixed cohort is followed, d.
const LONGEST: f64 = 60.0;
/// People of the smallest cohort, and of how many times as many the next.
const FEWEST: usize = 64;
const TIMES: usize = 4;

/// What people of the mixed cohort live through: one of these, for one of these times.
const COURSES: [&str; 4] = [
    "",
    "[[course]]\ntake = \"clindamycin\"\nlasts = \"7 d\"\n",
    "[[course]]\neat = \"inulin\"\ndose = \"12 g/d\"\n",
    "[[course]]\nlive = { stress = 25, sleep = \"5 h\" }\nfrom = \"3 d\"\nlasts = \"10 d\"\n",
];
const DAYS: [f64; 3] = [14.0, 30.0, LONGEST];

/// A trial of 2 x 200 people over 12 weeks.
const TRIAL: &str = r#"
[population]
base = "psoriasis-severe"
people = 400
[[eligible]]
outcome = "skin.pasi"
at_least = 12
[schedule]
lasts = "12 wk"
visits = ["2 wk", "4 wk", "8 wk"]
[[arm]]
name = "placebo"
[[arm]]
name = "adalimumab"
[[arm.course]]
take = "adalimumab"
[[endpoint]]
outcome = "skin.pasi"
reduced_by = 0.75
"#;

fn main() {
    // Cargo itself says `--bench`.
    let most = std::env::args().find_map(|word| word.parse().ok());
    let lab = Laboratory::new(&embedded_data()).unwrap_or_else(|faults| panic!("{faults:?}"));
    if most.is_none() {
        mixed(&lab);
        trial(&lab);
    }
    growing(&lab, most.unwrap_or(1024));
}

fn scenario(text: &str) -> Scenario {
    Scenario::read(&Source::new("cohort.toml", text), &lab::habits::names())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Drawn people of whom a quarter lives each of the courses, for different times, from the rest of the reference person on.
fn mixed_cohort(lab: &Laboratory) -> (Program, Vec<Subject>) {
    let draws = Draws::new(1);
    let scenarios = COURSES.map(scenario);
    let lives = scenarios.each_ref().map(|scenario| {
        Life::new(&lab.data, scenario, "western").unwrap_or_else(|faults| panic!("{faults:?}"))
    });
    let mut agents: Vec<&Agent> = Vec::new();
    for agent in lives.iter().flat_map(|life| &life.agents) {
        if !agents.iter().any(|other| other.name == agent.name) {
            agents.push(agent);
        }
    }
    let system =
        axis::build(&lab.data, &agents, false).unwrap_or_else(|faults| panic!("{faults:?}"));
    let usual = Program::compile(&system, &[]).initial(&[]);
    let states = system.states.iter().zip(usual);
    let rest: Vec<f64> = states
        .map(|(state, usual)| {
            let stored = lab.data.starts.get(&state.name);
            stored.map_or(usual, |stored| stored.unit.to_base(stored.value))
        })
        .collect();
    let protocols: Vec<Protocol<'_>> = (0..MIXED)
        .map(|index| {
            let kind = index % COURSES.len();
            let drawn = (&draws, index as u64 + 1);
            let person = Person::drawn(&lab.data, &scenarios[kind].person, None, drawn);
            Protocol {
                life: &lives[kind],
                own: person.unwrap_or_else(|faults| panic!("{faults:?}")).values,
                held: Values::new(),
                initial: rest.clone(),
            }
        })
        .collect();
    let sampling = Sampling {
        until: LONGEST,
        every: 1.0,
        outcomes: Vec::new(),
    };
    let (program, mut subjects) = batch(&system, &protocols, &sampling);
    for (index, subject) in subjects.iter_mut().enumerate() {
        let until = DAYS[index / COURSES.len() % DAYS.len()];
        let schedule = &mut subject.schedule;
        schedule.until = until;
        schedule.samples.retain(|time| *time <= until);
        schedule.changes.retain(|(time, _)| *time < until);
    }
    (program, subjects)
}

fn mixed(lab: &Laboratory) {
    println!(
        "a mixed cohort of {MIXED}, followed for {DAYS:?} d from the rest of the reference person"
    );
    println!("threads  wall s  cpu s  lanes full  accepted of attempts");
    let (program, subjects) = mixed_cohort(lab);
    for threads in [1, 2] {
        let options = Options {
            threads,
            ..Options::default()
        };
        let (mut steps, mut failed) = (0, 0);
        let mut count = |_: usize, outcome: engine::Outcome| match outcome {
            Ok(trajectory) => steps += trajectory.steps,
            Err(_) => failed += 1,
        };
        let (start, cpu) = (Instant::now(), cpu_seconds());
        let filling = integrate_each(&program, &subjects, &options, &mut count, &mut |_| true);
        let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        let full = 100.0 * filling.share();
        let accepted = 100.0 * steps as f64 / filling.attempts as f64;
        println!("{threads:7} {wall:7.2} {cpu:6.2} {full:9.1} % {accepted:10.1} %");
        assert_eq!(failed, 0, "somebody could not be followed");
    }
}

/// Cohorts from few people to many: each one is drawn, brought to rest and followed for a fortnight.
fn growing(lab: &Laboratory, most: usize) {
    println!("drawn, brought to rest, an antibiotic for a week, 14 days with daily records");
    println!("people  wall ms each  cpu ms each  left out  most memory MB");
    let text = format!(
        "[population]\nbase = \"healthy-adult\"\npeople = {most}\n{}[sample]\nuntil = \"14 d\"\noutcomes = [\"stool.butyrate\"]\n",
        COURSES[1]
    );
    let cohort = Trial::read_cohort(&Source::new("cohort.toml", text))
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let pool = Pool::of_everybody(lab, &cohort, &Forgetful, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let mut people = FEWEST;
    while people <= most {
        let (mut seen, mut left_out) = (0, 0);
        let (start, cpu) = (Instant::now(), cpu_seconds());
        for part in 0..people / PART {
            let part = pool
                .part(part, &mut Unwatched)
                .unwrap_or_else(|error| panic!("{error:?}"));
            let there = part
                .iter()
                .filter(|one| one.screening == Screening::Enrolled)
                .count();
            seen += there;
            left_out += part.len() - there;
        }
        let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        assert_eq!(seen + left_out, people);
        let each = |seconds: f64| 1000.0 * seconds / people as f64;
        let (wall, cpu, memory) = (each(wall), each(cpu), most_memory());
        println!("{people:6} {wall:13.1} {cpu:12.1} {left_out:9} {memory:15.0}");
        people *= TIMES;
    }
}

/// A trial from nothing to its results: people drawn, brought to rest, screened, followed in both arms, analysed and planned.
fn trial(lab: &Laboratory) {
    let trial = Trial::read(&Source::new("trial.toml", TRIAL))
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let start = Instant::now();
    let pool = Pool::new(lab, &trial, &Forgetful, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let mut people = Vec::new();
    for part in 0..pool.parts() {
        let part = pool.part(part, &mut Unwatched);
        people.extend(part.unwrap_or_else(|error| panic!("{error:?}")));
    }
    let followed = start.elapsed().as_secs_f64();
    let results =
        analyse(&pool, &people, &mut Unwatched).unwrap_or_else(|error| panic!("{error:?}"));
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "a trial of 2 x 200 people over 12 weeks: {seconds:.1} s, {:.1} s of them analysis and planning; {} people screened, {:.0} a second",
        seconds - followed,
        people.len(),
        people.len() as f64 / followed
    );
    assert_eq!(results.flow.enrolled, trial.people);
}

/// Processor time of this process so far; not a number where the system does not tell.
fn cpu_seconds() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else {
        return f64::NAN;
    };
    // After the name of the program, which may hold blanks: the 12th and 13th field are user and system time.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS_PER_SECOND
}

/// The most memory that this process had so far, MB; not a number where the system does not tell.
fn most_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}
