//! The statements of the two logs. They are only ever added to.

use sqlx::PgConnection;

use super::{Author, Field, Seen};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};

pub(super) async fn insert_change(
    db: &mut PgConnection,
    author: Author,
    act: &str,
    subject: &str,
    subject_id: Option<i64>,
    organisation: Option<OrganisationId>,
    fields: &[Field],
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into changes (at, account, act, subject, subject_id, organisation, fields)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        author.at as _,
        author.account as _,
        act,
        subject,
        subject_id,
        organisation as _,
        sqlx::types::Json(fields) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_view(
    db: &mut PgConnection,
    account: AccountId,
    organisation: OrganisationId,
    at: Instant,
    route: &str,
    seen: &Seen,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into views (at, account, route, act, person, organisation, filter, shown)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        at as _,
        account as _,
        route,
        seen.act,
        seen.person as _,
        organisation as _,
        seen.filter,
        seen.shown,
    )
    .execute(db)
    .await?;
    Ok(())
}
