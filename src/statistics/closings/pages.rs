//! The closed periods of an organisation: the list, the closing of one, its withdrawal.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Closing, ClosingId};
use crate::audit::Seen;
use crate::auth::{Right, Viewer};
use crate::ids::OrganisationId;
use crate::organisations;
use crate::rules::Day;
use crate::rules::movement::{Column, Row};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::statistics::form::Asked;
use crate::statistics::pages::Choice;
use crate::statistics::present::{Line, column_label, lines, period_label};
use crate::statistics::{Question, check, movement, pages, places, queries};
use crate::submissions::{self, Claim, once_alone};
use crate::web::extract::{Once, Path, Query};
use crate::web::filters;
use crate::web::form::clean;
use crate::web::{Errors, Page, With, t};
use crate::{Error, Result, book};

/// A closing in the list.
struct Item {
    period: String,
    /// Its table, as it is now beside as it was kept.
    href: String,
    closed_at: String,
    closed_by: String,
    total: i64,
    withdrawn: Option<(String, String, String)>,
    /// Where it is withdrawn, by whom that is open to.
    withdrawal: String,
}

impl Item {
    fn of(closing: &Closing, may_close: bool) -> Self {
        let question =
            Question { organisation: closing.organisation, from: closing.from, to: closing.to, known_on: None };
        Self {
            period: period_label(closing.from, closing.to),
            href: format!("/statistics{}", question.query()),
            closed_at: closing.closed_at.to_string(),
            closed_by: closing.closed_by.clone(),
            total: closing.figures.row(Row::Closing).get(Column::Total),
            withdrawn: closing.withdrawn.as_ref().map(|(at, by, reason)| (at.to_string(), by.clone(), reason.clone())),
            withdrawal: if may_close && closing.withdrawn.is_none() {
                withdrawal_path(closing.id)
            } else {
                String::new()
            },
        }
    }
}

fn withdrawal_path(id: ClosingId) -> String {
    format!("/statistics/closings/{id}/withdrawal")
}

fn list_path(organisation: OrganisationId) -> String {
    format!("/statistics/closings?branch={organisation}")
}

/// `GET /statistics/closings`, and `POST` that was not done.
#[derive(Template)]
#[template(path = "statistics/closings.html")]
struct ListPage {
    shell: Shell,
    errors: Errors,
    submission: String,
    choice: Choice,
    branch: String,
    organisation: String,
    from: String,
    to: String,
    period: String,
    columns: Vec<&'static str>,
    lines: Vec<Line>,
    check: check::Check,
    items: Vec<Item>,
    may_close: bool,
    movement: String,
    composition: String,
    charts: String,
}

/// What is sent to close a period.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::statistics) struct ClosingForm {
    from: String,
    to: String,
    branch: String,
    submission: String,
}

impl ClosingForm {
    fn asked(&self) -> Asked {
        Asked { from: self.from.clone(), to: self.to.clone(), branch: self.branch.clone(), ..Asked::default() }
    }
}

/// Shows the closings of an organisation, and what would be kept of a period.
pub(in crate::statistics) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    // What is kept is what the book says now.
    let asked = Asked { known_on: String::new(), ..asked };
    let said = !asked.from.is_empty() || !asked.to.is_empty();
    let (asked, errors) = match asked.question(&app.tree(), &viewer) {
        Ok(_) if said => (asked, Errors::new()),
        // The year before is what is most likely to be closed.
        Ok(question) => (last_year(&asked, question.to), Errors::new()),
        Err(Error::Invalid(errors)) => (asked, errors),
        Err(other) => return Err(other),
    };
    let (question, page) = page(&app, &viewer, shell, &asked, submissions::key()?, errors).await?;
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(Seen::list("statistics", question.query(), 0).on(status))
}

fn last_year(asked: &Asked, today: Day) -> Asked {
    let year = today.year() - 1;
    Asked { from: format!("01/01/{year}"), to: format!("31/12/{year}"), ..asked.clone() }
}

async fn page(
    app: &App,
    viewer: &Viewer,
    shell: Shell,
    asked: &Asked,
    submission: String,
    errors: Errors,
) -> Result<(Question, ListPage)> {
    let tree = app.tree();
    let question = match asked.question(&tree, viewer) {
        Err(Error::Invalid(errors)) => asked.readable(&errors).question(&tree, viewer)?,
        other => other?,
    };
    let mut db = app.db.acquire().await?;
    let places = places(&mut db, &tree, viewer, &question).await?;
    let table = movement(&mut db, &places, &question).await?;
    let check = check::of(app, &mut db, (&tree, viewer), (&places, &question), &table).await?;
    let all = queries::closings::all(&mut *db, question.organisation).await?;
    let names = organisations::names_on(&mut *db, &[question.organisation], question.to).await?;
    drop(db);
    let may_close = viewer.may(Right::Administer);
    let page = ListPage {
        submission,
        choice: pages::choice(app, viewer, question.organisation, &errors, &asked.branch),
        branch: question.organisation.to_string(),
        organisation: names.get(&question.organisation).cloned().unwrap_or_default(),
        from: if errors.get("from").is_none() { question.from.to_string() } else { asked.from.clone() },
        to: if errors.get("to").is_none() { question.to.to_string() } else { asked.to.clone() },
        period: period_label(question.from, question.to),
        columns: Column::ALL.map(column_label).to_vec(),
        lines: lines(&table.whole, &question),
        check,
        items: all.iter().map(|closing| Item::of(closing, may_close)).collect(),
        may_close,
        movement: format!("/statistics{}", question.query()),
        composition: pages::composition_address(&question),
        charts: pages::charts_address(&question.last_day()),
        errors,
        shell,
    };
    Ok((question, page))
}

/// Closes a period.
pub(in crate::statistics) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(form, content): Once<ClosingForm>,
) -> Result<Response> {
    let tree = app.tree();
    let closed = once_alone(&app, &viewer, (&form.submission, &content), async |tx| {
        let question = close(&app, tx, &viewer, &form).await?;
        Ok(format!("/statistics{}", question.query()))
    });
    let errors = match closed.await {
        Ok(location) => return Ok(Flash::PeriodClosed.see_other(&location)),
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    crate::statistics::form::organisation(&form.branch, &tree, &viewer).map_err(pages::asked)?;
    let submission = submissions::key_again(&form.submission, &errors)?;
    let (question, page) = page(&app, &viewer, shell, &form.asked(), submission, errors.clone()).await?;
    Ok(Seen::list("statistics", question.query(), 0).on(Page::refused(&errors, page).into_response()))
}

async fn close(app: &App, db: &mut sqlx::PgConnection, viewer: &Viewer, form: &ClosingForm) -> Result<Question> {
    let tree = app.tree();
    let question = form.asked().question(&tree, viewer)?;
    let mut errors = Errors::new();
    for (field, typed) in [("from", &form.from), ("to", &form.to)] {
        if clean(typed).is_empty() {
            errors.add(field, t("Nhập ngày đầu và ngày cuối của kỳ cần chốt."));
        }
    }
    errors.or(Some(()))?;
    // From here on nothing is written on which the figures rest, and what was written is seen.
    let author = book::closing(&mut *db, viewer.author(), || app.clock.now()).await?;
    let viewer = &Viewer { revision: book::revision(&mut *db).await?, ..viewer.clone() };
    let places = places(&mut *db, &tree, viewer, &question).await?;
    let table = movement(&mut *db, &places, &question).await?;
    let check = check::of(app, &mut *db, (&tree, viewer), (&places, &question), &table).await?;
    if !check.differs.is_empty() {
        return Err(Error::field(
            "from",
            t("Bảng của kỳ này không khớp với danh sách, nên chưa chốt được. Xem chỗ lệch bên dưới."),
        ));
    }
    super::close(db, author, &question, &table).await?;
    Ok(question)
}

/// `GET /statistics/closings/{id}/withdrawal`
#[derive(Template)]
#[template(path = "statistics/withdrawal.html")]
struct WithdrawalPage {
    shell: Shell,
    errors: Errors,
    typed: WithdrawalForm,
    action: String,
    back: String,
    period: String,
    closed_at: String,
    closed_by: String,
}

/// Why a closing is withdrawn.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::statistics) struct WithdrawalForm {
    reason: String,
    submission: String,
}

impl WithdrawalPage {
    fn new(shell: Shell, closing: &Closing, form: WithdrawalForm, errors: Errors) -> Self {
        Self {
            shell,
            errors,
            typed: form,
            action: withdrawal_path(closing.id),
            back: list_path(closing.organisation),
            period: period_label(closing.from, closing.to),
            closed_at: closing.closed_at.to_string(),
            closed_by: closing.closed_by.clone(),
        }
    }
}

/// A closing within the viewer's scope.
async fn find(db: &mut sqlx::PgConnection, viewer: &Viewer, id: i64) -> Result<Closing> {
    let organisation = queries::closings::organisation_of(&mut *db, ClosingId(id)).await?;
    let organisation = organisation.filter(|id| viewer.scope.covers(*id)).ok_or(Error::NotFound)?;
    let all = queries::closings::all(db, organisation).await?;
    all.into_iter().find(|closing| closing.id == ClosingId(id)).ok_or(Error::NotFound)
}

/// Asks why a closing is withdrawn.
pub(in crate::statistics) async fn new_withdrawal(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let closing = find(&mut db, &viewer, id).await?;
    if closing.withdrawn.is_some() {
        return Ok(Flash::Unchanged.see_other(&list_path(closing.organisation)));
    }
    let form = WithdrawalForm { submission: submissions::key()?, ..WithdrawalForm::default() };
    Ok(Page::ok(WithdrawalPage::new(shell, &closing, form, Errors::new())).into_response())
}

/// Withdraws a closing.
pub(in crate::statistics) async fn create_withdrawal(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<WithdrawalForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let closing = find(&mut tx, &viewer, id).await?;
    let location = list_path(closing.organisation);
    let claimed = submissions::claim_alone(&mut tx, &app.seal, author, &form.submission, &content).await;
    let withdrawn = match claimed {
        Ok(Claim::Done(location)) => return Ok(Flash::ClosingWithdrawn.see_other(&location)),
        Ok(Claim::New) => {
            book::closing(&mut tx, author, || app.clock.now()).await?;
            let reason = clean(&form.reason);
            let report = queries::closings::report_of(&mut *tx, closing.id).await?;
            if let Some(year) = report {
                let sentence = t(
                    "Lần chốt này thuộc báo cáo năm {year} đã chốt. Mở lại báo cáo đó thì lần chốt này cũng được thu hồi.",
                );
                Err(Error::field("reason", sentence.with("year", year)))
            } else if reason.is_empty() {
                Err(Error::field("reason", t("Ghi vì sao thu hồi, để người xem sau hiểu.")))
            } else {
                super::withdraw(&mut tx, author, &closing, &reason).await
            }
        }
        Err(error) => Err(error),
    };
    let errors = match withdrawn {
        Ok(()) => {
            submissions::finish(&mut tx, author, &form.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::ClosingWithdrawn.see_other(&location));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let page = WithdrawalPage::new(shell, &closing, form, errors.clone());
    Ok(Page::refused(&errors, page).into_response())
}
