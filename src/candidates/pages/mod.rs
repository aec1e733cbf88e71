//! The list of candidates, a candidate, and the form of a new one.

pub mod change;
pub mod end;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::form::{CandidateForm, FIELDS};
use super::present::{Validity, alike_warning, ending_soon, validity};
use super::queries;
use super::queries::list::{PAGE, Wanted, count, listed};
use super::{Candidate, NewCandidate, enter};
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::courses::queries::attended::attended;
use crate::courses::{self, Who};
use crate::ids::{CandidateId, OrganisationId};
use crate::members::duplicates::{self, Duplicates, Probe};
use crate::members::fields::gender_label;
use crate::members::form::PersonForm;
use crate::members::name::around;
use crate::members::warnings::{self, Warning};
use crate::organisations::{Units, year};
use crate::panels::Line;
use crate::shell::{Flash, Shell};
use crate::state::{App, Db};
use crate::submissions::{self, Claim};
use crate::web::as_of::{self, AsOf};
use crate::web::extract::{Once, Path, Query};
use crate::web::form::clean;
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// `GET /candidates`
#[derive(Template)]
#[template(path = "candidates/list.html")]
struct ListPage {
    shell: Shell,
    typed: Asked,
    branch: String,
    branches: Units,
    errors: Errors,
    when: as_of::Asked,
    rows: Vec<Row>,
    total: i64,
    soon: i64,
    first: i64,
    last: i64,
    previous: Option<String>,
    next: Option<String>,
    may_write: bool,
    years: i16,
}

/// A row as it is shown.
struct Row {
    id: CandidateId,
    before_given_name: String,
    given_name: String,
    after_given_name: String,
    born_on: String,
    gender: &'static str,
    branch: String,
    helper: String,
    course: Option<(String, &'static str)>,
    validity: Option<Validity>,
    /// Whether the next step is the admission.
    ready: bool,
}

/// The query as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    branch: String,
    page: String,
    #[serde(flatten)]
    when: AsOf,
}

/// Shows who is on the list.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(typed): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let (when, mut errors) = typed.when.read(viewer.at.day());
    let q = clean(&typed.q).chars().take(100).collect::<String>();
    if q.bytes().filter(u8::is_ascii_digit).count() >= 9 {
        return Ok(Flash::NumberInSearch.see_other("/candidates"));
    }
    let mut branches = year::ever(app.tree(), &viewer.scope, when.today);
    let chosen = match typed.branch.trim() {
        "" => None,
        text => errors.take("branch", branches.named(text).or_else(|meant| meant.or_say(""))),
    };
    let within = chosen.map_or_else(|| viewer.scope.filter(), |branch| Some(tree.scope(branch).ids()));
    let page: i64 = match typed.page.trim() {
        "" => 1,
        page => page.parse().ok().filter(|page| (1..=10_000).contains(page)).ok_or(Error::BadRequest)?,
    };
    let wanted = Wanted { branches: within.as_deref(), q: &q, day: when.day, known: when.known() };
    let skipped = (page - 1) * PAGE;
    let found = listed(&mut *db, wanted, skipped).await?;
    let (from, to) = ending_soon(&app, when.day).unwrap_or((when.day, when.day.pred()));
    let (total, soon) = count(&mut *db, wanted, from, to).await?;
    drop(db);
    let may_write = viewer.may(Right::WriteMembers);
    let rows: Vec<_> = found
        .into_iter()
        .map(|one| {
            let (before, after) = around(&one.full_name, &one.given_name);
            let validity = one.certificate_on.and_then(|on| validity(&app, on, when.day));
            let outcome = one.outcome.unwrap_or_default();
            Row {
                before_given_name: before.to_owned(),
                after_given_name: after.to_owned(),
                born_on: one.born_on.to_string(),
                gender: gender_label(one.gender),
                branch: tree.name(one.branch).to_owned(),
                ready: may_write && when.is_now() && validity.is_some_and(Validity::is_good),
                course: one.course.map(|course| (course.path(), outcome.label_on(when.day, one.to_on))),
                id: one.id,
                given_name: one.given_name,
                helper: one.helper,
                validity,
            }
        })
        .collect();
    let address = |page: i64| {
        let branch = chosen.map(|branch| format!("&branch={branch}")).unwrap_or_default();
        let q = if q.is_empty() { String::new() } else { format!("&q={}", encoded(&q)) };
        format!("/candidates?page={page}{branch}{q}{}", when.kept())
    };
    let shown = i64::try_from(rows.len()).unwrap_or_default();
    let seen =
        Seen::list("candidates", chosen.map(|branch| format!("branch={branch}")).unwrap_or_default(), rows.len());
    let page = ListPage {
        shell,
        branch: chosen.map_or_else(|| typed.branch.clone(), |branch| branch.to_string()),
        branches,
        typed: Asked { q: q.clone(), ..typed },
        errors,
        when,
        first: if shown == 0 { 0 } else { skipped + 1 },
        last: skipped + shown,
        previous: (page > 1).then(|| address(page - 1)),
        next: (skipped + shown < total).then(|| address(page + 1)),
        rows,
        total,
        soon,
        may_write,
        years: when.day.year(),
    };
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// A text in an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// `GET /candidates/{id}`
#[derive(Template)]
#[template(path = "candidates/show.html")]
struct ShowPage {
    shell: Shell,
    candidate: Candidate,
    branch: String,
    typed: AsOf,
    errors: Errors,
    when: as_of::Asked,
    facts: Vec<(&'static str, String)>,
    courses: Vec<Line>,
    validity: Option<Validity>,
    /// Members who may be the same person.
    similar: Vec<duplicates::Similar>,
    submission: String,
    may_write: bool,
}

/// Shows one.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Path(id): Path<CandidateId>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let (when, errors) = typed.read(viewer.at.day());
    let scope = viewer.scope.filter();
    // Who may see them is told by where they are now; what is told may be what was known then.
    queries::find(&mut *db, id, scope.as_deref(), None).await?.ok_or(Error::NotFound)?;
    let candidate = queries::find(&mut *db, id, None, when.known()).await?.ok_or(Error::NotFound)?;
    let until = courses::until(when.day, when.today);
    let attended = attended(&mut *db, Who::Candidate(id), until, when.known()).await?;
    let good = attended
        .iter()
        .filter_map(|course| {
            let achieved = course.achieved.clone().on(when.day, when.today, course.to_on);
            courses::good_until(&app, course.kind, &achieved, when.day).zip(achieved.certificate_on)
        })
        .max_by_key(|(_, on)| *on)
        .map(|(validity, _)| validity);
    let may_write = viewer.may(Right::WriteMembers);
    let mut similar = Vec::new();
    if may_write && candidate.person.is_none() && candidate.ended.is_none() && when.is_now() {
        let probe = Probe::from(&candidate.said.facts);
        similar = duplicates::find(&mut db, &app, &viewer.scope, when.today, &probe, None).await?.similar;
    }
    let seen = Seen::list("candidate", format!("candidate={id}"), 1);
    let names = ["gender", "born_on", "since", "helper"].into_iter().chain(super::FACTS);
    let said = |name: &'static str| match name {
        "gender" => gender_label(candidate.said.facts.gender).to_owned(),
        name => candidate.said.field(name),
    };
    let facts = names.map(|name| (super::label(name), said(name))).filter(|(_, value)| !value.is_empty()).collect();
    let page = ShowPage {
        shell,
        branch: app.tree().name(candidate.said.branch).to_owned(),
        facts,
        courses: courses::lines(&app, &attended, when.day, when.today),
        validity: good,
        similar,
        candidate,
        typed,
        errors,
        when,
        submission: submissions::key()?,
        may_write,
    };
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// The form of a candidate, new or to be edited.
#[derive(Template)]
#[template(path = "candidates/new.html")]
struct NewPage {
    shell: Shell,
    person: PersonForm,
    typed: CandidateForm,
    errors: Errors,
    branches: Units,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
}

/// Where a new form starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    branch: Option<OrganisationId>,
}

/// Shows the form.
pub async fn new(State(app): State<App>, viewer: Viewer, shell: Shell, Query(start): Query<Start>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let branches = Units::branches(&mut db, app.tree(), &viewer.scope, viewer.at.day()).await?;
    let wanted = start.branch.filter(|branch| branches.offers(*branch)).or(branches.only());
    let typed = CandidateForm {
        branch: wanted.map(|branch| branch.to_string()).unwrap_or_default(),
        submission: submissions::key()?,
        ..CandidateForm::default()
    };
    Ok(Page::ok(NewPage {
        shell,
        person: PersonForm::default(),
        typed,
        errors: Errors::new(),
        branches,
        duplicates: Duplicates::default(),
        warnings: Vec::new(),
    })
    .into_response())
}

/// A form before the book: everything found at once.
pub(super) struct Considered {
    pub branches: Units,
    pub duplicates: Duplicates,
    pub warnings: Vec<Warning>,
    pub result: Result<NewCandidate, Errors>,
}

/// Judges a form. Of an edit, only what changed is asked about: `but` is whose form it is, and what they were.
pub(super) async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    form: &CandidateForm,
    but: Option<&Candidate>,
) -> Result<Considered> {
    let today = viewer.at.day();
    let mut branches = Units::branches(&mut *db, app.tree(), &viewer.scope, today).await?;
    if let Some(current) = but {
        branches.keep(current.said.branch);
    }
    let meant = branches.meant(&mut *db, &form.branch).await?;
    let (mut errors, mut branch) = (Errors::new(), None);
    match meant.or_say(t("Chọn chi bộ.")) {
        Ok(found) => branch = Some(found),
        Err(sentence) => errors.add("branch", sentence),
    }
    let parsed = form.parse(branch, today);
    let new = match parsed {
        Ok(new) => Some(new),
        Err(others) => {
            errors.extend(others);
            None
        }
    };
    let probe = Probe { citizen_id: None, card: None, ..Probe::of_form(&form.person) };
    let same = but.is_some_and(|current| {
        current.said.facts.name.full == probe.name && Some(current.said.facts.born_on) == probe.born_on
    });
    let mut found = Duplicates::default();
    let mut warnings = Vec::new();
    if !same {
        found = duplicates::find_and_hold(&mut *db, app, &viewer.scope, today, &probe, None).await?;
        found.not_duplicate = form.not_duplicate();
        if let Some(born_on) = probe.born_on {
            let scope = viewer.scope.filter();
            let but = but.map(|current| current.id);
            let alike = queries::alike(&mut *db, scope.as_deref(), &probe.name, born_on, but).await?;
            warnings.extend(alike_warning(app, &alike, &form.confirm));
        }
    }
    errors.extend(found.errors());
    errors.extend(warnings::unconfirmed(&warnings));
    let order: Vec<_> =
        FIELDS[..3].iter().copied().chain(["not_duplicate"]).chain(FIELDS[3..].iter().copied()).collect();
    errors.sort_by(&order);
    Ok(Considered { branches, duplicates: found, warnings, result: errors.or(new) })
}

/// `POST /candidates`
pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<CandidateForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let considered = consider(&mut tx, &app, &viewer, &form, None).await?;
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) => {
            let location = enter(&mut tx, author, &new).await?.path();
            submissions::finish(&mut tx, author, &form.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&location));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let seen = considered.duplicates.seen();
    let page = NewPage {
        shell,
        person: form.person.clone(),
        typed: form,
        errors: errors.clone(),
        branches: considered.branches,
        duplicates: considered.duplicates,
        warnings: considered.warnings,
    };
    let page = Page::refused(&errors, page).into_response();
    Ok(seen.into_iter().fold(page, |page, seen| seen.on(page)))
}
