//! The kinds of things that are due.

/// What kind of thing is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// A recognition.
    Recognition,
    /// The end of a temporary transfer out.
    Away,
    /// The end of a guest's stay.
    Guest,
    /// The end of an exemption or a suspension.
    Activity,
    /// The letter of an official transfer out.
    Letter,
    /// A badge.
    Badge,
    /// Two people who may be one.
    Alike,
}

impl Matter {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 7] =
        [Self::Recognition, Self::Away, Self::Guest, Self::Activity, Self::Letter, Self::Badge, Self::Alike];

    /// Its word in addresses; of what is a track of its own, the word of the track.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recognition => "recognition",
            Self::Away => "away",
            Self::Guest => "guest",
            Self::Activity => "activity",
            Self::Letter => "letter",
            Self::Badge => "badge",
            Self::Alike => "alike",
        }
    }

    /// The matter with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|matter| matter.code() == code)
    }
}
