//! An event that is recorded anew, before the rules: an admission is judged as when somebody is admitted, and what
//! was recognised after it is compared with the ceremony that it now has.

use crate::ledger::{Event, NewEvent};
use crate::members;
use crate::members::warnings::{Warning, cited};
use crate::rules::admission::{AdmissionFacts, Severity, findings, probation_until};
use crate::rules::regulations::RuleCode;
use crate::rules::standing::Kind;
use crate::rules::{Day, Gender, PartialDate};
use crate::state::App;
use crate::web::{Errors, With, t};

/// Of whom it is.
#[derive(Clone, Copy)]
pub(super) struct Born {
    pub on: PartialDate,
    pub gender: Gender,
}

/// What cannot be, and what is to be confirmed, of an admission as it is recorded anew, where it counted from the day
/// `was`; nothing of another event.
pub(super) fn judged(
    app: &App,
    today: Day,
    born: Born,
    (was, new): (Day, &NewEvent),
    events: &[Event],
    confirm: &[String],
) -> (Errors, Vec<Warning>) {
    let mut errors = Errors::new();
    if !matches!(new.kind, Kind::Admitted | Kind::Readmitted) {
        return (errors, Vec::new());
    }
    let decided_on = new.decided_on.and_then(PartialDate::full).unwrap_or(new.effective_on);
    if members::too_young(born.on, decided_on.into()) {
        errors.add("effective_on", members::too_young_sentence());
    }
    let resolved_on = new.details.resolved_on.as_deref().and_then(Day::parse_iso);
    let facts = AdmissionFacts {
        born_on: born.on,
        gender: born.gender,
        citizen_id: None,
        resolved_on,
        decided_on,
        admitted_on: new.effective_on,
        certificate_on: new.details.awareness_certificate_on.as_deref().and_then(Day::parse_iso),
        // Who introduced is kept as it was judged then.
        sponsors: Vec::new(),
        introduced: None,
    };
    let rules = app.settings();
    let found = findings(&facts, today, &rules.rulebook, &rules.calendar);
    let doubts = found.iter().filter(|finding| finding.severity == Severity::Warning);
    let mut warnings: Vec<_> = doubts.map(|finding| Warning::new(finding, confirm)).collect();
    warnings.extend(recognised_otherwise(app, (was, new), events, confirm));
    (errors, warnings)
}

/// A recognition after the ceremony as it was, that counts from another day than the new ceremony gives.
fn recognised_otherwise(
    app: &App,
    (was, new): (Day, &NewEvent),
    events: &[Event],
    confirm: &[String],
) -> Option<Warning> {
    let rules = app.settings();
    let rule = rules.rulebook.rule(RuleCode::Probation, new.effective_on)?;
    let until = probation_until(new.effective_on, &rules.rulebook)?;
    let recognised = events.iter().filter(|event| event.kind == Some(Kind::Recognised) && !event.voided);
    let recognised = recognised.filter(|event| event.effective_on > was).min_by_key(|event| event.id)?;
    let official_on = recognised.official_on.and_then(PartialDate::full).unwrap_or(recognised.effective_on);
    (official_on != until).then(|| {
        let sentence = t(
            "Việc công nhận đã ghi tính chính thức từ {day}; theo lễ kết nạp này thì từ {until}. Lưu xong, ghi lại cả việc công nhận.",
        );
        let sentence = sentence.with("day", official_on).with("until", until);
        Warning::told("recognised_otherwise", sentence, cited(rule), confirm)
    })
}

/// Whether what is recorded anew says what was recorded before.
pub(super) fn says_the_same(event: &Event, new: &NewEvent) -> bool {
    let mut details = new.details.clone();
    details.confirmed.clone_from(&event.details.confirmed);
    event.effective_on == new.effective_on
        && event.decided_on == new.decided_on
        && event.decision_number == new.decision_number
        && event.issuing_body == new.issuing_body
        && event.organisation == Some(new.organisation)
        && event.counterpart == new.counterpart
        && event.counterpart_text == new.counterpart_text
        && event.standing == new.standing
        && event.admission_decided_on == new.admission_decided_on
        && event.admitted_on == new.admitted_on
        && event.official_on == new.official_on
        && event.due_on == new.due_on
        && event.details == details
}

/// What was recorded in its place, where a correction has voided an event.
pub(super) fn in_its_place<'a>(events: &'a [Event], wrong: &Event) -> Option<&'a Event> {
    let void = events.iter().find(|event| event.voids == Some(wrong.id))?;
    let anew = |event: &&Event| event.kind == wrong.kind && event.id > void.id && event.recorded_at == void.recorded_at;
    events.iter().find(anew)
}
