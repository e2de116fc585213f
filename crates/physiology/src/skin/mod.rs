//! The skin: one model for health, acne, atopic dermatitis and psoriasis.
//!
//! A disease is not a switch. It is a set of susceptibilities (`data/traits.toml`) under which the same signals from the blood, the
//! surroundings and the skin itself settle elsewhere. Local cytokines and cells are folds of healthy skin. The patch that is followed is
//! the person's lesion-prone skin; [`extent`] turns it into body area, [`follicle`] into lesions of the face.
//!
//! Takes what reaches the skin with the blood as [`SkinInputs`], and the inputs `skin.*` and `person.androgen`; gives [`SkinOutward`] to the
//! body and itself to [`crate::scores`]. Treatments act on named terms (`skin.il17_signal` ...); there is no code for any of them.
//!
//! The order is that of every organ: [`Skin::declare`] states and what follows from them alone, [`Skin::outward`] what the body feels,
//! [`Skin::wire`] the rates.

pub mod barrier;
pub mod cells;
pub mod cytokines;
mod drive;
pub mod extent;
pub mod follicle;
pub mod itch;
pub mod keratinocytes;
pub mod microbes;
mod outward;

use engine::Expr;

use crate::builder::{Builder, Parameters};
use crate::scores::Scores;
use crate::signals::{SkinInputs, SkinOutward};

use barrier::{Barrier, Condition};
use cells::Cells;
use cytokines::{Cytokines, Received};
use drive::Drive;
use extent::Extent;
use follicle::Follicle;
use itch::Itch;
use keratinocytes::{Keratinocytes, Proliferation};
use microbes::Microbes;

/// The numbers that several parts of the skin share.
pub(crate) struct Common<'g> {
    /// What the person's skin is prone to.
    pub person: Parameters<'g>,
    /// Where the skin starts.
    pub start: Parameters<'g>,
    /// What reaches the skin and how it heeds it.
    pub drive: Parameters<'g>,
}

/// What follows from the skin's states and surroundings alone.
#[derive(Clone, Copy)]
pub struct Local<'g> {
    /// Cytokines as their receptors see them.
    pub received: Received<'g>,
    /// The state of the barrier.
    pub barrier: Condition<'g>,
    /// How keratinocytes are driven and answer.
    pub proliferation: Proliferation<'g>,
    /// Quorum response of *Staphylococcus aureus*: its toxins and proteases, 0 to 1.
    pub quorum: Expr<'g>,
    /// Allergen on the skin, relative.
    pub allergen: Expr<'g>,
    /// Ultraviolet light on the skin, relative.
    pub ultraviolet: Expr<'g>,
    /// Injury being done, 0 to 1.
    pub injury: Expr<'g>,
    /// Care as in a trial, 0 to 1.
    pub care: Expr<'g>,
    /// Activity of atopic dermatitis.
    pub dermatitis: Expr<'g>,
    /// Response of plaques, 0 to 1.
    pub plaque: Expr<'g>,
    /// Width over which positive parts are rounded off.
    pub width: Expr<'g>,
}

/// The skin's states, part by part, and what follows from them alone.
pub struct Tissue<'g> {
    /// Barrier.
    pub barrier: Barrier<'g>,
    /// Keratinocytes.
    pub keratinocytes: Keratinocytes<'g>,
    /// Microbes and antimicrobial peptides.
    pub microbes: Microbes<'g>,
    /// Cytokines.
    pub cytokines: Cytokines<'g>,
    /// Dendritic and T cells.
    pub cells: Cells<'g>,
    /// Histamine, sensitisation, itch.
    pub itch: Itch<'g>,
    /// Affected area and signs.
    pub extent: Extent<'g>,
    /// The pilosebaceous unit.
    pub follicle: Follicle<'g>,
    /// What follows from the states alone.
    pub local: Local<'g>,
    common: Common<'g>,
}

impl<'g> Tissue<'g> {
    fn declare(b: &mut Builder<'g, '_>) -> Self {
        let common = Common {
            person: b.parameters("skin_person"),
            start: b.parameters("skin_start"),
            drive: b.parameters("skin_drive"),
        };
        let barrier = Barrier::declare(b, &common);
        let keratinocytes = Keratinocytes::declare(b, &common);
        let microbes = Microbes::declare(b, &common);
        let cytokines = Cytokines::declare(b, &common);
        let cells = Cells::declare(b, &common);
        let itch = Itch::declare(b, &common);
        let extent = Extent::declare(b, &common);
        let follicle = Follicle::declare(b, &common);

        let received = cytokines.received(b);
        let answered = itch.answered(b);
        let proliferation = keratinocytes.driven_by(b, &received, cytokines.il22, answered);
        let quorum = microbes.quorum();
        let p = |name: &str| common.drive.get(name);
        let care = b.input("skin.care");
        let local = Local {
            barrier: barrier.condition(b, &common, proliferation.cells),
            dermatitis: extent.activity(
                b,
                &cytokines,
                &received,
                itch.histamine,
                cells.th2,
                quorum,
            ),
            plaque: extent.plaque_response(b, &proliferation),
            received,
            proliferation,
            quorum,
            allergen: b.input("skin.allergen") * (1 - p("care_avoids_allergen") * care),
            ultraviolet: b.input("skin.uv") * common.person.get("sun_exposure"),
            injury: b.input("skin.injury"),
            care,
            width: p("positive_width"),
        };
        Self {
            barrier,
            keratinocytes,
            microbes,
            cytokines,
            cells,
            itch,
            extent,
            follicle,
            local,
            common,
        }
    }

    /// A number of who the person is.
    fn person(&self, name: &str) -> Expr<'g> {
        self.common.person.get(name)
    }
}

/// The skin: tissue and the scores it is given.
pub struct Skin<'g> {
    /// What is there.
    pub tissue: Tissue<'g>,
    /// What a dermatologist makes of it.
    pub scores: Scores<'g>,
}

impl<'g> Skin<'g> {
    /// Declares the states of the skin, and lifts what depends on many of them.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let tissue = Tissue::declare(b);
        let scores = Scores::of(b, &tissue);
        Self { tissue, scores }
    }

    /// What the body feels of the skin.
    pub fn outward(&self, b: &mut Builder<'g, '_>) -> SkinOutward<'g> {
        outward::outward(b, &self.tissue, self.scores.dlqi)
    }

    /// Writes the rates of all states.
    pub fn wire(&self, b: &mut Builder<'g, '_>, blood: &SkinInputs<'g>) {
        let tissue = &self.tissue;
        let drive = Drive::of(b, tissue, blood);
        let scratching = tissue.itch.scratching(b, &tissue.local, blood.stress);
        tissue.barrier.wire(b, tissue, blood, &drive, scratching);
        tissue.keratinocytes.wire(b, &tissue.local);
        tissue.microbes.wire(b, tissue, &drive);
        tissue.cytokines.wire(b, tissue, blood, &drive, scratching);
        tissue.cells.wire(b, tissue, blood, &drive);
        tissue.itch.wire(b, tissue, blood, &drive);
        tissue.extent.wire(b, tissue);
        tissue.follicle.wire(b, tissue, blood, &drive);
    }

    /// Declares what is read off the skin.
    pub fn observe(&self, b: &mut Builder<'g, '_>) {
        let tissue = &self.tissue;
        tissue.barrier.observe(b, &tissue.local);
        tissue.keratinocytes.observe(b, &tissue.local);
        tissue.microbes.observe(b);
        tissue.follicle.observe(b);
        self.scores.observe(b, tissue);
    }
}
