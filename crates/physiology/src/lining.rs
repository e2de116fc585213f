//! The lining: goblet cells and mucus, enterocytes, tight junctions, mast cells, mucosal immune activity, secretory IgA.
//!
//! Takes butyrate, acid, LPS, bile, indoles and foraging from the colon, cytokines and T cells from `adaptive`, cortisol and stress from
//! `stress`, vitamin D from `metabolism`. Gives permeability to `blood` and inflammation, mucin, oxygen and defence back to the colon.

mod observe;

use engine::Expr;

use crate::body::Signals;
use crate::builder::{Builder, Parameters};
use crate::response::{Term, gated, hill, normalised, saturation, smooth_positive};
use crate::signals::{ColonSignals, GutFeedback, SkinOutward};

/// The states of the lining, relative to health unless a unit is named.
pub struct Lining<'g> {
    pub(crate) p: Parameters<'g>,
    /// Goblet-cell capacity.
    pub goblet: Expr<'g>,
    /// Inner mucus (a length).
    pub mucus: Expr<'g>,
    /// Enterocytes of the small bowel.
    pub small_bowel: Expr<'g>,
    /// Enterocytes of the colon.
    pub colonocytes: Expr<'g>,
    /// Closed fraction of junctions of the small bowel, 0 to 1.
    pub small_junctions: Expr<'g>,
    /// Closed fraction of junctions of the colon, 0 to 1.
    pub colon_junctions: Expr<'g>,
    /// Mast-cell mediators.
    pub mast_cells: Expr<'g>,
    /// Mucosal innate activity.
    pub mucosa: Expr<'g>,
    /// Mucosal neutrophils.
    pub neutrophils: Expr<'g>,
    /// Secretory IgA.
    pub iga: Expr<'g>,
    /// How far the body has settled after a large wound, 0 to 1.
    pub settled: Expr<'g>,
}

/// How open the lining is, and what touches it. All relative.
#[derive(Clone, Copy)]
pub struct Permeability<'g> {
    /// Contact with microbes through a thinner mucus.
    pub thin: Expr<'g>,
    /// LPS at the surface.
    pub contact: Expr<'g>,
    /// Opening of the junctions of the small bowel.
    pub small_opening: Expr<'g>,
    /// Permeability of the small bowel.
    pub small_bowel: Expr<'g>,
    /// Permeability of the colon.
    pub colon: Expr<'g>,
}

impl<'g> Lining<'g> {
    /// Declares the states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("lining");
        let (none, one) = (b.number(0), b.number(1));
        let closed = p.get("junction_closed");
        let mut relative = |name: &str, start, meaning: &str| {
            b.state(format!("lining.{name}"), "1", start, meaning)
        };
        Self {
            goblet: relative("goblet", one, "goblet-cell capacity"),
            small_bowel: relative(
                "enterocytes.small_bowel",
                one,
                "enterocyte mass of the small bowel",
            ),
            colonocytes: relative("enterocytes.colon", one, "enterocyte mass of the colon"),
            small_junctions: relative(
                "junctions.small_bowel",
                closed,
                "closed fraction of tight junctions",
            ),
            colon_junctions: relative(
                "junctions.colon",
                closed,
                "closed fraction of tight junctions",
            ),
            mast_cells: relative("mast_cells", one, "mast-cell mediators"),
            mucosa: relative("mucosa", one, "mucosal innate activity"),
            neutrophils: relative("neutrophils", one, "mucosal neutrophils"),
            iga: relative("iga", one, "secretory IgA"),
            settled: relative(
                "settled_wound",
                none,
                "how far the body has settled after a large wound",
            ),
            mucus: b.state(
                "lining.mucus",
                "um",
                p.get("mucus_thickness"),
                "inner mucus",
            ),
            p,
        }
    }

    /// How open the lining is.
    pub fn permeability(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
    ) -> Permeability<'g> {
        let p = &self.p;
        let half = p.get("contact_half");
        let thin = (half + p.get("mucus_thickness")) / (half + self.mucus.max(0));
        let opening = |closed: Expr<'g>| (1 - closed) / (1 - p.get("junction_closed"));
        let through = |closed, cells: Expr<'g>| opening(closed) * cells.pow(-p.get("gap_exponent"));
        let contact = gated(b.arrow("dysbiosis_to_barrier"), 1, colon.lps * thin);
        Permeability {
            thin,
            contact: b.lift("lining.contact", contact),
            small_opening: opening(self.small_junctions),
            small_bowel: b.lift(
                "lining.small_bowel_permeability",
                through(self.small_junctions, self.small_bowel),
            ),
            colon: b.lift(
                "lining.colon_permeability",
                through(self.colon_junctions, self.colonocytes),
            ),
        }
    }

    /// What the lining sends back to the colon.
    pub fn feedback(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) -> GutFeedback<'g> {
        let p = &self.p;
        let excess = b.relative("lining.mucosa", self.mucosa) - 1;
        let width = p.get("mucosa_rounding");
        let inflamed = smooth_positive(excess, width) - width / 2;
        let peptides = self.peptides(b, signals, skin);
        let peptides = b.relative("lining.peptides", peptides);
        let iga = b.relative("lining.iga", self.iga);
        let vitamin_d = gated(b.arrow("uv_to_gut"), 1, signals.vitamin_d_over_reference);
        let thinned = b.reference("lining.colonocytes", self.colonocytes) / self.colonocytes;
        let hurried = gated(b.arrow("stress_to_barrier"), 1, signals.stress_drive);
        let inflammation = saturation(inflamed, p.get("inflammation_half"));
        let goblet = b.relative("lining.goblet", self.goblet);
        let defence = peptides.pow(-p.get("defence_amp"))
            * iga.pow(-p.get("defence_iga"))
            * vitamin_d.pow(-p.get("defence_vitamin_d"));
        GutFeedback {
            inflammation: b.lift("feedback.inflammation", inflammation),
            goblet: b.lift("feedback.goblet", goblet),
            epithelial_leak: gated(b.arrow("oxygen_to_bloom"), 1, thinned),
            transit_drive: b.lift("feedback.transit", hurried.pow(-p.get("transit_stress"))),
            defence: b.lift("feedback.defence", defence),
        }
    }

    /// Antimicrobial peptides.
    fn peptides(
        &self,
        b: &Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) -> Expr<'g> {
        let p = &self.p;
        normalised(&[Term::new(
            p.get("amp_il22"),
            signals.il22,
            p.get("cytokine_half"),
        )]) * (1 + b.arrow("skin_injury_to_gut") * p.get("amp_injury") * skin.injury)
    }

    /// Writes the rates.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        emulsifier: Expr<'g>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) {
        self.wire_mucus(b, colon, emulsifier, signals);
        self.wire_epithelium(b, colon, signals);
        self.wire_junctions(b, colon, signals, skin);
        self.wire_immunity(b, signals, skin);
    }

    /// Goblet cells build mucus; foraging microbes and emulsifiers erode it.
    fn wire_mucus(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        emulsifier: Expr<'g>,
        signals: &Signals<'g>,
    ) {
        let p = &self.p;
        let half = p.get("cytokine_half");
        let fed = Term::new(
            p.get("goblet_butyrate"),
            signals.butyrate,
            p.get("goblet_butyrate_half"),
        )
        .reference(p.get("healthy_butyrate"))
        .by(b.arrow("butyrate_to_barrier"));
        let il13 = Term::new(p.get("goblet_il13"), signals.il413, half)
            .by(b.arrow("cytokines_to_barrier"));
        let il22 =
            Term::new(p.get("goblet_il22"), signals.il22, half).by(b.arrow("indole_to_il22"));
        let depletion = p.get("goblet_depletion");
        let aim = normalised(&[fed, il13, il22]) * (1 + depletion) / (1 + depletion * self.mucosa);
        b.rate(self.goblet, p.get("goblet_turnover") * (aim - self.goblet));

        let worn = b.arrow("dysbiosis_to_barrier");
        let foraging = p.get("mucus_foraging");
        let foraged = gated(
            worn,
            1,
            colon.mucin_foraging / self.goblet.max(p.get("goblet_floor")),
        );
        let erosion = (1 + foraging * foraged + worn * p.get("mucus_emulsifier") * emulsifier)
            / (1 + foraging);
        b.rate(
            self.mucus,
            p.get("mucus_turnover")
                * (p.get("mucus_thickness") * self.goblet - self.mucus * erosion),
        );
    }

    /// Shedding of enterocytes of the small bowel.
    pub(crate) fn shedding(&self, b: &Builder<'g, '_>) -> Expr<'g> {
        let p = &self.p;
        let inflamed = Term::new(
            p.get("shedding_inflammation"),
            self.mucosa,
            p.get("tnf_half"),
        );
        normalised(&[inflamed.by(b.arrow("cytokines_to_barrier"))]) + b.added("lining.shedding")
    }

    /// Crypts renew enterocytes; inflammation, bile and drugs shed them.
    fn wire_epithelium(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        signals: &Signals<'g>,
    ) {
        let p = &self.p;
        let turnover = p.get("enterocyte_turnover");
        let il22 = Term::new(
            p.get("proliferation_il22"),
            signals.il22,
            p.get("cytokine_half"),
        );
        let renewed = normalised(&[il22.by(b.arrow("indole_to_il22"))]) * signals.repair;
        b.rate(
            self.small_bowel,
            turnover * (renewed - self.shedding(b) * self.small_bowel),
        );

        let fed = Term::new(
            p.get("proliferation_butyrate"),
            signals.butyrate,
            p.get("butyrate_half"),
        )
        .reference(p.get("healthy_butyrate"))
        .by(b.arrow("butyrate_to_barrier"));
        let inflamed = Term::new(
            p.get("shedding_inflammation"),
            self.mucosa,
            p.get("tnf_half"),
        )
        .by(b.arrow("cytokines_to_barrier"));
        let bile = Term::new(
            p.get("shedding_bile"),
            colon.secondary_bile,
            p.get("cytokine_half"),
        )
        .by(b.arrow("dysbiosis_to_barrier"));
        let shed =
            normalised(&[inflamed, bile]) + p.get("agents_in_colon") * b.added("lining.shedding");
        b.rate(
            self.colonocytes,
            turnover * (renewed * normalised(&[fed]) - shed * self.colonocytes),
        );
    }

    /// Cytokines, LPS, cortisol, mast cells, bile and acid open junctions; butyrate, IL-22, indoles and vitamin D close them.
    fn wire_junctions(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &ColonSignals<'g>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) {
        let p = &self.p;
        let half = p.get("cytokine_half");
        let from_cytokines = b.arrow("cytokines_to_barrier");
        let from_microbes = b.arrow("dysbiosis_to_barrier");
        let from_stress = b.arrow("stress_to_barrier");
        let blood_borne = p.get("opening_blood_tnf_share");
        let tnf = (1 - blood_borne) * self.mucosa + blood_borne * signals.tnf;
        let openers = [
            Term::new(p.get("opening_tnf"), tnf, p.get("tnf_half")).by(from_cytokines),
            Term::new(p.get("opening_ifng"), signals.ifng, half).by(from_cytokines),
            Term::new(p.get("opening_il13"), signals.il413, half).by(from_cytokines),
            Term::new(
                p.get("opening_lps"),
                signals.permeability.contact,
                p.get("lps_half"),
            )
            .by(from_microbes),
            Term::new(
                p.get("opening_cortisol"),
                signals.cortisol,
                p.get("cortisol_half"),
            )
            .by(from_stress),
        ];
        let bile = Term::new(p.get("opening_bile"), colon.secondary_bile, half).by(from_microbes);
        let acid =
            Term::new(p.get("opening_acid"), colon.acid, p.get("acid_half")).by(from_microbes);
        let mast = Term::new(
            p.get("opening_mast_cells"),
            self.mast_cells,
            p.get("mast_cells_half"),
        )
        .by(from_stress);
        let mast = normalised(&[mast]);
        let answer = hill(skin.wound, p.get("burn_extent"), p.get("burn_hill"));
        b.rate(
            self.settled,
            p.get("burn_settling") * (answer - self.settled),
        );
        let torn = b.arrow("skin_sensitisation_to_gut") * self.opening_by_torn_skin(skin.injury);
        let wounded = b.arrow("skin_injury_to_gut") * self.opening_by_wound(answer);
        let agents = b.added("lining.junction_opening") + torn + wounded;
        let colon_openers: Vec<Term<'g>> = openers.into_iter().chain([bile, acid]).collect();
        let small_opening = normalised(&openers) * mast + agents;
        let colon_opening = normalised(&colon_openers) * mast + p.get("agents_in_colon") * agents;

        let indoles = b.arrow("indole_to_il22");
        let fed = b.arrow("butyrate_to_barrier");
        let closers = [
            Term::new(p.get("closing_il22"), signals.il22, half).by(indoles),
            Term::new(
                p.get("closing_indole"),
                signals.indole_signal,
                signals.indole_half,
            )
            .by(indoles),
            Term::new(
                p.get("closing_vitamin_d"),
                signals.vitamin_d,
                signals.vitamin_d_half,
            )
            .by(b.arrow("uv_to_gut")),
        ];
        let portal = signals.scfa.healthy_portal_butyrate;
        let from_portal = Term::new(
            p.get("closing_portal_butyrate"),
            signals.scfa.portal_butyrate,
            portal,
        )
        .reference(portal)
        .by(fed);
        let from_lumen = Term::new(
            p.get("closing_butyrate"),
            signals.butyrate,
            p.get("butyrate_half"),
        )
        .reference(p.get("healthy_butyrate"))
        .by(fed);
        let strains = b.term("lining.junction_closing");
        let closing = |last: Term<'g>| {
            let terms: Vec<Term<'g>> = closers.into_iter().chain([last]).collect();
            normalised(&terms) * signals.repair * strains
        };
        for (closed, closing, opening) in [
            (self.small_junctions, closing(from_portal), small_opening),
            (self.colon_junctions, closing(from_lumen), colon_opening),
        ] {
            let healthy = p.get("junction_closed");
            let net = healthy * closing * (1 - closed) - (1 - healthy) * opening * closed;
            b.rate(closed, p.get("junction_turnover") * net);
        }
    }

    /// How far skin that is stripped, or that a disease tears anew every day, opens junctions: what its alarmins do to the gut beside arming its
    /// mast cells.
    fn opening_by_torn_skin(&self, injury: Expr<'g>) -> Expr<'g> {
        let p = &self.p;
        let fresh = injury * (1 - self.settled).max(0);
        p.get("opening_injury") * saturation(fresh, p.get("injury_half"))
    }

    /// How far a large wound opens junctions: the whole body answers, whatever its size beyond that, until it has settled.
    fn opening_by_wound(&self, answer: Expr<'g>) -> Expr<'g> {
        let p = &self.p;
        let shock = hill(
            answer - self.settled,
            p.get("burn_shock"),
            p.get("burn_hill"),
        );
        p.get("opening_burn") * shock
    }

    /// Mast cells under stress and alarmins; mucosal activity; neutrophils; IgA.
    fn wire_immunity(
        &self,
        b: &mut Builder<'g, '_>,
        signals: &Signals<'g>,
        skin: &SkinOutward<'g>,
    ) {
        let p = &self.p;
        let (stress_half, steep) = (
            p.get("mast_cell_stress_half"),
            p.get("mast_cell_stress_hill"),
        );
        let one = b.number(1);
        let stressed = hill(
            signals.stress_drive + b.input("stress.crh"),
            stress_half,
            steep,
        ) / hill(one, stress_half, steep);
        // A stabiliser holds back what stress adds, not what mast cells always release.
        let added = (stressed - 1).max(0) * b.term("lining.mast_cell_release");
        let released = stressed.min(1) + added;
        let armed =
            1 + b.arrow("skin_sensitisation_to_gut") * p.get("mast_cell_arming") * skin.alarm;
        b.rate(
            self.mast_cells,
            p.get("mast_cell_turnover") * (released * armed - self.mast_cells),
        );

        let crossing = signals.permeability.contact
            * signals
                .permeability
                .colon
                .pow(p.get("mucosal_crossing_exponent"));
        let half = p.get("cytokine_half");
        let drive = normalised(&[
            Term::new(p.get("mucosal_lps"), crossing, p.get("mucosal_lps_half"))
                .by(b.arrow("lps_to_cytokines")),
            Term::new(p.get("mucosal_il17"), signals.il17, half),
            Term::new(p.get("mucosal_ifng"), signals.ifng, half),
        ]) + b.added("lining.mucosal_drive")
            + b.input("person.bowel_disease")
            + b.arrow("toxin_to_body") * p.get("mucosal_toxins") * (signals.toxin_load - 1).max(0);
        let (regulated, by_butyrate) = (p.get("mucosal_treg"), p.get("mucosal_butyrate"));
        let healthy = p.get("healthy_butyrate");
        let butyrate = |value| saturation(value, p.get("butyrate_half"));
        let heard = gated(
            b.arrow("butyrate_to_barrier"),
            butyrate(healthy),
            butyrate(signals.butyrate),
        );
        let restraint = (1 + regulated) / (1 + regulated * signals.treg)
            * (1 + by_butyrate * butyrate(healthy))
            / (1 + by_butyrate * heard)
            * signals.cortisol_restraint;
        b.rate(
            self.mucosa,
            p.get("mucosal_turnover")
                * (drive * b.term("lining.mucosal_drive") * restraint - self.mucosa),
        );
        let recruited = self.mucosa.pow(p.get("neutrophil_exponent"));
        b.rate(
            self.neutrophils,
            p.get("neutrophil_turnover") * (recruited - self.neutrophils),
        );

        let helped = normalised(&[
            Term::new(p.get("iga_antigen"), signals.antigen, signals.antigen_half),
            Term::new(p.get("iga_treg"), signals.treg, p.get("iga_treg_half")),
        ]);
        b.rate(
            self.iga,
            p.get("iga_turnover") * (helped * b.term("lining.iga") - self.iga),
        );
    }
}
