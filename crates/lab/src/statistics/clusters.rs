//! Clusters of people who are randomised together, such as clinics or schools: people of one are more alike than others, so that a trial knows less
//! than it has people (Donner & Klar 2000). Every cluster counts as one observation, its mean (Hayes & Moulton 2009).

use std::collections::BTreeMap;

use super::ancova::{ancova, arms};
use super::numeric::{mean, squares};
use super::{Estimate, Fault, fault, t_test};

/// Somebody of a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// Which cluster.
    pub cluster: usize,
    /// The arm of the cluster; 0 is the control.
    pub arm: usize,
    /// What was seen before anything was given; the same for all where it is not to be allowed for.
    pub baseline: f64,
    /// What came of it.
    pub outcome: f64,
}

/// What arm 1 has more than the control: an analysis of covariance of the clusters' means with their means of baseline, or a t test where these are
/// all the same.
///
/// # Errors
/// An arm has no cluster, there are too few clusters, their means do not vary, or a value is not finite.
pub fn effect(people: &[Member]) -> Result<Estimate, Fault> {
    let clusters = clusters(people)?;
    let column = |of: fn(&Member) -> f64| clusters.iter().map(|one| average(one, of)).collect();
    let arm: Vec<usize> = clusters.iter().map(|one| one[0].arm).collect();
    let baseline: Vec<f64> = column(|one| one.baseline);
    let outcome: Vec<f64> = column(|one| one.outcome);
    if baseline.iter().any(|value| *value != baseline[0]) {
        return Ok(ancova(&arm, &baseline, &outcome)?.effects[0]);
    }
    let of = |side: usize| {
        let of_side = arm.iter().zip(&outcome).filter(|(arm, _)| **arm == side);
        of_side.map(|(_, outcome)| *outcome).collect::<Vec<f64>>()
    };
    t_test::pooled(&of(0), &of(1))
}

/// The intracluster correlation: the share of the outcome's variance within arms that lies between clusters, by analysis of variance. It may come
/// out below 0.
///
/// # Errors
/// An arm has nobody, no cluster has two people, no arm has two clusters, nothing varies, or a value is not finite.
pub fn intracluster_correlation(people: &[Member]) -> Result<f64, Fault> {
    let clusters = clusters(people)?;
    let arm: Vec<usize> = people.iter().map(|one| one.arm).collect();
    let arms = arms(&arm)?;
    fault::at_least(arms + 1, "clusters", clusters.len())?;
    fault::at_least(clusters.len() + 1, "people in clusters", people.len())?;
    let (mut between, mut within, mut lost) = (0.0, 0.0, 0.0);
    for arm in 0..arms {
        let of_arm = || clusters.iter().filter(|one| one[0].arm == arm);
        let all: Vec<f64> = of_arm().flatten().map(|one| one.outcome).collect();
        for cluster in of_arm() {
            let size = cluster.len() as f64;
            let outcomes: Vec<f64> = cluster.iter().map(|one| one.outcome).collect();
            let off = mean(&outcomes) - mean(&all);
            between += size * off * off;
            within += squares(&outcomes);
            lost += size * size / all.len() as f64;
        }
    }
    let degrees = (clusters.len() - arms) as f64;
    let between = between / degrees;
    let within = within / (people.len() - clusters.len()) as f64;
    // What a cluster counts for where they are not of one size.
    let size = (people.len() as f64 - lost) / degrees;
    fault::positive("the variance of the outcome", between + within)?;
    Ok((between - within) / (between + (size - 1.0) * within))
}

/// The people of every cluster.
fn clusters(people: &[Member]) -> Result<Vec<Vec<Member>>, Fault> {
    let mut clusters: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for one in people {
        fault::finite("the outcome", &[one.baseline, one.outcome])?;
        clusters.entry(one.cluster).or_default().push(*one);
    }
    Ok(clusters.into_values().collect())
}

fn average(cluster: &[Member], of: fn(&Member) -> f64) -> f64 {
    mean(&cluster.iter().map(of).collect::<Vec<f64>>())
}
