//! What is asked before something is written that the book may contradict: a result that an admission rested on, a
//! certificate that stands twice, somebody who has learned this already.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::present::{certificate, days, served_words};
use super::queries::attended::{Attended, elsewhere};
use super::queries::served::{self, Served};
use super::{Achieved, Course, Kind, Outcome, Participant, Who};
use crate::Result;
use crate::candidates::{Validity, validity};
use crate::ids::ParticipantId;
use crate::members::warnings::Warning;
use crate::rules::Day;
use crate::state::App;
use crate::web::{With, t};

/// What is asked before results are recorded.
pub(super) async fn of_results(
    db: &mut PgConnection,
    course: &Course,
    on: &[Participant],
    changes: &[(Participant, Achieved)],
    confirmed: &[String],
) -> Result<Vec<Warning>> {
    let served = served::of_course(&mut *db, course.id).await?;
    let lost = served.iter().filter(|one| {
        let same = |new: &Achieved| new.outcome.is_passed() && new.certificate_on == one.certificate_on;
        one.counts && changes.iter().any(|(changed, new)| changed.id == one.participant && !same(new))
    });
    let rested = rested_on(lost, confirmed);
    let twice = numbered_twice(db, course, on, changes, confirmed).await?;
    Ok(rested.into_iter().chain(twice).collect())
}

/// What is asked before a course, or somebody's part in it, is said to have been recorded by mistake.
pub(super) async fn of_withdrawal(
    db: &mut PgConnection,
    course: &Course,
    participant: Option<ParticipantId>,
    confirmed: &[String],
) -> Result<Vec<Warning>> {
    let served = served::of_course(db, course.id).await?;
    let lost = served.iter().filter(|one| one.counts && participant.is_none_or(|id| id == one.participant));
    Ok(rested_on(lost, confirmed).into_iter().collect())
}

/// Whether an admission rests on what a course has now.
pub(super) async fn served_any(db: &mut PgConnection, course: &Course) -> Result<bool> {
    Ok(served::of_course(db, course.id).await?.iter().any(|one| one.counts))
}

/// Results that admissions rest on.
fn rested_on<'a>(served: impl Iterator<Item = &'a Served>, confirmed: &[String]) -> Option<Warning> {
    let named: Vec<_> = served.map(|one| format!("{} ({})", one.full_name, served_words(one).to_lowercase())).collect();
    let sentence = t("Kết quả này là căn cứ kết nạp: {names}. Sửa ở đây không sửa việc kết nạp.");
    let sentence = sentence.with("names", named.join("; "));
    (!named.is_empty()).then(|| Warning::told("served_admission", sentence, String::new(), confirmed))
}

/// Certificates whose number stands with somebody else of the course, or with the same person in another.
async fn numbered_twice(
    db: &mut PgConnection,
    course: &Course,
    on: &[Participant],
    changes: &[(Participant, Achieved)],
    confirmed: &[String],
) -> Result<Option<Warning>> {
    let number = |achieved: &Achieved| achieved.certificate_number.to_lowercase();
    let new: Vec<_> = changes
        .iter()
        .filter(|(one, after)| !after.certificate_number.is_empty() && number(after) != number(&one.achieved))
        .collect();
    if new.is_empty() {
        return Ok(None);
    }
    let mut here: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for one in on {
        let after = changes.iter().find(|(changed, _)| changed.id == one.id).map_or(&one.achieved, |(_, after)| after);
        here.entry(number(after)).or_default().push(&one.full_name);
    }
    let mut said: Vec<String> = Vec::new();
    for (_, after) in &new {
        let names = here.get(&number(after)).filter(|names| names.len() > 1);
        let sentence = names.map(|names| format!("{} ({})", after.certificate_number, names.join(", ")));
        said.extend(sentence.filter(|sentence| !said.contains(sentence)));
    }
    let people: Vec<_> = new.iter().map(|(one, _)| one.who).collect();
    for (who, other) in elsewhere(db, course.id, &people).await? {
        let same = new.iter().find(|(one, after)| one.who == who && number(after) == number(&other.achieved));
        said.extend(same.map(|(one, _)| {
            let certificate = certificate(&other.achieved);
            t("{certificate} ({name}, lớp {course}, {days})")
                .with("certificate", certificate)
                .with("days", days(other.from_on, other.to_on))
                .with("course", &other.name)
                .with("name", &one.full_name)
        }));
    }
    let sentence = t("Số giấy chứng nhận đã có trong sổ: {names}.").with("names", said.join("; "));
    Ok((!said.is_empty()).then(|| Warning::told("certificate_twice", sentence, String::new(), confirmed)))
}

/// What is asked before people are sent: who has learned this already, or is learning it.
pub(super) async fn of_sending<T>(
    db: &mut PgConnection,
    app: &App,
    (course, today): (&Course, Day),
    people: &[(Who, String, T)],
    confirmed: &[String],
) -> Result<Option<Warning>> {
    let ids: Vec<_> = people.iter().map(|(who, ..)| *who).collect();
    let mut said = Vec::new();
    for (who, other) in elsewhere(db, course.id, &ids).await? {
        let name = people.iter().find(|(one, ..)| *one == who).map(|(_, name, _)| name);
        if let Some(name) = name.filter(|_| is_the_same(app, course, &other)) {
            said.push(
                t("{name} ({course}, {days}: {result})")
                    .with("days", days(other.from_on, other.to_on))
                    .with("result", other.achieved.outcome.label_on(today, other.to_on).to_lowercase())
                    .with("course", &other.name)
                    .with("name", name),
            );
        }
    }
    let sentence = t("Đã được cử học lớp cùng loại: {names}.").with("names", said.join("; "));
    Ok((!said.is_empty()).then(|| Warning::told("sent_again", sentence, String::new(), confirmed)))
}

/// Whether who went to another course need not go to this one: of its kind (any other: of its name), passed or going
/// on; a certificate that is over, or ends soon, wants another.
fn is_the_same(app: &App, course: &Course, other: &Attended) -> bool {
    let kind = course.said.kind;
    if other.kind != kind || (kind == Kind::Other && other.name.to_lowercase() != course.said.name.to_lowercase()) {
        return false;
    }
    match other.achieved.outcome {
        Outcome::Failed | Outcome::Dropped => false,
        Outcome::Studying => true,
        _ if kind != Kind::Awareness => true,
        _ => other.achieved.certificate_on.is_none_or(|issued_on| {
            validity(app, issued_on, course.said.from_on).is_none_or(|found| matches!(found, Validity::Good(_)))
        }),
    }
}
