//! Who is at the keyboard, and what they may do. One place decides: [`guard`], from the one table of
//! routes; no handler asks for a role.

pub mod guard;
pub mod password;
pub mod queries;
pub mod scope;
pub mod session;
pub mod strength;
pub mod throttle;

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::MethodRouter;

use crate::Error;
use crate::audit::Author;
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};
use crate::state::App;
use crate::web::t;
pub use scope::{Scope, Tree};

/// What an account may be; it may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Accounts, organisations, settings, the audit log; sees no member by this role alone.
    Administrator,
    /// Reads and writes the members and their year.
    Committee,
    /// Reads everything, and the audit log; changes nothing.
    Inspector,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Committee, Self::Inspector];

    /// Its word in the database and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Committee => "committee",
            Self::Inspector => "inspector",
        }
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Administrator => t("Quản trị"),
            Self::Committee => t("Cấp ủy"),
            Self::Inspector => t("Kiểm tra"),
        }
    }

    /// What it may do, in a sentence.
    pub fn duty(self) -> &'static str {
        match self {
            Self::Administrator => t("Lập tài khoản, tổ chức; xem nhật ký. Không xem đảng viên."),
            Self::Committee => t("Xem và ghi sổ đảng viên."),
            Self::Inspector => t("Xem sổ đảng viên và nhật ký, không ghi."),
        }
    }

    /// The role of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What a route asks of who uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nothing: anyone who reaches the program.
    Anyone,
    /// An account, even one whose holder has yet to choose a password: to look after it.
    OwnAccount,
    /// An account.
    SignedIn,
    /// To read members: committee or inspector.
    ReadMembers,
    /// To change members and their year: committee.
    WriteMembers,
    /// To change accounts, organisations, settings: administrator.
    Administer,
    /// To read the audit log: administrator or inspector.
    ReadAudit,
}

impl Right {
    /// Whether these roles have it.
    pub fn allows(self, roles: &[Role]) -> bool {
        let any = |wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
        match self {
            Self::Anyone | Self::OwnAccount | Self::SignedIn => true,
            Self::ReadMembers => any(&[Role::Committee, Role::Inspector]),
            Self::WriteMembers => any(&[Role::Committee]),
            Self::Administer => any(&[Role::Administrator]),
            Self::ReadAudit => any(&[Role::Administrator, Role::Inspector]),
        }
    }
}

/// The most bytes that a form may have.
pub const FORM: usize = 256 * 1024;

/// How long a page may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A line of the table of routes: it builds the router, the guard and the tests.
#[derive(Clone, Copy)]
pub struct Route {
    /// GET or POST.
    pub method: Verb,
    /// The path, as axum writes it.
    pub path: &'static str,
    /// What it asks.
    pub right: Right,
    /// Whether its response shows personal data, and so leaves a line of who saw it.
    pub personal: bool,
    /// The most bytes that its body may have.
    pub body: usize,
    /// How long it may take.
    pub patience: Duration,
    /// Its handler.
    pub handler: fn() -> MethodRouter<App>,
}

/// The methods of our routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Verb {
    /// As it is written in a request.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl Route {
    /// A page.
    pub const fn get(path: &'static str, right: Right, handler: fn() -> MethodRouter<App>) -> Self {
        Self { method: Verb::Get, path, right, personal: false, body: 0, patience: PATIENCE, handler }
    }

    /// A write.
    pub const fn post(path: &'static str, right: Right, handler: fn() -> MethodRouter<App>) -> Self {
        Self { method: Verb::Post, path, right, personal: false, body: FORM, patience: PATIENCE, handler }
    }

    /// Its body may have that many bytes.
    #[must_use]
    pub const fn body(self, body: usize) -> Self {
        Self { body, ..self }
    }

    /// It counts everybody there is, and may take as long as that takes: nobody who asks is sent away.
    #[must_use]
    pub const fn patient(self) -> Self {
        Self { patience: Duration::from_mins(3), ..self }
    }

    /// It shows personal data.
    #[must_use]
    pub const fn personal(self) -> Self {
        Self { personal: true, ..self }
    }
}

/// Who is signed in: an extractor for handlers whose route asks for an account.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What it may be.
    pub roles: Vec<Role>,
    /// The organisation whose book it reads.
    pub organisation: OrganisationId,
    /// Its password was handed over by an administrator: its holder has to choose one first.
    pub one_time_password: bool,
    /// What lies within it.
    pub scope: Scope,
    /// The instant of the request.
    pub at: Instant,
    /// How often anything about anyone had changed when the request began: what was found at this
    /// revision is still so.
    pub revision: i64,
}

impl Viewer {
    /// Whether a route with this right is open to them: for the menu and for buttons.
    pub fn may(&self, right: Right) -> bool {
        right.allows(&self.roles)
    }

    /// The author of what they change in this request.
    pub const fn author(&self) -> Author {
        Author { account: Some(self.account), at: self.at }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or(Error::NotFound)
    }
}
