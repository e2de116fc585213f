//! A small trial with results made up for the purpose: no number is one of the model.

use lab::population::Population;
use lab::statistics::search::SampleSize;
use lab::statistics::simulated::Simulated;
use lab::trial::Trial;
use lab::trial::results::{
    ArmFlow, ArmFound, ArmOverTime, Contrast, Described, Flow, Found, Marker, OverTime, Plan,
    Results,
};
use physiology::document::Source;

pub const PROTOCOL: &str = include_str!("trial.toml");
const ARMS: [&str; 3] = ["placebo", "inulin 5 g/d", "inulin 12 g/d"];

pub fn trial() -> Trial {
    Trial::read(&Source::new("trial.toml", PROTOCOL)).unwrap()
}

pub fn population() -> Population {
    Population {
        name: "atopic-adult".to_owned(),
        meaning: "adults with eczema".to_owned(),
        traits: vec!["atopic-dermatitis-mild".to_owned()],
        set: Vec::new(),
        variation: 1.0,
        community: None,
        diets: Vec::new(),
        covariates: Vec::new(),
        shares: Vec::new(),
        correlations: None,
        plausible: Vec::new(),
        targets: Vec::new(),
        reported: Vec::new(),
    }
}

/// Results in which nothing was found.
pub fn nothing() -> Results {
    Results {
        flow: Flow::default(),
        allocated: Vec::new(),
        baseline: Vec::new(),
        endpoints: Vec::new(),
        courses: Vec::new(),
        plans: Vec::new(),
        markers: Vec::new(),
        failed: Vec::new(),
        warnings: Vec::new(),
    }
}

pub fn results() -> Results {
    Results {
        flow: flow(),
        allocated: Vec::new(),
        baseline: baseline(),
        endpoints: vec![relief(), itch(), time()],
        courses: vec![course()],
        plans: plans(),
        markers: markers(),
        failed: vec![
            (3, "not at rest after 2000 days".to_owned()),
            (58, "not at rest after 2000 days".to_owned()),
        ],
        warnings: vec!["how raters see `skin.itch` is not known: seen without error".to_owned()],
    }
}

fn flow() -> Flow {
    let arm = |(place, name): (usize, &&str)| ArmFlow {
        name: (*name).to_owned(),
        allocated: 20,
        rescued: place,
        left: 3 - place,
    };
    Flow {
        screened: 112,
        refused: vec![
            ("surplus to the published distribution".to_owned(), 38),
            ("skin.itch below 4".to_owned(), 12),
            ("failed: not at rest after 2000 days".to_owned(), 2),
        ],
        enrolled: 60,
        arms: ARMS.iter().enumerate().map(arm).collect(),
    }
}

fn baseline() -> Vec<Described> {
    let described = |name: &str, unit: &str, by_arm: [(f64, Option<f64>); 3]| Described {
        name: name.to_owned(),
        unit: unit.to_owned(),
        by_arm: by_arm.to_vec(),
    };
    let age = [(34.25, Some(11.5)), (35.0, Some(12.25)), (33.5, Some(10.0))];
    vec![
        described("age", "a", age),
        described("male", "%", [(45.0, None), (50.0, None), (55.0, None)]),
        described("skin.itch", "1", [(6.125, Some(1.5)); 3]),
    ]
}

fn found(name: &str, unit: &str, arms: [(f64, f64); 3], contrasts: Vec<Contrast>) -> Found {
    let share = name == "relief";
    let arm = |(name, (mean, truth)): (&&str, &(f64, f64))| ArmFound {
        name: (*name).to_owned(),
        people: 20,
        mean: *mean,
        sd: (!share).then_some(1.75),
        interval: share.then_some((mean - 0.125, mean + 0.25)),
        truth: *truth,
    };
    Found {
        name: name.to_owned(),
        outcome: "skin.itch".to_owned(),
        unit: unit.to_owned(),
        estimand: format!("{name} on day 56; rescue: treatment policy"),
        primary: share,
        lower_is_better: true,
        intracluster_correlation: None,
        arms: ARMS.iter().zip(&arms).map(arm).collect(),
        contrasts,
    }
}

fn contrast(place: usize, estimate: f64, half: f64, p: f64) -> Contrast {
    Contrast {
        arm: ARMS[place].to_owned(),
        against: ARMS[0].to_owned(),
        dose: Some([0.0, 5.0, 12.0][place]),
        method: "made up",
        estimate,
        interval: (estimate - half, estimate + half),
        p,
        adjusted_p: None,
        truth: Some(0.75 * estimate),
        carried_over: None,
        truth_se: 0.0625,
        truth_se_unpaired: 0.125,
        number_needed: None,
        fault: None,
    }
}

fn relief() -> Found {
    let low = Contrast {
        adjusted_p: Some(0.21),
        number_needed: Some((6.666, None)),
        ..contrast(1, 0.15, 0.25, 0.21)
    };
    let high = Contrast {
        adjusted_p: Some(0.0248),
        number_needed: Some((2.857, Some((1.667, 10.0)))),
        ..contrast(2, 0.35, 0.25, 0.0124)
    };
    let arms = [(0.2, 0.225), (0.35, 0.3375), (0.55, 0.4875)];
    found("relief", "1", arms, vec![low, high])
}

fn itch() -> Found {
    let contrasts = vec![
        contrast(1, -0.625, 1.0, 0.2),
        contrast(2, -1.5, 1.0, 0.0004),
    ];
    found(
        "itch",
        "1",
        [(-0.75, -0.8), (-1.375, -1.27), (-2.25, -1.925)],
        contrasts,
    )
}

fn time() -> Found {
    let hazards = Contrast {
        interval: (1.25, 3.2),
        truth: None,
        ..contrast(2, 2.0, 0.0, 0.004)
    };
    let none = Contrast {
        interval: (f64::NAN, f64::NAN),
        truth: None,
        fault: Some("nobody responded".to_owned()),
        ..contrast(1, f64::NAN, 0.0, f64::NAN)
    };
    found(
        "time to relief",
        "d",
        [(50.0, 51.0), (48.0, 47.0), (35.0, 36.0)],
        vec![none, hazards],
    )
}

fn course() -> OverTime {
    let arm = |(place, name): (usize, &&str)| {
        let fall = 0.5 + place as f64;
        let mean: Vec<f64> = [0.0, 0.5, 0.75, 1.0].map(|by| 6.0 - by * fall).to_vec();
        ArmOverTime {
            name: (*name).to_owned(),
            interval: mean.iter().map(|mean| (mean - 0.75, mean + 0.75)).collect(),
            band: mean.iter().map(|mean| (mean - 2.0, mean + 2.0)).collect(),
            truth: mean.iter().map(|mean| mean + 0.125).collect(),
            mean,
        }
    };
    OverTime {
        outcome: "skin.itch".to_owned(),
        unit: "1".to_owned(),
        meaning: "worst itch of the day, from 0 to 10".to_owned(),
        days: vec![0.0, 14.0, 28.0, 56.0],
        arms: ARMS.iter().enumerate().map(arm).collect(),
    }
}

fn plans() -> Vec<Plan> {
    let power = |found: u64| Simulated {
        found,
        trials: 1000,
    };
    let plan = |place: usize, wanted| Plan {
        arm: ARMS[place].to_owned(),
        endpoint: "relief".to_owned(),
        size: 20,
        power: power(200 * place as u64),
        curve: vec![
            (10, power(100)),
            (50, power(400 * place as u64)),
            (250, power(990)),
        ],
        wanted,
    };
    let size = SampleSize {
        n: 48,
        at_n: power(801),
        mcse: 1.25,
        tried: vec![(6, power(50)), (48, power(801))],
    };
    vec![
        plan(1, Err("the number of people did not converge".to_owned())),
        plan(2, Ok(size)),
    ]
}

fn markers() -> Vec<Marker> {
    let marker = |place: usize, name: &str, unit: &str, correlation: f64| Marker {
        arm: ARMS[place].to_owned(),
        name: name.to_owned(),
        unit: unit.to_owned(),
        median: 34.0,
        halves: [Some((0.25, (-0.125, 0.5))), None],
        truths: [0.2, 0.4],
        correlation,
    };
    vec![
        marker(1, "age", "a", 0.125),
        marker(1, "skin.itch", "1", -0.5),
        marker(2, "age", "a", f64::NAN),
        marker(2, "stool.butyrate", "mmol/kg", 0.25),
    ]
}
