//! A commendation is recorded, many members and organisations at once, and corrected.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::sheet::{Listing, page, seen};
use crate::audit::Seen;
use crate::auth::Viewer;
use crate::choosing;
use crate::commendations::form::{CommendationForm, FIELDS, lines};
use crate::commendations::present::{Names, decision, facts};
use crate::commendations::{CommendationId, Content, Recipient, Version, amend, find, queries, record};
use crate::ids::{OrganisationId, PersonId};
use crate::members::warnings::{self, Warning};
use crate::organisations;
use crate::rules::Day;
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::submissions::{self, Claim};
use crate::web::extract::{Once, Path, Query};
use crate::web::{Errors, Page, With, t};
use crate::yearly::withdrawal::{Now, stale_errors};
use crate::{Error, Result};

/// Which form is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::commendations) struct AskedNew {
    year: String,
    branch: String,
}

pub(in crate::commendations) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(asked): Query<AskedNew>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let listing = Listing::read(&mut db, &app, &viewer, &asked.branch).await?;
    let year = crate::yearly::year(&asked.year, viewer.at.day().year()).unwrap_or(viewer.at.day().year());
    let typed = CommendationForm {
        organisation: viewer.organisation.to_string(),
        year: year.to_string(),
        branch: asked.branch,
        submission: submissions::key()?,
        ..CommendationForm::default()
    };
    let page = page(&mut db, &viewer, shell, listing, None, typed, Errors::new(), None).await?;
    Ok(seen(&page).on(Page::ok(page)))
}

pub(in crate::commendations) async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Query(asked): Query<AskedNew>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let version = current(&mut db, &viewer, CommendationId(id)).await?;
    if !version.is_believed() {
        return Ok(Seen::list("commendations", format!("?id={id}"), 0)
            .on(Flash::Unchanged.see_other(&version.commendation.path())));
    }
    let listing = Listing::read(&mut db, &app, &viewer, &asked.branch).await?;
    let form = CommendationForm::of(&version);
    let typed = CommendationForm { submission: submissions::key()?, branch: asked.branch, ..form };
    let page = page(&mut db, &viewer, shell, listing, Some(&version), typed, Errors::new(), None).await?;
    Ok(seen(&page).on(Page::ok(page)))
}

/// The newest version of a commendation whose paper is kept within the viewer's scope.
async fn current(db: &mut PgConnection, viewer: &Viewer, id: CommendationId) -> Result<Version> {
    let newest = find(db, viewer, id).await?.into_iter().next().ok_or(Error::NotFound)?;
    if viewer.scope.covers(newest.organisation) { Ok(newest) } else { Err(Error::NotFound) }
}

/// A commendation that may be written.
struct Meant {
    organisation: OrganisationId,
    content: Content,
    recipients: Vec<Recipient>,
}

/// The card of a paper that is there already: what an edit leaves as it was is not asked again.
async fn doubts(
    db: &mut PgConnection,
    viewer: &Viewer,
    new: &Meant,
    form: &CommendationForm,
    before: Option<&Version>,
) -> Result<Vec<Warning>> {
    organisations::queries::in_turn(&mut *db, new.organisation).await?;
    let paper = |content: &Content| {
        (content.decision_number.clone(), content.decided_on, content.issuing_body.clone(), content.merit.clone())
    };
    if before.is_some_and(|before| paper(&before.content) == paper(&new.content)) {
        return Ok(Vec::new());
    }
    let besides = before.map(|before| before.commendation);
    let Some(twin) = queries::twin(db, &viewer.scope.ids(), &new.content, besides).await? else {
        return Ok(Vec::new());
    };
    let sentence =
        t("Sổ đã ghi quyết định này: {decision}. Thêm người vào mục đó; chỉ ghi riêng khi là quyết định khác.");
    let sentence = sentence.with("decision", decision(&new.content));
    Ok(vec![Warning::told("same_decision", sentence, String::new(), &form.confirm).linked(twin.path())])
}

/// What was meant, or everything that is wrong with it.
async fn meant(
    db: &mut PgConnection,
    viewer: &Viewer,
    listing: &mut Listing,
    form: &CommendationForm,
    before: Option<&Version>,
) -> Result<Result<Meant, Errors>> {
    let mut errors = Errors::new();
    let content = form.content(&mut errors, viewer.at.day());
    let organisation = if let Some(before) = before {
        Some(before.organisation)
    } else {
        let meant = listing.keepers.meant(&mut *db, &form.organisation).await?;
        errors.take("organisation", meant.or_say(t("Chọn tổ chức lưu quyết định.")))
    };
    let day = content.as_ref().map_or(viewer.at.day(), |content| content.decided_on);
    let mut people: BTreeSet<PersonId> = form.ticked().into_iter().collect();
    for name in lines(&form.names) {
        match listing.people.meant(&mut *db, &listing.ids, &listing.tree, &name, day).await? {
            Ok(found) => {
                people.insert(found.person);
            }
            Err(sentence) => errors.add("names", format!("{name}: {sentence}")),
        }
    }
    // A commendation is of what a member did here: of that time the book must know them as one.
    let since = content.as_ref().and_then(|content| Day::new(content.year - content.years + 1, 1, 1)).unwrap_or(day);
    let ids: Vec<_> = people.iter().copied().collect();
    let places = choosing::where_members(&mut *db, &ids, &listing.ids, (since.min(day), day)).await?;
    let mut recipients: Vec<Recipient> = Vec::new();
    let mut unknown = Vec::new();
    for person in ids {
        let kept = before.and_then(|before| before.recipients.iter().find(|one| one.person == Some(person)));
        match places.get(&person).copied().or(kept.map(|one| one.organisation)) {
            Some(organisation) => recipients.push(Recipient { person: Some(person), organisation }),
            None => unknown.push(person),
        }
    }
    if !unknown.is_empty() && content.is_some() {
        let stays = choosing::stays(&mut *db, &unknown, &listing.ids).await?;
        unknown.retain(|person| stays.contains_key(person));
        if unknown.is_empty() {
            return Err(Error::NotFound);
        }
        let names = choosing::names(&mut *db, &unknown, day, None).await?;
        let why = unknown.iter().filter_map(|person| {
            let (joined, left) = stays.get(person)?;
            let name = names.get(person)?;
            // Who came after the decision, or had left before the time it commends.
            Some(match left {
                _ if *joined > day => t("{name} (vào đây ngày {day})").with("day", joined).with("name", name),
                Some(left) => t("{name} (đã ra khỏi đây ngày {day})").with("day", left).with("name", name),
                None => name.clone(),
            })
        });
        let why = why.collect::<Vec<_>>().join(", ");
        let sentence = t(
            "Không là đảng viên ở đây trong thời gian được khen: {names}. Bỏ chọn, hoặc kiểm tra lại năm và ngày quyết định.",
        );
        errors.add("member", sentence.with("names", why));
    }
    let mut units: BTreeSet<OrganisationId> = form.ticked_units().into_iter().collect();
    if units.iter().any(|unit| !viewer.scope.holds(*unit)) {
        return Err(Error::NotFound);
    }
    for name in lines(&form.unit_names) {
        match listing.keepers.named(&name).or_else(|meant| meant.or_say("")) {
            Ok(unit) => {
                units.insert(unit);
            }
            Err(sentence) => errors.add("unit_names", format!("{name}: {sentence}")),
        }
    }
    recipients.extend(units.into_iter().map(|organisation| Recipient { person: None, organisation }));
    if recipients.is_empty() && errors.get("member").is_none() && errors.get("names").is_none() {
        errors.add("member", t("Chọn ít nhất một đảng viên hoặc một tổ chức được khen."));
    }
    errors.sort_by(&FIELDS);
    let meant = || Some(Meant { organisation: organisation?, content: content?, recipients });
    Ok(errors.clone().or(meant()))
}

/// The same, once the cards are confirmed; and the cards.
async fn judged(
    db: &mut PgConnection,
    viewer: &Viewer,
    listing: &mut Listing,
    form: &CommendationForm,
    before: Option<&Version>,
) -> Result<(Result<Meant, Errors>, Vec<Warning>)> {
    let meant = match meant(&mut *db, viewer, listing, form, before).await? {
        Ok(meant) => meant,
        Err(errors) => return Ok((Err(errors), Vec::new())),
    };
    let warnings = doubts(db, viewer, &meant, form, before).await?;
    Ok((warnings::unconfirmed(&warnings).or(Some(meant)), warnings))
}

pub(in crate::commendations) async fn create(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Once(mut form, content): Once<CommendationForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Recorded.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let mut listing = Listing::read(&mut tx, &app, &viewer, &form.branch).await?;
    let (found, warnings) = judged(&mut tx, &viewer, &mut listing, &form, None).await?;
    let errors = match before.map_or(found, Err) {
        Ok(new) => {
            let confirmed = warnings::confirmed(&warnings);
            let id = record(&mut tx, author, new.organisation, (&new.content, &new.recipients), &confirmed).await?;
            submissions::finish(&mut tx, author, &form.submission, &id.path()).await?;
            tx.commit().await?;
            return Ok(Flash::Recorded.see_other(&id.path()));
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut db = app.db.acquire().await?;
    let mut page = page(&mut db, &viewer, shell, listing, None, form, errors.clone(), None).await?;
    page.warnings = warnings;
    Ok(seen(&page).on(Page::refused(&errors, page)))
}

pub(in crate::commendations) async fn update(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Path(id): Path<i64>,
    Once(mut form, content): Once<CommendationForm>,
) -> Result<Response> {
    let author = viewer.author();
    let mut tx = app.db.begin().await?;
    let version = current(&mut tx, &viewer, CommendationId(id)).await?;
    let location = version.commendation.path();
    let before = match submissions::claim(&mut tx, &app.seal, author, &form.submission, &content).await {
        Ok(Claim::Done(location)) => return Ok(Flash::Saved.see_other(&location)),
        Ok(Claim::New) => None,
        Err(Error::Invalid(saved)) => Some(saved),
        Err(error) => return Err(error),
    };
    let made_from: i64 = form.version.parse().map_err(|_| Error::BadRequest)?;
    let mut listing = Listing::read(&mut tx, &app, &viewer, &form.branch).await?;
    let mut stale = made_from != version.version || !version.is_believed();
    let (found, warnings) = judged(&mut tx, &viewer, &mut listing, &form, Some(&version)).await?;
    let mut errors = match before.map_or(found, Err) {
        Ok(_) if stale => Errors::new(),
        Ok(mut new) => {
            // Whoever stands on the paper outside of the viewer's scope stays there.
            let all = queries::versions(&mut tx, version.commendation).await?.into_iter().next();
            let hidden = all.into_iter().flat_map(|all| all.recipients);
            new.recipients.extend(hidden.filter(|one| !viewer.scope.covers(one.organisation)));
            let recipients: BTreeSet<_> = new.recipients.iter().collect();
            if new.content == version.content && recipients == version.recipients.iter().collect() {
                return Ok(Flash::Unchanged.see_other(&location));
            }
            let confirmed = warnings::confirmed(&warnings);
            match amend(&mut tx, author, &version, (&new.content, &new.recipients), &confirmed).await {
                Ok(()) => {
                    submissions::finish(&mut tx, author, &form.submission, &location).await?;
                    tx.commit().await?;
                    return Ok(Flash::Saved.see_other(&location));
                }
                Err(Error::Invalid(errors)) => {
                    stale = true;
                    errors
                }
                Err(error) => return Err(error),
            }
        }
        Err(errors) => errors,
    };
    tx.rollback().await?;
    let mut db = app.db.acquire().await?;
    let version = current(&mut db, &viewer, CommendationId(id)).await?;
    let mut now = None;
    if stale {
        if errors.get("version").is_none() {
            errors.extend(stale_errors());
        }
        let names = Names::read(&mut db, std::slice::from_ref(&version), &[], viewer.at.day(), None).await?;
        let told: Vec<_> = version.recipients.iter().map(|one| names.recipient(one).name).collect();
        let mut facts = facts(&version, &names);
        facts.push((t("Người, tổ chức được khen"), told.join(", ")));
        if let Some((_, reason)) = &version.withdrawn {
            facts.insert(0, (t("Đã thu hồi"), reason.clone()));
        }
        let by = version.withdrawn.as_ref().map_or(&version.recorded_by, |(by, _)| by).clone();
        let at = version.ended_at.unwrap_or(version.recorded_at).to_string();
        now = Some(Now { by, at, facts });
        form.version = version.version.to_string();
    }
    form.submission = submissions::key_again(&form.submission, &errors)?;
    let mut page = page(&mut db, &viewer, shell, listing, Some(&version), form, errors.clone(), now).await?;
    page.warnings = warnings;
    let seen = seen(&page);
    Ok(seen.on(if stale { Page::conflict(page) } else { Page::refused(&errors, page) }.into_response()))
}
