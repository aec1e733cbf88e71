//! A term or a post that was recorded wrongly is withdrawn.

use sqlx::PgConnection;

use super::list_path;
use crate::audit::{Author, Seen};
use crate::auth::Viewer;
use crate::choosing;
use crate::committee::present::post_words;
use crate::committee::{
    Post, PostId, Term, TermId, ended_with, find_post, find_term, queries, withdraw_post, withdraw_term,
};
use crate::ids::OrganisationId;
use crate::web::{With, t};
use crate::yearly::pages::Withdrawable;
use crate::{Error, Result};

fn back(organisation: OrganisationId) -> (String, String) {
    (list_path(organisation), t("Cấp ủy và nhiệm kỳ").to_owned())
}

/// A term, with how many posts ended when it was recorded.
pub(in crate::committee) struct HeldTerm {
    term: Term,
    ended: usize,
}

impl Withdrawable for HeldTerm {
    async fn find(db: &mut PgConnection, viewer: &Viewer, id: i64) -> Result<Self> {
        let term = find_term(&mut *db, viewer, TermId(id)).await?.swap_remove(0);
        let ended = ended_with(db, &term).await?.len();
        Ok(Self { term, ended })
    }

    fn version(&self) -> i64 {
        self.term.version
    }

    fn is_believed(&self) -> bool {
        self.term.kept.is_believed()
    }

    fn path(&self) -> String {
        self.term.id.path()
    }

    fn back(&self) -> (String, String) {
        back(self.term.organisation)
    }

    fn what(&self) -> String {
        let label = self.term.content.label();
        if self.ended == 0 {
            return label;
        }
        t("{term}. {n} chức vụ thôi giữ khi ghi nhiệm kỳ này sẽ được giữ lại.")
            .with("term", label)
            .with("n", self.ended)
    }

    async fn withdraw(&self, db: &mut PgConnection, author: Author, reason: &str) -> Result<()> {
        // The posts of a term that never was would say so for ever.
        let posts = queries::posts(&mut *db, &[self.term.organisation.0], None).await?;
        if posts.iter().any(|post| post.content.term == Some(self.term.id)) {
            return Err(Error::field(
                "reason",
                t("Còn chức vụ ghi trong nhiệm kỳ này. Sửa hoặc thu hồi các chức vụ đó trước."),
            ));
        }
        withdraw_term(db, author, &self.term, reason).await
    }
}

/// A post, with the name of who held it.
pub(in crate::committee) struct HeldPost {
    post: Post,
    name: String,
}

impl Withdrawable for HeldPost {
    async fn find(db: &mut PgConnection, viewer: &Viewer, id: i64) -> Result<Self> {
        let post = find_post(&mut *db, viewer, PostId(id)).await?.swap_remove(0);
        let mut names = choosing::names(db, &[post.person], viewer.at.day(), None).await?;
        let name = names.remove(&post.person).unwrap_or_default();
        Ok(Self { post, name })
    }

    fn version(&self) -> i64 {
        self.post.version
    }

    fn is_believed(&self) -> bool {
        self.post.kept.is_believed()
    }

    fn path(&self) -> String {
        self.post.id.path()
    }

    fn back(&self) -> (String, String) {
        back(self.post.organisation)
    }

    fn what(&self) -> String {
        t("{name}: {post}, từ {from}")
            .with("from", self.post.content.from)
            .with("post", post_words(&self.post))
            .with("name", &self.name)
    }

    fn seen(&self) -> Option<Seen> {
        Some(Seen::person("committee", self.post.person))
    }

    async fn withdraw(&self, db: &mut PgConnection, author: Author, reason: &str) -> Result<()> {
        withdraw_post(db, author, &self.post, reason).await
    }
}
