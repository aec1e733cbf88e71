//! The statements that read the two logs.

use sqlx::types::Json;
use sqlx::{PgExecutor, Postgres, QueryBuilder};

use super::Filter;
use super::form::Log;
use crate::Result;
use crate::audit::Field;
use crate::auth::Scope;
use crate::clock::Instant;
use crate::ids::{AccountId, PersonId};

/// A line of `changes` with the names that it leads to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChangeRow {
    /// Its place in the log.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: Option<String>,
    /// The word of what was done.
    pub act: String,
    /// The word of what it was done to.
    pub subject: String,
    /// Which.
    pub subject_id: Option<i64>,
    /// The fields before and after.
    pub fields: Json<Vec<Field>>,
    /// The name of the person, when it is about one.
    pub person_name: Option<String>,
    /// The name of the organisation, when it is about one.
    pub organisation_name: Option<String>,
    /// The name of the account, when it is about one.
    pub subject_account: Option<String>,
}

/// A line of `views` with the names that it leads to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ViewRow {
    /// Its place in the log.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: String,
    /// The word of what was done.
    pub act: String,
    /// Whom it showed.
    pub person: Option<PersonId>,
    /// Their name.
    pub person_name: Option<String>,
    /// What the list was filtered by.
    pub filter: String,
    /// How many people it showed.
    pub shown: i32,
}

/// Lines of who changed what, the newest first; `scope`: only those that belong to an organisation within.
pub async fn changes(
    db: impl PgExecutor<'_>,
    scope: Option<&Scope>,
    filter: &Filter,
    most: i64,
) -> Result<Vec<ChangeRow>> {
    let mut query = QueryBuilder::new(
        "select changes.id, changes.at, accounts.name as account, changes.act, changes.subject, changes.subject_id, \
                changes.fields, named.full_name as person_name, called.name as organisation_name, \
                other.name as subject_account \
           from (select * from changes where true",
    );
    within(&mut query, scope);
    conditions(&mut query, filter);
    if let Some(person) = filter.person {
        query.push(" and subject = 'person' and subject_id = ").push_bind(person);
    }
    page(&mut query, Log::Changes, filter, most);
    query.push(
        ") as changes \
           left join accounts on accounts.id = changes.account \
           left join person_versions as named \
             on changes.subject = 'person' and named.person = changes.subject_id \
            and upper_inf(named.known) and upper_inf(named.valid) \
           left join lateral ( \
                select name \
                  from organisation_versions \
                 where organisation = changes.subject_id and upper_inf(known) \
                 order by valid desc \
                 limit 1 \
           ) as called on changes.subject = 'organisation' \
           left join accounts as other on changes.subject = 'account' and other.id = changes.subject_id \
          order by changes.at desc, changes.id desc",
    );
    Ok(query.build_query_as().fetch_all(db).await?)
}

/// Lines of who saw what, the newest first; `scope`: only those of accounts of an organisation within.
pub async fn views(db: impl PgExecutor<'_>, scope: Option<&Scope>, filter: &Filter, most: i64) -> Result<Vec<ViewRow>> {
    let mut query = QueryBuilder::new(
        "select views.id, views.at, accounts.name as account, views.act, views.person, \
                named.full_name as person_name, views.filter, views.shown \
           from (select * from views where true",
    );
    within(&mut query, scope);
    conditions(&mut query, filter);
    if let Some(person) = filter.person {
        query.push(" and person = ").push_bind(person);
    }
    page(&mut query, Log::Views, filter, most);
    query.push(
        ") as views \
           join accounts on accounts.id = views.account \
           left join person_versions as named \
             on named.person = views.person and upper_inf(named.known) and upper_inf(named.valid) \
          order by views.at desc, views.id desc",
    );
    Ok(query.build_query_as().fetch_all(db).await?)
}

fn within(query: &mut QueryBuilder<Postgres>, scope: Option<&Scope>) {
    if let Some(ids) = scope.and_then(Scope::filter) {
        query.push(" and organisation = any(").push_bind(ids).push(")");
    }
}

fn conditions(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
    if let Some(account) = filter.account {
        query.push(" and account = ").push_bind(account);
    }
    if let Some(act) = &filter.act {
        query.push(" and act = ").push_bind(act.clone());
    }
    if let Some(from) = filter.from {
        query.push(" and at >= ").push_bind(Instant::at(from, 0, 0));
    }
    if let Some(to) = filter.to {
        query.push(" and at < ").push_bind(Instant::at(to.succ(), 0, 0));
    }
}

/// One page beside a line: what is newer or older is said by the instant first, then by the place in the log,
/// since a change that took long is written after quicker ones that came later.
fn page(query: &mut QueryBuilder<Postgres>, log: Log, filter: &Filter, most: i64) {
    let (sign, line, order) = match (filter.before, filter.after) {
        (Some(before), _) => ("<", Some(before), " order by at desc, id desc"),
        (None, Some(after)) => (">", Some(after), " order by at, id"),
        (None, None) => ("", None, " order by at desc, id desc"),
    };
    if let Some(line) = line {
        query.push(" and (at, id) ").push(sign).push(" ((select at from ").push(log.code()).push(" where id = ");
        query.push_bind(line).push("), ").push_bind(line).push(")");
    }
    query.push(order).push(" limit ").push_bind(most);
}

/// The accounts of a scope, by name: for the filter.
pub(super) async fn accounts(db: impl PgExecutor<'_>, scope: &Scope) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"
        select id as "id: AccountId", name
          from accounts
         where organisation = any($1)
         order by lower(name), id
        "#,
        &scope.ids(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
