//! What PostgreSQL does with the tables on its own, between the requests.

use sqlx::{AssertSqlSafe, Executor};

use crate::support::TestApp;

#[tokio::test]
async fn every_table_is_analysed_with_a_search_path_of_postgresql() {
    let test = TestApp::new().await;
    test.person("Lê Văn An").admitted(test.branches[0], "19/5/2025").enter().await;
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = current_schema() order by 1")
            .fetch_all(test.db())
            .await
            .unwrap();
    assert!(tables.iter().any(|table| table == "events"));
    let mut db = test.db().acquire().await.unwrap();
    db.execute("set search_path to pg_catalog, pg_temp").await.unwrap();
    for table in tables {
        db.execute(AssertSqlSafe(format!("analyze public.{table}")))
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    db.execute("reset search_path").await.unwrap();
}
