//! The folder of a run: what is written is read again or refused, whoever writes it.

mod damage;
mod writers;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use exchange::dataset::{Dataset, DatasetError, Identity, Shard};
use exchange::table::{Column, Table, Values};

/// A folder for one test, which is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("enteroderm-run-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn identity(parts: usize) -> Identity {
    Identity::new(parts)
        .with("version", "0.1.0")
        .with("model_hash", "3f2a")
        .with("seed", 17)
}

fn people(part: usize) -> Table {
    let number = part as f64;
    Table {
        columns: vec![
            Column::numbers(
                "skin.easi",
                "1",
                vec![number / 7.0, -0.0, f64::NAN, 5e-324, 0.0],
            ),
            Column::texts("arm", ["a", "", "µ", "=1", "a"].map(str::to_owned).to_vec()),
        ],
        metadata: vec![("part".to_owned(), part.to_string())],
    }
}

/// A table without rows, as that of the people who failed mostly is.
fn failed() -> Table {
    Table {
        columns: vec![Column::texts("why", Vec::new())],
        metadata: Vec::new(),
    }
}

fn write(dataset: &Dataset, part: usize) -> Result<(), DatasetError> {
    dataset.write(part, &[("people", &people(part)), ("failed", &failed())])
}

/// A folder with a run of some parts, finished.
fn finished(name: &str, parts: usize) -> Folder {
    let folder = Folder::new(name);
    let dataset = Dataset::open(folder.path(), &identity(parts), None).unwrap();
    (0..parts).for_each(|part| write(&dataset, part).unwrap());
    assert_eq!(dataset.finish().unwrap(), [0; 0]);
    folder
}

/// What a folder holds: files by their path in it, without the locks.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.to_string_lossy().starts_with(".lock") {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The same to the last bit, missing numbers included.
fn assert_same(read: &Table, given: &Table) {
    assert_eq!(read.metadata, given.metadata);
    assert_eq!(read.columns.len(), given.columns.len());
    for (read, given) in read.columns.iter().zip(&given.columns) {
        assert_eq!((&read.name, &read.unit), (&given.name, &given.unit));
        match (&read.values, &given.values) {
            (Values::Numbers(read), Values::Numbers(given)) => {
                let bits = |values: &[f64]| -> Vec<u64> {
                    values.iter().map(|value| value.to_bits()).collect()
                };
                assert_eq!(bits(read), bits(given));
            }
            (read, given) => assert_eq!(read, given),
        }
    }
}

#[test]
fn what_is_written_is_read_again_by_the_next_run() {
    let folder = finished("round", 3);
    let dataset = Dataset::open(folder.path(), &identity(3), None).unwrap();
    for part in 0..3 {
        assert!(dataset.has(part).unwrap());
        let tables = dataset.read(part).unwrap();
        let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["people", "failed"]);
        assert_same(&tables[0].1, &people(part));
        assert_same(&tables[1].1, &failed());
    }
}

#[test]
fn the_manifest_names_the_run_and_every_part() {
    let folder = finished("manifest", 2);
    let content = content(folder.path());
    let names: Vec<&str> = content.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "failed/part-00000.parquet",
            "failed/part-00001.parquet",
            "manifest.json",
            "parts/part-00000.json",
            "parts/part-00001.json",
            "people/part-00000.parquet",
            "people/part-00001.parquet",
            "run.json",
        ]
    );
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&content[Path::new(name)]).unwrap()
    };
    let manifest = json("manifest.json");
    assert_eq!(manifest["run"], json("run.json"));
    assert_eq!(
        manifest["run"],
        serde_json::json!({
            "format": "enteroderm dataset 1",
            "parts": "2",
            "version": "0.1.0",
            "model_hash": "3f2a",
            "seed": "17",
        })
    );
    for part in 0..2 {
        let record = &manifest["parts"][part];
        assert_eq!(*record, json(&format!("parts/part-0000{part}.json")));
        let people = &content[Path::new(&format!("people/part-0000{part}.parquet"))];
        let hash = blake3::hash(people).to_hex();
        assert_eq!(
            record["tables"][0],
            serde_json::json!({"name": "people", "rows": 5, "blake3": hash.as_str()})
        );
    }
    let keys = String::from_utf8(content[Path::new("run.json")].clone()).unwrap();
    let at = |key: &str| keys.find(key).unwrap();
    assert!(at("format") < at("parts") && at("version") < at("model_hash"));
}

#[test]
fn another_run_is_refused_with_every_difference() {
    let folder = finished("another", 2);
    let before = content(folder.path());
    let another = Identity::new(3)
        .with("version", "0.1.0")
        .with("protocol_hash", "77")
        .with("seed", 18);
    let error = Dataset::open(folder.path(), &another, None).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} holds another run:\n  \
             parts: the folder says `2`, this run says `3`\n  \
             protocol_hash: the folder says nothing, this run says `77`\n  \
             seed: the folder says `17`, this run says `18`\n  \
             model_hash: the folder says `3f2a`, this run says nothing\n\
             choose another folder, or delete this one",
            folder.path().display()
        )
    );
    assert_eq!(content(folder.path()), before);
    let same = Identity::new(2)
        .with("seed", 17)
        .with("model_hash", "3f2a")
        .with("version", "0.1.0");
    assert!(Dataset::open(folder.path(), &same, None).is_ok());
}

#[test]
fn a_folder_that_holds_something_else_is_refused_and_left_alone() {
    for (name, bytes) in [
        ("thesis.docx", "years of work"),
        ("run.json", "{\"speed\": 12}"),
        ("run.json", "not even JSON"),
        ("manifest.json", "{}"),
    ] {
        let folder = Folder::new("foreign");
        fs::create_dir_all(folder.path()).unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let error = Dataset::open(folder.path(), &identity(2), None).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{} holds {name}, and is not the folder of a run: choose one that is empty or not there",
                folder.path().display()
            )
        );
        assert_eq!(content(folder.path()).len(), 1);
        assert_eq!(
            fs::read(folder.path().join(name)).unwrap(),
            bytes.as_bytes()
        );
    }
    let file = Folder::new("file");
    fs::write(file.path(), "no folder").unwrap();
    let error = Dataset::open(file.path(), &identity(2), None).unwrap_err();
    let message = format!("{} cannot be written: ", file.path().display());
    assert!(error.to_string().starts_with(&message), "{error}");
    fs::remove_file(file.path()).unwrap();
}

#[test]
fn names_that_would_leave_the_folder_or_hide_a_file_are_refused() {
    let folder = Folder::new("names");
    let dataset = Dataset::open(folder.path(), &identity(1), None).unwrap();
    let table = failed();
    for name in ["", "..", "a/b", "People", "parts", "a b", ".lock"] {
        let error = dataset.write(0, &[(name, &table)]).unwrap_err();
        let message = format!("`{name}` cannot be a name: ");
        assert!(error.to_string().starts_with(&message), "{error}");
    }
    let twice = dataset.write(0, &[("people", &table), ("people", &table)]);
    assert!(matches!(twice, Err(DatasetError::Name { .. })));
    for name in [
        "",
        ".lock",
        "../a",
        "a/b",
        "run.json",
        "Manifest.json",
        "parts",
        "a.1.tmp",
    ] {
        let error = dataset.add_file(name, b"").unwrap_err();
        let message = format!("`{name}` cannot be a name: ");
        assert!(error.to_string().starts_with(&message), "{error}");
    }
    assert!(!dataset.has(0).unwrap());
    dataset.add_file("report.html", b"<p>well").unwrap();
    assert_eq!(content(folder.path()).len(), 2);
}

#[test]
fn parts_that_are_not_there_are_named() {
    let folder = Folder::new("missing");
    let dataset = Dataset::open(folder.path(), &identity(9), None).unwrap();
    write(&dataset, 1).unwrap();
    write(&dataset, 2).unwrap();
    let place = folder.path().display();
    assert_eq!(
        dataset.finish().unwrap_err().to_string(),
        format!("{place} lacks parts 0, 3, 4, 5, 6 and 2 more: run again to have them computed")
    );
    assert_eq!(
        dataset.read(0).unwrap_err().to_string(),
        format!("{place} lacks part 0: run again to have them computed")
    );
    let message = "there is no part 9: the run has 9, counted from 0";
    assert_eq!(dataset.has(9).unwrap_err().to_string(), message);
    assert_eq!(write(&dataset, 9).unwrap_err().to_string(), message);
    let bad = Table::default();
    assert_eq!(
        dataset
            .write(3, &[("people", &bad)])
            .unwrap_err()
            .to_string(),
        "table `people` of part 3: the table has no columns"
    );
    assert!(!folder.path().join("manifest.json").exists());
}

#[test]
fn a_part_is_one_shard_s_alone() {
    let folder = Folder::new("own");
    let shard: Shard = "2/3".parse().unwrap();
    let dataset = Dataset::open(folder.path(), &identity(4), Some(shard)).unwrap();
    write(&dataset, 1).unwrap();
    assert_eq!(
        write(&dataset, 2).unwrap_err().to_string(),
        "part 2 is not one of shard 2/3: leave it to the shard that owns it"
    );
    assert_eq!(dataset.finish().unwrap(), [0, 2, 3]);
}
