//! The statements of the two logs. They are only ever added to.

use sqlx::{PgConnection, PgExecutor};

use super::{Author, Field, Seen, View};
use crate::Result;
use crate::ids::OrganisationId;

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

/// Writes the lines of these pages in one statement.
pub(super) async fn insert_views(db: impl PgExecutor<'_>, views: &[View]) -> sqlx::Result<()> {
    let lines: Vec<(&View, &Seen)> =
        views.iter().flat_map(|view| view.seen.iter().map(move |seen| (view, seen))).collect();
    let column = |of: fn(&View) -> i64| lines.iter().map(|(view, _)| of(view)).collect::<Vec<_>>();
    let at: Vec<_> = lines.iter().map(|(view, _)| view.at).collect();
    let routes: Vec<_> = lines.iter().map(|(view, _)| view.route.to_owned()).collect();
    let acts: Vec<_> = lines.iter().map(|(_, seen)| seen.act.to_owned()).collect();
    let people: Vec<Option<i64>> = lines.iter().map(|(_, seen)| seen.person.map(|person| person.0)).collect();
    let filters: Vec<_> = lines.iter().map(|(_, seen)| seen.filter.clone()).collect();
    let shown: Vec<_> = lines.iter().map(|(_, seen)| seen.shown).collect();
    sqlx::query!(
        r#"
        insert into views (at, account, route, act, person, organisation, filter, shown)
        select * from unnest($1::timestamptz[], $2::bigint[], $3::text[], $4::text[], $5::bigint[],
                             $6::bigint[], $7::text[], $8::integer[])
        "#,
        &at as _,
        &column(|view| view.account.0),
        &routes,
        &acts,
        &people as _,
        &column(|view| view.organisation.0),
        &filters,
        &shown,
    )
    .execute(db)
    .await?;
    Ok(())
}
