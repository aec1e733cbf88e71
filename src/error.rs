//! What can go wrong, and the page that says so. What the person at the keyboard can put right is
//! [`Error::Invalid`]; what nobody there can is [`Error::Internal`], logged here and only here.

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::web::language::{Language, With, t};
use crate::web::{Errors, filters, page};

/// The result of everything that answers a request.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub enum Error {
    /// Nobody is signed in; where to go afterwards.
    SignIn(String),
    /// The form was sent after the session ended: sign in elsewhere, send it again.
    SessionEnded,
    /// It does not exist, or not for this account.
    NotFound,
    /// The address takes a form, and was opened without one.
    OnlySent,
    /// It may be seen by this account, but not done.
    Forbidden,
    /// The request comes from another site, or says not where it comes from.
    ForeignOrigin,
    /// The program was called by a name that is not its own.
    UnknownHost,
    /// The request cannot be read.
    BadRequest,
    /// More was sent than is taken.
    TooLarge,
    /// Too much was asked at once; seconds to wait.
    TooMany(i64),
    /// What is wrong with the conditions of a page that only shows.
    Asked(Errors),
    /// What is wrong with a form; the handler shows it again.
    Invalid(Errors),
    /// The database does not answer.
    Unavailable(anyhow::Error),
    /// Our fault.
    Internal(anyhow::Error),
}

impl Error {
    /// An error of one field.
    pub fn field(field: &'static str, sentence: impl Into<String>) -> Self {
        Self::Invalid(Errors::one(field, sentence))
    }

    /// The sign-in page that leads on to `next`.
    pub fn sign_in_address(next: &str) -> String {
        let encoded: String = next
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        if next == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={encoded}") }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<Errors> for Error {
    fn from(errors: Errors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => Self::Unavailable(error.into()),
            // The text of a database error may carry a member's data; its code and constraint do not.
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                // Class 42 is a statement that is not understood: it names columns, never their content.
                let what =
                    if code.starts_with("42") { error.message() } else { error.constraint().unwrap_or_default() };
                Self::Internal(anyhow::anyhow!("database error {code} {what}"))
            }
            error => Self::Internal(error.into()),
        }
    }
}

/// The page of an error.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    language: Language,
    title: &'static str,
    sentence: String,
    what_next: String,
    reference: Option<String>,
    /// Whether to sign in again, in another tab, is the way on.
    sign_in: bool,
}

impl ErrorPage {
    fn new(title: &'static str, sentence: &str, what_next: &str) -> Self {
        Self {
            language: Language::current(),
            title: t(title),
            sentence: sentence.to_owned(),
            what_next: what_next.to_owned(),
            reference: None,
            sign_in: false,
        }
    }
}

impl ErrorPage {
    /// With its status.
    fn with(status: StatusCode, title: &'static str, sentence: &str, what_next: &str) -> (StatusCode, Self) {
        (status, Self::new(title, sentence, what_next))
    }

    /// The way on is to sign in elsewhere.
    fn session_ended() -> (StatusCode, Self) {
        let page = Self::new(
            "Phiên làm việc đã hết",
            t("Chưa lưu được gì, nhưng những gì đã nhập vẫn còn ở trang trước."),
            t("Giữ nguyên trang này. Đăng nhập trong thẻ mới, rồi quay lại đây, tải lại trang để gửi lại."),
        );
        (StatusCode::UNAUTHORIZED, Self { sign_in: true, ..page })
    }

    /// Everything that is wrong, in a row.
    fn of(errors: &Errors, title: &'static str, what_next: &str) -> (StatusCode, Self) {
        let all: Vec<_> = errors.list().iter().map(|(_, sentence)| sentence.as_str()).collect();
        Self::with(StatusCode::UNPROCESSABLE_ENTITY, title, &all.join(" "), what_next)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        let (status, page) = match self {
            Self::SignIn(next) => return page::see_other(&Self::sign_in_address(&next)),
            Self::SessionEnded => ErrorPage::session_ended(),
            Self::NotFound => ErrorPage::with(
                StatusCode::NOT_FOUND,
                "Không tìm thấy trang này",
                t("Trang không có, hoặc nằm ngoài phạm vi của tài khoản."),
                t("Kiểm tra lại địa chỉ, hoặc về trang đầu."),
            ),
            Self::OnlySent => ErrorPage::with(
                StatusCode::METHOD_NOT_ALLOWED,
                "Địa chỉ này chỉ nhận biểu mẫu",
                t("Đây là địa chỉ mà một biểu mẫu gửi đến, không phải một trang để mở. Chưa có gì thay đổi."),
                t("Mở lại trang có biểu mẫu từ trình đơn."),
            ),
            Self::Forbidden => ErrorPage::with(
                StatusCode::FORBIDDEN,
                "Tài khoản không được làm việc này",
                t("Việc này thuộc quyền của người khác. Chưa có gì thay đổi."),
                t("Nếu cần, đề nghị người quản trị cấp quyền."),
            ),
            Self::ForeignOrigin => ErrorPage::with(
                StatusCode::FORBIDDEN,
                "Yêu cầu bị từ chối",
                t("Yêu cầu không được gửi từ chính trang này. Chưa có gì thay đổi."),
                t("Mở lại trang, nhập và gửi từ đó."),
            ),
            Self::UnknownHost => ErrorPage::with(
                StatusCode::MISDIRECTED_REQUEST,
                "Tên máy này chưa được khai báo",
                t("Sổ không trả lời dưới tên trong thanh địa chỉ, để trang web khác không mạo danh được."),
                t("Người quản trị máy chủ: đặt biến PUBLIC_URL là địa chỉ mà trình duyệt dùng, rồi mở lại sổ."),
            ),
            Self::BadRequest => ErrorPage::with(
                StatusCode::BAD_REQUEST,
                "Không đọc được yêu cầu",
                t("Địa chỉ hoặc dữ liệu gửi lên bị sai. Chưa có gì thay đổi."),
                t("Quay lại trang trước và thử lại."),
            ),
            Self::TooLarge => ErrorPage::with(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Dữ liệu gửi lên quá lớn",
                t("Chưa có gì thay đổi."),
                t("Quay lại trang trước, rút gọn rồi gửi lại."),
            ),
            Self::TooMany(seconds) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
                (
                    StatusCode::TOO_MANY_REQUESTS,
                    ErrorPage::new(
                        "Thử lại sau ít phút",
                        &t("Đã thử quá nhiều lần. Chờ {n} giây rồi thử lại.").with("n", seconds.max(1)),
                        "",
                    ),
                )
            }
            Self::Invalid(errors) if errors.saved().is_some() => ErrorPage::with(
                StatusCode::CONFLICT,
                "Chưa lưu lần gửi này",
                t("Biểu mẫu này đã được lưu một lần, với nội dung khác. Lần gửi này chưa lưu gì."),
                t("Mở lại trang, nhập và gửi từ đó."),
            ),
            Self::Invalid(errors) => {
                ErrorPage::of(&errors, "Chưa lưu được", t("Quay lại trang trước, sửa rồi gửi lại."))
            }
            Self::Asked(errors) => {
                ErrorPage::of(&errors, "Không đọc được điều kiện", t("Quay lại danh sách và chọn lại điều kiện."))
            }
            Self::Unavailable(error) => {
                let reference = log(&error);
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
                let mut page = ErrorPage::new(
                    "Cơ sở dữ liệu chưa trả lời",
                    t("Có thể máy đang bận. Không biết chắc việc vừa gửi đã được ghi hay chưa."),
                    t("Chờ ít giây rồi tải lại trang: gửi lại cùng một biểu mẫu không ghi hai lần."),
                );
                page.reference = Some(reference);
                (StatusCode::SERVICE_UNAVAILABLE, page)
            }
            Self::Internal(error) => {
                let reference = log(&error);
                let mut page = ErrorPage::new(
                    "Chương trình gặp lỗi",
                    t("Việc vừa gửi chưa được ghi. Dữ liệu đã lưu trước đó vẫn còn nguyên."),
                    t("Thử lại. Nếu vẫn lỗi, báo cho người quản trị kèm mã dưới đây."),
                );
                page.reference = Some(reference);
                (StatusCode::INTERNAL_SERVER_ERROR, page)
            }
        };
        let html = page.render().unwrap_or_else(|_| page.sentence.clone());
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        (status, headers, html).into_response()
    }
}

/// Logs a failure under a reference that the visitor sees too.
fn log(error: &anyhow::Error) -> String {
    let mut bytes = [0_u8; 4];
    // Without random numbers all references are alike; the log line still stands.
    let _ = getrandom::fill(&mut bytes);
    let reference = crate::seal::hex(&bytes);
    tracing::error!(reference, "{error:#}");
    reference
}
