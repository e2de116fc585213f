//! Adaptive immunity: the balance of Th1, Th2, Th17 and regulatory T cells, B cells, IgE and eosinophils, and the imprint of early life.
//!
//! Takes antigen and DNA from `blood`, butyrate and indoles from the colon, cytokines from `innate`, cortisol and sleep from `stress`,
//! vitamin D from `metabolism`, alarmins and injury from the skin.

use engine::Expr;

use crate::body::Signals;
use crate::builder::{Builder, Parameters};
use crate::response::{Term, gated, hill, inhibition, normalised, saturation};
use crate::signals::{ColonSignals, SkinOutward};

/// The states of adaptive immunity.
pub struct Adaptive<'g> {
    pub(crate) p: Parameters<'g>,
    /// Th1 cells, share of CD4.
    pub th1: Expr<'g>,
    /// Th2 cells, share of CD4.
    pub th2: Expr<'g>,
    /// Th17 cells, share of CD4.
    pub th17: Expr<'g>,
    /// Regulatory T cells, share of CD4.
    pub treg: Expr<'g>,
    /// Regulatory B cells, relative.
    pub breg: Expr<'g>,
    ige: Expr<'g>,
    eosinophils: Expr<'g>,
    imprint: Expr<'g>,
}

/// Cytokines of T cells and what primes them, relative.
#[derive(Clone, Copy)]
pub struct Cytokines<'g> {
    /// Interferon gamma.
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
}

impl<'g> Adaptive<'g> {
    /// Declares the states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("adaptive");
        let one = b.number(1);
        let left = bias_of_age(b, &p);
        let cells = |b: &mut Builder<'g, '_>, name: &str, meaning: &str| {
            b.state(
                format!("adaptive.{name}"),
                "%",
                p.get(&format!("healthy_{name}")),
                meaning,
            )
        };
        let relative = |b: &mut Builder<'g, '_>, name: &str, meaning: &str| {
            b.state(format!("adaptive.{name}"), "1", one, meaning)
        };
        Self {
            th1: cells(b, "th1", "Th1 cells, share of CD4"),
            th2: cells(b, "th2", "Th2 cells, share of CD4"),
            th17: cells(b, "th17", "Th17 cells, share of CD4"),
            treg: cells(b, "treg", "regulatory T cells, share of CD4"),
            breg: relative(b, "breg", "regulatory B cells"),
            ige: relative(b, "ige", "IgE"),
            eosinophils: relative(b, "eosinophils", "blood eosinophils"),
            imprint: b.state("adaptive.imprint", "1", left, "Th2 bias left from birth"),
            p,
        }
    }

    /// Cytokines that T cells make now.
    #[expect(
        clippy::too_many_arguments,
        reason = "these are what T cells listen to"
    )]
    pub fn cytokines(
        &self,
        b: &mut Builder<'g, '_>,
        indole_signal: Expr<'g>,
        mucosa: Expr<'g>,
        dna: Expr<'g>,
        glucocorticoid: Expr<'g>,
        sleep_debt: Expr<'g>,
        rested: Expr<'g>,
        skin: &SkinOutward<'g>,
    ) -> Cytokines<'g> {
        let p = &self.p;
        let half = p.get("drive_half");
        let regulators =
            self.treg / p.get("healthy_treg") * self.breg.pow(p.get("suppression_breg"));
        let cortisol = p.get("t_cell_cortisol");
        let held = inhibition(regulators, p.get("suppression")) * (1 + cortisol)
            / (1 + cortisol * glucocorticoid);
        let il12 = normalised(&[
            Term::new(p.get("il12_mucosa"), mucosa, half),
            Term::new(p.get("il12_dna"), dna, half),
        ]);
        let tired = p.get("il23_sleep");
        let il23 = il12 * (1 + tired * sleep_debt) / (1 + tired * rested);
        let spilled = b.arrow("skin_to_blood");
        let by_il12 = normalised(&[Term::new(p.get("th1_il12"), il12, half)]);
        let by_il23 = normalised(&[Term::new(p.get("th17_il23"), il23, half)]);
        let th17 = self.th17 / p.get("healthy_th17");
        let by_indole =
            normalised(&[
                Term::new(p.get("il22_indole"), indole_signal, p.get("indole_half"))
                    .by(b.arrow("indole_to_il22")),
            ]);
        let innate = p.get("il22_ilc3");
        Cytokines {
            ifng: self.th1 / p.get("healthy_th1") * held * by_il12,
            il17: th17 * held * by_il23 + spilled * p.get("skin_il17") * skin.il17,
            il22: (innate + (1 - innate) * th17) * by_indole * by_il23,
            il413: self.th2 / p.get("healthy_th2") * held
                + spilled * p.get("skin_il413") * skin.th2,
            il12,
            il23,
        }
    }

    /// Share of T cells that reach the skin.
    pub fn homing(&self, signals: &Signals<'g>) -> Expr<'g> {
        let p = &self.p;
        let by_vitamin_d = normalised(&[Term::new(
            p.get("homing_vitamin_d"),
            signals.vitamin_d,
            p.get("vitamin_d_half"),
        )]);
        p.get("homing_skin") * by_vitamin_d + p.get("homing_crossing") * p.get("homing_gut")
    }

    /// Writes the rates.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
        colon: &ColonSignals<'g>,
    ) {
        self.wire_t_cells(b, signals, skin);
        let p = &self.p;
        let breg = normalised(&self.scfa(b, signals));
        b.rate(self.breg, p.get("breg_turnover") * (breg - self.breg));
        let switched = signals.il413.pow(p.get("ige_exponent"));
        let cap = p.get("ige_cap");
        let ige = switched * (cap + 1) / (cap + switched);
        b.rate(self.ige, p.get("ige_turnover") * (ige - self.ige));
        let cap = p.get("eosinophil_cap");
        let cortisol = p.get("eosinophil_cortisol");
        let called = signals.il413 * (cap + 1) / (cap + signals.il413) * (1 + cortisol)
            / (1 + cortisol * signals.glucocorticoid);
        b.rate(
            self.eosinophils,
            p.get("eosinophil_turnover") * (called - self.eosinophils),
        );
        self.wire_imprint(b, colon);
    }

    /// Butyrate and propionate on regulatory cells.
    fn scfa(&self, b: &Builder<'g, '_>, signals: &Signals<'g>) -> [Term<'g>; 2] {
        let p = &self.p;
        let arrow = b.arrow("scfa_to_treg");
        [
            Term::new(
                p.get("treg_butyrate"),
                signals.butyrate,
                p.get("treg_butyrate_half"),
            )
            .reference(p.get("healthy_butyrate"))
            .by(arrow),
            Term::new(
                p.get("treg_propionate"),
                signals.scfa.portal_propionate,
                p.get("treg_propionate_half"),
            )
            .reference(signals.scfa.healthy_portal_propionate)
            .by(arrow),
        ]
    }

    fn wire_t_cells(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, skin: &SkinOutward<'g>) {
        let p = &self.p;
        let half = p.get("drive_half");
        let primed = b.arrow("microbes_to_thelper");
        let term = |gain: &str, value: Expr<'g>| Term::new(p.get(gain), value, half);
        let whole = b.number(1);
        // What strains of microbes do to T cells themselves.
        let strains = |priming: &str| gated(primed, 1, b.term(priming));
        let naive = (whole - self.th1 - self.th2 - self.th17 - self.treg)
            / (whole
                - p.get("healthy_th1")
                - p.get("healthy_th2")
                - p.get("healthy_th17")
                - p.get("healthy_treg"));
        let antigen = normalised(&[Term::new(
            p.get("antigen_gain"),
            signals.antigen,
            p.get("antigen_half"),
        )
        .by(primed)]);

        let il4 = inhibition(signals.il413, p.get("il4_inhibition"));
        let ifng = inhibition(signals.ifng, p.get("ifng_inhibition"));
        let th1 = normalised(&[term("th1_il12", signals.il12).by(primed)])
            * il4
            * inhibition(signals.glucocorticoid, p.get("th1_cortisol_inhibition"));

        let alarmed = b.arrow("skin_to_blood")
            * p.get("th2_alarmin")
            * saturation(skin.alarm, p.get("th2_alarmin_half"));
        let cortisol = Term::new(
            p.get("th2_cortisol"),
            signals.glucocorticoid,
            p.get("th2_cortisol_half"),
        );
        let favoured = [term("th2_il4", signals.il413), cortisol];
        let at_rest = favoured.iter().fold(b.number(1), |sum, term| {
            sum + term.gain * saturation(term.reference, term.half)
        });
        let bias = gated(b.arrow("early_life_to_th2"), 1, self.imprint);
        let th2 = strains("adaptive.th2_priming")
            * bias
            * (normalised(&favoured) + alarmed / at_rest)
            * ifng;

        let th17 = strains("adaptive.th17_priming")
            * normalised(&[
                term("th17_il6", signals.il6).by(primed),
                term("th17_il23", signals.il23).by(primed),
                term("th17_il1", signals.il1).by(primed),
            ])
            * il4
            * ifng
            * inhibition(signals.treg, p.get("th17_treg_inhibition"));

        let [butyrate, propionate] = self.scfa(b, signals);
        let vitamin_d = Term::new(
            p.get("treg_vitamin_d"),
            signals.vitamin_d,
            p.get("vitamin_d_half"),
        );
        let treg = strains("adaptive.treg_priming")
            * normalised(&[butyrate, propionate, vitamin_d])
            * inhibition(signals.il6, p.get("treg_il6_inhibition"))
            / (1 + b.arrow("skin_injury_to_gut") * p.get("treg_injury") * skin.injury);

        let effector = p.get("effector_turnover");
        for (cells, name, priming) in [
            (self.th1, "th1", th1),
            (self.th2, "th2", th2),
            (self.th17, "th17", th17),
        ] {
            b.rate(
                cells,
                effector * (p.get(&format!("healthy_{name}")) * naive * antigen * priming - cells),
            );
        }
        let primed = p.get("healthy_treg") * naive * antigen.sqrt() * treg;
        b.rate(self.treg, p.get("treg_turnover") * (primed - self.treg));
    }

    /// A rich infant gut breaks the Th2 bias of birth while the window is open, and so do some products.
    fn wire_imprint(&self, b: &mut Builder<'g, '_>, colon: &ColonSignals<'g>) {
        let p = &self.p;
        let age = b.input("person.age") / p.get("imprint_window");
        let window = 1 - hill(age, b.number(1), p.get("imprint_steepness"));
        let heard = |value: Expr<'g>, half: Expr<'g>| (1 + half) / 2 * saturation(value, half);
        let share = 2 * p.get("imprint_bifidobacteria_share");
        let microbes = (2 - share) * heard(colon.diversity, p.get("imprint_diversity_half"))
            + share * heard(colon.bifidobacteria, p.get("imprint_bifidobacteria_half"));
        b.rate(
            self.imprint,
            -(b.input("person.ageing")
                * p.get("imprint_loss")
                * b.term("adaptive.imprint_breaking")
                * window
                * microbes
                * (self.imprint - 1)),
        );
    }

    /// Th2 cells beyond those that everybody of this age has.
    pub fn th2_for_age(&self, b: &mut Builder<'g, '_>) -> Expr<'g> {
        let usual = bias_of_age(b, &self.p);
        self.th2 / gated(b.arrow("early_life_to_th2"), 1, usual)
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>) {
        let p = &self.p;
        for (name, meaning, value) in [
            ("th1", "Th1 cells, share of CD4", self.th1),
            ("th2", "Th2 cells, share of CD4", self.th2),
            ("th17", "Th17 cells, share of CD4", self.th17),
            ("treg", "regulatory T cells, share of CD4", self.treg),
        ] {
            b.observable(format!("blood.{name}"), "%", meaning, value);
        }
        for (name, meaning, value) in [
            ("ifng", "interferon gamma", signals.ifng),
            ("il17", "IL-17A", signals.il17),
            ("il22", "IL-22", signals.il22),
            ("il413", "IL-4 and IL-13", signals.il413),
            ("il23", "IL-23", signals.il23),
        ] {
            b.observable(
                format!("blood.{name}"),
                "pg/mL",
                meaning,
                p.get(&format!("healthy_{name}")) * value,
            );
        }
        let ige = p.get("healthy_ige") * self.ige * b.input("person.ige");
        b.observable("blood.ige", "k[IU]/L", "total IgE", ige);
        b.observable(
            "blood.eosinophils",
            "10*9/L",
            "eosinophils",
            p.get("healthy_eosinophils") * self.eosinophils,
        );
    }
}

/// What a rich gut has left of the Th2 bias of birth at this age; 1 in adults.
fn bias_of_age<'g>(b: &mut Builder<'g, '_>, p: &Parameters<'g>) -> Expr<'g> {
    let lost = (-p.get("imprint_loss") * b.input("person.age")).exp();
    1 + (p.get("imprint_birth") - 1) * lost
}
