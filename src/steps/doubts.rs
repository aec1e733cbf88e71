//! What the rules find odd in a transfer, its time or the day of its letter; and in a readmission, when and how often.

use super::form::Said;
use crate::members::warnings::{Warning, cited};
use crate::rules::Day;
use crate::rules::calendar::Calendar;
use crate::rules::readmission::{self, findings};
use crate::rules::regulations::Rulebook;
use crate::rules::standing::{Event, Kind, Span, Track};
use crate::rules::transfer::{Finding, FindingCode, introduced, is_study, letter, temporary};
use crate::web::{With, t};

/// The doubts of a step that is a transfer; none of another.
pub(super) fn of_transfer(
    (rulebook, calendar): (&Rulebook, &Calendar),
    kind: Kind,
    said: &Said,
    spans: &[Span],
    reason_before: &str,
    confirm: &[String],
) -> Vec<Warning> {
    let papered = said.effective_on.zip(said.decided_on).and_then(|(on, decided_on)| match kind {
        Kind::TransferredOut
        | Kind::TransferredIn
        | Kind::Moved
        | Kind::TemporaryOut
        | Kind::TemporaryIn
        | Kind::TemporaryExtended
        | Kind::GuestExtended => introduced(decided_on, on, rulebook),
        _ => None,
    });
    let found = said.effective_on.and_then(|on| match kind {
        Kind::TransferredIn => letter(said.decided_on?, on, rulebook, calendar),
        Kind::TemporaryOut | Kind::TemporaryIn => temporary(on, said.due_on?, is_study(&said.reason), on, rulebook),
        Kind::TemporaryExtended | Kind::GuestExtended => {
            let track = if kind == Kind::TemporaryExtended { Track::Away } else { Track::Guest };
            let studies = is_study(&said.reason) || is_study(reason_before);
            temporary(began(spans, track, on)?, said.due_on?, studies, on, rulebook)
        }
        _ => None,
    });
    papered.into_iter().chain(found).map(|found| warning(&found, confirm)).collect()
}

/// The doubts of a readmission beside the events that stand; none of another step. It is judged on the day on which the
/// branch considered, or else on that of the decision.
pub(super) fn of_readmission(
    (rulebook, calendar): (&Rulebook, &Calendar),
    kind: Kind,
    said: &Said,
    events: &[Event],
    confirm: &[String],
) -> Vec<Warning> {
    let Some(on) = said.effective_on.filter(|_| kind == Kind::Readmitted) else { return Vec::new() };
    let considered_on = said.resolved_on.map(Into::into).or(said.decided_on).unwrap_or(on.into());
    let found = findings(events, considered_on, on, rulebook, calendar);
    let warning = |found: readmission::Finding| {
        let sentence = match found {
            readmission::Finding::Early { rule, left_on, from } => t(
                "Người này ra khỏi Đảng ngày {left}; chưa đủ {n} tháng khi xét kết nạp lại (xét sớm nhất từ ngày {from}).",
            )
            .with("left", left_on)
            .with("n", rule.value)
            .with("from", from),
            readmission::Finding::Again { readmitted_on, .. } => {
                t("Người này đã được kết nạp lại ngày {day}. Chỉ kết nạp lại một lần.").with("day", readmitted_on)
            }
        };
        Warning::told(found.code(), sentence, cited(found.rule()), confirm)
    };
    found.into_iter().map(warning).collect()
}

/// When the stay began that holds on a day: a move or an extension on the way does not begin it anew.
fn began(spans: &[Span], track: Track, on: Day) -> Option<Day> {
    let of_track = || spans.iter().filter(|span| span.track == track);
    let now = of_track().find(|span| span.covers(on) || span.to == Some(on))?;
    let mut from = now.from;
    while let Some(before) = of_track().find(|span| span.to == Some(from)) {
        from = before.from;
    }
    Some(from)
}

fn warning(found: &Finding, confirm: &[String]) -> Warning {
    let sentence = match found.code {
        FindingCode::TemporaryShort => t(
            "Chuyển sinh hoạt tạm thời ngắn hơn {n} tháng (ít nhất đến {until}). Dưới thời gian này thường không làm giấy giới thiệu.",
        ),
        FindingCode::TemporaryLong => t(
            "Chuyển sinh hoạt tạm thời phải dưới {n} tháng (chậm nhất đến {until}). Từ {n} tháng trở lên thì chuyển chính thức; nếu đi học, ghi lý do học tập.",
        ),
        FindingCode::TemporaryStudyLong => {
            t("Chuyển sinh hoạt tạm thời để học tập không quá {n} tháng (chậm nhất đến {until}).")
        }
        FindingCode::LetterAfterTransfer => {
            t("Việc có hiệu lực trước ngày của giấy tờ ({until}). Kiểm tra lại hai ngày.")
        }
        FindingCode::LetterLate => t(
            "Nộp giấy giới thiệu sau {n} ngày làm việc, hạn đến {until}. Đảng viên hoặc tổ chức báo cáo lý do với cấp ủy.",
        ),
    };
    let sentence = sentence.with("n", found.rule.value).with("until", found.until);
    Warning::told(found.code.code(), sentence, cited(found.rule), confirm)
}
