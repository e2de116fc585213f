//! BIOM 2.1: a table in HDF5. `observation/ids` are the features, `sample/ids` the samples; `observation/matrix` holds the amounts row
//! by row (CSR: `data`, `indices`, `indptr`), `sample/matrix` the same column by column. Lineages are in `observation/metadata/taxonomy`,
//! one text or a row of names a feature; tables of QIIME 2 have none.
//!
//! Quirks: R writers store `shape` as a float, leave groups out, and turn matrices; `nnz` may be wrong and is not looked at; numbers are
//! of any width.

mod packed;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hdf5_reader::error::Error as Hdf5Error;
use hdf5_reader::messages::HdfMessage;
use hdf5_reader::{Dataset, Hdf5File, OpenOptions};

use self::packed::{Heap, Numbers, Packed};
use super::biom_rows::{Amounts, LineageKey, MOST_CLADES, MOST_PARTS, Row, lineage_of, table_of};
use super::features::MOST_NAMES;
use super::{Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader};

/// The reader.
pub struct BiomHdf5;

/// What every such file begins with.
const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";
/// The most bytes that all datasets of a file may unpack to.
const MOST_UNPACKED: usize = 128 << 20;
/// The most bytes that may have to be unpacked to get at them.
const MOST_HANDLED: u64 = 256 << 20;
/// The most chunks of a dataset.
const MOST_CHUNKS: u64 = 1 << 16;
/// The largest object header; BIOM's are below a thousand bytes.
const LARGEST_HEADER: usize = 256 << 10;
/// The most features by ranks, and the most datasets of metadata that are looked at.
const MOST_METADATA: usize = 64;

impl ProfileReader for BiomHdf5 {
    fn name(&self) -> &'static str {
        "BIOM 2.1 (HDF5)"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        is_hdf5(content.bytes())
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        Ok(Opened::Table(read_table(
            content.file(),
            self.name(),
            content.bytes(),
        )?))
    }
}

/// Whether bytes are a file in HDF5.
pub(super) fn is_hdf5(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The table of a file in BIOM 2.1.
///
/// # Errors
/// Every fault of the file.
pub(super) fn read_table(
    file: &str,
    format: &'static str,
    bytes: &[u8],
) -> Result<FeatureTable, ProfileFaults> {
    let unpacked = unpack(bytes)
        .map_err(|kind| ProfileFaults::from(ProfileFault::whole(file, kind.into_kind())))?;
    let mut heap = Heap::new(bytes, unpacked.length_size);
    let fault = |kind| ProfileFaults::from(ProfileFault::whole(file, kind));
    let ids = texts(&unpacked.features, &mut heap, "observation/ids").map_err(fault)?;
    let samples = texts(&unpacked.samples, &mut heap, "sample/ids").map_err(fault)?;
    check_shape(&unpacked, ids.len(), samples.len()).map_err(fault)?;
    let rows = rows(ids, &unpacked.metadata, &mut heap).map_err(fault)?;
    let table = table_of(file, format, rows, samples)?;
    fill(file, table, &unpacked)
}

/// What the datasets hold, unpacked and not yet understood.
struct Unpacked {
    features: Packed,
    samples: Packed,
    /// Of the table, where the file says it.
    shape: Option<[f64; 2]>,
    /// Whether amounts are in the order of samples.
    by_sample: bool,
    data: Numbers,
    indices: Numbers,
    starts: Numbers,
    /// What the file says of lineages.
    metadata: Vec<(LineageKey, Packed)>,
    /// Bytes of a length in this file.
    length_size: u8,
}

/// Why nothing could be unpacked.
enum Refused {
    Library(Hdf5Error),
    Kind(FaultKind),
}

impl Refused {
    fn into_kind(self) -> FaultKind {
        match self {
            Self::Kind(kind) => kind,
            Self::Library(error) => FaultKind::Damaged {
                what: "BIOM table in HDF5",
                reason: error.to_string(),
            },
        }
    }
}

impl From<Hdf5Error> for Refused {
    fn from(error: Hdf5Error) -> Self {
        Self::Library(error)
    }
}

/// Reads the datasets out of the file.
fn unpack(bytes: &[u8]) -> Result<Unpacked, Refused> {
    // The library answers damage with errors. Should one of its own checks fail instead, a file from a stranger must not end a server
    // that has other people's runs; nothing that it has touched is used afterwards.
    catch_unwind(AssertUnwindSafe(|| unpack_unguarded(bytes))).unwrap_or_else(|_| {
        Err(Refused::Kind(FaultKind::Damaged {
            what: "BIOM table in HDF5",
            reason: "its parts contradict each other".to_owned(),
        }))
    })
}

fn unpack_unguarded(bytes: &[u8]) -> Result<Unpacked, Refused> {
    let mut file = Source::open(bytes)?;
    let features = file.required("observation/ids")?;
    let samples = file.required("sample/ids")?;
    let by_sample = file.dataset("observation/matrix/data")?.is_none()
        && file.dataset("sample/matrix/data")?.is_some();
    let of = if by_sample { "sample" } else { "observation" };
    let mut part = |name: &str| -> Result<Numbers, Refused> {
        let name = format!("{of}/matrix/{name}");
        let packed = file.required(&name)?;
        Numbers::new(packed).ok_or_else(|| Refused::Kind(wrong_type(&name, "numbers")))
    };
    let (data, indices, starts) = (part("data")?, part("indices")?, part("indptr")?);
    Ok(Unpacked {
        features,
        samples,
        shape: file.shape()?,
        by_sample,
        data,
        indices,
        starts,
        metadata: file.metadata()?,
        length_size: file.file.superblock().length_size,
    })
}

fn wrong_type(place: &str, expected: &str) -> FaultKind {
    let found = format!("{place} of another type");
    FaultKind::unexpected(&found, &format!("{expected} are expected there"))
}

/// The file with a limit on what is taken out of it.
struct Source {
    file: Hdf5File,
    left: usize,
}

impl Source {
    fn open(bytes: &[u8]) -> Result<Self, Refused> {
        let options = OpenOptions::default()
            .with_chunk_cache_bytes(0)
            .with_max_chunk_bytes(MOST_UNPACKED / 2)
            .with_max_read_bytes(MOST_UNPACKED)
            .with_max_object_header_bytes(LARGEST_HEADER);
        Ok(Self {
            file: Hdf5File::from_bytes_with_options(bytes, options)?,
            left: MOST_UNPACKED,
        })
    }

    /// A dataset, where there is one.
    fn dataset(&self, path: &str) -> Result<Option<Dataset>, Refused> {
        match self.file.dataset(path) {
            Ok(dataset) => Ok(Some(dataset)),
            Err(error) if is_absence(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn required(&mut self, path: &str) -> Result<Packed, Refused> {
        let dataset = self.dataset(path)?.ok_or_else(|| {
            let expected =
                "a BIOM table has `observation/ids`, `sample/ids` and `observation/matrix`";
            Refused::Kind(FaultKind::unexpected(
                &format!("no dataset {path}"),
                expected,
            ))
        })?;
        self.unpack(path, &dataset)
    }

    /// The bytes of a dataset, after a look at what it would take to get them.
    fn unpack(&mut self, path: &str, dataset: &Dataset) -> Result<Packed, Refused> {
        let size = dataset.raw_byte_len()?;
        let left = self.left.checked_sub(size);
        self.left = left.ok_or_else(|| {
            let size = (MOST_UNPACKED - self.left).saturating_add(size);
            Refused::Kind(FaultKind::too_many(
                "bytes when unpacked",
                size,
                MOST_UNPACKED,
            ))
        })?;
        check_chunks(dataset)?;
        Packed::new(dataset)?.ok_or_else(|| Refused::Kind(wrong_type(path, "texts or numbers")))
    }

    /// What the attribute `shape` of the file says.
    fn shape(&self) -> Result<Option<[f64; 2]>, Refused> {
        let root = self.file.root_group()?;
        let header = self.file.get_or_parse_header(root.address())?;
        let shape = header.messages.iter().find_map(|message| match message {
            HdfMessage::Attribute(attribute) if attribute.name == "shape" => {
                Numbers::from_parts(&attribute.datatype, attribute.raw_data.clone())
            }
            _ => None,
        });
        Ok(shape.and_then(|shape| Some([shape.get(0)?, shape.get(1)?])))
    }

    /// The lineages that stand in the metadata of the features.
    fn metadata(&mut self) -> Result<Vec<(LineageKey, Packed)>, Refused> {
        let group = match self.file.group("observation/metadata") {
            Ok(group) => group,
            Err(error) if is_absence(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let (_, names) = group.member_names()?;
        let mut found = Vec::new();
        for name in names {
            if let Some(key) = LineageKey::of(&name).filter(|_| found.len() < MOST_METADATA) {
                let dataset = group.dataset(&name)?;
                let path = format!("observation/metadata/{name}");
                found.push((key, self.unpack(&path, &dataset)?));
            }
        }
        Ok(found)
    }
}

/// Whether an error says only that something is not there.
fn is_absence(error: &Hdf5Error) -> bool {
    match error {
        Hdf5Error::DatasetNotFound(_) | Hdf5Error::GroupNotFound(_) => true,
        Hdf5Error::Context { source, .. } => is_absence(source),
        _ => false,
    }
}

/// Refuses chunks that are too many, or mostly outside of the dataset.
fn check_chunks(dataset: &Dataset) -> Result<(), Refused> {
    let Some(chunk) = dataset.chunks() else {
        return Ok(());
    };
    let mut count = 1_u64;
    let mut handled = dataset.raw_element_size()? as u64;
    for (length, chunk) in dataset.shape().iter().zip(&chunk) {
        let chunk = u64::from(*chunk).max(1);
        let along = length.div_ceil(chunk);
        count = count.saturating_mul(along);
        handled = handled.saturating_mul(along.saturating_mul(chunk));
    }
    let refused = |what, found, limit| Err(Refused::Kind(FaultKind::too_many(what, found, limit)));
    if count > MOST_CHUNKS {
        return refused("chunks in a dataset", count as usize, MOST_CHUNKS as usize);
    }
    if handled > MOST_HANDLED {
        let what = "bytes in the chunks of a dataset";
        return refused(what, handled as usize, MOST_HANDLED as usize);
    }
    Ok(())
}

/// The names that a dataset holds.
fn texts(packed: &Packed, heap: &mut Heap<'_>, place: &str) -> Result<Vec<String>, FaultKind> {
    if packed.len() > MOST_NAMES {
        return Err(FaultKind::too_many("names", packed.len(), MOST_NAMES));
    }
    (0..packed.len())
        .map(|index| packed.text(index, heap).map_err(|fault| fault.at(place)))
        .collect()
}

fn check_shape(unpacked: &Unpacked, features: usize, samples: usize) -> Result<(), FaultKind> {
    let expected = [features as f64, samples as f64];
    match unpacked.shape.filter(|shape| *shape != expected) {
        None => Ok(()),
        Some([rows, columns]) => Err(FaultKind::unexpected(
            &format!("a shape of {rows} by {columns}"),
            &format!("the file names {features} features and {samples} samples"),
        )),
    }
}

/// The features with their lineages.
fn rows(
    ids: Vec<String>,
    metadata: &[(LineageKey, Packed)],
    heap: &mut Heap<'_>,
) -> Result<Vec<Row>, FaultKind> {
    let count = ids.len();
    let mut columns = Vec::new();
    for (key, packed) in metadata {
        columns.push((*key, packed, Layout::of(packed, count)?));
    }
    let mut rows = Vec::with_capacity(count);
    let mut clades = 0;
    for (row, id) in ids.into_iter().enumerate() {
        let mut parts = BTreeMap::new();
        for (key, packed, layout) in &columns {
            let names = (0..layout.names).map(|name| {
                let text = packed.text(layout.place(row, name), heap);
                text.map_err(|fault| fault.at("observation/metadata"))
            });
            parts.insert(*key, names.collect::<Result<Vec<String>, FaultKind>>()?);
        }
        let said = lineage_of(&parts);
        if let Some(Ok(lineage)) = &said {
            clades += lineage.clades().len();
        }
        if clades > MOST_CLADES {
            return Err(FaultKind::too_many(
                "clades in its lineages",
                clades,
                MOST_CLADES,
            ));
        }
        rows.push(Row { id, said });
    }
    Ok(rows)
}

/// How the names of a feature's lineage stand in a dataset.
struct Layout {
    /// How many there are.
    names: usize,
    /// From one feature to the next, and from one name of a feature to the next.
    strides: [usize; 2],
}

impl Layout {
    fn of(packed: &Packed, features: usize) -> Result<Self, FaultKind> {
        let few = |names: u64| usize::try_from(names).ok().filter(|few| *few <= MOST_PARTS);
        let features_are = |length: u64| length == features as u64;
        let layout = match packed.shape() {
            [length] if features_are(*length) => Some(Self {
                names: 1,
                strides: [1, 0],
            }),
            [length, names] if features_are(*length) => few(*names).map(|names| Self {
                names,
                strides: [names, 1],
            }),
            // Matrices of R are written column by column.
            [names, length] if features_are(*length) => few(*names).map(|names| Self {
                names,
                strides: [1, features],
            }),
            _ => None,
        };
        layout.ok_or_else(|| {
            let shape: Vec<String> = packed.shape().iter().map(u64::to_string).collect();
            FaultKind::unexpected(
                &format!("lineages of {}", shape.join(" by ")),
                &format!(
                    "one lineage a feature is expected: {features}, of at most {MOST_PARTS} names"
                ),
            )
        })
    }

    /// The place of a name of a feature in the dataset.
    fn place(&self, feature: usize, name: usize) -> usize {
        feature * self.strides[0] + name * self.strides[1]
    }
}

/// Puts the amounts into the table.
fn fill(
    file: &str,
    table: FeatureTable,
    unpacked: &Unpacked,
) -> Result<FeatureTable, ProfileFaults> {
    let of = if unpacked.by_sample {
        "sample/matrix"
    } else {
        "observation/matrix"
    };
    let (features, samples) = (unpacked.features.len(), unpacked.samples.len());
    let (lines, across) = if unpacked.by_sample {
        (samples, features)
    } else {
        (features, samples)
    };
    let starts = starts(unpacked, lines, of)
        .map_err(|kind| ProfileFaults::from(ProfileFault::whole(file, kind)))?;
    let mut amounts = Amounts::new(file, table);
    for (line, range) in starts.windows(2).enumerate() {
        let &[from, to] = range else { continue };
        for entry in from..to {
            let index = unpacked.indices.get(entry).unwrap_or(f64::NAN);
            let place = || format!("{of}/data[{entry}]");
            match whole(index).filter(|index| *index < across) {
                Some(index) => {
                    let (feature, sample) = if unpacked.by_sample {
                        (index, line)
                    } else {
                        (line, index)
                    };
                    let amount = unpacked.data.get(entry).unwrap_or(f64::NAN);
                    amounts.add(feature, sample, amount, place)?;
                }
                None => amounts.fault(|| {
                    let expected = format!("there are {across}, counted from 0");
                    let kind = FaultKind::unexpected(&format!("index {index}"), &expected);
                    (format!("{of}/indices[{entry}]"), kind)
                }),
            }
        }
    }
    amounts.finish()
}

/// Where the amounts of each line of the matrix begin, and where those of the last end: never decreasing, and within the amounts.
fn starts(unpacked: &Unpacked, lines: usize, of: &str) -> Result<Vec<usize>, FaultKind> {
    let (data, indices) = (unpacked.data.len(), unpacked.indices.len());
    if data != indices {
        return Err(FaultKind::unexpected(
            &format!("{data} amounts and {indices} indices in {of}"),
            "as many of both are expected",
        ));
    }
    if unpacked.starts.len() != lines + 1 {
        return Err(FaultKind::unexpected(
            &format!("{} numbers in {of}/indptr", unpacked.starts.len()),
            &format!("{} are expected", lines + 1),
        ));
    }
    let mut starts = Vec::with_capacity(lines + 1);
    for line in 0..=lines {
        let number = unpacked.starts.get(line).unwrap_or(f64::NAN);
        let least = starts.last().copied().unwrap_or(0);
        let allowed = match line {
            0 => 0..=0,
            line if line == lines => data..=data,
            _ => least..=data,
        };
        match whole(number).filter(|start| *start >= least && allowed.contains(start)) {
            Some(start) => starts.push(start),
            None => {
                return Err(FaultKind::unexpected(
                    &format!("{number} in {of}/indptr[{line}]"),
                    &format!("from 0 to {data}, none below the one before it, is expected"),
                ));
            }
        }
    }
    Ok(starts)
}

/// A number that counts something.
fn whole(number: f64) -> Option<usize> {
    let counts = number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX);
    counts.then_some(number as usize)
}

#[cfg(test)]
mod tests;
