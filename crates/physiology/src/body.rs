//! The body between gut and skin: lining, blood, immunity, stress and sleep, metabolism, with the quantities that pass between them.
//!
//! Organs own their states; [`Body::signals`] computes, in the order in which they depend on each other, what several of them read.

use engine::Expr;

use crate::adaptive::{Adaptive, Cytokines};
use crate::blood::{Blood, Load, Scfa};
use crate::builder::Builder;
use crate::innate::Innate;
use crate::lining::{Lining, Permeability};
use crate::metabolism::Metabolism;
use crate::response::{gated, hill2};
use crate::signals::{ColonSignals, GutFeedback, SkinInputs, SkinOutward};
use crate::stress::Stress;

/// All organs between gut and skin.
pub struct Body<'g> {
    /// Mucus, epithelium, junctions.
    pub lining: Lining<'g>,
    /// LPS, toxins, short-chain acids in blood.
    pub blood: Blood<'g>,
    /// Monocytes, cytokines, acute phase.
    pub innate: Innate<'g>,
    /// T cells, IgE, imprint.
    pub adaptive: Adaptive<'g>,
    /// HPA axis, sleep.
    pub stress: Stress<'g>,
    /// Insulin, IGF-1, vitamin D, omega-3.
    pub metabolism: Metabolism<'g>,
}

/// What organs read of each other. Relative to health unless a unit is named.
#[derive(Clone, Copy)]
pub struct Signals<'g> {
    /// Butyrate in the colon (a concentration).
    pub butyrate: Expr<'g>,
    /// How open the lining is.
    pub permeability: Permeability<'g>,
    /// What crosses.
    pub load: Load<'g>,
    /// Short-chain acids in blood.
    pub scfa: Scfa<'g>,
    /// Antigen that crosses.
    pub antigen: Expr<'g>,
    /// Antigen at half of its effect.
    pub antigen_half: Expr<'g>,
    /// Toxins of protein fermentation in blood.
    pub toxin_load: Expr<'g>,
    /// Mucosal innate activity.
    pub mucosa: Expr<'g>,
    /// TNF in blood.
    pub tnf: Expr<'g>,
    /// IL-6 in blood.
    pub il6: Expr<'g>,
    /// IL-1 beta in blood.
    pub il1: Expr<'g>,
    /// IFN-gamma.
    pub ifng: Expr<'g>,
    /// IL-17.
    pub il17: Expr<'g>,
    /// IL-22.
    pub il22: Expr<'g>,
    /// IL-4 and IL-13.
    pub il413: Expr<'g>,
    /// IL-12.
    pub il12: Expr<'g>,
    /// IL-23.
    pub il23: Expr<'g>,
    /// Regulatory T cells.
    pub treg: Expr<'g>,
    /// Indoles from the colon, relative.
    pub indole: Expr<'g>,
    /// The same as their receptor hears them.
    pub indole_signal: Expr<'g>,
    /// Indoles at half of their effects.
    pub indole_half: Expr<'g>,
    /// Cortisol.
    pub cortisol: Expr<'g>,
    /// Glucocorticoid signal in cells, gated.
    pub glucocorticoid: Expr<'g>,
    /// Factor by which glucocorticoids hold cytokines back.
    pub cortisol_restraint: Expr<'g>,
    /// Stress drive, gated.
    pub stress_drive: Expr<'g>,
    /// Effect of sleep debt, 0 to 1, gated; and its value at rest.
    pub sleep_debt: Expr<'g>,
    /// The same at rest.
    pub rested: Expr<'g>,
    /// Epithelial repair under sleep debt.
    pub repair: Expr<'g>,
    /// 25-hydroxyvitamin D over its healthy value, gated.
    pub vitamin_d: Expr<'g>,
    /// The same over the reference person's, for the gut's defence.
    pub vitamin_d_over_reference: Expr<'g>,
    /// Relative vitamin D at half of its effects.
    pub vitamin_d_half: Expr<'g>,
    /// Factor of adiposity on resting cytokines.
    pub adiposity: Expr<'g>,
}

impl<'g> Body<'g> {
    /// Declares all states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        Self {
            lining: Lining::declare(b),
            blood: Blood::declare(b),
            innate: Innate::declare(b),
            adaptive: Adaptive::declare(b),
            stress: Stress::declare(b),
            metabolism: Metabolism::declare(b),
        }
    }

    /// What organs read of each other.
    pub fn signals(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        fat: Expr<'g>,
        skin: &SkinOutward<'g>,
    ) -> Signals<'g> {
        let lining = &self.lining.p;
        let permeability = self.lining.permeability(b, colon);
        let glucocorticoid = gated(b.arrow("cortisol_to_immunity"), 1, self.stress.signal);
        let debt_half = self.stress.p.get("debt_half");
        let heard = b.arrow("sleep_to_immunity");
        let sleep_debt = heard * hill2(self.stress.sleep_debt, debt_half);
        let rested = heard * hill2(self.stress.resting_debt(), debt_half);
        let scfa = self.blood.scfa(b, colon);
        let load = self.blood.load(b, colon, fat, &permeability);
        let vitamin_d = self.metabolism.relative_vitamin_d();
        let vitamin_d = gated(b.arrow("uv_to_gut"), 1, vitamin_d);
        let indole_signal = colon.indole * b.term("body.indole_signal");
        let Cytokines {
            ifng,
            il17,
            il22,
            il413,
            il12,
            il23,
        } = self.adaptive.cytokines(
            b,
            indole_signal,
            self.lining.mucosa,
            load.dna,
            glucocorticoid,
            sleep_debt,
            rested,
            skin,
        );
        let restraint = self.innate.p.get("cortisol_restraint");
        let cortisol_restraint = (1 + restraint) / (1 + restraint * glucocorticoid);
        let mut lift = |name: &str, value: Expr<'g>| b.lift(format!("body.{name}"), value);
        let butyrate = lining.get("healthy_butyrate") * colon.butyrate;
        Signals {
            butyrate: lift("butyrate", butyrate),
            permeability,
            antigen: lift("antigen", load.antigen),
            load,
            scfa,
            antigen_half: self.adaptive.p.get("antigen_half"),
            mucosa: self.lining.mucosa,
            toxin_load: self.blood.toxins / self.blood.healthy_toxins(),
            tnf: self.innate.tnf / self.innate.p.get("healthy_tnf"),
            il6: self.innate.il6 / self.innate.p.get("healthy_il6"),
            il1: self.innate.il1 / self.innate.p.get("healthy_il1"),
            ifng: lift("ifng", ifng),
            il17: lift("il17", il17),
            il22: lift("il22", il22),
            il413: lift("il413", il413),
            il12: lift("il12", il12),
            il23: lift("il23", il23),
            treg: self.adaptive.treg / self.adaptive.p.get("healthy_treg"),
            indole: colon.indole,
            indole_signal,
            indole_half: self.adaptive.p.get("indole_half"),
            cortisol: self.stress.cortisol,
            glucocorticoid,
            cortisol_restraint,
            sleep_debt,
            rested,
            repair: 1 - lining.get("sleep_repair_loss") * (sleep_debt - rested),
            vitamin_d,
            vitamin_d_half: self.adaptive.p.get("vitamin_d_half"),
            adiposity: self.innate.adiposity(b),
            stress_drive: self.stress.drive(b, skin),
            vitamin_d_over_reference: b.relative("body.vitamin_d", self.metabolism.vitamin_d),
        }
    }

    /// What the body sends back to the colon.
    pub fn feedback(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) -> GutFeedback<'g> {
        self.lining.feedback(b, signals, skin)
    }

    /// What reaches the skin, as folds over the healthy reference person.
    pub fn to_skin(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) -> SkinInputs<'g> {
        let homing = self.adaptive.homing(signals);
        let appraised = self.stress.appraised(b, skin);
        let stress = gated(b.arrow("stress_to_cortisol"), 1, appraised)
            .max(self.stress.p.get("drive_floor"));
        let rest = b.reference("body.sleep_debt", self.stress.sleep_debt);
        let typical = self.blood.p.get("dna_typical");
        let healthy_dna = b.reference("body.dna_positive", signals.load.dna_positive);
        let dna = ((signals.load.dna_positive - healthy_dna) / (typical - healthy_dna)).max(0);
        let th2 = self.adaptive.th2_for_age(b);
        let mut fold = |name: &str, value: Expr<'g>| {
            let fold = b.relative(&format!("body.{name}"), value);
            b.lift(format!("fold.{name}"), fold)
        };
        SkinInputs {
            tnf: fold("tnf", self.innate.tnf),
            il6: fold("il6", self.innate.il6),
            il1: fold("il1", self.innate.il1),
            crp: fold("crp", self.innate.crp),
            il10: fold("il10", self.innate.il10),
            il17: fold("il17", signals.il17),
            il22: fold("il22", signals.il22),
            ifng: fold("ifng", signals.ifng),
            il413: fold("il413", signals.il413),
            th1: fold("th1", self.adaptive.th1 * homing),
            th2: fold("th2", th2 * homing),
            th17: fold("th17", self.adaptive.th17 * homing),
            treg: fold("treg", self.adaptive.treg * homing),
            lps: fold("lps", self.blood.lps_free),
            dna,
            butyrate: fold("peripheral_butyrate", signals.scfa.butyrate),
            propionate: fold("peripheral_propionate", signals.scfa.propionate),
            acetate: fold("peripheral_acetate", signals.scfa.acetate),
            indole: signals.indole_signal,
            cortisol: fold("cortisol", self.stress.cortisol),
            receptor: fold("receptor", self.stress.receptor),
            stress,
            sleep_debt: (self.stress.sleep_debt - rest).max(0),
            igf1: self.metabolism.igf1,
            insulin: fold("insulin", self.metabolism.insulin),
            vitamin_d: self.metabolism.vitamin_d,
        }
    }

    /// Writes all rates.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        emulsifier: Expr<'g>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) {
        self.lining.wire(b, colon, emulsifier, signals, skin);
        self.blood.wire(
            b,
            colon,
            signals,
            self.innate.lbp / self.innate.p.get("healthy_lbp"),
        );
        self.innate.wire(
            b,
            signals,
            &self.blood,
            &self.adaptive,
            &self.metabolism,
            skin,
        );
        self.adaptive.wire(b, signals, skin, colon);
        self.stress.wire(b, signals, skin, &self.innate);
        self.metabolism.wire(b, signals, skin);
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, skin: &SkinOutward<'g>) {
        self.lining.observe(b, signals);
        self.blood.observe(b, signals);
        self.innate.observe(b, signals);
        self.adaptive.observe(b, signals);
        self.stress.observe(b, signals, skin);
        self.metabolism.observe(b, signals);
    }
}
