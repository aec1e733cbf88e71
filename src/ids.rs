//! The identifiers: each its own type, so that a branch is never taken for a person.

/// A number given by the database, as a type of its own: read from and written to columns,
/// addresses and forms as that number.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Deserialize, serde::Serialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                text.trim().parse().map(Self)
            }
        }
    };
}

id!(
    /// An account: somebody who may sign in.
    AccountId
);
id!(
    /// An event of the ledger.
    EventId
);
id!(
    /// A document that was made known.
    DocumentId
);
id!(
    /// A meeting.
    MeetingId
);
id!(
    /// A session in which a document was made known.
    SessionId
);
id!(
    /// An organisation: a superior, a committee (đảng bộ) or a branch (chi bộ).
    OrganisationId
);
id!(
    /// A person: a member, a guest, somebody who left.
    PersonId
);

id!(
    /// A candidate: somebody who may be admitted one day (quần chúng).
    CandidateId
);
id!(
    /// A course to which people are sent.
    CourseId
);
id!(
    /// Somebody's part in a course.
    ParticipantId
);

impl CandidateId {
    /// Where the candidate's page is.
    pub fn path(self) -> String {
        format!("/candidates/{self}")
    }
}

impl CourseId {
    /// Where the course's page is.
    pub fn path(self) -> String {
        format!("/courses/{self}")
    }
}

impl PersonId {
    /// Where the person's record is.
    pub fn path(self) -> String {
        format!("/members/{self}")
    }
}

impl OrganisationId {
    /// Where the organisation's page is.
    pub fn path(self) -> String {
        format!("/organisations/{self}")
    }
}

impl MeetingId {
    /// Where the meeting's page is.
    pub fn path(self) -> String {
        format!("/meetings/{self}")
    }
}

impl DocumentId {
    /// Where the document's page is.
    pub fn path(self) -> String {
        format!("/documents/{self}")
    }
}
