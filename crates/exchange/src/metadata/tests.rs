use super::*;

const QIIME: &str = "sample-id\thost_age\thost_age_units\thost_body_mass_index\thost_height\thost_height_units\thost_weight\thost_weight_units\tsex\tdisease_state\n\
    #q2:types\tnumeric\tcategorical\tnumeric\tnumeric\tcategorical\tnumeric\tcategorical\tcategorical\tcategorical\n\
    D\tRestricted access\tyears\tRestricted access\tRestricted access\tm\tRestricted access\tkg\tRestricted access\thealthy\n\
    P1\t39\tyears\t29.3\t165.1\tm\t80.1\tkg\tfemale\tPre-FMT\n\
    P2\t7\tmonths\t\t0.68\tm\t8\tkg\tM\thealthy\n";

fn read(text: &str) -> Metadata {
    Metadata::read_text("m.tsv", text, &["stress", "sleep"]).unwrap()
}

fn text(metadata: &Metadata, sample: &str) -> String {
    metadata.page(&[sample]).unwrap().text("")
}

#[test]
fn what_archives_call_things_is_known() {
    let metadata = read(QIIME);
    assert_eq!(
        text(&metadata, "P2"),
        "[person]\nage = \"7 mo\"\nsex = \"male\"\nweight = \"8 kg\"\nheight = \"0.68 m\"\n[habits]\n\n"
    );
    assert_eq!(text(&metadata, "D"), "[person]\n\n[habits]\n\n");
    let samples = BTreeSet::from(["P1", "P2"]);
    assert_eq!(
        metadata.notes(&samples),
        [
            "used of the metadata: host_age, host_body_mass_index, host_height, host_weight, sex",
            "not used: disease_state",
            "1 rows of the metadata are of no sample of the table"
        ]
    );
}

#[test]
fn a_height_that_is_none_gives_way_to_the_body_mass_index() {
    let page = read(QIIME).page(&["P1"]).unwrap();
    assert!(page.text("").contains("height = \"1.6534 m\""), "{page:?}");
    assert_eq!(page.notes.len(), 1, "{page:?}");
}

#[test]
fn habits_go_by_the_names_of_the_model() {
    let metadata = read(
        "SampleID,Age (y),diet,stress,sleep,traits\nS1,24,western,18,6.5 h,acne-moderate; female\n",
    );
    assert_eq!(
        text(&metadata, "S1"),
        "[person]\nage = \"24 a\"\ntraits = [\"acne-moderate\", \"female\"]\n[habits]\ndiet = \"western\"\nstress = 18.0\nsleep = \"6.5 h\"\n"
    );
}

#[test]
fn a_fault_is_said_of_the_table() {
    let page = read(QIIME).page(&["P1"]).unwrap();
    let fault = crate::sheet::at("s.toml", 1, None, "person.age");
    let placed = page.placed(fault);
    assert_eq!(
        (placed.file.as_str(), placed.place, placed.field.as_str()),
        ("m.tsv", Some((4, 2)), "host_age")
    );
}

#[test]
fn names_from_a_table_cannot_become_other_fields() {
    let metadata = read("sample,diet\nS1,\"x\"\"\nstress = 9\"\n");
    let page = text(&metadata, "S1");
    assert!(
        page.parse::<toml::Table>().unwrap()["habits"]["diet"].is_str(),
        "{page}"
    );
    assert!(
        page.parse::<toml::Table>().unwrap()["habits"]
            .get("stress")
            .is_none(),
        "{page}"
    );
}

#[test]
fn a_sample_has_one_row() {
    let faults = Metadata::read_text("m.tsv", "id\tage\na\t1\na\t2\n", &[]).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "m.tsv:3:1: `id`: found the sample `a` again, after line 2 (one row a sample is expected)"
    );
    assert!(Metadata::read_text("m.tsv", "id\tage\n", &[]).is_err());
}

#[test]
fn a_unit_that_is_not_known_is_not_taken_for_another() {
    let metadata = read("id,weight,weight_units,age,age_units\nS1,150,pounds,24,\n");
    assert_eq!(
        text(&metadata, "S1"),
        "[person]\nage = \"24 a\"\nweight = \"150 pounds\"\n[habits]\n\n"
    );
}
