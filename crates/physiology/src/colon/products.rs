//! What is made and used in a segment, gathered from every process before the balances are written.

use engine::Expr;

use super::Colon;
use super::segment::{POOLS, SMALL, place};
use crate::builder::Builder;
use crate::taxa::POLYMERS;

/// Carbon atoms of each of [`SMALL`]. Branched acids count as those with five (isovalerate, 2-methylbutyrate), bile acids without
/// their conjugate.
const CARBON: [i32; SMALL.len()] = [3, 4, 0, 1, 2, 3, 4, 5, 2, 0, 24, 24, 0, 0, 8];

/// Carbon atoms of a small molecule.
pub(super) fn carbon_atoms(name: &str) -> i32 {
    CARBON[place(&SMALL, name)]
}

/// Carbon in solutes and solids of a segment or of an inflow, given the amount of each.
pub(super) fn carbon<'g>(
    b: &Builder<'g, '_>,
    colon: &Colon<'g>,
    polymers: &[Expr<'g>],
    pools: &[Expr<'g>],
    small: &[Expr<'g>],
    bulk: Expr<'g>,
) -> Expr<'g> {
    let weighed = POLYMERS.iter().zip(polymers).chain(POOLS.iter().zip(pools));
    let weighed = weighed.map(|(name, mass)| colon.get(&format!("{name}_carbon")) * *mass);
    let counted = CARBON
        .iter()
        .zip(small)
        .map(|(atoms, amount)| *atoms * *amount);
    b.sum(weighed.chain(counted)) + colon.get("bulk_carbon") * bulk
}

/// Net production of everything, per time.
pub(super) struct Made<'g> {
    /// Of each pool, mass.
    pub pools: Vec<Expr<'g>>,
    /// Of each small molecule, amount.
    pub small: Vec<Expr<'g>>,
    /// Of bulk solids, mass.
    pub bulk: Expr<'g>,
    /// Carbon that becomes gas: carbon dioxide less what is fixed, and methane.
    pub gas: Expr<'g>,
    /// Methane, amount.
    pub methane: Expr<'g>,
    /// Carbon that leaves through the wall.
    pub absorbed: Expr<'g>,
}

impl<'g> Made<'g> {
    pub fn nothing(b: &Builder<'g, '_>) -> Self {
        let none = b.number(0);
        Self {
            pools: vec![none; POOLS.len()],
            small: vec![none; SMALL.len()],
            bulk: none,
            gas: none,
            methane: none,
            absorbed: none,
        }
    }

    /// Adds to a pool.
    pub fn pool(&mut self, name: &str, mass: Expr<'g>) {
        let sum = &mut self.pools[place(&POOLS, name)];
        *sum = *sum + mass;
    }

    /// Adds to a small molecule.
    pub fn small(&mut self, name: &str, amount: Expr<'g>) {
        let sum = &mut self.small[place(&SMALL, name)];
        *sum = *sum + amount;
    }

    /// Takes a small molecule up through the wall.
    pub fn absorb(&mut self, name: &str, amount: Expr<'g>) {
        self.small(name, -amount);
        self.absorbed = self.absorbed + carbon_atoms(name) * amount;
    }

    /// Adds carbon to the gas; takes it from there when it is fixed.
    pub fn gas(&mut self, carbon: Expr<'g>) {
        self.gas = self.gas + carbon;
    }

    /// Adds methane. Its carbon was carbon dioxide or is counted with what it is made of.
    pub fn methane(&mut self, amount: Expr<'g>) {
        self.methane = self.methane + amount;
    }

    /// Adds to the bulk.
    pub fn bulk(&mut self, mass: Expr<'g>) {
        self.bulk = self.bulk + mass;
    }
}
