//! Where the organisations were on a day, and what they were called: for lists, filters and select boxes.

use std::collections::{HashMap, HashSet};

use sqlx::{PgConnection, PgExecutor, PgPool};

use super::queries;
use crate::Result;
use crate::auth::Scope;
use crate::auth::scope::Kind;
use crate::clock::Instant;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::web::as_of::Asked;

/// An organisation in its place on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub id: OrganisationId,
    /// What it is.
    pub kind: Kind,
    /// Its name on that day.
    pub name: String,
    /// Directly above it on that day; perhaps out of scope.
    pub parent: Option<OrganisationId>,
    /// How many of those listed are above it.
    pub depth: usize,
}

/// How many people are in an organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headcount {
    /// Members: those away are counted, guests are not.
    pub members: i64,
    /// Guests: temporarily in.
    pub guests: i64,
}

impl std::ops::AddAssign for Headcount {
    fn add_assign(&mut self, other: Self) {
        self.members += other.members;
        self.guests += other.guests;
    }
}

/// An entry of a select box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchOption {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub label: String,
    /// How far it is indented.
    pub depth: usize,
}

impl BranchOption {
    /// The label with its indent, in spaces that a browser keeps.
    pub fn indented(&self) -> String {
        format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(self.depth), self.label)
    }
}

/// The names of organisations on a day, as is believed now; of one that was not there then, its last name.
pub async fn names_on(
    db: impl PgExecutor<'_>,
    ids: &[OrganisationId],
    day: Day,
) -> Result<HashMap<OrganisationId, String>> {
    names_known(db, ids, day, None).await
}

/// How the heading of a paper calls an organisation on a day, as the book said at that instant (none: as it says now):
/// what was above it, and itself.
pub async fn heading(
    db: &mut PgConnection,
    organisation: OrganisationId,
    day: Day,
    known: Option<Instant>,
) -> Result<(String, String)> {
    let superior = queries::above(&mut *db, organisation, day, known).await?.unwrap_or_default();
    let name = names_known(db, &[organisation], day, known).await?.remove(&organisation).unwrap_or_default();
    Ok((superior, name))
}

/// The names of organisations on a day, as the book said at that instant; none: as it says now.
pub async fn names_known(
    db: impl PgExecutor<'_>,
    ids: &[OrganisationId],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<OrganisationId, String>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    Ok(queries::names_on(db, &ids, day, known).await?.into_iter().collect())
}

/// The organisations of a scope that were there on a day, each after the one above it, in order of name.
pub async fn tree_on(db: impl PgExecutor<'_>, scope: &Scope, day: Day) -> Result<Vec<Placed>> {
    tree_known(db, scope, day, None).await
}

/// The same as the book said at that instant; none: as it says now.
pub async fn tree_known(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<Placed>> {
    Ok(in_order(queries::placed_on(db, &scope.ids(), day, known).await?))
}

/// How many people are in each of the organisations listed on a day, those below it included. Who is a member of one
/// and a guest in another is no guest of what is above both.
pub async fn headcounts(
    db: &mut PgConnection,
    tree: &[Placed],
    day: Day,
    known: Option<Instant>,
) -> Result<HashMap<OrganisationId, Headcount>> {
    let ids: Vec<_> = tree.iter().map(|placed| placed.id.0).collect();
    let own = match known {
        None => queries::headcounts(&mut *db, &ids, day).await?,
        Some(known) => queries::headcounts_known(&mut *db, &ids, day, known).await?,
    };
    let at_home = queries::guests_of_their_own(db, &ids, day, known).await?;
    let mut counts: HashMap<_, _> = own.into_iter().collect();
    // Those below come after those above, so that from the end each sum is complete when it is passed on.
    for placed in tree.iter().rev() {
        let own = *counts.entry(placed.id).or_default();
        if let Some(parent) = placed.parent {
            *counts.entry(parent).or_default() += own;
        }
    }
    let above: HashMap<_, _> = tree.iter().filter_map(|placed| Some((placed.id, placed.parent?))).collect();
    let up = |id| std::iter::successors(Some(id), |id| above.get(id).copied());
    for (at, home, people) in at_home {
        let homes: HashSet<_> = up(home).collect();
        for both in up(at).filter(|id| homes.contains(id)) {
            counts.entry(both).or_default().guests -= people;
        }
    }
    Ok(counts)
}

/// The same for a page that may not show it: nobody.
pub(super) async fn heads(
    pool: &PgPool,
    tree: &[Placed],
    asked: &Asked,
    shown: bool,
) -> Result<HashMap<OrganisationId, Headcount>> {
    if !shown {
        return Ok(HashMap::new());
    }
    headcounts(&mut *pool.acquire().await?, tree, asked.day, asked.known()).await
}

/// The branches of a scope that were there on a day, as entries of a select box; of two alike in name
/// each says what is above it.
pub async fn branch_options(db: impl PgExecutor<'_>, scope: &Scope, day: Day) -> Result<Vec<BranchOption>> {
    Ok(branches_of(&tree_on(db, scope, day).await?))
}

/// All organisations of a scope that were there on a day, as entries of a select box: a filter by one
/// means it and all below.
pub async fn organisation_options(db: impl PgExecutor<'_>, scope: &Scope, day: Day) -> Result<Vec<BranchOption>> {
    let all = tree_on(db, scope, day).await?.into_iter();
    Ok(all.map(|placed| BranchOption { id: placed.id, label: placed.name, depth: placed.depth }).collect())
}

fn branches_of(tree: &[Placed]) -> Vec<BranchOption> {
    let names: HashMap<_, _> = tree.iter().map(|placed| (placed.id, placed.name.as_str())).collect();
    let branches: Vec<_> = tree.iter().filter(|placed| placed.kind == Kind::Branch).collect();
    let mut alike: HashMap<&str, usize> = HashMap::new();
    for branch in &branches {
        *alike.entry(branch.name.as_str()).or_default() += 1;
    }
    let label = |branch: &Placed| match branch.parent.and_then(|parent| names.get(&parent)) {
        Some(above) if alike.get(branch.name.as_str()).is_some_and(|&count| count > 1) => {
            format!("{} ({above})", branch.name)
        }
        _ => branch.name.clone(),
    };
    branches.into_iter().map(|branch| BranchOption { id: branch.id, label: label(branch), depth: 0 }).collect()
}

/// Puts organisations, given in order of name, each after the one above it.
fn in_order(given: Vec<Placed>) -> Vec<Placed> {
    let listed: HashSet<_> = given.iter().map(|placed| placed.id).collect();
    let mut below: HashMap<Option<OrganisationId>, Vec<Placed>> = HashMap::new();
    for placed in given.into_iter().rev() {
        below.entry(placed.parent.filter(|parent| listed.contains(parent))).or_default().push(placed);
    }
    let mut open = below.remove(&None).unwrap_or_default();
    let mut ordered = Vec::with_capacity(listed.len());
    while let Some(placed) = open.pop() {
        for mut child in below.remove(&Some(placed.id)).unwrap_or_default() {
            child.depth = placed.depth + 1;
            open.push(child);
        }
        ordered.push(placed);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(id: i64, parent: Option<i64>) -> Placed {
        let (kind, name, parent) = (Kind::Branch, format!("{id}"), parent.map(OrganisationId));
        Placed { id: OrganisationId(id), kind, name, parent, depth: 0 }
    }

    #[test]
    fn branches_alike_in_name_say_what_is_above_them() {
        let named = |id, kind, name: &str, parent| Placed { kind, name: name.to_owned(), ..placed(id, parent) };
        let tree = [
            named(1, Kind::Committee, "Đảng bộ A", None),
            named(2, Kind::Branch, "Chi bộ Văn phòng", Some(1)),
            named(3, Kind::Branch, "Chi bộ Kế toán", Some(1)),
            named(4, Kind::Committee, "Đảng bộ B", None),
            named(5, Kind::Branch, "Chi bộ Văn phòng", Some(4)),
        ];
        let labels: Vec<_> = branches_of(&tree).into_iter().map(|option| option.label).collect();
        assert_eq!(labels, ["Chi bộ Văn phòng (Đảng bộ A)", "Chi bộ Kế toán", "Chi bộ Văn phòng (Đảng bộ B)"]);
    }

    #[test]
    fn each_comes_after_the_one_above_it_in_the_order_given() {
        let given =
            vec![placed(4, Some(2)), placed(2, Some(9)), placed(5, Some(2)), placed(6, Some(4)), placed(3, None)];
        let ordered: Vec<_> = in_order(given).into_iter().map(|placed| (placed.id.0, placed.depth)).collect();
        assert_eq!(ordered, [(2, 0), (4, 1), (6, 2), (5, 1), (3, 0)]);
    }
}
