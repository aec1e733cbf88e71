//! One post: its end, its correction.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::list_path;
use super::posts::warnings_of;
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::choosing;
use crate::committee::form::PostForm;
use crate::committee::holding::{Asked, Field, before_its_congress, judge};
use crate::committee::present::post_facts;
use crate::committee::{Kind, Post, PostContent, PostId, Term, amend_post, find_post, queries};
use crate::members::warnings::{self, Warning};
use crate::organisations;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, filters};
use crate::yearly::withdrawal::{Now, stale_errors};
use crate::{Error, Result};

/// `GET /committee/posts/{id}/edit`, and what was sent from it and not saved.
#[derive(Template)]
#[template(path = "committee/post.html")]
struct PostPage {
    shell: Shell,
    action: String,
    withdrawal: String,
    back: String,
    person: String,
    full_name: String,
    organisation: String,
    typed: PostForm,
    errors: Errors,
    kinds: Vec<(&'static str, &'static str)>,
    terms: Vec<(String, String)>,
    warnings: Vec<Warning>,
    now: Option<Now>,
}

/// A post as it is, with the name of its holder and the terms of its organisation.
struct About {
    post: Post,
    full_name: String,
    terms: Vec<Term>,
}

impl About {
    async fn read(db: &mut PgConnection, viewer: &Viewer, id: PostId) -> Result<Self> {
        let post = find_post(&mut *db, viewer, id).await?.swap_remove(0);
        let terms = queries::terms(&mut *db, &[post.organisation.0], None).await?;
        let mut names = choosing::names(db, &[post.person], viewer.at.day(), None).await?;
        Ok(Self { full_name: names.remove(&post.person).unwrap_or_default(), post, terms })
    }

    fn page(&self, app: &App, shell: Shell, typed: PostForm, errors: Errors) -> PostPage {
        PostPage {
            shell,
            action: format!("{}/edit", self.post.id.path()),
            withdrawal: format!("{}/withdrawal", self.post.id.path()),
            back: list_path(self.post.organisation),
            person: self.post.person.path(),
            full_name: self.full_name.clone(),
            organisation: app.tree().name(self.post.organisation).to_owned(),
            kinds: Kind::ALL.map(|kind| (kind.code(), kind.label())).to_vec(),
            terms: self.terms.iter().map(|term| (term.id.0.to_string(), term.content.label())).collect(),
            typed,
            errors,
            warnings: Vec::new(),
            now: None,
        }
    }
}

pub(in crate::committee) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let about = About::read(&mut db, &viewer, PostId(id)).await?;
    let seen = Seen::person("committee", about.post.person);
    if !about.post.kept.is_believed() {
        return Ok(seen.on(Flash::Unchanged.see_other(&list_path(about.post.organisation))));
    }
    let typed = PostForm { submission: submissions::key()?, ..PostForm::of(&about.post) };
    Ok(seen.on(Page::ok(about.page(&app, shell, typed, Errors::new()))))
}

/// What was found of the post as it shall be: errors, and cards to confirm.
async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    about: &About,
    form: &PostForm,
) -> Result<(Option<PostContent>, Errors, Vec<Warning>)> {
    let mut errors = Errors::new();
    let content = form.content(&mut errors, &about.terms, viewer.at.day());
    let Some(content) = content.filter(|_| errors.is_empty()) else { return Ok((None, errors, Vec::new())) };
    // What is not changed is not judged again.
    if content == about.post.content {
        return Ok((Some(content), errors, Vec::new()));
    }
    let others = queries::posts(&mut *db, &[about.post.organisation.0], None).await?;
    let others: Vec<_> =
        others.into_iter().filter(|post| post.id != about.post.id).map(|post| (post.person, post.content)).collect();
    let tree = app.tree();
    let asked = Asked {
        tree: &tree,
        organisation: about.post.organisation,
        person: about.post.person,
        full_name: &about.full_name,
        content: &content,
        others: &others,
        today: viewer.at.day(),
    };
    let mut judged = judge(db, &asked).await?;
    judged.doubts.extend(before_its_congress(&content, &about.terms));
    if let Some((field, sentence)) = judged.wrong {
        errors.add(if field == Field::To { "to" } else { "from" }, sentence);
    }
    let warnings = warnings_of(judged.doubts, &form.confirm);
    errors.extend(warnings::unconfirmed(&warnings));
    Ok((Some(content), errors, warnings))
}

pub(in crate::committee) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<PostForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let organisation = find_post(&mut tx, &viewer, PostId(id)).await?[0].organisation;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    organisations::queries::in_turn(&mut tx, organisation).await?;
    let about = About::read(&mut tx, &viewer, PostId(id)).await?;
    let location = list_path(organisation);
    let stale = made_from != about.post.version || !about.post.kept.is_believed();
    let (content, found, warnings) = consider(&mut tx, &app, &viewer, &about, &form).await?;
    let mut errors = before.unwrap_or_default();
    errors.extend(found);
    if stale {
        errors.extend(stale_errors());
    }
    if let (Some(content), true) = (content, errors.is_empty()) {
        if content == about.post.content {
            return Ok(Flash::Unchanged.see_other(&location));
        }
        amend_post(&mut tx, author, &about.post, &content).await?;
        submissions::finish(&mut tx, author, &form.submission, &location).await?;
        tx.commit().await?;
        return Ok(Flash::Saved.see_other(&location));
    }
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut now = None;
    if stale {
        now = Some(super::now(&about.post.kept, post_facts(&about.post, &about.terms)));
        form.version = about.post.version.to_string();
    }
    let page = PostPage { warnings, now, ..about.page(&app, shell, form, errors.clone()) };
    let page = if stale { Page::conflict(page) } else { Page::refused(&errors, page) };
    Ok(Seen::person("committee", about.post.person).on(page.into_response()))
}
