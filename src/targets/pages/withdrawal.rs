//! A target that was recorded wrongly is withdrawn.

use sqlx::PgConnection;

use super::list_path;
use crate::Result;
use crate::audit::Author;
use crate::auth::Viewer;
use crate::targets::present::aim_words;
use crate::targets::{Target, TargetId, find, withdraw};
use crate::web::{With, t};
use crate::yearly::pages::Withdrawable;

impl Withdrawable for Target {
    async fn find(db: &mut PgConnection, viewer: &Viewer, id: i64) -> Result<Self> {
        Ok(find(db, viewer, TargetId(id)).await?.swap_remove(0))
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn is_believed(&self) -> bool {
        self.is_believed()
    }

    fn path(&self) -> String {
        self.id.path()
    }

    fn back(&self) -> (String, String) {
        (list_path(self.organisation, self.year), t("Chỉ tiêu năm {year}").with("year", self.year))
    }

    fn what(&self) -> String {
        format!("{}: {}", self.content.name, aim_words(self.content.aim))
    }

    async fn withdraw(&self, db: &mut PgConnection, author: Author, reason: &str) -> Result<()> {
        withdraw(db, author, self, reason).await
    }
}
