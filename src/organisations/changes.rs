//! The pages that change an organisation: another name, another place, its end, and that taken back.
//! Each says what it is made from; when somebody else was faster, the answer is 409 with what is there now.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::{Above, DissolutionForm, NameForm, ParentForm, ResumptionForm};
use super::pages::{Organisation, above_options};
use super::{Target, names_on, queries};
use crate::auth::scope::Kind;
use crate::auth::{Right, Viewer};
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

/// What is to be corrected: a day on which it was so (ISO).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Of {
    of: String,
}

impl Of {
    /// What the form asks for first: a change, or a correction.
    fn when(&self) -> String {
        if self.of.is_empty() { "" } else { "correction" }.to_owned()
    }

    /// The day, while the organisation was there.
    fn day(&self, organisation: &Organisation, today: Day) -> Day {
        Day::parse_iso(&self.of).or(organisation.to().map(Day::pred)).unwrap_or(today).min(today)
    }
}

/// Leads to where what was saved is seen, or shows the form again with what is wrong: 409 when somebody else
/// was faster, otherwise 422.
pub(super) async fn answer<T: Template>(
    saved: Result<String>,
    flash: Flash,
    again: impl AsyncFnOnce(Errors) -> Result<T>,
) -> Result<Response> {
    match saved {
        Ok(location) => Ok(flash.see_other(&location)),
        Err(Error::Invalid(errors)) => {
            let stale = errors.get("version").is_some();
            let refused = errors.clone();
            let page = again(errors).await?;
            Ok(if stale { Page::conflict(page) } else { Page::refused(&refused, page) }.into_response())
        }
        Err(other) => Err(other),
    }
}

/// The version that a form was made from; a wrong number is nobody's newest.
pub(super) fn target(id: OrganisationId, version: &str) -> Target {
    Target { id, version: version.parse().unwrap_or_default() }
}

#[derive(Template)]
#[template(path = "organisations/name.html")]
struct NamePage {
    shell: Shell,
    errors: Errors,
    organisation: Organisation,
    /// Its name as the book has it.
    name: String,
    typed: NameForm,
    submission: String,
}

impl NamePage {
    async fn make(
        app: &App,
        viewer: &Viewer,
        shell: Shell,
        id: OrganisationId,
        typed: NameForm,
        errors: Errors,
    ) -> Result<Self> {
        let organisation = Organisation::find(app, viewer, id).await?;
        let day = Day::parse_iso(&typed.of).unwrap_or_else(|| viewer.at.day());
        Ok(Self {
            shell,
            name: organisation.name(day).to_owned(),
            submission: submissions::key_again(&typed.submission, &errors)?,
            errors,
            organisation,
            typed,
        })
    }
}

/// `GET /organisations/{id}/rename`
pub(super) async fn new_name(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Query(query): Query<Of>,
) -> Result<Response> {
    let organisation = Organisation::find(&app, &viewer, id).await?;
    let of = query.day(&organisation, viewer.at.day());
    let name = organisation.name(of).to_owned();
    let typed = NameForm { name, when: query.when(), of: of.iso(), ..NameForm::default() };
    Ok(Page::ok(NamePage::make(&app, &viewer, shell, id, typed, Errors::new()).await?).into_response())
}

/// `POST /organisations/{id}/rename`
pub(super) async fn create_name(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Once(form, content): Once<NameForm>,
) -> Result<Response> {
    Organisation::find(&app, &viewer, id).await?;
    let save = async || {
        let (name, when) = form.parse(viewer.at.day())?;
        let (author, target) = (viewer.author(), target(id, &form.version));
        once(&app, &viewer, (&form.submission, &content), async |db| {
            super::rename(db, author, target, when, &name).await.map(|()| id.path())
        })
        .await
    };
    answer(save().await, Flash::OrganisationRenamed, async |errors| {
        NamePage::make(&app, &viewer, shell, id, form, errors).await
    })
    .await
}

/// From where an organisation takes what is above it.
enum Choice {
    /// It is at the top of the book: above it is but a name.
    Name,
    /// It is within the book.
    Among(Vec<(String, String)>),
}

impl Choice {
    async fn of(app: &App, viewer: &Viewer, organisation: &Organisation) -> Result<Self> {
        let tree = app.tree();
        let parent = tree.node(organisation.id).and_then(|node| node.parent).and_then(|parent| tree.node(parent));
        if organisation.id != viewer.scope.root {
            return Ok(Self::Among(above_options(app, viewer, viewer.at.day(), Some(organisation.id)).await?));
        }
        match parent {
            // What is above their own organisation, and in the book, is for those there to change.
            Some(parent) if parent.kind != Kind::Superior => Err(Error::Forbidden),
            _ => Ok(Self::Name),
        }
    }
}

#[derive(Template)]
#[template(path = "organisations/parent.html")]
struct ParentPage {
    shell: Shell,
    errors: Errors,
    organisation: Organisation,
    name: String,
    /// What the book has above it.
    above: String,
    choice: Choice,
    typed: ParentForm,
    submission: String,
}

impl ParentPage {
    async fn make(
        app: &App,
        viewer: &Viewer,
        shell: Shell,
        id: OrganisationId,
        typed: ParentForm,
        errors: Errors,
    ) -> Result<Self> {
        let organisation = Organisation::find(app, viewer, id).await?;
        let day = Day::parse_iso(&typed.of).unwrap_or_else(|| viewer.at.day());
        let parent = organisation.parent(day);
        let names = names_on(&app.db, &parent.into_iter().collect::<Vec<_>>(), day).await?;
        Ok(Self {
            submission: submissions::key_again(&typed.submission, &errors)?,
            shell,
            errors,
            name: organisation.name(day).to_owned(),
            above: parent.and_then(|parent| names.get(&parent)).cloned().unwrap_or_default(),
            choice: Choice::of(app, viewer, &organisation).await?,
            organisation,
            typed,
        })
    }
}

/// `GET /organisations/{id}/parent`
pub(super) async fn new_parent(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Query(query): Query<Of>,
) -> Result<Response> {
    let organisation = Organisation::find(&app, &viewer, id).await?;
    let of = query.day(&organisation, viewer.at.day());
    let parent = organisation.parent(of).map(|parent| parent.to_string()).unwrap_or_default();
    let typed = ParentForm { parent, when: query.when(), of: of.iso(), ..ParentForm::default() };
    let mut page = ParentPage::make(&app, &viewer, shell, id, typed, Errors::new()).await?;
    page.typed.superior.clone_from(&page.above);
    Ok(Page::ok(page).into_response())
}

/// `POST /organisations/{id}/parent`
pub(super) async fn create_parent(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Once(form, content): Once<ParentForm>,
) -> Result<Response> {
    let organisation = Organisation::find(&app, &viewer, id).await?;
    let by_name = matches!(Choice::of(&app, &viewer, &organisation).await?, Choice::Name);
    let save = async || {
        let (above, when) = form.parse(by_name, viewer.at.day())?;
        if let Above::Organisation(parent) = &above
            && !Organisation::is_seen(&app, &viewer, *parent)
        {
            return Err(Error::field("parent", t("Chọn cấp trên trực tiếp trong danh sách.")));
        }
        let (author, target) = (viewer.author(), target(id, &form.version));
        once(&app, &viewer, (&form.submission, &content), async |db| {
            match &above {
                Above::Organisation(parent) => super::put_under(db, author, target, when, *parent).await?,
                Above::Superior(name) => super::put_under_superior(db, author, target, when, name).await?,
            }
            Ok(id.path())
        })
        .await
    };
    answer(save().await, Flash::OrganisationMoved, async |errors| {
        ParentPage::make(&app, &viewer, shell, id, form, errors).await
    })
    .await
}

#[derive(Template)]
#[template(path = "organisations/dissolution.html")]
struct DissolutionPage {
    shell: Shell,
    errors: Errors,
    organisation: Organisation,
    name: String,
    /// Who is in it today; the form is not offered while somebody is.
    staying: i64,
    below: Vec<String>,
    may_read: bool,
    /// Those of its kind beside it, to take over, and whether they were chosen.
    heirs: Vec<(OrganisationId, String, bool)>,
    typed: DissolutionForm,
    submission: String,
}

impl DissolutionPage {
    async fn make(
        app: &App,
        viewer: &Viewer,
        shell: Shell,
        id: OrganisationId,
        typed: DissolutionForm,
        errors: Errors,
    ) -> Result<Self> {
        let today = viewer.at.day();
        let organisation = Organisation::find(app, viewer, id).await?;
        if organisation.to().is_some() || id == viewer.scope.root {
            return Err(Error::NotFound);
        }
        let beside = super::tree_on(&app.db, &viewer.scope, today).await?.into_iter();
        let beside = beside.filter(|placed| placed.id != id && placed.kind == organisation.kind);
        Ok(Self {
            submission: submissions::key_again(&typed.submission, &errors)?,
            shell,
            errors,
            name: organisation.name(today).to_owned(),
            staying: queries::staying(&app.db, id, today).await?.people,
            below: queries::below_from(&app.db, id, today).await?,
            may_read: viewer.may(Right::ReadMembers),
            heirs: beside.map(|placed| (placed.id, placed.name, typed.chose(placed.id))).collect(),
            organisation,
            typed,
        })
    }
}

/// `GET /organisations/{id}/dissolution`
pub(super) async fn new_dissolution(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
) -> Result<Response> {
    let page = DissolutionPage::make(&app, &viewer, shell, id, DissolutionForm::default(), Errors::new()).await?;
    Ok(Page::ok(page).into_response())
}

/// `POST /organisations/{id}/dissolution`
pub(super) async fn create_dissolution(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<OrganisationId>,
    Once(form, content): Once<DissolutionForm>,
) -> Result<Response> {
    Organisation::find(&app, &viewer, id).await?;
    if id == viewer.scope.root {
        return Err(Error::Forbidden);
    }
    let save = async || {
        let (on, heirs) = form.parse(viewer.at.day())?;
        if !heirs.iter().all(|heir| Organisation::is_seen(&app, &viewer, *heir)) {
            return Err(Error::field("heir", t("Chọn tổ chức tiếp nhận trong danh sách.")));
        }
        let (author, target) = (viewer.author(), target(id, &form.version));
        once(&app, &viewer, (&form.submission, &content), async |db| {
            super::dissolve(db, author, target, on, &heirs).await.map(|()| id.path())
        })
        .await
    };
    answer(save().await, Flash::OrganisationDissolved, async |errors| {
        DissolutionPage::make(&app, &viewer, shell, id, form, errors).await
    })
    .await
}

/// `POST /organisations/{id}/resumption`
pub(super) async fn create_resumption(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<OrganisationId>,
    Once(form, content): Once<ResumptionForm>,
) -> Result<Response> {
    Organisation::find(&app, &viewer, id).await?;
    let (author, target) = (viewer.author(), target(id, &form.version));
    let location = once(&app, &viewer, (&form.submission, &content), async |db| {
        super::resume(db, author, target).await.map(|()| id.path())
    })
    .await?;
    Ok(Flash::OrganisationResumed.see_other(&location))
}
