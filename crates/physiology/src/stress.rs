//! The HPA axis, appraised stress, and sleep.
//!
//! CRH is quasi-steady; gland masses adapt over weeks, receptor sensitivity over months (after Karin and others, 2020). Takes cytokines
//! from `innate`, itch and visible disease from the skin; gives cortisol, stress drive and sleep debt to everybody.

use engine::Expr;

use crate::body::Signals;
use crate::builder::{Builder, Parameters};
use crate::innate::Innate;
use crate::response::{gated, hill2, saturation, smooth_positive};
use crate::signals::SkinOutward;

/// The states of stress and sleep, relative to health unless a unit is named.
pub struct Stress<'g> {
    pub(crate) p: Parameters<'g>,
    acth: Expr<'g>,
    /// Cortisol.
    pub cortisol: Expr<'g>,
    corticotrophs: Expr<'g>,
    adrenal: Expr<'g>,
    exposure: Expr<'g>,
    /// Receptor sensitivity.
    pub receptor: Expr<'g>,
    /// Glucocorticoid signal in cells.
    pub signal: Expr<'g>,
    /// Sleep debt (a time).
    pub sleep_debt: Expr<'g>,
    practice: Expr<'g>,
}

impl<'g> Stress<'g> {
    /// Declares the states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("stress");
        let (one, none) = (b.number(1), b.number(0));
        let relative = |b: &mut Builder<'g, '_>, name: &str, meaning: &str| {
            b.state(format!("stress.{name}"), "1", one, meaning)
        };
        let rested = p.get("rounding") / 2 / p.get("debt_recovery");
        Self {
            acth: relative(b, "acth", "ACTH"),
            cortisol: relative(b, "cortisol", "cortisol"),
            corticotrophs: relative(b, "corticotrophs", "mass of corticotrophs"),
            adrenal: relative(b, "adrenal", "mass of the adrenal cortex"),
            exposure: relative(b, "exposure", "memory of cortisol exposure"),
            receptor: relative(b, "receptor", "glucocorticoid receptor sensitivity"),
            signal: relative(b, "signal", "glucocorticoid signal in cells"),
            sleep_debt: b.state("stress.sleep_debt", "h", rested, "sleep debt"),
            practice: b.state(
                "stress.practice_effect",
                "1",
                none,
                "practice of mindfulness that has taken effect",
            ),
            p,
        }
    }

    /// Sleep debt of a person who sleeps enough: what the rounding leaves.
    pub fn resting_debt(&self) -> Expr<'g> {
        self.p.get("rounding") / 2 / self.p.get("debt_recovery")
    }

    /// What practice leaves of stress.
    fn calm(&self, b: &Builder<'g, '_>) -> Expr<'g> {
        1 - b.arrow("mind_to_stress") * self.p.get("practice_gain") * self.practice
    }

    /// Appraised stress, relative: perceived stress and visible disease, less practice.
    pub fn appraised(&self, b: &Builder<'g, '_>, skin: &SkinOutward<'g>) -> Expr<'g> {
        let p = &self.p;
        let visible = b.arrow("visible_skin_to_stress") * p.get("visible_disease") * skin.visible;
        (b.input("stress.perceived") / p.get("healthy_perceived") + visible) * self.calm(b)
    }

    /// Stress drive: appraised and acute stress, gated.
    pub fn drive(&self, b: &mut Builder<'g, '_>, skin: &SkinOutward<'g>) -> Expr<'g> {
        let p = &self.p;
        let weight = p.get("perceived_gain");
        let lasting = (1 + weight * self.appraised(b, skin)) / (1 + weight);
        let acute = p.get("acute_gain") * b.input("stress.acute") * self.calm(b);
        let drive = gated(b.arrow("stress_to_cortisol"), 1, lasting + acute);
        b.lift("stress.drive", drive)
    }

    /// Writes the rates.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
        innate: &Innate<'g>,
    ) {
        self.wire_axis(b, signals, innate);
        self.wire_receptor(b, signals);
        self.wire_sleep(b, signals, skin);
        b.rate(
            self.practice,
            self.p.get("practice_rate") * (b.input("stress.practice") - self.practice),
        );
    }

    /// Drive to CRH to ACTH to cortisol, with feedback through both receptors; gland masses follow their hormones.
    fn wire_axis(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, innate: &Innate<'g>) {
        let p = &self.p;
        let above = |value: Expr<'g>, healthy: &str, half: &str| {
            hill2(value, p.get(half)) - hill2(innate.p.get(healthy), p.get(half))
        };
        let inflamed = p.get("drive_il6") * above(innate.il6, "healthy_il6", "drive_il6_half")
            + p.get("drive_tnf") * above(innate.tnf, "healthy_tnf", "drive_tnf_half");
        let tired = p.get("drive_sleep") * (signals.sleep_debt - signals.rested);
        let added = b.arrow("stress_to_cortisol") * (inflamed + tired);
        let drive =
            b.input("stress.circadian") * (signals.stress_drive + added + b.input("stress.crh"));
        let drive = drive.max(p.get("drive_floor"));

        let feedback = fall(
            self.cortisol,
            p.get("feedback_half"),
            p.get("feedback_hill"),
        );
        let floor = p.get("mineralocorticoid_floor");
        let crh = drive * (1 + floor) / (self.cortisol + floor) * feedback;
        b.rate(
            self.acth,
            p.get("acth_loss") * (crh * self.corticotrophs * feedback - self.acth),
        );
        let infused = b.added("stress.cortisol_infused");
        b.rate(
            self.cortisol,
            p.get("cortisol_loss") * (self.acth * self.adrenal + infused - self.cortisol),
        );
        let (saturation, renewal) = (p.get("gland_saturation"), p.get("gland_renewal"));
        for (mass, hormone, turnover) in [
            (self.corticotrophs, crh, p.get("corticotroph_turnover")),
            (self.adrenal, self.acth, p.get("adrenal_turnover")),
        ] {
            let growth = mass * (hormone - 1) / (1 + saturation * hormone);
            b.rate(mass, turnover * (growth + renewal * (1 - mass)));
        }
    }

    /// Long exposure and IL-6 blunt the receptor.
    fn wire_receptor(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>) {
        let p = &self.p;
        b.rate(
            self.exposure,
            p.get("exposure_memory") * (self.cortisol - self.exposure),
        );
        let by_exposure = fall(
            self.exposure,
            p.get("receptor_half"),
            p.get("receptor_hill"),
        );
        let (gain, half) = (p.get("receptor_il6"), p.get("receptor_il6_half"));
        let one = b.number(1);
        let by_il6 =
            (1 + gain * saturation(one, half)) / (1 + gain * saturation(signals.il6, half));
        b.rate(
            self.receptor,
            p.get("receptor_turnover") * (by_exposure * by_il6 - self.receptor),
        );
        b.rate(
            self.signal,
            p.get("genomic_delay") * (self.receptor * self.cortisol - self.signal),
        );
    }

    /// Itch and stress cost sleep; what is missing becomes debt.
    fn wire_sleep(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, skin: &SkinOutward<'g>) {
        let missing = self.missing_sleep(b, signals, skin);
        b.rate(
            self.sleep_debt,
            missing - self.p.get("debt_recovery") * self.sleep_debt,
        );
    }

    fn missing_sleep(
        &self,
        b: &Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) -> Expr<'g> {
        let p = &self.p;
        let half = p.get("stress_loss_half");
        let one = b.number(1);
        let itch = 1 - b.arrow("itch_to_sleep") * p.get("itch_loss") * skin.itch;
        let stress = 1 - p.get("stress_loss")
            * (saturation(signals.stress_drive, half) - saturation(one, half));
        let got = b.input("sleep.duration") * itch * stress;
        smooth_positive(p.get("sleep_need") - got, p.get("rounding"))
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, skin: &SkinOutward<'g>) {
        let p = &self.p;
        b.observable(
            "blood.cortisol",
            "nmol/L",
            "cortisol, mean of the day",
            p.get("healthy_cortisol") * self.cortisol,
        );
        // After a lost night the quiet hours of the evening begin later, and the morning is as ever.
        let missing = self.missing_sleep(b, signals, skin);
        let half = p.get("evening_sleep_half");
        let awake = saturation(missing, half) - saturation(p.get("rounding") / 2, half);
        let late = 1 + b.arrow("stress_to_cortisol") * p.get("evening_sleep") * awake;
        b.observable(
            "blood.evening_cortisol",
            "nmol/L",
            "cortisol of the evening, 18 to 23 h",
            p.get("healthy_evening_cortisol") * self.cortisol * late,
        );
        let appraised = self.appraised(b, skin);
        b.observable(
            "stress.pss",
            "1",
            "Perceived Stress Scale",
            p.get("healthy_perceived") * appraised,
        );
        b.observable(
            "blood.acth",
            "pg/mL",
            "ACTH in the morning",
            p.get("healthy_acth") * self.acth,
        );
        b.observable(
            "stress.receptor_sensitivity",
            "1",
            "glucocorticoid receptor sensitivity",
            self.receptor,
        );
        b.observable("sleep.debt", "h", "sleep debt", self.sleep_debt);
    }
}

/// `(1 + half^-n) / (1 + (x / half)^n)`: 1 at 1, falling.
fn fall<'g>(x: Expr<'g>, half: Expr<'g>, n: Expr<'g>) -> Expr<'g> {
    (1 + (1 / half).pow(n)) / (1 + (x.max(0) / half).pow(n))
}
