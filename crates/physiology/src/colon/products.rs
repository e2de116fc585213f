//! What is made and used in a segment, gathered from every process before the balances are written.

use engine::Expr;

use super::segment::{POOLS, SMALL, place};
use crate::builder::Builder;

/// Net production of everything, per time.
pub(super) struct Made<'g> {
    /// Of each pool, mass.
    pub pools: Vec<Expr<'g>>,
    /// Of each small molecule, amount.
    pub small: Vec<Expr<'g>>,
    /// Of bulk solids, mass.
    pub bulk: Expr<'g>,
}

impl<'g> Made<'g> {
    pub fn nothing(b: &Builder<'g, '_>) -> Self {
        let none = b.number(0);
        Self {
            pools: vec![none; POOLS.len()],
            small: vec![none; SMALL.len()],
            bulk: none,
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

    /// Adds to the bulk.
    pub fn bulk(&mut self, mass: Expr<'g>) {
        self.bulk = self.bulk + mass;
    }
}
