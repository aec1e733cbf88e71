//! The pages on which a course, or somebody's part in one, is said to have been recorded by mistake.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::super::doubts::of_withdrawal;
use super::super::form::ReasonForm;
use super::super::queries::{self, people};
use super::super::{Course, Participant, Seen as Visible, take_off, withdraw};
use super::{found, keeps, name_day};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{CourseId, ParticipantId};
use crate::members::warnings::{Warning, confirmed};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "courses/withdrawal.html")]
struct WithdrawalPage {
    shell: Shell,
    course: Course,
    /// Whose part; none: the course itself.
    participant: Option<Participant>,
    typed: ReasonForm,
    errors: Errors,
    warnings: Vec<Warning>,
}

impl WithdrawalPage {
    fn title(&self) -> &'static str {
        if self.participant.is_some() { t("Đưa ra khỏi lớp") } else { t("Rút lại lớp ghi nhầm") }
    }

    fn action(&self) -> String {
        match &self.participant {
            Some(one) => format!("{}/participants/{}/withdrawal", self.course.id.path(), one.id),
            None => format!("{}/withdrawal", self.course.id.path()),
        }
    }
}

/// What is taken back.
struct About {
    course: Course,
    participant: Option<Participant>,
}

impl About {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the viewer's to take back, or was taken back already.
    async fn read(
        db: &mut PgConnection,
        app: &App,
        viewer: &Viewer,
        id: CourseId,
        participant: Option<ParticipantId>,
    ) -> Result<Self> {
        let visible = Visible::of(&app.tree(), &viewer.scope);
        let course = found(&mut *db, &visible, id).await?;
        if !course.withdrawn.is_empty() {
            return Err(Error::NotFound);
        }
        let Some(wanted) = participant else {
            return if keeps(viewer, &course) { Ok(Self { course, participant: None }) } else { Err(Error::NotFound) };
        };
        let day = name_day(&course, viewer.at.day());
        let on = people::on(db, id, visible.people.as_deref(), day, None).await?;
        let one = on.into_iter().find(|one| one.id == wanted).ok_or(Error::NotFound)?;
        Ok(Self { course, participant: Some(one) })
    }
}

fn seen(id: CourseId, page: impl IntoResponse) -> Response {
    Seen::list("course", format!("course={id}"), 1).on(page)
}

async fn opened(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    id: CourseId,
    one: Option<ParticipantId>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let About { course, participant } = About::read(&mut db, app, viewer, id, one).await?;
    let warnings = of_withdrawal(&mut db, &course, one, &[]).await?;
    drop(db);
    let typed = ReasonForm { submission: submissions::key()?, ..ReasonForm::default() };
    Ok(seen(id, Page::ok(WithdrawalPage { shell, course, participant, typed, errors: Errors::new(), warnings })))
}

async fn sent(
    (app, viewer, shell): (&App, &Viewer, Shell),
    (id, one): (CourseId, Option<ParticipantId>),
    Once(mut form, content): Once<ReasonForm>,
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
    let About { course, participant } = About::read(&mut tx, app, viewer, id, one).await?;
    let warnings = of_withdrawal(&mut tx, &course, one, &form.confirm).await?;
    match before.map_or_else(|| form.parse(&warnings), Err) {
        Ok(reason) => {
            let confirmed = confirmed(&warnings);
            match &participant {
                Some(one) => take_off(&mut tx, author, &course, one, &reason, &confirmed).await?,
                None => withdraw(&mut tx, author, &course, &reason, &confirmed).await?,
            }
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            Ok(Flash::Saved.see_other(&id.path()))
        }
        Err(errors) => {
            tx.rollback().await?;
            form.submission = submissions::key_again(&form.submission, &errors)?;
            let page = WithdrawalPage { shell, course, participant, typed: form, errors: errors.clone(), warnings };
            Ok(seen(id, Page::refused(&errors, page)))
        }
    }
}

/// `GET /courses/{id}/withdrawal`
pub async fn new(State(app): State<App>, viewer: Viewer, shell: Shell, Path(id): Path<CourseId>) -> Result<Response> {
    opened(&app, &viewer, shell, id, None).await
}

/// `POST /courses/{id}/withdrawal`
pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<CourseId>,
    form: Once<ReasonForm>,
) -> Result<Response> {
    sent((&app, &viewer, shell), (id, None), form).await
}

/// `GET /courses/{id}/participants/{participant}/withdrawal`
pub async fn new_of_participant(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((id, one)): Path<(CourseId, ParticipantId)>,
) -> Result<Response> {
    opened(&app, &viewer, shell, id, Some(one)).await
}

/// `POST /courses/{id}/participants/{participant}/withdrawal`
pub async fn create_of_participant(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((id, one)): Path<(CourseId, ParticipantId)>,
    form: Once<ReasonForm>,
) -> Result<Response> {
    sent((&app, &viewer, shell), (id, Some(one)), form).await
}
