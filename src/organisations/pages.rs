//! The pages of the tree: the list, one organisation, a new one. Those that change one are in `changes`.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::changes::answer;
pub(super) use super::changes::{
    create_dissolution, create_name, create_parent, create_resumption, new_dissolution, new_name, new_parent,
};
use super::form::NewForm;
use super::history::stretches;
use super::place::Headcount;
use super::units::{self, Wanted};
use super::{Placed, Version, kind_label, names_known, newest, place::heads, queries, tree_known, tree_on};
use crate::audit::Seen;
use crate::auth::scope::Kind;
use crate::auth::{Right, Viewer};
use crate::ids::OrganisationId;
use crate::panels::{About, Asking, Panel, Panels};
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, once};
use crate::web::as_of::{AsOf, Asked};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Language, Page, filters, t};
use crate::{Error, Result};

/// The most organisations that are shown as a whole tree; of more, the first two levels, each a page of its own.
const WHOLE: usize = 300;

/// A line of the tree.
struct Row {
    placed: Placed,
    count: Headcount,
    /// Whether lines below it follow.
    opens: bool,
    /// How many lists end after it.
    closes: usize,
}

impl Row {
    /// What it is, where its name does not begin with that word.
    fn kind(&self) -> &'static str {
        let word = match self.placed.kind {
            Kind::Superior => "",
            Kind::Committee => "đảng bộ",
            Kind::Branch => "chi bộ",
        };
        let said = !word.is_empty() && self.placed.name.to_lowercase().starts_with(word);
        if said && Language::current() == Language::Vietnamese { "" } else { kind_label(self.placed.kind) }
    }

    fn icon(&self) -> &'static str {
        if self.placed.kind == Kind::Branch { "users" } else { "network" }
    }
}

/// The lines of a tree, and whether some were left out.
fn rows(mut tree: Vec<Placed>, counts: &HashMap<OrganisationId, Headcount>) -> (Vec<Row>, bool) {
    let cut = tree.len() > WHOLE;
    if cut {
        tree.retain(|placed| placed.depth < 2);
    }
    let depths: Vec<_> = tree.iter().map(|placed| placed.depth).collect();
    let rows = tree.into_iter().enumerate().map(|(at, placed)| {
        let next = depths.get(at + 1).copied().unwrap_or(0);
        Row {
            count: counts.get(&placed.id).copied().unwrap_or_default(),
            opens: next > placed.depth,
            closes: placed.depth.saturating_sub(next),
            placed,
        }
    });
    (rows.collect(), cut)
}

#[derive(Template)]
#[template(path = "organisations/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    cut: bool,
    dissolved: Vec<(OrganisationId, String)>,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    counts: bool,
    may_change: bool,
}

/// What was typed of a name, and which organisations are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NamesQuery {
    q: String,
    of: String,
}

/// `GET /organisations/names`: the names that what is typed may mean, a line each.
pub(super) async fn names(
    State(app): State<App>,
    viewer: Viewer,
    Query(query): Query<NamesQuery>,
) -> Result<impl IntoResponse> {
    let wanted = if query.of.is_empty() { Some(Wanted::Any) } else { Wanted::from_code(&query.of) };
    let wanted = wanted.ok_or(Error::BadRequest)?;
    let names = units::suggestions(&app.tree(), &viewer.scope, wanted, &query.q);
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], names.join("\n")))
}

/// `GET /organisations`
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let today = viewer.at.day();
    let (asked, errors) = typed.read(today);
    let tree = tree_known(&app.db, &viewer.scope, asked.day, asked.known()).await?;
    let counts = viewer.may(Right::ReadMembers);
    let heads = heads(&app.db, &tree, &asked, counts).await?;
    let gone = app.tree();
    let dissolved = gone.below(viewer.scope.root).into_iter().filter(|(_, node)| !node.current);
    let dissolved = dissolved.map(|(_, node)| (node.id, node.name.clone())).collect();
    let may_change = viewer.may(Right::Administer) && !above_options(&app, &viewer, today, None).await?.is_empty();
    let (rows, cut) = rows(tree, &heads);
    let page = ListPage { shell, rows, cut, dissolved, asked, typed, errors, counts, may_change };
    Ok(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// An organisation within the viewer's scope, with its history.
pub(super) struct Organisation {
    pub id: OrganisationId,
    pub kind: Kind,
    /// The number of its newest version.
    pub version: i64,
    pub history: Vec<Version>,
}

impl Organisation {
    /// Whether the viewer may open its page, and choose it in a form.
    pub fn is_seen(app: &App, viewer: &Viewer, id: OrganisationId) -> bool {
        app.tree().below(viewer.scope.root).iter().any(|(_, node)| node.id == id)
    }

    /// The one that the viewer asks for.
    pub async fn find(app: &App, viewer: &Viewer, id: OrganisationId) -> Result<Self> {
        let tree = app.tree();
        let node = tree.node(id).filter(|_| Self::is_seen(app, viewer, id)).ok_or(Error::NotFound)?;
        let history = queries::history(&app.db, id).await?;
        let version = newest(&history).ok_or(Error::NotFound)?;
        Ok(Self { id, kind: node.kind, version, history: history.into_iter().map(|(_, version)| version).collect() })
    }

    /// Its name on a day; the last one when it was not there then.
    pub fn name(&self, day: Day) -> &str {
        self.on(day).map_or("", |version| &version.name)
    }

    /// What was above it on a day; at last when it was not there then.
    pub fn parent(&self, day: Day) -> Option<OrganisationId> {
        self.on(day)?.parent
    }

    fn on(&self, day: Day) -> Option<&Version> {
        self.history.iter().find(|version| version.covers(day)).or(self.history.last())
    }

    /// Its first day; none: as long ago as anyone remembers.
    pub fn from(&self) -> Option<Day> {
        self.history.first()?.from
    }

    /// The day on which it was dissolved.
    pub fn to(&self) -> Option<Day> {
        self.history.last()?.to
    }
}

/// A line of a history: what was so, from when until when, and the day by which it is corrected.
struct Stretch {
    words: String,
    path: Option<String>,
    from: Option<Day>,
    to: Option<Day>,
    of: String,
}

/// An organisation that follows or is followed.
struct Related {
    id: OrganisationId,
    name: String,
    on: Day,
}

#[derive(Template)]
#[template(path = "organisations/show.html")]
struct ShowPage {
    shell: Shell,
    asked: Asked,
    typed: AsOf,
    errors: Errors,
    organisation: Organisation,
    name: String,
    kind: &'static str,
    names: Vec<Stretch>,
    parents: Vec<Stretch>,
    children: Vec<Row>,
    count: Option<Headcount>,
    ancestors: Vec<Related>,
    heirs: Vec<Related>,
    /// How many of the members are probationary.
    probationary: i64,
    /// What features have of it, for who may read members.
    panels: Vec<Panel>,
    /// Whether it is the viewer's own: that one is changed from above.
    is_root: bool,
    may_change: bool,
    submission: String,
}

impl ShowPage {
    fn is_branch(&self) -> bool {
        self.organisation.kind == Kind::Branch
    }
}

/// `GET /organisations/{id}`
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    panels: Panels,
    Path(id): Path<OrganisationId>,
    Query(typed): Query<AsOf>,
) -> Result<Response> {
    let organisation = Organisation::find(&app, &viewer, id).await?;
    let (asked, errors) = typed.read(viewer.at.day());
    let (day, known) = (asked.day, asked.known());
    let tree = tree_known(&app.db, &viewer.scope, day, known).await?;
    let may_read = viewer.may(Right::ReadMembers);
    let counts = heads(&app.db, &tree, &asked, may_read).await?;
    let count = may_read.then(|| counts.get(&id).copied().unwrap_or_default());
    let below =
        tree.iter().filter(|placed| placed.parent == Some(id)).map(|placed| Placed { depth: 0, ..placed.clone() });
    let (children, _) = rows(below.collect(), &counts);

    let panels = if may_read {
        let asking = Asking { app: &app, viewer: &viewer, about: About::Organisation(id), asked };
        panels.about(&mut *app.db.acquire().await?, &asking).await?
    } else {
        Vec::new()
    };
    let successions = queries::successions(&app.db, id).await?;
    let mut others: Vec<_> = organisation.history.iter().filter_map(|version| version.parent).collect();
    others.extend(successions.iter().flat_map(|succession| [succession.ancestor, succession.heir]));
    let names = names_known(&app.db, &others, day, known).await?;
    let name_of = |id: OrganisationId| names.get(&id).cloned().unwrap_or_default();
    let related = |other: OrganisationId, on| Related { id: other, name: name_of(other), on };
    let day_of = |first: &Version| first.from.or(first.to.map(Day::pred)).unwrap_or(day).iso();

    let page = ShowPage {
        names: stretches(&organisation.history, |one, other| one.name == other.name)
            .into_iter()
            .map(|(first, to)| Stretch {
                words: first.name.clone(),
                path: None,
                from: first.from,
                to,
                of: day_of(first),
            })
            .collect(),
        parents: stretches(&organisation.history, |one, other| one.parent == other.parent)
            .into_iter()
            .filter_map(|(first, to)| {
                let parent = first.parent?;
                let path = Organisation::is_seen(&app, &viewer, parent).then(|| parent.path());
                Some(Stretch { words: name_of(parent), path, from: first.from, to, of: day_of(first) })
            })
            .collect(),
        ancestors: successions
            .iter()
            .filter(|one| one.heir == id)
            .map(|one| related(one.ancestor, one.on_day))
            .collect(),
        heirs: successions.iter().filter(|one| one.ancestor == id).map(|one| related(one.heir, one.on_day)).collect(),
        name: names_known(&app.db, &[id], day, known).await?.remove(&id).unwrap_or_default(),
        kind: kind_label(organisation.kind),
        probationary: if count.is_some() {
            queries::probationary(&app.db, &app.tree().scope(id).ids(), day, known).await?
        } else {
            0
        },
        is_root: id == viewer.scope.root,
        may_change: viewer.may(Right::Administer),
        submission: submissions::key()?,
        panels,
        shell,
        asked,
        typed,
        errors,
        organisation,
        children,
        count,
    };
    let shown = page.panels.iter().map(|panel| panel.lines.len()).sum();
    let seen = Seen::list("organisation", format!("branch={id}"), shown);
    Ok(seen.on(if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) }))
}

/// What an organisation may be put under on a day, indented: those of the scope that are no branches,
/// without the one given and all below it.
pub(super) async fn above_options(
    app: &App,
    viewer: &Viewer,
    day: Day,
    but: Option<OrganisationId>,
) -> Result<Vec<(String, String)>> {
    let below: Vec<_> =
        but.map(|but| app.tree().below(but).into_iter().map(|(_, node)| node.id).collect()).unwrap_or_default();
    let tree = tree_on(&app.db, &viewer.scope, day).await?;
    let fit = tree.into_iter().filter(|placed| placed.kind != Kind::Branch && !below.contains(&placed.id));
    Ok(fit
        .map(|placed| (placed.id.to_string(), format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(placed.depth), placed.name)))
        .collect())
}

#[derive(Template)]
#[template(path = "organisations/new.html")]
struct NewPage {
    shell: Shell,
    errors: Errors,
    typed: NewForm,
    kinds: [(&'static str, &'static str); 2],
    above: Vec<(String, String)>,
    submission: String,
}

impl NewPage {
    async fn make(app: &App, viewer: &Viewer, shell: Shell, typed: NewForm, errors: Errors) -> Result<Self> {
        Ok(Self {
            submission: submissions::key_again(&typed.submission, &errors)?,
            shell,
            errors,
            kinds: [Kind::Branch, Kind::Committee].map(|kind| (kind.code(), kind_label(kind))),
            above: above_options(app, viewer, viewer.at.day(), None).await?,
            typed,
        })
    }
}

/// Where the new one is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    parent: String,
}

/// `GET /organisations/new`
pub(super) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(query): Query<NewQuery>,
) -> Result<Response> {
    let root = viewer.scope.root.to_string();
    let parent = if query.parent.is_empty() { root } else { query.parent };
    let typed = NewForm { kind: Kind::Branch.code().to_owned(), parent, ..NewForm::default() };
    Ok(Page::ok(NewPage::make(&app, &viewer, shell, typed, Errors::new()).await?).into_response())
}

/// `POST /organisations`
pub(super) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(form, content): Once<NewForm>,
) -> Result<Response> {
    let save = async || {
        let new = form.parse(viewer.at.day())?;
        if !new.parent.is_some_and(|parent| Organisation::is_seen(&app, &viewer, parent)) {
            return Err(Error::field("parent", t("Chọn cấp trên trực tiếp trong danh sách.")));
        }
        once(&app, &viewer, (&form.submission, &content), async |db| {
            super::create(db, viewer.author(), &new).await.map(OrganisationId::path)
        })
        .await
    };
    answer(save().await, Flash::OrganisationCreated, async |errors| {
        NewPage::make(&app, &viewer, shell, form, errors).await
    })
    .await
}
