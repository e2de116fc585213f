//! What a laboratory would measure of the lining: sugars and tracers in urine, markers in blood and stool, what a capsule sees.

use super::Lining;
use crate::body::Signals;
use crate::builder::Builder;

impl<'g> Lining<'g> {
    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>) {
        let p = &self.p;
        let open = signals.permeability;
        let ratio = p.get("lm_ratio")
            * open.small_bowel
            * self.small_bowel.pow(-p.get("mannitol_exponent"));
        b.observable(
            "lining.lm_ratio",
            "1",
            "lactulose to mannitol ratio in urine",
            ratio,
        );
        let small_bowel = p.get("cr_edta_small_bowel") * open.small_bowel;
        b.observable(
            "lining.cr_edta_small_bowel",
            "%",
            "51Cr-EDTA from the small bowel in urine, of what was swallowed",
            small_bowel,
        );
        b.observable(
            "lining.cr_edta",
            "%",
            "51Cr-EDTA in the urine of a day, of what was swallowed",
            small_bowel + p.get("cr_edta_colon") * open.colon,
        );
        b.observable(
            "lining.permeability",
            "1",
            "permeability of the colon, relative",
            open.colon,
        );
        b.observable(
            "lining.mucus_thickness",
            "um",
            "inner mucus of the colon",
            self.mucus,
        );
        // What dying enterocytes set free reaches the blood the more the wider the wall is open.
        let shed = p.get("ifabp")
            * self.shedding(b)
            * self.small_bowel
            * open.small_bowel.pow(p.get("ifabp_exponent"));
        b.observable(
            "blood.ifabp",
            "pg/mL",
            "intestinal fatty acid binding protein",
            shed,
        );
        let zonulin = p.get("zonulin") * open.small_opening.pow(p.get("zonulin_exponent"));
        b.observable("blood.zonulin", "ng/mL", "zonulin-family peptide", zonulin);
        b.observable(
            "blood.citrulline",
            "umol/L",
            "citrulline",
            p.get("citrulline") * self.small_bowel,
        );
        // Erosions of an inflamed mucosa, and those that drugs make where they touch it.
        let breaks = p.get("mucosal_breaks") * self.mucosa + b.added("lining.mucosal_breaks");
        b.observable(
            "lining.mucosal_breaks",
            "1",
            "mucosal breaks of the small bowel that a capsule sees",
            breaks,
        );
        b.observable(
            "stool.calprotectin",
            "ug/g",
            "calprotectin in stool",
            p.get("calprotectin") * self.neutrophils,
        );
        b.observable(
            "stool.siga",
            "mg/g",
            "secretory IgA in stool",
            p.get("healthy_iga") * self.iga,
        );
    }
}
