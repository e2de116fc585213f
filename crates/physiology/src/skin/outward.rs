//! What the body feels of the skin: indices of lesional area times the fold of a cytokine above health, itch, visible disease, injury.
//!
//! What inflamed skin can spill has an end; without one, cytokines of blood and skin would raise each other for ever where regulation fails.
//!
//! Nothing is gated here; the body gates where it uses a signal.

use engine::Expr;

use super::Tissue;
use crate::builder::Builder;
use crate::response::saturation;
use crate::signals::SkinOutward;

pub(super) fn outward<'g>(
    b: &mut Builder<'g, '_>,
    skin: &Tissue<'g>,
    dlqi: Expr<'g>,
) -> SkinOutward<'g> {
    let p = b.parameters("skin_outward");
    let p = |name: &str| p.get(name);
    let area = skin.extent.dermatitis_area + skin.extent.psoriasis_area;
    let area = b.lift("skin.lesional_area", area);
    let most = p("spill_most");
    let index = |fold: Expr<'g>| area * most * saturation(fold - 1, most);

    let cytokines = &skin.cytokines;
    let (il1, il17) = (index(cytokines.il1), index(cytokines.il17));
    let alarm = saturation(index(cytokines.tslp), p("alarm_half"));
    let torn = index(skin.local.barrier.damage) / p("injury_damage");
    let injury = p("injury_gain") * (skin.local.injury + torn).min(1);
    b.observable(
        "skin.gut_injury",
        "1",
        "injury of the skin as the gut notices it, 0 to 1",
        injury,
    );

    let itch = skin.itch.intensity / 10;
    let visible = dlqi / 30;
    let healthy_itch = b.reference("skin.itch_burden", itch);
    let healthy_visible = b.reference("skin.visible_burden", visible);
    let healthy_injury = b.reference("skin.injury_burden", injury);
    SkinOutward {
        tnf: index(cytokines.tnf),
        il6: p("il6_by_il1") * il1 + p("il6_by_il17") * il17,
        il17: p("il17_share") * il17,
        th2: p("th2_share") * index(cytokines.il4_13),
        alarm,
        itch: (itch - healthy_itch).max(0),
        visible: b.lift(
            "skin.visible_disease_above_health",
            (visible - healthy_visible).max(0),
        ),
        injury: (injury - healthy_injury).max(0),
        wound: skin.local.injury,
        lesional_area: area,
    }
}
