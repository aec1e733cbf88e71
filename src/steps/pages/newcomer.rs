//! Who comes from outside and is not in the book yet: the person's form with the page of the step, for a transfer
//! in and for a stay. Who is in the book already is found as a duplicate, and the step recorded on their record.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::super::doubts::of_transfer;
use super::super::form::{ORDER, Places, Said, StepForm};
use super::super::sheet::{Ask, Sheet};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::book;
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::{self, NewEvent};
use crate::members::duplicates::{self, Duplicates, Probe};
use crate::members::form::{self, Kept, PersonForm};
use crate::members::warnings::{self, Warning};
use crate::members::{self, Facts};
use crate::organisations::{Meant, Units};
use crate::rules::standing::Kind;
use crate::rules::{Day, Gender};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Query};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "steps/newcomer.html")]
struct NewPage {
    shell: Shell,
    sheet: &'static Sheet,
    person: PersonForm,
    typed: StepForm,
    errors: Errors,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    branches: Units,
    /// The rules tell the day of a recognition alone.
    computed: Option<Day>,
    /// Who was recorded just before.
    last: Option<(PersonId, String)>,
}

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::steps) struct NewcomerForm {
    #[serde(flatten)]
    person: PersonForm,
    #[serde(flatten)]
    step: StepForm,
    confirm: Vec<String>,
    not_duplicate: Vec<String>,
    then: String,
}

/// Where a new form starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::steps) struct Start {
    /// Who was recorded just before: what their letter has in common with the next is kept.
    after: Option<PersonId>,
}

/// A form before the book and the rules: everything found at once, or the person and what the letter says.
struct Considered {
    branches: Units,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    result: Result<(Facts, OrganisationId, Day, Said), Errors>,
}

/// `GET /members/arrival`
pub(in crate::steps) async fn new_arrival(
    state: State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(start): Query<Start>,
) -> Result<Response> {
    new(state.0, viewer, shell, start, Kind::TransferredIn).await
}

/// `GET /members/stay`
pub(in crate::steps) async fn new_stay(
    state: State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(start): Query<Start>,
) -> Result<Response> {
    new(state.0, viewer, shell, start, Kind::TemporaryIn).await
}

/// `POST /members/arrival`
pub(in crate::steps) async fn create_arrival(
    state: State<App>,
    viewer: Viewer,
    shell: Shell,
    form: Once<NewcomerForm>,
) -> Result<Response> {
    create(state.0, viewer, shell, form, Kind::TransferredIn).await
}

/// `POST /members/stay`
pub(in crate::steps) async fn create_stay(
    state: State<App>,
    viewer: Viewer,
    shell: Shell,
    form: Once<NewcomerForm>,
) -> Result<Response> {
    create(state.0, viewer, shell, form, Kind::TemporaryIn).await
}

async fn new(app: App, viewer: Viewer, shell: Shell, start: Start, kind: Kind) -> Result<Response> {
    let sheet = Sheet::of(kind).ok_or(Error::NotFound)?;
    let mut db = app.db.acquire().await?;
    let branches = Units::branches(&mut db, app.tree(), &viewer.scope, viewer.at.day()).await?;
    let mut typed = StepForm { submission: submissions::key()?, ..StepForm::default() };
    typed.branch = branches.only().map(|branch| branch.to_string()).unwrap_or_default();
    let last = match start.after {
        Some(person) => after(&mut db, &app, &viewer, person, kind, &mut typed).await?,
        None => None,
    };
    let seen = match &last {
        Some((person, _)) => Seen::person("step", *person),
        None => Seen::list("step", "", 0),
    };
    Ok(seen.on(Page::ok(NewPage {
        shell,
        sheet,
        person: PersonForm::default(),
        typed,
        errors: Errors::new(),
        duplicates: Duplicates::default(),
        warnings: Vec::new(),
        branches,
        computed: None,
        last,
    })))
}

/// Who was recorded just before, and what of their letter is kept for the next.
async fn after(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    kind: Kind,
    typed: &mut StepForm,
) -> Result<Option<(PersonId, String)>> {
    let today = viewer.at.day();
    members::keeping(db, &viewer.scope, person, today).await?;
    let events = ledger::queries::events(&mut *db, person).await?;
    let Some(event) = events.iter().rfind(|event| event.kind == Some(kind) && !event.voided) else {
        return Ok(None);
    };
    typed.branch = event.organisation.map(|branch| branch.to_string()).unwrap_or_default();
    typed.counterpart_text.clone_from(&event.counterpart_text);
    typed.issuing_body.clone_from(&event.issuing_body);
    typed.decided_on = event.decided_on.map(|day| day.to_string()).unwrap_or_default();
    typed.effective_on = event.effective_on.to_string();
    typed.due_on = event.due_on.map(|day| day.to_string()).unwrap_or_default();
    let version = members::facts_on(db, &app.seal, person, today, None).await?;
    Ok(version.map(|version| (person, version.facts.name.full)))
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    sheet: &'static Sheet,
    form: &NewcomerForm,
) -> Result<Considered> {
    let today = viewer.at.day();
    let mut branches = Units::branches(&mut *db, app.tree(), &viewer.scope, today).await?;
    let places = Places { branch: branches.meant(&mut *db, &form.step.branch).await?, counterpart: Meant::Nothing };
    let (facts, mut errors) = match form.person.parse(today, &Kept::default()) {
        Ok(facts) => (Some(facts), Errors::new()),
        Err(errors) => (None, errors),
    };
    let said = match form.step.parse(sheet, today, places, false) {
        Ok(said) => Some(said),
        Err(wrong) => {
            errors.extend(wrong);
            None
        }
    };
    let from = said.as_ref().and_then(|said| said.effective_on);
    if let Some((opens_on, from)) = book::opens_on(&mut *db).await?.zip(from)
        && from < opens_on
    {
        let sentence = t("Sổ này mở từ ngày {day}. Người đến trước ngày đó thì chuyển từ sổ giấy sang.");
        errors.add("effective_on", sentence.with("day", opens_on));
    }
    if let (Some(facts), Some(from)) = (&facts, from)
        && facts.born_on.surely_after(from)
    {
        errors.add("born_on", t("Ngày sinh sau ngày đến. Kiểm tra lại hai ngày."));
    } else if let (Some(facts), Some(said)) = (&facts, &said) {
        let papers = [said.decided_on, said.admission_decided_on, said.admitted_on, said.official_on];
        let days = papers.into_iter().chain([from.map(Into::into)]);
        if days.flatten().any(|day| members::too_young(facts.born_on, day)) {
            errors.add("born_on", members::too_young_sentence());
        }
    }

    let probe = Probe::of_form(&form.person);
    let mut duplicates = duplicates::find_and_hold(db, app, &viewer.scope, today, &probe, None).await?;
    duplicates.not_duplicate = form.not_duplicate.iter().filter_map(|id| id.trim().parse().ok()).collect();
    let gender = Gender::from_code(&form.person.gender);
    let mut warnings = gender.zip(probe.born_on).map_or_else(Vec::new, |(gender, born_on)| {
        warnings::of_id(app, gender, born_on, probe.citizen_id.as_ref(), today, &form.confirm)
    });
    if let Some(said) = &said {
        let rules = app.settings();
        warnings.extend(of_transfer((&rules.rulebook, &rules.calendar), sheet.kind, said, &[], "", &form.confirm));
    }
    errors.extend(duplicates.errors());
    errors.extend(warnings::unconfirmed(&warnings));
    let (own, work) = form::FIELDS.split_at(form::PERSON);
    let order: Vec<_> =
        own.iter().chain(&ORDER[..19]).chain(work).chain(&["not_duplicate", "confirm"]).copied().collect();
    errors.sort_by(&order);
    let whole = || {
        let said = said?;
        Some((facts?, said.branch?, said.effective_on?, said))
    };
    let result = errors.or(whole());
    Ok(Considered { branches, duplicates, warnings, result })
}

async fn create(
    app: App,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<NewcomerForm>,
    kind: Kind,
) -> Result<Response> {
    let sheet = Sheet::of(kind).ok_or(Error::NotFound)?;
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.step.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let considered = consider(&mut tx, &app, &viewer, sheet, &form).await?;
    let decided = (warnings::confirmed(&considered.warnings), considered.duplicates.decided());
    let recorded = match before.map_or(considered.result, Err) {
        Ok((facts, branch, from, said)) => {
            record(&mut tx, &app, &viewer, kind, &facts, (branch, from, said), decided).await
        }
        Err(errors) => Err(Error::Invalid(errors)),
    };
    let errors = match recorded {
        Ok(person) => {
            let another = form.then == "another";
            let location = if another { format!("/members/{}?after={person}", sheet.noun) } else { person.path() };
            submissions::finish(&mut tx, author, &form.step.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&location));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    if considered.duplicates.hides() {
        let mut tx = app.db.begin().await?;
        duplicates::record_hidden(&mut tx, author, &considered.duplicates).await?;
        tx.commit().await?;
    }
    form.step.submission = submissions::key_again(&form.step.submission, &errors)?;
    let seen = considered.duplicates.seen();
    let page = NewPage {
        shell,
        sheet,
        person: form.person,
        typed: form.step,
        errors: errors.clone(),
        duplicates: considered.duplicates,
        warnings: considered.warnings,
        branches: considered.branches,
        computed: None,
        last: None,
    };
    let page = Page::refused(&errors, page).into_response();
    Ok(seen.into_iter().fold(page, |page, seen| seen.on(page)))
}

/// Enters the person and records the letter.
async fn record(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    kind: Kind,
    facts: &Facts,
    (branch, from, said): (OrganisationId, Day, Said),
    (confirmed, not_duplicate): (Vec<ledger::Confirmed>, Vec<i64>),
) -> Result<PersonId> {
    let author = viewer.author();
    let person = members::enter(&mut *db, &app.seal, author, facts).await?;
    members::record_entered(&mut *db, author, person, branch, facts).await?;
    let event = said.event(person, kind, branch, from, confirmed);
    members::duplicates::are_others(&mut *db, author, person, &not_duplicate).await?;
    let event = NewEvent { details: ledger::Details { not_duplicate, ..event.details }, ..event };
    ledger::record(db, author, &event).await?;
    Ok(person)
}
