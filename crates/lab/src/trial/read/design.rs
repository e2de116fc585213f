//! The design of a trial, from its text.

use physiology::document::Table;

use super::whole;
use crate::quantity::read_positive;
use crate::scenario::read::read_lifetime;
use crate::trial::{Arm, Design};

pub(super) fn read_design(root: &Table<'_>) -> Design {
    const DESIGNS: [&str; 5] = ["parallel", "cluster", "crossover", "factorial", "n-of-1"];
    let design = root.choice("design", &DESIGNS).unwrap_or("parallel");
    let is_crossover = matches!(design, "crossover" | "n-of-1");
    let is_factorial = design == "factorial";
    for (key, belongs) in [
        ("washout", is_crossover),
        ("cycles", is_crossover),
        ("clusters", design == "cluster"),
        ("alike", design == "cluster"),
        ("factor", is_factorial),
        ("arm", !is_factorial),
    ] {
        root.know(&[key]);
        if root.has(key) && !belongs {
            let message = format!("has no meaning in a {design} trial");
            root.fault(key, message, None);
        }
    }
    if is_factorial {
        return Design::Factorial;
    }
    if design == "cluster" {
        return read_clusters(root);
    }
    if !is_crossover {
        return Design::Parallel;
    }
    let usual = if design == "crossover" { 1 } else { 3 };
    Design::Crossover {
        cycles: whole(root, "cycles", (1.0, 20.0)).unwrap_or(usual),
        washout: read_lifetime(root, "washout", read_positive, "4 wk").unwrap_or(0.0),
    }
}

/// How alike people of a cluster are when nothing is said of it. Assumed, and cautious: of 1,039 variables in 31 studies of primary care half correlated
/// by up to 0.010 and three quarters by up to 0.032 within clusters (Adams et al. 2004, <https://doi.org/10.1016/j.jclinepi.2003.12.013>).
const ALIKE: f64 = 0.05;
/// Clusters that an arm has at least: fewer say nothing of how clusters differ.
const FEWEST_CLUSTERS: usize = 3;
const MOST_CLUSTERS: f64 = 10_000.0;
/// Stands for a number of clusters that is not told or cannot be, which is a fault already.
const UNKNOWN: usize = 0;

fn read_clusters(root: &Table<'_>) -> Design {
    if !root.has("clusters") {
        let help = "how many clinics, schools or families there are: such as 24".to_owned();
        root.fault("clusters", "is missing", Some(help));
    }
    let clusters = whole(root, "clusters", (1.0, MOST_CLUSTERS)).unwrap_or(UNKNOWN);
    let alike = root.number("alike").unwrap_or(ALIKE);
    if !(0.0..1.0).contains(&alike) {
        let help = "a correlation from 0 to below 1".to_owned();
        root.fault("alike", format!("found {alike}"), Some(help));
    }
    Design::Cluster { clusters, alike }
}

/// Every arm has clusters enough, and every cluster people.
pub(super) fn check_clusters(root: &Table<'_>, design: Design, arms: &[Arm], people: usize) {
    let Design::Cluster { clusters, .. } = design else {
        return;
    };
    let parts: usize = arms.iter().map(|arm| arm.ratio).sum();
    let fewest = FEWEST_CLUSTERS * parts;
    if clusters != UNKNOWN && !(fewest..=people).contains(&clusters) {
        let help = format!(
            "{fewest} to {people}: {FEWEST_CLUSTERS} in each arm for each part of its ratio, and somebody in each"
        );
        root.fault("clusters", format!("found {clusters}"), Some(help));
    }
}
