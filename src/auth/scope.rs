//! What lies within an account's organisation: it and all below.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::ids::OrganisationId;
use crate::words;

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Above us: a name only.
    Superior,
    /// Đảng bộ: has organisations below it, no members of its own.
    Committee,
    /// Chi bộ: has members.
    Branch,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Superior, Self::Committee, Self::Branch];

    /// Its word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Superior => "superior",
            Self::Committee => "committee",
            Self::Branch => "branch",
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An organisation in its last known place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Which.
    pub id: OrganisationId,
    /// What it is.
    pub kind: Kind,
    /// Its last name.
    pub name: String,
    /// Directly above it.
    pub parent: Option<OrganisationId>,
    /// Whether it is there today (not dissolved).
    pub current: bool,
}

/// Every organisation in its last known place; kept in memory until one changes.
#[derive(Debug, Default)]
pub struct Tree {
    /// The version that this is made from.
    pub revision: i64,
    nodes: HashMap<OrganisationId, Node>,
    children: HashMap<OrganisationId, Vec<OrganisationId>>,
    /// Found once an account's organisation, since a province has thousands of branches.
    scopes: Mutex<HashMap<OrganisationId, Scope>>,
    /// Made when somebody seeks for the first time.
    words: OnceLock<Vec<(OrganisationId, String)>>,
}

impl Tree {
    /// A tree of nodes that come in the order in which they are shown.
    pub fn new(revision: i64, nodes: Vec<Node>) -> Self {
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for node in &nodes {
            if let Some(parent) = node.parent {
                children.entry(parent).or_default().push(node.id);
            }
        }
        Self {
            revision,
            nodes: nodes.into_iter().map(|node| (node.id, node)).collect(),
            children,
            scopes: Mutex::default(),
            words: OnceLock::new(),
        }
    }

    /// An organisation.
    pub fn node(&self, id: OrganisationId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// Every organisation.
    pub fn ids(&self) -> Vec<OrganisationId> {
        self.nodes.keys().copied().collect()
    }

    /// Its name; empty when there is none.
    pub fn name(&self, id: OrganisationId) -> &str {
        self.nodes.get(&id).map_or("", |node| node.name.as_str())
    }

    /// Directly below, in order of name.
    pub fn children(&self, id: OrganisationId) -> &[OrganisationId] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Those above it, the highest first.
    pub fn above(&self, id: OrganisationId) -> Vec<OrganisationId> {
        let mut path = Vec::new();
        let mut at = self.nodes.get(&id).and_then(|node| node.parent);
        while let Some(parent) = at.filter(|parent| !path.contains(parent)) {
            path.push(parent);
            at = self.nodes.get(&parent).and_then(|node| node.parent);
        }
        path.reverse();
        path
    }

    /// How many organisations there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// It and all below, each after the one above it, with its depth.
    pub fn below(&self, id: OrganisationId) -> Vec<(usize, &Node)> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![(0, id)];
        while let Some((depth, id)) = open.pop() {
            if let Some(node) = self.nodes.get(&id)
                && seen.insert(id)
            {
                found.push((depth, node));
                open.extend(self.children(id).iter().rev().map(|child| (depth + 1, *child)));
            }
        }
        found
    }

    /// The place of each among an organisation and all below it, in the order in which they are shown.
    pub fn order(&self, id: OrganisationId) -> HashMap<OrganisationId, usize> {
        self.below(id).into_iter().map(|(_, node)| node.id).zip(0..).collect()
    }

    /// The words of each organisation's name and of the one above it, without case and diacritics.
    pub fn words(&self) -> &[(OrganisationId, String)] {
        self.words.get_or_init(|| {
            let above = |node: &Node| node.parent.map_or("", |parent| self.name(parent));
            self.nodes
                .values()
                .map(|node| (node.id, words::joined(&format!("{} {}", node.name, above(node)))))
                .collect()
        })
    }

    /// What an account of this organisation may see.
    pub fn scope(&self, id: OrganisationId) -> Scope {
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.entry(id).or_insert_with(|| self.find_scope(id)).clone()
    }

    fn find_scope(&self, id: OrganisationId) -> Scope {
        let ids: HashSet<_> = self.below(id).into_iter().map(|(_, node)| node.id).collect();
        let everything = self.nodes.values().all(|node| node.kind == Kind::Superior || ids.contains(&node.id));
        Scope { root: id, everything, ids: Arc::new(ids) }
    }
}

/// What an account may see. Everything that is shown to somebody takes it; what lies outside does
/// not exist for them.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The account's organisation.
    pub root: OrganisationId,
    everything: bool,
    ids: Arc<HashSet<OrganisationId>>,
}

impl Scope {
    /// Whether an organisation lies within.
    pub fn covers(&self, id: OrganisationId) -> bool {
        self.everything || self.ids.contains(&id)
    }

    /// Whether an organisation is there and lies within. Where the scope is everything, `covers` says yes to
    /// what is above it too, and to what is not there at all: no answer for a place to put something.
    pub fn holds(&self, id: OrganisationId) -> bool {
        self.ids.contains(&id)
    }

    /// How many organisations are within.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none: an account's organisation is always one.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The organisations within, for `organisation = any($1)`; nothing when it is all there are,
    /// so that a statement can do without.
    pub fn filter(&self) -> Option<Vec<i64>> {
        (!self.everything).then(|| self.ids())
    }

    /// The organisations within, by number.
    pub fn ids(&self) -> Vec<i64> {
        let mut ids: Vec<_> = self.ids.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: i64, kind: Kind, parent: Option<i64>) -> Node {
        Node { id: OrganisationId(id), kind, name: format!("{id}"), parent: parent.map(OrganisationId), current: true }
    }

    fn tree() -> Tree {
        Tree::new(
            1,
            vec![
                node(1, Kind::Superior, None),
                node(2, Kind::Committee, Some(1)),
                node(3, Kind::Branch, Some(2)),
                node(4, Kind::Branch, Some(2)),
                node(5, Kind::Committee, Some(1)),
                node(6, Kind::Branch, Some(5)),
            ],
        )
    }

    #[test]
    fn a_scope_is_an_organisation_and_all_below() {
        let scope = tree().scope(OrganisationId(2));
        assert!(scope.covers(OrganisationId(2)) && scope.covers(OrganisationId(4)));
        assert!(!scope.covers(OrganisationId(6)) && !scope.covers(OrganisationId(1)));
        assert_eq!(scope.filter(), Some(vec![2, 3, 4]));
    }

    #[test]
    fn the_scope_of_all_needs_no_filter() {
        assert_eq!(tree().scope(OrganisationId(1)).filter(), None);
    }

    #[test]
    fn the_scope_of_all_holds_only_what_is_there_and_not_above_it() {
        let mut nodes = tree().nodes.into_values().collect::<Vec<_>>();
        nodes.retain(|node| node.id.0 < 5);
        let scope = Tree::new(1, nodes).scope(OrganisationId(2));
        assert_eq!(scope.filter(), None);
        assert!(scope.holds(OrganisationId(2)) && scope.holds(OrganisationId(4)));
        for id in [1, 99, 0, -1] {
            assert!(!scope.holds(OrganisationId(id)), "{id}");
        }
    }

    #[test]
    fn below_lists_each_under_the_one_above_it() {
        let tree = tree();
        let ids: Vec<_> = tree.below(OrganisationId(1)).into_iter().map(|(depth, node)| (depth, node.id.0)).collect();
        assert_eq!(ids, [(0, 1), (1, 2), (2, 3), (2, 4), (1, 5), (2, 6)]);
    }
}
