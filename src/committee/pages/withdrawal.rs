//! A term or a post that was recorded wrongly is withdrawn.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::list_path;
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::choosing;
use crate::committee::present::post_words;
use crate::committee::{Post, PostId, Term, TermId, find_post, find_term, queries, withdraw_post, withdraw_term};
use crate::ids::PersonId;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::{Errors, Page, With, t};
use crate::yearly::withdrawal::{WithdrawalForm, WithdrawalPage, stale};
use crate::{Error, Result};

/// Which record.
#[derive(Clone, Copy)]
enum Which {
    Term(TermId),
    Post(PostId),
}

/// The record as it is.
enum Current {
    Term(Term),
    Post(Post, String),
}

impl Current {
    async fn read(db: &mut PgConnection, viewer: &Viewer, which: Which) -> Result<Self> {
        match which {
            Which::Term(id) => Ok(Self::Term(find_term(db, viewer, id).await?.swap_remove(0))),
            Which::Post(id) => {
                let post = find_post(&mut *db, viewer, id).await?.swap_remove(0);
                let mut names = choosing::names(db, &[post.person], viewer.at.day(), None).await?;
                let name = names.remove(&post.person).unwrap_or_default();
                Ok(Self::Post(post, name))
            }
        }
    }

    const fn version(&self) -> i64 {
        match self {
            Self::Term(term) => term.version,
            Self::Post(post, _) => post.version,
        }
    }

    const fn is_believed(&self) -> bool {
        match self {
            Self::Term(term) => term.kept.is_believed(),
            Self::Post(post, _) => post.kept.is_believed(),
        }
    }

    fn person(&self) -> Option<PersonId> {
        match self {
            Self::Term(_) => None,
            Self::Post(post, _) => Some(post.person),
        }
    }

    fn back(&self) -> String {
        match self {
            Self::Term(term) => list_path(term.organisation),
            Self::Post(post, _) => list_path(post.organisation),
        }
    }

    fn page(&self, shell: Shell, typed: WithdrawalForm, errors: Errors) -> WithdrawalPage {
        let (action, what) = match self {
            Self::Term(term) => (format!("{}/withdrawal", term.id.path()), term.content.label()),
            Self::Post(post, name) => (
                format!("{}/withdrawal", post.id.path()),
                t("{name}: {post}, từ {from}")
                    .with("from", post.content.from)
                    .with("post", post_words(post))
                    .with("name", name),
            ),
        };
        let back = (self.back(), t("Cấp ủy và nhiệm kỳ").to_owned());
        WithdrawalPage { shell, errors, typed, action, back, what }
    }

    /// The response, with whose post it shows.
    fn shown(&self, response: impl IntoResponse) -> Response {
        match self.person() {
            Some(person) => Seen::person("committee", person).on(response),
            None => response.into_response(),
        }
    }
}

pub(in crate::committee) async fn new_of_term(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    new(&app, &viewer, shell, Which::Term(TermId(id))).await
}

pub(in crate::committee) async fn new_of_post(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    new(&app, &viewer, shell, Which::Post(PostId(id))).await
}

async fn new(app: &App, viewer: &Viewer, shell: Shell, which: Which) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let current = Current::read(&mut db, viewer, which).await?;
    if !current.is_believed() {
        return Ok(current.shown(Flash::Unchanged.see_other(&current.back())));
    }
    let typed = WithdrawalForm::of(current.version())?;
    Ok(current.shown(Page::ok(current.page(shell, typed, Errors::new()))))
}

pub(in crate::committee) async fn create_of_term(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    form: Once<WithdrawalForm>,
) -> Result<Response> {
    create(&app, &viewer, shell, Which::Term(TermId(id)), form).await
}

pub(in crate::committee) async fn create_of_post(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    form: Once<WithdrawalForm>,
) -> Result<Response> {
    create(&app, &viewer, shell, Which::Post(PostId(id)), form).await
}

async fn create(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    which: Which,
    Once(mut form, content): Once<WithdrawalForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let current = Current::read(&mut tx, viewer, which).await?;
    let location = current.back();
    let done = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Withdrawn.see_other(&location)),
        Ok(Claim::New) => match form.parse() {
            Ok((version, reason)) if version == current.version() && current.is_believed() => {
                withdraw(&mut tx, author, &current, &reason).await
            }
            Ok(_) => Err(stale()),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let errors = match done {
        Ok(()) => {
            submissions::finish(&mut tx, author, &form.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::Withdrawn.see_other(&location));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let is_stale = errors.get("version").is_some();
    if is_stale {
        form.version = current.version().to_string();
    }
    let page = current.page(shell, form, errors.clone());
    Ok(current.shown(if is_stale { Page::conflict(page) } else { Page::refused(&errors, page) }))
}

async fn withdraw(db: &mut PgConnection, author: crate::audit::Author, current: &Current, reason: &str) -> Result<()> {
    match current {
        Current::Term(term) => {
            // The posts of a term that never was would say so for ever.
            let posts = queries::posts(&mut *db, &[term.organisation.0], None).await?;
            if posts.iter().any(|post| post.content.term == Some(term.id)) {
                return Err(Error::field(
                    "reason",
                    t("Còn chức vụ ghi trong nhiệm kỳ này. Sửa hoặc thu hồi các chức vụ đó trước."),
                ));
            }
            withdraw_term(db, author, term, reason).await
        }
        Current::Post(post, _) => withdraw_post(db, author, post, reason).await,
    }
}
