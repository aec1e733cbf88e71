//! The rules in force on a day, and the working days of a year.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{reason_label, rule_label, value_label, weekday_label};
use crate::Result;
use crate::auth::Viewer;
use crate::rules::calendar::{self, SpecialDay};
use crate::rules::day::Day;
use crate::rules::regulations::{Certainty, Rule, RuleCode};
use crate::shell::Shell;
use crate::state::App;
use crate::web::extract::Query;
use crate::web::form::clean;
use crate::web::{Errors, Page, With, filters, t};

/// The most working days that are counted.
const MOST_DAYS: u32 = 1_000;

/// A rule as it is shown.
struct Line {
    value: String,
    citation: &'static str,
    from: Day,
    to: Option<Day>,
    verified: bool,
}

impl Line {
    fn new(rule: &'static Rule) -> Self {
        Self {
            value: value_label(rule),
            citation: rule.citation,
            from: rule.valid_from,
            to: rule.valid_to,
            verified: rule.certainty == Certainty::Verified,
        }
    }
}

/// What the rules say of one thing: on the day, and at other times.
struct Subject {
    label: &'static str,
    current: Option<Line>,
    others: Vec<Line>,
}

/// `GET /rules`
#[derive(Template)]
#[template(path = "regulations/list.html")]
struct ListPage {
    shell: Shell,
    errors: Errors,
    day: Day,
    today: Day,
    on: String,
    subjects: Vec<Subject>,
}

/// On which day.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    on: String,
}

/// Shows the rules in force on a day; one to come may be asked for too.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let today = viewer.at.day();
    let mut errors = Errors::new();
    let any_day = today.max(Day::new(2100, 12, 31).unwrap_or(today));
    let day = errors.optional_day("on", &query.on, any_day).unwrap_or(today);
    let subjects = RuleCode::ALL.into_iter().map(|code| {
        let current = app.rulebook.rule(code, day);
        let others = app.rulebook.all().filter(|rule| rule.code == code && Some(*rule) != current);
        Subject { label: rule_label(code), current: current.map(Line::new), others: others.map(Line::new).collect() }
    });
    let page = ListPage { subjects: subjects.collect(), on: query.on, shell, errors, day, today };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// A day that is not as its weekday says.
struct Special {
    day: Day,
    weekday: &'static str,
    worked: bool,
    reason: &'static str,
    source: String,
    decreed: bool,
}

impl Special {
    fn new(special: &SpecialDay) -> Self {
        Self {
            day: special.day,
            weekday: weekday_label(special.day.weekday()),
            worked: special.worked,
            reason: reason_label(special.reason),
            source: special.source.to_string(),
            decreed: special.certainty == calendar::Certainty::Decreed,
        }
    }
}

/// `GET /rules/calendar`
#[derive(Template)]
#[template(path = "regulations/calendar.html")]
struct CalendarPage {
    shell: Shell,
    errors: Errors,
    year: i16,
    covered: bool,
    working_days: i32,
    days: Vec<Special>,
    typed: CalendarQuery,
    answer: Option<String>,
}

/// Which year; and which working day after a day is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CalendarQuery {
    year: String,
    from: String,
    days: String,
}

/// Shows the days of a year that are not as their weekday says, and counts working days.
pub(super) async fn calendar(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(typed): Query<CalendarQuery>,
) -> Result<Response> {
    let today = viewer.at.day();
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
        let day = app.calendar.plus_working_days(from, days);
        let sentence = if app.calendar.is_decided(from, day) {
            t("Ngày làm việc thứ {n} sau ngày {from} là {weekday}, ngày {day}.")
        } else {
            t("Ngày làm việc thứ {n} sau ngày {from} là {weekday}, ngày {day}, nếu lịch nghỉ đúng như dự kiến.")
        };
        sentence.with("n", days).with("from", from).with("weekday", weekday_label(day.weekday())).with("day", day)
    });
    let asked = typed.year.trim().parse().ok().filter(|year| (1900..=2100).contains(year));
    let year: i16 = asked.or(from.map(Day::year)).unwrap_or_else(|| today.year());
    let first = Day::new(year, 1, 1).unwrap_or(today);
    let last = Day::new(year, 12, 31).unwrap_or(today);
    let page = CalendarPage {
        covered: app.calendar.covers(first),
        working_days: app.calendar.working_days_between(first.pred(), last),
        days: app.calendar.special_between(first, last).map(Special::new).collect(),
        shell,
        errors,
        year,
        typed,
        answer,
    };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}
