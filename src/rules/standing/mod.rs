//! The one place that knows which event may follow which, and what a person is on a day.
//!
//! [`fold`] turns the events of one person into [`Span`]s; [`may_follow`] says what may be recorded
//! next. Four tracks run beside each other, each with at most one span on a day:
//!
//! - membership: probationary or official, in one organisation of ours;
//! - away: temporarily transferred out, still counted at home (Quy định 294-QĐ/TW, điểm 6.3.2);
//! - guest: temporarily in, counted elsewhere;
//! - activity: exempt or suspended, both still counted.
//!
//! A span holds from the start of its first day and ends before its last: `[from, to)`. Who leaves
//! on a day is not in the list of that day.
//!
//! What a move between two of our organisations does to the rest: who is away, exempt or suspended
//! stays so, for the move is of the home and not of the person (a merger of branches moves all of
//! them, điểm 6.3.4), and the span goes on in the new home. Only who moves to the very organisation
//! where they are a guest has come to stay, and is neither away nor a guest any more.

mod fold;
mod kind;
mod next;
mod refusal;
mod spans;
#[cfg(test)]
mod tests;

use super::day::{Day, PartialDate};

pub use fold::fold;
pub use kind::Kind;
pub use next::{may_follow, never_follows};
pub use refusal::{Refusal, Step};

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Đảng viên dự bị.
    Probationary,
    /// Đảng viên chính thức.
    Official,
}

impl Standing {
    /// `probationary` or `official`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Probationary => "probationary",
            Self::Official => "official",
        }
    }

    /// The standing with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Probationary, Self::Official].into_iter().find(|standing| standing.code() == code)
    }
}

/// What happened to a person, as far as it matters for their standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number in the ledger; of two events alike on one day the lower comes first.
    pub id: i64,
    /// What happened.
    pub kind: Kind,
    /// The day from which it counts.
    pub effective_on: Day,
    /// The organisation of ours where it happened: the home, or the host of a guest; of a move, the
    /// one that is left.
    pub organisation: i64,
    /// The other organisation of ours: where a move goes, or who hosts somebody sent out.
    pub counterpart: Option<i64>,
    /// The standing that an opening balance or an arrival brings; after a transfer out and back, the
    /// one before when none is given.
    pub standing: Option<Standing>,
    /// The day of the decision. Of an admission: the day from which party age counts; of an arrival that of the
    /// admission elsewhere, and not the letter's.
    pub decided_on: Option<PartialDate>,
    /// The day of the ceremony, when it is not the effective day (opening balance, arrival).
    pub admitted_on: Option<PartialDate>,
    /// The day on which the person became official, when it is not the effective day: an opening
    /// balance, an arrival, a recognition that counts from before the person was in this book.
    pub official_on: Option<PartialDate>,
    /// Until when a temporary transfer, a stay, an exemption or a suspension was meant to last.
    /// It informs and ends nothing.
    pub due_on: Option<Day>,
}

/// Tracks run beside each other; two spans of one track never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Track {
    /// Probationary or official.
    Membership,
    /// Temporarily transferred out.
    Away,
    /// Temporarily in.
    Guest,
    /// Exempt or suspended.
    Activity,
}

impl Track {
    /// `membership`, `away`, `guest` or `activity`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Membership => "membership",
            Self::Away => "away",
            Self::Guest => "guest",
            Self::Activity => "activity",
        }
    }

    /// The track with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Membership, Self::Away, Self::Guest, Self::Activity].into_iter().find(|track| track.code() == code)
    }
}

/// What a span says of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Đảng viên dự bị.
    Probationary,
    /// Đảng viên chính thức.
    Official,
    /// Chuyển sinh hoạt tạm thời đi.
    Away,
    /// Sinh hoạt tạm thời đến.
    Guest,
    /// Được miễn công tác và sinh hoạt.
    Exempt,
    /// Bị đình chỉ sinh hoạt.
    Suspended,
}

impl Value {
    /// Every value, in the order of the tracks.
    pub const ALL: [Self; 6] =
        [Self::Probationary, Self::Official, Self::Away, Self::Guest, Self::Exempt, Self::Suspended];

    /// `probationary`, `official`, `away`, `guest`, `exempt` or `suspended`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Probationary => Standing::Probationary.code(),
            Self::Official => Standing::Official.code(),
            Self::Away => "away",
            Self::Guest => "guest",
            Self::Exempt => "exempt",
            Self::Suspended => "suspended",
        }
    }

    /// The value with that [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.code() == code)
    }

    /// The standing, of a membership span.
    pub const fn standing(self) -> Option<Standing> {
        match self {
            Self::Probationary => Some(Standing::Probationary),
            Self::Official => Some(Standing::Official),
            _ => None,
        }
    }
}

impl From<Standing> for Value {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Probationary => Self::Probationary,
            Standing::Official => Self::Official,
        }
    }
}

/// What a person was, on one track, from a day until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its track.
    pub track: Track,
    /// What the person was.
    pub value: Value,
    /// Where: of a membership, away or activity span the home, of a guest span the host.
    pub organisation: i64,
    /// The first day.
    pub from: Day,
    /// The day after the last; `None`: it goes on.
    pub to: Option<Day>,
    /// The event with which the span begins.
    pub event: i64,
    /// The day of the ceremony, as far as it is known. Of a membership span, and of a guest's when
    /// the letter says so.
    pub admitted_on: Option<PartialDate>,
    /// The day on which the person became official; never of a probationary member.
    pub official_on: Option<PartialDate>,
    /// Until when it was meant to last, of the tracks that are not membership.
    pub due_on: Option<Day>,
}

impl Span {
    /// Whether the span holds on that day.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}
