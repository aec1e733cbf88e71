//! A table that somebody brings, beside the book: where it does not close by itself, and where it differs.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::Asked;
use super::pages::Choice;
use super::present::{column_label, figure, people_address, period_label, row_label};
use super::{Question, movement, pages, places};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::organisations;
use crate::rules::movement::brought::{Brought, Fault, folded, read};
use crate::rules::movement::{Column, Movement, Row, Sign};
use crate::shell::Shell;
use crate::state::App;
use crate::web::extract::{Form, Query};
use crate::web::filters;
use crate::web::{Errors, Page, With, t};
use crate::{Error, Result};

/// What is sent: a period, an organisation and the table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CompareForm {
    from: String,
    to: String,
    branch: String,
    table: String,
}

/// A row in which the table and the book differ.
struct Difference {
    row: &'static str,
    column: &'static str,
    brought: String,
    book: String,
    by: String,
    href: String,
}

/// What was found.
struct Found {
    faults: Vec<String>,
    differences: Vec<Difference>,
    unread: Vec<String>,
    /// How many figures were compared.
    compared: usize,
}

/// `GET` and `POST /statistics/compare`.
#[derive(Template)]
#[template(path = "statistics/compare.html")]
struct ComparePage {
    shell: Shell,
    errors: Errors,
    choice: Choice,
    branch: String,
    organisation: String,
    from: String,
    to: String,
    period: String,
    table: String,
    example: String,
    found: Option<Found>,
    movement: String,
    composition: String,
    charts: String,
}

/// Asks for the table.
pub(super) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let form = CompareForm { from: asked.from, to: asked.to, branch: asked.branch, table: String::new() };
    answer(&app, &viewer, shell, form, false).await
}

/// Compares the table with the book.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Form(form): Form<CompareForm>,
) -> Result<Response> {
    answer(&app, &viewer, shell, form, true).await
}

async fn answer(app: &App, viewer: &Viewer, shell: Shell, form: CompareForm, sent: bool) -> Result<Response> {
    let tree = app.tree();
    let asked = Asked { from: form.from.clone(), to: form.to.clone(), branch: form.branch.clone(), ..Asked::default() };
    let (question, mut errors) = match asked.question(&tree, viewer) {
        Ok(question) => (question, Errors::new()),
        Err(Error::Invalid(errors)) => (asked.readable(&errors).question(&tree, viewer)?, errors),
        Err(other) => return Err(other),
    };
    if sent && form.table.trim().is_empty() {
        errors.add("table", t("Dán hoặc nhập bảng cần đối chiếu."));
    }
    let mut db = app.db.acquire().await?;
    let mut found = None;
    if sent && errors.is_empty() {
        let brought = read(&form.table, meant);
        if brought.rows.is_empty() {
            errors.add("table", t("Không đọc được dòng nào. Mỗi dòng: tên dòng, rồi các số, cách nhau bằng phím Tab, dấu chấm phẩy hoặc dấu cách."));
        } else {
            let places = places(&mut db, &tree, viewer, &question).await?;
            let book = movement(&mut db, &places, &question).await?.whole;
            found = Some(compared(&brought, &book, &question));
        }
    }
    let names = organisations::names_on(&mut *db, &[question.organisation], question.to).await?;
    drop(db);
    let page = ComparePage {
        choice: pages::choice(app, viewer, question.organisation, &errors, &form.branch),
        branch: question.organisation.to_string(),
        organisation: names.get(&question.organisation).cloned().unwrap_or_default(),
        from: if errors.get("from").is_none() { question.from.to_string() } else { form.from },
        to: if errors.get("to").is_none() { question.to.to_string() } else { form.to },
        period: period_label(question.from, question.to),
        table: form.table,
        example: example(),
        found,
        movement: format!("/statistics{}", question.query()),
        composition: pages::composition_address(&question),
        charts: pages::charts_address(&question.last_day()),
        errors,
        shell,
    };
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(Seen::list("statistics", question.query(), 0).on(status.into_response()))
}

/// The row that has this label on our own pages, or this word in our files.
fn meant(label: &str) -> Option<Row> {
    let wanted = folded(label);
    Row::ALL.into_iter().find(|row| folded(row_label(*row)) == wanted || row.code() == label.trim())
}

/// The rows that most tables have, as they may be typed.
fn example() -> String {
    let columns: Vec<_> = Column::ALL.into_iter().map(column_label).collect();
    let rows = [Row::Opening, Row::Admitted, Row::TransferredIn, Row::TransferredOut, Row::Died, Row::Closing];
    let lines = rows.map(|row| row_label(row).to_owned());
    format!("{}; {}\n{}", t("Nội dung"), columns.join("; "), lines.map(|label| format!("{label}; …")).join("\n"))
}

fn compared(brought: &Brought, book: &Movement, question: &Question) -> Found {
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in brought.rows.keys().copied() {
        for column in Column::ALL {
            let Some(said) = brought.said(row, column) else { continue };
            compared += 1;
            let kept = book.cells(row).get(column);
            if said != kept {
                let signed = row.sign() == Sign::Signed;
                differences.push(Difference {
                    row: row_label(row),
                    column: column_label(column),
                    brought: figure(said, signed),
                    book: figure(kept, signed),
                    by: figure(said - kept, true),
                    href: if kept == 0 {
                        String::new()
                    } else {
                        people_address(question, None, row.code(), column.code())
                    },
                });
            }
        }
    }
    Found {
        faults: brought.faults().into_iter().map(sentence).collect(),
        differences,
        unread: brought.unread.clone(),
        compared,
    }
}

/// Where a table does not close by itself, by how much.
fn sentence(fault: Fault) -> String {
    let say = |sentence: &str, row: Option<Row>, column: Column, said: i64, made: i64| {
        sentence
            .with("row", row.map_or("", row_label))
            .with("column", column_label(column))
            .with("said", figure(said, false))
            .with("made", figure(made, false))
            .with("n", figure(said - made, true))
    };
    match fault {
        Fault::Sum { row, column, said, made } => {
            let words = t("Dòng {row}, cột {column}: ghi {said}, các dòng dưới cộng lại {made}, lệch {n}.");
            say(words, Some(row), column, said, made)
        }
        Fault::Closing { column, said, made } => {
            let words = t("Cột {column}: cuối kỳ ghi {said}; đầu kỳ cộng tăng trừ giảm là {made}, lệch {n}.");
            say(words, None, column, said, made)
        }
        Fault::Standings { row, said, made } => {
            let words = t("Dòng {row}: tổng số ghi {said}; dự bị và chính thức cộng lại {made}, lệch {n}.");
            say(words, Some(row), Column::Total, said, made)
        }
        Fault::Beyond { row, column, said, total } => {
            let words = t("Dòng {row}: cột {column} ghi {said}, nhiều hơn tổng số {made}, lệch {n}.");
            say(words, Some(row), column, said, total)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_our_own_table_are_understood() {
        for row in Row::ALL {
            assert_eq!(meant(row_label(row)), Some(row));
            assert_eq!(meant(row.code()), Some(row));
        }
    }
}
