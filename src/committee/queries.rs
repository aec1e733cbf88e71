//! The statements of terms and posts.

use sqlx::PgExecutor;

use super::{Kept, Kind, Post, PostContent, PostId, Term, TermContent, TermId};
use crate::Result;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::yearly::queries::end_version;

struct TermRow {
    id: TermId,
    organisation: OrganisationId,
    version: i64,
    congress: String,
    from_year: i16,
    to_year: i16,
    held_on: Day,
    note: String,
    by: String,
    at: Instant,
    ended_at: Option<Instant>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
}

impl From<TermRow> for Term {
    fn from(row: TermRow) -> Self {
        Self {
            id: row.id,
            organisation: row.organisation,
            version: row.version,
            content: TermContent {
                congress: row.congress,
                from_year: row.from_year,
                to_year: row.to_year,
                held_on: row.held_on,
                note: row.note,
            },
            kept: Kept {
                by: row.by,
                at: row.at,
                ended_at: row.ended_at,
                withdrawn: row.withdrawn_by.zip(row.withdrawn_reason),
            },
        }
    }
}

struct PostRow {
    id: PostId,
    organisation: OrganisationId,
    person: PersonId,
    version: i64,
    kind: String,
    duties: String,
    term: Option<TermId>,
    from: Day,
    to: Option<Day>,
    by: String,
    at: Instant,
    ended_at: Option<Instant>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
}

impl From<PostRow> for Post {
    fn from(row: PostRow) -> Self {
        Self {
            id: row.id,
            organisation: row.organisation,
            person: row.person,
            version: row.version,
            content: PostContent {
                kind: Kind::from_code(&row.kind).unwrap_or(Kind::CommitteeMember),
                duties: row.duties,
                term: row.term,
                from: row.from,
                to: row.to,
            },
            kept: Kept {
                by: row.by,
                at: row.at,
                ended_at: row.ended_at,
                withdrawn: row.withdrawn_by.zip(row.withdrawn_reason),
            },
        }
    }
}

/// The versions of terms of which a condition is true, in an order.
macro_rules! terms {
    ($db:expr, $that:tt, $($value:expr),+) => {{
        let rows = sqlx::query_as!(
            TermRow,
            r#"
            select terms.id as "id: TermId", terms.organisation as "organisation: OrganisationId",
                   versions.id as version, versions.congress, versions.from_year, versions.to_year,
                   versions.held_on as "held_on: Day", versions.note, accounts.name as by,
                   lower(versions.known) as "at!: Instant", upper(versions.known) as "ended_at: Instant",
                   withdrawers.name as "withdrawn_by?", versions.withdrawn_reason
              from terms
              join term_versions as versions on versions.term = terms.id
              join accounts on accounts.id = versions.recorded_by
              left join accounts as withdrawers on withdrawers.id = versions.withdrawn_by
             where "# + $that,
            $($value),+
        );
        Ok(rows.fetch_all($db).await?.into_iter().map(Term::from).collect())
    }};
}

/// The versions of posts of which a condition is true, in an order.
macro_rules! posts {
    ($db:expr, $that:tt, $($value:expr),+) => {{
        let rows = sqlx::query_as!(
            PostRow,
            r#"
            select posts.id as "id: PostId", posts.organisation as "organisation: OrganisationId",
                   posts.person as "person: PersonId", versions.id as version, versions.kind, versions.duties,
                   versions.term as "term: TermId", lower(versions.held) as "from!: Day",
                   upper(versions.held) as "to: Day", accounts.name as by, lower(versions.known) as "at!: Instant",
                   upper(versions.known) as "ended_at: Instant", withdrawers.name as "withdrawn_by?",
                   versions.withdrawn_reason
              from posts
              join post_versions as versions on versions.post = posts.id
              join accounts on accounts.id = versions.recorded_by
              left join accounts as withdrawers on withdrawers.id = versions.withdrawn_by
             where "# + $that,
            $($value),+
        );
        Ok(rows.fetch_all($db).await?.into_iter().map(Post::from).collect())
    }};
}

/// The terms of organisations as the book says at an instant, the newest congress first.
pub(super) async fn terms(db: impl PgExecutor<'_>, organisations: &[i64], known: Option<Instant>) -> Result<Vec<Term>> {
    terms!(
        db,
        "terms.organisation = any($1) and versions.known @> coalesce($2, timestamptz 'infinity')
             order by versions.held_on desc, terms.id desc",
        organisations,
        known as _
    )
}

/// Every version of a term, the newest first.
pub(super) async fn term_versions(db: impl PgExecutor<'_>, id: TermId) -> Result<Vec<Term>> {
    terms!(db, "terms.id = $1 order by versions.id desc", id as _)
}

/// The posts of organisations as the book says at an instant.
pub(super) async fn posts(db: impl PgExecutor<'_>, organisations: &[i64], known: Option<Instant>) -> Result<Vec<Post>> {
    posts!(
        db,
        "posts.organisation = any($1) and versions.known @> coalesce($2, timestamptz 'infinity')
             order by lower(versions.held), posts.id",
        organisations,
        known as _
    )
}

/// The posts of a person as the book says at an instant, the newest first.
pub(super) async fn posts_of(db: impl PgExecutor<'_>, person: PersonId, known: Option<Instant>) -> Result<Vec<Post>> {
    posts!(
        db,
        "posts.person = $1 and versions.known @> coalesce($2, timestamptz 'infinity')
             order by lower(versions.held) desc, posts.id desc",
        person as _,
        known as _
    )
}

/// Every version of a post, the newest first.
pub(super) async fn post_versions(db: impl PgExecutor<'_>, id: PostId) -> Result<Vec<Post>> {
    posts!(db, "posts.id = $1 order by versions.id desc", id as _)
}

macro_rules! memberships {
    ($believed:tt, $db:expr, $people:expr, $day:expr $(, $known:expr)?) => {
        sqlx::query!(
            r#"
            select person as "person: PersonId", organisation as "organisation: OrganisationId"
              from spans
             where person = any($1) and track = 'membership' and valid @> $2::date and "# + $believed,
            $people,
            $day as _,
            $($known as _,)?
        )
        .fetch_all($db)
        .await?
        .into_iter()
        .map(|row| (row.person, row.organisation))
        .collect()
    };
}

/// Where people are members on a day, as the book says at an instant.
pub(super) async fn memberships(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
    day: Day,
    known: Option<Instant>,
) -> Result<Vec<(PersonId, OrganisationId)>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    Ok(match known {
        None => memberships!("upper_inf(known)", db, &people, day),
        Some(known) => memberships!("known @> $3", db, &people, day, known),
    })
}

pub(super) async fn insert_term(db: impl PgExecutor<'_>, organisation: OrganisationId) -> Result<TermId> {
    Ok(sqlx::query_scalar!(
        r#"insert into terms (organisation) values ($1) returning id as "id: TermId""#,
        organisation as _,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_term_version(
    db: impl PgExecutor<'_>,
    author: Author,
    id: TermId,
    content: &TermContent,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into term_versions (term, congress, from_year, to_year, held_on, note, known, recorded_by)
        values ($1, $2, $3, $4, $5, $6, tstzrange($7, null), $8)
        "#,
        id as _,
        content.congress,
        content.from_year,
        content.to_year,
        content.held_on as _,
        content.note,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a version of a term, with a reason where nothing follows it; whether it had not ended before.
pub(super) async fn end_term(
    db: impl PgExecutor<'_>,
    author: Author,
    version: i64,
    withdrawn: Option<&str>,
) -> Result<bool> {
    end_version!("term_versions", db, author, version, withdrawn)
}

pub(super) async fn insert_post(
    db: impl PgExecutor<'_>,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<PostId> {
    Ok(sqlx::query_scalar!(
        r#"insert into posts (organisation, person) values ($1, $2) returning id as "id: PostId""#,
        organisation as _,
        person as _,
    )
    .fetch_one(db)
    .await?)
}

pub(super) async fn insert_post_version(
    db: impl PgExecutor<'_>,
    author: Author,
    id: PostId,
    content: &PostContent,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into post_versions (post, kind, duties, term, held, known, recorded_by)
        values ($1, $2, $3, $4, daterange($5, $6), tstzrange($7, null), $8)
        "#,
        id as _,
        content.kind.code(),
        content.duties,
        content.term as _,
        content.from as _,
        content.to as _,
        author.at as _,
        author.account as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a version of a post, with a reason where nothing follows it; whether it had not ended before.
pub(super) async fn end_post(
    db: impl PgExecutor<'_>,
    author: Author,
    version: i64,
    withdrawn: Option<&str>,
) -> Result<bool> {
    end_version!("post_versions", db, author, version, withdrawn)
}
