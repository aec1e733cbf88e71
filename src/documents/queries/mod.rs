//! The statements of documents and of the sessions in which they were made known.

mod sessions;

use sqlx::{PgConnection, PgExecutor};

use super::{Document, Kind, NewDocument, Share, refused};
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{DocumentId, OrganisationId};
use crate::rules::Day;
use crate::yearly::queries::{insert_withdrawal, withdrawal};
use crate::{Error, Result};
pub(in crate::documents) use sessions::{
    MadeKnown, end_session_version, has_sessions, insert_session, insert_session_version, made_known_to, sessions,
    studied, withdraw_session,
};

pub(in crate::documents) async fn insert(
    db: &mut PgConnection,
    author: Author,
    kept_by: OrganisationId,
    new: &NewDocument,
) -> Result<DocumentId> {
    let made = sqlx::query_scalar!(
        r#"insert into documents (created_at) values ($1) returning id as "id: DocumentId""#,
        author.at as _,
    );
    let id = made.fetch_one(&mut *db).await?;
    insert_version(db, author, (id, kept_by), new).await?;
    Ok(id)
}

pub(in crate::documents) async fn insert_version(
    db: &mut PgConnection,
    author: Author,
    (id, kept_by): (DocumentId, OrganisationId),
    new: &NewDocument,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into document_versions (document, kept_by, kind, number, issued_on, body, title, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, tstzrange($8, null), $9)
        "#,
        id as _,
        kept_by as _,
        new.kind.code(),
        new.number,
        new.issued_on as _,
        new.body,
        new.title,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await
    .map_err(refused)?;
    Ok(())
}

pub(in crate::documents) async fn end_version(db: &mut PgConnection, version: i64, author: Author) -> Result<()> {
    sqlx::query!(
        "update document_versions set known = tstzrange(lower(known), greatest(lower(known), $2)) where id = $1",
        version,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::documents) async fn withdraw(
    db: &mut PgConnection,
    author: Author,
    id: DocumentId,
    reason: &str,
) -> Result<()> {
    insert_withdrawal!("document_withdrawals" of "document", db, author, id, reason)
}

/// Makes every other write to this document and its sessions wait.
pub(in crate::documents) async fn lock(db: &mut PgConnection, id: DocumentId) -> Result<()> {
    sqlx::query_scalar!("select id from documents where id = $1 for update", id as _)
        .fetch_optional(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(())
}

/// Every version of a document that was entered before an instant, the first first, and whether it is believed then;
/// without an instant: now.
pub(in crate::documents) async fn versions(
    db: impl PgExecutor<'_>,
    id: DocumentId,
    known: Option<Instant>,
) -> Result<Vec<(Document, bool)>> {
    let rows = sqlx::query!(
        r#"
        select versions.document as "document: DocumentId", versions.id, versions.kept_by as "kept_by: OrganisationId",
               versions.kind, versions.number, versions.issued_on as "issued_on: Day", versions.body, versions.title,
               accounts.name as recorded_by,
               coalesce(lower(versions.known), documents.created_at) as "recorded_at!: Instant",
               versions.known @> coalesce($2, timestamptz 'infinity') as "believed!"
          from document_versions as versions
          join documents on documents.id = versions.document
          join accounts on accounts.id = versions.recorded_by
         where versions.document = $1
           and coalesce(lower(versions.known), documents.created_at) < coalesce($2, timestamptz 'infinity')
         order by versions.id
        "#,
        id as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    let document = rows.into_iter().map(|row| {
        let said = NewDocument {
            kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
            number: row.number,
            issued_on: row.issued_on,
            body: row.body,
            title: row.title,
        };
        let document = Document {
            id: row.document,
            version: row.id,
            kept_by: row.kept_by,
            said,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        };
        (document, row.believed)
    });
    Ok(document.collect())
}

/// Why a document was withdrawn, by whom and when.
pub(in crate::documents) async fn withdrawn(
    db: impl PgExecutor<'_>,
    id: DocumentId,
) -> Result<Option<(String, String, Instant)>> {
    withdrawal!("document_withdrawals" of "document", db, id)
}

/// The document of that number, day and body among those that these organisations keep, if there is one besides.
pub(in crate::documents) async fn twin(
    db: impl PgExecutor<'_>,
    keepers: &[i64],
    new: &NewDocument,
    besides: Option<DocumentId>,
) -> Result<Option<DocumentId>> {
    let found = sqlx::query_scalar!(
        r#"
        select document as "document: DocumentId" from document_versions
         where kept_by = any($1) and upper_inf(known) and issued_on = $2 and fold(number) = fold($3)
           and fold(body) = fold($4) and document <> coalesce($5, 0)
         order by document limit 1
        "#,
        keepers,
        new.issued_on as _,
        new.number,
        new.body,
        besides as _,
    );
    Ok(found.fetch_optional(db).await?)
}

/// The bodies and the numbers that are suggested: of the documents of these keepers, those typed last first.
pub(in crate::documents) async fn suggested(
    db: impl PgExecutor<'_>,
    keepers: &[i64],
) -> Result<(Vec<String>, Vec<String>)> {
    let row = sqlx::query!(
        r#"
        with last as (
            select body, number from document_versions
             where kept_by = any($1) and upper_inf(known) order by issued_on desc, id desc limit 300
        )
        select coalesce((select array_agg(distinct body) from last), '{}') as "bodies!",
               coalesce((select array_agg(distinct number) from last), '{}') as "numbers!"
        "#,
        keepers,
    )
    .fetch_one(db)
    .await?;
    Ok((row.bodies, row.numbers))
}

/// A document of the list, with what was made of it known in some organisations in a year.
pub(in crate::documents) struct Listed {
    pub id: DocumentId,
    pub kind: Kind,
    pub number: String,
    pub issued_on: Day,
    pub body: String,
    pub title: String,
    pub sessions: i64,
    pub last_on: Option<Day>,
    pub members: Share,
    pub outsiders: Share,
}

/// The documents of some keepers that were made known between two days in some organisations, and those issued then
/// that were not yet made known; the last made known first.
pub(in crate::documents) async fn listed(
    db: impl PgExecutor<'_>,
    keepers: &[i64],
    organisations: &[i64],
    (from, to): (Day, Day),
    known: Option<Instant>,
) -> Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"
        with made_known as (
            select document_sessions.document, count(*) as sessions, max(sessions.held_on) as last_on,
                   sum(sessions.members_present) as members_present,
                   coalesce(sum(sessions.members_should) filter (where not sessions.catch_up), 0) as members_should,
                   sum(sessions.outsiders_present) as outsiders_present,
                   coalesce(sum(sessions.outsiders_should) filter (where not sessions.catch_up), 0) as outsiders_should
              from document_session_versions as sessions
              join document_sessions on document_sessions.id = sessions.session
             where sessions.organisation = any($2) and sessions.held_on between $3 and $4
               and sessions.known @> coalesce($5, timestamptz 'infinity')
             group by document_sessions.document
        )
        select versions.document as "document: DocumentId", versions.kind, versions.number,
               versions.issued_on as "issued_on: Day", versions.body, versions.title,
               coalesce(made_known.sessions, 0) as "sessions!", made_known.last_on as "last_on: Day",
               coalesce(made_known.members_present, 0) as "members_present!",
               coalesce(made_known.members_should, 0) as "members_should!",
               coalesce(made_known.outsiders_present, 0) as "outsiders_present!",
               coalesce(made_known.outsiders_should, 0) as "outsiders_should!"
          from document_versions as versions
          left join made_known on made_known.document = versions.document
         where versions.known @> coalesce($5, timestamptz 'infinity')
           and (made_known.document is not null or versions.kept_by = any($1) and versions.issued_on between $3 and $4)
         order by made_known.last_on desc nulls first, versions.issued_on desc, versions.document desc
        "#,
        keepers,
        organisations,
        from as _,
        to as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: row.document,
        kind: Kind::from_code(&row.kind).unwrap_or(Kind::Other),
        number: row.number,
        issued_on: row.issued_on,
        body: row.body,
        title: row.title,
        sessions: row.sessions,
        last_on: row.last_on,
        members: Share { present: row.members_present, should: row.members_should },
        outsiders: Share { present: row.outsiders_present, should: row.outsiders_should },
    });
    Ok(listed.collect())
}
