//! What needs attention: a probation that ends, a temporary transfer, an exemption or a suspension that runs out, a
//! letter of which nobody has said that it arrived, a badge to come; two people who may be one, which who entered them
//! could not see. Judged by the rules of the day, said with their article, and led to the page that does the next step.
//!
//! Only what is near is read, by indexes on its day; counts stop at a thousand, and are remembered until anything
//! about anyone changes.

pub mod due;
mod form;
mod matter;
mod pages;
pub mod present;
mod queries;

use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::{Right, Route, Viewer};
use crate::clock::Instant;
use crate::ids::{EventId, OrganisationId, PersonId};
use crate::members::duplicates;
use crate::rules::badge::{self, Badge};
use crate::rules::party_age::count;
use crate::rules::standing::Kind;
use crate::rules::{Day, PartialDate};
use crate::state::App;
use crate::steps::Sheet;
use crate::web::filters::grouped;
use crate::web::t;
use crate::{Result, confirmations};
pub use due::{BADGE_AHEAD, Due, LETTER_AHEAD, LETTERS_KEPT, PROBATION_AHEAD, Rules, TEMPORARY_AHEAD};
pub use form::Asked;
pub use matter::Matter;
pub use present::Said;
pub use queries::Pair;

/// The page of everything that needs attention, and the one that tells two people apart.
pub const ROUTES: &[Route] = &[
    Route::get("/attention", Right::ReadMembers, || get(pages::list)).personal(),
    Route::get("/attention/alike/{person}/{other}", Right::WriteMembers, || get(pages::alike::show)).personal(),
    Route::post("/attention/alike/{person}/{other}", Right::WriteMembers, || post(pages::alike::create)),
];

/// Up to how many of each kind are counted exactly: nobody works through more of them by a list.
const COUNTED: i64 = 1_000;

/// The most people whose party age is counted event by event.
const INTERRUPTED: i64 = 2_000;

/// What runs, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A probation: the day of the ceremony, as far as it is known.
    Probation(Option<PartialDate>),
    /// A temporary transfer out: its last day.
    Away(Day),
    /// A stay of a guest: its last day; and whether home is a branch of the book, whose pages record what follows.
    Guest(Day, bool),
    /// An exemption: its last day.
    Exempt(Day),
    /// A suspension: its last day.
    Suspended(Day),
    /// The letter of an official transfer out: its event, its day, where it leads.
    Letter(EventId, Day, String),
    /// A badge to come; and whether the party age is known to the day, not only at least.
    Badge(Badge, bool),
    /// Another person who may be the same, and when that was found.
    Alike(Other, Instant),
}

impl About {
    /// Its place among what is due on one day: those kinds together that are read together, by the day on which they
    /// are found, then by person.
    fn order(&self) -> (u8, Option<String>, i64) {
        match self {
            Self::Probation(admitted_on) => (0, admitted_on.map(PartialDate::iso), 0),
            Self::Away(due_on) | Self::Guest(due_on, _) | Self::Exempt(due_on) | Self::Suspended(due_on) => {
                (1, Some(due_on.iso()), 0)
            }
            Self::Letter(event, introduced_on, _) => (2, Some(introduced_on.iso()), event.0),
            Self::Badge(badge, _) => {
                let months = i32::try_from(badge.years * 12).unwrap_or_default();
                (3, Some(badge.reached_on.plus_months(-months).iso()), 0)
            }
            Self::Alike(_, found_at) => (4, Some(format!("{:020}", found_at.0.as_microsecond())), 0),
        }
    }

    /// What kind of thing it is.
    pub const fn matter(&self) -> Matter {
        match self {
            Self::Probation(_) => Matter::Recognition,
            Self::Away(_) => Matter::Away,
            Self::Guest(..) => Matter::Guest,
            Self::Exempt(_) | Self::Suspended(_) => Matter::Activity,
            Self::Letter(..) => Matter::Letter,
            Self::Badge(..) => Matter::Badge,
            Self::Alike(..) => Matter::Alike,
        }
    }
}

/// Somebody of the same name and birth date as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Where they are a member or a guest.
    pub organisation: OrganisationId,
}

/// Somebody of whom something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Where they are a member or a guest, or were until they left.
    pub organisation: OrganisationId,
    /// What is due.
    pub about: About,
}

/// A page that does what comes next, or shows what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its address.
    pub href: String,
    /// What it does.
    pub label: &'static str,
}

impl Case {
    /// The pages of the next step, for somebody who may write; the record for somebody who only reads, and
    /// where nothing can be recorded yet.
    pub fn actions(&self, today: Day, rules: Rules<'_>, may_write: bool) -> Vec<Action> {
        let record = || vec![Action { href: self.person.path(), label: t("Mở hồ sơ") }];
        let steps: &[Kind] = match &self.about {
            About::Badge(..) => {
                let href = format!("{}/party-age", self.person.path());
                return vec![Action { href, label: t("Xem cách tính tuổi Đảng") }];
            }
            About::Alike(other, _) => {
                let href = other.person.path();
                let mut both = record();
                both.push(Action { href, label: t("Mở hồ sơ kia") });
                if may_write {
                    let href = alike_path(self.person, other.person);
                    both.insert(0, Action { href, label: t("So sánh và trả lời") });
                }
                return both;
            }
            _ if !may_write => return record(),
            About::Letter(event, ..) => {
                let href = confirmations::path(self.person, *event);
                return vec![Action { href, label: t("Ghi nơi đến đã nhận") }];
            }
            About::Probation(admitted_on) => {
                let over = admitted_on.and_then(PartialDate::full).and_then(|day| due::probation_until(day, rules));
                if over.is_some_and(|until| until <= today) { &[Kind::Recognised] } else { &[] }
            }
            About::Away(_) => &[Kind::TemporaryEnded, Kind::TemporaryExtended],
            About::Guest(_, true) => &[],
            About::Guest(_, false) => &[Kind::GuestEnded, Kind::GuestExtended],
            About::Exempt(_) => &[Kind::ExemptionEnded],
            About::Suspended(_) => &[Kind::SuspensionEnded],
        };
        if steps.is_empty() {
            return record();
        }
        let pages = steps.iter().filter_map(|kind| Sheet::of(*kind));
        pages.map(|sheet| Action { href: sheet.path(self.person), label: sheet.title() }).collect()
    }
}

/// The page on which two people who may be one are told apart.
pub fn alike_path(person: PersonId, other: PersonId) -> String {
    format!("/attention/alike/{person}/{other}")
}

/// Keeps that two people of the same name and birth date are two, each in the log of changes.
pub async fn tell_apart(db: &mut PgConnection, author: Author, pair: &Pair) -> Result<()> {
    for (one, other) in [(&pair.one, &pair.other), (&pair.other, &pair.one)] {
        duplicates::are_others(&mut *db, author, one.person, &[other.person.0]).await?;
        let field = [Field::new("not_duplicate", "", other.person)];
        audit::record(&mut *db, author, "told_apart", Subject::Person(one.person), Some(one.organisation), &field)
            .await?;
    }
    Ok(())
}

/// A case with what is said of it, and where it leads.
#[derive(Clone, Debug)]
pub struct Line {
    /// Of whom.
    pub case: Case,
    /// What is said.
    pub said: Said,
    /// Where it leads.
    pub actions: Vec<Action>,
}

/// Whose attention, and to what.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The organisation: it and all below it.
    pub root: OrganisationId,
    /// It and all below it, by number; none: everything there is.
    pub organisations: Option<Vec<i64>>,
    /// Only this kind of thing.
    pub matter: Option<Matter>,
    /// The account's organisations: of two people who may be one, both are in these.
    pub within: Option<Vec<i64>>,
}

impl Filter {
    /// Everything within a viewer's scope.
    pub fn of(viewer: &Viewer) -> Self {
        let organisations = viewer.scope.filter();
        Self { root: viewer.organisation, within: organisations.clone(), organisations, matter: None }
    }

    fn wants(&self, matter: Matter) -> bool {
        self.matter.is_none_or(|wanted| wanted == matter)
    }
}

/// What needs attention, the most pressing first, at most so many of each kind and altogether.
pub async fn nearest(app: &App, viewer: &Viewer, filter: &Filter, most: usize) -> Result<Vec<Line>> {
    let today = viewer.at.day();
    let settings = app.settings();
    let rules = Rules { rulebook: &settings.rulebook, calendar: &settings.calendar };
    let (db, ids, limit) = (&app.db, filter.organisations.as_deref(), i64::try_from(most).unwrap_or(i64::MAX));
    let mut cases = Vec::new();
    if filter.wants(Matter::Recognition) {
        cases.extend(queries::probations(db, ids, due::admitted_until(today, rules), today, limit).await?);
    }
    let tracks = [Matter::Away, Matter::Guest, Matter::Activity].into_iter().filter(|matter| filter.wants(*matter));
    let tracks: Vec<_> = tracks.map(|matter| matter.code().to_owned()).collect();
    if !tracks.is_empty() {
        cases.extend(queries::temporaries(db, ids, &tracks, today.plus_days(TEMPORARY_AHEAD), today, limit).await?);
    }
    if filter.wants(Matter::Letter) {
        let (from, until) = due::introduced(today, rules);
        cases.extend(queries::letters(db, ids, from, until, today, limit).await?);
    }
    if filter.wants(Matter::Badge) {
        let windows = badge::windows(today, today.plus_days(BADGE_AHEAD), rules.rulebook);
        for starting in queries::badges(db, ids, &windows, today, limit).await? {
            cases.extend(starting.case(today, rules));
        }
        cases.extend(interrupted(app, ids, today, rules).await?);
    }
    if filter.wants(Matter::Alike) {
        cases.extend(queries::alike(db, filter.within.as_deref(), ids, today, limit).await?);
    }
    let may_write = viewer.may(Right::WriteMembers);
    let mut lines: Vec<_> = cases
        .into_iter()
        .filter_map(|case| {
            let due = due::due(&case.about, rules)?;
            if today < due.mentioned_from {
                return None;
            }
            let said = present::said(&case.about, &due, today, rules);
            Some(Line { actions: case.actions(today, rules, may_write), case, said })
        })
        .collect();
    // What is due on one day stands in the order in which each kind is read, so that a page that reads further goes
    // on where the one before it ended.
    lines.sort_by_key(|line| (line.said.by.is_none(), line.said.by, line.case.about.order(), line.case.person));
    lines.truncate(most);
    Ok(lines)
}

/// The badges of those whose party age is counted event by event, for somebody left, came back or was never admitted.
async fn interrupted(app: &App, organisations: Option<&[i64]>, today: Day, rules: Rules<'_>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (mut case, events) in queries::interrupted(&app.db, organisations, today, INTERRUPTED).await? {
        let Some(count) = count(&events, today) else { continue };
        let Some(badge) = badge::next(count.from, today, rules.rulebook, rules.calendar) else { continue };
        case.about = About::Badge(badge, count.exact);
        cases.push(case);
    }
    Ok(cases)
}

/// How many of each kind need attention, in the order of [`Matter::ALL`], each counted to one past a thousand. Of
/// every kind, whatever the filter wants.
pub async fn counts(app: &App, viewer: &Viewer, filter: &Filter) -> Result<[i64; Matter::ALL.len()]> {
    let today = viewer.at.day();
    let question = format!(
        "attention {} {} {} {} {today}",
        viewer.organisation,
        filter.root,
        app.tree().revision,
        app.settings().revision
    );
    let count = async || {
        let mut counts = [0; Matter::ALL.len()];
        let ids = filter.organisations.as_deref();
        let found = groups(app, ids, today, today.plus_days(BADGE_AHEAD), COUNTED + 1).await?;
        counts[Matter::Alike as usize] =
            queries::count_alike(&app.db, filter.within.as_deref(), ids, today, COUNTED + 1).await?;
        for group in found {
            if group.due.mentioned_from <= today {
                counts[group.matter as usize] += group.people;
            }
        }
        Ok::<_, crate::Error>(counts)
    };
    app.waiting.get_or_find(question, viewer.revision, count).await
}

/// The counts of some kinds as they are said together: 1.234, or 1.000+ where one of them was not counted to its end.
pub fn counted(counts: &[i64]) -> String {
    let sum: i64 = counts.iter().map(|count| (*count).min(COUNTED)).sum();
    let more = if counts.iter().any(|count| *count > COUNTED) { "+" } else { "" };
    format!("{}{more}", grouped(&sum.to_string()))
}

/// How many people something is due of on one day.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What.
    pub matter: Matter,
    /// By when, and since when it is mentioned.
    pub due: Due,
    /// How many.
    pub people: i64,
}

/// What is due of the people of these organisations, by day, with badges that are given until a day; at most so many
/// people of each kind.
pub async fn groups(
    app: &App,
    organisations: Option<&[i64]>,
    today: Day,
    badges_until: Day,
    most: i64,
) -> Result<Vec<Group>> {
    let settings = app.settings();
    let rules = Rules { rulebook: &settings.rulebook, calendar: &settings.calendar };
    let (from, until) = due::introduced(today, rules);
    let mut found = queries::probation_days(&app.db, organisations, today, most).await?;
    found.extend(queries::temporary_days(&app.db, organisations, today, most).await?);
    found.extend(queries::letter_days(&app.db, organisations, from, until.max(today), most).await?);
    let windows = badge::windows(today, badges_until, rules.rulebook);
    for (window, people) in queries::badge_days(&app.db, organisations, &windows, today, most).await? {
        let badge = badge::badge(window.years, window.until, window.given_on, rules.rulebook, rules.calendar);
        found.extend(badge.map(|badge| (About::Badge(badge, true), people)));
    }
    for case in interrupted(app, organisations, today, rules).await? {
        if matches!(&case.about, About::Badge(badge, _) if badge.given_on <= badges_until) {
            found.push((case.about, 1));
        }
    }
    let groups = found
        .into_iter()
        .filter_map(|(about, people)| Some(Group { matter: about.matter(), due: due::due(&about, rules)?, people }));
    Ok(groups.collect())
}
