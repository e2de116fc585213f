//! The coefficients of Rosenbrock methods: RODAS and RODAS5, stiffly accurate and L-stable.
//!
//! RODAS5 has order 5 with an embedded fourth order, eight stages and dense output of order four; RODAS order 4 with an embedded third
//! order, six stages and dense output of order three. RODAS5 needs half the steps on smooth equations, but its larger coefficients amplify
//! rounding some twentyfold, and where equations have kinks it gains little from a tighter tolerance: tight ones are left to RODAS.
//!
//! Sources: E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd edition, Springer 1996, section IV.7 (RODAS, and the
//! form that needs no product with the Jacobian); G. Di Marzo, RODAS5(4), Méthodes de Rosenbrock d'ordre 5(4) adaptées aux problèmes
//! différentiels-algébriques, Master's thesis, University of Geneva 1993.

// The coefficients stand with the digits that were published.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)]

/// Tighter relative tolerances than this are left to the method of order four.
const TIGHT: f64 = 4e-6;

/// A method whose last two stages have the argument of the stage before with that stage added, as the result is the last argument with
/// the last stage added; the last stage is the error estimate.
#[derive(Debug)]
pub(crate) struct Method {
    /// The error estimate of a step grows with this power of its size.
    pub order: f64,
    /// The diagonal coefficient. A mode that grows faster than `1 / (h gamma)` would be damped instead: such a step must not be taken.
    pub gamma: f64,
    /// Weights of earlier stages in the arguments of all stages but the last two.
    pub a: &'static [&'static [f64]],
    /// Weights of earlier stages in the right-hand side of each stage, divided by the step size.
    pub c: &'static [&'static [f64]],
    /// Weights of the stages in the inner coefficients of the dense output.
    d: &'static [&'static [f64]],
}

impl Method {
    /// The method for a relative tolerance.
    pub fn of(relative_tolerance: f64) -> &'static Self {
        if relative_tolerance < TIGHT {
            &RODAS
        } else {
            &RODAS5
        }
    }

    /// How many stages it has.
    pub fn stages(&self) -> usize {
        self.c.len()
    }

    /// The weight of a stage in the dense output, besides that in the result.
    pub fn inner_weight(&self, stage: usize, share: f64) -> f64 {
        let coefficients = self.d.iter().rev();
        let inner = coefficients.fold(0.0, |inner, weights| weights[stage] + share * inner);
        share * (1.0 - share) * inner
    }
}

static RODAS: Method = Method {
    order: 4.0,
    gamma: 0.25,
    a: &[
        &[],
        &[1.544],
        &[0.9466785280815826, 0.2557011698983284],
        &[3.314825187068521, 2.896124015972201, 0.9986419139977817],
        &[
            1.221224509226641,
            6.019134481288629,
            12.53708332932087,
            -0.6878860361058950,
        ],
    ],
    c: &[
        &[],
        &[-5.6688],
        &[-2.430093356833875, -0.2063599157091915],
        &[-0.1073529058151375, -9.594562251023355, -20.47028614809616],
        &[
            7.496443313967647,
            -10.24680431464352,
            -33.99990352819905,
            11.70890893206160,
        ],
        &[
            8.083246795921522,
            -7.981132988064893,
            -31.52159432874371,
            16.31930543123136,
            -6.058818238834054,
        ],
    ],
    d: &[
        &[
            10.12623508344586,
            -7.487995877610167,
            -34.80091861555747,
            -7.992771707568823,
            1.025137723295662,
            0.0,
        ],
        &[
            -0.6762803392801253,
            6.087714651680015,
            16.43084320892478,
            24.76722511418386,
            -6.594389125716872,
            0.0,
        ],
    ],
};

static RODAS5: Method = Method {
    order: 5.0,
    gamma: 0.19,
    a: &[
        &[],
        &[2.0],
        &[3.040894194418781, 1.041747909077569],
        &[2.576417536461461, 1.622083060776640, -0.9089668560264532],
        &[
            2.760842080225597,
            1.446624659844071,
            -0.3036980084553738,
            0.2877498600325443,
        ],
        &[
            -14.09640773051259,
            6.925207756232704,
            -41.47510893210728,
            2.343771018586405,
            24.13215229196062,
        ],
    ],
    c: &[
        &[],
        &[-10.31323885133993],
        &[-21.04823117650003, -7.234992135176716],
        &[32.22751541853323, -4.943732386540191, 19.44922031041879],
        &[
            -20.69865579590063,
            -8.816374604402768,
            1.260436877740897,
            -0.7495647613787146,
        ],
        &[
            -46.22004352711257,
            -17.49534862857472,
            -289.6389582892057,
            93.60855400400906,
            318.3822534212147,
        ],
        &[
            34.20013733472935,
            -14.15535402717690,
            57.82335640988400,
            25.83362985412365,
            1.408950972071624,
            -6.551835421242162,
        ],
        &[
            42.57076742291101,
            -13.80770672017997,
            93.98938432427124,
            18.77919633714503,
            -31.58359187223370,
            -6.685968952921985,
            -5.810979938412932,
        ],
    ],
    d: &[
        &[
            27.354592673333357,
            -6.925207756232857,
            26.40037733258859,
            0.5635230501052979,
            -4.699151156849391,
            -1.6008677469422725,
            -1.5306074446748028,
            -1.3929872940716344,
        ],
        &[
            44.19024239501722,
            1.3677947663381929e-13,
            202.93261852171622,
            -35.5669339789154,
            -181.91095152160645,
            3.4116351403665033,
            2.5793540257308067,
            2.2435122582734066,
        ],
        &[
            -44.0988150021747,
            -5.755396159656812e-13,
            -181.26175034586677,
            56.99302194811676,
            183.21182741427398,
            -7.480257918273637,
            -5.792426076169686,
            -5.32503859794143,
        ],
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A rooted tree: how derivatives of the rates are nested in one condition for the order.
    #[derive(Clone)]
    struct Tree(Vec<Tree>);

    impl Tree {
        fn order(&self) -> i32 {
            1 + self.0.iter().map(Tree::order).sum::<i32>()
        }

        /// The reciprocal of what the exact solution gives.
        fn density(&self) -> f64 {
            f64::from(self.order()) * self.0.iter().map(Tree::density).product::<f64>()
        }

        /// All trees with a leaf more.
        fn grown(&self) -> Vec<Self> {
            let mut grown = vec![Self([&self.0[..], &[Self(Vec::new())]].concat())];
            for (place, child) in self.0.iter().enumerate() {
                grown.extend(child.grown().into_iter().map(|child| {
                    let mut tree = self.clone();
                    tree.0[place] = child;
                    tree
                }));
            }
            grown
        }

        /// What the stages make of it: an only child meets the Jacobian and the rates, several meet the rates alone (Hairer and Wanner,
        /// section IV.7).
        fn at_stages(&self, method: &Method) -> Vec<f64> {
            let mut product = vec![1.0; method.stages()];
            for child in &self.0 {
                let child = child.at_stages(method);
                let (implicit, explicit) = (method.implicit(&child), method.explicit(&child));
                for (stage, product) in product.iter_mut().enumerate() {
                    let only = if self.0.len() == 1 {
                        implicit[stage]
                    } else {
                        0.0
                    };
                    *product *= explicit[stage] + only;
                }
            }
            product
        }
    }

    fn trees(order: usize) -> Vec<Tree> {
        (1..order).fold(vec![Tree(Vec::new())], |trees, _| {
            trees.iter().flat_map(Tree::grown).collect()
        })
    }

    impl Method {
        /// The weight of an earlier stage in the argument of a stage, or in the result.
        fn argument(&self, stage: usize, earlier: usize) -> f64 {
            let weights = self.a.get(stage).unwrap_or(&self.a[self.a.len() - 1]);
            weights.get(earlier).copied().unwrap_or(1.0)
        }

        fn result(&self, stage: usize) -> f64 {
            self.argument(self.stages(), stage)
        }

        /// Values at the stages times the coefficients of the Jacobian, whose inverse is `I / gamma - C`.
        fn implicit(&self, values: &[f64]) -> Vec<f64> {
            let mut result: Vec<f64> = Vec::new();
            for (weights, value) in self.c.iter().zip(values) {
                let earlier = weights.iter().zip(&result).map(|(c, value)| c * value);
                result.push(self.gamma * (value + earlier.sum::<f64>()));
            }
            result
        }

        /// Values at the stages times the coefficients of the arguments.
        fn explicit(&self, values: &[f64]) -> Vec<f64> {
            let solved = self.implicit(values);
            let sum = |stage| {
                (0..stage)
                    .map(|at| self.argument(stage, at) * solved[at])
                    .sum()
            };
            (0..self.stages()).map(sum).collect()
        }

        /// Whether a sum of the stages has this order at a share of the step.
        fn check(&self, weights: impl Fn(usize) -> f64, share: f64, order: usize) {
            for tree in (1..=order).flat_map(trees) {
                let stages = self.implicit(&tree.at_stages(self));
                let found: f64 = (0..self.stages())
                    .map(|stage| weights(stage) * stages[stage])
                    .sum();
                let wanted = share.powi(tree.order()) / tree.density();
                assert!(
                    (found - wanted).abs() < 1e-12,
                    "{found} for {wanted}, order {}",
                    tree.order()
                );
            }
        }
    }

    #[test]
    fn the_coefficients_have_their_order_with_one_less_embedded() {
        let counts = [1, 2, 3, 4, 5].map(|order| trees(order).len());
        assert_eq!(counts, [1, 1, 2, 6, 24]);
        for (method, order) in [(&RODAS, 4), (&RODAS5, 5)] {
            method.check(|stage| method.result(stage), 1.0, order);
            let last = method.stages() - 1;
            let embedded = |stage| {
                if stage == last {
                    0.0
                } else {
                    method.result(stage)
                }
            };
            method.check(embedded, 1.0, order - 1);
        }
    }

    #[test]
    fn the_dense_output_is_one_order_lower() {
        for (method, order) in [(&RODAS, 3), (&RODAS5, 4)] {
            for share in [0.2, 0.5, 0.9] {
                let weight =
                    |stage| share * method.result(stage) + method.inner_weight(stage, share);
                method.check(weight, share, order);
            }
        }
    }

    #[test]
    fn tight_tolerances_are_left_to_the_fourth_order() {
        assert_eq!(
            [1e-5, 1e-8].map(|tolerance| Method::of(tolerance).order),
            [5.0, 4.0]
        );
    }
}
