//! The organisations that a form offers: a select box, or, where there are too many for one, a text in which
//! a name is typed and that suggests those it may mean.

use std::sync::Arc;

use sqlx::PgConnection;

use super::place::{BranchOption, branch_options, organisation_options};
use super::queries;
use crate::Result;
use crate::auth::scope::{Kind, Node};
use crate::auth::{Scope, Tree};
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::web::{With, t};
use crate::words;

/// The most organisations that a select box lists.
pub const LISTED: usize = 200;
/// The most that are suggested for what was typed.
const SUGGESTED: usize = 12;

/// Which organisations are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Chi bộ: they have members.
    Branches,
    /// Every one of the scope.
    Any,
}

impl Wanted {
    /// Its word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Branches => "branches",
            Self::Any => "any",
        }
    }

    /// Those of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Branches, Self::Any].into_iter().find(|wanted| wanted.code() == code)
    }

    fn fits(self, node: &Node) -> bool {
        match self {
            Self::Branches => node.kind == Kind::Branch,
            Self::Any => node.kind != Kind::Superior,
        }
    }
}

/// What a form offers, and what was meant by what came back.
#[derive(Clone, Debug)]
pub struct Units {
    wanted: Wanted,
    /// All of them; none: they are too many, and are sought by name.
    listed: Option<Vec<BranchOption>>,
    /// What may be meant by what was typed.
    suggested: Vec<String>,
    scope: Scope,
    tree: Arc<Tree>,
    day: Day,
}

/// What was meant by what was chosen or typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// This one.
    Unit(OrganisationId),
    /// Nothing was typed.
    Nothing,
    /// None in the scope.
    Unknown,
    /// One that was not there on the day: its name.
    NotThen(String),
    /// One or several that are called like it, as many.
    Perhaps(usize),
}

impl Units {
    /// The branches of a scope that were there on a day.
    pub async fn branches(db: &mut PgConnection, tree: Arc<Tree>, scope: &Scope, day: Day) -> Result<Self> {
        let listed = if scope.len() <= LISTED { Some(branch_options(db, scope, day).await?) } else { None };
        Ok(Self { wanted: Wanted::Branches, listed, suggested: Vec::new(), scope: scope.clone(), tree, day })
    }

    /// All organisations of a scope that were there on a day, with what may be meant by what was typed and is
    /// not clear.
    pub async fn all(
        db: &mut PgConnection,
        tree: Arc<Tree>,
        scope: &Scope,
        day: Day,
        unclear: Option<&str>,
    ) -> Result<Self> {
        let listed = if scope.len() <= LISTED { Some(organisation_options(db, scope, day).await?) } else { None };
        let mut units = Self::of(listed, tree, scope, day);
        if let (None, Some(typed)) = (&units.listed, unclear) {
            units.named(typed).ok();
        }
        Ok(units)
    }

    /// Those of a list made elsewhere; none: they are sought by name.
    pub fn of(listed: Option<Vec<BranchOption>>, tree: Arc<Tree>, scope: &Scope, day: Day) -> Self {
        Self { wanted: Wanted::Any, listed, suggested: Vec::new(), scope: scope.clone(), tree, day }
    }

    /// The entries of the select box; nothing where a name is typed.
    pub fn listed(&self) -> Option<&[BranchOption]> {
        self.listed.as_deref()
    }

    /// Adds one to the list that it does not have: what is kept though it is not offered any more.
    pub fn keep(&mut self, id: OrganisationId) {
        if let Some(listed) = self.listed.as_mut()
            && !listed.iter().any(|option| option.id == id)
        {
            listed.push(BranchOption { id, label: self.tree.name(id).to_owned(), depth: 0 });
        }
    }

    /// How the text is filled, before what else is to be said about it.
    pub fn hint(&self, more: &str) -> String {
        format!("{} {more}", t("Gõ một phần tên, không dấu cũng được, rồi chọn.")).trim_end().to_owned()
    }

    /// What the text suggests.
    pub fn suggested(&self) -> &[String] {
        &self.suggested
    }

    /// Which are meant, in an address.
    pub fn wanted(&self) -> &'static str {
        self.wanted.code()
    }

    /// Whether there is none to choose.
    pub fn is_empty(&self) -> bool {
        self.listed.as_ref().is_some_and(Vec::is_empty)
    }

    /// The only one, when there is but one.
    pub fn only(&self) -> Option<OrganisationId> {
        self.listed.as_deref().filter(|listed| listed.len() == 1).map(|listed| listed[0].id)
    }

    /// Whether one may be chosen, on whatever day.
    pub fn offers(&self, id: OrganisationId) -> bool {
        match &self.listed {
            Some(listed) => listed.iter().any(|option| option.id == id),
            None => self.fitting(id),
        }
    }

    /// What stands in the text for what was typed: a name for a number.
    pub fn shown(&self, typed: &str) -> String {
        match typed.trim().parse().ok().filter(|id| self.fitting(*id)) {
            Some(id) => label(&self.tree, id),
            None => typed.to_owned(),
        }
    }

    /// What was meant by an entry of the select box, a number, or a name; suggests what it may be.
    pub async fn meant(&mut self, db: &mut PgConnection, typed: &str) -> Result<Meant> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Meant::Nothing);
        }
        let Some(listed) = &self.listed else { return self.sought(db, typed).await };
        let Ok(id) = typed.parse() else { return Ok(Meant::Unknown) };
        if listed.iter().any(|option| option.id == id) {
            return Ok(Meant::Unit(id));
        }
        Ok(if self.fitting(id) { Meant::NotThen(self.tree.name(id).to_owned()) } else { Meant::Unknown })
    }

    async fn sought(&mut self, db: &mut PgConnection, typed: &str) -> Result<Meant> {
        let id = match self.named(typed) {
            Ok(id) => id,
            Err(problem) => return Ok(problem),
        };
        if queries::was_there(db, id, self.day).await? {
            Ok(Meant::Unit(id))
        } else {
            Ok(Meant::NotThen(self.tree.name(id).to_owned()))
        }
    }

    /// The one of a number or a whole name; else what may be meant is suggested.
    pub fn named(&mut self, typed: &str) -> Result<OrganisationId, Meant> {
        named(&self.tree, &self.scope, self.wanted, typed).map_err(|found| {
            self.suggested = labels(&self.tree, &found);
            if found.is_empty() { Meant::Unknown } else { Meant::Perhaps(found.len()) }
        })
    }

    fn fitting(&self, id: OrganisationId) -> bool {
        fits(&self.tree, &self.scope, self.wanted, id)
    }
}

fn fits(tree: &Tree, scope: &Scope, wanted: Wanted, id: OrganisationId) -> bool {
    scope.holds(id) && tree.node(id).is_some_and(|node| wanted.fits(node))
}

/// The one that a number means, or a whole name that only one bears.
///
/// # Errors
/// Those that may be meant, when it is not one.
pub fn named(tree: &Tree, scope: &Scope, wanted: Wanted, typed: &str) -> Result<OrganisationId, Vec<OrganisationId>> {
    let number = typed.rsplit_once(NUMBERED).map_or(typed, |(_, number)| number).trim();
    if let Ok(id) = number.parse() {
        return Some(id).filter(|id| fits(tree, scope, wanted, *id)).ok_or_else(Vec::new);
    }
    let found = seek(tree, scope, wanted, typed, SUGGESTED);
    let typed = words::joined(typed);
    let whole =
        |id: &&OrganisationId| words::joined(tree.name(**id)) == typed || words::joined(&label(tree, **id)) == typed;
    let mut exact = found.iter().filter(whole);
    match (exact.next(), exact.next()) {
        (Some(id), None) => Ok(*id),
        _ => Err(found),
    }
}

impl Meant {
    /// The one, or what is to be said to whoever has to choose one; `missing` where nothing was typed.
    pub fn or_say(self, missing: &'static str) -> Result<OrganisationId, String> {
        match self {
            Self::Unit(id) => Ok(id),
            Self::Nothing => Err(missing.to_owned()),
            Self::Unknown => {
                Err(t("Không có tổ chức này trong phạm vi của tài khoản. Chọn trong danh sách.").to_owned())
            }
            Self::NotThen(name) => {
                Err(t("{name} chưa có hoặc đã giải thể vào ngày đó. Chọn tổ chức khác, hoặc kiểm tra lại ngày.")
                    .with("name", name))
            }
            Self::Perhaps(_) => {
                Err(t("Tên này chưa rõ là tổ chức nào. Chọn một tên được gợi ý, hoặc ghi đủ cả tên đảng bộ cấp trên.")
                    .to_owned())
            }
        }
    }
}

/// Stands before the number of one that is called like another.
const NUMBERED: &str = " · ";

/// A name with that of the one above it.
fn label(tree: &Tree, id: OrganisationId) -> String {
    let Some(node) = tree.node(id) else { return String::new() };
    match node.parent.map(|parent| tree.name(parent)) {
        Some(above) if !above.is_empty() => format!("{} ({above})", node.name),
        _ => node.name.clone(),
    }
}

/// The labels of some, each another: those alike say their number.
fn labels(tree: &Tree, ids: &[OrganisationId]) -> Vec<String> {
    let labels: Vec<_> = ids.iter().map(|id| label(tree, *id)).collect();
    let alike = |label: &String| labels.iter().filter(|other| *other == label).count() > 1;
    labels
        .iter()
        .zip(ids)
        .map(|(label, id)| if alike(label) { format!("{label}{NUMBERED}{id}") } else { label.clone() })
        .collect()
}

/// Those of a scope whose name, or that of the one above, has words that begin as those typed: of names that
/// are the words themselves first, then those that are there today, then those that have the words themselves.
fn seek(tree: &Tree, scope: &Scope, wanted: Wanted, typed: &str, most: usize) -> Vec<OrganisationId> {
    let typed = words::joined(typed);
    let asked: Vec<_> = typed.split(' ').filter(|word| !word.is_empty()).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> = tree
        .words()
        .iter()
        .filter(|(id, known)| {
            scope.holds(*id) && asked.iter().all(|word| known.split(' ').any(|one| one.starts_with(word)))
        })
        .filter_map(|(id, known)| Some((tree.node(*id).filter(|node| wanted.fits(node))?, known)))
        .collect();
    found.sort_by_cached_key(|(node, known)| {
        let own = words::joined(&node.name);
        let elsewhere = asked.iter().filter(|word| !own.split(' ').any(|one| one.starts_with(**word))).count();
        (own != typed, !node.current, elsewhere, known.len(), (*known).clone(), node.id)
    });
    found.into_iter().take(most).map(|(node, _)| node.id).collect()
}

/// The names that what was typed may mean, for a list beside the text.
pub fn suggestions(tree: &Tree, scope: &Scope, wanted: Wanted, typed: &str) -> Vec<String> {
    labels(tree, &seek(tree, scope, wanted, typed, SUGGESTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two committees of many branches; one of their branches has a name that both have.
    fn tree() -> Arc<Tree> {
        let node = |id, kind, name: String, parent: Option<i64>| Node {
            id: OrganisationId(id),
            kind,
            name,
            parent: parent.map(OrganisationId),
            current: id != 7,
        };
        let mut nodes = vec![
            node(1, Kind::Superior, "Huyện ủy A".into(), None),
            node(2, Kind::Committee, "Đảng bộ xã Đông".into(), Some(1)),
            node(3, Kind::Committee, "Đảng bộ xã Tây".into(), Some(1)),
            node(4, Kind::Branch, "Chi bộ Kế toán".into(), Some(2)),
            node(5, Kind::Branch, "Chi bộ Kế toán".into(), Some(3)),
            node(6, Kind::Branch, "Chi bộ 1".into(), Some(2)),
            node(7, Kind::Branch, "Chi bộ 17".into(), Some(2)),
        ];
        nodes.extend((100..130).map(|id| node(id, Kind::Branch, format!("Chi bộ {id}"), Some(3))));
        Arc::new(Tree::new(1, nodes))
    }

    fn units(root: i64) -> Units {
        let tree = tree();
        let scope = tree.scope(OrganisationId(root));
        Units { wanted: Wanted::Branches, ..Units::of(None, tree, &scope, Day::new(2026, 11, 23).unwrap()) }
    }

    #[test]
    fn a_whole_name_means_the_one_that_bears_it() {
        for (typed, id) in [
            ("chi bo 1", 6),
            ("Chi bộ 1 (Đảng bộ xã Đông)", 6),
            ("Chi bộ kế toán (đảng bộ xã tây)", 5),
            ("5", 5),
            ("Chi bộ Kế toán (Đảng bộ xã Tây) · 5", 5),
        ] {
            assert_eq!(units(1).named(typed), Ok(OrganisationId(id)), "{typed}");
        }
    }

    #[test]
    fn a_part_of_a_name_is_never_taken_for_one_but_suggests_what_it_may_be() {
        let mut units = units(1);
        assert_eq!(units.named("kế toán"), Err(Meant::Perhaps(2)));
        assert_eq!(units.suggested(), ["Chi bộ Kế toán (Đảng bộ xã Tây)", "Chi bộ Kế toán (Đảng bộ xã Đông)"]);
        assert_eq!(units.named("toan dong"), Err(Meant::Perhaps(1)));
        assert_eq!(units.named("Chi bộ Kế toán"), Err(Meant::Perhaps(2)), "two bear it");
        assert_eq!(units.named("Chi bộ Mới"), Err(Meant::Unknown));
    }

    #[test]
    fn what_lies_outside_is_neither_meant_nor_suggested() {
        let mut units = units(2);
        assert_eq!(units.named("Chi bộ Kế toán"), Ok(OrganisationId(4)), "the only one of this scope");
        for typed in ["5", "Chi bộ 100", "3", "2", "999"] {
            assert_eq!(units.named(typed), Err(Meant::Unknown), "{typed}");
        }
        let scope = tree().scope(OrganisationId(2));
        assert_eq!(suggestions(&tree(), &scope, Wanted::Branches, "chi bo 10"), [""; 0]);
    }

    #[test]
    fn those_that_are_there_come_before_those_that_are_gone_and_not_too_many() {
        let scope = tree().scope(OrganisationId(1));
        let found = suggestions(&tree(), &scope, Wanted::Branches, "chi bộ 1");
        assert_eq!(found.len(), SUGGESTED);
        assert_eq!(found[0], "Chi bộ 1 (Đảng bộ xã Đông)", "the name itself first");
        assert!(!found.contains(&"Chi bộ 17 (Đảng bộ xã Đông)".to_owned()));
        assert_eq!(
            suggestions(&tree(), &scope, Wanted::Any, "xa dong dang"),
            [
                "Đảng bộ xã Đông (Huyện ủy A)",
                "Chi bộ 1 (Đảng bộ xã Đông)",
                "Chi bộ Kế toán (Đảng bộ xã Đông)",
                "Chi bộ 17 (Đảng bộ xã Đông)",
            ]
        );
        assert!(suggestions(&tree(), &scope, Wanted::Any, " ").is_empty());
    }

    #[test]
    fn those_alike_in_name_and_place_say_their_number() {
        let node = |id, name: &str, parent: Option<i64>| Node {
            id: OrganisationId(id),
            kind: if id == 1 { Kind::Committee } else { Kind::Branch },
            name: name.into(),
            parent: parent.map(OrganisationId),
            current: true,
        };
        let tree = Tree::new(1, vec![node(1, "A", None), node(2, "Chi bộ B", Some(1)), node(3, "Chi bộ B", Some(1))]);
        let scope = tree.scope(OrganisationId(1));
        assert_eq!(suggestions(&tree, &scope, Wanted::Branches, "b"), ["Chi bộ B (A) · 2", "Chi bộ B (A) · 3"]);
    }
}
