//! Innate immunity: monocytes answering endotoxin, tolerance, cytokines at rest and in alarm, the acute phase.
//!
//! Takes free LPS and portal load from `blood`, mucosal activity from `lining`, T cells from `adaptive`, glucocorticoids and sleep debt
//! from `stress`, omega-3 from `metabolism`, and what inflamed skin spills.

use engine::Expr;

use crate::adaptive::Adaptive;
use crate::blood::Blood;
use crate::body::Signals;
use crate::builder::{Builder, Parameters};
use crate::metabolism::Metabolism;
use crate::response::{Term, hill, hill2, normalised, saturation, smooth_positive};
use crate::signals::SkinOutward;

/// The states of innate immunity.
pub struct Innate<'g> {
    pub(crate) p: Parameters<'g>,
    monocytes: [Expr<'g>; 3],
    remembered_cortisol: Expr<'g>,
    exposure: Expr<'g>,
    fast_tolerance: Expr<'g>,
    slow_tolerance: Expr<'g>,
    /// TNF.
    pub tnf: Expr<'g>,
    /// IL-1 beta.
    pub il1: Expr<'g>,
    /// IL-6.
    pub il6: Expr<'g>,
    il8: Expr<'g>,
    /// IL-10.
    pub il10: Expr<'g>,
    liver: Expr<'g>,
    /// C-reactive protein.
    pub crp: Expr<'g>,
    /// LPS-binding protein.
    pub lbp: Expr<'g>,
    cd14: Expr<'g>,
}

impl<'g> Innate<'g> {
    /// Declares the states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("innate");
        let none = b.number(0);
        let share = |b: &mut Builder<'g, '_>, name: &str, meaning: &str| {
            b.state(format!("innate.{name}"), "1", none, meaning)
        };
        let blood = |b: &mut Builder<'g, '_>, name: &str, start: &str, meaning: &str| {
            b.state(format!("innate.{name}"), "pg/mL", p.get(start), meaning)
        };
        Self {
            monocytes: [
                share(b, "monocytes.signal", "endotoxin signal in monocytes"),
                share(b, "monocytes.early", "early programme of monocytes"),
                share(b, "monocytes.late", "late programme of monocytes"),
            ],
            remembered_cortisol: b.state(
                "innate.monocytes.cortisol",
                "1",
                b.number(1),
                "glucocorticoid signal that monocytes remember, relative",
            ),
            exposure: share(b, "exposure", "recent activation that sets tolerance"),
            fast_tolerance: share(b, "tolerance.fast", "fast tolerance"),
            slow_tolerance: share(b, "tolerance.slow", "slow tolerance"),
            tnf: blood(b, "tnf", "tnf_basal", "TNF in blood"),
            il1: blood(b, "il1", "il1_basal", "IL-1 beta in blood"),
            il6: blood(b, "il6", "il6_basal", "IL-6 in blood"),
            il8: blood(b, "il8", "il8_basal", "IL-8 in blood"),
            il10: blood(b, "il10", "il10_basal", "IL-10 in blood"),
            liver: blood(b, "liver_il6", "il6_basal", "IL-6 as the liver hears it"),
            crp: b.state(
                "innate.crp",
                "mg/L",
                p.get("start_crp"),
                "C-reactive protein",
            ),
            lbp: b.state(
                "innate.lbp",
                "ug/mL",
                p.get("healthy_lbp"),
                "LPS-binding protein",
            ),
            cd14: b.state(
                "innate.cd14",
                "ug/mL",
                p.get("healthy_cd14"),
                "soluble CD14",
            ),
            p,
        }
    }

    /// Factor of adiposity on resting cytokines.
    pub fn adiposity(&self, b: &Builder<'g, '_>) -> Expr<'g> {
        let p = &self.p;
        let excess = smooth_positive(
            b.input("person.bmi") - p.get("lean_bmi"),
            p.get("adiposity_rounding"),
        );
        1 + p.get("adiposity_gain") * hill(excess, p.get("adiposity_half"), p.get("adiposity_hill"))
    }

    /// Writes the rates.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        blood: &Blood<'g>,
        adaptive: &Adaptive<'g>,
        metabolism: &Metabolism<'g>,
        skin: &SkinOutward<'g>,
    ) {
        self.wire_monocytes(b, signals, blood);
        self.wire_cytokines(b, signals, metabolism, skin);
        self.wire_il10(b, signals, adaptive);
        self.wire_acute_phase(b);
    }

    /// How far monocytes are primed by cortisol that has come and gone: moderate amounts prime, many times as much does not.
    fn primed(&self) -> Expr<'g> {
        let p = &self.p;
        let above_health = self.remembered_cortisol - 1;
        let heard = hill(above_health, p.get("priming_peak"), p.get("priming_hill"));
        // Of two opposed programmes, this is the product, which is a quarter where it is greatest.
        4 * heard * (1 - heard)
    }

    /// Endotoxin wakes monocytes, more so those that cortisol has primed; what they did lately makes them tolerant, quickly and slowly.
    fn wire_monocytes(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, blood: &Blood<'g>) {
        let p = &self.p;
        b.rate(
            self.remembered_cortisol,
            p.get("priming_memory") * (signals.glucocorticoid - self.remembered_cortisol),
        );
        let alert = 1 + p.get("priming_gain") * self.primed();
        let [signal, early, late] = self.monocytes;
        let heard = b.arrow("lps_to_cytokines")
            * hill(blood.lps_free, p.get("lps_half"), p.get("lps_hill"));
        b.rate(signal, p.get("monocyte_rate") * (heard - signal));
        let let_through = signal * alert * (1 - self.fast_tolerance) * (1 - self.slow_tolerance);
        b.rate(early, p.get("monocyte_rate") * (let_through - early));
        b.rate(late, p.get("late_rate") * (early - late));
        b.rate(
            self.exposure,
            p.get("tolerance_delay") * (signal - self.exposure),
        );
        let onset = hill2(self.exposure, p.get("tolerance_half"));
        for (tolerance, name) in [(self.fast_tolerance, "fast"), (self.slow_tolerance, "slow")] {
            let on = p.get(&format!("{name}_tolerance_on")) * onset * (1 - tolerance);
            b.rate(
                tolerance,
                on - p.get(&format!("{name}_tolerance_off")) * tolerance,
            );
        }
    }

    /// What keeps cytokines at their resting level: T cells, mucosa, Kupffer cells under LPS and DNA.
    fn resting_drive(&self, b: &Builder<'g, '_>, signals: &Signals<'g>) -> Expr<'g> {
        let p = &self.p;
        let microbial = b.arrow("lps_to_cytokines");
        let half = p.get("resting_microbial_half");
        normalised(&[
            Term::new(
                p.get("resting_t_cells"),
                (signals.ifng + signals.il17) / 2,
                p.get("cytokine_half"),
            ),
            Term::new(
                p.get("resting_mucosa"),
                signals.mucosa,
                p.get("resting_mucosa_half"),
            ),
            Term::new(p.get("resting_kupffer"), signals.load.portal_relative, half).by(microbial),
            Term::new(p.get("resting_dna"), signals.load.dna, half).by(microbial),
        ])
    }

    fn wire_cytokines(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        metabolism: &Metabolism<'g>,
        skin: &SkinOutward<'g>,
    ) {
        let p = &self.p;
        let [_, early, late] = self.monocytes;
        let resting = self.resting_drive(b, signals);
        let resting = b.lift("innate.resting_drive", resting);
        let held_by_il10 =
            |half: &str| (p.get(half) + p.get("healthy_il10")) / (p.get(half) + self.il10);
        let omega3 = p.get("omega3_restraint");
        let by_omega3 =
            (1 + omega3) / (1 + omega3 * metabolism.omega3 / metabolism.p.get("healthy_omega3"));
        let restraint = signals.cortisol_restraint * by_omega3;
        let tired = |gain: &str| {
            (1 + p.get(gain) * signals.sleep_debt) / (1 + p.get(gain) * signals.rested)
        };
        let spilled = b.arrow("skin_to_blood");

        let lean = signals.adiposity.pow(p.get("adiposity_tnf"));
        let made = p.get("tnf_basal") * resting * tired("tnf_sleep") * lean
            + p.get("tnf_response") * early * held_by_il10("tnf_il10_half");
        let from_skin = spilled * p.get("skin_tnf") * skin.tnf;
        b.rate(
            self.tnf,
            p.get("tnf_loss") * (made * restraint + from_skin - self.tnf),
        );

        // Cells that are woken hold IL-1 beta back until a second signal lets it out.
        let let_out = resting.pow(p.get("il1_resting_exponent"));
        let made = p.get("il1_basal") * let_out * tired("il1_sleep")
            + p.get("il1_response") * late * held_by_il10("il6_il10_half");
        b.rate(self.il1, p.get("il1_loss") * (made * restraint - self.il1));

        let tnf_half = p.get("il6_resting_tnf_half");
        let by_tnf =
            normalised(&[Term::new(p.get("il6_resting_tnf"), self.tnf, tnf_half)
                .reference(p.get("healthy_tnf"))]);
        let amplified = 1 + p.get("il6_tnf_gain") * hill2(self.tnf, p.get("il6_tnf_half"));
        let resting_il6 =
            p.get("il6_basal") * signals.adiposity * tired("il6_sleep") * by_tnf * resting;
        // What endotoxin wakes in IL-6 hardly hears cortisol.
        let woken = p.get("il6_response") * late * amplified * held_by_il10("il6_il10_half");
        let made = resting_il6 * restraint + woken * restraint.pow(p.get("il6_response_restraint"));
        let from_skin = spilled * p.get("skin_il6") * skin.il6;
        b.rate(self.il6, p.get("il6_loss") * (made + from_skin - self.il6));

        let made = p.get("il8_basal") * resting
            + p.get("il8_response") * late * held_by_il10("il6_il10_half");
        b.rate(
            self.il8,
            p.get("il8_loss") * (made * signals.cortisol_restraint - self.il8),
        );
    }

    fn wire_il10(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, adaptive: &Adaptive<'g>) {
        let p = &self.p;
        let share = adaptive.p.get("il10_breg");
        let regulators = (1 - share) * signals.treg + share * adaptive.breg;
        // Cortisol that is there when monocytes are woken turns them to IL-10; cortisol that was there before turns them away from it.
        let turned = signals.glucocorticoid.pow(p.get("il10_cortisol_exponent"))
            / (1 + p.get("priming_il10") * self.primed());
        let woken = p.get("il10_response") * self.monocytes[2] * turned;
        let made = p.get("il10_basal") * regulators + woken;
        b.rate(self.il10, p.get("il10_loss") * (made - self.il10));
    }

    /// The liver answers IL-6 with CRP, LPS-binding protein and soluble CD14.
    fn wire_acute_phase(&self, b: &mut Builder<'g, '_>) {
        let p = &self.p;
        b.rate(self.liver, p.get("liver_delay") * (self.il6 - self.liver));
        let crp = p.get("crp_per_il6") * self.liver / (1 + self.liver / p.get("crp_half"));
        b.rate(self.crp, p.get("crp_loss") * (crp - self.crp));
        let above = saturation(self.liver, p.get("lbp_half"))
            - saturation(p.get("healthy_il6"), p.get("lbp_half"));
        for (protein, name) in [(self.lbp, "lbp"), (self.cd14, "cd14")] {
            let aim =
                p.get(&format!("healthy_{name}")) * (1 + p.get(&format!("{name}_gain")) * above);
            b.rate(protein, p.get(&format!("{name}_loss")) * (aim - protein));
        }
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>) {
        let p = &self.p;
        for (name, meaning, value) in [
            ("tnf", "TNF", self.tnf),
            ("il1", "IL-1 beta", self.il1),
            ("il6", "IL-6", self.il6),
            ("il8", "IL-8", self.il8),
            ("il10", "IL-10", self.il10),
        ] {
            b.observable(format!("blood.{name}"), "pg/mL", meaning, value);
        }
        b.observable("blood.crp", "mg/L", "C-reactive protein", self.crp);
        b.observable("blood.lbp", "ug/mL", "LPS-binding protein", self.lbp);
        b.observable("blood.scd14", "ug/mL", "soluble CD14", self.cd14);
        let (gain, half) = (p.get("nlr_gain"), p.get("cytokine_half"));
        let ratio = normalised(&[
            Term::new(gain, signals.il6, half),
            Term::new(gain, signals.il17, half),
            Term::new(gain, signals.glucocorticoid, half),
        ]);
        b.observable(
            "blood.nlr",
            "1",
            "neutrophil to lymphocyte ratio",
            p.get("nlr") * ratio,
        );
    }
}
