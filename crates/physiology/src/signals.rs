//! What crosses between organs. Relative quantities are 1 in the healthy reference person.

use engine::Expr;

/// What the colon tells the body.
#[derive(Clone, Copy)]
pub struct ColonSignals<'g> {
    /// Butyrate concentration, mean of the segments, relative.
    pub butyrate: Expr<'g>,
    /// Share of the wall that contents touch which are acid enough to harm it, relative.
    pub acid: Expr<'g>,
    /// Acetate leaving the lumen, relative.
    pub acetate_flux: Expr<'g>,
    /// Propionate leaving the lumen, relative.
    pub propionate_flux: Expr<'g>,
    /// Butyrate leaving the lumen, relative.
    pub butyrate_flux: Expr<'g>,
    /// Endotoxin at the mucosa, relative.
    pub lps: Expr<'g>,
    /// Bacterial DNA at the mucosa, relative.
    pub dna: Expr<'g>,
    /// Indoles, relative.
    pub indole: Expr<'g>,
    /// Secondary bile acids, relative.
    pub secondary_bile: Expr<'g>,
    /// Foraging on mucus, relative; before it is held against the goblet mass.
    pub mucin_foraging: Expr<'g>,
    /// Branched-chain acids leaving the lumen, relative: the marker of protein fermentation.
    pub p_cresol: Expr<'g>,
    /// Shannon diversity of the sequence variants in stool, relative.
    pub diversity: Expr<'g>,
    /// Share of bifidobacteria in stool, relative.
    pub bifidobacteria: Expr<'g>,
}

/// What the body tells the colon.
#[derive(Clone, Copy)]
pub struct GutFeedback<'g> {
    /// Mucosal inflammation, 0 to 1: the source of nitrate.
    pub inflammation: Expr<'g>,
    /// Goblet-cell mass, relative: mucin supply.
    pub goblet: Expr<'g>,
    /// Oxygen leak through a thin epithelium, relative.
    pub epithelial_leak: Expr<'g>,
    /// Stress drive on transit, relative.
    pub transit_drive: Expr<'g>,
    /// Fitness of facultative bloomers under antimicrobial peptides, IgA and vitamin D, relative.
    pub defence: Expr<'g>,
}

/// What the skin tells the body: indices of lesional area times the fold of a cytokine above health, and what a person feels.
#[derive(Clone, Copy)]
pub struct SkinOutward<'g> {
    /// TNF index.
    pub tnf: Expr<'g>,
    /// IL-6 index.
    pub il6: Expr<'g>,
    /// IL-17 index.
    pub il17: Expr<'g>,
    /// IL-4 and IL-13 index.
    pub th2: Expr<'g>,
    /// Alarmins (TSLP), 0 to 1.
    pub alarm: Expr<'g>,
    /// Itch above its healthy value, 0 to 1.
    pub itch: Expr<'g>,
    /// Burden of visible disease above its healthy value, 0 to 1.
    pub visible: Expr<'g>,
    /// Skin injury, 0 to 1.
    pub injury: Expr<'g>,
    /// Share of the body surface that is wounded, by what is no disease of the skin.
    pub wound: Expr<'g>,
    /// Share of the body surface with lesions.
    pub lesional_area: Expr<'g>,
}

/// What reaches the skin with the blood. Folds of health unless a unit is named.
#[derive(Clone, Copy)]
pub struct SkinInputs<'g> {
    /// TNF.
    pub tnf: Expr<'g>,
    /// IL-6.
    pub il6: Expr<'g>,
    /// IL-1 beta.
    pub il1: Expr<'g>,
    /// C-reactive protein.
    pub crp: Expr<'g>,
    /// IL-10.
    pub il10: Expr<'g>,
    /// IL-17.
    pub il17: Expr<'g>,
    /// IL-22.
    pub il22: Expr<'g>,
    /// Interferon gamma.
    pub ifng: Expr<'g>,
    /// IL-4 and IL-13.
    pub il413: Expr<'g>,
    /// Skin-homing Th1 cells.
    pub th1: Expr<'g>,
    /// Skin-homing Th2 cells.
    pub th2: Expr<'g>,
    /// Skin-homing Th17 cells.
    pub th17: Expr<'g>,
    /// Skin-homing regulatory T cells.
    pub treg: Expr<'g>,
    /// Free endotoxin.
    pub lps: Expr<'g>,
    /// Bacterial DNA in blood: 0 in health, 1 in a typical positive patient.
    pub dna: Expr<'g>,
    /// Peripheral butyrate.
    pub butyrate: Expr<'g>,
    /// Peripheral propionate.
    pub propionate: Expr<'g>,
    /// Peripheral acetate.
    pub acetate: Expr<'g>,
    /// Indoles as their receptor hears them.
    pub indole: Expr<'g>,
    /// Cortisol.
    pub cortisol: Expr<'g>,
    /// Glucocorticoid receptor sensitivity.
    pub receptor: Expr<'g>,
    /// Stress drive as the skin's nerves feel it.
    pub stress: Expr<'g>,
    /// Sleep debt over its resting value (a time).
    pub sleep_debt: Expr<'g>,
    /// IGF-1 (a concentration).
    pub igf1: Expr<'g>,
    /// Insulin.
    pub insulin: Expr<'g>,
    /// 25-hydroxyvitamin D (a concentration).
    pub vitamin_d: Expr<'g>,
}
