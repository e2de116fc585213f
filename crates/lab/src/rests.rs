//! Rests that are known already: what run-ins came to, kept from one run to the next by whoever runs the laboratory.
//!
//! The laboratory has no files. It says by a [`Key`] what it is about to compute, and takes what [`Rests`] remembers under it instead: the
//! numbers are the same to the last bit either way.

use std::fmt;

use crate::life::Values;

/// Everything that decides what a run-in comes to, hashed: the version of the program, the equations, all data, the person's numbers, habits and
/// stool profile, where it starts and how it goes.
///
/// It does not know what the program itself is made of. Who keeps rests for longer than a process lives adds that.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key([u8; 32]);

impl Key {
    /// The hash.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

/// Remembers what run-ins came to, as numbers with names.
pub trait Rests {
    /// What was kept under this key, every number with the same bits; none where nothing is remembered.
    fn find(&self, key: &Key) -> Option<Values>;

    /// Keeps numbers under a key, or forgets them.
    fn keep(&self, key: &Key, rest: &Values);
}

/// Remembers nothing: every rest is computed.
#[derive(Clone, Copy, Debug)]
pub struct Forgetful;

impl Rests for Forgetful {
    fn find(&self, _: &Key) -> Option<Values> {
        None
    }

    fn keep(&self, _: &Key, _: &Values) {}
}

/// Collects what decides a rest into its key. Texts tell how long they are, so that no two collections run into one.
#[derive(Clone)]
pub(crate) struct Deciding(blake3::Hasher);

impl Deciding {
    /// Begins with what kind of rest it is, and the version of the laboratory.
    pub fn of(kind: &str) -> Self {
        let mut deciding = Self(blake3::Hasher::new());
        deciding.text(kind);
        deciding.text(env!("CARGO_PKG_VERSION"));
        deciding
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn number(&mut self, value: f64) {
        self.0.update(&value.to_bits().to_le_bytes());
    }

    pub fn values(&mut self, values: &Values) {
        self.number(values.len() as f64);
        for (name, value) in values {
            self.text(name);
            self.number(*value);
        }
    }

    pub fn key(&self) -> Key {
        Key(*self.0.finalize().as_bytes())
    }
}

/// Numbers of several kinds under names of one kind, as [`Rests`] keep them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(pub Values);

impl Kept {
    pub fn put(&mut self, kind: &str, values: &Values) {
        let named = values
            .iter()
            .map(|(name, value)| (format!("{kind}/{name}"), *value));
        self.0.extend(named);
    }

    pub fn take(&self, kind: &str) -> Values {
        let own = |(name, value): (&String, &f64)| {
            let name = name.strip_prefix(kind)?.strip_prefix('/')?;
            Some((name.to_owned(), *value))
        };
        self.0.iter().filter_map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_under_a_kind_is_taken_back_and_nothing_else() {
        let values = |name: &str| Values::from([(name.to_owned(), 0.1)]);
        let mut kept = Kept::default();
        kept.put("state", &values("a"));
        kept.put("states", &values("b"));
        assert_eq!(kept.take("state"), values("a"));
        assert_eq!(kept.take("states"), values("b"));
    }

    #[test]
    fn keys_differ_when_anything_does() {
        let key = |texts: &[&str], value: f64| {
            let mut deciding = Deciding::of("test");
            texts.iter().for_each(|text| deciding.text(text));
            deciding.number(value);
            deciding.key()
        };
        let one = key(&["ab", "c"], 1.0);
        assert_eq!(one, key(&["ab", "c"], 1.0));
        assert_ne!(one, key(&["a", "bc"], 1.0));
        assert_ne!(one, key(&["ab", "c"], 1.0_f64.next_up()));
        assert_ne!(Deciding::of("a").key(), Deciding::of("b").key());
    }
}
