//! The statements of the roster. This is the one list whose statement is composed: optional filters on a
//! large table are not written as `$1 is null or …`, which the planner cannot see through. A test prepares
//! every shape of it. What is selected stands here, its two shapes in `list`, its figures in `figures`, the conditions
//! that all of them share in `matching`.

mod chosen;
mod figures;
mod list;
mod matching;

use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::form::{Filter, Place, Sort, Temporary};
use super::{EXACT, Listing, PAGE, Row, When};
use crate::Result;
use crate::auth::{Scope, Tree};
use crate::ids::PersonId;
use crate::rules::Day;
pub use chosen::chosen;
use figures::count;
pub use figures::figures;
use list::{by_branch, collect, walk};
pub use matching::matches_words;

/// What is selected: the filter, the instant, and the organisations within scope and branch (none: all).
#[derive(Clone, Debug)]
pub struct Selection {
    /// The filter.
    pub filter: Filter,
    /// The instant that it tells of.
    pub when: When,
    /// The organisations; none: all there are.
    pub organisations: Option<Vec<i64>>,
    /// What stands for them in a question that is remembered: the account's organisation, the branch, the
    /// state of the tree.
    pub within: String,
}

impl Selection {
    /// What is selected within a scope.
    pub fn new(filter: Filter, tree: &Tree, scope: &Scope, today: Day) -> Self {
        let organisations = match filter.branch {
            None => scope.filter(),
            Some(branch) => {
                let below = tree.below(branch).into_iter().map(|(_, node)| node.id);
                Some(below.filter(|id| scope.covers(*id)).map(|id| id.0).collect())
            }
        };
        let within = format!("{} {:?} {}", scope.root, filter.branch, tree.revision);
        Self { when: filter.when(today), filter, organisations, within }
    }

    /// The question that it answers, the same for the same selection.
    pub fn question(&self) -> String {
        format!("{} {} {}", self.within, self.when.day, self.filter.nobody_chosen().query())
    }
}

type Sql = QueryBuilder<Postgres>;

/// Where a page of a statement begins.
#[derive(Clone, Copy, Debug)]
enum From {
    Start,
    After(PersonId),
    Before(PersonId),
    End,
}

impl From {
    const fn of(place: Place) -> Self {
        match place {
            Place::First => Self::Start,
            Place::After(id) => Self::After(id),
            Place::Before(id) => Self::Before(id),
        }
    }

    /// Whether the rows come in reverse.
    const fn backwards(self) -> bool {
        matches!(self, Self::Before(_) | Self::End)
    }
}

/// One more than a page shows tells whether there are others.
const ONE_MORE: i64 = PAGE + 1;
/// Up to this many times as many people as the selection is long, walking the order is shorter than
/// collecting and sorting; measured by `script/bench`.
const WALK: i64 = 80;
/// So few are collected and sorted at once, whatever else there is.
const FEW: i64 = 4 * PAGE;

/// One page of the list.
pub async fn page(db: &mut PgConnection, selection: &Selection, listed: i64) -> Result<Listing> {
    let from = From::of(selection.filter.place);
    let mut rows = if !walks(db, selection, listed).await? {
        collect(selection, from, Some(ONE_MORE))
            .build_query_as::<Row>()
            .persistent(selection.when.now)
            .fetch_all(&mut *db)
            .await?
    } else if selection.filter.sort == Sort::Branch {
        by_branch(db, selection, from).await?
    } else {
        walk(db, selection, from).await?
    };
    let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    if from.backwards() {
        rows.reverse();
    }
    let counted_earlier = rows.first().and_then(|row| row.number).map(|number| number > 1);
    Ok(Listing {
        earlier: counted_earlier.unwrap_or(match from {
            From::Start => false,
            From::After(_) => true,
            From::Before(_) | From::End => more,
        }),
        later: if from.backwards() { true } else { more },
        rows,
    })
}

/// The whole list in its order, numbered.
pub fn whole(selection: &Selection) -> Sql {
    collect(selection, From::Start, None)
}

/// How long the whole list is.
pub async fn length(db: &mut PgConnection, selection: &Selection) -> Result<i64> {
    Ok(count(selection, i64::MAX).build_query_scalar().persistent(selection.when.now).fetch_one(db).await?)
}

/// The people with a 12-digit number, now or once, as id or as card, of whom something lies in scope: a place that
/// they have or had, or, where everything was voided, what was recorded of them.
pub async fn with_number(db: &mut PgConnection, digest: &[u8], scope: Option<&[i64]>) -> Result<Option<PersonId>> {
    Ok(sqlx::query_scalar!(
        r#"
        select pv.person as "person: PersonId"
          from person_versions as pv
         where (pv.citizen_id_digest = $1 or pv.card_digest = $1)
           and (exists (select from spans
                         where spans.person = pv.person
                           and upper_inf(spans.known)
                           and ($2::bigint[] is null or spans.organisation = any($2)))
                or not exists (select from spans where spans.person = pv.person and upper_inf(spans.known))
                   and exists (select from events
                                where events.person = pv.person
                                  and ($2::bigint[] is null or events.organisation = any($2))))
         order by upper_inf(pv.known) desc, pv.id desc
         limit 1
        "#,
        digest,
        scope as _,
    )
    .fetch_optional(db)
    .await?)
}

/// Whether the order is to be walked.
async fn walks(db: &mut PgConnection, selection: &Selection, listed: i64) -> Result<bool> {
    if selection.filter.of_guests() || selection.filter.card_number().is_some() {
        return Ok(false);
    }
    if listed > EXACT {
        return Ok(true);
    }
    if !selection.filter.q.is_empty() || listed <= FEW {
        return Ok(false);
    }
    let people = people(db).await?;
    Ok(listed.saturating_mul(listed) > people.saturating_mul(WALK))
}

/// About how many versions of people there are, as the planner believes.
async fn people(db: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select greatest(reltuples, 0)::bigint as "people!" from pg_class where oid = 'person_versions'::regclass"#
    )
    .fetch_one(db)
    .await?)
}
