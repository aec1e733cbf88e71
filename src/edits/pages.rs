//! The form of an edit, and the page of one that came too late.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::form::{EditForm, merge};
use super::{Edit, Mode, amend, write};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::inspection::{self, Filter};
use crate::ledger;
use crate::members::duplicates::{self, Duplicates, Probe};
use crate::members::form::{Kept, PersonForm};
use crate::members::version::versions_and;
use crate::members::warnings::{self, Warning};
use crate::members::{self, Facts, Version, Visibility, fields};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::merging::Row;
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "edits/edit.html")]
struct EditPage {
    shell: Shell,
    id: PersonId,
    /// The name that the book has.
    full_name: String,
    person: PersonForm,
    typed: EditForm,
    errors: Errors,
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    /// The fields in which the edit and what was saved meanwhile differ; empty unless it came too late.
    rows: Vec<Row>,
    /// Who saved meanwhile, and when.
    faster: Option<(String, Instant)>,
}

impl EditPage {
    fn new(shell: Shell, current: &Version, id: PersonId, typed: EditForm) -> Self {
        Self {
            shell,
            id,
            full_name: current.facts.name.full.clone(),
            person: typed.person.clone(),
            typed: EditForm { version: current.id.to_string(), ..typed },
            errors: Errors::new(),
            duplicates: Duplicates::default(),
            warnings: Vec::new(),
            rows: Vec::new(),
            faster: None,
        }
    }
}

pub(super) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(person): Path<PersonId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let visibility = members::keeping(&mut db, &viewer.scope, person, viewer.at.day()).await?;
    let day = visibility.day(viewer.at.day());
    let current = members::facts_on(&mut *db, &app.seal, person, day, None).await?.ok_or(Error::NotFound)?;
    let typed =
        EditForm { person: PersonForm::of(&current.facts), submission: submissions::key()?, ..EditForm::default() };
    Ok(Seen::person("edit", person).on(Page::ok(EditPage::new(shell, &current, person, typed))))
}

pub(super) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(person): Path<PersonId>,
    Once(mut form, content): Once<EditForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => {
            form.submission = submissions::key()?;
            Some(saved)
        }
        Err(error) => return Err(error),
    };
    ledger::queries::lock(&mut tx, person).await?;
    let visibility = members::keeping(&mut tx, &viewer.scope, person, viewer.at.day()).await?;
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    let versions = versions_and(&mut *tx, &app.seal, person, made_from).await?;
    let (believed, ended): (Vec<_>, Vec<_>) = versions.into_iter().partition(Version::is_believed);
    let day = visibility.day(viewer.at.day());
    let current = believed.iter().find(|version| version.covers(day)).ok_or(Error::NotFound)?;
    if current.id != made_from {
        let base = ended.iter().chain(&believed).find(|version| version.id == made_from);
        let (person_form, rows) = merge(&form.person, base.map(|base| &base.facts), &current.facts);
        tx.rollback().await?;
        let faster = latest(&app, person).await?;
        let typed = EditForm { person: person_form, ..form };
        let errors = before.unwrap_or_default();
        let page = EditPage { errors, rows, faster, ..EditPage::new(shell, current, person, typed) };
        return Ok(Seen::person("edit", person).on(Page::conflict(page)));
    }

    let considered = consider(&mut tx, &app, &viewer, &form, person, (&believed, current), &visibility).await?;
    let result = before.map_or(considered.result, Err);
    let errors = match result {
        Err(errors) => errors,
        Ok(edit) if current.facts.changed(&edit.facts).is_empty() => {
            return Ok(Flash::Unchanged.see_other(&person.path()));
        }
        Ok(edit) => match write(&mut tx, &app.seal, author, &believed, current, &edit).await {
            Ok(()) => {
                submissions::finish(&mut tx, author, &form.submission, &person.path()).await?;
                tx.commit().await?;
                return Ok(Flash::Saved.see_other(&person.path()));
            }
            // Somebody else was faster with the same number.
            Err(Error::Invalid(errors)) => errors,
            Err(error) => return Err(error),
        },
    };
    tx.rollback().await?;
    if considered.duplicates.hides() {
        let mut tx = app.db.begin().await?;
        duplicates::record_hidden(&mut tx, author, &considered.duplicates).await?;
        tx.commit().await?;
    }
    let seen = considered.duplicates.seen();
    let page = Page::refused(
        &errors.clone(),
        EditPage {
            errors,
            duplicates: considered.duplicates,
            warnings: considered.warnings,
            ..EditPage::new(shell, current, person, form)
        },
    );
    let page = Seen::person("edit", person).on(page);
    Ok(seen.into_iter().fold(page.into_response(), |page, seen| seen.on(page)))
}

/// The latest edit of a person: who was faster, and when.
async fn latest(app: &App, person: PersonId) -> Result<Option<(String, Instant)>> {
    let mut found = Vec::new();
    for act in ["person_corrected", "person_changed"] {
        let filter = Filter { person: Some(person), act: Some(act.to_owned()), ..Filter::default() };
        found.extend(inspection::queries::changes(&app.db, None, &filter, 1).await?);
    }
    Ok(found.into_iter().max_by_key(|row| (row.at, row.id)).map(|row| (row.account.unwrap_or_default(), row.at)))
}

/// An edit before the book: everything found at once.
struct Considered {
    duplicates: Duplicates,
    warnings: Vec<Warning>,
    result: Result<Edit, Errors>,
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    form: &EditForm,
    person: PersonId,
    (believed, current): (&[Version], &Version),
    visibility: &Visibility,
) -> Result<Considered> {
    let today = viewer.at.day();
    let (new, mut errors) = match form.parse(today, &Kept::of(&current.facts)) {
        Ok(new) => (Some(new), Errors::new()),
        Err(errors) => (None, errors),
    };
    let mut duplicates = Duplicates::default();
    let mut warnings = Vec::new();
    if let Some((facts, mode)) = &new {
        let changed = current.facts.changed(facts);
        if changed.contains(&"born_on") && was_too_young(&mut *db, person, facts).await? {
            errors.add("born_on", members::too_young_sentence());
        }
        warnings.extend(changed_later(believed, *mode, &changed, &form.confirm));
        duplicates = of_changed(db, app, viewer, person, facts, &changed).await?;
        duplicates.not_duplicate = form.not_duplicate();
        if changed.iter().any(|field| matches!(*field, "gender" | "born_on" | "citizen_id")) {
            let id = facts.citizen_id.as_ref();
            warnings.extend(warnings::of_id(app, facts.gender, facts.born_on, id, today, &form.confirm));
        }
    }
    errors.extend(duplicates.errors());
    errors.extend(warnings::unconfirmed(&warnings));
    let edit = new.map(|(facts, mode)| Edit {
        person,
        keeper: visibility.keeper,
        mode,
        facts,
        confirmed: warnings::confirmed(&warnings),
        not_duplicate: duplicates.decided(),
    });
    Ok(Considered { duplicates, warnings, result: errors.or(edit) })
}

/// Whether what the book says of a membership makes such a birth surely wrong.
async fn was_too_young(db: &mut PgConnection, person: PersonId, facts: &Facts) -> Result<bool> {
    let events = ledger::queries::events(db, person).await?;
    let counted = events.iter().filter(|event| event.kind.is_some() && !event.voided);
    let days = counted
        .flat_map(|event| [Some(event.effective_on.into()), event.decided_on, event.admitted_on, event.official_on]);
    Ok(days.flatten().any(|day| members::too_young(facts.born_on, day)))
}

/// What of a change is recorded to have changed again on a later day, and so is not so today.
fn changed_later(believed: &[Version], mode: Mode, changed: &[&'static str], confirm: &[String]) -> Option<Warning> {
    let Mode::Change { from } = mode else { return None };
    let later = changed.iter().filter_map(|field| {
        let later = amend::changed_later(believed, from, field)?;
        let sentence = t("{field}: từ ngày {day} sổ đã ghi “{value}”, nên giá trị vừa nhập chỉ giữ đến trước ngày đó.");
        let label = fields::label(field).unwrap_or_default();
        Some(sentence.with("field", label).with("day", later.from?).with("value", later.facts.field(field)))
    });
    let sentences: Vec<_> = later.collect();
    (!sentences.is_empty()).then(|| Warning::told("changed_later", sentences.join(" "), String::new(), confirm))
}

/// Who else may be this person, by the fields that changed: what stood there before was decided before.
async fn of_changed(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    facts: &Facts,
    changed: &[&'static str],
) -> Result<Duplicates> {
    let probe = Probe::from(facts);
    let mut found = duplicates::find_and_hold(db, app, &viewer.scope, viewer.at.day(), &probe, Some(person)).await?;
    if !changed.iter().any(|field| matches!(*field, "full_name" | "born_on")) {
        found.similar.clear();
    }
    found.taken.retain(|taken| changed.contains(&taken.field));
    Ok(found)
}
