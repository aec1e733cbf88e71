//! Where a person stands on a day: standing, branch, what is temporary, party age, what comes next.

use super::{Place, Told};
use crate::ids::OrganisationId;
use crate::ledger::Event;
use crate::ledger::sentences::{kind_label, standing_label};
use crate::rules::Day;
use crate::rules::admission::{Follows, what_follows};
use crate::rules::party_age::{Basis, party_age};
use crate::rules::standing::{Kind, Span, Track, Value};
use crate::web::filters::grouped;
use crate::web::{With, t};

/// What a person is on a day.
#[derive(Clone, Debug)]
pub struct Present {
    /// The tags beside the name: the kind of `page::tag`, and its words.
    pub tags: Vec<(&'static str, &'static str)>,
    /// The organisation that carries them; of a guest, the host.
    pub place: Option<Place>,
    /// What is temporary, each a sentence, and whether its day is past.
    pub temporary: Vec<Temporary>,
    /// Party age and how it was counted.
    pub party_age: Option<(String, String)>,
    /// What comes next for a probationary member.
    pub next: Option<Next>,
    /// Why the person is not in the book on that day.
    pub absent: Option<String>,
}

/// Something temporary.
#[derive(Clone, Debug)]
pub struct Temporary {
    /// What, where, until when.
    pub sentence: String,
    /// How its day stands: how much is left, or how long it is past.
    pub due: String,
    /// Whether it is past.
    pub overdue: bool,
}

impl Temporary {
    /// The kind of its notice.
    pub const fn notice(&self) -> &'static str {
        if self.overdue { "warn" } else { "info" }
    }
}

/// What comes next for a probationary member.
#[derive(Clone, Debug)]
pub struct Next {
    /// The day on which the twelve months end: who is recognised is official from it.
    pub probation_until: Day,
    /// The last day on which the branch considers the recognition.
    pub consider_by: Day,
    /// How much time is left until each.
    pub left: String,
    /// Whether the last day is past.
    pub overdue: bool,
    /// What the two rest on.
    pub citations: Vec<&'static str>,
    /// Whether the working days up to the last day are certain.
    pub sure: bool,
}

impl Next {
    /// The kind of its notice.
    pub const fn notice(&self) -> &'static str {
        if self.overdue { "warn" } else { "info" }
    }
}

pub(super) fn present(told: &Told<'_>) -> Present {
    let span = |track| told.spans.iter().find(|span| span.track == track && span.covers(told.on));
    let (membership, guest) = (span(Track::Membership), span(Track::Guest));
    let (away, activity) = (span(Track::Away), span(Track::Activity));
    // Between two of our own organisations it is one thing, not two: the home tells it.
    let between = away.zip(guest).map(|(away, guest)| (away, guest.organisation));
    let guest = if between.is_some() { None } else { guest };
    let mut tags: Vec<_> =
        [membership, away, guest, activity].into_iter().flatten().map(|span| tag(span.value)).collect();
    if tags.is_empty() {
        tags.push(("left", gone(told)));
    }
    let place = membership.or(guest).map(|span| told.place(OrganisationId(span.organisation), told.on));
    Present {
        tags,
        place,
        temporary: [away, guest, activity]
            .into_iter()
            .flatten()
            .map(|span| temporary(told, span, between.map(|(_, host)| OrganisationId(host))))
            .collect(),
        party_age: membership.and_then(|_| age(told)),
        next: membership.and_then(|span| next(told, span)),
        absent: (membership.is_none() && guest.is_none()).then(|| absent(told)),
    }
}

fn tag(value: Value) -> (&'static str, &'static str) {
    match value {
        Value::Probationary => ("probationary", standing_label(crate::rules::standing::Standing::Probationary)),
        Value::Official => ("official", standing_label(crate::rules::standing::Standing::Official)),
        Value::Away => ("away", t("Đi sinh hoạt tạm thời")),
        Value::Guest => ("guest", t("Khách, sinh hoạt tạm thời")),
        Value::Exempt => ("plain", t("Được miễn sinh hoạt")),
        Value::Suspended => ("danger", t("Bị đình chỉ sinh hoạt")),
    }
}

/// `host`: who is away is the guest of this organisation of ours.
fn temporary(told: &Told<'_>, span: &Span, host: Option<OrganisationId>) -> Temporary {
    let sentence = match (span.value, host) {
        (Value::Away, Some(host)) => t("Sinh hoạt tạm thời tại {place}, từ {from}; vẫn tính vào đảng số của {home}.")
            .with("place", told.names.on(host, told.on))
            .with("home", home(told).unwrap_or_default()),
        (Value::Away, None) => match elsewhere(told, Kind::TemporaryOut) {
            Some(place) => t("Đi sinh hoạt tạm thời tại {place}, từ {from}.").with("place", place),
            None => t("Đi sinh hoạt tạm thời từ {from}.").to_owned(),
        },
        (Value::Guest, _) => match elsewhere(told, Kind::TemporaryIn).or_else(|| home(told)) {
            Some(place) => t("Là khách từ {place} đến, từ {from}; không tính vào đảng số ở đây.").with("place", place),
            None => t("Là khách, từ {from}; không tính vào đảng số ở đây.").to_owned(),
        },
        (Value::Exempt, _) => t("Được miễn công tác và sinh hoạt đảng từ {from}; vẫn tính vào đảng số.").to_owned(),
        _ => t("Bị đình chỉ sinh hoạt đảng từ {from}; vẫn tính vào đảng số.").to_owned(),
    };
    let began = told.spans.iter().filter(|other| other.track == span.track && other.from <= span.from);
    let from = began
        .map(|other| other.from)
        .fold(span.from, |from, other| if touches(told, other, from) { other } else { from });
    let (due, overdue) = span.due_on.map_or((String::new(), false), |due_on| due(due_on, told.on));
    Temporary { sentence: sentence.with("from", from), due, overdue }
}

/// Whether something that began earlier is the same that began later: nothing ended between them.
fn touches(told: &Told<'_>, earlier: Day, later: Day) -> bool {
    earlier < later
        && !told.events.iter().any(|event| {
            !event.voided
                && earlier < event.effective_on
                && event.effective_on <= later
                && event.kind.is_some_and(|kind| {
                    kind.is_exit()
                        || matches!(
                            kind,
                            Kind::TemporaryEnded | Kind::GuestEnded | Kind::ExemptionEnded | Kind::SuspensionEnded
                        )
                })
        })
}

/// How a due day stands on a day.
fn due(due_on: Day, on: Day) -> (String, bool) {
    let left = due_on.days_since(on);
    let days = |n: i32| grouped(&n.to_string());
    let words = match left {
        0 => t("Đến hạn hôm đó, {due_on}."),
        1.. => t("Hạn {due_on}, còn {days} ngày."),
        _ => t("Đã quá hạn {due_on}, {days} ngày."),
    };
    (words.with("due_on", due_on).with("days", days(left.abs())), left < 0)
}

/// The other place of the latest event of a kind up to the day.
fn elsewhere(told: &Told<'_>, kind: Kind) -> Option<String> {
    let event = told.events.iter().rfind(|event| !event.voided && event.kind == Some(kind))?;
    other_place(told, event)
}

/// The other organisation of an event: ours, or as the paper says.
pub(super) fn other_place(told: &Told<'_>, event: &Event) -> Option<String> {
    let ours = event.counterpart.map(|counterpart| told.names.on(counterpart, event.effective_on).to_owned());
    ours.or_else(|| Some(event.counterpart_text.clone())).filter(|place| !place.is_empty())
}

/// Where a guest of one of our own organisations is at home.
fn home(told: &Told<'_>) -> Option<String> {
    let home = told.spans.iter().find(|span| span.track == Track::Membership && span.covers(told.on))?;
    Some(told.names.on(OrganisationId(home.organisation), told.on).to_owned())
}

fn age(told: &Told<'_>) -> Option<(String, String)> {
    let events: Vec<_> = told.events.iter().filter_map(Event::as_rule).collect();
    let age = party_age(&events, told.on)?;
    let words = match (age.years, age.months) {
        (0, months) => t("{months} tháng tuổi Đảng").with("months", months),
        (years, 0) => t("{years} năm tuổi Đảng").with("years", years),
        (years, months) => t("{years} năm {months} tháng tuổi Đảng").with("years", years).with("months", months),
    };
    let basis = match (age.basis, age.exact) {
        (Basis::Decision, true) => t("Tính từ ngày quyết định kết nạp."),
        (Basis::Ceremony, true) => t("Tính từ ngày vào Đảng, vì chưa ghi ngày quyết định kết nạp."),
        (Basis::Decision, false) => t("Ít nhất; tính từ ngày quyết định kết nạp (ngày ghi chưa đủ)."),
        (Basis::Ceremony, false) => t("Ít nhất; tính từ ngày vào Đảng (ngày ghi chưa đủ)."),
    };
    Some((words, basis.to_owned()))
}

fn next(told: &Told<'_>, membership: &Span) -> Option<Next> {
    if membership.value != Value::Probationary {
        return None;
    }
    let rules = told.app.settings();
    let Follows { probation_until, probation, consider_by, consideration, sure } =
        what_follows(membership.admitted_on?.full()?, &rules.rulebook, &rules.calendar)?;
    let days = |day: Day| grouped(&day.days_since(told.on).abs().to_string());
    let (sentence, day) = if told.on < probation_until {
        (t("Còn {days} ngày đến hết thời gian dự bị."), probation_until)
    } else if told.on <= consider_by {
        (t("Đã hết thời gian dự bị; còn {days} ngày để chi bộ xét."), consider_by)
    } else {
        (t("Đã quá hạn xét công nhận {days} ngày."), consider_by)
    };
    let mut citations = vec![probation.citation, consideration.citation];
    citations.dedup();
    Some(Next {
        probation_until,
        consider_by,
        left: sentence.with("days", days(day)),
        overdue: told.on > consider_by,
        citations,
        sure,
    })
}

/// By what somebody was out of the book on the day.
fn left<'a>(told: &Told<'a>) -> Option<(&'a Event, Kind)> {
    let exit = |event: &&Event| {
        !event.voided
            && event.effective_on <= told.on
            && event.kind.is_some_and(|kind| kind.is_exit() || kind == Kind::GuestEnded)
    };
    let event = told.events.iter().rfind(exit)?;
    Some((event, event.kind?))
}

/// The tag of who is not in the book on the day.
fn gone(told: &Told<'_>) -> &'static str {
    match left(told).map(|(_, kind)| kind) {
        Some(Kind::TransferredOut) => t("Đã chuyển đi"),
        Some(Kind::Died) => t("Đã từ trần"),
        Some(Kind::Removed) => t("Đã bị xóa tên"),
        Some(Kind::Expelled) => t("Đã bị khai trừ"),
        Some(Kind::Resigned) => t("Đã xin ra khỏi Đảng"),
        Some(Kind::AdmissionCancelled) => t("Đã hủy kết nạp"),
        Some(Kind::GuestEnded) => t("Đã hết sinh hoạt tạm thời"),
        Some(_) => t("Không còn trong sổ"),
        None if told.spans.is_empty() => t("Mọi việc đã hủy"),
        None => t("Chưa có trong sổ"),
    }
}

/// Why somebody is not in the book on the day: not yet, or no longer.
fn absent(told: &Told<'_>) -> String {
    match left(told) {
        Some((event, kind)) => {
            let words = match other_place(told, event) {
                Some(place) => t("Không còn trong sổ: {what} ({place}) từ ngày {day}.").with("place", place),
                None => t("Không còn trong sổ: {what} từ ngày {day}.").to_owned(),
            };
            words.with("what", kind_label(kind).to_lowercase()).with("day", event.effective_on)
        }
        None if told.spans.is_empty() => t("Mọi việc đã ghi của người này đều đã hủy.").to_owned(),
        None => t("Ngày đó chưa có trong sổ.").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse_iso(iso).unwrap()
    }

    #[test]
    fn a_due_day_says_how_it_stands() {
        let due_on = day("2026-11-30");
        assert_eq!(due(due_on, day("2026-11-23")), ("Hạn 30/11/2026, còn 7 ngày.".to_owned(), false));
        assert_eq!(due(due_on, due_on), ("Đến hạn hôm đó, 30/11/2026.".to_owned(), false));
        assert_eq!(due(due_on, day("2026-12-01")), ("Đã quá hạn 30/11/2026, 1 ngày.".to_owned(), true));
    }
}
