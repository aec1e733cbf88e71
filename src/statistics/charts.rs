//! The years and the ages in pictures, each with its table beside it: a picture says nothing that the table does not.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::composition::pages::Asked;
use super::pages::Choice;
use super::present::{figure, period_label, said};
use super::queries::{changes, composition, counts};
use super::{Question, pages, places, sum};
use crate::audit::Seen;
use crate::auth::{Tree, Viewer};
use crate::members::fields::gender_label;
use crate::organisations;
use crate::rules::composition::PYRAMID;
use crate::rules::movement::{Column, Counted, Movement, Row};
use crate::rules::{Day, Gender};
use crate::shell::Shell;
use crate::state::{App, Db};
use crate::web::as_of::{self, AsOf};
use crate::web::extract::Query;
use crate::web::filters::{self, grouped};
use crate::web::{Errors, Page, With, t};
use crate::{Result, book};

/// The most years that are drawn: the last ones.
const YEARS: i16 = 10;
/// The height of the tallest bar, and the room for a bar and what stands beside it, in units of the picture.
const HEIGHT: i64 = 160;
const STEP: i64 = 60;
/// The length of the longest bar of the pyramid.
const LENGTH: i64 = 130;

/// A bar of a picture, with its figure.
struct Bar {
    x: i64,
    y: i64,
    length: i64,
    /// Where the figure stands.
    text_x: i64,
    text_y: i64,
    text: String,
}

/// A year in the table and in the pictures.
struct Year {
    label: String,
    href: String,
    opening: String,
    increase: String,
    decrease: String,
    closing: String,
    women: String,
    /// The middle of its place in the pictures.
    x: i64,
    closing_bar: Bar,
    increase_bar: Bar,
    decrease_bar: Bar,
}

/// A band of ages.
struct Band {
    label: String,
    women: String,
    men: String,
    y: i64,
    women_bar: Bar,
    men_bar: Bar,
}

/// `GET /statistics/charts`.
#[derive(Template)]
#[template(path = "statistics/charts.html")]
struct ChartsPage {
    shell: Shell,
    errors: Errors,
    choice: Choice,
    branch: String,
    superior: String,
    organisation: String,
    printed_by: String,
    printed_at: String,
    typed: AsOf,
    said: String,
    asked: as_of::Asked,
    years: Vec<Year>,
    /// The width of the pictures of the years.
    width: i64,
    /// Where increases begin to rise and decreases to fall.
    axis: i64,
    /// What the pictures show, in a sentence each.
    members_said: String,
    movement_said: String,
    ages_said: String,
    bands: Vec<Band>,
    unknown: i64,
    pyramid_height: i64,
    movement: String,
    composition: String,
    charts: String,
    women: &'static str,
    men: &'static str,
}

/// What is known of a year.
struct Counts {
    from: Day,
    to: Day,
    table: Movement,
}

/// Shows the charts of an organisation.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    shell: Shell,
    Db(mut db): Db,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let tree = app.tree();
    let today = viewer.at.day();
    let (moment, errors) = asked.moment_or_readable(&tree, &viewer)?;
    let (question, day, known) = (moment.question(), moment.day, moment.known());
    let opens_on = book::opens_on(&mut *db).await?.unwrap_or(day);
    let counted = years(&mut db, &tree, &viewer, question, opens_on, day).await?;
    let places = places(&mut db, &tree, &viewer, &question).await?;
    let ages = composition::ages_by_gender(&mut db, &places, day, known).await?;
    let (superior, name) = organisations::heading(&mut db, question.organisation, day, known).await?;
    drop(db);
    let (bands, unknown) = bands(&ages);
    let years = drawn(&counted, &question);
    let page = ChartsPage {
        choice: pages::choice(&app, &viewer, question.organisation, &errors, &asked.branch),
        typed: asked.typed(&errors),
        said: said(t("Ngày {day}").with("day", day), moment.known_on),
        asked: as_of::Asked { day, known_on: moment.known_on, today },
        branch: question.organisation.to_string(),
        superior,
        printed_by: viewer.name.clone(),
        printed_at: viewer.at.to_string(),
        organisation: name,
        width: STEP * i64::try_from(years.len()).unwrap_or_default(),
        axis: axis(&counted),
        members_said: members_said(&counted),
        movement_said: movement_said(&counted),
        ages_said: ages_said(&bands),
        pyramid_height: 24 * i64::try_from(bands.len()).unwrap_or_default(),
        movement: pages::movement_address(&moment),
        composition: pages::composition_address(&question),
        charts: pages::charts_address(&moment),
        women: gender_label(Gender::Female),
        men: gender_label(Gender::Male),
        years,
        bands,
        unknown,
        errors,
        shell,
    };
    let status = if page.errors.is_empty() { Page::ok(page) } else { Page::invalid(page) };
    Ok(Seen::list("statistics", moment.query(), 0).on(status))
}

/// The years from when the book opened until that of a day, the last ones of many: the count before the first is read, and every year goes on
/// from the closing of the one before.
async fn years(
    db: &mut PgConnection,
    tree: &Tree,
    viewer: &Viewer,
    question: Question,
    opens_on: Day,
    last: Day,
) -> Result<Vec<Counts>> {
    let known = question.known();
    let first = opens_on.year().max(last.year() - YEARS + 1);
    let mut counted: Vec<Counts> = Vec::new();
    for year in first..=last.year() {
        let (Some(from), Some(to)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else { continue };
        let question = question.within(from, to.min(last));
        let places = places(&mut *db, tree, viewer, &question).await?;
        let opening = match counted.last() {
            Some(before) => before.table.cells(Row::Closing),
            None => sum(&counts::members(&mut *db, &places, from.pred(), known).await?),
        };
        let mut table = Movement::starting(opening);
        for read in changes::of_period(&mut *db, &places, (from, question.to), known, false).await? {
            table.add(&read.change(), Counted::Whole);
        }
        counted.push(Counts { from, to: question.to, table });
    }
    Ok(counted)
}

/// A row of a year as the pictures have it: who came over from the paper book was there before, and is no increase.
fn total(counts: &Counts, row: Row) -> i64 {
    let n = |row| counts.table.cells(row).get(Column::Total);
    match row {
        Row::Opening => n(row) + n(Row::CarriedOver),
        row => n(row),
    }
}

/// A part of a length; never nothing of something.
fn scaled(n: i64, most: i64, length: i64) -> i64 {
    if n == 0 || most == 0 { 0 } else { (n * length / most).max(1) }
}

/// Where increases begin to rise and decreases to fall: both on one scale.
fn axis(counted: &[Counts]) -> i64 {
    let most = |row| counted.iter().map(|counts| total(counts, row)).max().unwrap_or_default();
    20 + scaled(most(Row::Increase), most(Row::Increase) + most(Row::Decrease), HEIGHT)
}

fn drawn(counted: &[Counts], question: &Question) -> Vec<Year> {
    let most = |row| counted.iter().map(|counts| total(counts, row)).max().unwrap_or_default();
    let tallest = most(Row::Closing);
    let moved = most(Row::Increase) + most(Row::Decrease);
    let middle = axis(counted);
    (0..)
        .zip(counted)
        .map(|(at, counts)| {
            let x = at * STEP + STEP / 2;
            let n = |row| total(counts, row);
            let (closing, up, down) = (
                scaled(n(Row::Closing), tallest, HEIGHT),
                scaled(n(Row::Increase), moved, HEIGHT),
                scaled(n(Row::Decrease), moved, HEIGHT),
            );
            let bar = |y, length, text_y, text| Bar { x: x - 16, y, length, text_x: x, text_y, text };
            let grouped = |n: i64| grouped(&n.to_string());
            Year {
                label: counts.from.year().to_string(),
                href: format!("/statistics{}", question.within(counts.from, counts.to).query()),
                opening: grouped(n(Row::Opening)),
                increase: grouped(n(Row::Increase)),
                decrease: grouped(n(Row::Decrease)),
                closing: grouped(n(Row::Closing)),
                women: grouped(counts.table.cells(Row::Closing).get(Column::Women)),
                x,
                closing_bar: bar(20 + HEIGHT - closing, closing, 14 + HEIGHT - closing, grouped(n(Row::Closing))),
                increase_bar: bar(middle - up, up, middle - up - 6, figure(n(Row::Increase), true)),
                decrease_bar: bar(middle, down, middle + down + 16, figure(-n(Row::Decrease), true)),
            }
        })
        .collect()
}

/// The bands of ages in which somebody is, the oldest first; and of how many it is not known.
fn bands(ages: &[(String, String, i64)]) -> (Vec<Band>, i64) {
    let mut counts = [[0_i64; 2]; PYRAMID.len()];
    let mut unknown = 0;
    for (age, gender, n) in ages {
        let band = age.parse().ok().and_then(|age| PYRAMID.iter().position(|band| band.covers(age)));
        match (band, Gender::from_code(gender)) {
            (Some(band), Some(Gender::Female)) => counts[band][0] += n,
            (Some(band), Some(Gender::Male)) => counts[band][1] += n,
            _ => unknown += n,
        }
    }
    let most = counts.iter().flatten().copied().max().unwrap_or_default();
    let peopled: Vec<_> = PYRAMID.into_iter().zip(counts).filter(|(_, n)| *n != [0, 0]).rev().collect();
    let bands = (0_i64..).zip(peopled).map(|(at, (band, [women, men]))| {
        let y = at * 24;
        let [left, right] = [women, men].map(|n| scaled(n, most, LENGTH));
        let grouped = |n: i64| grouped(&n.to_string());
        let bar = |x, length, text_x, n| Bar { x, y: y + 3, length, text_x, text_y: y + 16, text: grouped(n) };
        Band {
            label: match (band.from, band.to) {
                (0, Some(to)) => format!("≤{to}"),
                (from, Some(to)) => format!("{from}–{to}"),
                (from, None) => format!("≥{from}"),
            },
            women: grouped(women),
            men: grouped(men),
            y: y + 16,
            women_bar: bar(180 - left, left, 174 - left, women),
            men_bar: bar(240, right, 246 + right, men),
        }
    });
    (bands.collect(), unknown)
}

fn members_said(counted: &[Counts]) -> String {
    match (counted.first(), counted.last()) {
        (Some(first), Some(last)) => t("Từ {n} đảng viên cuối năm {from} đến {m} đảng viên {period}.")
            .with("n", total(first, Row::Closing))
            .with("from", first.from.year())
            .with("m", total(last, Row::Closing))
            .with("period", t("ngày {day}").with("day", last.to)),
        _ => String::new(),
    }
}

fn movement_said(counted: &[Counts]) -> String {
    let most = |row: Row| counted.iter().max_by_key(|counts| total(counts, row));
    match (most(Row::Increase), most(Row::Decrease)) {
        (Some(up), Some(down)) => t("Tăng nhiều nhất: {up_period}, {up}. Giảm nhiều nhất: {down_period}, {down}.")
            .with("up_period", period_label(up.from, up.to))
            .with("up", total(up, Row::Increase))
            .with("down_period", period_label(down.from, down.to))
            .with("down", total(down, Row::Decrease)),
        _ => String::new(),
    }
}

fn ages_said(bands: &[Band]) -> String {
    t("{n} nhóm tuổi, từ trên xuống là từ già đến trẻ; nữ bên trái, nam bên phải.").with("n", bands.len())
}
