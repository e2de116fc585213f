//! The trial in a sentence for every comparison of a primary endpoint.

use lab::trial::results::{Contrast, Found, Plan, Results};
use lab::trial::{Design, Trial};

use super::effect::{Effect, Kind};
use super::numbers::{UNKNOWN, asked, number, p_phrase};

/// What a primary endpoint came to.
pub struct Answer {
    /// The endpoint's name.
    pub endpoint: String,
    /// What it asks.
    pub estimand: String,
    /// A sentence for every comparison.
    pub sentences: Vec<String>,
}

/// The answers to what the trial is about.
pub fn answers(trial: &Trial, results: &Results) -> Vec<Answer> {
    let all = Effect::all(trial, results);
    let primary = all.into_iter().filter(|(_, found)| found.primary);
    let answer = |(effect, found): (Effect, &Found)| Answer {
        endpoint: found.name.clone(),
        estimand: found.estimand.clone(),
        sentences: found
            .contrasts
            .iter()
            .map(|contrast| sentence(trial, results, &effect, found, contrast))
            .chain(found.intracluster_correlation.map(alike))
            .collect(),
    };
    primary.map(answer).collect()
}

fn sentence(
    trial: &Trial,
    results: &Results,
    effect: &Effect,
    found: &Found,
    contrast: &Contrast,
) -> String {
    let (arm, against) = (&contrast.arm, &contrast.against);
    if let Some(fault) = &contrast.fault {
        return format!("{arm} against {against}: no estimate, since {fault}.");
    }
    let adjusted = contrast.adjusted_p.filter(|p| *p != contrast.p);
    let adjusted = adjusted.map(|p| format!(", adjusted {}", p_phrase(p)));
    format!(
        "{arm} against {against}: {}{} ({} interval {}; {}{}); {}{}.",
        estimated(effect, contrast.estimate),
        by_arm(effect, found, contrast),
        asked(1.0 - trial.analysis.alpha),
        effect.interval(contrast.interval),
        p_phrase(contrast.p),
        adjusted.unwrap_or_default(),
        truth(effect, contrast),
        wanted(trial, results, found, contrast),
    )
}

fn alike(correlation: f64) -> String {
    format!(
        "Two people of a cluster correlate by {} in this, as seen within arms.",
        number(correlation)
    )
}

fn estimated(effect: &Effect, value: f64) -> String {
    let measured = effect.measured(value);
    match effect.kind {
        Kind::Hazard => format!("a hazard ratio of {measured}"),
        Kind::Share | Kind::Mean => format!("a difference of {measured}"),
    }
}

/// What both sides came to, where both are arms.
fn by_arm(effect: &Effect, found: &Found, contrast: &Contrast) -> String {
    let mean = |name: &str| {
        let arm = found.arms.iter().find(|arm| arm.name == name)?;
        arm.mean.is_finite().then(|| effect.in_arm(arm.mean))
    };
    match (effect.kind, mean(&contrast.arm), mean(&contrast.against)) {
        (Kind::Share | Kind::Mean, Some(treated), Some(control)) => {
            format!(", {treated} against {control}")
        }
        _ => String::new(),
    }
}

fn truth(effect: &Effect, contrast: &Contrast) -> String {
    match contrast.truth.filter(|truth| truth.is_finite()) {
        Some(truth) => format!("the truth is {}", effect.measured(truth)),
        None => format!("the truth is {UNKNOWN}"),
    }
}

fn wanted(trial: &Trial, results: &Results, found: &Found, contrast: &Contrast) -> String {
    let power = asked(trial.analysis.power);
    match plan_of(results, found, contrast).map(|plan| &plan.wanted) {
        Some(Ok(size)) => format!(
            "; a power of {power} takes {} {} {} (± {})",
            size.n,
            trial.randomised(),
            per(trial),
            number(size.mcse)
        ),
        Some(Err(why)) => format!(
            "; how many {} a power of {power} takes is {UNKNOWN}: {why}",
            trial.randomised()
        ),
        None => String::new(),
    }
}

fn plan_of<'a>(results: &'a Results, found: &Found, contrast: &Contrast) -> Option<&'a Plan> {
    let mut plans = results.plans.iter();
    plans.find(|plan| plan.endpoint == found.name && plan.arm == contrast.arm)
}

/// What people are counted by when a trial is planned.
pub fn per(trial: &Trial) -> &'static str {
    match trial.design {
        Design::Crossover { .. } => "per order",
        _ if trial.arms.iter().any(|arm| arm.ratio != 1) => "per arm times its ratio",
        _ => "per arm",
    }
}
