//! Keratinocytes: stem cells feed transit-amplifying cells, these differentiate, become corneocytes and are shed.
//!
//! Structure and rates follow Shmarov and colleagues (2022), after Weatherhead and Zhang. Takes IL-17, TNF and IL-22 as received, and the
//! rubbing of itch; gives back an alarm that dendritic cells hear.

use engine::Expr;

use super::cytokines::Received;
use super::{Common, Local};
use crate::builder::{Builder, Parameters};
use crate::response::{gated, hill, smooth_positive};

/// Counts of cells per area of skin.
pub struct Keratinocytes<'g> {
    /// Stem cells.
    pub stem: Expr<'g>,
    /// Transit-amplifying cells.
    pub transit: Expr<'g>,
    /// Viable differentiated cells.
    pub differentiated: Expr<'g>,
    /// Corneocytes.
    pub corneocytes: Expr<'g>,
    p: Parameters<'g>,
    treatment: Parameters<'g>,
    width: Expr<'g>,
}

/// How keratinocytes are driven and how they answer.
#[derive(Clone, Copy)]
pub struct Proliferation<'g> {
    /// Drive by cytokines, fold of health.
    pub drive: Expr<'g>,
    /// Rate of proliferation, fold of health: about 3 in a plaque.
    pub rate: Expr<'g>,
    /// Dividing cells, fold of health.
    pub cells: Expr<'g>,
    /// The alarm that dendritic cells hear, fold of health.
    pub alarm: Expr<'g>,
    /// How much of a topical agent gets through the thickness of the epidermis, 0 to 1.
    pub topical_reach: Expr<'g>,
}

impl<'g> Keratinocytes<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_keratinocytes");
        let fold = common.start.get("keratinocytes");
        let flux = p.get("transit_to_differentiated") * p.get("transit_cells");
        let mut cells = |name: &str, start: Expr<'g>, meaning: &str| {
            b.state(name, "10*3.{cell}/mm2", start, meaning)
        };
        let stem = cells(
            "skin.stem_cells",
            fold * p.get("stem_cells"),
            "epidermal stem cells",
        );
        let transit = cells(
            "skin.transit_amplifying_cells",
            fold * p.get("transit_cells"),
            "transit-amplifying keratinocytes",
        );
        let differentiated = cells(
            "skin.differentiated_cells",
            fold * flux * p.get("viable_transit"),
            "viable differentiated keratinocytes",
        );
        let corneocytes = cells(
            "skin.corneocytes",
            flux * p.get("corneocyte_transit"),
            "corneocytes",
        );
        Self {
            stem,
            transit,
            differentiated,
            corneocytes,
            p,
            treatment: b.parameters("skin_treatment"),
            width: common.drive.get("positive_width"),
        }
    }

    /// Proliferation under these cytokines; itch that is answered stands for the rubbing that thickens skin.
    pub(super) fn driven_by(
        &self,
        b: &mut Builder<'g, '_>,
        received: &Received<'g>,
        il22: Expr<'g>,
        answered_itch: Expr<'g>,
    ) -> Proliferation<'g> {
        let p = |name: &str| self.p.get(name);
        let synergy_half = p("synergy_half");
        let synergy = (1 + synergy_half) * received.tnf / (synergy_half + received.tnf);
        let signal = p("weight_il17") * received.il17 * synergy
            + p("weight_il22") * il22
            + p("weight_tnf") * received.tnf;
        let drive = gated(b.arrow("il17_to_keratinocyte"), 1, signal);
        let drive = b.lift("skin.keratinocyte_drive", drive);

        let (half, steepness) = (p("drive_half"), p("drive_steepness"));
        let above_health = hill(drive, half, steepness) - hill(b.number(1), half, steepness);
        let rubbing = answered_itch.powi(2);
        let rate = (1 + p("proliferation_gain") * above_health + p("scratching_gain") * rubbing)
            * b.term("skin.keratinocyte_proliferation");
        let cells = (self.stem + self.transit) / (p("stem_cells") + p("transit_cells"));
        let thickening = smooth_positive(cells - 1, self.width);
        Proliferation {
            drive,
            rate: b.lift("skin.proliferation", rate),
            cells,
            alarm: cells.pow(p("alarm_cell_exponent")) * drive.pow(p("alarm_drive_exponent")),
            topical_reach: 1 / (1 + self.treatment.get("plaque_attenuation") * thickening),
        }
    }

    pub(super) fn wire(&self, b: &mut Builder<'g, '_>, local: &Local<'g>) {
        let p = |name: &str| self.p.get(name);
        let rate = local.proliferation.rate;
        let apoptosis = p("apoptosis") * b.term("skin.keratinocyte_apoptosis");
        let renewed = self.stem * (p("stem_division") * rate - p("stem_crowding") * self.stem);
        b.rate(self.stem, renewed - apoptosis * self.stem);

        let amplified =
            self.transit * (p("transit_division") * rate - p("transit_crowding") * self.transit);
        let from_stem = p("stem_to_transit") * rate * self.stem;
        b.rate(
            self.transit,
            from_stem + amplified - apoptosis * self.transit,
        );

        let differentiating = p("transit_to_differentiated") * rate * self.transit;
        let cornifying = self.differentiated * rate / p("viable_transit");
        b.rate(self.differentiated, differentiating - cornifying);
        b.rate(self.corneocytes, cornifying - self.shedding(rate));
    }

    fn shedding(&self, rate: Expr<'g>) -> Expr<'g> {
        self.corneocytes * rate.pow(self.p.get("desquamation_exponent"))
            / self.p.get("corneocyte_transit")
    }

    /// Viable cells, fold of health.
    pub(crate) fn viable(&self) -> Expr<'g> {
        let p = |name: &str| self.p.get(name);
        let differentiated =
            p("transit_to_differentiated") * p("transit_cells") * p("viable_transit");
        (self.stem + self.transit + self.differentiated)
            / (p("stem_cells") + p("transit_cells") + differentiated)
    }

    /// Corneocytes on their way off, fold of health.
    pub(crate) fn scaling(&self, rate: Expr<'g>) -> Expr<'g> {
        let p = |name: &str| self.p.get(name);
        let healthy = p("transit_to_differentiated") * p("transit_cells") * p("corneocyte_transit");
        self.corneocytes / healthy * rate
    }

    pub(super) fn observe(&self, b: &mut Builder<'g, '_>, local: &Local<'g>) {
        let p = |name: &str| self.p.get(name);
        let rate = local.proliferation.rate;
        let dividing =
            (self.stem + self.transit) / (p("transit_to_differentiated") * rate * self.transit);
        let turnover = dividing
            + p("viable_transit") / rate
            + p("corneocyte_transit") / rate.pow(p("desquamation_exponent"));
        b.observable(
            "skin.turnover_time",
            "d",
            "time from a keratinocyte's birth to its shedding",
            turnover,
        );
        b.observable(
            "skin.epidermal_thickness",
            "um",
            "thickness of the viable epidermis",
            p("thickness") * self.viable(),
        );
    }
}
