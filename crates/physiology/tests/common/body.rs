//! The body alone: what reaches it from colon and skin is held at given values, those of health unless told otherwise.
#![allow(dead_code)]

use engine::{Graph, System};
use physiology::body::Body;
use physiology::builder::Builder;
use physiology::data::Data;
use physiology::signals::{ColonSignals, SkinOutward};

/// The body in which these agents act. The signals are parameters `colon.*` (1 in health) and `felt.*` (0 in health).
pub fn body_alone(data: &Data, agents: &[&str]) -> System {
    let graph = Graph::new();
    let agents: Vec<_> = agents
        .iter()
        .map(|name| data.agent(name).unwrap())
        .collect();
    let mut b = Builder::new(&graph, data, &agents);
    let mut from_colon = |name: &str| b.table_number(format!("colon.{name}"), "1", 1.0);
    let colon = ColonSignals {
        butyrate: from_colon("butyrate"),
        acetate_flux: from_colon("acetate_flux"),
        propionate_flux: from_colon("propionate_flux"),
        butyrate_flux: from_colon("butyrate_flux"),
        lps: from_colon("lps"),
        dna: from_colon("dna"),
        indole: from_colon("indole"),
        secondary_bile: from_colon("secondary_bile"),
        mucin_foraging: from_colon("mucin_foraging"),
        p_cresol: from_colon("p_cresol"),
        diversity: from_colon("diversity"),
        bifidobacteria: from_colon("bifidobacteria"),
    };
    let mut felt = |name: &str| b.table_number(format!("felt.{name}"), "1", 0.0);
    let skin = SkinOutward {
        tnf: felt("tnf"),
        il6: felt("il6"),
        il17: felt("il17"),
        th2: felt("th2"),
        alarm: felt("alarm"),
        itch: felt("itch"),
        visible: felt("visible"),
        injury: felt("injury"),
        lesional_area: felt("lesional_area"),
    };
    let (fat, emulsifier) = (b.input("intake.fat"), b.input("intake.emulsifier"));
    let body = Body::declare(&mut b);
    let signals = body.signals(&mut b, &colon, fat, &skin);
    body.wire(&mut b, &colon, emulsifier, &signals, &skin);
    body.observe(&mut b, &signals);
    b.build().unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}
