//! Scores of acne: the Global Acne Grading System and the global assessment.

use engine::Expr;

use crate::builder::{Builder, Parameters};
use crate::response::hill;
use crate::skin::follicle::Follicle;

/// Forehead, right cheek, left cheek, nose, chin, chest with upper back: the factors of GAGS, which stand for area and density of follicles.
const SITES: [i32; 6] = [2, 2, 2, 1, 1, 3];

/// GAGS, 0 to 44: over the sites, factor times the grade of the worst lesion found there (comedo 1, papule 2, pustule 3, nodule 4).
///
/// Lesions fall on sites in proportion to the factors, so the grade is the expected one of Poisson counts.
pub(super) fn gags<'g>(
    b: &Builder<'g, '_>,
    p: &Parameters<'g>,
    follicle: &Follicle<'g>,
) -> Expr<'g> {
    let whole: i32 = SITES.iter().sum();
    let site = |factor: i32| {
        let share = b.number(factor) / whole;
        let found =
            |per_lesion: &str, count: Expr<'g>| 1 - (-(p.get(per_lesion) * share * count)).exp();
        let nodule = found("gags_nodule", follicle.nodules);
        let pustule = found("gags_pustule", follicle.papules);
        let papule = found("gags_papule", follicle.papules);
        let comedo = found("gags_comedone", follicle.comedones);
        let below_papule = 2 * papule + (1 - papule) * comedo;
        let below_pustule = 3 * pustule + (1 - pustule) * below_papule;
        factor * (4 * nodule + (1 - nodule) * below_pustule)
    };
    b.sum(SITES.map(site))
}

/// Investigator's global assessment of acne, 0 to 4.
pub(super) fn iga<'g>(p: &Parameters<'g>, follicle: &Follicle<'g>) -> Expr<'g> {
    let lesions = follicle.inflammatory() + p.get("iga_acne_comedone_weight") * follicle.comedones;
    4 * hill(lesions, p.get("iga_acne_half"), p.get("iga_acne_steepness"))
}
