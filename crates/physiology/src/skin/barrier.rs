//! The barrier: filaggrin becomes natural moisturising factor, lipids seal, and integrity is what repair wins over wear.
//!
//! Takes IL-4/IL-13, IL-17, IL-22, IFN-gamma and TNF from the skin's cytokines, scratching from [`super::itch`], toxins of
//! *Staphylococcus aureus* from [`super::microbes`]; indoles, short-chain fatty acids, stress and sleep debt from the body.

use engine::Expr;

use super::drive::Drive;
use super::{Common, Local, Tissue};
use crate::builder::{Builder, Parameters};
use crate::response::{falling, gated};
use crate::signals::SkinInputs;

/// The states of the barrier.
pub struct Barrier<'g> {
    /// Natural moisturising factor of the stratum corneum.
    pub moisturising_factor: Expr<'g>,
    /// Barrier lipids, fold of health.
    pub lipids: Expr<'g>,
    /// Integrity, 0 to 1.
    pub integrity: Expr<'g>,
    p: Parameters<'g>,
}

/// What the state of the barrier means for everything else.
#[derive(Clone, Copy)]
pub struct Condition<'g> {
    /// Natural moisturising factor relative to health.
    pub moisture: Expr<'g>,
    /// Damage relative to the wear of a healthy barrier: 1 in health.
    pub damage: Expr<'g>,
    /// How much allergen gets through, relative to health.
    pub permeability: Expr<'g>,
    /// Surface pH.
    pub ph: Expr<'g>,
    /// Surface pH relative to health.
    pub relative_ph: Expr<'g>,
    /// Hydration relative to health.
    pub hydration: Expr<'g>,
}

impl<'g> Barrier<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_barrier");
        let one = b.number(1);
        let factor = p.get("moisturising_factor") * common.person.get("filaggrin_expression");
        Self {
            moisturising_factor: b.state(
                "skin.moisturising_factor",
                "mmol/g{protein}",
                factor,
                "natural moisturising factor of the stratum corneum",
            ),
            lipids: b.state("skin.lipids", "1", one, "barrier lipids, fold of health"),
            integrity: b.state(
                "skin.integrity",
                "1",
                p.get("integrity"),
                "integrity of the barrier, 0 to 1",
            ),
            p,
        }
    }

    /// What the barrier is like, given the dividing cells under it (fold of health).
    pub(super) fn condition(
        &self,
        b: &mut Builder<'g, '_>,
        common: &Common<'g>,
        cells: Expr<'g>,
    ) -> Condition<'g> {
        let p = |name: &str| self.p.get(name);
        let healthy = p("integrity");
        let moisture = self.moisturising_factor / p("moisturising_factor");
        let damage = (1 - self.integrity.min(1)) / (1 - healthy);
        let ph = p("surface_ph")
            + p("ph_by_moisturising_factor") * (1 - moisture)
            + p("ph_by_integrity") * (healthy - self.integrity)
            + common.person.get("surface_ph_shift");
        let hydration = moisture.pow(p("hydration_moisturising_factor_exponent"))
            * (self.integrity / healthy).pow(p("hydration_integrity_exponent"))
            * b.term("skin.hydration")
            / cells.pow(p("hydration_thickness_exponent"))
            / b.input("skin.dryness").pow(p("hydration_dryness_exponent"));
        Condition {
            moisture,
            damage,
            permeability: damage.pow(p("permeability_exponent")),
            ph,
            relative_ph: ph / p("surface_ph"),
            hydration: b.lift("skin.relative_hydration", hydration),
        }
    }

    pub(super) fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
        scratching: Expr<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let received = &skin.local.received;
        let th2 = gated(b.arrow("th2_to_skin_barrier"), 1, received.il4_13);

        let filaggrin = p("moisturising_factor")
            * skin.person("filaggrin_expression")
            * falling(th2, p("filaggrin_fall_by_il4_13"))
            * falling(received.il17, p("filaggrin_fall_by_il17"))
            * falling(skin.cytokines.il22, p("filaggrin_fall_by_il22"))
            * drive.indole.pow(p("filaggrin_indole_exponent"));
        let renewal = skin
            .local
            .proliferation
            .rate
            .pow(p("moisturising_factor_turnover_exponent"))
            / p("moisturising_factor_time");
        b.rate(
            self.moisturising_factor,
            renewal * (filaggrin - self.moisturising_factor),
        );

        let lipids = falling(th2, p("lipid_fall_by_il4_13"))
            * falling(skin.cytokines.ifng, p("lipid_fall_by_ifng"))
            * drive
                .fatty_acids
                .pow(b.arrow("scfa_to_skin") * p("lipid_fatty_acid_exponent"))
            * b.term("skin.lipid_synthesis");
        b.rate(self.lipids, (lipids - self.lipids) / p("lipid_time"));

        let tired =
            b.arrow("sleep_to_immunity") * p("repair_fall_by_sleep_debt") * blood.sleep_debt;
        let repair = p("repair")
            * skin
                .local
                .barrier
                .moisture
                .pow(p("repair_moisturising_factor_exponent"))
            * self.lipids.pow(p("repair_lipid_exponent"))
            * (-tired).exp()
            / blood.stress.pow(p("repair_stress_exponent"))
            * drive.indole.pow(p("repair_indole_exponent"))
            * skin.person("barrier_repair")
            * falling(received.tnf, p("repair_fall_by_tnf"))
            * falling(received.il17, p("repair_fall_by_il17"))
            * b.term("skin.barrier_repair");
        // Everyday wear is what healthy repair makes up for.
        let everyday = p("repair") * (1 - p("integrity")) / p("integrity");
        let wear = everyday * b.input("skin.dryness").pow(p("wear_dryness_exponent"))
            + p("wear_by_scratching") * scratching
            + p("wear_by_staphylococcus") * skin.local.quorum
            + p("wear_by_injury") * skin.local.injury;
        b.rate(
            self.integrity,
            repair * (1 - self.integrity) - wear * self.integrity,
        );
    }

    pub(super) fn observe(&self, b: &mut Builder<'g, '_>, local: &Local<'g>) {
        let p = |name: &str| self.p.get(name);
        b.observable(
            "skin.tewl",
            "g/m2/h",
            "transepidermal water loss of prone skin",
            p("water_loss_intact") + p("water_loss_by_damage") * (1 - self.integrity),
        );
        b.observable(
            "skin.ph",
            "[pH]",
            "surface pH of prone skin",
            local.barrier.ph,
        );
        b.observable(
            "skin.hydration",
            "1",
            "hydration of the stratum corneum, corneometer units",
            p("hydration") * local.barrier.hydration,
        );
        b.observable(
            "skin.barrier_lipids",
            "1",
            "lipids of the stratum corneum, fold of health",
            self.lipids,
        );
        b.observable(
            "skin.nmf",
            "mmol/g{protein}",
            "natural moisturising factor of the stratum corneum",
            self.moisturising_factor,
        );
    }
}
