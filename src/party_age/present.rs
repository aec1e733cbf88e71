//! A party age, step by step.

use crate::ledger::Event;
use crate::ledger::sentences::kind_label;
use crate::members::warnings::cited;
use crate::rules::Day;
use crate::rules::badge::{self, Badge};
use crate::rules::calendar::Calendar;
use crate::rules::party_age::{Absence, Basis, Count, count};
use crate::rules::regulations::{RuleCode, Rulebook};
use crate::rules::standing::{Standing, Track, fold};
use crate::web::filters::grouped;
use crate::web::{With, t};

/// What the page tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The party age in words; nothing when it cannot be counted.
    pub age: Option<String>,
    /// Why it cannot be counted, or why it is only at least so much.
    pub notice: Option<&'static str>,
    /// The steps of the count, in order.
    pub steps: Vec<Step>,
    /// The next badge: a label and what stands there.
    pub badge: Vec<(&'static str, String)>,
    /// The rules behind it.
    pub citations: Vec<String>,
}

/// A step of the count.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Its day.
    pub on: Day,
    /// What happened.
    pub title: String,
    /// The paper and what it means for the count.
    pub lines: Vec<String>,
}

/// How the party age on a day was counted from what happened up to then.
pub(super) fn told(events: &[Event], on: Day, rulebook: &Rulebook, calendar: &Calendar) -> Told {
    let facts: Vec<_> = events.iter().filter_map(Event::as_rule).collect();
    let Some(count) = count(&facts, on) else {
        let spans = fold(&facts).unwrap_or_default();
        let member = spans.iter().find(|span| span.track == Track::Membership && span.covers(on));
        let notice = match member.and_then(|span| span.value.standing()) {
            Some(Standing::Probationary) => t(
                "Đảng viên dự bị chưa có tuổi Đảng. Khi được công nhận chính thức, tuổi Đảng tính từ ngày quyết định kết nạp.",
            ),
            Some(Standing::Official) => {
                t("Sổ chưa ghi ngày quyết định kết nạp hay ngày vào Đảng của người này, nên chưa tính được tuổi Đảng.")
            }
            None => t("Ngày đó người này không phải đảng viên trong sổ, nên không tính tuổi Đảng."),
        };
        return Told { notice: Some(notice), ..Told::default() };
    };
    let mut steps = vec![basis(events, &count)];
    steps.extend(count.absences.iter().map(|absence| step(events, absence)));
    let age = count.age(on);
    if count.absences.iter().any(|absence| absence.days > 0) {
        let sentence = t("Sau khi trừ, tuổi Đảng tính như vào Đảng từ ngày này.");
        steps.push(Step {
            on: count.from,
            title: t("Mốc tính tuổi Đảng").to_owned(),
            lines: vec![sentence.to_owned()],
        });
    }
    let badge = badge::next(count.from, on, rulebook, calendar);
    let mut citations: Vec<_> = rulebook.rule(RuleCode::PartyAgeFromDecision, on).map(cited).into_iter().collect();
    if let Some(badge) = &badge {
        citations
            .extend([Some(badge.milestone), badge.papers, early(badge, rulebook)].into_iter().flatten().map(cited));
    }
    citations.dedup();
    Told {
        age: Some(t("{years} năm {months} tháng").with("years", age.years).with("months", age.months)),
        notice: (!count.exact).then(|| {
            t("Ngày trong hồ sơ ghi chưa đủ ngày, tháng: tuổi Đảng ít nhất là như trên. Bổ sung ngày thì tính được đúng.")
        }),
        steps,
        badge: badge.map(|badge| of_badge(&badge, rulebook)).unwrap_or_default(),
        citations,
    }
}

fn paper(event: &Event) -> Option<String> {
    let number = (!event.decision_number.is_empty()).then(|| t("Số {number}").with("number", &event.decision_number));
    let words: Vec<_> =
        number.into_iter().chain((!event.issuing_body.is_empty()).then(|| event.issuing_body.clone())).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn kind_of(event: &Event) -> &'static str {
    event.kind.map_or("", kind_label)
}

fn title(events: &[Event], id: i64) -> &'static str {
    events.iter().find(|event| event.id.0 == id).map_or("", kind_of)
}

fn basis(events: &[Event], count: &Count) -> Step {
    let (title, why) = match count.basis {
        Basis::Decision => {
            (t("Ngày quyết định kết nạp"), t("Ngày quyết định kết nạp {day}: tuổi Đảng tính từ ngày này."))
        }
        Basis::Ceremony => {
            (t("Ngày vào Đảng"), t("Ngày vào Đảng {day}: tính từ ngày này, vì sổ chưa ghi ngày quyết định kết nạp."))
        }
    };
    let mut lines = vec![why.with("day", count.paper)];
    if let Some(event) = events.iter().find(|event| event.id.0 == count.event) {
        let what = t("Theo việc đã ghi: {what}, từ ngày {day}.");
        let what = what.with("what", kind_of(event)).with("day", event.effective_on);
        lines.push(paper(event).map_or(what.clone(), |paper| format!("{what} {paper}")));
    }
    if !count.exact && count.paper.full().is_none() {
        lines.push(t("Chưa rõ ngày, nên tính từ ngày cuối có thể: {day}.").with("day", count.begins));
    }
    Step { on: count.begins, title: title.to_owned(), lines }
}

fn step(events: &[Event], absence: &Absence) -> Step {
    let days = if absence.days > 0 {
        let sentence = t("Không tham gia sinh hoạt từ {from} đến trước {to}: trừ {n} ngày.");
        sentence.with("n", grouped(&absence.days.to_string()))
    } else {
        t("Từ {from} đến trước {to} không có trong sổ này, nhưng không gián đoạn: không trừ.").to_owned()
    };
    let titles = format!("{} → {}", title(events, absence.left), title(events, absence.back));
    Step {
        on: absence.left_on,
        title: titles,
        lines: vec![days.with("from", absence.left_on).with("to", absence.back_on)],
    }
}

/// How much earlier the gravely ill may have it.
fn early(badge: &Badge, rulebook: &Rulebook) -> Option<&'static crate::rules::regulations::Rule> {
    let code = if badge.years < 70 { RuleCode::BadgeEarly } else { RuleCode::BadgeEarlyLate };
    rulebook.rule(code, badge.given_on)
}

fn of_badge(badge: &Badge, rulebook: &Rulebook) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (t("Huy hiệu tiếp theo"), t("{n} năm tuổi Đảng").with("n", badge.years)),
        (t("Đủ tuổi Đảng ngày"), badge.reached_on.to_string()),
        (t("Đợt trao"), badge.given_on.to_string()),
        (t("Gửi hồ sơ chậm nhất"), badge.papers_by.to_string()),
    ];
    if let Some(rule) = early(badge, rulebook) {
        let months = i32::try_from(rule.value).unwrap_or_default();
        let sentence = t("nhiều nhất {n} tháng, từ ngày {day}");
        let words = sentence.with("n", rule.value).with("day", badge.reached_on.plus_months(-months));
        facts.push((t("Bệnh nặng được xét sớm"), words));
    }
    facts
}
