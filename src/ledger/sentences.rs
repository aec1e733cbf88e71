//! What the rules answer, as a sentence that says what is missing; and the names of the kinds.

use super::Event;
use super::queries::Misplaced;
use crate::rules::standing::{Kind, Refusal, Standing, Step, Track, Value};
use crate::web::{With, t};

/// Why an event may not be recorded: what stands in the way, with its day, and what to record first.
///
/// The event recorded last is the one at the keyboard; when another is refused, that one would no longer fit.
pub fn refusal(refusal: &Refusal, events: &[Event]) -> String {
    let at = refusal.step();
    let newest = events.iter().map(|event| event.id.0).max();
    if newest.is_some_and(|newest| newest > at.event) {
        let sentence = t(
            "Chưa ghi được: “{what}” ngày {day} đã ghi trước sẽ không còn khớp. Nếu việc này đúng: hủy “{what}” ngày {day}, ghi việc này, rồi ghi lại việc đó.",
        );
        return sentence.with("what", kind_label(at.kind)).with("day", at.on);
    }
    let lead = t("Chưa ghi được “{what}” từ ngày {day}:").with("what", kind_label(at.kind)).with("day", at.on);
    format!("{lead} {}", reason(refusal, events))
}

/// What rests on an event that is to be voided.
pub(super) fn rests_on_it(refusal: &Refusal) -> String {
    let at = refusal.step();
    t("Chưa hủy được: “{what}” ngày {day} dựa vào việc này. Hủy hoặc sửa việc đó trước.")
        .with("what", kind_label(at.kind))
        .with("day", at.on)
}

/// Why nobody can be a member or a guest there.
pub(super) fn misplaced(misplaced: &Misplaced) -> String {
    let sentence = if misplaced.is_branch {
        t("{name} chưa có hoặc đã giải thể trong thời gian từ ngày {day}. Chọn chi bộ khác, hoặc kiểm tra lại ngày.")
    } else {
        t("{name} không phải chi bộ. Chọn một chi bộ.")
    };
    sentence.with("name", &misplaced.name).with("day", misplaced.from)
}

fn reason(refusal: &Refusal, events: &[Event]) -> String {
    match *refusal {
        Refusal::NotTheFirst { first, .. } => about(
            t("việc này phải là việc đầu tiên của một người, nhưng trước đó đã có {event}. Kiểm tra lại ngày của hai việc."),
            first,
            events,
        ),
        Refusal::NotAMember { at } => match left_before(at, events) {
            Some(left) => about(
                t("ngày đó người này không còn là đảng viên trong sổ, sau việc {event}. Kiểm tra lại ngày, hoặc ghi việc trở lại trước."),
                left,
                events,
            ),
            None => t("ngày đó người này chưa là đảng viên trong sổ. Ghi việc kết nạp, chuyển đến hoặc chuyển từ sổ giấy sang trước.").to_owned(),
        },
        Refusal::AlreadyAMember { since, .. } => about(
            t("người này đang là đảng viên trong sổ, theo việc {event}. Ghi việc chuyển đi hoặc ra khỏi Đảng trước."),
            since,
            events,
        ),
        Refusal::CannotReturn { left: None, .. } => {
            t("người này chưa từng ra khỏi sổ. Ghi việc xóa tên hoặc khai trừ trước.").to_owned()
        }
        Refusal::CannotReturn { left: Some((kind, left)), .. } => about(way_back(kind), left, events),
        Refusal::NotProbationary { since, .. } => about(
            t("người này đã là đảng viên chính thức, theo việc {event}. Việc này chỉ ghi được cho đảng viên dự bị."),
            since,
            events,
        ),
        Refusal::BeforeAdmission { admitted_on, .. } => {
            t("ngày chính thức sớm hơn ngày vào Đảng {admitted_on}. Kiểm tra lại hai ngày.").with("admitted_on", admitted_on)
        }
        Refusal::AlreadySo { value, since, .. } => about(runs(value), since, events),
        Refusal::NotSo { at, track } => does_not_run(at.kind, track).to_owned(),
        Refusal::SameOrganisation { .. } => t("nơi đi và nơi đến là một. Chọn nơi đến khác.").to_owned(),
        Refusal::OtherOrganisation { .. } => {
            t("ngày đó người này thuộc tổ chức khác. Chọn đúng tổ chức của ngày đó, hoặc ghi việc chuyển trước.").to_owned()
        }
        Refusal::MissingStanding { .. } => t("chưa rõ là đảng viên dự bị hay chính thức. Chọn một trong hai.").to_owned(),
        Refusal::MissingCounterpart { .. } => t("chưa rõ chuyển đến đâu. Chọn nơi đến.").to_owned(),
    }
}

/// A sentence with an event named in it: what it is and its day.
fn about(sentence: &str, id: i64, events: &[Event]) -> String {
    let named = events.iter().find(|event| event.id.0 == id).and_then(|event| {
        Some(t("“{what}” ngày {day}").with("what", kind_label(event.kind?)).with("day", event.effective_on))
    });
    sentence.with("event", named.unwrap_or_default())
}

/// The departure that still counted on the day of a step.
fn left_before(at: Step, events: &[Event]) -> Option<i64> {
    let counted = |event: &&Event| !event.voided && event.id.0 != at.event && event.effective_on <= at.on;
    events.iter().filter(counted).rfind(|event| event.kind.is_some_and(Kind::is_exit)).map(|event| event.id.0)
}

/// How somebody who left this way may come back.
fn way_back(left: Kind) -> &'static str {
    match left {
        Kind::TransferredOut => {
            t("người này đã ra khỏi sổ theo việc {event}. Người chuyển đi trở lại bằng việc chuyển đến.")
        }
        Kind::Removed | Kind::Expelled => t(
            "người này đã ra khỏi sổ theo việc {event}. Người này trở lại bằng việc phục hồi đảng tịch hoặc kết nạp lại.",
        ),
        Kind::Died => t("đã ghi {event}. Kiểm tra lại việc đó và ngày của nó."),
        _ => t("người này đã ra khỏi sổ theo việc {event}. Người này trở lại bằng việc kết nạp lại."),
    }
}

/// What runs already, and what to record first.
fn runs(value: Value) -> &'static str {
    match value {
        Value::Away => t("người này đang đi sinh hoạt tạm thời, theo việc {event}. Ghi việc trở về trước."),
        Value::Guest => {
            t("người này đang sinh hoạt tạm thời ở đây, theo việc {event}. Ghi việc hết sinh hoạt tạm thời trước.")
        }
        Value::Exempt => {
            t("người này đang được miễn công tác và sinh hoạt, theo việc {event}. Ghi việc trở lại sinh hoạt trước.")
        }
        Value::Suspended => t("người này đang bị đình chỉ sinh hoạt, theo việc {event}. Ghi việc hết đình chỉ trước."),
        Value::Probationary | Value::Official => t("việc này đã ghi rồi, theo việc {event}."),
    }
}

/// What does not run, and so can be neither extended nor ended.
fn does_not_run(kind: Kind, track: Track) -> &'static str {
    match (track, kind) {
        (Track::Away, _) => {
            t("ngày đó người này không đi sinh hoạt tạm thời. Ghi việc chuyển sinh hoạt tạm thời đi trước.")
        }
        (Track::Guest, _) => {
            t("ngày đó người này không phải là khách từ nơi khác đến. Ghi việc đến sinh hoạt tạm thời trước.")
        }
        (_, Kind::ExemptionEnded) => t("ngày đó người này không được miễn công tác và sinh hoạt. Ghi việc miễn trước."),
        (_, Kind::SuspensionEnded) => t("ngày đó người này không bị đình chỉ sinh hoạt. Ghi việc đình chỉ trước."),
        _ => t("ngày đó không có gì để gia hạn hoặc kết thúc. Kiểm tra lại ngày."),
    }
}

/// The name of a standing.
pub fn standing_label(standing: Standing) -> &'static str {
    match standing {
        Standing::Probationary => t("Dự bị"),
        Standing::Official => t("Chính thức"),
    }
}

/// The name of a kind of event, as the timeline says it.
pub fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::OpeningBalance => t("Chuyển từ sổ giấy sang"),
        Kind::Admitted => t("Kết nạp"),
        Kind::Readmitted => t("Kết nạp lại"),
        Kind::Recognised => t("Công nhận chính thức"),
        Kind::TransferredIn => t("Chuyển đến"),
        Kind::Moved => t("Chuyển chi bộ"),
        Kind::TransferredOut => t("Chuyển đi"),
        Kind::Removed => t("Xóa tên"),
        Kind::Expelled => t("Khai trừ"),
        Kind::Resigned => t("Xin ra khỏi Đảng"),
        Kind::Died => t("Từ trần"),
        Kind::AdmissionCancelled => t("Hủy quyết định kết nạp"),
        Kind::Reinstated => t("Phục hồi đảng tịch"),
        Kind::TemporaryOut => t("Chuyển sinh hoạt tạm thời đi"),
        Kind::TemporaryExtended => t("Gia hạn sinh hoạt tạm thời"),
        Kind::GuestExtended => t("Gia hạn sinh hoạt tạm thời của khách"),
        Kind::TemporaryEnded => t("Hết sinh hoạt tạm thời, trở về"),
        Kind::TemporaryIn => t("Đến sinh hoạt tạm thời"),
        Kind::GuestEnded => t("Hết sinh hoạt tạm thời, rời đi"),
        Kind::Exempted => t("Miễn công tác và sinh hoạt đảng"),
        Kind::ExemptionEnded => t("Trở lại sinh hoạt sau khi được miễn"),
        Kind::Suspended => t("Đình chỉ sinh hoạt đảng"),
        Kind::SuspensionEnded => t("Hết đình chỉ sinh hoạt đảng"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::ids::{EventId, OrganisationId};
    use crate::ledger::Details;
    use crate::rules::{Day, PartialDate};
    use crate::web::Language;

    fn event(id: i64, kind: Kind, on: &str) -> Event {
        Event {
            id: EventId(id),
            kind: Some(kind),
            effective_on: Day::parse_iso(on).unwrap(),
            decided_on: None,
            decision_number: String::new(),
            issuing_body: String::new(),
            organisation: Some(OrganisationId(1)),
            counterpart: None,
            counterpart_text: String::new(),
            standing: None,
            admission_decided_on: None,
            admitted_on: None,
            official_on: None,
            due_on: None,
            details: Details::default(),
            recorded_by: String::new(),
            recorded_at: Instant(jiff::Timestamp::UNIX_EPOCH),
            voids: None,
            voided: false,
        }
    }

    /// Recorded: admitted, then removed; at the keyboard: what is refused.
    fn events() -> Vec<Event> {
        vec![
            event(1, Kind::Admitted, "2020-05-19"),
            event(2, Kind::Removed, "2024-02-03"),
            event(3, Kind::Recognised, "2026-01-13"),
        ]
    }

    fn at(kind: Kind) -> Step {
        Step { event: 3, kind, on: Day::parse_iso("2026-01-13").unwrap() }
    }

    #[test]
    fn a_refusal_names_what_is_in_the_way_with_its_day() {
        assert_eq!(
            refusal(&Refusal::NotAMember { at: at(Kind::Recognised) }, &events()),
            "Chưa ghi được “Công nhận chính thức” từ ngày 13/01/2026: ngày đó người này không còn là đảng viên trong sổ, \
             sau việc “Xóa tên” ngày 03/02/2024. Kiểm tra lại ngày, hoặc ghi việc trở lại trước."
        );
        let english = Language::English
            .scope(|| refusal(&Refusal::AlreadyAMember { at: at(Kind::Admitted), since: 1 }, &events()));
        assert_eq!(
            english,
            "“Admission” cannot be recorded from 13/01/2026: this person is a member in the book, by “Admission” on \
             19/05/2020. Record first that they transferred out or left the Party."
        );
    }

    #[test]
    fn a_refusal_of_something_recorded_before_says_so() {
        let earlier = Step { event: 2, ..at(Kind::Removed) };
        let sentence = refusal(&Refusal::NotAMember { at: earlier }, &events());
        assert!(sentence.contains("“Xóa tên” ngày 13/01/2026 đã ghi trước sẽ không còn khớp. "), "{sentence}");
        assert!(sentence.ends_with("hủy “Xóa tên” ngày 13/01/2026, ghi việc này, rồi ghi lại việc đó."), "{sentence}");
    }

    #[test]
    fn every_refusal_has_its_own_sentence_in_both_languages() {
        let at = at(Kind::Moved);
        let admitted_on = PartialDate::from_year(2021).unwrap();
        let mut refusals = vec![
            Refusal::NotTheFirst { at, first: 1 },
            Refusal::NotAMember { at },
            Refusal::NotAMember { at: Step { on: Day::parse_iso("2019-01-01").unwrap(), ..at } },
            Refusal::AlreadyAMember { at, since: 1 },
            Refusal::CannotReturn { at, left: None },
            Refusal::NotProbationary { at, since: 1 },
            Refusal::BeforeAdmission { at, admitted_on },
            Refusal::SameOrganisation { at },
            Refusal::OtherOrganisation { at, organisation: 1 },
            Refusal::MissingStanding { at },
            Refusal::MissingCounterpart { at },
        ];
        for left in [Kind::TransferredOut, Kind::Removed, Kind::Died, Kind::Resigned] {
            refusals.push(Refusal::CannotReturn { at, left: Some((left, 2)) });
        }
        for value in [Value::Away, Value::Guest, Value::Exempt, Value::Suspended] {
            refusals.push(Refusal::AlreadySo { at, value, since: 1 });
        }
        for (kind, track) in [
            (Kind::TemporaryEnded, Track::Away),
            (Kind::GuestEnded, Track::Guest),
            (Kind::ExemptionEnded, Track::Activity),
            (Kind::SuspensionEnded, Track::Activity),
        ] {
            refusals.push(Refusal::NotSo { at: Step { kind, ..at }, track });
        }
        let events = events();
        let say = || refusals.iter().map(|one| refusal(one, &events)).collect::<Vec<_>>();
        let (vietnamese, english) = (say(), Language::English.scope(say));
        for (one, other) in vietnamese.iter().zip(&english) {
            assert!(!one.contains(['{', '}']) && !other.contains(['{', '}']), "{one} {other}");
            assert_ne!(one, other, "no English");
        }
        let mut distinct = vietnamese.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), vietnamese.len());
    }
}
