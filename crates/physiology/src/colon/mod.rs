//! The colon: three segments in a row, thirty genera in each, what they eat and what they make.
//!
//! Takes food from `intake`, and from the body inflammation, mucin supply, oxygen leak, stress on transit and defence. Gives
//! [`ColonSignals`] to the body and stool to the observer.
//!
//! A segment is well mixed. Everything leaves it with the transit into the next one; genera are held back at the mucosa. Grams are dry
//! matter; concentrations are per litre of content.

mod carbon;
mod chemistry;
mod drugs;
mod ferment;
mod growth;
mod hydrolysis;
mod observe;
mod products;
mod segment;
mod signals;
pub(crate) mod spores;
mod strains;
mod transit;
mod water;

use engine::Expr;

use crate::builder::{Builder, Parameters};
use crate::intake::Intake;
use crate::signals::{ColonSignals, GutFeedback};

pub use carbon::CarbonFlows;
pub use segment::{POOLS, SMALL, Segment};

/// The segments, in the direction of flow.
pub const SEGMENTS: [&str; 3] = ["ascending", "transverse", "descending"];

/// A genus as the equations need it: its numbers as expressions.
pub(crate) struct GenusTraits<'g> {
    pub name: String,
    /// Growth rate, fitness and what steers it, niche.
    pub growth_rate: Expr<'g>,
    pub fitness: Expr<'g>,
    pub niche: Expr<'g>,
    pub half_saturation: Expr<'g>,
    pub growth_yield: Expr<'g>,
    pub ph: [Expr<'g>; 4],
    pub oxygen_inhibition: Option<Expr<'g>>,
    pub respiration: Option<Expr<'g>>,
    pub bile_tolerance: Expr<'g>,
    pub retention: Expr<'g>,
    /// Share in the stool of the person, towards which a community is brought.
    pub target: Expr<'g>,
    /// Half-saturation on hydrogen and yields on small molecules where they are the genus' own.
    pub hydrogen_half: Option<Expr<'g>>,
    pub small_yield: Vec<(String, Expr<'g>)>,
}

/// An antibiotic in use as the equations need it.
pub(crate) struct Drug<'g> {
    /// Of each genus; none when it is resistant.
    pub mic: Vec<Option<Expr<'g>>>,
    pub hill: Expr<'g>,
    pub kill_max: Expr<'g>,
    pub loss: Expr<'g>,
    pub betalactamase: bool,
    pub inflow: Expr<'g>,
}

/// The states of the colon.
pub struct Colon<'g> {
    /// One of each of [`SEGMENTS`].
    pub segments: Vec<Segment<'g>>,
    /// Strains of each genus, relative to the reference adult.
    pub strains: Vec<Expr<'g>>,
    /// Fitness of each genus where a community is brought to a profile, with its parameter at the start.
    fitness: Vec<Expr<'g>>,
    /// Share of each genus in stool.
    pub stool: Vec<Expr<'g>>,
    /// Sum of the target shares.
    profile: Expr<'g>,
    pub(crate) genera: Vec<GenusTraits<'g>>,
    pub(crate) drugs: Vec<Drug<'g>>,
    p: Parameters<'g>,
}

impl<'g> Colon<'g> {
    /// Declares all states. Where `adapting`, fitness is a state that follows the target shares.
    pub fn declare(b: &mut Builder<'g, '_>, intake: &Intake<'g>, adapting: bool) -> Self {
        let p = b.parameters("colon");
        let mut genera: Vec<GenusTraits<'g>> = b
            .data()
            .taxa
            .genera
            .iter()
            .map(|genus| growth::traits(b, genus))
            .collect();
        let drugs = drugs::in_use(b);
        let one = b.number(1);
        let strains = genera
            .iter()
            .map(|genus| {
                b.state(
                    format!("colon.strains.{}", genus.name),
                    "1",
                    one,
                    "strains of the genus, relative to the reference adult",
                )
            })
            .collect();
        let mut fitness = Vec::new();
        if adapting {
            for genus in &mut genera {
                let name = format!("colon.fitness.{}", genus.name);
                let state = b.state(
                    name,
                    "1",
                    genus.fitness,
                    "fitness while the community is brought to a profile",
                );
                genus.fitness = state;
                fitness.push(state);
            }
        }
        let segments: Vec<Segment<'g>> = SEGMENTS
            .into_iter()
            .map(|name| Segment::declare(b, &p, name, &genera, intake.emulsifier))
            .collect();
        let profile = b.sum(genera.iter().map(|genus| genus.target));
        let stool = Self::stool_shares(b, &segments[SEGMENTS.len() - 1], &genera);
        Self {
            segments,
            strains,
            fitness,
            stool,
            profile,
            genera,
            drugs,
            p,
        }
    }

    /// What leaves the body is what is not held at the mucosa.
    fn stool_shares(
        b: &mut Builder<'g, '_>,
        last: &Segment<'g>,
        genera: &[GenusTraits<'g>],
    ) -> Vec<Expr<'g>> {
        let leaving: Vec<Expr<'g>> = last
            .biomass
            .iter()
            .zip(genera)
            .map(|(mass, genus)| (mass.max(0)) * (1 - genus.retention))
            .collect();
        let total = b.sum(leaving.iter().copied());
        let total = b.lift("stool.leaving_cells", total);
        leaving.into_iter().map(|mass| mass / total).collect()
    }

    /// What the colon tells the body, from its states alone.
    pub fn signals(&self, b: &mut Builder<'g, '_>) -> ColonSignals<'g> {
        signals::signals(self, b)
    }

    /// Writes all rates, and gives the flows of carbon to those who want to check them.
    pub fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        intake: &Intake<'g>,
        body: &GutFeedback<'g>,
    ) -> CarbonFlows<'g> {
        let transit = transit::rates(self, b, body);
        let pressures: Vec<_> = self
            .segments
            .iter()
            .map(|segment| drugs::pressure(b, self, segment))
            .collect();
        let mut made = Vec::new();
        for (index, segment) in self.segments.iter().enumerate() {
            let above = index
                .checked_sub(1)
                .map(|above| (&self.segments[above], transit[above]));
            let flow = transit::Flow {
                above,
                here: transit[index],
            };
            made.push(segment.wire(b, self, &flow, intake, body, &pressures[index]));
        }
        strains::wire(self, b, intake, &pressures[SEGMENTS.len() - 1]);
        if !self.fitness.is_empty() {
            growth::adapt(self, b);
        }
        observe::gases(b, &made);
        CarbonFlows::new(b, self, intake, body, &made, transit[SEGMENTS.len() - 1])
    }

    /// What of a genus reaches the ascending colon alive.
    pub(crate) fn swallowed(&self, intake: &Intake<'g>, index: usize) -> Expr<'g> {
        intake.live[index] + self.get("immigration")
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, body: &GutFeedback<'g>) {
        observe::observe(self, b, body);
    }

    pub(crate) fn get(&self, name: &str) -> Expr<'g> {
        self.p.get(name)
    }

    /// The place of a genus.
    pub(crate) fn genus(&self, name: &str) -> Option<usize> {
        self.genera.iter().position(|genus| genus.name == name)
    }

    /// The summed share in stool of these genera.
    pub(crate) fn share(&self, b: &Builder<'g, '_>, names: &[&str]) -> Expr<'g> {
        b.sum(
            names
                .iter()
                .filter_map(|name| Some(self.stool[self.genus(name)?])),
        )
    }
}
