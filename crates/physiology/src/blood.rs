//! Blood: what crosses the lining (endotoxin, bacterial DNA, antigen, toxins), how the liver and plasma clear it, and short-chain acids.
//!
//! Takes permeability from `lining`, LBP from `innate`. Volumes scale with body weight, clearances with its power 3/4.

use engine::Expr;

use crate::body::Signals;
use crate::builder::{Builder, Parameters};
use crate::lining::Permeability;
use crate::response::{gated, hill};
use crate::signals::ColonSignals;

/// The states of blood.
pub struct Blood<'g> {
    pub(crate) p: Parameters<'g>,
    /// Bioactive endotoxin.
    pub lps_free: Expr<'g>,
    /// Endotoxin bound to lipoproteins.
    pub lps_bound: Expr<'g>,
    /// p-Cresyl sulfate.
    pub toxins: Expr<'g>,
    weight: Expr<'g>,
}

/// What crosses into portal and systemic blood.
#[derive(Clone, Copy)]
pub struct Load<'g> {
    /// LPS reaching the liver (mass per time).
    pub portal: Expr<'g>,
    /// The same over its healthy value.
    pub portal_relative: Expr<'g>,
    /// LPS that passes the liver.
    pub systemic: Expr<'g>,
    /// LPS carried by chylomicrons.
    pub chylomicron: Expr<'g>,
    /// Bacterial DNA, relative.
    pub dna: Expr<'g>,
    /// Probability that DNA is found in blood.
    pub dna_positive: Expr<'g>,
    /// Antigen, relative.
    pub antigen: Expr<'g>,
    /// Permeability as toxins feel it.
    pub leak: Expr<'g>,
}

/// Short-chain acids in blood (concentrations), quasi-steady.
#[derive(Clone, Copy)]
pub struct Scfa<'g> {
    /// Peripheral acetate.
    pub acetate: Expr<'g>,
    /// Peripheral propionate.
    pub propionate: Expr<'g>,
    /// Peripheral butyrate.
    pub butyrate: Expr<'g>,
    /// Portal acetate.
    pub portal_acetate: Expr<'g>,
    /// Portal propionate.
    pub portal_propionate: Expr<'g>,
    /// Portal butyrate.
    pub portal_butyrate: Expr<'g>,
    /// Portal propionate in health.
    pub healthy_portal_propionate: Expr<'g>,
    /// Portal butyrate in health.
    pub healthy_portal_butyrate: Expr<'g>,
}

impl<'g> Blood<'g> {
    /// Declares the states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("blood");
        let toxins = p.get("p_cresol_inflow") / p.get("p_cresyl_clearance");
        let (free, bound) = (p.get("start_lps_free"), p.get("start_lps_bound"));
        Self {
            lps_free: b.state("blood.lps_free", "pg/mL", free, "bioactive endotoxin"),
            lps_bound: b.state(
                "blood.lps_bound",
                "pg/mL",
                bound,
                "endotoxin bound to lipoproteins",
            ),
            toxins: b.state(
                "blood.p_cresyl_sulfate",
                "umol/L",
                toxins,
                "p-cresyl sulfate",
            ),
            weight: b.input("person.weight") / p.get("reference_weight"),
            p,
        }
    }

    /// Clearances and flows of a body of another weight.
    fn clearing(&self) -> Expr<'g> {
        self.weight.pow(self.p.get("allometric_exponent"))
    }

    /// p-Cresyl sulfate in health.
    pub fn healthy_toxins(&self) -> Expr<'g> {
        self.p.get("p_cresol_inflow") / self.p.get("p_cresyl_clearance")
    }

    /// What crosses the lining.
    pub fn load(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        fat: Expr<'g>,
        open: &Permeability<'g>,
    ) -> Load<'g> {
        let p = &self.p;
        let crossing = b.arrow("barrier_to_translocation");
        let leak_colon = gated(crossing, 1, open.colon);
        let leak_small = gated(crossing, 1, open.small_bowel);
        let share = p.get("colon_share");
        let inflow = p.get("lps_inflow") * self.clearing();
        let relative = colon.lps * open.thin * (share * leak_colon + (1 - share) * leak_small);
        let relative = b.lift("blood.portal_lps", relative);
        let portal = inflow * relative;
        let extracted = |load: Expr<'g>, agents: Expr<'g>| {
            p.get("kupffer_extraction") * agents
                / (1 + load / (p.get("kupffer_half") * self.clearing()))
        };
        let extraction = extracted(portal, b.term("blood.kupffer_extraction"));
        let healthy = extracted(inflow, b.number(1));
        let eaten = gated(b.arrow("fat_to_translocation"), p.get("healthy_fat"), fat);
        let dna = colon.dna * open.thin * leak_colon * (1 - extraction) / (1 - healthy);
        let dna = b.lift("blood.dna", dna);
        let food = p.get("food_antigen_share");
        let antigen = (1 - food) * colon.dna * open.thin * leak_colon
            + food * b.input("intake.antigen") * leak_small;
        Load {
            portal,
            portal_relative: relative,
            systemic: portal * (1 - extraction),
            chylomicron: p.get("chylomicron_lps")
                * b.term("blood.chylomicron_lps")
                * colon.lps
                * eaten,
            dna,
            dna_positive: hill(dna, p.get("dna_half"), p.get("dna_hill")),
            antigen,
            leak: leak_colon,
        }
    }

    /// Short-chain acids: what colonocytes leave reaches portal blood, what the liver leaves the periphery.
    pub fn scfa(&self, b: &mut Builder<'g, '_>, colon: &ColonSignals<'g>) -> Scfa<'g> {
        let p = &self.p;
        let clearing = self.clearing();
        let flux = |healthy: &str, relative: Expr<'g>| p.get(healthy) * relative * clearing;
        let peripheral = |acid: &str, flux: Expr<'g>, made: Expr<'g>| {
            let reaching = p.get(&format!("{acid}_availability")) * flux + made;
            reaching / (p.get(&format!("{acid}_clearance")) * clearing)
        };
        let portal = |acid: &str, flux: Expr<'g>, peripheral: Expr<'g>| {
            peripheral
                + p.get(&format!("{acid}_passing")) * flux / (p.get("portal_flow") * clearing)
        };
        let none = b.number(0);
        let acetate_flux = flux("healthy_acetate_flux", colon.acetate_flux);
        let swallowed = b.added("blood.propionate_swallowed");
        let propionate_flux = flux("healthy_propionate_flux", colon.propionate_flux + swallowed);
        let butyrate_flux = flux("healthy_butyrate_flux", colon.butyrate_flux);
        let acetate = peripheral(
            "acetate",
            acetate_flux,
            p.get("acetate_endogenous") * clearing,
        );
        let propionate = peripheral("propionate", propionate_flux, none);
        let butyrate = peripheral("butyrate", butyrate_flux, none);
        let healthy = |acid: &str| {
            let flux = flux(
                &format!("healthy_{acid}_flux"),
                colon.butyrate.graph().number(1),
            );
            portal(acid, flux, peripheral(acid, flux, none))
        };
        Scfa {
            acetate,
            propionate,
            butyrate,
            portal_acetate: portal("acetate", acetate_flux, acetate),
            portal_propionate: portal("propionate", propionate_flux, propionate),
            portal_butyrate: portal("butyrate", butyrate_flux, butyrate),
            healthy_portal_propionate: healthy("propionate"),
            healthy_portal_butyrate: healthy("butyrate"),
        }
    }

    /// Writes the rates. `lbp` is relative.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        signals: &Signals<'g>,
        lbp: Expr<'g>,
    ) {
        let p = &self.p;
        let volume = p.get("plasma_volume") * self.weight;
        let Load {
            systemic,
            chylomicron,
            leak,
            ..
        } = signals.load;
        let (free, free_chylomicron) = (p.get("free_share"), p.get("chylomicron_free_share"));
        let loss = p.get("free_loss");
        let binding = p.get("binding_share");
        let bound = loss * binding * lbp / (1 + p.get("binding_saturation") * (lbp - 1));
        let entering =
            free * systemic + free_chylomicron * chylomicron + b.input("blood.lps_infusion");
        b.rate(
            self.lps_free,
            entering / volume - (bound + loss * (1 - binding)) * self.lps_free,
        );
        let carried = (1 - free) * systemic + (1 - free_chylomicron) * chylomicron;
        b.rate(
            self.lps_bound,
            carried / volume + bound * self.lps_free - p.get("bound_loss") * self.lps_bound,
        );

        let crossing = gated(b.arrow("toxin_to_body"), 1, colon.p_cresol * leak);
        let inflow = p.get("p_cresol_inflow") * self.clearing() * crossing;
        let cleared = p.get("p_cresyl_clearance") * self.clearing() * self.toxins;
        b.rate(
            self.toxins,
            (inflow - cleared) / (p.get("p_cresyl_volume") * self.weight),
        );
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>) {
        let total = self.lps_free + self.lps_bound;
        b.observable("blood.endotoxin", "pg/mL", "endotoxin in plasma", total);
        b.observable(
            "blood.bacterial_dna",
            "1",
            "probability of bacterial DNA in blood",
            signals.load.dna_positive,
        );
        let indole = self.p.get("indole_propionate") * signals.indole;
        b.observable(
            "blood.indole_propionate",
            "umol/L",
            "indole-3-propionate in plasma",
            indole,
        );
        b.observable(
            "blood.p_cresyl_sulfate",
            "umol/L",
            "p-cresyl sulfate in plasma",
            self.toxins,
        );
        let Scfa {
            acetate,
            propionate,
            butyrate,
            portal_acetate,
            portal_propionate,
            portal_butyrate,
            ..
        } = signals.scfa;
        for (name, peripheral, portal) in [
            ("acetate", acetate, portal_acetate),
            ("propionate", propionate, portal_propionate),
            ("butyrate", butyrate, portal_butyrate),
        ] {
            b.observable(
                format!("blood.{name}"),
                "umol/L",
                &format!("{name} in peripheral blood"),
                peripheral,
            );
            b.observable(
                format!("blood.portal_{name}"),
                "umol/L",
                &format!("{name} in portal blood"),
                portal,
            );
        }
    }
}
