//! The statements of sessions and of the tree of organisations.

use sqlx::{PgConnection, PgExecutor};

use super::scope::{Kind, Node};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};

/// A session with its account, and the revision of the tree.
pub(super) struct SessionRow {
    pub account: AccountId,
    pub name: String,
    pub roles: Vec<String>,
    pub organisation: OrganisationId,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub revision: i64,
}

pub(super) async fn session(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<Option<SessionRow>> {
    Ok(sqlx::query_as!(
        SessionRow,
        r#"
        select accounts.id as "account: AccountId", accounts.name, accounts.roles,
               accounts.organisation as "organisation: OrganisationId",
               sessions.created_at, sessions.last_seen_at,
               coalesce((select max(id) from organisation_versions), 0) as "revision!"
          from sessions
          join accounts on accounts.id = sessions.account
         where sessions.token_hash = $1 and accounts.disabled_at is null
        "#,
        token_hash,
    )
    .fetch_optional(db)
    .await?)
}

pub(super) async fn insert_session(
    db: &mut PgConnection,
    token_hash: &[u8],
    account: AccountId,
    at: Instant,
    address: &str,
    agent: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into sessions (token_hash, account, created_at, last_seen_at, address, agent)
        values ($1, $2, $3, $3, $4, $5)
        "#,
        token_hash,
        account as _,
        at as _,
        address,
        agent,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn touch_session(db: impl PgExecutor<'_>, token_hash: &[u8], at: Instant) -> Result<()> {
    sqlx::query!("update sessions set last_seen_at = $2 where token_hash = $1", token_hash, at as _)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn delete_session(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<()> {
    sqlx::query!("delete from sessions where token_hash = $1", token_hash).execute(db).await?;
    Ok(())
}

/// Ends every session of an account but the one given.
pub(super) async fn delete_sessions(db: impl PgExecutor<'_>, account: AccountId, but: &[u8]) -> Result<u64> {
    let done = sqlx::query!("delete from sessions where account = $1 and token_hash <> $2", account as _, but)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// Every organisation in its last known place, in order of name.
pub async fn nodes(db: impl PgExecutor<'_>) -> Result<(i64, Vec<Node>)> {
    let rows = sqlx::query!(
        r#"
        select organisation as "id!: OrganisationId", kind as "kind!", name as "name!",
               parent as "parent: OrganisationId", current as "current!", revision as "revision!"
          from (select distinct on (versions.organisation)
                       versions.organisation, organisations.kind, versions.name, versions.parent,
                       upper_inf(versions.valid) as current,
                       (select max(id) from organisation_versions) as revision
                  from organisation_versions as versions
                  join organisations on organisations.id = versions.organisation
                 where upper_inf(versions.known)
                 order by versions.organisation, lower(versions.valid) desc) as latest
         order by name, organisation
        "#,
    )
    .fetch_all(db)
    .await?;
    let revision = rows.first().map_or(0, |row| row.revision);
    let nodes = rows
        .into_iter()
        .filter_map(|row| {
            Some(Node { id: row.id, kind: Kind::from_code(&row.kind)?, name: row.name, parent: row.parent, current: row.current })
        })
        .collect();
    Ok((revision, nodes))
}
