//! People who are randomised together.

use lab::statistics::ancova::ancova;
use lab::statistics::clusters::{Member, effect, intracluster_correlation};
use lab::statistics::t_test;

use crate::common::{EXACT, Stream, assert_close};

fn members(arm: usize, first: usize, clusters: &[&[f64]]) -> Vec<Member> {
    let numbered = clusters.iter().enumerate();
    let member = |(place, outcomes): (usize, &&[f64])| {
        let member = move |outcome: &f64| Member {
            cluster: first + place,
            arm,
            baseline: 0.0,
            outcome: *outcome,
        };
        outcomes.iter().map(member).collect::<Vec<Member>>()
    };
    numbered.flat_map(member).collect()
}

/// Squares between clusters are 64 with 2 degrees of freedom, within them 6 with 3: (32 - 2) / (32 + 2).
#[test]
fn the_correlation_within_clusters_is_that_of_the_analysis_of_variance() {
    let one_arm = members(0, 0, &[&[1.0, 3.0], &[5.0, 7.0], &[9.0, 11.0]]);
    let mut people = one_arm.clone();
    // Another arm that is the same 100 higher: the effect is no similarity within clusters.
    let higher = members(1, 3, &[&[101.0, 103.0], &[105.0, 107.0], &[109.0, 111.0]]);
    people.extend(higher);
    assert_close(
        intracluster_correlation(&people).unwrap(),
        30.0 / 34.0,
        1e-12,
    );

    // Of sizes 1, 2 and 3 a cluster counts for (6 - 14 / 6) / 2 people: squares between are 43.5 with 2 degrees of freedom an arm, within 4 with 3.
    let mut uneven = members(0, 0, &[&[2.0], &[4.0, 6.0], &[8.0, 9.0, 10.0]]);
    uneven.extend(uneven.clone().iter().map(|one| Member {
        arm: 1,
        cluster: one.cluster + 3,
        ..*one
    }));
    let (between, within, size) = (43.5 / 2.0, 4.0 / 3.0, (6.0 - 14.0 / 6.0) / 2.0);
    let expected = (between - within) / (between + (size - 1.0) * within);
    assert_close(intracluster_correlation(&uneven).unwrap(), expected, 1e-12);
}

#[test]
fn a_cluster_counts_once_whatever_its_size() {
    let control: [&[f64]; 4] = [&[1.0, 3.0], &[2.0], &[4.0, 4.0, 4.0], &[3.0]];
    let treated: [&[f64]; 3] = [&[5.0, 7.0], &[6.5], &[4.0, 6.0, 8.0]];
    let mut people = members(0, 0, &control);
    people.extend(members(1, 4, &treated));
    let found = effect(&people).unwrap();
    let expected = t_test::pooled(&[2.0, 2.0, 4.0, 3.0], &[6.0, 6.5, 6.0]).unwrap();
    assert_eq!(
        (found.value, found.se, found.df),
        (expected.value, expected.se, 5.0)
    );

    // With baselines that differ it is the analysis of covariance of the means.
    for (place, one) in people.iter_mut().enumerate() {
        one.baseline = ((place * place) % 5) as f64;
    }
    let mean_baseline = |cluster: usize| {
        let of_cluster = people.iter().filter(|one| one.cluster == cluster);
        of_cluster.clone().map(|one| one.baseline).sum::<f64>() / of_cluster.count() as f64
    };
    let baseline: Vec<f64> = (0..7).map(mean_baseline).collect();
    let arm = [0, 0, 0, 0, 1, 1, 1];
    let outcome = [2.0, 2.0, 4.0, 3.0, 6.0, 6.5, 6.0];
    let expected = ancova(&arm, &baseline, &outcome).unwrap().effects[0];
    let found = effect(&people).unwrap();
    assert_close(found.value, expected.value, EXACT);
    assert_close(found.se, expected.se, EXACT);
}

#[test]
fn too_few_clusters_are_told() {
    let people = members(0, 0, &[&[1.0, 2.0], &[2.0, 4.0]]);
    assert!(effect(&people).is_err(), "one arm");
    assert!(intracluster_correlation(&people).is_err(), "one arm");
    let mut alone = members(0, 0, &[&[1.0], &[2.0], &[4.0]]);
    alone.extend(members(1, 3, &[&[1.0], &[3.0], &[4.0]]));
    let told = intracluster_correlation(&alone).unwrap_err().to_string();
    assert!(told.contains("people in clusters"), "{told}");
}

/// Two people of a cluster correlate by 0.2: who takes them for strangers finds effects that are not there.
#[test]
fn people_of_a_cluster_taken_for_strangers_mislead() {
    let found = (0..400).filter(|replicate| {
        let people = clustered(&mut Stream::of(900, *replicate), 0.0);
        let of = |arm: usize| {
            let of_arm = people.iter().filter(|one| one.arm == arm);
            of_arm.map(|one| one.outcome).collect::<Vec<f64>>()
        };
        t_test::pooled(&of(0), &of(1)).unwrap().p() <= 0.05
    });
    let found = found.count();
    assert!(found > 60, "{found} of 400");
}

/// Sixteen clusters of ten people, of whom two of one correlate by 0.2, before and after; `d` is in standard deviations of a person.
pub fn clustered(stream: &mut Stream, d: f64) -> Vec<Member> {
    let mut people = Vec::new();
    for cluster in 0..16 {
        let arm = cluster % 2;
        let shared = 0.2_f64.sqrt() * stream.score();
        for _ in 0..10 {
            let own = 0.4_f64.sqrt() * stream.score();
            let mut visit = || shared + own + 0.4_f64.sqrt() * stream.score();
            people.push(Member {
                cluster,
                arm,
                baseline: visit(),
                outcome: visit() + d * arm as f64,
            });
        }
    }
    people
}
