//! The people behind a figure: by name, with what happened and when, each leading to their record.

mod asking;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::form::Asked;
use super::present::{column_label, figure, people_address, period_label, row_label};
use super::queries::people::{Wanted, named, there};
use super::queries::{Placed, changes};
use super::recognitions::{self, Which};
use super::{Question, closings, pages, places};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::sentences::standing_label;
use crate::members::name::around;
use crate::organisations;
use crate::rules::movement::{Cells, Change, Column, Counted, Row, Sign};
use crate::rules::standing::Standing;
use crate::rules::{Day, PartialDate};
use crate::settings::Settings;
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::extract::Query;
use crate::web::filters::{self, grouped};
use crate::web::{Page, With, t};
use crate::{Error, Result};
use asking::Asking;

/// People of a page.
const PAGE: i64 = 200;

/// Somebody in the list.
struct Person {
    number: String,
    path: String,
    before_given_name: String,
    given_name: String,
    after_given_name: String,
    born_on: String,
    what: String,
    on: Day,
    organisation: String,
    /// Which columns they bring to the row, of a row that carries signs.
    signed: String,
}

/// `GET /statistics/people`.
#[derive(Template)]
#[template(path = "statistics/people.html")]
struct PeoplePage {
    shell: Shell,
    back: String,
    label: String,
    organisation: String,
    period: String,
    known: Option<Day>,
    people: Vec<Person>,
    signed: bool,
    total: String,
    first: String,
    last: String,
    previous: Option<String>,
    next: Option<String>,
}

/// Shows who is behind a figure.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let question = asked.question(&tree, &viewer).map_err(pages::asked)?;
    let asking = Asking::of(&asked)?;
    let page = pages::page_number(&asked.page)?;
    let skipped = (page - 1) * PAGE;
    let counted = match asked.unit.trim() {
        "" => Counted::Whole,
        unit => Counted::Unit(unit.parse().map_err(|_| Error::BadRequest)?),
    };
    let mut places = places(&mut db, &tree, &viewer, &question).await?;
    let settings = app.settings();
    let list = List { question: &question, counted, skipped, settings: &settings };
    if let (Counted::Unit(unit), false) = (counted, asking.is_of_changes()) {
        places.retain(|place| place.unit == unit);
    }
    let (found, total) = list.found(&mut db, &places, asking).await?;
    let heading = match counted {
        Counted::Whole => question.organisation,
        Counted::Unit(unit) => OrganisationId(unit),
    };
    let ids: Vec<_> = found.iter().flat_map(Found::organisations).chain([heading]).collect();
    let names = organisations::names_known(&mut *db, &ids, question.to, question.known()).await?;
    drop(db);

    let name_of = |id: OrganisationId| {
        if viewer.scope.covers(id) {
            names.get(&id).cloned().unwrap_or_default()
        } else {
            t("tổ chức khác trong sổ").to_owned()
        }
    };
    let people: Vec<_> = (1..).zip(&found).map(|(at, one)| one.shown(skipped + at, &question, name_of)).collect();
    let unit = if let Counted::Unit(unit) = counted { Some(unit) } else { None };
    let (row, column) = asking.codes();
    let whole = people_address(&question, unit, row, column);
    let address = |page: i64| format!("{whole}&page={page}");
    let shown = i64::try_from(people.len()).unwrap_or_default();
    let filter = whole.split_once('?').map_or("", |(_, query)| query);
    let seen = Seen::list("statistics_people", format!("?{filter}"), people.len());
    Ok(seen.on(Page::ok(PeoplePage {
        back: format!("/statistics{}", question.query()),
        label: asking.label(),
        organisation: name_of(heading),
        period: period_label(question.from, question.to),
        known: question.known_on,
        signed: people.iter().any(|person| !person.signed.is_empty()),
        people,
        total: grouped(&total.to_string()),
        first: grouped(&(skipped + 1).to_string()),
        last: grouped(&(skipped + shown).to_string()),
        previous: (page > 1).then(|| address(page - 1)),
        next: (skipped + shown < total).then(|| address(page + 1)),
        shell,
    })))
}

/// Somebody who was found, and why.
struct Found {
    person: PersonId,
    full_name: String,
    given_name: String,
    born_on: PartialDate,
    what: String,
    on: Day,
    before: Option<OrganisationId>,
    after: Option<OrganisationId>,
    signed: String,
}

impl Found {
    fn organisations(&self) -> impl Iterator<Item = OrganisationId> {
        self.before.into_iter().chain(self.after)
    }

    fn shown(&self, number: i64, question: &Question, name_of: impl Fn(OrganisationId) -> String) -> Person {
        let (before, after) = around(&self.full_name, &self.given_name);
        Person {
            number: grouped(&number.to_string()),
            path: format!("{}?as_of={}{}", self.person.path(), question.to.iso(), question.kept()),
            before_given_name: before.to_owned(),
            given_name: self.given_name.clone(),
            after_given_name: after.to_owned(),
            born_on: self.born_on.to_string(),
            what: self.what.clone(),
            on: self.on,
            organisation: match (self.before, self.after) {
                (Some(before), Some(after)) if before != after => {
                    t("{from} → {to}").with("from", name_of(before)).with("to", name_of(after))
                }
                (before, after) => after.or(before).map(name_of).unwrap_or_default(),
            },
            signed: self.signed.clone(),
        }
    }
}

/// Somebody who is in the row that is asked for.
struct Matching {
    person: PersonId,
    /// The day on which they had the name that is shown.
    named_on: Day,
    row: Row,
    on: Day,
    before: Option<i64>,
    after: Option<i64>,
    signed: String,
}

/// What is asked of the list.
struct List<'a> {
    question: &'a Question,
    counted: Counted,
    /// How many people come before the page.
    skipped: i64,
    settings: &'a Settings,
}

impl List<'_> {
    /// A page of the people behind a figure, and how many they are in all.
    async fn found(&self, db: &mut PgConnection, places: &[Placed], asking: Asking) -> Result<(Vec<Found>, i64)> {
        let Self { question, skipped, .. } = *self;
        let (day, wanted) = match asking {
            Asking::Row(Row::Opening, column) => {
                (question.from.pred(), Wanted::Member(column.unwrap_or(Column::Total)))
            }
            Asking::Row(Row::Closing, column) => (question.to, Wanted::Member(column.unwrap_or(Column::Total))),
            Asking::Beside(value, _) => (question.to, Wanted::Beside(value)),
            Asking::Row(row, column) => return self.changed(db, places, row, column).await,
            Asking::Decided(which) => return self.decided(db, places, which).await,
        };
        let rows = there(db, places, day, question.known(), wanted, (skipped, PAGE)).await?;
        let total = rows.first().map_or(0, |row| row.total);
        let found = rows.into_iter().map(|row| Found {
            person: row.person,
            full_name: row.full_name,
            given_name: row.given_name,
            born_on: row.born_on,
            what: what_on_a_day(&row.value),
            on: row.since,
            before: None,
            after: Some(row.organisation),
            signed: String::new(),
        });
        Ok((found.collect(), total))
    }

    /// Who is told of otherwise since the period before was closed.
    async fn adjusted(
        &self,
        db: &mut PgConnection,
        places: &[Placed],
        column: Option<Column>,
    ) -> Result<Vec<Matching>> {
        let held = closings::held(&mut *db, self.question).await?;
        let Some(closing) = closings::before(&held, self.question) else { return Ok(Vec::new()) };
        let read = closings::adjustments(db, places, self.question, closing).await?;
        let matching = read.into_iter().filter_map(|read| {
            let cells = closings::adjusted(&read.change(), self.counted);
            let within = column.map_or(!cells.is_zero(), |column| cells.get(column) != 0);
            let person = read.person.filter(|_| within)?;
            Some(Matching {
                person,
                named_on: closing.to,
                row: Row::Adjustment,
                on: closing.to,
                before: read.organisation_before,
                after: read.organisation_after,
                signed: signs(cells),
            })
        });
        Ok(matching.collect())
    }

    /// Who is in a row of changes.
    async fn changed(
        &self,
        db: &mut PgConnection,
        places: &[Placed],
        row: Row,
        column: Option<Column>,
    ) -> Result<(Vec<Found>, i64)> {
        let Self { question, counted, skipped, .. } = *self;
        let mut matching = Vec::new();
        let mut read = Vec::new();
        if row == Row::Adjustment {
            matching = self.adjusted(&mut *db, places, column).await?;
        } else {
            let period = (question.from, question.to);
            read = changes::of_period(&mut *db, places, period, question.known(), true).await?;
        }
        for read in read {
            let change = read.change();
            let Some((row, cells)) = effect(&change, counted, row, column) else { continue };
            let (Some(person), Some(day)) = (read.person, read.day) else { continue };
            let signed = if row.sign() == Sign::Signed { signs(cells) } else { String::new() };
            // Who left is named as they were the day before.
            let named_on = if change.after.is_some_and(|state| counted.counts(state)) { day } else { day.pred() };
            let (before, after) = (read.organisation_before, read.organisation_after);
            matching.push(Matching { person, named_on, row, on: day, before, after, signed });
        }
        let people: Vec<_> = matching.iter().map(|one| (one.person, one.named_on)).collect();
        let names = named(db, &people, question.known(), (skipped, PAGE)).await?;
        let found = names.into_iter().filter_map(|name| {
            let one = matching.get(usize::try_from(name.number - 1).ok()?)?;
            Some(Found {
                person: name.person,
                full_name: name.full_name,
                given_name: name.given_name,
                born_on: name.born_on,
                what: row_label(one.row).to_owned(),
                on: one.on,
                before: one.before.map(OrganisationId),
                after: one.after.map(OrganisationId),
                signed: one.signed.clone(),
            })
        });
        Ok((found.collect(), i64::try_from(matching.len()).unwrap_or(i64::MAX)))
    }

    /// Whose recognition was decided within the period.
    async fn decided(&self, db: &mut PgConnection, places: &[Placed], which: Which) -> Result<(Vec<Found>, i64)> {
        let Self { question, skipped, settings, .. } = *self;
        let rows = recognitions::decided(&mut *db, places, question, which, settings, None).await?;
        let people: Vec<_> = rows.iter().map(|one| (one.person, one.effective_on)).collect();
        let names = named(db, &people, question.known(), (skipped, PAGE)).await?;
        let found = names.into_iter().filter_map(|name| {
            let one = rows.get(usize::try_from(name.number - 1).ok()?)?;
            Some(Found {
                person: name.person,
                full_name: name.full_name,
                given_name: name.given_name,
                born_on: name.born_on,
                what: one.words(settings),
                on: one.effective_on,
                before: None,
                after: Some(one.organisation),
                signed: String::new(),
            })
        });
        Ok((found.collect(), i64::try_from(rows.len()).unwrap_or(i64::MAX)))
    }
}

fn what_on_a_day(value: &str) -> String {
    let label = match value {
        "away" => t("Tạm thời đi nơi khác"),
        "guest" => t("Tạm thời đến"),
        "exempt" => t("Được miễn sinh hoạt"),
        "suspended" => t("Bị đình chỉ sinh hoạt"),
        value => Standing::from_code(value).map_or("", standing_label),
    };
    t("{what}, từ ngày").with("what", label)
}

/// The row and the figures by which a change is in the row that is asked for.
fn effect(change: &Change, counted: Counted, asked: Row, column: Option<Column>) -> Option<(Row, Cells)> {
    change.effects(counted).into_iter().find_map(|effect| {
        let within = match asked {
            Row::Increase => effect.row.sign() == Sign::Increase,
            Row::Decrease => effect.row.sign() == Sign::Decrease,
            row => effect.row == row,
        };
        let matches = within && column.is_none_or(|column| effect.cells.get(column) != 0);
        matches.then_some((effect.row, effect.cells))
    })
}

/// What somebody takes from one column and brings to another: "Dự bị −1, Chính thức +1".
fn signs(cells: Cells) -> String {
    let parts: Vec<_> = Column::ALL
        .into_iter()
        .filter(|column| cells.get(*column) != 0)
        .map(|column| format!("{} {}", column_label(column), figure(cells.get(column), true)))
        .collect();
    parts.join(", ")
}
