//! A commendation that was recorded wrongly is withdrawn.

use sqlx::PgConnection;

use crate::audit::Author;
use crate::auth::Viewer;
use crate::commendations::present::decision;
use crate::commendations::{CommendationId, Version, find, withdraw};
use crate::web::t;
use crate::yearly::pages::Withdrawable;
use crate::{Error, Result};

impl Withdrawable for Version {
    /// It is still there, and its paper is kept within the viewer's scope.
    async fn find(db: &mut PgConnection, viewer: &Viewer, id: i64) -> Result<Self> {
        let newest = find(db, viewer, CommendationId(id)).await?.into_iter().next().ok_or(Error::NotFound)?;
        if viewer.scope.covers(newest.organisation) { Ok(newest) } else { Err(Error::NotFound) }
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn is_believed(&self) -> bool {
        self.is_believed()
    }

    fn path(&self) -> String {
        self.commendation.path()
    }

    fn back(&self) -> (String, String) {
        (self.commendation.path(), t("Quyết định khen thưởng").to_owned())
    }

    fn what(&self) -> String {
        format!("{}. {}", self.content.form_label(), decision(&self.content))
    }

    async fn withdraw(&self, db: &mut PgConnection, author: Author, reason: &str) -> Result<()> {
        withdraw(db, author, self, reason).await
    }
}
