//! A meeting is entered, and edited.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::Found;
use crate::auth::Viewer;
use crate::clock::Instant;
use crate::committee;
use crate::ids::MeetingId;
use crate::meetings::counts::Expected;
use crate::meetings::doubts::{Beside, doubts};
use crate::meetings::form::MeetingForm;
use crate::meetings::{Kind, Meeting, NewMeeting, amend, branches, expected, list_path, queries, record};
use crate::members::warnings::{self, Warning};
use crate::organisations::{self, Units};
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path, Query};
use crate::web::merging::{self, Row};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

/// The form of a meeting, new or edited.
#[derive(Template)]
#[template(path = "meetings/edit.html")]
struct EditPage {
    shell: Shell,
    /// The meeting that is edited; none: a new one.
    id: Option<MeetingId>,
    action: String,
    back: String,
    typed: MeetingForm,
    errors: Errors,
    units: Units,
    /// Whether the figures come from the sheet.
    by_person: bool,
    /// Whom the book expects on the day, in a sentence.
    expected: String,
    warnings: Vec<Warning>,
    /// In what the edit and what was saved meanwhile differ; none unless it came too late.
    rows: Vec<Row>,
    /// Who saved meanwhile, and when.
    faster: Option<(String, Instant)>,
}

impl EditPage {
    #[expect(clippy::unused_self, reason = "a template calls it")]
    fn kinds(&self) -> [(&'static str, &'static str); 5] {
        Kind::ALL.map(|kind| (kind.code(), kind.label()))
    }

    fn title(&self) -> &'static str {
        match self.id {
            _ if self.faster.is_some() => t("Có người vừa sửa cuộc họp này"),
            None => t("Ghi cuộc họp"),
            Some(_) => t("Sửa cuộc họp"),
        }
    }
}

/// What the address already says of a new meeting.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::meetings) struct Begun {
    branch: String,
    /// `2026-08`
    month: String,
    kind: String,
}

/// The organisations to choose from on the day that was typed.
async fn units(db: &mut PgConnection, app: &App, viewer: &Viewer, typed: &MeetingForm) -> Result<Units> {
    let today = viewer.at.day();
    let day = Day::parse_typed(&typed.held_on).ok().filter(|day| *day <= today).unwrap_or(today);
    Units::all(db, app.tree(), &viewer.scope, day, None).await
}

/// `GET /meetings/new`
pub(in crate::meetings) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(begun): Query<Begun>,
) -> Result<Response> {
    let month = begun.month.split_once('-').map(|(year, month)| format!("{month}/{year}")).unwrap_or_default();
    let kind = Kind::from_code(&begun.kind).unwrap_or(Kind::Regular);
    let typed = MeetingForm {
        kind: kind.code().to_owned(),
        branch: begun.branch,
        for_month: month,
        submission: submissions::key()?,
        ..MeetingForm::default()
    };
    let mut db = app.db.acquire().await?;
    let units = units(&mut db, &app, &viewer, &typed).await?;
    let page = page(shell, None, typed, units, Errors::new());
    Ok(Page::ok(EditPage { back: list_path(viewer.at.day().year(), None), ..page }).into_response())
}

fn page(shell: Shell, meeting: Option<&Meeting>, mut typed: MeetingForm, units: Units, errors: Errors) -> EditPage {
    if let (true, Some(only)) = (typed.branch.is_empty(), units.only()) {
        typed.branch = only.to_string();
    }
    let id = meeting.map(|meeting| meeting.id);
    let back = id.map_or_else(|| "/meetings".to_owned(), MeetingId::path);
    EditPage {
        shell,
        id,
        action: id.map_or_else(|| "/meetings".to_owned(), |id| format!("{}/edit", id.path())),
        back,
        typed,
        errors,
        units,
        by_person: false,
        expected: String::new(),
        warnings: Vec::new(),
        rows: Vec::new(),
        faster: None,
    }
}

/// What was found of what was typed.
struct Considered {
    units: Units,
    expected: String,
    warnings: Vec<Warning>,
    result: Result<NewMeeting, Errors>,
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    form: &MeetingForm,
    meeting: Option<&Meeting>,
) -> Result<Considered> {
    let mut typed = form.read(viewer.at.day());
    let mut units = units(&mut *db, app, viewer, form).await?;
    let chosen = units.meant(&mut *db, &form.branch).await?.or_say(t("Chọn tổ chức đã họp."));
    let tree = app.tree();
    let organisation = typed.errors.take("branch", chosen);
    let organisation = organisation.and_then(|id| Some((id, tree.node(id)?.kind)));
    let (mut called, mut sentence) = (Some(Expected::default()), String::new());
    let mut beside = Beside { before: meeting.map(|meeting| &meeting.said), ..Beside::default() };
    if let (Some((id, _)), Some(day)) = (organisation, typed.held_on) {
        if typed.kind == Some(Kind::Committee) {
            beside.seats = committee::size(&mut *db, &tree, id, day).await?;
            called = beside.seats.map(|seats| Expected { official: seats, ..Expected::default() });
            sentence =
                beside.seats.map_or_else(String::new, |n| t("Theo sổ, hôm đó cấp ủy có {n} người.").with("n", n));
        } else {
            let all = expected(&mut *db, &branches(&tree, &viewer.scope, Some(id)), day).await?;
            beside.members = Some(all.all());
            (called, sentence) = (Some(all), all.sentence());
        }
    }
    let mut result = form.meant(&typed, organisation, called);
    let mut warnings = Vec::new();
    if let Ok(new) = &result {
        organisations::queries::in_turn(&mut *db, new.organisation).await?;
        beside.twin = queries::twin(db, new, meeting.map(|meeting| meeting.id)).await?;
        warnings = doubts(new, beside, &form.confirm);
        let unconfirmed = warnings::unconfirmed(&warnings);
        if !unconfirmed.is_empty() {
            result = Err(unconfirmed);
        }
    }
    Ok(Considered { units, expected: sentence, warnings, result })
}

/// `POST /meetings`
pub(in crate::meetings) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<MeetingForm>,
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
    let confirmed = warnings::confirmed(&considered.warnings);
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) => match record(&mut tx, author, &new, &confirmed).await {
            Ok(id) => {
                submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
                tx.commit().await?;
                return Ok(Flash::Recorded.see_other(&id.path()));
            }
            Err(Error::Invalid(errors)) => errors,
            Err(error) => return Err(error),
        },
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let Considered { units, expected, warnings, .. } = considered;
    let page = EditPage { expected, warnings, ..page(shell, None, form, units, errors.clone()) };
    Ok(Page::refused(&errors, page).into_response())
}

/// Whether the figures of a meeting come from its sheet.
async fn by_person(db: &mut PgConnection, meeting: &Meeting) -> Result<bool> {
    Ok(!queries::marks(db, meeting.id, meeting.said.held_on, None).await?.is_empty())
}

/// `GET /meetings/{id}/edit`
pub(in crate::meetings) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let Found { meeting, .. } = Found::to_change(&mut db, &viewer, id).await?;
    let typed = MeetingForm { submission: submissions::key()?, ..MeetingForm::of_meeting(&meeting) };
    let units = units(&mut db, &app, &viewer, &typed).await?;
    let by_person = by_person(&mut db, &meeting).await?;
    let page = page(shell, Some(&meeting), typed, units, Errors::new());
    Ok(Page::ok(EditPage { by_person, ..page }).into_response())
}

/// `POST /meetings/{id}/edit`
pub(in crate::meetings) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<MeetingId>,
    Once(mut form, content): Once<MeetingForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    queries::lock(&mut tx, id).await?;
    let Found { meeting, .. } = Found::to_change(&mut tx, &viewer, id).await?;
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    let by_person = by_person(&mut tx, &meeting).await?;
    if by_person {
        form.figures_of(&meeting.said);
    }
    if meeting.version != made_from {
        let versions = queries::versions(&mut *tx, id, None).await?;
        let base = versions.iter().find(|(version, _)| version.version == made_from).ok_or(Error::BadRequest)?;
        let rows = merging::merge(MeetingForm::of(&base.0.said), MeetingForm::of(&meeting.said), &mut form);
        let units = units(&mut tx, &app, &viewer, &form).await?;
        tx.rollback().await?;
        form.version = meeting.version.to_string();
        let errors = before.unwrap_or_default();
        form.submission = submissions::key_again(&form.submission, &errors)?;
        let faster = Some((meeting.recorded_by.clone(), meeting.recorded_at));
        let page = EditPage { by_person, rows, faster, ..page(shell, Some(&meeting), form, units, errors) };
        return Ok(Page::conflict(page).into_response());
    }
    let considered = consider(&mut tx, &app, &viewer, &form, Some(&meeting)).await?;
    let confirmed = warnings::confirmed(&considered.warnings);
    let errors = match before.map_or(considered.result, Err) {
        Ok(new) if new == meeting.said => return Ok(Flash::Unchanged.see_other(&id.path())),
        Ok(new) => match moved(&meeting, &new, by_person) {
            Some(errors) => errors,
            None => match amend(&mut tx, author, &meeting, &new, &confirmed).await {
                Ok(()) => {
                    submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
                    tx.commit().await?;
                    return Ok(Flash::Saved.see_other(&id.path()));
                }
                Err(Error::Invalid(errors)) => errors,
                Err(error) => return Err(error),
            },
        },
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let Considered { units, expected, warnings, .. } = considered;
    let page = page(shell, Some(&meeting), form, units, errors.clone());
    let page = EditPage { by_person, expected, warnings, ..page };
    Ok(Page::refused(&errors, page).into_response())
}

/// Why a meeting whose people are marked cannot be put where other people are.
fn moved(meeting: &Meeting, new: &NewMeeting, by_person: bool) -> Option<Errors> {
    (by_person && (new.organisation != meeting.said.organisation || new.kind == Kind::Committee)).then(|| {
        Errors::one(
            "branch",
            t("Cuộc họp này đã điểm danh từng người của chi bộ. Xóa điểm danh trước, rồi đổi tổ chức hoặc loại."),
        )
    })
}
