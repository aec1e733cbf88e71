//! The roster as a page and on paper, and the search for a 12-digit number.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::form::{Filter, Place, Search, Sort, Temporary};
use super::queries::{self, Selection};
use super::{Figures, Listing, PAGE, Row, capped, figures};
use crate::audit::Seen;
use crate::auth::{Right, Tree, Viewer};
use crate::book;
use crate::ids::OrganisationId;
use crate::ledger::sentences::standing_label;
use crate::organisations;
use crate::rules::citizen_id::CardNumber;
use crate::rules::standing::Standing;
use crate::rules::{Day, Gender};
use crate::shell::{Flash, Shell};
use crate::state::App;
use crate::web::extract::{Form, Query};
use crate::web::filters::{self, grouped};
use crate::web::{Errors, Page, With, page, t};
use crate::{Error, Result};

/// The most rows that are printed at once; a longer list is exported.
const PRINTED: i64 = 20_000;

/// `GET /members`.
#[derive(Template)]
#[template(path = "roster/list.html")]
struct ListPage {
    shell: Shell,
    filter: Filter,
    errors: Errors,
    typed_day: String,
    figures: Vec<Figure>,
    chips: Vec<Chip>,
    heads: Vec<Head>,
    branches: Vec<(String, String)>,
    branch: String,
    /// What the search form keeps of the rest of the filter.
    kept: Vec<(&'static str, String)>,
    /// The query of the whole list.
    whole: String,
    /// The query that keeps the day on the members' records.
    as_of: String,
    /// The address of the same list today.
    today: String,
    /// The first day of the book, when the list is of a day before it.
    before_book: Option<Day>,
    rows: Vec<Line>,
    first: Option<String>,
    last: String,
    listed: String,
    previous: Option<String>,
    next: Option<String>,
    may_write: bool,
    empty_book: bool,
    day: Option<Day>,
    known: Option<Day>,
}

/// A figure that is also a filter.
struct Figure {
    href: String,
    label: &'static str,
    count: String,
    current: bool,
}

/// A filter that is on.
struct Chip {
    label: String,
    href: String,
}

/// A head of the table: with an address it sorts.
struct Head {
    label: &'static str,
    href: String,
    direction: &'static str,
}

/// A row as it is shown.
struct Line {
    number: String,
    path: String,
    before_given_name: String,
    after_given_name: String,
    given_name: String,
    born_on: String,
    gender: &'static str,
    branch: String,
    standing: &'static str,
    standing_kind: &'static str,
    admitted_on: String,
    official_on: String,
    temporary: String,
    temporary_kind: &'static str,
    card: String,
}

/// `GET /members/print`.
#[derive(Template)]
#[template(path = "roster/print.html")]
struct PrintPage {
    shell: Shell,
    back: String,
    superior: String,
    organisation: String,
    day: Day,
    below: String,
    rows: Vec<Line>,
    printed_by: String,
    printed_at: String,
    too_long: bool,
}

/// `POST /members/lookup` that found nobody.
#[derive(Template)]
#[template(path = "roster/lookup.html")]
struct LookupPage {
    shell: Shell,
    errors: Errors,
}

/// Shows the roster.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(search): Query<Search>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let (filter, errors) = match search.filter(&tree, &viewer.scope, today) {
        Ok(filter) => (filter, Errors::new()),
        Err(Error::Invalid(errors)) => {
            let search = Search { as_of: String::new(), known_on: String::new(), ..search.clone() };
            (search.filter(&tree, &viewer.scope, today)?, errors)
        }
        Err(other) => return Err(other),
    };
    if filter.is_secret() {
        return Ok(Flash::NumberInSearch.see_other(&filter.without_words().address()));
    }
    let selection = selection(&filter, &tree, &viewer, today);
    let mut db = app.db.acquire().await?;
    let figures = figures(&app, &mut db, &selection).await?;
    let listing = queries::page(&mut db, &selection, figures.listed).await?;
    let names = organisations::names_on(&mut *db, &organisations_of(&listing.rows), selection.when.day).await?;
    let before_book = match filter.as_of {
        Some(day) => book::opens_on(&mut *db).await?.filter(|opens_on| day < *opens_on),
        None => None,
    };
    drop(db);

    let seen = Seen::list("list", filter.query(), listing.rows.len());
    let (first, previous, next) = neighbours(&filter, &listing);
    let page = ListPage {
        errors,
        typed_day: if search.as_of.is_empty() {
            String::new()
        } else {
            filter.as_of.map_or(search.as_of, |day| day.to_string())
        },
        figures: figures_shown(&filter, &figures),
        chips: chips(&filter, &tree),
        heads: heads(&filter),
        branches: branch_options(&tree, viewer.organisation, filter.branch),
        branch: filter.branch.map(|branch| branch.to_string()).unwrap_or_default(),
        kept: filter.kept(),
        whole: filter.at(Place::First, None).query(),
        as_of: filter.as_of.map(|day| format!("?as_of={}", day.iso())).unwrap_or_default(),
        today: filter.today().address(),
        before_book,
        last: first.map(|first| last_number(first, &listing)).unwrap_or_default(),
        first: first.map(|first| grouped(&first.to_string())),
        listed: capped(figures.listed),
        previous,
        next,
        may_write: viewer.may(Right::WriteMembers),
        empty_book: figures.all == 0 && figures.guests == 0 && !filter.is_narrow() && filter.as_of.is_none(),
        day: filter.as_of,
        known: filter.known_on,
        rows: lines(&app, &names, &listing.rows, first, selection.when.day)?,
        filter,
        shell,
    };
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(seen.on(status))
}

/// Nothing was to be saved: the conditions of what is shown are wrong.
fn asked(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Asked(errors),
        other => other,
    }
}

/// Shows the whole list for the printer.
pub async fn print(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Query(search): Query<Search>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let filter = search.filter(&tree, &viewer.scope, today).map_err(asked)?.at(Place::First, None);
    let selection = selection(&filter, &tree, &viewer, today);
    let mut db = app.db.acquire().await?;
    let too_long = queries::length(&mut db, &selection).await? > PRINTED;
    let rows: Vec<Row> =
        if too_long { Vec::new() } else { queries::whole(&selection).build_query_as().fetch_all(&mut *db).await? };
    let names = organisations::names_on(&mut *db, &organisations_of(&rows), selection.when.day).await?;
    let heading = filter.branch.unwrap_or(viewer.organisation);
    drop(db);
    let superior = tree.node(heading).and_then(|node| node.parent).map(|parent| tree.name(parent).to_owned());
    let seen = Seen::list("print", filter.query(), rows.len());
    Ok(seen.on(Page::ok(PrintPage {
        back: filter.address(),
        superior: superior.unwrap_or_default(),
        organisation: tree.name(heading).to_owned(),
        day: selection.when.day,
        below: below(&filter, &tree, selection.when.day),
        rows: lines(&app, &names, &rows, None, selection.when.day)?,
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        too_long,
        shell,
    })))
}

/// The number that is looked up.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Lookup {
    number: String,
}

/// Leads a 12-digit number, in the body, to its member.
pub async fn lookup(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Form(form): Form<Lookup>,
) -> Result<Response> {
    let number = match CardNumber::parse(&form.number) {
        Ok(CardNumber::New(number)) => number,
        Ok(CardNumber::Old(card)) => {
            let search = Filter { q: card.digits().to_owned(), ..Filter::default() };
            return Ok(page::see_other(&search.address()));
        }
        Err(_) => {
            let errors = Errors::one("number", t("Nhập 12 chữ số của số định danh, hoặc 8 hay 12 chữ số của số thẻ."));
            return Ok(Page::invalid(LookupPage { shell, errors }).into_response());
        }
    };
    let mut db = app.db.acquire().await?;
    let digest = app.seal.digest(number.digits());
    let found = queries::with_number(&mut db, &digest, viewer.scope.filter().as_deref()).await?;
    let Some(person) = found else {
        let errors = Errors::one("number", t("Không có ai mang số này trong phạm vi của tài khoản."));
        return Ok(Seen::list("lookup", "", 0).on(Page::invalid(LookupPage { shell, errors })));
    };
    Ok(Seen::person("lookup", person).on(page::see_other(&person.path())))
}

/// What is selected for a viewer.
pub(super) fn selection(filter: &Filter, tree: &Tree, viewer: &Viewer, today: Day) -> Selection {
    let organisations = match filter.branch {
        None => viewer.scope.filter(),
        Some(branch) => Some(
            tree.below(branch)
                .into_iter()
                .map(|(_, node)| node.id)
                .filter(|id| viewer.scope.covers(*id))
                .map(|id| id.0)
                .collect(),
        ),
    };
    Selection { filter: filter.clone(), when: filter.when(today), organisations }
}

fn last_number(first: i64, listing: &Listing) -> String {
    let rows = i64::try_from(listing.rows.len()).unwrap_or_default();
    grouped(&(first + rows - 1).max(0).to_string())
}

/// The number of the first row, and the addresses of the pages beside this one.
fn neighbours(filter: &Filter, listing: &Listing) -> (Option<i64>, Option<String>, Option<String>) {
    let (Some(top), Some(bottom)) = (listing.rows.first(), listing.rows.last()) else {
        return (None, None, None);
    };
    let counted = top.number.is_some();
    let first = top.number.or(if filter.place == Place::First { Some(1) } else { filter.first_number });
    let rows = i64::try_from(listing.rows.len()).unwrap_or_default();
    let carried = first.filter(|_| !counted);
    let previous = listing
        .earlier
        .then(|| filter.at(Place::Before(top.person), carried.map(|first| (first - PAGE).max(1))).address());
    let next =
        listing.later.then(|| filter.at(Place::After(bottom.person), carried.map(|first| first + rows)).address());
    (first, previous, next)
}

fn figures_shown(filter: &Filter, figures: &Figures) -> Vec<Figure> {
    let women = filter.gender == Some(Gender::Female);
    let probationary = filter.standing == Some(Standing::Probationary);
    let away = filter.temporary == Some(Temporary::Out);
    let guests = filter.temporary == Some(Temporary::In);
    let toggled = |on: bool, with: Filter, without: Filter| if on { without.address() } else { with.address() };
    vec![
        Figure {
            href: filter.all().address(),
            label: t("Tất cả"),
            count: capped(figures.all),
            current: filter.gender.is_none() && filter.standing.is_none() && filter.temporary.is_none(),
        },
        Figure {
            href: toggled(women, filter.with_gender(Some(Gender::Female)), filter.with_gender(None)),
            label: t("Nữ"),
            count: capped(figures.women),
            current: women,
        },
        Figure {
            href: toggled(probationary, filter.with_standing(Some(Standing::Probationary)), filter.with_standing(None)),
            label: t("Dự bị"),
            count: capped(figures.probationary),
            current: probationary,
        },
        Figure {
            href: toggled(away, filter.with_temporary(Some(Temporary::Out)), filter.with_temporary(None)),
            label: t("Tạm thời đi"),
            count: capped(figures.away),
            current: away,
        },
        Figure {
            href: toggled(guests, filter.with_temporary(Some(Temporary::In)), filter.with_temporary(None)),
            label: t("Tạm thời đến"),
            count: capped(figures.guests),
            current: guests,
        },
    ]
}

/// The filters that are on, each with the address without it.
fn chips(filter: &Filter, tree: &Tree) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: String, without: Filter| chips.push(Chip { label, href: without.address() });
    if !filter.q.is_empty() {
        add(t("Tìm: {words}").with("words", &filter.q), filter.without_words());
    }
    if let Some(branch) = filter.branch {
        add(tree.name(branch).to_owned(), filter.with_branch(None));
    }
    if let Some(gender) = filter.gender {
        add(gender_label(gender).to_owned(), filter.with_gender(None));
    }
    if let Some(standing) = filter.standing {
        add(standing_label(standing).to_owned(), filter.with_standing(None));
    }
    match filter.temporary {
        None => {}
        Some(Temporary::Out) => add(t("Tạm thời đi").to_owned(), filter.with_temporary(None)),
        Some(Temporary::In) => add(t("Tạm thời đến").to_owned(), filter.with_temporary(None)),
    }
    if let Some(day) = filter.as_of {
        add(t("Ngày {day}").with("day", day), Filter { as_of: None, ..filter.today() });
    }
    if let Some(day) = filter.known_on {
        add(t("Như sổ ghi đến hết ngày {day}").with("day", day), filter.today());
    }
    chips
}

/// The filters that are on, in words.
pub fn conditions(filter: &Filter, tree: &Tree) -> Vec<String> {
    chips(filter, tree).into_iter().map(|chip| chip.label).collect()
}

fn heads(filter: &Filter) -> Vec<Head> {
    let sorts = |sort: Sort, label| Head {
        label,
        href: filter.sorted(sort).address(),
        direction: match (filter.sort == sort, filter.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        },
    };
    let plain = |label| Head { label, href: String::new(), direction: "none" };
    vec![
        sorts(Sort::Name, t("Họ và tên")),
        sorts(Sort::BornOn, t("Ngày sinh")),
        plain(t("Giới tính")),
        sorts(Sort::Branch, t("Chi bộ")),
        plain(t("Tư cách")),
        sorts(Sort::AdmittedOn, t("Vào Đảng")),
        plain(t("Chính thức")),
        plain(t("Tạm thời")),
        plain(t("Số thẻ")),
    ]
}

/// The most organisations that a select box lists at once.
const LISTED: usize = 200;

/// The organisations of a select box, each indented under the one above it. Of a large tree, the way to
/// the one chosen and those directly below it: one goes down step by step.
fn branch_options(tree: &Tree, root: OrganisationId, chosen: Option<OrganisationId>) -> Vec<(String, String)> {
    let at = chosen.unwrap_or(root);
    let shown: Vec<(usize, OrganisationId)> = if tree.len() <= LISTED {
        tree.below(root).into_iter().skip(1).map(|(depth, node)| (depth, node.id)).collect()
    } else {
        let mut path = tree.above(at);
        path.push(at);
        let path: Vec<_> = path.into_iter().skip_while(|id| *id != root).skip(1).collect();
        let depth = path.len() + 1;
        let below = tree.children(at).iter().take(LISTED).map(|id| (depth, *id));
        path.iter().copied().zip(1..).map(|(id, depth)| (depth, id)).chain(below).collect()
    };
    shown
        .into_iter()
        .filter_map(|(depth, id)| {
            let node = tree.node(id)?;
            let indent = "\u{a0}\u{a0}".repeat(depth.saturating_sub(1));
            let gone = if node.current { "" } else { t(" (đã giải thể)") };
            Some((id.to_string(), format!("{indent}{}{gone}", node.name)))
        })
        .collect()
}

/// What the paper says under its title: the day and the filters.
fn below(filter: &Filter, tree: &Tree, day: Day) -> String {
    let mut parts = vec![t("Tính đến ngày {day}").with("day", day)];
    parts.extend(conditions(&Filter { as_of: None, ..filter.clone() }, tree));
    parts.join(" · ")
}

/// The organisations that rows are of.
pub(super) fn organisations_of(rows: &[Row]) -> Vec<OrganisationId> {
    let mut ids: Vec<_> = rows.iter().map(|row| row.organisation).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn lines(
    app: &App,
    names: &HashMap<OrganisationId, String>,
    rows: &[Row],
    first: Option<i64>,
    day: Day,
) -> Result<Vec<Line>> {
    rows.iter()
        .zip(0_i64..)
        .map(|(row, at)| {
            Ok(Line {
                number: row
                    .number
                    .or(first.map(|first| first + at))
                    .map(|n| grouped(&n.to_string()))
                    .unwrap_or_default(),
                path: row.person.path(),
                before_given_name: row.around_given_name().0.to_owned(),
                after_given_name: row.around_given_name().1.to_owned(),
                given_name: row.given_name.clone(),
                born_on: row.born_on.to_string(),
                gender: gender_label(row.gender()),
                branch: names.get(&row.organisation).cloned().unwrap_or_default(),
                standing: row.standing().map_or(t("Khách"), standing_label),
                standing_kind: row.standing().map_or("guest", Standing::code),
                admitted_on: row.admitted_on.map(|day| day.to_string()).unwrap_or_default(),
                official_on: row.official_on.map(|day| day.to_string()).unwrap_or_default(),
                temporary: temporary(row),
                temporary_kind: match (row.standing(), row.due_on) {
                    (_, Some(due)) if due < day => "danger",
                    (None, _) => "guest",
                    _ => "away",
                },
                card: row.card(&app.seal)?,
            })
        })
        .collect()
}

/// Away or a guest, and until when; empty for neither.
pub(super) fn temporary(row: &Row) -> String {
    match (row.standing().is_none(), row.away, row.due_on) {
        (true, _, Some(due)) => t("Đến, hạn {day}").with("day", due),
        (true, _, None) => t("Đến").to_owned(),
        (false, true, Some(due)) => t("Đi, hạn {day}").with("day", due),
        (false, true, None) => t("Đi").to_owned(),
        (false, false, _) => String::new(),
    }
}

/// Nữ or nam.
pub fn gender_label(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => t("Nữ"),
        Gender::Male => t("Nam"),
    }
}
