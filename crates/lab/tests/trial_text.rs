//! Trials as they are read: every fault is said at once, with its place, what was found and what is allowed.

mod common;

use lab::examples::trials;
use lab::physiology::document::{Fault, Source};
use lab::trial::endpoint::{Better, Measure, Strategy};
use lab::trial::pool::Pool;
use lab::trial::{Design, Method, Multiplicity, Trial};

use common::laboratory;

const TRIAL: &str = r#"
[population]
base = "healthy-adult"
people = 40
seed = 3

[schedule]
lasts = "12 wk"
visits = ["4 wk", "8 wk"]

[[arm]]
name = "nothing"

[[arm]]
name = "inulin"

[[arm.course]]
eat = "inulin"

[[endpoint]]
outcome = "blood.crp"
at = "8 wk"
"#;

fn read(text: &str) -> Result<Trial, Vec<Fault>> {
    Trial::read(&Source::new("trial.toml", text))
}

/// The trial with something else in place of one thing that stands in it.
fn with(old: &str, new: &str) -> String {
    assert!(TRIAL.contains(old), "{old}");
    TRIAL.replacen(old, new, 1)
}

/// The trial with more at its end.
fn and(more: &str) -> String {
    format!("{TRIAL}{more}\n")
}

/// Faults as they are shown.
fn faults(text: &str) -> Vec<String> {
    let faults = read(text).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn one_fault(text: &str, expected: &str) {
    assert_eq!(faults(text), [expected]);
}

#[test]
fn a_short_trial_has_the_usual_of_everything_else() {
    let trial = read(TRIAL).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!((trial.people, trial.seed), (40, 3));
    assert_eq!(trial.name, "trial");
    assert_eq!(trial.design, Design::Parallel);
    assert_eq!(trial.visits, [0.0, 28.0, 56.0, 84.0]);
    let endpoint = &trial.endpoints[0];
    assert!(endpoint.primary && endpoint.measure == Measure::Change);
    assert_eq!(endpoint.better, Better::Lower);
    assert_eq!(endpoint.strategy, Strategy::TreatmentPolicy);
    assert_eq!(endpoint.name.text, "blood.crp");
    let analysis = &trial.analysis;
    assert_eq!((analysis.alpha, analysis.power), (0.05, 0.8));
    assert_eq!(analysis.method, Method::Ancova);
    assert_eq!(analysis.multiplicity, Multiplicity::Holm);
    let conduct = &trial.conduct;
    assert!(conduct.adherence.is_none() && conduct.dropout.is_none() && conduct.rescue.is_none());
    assert!(!conduct.open);
}

#[test]
fn a_list_of_doses_is_an_arm_for_each() {
    let text = with(
        "name = \"inulin\"",
        "name = \"inulin\"\ndoses = [\"5 g/d\", \"10 g/d\"]",
    );
    let trial = read(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let arms = trial
        .arms
        .iter()
        .map(|arm| (arm.name.text.as_str(), arm.dose));
    assert_eq!(
        arms.collect::<Vec<_>>(),
        [
            ("nothing", None),
            ("inulin 5 g/d", Some(5.0)),
            ("inulin 10 g/d", Some(10.0))
        ]
    );
}

#[test]
fn the_control_comes_first_wherever_it_stands() {
    let text = with("name = \"inulin\"", "name = \"inulin\"\ncontrol = true");
    let trial = read(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let names = trial.arms.iter().map(|arm| arm.name.text.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["inulin", "nothing"]);
}

#[test]
fn factors_are_combined_to_arms() {
    let text = TRIAL
        .replacen("[population]", "design = \"factorial\"\n[population]", 1)
        .replace("arm", "factor")
        .replace("nothing", "calm")
        .replacen(
            "[[factor]]\nname = \"inulin\"",
            "[[factor.course]]\nlive = { stress = 5 }\n[[factor]]\nname = \"inulin\"",
            1,
        );
    let trial = read(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let arms = trial
        .arms
        .iter()
        .map(|arm| (arm.name.text.as_str(), arm.courses.len()));
    assert_eq!(
        arms.collect::<Vec<_>>(),
        [
            ("none", 0),
            ("calm", 1),
            ("inulin", 1),
            ("calm + inulin", 2)
        ]
    );
}

#[test]
fn what_is_not_toml_is_one_fault() {
    let found = faults("[population\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("trial.toml:1:12: "), "{found:?}");
    assert!(found[0].contains("not TOML"), "{found:?}");
}

#[test]
fn all_faults_are_said_at_once() {
    let text = and("[analysis]\nalpha = 1.5\npower = 0\n[conduct.adherence]\nmean = 2")
        .replace("people = 40", "people = 0")
        .replace("at = \"8 wk\"", "at = \"9 wk\"\nrescu = \"composite\"");
    let found = faults(&text);
    let fields = [
        "population.people",
        "endpoint[0].at",
        "endpoint[0].rescu",
        "conduct.adherence.mean",
        "analysis.alpha",
        "analysis.power",
    ];
    assert_eq!(found.len(), fields.len(), "{found:#?}");
    for field in fields {
        let named = format!("`{field}`");
        assert!(
            found.iter().any(|fault| fault.contains(&named)),
            "{field}: {found:#?}"
        );
    }
}

/// What is missing or wrong in one table is not taken for a lack of knowledge of another.
#[test]
fn an_empty_trial_says_what_is_missing_and_nothing_else() {
    assert_eq!(
        faults(""),
        [
            "trial.toml:1:1: `population`: is missing (such as [population] base = \"healthy-adult\", people = 200)",
            "trial.toml:1:1: `schedule`: is missing (such as [schedule] lasts = \"12 wk\")",
            "trial.toml:1:1: `arm`: found 0 arms (a trial has two arms or more, each an [[arm]])",
            "trial.toml:1:1: `endpoint`: is missing (such as [[endpoint]] outcome = \"skin.easi\")",
        ]
    );
    one_fault(
        &with("base = \"healthy-adult\"\n", "").replacen('\n', "name = \"x\"\nabout = \"y\"\n", 1),
        "trial.toml:3:1: `population.base`: is missing (`enteroderm list populations`)",
    );
    one_fault(
        &with("lasts = \"12 wk\"\n", ""),
        "trial.toml:7:1: `schedule.lasts`: is missing (such as \"12 wk\")",
    );
    one_fault(
        &with(
            "outcome = \"blood.crp\"\n",
            "name = \"CRP\"\nbetter = \"lower\"\n",
        ),
        "trial.toml:20:1: `endpoint[0].outcome`: is missing",
    );
    one_fault(
        &and("[[eligible]]\nat_least = 3"),
        "trial.toml:23:1: `eligible[0]`: does not say what it asks for (one of `outcome`, `covariate`, `sex`, `carries` and `lacks`; what must hold beside it is an [[eligible]] of its own)",
    );
    one_fault(
        &and(
            "[conduct.rescue]\nat_least = 3\nfrom = \"2 wk\"\n[[conduct.rescue.course]]\napply = \"emollient\"",
        ),
        "trial.toml:23:1: `conduct.rescue.outcome`: is missing",
    );
    one_fault(
        &and("[conduct.adherence]\nsd = 0.1\ngap = \"3 d\""),
        "trial.toml:23:1: `conduct.adherence.mean`: is missing",
    );
}

#[test]
fn fields_that_are_not_known_are_named_with_those_that_are() {
    one_fault(
        &with("people = 40", "peeple = 40"),
        "trial.toml:4:1: `population.peeple`: is not known here (did you mean `people`? allowed: base, people, seed)",
    );
    one_fault(
        &and("[[arms]]\nname = \"x\""),
        "trial.toml:23:3: `arms`: is not known here (did you mean `arm`?)",
    );
}

#[test]
fn people_are_a_whole_number_above_zero() {
    for (people, found) in [("0", "0"), ("1.5", "1.5"), ("-3", "-3"), ("2e6", "2000000")] {
        one_fault(
            &with("people = 40", &format!("people = {people}")),
            &format!(
                "trial.toml:4:10: `population.people`: found {found} (a whole number from 1 to 1000000)"
            ),
        );
    }
    one_fault(
        &with("people = 40", "people = \"many\""),
        "trial.toml:4:10: `population.people`: found the text `many`, expected a number",
    );
    for (seed, found) in [("-1", "-1"), ("0.5", "0.5")] {
        one_fault(
            &with("seed = 3", &format!("seed = {seed}")),
            &format!(
                "trial.toml:5:8: `population.seed`: found {found} (a whole number from 0 to 9000000000000000)"
            ),
        );
    }
}

#[test]
fn times_have_a_unit_and_visits_lie_within_the_arm() {
    one_fault(
        &with("\"12 wk\"", "12"),
        "trial.toml:8:9: `schedule.lasts`: found the number 12 (a time in quotes is expected, such as \"12 wk\")",
    );
    one_fault(
        &with("\"12 wk\"", "\"12 g\""),
        "trial.toml:8:9: `schedule.lasts`: found `12 g`, a mass (a time in quotes is expected, such as \"12 wk\")",
    );
    one_fault(
        &with("\"12 wk\"", "\"0 wk\""),
        "trial.toml:8:9: `schedule.lasts`: found `0 wk`, which is not above zero (such as \"12 wk\")",
    );
    one_fault(
        &with("\"12 wk\"", "\"130 y\""),
        "trial.toml:8:9: `schedule.lasts`: found `130 y`, beyond 120 years (such as \"12 wk\")",
    );
    one_fault(
        &with("[\"4 wk\", \"8 wk\"]", "[\"4 wk\", \"8 wk\", \"14 wk\"]"),
        "trial.toml:9:10: `schedule.visits`: found `14 wk`, outside the time that `lasts`",
    );
    one_fault(
        &with("\"4 wk\", ", "\"4 kg\", "),
        "trial.toml:9:10: `schedule.visits`: found `4 kg`, which is not a time (such as [\"4 wk\", \"8 wk\"])",
    );
}

#[test]
fn a_washout_belongs_to_a_crossover_and_is_not_negative() {
    let crossover =
        |more: &str| TRIAL.replacen('\n', &format!("design = \"crossover\"\n{more}\n"), 1);
    assert_eq!(
        read(&crossover("washout = \"4 wk\""))
            .expect("a crossover")
            .design,
        Design::Crossover {
            cycles: 1,
            washout: 28.0
        }
    );
    one_fault(
        &crossover("washout = \"-1 wk\""),
        "trial.toml:2:11: `washout`: found `-1 wk`, which is negative (such as \"4 wk\")",
    );
    one_fault(
        &crossover("cycles = 0"),
        "trial.toml:2:10: `cycles`: found 0 (a whole number from 1 to 20)",
    );
    one_fault(
        &TRIAL.replacen('\n', "washout = \"4 wk\"\n", 1),
        "trial.toml:1:11: `washout`: has no meaning in a parallel trial",
    );
    one_fault(
        &TRIAL.replacen('\n', "design = \"sequential\"\n", 1),
        "trial.toml:1:10: `design`: found `sequential` (allowed: parallel, cluster, crossover, factorial, n-of-1)",
    );
    one_fault(
        &crossover("").replacen(
            "[[endpoint]]",
            "[[arm]]\nname = \"third\"\n\n[[endpoint]]",
            1,
        ),
        "trial.toml:12:1: `arm`: found 3 arms (a crossover has two)",
    );
    one_fault(
        &crossover("").replacen(
            "at = \"8 wk\"",
            "measure = \"time to response\"\nat_most = 1",
            1,
        ),
        "trial.toml:23:11: `endpoint[0].measure`: has no meaning in a crossover (\"response\" at a visit has)",
    );
}

#[test]
fn clusters_are_enough_for_every_arm_and_no_more_than_people() {
    let cluster = |more: &str| TRIAL.replacen('\n', &format!("design = \"cluster\"\n{more}\n"), 1);
    let design = |more: &str| read(&cluster(more)).expect("a trial of clusters").design;
    let of = |clusters, alike| Design::Cluster { clusters, alike };
    assert_eq!(design("clusters = 12"), of(12, 0.05));
    assert_eq!(design("clusters = 6\nalike = 0"), of(6, 0.0));
    one_fault(
        &cluster("alike = 0.1"),
        "trial.toml:1:1: `clusters`: is missing (how many clinics, schools or families there are: such as 24)",
    );
    for found in ["5", "41"] {
        one_fault(
            &cluster(&format!("clusters = {found}")),
            &format!(
                "trial.toml:2:12: `clusters`: found {found} (6 to 40: 3 in each arm for each part of its ratio, and somebody in each)"
            ),
        );
    }
    one_fault(
        &cluster("clusters = 12\nalike = 1"),
        "trial.toml:3:9: `alike`: found 1 (a correlation from 0 to below 1)",
    );
    one_fault(
        &TRIAL.replacen('\n', "clusters = 12\n", 1),
        "trial.toml:1:12: `clusters`: has no meaning in a parallel trial",
    );
    one_fault(
        &cluster("clusters = 12").replacen(
            "at = \"8 wk\"",
            "measure = \"time to response\"\nat_most = 1",
            1,
        ),
        "trial.toml:23:11: `endpoint[0].measure`: has no meaning in a trial of clusters (\"response\" at a visit has)",
    );
}

#[test]
fn arms_are_two_or_more_and_have_names_of_their_own() {
    one_fault(
        &with("[[arm]]\nname = \"nothing\"\n", ""),
        "trial.toml:12:1: `arm`: found 1 arm (a trial has two arms or more, each an [[arm]])",
    );
    one_fault(
        &with("name = \"inulin\"", "name = \"nothing\""),
        "trial.toml:15:8: `arm[1].name`: is `nothing`, as another arm's is (every arm has a name of its own)",
    );
    one_fault(
        &with("name = \"inulin\"\n", ""),
        "trial.toml:14:1: `arm[1].name`: is missing",
    );
    one_fault(
        &with("name = \"nothing\"", "name = \"nothing\"\ncontrol = true").replacen(
            "name = \"inulin\"",
            "name = \"inulin\"\ncontrol = true",
            1,
        ),
        "trial.toml:17:11: `arm[1].control`: is true of two arms (one is the control)",
    );
    one_fault(
        &with("name = \"inulin\"", "name = \"inulin\"\nratio = 1.5"),
        "trial.toml:16:9: `arm[1].ratio`: found 1.5 (a whole number from 1 to 100)",
    );
}

#[test]
fn doses_need_one_course_without_a_dose() {
    let doses = |doses: &str| {
        with(
            "name = \"inulin\"",
            &format!("name = \"inulin\"\ndoses = {doses}"),
        )
    };
    one_fault(
        &doses("[\"5 g/d\"]").replacen("eat = \"inulin\"", "eat = \"inulin\"\ndose = \"3 g/d\"", 1),
        "trial.toml:16:9: `arm[1].doses`: 0 courses of the arm are without a dose (exactly one is: it gets each of `doses`)",
    );
    one_fault(
        &doses("[\"5 g/d\"]").replacen(
            "eat = \"inulin\"",
            "eat = \"inulin\"\n[[arm.course]]\ntake = \"vsl3\"",
            1,
        ),
        "trial.toml:16:9: `arm[1].doses`: 2 courses of the arm are without a dose (exactly one is: it gets each of `doses`)",
    );
    one_fault(
        &doses("[\"5 g/d\", \"0 g/d\"]"),
        "trial.toml:16:9: `arm[1].doses`: found `0 g/d`, which is not above zero (such as [\"5 g/d\", \"10 g/d\"])",
    );
    one_fault(
        &doses("[\"5 g/d\", \"5 g/d\"]"),
        "trial.toml:16:9: `arm[1].doses`: is `inulin 5 g/d`, as another arm's is (every arm has a name of its own)",
    );
    one_fault(
        &doses("[]"),
        "trial.toml:16:9: `arm[1].doses`: is empty (such as [\"5 g/d\", \"10 g/d\"])",
    );
}

#[test]
fn an_endpoint_is_on_a_day_on_which_people_are_seen() {
    one_fault(
        &with("at = \"8 wk\"", "at = \"10 wk\""),
        "trial.toml:22:6: `endpoint[0].at`: is day 70, on which nobody is seen (`visits` of `[schedule]`: 28 d, 56 d, 84 d)",
    );
    one_fault(
        &with("at = \"8 wk\"", "at = \"0 d\""),
        "trial.toml:22:6: `endpoint[0].at`: is day 0, on which nothing has happened yet (`visits` of `[schedule]`: 28 d, 56 d, 84 d)",
    );
}

#[test]
fn a_response_has_a_condition_and_a_condition_asks_for_a_response() {
    one_fault(
        &with("at = \"8 wk\"", "measure = \"response\""),
        "trial.toml:22:11: `endpoint[0].measure`: does not say what a response is (`reduced_by = 0.75`, `fallen_by`, `at_most` or `at_least`)",
    );
    one_fault(
        &with("at = \"8 wk\"", "measure = \"change\"\nat_most = 1"),
        "trial.toml:22:11: `endpoint[0].measure`: says what a response is, but asks for something else (leave `measure` out, or take \"response\")",
    );
    one_fault(
        &with("at = \"8 wk\"", "reduced_by = 75"),
        "trial.toml:22:14: `endpoint[0].reduced_by`: found 75 (a share above 0 and up to 1)",
    );
    one_fault(
        &and("[[eligible]]\noutcome = \"blood.crp\""),
        "trial.toml:23:1: `eligible[0]`: asks for nothing (`at_least` or `at_most`)",
    );
    one_fault(
        &and("[[eligible]]\noutcome = \"blood.crp\"\nat_least = 3\nat_most = 1"),
        "trial.toml:26:11: `eligible[0].at_most`: found 1, below `at_least`, which is 3",
    );
    one_fault(
        &and("[[eligible]]\ncovariate = \"age\"\nsex = \"male\"\nat_least = 18"),
        "trial.toml:23:1: `eligible[0]`: asks for covariate and sex at once (one of `outcome`, `covariate`, `sex`, `carries` and `lacks`; what must hold beside it is an [[eligible]] of its own)",
    );
    one_fault(
        &and("[[eligible]]\nsex = \"women\""),
        "trial.toml:24:7: `eligible[0].sex`: found `women` (allowed: female, male)",
    );
}

#[test]
fn adherence_that_nobody_can_have_is_refused() {
    for (mean, sd, expected) in [
        (
            "0",
            "0",
            "trial.toml:24:8: `conduct.adherence.mean`: found 0 (a share of days above 0 and up to 1)",
        ),
        (
            "1.2",
            "0",
            "trial.toml:24:8: `conduct.adherence.mean`: found 1.2 (a share of days above 0 and up to 1)",
        ),
        (
            "0.8",
            "0.4",
            "trial.toml:25:6: `conduct.adherence.sd`: found 0.4 (from 0 to below 0.40: the most by which shares with this mean differ)",
        ),
        (
            "0.8",
            "-0.1",
            "trial.toml:25:6: `conduct.adherence.sd`: found -0.1 (from 0 to below 0.40: the most by which shares with this mean differ)",
        ),
    ] {
        one_fault(
            &and(&format!("[conduct.adherence]\nmean = {mean}\nsd = {sd}")),
            expected,
        );
    }
    let all = and("[conduct.adherence]\nmean = 1");
    assert!(read(&all).is_ok());
}

#[test]
fn dropout_that_cannot_be_is_refused() {
    let dropout = |first: &str, second: &str| {
        and(&format!(
            "[conduct.dropout]\nfirst = {first}\nsecond = {second}"
        ))
    };
    let soon = "{ day = \"4 wk\", share = 0.1 }";
    assert!(read(&dropout(soon, "{ day = \"8 wk\", share = 0.2 }")).is_ok());
    for second in [
        "{ day = \"8 wk\", share = 0.1 }",
        "{ day = \"2 wk\", share = 0.2 }",
    ] {
        one_fault(
            &dropout(soon, second),
            "trial.toml:25:10: `conduct.dropout.second`: is not after `first` with a greater share",
        );
    }
    one_fault(
        &dropout(soon, "{ day = \"8 wk\", share = 1 }"),
        "trial.toml:25:34: `conduct.dropout.second.share`: found 1 (a number between 0 and 1)",
    );
    one_fault(
        &dropout("{ share = 0.1 }", "{ day = \"8 wk\", share = 0.2 }"),
        "trial.toml:24:9: `conduct.dropout.first.day`: is missing (such as { day = \"12 wk\", share = 0.2 })",
    );
    one_fault(
        &and("[conduct.dropout]\nfirst = { day = \"4 wk\", share = 0.1 }"),
        "trial.toml:23:1: `conduct.dropout.second`: is missing (such as { day = \"12 wk\", share = 0.2 })",
    );
    one_fault(
        &format!(
            "{}if_not_better = -1\n",
            dropout(soon, "{ day = \"8 wk\", share = 0.2 }")
        ),
        "trial.toml:26:17: `conduct.dropout.if_not_better`: found -1, below zero",
    );
}

#[test]
fn the_analysis_is_one_that_the_design_has() {
    one_fault(
        &and("[analysis]\nalpha = 1.5"),
        "trial.toml:24:9: `analysis.alpha`: found 1.5 (a number between 0 and 1)",
    );
    one_fault(
        &and("[analysis]\nmultiplicity = \"bonferroni\""),
        "trial.toml:24:16: `analysis.multiplicity`: found `bonferroni` (allowed: none, holm, hochberg, false discovery, dunnett)",
    );
    let crossover = |text: &str| text.replacen('\n', "design = \"crossover\"\n", 1);
    one_fault(
        &crossover(&and("[analysis]\nmethod = \"mmrm\"")),
        "trial.toml:24:10: `analysis.method`: \"mmrm\" has no meaning in a crossover (its periods are compared within people)",
    );
    let cluster = |text: &str| text.replacen('\n', "design = \"cluster\"\nclusters = 12\n", 1);
    one_fault(
        &cluster(&and("[analysis]\nmethod = \"mmrm\"")),
        "trial.toml:25:10: `analysis.method`: \"mmrm\" has no meaning in a trial of clusters (their means are compared)",
    );
    one_fault(
        &crossover(&and("[analysis]\nmultiplicity = \"dunnett\"")),
        "trial.toml:24:16: `analysis.multiplicity`: \"dunnett\" compares the arms of a parallel trial (holm, hochberg, false discovery or none)",
    );
}

#[test]
fn names_that_the_data_do_not_know_are_named_all_at_once() {
    let lab = laboratory();
    let text = and("[[eligible]]\noutcome = \"skin.easy\"\nat_least = 3\n[[eligible]]\ncovariate = \"ages\"\nat_least = 18\n[[eligible]]\nlacks = \"freckles\"\n[analysis]\nmarkers = [\"blood.crq\"]")
        .replacen("eat = \"inulin\"", "eat = \"inuline\"", 1)
        .replacen("outcome = \"blood.crp\"", "outcome = \"blood.crpp\"", 1);
    let check = |text: &str| {
        let trial = read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
        let mismatches = Pool::check(&lab, &trial).expect("sound equations");
        let said = mismatches.into_iter().map(|one| {
            let placed = one.span.map(|span| text[span].to_owned());
            let help = one.help.unwrap_or_default();
            let meant = help.lines().next().unwrap_or_default().to_owned();
            (one.field, placed.unwrap_or_default(), one.message, meant)
        });
        said.collect::<Vec<_>>()
    };
    let found = check(&text);
    let fields: Vec<(&str, &str)> = found
        .iter()
        .map(|one| (one.0.as_str(), one.1.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("arm[1].course[0].eat", "\"inuline\""),
            ("endpoint[0].outcome", "\"blood.crpp\""),
            ("eligible[0].outcome", "\"skin.easy\""),
            ("analysis.markers", "\"blood.crq\""),
            ("eligible[1].covariate", "\"ages\""),
            ("eligible[2].lacks", "\"freckles\""),
        ]
    );
    assert!(
        found[1].2.contains("`blood.crpp` is not an outcome"),
        "{found:?}"
    );
    assert!(found[1].3.contains("did you mean `blood.crp`"), "{found:?}");
    assert_eq!(found[4].2, "`ages` is not a covariate in healthy-adult");
    assert_eq!(
        (found[5].2.as_str(), found[5].3.as_str()),
        (
            "`freckles` is not a trait that some carry in healthy-adult",
            "allowed: filaggrin-null, hla-c0602"
        )
    );

    let found = check(&text.replacen("healthy-adult", "healthy-adults", 1));
    assert_eq!(found[0].0, "population.base");
    assert!(
        found[0].2.contains("`healthy-adults` is not a population"),
        "{found:?}"
    );
    assert!(
        found[0].3.contains("did you mean `healthy-adult`"),
        "{found:?}"
    );
    assert!(found.len() > 3, "{found:?}");
}

#[test]
fn every_example_is_read_and_fits_the_data() {
    let lab = laboratory();
    let trials = trials().unwrap_or_else(|faults| panic!("{faults:?}"));
    assert!(trials.len() >= 11, "{}", trials.len());
    for (source, trial) in trials {
        let mismatches = Pool::check(&lab, &trial).expect("sound equations");
        assert!(mismatches.is_empty(), "{}: {mismatches:?}", source.name);
        assert!(trial.about.is_some(), "{}", source.name);
        for outcome in trial.outcomes() {
            assert!(
                lab.observation.knows(&outcome.text),
                "{}: {}",
                source.name,
                outcome.text
            );
        }
    }
}
