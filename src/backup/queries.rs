//! The SQL of copies. Names of tables and columns come from the catalogue, quoted by it.

use futures_util::TryStreamExt;
use sqlx::postgres::PgCopyIn;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use crate::ids::PersonId;
use crate::seal::Sealed;

/// What is not part of the book: who happens to be signed in, and the links and addresses to get in. A restored
/// book lets nobody in by them.
const FORGOTTEN: [&str; 4] = ["sessions", "setup_links", "sign_in_failures", "calendar_feeds"];
/// Where sqlx keeps which migrations were applied.
const MIGRATIONS: &str = "_sqlx_migrations";

/// A table of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: String,
    /// Its columns, but for those that the database computes.
    pub(super) columns: Vec<String>,
    /// The columns of its primary key.
    key: Vec<String>,
}

/// Values are written the same way whatever the server's settings are.
pub(super) async fn plain_text(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(
        "set local timezone = 'UTC';
         set local datestyle = 'ISO, YMD';
         set local intervalstyle = 'iso_8601';
         set local bytea_output = 'hex';
         set local extra_float_digits = 1;
         set local statement_timeout = 0;
         set local idle_in_transaction_session_timeout = 0",
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The last migration that was applied; none in a database without a book.
pub(super) async fn migration(db: &mut PgConnection) -> sqlx::Result<Option<i64>> {
    let there: bool =
        sqlx::query_scalar("select to_regclass($1) is not null").bind(MIGRATIONS).fetch_one(&mut *db).await?;
    if !there {
        return Ok(None);
    }
    sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(db).await
}

/// The tables of the book, each after those that it refers to.
pub(super) async fn tables(db: &mut PgConnection) -> sqlx::Result<Vec<Table>> {
    let rows = sqlx::query(
        "select relname::text as name,
                array(select attname::text from pg_attribute
                       where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
                       order by attnum) as columns,
                array(select attname::text from pg_index, unnest(indkey) with ordinality as key (number, place)
                        join pg_attribute on attnum = number
                       where indrelid = pg_class.oid and attrelid = pg_class.oid and indisprimary
                       order by place) as key,
                array(select distinct confrelid::regclass::text from pg_constraint
                       where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid) as refers_to
           from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> $1 and relname <> all ($2)
          order by relname",
    )
    .bind(MIGRATIONS)
    .bind(FORGOTTEN.map(str::to_owned).to_vec())
    .fetch_all(db)
    .await?;
    let mut waiting = Vec::new();
    for row in rows {
        let table = Table { name: row.try_get("name")?, columns: row.try_get("columns")?, key: row.try_get("key")? };
        waiting.push((table, row.try_get::<Vec<String>, _>("refers_to")?));
    }
    Ok(in_order(waiting))
}

fn in_order(mut waiting: Vec<(Table, Vec<String>)>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let known = |name: &String| ordered.iter().any(|table| table.name == *name);
        let next = waiting.iter().position(|(_, refers_to)| refers_to.iter().all(known));
        // Two tables that refer to each other have no order; the restoration would say so.
        let (table, _) = waiting.remove(next.unwrap_or(0));
        ordered.push(table);
    }
    ordered
}

/// The rows of a table in the order of its key, as COPY writes them.
pub(super) async fn copy_out(
    db: &mut PgConnection,
    table: &Table,
    mut take: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let statement = format!(
        "copy (select {} from {} order by {}) to stdout",
        quoted(&table.columns),
        quote(&table.name),
        quoted(if table.key.is_empty() { &table.columns } else { &table.key }),
    );
    let mut rows = db.copy_out_raw(&statement).await?;
    while let Some(row) = rows.try_next().await? {
        take(&row)?;
    }
    Ok(())
}

/// Takes rows as COPY writes them.
pub(super) async fn copy_in<'c>(
    db: &'c mut PgConnection,
    table: &Table,
) -> sqlx::Result<PgCopyIn<&'c mut PgConnection>> {
    db.copy_in_raw(&format!("copy {} ({}) from stdin", quote(&table.name), quoted(&table.columns))).await
}

/// The last number that the table gave to a row.
pub(super) async fn last_id(db: &mut PgConnection, table: &Table) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "select pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), attname)::regclass)
           from pg_attribute
          where attrelid = quote_ident($1)::regclass and attidentity <> ''",
    )
    .bind(&table.name)
    .fetch_optional(db)
    .await
    .map(Option::flatten)
}

/// Goes on numbering after this one.
pub(super) async fn set_last_id(db: &mut PgConnection, table: &Table, last_id: i64) -> sqlx::Result<()> {
    sqlx::query(
        "select setval(pg_get_serial_sequence(quote_ident($1), attname)::regclass, $2)
           from pg_attribute
          where attrelid = quote_ident($1)::regclass and attidentity <> ''",
    )
    .bind(&table.name)
    .bind(last_id)
    .execute(db)
    .await?;
    Ok(())
}

/// Nobody else uses the tables until the transaction ends.
pub(super) async fn lock(db: &mut PgConnection, tables: &[Table]) -> sqlx::Result<()> {
    run(db, format!("lock table {} in access exclusive mode", all(tables))).await
}

/// Whether anybody has begun to keep this book. What the migrations put in, and what the program
/// notes while it waits for the first account, is no beginning.
pub(super) async fn has_begun(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select from accounts) or exists (select from organisations) or exists (select from people)",
    )
    .fetch_one(db)
    .await
}

/// Empties every table of a book that has not begun.
pub(super) async fn empty(db: &mut PgConnection, tables: &[Table]) -> sqlx::Result<()> {
    run(db, format!("truncate {}, {}", all(tables), FORGOTTEN.join(", "))).await
}

/// Switches our own triggers: what they would do has been done, and is in the copy. References and
/// constraints are checked as ever.
pub(super) async fn set_triggers(db: &mut PgConnection, tables: &[Table], on: bool) -> sqlx::Result<()> {
    let word = if on { "enable" } else { "disable" };
    for table in tables {
        run(db, format!("alter table {} {word} trigger user", quote(&table.name))).await?;
    }
    Ok(())
}

/// Removes the tables of a book that has no rows, so that they can be made as they once were.
pub(super) async fn clear(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql("drop schema public cascade; create schema public").execute(db).await?;
    Ok(())
}

/// The last sealed numbers of each kind: which, whose, sealed.
pub(super) async fn sealed_numbers(db: &mut PgConnection, most: i64) -> sqlx::Result<Vec<(Sealed, PersonId, Vec<u8>)>> {
    let mut numbers = Vec::new();
    for (what, statement) in [
        (
            Sealed::CitizenId,
            "select person, citizen_id_sealed from person_versions
              where citizen_id_sealed is not null order by id desc limit $1",
        ),
        (
            Sealed::Card,
            "select person, card_sealed from person_versions
              where card_sealed is not null order by id desc limit $1",
        ),
    ] {
        let rows: Vec<(PersonId, Vec<u8>)> = sqlx::query_as(statement).bind(most).fetch_all(&mut *db).await?;
        numbers.extend(rows.into_iter().map(|(person, sealed)| (what, person, sealed)));
    }
    Ok(numbers)
}

async fn run(db: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(db).await?;
    Ok(())
}

fn all(tables: &[Table]) -> String {
    tables.iter().map(|table| quote(&table.name)).collect::<Vec<_>>().join(", ")
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_comes_after_those_it_refers_to() {
        let table = |name: &str| Table { name: name.into(), columns: vec![], key: vec![] };
        let ordered = in_order(vec![
            (table("events"), vec!["people".into(), "accounts".into()]),
            (table("accounts"), vec!["organisations".into()]),
            (table("people"), vec![]),
            (table("organisations"), vec![]),
        ]);
        let names: Vec<_> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["people", "organisations", "accounts", "events"]);
    }

    #[test]
    fn a_name_is_quoted() {
        assert_eq!(quoted(&["a".into(), "b\"c".into()]), "\"a\", \"b\"\"c\"");
    }
}
