//! The composition of a day as a page, and the people of a class.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::{Composition, Divided, Division, Moment, party_age_class, people_address};
use crate::audit::Seen;
use crate::auth::{Tree, Viewer};
use crate::ids::OrganisationId;
use crate::ledger::sentences::standing_label;
use crate::members::name::around;
use crate::organisations;
use crate::rules::Day;
use crate::rules::movement::Column;
use crate::rules::standing::Standing;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::statistics::check::listed;
use crate::statistics::form::{day, organisation, told};
use crate::statistics::pages::Choice;
use crate::statistics::present::said;
use crate::statistics::queries::Placed;
use crate::statistics::queries::composition::{ledgers, written};
use crate::statistics::queries::people::{There, named};
use crate::statistics::{check, pages, places};
use crate::web::as_of::AsOf;
use crate::web::extract::Query;
use crate::web::filters::{self, grouped};
use crate::web::{Errors, Page, With, t};
use crate::{Error, Result};

/// People of a page.
const PAGE: i64 = 200;

/// The query as it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(in crate::statistics) struct Asked {
    as_of: String,
    pub(in crate::statistics) branch: String,
    known_on: String,
    by: String,
    class: String,
    page: String,
}

impl Asked {
    /// What it means; of a day that is not said, today.
    pub(super) fn moment(&self, tree: &Tree, viewer: &Viewer) -> Result<Moment> {
        let today = viewer.at.day();
        let mut errors = Errors::new();
        let as_of = day(&mut errors, "as_of", &self.as_of, today);
        let known_on = day(&mut errors, "known_on", &self.known_on, today).filter(|day| *day != today);
        let organisation = told(organisation(&self.branch, tree, viewer), &mut errors)?.unwrap_or(viewer.organisation);
        errors.or(Some(Moment { organisation, day: as_of.unwrap_or(today), known_on })).map_err(Error::Invalid)
    }

    /// The same; what could not be understood is said, and left out.
    pub(in crate::statistics) fn moment_or_readable(&self, tree: &Tree, viewer: &Viewer) -> Result<(Moment, Errors)> {
        match self.moment(tree, viewer) {
            Ok(moment) => Ok((moment, Errors::new())),
            Err(Error::Invalid(errors)) => {
                let branch = if errors.get("branch").is_some() { String::new() } else { self.branch.clone() };
                Ok((Self { branch, ..Self::default() }.moment(tree, viewer)?, errors))
            }
            Err(other) => Err(other),
        }
    }

    /// The two days as they are shown in the form again.
    pub(in crate::statistics) fn typed(&self, errors: &Errors) -> AsOf {
        let shown = |typed: &str| match Day::parse_typed(typed) {
            Ok(day) if errors.is_empty() => day.to_string(),
            _ => typed.to_owned(),
        };
        AsOf { as_of: shown(&self.as_of), known_on: shown(&self.known_on) }
    }
}

/// A class as it is shown.
struct Line {
    label: String,
    count: String,
    href: String,
    /// Its part of the whole: 12,5%.
    share: String,
    /// The same for the bar, in hundredths.
    width: String,
}

/// A division as it is shown.
struct Table {
    code: &'static str,
    title: &'static str,
    lines: Vec<Line>,
    sum: String,
    agrees: bool,
}

/// `GET /statistics/composition`.
#[derive(Template)]
#[template(path = "statistics/composition.html")]
struct ShowPage {
    shell: Shell,
    errors: Errors,
    typed: AsOf,
    choice: Choice,
    branch: String,
    superior: String,
    organisation: String,
    /// Of which day, and as the book said when.
    said: String,
    query: String,
    movement: String,
    charts: String,
    total: String,
    tables: Vec<Table>,
    check: check::Check,
    too_many: bool,
    printed_by: String,
    printed_at: String,
}

/// Shows the composition of a day.
pub(in crate::statistics) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let (moment, errors) = asked.moment_or_readable(&tree, &viewer)?;
    let question = moment.question();
    let places = places(&mut db, &tree, &viewer, &question).await?;
    let composition = super::of(&mut db, &places, &moment).await?;
    let roster = listed(&app, &mut db, (&tree, &viewer), &places, &question, (moment.day, composition.total)).await?;
    let (superior, name) = organisations::heading(&mut db, moment.organisation, moment.day, moment.known()).await?;
    drop(db);
    let page = ShowPage {
        typed: asked.typed(&errors),
        choice: pages::choice(&app, &viewer, moment.organisation, &errors, &asked.branch),
        branch: moment.organisation.to_string(),
        superior,
        organisation: name,
        said: said(t("Ngày {day}").with("day", moment.day), moment.known_on),
        query: moment.query(),
        movement: pages::movement_address(&moment),
        charts: pages::charts_address(&moment),
        total: grouped(&composition.total.to_string()),
        tables: composition.divisions.iter().map(|divided| table(divided, &moment, composition.total)).collect(),
        check: checked(&composition, &roster, &moment),
        too_many: composition.too_many,
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        errors,
        shell,
    };
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(Seen::list("statistics", moment.query(), 0).on(status))
}

fn table(divided: &Divided, moment: &Moment, total: i64) -> Table {
    let lines = divided.classes.iter().map(|class| {
        let thousandths = if total == 0 { 0 } else { (class.count * 1000 + total / 2) / total };
        Line {
            label: class.label.clone(),
            count: grouped(&class.count.to_string()),
            href: people_address(moment, divided.division, &class.code),
            share: percent(thousandths),
            width: format!("{}.{}", thousandths / 10, thousandths % 10),
        }
    });
    Table {
        code: divided.division.code(),
        title: divided.division.label(),
        lines: lines.collect(),
        sum: grouped(&divided.sum().to_string()),
        agrees: divided.sum() == total,
    }
}

/// A part of a whole in thousandths, as it is written: 12,5%.
fn percent(thousandths: i64) -> String {
    let mark = if crate::web::Language::current() == crate::web::Language::English { '.' } else { ',' };
    format!("{}{mark}{}%", thousandths / 10, thousandths % 10)
}

/// Whether each division is the whole, and the whole the roster's.
fn checked(composition: &Composition, roster: &[(Column, i64)], moment: &Moment) -> check::Check {
    let total = composition.total;
    let mut check = check::Check { agrees: Vec::new(), differs: Vec::new() };
    for divided in composition.divisions.iter().filter(|divided| divided.sum() != total) {
        check.differs.push(
            t("{table}: cộng lại {sum}, tổng số {total}, lệch {n}.")
                .with("table", divided.division.label())
                .with("sum", divided.sum())
                .with("total", total)
                .with("n", divided.sum() - total),
        );
    }
    let listed = roster.iter().find(|(column, _)| *column == Column::Total).map_or(0, |(_, count)| *count);
    if listed == total {
        let sentence = t("Tổng số {n} bằng danh sách ngày {day}; mỗi bảng dưới đây cộng lại đúng tổng số.");
        if check.differs.is_empty() {
            check.agrees.push(sentence.with("n", grouped(&total.to_string())).with("day", moment.day));
        }
    } else {
        check.differs.push(
            t("Tổng số {total}, danh sách ngày {day} có {count}, lệch {n}.")
                .with("total", total)
                .with("day", moment.day)
                .with("count", listed)
                .with("n", total - listed),
        );
    }
    check
}

/// Somebody in a class.
struct Person {
    number: String,
    path: String,
    before_given_name: String,
    given_name: String,
    after_given_name: String,
    born_on: String,
    standing: &'static str,
    organisation: String,
}

/// `GET /statistics/composition/people`.
#[derive(Template)]
#[template(path = "statistics/class.html")]
struct ClassPage {
    shell: Shell,
    back: String,
    title: &'static str,
    label: String,
    organisation: String,
    day: Day,
    known: Option<Day>,
    people: Vec<Person>,
    total: String,
    first: String,
    last: String,
    previous: Option<String>,
    next: Option<String>,
}

/// Shows who is in a class.
pub(in crate::statistics) async fn people(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let moment = asked.moment(&tree, &viewer).map_err(pages::asked)?;
    let division = match asked.by.trim() {
        "" => Division::ALL[0],
        by => Division::from_code(by).ok_or(Error::BadRequest)?,
    };
    let page = pages::page_number(&asked.page)?;
    let skipped = (page - 1) * PAGE;
    let places = places(&mut db, &tree, &viewer, &moment.question()).await?;
    let composition = super::of(&mut db, &places, &moment).await?;
    let divided = composition.divisions.iter().find(|divided| divided.division == division);
    let class = divided.and_then(|divided| divided.classes.iter().find(|class| class.code == asked.class.trim()));
    let found = match (division, class) {
        (_, None) => Vec::new(),
        (Division::Written(by), Some(class)) => {
            let at = (moment.day, moment.question().known());
            written(&mut db, &places, at, (by, &class.texts), (skipped, PAGE)).await?
        }
        (Division::PartyAge, Some(class)) => of_party_age(&mut db, &places, &moment, &class.code, skipped).await?,
    };
    let ids: Vec<_> = found.iter().map(|one| one.organisation).chain([moment.organisation]).collect();
    let names = organisations::names_known(&mut *db, &ids, moment.day, moment.known()).await?;
    drop(db);
    let total = found.first().map_or(0, |one| one.total);
    let shown = i64::try_from(found.len()).unwrap_or_default();
    let whole = people_address(&moment, division, class.map_or("", |class| class.code.as_str()));
    let address = |page: i64| format!("{whole}&page={page}");
    let name_of = |id: OrganisationId| names.get(&id).cloned().unwrap_or_default();
    let people = (skipped + 1..).zip(found).map(|(number, one)| {
        let (before, after) = around(&one.full_name, &one.given_name);
        Person {
            number: grouped(&number.to_string()),
            path: format!("{}?as_of={}{}", one.person.path(), moment.day.iso(), moment.question().kept()),
            before_given_name: before.to_owned(),
            after_given_name: after.to_owned(),
            born_on: one.born_on.to_string(),
            standing: Standing::from_code(&one.value).map_or("", standing_label),
            organisation: name_of(one.organisation),
            given_name: one.given_name,
        }
    });
    let people: Vec<_> = people.collect();
    let filter = whole.split_once('?').map_or("", |(_, query)| query);
    let seen = Seen::list("statistics_people", format!("?{filter}"), people.len());
    Ok(seen.on(Page::ok(ClassPage {
        back: format!("/statistics/composition{}#{}", moment.query(), division.code()),
        title: division.label(),
        label: class.map_or_else(String::new, |class| class.label.clone()),
        organisation: name_of(moment.organisation),
        day: moment.day,
        known: moment.known_on,
        people,
        total: grouped(&total.to_string()),
        first: grouped(&(skipped + 1).to_string()),
        last: grouped(&(skipped + shown).to_string()),
        previous: (page > 1).then(|| address(page - 1)),
        next: (skipped + shown < total).then(|| address(page + 1)),
        shell,
    })))
}

/// The members whose party age is in a class.
async fn of_party_age(
    db: &mut PgConnection,
    places: &[Placed],
    moment: &Moment,
    class: &str,
    skipped: i64,
) -> Result<Vec<There>> {
    let known = moment.question().known();
    let ledgers = ledgers(&mut *db, places, moment.day, known).await?;
    let people: Vec<_> = ledgers
        .iter()
        .filter(|(_, events)| party_age_class(events, moment.day) == class)
        .map(|(person, _)| (*person, moment.day))
        .collect();
    let total = i64::try_from(people.len()).unwrap_or(i64::MAX);
    let spans = |person| {
        use crate::rules::standing::{Track, fold};
        let events = &ledgers.iter().find(|(one, _)| *one == person)?.1;
        let spans = fold(events).ok()?;
        spans.into_iter().find(|span| span.track == Track::Membership && span.covers(moment.day))
    };
    let names = named(&mut *db, &people, known, (skipped, PAGE)).await?;
    let found = names.into_iter().filter_map(|name| {
        let span = spans(name.person)?;
        Some(There {
            person: name.person,
            full_name: name.full_name,
            given_name: name.given_name,
            born_on: name.born_on,
            organisation: OrganisationId(span.organisation),
            value: span.value.code().to_owned(),
            since: span.from,
            total,
        })
    });
    Ok(found.collect())
}
