//! The statements of the list of candidates.

use sqlx::PgExecutor;

use crate::Result;
use crate::clock::Instant;
use crate::courses::Outcome;
use crate::ids::{CandidateId, CourseId, OrganisationId};
use crate::rules::{Day, Gender, PartialDate};

/// How many candidates a page of the list has.
pub const PAGE: i64 = 100;

/// What is asked of the list.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The branches; none: all.
    pub branches: Option<&'a [i64]>,
    /// Words of a name; empty: everybody.
    pub q: &'a str,
    /// As of which day.
    pub day: Day,
    /// As the book said at that instant; none: now.
    pub known: Option<Instant>,
}

/// Somebody on the list, with the awareness course that counts: the newest certificate, or the course under way.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Who.
    pub id: CandidateId,
    /// Their name.
    pub full_name: String,
    /// Their given name.
    pub given_name: String,
    /// As far as it is known.
    pub born_on: PartialDate,
    /// Their gender.
    pub gender: Gender,
    /// Their branch.
    pub branch: OrganisationId,
    /// Who follows them.
    pub helper: String,
    /// The course.
    pub course: Option<CourseId>,
    /// Its last day.
    pub to_on: Option<Day>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// The day of its certificate.
    pub certificate_on: Option<Day>,
}

/// [`Listed`] as the database keeps it.
struct ListedRow {
    id: CandidateId,
    full_name: String,
    given_name: String,
    born_on: PartialDate,
    gender: String,
    branch: OrganisationId,
    helper: String,
    course: Option<CourseId>,
    to_on: Option<Day>,
    result: Option<String>,
    certificate_on: Option<Day>,
}

impl From<ListedRow> for Listed {
    fn from(row: ListedRow) -> Self {
        Self {
            id: row.id,
            full_name: row.full_name,
            given_name: row.given_name,
            born_on: row.born_on,
            gender: Gender::from_code(&row.gender).unwrap_or(Gender::Female),
            branch: row.branch,
            helper: row.helper,
            course: row.course,
            to_on: row.to_on,
            outcome: row.result.as_deref().and_then(Outcome::from_code),
            certificate_on: row.certificate_on,
        }
    }
}

/// The list as it is believed between `open` and `close`: one statement would serve both, but a plan kept for any
/// instant cannot use the indexes of what is believed now.
macro_rules! listed {
    ($open:tt, $close:tt, $db:expr, $wanted:expr, $skipped:expr $(, $known:expr)?) => {
        sqlx::query_as!(
            ListedRow,
            r#"
            select v.candidate as "id: CandidateId", v.full_name, v.given_name, v.born_on as "born_on: PartialDate",
                   v.gender, v.branch as "branch: OrganisationId", v.helper, last.course as "course?: CourseId",
                   last.to_on as "to_on?: Day", last.result as "result?", last.certificate_on as "certificate_on?: Day"
              from candidate_versions as v
              left join lateral (
                   select p.course, c.to_on, case when pv.certificate_on > $3 then 'studying' else pv.result end as result,
                          case when pv.certificate_on <= $3 then pv.certificate_on end as certificate_on
                     from course_participants as p
                     join course_participant_versions as pv
                       on pv.participant = p.id and pv.withdrawn = '' and "# + $open + "pv.known" + $close + r#"
                     join course_versions as c
                       on c.course = p.course and c.withdrawn = '' and "# + $open + "c.known" + $close + r#"
                    where p.candidate = v.candidate and c.kind = 'awareness' and c.from_on <= $3
                    order by coalesce(pv.certificate_on <= $3, false) desc, pv.certificate_on desc, c.from_on desc,
                             p.id desc
                    limit 1) as last on true
             where "# + $open + "v.known" + $close + r#"
               and v.since <= $3 and (v.ended_on is null or v.ended_on > $3)
               and ($1::bigint[] is null or v.branch = any($1))
               and ($2 = '' or strpos(v.search, fold($2)) > 0)
               and (v.person is null or not exists (
                        select from spans where spans.person = v.person and spans.track = 'membership'
                           and lower(spans.valid) <= $3 and "# + $open + "spans.known" + $close + r#"))
             order by v.given_name, v.family_name, v.middle_name, v.candidate
             limit $4 offset $5
            "#,
            $wanted.branches as _,
            $wanted.q,
            $wanted.day as _,
            PAGE,
            $skipped,
            $($known as _,)?
        )
        .fetch_all($db)
        .await?
    };
}

/// A page of the list in the order of names, from a row on.
pub async fn listed(db: impl PgExecutor<'_>, wanted: Wanted<'_>, skipped: i64) -> Result<Vec<Listed>> {
    let rows: Vec<ListedRow> = match wanted.known {
        None => listed!("upper_inf(", ")", db, wanted, skipped),
        Some(known) => listed!("(", " @> $6)", db, wanted, skipped, known),
    };
    Ok(rows.into_iter().map(Listed::from).collect())
}

struct Counted {
    all: i64,
    with_certificate: i64,
}

/// As [`listed!`].
macro_rules! count {
    ($open:tt, $close:tt, $db:expr, $wanted:expr, $from:expr, $to:expr $(, $known:expr)?) => {
        sqlx::query_as!(
            Counted,
            r#"
            select count(*) as "all!",
                   count(*) filter (where (
                       select max(pv.certificate_on)
                         from course_participants as p
                         join course_participant_versions as pv
                           on pv.participant = p.id and pv.withdrawn = '' and "# + $open + "pv.known" + $close + r#"
                         join course_versions as c
                           on c.course = p.course and c.withdrawn = '' and "# + $open + "c.known" + $close + r#"
                        where p.candidate = v.candidate and c.kind = 'awareness' and pv.certificate_on <= $3)
                       between $4::date and $5::date) as "with_certificate!"
              from candidate_versions as v
             where "# + $open + "v.known" + $close + r#"
               and v.since <= $3 and (v.ended_on is null or v.ended_on > $3)
               and ($1::bigint[] is null or v.branch = any($1))
               and ($2 = '' or strpos(v.search, fold($2)) > 0)
               and (v.person is null or not exists (
                        select from spans where spans.person = v.person and spans.track = 'membership'
                           and lower(spans.valid) <= $3 and "# + $open + "spans.known" + $close + r#"))
            "#,
            $wanted.branches as _,
            $wanted.q,
            $wanted.day as _,
            $from as _,
            $to as _,
            $($known as _,)?
        )
        .fetch_one($db)
        .await?
    };
}

/// How many are on the list, and how many of them have a newest certificate issued from a day to another.
pub async fn count(db: impl PgExecutor<'_>, wanted: Wanted<'_>, from: Day, to: Day) -> Result<(i64, i64)> {
    let counted: Counted = match wanted.known {
        None => count!("upper_inf(", ")", db, wanted, from, to),
        Some(known) => count!("(", " @> $6)", db, wanted, from, to, known),
    };
    Ok((counted.all, counted.with_certificate))
}
