//! A grid as a browser sends it: every field of its form as the page has it, but for what was typed.

use axum::http::StatusCode;
use scraper::{Html, Selector};

use crate::support::{Answer, TestApp, User};

/// The fields of the form of a page, with what was typed in place of what stood there.
pub fn filled(page: &Answer, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let html = Html::parse_document(&page.text());
    let [inputs, options] = ["main form[method=post] input, main form[method=post] select", "option[selected]"]
        .map(|selector| Selector::parse(selector).unwrap());
    let mut fields = Vec::new();
    for control in html.select(&inputs) {
        let Some(name) = control.value().attr("name") else { continue };
        let value = if control.value().name() == "select" {
            control.select(&options).next().and_then(|option| option.value().attr("value")).unwrap_or_default()
        } else if control.value().attr("type") == Some("checkbox") && control.value().attr("checked").is_none() {
            continue;
        } else {
            control.value().attr("value").unwrap_or_default()
        };
        fields.push((name.to_owned(), value.to_owned()));
    }
    for (name, value) in typed {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => (*value).clone_into(old),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

/// Sends a page's form with what was typed.
pub async fn send(user: &User<'_>, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    let action = page.attributes("main form[method=post]", "action").pop().unwrap();
    let fields = filled(page, typed);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post(&action, &fields).await
}

/// Opens a page and sends its form with what was typed.
pub async fn save(user: &User<'_>, path: &str, typed: &[(&str, &str)]) -> Answer {
    let page = user.get(path).await.expect(StatusCode::OK);
    send(user, &page, typed).await
}

/// Lets two send at the very same time: both wait for the same row, and go on one after the other.
pub async fn at_once<T>(
    test: &TestApp,
    held: i64,
    first: impl Future<Output = T>,
    second: impl Future<Output = T>,
) -> (T, T) {
    let mut tx = test.db().begin().await.unwrap();
    sqlx::query("select from organisations where id = $1 for update").bind(held).execute(&mut *tx).await.unwrap();
    let release = async {
        let waiting = "select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(test.db()).await.unwrap() < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        tx.rollback().await.unwrap();
    };
    let (first, second, ()) = tokio::join!(first, second, release);
    (first, second)
}
