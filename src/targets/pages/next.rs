//! Next year's targets start from this year's: one page, one save.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::list_path;
use crate::auth::Viewer;
use crate::ids::OrganisationId;
use crate::organisations;
use crate::organisations::year::last;
use crate::rules::target::Grade;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::targets::next::{Row, contents, fill, start};
use crate::targets::present::grade_label;
use crate::targets::{Target, queries, record};
use crate::web::extract::{Once, Query};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result, yearly};

/// `GET /targets/next`, and what was sent from it and not saved.
#[derive(Template)]
#[template(path = "targets/next.html")]
struct NextPage {
    shell: Shell,
    errors: Errors,
    submission: String,
    organisation: String,
    branch: OrganisationId,
    year: i16,
    back: String,
    rows: Vec<Row>,
    grades: Vec<(i32, &'static str)>,
}

/// From which year of which organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::targets) struct AskedNext {
    year: String,
    branch: String,
}

/// The year from which the next one's are made, and the organisation within the viewer's scope.
///
/// # Errors
/// [`Error::Asked`] where no page shows the year after.
fn about(viewer: &Viewer, year: &str, branch: &str) -> Result<(i16, OrganisationId)> {
    let (today, usual) = (viewer.at.day(), viewer.at.day().year());
    let year = yearly::year(year, usual).unwrap_or(usual);
    if year >= last(today) {
        let sentence = t("Chỉ lập được chỉ tiêu đến năm {last}.").with("last", last(today));
        return Err(Error::Asked(Errors::one("year", sentence)));
    }
    let organisation = branch.trim().parse().unwrap_or(viewer.organisation);
    if viewer.scope.holds(organisation) { Ok((year, organisation)) } else { Err(Error::NotFound) }
}

/// The targets of the year and of the next.
async fn both(db: &mut PgConnection, organisation: OrganisationId, year: i16) -> Result<(Vec<Target>, Vec<Target>)> {
    let this = queries::of_year(&mut *db, &[organisation.0], year, None).await?;
    let next = queries::of_year(db, &[organisation.0], year + 1, None).await?;
    Ok((this, next))
}

fn page(
    app: &App,
    shell: Shell,
    (year, branch): (i16, OrganisationId),
    rows: Vec<Row>,
    submission: String,
    errors: Errors,
) -> NextPage {
    NextPage {
        organisation: app.tree().name(branch).to_owned(),
        back: list_path(branch, year),
        grades: Grade::ALL.map(|grade| (grade.rank(), grade_label(grade))).to_vec(),
        shell,
        errors,
        submission,
        branch,
        year,
        rows,
    }
}

pub(in crate::targets) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<AskedNext>,
) -> Result<Response> {
    let (year, organisation) = about(&viewer, &asked.year, &asked.branch)?;
    let mut db = app.db.acquire().await?;
    let (this, next) = both(&mut db, organisation, year).await?;
    let rows = start(this, &next);
    let page = page(&app, shell, (year, organisation), rows, submissions::key()?, Errors::new());
    Ok(Page::ok(page).into_response())
}

pub(in crate::targets) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(fields, content): Once<Vec<(String, String)>>,
) -> Result<Response> {
    let one = |name: &str| {
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let (year, organisation) = about(&viewer, one("year"), one("branch"))?;
    let submission = one("submission");
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    organisations::queries::in_turn(&mut tx, organisation).await?;
    let (this, next) = both(&mut tx, organisation, year).await?;
    let mut rows = start(this, &next);
    fill(&mut rows, &fields);
    let mut errors = before.unwrap_or_default();
    let new = contents(&rows, &next, year + 1, &mut errors);
    if errors.is_empty() {
        for content in &new {
            record(&mut tx, author, organisation, year + 1, content).await?;
        }
        let location = list_path(organisation, year + 1);
        submissions::finish(&mut tx, author, submission, &location).await?;
        tx.commit().await?;
        return Ok(Flash::Recorded.see_other(&location));
    }
    tx.rollback().await?;
    let submission = submissions::key_again(submission, &errors)?;
    let page = page(&app, shell, (year, organisation), rows, submission, errors.clone());
    Ok(Page::refused(&errors, page).into_response())
}
