//! What is odd in a meeting and a committee may still decide: a card each, to be confirmed. What an edit leaves as it
//! was is not asked again.

use super::present::month_label;
use super::{Kind, NewMeeting, month_of};
use crate::ids::MeetingId;
use crate::members::warnings::Warning;
use crate::web::{With, t};

/// What the book has beside a meeting that is to be written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside<'a> {
    /// What it said before, where it is edited.
    pub before: Option<&'a NewMeeting>,
    /// Another meeting of the same kind, organisation, day and topic.
    pub twin: Option<MeetingId>,
    /// How many hold a post in the committee on the day; none: the book does not know.
    pub seats: Option<i32>,
    /// How many members the branches have on the day, of a meeting of members.
    pub members: Option<i32>,
}

/// The cards of a meeting.
pub(super) fn doubts(new: &NewMeeting, beside: Beside<'_>, confirm: &[String]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let changed = |of: fn(&NewMeeting) -> String| beside.before.is_none_or(|before| of(before) != of(new));
    let told = |code, sentence| Warning::told(code, sentence, String::new(), confirm);
    if changed(in_month)
        && let Some(sentence) = other_month(new)
    {
        warnings.push(told("other_month", sentence));
    }
    if let Some(twin) = beside.twin.filter(|_| changed(what)) {
        let sentence = t("Sổ đã có một cuộc họp giống vậy: cùng tổ chức, cùng loại, cùng ngày {day}, cùng chủ đề.");
        warnings.push(told("same_meeting", sentence.with("day", new.held_on)).linked(twin.path()));
    }
    let of = new.counts.official.map_or(0, |official| official.of);
    if let Some(seats) = beside.seats.filter(|seats| new.kind == Kind::Committee && of > *seats)
        && changed(sitting)
    {
        let sentence = t(
            "Theo sổ, cấp ủy có {n} người vào ngày {day}; đã ghi {of} người phải dự. Người được mời thì ghi vào ô khách.",
        );
        warnings.push(told("committee_size", sentence.with("n", seats).with("day", new.held_on).with("of", of)));
    }
    let of = new.counts.members().map_or(0, |members| members.of);
    if let Some(members) = beside.members.filter(|members| new.kind != Kind::Committee && of > *members)
        && changed(sitting)
    {
        let sentence =
            t("Theo sổ, ngày {day} nơi này có {n} đảng viên phải dự; đã ghi {of} người. Khách thì ghi vào ô khách.");
        warnings.push(told("meeting_size", sentence.with("n", members).with("day", new.held_on).with("of", of)));
    }
    warnings
}

fn in_month(meeting: &NewMeeting) -> String {
    format!("{} {} {}", meeting.kind.code(), meeting.held_on, meeting.for_month)
}

fn what(meeting: &NewMeeting) -> String {
    format!("{} {} {} {}", meeting.kind.code(), meeting.organisation, meeting.held_on, meeting.topic)
}

fn sitting(meeting: &NewMeeting) -> String {
    format!("{} {} {}", meeting.organisation, meeting.held_on, meeting.counts.in_figures())
}

/// Why a regular meeting is not of the month in which it was held. A branch meets once in every month: a meeting that
/// counts for another month hides that in that one it did not meet. What is left is a meeting made up for late, or
/// held a few days early, and that is for the committee to say.
fn other_month(new: &NewMeeting) -> Option<String> {
    if new.kind != Kind::Regular || month_of(new.held_on) == new.for_month {
        return None;
    }
    let sentence = if new.for_month < new.held_on {
        t(
            "Họp ngày {day} mà ghi cho tháng {month}. Chi bộ sinh hoạt định kỳ mỗi tháng một lần, ghi cho tháng đã họp; chỉ xác nhận khi đây là buổi họp bù của tháng {month}.",
        )
    } else {
        t(
            "Họp ngày {day} mà ghi cho tháng {month}, khi đó chưa đến. Chi bộ sinh hoạt định kỳ mỗi tháng một lần, ghi cho tháng đã họp; chỉ xác nhận khi buổi của tháng {month} được họp sớm.",
        )
    };
    Some(sentence.with("day", new.held_on).with("month", month_label(new.for_month)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OrganisationId;
    use crate::meetings::{Counts, Tally};
    use crate::rules::Day;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    fn meeting(kind: Kind, held_on: &str, for_month: &str, of: i32) -> NewMeeting {
        NewMeeting {
            kind,
            organisation: OrganisationId(3),
            held_on: day(held_on),
            starts_at: String::new(),
            for_month: day(for_month),
            topic: "Bàn việc".to_owned(),
            minutes_number: String::new(),
            resolution_number: String::new(),
            content: String::new(),
            counts: Counts { official: Some(Tally { present: 1, of }), ..Counts::default() },
        }
    }

    fn codes(new: &NewMeeting, beside: Beside<'_>) -> Vec<&'static str> {
        doubts(new, beside, &[]).iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn a_regular_meeting_is_of_the_month_in_which_it_was_held_unless_somebody_says_otherwise() {
        for (kind, held_on, for_month, expected) in [
            (Kind::Regular, "2026-11-05", "2026-11-01", &[][..]),
            (Kind::Regular, "2026-11-28", "2026-12-01", &["other_month"]),
            (Kind::Regular, "2026-11-02", "2026-10-01", &["other_month"]),
            (Kind::Thematic, "2026-11-02", "2026-10-01", &[]),
        ] {
            let new = meeting(kind, held_on, for_month, 5);
            assert_eq!(codes(&new, Beside::default()), expected, "{kind:?} {held_on} {for_month}");
        }
        let early = meeting(Kind::Regular, "2026-11-28", "2026-12-01", 5);
        assert!(doubts(&early, Beside::default(), &[])[0].sentence.contains("họp sớm"));
        let late = meeting(Kind::Regular, "2026-11-02", "2026-10-01", 5);
        assert!(doubts(&late, Beside::default(), &[])[0].sentence.contains("họp bù của tháng 10/2026"));
        let confirmed = doubts(&late, Beside::default(), &["other_month".to_owned()]);
        assert!(confirmed[0].confirmed);
        let note = NewMeeting { content: "Thêm".to_owned(), ..late.clone() };
        assert_eq!(codes(&note, Beside { before: Some(&late), ..Beside::default() }), [""; 0], "asked before");
    }

    #[test]
    fn no_more_sit_than_the_committee_has_and_what_is_there_is_asked_about() {
        let sitting = meeting(Kind::Committee, "2026-11-05", "2026-11-01", 7);
        let seats = |seats| Beside { seats, ..Beside::default() };
        assert_eq!(codes(&sitting, seats(Some(5))), ["committee_size"]);
        assert_eq!(codes(&sitting, seats(Some(7))), [""; 0]);
        assert_eq!(codes(&sitting, seats(None)), [""; 0], "the book does not know");
        let branch = meeting(Kind::Regular, "2026-11-05", "2026-11-01", 7);
        assert_eq!(codes(&branch, seats(Some(5))), [""; 0], "of a branch all members come");
        let members = |members| Beside { members, ..Beside::default() };
        assert_eq!(codes(&branch, members(Some(5))), ["meeting_size"]);
        assert_eq!(codes(&branch, members(Some(7))), [""; 0]);
        let twin = Beside { twin: Some(MeetingId(4)), ..Beside::default() };
        let thematic = meeting(Kind::Thematic, "2026-11-05", "2026-11-01", 7);
        assert_eq!(codes(&thematic, twin), ["same_meeting"]);
        assert_eq!(doubts(&thematic, twin, &[])[0].link, "/meetings/4");
        assert_eq!(codes(&thematic, Beside { before: Some(&thematic), ..twin }), [""; 0]);
    }
}
