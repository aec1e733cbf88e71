//! The contact of a member with the place where they live: introduced to the branch there, or not and why; and the
//! comment that comes back every year (Quy định 76-QĐ/TW of 2000, since 2020 Quy định 213-QĐ/TW).

use super::Day;

/// Why somebody is not introduced. The groups of Hướng dẫn 33-HD/BTCTW of 2020 were not read in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Their branch is that of the place where they live.
    SameBranch,
    /// Retired, and in the branch of the place where they live.
    Retired,
    /// Exempt from activity.
    Exempt,
    /// At work or at study away from home for long, or always on the move.
    Away,
    /// Another reason, said in words.
    Other,
}

impl Reason {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 5] = [Self::SameBranch, Self::Retired, Self::Exempt, Self::Away, Self::Other];

    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameBranch => "same_branch",
            Self::Retired => "retired",
            Self::Exempt => "exempt",
            Self::Away => "away",
            Self::Other => "other",
        }
    }

    /// The reason of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// The number of the regulation that is in force on a day: 76-QĐ/TW of 15/6/2000, from 2/1/2020 on 213-QĐ/TW.
pub fn regulation(on: Day) -> &'static str {
    if on < Day::constant(2020, 1, 2) { "76-QĐ/TW" } else { "213-QĐ/TW" }
}

/// What the committee of the residence says of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comment {
    /// Has done the duties of a member there well.
    Good,
    /// Takes part, not yet well.
    Fair,
    /// Takes part little.
    Little,
    /// Does not keep in contact.
    None,
}

impl Comment {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Good, Self::Fair, Self::Little, Self::None];

    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Little => "little",
            Self::None => "none",
        }
    }

    /// The comment of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comment| comment.code() == code)
    }
}

/// Where somebody stands in a year: every member is in exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing is recorded: neither introduced, nor why not.
    Unknown,
    /// Introduced, and the comment of the year has not come.
    Awaited,
    /// Introduced, and commented on.
    Commented,
    /// Not introduced, for a reason.
    NotIntroduced,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Awaited, Self::Commented, Self::NotIntroduced];

    /// Where somebody stands who is introduced or not (none: nothing is recorded) and has a comment or not.
    pub const fn of(introduced: Option<bool>, commented: bool) -> Self {
        match (introduced, commented) {
            (None, _) => Self::Unknown,
            (Some(true), true) => Self::Commented,
            (Some(true), false) => Self::Awaited,
            (Some(false), _) => Self::NotIntroduced,
        }
    }

    /// Its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Awaited => "awaited",
            Self::Commented => "commented",
            Self::NotIntroduced => "not_introduced",
        }
    }

    /// The state of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_in_exactly_one_state() {
        for (introduced, commented, state) in [
            (None, false, State::Unknown),
            (None, true, State::Unknown),
            (Some(true), false, State::Awaited),
            (Some(true), true, State::Commented),
            (Some(false), false, State::NotIntroduced),
            (Some(false), true, State::NotIntroduced),
        ] {
            assert_eq!(State::of(introduced, commented), state);
        }
    }

    #[test]
    fn words_mean_what_they_say() {
        assert!(Reason::ALL.iter().all(|reason| Reason::from_code(reason.code()) == Some(*reason)));
        assert!(Comment::ALL.iter().all(|comment| Comment::from_code(comment.code()) == Some(*comment)));
        assert!(State::ALL.iter().all(|state| State::from_code(state.code()) == Some(*state)));
    }
}
