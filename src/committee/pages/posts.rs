//! Many posts at once, as after a congress.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::list_path;
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::choosing::People;
use crate::committee::form::{DUTIES, KINDS, MEMBERS, PostsForm, ROWS, Row};
use crate::committee::holding::{Asked, before_its_congress, judge};
use crate::committee::{Kind, PostContent, Term, queries, record_post};
use crate::ids::{OrganisationId, PersonId};
use crate::members::warnings::{self, Warning};
use crate::organisations;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Query};
use crate::web::{Errors, Page, filters};
use crate::{Error, Result};

/// A line of the form.
struct Line {
    number: usize,
    member: &'static str,
    kind: &'static str,
    duties: &'static str,
    typed: Row,
}

/// `GET /committee/posts/new`, and what was sent from it and not saved.
#[derive(Template)]
#[template(path = "committee/posts.html")]
struct PostsPage {
    shell: Shell,
    organisation: String,
    back: String,
    typed: PostsForm,
    lines: Vec<Line>,
    errors: Errors,
    kinds: Vec<(&'static str, &'static str)>,
    terms: Vec<(String, String)>,
    people: Vec<String>,
    warnings: Vec<Warning>,
}

/// Of which organisation, in which term.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::committee) struct AskedNew {
    organisation: String,
    term: String,
}

/// The organisation of a form within the viewer's scope, its terms and the members to choose from.
struct About {
    organisation: OrganisationId,
    terms: Vec<Term>,
    people: People,
    ids: Vec<i64>,
}

impl About {
    async fn read(db: &mut PgConnection, app: &App, viewer: &Viewer, organisation: &str) -> Result<Self> {
        let organisation = organisation.trim().parse().unwrap_or(viewer.organisation);
        if !viewer.scope.holds(organisation) {
            return Err(Error::NotFound);
        }
        let tree = app.tree();
        let ids = tree.scope(organisation).ids();
        let terms = queries::terms(&mut *db, &[organisation.0], None).await?;
        let people = People::of(db, &ids, &tree, viewer.at.day()).await?;
        Ok(Self { organisation, terms, people, ids })
    }
}

fn page(app: &App, shell: Shell, about: &About, typed: PostsForm, errors: Errors, warnings: Vec<Warning>) -> PostsPage {
    let rows = typed.rows.iter().cloned().chain(std::iter::repeat_with(Row::default)).take(ROWS);
    PostsPage {
        organisation: app.tree().name(about.organisation).to_owned(),
        back: list_path(about.organisation),
        lines: rows
            .enumerate()
            .map(|(at, typed)| Line { number: at + 1, member: MEMBERS[at], kind: KINDS[at], duties: DUTIES[at], typed })
            .collect(),
        kinds: Kind::ALL.map(|kind| (kind.code(), kind.label())).to_vec(),
        terms: about.terms.iter().map(|term| (term.id.0.to_string(), term.content.label())).collect(),
        people: about.people.labels().map(ToOwned::to_owned).collect(),
        shell,
        typed,
        errors,
        warnings,
    }
}

fn seen(page: &PostsPage) -> Seen {
    Seen::list("committee", format!("?branch={}", page.typed.organisation), page.people.len())
}

pub(in crate::committee) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<AskedNew>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let about = About::read(&mut db, &app, &viewer, &asked.organisation).await?;
    let chosen = about.terms.iter().find(|term| term.id.0.to_string() == asked.term).or(about.terms.first());
    let typed = PostsForm {
        organisation: about.organisation.to_string(),
        term: chosen.map(|term| term.id.0.to_string()).unwrap_or_default(),
        from: chosen.map(|term| term.content.held_on.to_string()).unwrap_or_default(),
        submission: submissions::key()?,
        ..PostsForm::default()
    };
    let page = page(&app, shell, &about, typed, Errors::new(), Vec::new());
    Ok(seen(&page).on(Page::ok(page)))
}

/// Everything found of what was typed.
struct Considered {
    posts: Vec<(PersonId, PostContent)>,
    warnings: Vec<Warning>,
    errors: Errors,
}

async fn consider(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    about: &About,
    form: &PostsForm,
) -> Result<Considered> {
    let tree = app.tree();
    let today = viewer.at.day();
    let mut errors = Errors::new();
    let contents = form.contents(&mut errors, &about.terms, today);
    let others = queries::posts(&mut *db, &[about.organisation.0], None).await?;
    let others: Vec<_> = others.into_iter().map(|post| (post.person, post.content)).collect();
    let mut posts: Vec<(PersonId, PostContent)> = Vec::new();
    let mut doubts: Vec<(&'static str, String)> = Vec::new();
    for (at, content) in contents {
        let typed = &form.rows[at].member;
        if typed.trim().is_empty() {
            continue;
        }
        let day = content.from;
        let found = match about.people.meant(&mut *db, &about.ids, &tree, typed, day).await? {
            Ok(found) => found,
            Err(sentence) => {
                errors.add(MEMBERS[at], sentence);
                continue;
            }
        };
        let beside: Vec<_> = others.iter().chain(&posts).cloned().collect();
        let asked = Asked {
            tree: &tree,
            organisation: about.organisation,
            person: found.person,
            full_name: &found.full_name,
            content: &content,
            others: &beside,
            today,
        };
        let judged = judge(&mut *db, &asked).await?;
        if let Some((_, sentence)) = judged.wrong {
            errors.add(MEMBERS[at], sentence);
        }
        doubts.extend(judged.doubts);
        doubts.extend(before_its_congress(&content, &about.terms));
        posts.push((found.person, content));
    }
    let order: Vec<_> = ["term", "from"].into_iter().chain((0..ROWS).flat_map(|at| [MEMBERS[at], KINDS[at]])).collect();
    errors.sort_by(&order);
    let warnings = warnings_of(doubts, &form.confirm);
    errors.extend(warnings::unconfirmed(&warnings));
    Ok(Considered { posts, warnings, errors })
}

/// A card for each code, with all its sentences.
pub(super) fn warnings_of(doubts: Vec<(&'static str, String)>, confirm: &[String]) -> Vec<Warning> {
    let mut cards: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (code, sentence) in doubts {
        match cards.iter_mut().find(|(known, _)| *known == code) {
            Some((_, sentences)) if sentences.contains(&sentence) => {}
            Some((_, sentences)) => sentences.push(sentence),
            None => cards.push((code, vec![sentence])),
        }
    }
    cards
        .into_iter()
        .map(|(code, sentences)| Warning::told(code, sentences.join(" "), String::new(), confirm))
        .collect()
}

pub(in crate::committee) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(fields, content): Once<Vec<(String, String)>>,
) -> Result<Response> {
    let mut form = PostsForm::read(&fields);
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let about = About::read(&mut tx, &app, &viewer, &form.organisation).await?;
    organisations::queries::in_turn(&mut tx, about.organisation).await?;
    let considered = consider(&mut tx, &app, &viewer, &about, &form).await?;
    let mut errors = before.unwrap_or_default();
    errors.extend(considered.errors);
    if errors.is_empty() {
        for (person, content) in &considered.posts {
            record_post(&mut tx, author, about.organisation, *person, content).await?;
        }
        let location = list_path(about.organisation);
        submissions::finish(&mut tx, author, &form.submission, &location).await?;
        tx.commit().await?;
        return Ok(Flash::Recorded.see_other(&location));
    }
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let page = page(&app, shell, &about, form, errors.clone(), considered.warnings);
    Ok(seen(&page).on(Page::refused(&errors, page)))
}
