//! What `shell.html` needs of every page: who is signed in, the menu, the language, what was just done.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use crate::Error;
use crate::auth::{Right, Viewer as Account};
use crate::state::App;
use crate::web::extract::Address;
use crate::web::{Language, t};

/// The name of the cookie that carries what was just done to the next page.
pub const FLASH: &str = "done";
/// The name of the cookie that keeps the colours chosen.
pub const THEME: &str = "theme";

/// What was just done, said once on the next page. Its cookie carries a word, never a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// A change was saved.
    Saved,
    /// There was nothing to save.
    Unchanged,
    /// The book was set up.
    Opened,
    /// A member was admitted; the record says more.
    Admitted,
    /// A member of the paper book was carried over.
    CarriedOver,
    /// An event was recorded.
    Recorded,
    /// An event was voided.
    Voided,
    /// A choice of language or colours.
    Preferences,
    /// Signed out on the other machines.
    SignedOutElsewhere,
    /// A 12-digit number was typed where it would stand in the address.
    NumberInSearch,
    /// An organisation was made.
    OrganisationCreated,
    /// An organisation has another name.
    OrganisationRenamed,
    /// An organisation is under another.
    OrganisationMoved,
    /// An organisation ended.
    OrganisationDissolved,
    /// That end was taken back.
    OrganisationResumed,
    /// An organisation began on another day.
    OrganisationFounded,
    /// An organisation was made by mistake.
    OrganisationWithdrawn,
    /// The figures of a period were kept.
    PeriodClosed,
    /// A closing was withdrawn.
    ClosingWithdrawn,
    /// The report of a year was closed.
    ReportClosed,
    /// It was reopened.
    ReportReopened,
    /// It is closed, and is not edited.
    ReportIsClosed,
    /// A record of the year was withdrawn.
    Withdrawn,
}

impl Flash {
    const ALL: &[Self] = &[
        Self::Saved,
        Self::Unchanged,
        Self::Opened,
        Self::Admitted,
        Self::CarriedOver,
        Self::Recorded,
        Self::Voided,
        Self::Preferences,
        Self::SignedOutElsewhere,
        Self::NumberInSearch,
        Self::OrganisationCreated,
        Self::OrganisationRenamed,
        Self::OrganisationMoved,
        Self::OrganisationDissolved,
        Self::OrganisationResumed,
        Self::OrganisationFounded,
        Self::OrganisationWithdrawn,
        Self::PeriodClosed,
        Self::ClosingWithdrawn,
        Self::ReportClosed,
        Self::ReportReopened,
        Self::ReportIsClosed,
        Self::Withdrawn,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Unchanged => "unchanged",
            Self::Opened => "opened",
            Self::Admitted => "admitted",
            Self::CarriedOver => "carried-over",
            Self::Recorded => "recorded",
            Self::Voided => "voided",
            Self::Preferences => "preferences",
            Self::SignedOutElsewhere => "signed-out-elsewhere",
            Self::NumberInSearch => "number-in-search",
            Self::OrganisationCreated => "organisation-created",
            Self::OrganisationRenamed => "organisation-renamed",
            Self::OrganisationMoved => "organisation-moved",
            Self::OrganisationDissolved => "organisation-dissolved",
            Self::OrganisationResumed => "organisation-resumed",
            Self::OrganisationFounded => "organisation-founded",
            Self::OrganisationWithdrawn => "organisation-withdrawn",
            Self::PeriodClosed => "period-closed",
            Self::ClosingWithdrawn => "closing-withdrawn",
            Self::ReportClosed => "report-closed",
            Self::ReportReopened => "report-reopened",
            Self::ReportIsClosed => "report-is-closed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Its sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Saved => t("Đã lưu."),
            Self::Unchanged => t("Không có gì thay đổi, nên không ghi gì."),
            Self::Opened => t("Đã mở sổ và đăng nhập."),
            Self::Admitted => t("Đã ghi việc kết nạp vào sổ."),
            Self::CarriedOver => t("Đã ghi đảng viên từ sổ giấy vào sổ này."),
            Self::Recorded => t("Đã ghi vào sổ."),
            Self::Voided => t("Đã hủy việc ghi sai. Việc đó vẫn còn trong sổ, có gạch ngang."),
            Self::Preferences => t("Đã đổi cách hiển thị."),
            Self::SignedOutElsewhere => t("Đã đăng xuất ở mọi máy khác."),
            Self::NumberInSearch => {
                t("Số dài không tìm ở ô này, để không nằm lại trong địa chỉ. Dùng ô “Tìm theo số”.")
            }
            Self::OrganisationCreated => t("Đã thêm tổ chức vào sổ."),
            Self::OrganisationRenamed => t("Đã ghi tên mới của tổ chức."),
            Self::OrganisationMoved => t("Đã ghi cấp trên mới của tổ chức."),
            Self::OrganisationDissolved => t("Đã ghi việc giải thể."),
            Self::OrganisationResumed => t("Đã bỏ việc giải thể ghi sai."),
            Self::OrganisationFounded => t("Đã sửa ngày thành lập."),
            Self::OrganisationWithdrawn => t("Đã bỏ tổ chức ghi nhầm khỏi sổ."),
            Self::PeriodClosed => t("Đã chốt kỳ. Số liệu của kỳ này được giữ lại."),
            Self::ClosingWithdrawn => t("Đã thu hồi lần chốt. Số liệu đã giữ vẫn còn trong sổ."),
            Self::ReportClosed => t("Đã chốt báo cáo. Lời và số giữ nguyên từ nay."),
            Self::ReportReopened => t("Đã mở lại báo cáo. Bản đã chốt vẫn còn trong sổ."),
            Self::ReportIsClosed => t("Báo cáo đã chốt. Muốn sửa lời thì mở lại báo cáo trước."),
            Self::Withdrawn => t("Đã thu hồi mục ghi sai. Nội dung đã ghi vẫn còn trong sổ."),
        }
    }

    /// 303 to where the result is seen, and said there.
    pub fn see_other(self, location: &str) -> Response {
        let cookie = format!("{FLASH}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60", self.code());
        (StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::SET_COOKIE, cookie.as_str())]).into_response()
    }
}

/// The person signed in, as the header shows them.
pub struct Viewer {
    /// The account's name.
    pub name: String,
    /// Their organisation's name.
    pub organisation: String,
}

/// A line of the menu.
pub struct MenuItem {
    /// Where it leads.
    pub href: &'static str,
    /// Its word.
    pub label: &'static str,
    /// Its icon in `static/icons.svg`.
    pub icon: &'static str,
    /// Whether this page is there.
    pub current: bool,
}

/// The frame of a page: an extractor.
pub struct Shell {
    /// The language of the page.
    pub language: Language,
    /// `light` or `dark` when one was chosen; otherwise the system decides.
    pub theme: Option<&'static str>,
    /// The path and query of this page; none of one that answers what was sent: it cannot be come back to.
    pub address: Option<String>,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// The menu.
    pub menu: Vec<MenuItem>,
    /// What was just done, as a sentence.
    pub flash: Option<String>,
    /// What was just done.
    pub done: Option<Flash>,
}

impl<S: Send + Sync> FromRequestParts<S> for Shell
where
    App: axum::extract::FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let app = <App as axum::extract::FromRef<S>>::from_ref(state);
        let jar = CookieJar::from_headers(&parts.headers);
        let Ok(Address(address)) = Address::from_request_parts(parts, state).await;
        let account = parts.extensions.get::<Account>();
        let done =
            jar.get(FLASH).and_then(|cookie| Flash::ALL.iter().copied().find(|flash| flash.code() == cookie.value()));
        Ok(Self {
            language: Language::current(),
            theme: match jar.get(THEME).map(axum_extra::extract::cookie::Cookie::value) {
                Some("light") => Some("light"),
                Some("dark") => Some("dark"),
                _ => None,
            },
            menu: account.map(|account| menu(account, parts.uri.path())).unwrap_or_default(),
            viewer: account.map(|account| Viewer {
                name: account.name.clone(),
                organisation: app.tree().name(account.organisation).to_owned(),
            }),
            address: parts.method.is_safe().then_some(address),
            flash: done.map(|flash| flash.sentence().to_owned()),
            done,
        })
    }
}

/// The pages of the committee's year, which stand behind one word of the menu.
const YEAR: [&str; 9] = [
    "/targets",
    "/courses",
    "/candidates",
    "/meetings",
    "/documents",
    "/residence",
    "/evaluations",
    "/commendations",
    "/committee",
];

/// Whether a page is another or lies below it.
fn lies_under(path: &str, page: &str) -> bool {
    path == page || (page != "/" && path.strip_prefix(page).is_some_and(|rest| rest.starts_with('/')))
}

/// The menu of an account: the pages that it may open; none before its holder has chosen a password.
fn menu(account: &Account, path: &str) -> Vec<MenuItem> {
    let entries = [
        ("/", t("Tổng quan"), "house", Right::SignedIn),
        ("/members", t("Đảng viên"), "users", Right::ReadMembers),
        ("/attention", t("Cần xử lý"), "clock", Right::ReadMembers),
        ("/year", t("Công tác năm"), "calendar", Right::ReadMembers),
        ("/statistics", t("Thống kê"), "chart-column", Right::ReadMembers),
        ("/reports", t("Báo cáo năm"), "file-text", Right::ReadMembers),
        ("/organisations", t("Tổ chức đảng"), "network", Right::SignedIn),
        ("/accounts", t("Tài khoản"), "key-round", Right::Administer),
        ("/audit", t("Nhật ký"), "history", Right::ReadAudit),
        ("/rules", t("Quy định"), "book-open", Right::SignedIn),
    ];
    entries
        .into_iter()
        .filter(|(.., right)| account.may(*right) && !account.one_time_password)
        .map(|(href, label, icon, _)| MenuItem {
            href,
            label,
            icon,
            current: lies_under(path, href) || (href == "/year" && YEAR.iter().any(|page| lies_under(path, page))),
        })
        .collect()
}
