//! The colon by itself, in a calm body: the reference adult's gut, and what disturbs it.

mod common;

use common::{data, last, run, set};
use engine::{Graph, System};
use physiology::builder::Builder;
use physiology::colon::Colon;
use physiology::data::Data;
use physiology::intake::Intake;
use physiology::signals::GutFeedback;

/// The colon in a body at its healthy reference.
fn colon(data: &Data, agents: &[&str]) -> System {
    let graph = Graph::new();
    let agents: Vec<_> = agents
        .iter()
        .map(|name| data.agent(name).unwrap())
        .collect();
    let mut b = Builder::new(&graph, data, &agents);
    let one = b.number(1);
    let calm = GutFeedback {
        inflammation: b.number(0),
        goblet: one,
        epithelial_leak: one,
        transit_drive: one,
        defence: one,
    };
    let intake = Intake::new(&mut b);
    let colon = Colon::declare(&mut b, &intake, false);
    colon.signals(&mut b);
    colon.wire(&mut b, &intake, &calm).tally(&mut b);
    colon.observe(&mut b, &calm);
    b.build().unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}

#[test]
fn the_reference_adult_is_in_the_published_ranges() {
    let system = colon(&data(), &[]);
    let start = std::time::Instant::now();
    let trajectory = run(&system, None, 400.0, 1e-6, vec![400.0]);
    println!(
        "{} steps, {} rejected, {:?}",
        trajectory.steps,
        trajectory.rejected,
        start.elapsed()
    );
    for seen in &system.observables {
        println!(
            "{:34} {:12.5} {}",
            seen.name,
            last(&system, &trajectory, &seen.name),
            seen.unit
        );
    }
    for (name, lo, hi) in [
        ("colon.ascending.scfa", 100.0, 140.0),
        ("colon.transverse.scfa", 90.0, 130.0),
        ("colon.descending.scfa", 60.0, 100.0),
        ("colon.ascending.ph", 5.4, 6.2),
        ("colon.transverse.ph", 5.9, 6.6),
        ("colon.descending.ph", 6.3, 7.2),
        ("stool.wet_mass", 60.0, 230.0),
        ("stool.dry_mass", 20.0, 45.0),
        ("stool.water", 65.0, 80.0),
        ("colon.shannon", 2.0, 3.1),
        ("colon.transit", 10.0, 59.0),
        ("stool.genus.Bifidobacterium", 0.2, 16.0),
        ("stool.genus.Faecalibacterium", 3.0, 12.0),
        ("stool.enterobacteriaceae", 0.1, 5.0),
    ] {
        let value = last(&system, &trajectory, name);
        assert!(
            (lo..=hi).contains(&value),
            "{name} is {value}, expected {lo} to {hi}"
        );
    }
}

/// What came in since the start has been absorbed, has become gas, has left, or is there beside what was there.
fn assert_carbon_closes(system: &System, days: f64) {
    let trajectory = run(system, None, days, 1e-6, vec![0.0, days]);
    let number = system.observables.len();
    let held = system.observable("colon.carbon.held").unwrap();
    let gained = trajectory.observables[number + held] - trajectory.observables[held];
    let total =
        |name: &str| trajectory.end[system.state(&format!("colon.carbon.tally.{name}")).unwrap()];
    let entered = total("entered");
    let lost = total("absorbed") + total("gas") + total("left");
    let gap = (entered - lost - gained) / entered;
    assert!(entered > 1000.0 * days, "{entered} mmol entered");
    assert!(gap.abs() < 1e-10, "{gap} of {entered} mmol is missing");
}

#[test]
fn carbon_closes_over_a_year() {
    assert_carbon_closes(&colon(&data(), &[]), 365.0);
}

#[test]
fn carbon_closes_where_an_antibiotic_kills() {
    let mut system = colon(&data(), &["clindamycin"]);
    set(&mut system, "agent.clindamycin.dose", 1.0);
    assert_carbon_closes(&system, 30.0);
}

/// With the arrow cut, acids are made as on the reference diet whatever is eaten; the difference is gas, and carbon still closes.
#[test]
fn carbon_closes_where_an_arrow_is_cut() {
    let mut system = colon(&data(), &[]);
    set(&mut system, "arrow.fibre_to_scfa", 0.0);
    assert_carbon_closes(&system, 30.0);
}
