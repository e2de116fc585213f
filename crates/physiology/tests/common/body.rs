//! The body alone: what reaches it from colon and skin is held at given values, those of health unless told otherwise.
#![allow(dead_code)]

use engine::{Graph, System};
use physiology::body::Body;
use physiology::builder::Builder;
use physiology::data::Data;
use physiology::signals::{ColonSignals, GutFeedback, SkinInputs, SkinOutward};

use crate::common;

/// The body in which these agents act. The signals are parameters `colon.*` (1 in health) and `felt.*` (0 in health);
/// what passes on, observables `to_colon.*` and `to_skin.*`.
pub fn body_alone(data: &Data, agents: &[&str]) -> System {
    let graph = Graph::new();
    let agents = common::agents(data, agents);
    let mut b = Builder::new(&graph, data, &agents);
    let mut from_colon = |name: &str| b.table_number(format!("colon.{name}"), "1", 1.0);
    let colon = ColonSignals {
        butyrate: from_colon("butyrate"),
        acid: from_colon("acid"),
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
        wound: felt("wound"),
        lesional_area: felt("lesional_area"),
    };
    let (fat, emulsifier) = (b.input("intake.fat"), b.input("intake.emulsifier"));
    let body = Body::declare(&mut b);
    let signals = body.signals(&mut b, &colon, fat, &skin);
    let to_colon = body.feedback(&mut b, &signals, &skin);
    let to_skin = body.to_skin(&mut b, &signals, &skin);
    body.wire(&mut b, &colon, emulsifier, &signals, &skin);
    observe_crossings(&mut b, &to_colon, &to_skin);
    body.observe(&mut b, &signals, &skin);
    common::built(b.build())
}

fn observe_crossings<'g>(
    b: &mut Builder<'g, '_>,
    to_colon: &GutFeedback<'g>,
    to_skin: &SkinInputs<'g>,
) {
    for (name, value) in [
        ("inflammation", to_colon.inflammation),
        ("goblet", to_colon.goblet),
        ("epithelial_leak", to_colon.epithelial_leak),
        ("transit_drive", to_colon.transit_drive),
        ("defence", to_colon.defence),
    ] {
        b.observable(
            format!("to_colon.{name}"),
            "1",
            "what the colon feels",
            value,
        );
    }
    for (name, unit, value) in [
        ("tnf", "1", to_skin.tnf),
        ("il6", "1", to_skin.il6),
        ("il1", "1", to_skin.il1),
        ("crp", "1", to_skin.crp),
        ("il10", "1", to_skin.il10),
        ("il17", "1", to_skin.il17),
        ("il22", "1", to_skin.il22),
        ("ifng", "1", to_skin.ifng),
        ("il413", "1", to_skin.il413),
        ("th1", "1", to_skin.th1),
        ("th2", "1", to_skin.th2),
        ("th17", "1", to_skin.th17),
        ("treg", "1", to_skin.treg),
        ("lps", "1", to_skin.lps),
        ("dna", "1", to_skin.dna),
        ("butyrate", "1", to_skin.butyrate),
        ("propionate", "1", to_skin.propionate),
        ("acetate", "1", to_skin.acetate),
        ("indole", "1", to_skin.indole),
        ("cortisol", "1", to_skin.cortisol),
        ("receptor", "1", to_skin.receptor),
        ("stress", "1", to_skin.stress),
        ("sleep_debt", "h", to_skin.sleep_debt),
        ("insulin", "1", to_skin.insulin),
    ] {
        b.observable(
            format!("to_skin.{name}"),
            unit,
            "what reaches the skin",
            value,
        );
    }
}
