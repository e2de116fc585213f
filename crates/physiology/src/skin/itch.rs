//! Mast cells, sensitisation through the skin, itch, and the scratching that answers it.
//!
//! Takes IL-31, IL-4/IL-13, TSLP and IL-17, allergen that gets through, dryness and stress. Scratching wears the barrier.

use engine::Expr;

use super::drive::Drive;
use super::{Common, Local, Tissue};
use crate::builder::{Builder, Parameters};
use crate::response::{hill2, saturation, smooth_positive};
use crate::signals::SkinInputs;

/// Histamine, sensitisation and itch.
pub struct Itch<'g> {
    /// Histamine, fold of health.
    pub histamine: Expr<'g>,
    /// Sensitisation through the skin, 0 to 1.
    pub sensitisation: Expr<'g>,
    /// Itch on the numerical rating scale, 0 to 10.
    pub intensity: Expr<'g>,
    p: Parameters<'g>,
}

impl<'g> Itch<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_itch");
        let (zero, one) = (b.number(0), b.number(1));
        Self {
            histamine: b.state(
                "skin.histamine",
                "1",
                one,
                "histamine in skin, fold of health",
            ),
            sensitisation: b.state(
                "skin.sensitisation",
                "1",
                common.start.get("sensitisation"),
                "sensitisation through the skin, 0 to 1",
            ),
            intensity: b.state("skin.itch_intensity", "1", zero, "itch, 0 to 10"),
            p,
        }
    }

    /// How much itch is acted on, 0 to 1: what scratches, rubs and leaves marks.
    pub(crate) fn answered(&self, b: &Builder<'g, '_>) -> Expr<'g> {
        b.arrow("itch_to_skin") * self.intensity / 10
    }

    /// Scratching, 0 to about 1.
    pub(super) fn scratching(
        &self,
        b: &Builder<'g, '_>,
        local: &Local<'g>,
        stress: Expr<'g>,
    ) -> Expr<'g> {
        let p = |name: &str| self.p.get(name);
        self.answered(b).pow(p("scratching_exponent"))
            * stress.pow(p("scratching_stress_exponent"))
            * (1 - p("care_spares_scratching") * local.care)
    }

    /// How much sleep itch takes, 0 to 1 of the greatest loss.
    pub(crate) fn sleeplessness(&self) -> Expr<'g> {
        hill2(self.intensity, self.p.get("sleep_half"))
    }

    pub(super) fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let (local, cytokines) = (&skin.local, &skin.cytokines);
        let received = &local.received;
        let allergen = local.barrier.permeability * local.allergen;

        let degranulation = 1
            + p("histamine_by_allergen") * self.sensitisation * allergen
            + p("histamine_by_quorum") * local.quorum;
        let histamine = skin.person("mast_cells")
            * degranulation
            * blood.stress.pow(p("histamine_stress_exponent"))
            * received.il4_13.pow(p("histamine_il4_13_exponent"));
        b.rate(
            self.histamine,
            (histamine - self.histamine) / p("histamine_time"),
        );

        let sensitising = p("sensitisation_formation")
            * skin.person("dermatitis_susceptibility")
            * allergen
            * saturation(skin.cells.th2, p("sensitisation_half"))
            / drive.t_cell_restraint;
        let forgetting = p("sensitisation_loss") * self.sensitisation;
        b.rate(
            self.sensitisation,
            sensitising * (1 - self.sensitisation) - forgetting,
        );

        let pruritogens = p("weight_il31") * (cytokines.il31 - 1)
            + p("weight_il4_13") * (received.il4_13 - 1)
            + p("weight_histamine") * (self.histamine - 1)
            + p("weight_tslp") * (cytokines.tslp - 1)
            + p("weight_il17") * (received.il17 - 1)
            + p("weight_dryness") * (1 - local.barrier.hydration);
        let felt =
            smooth_positive(pruritogens, local.width) * (1 - p("care_calms_itch") * local.care);
        let itch = 10 * saturation(felt, p("drive_half"));
        b.rate(self.intensity, (itch - self.intensity) / p("itch_time"));
    }
}
