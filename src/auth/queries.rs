//! The statements of sessions and of the tree of organisations.

use sqlx::{PgConnection, PgExecutor};

use super::scope::{Kind, Node};
use crate::Result;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};

/// A session with its account, and what tells whether answers that are remembered are still good.
pub(super) struct SessionRow {
    pub account: AccountId,
    pub name: String,
    pub roles: Vec<String>,
    pub organisation: OrganisationId,
    pub one_time_password: bool,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    /// The newest row of the tree of organisations.
    pub tree: i64,
    /// How often anything about anyone has changed.
    pub revision: i64,
    /// How often a rule or a day off was set.
    pub settings: i64,
}

pub(super) async fn session(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<Option<SessionRow>> {
    Ok(sqlx::query_as!(
        SessionRow,
        r#"
        select accounts.id as "account: AccountId", accounts.name, accounts.roles,
               accounts.organisation as "organisation: OrganisationId",
               accounts.password_expires_at is not null as "one_time_password!",
               sessions.created_at, sessions.last_seen_at,
               coalesce((select max(id) from organisation_versions), 0) as "tree!",
               (select coalesce(sum(n), 0)::bigint from revisions) as "revision!",
               (select n from settings) as "settings!"
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

/// Ends a session; whose it was.
pub(super) async fn delete_session(db: impl PgExecutor<'_>, token_hash: &[u8]) -> Result<Option<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"delete from sessions where token_hash = $1 returning account as "account: AccountId""#,
        token_hash,
    )
    .fetch_optional(db)
    .await?)
}

/// Forgets the sessions that have ended by themselves.
pub(super) async fn sweep_sessions(db: &mut PgConnection, made_until: Instant, seen_until: Instant) -> Result<()> {
    sqlx::query!("delete from sessions where created_at <= $1 or last_seen_at <= $2", made_until as _, seen_until as _)
        .execute(db)
        .await?;
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
                 order by versions.organisation, lower(versions.valid) desc nulls last) as latest
         order by name, organisation
        "#,
    )
    .fetch_all(db)
    .await?;
    let revision = rows.first().map_or(0, |row| row.revision);
    let nodes = rows
        .into_iter()
        .filter_map(|row| {
            Some(Node {
                id: row.id,
                kind: Kind::from_code(&row.kind)?,
                name: row.name,
                parent: row.parent,
                current: row.current,
            })
        })
        .collect();
    Ok((revision, nodes))
}

/// How often in a row something failed.
#[derive(Clone, Copy)]
pub(super) struct Failures {
    pub in_a_row: i32,
    pub last_at: Instant,
    pub blocked_until: Option<Instant>,
}

/// The failures of a subject, held until the end of the transaction: who counts too waits.
pub(super) async fn failures(db: &mut PgConnection, subject: &str, at: Instant) -> Result<Failures> {
    sqlx::query!(
        "insert into sign_in_failures (subject, failures, last_at) values ($1, 0, $2) on conflict (subject) do nothing",
        subject,
        at as _,
    )
    .execute(&mut *db)
    .await?;
    Ok(sqlx::query_as!(
        Failures,
        "select failures as in_a_row, last_at, blocked_until from sign_in_failures where subject = $1 for update",
        subject,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn count_failure(db: &mut PgConnection, subject: &str, to: Failures) -> Result<()> {
    sqlx::query!(
        "update sign_in_failures set failures = $2, last_at = $3, blocked_until = $4 where subject = $1",
        subject,
        to.in_a_row,
        to.last_at as _,
        to.blocked_until as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn uncount_failure(db: &mut PgConnection, subject: &str) -> Result<()> {
    sqlx::query!("update sign_in_failures set failures = greatest(failures - 1, 0) where subject = $1", subject)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn forget_failures(db: &mut PgConnection, subject: &str) -> Result<()> {
    sqlx::query!("delete from sign_in_failures where subject = $1", subject).execute(db).await?;
    Ok(())
}

/// Forgets the counts since then that led to no wait, and those of addresses.
pub(super) async fn forget_old_failures(db: &mut PgConnection, before: Instant, fewer_than: i32) -> Result<()> {
    sqlx::query!(
        "delete from sign_in_failures where last_at < $1 and (failures < $2 or subject like 'address %')",
        before as _,
        fewer_than,
    )
    .execute(db)
    .await?;
    Ok(())
}
