//! The form of a member of the paper book; the next one follows at once.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::doubts::doubts;
use super::form::{CarryOverForm, order};
use super::queries::{self, Last};
use super::{OpeningBalance, carry_over};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::book;
use crate::ids::{OrganisationId, PersonId};
use crate::members::duplicates::{self, Duplicates, Probe};
use crate::members::form::PersonForm;
use crate::members::warnings::{self, Warning};
use crate::organisations::Units;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Query};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// The form.
#[derive(Template)]
#[template(path = "carry_over/new.html")]
struct NewPage {
    shell: Shell,
    person: PersonForm,
    typed: CarryOverForm,
    errors: Errors,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    branches: Units,
    /// The first day of the book; none: it is not open yet.
    opens_on: Option<Day>,
    /// Who was carried over just before this form, and how many in that branch so far.
    last: Option<(PersonId, Last, i64)>,
}

/// Where a new form starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    /// Who was carried over just before: the branch is kept.
    after: Option<PersonId>,
    /// The branch.
    branch: Option<OrganisationId>,
}

pub async fn new(State(app): State<App>, viewer: Viewer, shell: Shell, Query(start): Query<Start>) -> Result<Response> {
    let mut db = app.db.acquire().await.map_err(Error::from)?;
    let opens_on = book::opens_on(&mut *db).await?;
    let branches = Units::branches(&mut db, app.tree(), &viewer.scope, opens_on.unwrap_or(viewer.at.day())).await?;
    let mut last = None;
    if let Some(person) = start.after
        && let Some(found) = queries::last(&mut *db, &viewer.scope.ids(), person).await?
    {
        let count = queries::count(&mut *db, found.branch).await?;
        last = Some((person, found, count));
    }
    let wanted = last.as_ref().map(|(_, last, _)| last.branch).or(start.branch);
    let wanted = wanted.filter(|branch| branches.offers(*branch));
    let typed = CarryOverForm {
        branch: wanted.or(branches.only()).map(|branch| branch.to_string()).unwrap_or_default(),
        submission: submissions::key()?,
        ..CarryOverForm::default()
    };
    let seen = match &last {
        Some((person, ..)) => Seen::person("carried_over", *person),
        None => Seen::list("carried_over", "", 0),
    };
    Ok(seen.on(Page::ok(NewPage {
        shell,
        person: typed.person.clone(),
        typed,
        errors: Errors::new(),
        duplicates: Duplicates::default(),
        warnings: Vec::new(),
        branches,
        opens_on,
        last,
    })))
}

/// A form before the book: everything found at once.
struct Considered {
    opens_on: Option<Day>,
    branches: Units,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    result: Result<(Day, OpeningBalance), Errors>,
}

async fn consider(db: &mut PgConnection, app: &App, viewer: &Viewer, form: &CarryOverForm) -> Result<Considered> {
    let today = viewer.at.day();
    let opened = book::opens_on(&mut *db).await?;
    let opens_on = opened.unwrap_or(today);
    let mut branches = Units::branches(&mut *db, app.tree(), &viewer.scope, opens_on).await?;
    let branch = branches.meant(&mut *db, &form.branch).await?;
    let parsed = form.parse(today, opens_on, branch.or_say(t("Chọn chi bộ trong danh sách.")));
    let probe = Probe::of_form(&form.person);
    let mut duplicates = duplicates::find_and_hold(db, app, &viewer.scope, today, &probe, None).await?;
    duplicates.not_duplicate = form.not_duplicate();
    let read = form.read(today);
    let mut warnings = read.gender.zip(read.born_on).map_or_else(Vec::new, |(gender, born_on)| {
        let id = parsed.as_ref().map_or(probe.citizen_id.as_ref(), |new| new.facts.citizen_id.as_ref());
        warnings::of_id(app, gender, born_on, id, today, &form.confirm)
    });
    warnings.extend(doubts(&read, opens_on, &app.settings().rulebook, &form.confirm));
    let (new, mut errors) = match parsed {
        Ok(new) => (Some(new), Errors::new()),
        Err(errors) => (None, errors),
    };
    if opened.is_none() {
        errors.add("branch", t("Sổ chưa mở: chưa có ngày đầu của sổ."));
    }
    errors.extend(duplicates.errors());
    errors.extend(warnings::unconfirmed(&warnings));
    errors.sort_by(&order());
    let new = new.map(|new| OpeningBalance {
        confirmed: warnings::confirmed(&warnings),
        not_duplicate: duplicates.decided(),
        ..new
    });
    let result = errors.or(new.map(|new| (opens_on, new)));
    Ok(Considered { opens_on: opened, branches, duplicates, warnings, result })
}

pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<CarryOverForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await.map_err(Error::from)?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::CarriedOver.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let considered = consider(&mut tx, &app, &viewer, &form).await?;
    let result = before.map_or(considered.result, Err);
    let errors = match result {
        Err(errors) => errors,
        Ok((opens_on, new)) => match carry_over(&mut tx, &app.seal, author, opens_on, &new).await {
            Ok(person) => {
                let location = match form.then.as_str() {
                    "record" => person.path(),
                    _ => format!("/members/carry-over?after={person}"),
                };
                submissions::finish(&mut tx, author, &form.submission, &location).await?;
                tx.commit().await.map_err(Error::from)?;
                return Ok(Flash::CarriedOver.see_other(&location));
            }
            // Somebody else was faster with the same number.
            Err(Error::Invalid(errors)) => errors,
            Err(error) => return Err(error),
        },
    };
    tx.rollback().await.map_err(Error::from)?;
    if considered.duplicates.hides() {
        let mut tx = app.db.begin().await.map_err(Error::from)?;
        duplicates::record_hidden(&mut tx, author, &considered.duplicates).await?;
        tx.commit().await.map_err(Error::from)?;
    }
    let seen = considered.duplicates.seen();
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let page = Page::refused(
        &errors.clone(),
        NewPage {
            shell,
            person: form.person.clone(),
            typed: form,
            errors,
            duplicates: considered.duplicates,
            warnings: considered.warnings,
            branches: considered.branches,
            opens_on: considered.opens_on,
            last: None,
        },
    );
    Ok(seen.into_iter().fold(page.into_response(), |page, seen| seen.on(page)))
}
