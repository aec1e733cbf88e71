//! What a course is, and what became of somebody on it.

use crate::rules::Day;
use crate::web::t;

/// What a course is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Bồi dưỡng nhận thức về Đảng, for those who may be admitted.
    Awareness,
    /// Bồi dưỡng đảng viên mới, wanted before the recognition.
    NewMember,
    /// Sơ cấp lý luận chính trị.
    Elementary,
    /// Trung cấp.
    Intermediate,
    /// Cao cấp.
    Advanced,
    /// Any other.
    Other,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Awareness, Self::NewMember, Self::Elementary, Self::Intermediate, Self::Advanced, Self::Other];

    /// Its word in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Awareness => "awareness",
            Self::NewMember => "new_member",
            Self::Elementary => "elementary",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
            Self::Other => "other",
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        t(self.name())
    }

    /// What the book calls it, whatever language somebody reads it in: a course without a name of its own.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Awareness => "Bồi dưỡng nhận thức về Đảng (đối tượng kết nạp)",
            Self::NewMember => "Bồi dưỡng đảng viên mới",
            Self::Elementary => "Sơ cấp lý luận chính trị",
            Self::Intermediate => "Trung cấp lý luận chính trị",
            Self::Advanced => "Cao cấp lý luận chính trị",
            Self::Other => "Lớp khác",
        }
    }

    /// Whether members are sent to it: to the awareness course nobody who is one already.
    pub const fn takes_members(self) -> bool {
        !matches!(self, Self::Awareness)
    }

    /// Whether people who are not yet members are sent to it.
    pub const fn takes_candidates(self) -> bool {
        !matches!(self, Self::NewMember)
    }
}

/// What became of somebody on a course.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It goes on, or nothing is known yet.
    #[default]
    Studying,
    /// Đạt, without a grade.
    Passed,
    /// Loại trung bình.
    Average,
    /// Loại khá.
    Fair,
    /// Loại giỏi.
    Good,
    /// Loại xuất sắc.
    Excellent,
    /// Không đạt.
    Failed,
    /// Bỏ học.
    Dropped,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Studying,
        Self::Passed,
        Self::Average,
        Self::Fair,
        Self::Good,
        Self::Excellent,
        Self::Failed,
        Self::Dropped,
    ];

    /// Its word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Studying => "studying",
            Self::Passed => "passed",
            Self::Average => "average",
            Self::Fair => "fair",
            Self::Good => "good",
            Self::Excellent => "excellent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The outcome of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Studying => t("Đang học"),
            Self::Passed => t("Đạt"),
            Self::Average => t("Đạt loại trung bình"),
            Self::Fair => t("Đạt loại khá"),
            Self::Good => t("Đạt loại giỏi"),
            Self::Excellent => t("Đạt loại xuất sắc"),
            Self::Failed => t("Không đạt"),
            Self::Dropped => t("Bỏ học"),
        }
    }

    /// What it is called on a day: without a result, whoever was on a course that is over by then awaits it.
    pub fn label_on(self, day: Day, to_on: Option<Day>) -> &'static str {
        match self {
            Self::Studying if to_on.is_some_and(|last| last < day) => t("Chờ kết quả"),
            _ => self.label(),
        }
    }

    /// Whether the course was passed, so that there is a certificate.
    pub const fn is_passed(self) -> bool {
        matches!(self, Self::Passed | Self::Average | Self::Fair | Self::Good | Self::Excellent)
    }

    /// The kind of tag that says it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Studying => "away",
            Self::Failed | Self::Dropped => "left",
            _ => "ok",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_says_something_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
        }
        let mut labels: Vec<_> =
            Kind::ALL.map(Kind::label).into_iter().chain(Outcome::ALL.map(Outcome::label)).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), Kind::ALL.len() + Outcome::ALL.len());
    }

    #[test]
    fn nobody_but_candidates_learns_what_the_party_is_and_nobody_but_members_how_a_new_one_acts() {
        assert!(!Kind::Awareness.takes_members() && Kind::Awareness.takes_candidates());
        assert!(Kind::NewMember.takes_members() && !Kind::NewMember.takes_candidates());
    }
}
