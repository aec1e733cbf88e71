//! The page of a decision of commendation: whom it lists to be ticked.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use sqlx::PgConnection;

use crate::audit::Seen;
use crate::auth::{Tree, Viewer};
use crate::choosing::{self, People};
use crate::commendations::form::CommendationForm;
use crate::commendations::{CommendationId, Form, Version};
use crate::ids::{OrganisationId, PersonId};
use crate::members::warnings::Warning;
use crate::organisations::{Units, year};
use crate::rules::Day;
use crate::shell::Shell;
use crate::state::App;
use crate::web::{Errors, With, filters, t};
use crate::yearly::withdrawal::Now;
use crate::{Error, Result};

/// Up to so many organisations there is a box to tick for each.
const BOXES: usize = 40;

/// A box to tick.
pub(super) struct Tick {
    id: i64,
    label: String,
    checked: bool,
}

/// The boxes of a branch.
pub(super) struct Group {
    name: String,
    boxes: Vec<Tick>,
}

/// `GET /commendations/new`, `GET /commendations/{id}/edit`, and what was sent from them and not saved.
#[derive(Template)]
#[template(path = "commendations/change.html")]
pub(super) struct ChangePage {
    shell: Shell,
    /// The commendation that is corrected.
    id: Option<CommendationId>,
    action: String,
    back: String,
    typed: CommendationForm,
    errors: Errors,
    /// Whose committee may keep the paper.
    keepers: Units,
    /// Whose members may be listed.
    branches: Units,
    groups: Vec<Group>,
    /// Organisations with a box each; empty where they are too many.
    units: Vec<Tick>,
    forms: Vec<(&'static str, &'static str)>,
    bodies: Vec<String>,
    pub(super) warnings: Vec<Warning>,
    now: Option<Now>,
}

impl ChangePage {
    /// Whether there are organisations without a box.
    fn more_units(&self) -> bool {
        self.keepers.listed().is_none_or(|listed| self.units.len() < listed.len())
    }
}

/// What a form is made of: whose members are listed.
pub(super) struct Listing {
    /// The organisations whose members are meant by name or ticked.
    pub ids: Vec<i64>,
    pub people: People,
    pub keepers: Units,
    branches: Units,
    pub tree: std::sync::Arc<Tree>,
}

impl Listing {
    pub async fn read(db: &mut PgConnection, app: &App, viewer: &Viewer, branch: &str) -> Result<Self> {
        let today = viewer.at.day();
        let tree = app.tree();
        let mut branches = year::ever(app.tree(), &viewer.scope, today);
        let typed = branch.trim();
        let listed = match typed.parse::<OrganisationId>() {
            Ok(id) if viewer.scope.holds(id) => tree.scope(id).ids(),
            Ok(_) => return Err(Error::NotFound),
            Err(_) if typed.is_empty() => viewer.scope.ids(),
            Err(_) => branches.named(typed).map_or_else(|_| viewer.scope.ids(), |id| tree.scope(id).ids()),
        };
        let people = People::of(&mut *db, &listed, &tree, today).await?;
        let keepers = Units::all(db, app.tree(), &viewer.scope, today, None).await?;
        Ok(Self { ids: viewer.scope.ids(), people, keepers, branches, tree })
    }
}

pub(super) fn seen(page: &ChangePage) -> Seen {
    let shown = page.groups.iter().map(|group| group.boxes.len()).sum();
    Seen::list("commendations", format!("?branch={}", page.typed.branch), shown)
}

#[expect(clippy::too_many_arguments, reason = "what a page of a form is made of, in one place")]
pub(super) async fn page(
    db: &mut PgConnection,
    viewer: &Viewer,
    shell: Shell,
    listing: Listing,
    version: Option<&Version>,
    typed: CommendationForm,
    errors: Errors,
    now: Option<Now>,
) -> Result<ChangePage> {
    let Listing { people, keepers, branches, tree, .. } = listing;
    let ticked: BTreeSet<PersonId> = typed.ticked().into_iter().collect();
    let mut groups: BTreeMap<OrganisationId, Vec<Tick>> = BTreeMap::new();
    let mut listed = BTreeSet::new();
    for one in people.all() {
        listed.insert(one.person);
        groups.entry(one.organisation).or_default().push(Tick {
            id: one.person.0,
            label: t("{name}, sinh {born_on}").with("born_on", one.born_on).with("name", &one.full_name),
            checked: ticked.contains(&one.person),
        });
    }
    let order = |id: &OrganisationId| tree.name(*id).to_owned();
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(id, _)| order(id));
    let mut groups: Vec<_> =
        groups.into_iter().map(|(id, boxes)| Group { name: tree.name(id).to_owned(), boxes }).collect();
    // Who was ticked and is not listed stays, by name.
    let others: Vec<_> = ticked.iter().copied().filter(|person| !listed.contains(person)).collect();
    if !others.is_empty() {
        let seen = choosing::where_members(&mut *db, &others, &viewer.scope.ids(), ALWAYS).await?;
        let names = choosing::names(&mut *db, &others, viewer.at.day(), None).await?;
        let boxes: Vec<_> = others
            .iter()
            .filter(|person| seen.contains_key(person))
            .map(|person| Tick { id: person.0, label: names.get(person).cloned().unwrap_or_default(), checked: true })
            .collect();
        if !boxes.is_empty() {
            groups.push(Group { name: t("Đã chọn, không có trong danh sách trên").to_owned(), boxes });
        }
    }
    let chosen: BTreeSet<_> = typed.ticked_units().into_iter().collect();
    let below = tree.below(viewer.organisation);
    let few = below.len() <= BOXES;
    let units = below
        .iter()
        .filter(|(_, node)| if few { node.current || chosen.contains(&node.id) } else { chosen.contains(&node.id) })
        .map(|(_, node)| Tick { id: node.id.0, label: node.name.clone(), checked: chosen.contains(&node.id) })
        .collect();
    let superior = tree.node(viewer.organisation).and_then(|node| node.parent);
    let bodies = superior.into_iter().chain([viewer.organisation]).map(|id| tree.name(id).to_owned());
    Ok(ChangePage {
        id: version.map(|version| version.commendation),
        action: version
            .map_or_else(|| "/commendations".to_owned(), |version| format!("{}/edit", version.commendation.path())),
        back: version.map_or_else(
            || format!("/commendations?year={}", crate::roster::encode(&typed.year)),
            |version| version.commendation.path(),
        ),
        forms: Form::ALL.map(|form| (form.code(), form.label())).to_vec(),
        bodies: bodies.filter(|name| !name.is_empty()).collect(),
        shell,
        typed,
        errors,
        keepers,
        branches,
        groups,
        units,
        warnings: Vec::new(),
        now,
    })
}

/// All days there are.
const ALWAYS: (Day, Day) = (Day::FIRST, Day::LAST);
