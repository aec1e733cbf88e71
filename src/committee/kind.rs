//! The posts of a committee.

use crate::web::t;

/// A post, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Bí thư.
    Secretary,
    /// Phó bí thư.
    DeputySecretary,
    /// Ủy viên ban thường vụ.
    StandingMember,
    /// Cấp ủy viên.
    CommitteeMember,
    /// Chi ủy viên.
    BranchCommitteeMember,
}

impl Kind {
    /// All of them, as a form offers them.
    pub const ALL: [Self; 5] = [
        Self::Secretary,
        Self::DeputySecretary,
        Self::StandingMember,
        Self::CommitteeMember,
        Self::BranchCommitteeMember,
    ];

    /// Its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Secretary => "secretary",
            Self::DeputySecretary => "deputy_secretary",
            Self::StandingMember => "standing_member",
            Self::CommitteeMember => "committee_member",
            Self::BranchCommitteeMember => "branch_committee_member",
        }
    }

    /// The post of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Secretary => t("Bí thư"),
            Self::DeputySecretary => t("Phó bí thư"),
            Self::StandingMember => t("Ủy viên ban thường vụ"),
            Self::CommitteeMember => t("Cấp ủy viên"),
            Self::BranchCommitteeMember => t("Chi ủy viên"),
        }
    }
}
