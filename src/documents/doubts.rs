//! What cannot be of the sessions of a document in one organisation, and what is odd in one and a committee may still
//! decide: a card each, to be confirmed.

use super::{NewSession, Session, Share};
use crate::auth::Tree;
use crate::members::warnings::Warning;
use crate::web::{Errors, With, t};

/// One of the counts of a session.
type Count = fn(&NewSession) -> Share;

/// The two counts of a session, each with its field.
const COUNTS: [(&str, Count); 2] =
    [("members_present", |session| session.members), ("outsiders_present", |session| session.outsiders)];

/// What an organisation is told on one day is one session: twice in the book, its people would be counted twice. Who
/// was called in two groups that day is added up; who caught up that day is another session.
pub(super) fn again(new: &NewSession) -> Errors {
    let sentence = t(
        "Sổ đã có lần quán triệt văn bản này của tổ chức này ngày {day}. Sửa lần đó; học chia nhiều lượt thì cộng lại.",
    );
    Errors::one("held_on", sentence.with("day", new.held_on))
}

/// How many had missed the main sessions and did not catch up: less than none where more came than should.
fn missed(sessions: &[&NewSession], came: Count) -> i64 {
    sessions.iter().map(|one| if one.catch_up { 0 } else { came(one).should } - came(one).present).sum()
}

/// Why a session cannot stand beside the others of its organisation: who catches up missed a session before, and no
/// more come in all than should have come in the first place.
pub(super) fn beside(others: &[&NewSession], new: &NewSession) -> Option<Errors> {
    let mut errors = Errors::new();
    if new.catch_up && others.iter().all(|session| session.catch_up) {
        errors.add(
            "catch_up",
            t("Chưa ghi lần quán triệt chính của tổ chức này. Ghi lần đó trước, hoặc bỏ chọn học bù."),
        );
        return Some(errors);
    }
    let caught_up = |came: Count| -> i64 {
        others.iter().filter(|session| session.catch_up).map(|session| came(session).present).sum()
    };
    for (field, came) in COUNTS {
        let left = missed(others, came);
        if new.catch_up && came(new).present > left {
            let sentence = t("Các lần trước chỉ còn {n} người vắng; học bù không thể nhiều hơn.");
            errors.add(field, sentence.with("n", left.max(0)));
        } else if !new.catch_up && caught_up(came) > 0 && left + came(new).should < came(new).present {
            let sentence =
                t("Đã ghi {n} người học bù: có mặt và học bù cộng lại nhiều hơn phải dự. Sửa lần học bù trước.");
            errors.add(field, sentence.with("n", caught_up(came)));
        }
    }
    (!errors.is_empty()).then_some(errors)
}

/// Why a session cannot be missing among those that are left: somebody caught up on it.
pub(super) fn without(left: &[&NewSession]) -> Option<&'static str> {
    let caught_up = left.iter().any(|session| session.catch_up);
    let all_caught_up = left.iter().all(|session| session.catch_up);
    let too_many = COUNTS.into_iter().any(|(_, came)| missed(left, came) < 0);
    (caught_up && (all_caught_up || too_many))
        .then(|| t("Còn lần học bù dựa vào lần này. Sửa hoặc rút lần học bù trước."))
}

/// The cards of a session. `expected`: how many members the book has there on the day. `sessions`: those of the document
/// in other organisations. What an edit leaves as it was is not asked again.
pub(super) fn doubts(
    new: &NewSession,
    before: Option<&NewSession>,
    (tree, expected): (&Tree, Option<i64>),
    sessions: &[&Session],
    confirm: &[String],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if new.catch_up {
        return warnings;
    }
    let told = |code, sentence| Warning::told(code, sentence, String::new(), confirm);
    if let Some(n) = expected.filter(|n| new.members.should > *n)
        && before
            .is_none_or(|before| (before.organisation, before.members.should) != (new.organisation, new.members.should))
    {
        let sentence = t("Theo sổ, ngày {day} nơi này có {n} đảng viên phải dự; đã ghi {of} người.");
        warnings
            .push(told("session_size", sentence.with("day", new.held_on).with("n", n).with("of", new.members.should)));
    }
    let above = tree.above(new.organisation);
    let shares = |other: &&&Session| {
        let said = &other.said;
        !said.catch_up
            && (above.contains(&said.organisation) || tree.above(said.organisation).contains(&new.organisation))
    };
    if before.is_none_or(|before| before.organisation != new.organisation)
        && let Some(other) = sessions.iter().find(shares)
    {
        let sentence = t(
            "{name} đã được quán triệt văn bản này ngày {day}. Ghi cả hai thì người ở đó bị tính hai lần: chỉ xác nhận khi đây là những người khác.",
        );
        let sentence = sentence.with("day", other.said.held_on).with("name", tree.name(other.said.organisation));
        warnings.push(told("same_people", sentence).linked(format!(
            "{}/sessions/{}/edit",
            other.document.path(),
            other.id
        )));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OrganisationId;
    use crate::rules::Day;

    fn session(present: i64, should: i64, catch_up: bool) -> NewSession {
        NewSession {
            organisation: OrganisationId(3),
            held_on: Day::parse_iso("2026-10-05").unwrap(),
            members: Share { present, should },
            outsiders: Share { present: 0, should: 0 },
            catch_up,
            note: String::new(),
        }
    }

    #[test]
    fn no_more_come_in_all_than_should_have_come_whatever_is_written_last() {
        let (main, later) = (session(12, 15, false), session(3, 3, true));
        let fields = |found: Option<Errors>| found.map(|errors| errors.list()[0].0);
        assert_eq!(fields(beside(&[], &later)), Some("catch_up"));
        assert_eq!(fields(beside(&[&main], &later)), None);
        assert_eq!(fields(beside(&[&main], &session(4, 4, true))), Some("members_present"));
        // The first is corrected after somebody has caught up on it.
        assert_eq!(fields(beside(&[&later], &session(15, 15, false))), Some("members_present"));
        assert_eq!(fields(beside(&[&later], &session(12, 14, false))), Some("members_present"));
        assert_eq!(fields(beside(&[&later], &session(13, 16, false))), None);
        // And taken out.
        assert!(without(&[&later]).is_some());
        assert!(without(&[&later, &session(5, 5, false)]).is_some(), "of whom nobody was missing");
        assert!(without(&[&later, &session(5, 9, false)]).is_none());
        assert!(without(&[]).is_none() && without(&[&main]).is_none());
    }
}
