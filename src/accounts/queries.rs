//! The statements of accounts.

use sqlx::{PgConnection, PgExecutor};

use super::{Account, Change, Credentials, NewAccount};
use crate::Result;
use crate::auth::{Role, Scope};
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};

pub(super) async fn one_writer(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table accounts in share row exclusive mode").execute(db).await?;
    Ok(())
}

pub(super) async fn none_yet(db: impl PgExecutor<'_>) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select not exists (select from accounts) as "none!""#).fetch_one(db).await?)
}

pub(super) async fn credentials(db: impl PgExecutor<'_>, name: &str) -> Result<Option<Credentials>> {
    Ok(sqlx::query_as!(
        Credentials,
        r#"
        select id as "id: AccountId", organisation as "organisation: OrganisationId", password_hash,
               password_expires_at as "password_expires_at: Instant", disabled_at is not null as "disabled!"
          from accounts
         where lower(name) = lower($1)
        "#,
        name,
    )
    .fetch_optional(db)
    .await?)
}

/// An account as its row has it.
struct Row {
    id: AccountId,
    name: String,
    full_name: String,
    roles: Vec<String>,
    organisation: OrganisationId,
    disabled_at: Option<Instant>,
    password_expires_at: Option<Instant>,
    signed_in_at: Option<Instant>,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            full_name: row.full_name,
            roles: row.roles.iter().filter_map(|role| Role::from_code(role)).collect(),
            organisation: row.organisation,
            disabled_at: row.disabled_at,
            password_expires_at: row.password_expires_at,
            signed_in_at: row.signed_in_at,
        }
    }
}

/// The accounts of a scope, by name.
pub(super) async fn list(db: impl PgExecutor<'_>, scope: &Scope) -> Result<Vec<Account>> {
    read(db, scope, None).await
}

/// An account of a scope.
pub(super) async fn find(db: impl PgExecutor<'_>, scope: &Scope, id: AccountId) -> Result<Option<Account>> {
    Ok(read(db, scope, Some(id)).await?.pop())
}

async fn read(db: impl PgExecutor<'_>, scope: &Scope, only: Option<AccountId>) -> Result<Vec<Account>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select id as "id: AccountId", name, full_name, roles, organisation as "organisation: OrganisationId",
               disabled_at as "disabled_at: Instant", password_expires_at as "password_expires_at: Instant",
               (select max(at)
                  from changes
                 where subject = 'account' and subject_id = accounts.id and act = 'sign_in'
               ) as "signed_in_at: Instant"
          from accounts
         where organisation = any($1) and ($2::bigint is null or id = $2)
         order by disabled_at is not null, lower(name), id
        "#,
        &scope.ids(),
        only as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

pub(super) async fn insert(
    db: &mut PgConnection,
    at: Instant,
    new: &NewAccount,
    password_hash: &str,
    password_expires_at: Option<Instant>,
) -> sqlx::Result<AccountId> {
    let roles: Vec<_> = new.roles.iter().map(|role| role.code().to_owned()).collect();
    sqlx::query_scalar!(
        r#"
        insert into accounts (name, full_name, password_hash, password_expires_at, roles, organisation, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id as "id: AccountId"
        "#,
        new.name,
        new.full_name,
        password_hash,
        password_expires_at as _,
        &roles,
        new.organisation as _,
        at as _,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn update(db: &mut PgConnection, at: Instant, id: AccountId, change: &Change) -> Result<()> {
    let roles: Vec<_> = change.roles.iter().map(|role| role.code().to_owned()).collect();
    sqlx::query!(
        r#"
        update accounts
           set full_name = $2, roles = $3, organisation = $4,
               disabled_at = case when $5 then coalesce(disabled_at, $6) end
         where id = $1
        "#,
        id as _,
        change.full_name,
        &roles,
        change.organisation as _,
        change.disabled,
        at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether somebody else administers one of these organisations, with a password of their own: a one-time one
/// may run out before it is used.
pub(super) async fn other_administrator(db: &mut PgConnection, but: AccountId, organisations: &[i64]) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select from accounts
             where id <> $1 and 'administrator' = any(roles) and disabled_at is null
               and password_expires_at is null and organisation = any($2)
        ) as "exists!"
        "#,
        but as _,
        organisations,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn rehash(db: impl PgExecutor<'_>, id: AccountId, hash: &str) -> Result<()> {
    sqlx::query!("update accounts set password_hash = $2 where id = $1", id as _, hash).execute(db).await?;
    Ok(())
}

pub(super) async fn set_password(
    db: &mut PgConnection,
    id: AccountId,
    hash: &str,
    expires_at: Option<Instant>,
) -> Result<()> {
    sqlx::query!(
        "update accounts set password_hash = $2, password_expires_at = $3 where id = $1",
        id as _,
        hash,
        expires_at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The hash of an account's own password.
pub(super) async fn password_hash(db: impl PgExecutor<'_>, id: AccountId) -> Result<String> {
    Ok(sqlx::query_scalar!("select password_hash from accounts where id = $1", id as _).fetch_one(db).await?)
}

pub(super) async fn end_sessions(db: &mut PgConnection, id: AccountId) -> Result<()> {
    sqlx::query!("delete from sessions where account = $1", id as _).execute(db).await?;
    Ok(())
}

/// Where an account is signed in.
pub(super) struct SessionRow {
    pub token_hash: Vec<u8>,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub address: String,
    pub agent: String,
}

/// The sessions of an account that were used since then, the last used first.
pub(super) async fn sessions(db: impl PgExecutor<'_>, id: AccountId, since: Instant) -> Result<Vec<SessionRow>> {
    Ok(sqlx::query_as!(
        SessionRow,
        r#"
        select token_hash, created_at as "created_at: Instant", last_seen_at as "last_seen_at: Instant", address, agent
          from sessions
         where account = $1 and last_seen_at > $2
         order by last_seen_at desc, created_at desc, token_hash
        "#,
        id as _,
        since as _,
    )
    .fetch_all(db)
    .await?)
}

pub(super) async fn organisation(db: impl PgExecutor<'_>, id: AccountId) -> Result<Option<OrganisationId>> {
    Ok(sqlx::query_scalar!(
        r#"select organisation as "organisation: OrganisationId" from accounts where id = $1"#,
        id as _
    )
    .fetch_optional(db)
    .await?)
}
