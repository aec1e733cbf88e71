//! Two people of the same name and birth date, side by side: who sees both says that they are two, or goes to the
//! record that was made a second time.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::PersonId;
use crate::members::fields::gender_label;
use crate::members::{self, Facts};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

use super::super::queries;
use super::super::{Other, Pair, alike_path, tell_apart};

/// `GET /attention/alike/{person}/{other}`
#[derive(Template)]
#[template(path = "attention/alike.html")]
struct AlikePage {
    shell: Shell,
    action: String,
    people: [One; 2],
    errors: Errors,
    submission: String,
}

/// One of the two: what tells people apart.
struct One {
    href: String,
    name: String,
    facts: Vec<(&'static str, String)>,
}

/// The answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::attention) struct AlikeForm {
    submission: String,
}

async fn one(db: &mut PgConnection, app: &App, viewer: &Viewer, other: &Other) -> Result<One> {
    let version = members::facts_on(&mut *db, &app.seal, other.person, viewer.at.day(), None).await?;
    let Facts { name, gender, born_on, native_place, residence, occupation, workplace, .. } =
        version.ok_or(Error::NotFound)?.facts;
    let facts = [
        (t("Tổ chức đảng"), app.tree().name(other.organisation).to_owned()),
        (t("Ngày sinh"), born_on.to_string()),
        (t("Giới tính"), gender_label(gender).to_owned()),
        (t("Quê quán"), native_place),
        (t("Nơi cư trú"), residence),
        (t("Nghề nghiệp"), occupation),
        (t("Nơi công tác"), workplace),
    ];
    Ok(One {
        href: other.person.path(),
        name: name.full,
        facts: facts.into_iter().filter(|(_, said)| !said.is_empty()).collect(),
    })
}

async fn page(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    pair: &Pair,
    (submission, errors): (String, Errors),
) -> Result<AlikePage> {
    let people = [one(&mut *db, app, viewer, &pair.one).await?, one(db, app, viewer, &pair.other).await?];
    Ok(AlikePage { shell, action: alike_path(pair.one.person, pair.other.person), people, errors, submission })
}

/// Two people who may be one, both within the viewer's scope, and of whom nobody has said yet that they are two.
///
/// # Errors
/// [`Error::NotFound`] when there are no such two.
async fn pair(db: &mut PgConnection, viewer: &Viewer, person: PersonId, other: PersonId) -> Result<Pair> {
    let within = viewer.scope.filter();
    queries::pair(db, within.as_deref(), person, other, viewer.at.day()).await?.ok_or(Error::NotFound)
}

pub(in crate::attention) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, other)): Path<(PersonId, PersonId)>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let pair = pair(&mut db, &viewer, person, other).await?;
    let page = page(&mut db, &app, &viewer, shell, &pair, (submissions::key()?, Errors::new())).await?;
    Ok(seen(&pair, Page::ok(page)))
}

fn seen(pair: &Pair, page: Page<AlikePage>) -> Response {
    Seen::person("alike", pair.other.person).on(Seen::person("alike", pair.one.person).on(page))
}

pub(in crate::attention) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, other)): Path<(PersonId, PersonId)>,
    Once(form, content): Once<AlikeForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let refused = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let pair = pair(&mut tx, &viewer, person, other).await?;
    let Some(errors) = refused else {
        tell_apart(&mut tx, author, &pair).await?;
        let location = "/attention?kind=alike";
        submissions::finish(&mut tx, author, &form.submission, location).await?;
        tx.commit().await?;
        return Ok(Flash::Recorded.see_other(location));
    };
    let submission = submissions::key_again(&form.submission, &errors)?;
    let page = page(&mut tx, &app, &viewer, shell, &pair, (submission, errors.clone())).await?;
    Ok(seen(&pair, Page::refused(&errors, page)))
}
