//! Nanoseconds per lane of every tape of the generated community, and how long compiling takes.

#[allow(dead_code)]
mod community;

use std::hint::black_box;
use std::time::{Duration, Instant};

use community::{SHAPES, program, system};
use engine::{Program, Workspace};
use pulp::{Arch, WithSimd};

/// Lanes.
const W: usize = 8;

/// One evaluation, compiled for the widest instructions there are.
struct Evaluate<'a> {
    program: &'a Program,
    workspace: &'a mut Workspace<W>,
    y: &'a [[f64; W]],
    out: &'a mut [[f64; W]],
    linear: bool,
}

impl WithSimd for Evaluate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        if self.linear {
            self.program.linearise(self.workspace, self.y, self.out);
        } else {
            self.program.rates(self.workspace, self.y, self.out);
        }
    }
}

/// The shortest of many timings: the machine may be busy with other things.
fn shortest(mut work: impl FnMut()) -> Duration {
    let timing = |_| {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    (0..2_000).map(timing).min().unwrap_or_default()
}

fn main() {
    for shape in SHAPES {
        let system = system(shape);
        let compiled = (0..5)
            .map(|_| {
                let started = Instant::now();
                black_box(program(&system));
                started.elapsed()
            })
            .min()
            .unwrap_or_default();
        let program = program(&system);
        let size = program.size();
        println!("{}: compiled in {compiled:.1?}\n{size}", shape.name);
        let mut workspace = program.workspace::<W>();
        let parameters: Vec<[f64; W]> = program
            .varying()
            .iter()
            .map(|index| [system.parameters[*index].default; W])
            .collect();
        let y = vec![[0.5; W]; program.states().len()];
        let mut out = vec![[0.0; W]; size.states + program.pattern().len()];
        program.preamble(&mut workspace, &parameters);
        for (linear, name, extent) in [
            (false, "rates", size.rates),
            (true, "rates and jacobian", size.linear),
        ] {
            let time = shortest(|| {
                Arch::new().dispatch(Evaluate {
                    program: &program,
                    workspace: &mut workspace,
                    y: &y,
                    out: &mut out,
                    linear,
                });
                black_box(&mut out);
            });
            let lane = time.as_secs_f64() * 1e9 / W as f64;
            println!(
                "{name}: {lane:.0} ns a lane, {:.3} ns an operation",
                lane / extent.operations as f64
            );
        }
    }
}
