//! The elements of a dataset as the file has them, understood one at a time: texts of fixed length, texts in a heap of the file, and
//! numbers of any width.

use std::collections::BTreeMap;

use hdf5_reader::{ByteOrder, Dataset, Datatype, StringPadding, StringSize, VarLenKind};

use super::Refused;
use crate::profile::{FaultKind, SIZE_LIMIT};

/// The longest text.
const LONGEST_TEXT: usize = 64 << 10;
/// How heaps of texts of varying length begin.
const HEAP_SIGNATURE: &[u8] = b"GCOL\x01";

/// The elements of a dataset.
pub(super) struct Packed {
    shape: Vec<u64>,
    count: usize,
    size: usize,
    elements: Elements,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Elements {
    /// A text ends before the bytes that fill it up.
    Fixed(StringPadding),
    /// A length, an address in the file and a number below it.
    InHeap,
    Float(ByteOrder),
    Integer {
        signed: bool,
        order: ByteOrder,
    },
}

impl Packed {
    /// What a dataset holds, or nothing where it holds neither texts nor numbers.
    pub(super) fn new(dataset: &Dataset) -> Result<Option<Self>, Refused> {
        let size = dataset.raw_element_size()?;
        let Some(elements) = elements(dataset.dtype(), size) else {
            return Ok(None);
        };
        let bytes = dataset.read_raw_bytes()?;
        Ok(Some(Self {
            shape: dataset.shape().to_vec(),
            count: bytes.len() / size,
            size,
            elements,
            bytes,
        }))
    }

    pub(super) fn shape(&self) -> &[u64] {
        &self.shape
    }

    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    fn element(&self, index: usize) -> Option<&[u8]> {
        let from = index.checked_mul(self.size)?;
        self.bytes.get(from..from.checked_add(self.size)?)
    }

    fn number(&self, index: usize) -> Option<f64> {
        let element = self.element(index)?;
        match self.elements {
            Elements::Float(order) => Some(match self.size {
                4 => f64::from(f32::from_bits(unsigned(element, order) as u32)),
                _ => f64::from_bits(unsigned(element, order)),
            }),
            Elements::Integer { signed, order } => {
                let number = unsigned(element, order);
                if !signed {
                    return Some(number as f64);
                }
                let unused = u64::BITS - 8 * self.size as u32;
                Some((((number << unused) as i64) >> unused) as f64)
            }
            Elements::Fixed(_) | Elements::InHeap => None,
        }
    }

    /// The text of an element; characters that are none in UTF-8 are replaced.
    pub(super) fn text(&self, index: usize, heap: &mut Heap<'_>) -> Result<String, TextFault> {
        let element = self.element(index).ok_or(TextFault::NotThere)?;
        let bytes = match self.elements {
            Elements::Fixed(padding) => unpadded(element, padding),
            Elements::InHeap => heap.text(element)?,
            Elements::Float(_) | Elements::Integer { .. } => {
                let number = self.number(index).ok_or(TextFault::NotThere)?;
                return Ok(number.to_string());
            }
        };
        if bytes.len() > LONGEST_TEXT {
            return Err(TextFault::TooLong);
        }
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// How elements of a type are understood; none for those of any other or of no size.
fn elements(datatype: &Datatype, size: usize) -> Option<Elements> {
    match datatype {
        _ if size == 0 => None,
        Datatype::String {
            size: StringSize::Fixed(_),
            padding,
            ..
        } => Some(Elements::Fixed(*padding)),
        Datatype::String {
            size: StringSize::Variable,
            ..
        }
        | Datatype::VarLen {
            kind: VarLenKind::String,
            ..
        } => Some(Elements::InHeap),
        Datatype::FloatingPoint { byte_order, .. } if [4, 8].contains(&size) => {
            Some(Elements::Float(*byte_order))
        }
        Datatype::FixedPoint {
            signed, byte_order, ..
        } if size <= 8 => Some(Elements::Integer {
            signed: *signed,
            order: *byte_order,
        }),
        _ => None,
    }
}

/// At most eight bytes as a number.
fn unsigned(bytes: &[u8], order: ByteOrder) -> u64 {
    let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    match order {
        ByteOrder::BigEndian => bytes.iter().fold(0, add),
        ByteOrder::LittleEndian => bytes.iter().rev().fold(0, add),
    }
}

/// A text of fixed length without what fills it up.
fn unpadded(element: &[u8], padding: StringPadding) -> &[u8] {
    let end = element.iter().position(|byte| *byte == 0);
    let text = &element[..end.unwrap_or(element.len())];
    match padding {
        StringPadding::SpacePad => text.trim_ascii_end(),
        StringPadding::NullTerminate | StringPadding::NullPad => text,
    }
}

/// Elements that are all numbers.
pub(super) struct Numbers(Packed);

impl Numbers {
    /// The same where they are numbers.
    pub(super) fn new(packed: Packed) -> Option<Self> {
        let numbers = matches!(
            packed.elements,
            Elements::Float(_) | Elements::Integer { .. }
        );
        numbers.then_some(Self(packed))
    }

    /// The numbers of an attribute.
    pub(super) fn from_parts(datatype: &Datatype, bytes: Vec<u8>) -> Option<Self> {
        let size = hdf5_reader::dtype_element_size(datatype).ok()?;
        Self::new(Packed {
            elements: elements(datatype, size)?,
            shape: Vec::new(),
            count: bytes.len() / size,
            size,
            bytes,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<f64> {
        self.0.number(index)
    }
}

/// Why a text could not be read.
pub(super) enum TextFault {
    /// Its place is outside of the file or of a heap.
    NotThere,
    /// Longer than any name.
    TooLong,
    /// The texts that were read are longer than the largest file.
    TooMuch,
}

impl TextFault {
    pub(super) fn at(self, place: &str) -> FaultKind {
        let found = match self {
            Self::NotThere => format!("a text of {place} outside of its heap"),
            Self::TooLong => format!("a text in {place} of more than {LONGEST_TEXT} bytes"),
            Self::TooMuch => format!("more than {SIZE_LIMIT} bytes of text up to {place}"),
        };
        FaultKind::unexpected(&found, "names are expected, each once in the file")
    }
}

/// The heaps of a file: blocks that hold numbered texts of varying length.
///
/// They are read here and not by the library, which searches a heap for each text and takes it apart again after others: a small file
/// could so keep it busy for days.
pub(super) struct Heap<'f> {
    file: &'f [u8],
    length_size: usize,
    /// By the address of the heap and the number of the text.
    texts: BTreeMap<u64, BTreeMap<u32, &'f [u8]>>,
    /// Bytes of heaps that may still be looked at; heaps that lie in each other use up more than the file has.
    unseen: usize,
    /// Bytes of text that may still be taken.
    left: u64,
}

impl<'f> Heap<'f> {
    pub(super) fn new(file: &'f [u8], length_size: u8) -> Self {
        Self {
            file,
            length_size: usize::from(length_size),
            texts: BTreeMap::new(),
            unseen: file.len(),
            left: SIZE_LIMIT,
        }
    }

    /// The text that an element points to.
    pub(super) fn text(&mut self, element: &[u8]) -> Result<&'f [u8], TextFault> {
        let (length, rest) = little(element, 4).ok_or(TextFault::NotThere)?;
        let (address, rest) =
            little(rest, rest.len().saturating_sub(4)).ok_or(TextFault::NotThere)?;
        let (number, _) = little(rest, 4).ok_or(TextFault::NotThere)?;
        if length == 0 || number == 0 {
            return Ok(&[]);
        }
        self.left = self.left.checked_sub(length).ok_or(TextFault::TooMuch)?;
        if !self.texts.contains_key(&address) {
            let texts = self.read(address).ok_or(TextFault::NotThere)?;
            self.texts.insert(address, texts);
        }
        let texts = self.texts.get(&address);
        let text = texts.and_then(|texts| texts.get(&(number as u32)));
        text.and_then(|text| text.get(..length as usize))
            .map(|text| text.split(|byte| *byte == 0).next().unwrap_or_default())
            .ok_or(TextFault::NotThere)
    }

    /// The texts of the heap at an address, by their numbers.
    fn read(&mut self, address: u64) -> Option<BTreeMap<u32, &'f [u8]>> {
        let whole = self.file.get(usize::try_from(address).ok()?..)?;
        let (size, _) = little(
            whole.strip_prefix(HEAP_SIGNATURE)?.get(3..)?,
            self.length_size,
        )?;
        let size = usize::try_from(size).ok()?;
        self.unseen = self.unseen.checked_sub(size)?;
        let mut rest = whole.get(8 + self.length_size..size)?;
        let mut texts = BTreeMap::new();
        // What is shorter than the beginning of a text is left over.
        while rest.len() >= 8 + self.length_size {
            let (number, after) = little(rest, 2)?;
            if number == 0 {
                break;
            }
            let (length, after) = little(after.get(6..)?, self.length_size)?;
            let length = usize::try_from(length).ok()?;
            texts.insert(number as u32, after.get(..length)?);
            // Texts begin at multiples of eight.
            rest = after
                .get(length.checked_next_multiple_of(8)?..)
                .unwrap_or_default();
        }
        Some(texts)
    }
}

/// A number of so many bytes, the lowest first, and what follows it.
fn little(bytes: &[u8], size: usize) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_at_checked(size)?;
    (size <= 8).then(|| (unsigned(number, ByteOrder::LittleEndian), rest))
}
