//! The pages of the rules: what is in force on a day, where it is written, how sure we are of it; the working days of
//! a year; and what a committee sets beside both. The rules themselves are in [`crate::rules`].

mod form;
mod pages;

use axum::routing;

use crate::auth::{Right, Route, Viewer};
use crate::rules::calendar::Reason;
use crate::rules::day::Weekday;
use crate::web::t;
use crate::{Error, Result};

/// The pages.
pub const ROUTES: &[Route] = &[
    Route::get("/rules", Right::SignedIn, || routing::get(pages::list)),
    Route::get("/rules/calendar", Right::SignedIn, || routing::get(pages::calendar::show)),
    Route::post("/rules/calendar", Right::Administer, || routing::post(pages::calendar::set)),
    Route::post("/rules/calendar/{day}/removal", Right::Administer, || routing::post(pages::calendar::take_back)),
    Route::get("/rules/overrides/new", Right::Administer, || routing::get(pages::overrides::new)),
    Route::post("/rules/overrides", Right::Administer, || routing::post(pages::overrides::create)),
    Route::get("/rules/overrides/{id}/end", Right::Administer, || routing::get(pages::overrides::new_end)),
    Route::post("/rules/overrides/{id}/end", Right::Administer, || routing::post(pages::overrides::create_end)),
];

/// Whether a viewer may set rules and days: they are of the whole book, so it takes an administrator of all of it.
fn may_set(viewer: &Viewer) -> bool {
    viewer.may(Right::Administer) && viewer.scope.filter().is_none()
}

/// Stops who administers only a part of the book.
///
/// # Errors
/// [`Error::NotFound`], as for whatever lies outside of a scope.
fn whole(viewer: &Viewer) -> Result<()> {
    if may_set(viewer) { Ok(()) } else { Err(Error::NotFound) }
}

/// Why a day is not as its weekday says.
pub fn reason_label(reason: Reason) -> &'static str {
    match reason {
        Reason::NewYear => t("Tết Dương lịch"),
        Reason::LunarNewYear => t("Tết Nguyên đán"),
        Reason::HungKings => t("Giỗ Tổ Hùng Vương"),
        Reason::Victory => t("Ngày Chiến thắng"),
        Reason::Labour => t("Ngày Quốc tế Lao động"),
        Reason::NationalDay => t("Quốc khánh"),
        Reason::CultureDay => t("Ngày Văn hóa Việt Nam"),
        Reason::Compensation => t("Nghỉ bù"),
        Reason::Exchange => t("Hoán đổi ngày làm việc"),
        Reason::Local => t("Cấp ủy quy định"),
    }
}

/// The name of a day of the week.
pub fn weekday_label(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => t("Thứ Hai"),
        Weekday::Tuesday => t("Thứ Ba"),
        Weekday::Wednesday => t("Thứ Tư"),
        Weekday::Thursday => t("Thứ Năm"),
        Weekday::Friday => t("Thứ Sáu"),
        Weekday::Saturday => t("Thứ Bảy"),
        Weekday::Sunday => t("Chủ nhật"),
    }
}
