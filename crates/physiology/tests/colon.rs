//! The colon by itself, in a calm body: the reference adult's gut, and what disturbs it.

mod common;

use common::{data, last, run};
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
    colon.wire(&mut b, &intake, &calm);
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
