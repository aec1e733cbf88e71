//! An event that was recorded wrongly, recorded anew: its page again with what it says. What rests on it stays, so
//! that a wrong number of an old decision need not undo the years since.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::super::amended;
use super::super::form::{StepForm, TEXT};
use super::super::sheet::{Ask, Sheet};
use super::{Considered, Upon, branches, computed, consider, said};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::{EventId, PersonId};
use crate::ledger::{self, Details, Event, NewEvent};
use crate::members::warnings::{self, Warning};
use crate::organisations::Units;
use crate::rules::Day;
use crate::rules::standing::{self, Kind};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path};
use crate::web::form::clean;
use crate::web::page::see_other;
use crate::web::{Errors, Page, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "steps/correction.html")]
struct CorrectionPage {
    shell: Shell,
    person: PersonId,
    full_name: String,
    event: EventId,
    /// The day that it says now.
    on: Day,
    /// Whether it was voided before, and is only recorded again.
    voided: bool,
    sheet: &'static Sheet,
    typed: StepForm,
    why: String,
    errors: Errors,
    warnings: Vec<Warning>,
    branches: Units,
    computed: Option<Day>,
    faster: Vec<String>,
}

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::steps) struct CorrectionForm {
    #[serde(flatten)]
    typed: StepForm,
    /// Why what was recorded is wrong.
    why: String,
    confirm: Vec<String>,
}

/// The event, what is asked of it, and what the person's ledger is without it.
struct Wrong {
    event: Event,
    sheet: &'static Sheet,
    without: Upon,
}

impl Wrong {
    fn of(upon: &Upon, id: EventId) -> Result<Self> {
        let event = upon.events.iter().find(|event| event.id == id && upon.visibility.shows(event));
        let event = event.ok_or(Error::NotFound)?.clone();
        let sheet = event.kind.and_then(Sheet::corrected).ok_or(Error::NotFound)?;
        let mut without = upon.clone();
        without.events.retain(|one| one.id != id);
        let left: Vec<_> = without.events.iter().filter_map(Event::as_rule).collect();
        // What rests on it cannot be folded without it; then what is so now tells where the person was.
        if let Ok(spans) = standing::fold(&left) {
            without.spans = spans;
        }
        Ok(Self { event, sheet, without })
    }

    /// What was recorded in its place, when it was corrected before.
    fn in_its_place(&self) -> Option<EventId> {
        amended::in_its_place(&self.without.events, &self.event).map(|event| event.id)
    }

    /// What an event keeps that its page does not ask for.
    fn completed(&self, new: NewEvent) -> NewEvent {
        let kept = &self.event.details;
        let mut details = new.details;
        for sponsor in &mut details.sponsors {
            sponsor.person = kept.sponsors.iter().find(|old| old.name == sponsor.name).and_then(|old| old.person);
        }
        let asks = |ask| self.sheet.asks(ask);
        let details = Details {
            resolved_on: if asks(Ask::ResolvedOn) { details.resolved_on } else { kept.resolved_on.clone() },
            fees_until: if asks(Ask::FeesUntil) { details.fees_until } else { kept.fees_until.clone() },
            reason: if asks(Ask::Reason) { details.reason } else { kept.reason.clone() },
            not_duplicate: kept.not_duplicate.clone(),
            ..details
        };
        let effective_on = if asks(Ask::EffectiveOn) { new.effective_on } else { self.event.effective_on };
        NewEvent { effective_on, details, ..new }
    }
}

/// The days of an admission in their order, and why it was wrong.
fn problems(form: &CorrectionForm, wrong: &Wrong, new: Option<&NewEvent>) -> Errors {
    let mut errors = Errors::new();
    if clean(&form.why).is_empty() && !wrong.event.voided {
        errors.add("why", t("Ghi vì sao việc này sai, để người xem sau hiểu."));
    }
    errors.longest("why", &clean(&form.why), TEXT);
    if let (Some(new), Kind::Admitted) = (new, wrong.sheet.kind) {
        if new.decided_on.is_some_and(|decided_on| decided_on.surely_after(new.effective_on)) {
            errors.add("effective_on", t("Lễ kết nạp không thể trước ngày quyết định. Kiểm tra lại hai ngày."));
        }
        let resolved_on = new.details.resolved_on.as_deref().and_then(Day::parse_iso);
        if resolved_on.is_some_and(|resolved_on| new.decided_on.is_some_and(|day| day.surely_before(resolved_on))) {
            errors.add("decided_on", t("Quyết định không thể trước ngày chi bộ xét. Kiểm tra lại hai ngày."));
        }
    }
    errors
}

/// `GET /members/{id}/events/{event}/correction`
pub(in crate::steps) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, id)): Path<(PersonId, EventId)>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let upon = Upon::read(&mut db, &app, &viewer, person).await?;
    let wrong = Wrong::of(&upon, id)?;
    if let Some(anew) = wrong.in_its_place() {
        let there = format!("{}/events/{anew}/correction", person.path());
        return Ok(Seen::person("step", person).on(see_other(&there)));
    }
    let typed =
        StepForm { submission: submissions::key()?, last: upon.last().to_string(), ..StepForm::of(&wrong.event) };
    let branches = branches(&mut db, &app, &viewer, wrong.sheet).await?;
    let considered = Considered { branches, warnings: Vec::new(), result: Err(Errors::new()) };
    let form = CorrectionForm { typed, ..CorrectionForm::default() };
    let page = page(&app, shell, person, &wrong, form, considered);
    Ok(Seen::person("step", person).on(Page::ok(page)))
}

fn page(
    app: &App,
    shell: Shell,
    person: PersonId,
    wrong: &Wrong,
    form: CorrectionForm,
    considered: Considered,
) -> CorrectionPage {
    CorrectionPage {
        shell,
        person,
        full_name: wrong.without.full_name.clone(),
        event: wrong.event.id,
        on: wrong.event.effective_on,
        voided: wrong.event.voided,
        sheet: wrong.sheet,
        typed: form.typed,
        why: form.why,
        errors: considered.result.err().unwrap_or_default(),
        warnings: considered.warnings,
        branches: considered.branches,
        computed: computed(app, wrong.sheet, &wrong.without).map(|(official_on, _)| official_on),
        faster: Vec::new(),
    }
}

/// `POST /members/{id}/events/{event}/correction`
pub(in crate::steps) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path((person, id)): Path<(PersonId, EventId)>,
    Once(mut form, content): Once<CorrectionForm>,
) -> Result<Response> {
    form.typed.confirm.clone_from(&form.confirm);
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.typed.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    ledger::queries::lock(&mut tx, person).await?;
    let upon = Upon::read(&mut tx, &app, &viewer, person).await?;
    let wrong = Wrong::of(&upon, id)?;
    let known: i64 = form.typed.last.parse().map_err(|_| Error::BadRequest)?;
    let faster: Vec<_> = upon.events.iter().filter(|event| event.id.0 > known).map(said).collect();
    let mut considered = consider(&mut tx, &app, &viewer, person, wrong.sheet, &form.typed, &wrong.without).await?;
    let mut problems = problems(&form, &wrong, considered.result.as_ref().ok());
    if let Ok(new) = &mut considered.result {
        *new = wrong.completed(new.clone());
        let (errors, warnings) = amended::judged(
            &app,
            viewer.at.day(),
            upon.born,
            (wrong.event.effective_on, new),
            &wrong.without.events,
            &form.confirm,
        );
        problems.extend(errors);
        if !wrong.event.voided && amended::says_the_same(&wrong.event, new) {
            problems.add("why", t("Chưa có gì khác với điều đã ghi. Sửa chỗ sai rồi gửi, hoặc quay lại hồ sơ."));
        }
        if problems.is_empty() {
            problems.extend(warnings::unconfirmed(&warnings));
        }
        new.details.confirmed.extend(warnings::confirmed(&warnings));
        considered.warnings.extend(warnings);
    }
    if wrong.in_its_place().is_some() {
        problems = Errors::one("why", t("Việc này đã được ghi lại. Mở hồ sơ, xem việc ghi sau cùng."));
    }
    if let Some(saved) = before {
        considered.result = Err(saved);
    } else if !faster.is_empty() {
        considered = Considered { warnings: Vec::new(), result: Err(Errors::new()), ..considered };
    } else if !problems.is_empty() {
        problems.extend(considered.result.err().unwrap_or_default());
        problems.sort_by(&super::super::form::ORDER);
        considered.result = Err(problems);
    }
    let recorded = match &considered.result {
        Ok(new) => ledger::correct(&mut tx, author, &wrong.event, &clean(&form.why), new).await.map(|_| ()),
        Err(errors) => Err(Error::Invalid(errors.clone())),
    };
    let errors = match recorded {
        Ok(()) => {
            submissions::finish(&mut tx, author, &form.typed.submission, &person.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&person.path()));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
    };
    tx.rollback().await?;
    form.typed.submission = submissions::key_again(&form.typed.submission, &errors)?;
    form.typed.last = upon.last().to_string();
    let stale = !faster.is_empty();
    considered.result = Err(errors.clone());
    let page = CorrectionPage { faster, ..page(&app, shell, person, &wrong, form, considered) };
    let page = if stale { Page::conflict(page) } else { Page::refused(&errors, page) };
    Ok(Seen::person("step", person).on(page))
}
