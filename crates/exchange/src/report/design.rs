//! The trial as it was planned, in a few lines.

use lab::trial::eligibility::Criterion;
use lab::trial::{Arm, Design, Method, Multiplicity, Trial};

use super::numbers::{asked, exact};

/// What the trial does: what is told, and what is told of it.
pub fn lines(trial: &Trial) -> Vec<(&'static str, String)> {
    let days: Vec<String> = trial.visits.iter().map(|day| exact(*day)).collect();
    let mut lines = vec![
        ("Design", design(trial)),
        (
            "People",
            format!("{}, of {}", trial.people, trial.population.text),
        ),
        ("Arms", listed(trial.arms.iter().map(arm))),
        ("Visits", format!("on days {}", listed(days.into_iter()))),
        ("Analysis", analysis(trial)),
    ];
    if !trial.eligible.is_empty() {
        let eligible = listed(trial.eligible.iter().map(Criterion::told));
        lines.insert(2, ("Enrolled if", eligible));
    }
    if let Some(rescue) = &trial.conduct.rescue {
        let (outcome, least, from) = (
            &rescue.outcome.text,
            exact(rescue.at_least),
            exact(rescue.from),
        );
        lines.push((
            "Rescue",
            format!("where a visit from day {from} on sees {outcome} of at least {least}"),
        ));
    }
    lines
}

fn listed(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<String>>().join(", ")
}

fn design(trial: &Trial) -> String {
    let lasts = exact(trial.lasts);
    match trial.design {
        Design::Parallel => format!("parallel groups over {lasts} days"),
        Design::Factorial => format!("factorial, over {lasts} days"),
        Design::Cluster { clusters, alike } => format!(
            "{clusters} clusters of people over {lasts} days, each in one arm; the correlation of two people of a cluster is {}",
            exact(alike)
        ),
        Design::Crossover { cycles, washout } => format!(
            "crossover: both arms in turn, {lasts} days each, {cycles} times, with {} days between",
            exact(washout)
        ),
    }
}

fn arm(arm: &Arm) -> String {
    match arm.ratio {
        1 => arm.name.text.clone(),
        ratio => format!("{} (ratio {ratio})", arm.name.text),
    }
}

fn analysis(trial: &Trial) -> String {
    let method = match trial.analysis.method {
        _ if matches!(trial.design, Design::Cluster { .. }) => {
            "analysis of covariance of clusters' means"
        }
        Method::Ancova => "analysis of covariance",
        Method::Mmrm => "mixed model of repeated measures",
    };
    let shared = match trial.analysis.multiplicity {
        Multiplicity::None => "not adjusted for several comparisons",
        Multiplicity::Holm => "adjusted by Holm's method",
        Multiplicity::Hochberg => "adjusted by Hochberg's method",
        Multiplicity::FalseDiscovery => "adjusted by Benjamini and Hochberg's method",
        Multiplicity::Dunnett => "adjusted by Dunnett's method",
    };
    let alpha = asked(trial.analysis.alpha);
    format!("{method} of what is measured; two-sided error rate {alpha}, {shared}")
}
