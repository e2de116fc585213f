use super::*;
use crate::profile::{ProfileFile, Rank, into_profile, open_content};

const WITH_TAXONOMY: &[u8] = include_bytes!("../../../tests/files/biom2_with_taxonomy.biom");
const WITHOUT_TAXONOMY: &[u8] = include_bytes!("../../../tests/files/biom2_without_taxonomy.biom");
const FROM_R: &[u8] = include_bytes!("../../../tests/files/biom2_from_r.biom");
const SAMPLE_MATRIX_ONLY: &[u8] =
    include_bytes!("../../../tests/files/biom2_sample_matrix_only.biom");
const ALL: [&[u8]; 4] = [WITH_TAXONOMY, WITHOUT_TAXONOMY, FROM_R, SAMPLE_MATRIX_ONLY];

fn open(bytes: &[u8]) -> Result<FeatureTable, ProfileFaults> {
    match open_content(&Content::new("f.biom", bytes))? {
        Opened::Table(table) => Ok(table),
        _ => panic!("no table"),
    }
}

fn message(bytes: &[u8]) -> String {
    open(bytes).unwrap_err().to_string()
}

fn percent(file: &ProfileFile, sample: &str, genus: &str) -> f64 {
    let sample = file.sample(Some(sample)).unwrap();
    file.percent(sample, Rank::Genus, genus)
}

/// The place of some bytes, which stand in a file once.
fn place(file: &[u8], bytes: &[u8]) -> usize {
    let mut places = file.windows(bytes.len()).enumerate();
    let (place, _) = places.find(|(_, at)| *at == bytes).unwrap();
    assert!(!places.any(|(_, at)| at == bytes), "stands twice");
    place
}

/// The file with some bytes, which stand in it once, replaced by as many others.
fn with(file: &[u8], bytes: &[u8], others: &[u8]) -> Vec<u8> {
    let place = place(file, bytes);
    let mut file = file.to_vec();
    file[place..place + others.len()].copy_from_slice(others);
    file
}

fn words(numbers: &[i32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// The order of rows, their widths and types, and the ways in which lineages are written make no difference; `nnz` of the first is wrong.
#[test]
fn every_writer_gives_the_same_profile() {
    for bytes in [WITH_TAXONOMY, FROM_R, SAMPLE_MATRIX_ONLY] {
        let file = into_profile("f", Opened::Table(open(bytes).unwrap()), None).unwrap();
        assert_eq!(file.format, "BIOM 2.1 (HDF5)");
        let names: Vec<&str> = file.samples.iter().map(|sample| &*sample.name).collect();
        assert_eq!(names, ["P17.a", "P17.b", "control"]);
        let reads: Vec<Option<f64>> = file.samples.iter().map(|sample| sample.reads).collect();
        assert_eq!(reads, [Some(100.0), Some(100.0), Some(10.0)]);
        assert_eq!(percent(&file, "P17.a", "Blautia"), 30.0);
        assert_eq!(percent(&file, "P17.a", "[Eubacterium] hallii group"), 10.0);
        assert_eq!(percent(&file, "P17.a", "Phocaeicola"), 40.0);
        assert_eq!(percent(&file, "P17.a", ""), 15.0);
        assert_eq!(percent(&file, "P17.b", "Phocaeicola"), 80.0);
        assert_eq!(percent(&file, "control", "Blautia"), 70.0);
        assert_eq!(file.samples[0].unclassified, 5.0);
        assert_eq!(file.notes, [""; 0]);
    }
}

#[test]
fn a_table_without_lineages_needs_a_taxonomy() {
    let table = open(WITHOUT_TAXONOMY).unwrap();
    assert_eq!(table.len(), 6);
    assert!(table.needs_taxonomy());
}

#[test]
fn other_hdf5_files_are_refused() {
    assert_eq!(
        message(&with(WITHOUT_TAXONOMY, b"observation\0", b"observatory\0")),
        "f.biom: found `no dataset observation/ids` (a BIOM table has `observation/ids`, `sample/ids` and `observation/matrix`)"
    );
}

#[test]
fn shapes_that_lie_are_refused() {
    let shape = [6.0_f64, 3.0].map(f64::to_le_bytes).concat();
    let lying = [6.0_f64, 1e9].map(f64::to_le_bytes).concat();
    assert_eq!(
        message(&with(FROM_R, &shape, &lying)),
        "f.biom: found `a shape of 6 by 1000000000` (the file names 6 features and 3 samples)"
    );
}

#[test]
fn a_matrix_that_contradicts_itself_is_refused() {
    let starts = [0, 2, 4, 7, 8, 10, 11];
    for (changed, found) in [
        ([0, 4, 2, 7, 8, 10, 11], "2 in observation/matrix/indptr[2]"),
        ([1, 2, 4, 7, 8, 10, 11], "1 in observation/matrix/indptr[0]"),
        (
            [0, 2, 4, 7, 8, 10, 12],
            "12 in observation/matrix/indptr[6]",
        ),
        (
            [0, 2, 4, 7, 8, 10, 10],
            "10 in observation/matrix/indptr[6]",
        ),
        (
            [0, 2, 4, -7, 8, 10, 11],
            "-7 in observation/matrix/indptr[3]",
        ),
    ] {
        assert_eq!(
            message(&with(WITHOUT_TAXONOMY, &words(&starts), &words(&changed))),
            format!(
                "f.biom: found `{found}` (from 0 to 11, none below the one before it, is expected)"
            )
        );
    }
    let indices = [0, 2, 0, 1, 0, 1, 2, 0, 0, 1, 0];
    let changed = [0, 2, 3, 1, 0, -1, 2, 0, 0, 1, 0];
    assert_eq!(
        message(&with(WITHOUT_TAXONOMY, &words(&indices), &words(&changed))),
        "f.biom: `observation/matrix/indices[2]`: found `index 3` (there are 3, counted from 0)\n\
         f.biom: `observation/matrix/indices[5]`: found `index -1` (there are 3, counted from 0)"
    );
}

#[test]
fn every_bad_amount_is_said_with_its_place() {
    let row = [5.0_f64, 5.0, 15.0].map(f64::to_le_bytes).concat();
    let changed = [f64::NAN, -5.0, f64::INFINITY]
        .map(f64::to_le_bytes)
        .concat();
    // The samples' matrix holds these amounts in another order.
    assert_eq!(
        message(&with(WITHOUT_TAXONOMY, &row, &changed)),
        "f.biom: `observation/matrix/data[7]`: found `NaN` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.biom: `observation/matrix/data[8]`: found `-5` (a number of reads or a share is expected: finite, 0 or more)\n\
         f.biom: `observation/matrix/data[9]`: found `inf` (a number of reads or a share is expected: finite, 0 or more)"
    );
}

#[test]
fn names_that_stand_twice_are_refused() {
    assert_eq!(
        message(&with(FROM_R, b"f02\0", b"f01\0")),
        "f.biom: found `f01` (each row has an id of its own)"
    );
    assert_eq!(
        message(&with(FROM_R, b"P17.b\0", b"P17.a\0")),
        "f.biom: sample `P17.a` has two columns (give each sample a name of its own)"
    );
}

/// Texts of varying length stand in heaps, whose sizes and numbers a file can make up.
#[test]
fn heaps_that_lie_are_refused() {
    let mut file = WITHOUT_TAXONOMY.to_vec();
    let heap = place_of_first(&file, b"GCOL");
    file[heap + 8..heap + 16].copy_from_slice(&u64::MAX.to_le_bytes());
    let refused = "found `a text of observation/ids outside of its heap`";
    assert!(message(&file).contains(refused), "{}", message(&file));
    let mut heaps = Heap::new(b"", 8);
    let element = [9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
    assert!(heaps.text(&element).is_err());
}

/// The place of the first of some bytes.
fn place_of_first(file: &[u8], bytes: &[u8]) -> usize {
    let mut places = file.windows(bytes.len());
    places.position(|at| at == bytes).unwrap()
}

/// Many places that point to one long text would need more memory than any file holds.
#[test]
fn one_long_text_is_not_given_out_without_end() {
    let length = 60_000_u32;
    let mut file = b"GCOL\x01\0\0\0".to_vec();
    file.extend_from_slice(&(u64::from(length) + 32).to_le_bytes());
    file.extend_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0]);
    file.extend_from_slice(&u64::from(length).to_le_bytes());
    file.resize(file.len() + length as usize, b'a');
    let mut heap = Heap::new(&file, 8);
    let mut element = length.to_le_bytes().to_vec();
    element.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    let given = (0..2000)
        .take_while(|_| heap.text(&element).is_ok())
        .count();
    assert_eq!(given, (64 << 20) / length as usize);
}

#[test]
fn a_cut_file_is_a_fault() {
    for bytes in ALL {
        for end in 0..bytes.len() - 1 {
            let _ = read_table("f", "test", &bytes[..end]);
        }
        assert!(read_table("f", "test", &bytes[..bytes.len() / 2]).is_err());
    }
}

/// Whatever a damaged byte says, the answer is a table or a fault, and the library finds it before its own checks fail.
#[test]
fn damaged_bytes_never_end_the_program() {
    let changes = [0x01, 0x80, 0xff];
    for (file, step) in ALL.into_iter().zip([7, 7, 1, 1]) {
        let mut bytes = file.to_vec();
        for place in (0..file.len()).step_by(step) {
            let change = changes[place % changes.len()];
            bytes[place] ^= change;
            if let Err(faults) = read_table("f", "test", &bytes) {
                assert!(!faults.to_string().contains("contradict"), "{place}");
            }
            bytes[place] ^= change;
        }
    }
}
