//! What comes out of growth: acids and gas from hexose, peptides and each other's products; what dead cells leave.
//!
//! Every reaction closes in carbon: what is not built into cells or made into a product is gas.

use engine::Expr;

use super::growth::{EATEN_AS, Growth};
use super::products::{Made, carbon_atoms};
use super::segment::{POOLS, SMALL, place};
use super::{Colon, GenusTraits, Segment};
use crate::builder::Builder;
use crate::response::gated;
use crate::taxa::{Genus, PEPTIDE_ROUTES, RESOURCES};

/// Products of hexose that stay in the lumen.
const OF_HEXOSE: [&str; 8] = [
    "acetate",
    "propionate",
    "butyrate",
    "lactate",
    "succinate",
    "formate",
    "ethanol",
    "hydrogen",
];

/// Acids from peptides.
const OF_PEPTIDES: [&str; 4] = ["acetate", "propionate", "butyrate", "branched_acids"];

/// Molecules of hydrogen that carry the electrons of a carbon atom of cells.
const HYDROGEN_PER_CARBON: i32 = 2;

impl<'g> Growth<'g> {
    /// Pools are eaten; hexose, peptides and small molecules become products.
    pub(super) fn ferment(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        segment: &Segment<'g>,
        made: &mut Made<'g>,
    ) {
        self.eat_pools(b, colon, made);
        self.make_acids(b, segment, made);
        self.ferment_peptides(b, colon, segment, made);
        self.cross_feed(b, colon, made);
    }

    fn eat_pools(&self, b: &Builder<'g, '_>, colon: &Colon<'g>, made: &mut Made<'g>) {
        for pool in POOLS.iter().filter(|pool| **pool != "peptides") {
            let eaten = self.on.iter().zip(&colon.genera).flat_map(|(on, traits)| {
                on.iter()
                    .filter(|(resource, _)| EATEN_AS[*resource] == *pool)
                    .map(|(_, growth)| *growth / traits.growth_yield)
            });
            made.pool(pool, -b.sum(eaten));
        }
    }

    /// Products of hexose. The arrow from fibre to acids, when cut, leaves what a healthy reference diet yields.
    fn make_acids(&self, b: &mut Builder<'g, '_>, segment: &Segment<'g>, made: &mut Made<'g>) {
        let total = b.sum(self.hexose.iter().flatten().copied());
        let path = format!("colon.{}.hexose_fermented", segment.name);
        let healthy = b.reference(&path, total);
        let through = gated(b.arrow("fibre_to_scfa"), healthy / total, b.number(1));
        let per_hexose = |product: &str| {
            let shares = b.data().taxa.genera.iter().zip(&self.hexose);
            let amounts = shares.filter_map(|(genus, hexose)| {
                let share = genus.products.get(product).copied().unwrap_or_default();
                let hexose = (*hexose)?;
                (share != f64::from(0)).then(|| b.value(share) * hexose)
            });
            b.sum(amounts)
        };
        made.gas(per_hexose("carbon_dioxide"));
        for product in OF_HEXOSE {
            let amount = per_hexose(product);
            made.small(product, amount * through);
            made.gas(carbon_atoms(product) * (amount * (1 - through)));
        }
    }

    fn ferment_peptides(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        segment: &Segment<'g>,
        made: &mut Made<'g>,
    ) {
        let genera = &b.data().taxa.genera;
        let peptides = place(&RESOURCES, "protein");
        let eaten: Vec<(usize, Expr<'g>)> = self
            .on
            .iter()
            .enumerate()
            .filter_map(|(index, on)| {
                let (_, growth) = on.iter().find(|(resource, _)| *resource == peptides)?;
                Some((index, *growth / colon.get("peptide_yield")))
            })
            .collect();
        for route in PEPTIDE_ROUTES {
            let kind = eaten
                .iter()
                .filter(|(index, _)| genera[*index].peptides == route);
            let mass = b.sum(kind.map(|(_, mass)| *mass));
            let path = format!("colon.{}.{route}_peptides_eaten", segment.name);
            let mass = b.lift(path, mass);
            made.pool("peptides", -mass);
            let mut left = colon.get("peptides_carbon")
                - colon.get("peptide_yield") * colon.get("biomass_carbon");
            for acid in OF_PEPTIDES {
                let yielded = colon.get(&format!("{route}_{acid}"));
                made.small(acid, yielded * mass);
                left = left - carbon_atoms(acid) * yielded;
            }
            made.gas(left * mass);
            made.small("ammonia", colon.get("peptide_ammonia") * mass);
        }
        let to_indole = b.sum(eaten.iter().filter_map(|(index, mass)| {
            let capacity = genera[*index].indole;
            (capacity > f64::from(0)).then(|| b.value(capacity) * *mass)
        }));
        let indole = colon.get("peptide_indole") * to_indole;
        made.small("indole", indole);
        made.gas(-(carbon_atoms("indole") * indole));
    }

    /// What one genus makes of another's product: lactate, succinate, hydrogen, formate.
    fn cross_feed(&self, b: &mut Builder<'g, '_>, colon: &Colon<'g>, made: &mut Made<'g>) {
        let carbon = colon.get("biomass_carbon");
        for (index, on) in self.on.iter().enumerate() {
            let genus = &b.data().taxa.genera[index];
            for (resource, growth) in on {
                let name = RESOURCES[*resource];
                let Some(yielded) = small_yield(colon, &colon.genera[index], name) else {
                    continue;
                };
                let used = *growth / yielded;
                made.small(name, -used);
                let built = carbon * *growth;
                match name {
                    "lactate" => lactate(colon, genus, used - built / carbon_atoms(name), made),
                    "succinate" => {
                        let turned = used - built / carbon_atoms(name);
                        made.small("propionate", turned);
                        made.gas(turned);
                    }
                    // Cells are built from carbon dioxide with the electrons of hydrogen or formate.
                    "hydrogen" => {
                        made.gas(-built);
                        hydrogen(colon, genus, used - HYDROGEN_PER_CARBON * built, made);
                    }
                    "formate" => {
                        made.gas(used - built);
                        formate(genus, used - HYDROGEN_PER_CARBON * built, made);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Respiration of oxygen and nitrate on acetate.
    pub(super) fn respire(&self, b: &Builder<'g, '_>, colon: &Colon<'g>, made: &mut Made<'g>) {
        let oxygen = b.sum(self.respired.iter().map(|(oxygen, _)| *oxygen));
        let nitrate = b.sum(self.respired.iter().map(|(_, nitrate)| *nitrate));
        let acetate = colon.get("oxygen_acetate") * oxygen + colon.get("nitrate_acetate") * nitrate;
        let grown = colon.get("oxygen_growth") * oxygen + colon.get("nitrate_growth") * nitrate;
        made.small("acetate", -acetate);
        made.small("nitrate", -nitrate);
        made.gas(carbon_atoms("acetate") * acetate - colon.get("biomass_carbon") * grown);
    }

    /// Dead cells become peptides, sugar and, with the rest of their carbon, bulk.
    pub(super) fn die(&self, colon: &Colon<'g>, made: &mut Made<'g>) {
        for (mass, how) in [(self.lysed, "lysed"), (self.killed, "killed")] {
            let peptides = colon.get(&format!("{how}_peptides"));
            let sugar = colon.get(&format!("{how}_sugar"));
            let rest = colon.get("biomass_carbon")
                - peptides * colon.get("peptides_carbon")
                - sugar * colon.get("sugar_carbon");
            made.pool("peptides", peptides * mass);
            made.pool("sugar", sugar * mass);
            made.bulk(rest / colon.get("bulk_carbon") * mass);
        }
    }
}

/// Cells from a small molecule; none for what is eaten in grams.
fn small_yield<'g>(colon: &Colon<'g>, traits: &GenusTraits<'g>, name: &str) -> Option<Expr<'g>> {
    if !SMALL.contains(&name) {
        return None;
    }
    let own = traits.small_yield.iter().find(|(small, _)| small == name);
    Some(own.map_or_else(|| colon.get(&format!("{name}_yield")), |(_, value)| *value))
}

/// Lactate to butyrate (with acetate and hydrogen), to acetate with sulfate, or to propionate and acetate.
fn lactate<'g>(colon: &Colon<'g>, genus: &Genus, used: Expr<'g>, made: &mut Made<'g>) {
    match genus.lactate_route.as_str() {
        "butyrate" => {
            made.small("acetate", -used / 2);
            made.small("butyrate", 3 * used / 4);
            made.small("hydrogen", used / 2);
            made.gas(used);
        }
        "sulfate" => {
            made.small("acetate", used);
            made.small("sulfate", -colon.get("sulfate_for_lactate") * used);
            made.gas(used);
        }
        _ => {
            made.small("propionate", 2 * used / 3);
            made.small("acetate", used / 3);
            made.gas(used / 3);
        }
    }
}

/// Hydrogen to acetate, to sulfide, or to methane.
fn hydrogen<'g>(colon: &Colon<'g>, genus: &Genus, used: Expr<'g>, made: &mut Made<'g>) {
    match genus.hydrogen_route.as_deref() {
        Some("acetogenesis") => {
            let acetate = colon.get("acetogenesis_acetate") * used;
            made.small("acetate", acetate);
            made.gas(-(carbon_atoms("acetate") * acetate));
        }
        Some("sulfate") => made.small("sulfate", -colon.get("sulfate_for_hydrogen") * used),
        _ => made.methane(used / 4),
    }
}

/// Formate carries the electrons of hydrogen: methanogens use it so, others split it into hydrogen and carbon dioxide.
fn formate<'g>(genus: &Genus, used: Expr<'g>, made: &mut Made<'g>) {
    match genus.hydrogen_route.as_deref() {
        Some("methane") => made.methane(used / 4),
        _ => made.small("hydrogen", used),
    }
}
