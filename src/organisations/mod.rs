//! The tree of organisations: superiors as a name, đảng bộ, chi bộ; names and parents dated.
//!
//! One organisation's versions are its [`history`]; every change writes what differs, ends in `known`
//! what is no longer believed, and is checked as a whole: nothing is ever below itself, below a branch,
//! or below what is not there.

mod changes;
mod form;
pub mod history;
mod mistakes;
mod pages;
pub mod place;
pub mod queries;
pub mod units;
pub mod year;

use axum::routing;
use sqlx::PgConnection;

use crate::audit::{self, Author, Field, Subject};
use crate::auth::scope::Kind;
use crate::auth::{Right, Route};
use crate::book;
use crate::ids::OrganisationId;
use crate::rules::Day;
use crate::web::{With, t};
use crate::{Error, Result};
use history::Problem;
pub use history::{Version, When};
pub use place::{BranchOption, Headcount, Placed, branch_options, headcounts};
pub use place::{heading, names_known, names_on, tree_known, tree_on};
pub use units::{Meant, Units};

/// The pages.
pub const ROUTES: &[Route] = &[
    Route::get("/organisations", Right::SignedIn, || routing::get(pages::list)),
    Route::get("/organisations/new", Right::Administer, || routing::get(pages::new)),
    Route::post("/organisations", Right::Administer, || routing::post(pages::create)),
    Route::get("/organisations/names", Right::SignedIn, || routing::get(pages::names)),
    Route::get("/organisations/{id}", Right::SignedIn, || routing::get(pages::show)).personal(),
    Route::get("/organisations/{id}/rename", Right::Administer, || routing::get(pages::new_name)),
    Route::post("/organisations/{id}/rename", Right::Administer, || routing::post(pages::create_name)),
    Route::get("/organisations/{id}/parent", Right::Administer, || routing::get(pages::new_parent)),
    Route::post("/organisations/{id}/parent", Right::Administer, || routing::post(pages::create_parent)),
    Route::get("/organisations/{id}/dissolution", Right::Administer, || routing::get(pages::new_dissolution)),
    Route::post("/organisations/{id}/dissolution", Right::Administer, || routing::post(pages::create_dissolution)),
    Route::get("/organisations/{id}/founding", Right::Administer, || routing::get(mistakes::new_founding)),
    Route::post("/organisations/{id}/founding", Right::Administer, || routing::post(mistakes::create_founding)),
    Route::post("/organisations/{id}/withdrawal", Right::Administer, || routing::post(mistakes::create_withdrawal)),
    Route::post("/organisations/{id}/resumption", Right::Administer, || routing::post(pages::create_resumption)),
];

/// What an organisation is, in words.
pub fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Superior => t("Cấp ủy cấp trên"),
        Kind::Committee => t("Đảng bộ"),
        Kind::Branch => t("Chi bộ"),
    }
}

/// An organisation to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Directly above it.
    pub parent: Option<OrganisationId>,
    /// From which day; none: as long as anyone remembers.
    pub from: Option<Day>,
}

/// Which organisation is to be changed, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Which.
    pub id: OrganisationId,
    /// Its newest version when the form was made: another by now, and somebody else was faster.
    pub version: i64,
}

/// Makes an organisation.
///
/// # Errors
/// [`Error::Invalid`] on `parent`, `from` or `name` when there is no place for it.
pub async fn create(db: &mut PgConnection, author: Author, new: &NewOrganisation) -> Result<OrganisationId> {
    let author = book::writing(&mut *db, author).await?;
    queries::one_writer(db).await?;
    let id = queries::insert(db, author.at, new.kind).await?;
    let version = Version { name: new.name.clone(), parent: new.parent, from: new.from, to: None };
    queries::insert_version(db, author.at, id, &version).await?;
    check(db, id, "from").await?;
    let mut fields = vec![Field::new("name", "", &new.name), Field::new("kind", "", new.kind.code())];
    fields.extend(new.from.map(|from| Field::new("from", "", from)));
    audit::record(db, author, "organisation_created", Subject::Organisation(id), Some(id), &fields).await?;
    Ok(id)
}

/// Gives an organisation another name, from a day on or wherever the wrong one stood.
///
/// # Errors
/// [`Error::Invalid`] on `name` or `from`, and on `version` when somebody else was faster.
pub async fn rename(db: &mut PgConnection, author: Author, target: Target, when: When, name: &str) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let kept = read(db, target).await?;
    let old = kept.iter().find(|(_, version)| version.covers(when.day())).map_or("", |(_, version)| &version.name);
    let fields = [Field::new("name", old, name), from_field(when)];
    let told = history::renamed(&versions(&kept), when, name).map_err(|problem| said(problem, when, "name"))?;
    write(db, author, target.id, &kept, &told).await?;
    check(db, target.id, "from").await?;
    let act = match when {
        When::From(_) => "organisation_renamed",
        When::Throughout(_) => "organisation_name_corrected",
    };
    audit::record(db, author, act, Subject::Organisation(target.id), Some(target.id), written(&fields)).await
}

/// Puts an organisation under another, from a day on or wherever the wrong one stood.
///
/// # Errors
/// [`Error::Invalid`] on `parent` or `from`, and on `version` when somebody else was faster.
pub async fn put_under(
    db: &mut PgConnection,
    author: Author,
    target: Target,
    when: When,
    parent: OrganisationId,
) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let kept = read(db, target).await?;
    if parent == target.id {
        return Err(Error::field("parent", below_itself()));
    }
    let old = kept.iter().find(|(_, version)| version.covers(when.day())).and_then(|(_, version)| version.parent);
    let ids: Vec<_> = old.into_iter().chain([parent]).collect();
    let names = names_on(&mut *db, &ids, when.day()).await?;
    let name = |id: Option<OrganisationId>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let fields = [Field::new("parent", name(old), name(Some(parent))), from_field(when)];
    let told = history::moved(&versions(&kept), when, Some(parent)).map_err(|problem| said(problem, when, "parent"))?;
    write(db, author, target.id, &kept, &told).await?;
    check(db, target.id, "from").await?;
    let act = match when {
        When::From(_) => "organisation_moved",
        When::Throughout(_) => "organisation_parent_corrected",
    };
    audit::record(db, author, act, Subject::Organisation(target.id), Some(target.id), written(&fields)).await
}

/// Puts an organisation under a superior that is but a name: a new one, known by that name alone.
///
/// # Errors
/// As [`put_under`], on `superior` for the name.
pub async fn put_under_superior(
    db: &mut PgConnection,
    author: Author,
    target: Target,
    when: When,
    name: &str,
) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    queries::one_writer(db).await?;
    let above = queries::above(&mut *db, target.id, when.day(), None).await?;
    if above.as_deref() == Some(name) {
        return Err(said(Problem::Unchanged, when, "superior"));
    }
    let new = NewOrganisation { kind: Kind::Superior, name: name.to_owned(), parent: None, from: None };
    let superior = create(db, author, &new).await?;
    put_under(db, author, target, when, superior).await
}

/// Ends an organisation on a day: it is not there on that day any more. Its heirs are kept as such.
///
/// # Errors
/// [`Error::Invalid`] on `on` while members, guests or organisations are in it on that day or later,
/// and on `version` when somebody else was faster.
pub async fn dissolve(
    db: &mut PgConnection,
    author: Author,
    target: Target,
    on: Day,
    heirs: &[OrganisationId],
) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let kept = read(db, target).await?;
    // Whoever records an event in it holds its row, and is waited for here; who comes later is refused there.
    queries::hold(db, target.id).await?;
    let when = When::From(on);
    let told = history::ended(&versions(&kept), on).map_err(|problem| said(problem, when, "on"))?;
    if let Some(below) = queries::below_from(&mut *db, target.id, on).await?.first() {
        return Err(Error::field(
            "on",
            t("{name} còn trực thuộc vào ngày này. Chuyển đi hoặc giải thể trước.").with("name", below),
        ));
    }
    let staying = queries::staying(&mut *db, target.id, on).await?;
    if staying.people > 0 {
        return Err(Error::field("on", staying.sentence()));
    }
    write(db, author, target.id, &kept, &told).await?;
    for &heir in heirs {
        if heir == target.id || !queries::was_there(&mut *db, heir, on).await? {
            return Err(Error::field("heir", t("Tổ chức tiếp nhận chưa có hoặc đã giải thể vào ngày này.")));
        }
        queries::insert_succession(db, target.id, heir, on).await?;
    }
    let names = names_on(&mut *db, heirs, on).await?;
    let mut fields = vec![Field::new("on", "", on)];
    fields.extend(heirs.iter().filter_map(|heir| names.get(heir)).map(|name| Field::new("heir", "", name)));
    audit::record(db, author, "organisation_dissolved", Subject::Organisation(target.id), Some(target.id), &fields)
        .await
}

/// Takes an end back that was recorded wrongly.
///
/// # Errors
/// [`Error::Invalid`] on `parent` when nothing is left above it, and on `version` when somebody else was faster.
pub async fn resume(db: &mut PgConnection, author: Author, target: Target) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let kept = read(db, target).await?;
    let ended = kept.last().and_then(|(_, version)| version.to);
    let told = history::resumed(&versions(&kept)).map_err(|_| stale())?;
    write(db, author, target.id, &kept, &told).await?;
    check(db, target.id, "parent").await?;
    queries::delete_successions(db, target.id).await?;
    let fields = [Field::new("on", ended.map(|day| day.to_string()).unwrap_or_default(), "")];
    audit::record(db, author, "organisation_resumed", Subject::Organisation(target.id), Some(target.id), &fields).await
}

/// Corrects the first day of an organisation; none: as long ago as anyone remembers.
///
/// # Errors
/// [`Error::Invalid`] on `from` when something in the book was there before it, and on `version` when somebody
/// else was faster.
pub async fn found(db: &mut PgConnection, author: Author, target: Target, from: Option<Day>) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let kept = read(db, target).await?;
    queries::hold(db, target.id).await?;
    let told = history::founded(&versions(&kept), from).map_err(|problem| match problem {
        Problem::ChangedLater => {
            Error::field("from", t("Ngày này không trước lần đổi tên hoặc đổi cấp trên đầu tiên. Chọn ngày sớm hơn."))
        }
        Problem::Unchanged => Error::field("from", unchanged()),
        Problem::NotThere => Error::NotFound,
    })?;
    if let Some(from) = from {
        if let Some(day) = queries::first_stay(&mut *db, target.id).await?.filter(|day| *day < from) {
            let sentence = t("Trong sổ đã có người ở tổ chức này từ ngày {day}. Chọn ngày đó hoặc sớm hơn.");
            return Err(Error::field("from", sentence.with("day", day)));
        }
        if let Some(below) = queries::below_before(&mut *db, target.id, from).await?.first() {
            let sentence = t("{name} đã trực thuộc tổ chức này trước ngày đó. Sửa ngày của tổ chức ấy trước.");
            return Err(Error::field("from", sentence.with("name", below)));
        }
    }
    write(db, author, target.id, &kept, &told).await?;
    check(db, target.id, "from").await?;
    let day = |from: Option<Day>| from.map(|day| day.to_string()).unwrap_or_default();
    let before = kept.first().and_then(|(_, version)| version.from);
    let fields = [Field::new("from", day(before), day(from))];
    audit::record(
        db,
        author,
        "organisation_founding_corrected",
        Subject::Organisation(target.id),
        Some(target.id),
        &fields,
    )
    .await
}

/// Takes an organisation back that was made by mistake and in which nothing has ever been recorded: from now on
/// the book knows nothing of it, but that somebody said so.
///
/// # Errors
/// [`Error::Invalid`] on `on` when something rests on it, and on `version` when somebody else was faster.
pub async fn withdraw(db: &mut PgConnection, author: Author, target: Target) -> Result<()> {
    let author = book::writing(&mut *db, author).await?;
    let kept = read(db, target).await?;
    queries::hold(db, target.id).await?;
    if queries::is_used(&mut *db, target.id).await? {
        return Err(Error::field(
            "on",
            t("Trong sổ đã có việc ghi cho tổ chức này, nên không bỏ được. Nếu không còn hoạt động thì ghi giải thể."),
        ));
    }
    write(db, author, target.id, &kept, &[]).await?;
    queries::say_withdrawn(db, target.id, author.at).await?;
    let name = kept.last().map_or("", |(_, version)| &version.name);
    let fields = [Field::new("name", name, "")];
    audit::record(db, author, "organisation_withdrawn", Subject::Organisation(target.id), Some(target.id), &fields)
        .await
}

/// Who is still in an organisation on a day or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staying {
    /// How many people, members and guests.
    pub people: i64,
    /// The day on which the last of them has left; none: somebody stays.
    pub until: Option<Day>,
}

impl Staying {
    fn sentence(self) -> String {
        match self.until {
            None => t("Chi bộ còn đảng viên hoặc người sinh hoạt tạm thời. Chuyển họ đi trước, rồi ghi việc giải thể."),
            Some(until) => {
                return t("Trong chi bộ còn người cho tới ngày {day}. Chọn từ ngày đó trở đi.").with("day", until);
            }
        }
        .to_owned()
    }
}

/// The history of an organisation that is locked for a change, each version with its number.
async fn read(db: &mut PgConnection, target: Target) -> Result<Vec<(i64, Version)>> {
    queries::one_writer(db).await?;
    let kept = queries::history(&mut *db, target.id).await?;
    if newest(&kept).ok_or(Error::NotFound)? == target.version { Ok(kept) } else { Err(stale()) }
}

/// The number of the newest version.
pub fn newest(kept: &[(i64, Version)]) -> Option<i64> {
    kept.iter().map(|(id, _)| *id).max()
}

fn versions(kept: &[(i64, Version)]) -> Vec<Version> {
    kept.iter().map(|(_, version)| version.clone()).collect()
}

async fn write(
    db: &mut PgConnection,
    author: Author,
    id: OrganisationId,
    kept: &[(i64, Version)],
    told: &[Version],
) -> Result<()> {
    for (row, _) in kept.iter().filter(|(_, version)| !told.contains(version)) {
        queries::end_version(db, *row, author.at).await?;
    }
    for version in told.iter().filter(|version| !kept.iter().any(|(_, known)| known == *version)) {
        queries::insert_version(db, author.at, id, version).await?;
    }
    Ok(())
}

/// Checks the place of an organisation after a change, on every day of its history.
async fn check(db: &mut PgConnection, id: OrganisationId, day_field: &'static str) -> Result<()> {
    let found = queries::place_problems(db, id).await?;
    let (field, sentence) = if found.below_itself {
        ("parent", below_itself())
    } else if found.below_a_branch {
        ("parent", t("Chi bộ không có tổ chức trực thuộc. Chọn đảng bộ."))
    } else if found.above_not_there {
        (day_field, t("Tổ chức cấp trên chưa có hoặc đã giải thể trong thời gian đó. Chọn ngày hoặc cấp trên khác."))
    } else if found.same_name {
        ("name", t("Cùng cấp trên đã có tổ chức mang tên này trong thời gian đó. Chọn tên khác."))
    } else {
        return Ok(());
    };
    Err(Error::field(field, sentence))
}

fn said(problem: Problem, when: When, field: &'static str) -> Error {
    let day = when.day();
    match problem {
        Problem::NotThere => Error::field(
            if field == "on" { "on" } else { "from" },
            t("Ngày {day} tổ chức này chưa có hoặc đã giải thể. Chọn ngày khác.").with("day", day),
        ),
        Problem::Unchanged => Error::field(field, unchanged()),
        Problem::ChangedLater => Error::field(
            field,
            t("Sau ngày {day} tổ chức này còn thay đổi đã ghi. Chọn ngày sau thay đổi đó.").with("day", day),
        ),
    }
}

fn unchanged() -> &'static str {
    t("Trong sổ đã ghi như vậy. Không có gì để đổi.")
}

fn below_itself() -> &'static str {
    t("Không đặt được một tổ chức dưới chính nó hoặc dưới tổ chức trực thuộc nó.")
}

fn stale() -> Error {
    Error::field("version", t("Người khác vừa thay đổi tổ chức này. Xem lại dữ liệu mới, rồi lưu lại."))
}

fn from_field(when: When) -> Field {
    let day = if let When::From(day) = when { day.to_string() } else { String::new() };
    Field::new("from", "", day)
}

fn written(fields: &[Field; 2]) -> &[Field] {
    if fields[1].new.is_empty() { &fields[..1] } else { fields }
}
