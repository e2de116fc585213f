//! Which parts of a large run a process computes.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// One of several processes that share the parts of a run among them, written `3/64`: the third of 64.
///
/// ```
/// use exchange::dataset::Shard;
/// let shard: Shard = "2/3".parse().unwrap();
/// let own: Vec<usize> = (0..7).filter(|&part| shard.owns(part)).collect();
/// assert_eq!(own, [1, 4]);
/// let error = "4/3".parse::<Shard>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`4/3` is no shard: write one of `1/3` to `3/3`"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard {
    index: usize,
    of: usize,
}

impl Shard {
    /// The shard with a number from 1 to `of`; none for any other.
    pub fn new(index: usize, of: usize) -> Option<Self> {
        (1..=of).contains(&index).then_some(Self { index, of })
    }

    /// Its number, from 1.
    pub fn index(self) -> usize {
        self.index
    }

    /// How many shards there are.
    pub fn of(self) -> usize {
        self.of
    }

    /// Whether it computes a part, numbered from 0. Each part is owned by one shard; they are dealt out in turn.
    pub fn owns(self, part: usize) -> bool {
        part % self.of == self.index - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let no_shard = |of| ShardError {
            text: text.to_owned(),
            of,
        };
        let (index, of) = text.split_once('/').ok_or_else(|| no_shard(None))?;
        let of = number(of).filter(|&of| of > 0);
        let shard = number(index).zip(of);
        shard
            .and_then(|(index, of)| Self::new(index, of))
            .ok_or_else(|| no_shard(of))
    }
}

/// Digits only: what a number may be elsewhere, such as `+3`, is none here.
fn number(text: &str) -> Option<usize> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A text that names no shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardError {
    text: String,
    /// How many shards there are, where that much could be read.
    of: Option<usize>,
}

impl fmt::Display for ShardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.of {
            Some(1) => write!(f, "`{text}` is no shard: the only one is `1/1`"),
            Some(of) => write!(
                f,
                "`{text}` is no shard: write one of `1/{of}` to `{of}/{of}`"
            ),
            None => write!(
                f,
                "`{text}` is no shard: write its number and how many there are, such as `3/64`"
            ),
        }
    }
}

impl Error for ShardError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_shard_is_refused_with_what_would_be_one() {
        let advice = |text: &str| text.parse::<Shard>().unwrap_err().to_string();
        for text in ["0/4", "5/4", "x/4", "/4", "-1/4", "+1/4", "1.0/4"] {
            let expected = format!("`{text}` is no shard: write one of `1/4` to `4/4`");
            assert_eq!(advice(text), expected);
        }
        for text in ["x", "", "3", "1/0", "0/0", "1/", "1/x", "1/2/3", " 1/2 "] {
            let expected = format!(
                "`{text}` is no shard: write its number and how many there are, such as `3/64`"
            );
            assert_eq!(advice(text), expected);
        }
        assert_eq!(advice("2/1"), "`2/1` is no shard: the only one is `1/1`");
    }

    #[test]
    fn every_part_is_owned_once() {
        for of in 1..6 {
            let shards: Vec<Shard> = (1..=of)
                .map(|index| format!("{index}/{of}").parse().unwrap())
                .collect();
            for part in 0..50 {
                let owners = shards.iter().filter(|shard| shard.owns(part)).count();
                assert_eq!(owners, 1, "part {part} of {of} shards");
            }
        }
    }
}
