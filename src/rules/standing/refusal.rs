//! Why the events of a person cannot be so.

use super::{Day, Kind, PartialDate, Track, Value};

/// The event that cannot stand where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number in the ledger.
    pub event: i64,
    /// What it says happened.
    pub kind: Kind,
    /// The day from which it counts.
    pub on: Day,
}

/// Why an event cannot stand where it stands. It may be refused because of an event recorded
/// before it that counts from a later day: then [`Refusal::step`] is that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An opening balance can only be the first event of a person.
    NotTheFirst {
        /// The opening balance.
        at: Step,
        /// The first event.
        first: i64,
    },
    /// The person is no member on that day.
    NotAMember {
        /// What was to happen.
        at: Step,
    },
    /// The person is a member already.
    AlreadyAMember {
        /// What was to happen.
        at: Step,
        /// The event with which the present span begins.
        since: i64,
    },
    /// Nobody returns this way who never left, or who left as this person did.
    CannotReturn {
        /// What was to happen.
        at: Step,
        /// How and with which event the person left; `None`: never was a member here.
        left: Option<(Kind, i64)>,
    },
    /// Only a probationary member can be recognised, and only their admission cancelled.
    NotProbationary {
        /// What was to happen.
        at: Step,
        /// The event with which the person became official here.
        since: i64,
    },
    /// Official before the ceremony.
    BeforeAdmission {
        /// The recognition, opening balance or arrival.
        at: Step,
        /// The day of the ceremony.
        admitted_on: PartialDate,
    },
    /// On this track something else runs: away already, a guest already, exempt or suspended.
    AlreadySo {
        /// What was to happen.
        at: Step,
        /// What runs.
        value: Value,
        /// The event with which it began.
        since: i64,
    },
    /// What was to be extended or ended does not run.
    NotSo {
        /// What was to happen.
        at: Step,
        /// The track on which nothing, or something else, runs.
        track: Track,
    },
    /// From and to are one organisation.
    SameOrganisation {
        /// The move.
        at: Step,
    },
    /// The person is carried by another organisation on that day.
    OtherOrganisation {
        /// What was to happen.
        at: Step,
        /// Where the person is.
        organisation: i64,
    },
    /// It must say with which standing the person comes.
    MissingStanding {
        /// The opening balance or the arrival.
        at: Step,
    },
    /// It must say where the person moves.
    MissingCounterpart {
        /// The move.
        at: Step,
    },
}

impl Refusal {
    /// The reason as a word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotTheFirst { .. } => "not_the_first",
            Self::NotAMember { .. } => "not_a_member",
            Self::AlreadyAMember { .. } => "already_a_member",
            Self::CannotReturn { .. } => "cannot_return",
            Self::NotProbationary { .. } => "not_probationary",
            Self::BeforeAdmission { .. } => "before_admission",
            Self::AlreadySo { .. } => "already_so",
            Self::NotSo { .. } => "not_so",
            Self::SameOrganisation { .. } => "same_organisation",
            Self::OtherOrganisation { .. } => "other_organisation",
            Self::MissingStanding { .. } => "missing_standing",
            Self::MissingCounterpart { .. } => "missing_counterpart",
        }
    }

    /// The event that cannot stand.
    pub const fn step(&self) -> Step {
        match *self {
            Self::NotTheFirst { at, .. }
            | Self::NotAMember { at }
            | Self::AlreadyAMember { at, .. }
            | Self::CannotReturn { at, .. }
            | Self::NotProbationary { at, .. }
            | Self::BeforeAdmission { at, .. }
            | Self::AlreadySo { at, .. }
            | Self::NotSo { at, .. }
            | Self::SameOrganisation { at }
            | Self::OtherOrganisation { at, .. }
            | Self::MissingStanding { at }
            | Self::MissingCounterpart { at } => at,
        }
    }
}
