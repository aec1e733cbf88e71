//! Who came, by person: the sheet of a branch on the day of a meeting.

use crate::ids::PersonId;
use crate::web::t;

use super::{Counts, Tally};

/// Whether somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// They came.
    Present,
    /// They were absent, with a reason.
    Excused,
    /// They were absent, without one.
    Unexcused,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Present, Self::Excused, Self::Unexcused];

    /// Its word in the database and in the form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Excused => "excused",
            Self::Unexcused => "unexcused",
        }
    }

    /// The mark of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Present => t("Có mặt"),
            Self::Excused => t("Vắng có lý do"),
            Self::Unexcused => t("Vắng không lý do"),
        }
    }
}

/// As what somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// An official member.
    Official,
    /// A probationary member.
    Probationary,
    /// In temporarily: beside the count.
    Guest,
}

impl Capacity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Official, Self::Probationary, Self::Guest];

    /// Its word in the database, which is that of the span.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Probationary => "probationary",
            Self::Guest => "guest",
        }
    }

    /// The capacity of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capacity| capacity.code() == code)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Official => t("Chính thức"),
            Self::Probationary => t("Dự bị"),
            Self::Guest => t("Sinh hoạt tạm thời"),
        }
    }
}

/// Somebody's mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Whether they came.
    pub mark: Mark,
    /// As what.
    pub capacity: Capacity,
}

/// Somebody on the sheet.
#[derive(Clone, Debug)]
pub(super) struct OnSheet {
    pub person: PersonId,
    pub name: String,
    /// None: marked, but not of the branch on that day any more, as the book says now.
    pub capacity: Option<Capacity>,
    pub away: bool,
    pub exempt: bool,
    pub suspended: bool,
    pub marked: Option<Marked>,
}

impl OnSheet {
    /// Whether they should have come.
    pub const fn expected(&self) -> bool {
        matches!(self.capacity, Some(Capacity::Official | Capacity::Probationary))
            && !self.away
            && !self.exempt
            && !self.suspended
    }

    /// Whether they may be marked at all: who is away votes and is counted nowhere here, who is suspended does not
    /// come.
    pub const fn may_be_marked(&self) -> bool {
        self.marked.is_some() || (self.capacity.is_some() && !self.away && !self.suspended)
    }

    /// Why they need not come; nothing where they should.
    pub fn note(&self) -> &'static str {
        match self.capacity {
            None => t("không còn thuộc chi bộ vào ngày này"),
            Some(_) if self.away => t("đang sinh hoạt tạm thời nơi khác"),
            Some(_) if self.suspended => t("bị đình chỉ sinh hoạt"),
            Some(_) if self.exempt => t("được miễn sinh hoạt"),
            Some(Capacity::Guest) => t("không tính vào số phải dự"),
            Some(_) => "",
        }
    }
}

/// The figures of a sheet: an exempt member is counted who came, and not who did not.
pub(super) fn counted(marks: impl IntoIterator<Item = Marked>) -> Counts {
    let mut counts = Counts {
        official: Some(Tally::default()),
        probationary: Some(Tally::default()),
        guests: Some(0),
        excused: Some(0),
        unexcused: Some(0),
    };
    let add = |count: &mut Option<i32>| *count = count.map(|count| count + 1);
    for marked in marks {
        let came = marked.mark == Mark::Present;
        let tally = match marked.capacity {
            Capacity::Official => &mut counts.official,
            Capacity::Probationary => &mut counts.probationary,
            Capacity::Guest => {
                if came {
                    add(&mut counts.guests);
                }
                continue;
            }
        };
        if let Some(tally) = tally {
            tally.of += 1;
            tally.present += i32::from(came);
        }
        match marked.mark {
            Mark::Present => {}
            Mark::Excused => add(&mut counts.excused),
            Mark::Unexcused => add(&mut counts.unexcused),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_counts_members_by_standing_and_guests_beside() {
        let marked = |capacity, mark| Marked { mark, capacity };
        let counts = counted([
            marked(Capacity::Official, Mark::Present),
            marked(Capacity::Official, Mark::Excused),
            marked(Capacity::Probationary, Mark::Unexcused),
            marked(Capacity::Guest, Mark::Present),
            marked(Capacity::Guest, Mark::Excused),
        ]);
        assert_eq!(counts.official, Some(Tally { present: 1, of: 2 }));
        assert_eq!(counts.probationary, Some(Tally { present: 0, of: 1 }));
        assert_eq!((counts.guests, counts.excused, counts.unexcused), (Some(1), Some(1), Some(1)));
    }
}
