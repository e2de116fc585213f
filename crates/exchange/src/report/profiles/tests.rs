use super::*;

fn told(name: &str, healthy: Option<(f64, f64)>) -> Told {
    Told {
        name: name.to_owned(),
        unit: "1".to_owned(),
        meaning: "a <quantity>".to_owned(),
        healthy,
    }
}

fn sampled(name: &str, values: [f64; 2]) -> Sampled {
    Sampled {
        name: name.to_owned(),
        person: "30 years, female".to_owned(),
        shares: [0.8, 0.1, 0.05, 0.05],
        reads: Some(12_345.0),
        distance: 0.01,
        values: values
            .map(|value| AtRest {
                value,
                band: Some((value - 1.0, value + 1.0)),
                outside: Some(0.25),
            })
            .to_vec(),
    }
}

fn page(samples: &[Sampled]) -> String {
    let outcomes = [
        told("colon.dysbiosis_index", Some((-1.0, 1.0))),
        told("stool.butyrate", None),
    ];
    profiles(&ProfilesReport {
        name: "table.qza",
        outcomes: &outcomes,
        samples,
        refused: &[("S<3>".to_owned(), "nothing is classified".to_owned())],
        notes: &["a note".to_owned()],
        people: 16,
        seed: 1,
        version: "0",
        model_hash: "0f",
        input_hash: "1e",
        command: "enteroderm cohort --stool table.qza",
    })
    .unwrap()
}

#[test]
fn values_are_coloured_by_the_healthy_range() {
    let text = page(&[
        sampled("S1", [0.5, 3.0]),
        sampled("S2", [1.5, 4.0]),
        sampled("S3", [-9.0, 5.0]),
    ]);
    for class in ["within", "high1", "low3"] {
        assert!(
            text.contains(&format!("<rect class=\"{class}\"")),
            "{class}"
        );
    }
    // The lowest index stands first.
    assert!(text.find(">S3</text>") < text.find(">S1</text>"));
    assert!(text.contains("2 of 3"), "outside the healthy range");
}

#[test]
fn numbers_fit_into_their_cells() {
    let text = page(&[sampled("S1", [1e-7, 0.0])]);
    assert!(
        text.contains(">&#60; 0.001</text>") && text.contains(">0</text>"),
        "{text}"
    );
}

#[test]
fn names_are_escaped_and_what_has_no_result_is_told() {
    let text = page(&[sampled("<script>", [0.0, 1.0])]);
    assert!(!text.contains("<script>"));
    assert!(text.contains("S&#60;3&#62;") && text.contains("nothing is classified"));
}

#[test]
fn many_samples_are_drawn_without_names() {
    let samples: Vec<Sampled> = (0..300)
        .map(|index| sampled(&format!("S{index}"), [0.0, f64::from(index)]))
        .collect();
    let text = page(&samples);
    assert!(!text.contains(">S7</text>"));
    assert!(text.contains("<th scope=\"row\">S7</th>"));
}
