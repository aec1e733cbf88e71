//! Accounts: who may sign in, as what, for which organisation. The command line, the set-up and the
//! sample make theirs by the same verbs as the pages.
//!
//! An administrator never learns a password: an account is made with a one-time one, which opens the
//! page where its holder chooses their own, and nothing else.

mod form;
mod pages;
mod present;
mod queries;

use sqlx::{PgConnection, PgExecutor};

use crate::audit::{self, Author, Field, Subject};
use crate::auth::password::one_time;
use crate::auth::scope::{Kind, Tree};
use crate::auth::strength::judge;
use crate::auth::{Right, Role, Route, Scope};
use crate::clock::Instant;
use crate::ids::{AccountId, OrganisationId};
use crate::organisations;
use crate::sql::broken_constraint;
use crate::state::App;
use crate::web::{Errors, t};
use crate::{Error, Result};

/// The pages of accounts.
pub const ROUTES: &[Route] = &[
    Route::get("/accounts", Right::Administer, || axum::routing::get(pages::list)),
    Route::post("/accounts", Right::Administer, || axum::routing::post(pages::create)),
    Route::get("/accounts/new", Right::Administer, || axum::routing::get(pages::new)),
    Route::get("/accounts/me", Right::OwnAccount, || axum::routing::get(pages::me)),
    Route::post("/accounts/me", Right::OwnAccount, || axum::routing::post(pages::change_own_password)),
    Route::post("/accounts/me/other-sessions", Right::OwnAccount, || axum::routing::post(pages::end_other_sessions)),
    Route::get("/accounts/{id}/edit", Right::Administer, || axum::routing::get(pages::edit)),
    Route::post("/accounts/{id}/edit", Right::Administer, || axum::routing::post(pages::update)),
    Route::get("/accounts/{id}/password", Right::Administer, || axum::routing::get(pages::show_password)),
    Route::post("/accounts/{id}/password", Right::Administer, || axum::routing::post(pages::give_password)),
];

/// Seconds for which a one-time password is good.
const GOOD_FOR: i64 = 72 * 60 * 60;

impl AccountId {
    /// Where the account is edited.
    pub fn edit_path(self) -> String {
        format!("/accounts/{self}/edit")
    }
}

/// An account, as its administrators see it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Which.
    pub id: AccountId,
    /// What is typed to sign in.
    pub name: String,
    /// Its holder.
    pub full_name: String,
    /// What it may be.
    pub roles: Vec<Role>,
    /// Its organisation: it sees this and all below.
    pub organisation: OrganisationId,
    /// Since when nobody may sign in to it.
    pub disabled_at: Option<Instant>,
    /// Until when its one-time password is good; none: its holder chose one.
    pub password_expires_at: Option<Instant>,
    /// Last signed in.
    pub signed_in_at: Option<Instant>,
}

/// What signing in needs to know of an account.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Which.
    pub id: AccountId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The hash of its password.
    pub password_hash: String,
    /// Until when a one-time password is good.
    pub password_expires_at: Option<Instant>,
    /// Nobody may sign in to it.
    pub disabled: bool,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub name: String,
    /// Its holder; may be empty.
    pub full_name: String,
    /// What it may be.
    pub roles: Vec<Role>,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its password.
    pub password: String,
}

/// What an administrator may change of an account.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its holder; may be empty.
    pub full_name: String,
    /// What it may be.
    pub roles: Vec<Role>,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Nobody may sign in to it.
    pub disabled: bool,
}

/// Whether there is no account at all: the book has to be set up.
pub async fn none_yet(db: impl PgExecutor<'_>) -> Result<bool> {
    queries::none_yet(db).await
}

/// The account that this name signs in to.
pub async fn credentials(db: impl PgExecutor<'_>, name: &str) -> Result<Option<Credentials>> {
    queries::credentials(db, name).await
}

/// The organisation of an account.
pub async fn organisation(db: impl PgExecutor<'_>, account: AccountId) -> Result<Option<OrganisationId>> {
    queries::organisation(db, account).await
}

/// Keeps the hash of a password anew, at the cost of today.
pub async fn rehash(db: impl PgExecutor<'_>, account: AccountId, hash: &str) -> Result<()> {
    queries::rehash(db, account, hash).await
}

/// What is wrong with the name of an account, if anything.
pub fn name_problem(name: &str) -> Option<&'static str> {
    let fine = (2..=40).contains(&name.len())
        && name
            .bytes()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"._-@".contains(&letter));
    (!fine).then(|| t("Tên đăng nhập gồm 2 đến 40 chữ không dấu, chữ số, dấu chấm hoặc gạch nối. Ví dụ: tran.hoa."))
}

/// Makes one account at a time: until the end of the transaction nobody else makes or changes one.
pub async fn one_writer(db: &mut PgConnection) -> Result<()> {
    queries::one_writer(db).await
}

/// Makes an account with a password of its holder's own.
///
/// # Errors
/// [`Error::Invalid`] when the name is taken or no name, when the password is weak, when there is no role.
pub async fn add(db: &mut PgConnection, app: &App, author: Author, new: NewAccount) -> Result<AccountId> {
    let organisation = organisation_name(&mut *db, author, new.organisation).await?;
    let mut errors = Errors::new();
    if let Some(problem) = name_problem(&new.name) {
        errors.add("name", problem);
    }
    if let Err(weakness) = judge(&new.password, &[&new.name, &new.full_name, &organisation]) {
        errors.add("password", weakness.sentence());
    }
    if new.roles.is_empty() {
        errors.add("roles", t("Chọn ít nhất một vai trò."));
    }
    errors.or(Some(()))?;
    insert(db, app, author, &new, None).await
}

/// Makes an account with the one-time password that belongs to the key of the form; `new.password` is not used.
///
/// # Errors
/// [`Error::Invalid`] when the name is taken.
pub async fn invite(db: &mut PgConnection, app: &App, author: Author, new: NewAccount, key: &str) -> Result<AccountId> {
    let new = NewAccount { password: one_time(&app.seal, key), ..new };
    insert(db, app, author, &new, Some(author.at.plus_seconds(GOOD_FOR))).await
}

async fn insert(
    db: &mut PgConnection,
    app: &App,
    author: Author,
    new: &NewAccount,
    password_expires_at: Option<Instant>,
) -> Result<AccountId> {
    let hash = app.passwords.hash(&new.password).await?;
    let id = match queries::insert(&mut *db, author.at, new, &hash, password_expires_at).await {
        Err(error) if broken_constraint(&error) == Some("accounts_name_unique") => {
            return Err(Error::field("name", t("Tên đăng nhập này đã có. Chọn tên khác.")));
        }
        inserted => inserted?,
    };
    let fields = [
        Field::new("name", "", &new.name),
        Field::new("full_name", "", &new.full_name),
        Field::new("roles", "", codes(&new.roles)),
        Field::new("organisation", "", organisation_name(&mut *db, author, new.organisation).await?),
    ];
    audit::record(db, author, "account_created", Subject::Account(id), Some(new.organisation), &fields).await?;
    Ok(id)
}

/// Changes an account; its sessions end, unless it is the author's own.
///
/// # Errors
/// [`Error::Invalid`] when it would leave its organisation without an administrator, or its author without it.
pub async fn change(
    db: &mut PgConnection,
    tree: &Tree,
    scope: &Scope,
    author: Author,
    id: AccountId,
    change: &Change,
) -> Result<()> {
    queries::one_writer(&mut *db).await?;
    let old = queries::find(&mut *db, scope, id).await?.ok_or(Error::NotFound)?;
    let own = author.account == Some(id);
    if own && change.disabled {
        return Err(Error::field("disabled", t("Đây là tài khoản đang dùng. Người quản trị khác mới khóa được.")));
    }
    let administered = old.disabled_at.is_none() && old.roles.contains(&Role::Administrator);
    let administers =
        !change.disabled && change.roles.contains(&Role::Administrator) && change.organisation == old.organisation;
    let above = own_above(tree, old.organisation);
    if administered && !administers && !queries::other_administrator(&mut *db, id, &above).await? {
        return Err(Error::field(
            "roles",
            t(
                "Đây là người quản trị cuối cùng đã có mật khẩu riêng. Giao quyền cho người khác, chờ người đó đặt mật khẩu, rồi mới bỏ được.",
            ),
        ));
    }
    queries::update(&mut *db, author.at, id, change).await?;
    let mut fields = vec![
        Field::new("full_name", &old.full_name, &change.full_name),
        Field::new("roles", codes(&old.roles), codes(&change.roles)),
        Field::new(
            "organisation",
            organisation_name(&mut *db, author, old.organisation).await?,
            organisation_name(&mut *db, author, change.organisation).await?,
        ),
        Field::new("disabled", yes_no(old.disabled_at.is_some()), yes_no(change.disabled)),
    ];
    fields.retain(|field| field.old != field.new);
    if fields.is_empty() {
        return Ok(());
    }
    if !own {
        queries::end_sessions(&mut *db, id).await?;
    }
    audit::record(db, author, "account_changed", Subject::Account(id), Some(change.organisation), &fields).await
}

/// Gives an account the one-time password that belongs to the key of the form; its sessions end.
///
/// # Errors
/// [`Error::NotFound`] when it is out of scope; [`Error::Forbidden`] for one's own account.
pub async fn give_password(
    db: &mut PgConnection,
    app: &App,
    scope: &Scope,
    author: Author,
    id: AccountId,
    key: &str,
) -> Result<Account> {
    let account = queries::find(&mut *db, scope, id).await?.ok_or(Error::NotFound)?;
    if author.account == Some(id) {
        return Err(Error::Forbidden);
    }
    let hash = app.passwords.hash(&one_time(&app.seal, key)).await?;
    queries::set_password(&mut *db, id, &hash, Some(author.at.plus_seconds(GOOD_FOR))).await?;
    queries::end_sessions(&mut *db, id).await?;
    audit::record(db, author, "password_given", Subject::Account(id), Some(account.organisation), &[]).await?;
    Ok(account)
}

/// Sets the password that the holder of an account has chosen.
async fn set_own_password(
    db: &mut PgConnection,
    author: Author,
    id: AccountId,
    organisation: OrganisationId,
    hash: &str,
) -> Result<()> {
    queries::set_password(&mut *db, id, hash, None).await?;
    audit::record(db, author, "password_changed", Subject::Account(id), Some(organisation), &[]).await
}

async fn organisation_name(db: &mut PgConnection, author: Author, id: OrganisationId) -> Result<String> {
    Ok(organisations::names_on(db, &[id], author.at.day()).await?.remove(&id).unwrap_or_default())
}

/// An organisation and those above it that the book is kept for: of a superior one it has the name only.
fn own_above(tree: &Tree, organisation: OrganisationId) -> Vec<i64> {
    let all = tree.above(organisation).into_iter().chain([organisation]);
    let own = all.filter(|id| tree.node(*id).is_some_and(|node| node.kind != Kind::Superior));
    own.map(|id| id.0).collect()
}

/// The codes of roles, in one order.
fn codes(roles: &[Role]) -> String {
    let roles = Role::ALL.into_iter().filter(|role| roles.contains(role)).map(Role::code);
    roles.collect::<Vec<_>>().join(" ")
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
