//! What is found when a file of a part is not what was written.

use std::fs;

use exchange::dataset::{Dataset, DatasetError};

use super::{content, finished, identity, write};

/// A sequence that is the same in every run (SplitMix64).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

#[test]
fn any_flipped_bit_of_a_part_is_found_and_its_file_named() {
    let folder = finished("flips", 3);
    let dataset = Dataset::open(folder.path(), &identity(3), None).unwrap();
    let files = [
        "people/part-00001.parquet",
        "failed/part-00001.parquet",
        "parts/part-00001.json",
    ]
    .map(|name| folder.path().join(name));
    let whole = files.each_ref().map(|path| fs::read(path).unwrap());
    let mut sequence = Sequence(1);
    for _ in 0..1000 {
        let mut at = sequence.below(whole.iter().map(Vec::len).sum());
        let file = whole
            .iter()
            .position(|bytes| {
                let is_here = at < bytes.len();
                at -= if is_here { 0 } else { bytes.len() };
                is_here
            })
            .unwrap();
        let mut flipped = whole[file].clone();
        flipped[at] ^= 1 << sequence.below(8);
        fs::write(&files[file], flipped).unwrap();
        let name = files[file].display();
        let message = format!(
            "{name} is not what was written: delete it to have its part computed again, or delete the folder of the run"
        );
        assert_eq!(dataset.has(1).unwrap_err().to_string(), message);
        assert_eq!(dataset.read(1).unwrap_err().to_string(), message);
        assert_eq!(dataset.finish().unwrap_err().to_string(), message);
        fs::write(&files[file], &whole[file]).unwrap();
    }
    assert!(dataset.has(1).unwrap());
}

#[test]
fn a_part_of_which_a_file_is_gone_is_computed_again() {
    let folder = finished("gone", 3);
    let expected = content(folder.path());
    for name in ["people/part-00001.parquet", "parts/part-00001.json"] {
        fs::remove_file(folder.path().join(name)).unwrap();
        let dataset = Dataset::open(folder.path(), &identity(3), None).unwrap();
        assert!(!dataset.has(1).unwrap(), "{name}");
        assert!(matches!(
            dataset.read(1),
            Err(DatasetError::Missing { parts, .. }) if parts == [1]
        ));
        assert!(matches!(
            dataset.finish(),
            Err(DatasetError::Missing { parts, .. }) if parts == [1]
        ));
        write(&dataset, 1).unwrap();
        assert!(!folder.path().join("manifest.json").exists(), "{name}");
        dataset.finish().unwrap();
        assert_eq!(content(folder.path()), expected, "{name}");
    }
}

#[test]
fn a_file_in_the_place_of_another_is_found() {
    let folder = finished("swapped", 2);
    let dataset = Dataset::open(folder.path(), &identity(2), None).unwrap();
    for (inner, ending) in [("people", "parquet"), ("parts", "json")] {
        let path = |part| {
            folder
                .path()
                .join(format!("{inner}/part-0000{part}.{ending}"))
        };
        let own = fs::read(path(1)).unwrap();
        fs::copy(path(0), path(1)).unwrap();
        match dataset.has(1) {
            Err(DatasetError::Damaged { path: named }) => assert_eq!(named, path(1)),
            other => panic!("{other:?}"),
        }
        fs::write(path(1), own).unwrap();
    }
}

#[test]
fn what_a_killed_run_left_half_written_is_removed_and_nothing_else() {
    let folder = finished("temporary", 2);
    let expected = content(folder.path());
    let own = [
        "manifest.json.1.tmp",
        "report.html.2.tmp",
        "people/part-00001.parquet.1.tmp",
        "parts/part-00001.json.13.tmp",
    ];
    let foreign = ["notes.tmp", "people/notes.1.tmp", "people/part-00001.tmp"];
    for name in own.iter().chain(&foreign) {
        fs::write(folder.path().join(name), "half").unwrap();
    }
    drop(Dataset::open(folder.path(), &identity(2), None).unwrap());
    let mut left = content(folder.path());
    for name in foreign {
        assert!(
            left.remove(name.as_ref() as &std::path::Path).is_some(),
            "{name}"
        );
    }
    assert_eq!(left, expected);
}
