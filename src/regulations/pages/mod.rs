//! The rules in force on a day; in `overrides` what a committee sets beside them, in `calendar` the working days.

pub(super) mod calendar;
pub(super) mod overrides;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::may_set;
use crate::Result;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::rules::day::Day;
use crate::rules::regulations::{Certainty, Rule, RuleCode};
use crate::settings::{self, Override, may_be_set, number_label, rule_label, value_label};
use crate::shell::Shell;
use crate::state::App;
use crate::web::extract::Query;
use crate::web::{Errors, Page, filters};

/// A rule as it is shown.
struct Line {
    value: String,
    citation: &'static str,
    from: Day,
    to: Option<Day>,
    certainty: Certainty,
}

impl Line {
    fn new(rule: &'static Rule) -> Self {
        Self {
            value: value_label(rule),
            citation: rule.citation,
            from: rule.valid_from,
            to: rule.valid_to,
            certainty: rule.certainty,
        }
    }
}

/// What the rules say of one thing: on the day, and at other times.
struct Subject {
    code: &'static str,
    label: &'static str,
    current: Option<Line>,
    /// The rule of the program behind one of the committee's own.
    behind: Option<Line>,
    others: Vec<Line>,
    may_be_set: bool,
}

/// A number of the committee's own, with when it ends.
struct Own {
    id: i64,
    label: &'static str,
    value: String,
    citation: String,
    from: Day,
    to: Option<Day>,
    reason: String,
    recorded_by: String,
    recorded_at: Instant,
    /// It has not ended yet.
    open: bool,
}

impl Own {
    fn new(one: Override, today: Day) -> Self {
        let unit = crate::rules::regulations::Rulebook::shipped().all().find(|rule| rule.code == one.rule.code);
        Self {
            id: one.id,
            label: rule_label(one.rule.code),
            value: unit.map_or(String::new(), |rule| number_label(rule.unit, one.rule.value)),
            open: one.rule.valid_to.is_none_or(|to| to > today && to > one.rule.valid_from),
            citation: one.rule.citation,
            from: one.rule.valid_from,
            to: one.rule.valid_to,
            reason: one.reason,
            recorded_by: one.recorded_by,
            recorded_at: one.recorded_at,
        }
    }
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
    own: Vec<Own>,
    may_set: bool,
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
    let book = &app.settings().rulebook;
    let subjects = RuleCode::ALL.into_iter().map(|code| {
        let current = book.rule(code, day);
        let shipped = book.all().find(|rule| rule.code == code && rule.holds(day));
        let others = book.all().filter(|rule| rule.code == code && Some(*rule) != shipped);
        Subject {
            code: code.code(),
            label: rule_label(code),
            behind: shipped.filter(|shipped| Some(*shipped) != current).map(Line::new),
            current: current.map(Line::new),
            others: others.map(Line::new).collect(),
            may_be_set: may_be_set(code),
        }
    });
    let own = settings::overrides(&app.db).await?.into_iter().map(|one| Own::new(one, today)).collect();
    let page = ListPage {
        may_set: may_set(&viewer),
        subjects: subjects.collect(),
        own,
        on: query.on,
        shell,
        errors,
        day,
        today,
    };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}
