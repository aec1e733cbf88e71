//! One paper for many people, chosen on the roster: reviewed by name, all of them recorded or none.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::super::form::StepForm;
use super::super::sheet::{Ask, Sheet};
use super::super::{TOGETHER, may_move, together};
use super::{Upon, branches, computed, consider, only_one_branch, said};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::ids::PersonId;
use crate::ledger::{self, NewEvent};
use crate::members::warnings::Warning;
use crate::organisations::Units;
use crate::rules::Day;
use crate::rules::standing::Kind;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Query};
use crate::web::{Errors, Page, With, filters, t};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "steps/batch.html")]
struct BatchPage {
    shell: Shell,
    sheet: &'static Sheet,
    people: Vec<One>,
    typed: StepForm,
    errors: Errors,
    warnings: Vec<Warning>,
    branches: Units,
    /// The day from which it counts, where the rules tell each their own: shown beside the names.
    computed: Option<Day>,
    faster: Vec<String>,
}

/// One of the people.
struct One {
    person: PersonId,
    name: String,
    born_on: String,
    branch: String,
    /// The event recorded last, when the page was made.
    last: i64,
    /// Whether the paper is for them.
    chosen: bool,
    /// Official from this day.
    computed: Option<Day>,
    /// Why it cannot be recorded for them.
    problem: String,
}

/// Which step, for whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::steps) struct Chosen {
    step: String,
    person: Vec<String>,
}

/// The page as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::steps) struct BatchForm {
    #[serde(flatten)]
    typed: StepForm,
    step: String,
    person: Vec<String>,
    /// Person and event recorded last, of everyone on the page.
    known: Vec<String>,
    confirm: Vec<String>,
}

fn sheet(noun: &str) -> Result<&'static Sheet> {
    if noun.is_empty() {
        return Err(Error::BadRequest);
    }
    let sheet = Sheet::named(noun).filter(|_| together(true).iter().any(|(word, _)| *word == noun));
    sheet.ok_or(Error::NotFound)
}

/// The people of a list of numbers, each once, in their order: that in which they are locked.
fn people(typed: &[String]) -> Result<Vec<PersonId>> {
    let mut people: Vec<PersonId> =
        typed.iter().map(|id| id.parse().map_err(|_| Error::BadRequest)).collect::<Result<_>>()?;
    people.sort_unstable();
    people.dedup();
    if people.len() > TOGETHER { Err(Error::BadRequest) } else { Ok(people) }
}

/// `GET /members/batch`
pub(in crate::steps) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(chosen): Query<Chosen>,
) -> Result<Response> {
    if chosen.step.is_empty() && chosen.person.is_empty() {
        return Ok(Seen::list("step", "", 0).on(crate::web::page::see_other("/members?pick=1")));
    }
    let sheet = sheet(&chosen.step)?;
    let people = people(&chosen.person)?;
    let mut db = app.db.acquire().await?;
    let mut errors = Errors::new();
    if people.is_empty() {
        errors.add("person", t("Chưa chọn ai. Quay lại danh sách và chọn từng người."));
    }
    let typed = StepForm { submission: submissions::key()?, ..StepForm::default() };
    let mut shown = Vec::new();
    for person in people {
        let upon = Upon::read(&mut db, &app, &viewer, person).await?;
        let mut one = one(&app, sheet, person, &upon);
        let events: Vec<_> = upon.events.iter().filter_map(ledger::Event::as_rule).collect();
        if !crate::rules::standing::may_follow(&events, viewer.at.day()).contains(&sheet.kind) {
            t("Không ghi được việc này: xem hồ sơ.").clone_into(&mut one.problem);
            one.chosen = false;
        } else if let Some(day) = one.computed.filter(|day| *day > viewer.at.day()) {
            one.problem = t("Thời gian dự bị đến ngày {day} mới hết.").with("day", day);
            one.chosen = false;
        }
        shown.push(one);
    }
    if sheet.kind == Kind::Moved && !may_move(&app.tree(), &viewer.scope) {
        errors.add("counterpart", only_one_branch());
    }
    let branches = branches(&mut db, &app, &viewer, sheet).await?;
    drop(db);
    let seen: Vec<_> = shown.iter().map(|one| Seen::person("step", one.person)).collect();
    let computed = of_all(&shown);
    let page = BatchPage {
        shell,
        sheet,
        people: shown,
        typed,
        errors: errors.clone(),
        warnings: Vec::new(),
        branches,
        computed,
        faster: Vec::new(),
    };
    let page = if errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    let first = Seen::list("step", "", 0).on(page);
    Ok(seen.into_iter().fold(first, |page, seen| seen.on(page)))
}

/// The day that holds for all who are chosen; none where each has their own, or nobody is chosen.
fn of_all(people: &[One]) -> Option<Day> {
    let mut days = people.iter().filter(|one| one.chosen).map(|one| one.computed);
    let first = days.next()?;
    first.filter(|_| days.all(|day| day == first))
}

fn one(app: &App, sheet: &'static Sheet, person: PersonId, upon: &Upon) -> One {
    One {
        person,
        name: upon.full_name.clone(),
        born_on: upon.born_on.clone(),
        branch: app.tree().name(upon.visibility.keeper).to_owned(),
        last: upon.last(),
        chosen: true,
        computed: computed(app, sheet, upon).map(|(official_on, _)| official_on),
        problem: String::new(),
    }
}

/// What was found for all of them together.
#[derive(Default)]
struct Found {
    events: Vec<NewEvent>,
    people: Vec<One>,
    errors: Errors,
    warnings: Vec<Warning>,
    faster: Vec<String>,
    /// Who cannot be recorded so, with what is wrong.
    refused: Vec<(String, Errors)>,
}

impl Found {
    /// What was found for one.
    fn add(&mut self, one: One, found: Result<NewEvent, Errors>, warnings: Vec<Warning>) {
        for warning in warnings {
            let sentence = format!("{}: {}", one.name, warning.sentence);
            match self.warnings.iter_mut().find(|known| known.code == warning.code) {
                Some(known) => known.sentence = format!("{} {sentence}", known.sentence),
                None => self.warnings.push(Warning { sentence, ..warning }),
            }
        }
        match found {
            Ok(event) => self.events.push(event),
            Err(errors) => self.refused.push((one.name.clone(), errors)),
        }
        self.people.push(one);
    }

    /// What is wrong, each once: with the paper where it is so for all of them, else with the person by name.
    fn tell(&mut self) {
        let chosen = self.people.iter().filter(|one| one.chosen).count();
        for (name, errors) in &self.refused {
            for (field, sentence) in errors.list() {
                let of = self.refused.iter().filter(|(_, other)| other.get(field) == Some(sentence.as_str())).count();
                let (field, sentence) = match *field {
                    "confirm" => continue,
                    _ if of < chosen => ("person", format!("{name}: {sentence}")),
                    field => (field, sentence.clone()),
                };
                if !self.errors.list().iter().any(|(known, told)| *known == field && *told == sentence) {
                    self.errors.add(field, sentence);
                }
            }
        }
    }
}

async fn find(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    sheet: &'static Sheet,
    form: &BatchForm,
) -> Result<(Found, Units)> {
    let chosen = people(&form.person)?;
    let known: HashMap<PersonId, i64> = form
        .known
        .iter()
        .map(|known| {
            let (person, last) = known.split_once(':').ok_or(Error::BadRequest)?;
            Ok((person.parse().map_err(|_| Error::BadRequest)?, last.parse().map_err(|_| Error::BadRequest)?))
        })
        .collect::<Result<_>>()?;
    let mut all: Vec<_> = known.keys().copied().chain(chosen.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    if all.len() > TOGETHER {
        return Err(Error::BadRequest);
    }
    let mut found = Found::default();
    if chosen.is_empty() {
        found.errors.add("person", t("Chưa chọn ai. Chọn ít nhất một người."));
    }
    let mut units = branches(&mut *db, app, viewer, sheet).await?;
    for person in all {
        ledger::queries::lock(&mut *db, person).await?;
        let upon = Upon::read(&mut *db, app, viewer, person).await?;
        let mut one = one(app, sheet, person, &upon);
        one.chosen = chosen.contains(&person);
        if !one.chosen {
            found.people.push(one);
            continue;
        }
        let last = known.get(&person).copied().unwrap_or_default();
        let newer = upon.events.iter().filter(|event| event.id.0 > last);
        found.faster.extend(newer.map(|event| format!("{}: {}", one.name, said(event))));
        let considered = consider(&mut *db, app, viewer, person, sheet, &form.typed, &upon).await?;
        units = considered.branches;
        found.add(one, considered.result, considered.warnings);
    }
    found.tell();
    Ok((found, units))
}

/// `POST /members/batch`
pub(in crate::steps) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<BatchForm>,
) -> Result<Response> {
    let sheet = sheet(&form.step)?;
    form.typed.confirm.clone_from(&form.confirm);
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.typed.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let (mut found, branches) = find(&mut tx, &app, &viewer, sheet, &form).await?;
    let mut errors = std::mem::take(&mut found.errors);
    let stale = before.is_none() && !found.faster.is_empty();
    if stale {
        (errors, found.warnings) = (Errors::new(), Vec::new());
    } else if let Some(saved) = before {
        errors = saved;
    } else if errors.is_empty() {
        errors = crate::members::warnings::unconfirmed(&found.warnings);
    }
    if errors.is_empty() && !stale {
        for event in &found.events {
            match ledger::record(&mut tx, author, event).await {
                Ok(_) => {}
                Err(Error::Invalid(refused)) => {
                    let name = found.people.iter_mut().find(|one| one.person == event.person);
                    for (_, sentence) in refused.list() {
                        let name = name.as_ref().map_or("", |one| one.name.as_str());
                        errors.add("person", format!("{name}: {sentence}"));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        if errors.is_empty() {
            let location = "/members".to_owned();
            submissions::finish(&mut tx, author, &form.typed.submission, &location).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&location));
        }
    }
    tx.rollback().await?;
    form.typed.submission = submissions::key_again(&form.typed.submission, &errors)?;
    let seen: Vec<_> = found.people.iter().map(|one| Seen::person("step", one.person)).collect();
    let page = BatchPage {
        shell,
        sheet,
        computed: of_all(&found.people),
        people: found.people,
        typed: form.typed,
        errors: errors.clone(),
        warnings: found.warnings,
        branches,
        faster: found.faster,
    };
    let page = if stale { Page::conflict(page) } else { Page::refused(&errors, page) };
    let page = Seen::list("step", "", 0).on(page);
    Ok(seen.into_iter().fold(page, |page, seen| seen.on(page)))
}
