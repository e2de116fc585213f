//! How much skin is affected, and what its lesions look like: dermatitis spreads with its activity, plaques creep over prone skin.
//!
//! Takes cytokines, histamine and *Staphylococcus aureus*; gives areas and signs to the scores.

use engine::Expr;

use super::cytokines::{Cytokines, Received};
use super::keratinocytes::Proliferation;
use super::{Common, Tissue};
use crate::builder::{Builder, Parameters};
use crate::response::{excess_hill, hill, hill2, smooth_positive};

/// Areas as shares of the body surface, and signs.
pub struct Extent<'g> {
    /// Area with dermatitis.
    pub dermatitis_area: Expr<'g>,
    /// Erythema and papulation of dermatitis.
    pub signs: Expr<'g>,
    /// Lichenification, 0 to 1.
    pub lichenification: Expr<'g>,
    /// Area with plaques.
    pub psoriasis_area: Expr<'g>,
    /// Redness of plaques, 0 to 1.
    pub redness: Expr<'g>,
    p: Parameters<'g>,
    width: Expr<'g>,
}

impl<'g> Extent<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_extent");
        let zero = b.number(0);
        let plaques = common.start.get("plaque_share") * common.person.get("psoriasis_extent");
        let redness = common.start.get("plaque_redness");
        let mut state = |name: &str, start: Expr<'g>, meaning: &str| {
            b.state(format!("skin.{name}"), "1", start, meaning)
        };
        Self {
            dermatitis_area: state(
                "dermatitis_area",
                zero,
                "share of the body surface with dermatitis",
            ),
            signs: state(
                "dermatitis_signs",
                zero,
                "erythema and papulation of dermatitis",
            ),
            lichenification: state("lichenification", zero, "lichenification, 0 to 1"),
            psoriasis_area: state(
                "psoriasis_area",
                plaques,
                "share of the body surface with plaques",
            ),
            redness: state("plaque_redness", redness, "redness of plaques, 0 to 1"),
            p,
            width: common.drive.get("positive_width"),
        }
    }

    /// Activity of atopic dermatitis. Where IL-17 rules, TNF and IL-22 make plaques instead.
    pub(super) fn activity(
        &self,
        b: &mut Builder<'g, '_>,
        cytokines: &Cytokines<'g>,
        received: &Received<'g>,
        histamine: Expr<'g>,
        th2: Expr<'g>,
        quorum: Expr<'g>,
    ) -> Expr<'g> {
        let p = |name: &str| self.p.get(name);
        let spared = 1 + p("spared_by_il17") * smooth_positive(received.il17 - 1, self.width);
        let shared = p("weight_tnf") * (received.tnf - 1) + p("weight_il22") * (cytokines.il22 - 1);
        let activity = p("weight_il4_13") * (received.il4_13 - 1)
            + p("weight_il31") * (cytokines.il31 - 1)
            + shared / spared
            + p("weight_histamine") * (histamine - 1)
            + p("weight_quorum") * quorum * hill2(th2, p("quorum_th2_half"));
        b.lift(
            "skin.dermatitis_activity",
            smooth_positive(activity, self.width),
        )
    }

    /// Response of plaques to proliferation and drive, 0 to 1.
    pub(super) fn plaque_response(
        &self,
        b: &Builder<'g, '_>,
        proliferation: &Proliferation<'g>,
    ) -> Expr<'g> {
        let p = |name: &str| self.p.get(name);
        excess_hill(
            proliferation.rate,
            p("plaque_proliferation_half"),
            p("plaque_steepness"),
        ) * excess_hill(proliferation.drive, p("plaque_drive_half"), b.number(1))
    }

    pub(super) fn wire(&self, b: &mut Builder<'g, '_>, skin: &Tissue<'g>) {
        let p = |name: &str| self.p.get(name);
        let (active, plaque) = (skin.local.dermatitis, skin.local.plaque);

        let area = skin.person("dermatitis_extent")
            * hill(
                active,
                p("dermatitis_area_half"),
                p("dermatitis_area_steepness"),
            );
        b.rate(
            self.dermatitis_area,
            (area - self.dermatitis_area) / p("dermatitis_area_time"),
        );
        b.rate(
            self.signs,
            (active - self.signs) / p("dermatitis_signs_time"),
        );
        let rubbed = active * (p("lichenification_base") + skin.itch.answered(b));
        let lichenified = hill2(rubbed, p("lichenification_half"));
        b.rate(
            self.lichenification,
            (lichenified - self.lichenification) / p("lichenification_time"),
        );

        let free = 1 - self.psoriasis_area / skin.person("psoriasis_extent");
        let spreading =
            p("plaque_spread") * plaque * (self.psoriasis_area + p("plaque_seed")) * free;
        let clearing = p("plaque_clearing") * (1 - plaque) * self.psoriasis_area;
        b.rate(self.psoriasis_area, spreading - clearing);

        let above_health = smooth_positive(skin.local.proliferation.drive - 1, skin.local.width);
        let redness = hill(above_health, p("redness_half"), p("redness_steepness"));
        b.rate(self.redness, (redness - self.redness) / p("redness_time"));
    }
}
