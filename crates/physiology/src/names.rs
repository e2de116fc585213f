//! Names as people write them: case, hyphens, underscores and spaces are not what tells two things apart.
//! Tables of foods, diets and agents are searched through here, so that every name is forgiving in the same way.

/// A thing with a name and other names for it.
pub trait Named {
    /// The name in the data.
    fn name(&self) -> &str;
    /// Other names people use.
    fn aliases(&self) -> &[String];

    /// Whether a text means this thing.
    fn is_called(&self, text: &str) -> bool {
        let text = plain(text);
        plain(self.name()) == text || self.aliases().iter().any(|alias| plain(alias) == text)
    }
}

/// The form in which names are compared.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c == '-' || c == '_') {
        if !word.is_empty() {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(&word.to_lowercase());
        }
    }
    plain
}

/// The place of the thing a text means. An own name wins over another thing's alias.
pub fn find<T: Named>(things: &[T], text: &str) -> Option<usize> {
    let wanted = plain(text);
    things
        .iter()
        .position(|thing| plain(thing.name()) == wanted)
        .or_else(|| things.iter().position(|thing| thing.is_called(text)))
}

/// Names or aliases that mean two things at once: text, first thing, second thing.
pub fn ambiguous<T: Named>(things: &[T]) -> Vec<(String, String, String)> {
    let mut all: Vec<(String, &str)> = Vec::new();
    for thing in things {
        let mut own: Vec<String> = std::iter::once(thing.name())
            .chain(thing.aliases().iter().map(String::as_str))
            .map(plain)
            .collect();
        own.sort();
        own.dedup();
        all.extend(own.into_iter().map(|text| (text, thing.name())));
    }
    all.sort();
    all.windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| {
            (
                pair[0].0.clone(),
                pair[0].1.to_owned(),
                pair[1].1.to_owned(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(&'static str, Vec<String>);

    impl Named for Thing {
        fn name(&self) -> &str {
            self.0
        }
        fn aliases(&self) -> &[String] {
            &self.1
        }
    }

    #[test]
    fn spelling_is_forgiven_and_own_names_win() {
        let things = [
            Thing("l-rhamnosus-gg", vec!["LGG".into(), "kefir".into()]),
            Thing("kefir", vec![]),
        ];
        assert_eq!(find(&things, "L_rhamnosus  GG"), Some(0));
        assert_eq!(find(&things, "lgg"), Some(0));
        assert_eq!(find(&things, "Kefir"), Some(1));
        assert_eq!(find(&things, "kefirs"), None);
        assert_eq!(ambiguous(&things).len(), 1);
    }
}
