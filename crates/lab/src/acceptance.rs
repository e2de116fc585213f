//! How much of what somebody brings must be known to the data before it stands for them.

/// How much must be known: of a stool profile, the share of what was classified; of a diary, the share of what was eaten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acceptance {
    /// The least share; below it, it is refused.
    pub minimum_known: f64,
    /// Below this share it is accepted with a warning.
    pub warned_below: f64,
}

impl Default for Acceptance {
    fn default() -> Self {
        Self {
            minimum_known: 0.3,
            warned_below: 0.6,
        }
    }
}

impl Acceptance {
    /// Takes anything of which something is known.
    pub fn of_anything() -> Self {
        Self {
            minimum_known: 0.0,
            ..Self::default()
        }
    }

    /// What a person asks for: anything, or the usual.
    pub fn asked(anything: bool) -> Self {
        match anything {
            true => Self::of_anything(),
            false => Self::default(),
        }
    }
}
