//! The working days of a year, and the days that a committee sets.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::auth::Viewer;
use crate::regulations::form::DayForm;
use crate::regulations::{may_set, reason_label, weekday_label, whole};
use crate::rules::calendar::{Calendar, Certainty, Reason, SpecialDay};
use crate::rules::day::Day;
use crate::settings;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path, Query};
use crate::web::form::clean;
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

/// The most working days that are counted.
const MOST_DAYS: u32 = 1_000;

/// A day that is not as its weekday says.
struct Special {
    day: Day,
    weekday: &'static str,
    worked: bool,
    reason: &'static str,
    source: String,
    decreed: bool,
    /// Set by a committee: the day as it stands in an address.
    own: Option<String>,
}

impl Special {
    fn new(special: &SpecialDay) -> Self {
        Self {
            day: special.day,
            weekday: weekday_label(special.day.weekday()),
            worked: special.worked,
            reason: reason_label(special.reason),
            source: special.source.to_string(),
            decreed: special.certainty == Certainty::Decreed,
            own: (special.reason == Reason::Local).then(|| special.day.iso()),
        }
    }
}

/// `GET /rules/calendar`
#[derive(Template)]
#[template(path = "regulations/calendar.html")]
struct CalendarPage {
    shell: Shell,
    errors: Errors,
    year: Year,
    typed: CalendarQuery,
    answer: Option<String>,
    may_set: bool,
    set: DayForm,
}

/// What is shown of a year.
struct Year {
    number: i16,
    covered: bool,
    working_days: i32,
    days: Vec<Special>,
}

impl Year {
    fn of(calendar: &Calendar, number: i16, today: Day) -> Self {
        let first = Day::new(number, 1, 1).unwrap_or(today);
        let last = Day::new(number, 12, 31).unwrap_or(today);
        Self {
            number,
            covered: calendar.covers(first),
            working_days: calendar.working_days_between(first.pred(), last),
            days: calendar.special_between(first, last).map(Special::new).collect(),
        }
    }
}

/// Which year; and which working day after a day is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::regulations) struct CalendarQuery {
    year: String,
    from: String,
    days: String,
}

/// Shows the days of a year that are not as their weekday says, and counts working days.
pub(in crate::regulations) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(typed): Query<CalendarQuery>,
) -> Result<Response> {
    let today = viewer.at.day();
    let settings = app.settings();
    let mut errors = Errors::new();
    let from = match clean(&typed.from).as_str() {
        "" => None,
        text => {
            Day::parse_typed(text).map_err(|problem| errors.add("from", crate::web::form::date_sentence(&problem))).ok()
        }
    };
    let days = match clean(&typed.days).as_str() {
        "" => None,
        text => text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days)).or_else(|| {
            errors.add("days", t("Nhập số ngày từ 1 đến 1.000."));
            None
        }),
    };
    let answer = from.zip(days).map(|(from, days)| {
        let day = settings.calendar.plus_working_days(from, days);
        let sentence = if settings.calendar.is_decided(from, day) {
            t("Ngày làm việc thứ {n} sau ngày {from} là {weekday}, ngày {day}.")
        } else {
            t("Ngày làm việc thứ {n} sau ngày {from} là {weekday}, ngày {day}, nếu lịch nghỉ đúng như dự kiến.")
        };
        sentence.with("n", days).with("from", from).with("weekday", weekday_label(day.weekday())).with("day", day)
    });
    let asked = typed.year.trim().parse().ok().filter(|year| (1900..=2100).contains(year));
    let year: i16 = asked.or(from.map(Day::year)).unwrap_or_else(|| today.year());
    let page = CalendarPage {
        shell,
        errors,
        typed,
        answer,
        may_set: may_set(&viewer),
        set: DayForm { submission: submissions::key()?, ..DayForm::default() },
        year: Year::of(&settings.calendar, year, today),
    };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// `POST /rules/calendar`: a day off, a day worked, or one exchanged for the other.
pub(in crate::regulations) async fn set(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<DayForm>,
) -> Result<Response> {
    whole(&viewer)?;
    let saved = once(&app, &viewer, (&form.submission, &content), async |db| {
        let (days, source) = form.parse(&app.settings().calendar)?;
        let year = days.first().map_or(viewer.at.day().year(), |(day, _)| day.year());
        for (day, worked) in days {
            settings::set_day(&mut *db, viewer.author(), viewer.organisation, day, Some(worked), &source).await?;
        }
        Ok(address(year))
    });
    let errors = match saved.await {
        Err(Error::Invalid(errors)) => errors,
        saved => return Ok(Flash::Saved.see_other(&saved?)),
    };
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let today = viewer.at.day();
    let typed = [&form.off, &form.worked].into_iter().find_map(|typed| Day::parse_typed(typed).ok());
    let page = CalendarPage {
        shell,
        errors: errors.clone(),
        year: Year::of(&app.settings().calendar, typed.map_or_else(|| today.year(), Day::year), today),
        typed: CalendarQuery::default(),
        answer: None,
        may_set: true,
        set: form,
    };
    Ok(Page::refused(&errors, page).into_response())
}

/// The key of a form that says nothing else.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::regulations) struct Sent {
    submission: String,
}

/// `POST /rules/calendar/{day}/removal`: the day is again as the program has it.
pub(in crate::regulations) async fn take_back(
    State(app): State<App>,
    viewer: Viewer,
    Path(day): Path<String>,
    Once(form, content): Once<Sent>,
) -> Result<Response> {
    whole(&viewer)?;
    let day = Day::parse_iso(&day).ok_or(Error::NotFound)?;
    let location = once(&app, &viewer, (&form.submission, &content), async |db| {
        settings::set_day(db, viewer.author(), viewer.organisation, day, None, t("Bỏ ngày đã đặt")).await?;
        Ok(address(day.year()))
    });
    Ok(Flash::Saved.see_other(&location.await?))
}

fn address(year: i16) -> String {
    format!("/rules/calendar?year={year}")
}
