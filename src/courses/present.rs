//! Courses in the words of their pages and of the cards on those of others.

use sqlx::PgConnection;

use super::queries::attended::{Attended, attended};
use super::queries::served::{self, Served};
use super::queries::year::{Wanted, awaiting, courses, sent};
use super::{AWAITING, Achieved, Kind, Outcome, Seen, Who, address};
use crate::Result;
use crate::auth::Right;
use crate::candidates::{Validity, validity};
use crate::ids::PersonId;
use crate::panels::{About, Asking, Line, Maker, Panel, Year, YearCard, YearMaker};
use crate::rules::Day;
use crate::state::App;
use crate::web::{With, t};

/// The days of a course, as they are said.
pub fn days(from_on: Day, to_on: Option<Day>) -> String {
    match to_on {
        Some(to_on) if to_on == from_on => from_on.to_string(),
        Some(to_on) => t("{from} đến {to}").with("from", from_on).with("to", to_on),
        None => t("từ {from}").with("from", from_on),
    }
}

/// The certificate of somebody, as it is said; empty when there is none.
pub fn certificate(achieved: &Achieved) -> String {
    match (achieved.certificate_number.as_str(), achieved.certificate_on) {
        ("", None) => String::new(),
        ("", Some(day)) => day.to_string(),
        (number, None) => number.to_owned(),
        (number, Some(day)) => t("{number} ngày {day}").with("number", number).with("day", day),
    }
}

/// How long the certificate of an awareness course is good, seen from a day.
pub fn good_until(app: &App, kind: Kind, achieved: &Achieved, day: Day) -> Option<Validity> {
    let passed = kind == Kind::Awareness && achieved.outcome.is_passed();
    achieved.certificate_on.filter(|_| passed).and_then(|issued_on| validity(app, issued_on, day))
}

/// What is said of a course that somebody was sent to: result, certificate, how long it is good.
fn told(app: &App, course: &Attended, day: Day, today: Day) -> String {
    let achieved = course.achieved.clone().on(day, today, course.to_on);
    let mut said = vec![achieved.outcome.label_on(day, course.to_on).to_owned()];
    let certificate = certificate(&achieved);
    if !certificate.is_empty() {
        said.push(t("giấy chứng nhận {certificate}").with("certificate", certificate));
    }
    let good = good_until(app, course.kind, &achieved, day).filter(|validity| validity.is_good());
    said.extend(good.map(Validity::words));
    said.join(", ")
}

/// What somebody was on a course, where it was no member.
pub fn what(who: Who, admitted: Option<PersonId>) -> &'static str {
    match (who, admitted) {
        (Who::Member(_), _) => "",
        (Who::Candidate(_), None) => t("Quần chúng"),
        (Who::Candidate(_), Some(_)) => t("Quần chúng, nay đã kết nạp"),
    }
}

/// That an admission rested on a result, and whether the book still says the same.
pub fn served_words(served: &Served) -> String {
    let sentence = match (served.counts, served.certificate_on) {
        (true, _) => t("Đã dùng khi kết nạp ngày {day}"),
        (false, Some(_)) => {
            t("Kết nạp ngày {day} dựa trên giấy chứng nhận cấp ngày {certificate}; nay sổ không còn ghi như vậy")
        }
        (false, None) => t("Kết nạp ngày {day} dựa trên kết quả đạt của lớp này; nay sổ không còn ghi như vậy"),
    };
    let certificate = served.certificate_on.map(|day| day.to_string()).unwrap_or_default();
    sentence.with("day", served.admitted_on).with("certificate", certificate)
}

/// The line that says on a record that its admission rests on what the book does not say any more.
async fn contradicted(db: &mut PgConnection, person: PersonId, seen: &Seen) -> Result<Option<Line>> {
    let served = served::of_person(&mut *db, person).await?;
    let Some(one) = served.first().filter(|_| served.iter().all(|one| !one.counts)) else { return Ok(None) };
    let there = super::queries::find(&mut *db, one.course, seen, None).await?.is_some();
    Ok(Some(Line {
        when: one.admitted_on.to_string(),
        words: t("Căn cứ kết nạp đã đổi").to_owned(),
        href: there.then(|| one.course.path()),
        detail: format!("{}. {}", served_words(one), t("Kiểm tra lại kết quả lớp học, hoặc đính chính việc kết nạp.")),
    }))
}

/// The lines of the courses of somebody.
pub fn lines(app: &App, courses: &[Attended], day: Day, today: Day) -> Vec<Line> {
    courses
        .iter()
        .map(|course| Line {
            when: days(course.from_on, course.to_on),
            words: course.name.clone(),
            href: Some(course.course.path()),
            detail: told(app, course, day, today),
        })
        .collect()
}

/// The card of courses on a record and on an organisation's page.
pub const PANEL: Maker = |db, asking| Box::pin(panel(db, asking));

async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let Asking { app, viewer, about, asked } = asking;
    let panel = Panel { id: "courses", title: t("Các lớp đã cử đi học"), ..Panel::default() };
    match about {
        About::Person(person) => {
            let found = attended(&mut *db, Who::Member(*person), asked.day, asked.known()).await?;
            let seen = Seen::of(&app.tree(), &viewer.scope);
            let mut lines = lines(app, &found, asked.day, asked.today);
            // A course of an organisation that the viewer does not see is told, but leads nowhere.
            for (line, course) in lines.iter_mut().zip(&found) {
                if super::queries::find(&mut *db, course.course, &seen, None).await?.is_none() {
                    line.href = None;
                }
            }
            if asked.is_now()
                && let Some(line) = contradicted(&mut *db, *person, &seen).await?
            {
                lines.insert(0, line);
            }
            Ok(Some(Panel { lines, empty: t("Chưa ghi lớp nào."), ..panel }))
        }
        About::Organisation(organisation) => {
            let scope = app.tree().scope(*organisation);
            let seen = Seen::of(&app.tree(), &viewer.scope);
            let ids = scope.ids();
            let year = asked.day.year();
            let wanted = Wanted {
                seen: &seen,
                branches: Some(&ids),
                empty: false,
                kind: None,
                awaiting: None,
                year,
                until: until(asked.day, asked.today),
                known: asked.known(),
            };
            let lines = courses(&mut *db, wanted)
                .await?
                .into_iter()
                .map(|course| Line {
                    when: days(course.from_on, course.to_on),
                    words: course.name,
                    href: Some(course.id.path()),
                    detail: t("{n} người được cử").with("n", course.members + course.others),
                })
                .collect();
            let branch = (*organisation != viewer.organisation).then_some(*organisation);
            Ok(Some(Panel {
                title: t("Cử đi học trong năm"),
                all: Some((address(year, None, branch), t("Xem tất cả"))),
                lines,
                empty: t("Trong năm chưa cử ai đi học."),
                ..panel
            }))
        }
    }
}

/// Up to which day courses are told of when a day is asked for: of today those to come too.
pub fn until(day: Day, today: Day) -> Day {
    if day < today { day } else { today.plus_months(24) }
}

/// The card of courses in a year.
pub const YEAR: YearMaker = |db, year| Box::pin(card(db, year));

async fn card(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let sent = sent(&mut *db, Some(year.scope), year.year, until(year.today, year.today), None).await?;
    let mut figures = vec![
        (sent.new_members.to_string(), t("đảng viên học lớp đảng viên mới").with("n", sent.new_members)),
        (sent.non_members.to_string(), t("quần chúng học lớp nhận thức về Đảng").with("n", sent.non_members)),
    ];
    if sent.theory > 0 {
        figures.push((sent.theory.to_string(), t("đảng viên học lý luận chính trị").with("n", sent.theory)));
    }
    let awaiting = awaiting(&mut *db, Some(year.scope), year.year, year.today, None).await?;
    let writes = year.viewer.may(Right::WriteMembers);
    Ok(YearCard {
        title: t("Lớp bồi dưỡng"),
        icon: "book-open",
        href: format!("/courses{}", year.query()),
        figures,
        missing: if awaiting > 0 {
            t("{n} người của lớp đã kết thúc chưa có kết quả.").with("n", awaiting)
        } else {
            String::new()
        },
        see: (awaiting > 0)
            .then(|| (format!("/courses{}&of={AWAITING}", year.query()), t("Xem những người chờ kết quả"))),
        enter: writes.then(|| ("/courses/new".to_owned(), t("Ghi lớp học"))),
        ..YearCard::default()
    })
}

/// The entries of the select box of results.
pub fn outcomes() -> Vec<(&'static str, &'static str)> {
    Outcome::ALL.map(|outcome| (outcome.code(), outcome.label())).to_vec()
}

/// The entries of the select box of kinds.
pub fn kinds() -> Vec<(&'static str, &'static str)> {
    Kind::ALL.map(|kind| (kind.code(), kind.label())).to_vec()
}
