//! The axis: all organs closed into one loop.
//!
//! First every organ declares its states, then what they tell each other is computed in the order in which matter and signals travel
//! (skin as it is felt, food, colon, body, blood reaching the skin), then every organ writes its rates, and last what can be observed.

use engine::{Graph, ModelFault, System};

use crate::agents::Agent;
use crate::body::Body;
use crate::builder::Builder;
use crate::colon::Colon;
use crate::data::Data;
use crate::intake::Intake;
use crate::skin::Skin;

/// Builds the axis in which these agents act. Where `adapting`, the fitness of genera follows the target shares, so that a community can be
/// brought to a stool profile.
///
/// # Errors
/// Every fault of the equations against the data: numbers that are missing, units that clash, effects on targets nobody knows.
pub fn build(data: &Data, agents: &[&Agent], adapting: bool) -> Result<System, Vec<ModelFault>> {
    let graph = Graph::new();
    let mut b = Builder::new(&graph, data, agents);
    let intake = Intake::new(&mut b);
    let colon = Colon::declare(&mut b, &intake, adapting);
    let body = Body::declare(&mut b);
    let skin = Skin::declare(&mut b);

    let felt = skin.outward(&mut b);
    let from_colon = colon.signals(&mut b);
    let signals = body.signals(&mut b, &from_colon, intake.fat, &felt);
    let feedback = body.feedback(&mut b, &signals, &felt);
    let reaching_skin = body.to_skin(&mut b, &signals, &felt);

    colon.wire(&mut b, &intake, &feedback);
    body.wire(&mut b, &from_colon, intake.emulsifier, &signals, &felt);
    skin.wire(&mut b, &reaching_skin);

    colon.observe(&mut b, &feedback);
    body.observe(&mut b, &signals, &felt);
    skin.observe(&mut b);
    b.build()
}
