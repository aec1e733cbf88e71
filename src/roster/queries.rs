//! The statements of the roster. This is the one list whose statement is composed: optional filters on a
//! large table are not written as `$1 is null or …`, which the planner cannot see through. A test prepares
//! every shape of it.

use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::form::{Filter, Place, Sort, Temporary};
use super::{EXACT, Figures, Listing, PAGE, Row, When};
use crate::Result;
use crate::auth::{Scope, Tree};
use crate::ids::{OrganisationId, PersonId};
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};

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
        format!("{} {} {}", self.within, self.when.day, self.filter.query())
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

const COLUMNS: &str = "m.person, pv.full_name, pv.given_name, pv.family_name, pv.born_on, pv.gender, m.organisation, \
    m.value, m.admitted_on, m.official_on, away.person is not null as away, \
    coalesce(away.due_on, m.due_on) as due_on, pv.card_number, pv.card_sealed, pv.citizen_id_sealed";

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
    if selection.filter.temporary == Some(Temporary::In) || selection.filter.card_number().is_some() {
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

/// Collects what matches, sorts and numbers it.
fn collect(selection: &Selection, from: From, limit: Option<i64>) -> Sql {
    let mut sql = Sql::new("with ");
    let by_name = !selection.filter.q.is_empty();
    if by_name {
        sql.push(
            "pv as materialized (select pv.person, pv.full_name, pv.given_name, pv.family_name, pv.middle_name, \
             pv.born_on, pv.gender, pv.card_number, pv.card_sealed, pv.citizen_id_sealed from person_versions as pv where ",
        );
        people_match(&mut sql, selection);
        sql.push("), ");
    } else {
        sql.push(
            "m as materialized (select m.person, m.organisation, m.value, m.admitted_on, m.official_on, m.due_on \
             from spans as m where ",
        );
        spans_match(&mut sql, selection);
        sql.push("), ");
    }
    sql.push("numbered as (select ").push(COLUMNS).push(", row_number() over (order by ");
    if by_name && selection.filter.sort == Sort::Name {
        exact_first(&mut sql, &selection.filter);
    }
    order(&mut sql, &selection.filter, selection.filter.descending);
    sql.push(") as number ");
    if by_name {
        sql.push("from pv join spans as m on m.person = pv.person and ");
        spans_match(&mut sql, selection);
    } else {
        sql.push("from m join person_versions as pv on pv.person = m.person and ");
        people_match(&mut sql, selection);
    }
    every_away(&mut sql, selection.when);
    if selection.filter.sort == Sort::Branch {
        sql.push(" left join organisation_versions as o on o.organisation = m.organisation and ");
        time(&mut sql, "o", selection.when);
    }
    sql.push(") select * from numbered");
    match from {
        From::Start | From::End => {}
        From::After(person) => {
            sql.push(" where number > coalesce((select number from numbered where person = ")
                .push_bind(person)
                .push("), 0)");
        }
        From::Before(person) => {
            sql.push(" where number < (select number from numbered where person = ").push_bind(person).push(")");
        }
    }
    sql.push(if from.backwards() { " order by number desc" } else { " order by number" });
    if let Some(limit) = limit {
        sql.push(" limit ").push_bind(limit);
    }
    sql
}

/// Walks the order from where the page begins and tests each person.
async fn walk(db: &mut PgConnection, selection: &Selection, from: From) -> Result<Vec<Row>> {
    let anchor = match from {
        From::After(person) | From::Before(person) => anchor(db, selection, person).await?,
        From::Start | From::End => None,
    };
    Ok(walk_statement(selection, from, anchor.as_ref())
        .build_query_as::<Row>()
        .persistent(selection.when.now)
        .fetch_all(db)
        .await?)
}

fn walk_statement(selection: &Selection, from: From, anchor: Option<&Anchor>) -> Sql {
    let filter = &selection.filter;
    let descending = filter.descending != from.backwards();
    let mut sql = Sql::new("select ");
    sql.push(COLUMNS).push(", null::bigint as number from ");
    if filter.sort == Sort::AdmittedOn {
        sql.push("spans as m cross join lateral (select * from person_versions as pv where pv.person = m.person and ");
        people_match(&mut sql, selection);
        sql.push(" limit 1) as pv");
    } else {
        sql.push("person_versions as pv cross join lateral (select * from spans as m where m.person = pv.person and ");
        spans_match(&mut sql, selection);
        sql.push(" limit 1) as m");
    }
    away(&mut sql, selection.when);
    sql.push(" where ");
    if filter.sort == Sort::AdmittedOn {
        spans_match(&mut sql, selection);
    } else {
        people_match(&mut sql, selection);
    }
    if let Some(anchor) = anchor {
        let than = if descending { " < (" } else { " > (" };
        sql.push(" and (").push(keys(filter.sort).join(", ")).push(")").push(than);
        match filter.sort {
            Sort::Name | Sort::Branch => {
                sql.push_bind(anchor.given_name.clone()).push(", ");
                sql.push_bind(anchor.family_name.clone()).push(", ");
                sql.push_bind(anchor.middle_name.clone());
            }
            Sort::BornOn => {
                sql.push_bind(anchor.born_on.clone());
            }
            Sort::AdmittedOn => {
                sql.push_bind(anchor.admitted_on.clone().unwrap_or_default());
            }
        }
        sql.push(", ").push_bind(anchor.person).push(")");
    }
    sql.push(" order by ");
    order(&mut sql, filter, descending);
    sql.push(" limit ").push_bind(ONE_MORE);
    sql
}

/// The order by branch: the branches in order of name, a few at a time until the page is full.
async fn by_branch(db: &mut PgConnection, selection: &Selection, from: From) -> Result<Vec<Row>> {
    let mut branches = branches_in_order(db, selection).await?;
    if selection.filter.descending != from.backwards() {
        branches.reverse();
    }
    let mut from = from;
    if let From::After(person) | From::Before(person) = from {
        match anchor(db, selection, person).await? {
            Some(anchor) => {
                let at = branches.iter().position(|branch| *branch == anchor.organisation.0).unwrap_or_default();
                branches.drain(..at);
            }
            None => from = From::Start,
        }
    }
    let (mut rows, mut taken, mut size) = (Vec::new(), 0, 4);
    let wanted = usize::try_from(ONE_MORE).unwrap_or_default();
    while rows.len() < wanted && taken < branches.len() {
        let some = &branches[taken..branches.len().min(taken + size)];
        let part = Selection { organisations: Some(some.to_vec()), ..selection.clone() };
        rows.extend(
            collect(&part, from, Some(ONE_MORE))
                .build_query_as::<Row>()
                .persistent(part.when.now)
                .fetch_all(&mut *db)
                .await?,
        );
        taken += some.len();
        size *= 2;
        from = if from.backwards() { From::End } else { From::Start };
    }
    rows.truncate(wanted);
    for row in &mut rows {
        // The numbers are those of a few branches, not of the list.
        row.number = None;
    }
    Ok(rows)
}

async fn branches_in_order(db: &mut PgConnection, selection: &Selection) -> Result<Vec<i64>> {
    let mut sql = Sql::new("select o.organisation from organisation_versions as o where ");
    time(&mut sql, "o", selection.when);
    if let Some(ids) = &selection.organisations {
        sql.push(" and o.organisation = any(").push_bind(ids.clone()).push(")");
    }
    sql.push(" order by o.name, o.organisation");
    Ok(sql.build_query_scalar().persistent(selection.when.now).fetch_all(db).await?)
}

/// Where a person stands in the order.
#[derive(sqlx::FromRow)]
struct Anchor {
    person: PersonId,
    organisation: OrganisationId,
    given_name: String,
    family_name: String,
    middle_name: String,
    born_on: String,
    admitted_on: Option<String>,
}

async fn anchor(db: &mut PgConnection, selection: &Selection, person: PersonId) -> Result<Option<Anchor>> {
    let mut sql = Sql::new(
        "select pv.person, m.organisation, pv.given_name, pv.family_name, pv.middle_name, pv.born_on, m.admitted_on \
         from person_versions as pv join spans as m on m.person = pv.person and m.track = 'membership' and ",
    );
    time(&mut sql, "m", selection.when);
    sql.push(" where pv.person = ").push_bind(person).push(" and ");
    time(&mut sql, "pv", selection.when);
    Ok(sql.build_query_as().persistent(selection.when.now).fetch_optional(db).await?)
}

/// The figures of the search, each with the other filters kept.
pub async fn figures(db: &mut PgConnection, selection: &Selection) -> Result<Figures> {
    let filter = &selection.filter;
    let base = Selection { filter: filter.all(), ..selection.clone() };
    let guests = Selection { filter: filter.with_temporary(Some(Temporary::In)), ..selection.clone() };
    let guests =
        count(&guests, EXACT + 1).build_query_scalar().persistent(selection.when.now).fetch_one(&mut *db).await?;
    let mut figures = if filter.q.is_empty() && selection.organisations.is_none() && people(db).await? > 4 * EXACT {
        Figures { all: EXACT + 1, ..Figures::default() }
    } else {
        let (all, women, probationary, away, listed) = base_figures(&base, filter)
            .build_query_as::<(i64, i64, i64, i64, i64)>()
            .persistent(selection.when.now)
            .fetch_one(&mut *db)
            .await?;
        Figures { all, women, probationary, away, guests, listed }
    };
    figures.guests = guests;
    if figures.all > EXACT {
        for (figure, filter) in [
            (&mut figures.all, filter.all()),
            (&mut figures.women, filter.with_gender(Some(Gender::Female))),
            (&mut figures.probationary, filter.with_standing(Some(Standing::Probationary))),
            (&mut figures.away, filter.with_temporary(Some(Temporary::Out))),
            (&mut figures.listed, filter.clone()),
        ] {
            let part = Selection { filter, ..selection.clone() };
            *figure =
                count(&part, EXACT + 1).build_query_scalar().persistent(selection.when.now).fetch_one(&mut *db).await?;
        }
    }
    if filter.temporary == Some(Temporary::In) {
        figures.listed = guests;
        // Among guests the other gender's figure counts guests, too: it leads to them.
        let women = Selection { filter: filter.with_gender(Some(Gender::Female)), ..selection.clone() };
        figures.women =
            count(&women, EXACT + 1).build_query_scalar().persistent(selection.when.now).fetch_one(&mut *db).await?;
    }
    Ok(figures)
}

/// All figures of a search that is not longer than can be counted.
fn base_figures(base: &Selection, filter: &Filter) -> Sql {
    let gender = match filter.gender {
        None => "true",
        Some(Gender::Female) => "gender = 'female'",
        Some(Gender::Male) => "gender = 'male'",
    };
    let standing = match filter.standing {
        None => "true",
        Some(Standing::Probationary) => "value = 'probationary'",
        Some(Standing::Official) => "value = 'official'",
    };
    let away_only = if filter.temporary == Some(Temporary::Out) { "away" } else { "true" };
    let mut sql = Sql::new("select count(*), ");
    sql.push(format_args!("count(*) filter (where gender = 'female' and {standing} and {away_only}), "));
    sql.push(format_args!("count(*) filter (where value = 'probationary' and {gender} and {away_only}), "));
    sql.push(format_args!("count(*) filter (where away and {gender} and {standing}), "));
    sql.push(format_args!("count(*) filter (where {gender} and {standing} and {away_only}) "));
    sql.push("from (select m.value, pv.gender, away.person is not null as away ");
    if base.filter.q.is_empty() {
        // Everyone has a version: so many spans are so many people, and the planner knows how few.
        sql.push("from (select * from spans as m where ");
        spans_match(&mut sql, base);
        sql.push(" limit ").push_bind(EXACT + 1).push(") as m join person_versions as pv on pv.person = m.person and ");
        people_match(&mut sql, base);
    } else {
        joined(&mut sql, base);
    }
    every_away(&mut sql, base.when);
    sql.push(" limit ").push_bind(EXACT + 1).push(") as base");
    sql
}

/// How many are selected, up to `cap`.
fn count(selection: &Selection, cap: i64) -> Sql {
    let mut sql = Sql::new("select count(*) from (select 1 ");
    let filter = &selection.filter;
    if !filter.q.is_empty() || (filter.gender.is_some() && cap > EXACT + 1) {
        joined(&mut sql, selection);
    } else if filter.gender.is_some() {
        // Few enough to ask of each; joined, the planner would read everyone.
        sql.push(
            "from spans as m cross join lateral (select 1 from person_versions as pv where pv.person = m.person and ",
        );
        people_match(&mut sql, selection);
        sql.push(" limit 1) as pv where ");
        spans_match(&mut sql, selection);
    } else if filter.temporary == Some(Temporary::Out) && filter.standing.is_none() {
        // Only a member is away, and from home: the spans of the absence count the same people.
        sql.push("from spans as a where a.track = 'away' and a.value = 'away' and ");
        time(&mut sql, "a", selection.when);
        if let Some(ids) = &selection.organisations {
            sql.push(" and a.organisation = any(").push_bind(ids.clone()).push(")");
        }
    } else {
        sql.push("from spans as m where ");
        spans_match(&mut sql, selection);
    }
    sql.push(" limit ").push_bind(cap).push(") as counted");
    sql
}

/// The people and spans that match, joined.
fn joined(sql: &mut Sql, selection: &Selection) {
    sql.push("from (select * from spans as m where ");
    spans_match(sql, selection);
    sql.push(") as m join person_versions as pv on pv.person = m.person and ");
    people_match(sql, selection);
}

/// What must hold of a span `m`.
fn spans_match(sql: &mut Sql, selection: &Selection) {
    let filter = &selection.filter;
    sql.push(match filter.temporary {
        Some(Temporary::In) => "m.track = 'guest' and m.value = 'guest' and ",
        _ => "m.track = 'membership' and ",
    });
    time(sql, "m", selection.when);
    if let Some(standing) = filter.standing {
        sql.push(format_args!(" and m.value = '{}'", standing.code()));
    }
    if filter.temporary == Some(Temporary::In) {
        // Who is a member of the selection itself, and in another branch of it for a time, is no guest of it. They
        // are asked one by one (`offset` keeps it so): joined, the planner would read every member.
        sql.push(
            " and not exists (select from spans as own where own.person = m.person and own.track = 'membership' and ",
        );
        time_of_one(sql, "own", selection.when);
        if let Some(ids) = &selection.organisations {
            sql.push(" and own.organisation = any(").push_bind(ids.clone()).push(")");
        }
        sql.push(" offset 0)");
    }
    if filter.temporary == Some(Temporary::Out) {
        sql.push(" and m.person in (select a.person from spans as a where a.track = 'away' and a.value = 'away' and ");
        time(sql, "a", selection.when);
        sql.push(")");
    }
    if let Some(ids) = &selection.organisations {
        sql.push(" and m.organisation = any(").push_bind(ids.clone()).push(")");
    }
}

/// What must hold of a person's version `pv`.
fn people_match(sql: &mut Sql, selection: &Selection) {
    let filter = &selection.filter;
    time(sql, "pv", selection.when);
    if let Some(gender) = filter.gender {
        sql.push(format_args!(" and pv.gender = '{}'", gender.code()));
    }
    matches_words(sql, filter);
}

/// That a version `pv` has the words or the card number of a search, if there is one.
pub fn matches_words(sql: &mut Sql, filter: &Filter) {
    if filter.q.is_empty() {
        return;
    }
    if let Some(number) = filter.card_number() {
        sql.push(" and pv.card_number = ").push_bind(number);
        return;
    }
    let words = filter.words();
    if words.is_empty() {
        sql.push(" and false");
        return;
    }
    sql.push(" and to_tsvector('simple', pv.search) @@ to_tsquery('simple', ");
    sql.push("replace(trim(regexp_replace(fold(").push_bind(words.join(" "));
    sql.push("), '\\s+', ' ', 'g')), ' ', ' & ') || ':*')");
}

/// Whether a row `alias` is so at that instant. A statement that says so is planned with the day in it, every time
/// (`persistent` is for now alone): of a day it does not know, the planner believes that it leaves hardly anyone, and
/// reads the book through.
fn time(sql: &mut Sql, alias: &str, when: When) {
    match when.known {
        None => sql.push(format_args!("upper_inf({alias}.known)")),
        Some(instant) => sql.push(format_args!("{alias}.known @> ")).push_bind(instant),
    };
    if when.now {
        sql.push(format_args!(" and upper_inf({alias}.valid)"));
    } else {
        sql.push(format_args!(" and {alias}.valid @> ")).push_bind::<Day>(when.day);
    }
}

/// The same of the rows of one person: by a function, since to the planner an operator on the range is a reason to
/// look for the few rows of somebody in the index of ranges, where that takes several times as long.
fn time_of_one(sql: &mut Sql, alias: &str, when: When) {
    if when.known.is_some() || when.now {
        return time(sql, alias, when);
    }
    sql.push(format_args!("upper_inf({alias}.known) and range_contains_elem({alias}.valid, "));
    sql.push_bind::<Day>(when.day).push(")");
}

/// Whether members are away, and until when, for all that were collected.
fn every_away(sql: &mut Sql, when: When) {
    sql.push(" left join spans as away on away.person = m.person and away.track = 'away' and ");
    time(sql, "away", when);
}

/// Whether one member is away, and until when; a person is away once at a time.
fn away(sql: &mut Sql, when: When) {
    sql.push(
        " left join lateral (select a.person, a.due_on from spans as a where a.person = m.person \
         and a.track = 'away' and ",
    );
    time(sql, "a", when);
    sql.push(" limit 1) as away on true");
}

/// The keys of an order, the last of which tells any two people apart.
fn keys(sort: Sort) -> Vec<&'static str> {
    match sort {
        Sort::Name => vec!["pv.given_name", "pv.family_name", "pv.middle_name", "pv.person"],
        Sort::BornOn => vec!["pv.born_on", "pv.person"],
        Sort::AdmittedOn => vec!["coalesce(m.admitted_on, '')", "m.person"],
        Sort::Branch => {
            vec!["o.name", "m.organisation", "pv.given_name", "pv.family_name", "pv.middle_name", "pv.person"]
        }
    }
}

fn order(sql: &mut Sql, filter: &Filter, descending: bool) {
    let direction = if descending { " desc" } else { "" };
    let keys: Vec<_> = keys(filter.sort).into_iter().map(|key| format!("{key}{direction}")).collect();
    sql.push(keys.join(", "));
}

/// A name that is written as it was searched for comes first: the whole name, then a part of it.
fn exact_first(sql: &mut Sql, filter: &Filter) {
    let typed = filter.q.to_lowercase();
    sql.push("lower(pv.full_name) <> ").push_bind(typed.clone());
    sql.push(", strpos(' ' || lower(pv.full_name) || ' ', ' ' || ").push_bind(typed.clone());
    sql.push(" || ' ') = 0, strpos(lower(pv.full_name), ").push_bind(typed).push(") = 0, ");
}
