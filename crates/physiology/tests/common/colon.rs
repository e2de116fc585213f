//! The colon alone: what the body sends it is held at given values, those of health unless told otherwise.
#![allow(dead_code)]

use engine::{Graph, System};
use physiology::builder::Builder;
use physiology::colon::Colon;
use physiology::data::Data;
use physiology::intake::Intake;
use physiology::signals::GutFeedback;

use crate::common;

/// The colon in which these agents act, with tallies of its carbon. What the body sends are parameters `body.*`, what it
/// is told observables `to_body.*`.
pub fn colon_alone(data: &Data, agents: &[&str]) -> System {
    let graph = Graph::new();
    let agents = common::agents(data, agents);
    let mut b = Builder::new(&graph, data, &agents);
    let mut sent = |name: &str, healthy: f64| b.table_number(format!("body.{name}"), "1", healthy);
    let body = GutFeedback {
        inflammation: sent("inflammation", 0.0),
        goblet: sent("goblet", 1.0),
        epithelial_leak: sent("epithelial_leak", 1.0),
        transit_drive: sent("transit_drive", 1.0),
        defence: sent("defence", 1.0),
    };
    let intake = Intake::new(&mut b);
    let colon = Colon::declare(&mut b, &intake, false);
    let told = colon.signals(&mut b);
    for (name, value) in [
        ("butyrate", told.butyrate),
        ("acetate_flux", told.acetate_flux),
        ("propionate_flux", told.propionate_flux),
        ("butyrate_flux", told.butyrate_flux),
        ("lps", told.lps),
        ("dna", told.dna),
        ("indole", told.indole),
        ("secondary_bile", told.secondary_bile),
        ("mucin_foraging", told.mucin_foraging),
        ("p_cresol", told.p_cresol),
        ("diversity", told.diversity),
        ("bifidobacteria", told.bifidobacteria),
    ] {
        b.observable(
            format!("to_body.{name}"),
            "1",
            "what the body is told",
            value,
        );
    }
    colon.wire(&mut b, &intake, &body).tally(&mut b);
    colon.observe(&mut b, &body);
    common::built(b.build())
}
