//! The statements of the sessions in which documents were made known.

use sqlx::{PgConnection, PgExecutor};

use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::documents::{NewSession, Session, Share, Studied};
use crate::ids::{DocumentId, OrganisationId, PersonId, SessionId};
use crate::rules::Day;
use crate::yearly::queries::insert_withdrawal;

pub(in crate::documents) async fn insert_session(
    db: &mut PgConnection,
    author: Author,
    document: DocumentId,
    new: &NewSession,
) -> Result<SessionId> {
    let made = sqlx::query_scalar!(
        r#"insert into document_sessions (document, created_at) values ($1, $2) returning id as "id: SessionId""#,
        document as _,
        author.at as _,
    );
    let id = made.fetch_one(&mut *db).await?;
    insert_session_version(db, author, id, new).await?;
    Ok(id)
}

pub(in crate::documents) async fn insert_session_version(
    db: &mut PgConnection,
    author: Author,
    id: SessionId,
    new: &NewSession,
) -> Result<()> {
    let count = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    sqlx::query!(
        r#"
        insert into document_session_versions (session, organisation, held_on, members_present, members_should,
                                               outsiders_present, outsiders_should, catch_up, note, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, tstzrange($10, null), $11)
        "#,
        id as _,
        new.organisation as _,
        new.held_on as _,
        count(new.members.present),
        count(new.members.should),
        count(new.outsiders.present),
        count(new.outsiders.should),
        new.catch_up,
        new.note,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::documents) async fn end_session_version(
    db: &mut PgConnection,
    version: i64,
    author: Author,
) -> Result<()> {
    sqlx::query!(
        "update document_session_versions set known = tstzrange(lower(known), greatest(lower(known), $2)) where id = $1",
        version,
        author.at as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::documents) async fn withdraw_session(
    db: &mut PgConnection,
    author: Author,
    id: SessionId,
    reason: &str,
) -> Result<()> {
    insert_withdrawal!("document_session_withdrawals" of "session", db, author, id, reason)
}

/// Every version of the sessions of a document that was written before an instant, the last session first, and
/// whether it is believed then; without an instant: now.
pub(in crate::documents) async fn sessions(
    db: impl PgExecutor<'_>,
    document: DocumentId,
    known: Option<Instant>,
) -> Result<Vec<(Session, bool)>> {
    let rows = sqlx::query!(
        r#"
        select versions.session as "session: SessionId", versions.id,
               versions.organisation as "organisation: OrganisationId", versions.held_on as "held_on: Day",
               versions.members_present, versions.members_should, versions.outsiders_present,
               versions.outsiders_should, versions.catch_up, versions.note, accounts.name as recorded_by,
               coalesce(lower(versions.known), document_sessions.created_at) as "recorded_at!: Instant",
               versions.known @> coalesce($2, timestamptz 'infinity') as "believed!"
          from document_sessions
          join document_session_versions as versions on versions.session = document_sessions.id
          join accounts on accounts.id = versions.recorded_by
         where document_sessions.document = $1
           and coalesce(lower(versions.known), document_sessions.created_at) < coalesce($2, timestamptz 'infinity')
         order by versions.held_on desc, versions.session desc, versions.id desc
        "#,
        document as _,
        known as _,
    )
    .fetch_all(db)
    .await?;
    let session = rows.into_iter().map(|row| {
        let share = |present: i32, should: i32| Share { present: present.into(), should: should.into() };
        let said = NewSession {
            organisation: row.organisation,
            held_on: row.held_on,
            members: share(row.members_present, row.members_should),
            outsiders: share(row.outsiders_present, row.outsiders_should),
            catch_up: row.catch_up,
            note: row.note,
        };
        let session = Session {
            id: row.session,
            document,
            version: row.id,
            said,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        };
        (session, row.believed)
    });
    Ok(session.collect())
}

pub(in crate::documents) async fn has_sessions(db: impl PgExecutor<'_>, document: DocumentId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (select from document_sessions
                         join document_session_versions as versions on versions.session = document_sessions.id
                        where document_sessions.document = $1 and upper_inf(versions.known)) as "there!"
        "#,
        document as _,
    )
    .fetch_one(db)
    .await?)
}

pub(in crate::documents) async fn studied(
    db: impl PgExecutor<'_>,
    organisations: &[i64],
    (from, to): (Day, Day),
    known: Option<Instant>,
) -> Result<Studied> {
    let row = sqlx::query!(
        r#"
        select count(distinct document_sessions.document) as "documents!", count(*) as "sessions!",
               coalesce(sum(members_present), 0) as "members_present!",
               coalesce(sum(members_should) filter (where not catch_up), 0) as "members_should!",
               coalesce(sum(outsiders_present), 0) as "outsiders_present!",
               coalesce(sum(outsiders_should) filter (where not catch_up), 0) as "outsiders_should!"
          from document_session_versions as versions
          join document_sessions on document_sessions.id = versions.session
         where organisation = any($1) and held_on between $2 and $3
           and known @> coalesce($4, timestamptz 'infinity')
        "#,
        organisations,
        from as _,
        to as _,
        known as _,
    )
    .fetch_one(db)
    .await?;
    Ok(Studied {
        documents: row.documents,
        sessions: row.sessions,
        members: Share { present: row.members_present, should: row.members_should },
        outsiders: Share { present: row.outsiders_present, should: row.outsiders_should },
    })
}

/// A session to which somebody belonged.
pub(in crate::documents) struct MadeKnown {
    /// When.
    pub held_on: Day,
    /// Of which document.
    pub document: DocumentId,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Who held it.
    pub organisation: OrganisationId,
    /// How many members came, of those who should.
    pub members_present: i32,
    /// How many should.
    pub members_should: i32,
}

/// The sessions held within a time where somebody belonged on their day, at home or as a guest: `within` is a branch, `holders` who holds
/// sessions for it, pair by pair; the last first, up to a count. Who came is not kept by name.
pub(in crate::documents) async fn made_known_to(
    db: impl PgExecutor<'_>,
    person: PersonId,
    (within, holders): (&[i64], &[i64]),
    (from, to): (Day, Day),
    known: Option<Instant>,
    most: i64,
) -> Result<Vec<MadeKnown>> {
    Ok(sqlx::query_as!(
        MadeKnown,
        r#"
        select sessions.held_on as "held_on: Day", document_sessions.document as "document: DocumentId",
               documents.number, documents.title, sessions.organisation as "organisation: OrganisationId",
               sessions.members_present, sessions.members_should
          from spans
          join unnest($2::bigint[], $3::bigint[]) as held (branch, holder) on held.branch = spans.organisation
          join document_session_versions as sessions
            on sessions.organisation = held.holder and spans.valid @> sessions.held_on
           and sessions.held_on between $4 and $5 and sessions.known @> coalesce($6, timestamptz 'infinity')
          join document_sessions on document_sessions.id = sessions.session
          join document_versions as documents
            on documents.document = document_sessions.document and documents.known @> coalesce($6, timestamptz 'infinity')
         where spans.person = $1 and spans.track in ('membership', 'guest')
           and spans.known @> coalesce($6, timestamptz 'infinity') and not sessions.catch_up
           and (spans.track = 'guest' or not exists (
                    select from spans as away
                     where away.person = spans.person and away.track = 'away' and away.valid @> sessions.held_on
                       and away.known @> coalesce($6, timestamptz 'infinity')))
         order by sessions.held_on desc, sessions.session desc
         limit $7
        "#,
        person as _,
        within,
        holders,
        from as _,
        to as _,
        known as _,
        most,
    )
    .fetch_all(db)
    .await?)
}
