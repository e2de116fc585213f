//! Every row of the drugs and products against the equations it acts on.

mod common;

use physiology::agents::Agent;
use physiology::axis;

/// Every target is a parameter or a term of the equations, in a form that it takes.
#[test]
fn every_effect_finds_its_target() {
    let data = common::data();
    let agents: Vec<&Agent> = data.drugs.iter().chain(&data.products).collect();
    if let Err(faults) = axis::build(&data, &agents, false) {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"));
    }
}
