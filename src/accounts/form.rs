//! The forms of accounts.

use serde::Deserialize;

use super::{Change, NewAccount, name_problem};
use crate::Result;
use crate::auth::scope::Kind;
use crate::auth::{Role, Scope, Tree, Viewer};
use crate::ids::OrganisationId;
use crate::organisations::units::{self, Units, Wanted};
use crate::state::App;
use crate::web::{Errors, form::clean, t};

/// A new account, or one that is changed, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    pub name: String,
    pub full_name: String,
    pub roles: Vec<String>,
    pub organisation: String,
    pub disabled: String,
    pub submission: String,
}

impl AccountForm {
    /// The account to be made, within a scope. Its password is given later.
    pub fn new_account(&self, tree: &Tree, scope: &Scope) -> Result<NewAccount, Errors> {
        let mut errors = Errors::new();
        let name = clean(&self.name).to_lowercase();
        if let Some(problem) = name_problem(&name) {
            errors.add("name", problem);
        }
        let change = self.held(tree, scope, None, &mut errors);
        errors.or(change.map(|(full_name, roles, organisation)| NewAccount {
            name,
            full_name,
            roles,
            organisation,
            password: String::new(),
        }))
    }

    /// The change of an account, within a scope; it may stay in the organisation that it has (`kept`).
    pub fn change(&self, tree: &Tree, scope: &Scope, kept: OrganisationId) -> Result<Change, Errors> {
        let mut errors = Errors::new();
        let change = self.held(tree, scope, Some(kept), &mut errors);
        errors.or(change.map(|(full_name, roles, organisation)| Change {
            full_name,
            roles,
            organisation,
            disabled: !self.disabled.is_empty(),
        }))
    }

    /// Its holder, roles and organisation.
    fn held(
        &self,
        tree: &Tree,
        scope: &Scope,
        kept: Option<OrganisationId>,
        errors: &mut Errors,
    ) -> Option<(String, Vec<Role>, OrganisationId)> {
        let full_name = clean(&self.full_name);
        if full_name.chars().count() > 100 {
            errors.add("full_name", t("Họ và tên dài nhất 100 ký tự."));
        }
        errors.plain("full_name", &full_name);
        let roles: Vec<_> = Role::ALL.into_iter().filter(|role| self.has(*role)).collect();
        if roles.is_empty() {
            errors.add("roles", t("Chọn ít nhất một vai trò."));
        }
        let open =
            |id| tree.node(id).is_some_and(|node| node.kind != Kind::Superior && node.current) && scope.holds(id);
        let organisation = units::named(tree, scope, Wanted::Any, &self.organisation)
            .ok()
            .or_else(|| self.organisation.trim().parse().ok().filter(|id| kept == Some(*id)))
            .filter(|id| kept == Some(*id) || open(*id));
        if self.organisation.trim().is_empty() {
            errors.add("organisation", t("Chọn tổ chức của tài khoản."));
        } else if organisation.is_none() {
            errors.add(
                "organisation",
                t("Tổ chức này không có trong phạm vi quản trị, hoặc đã giải thể. Chọn tổ chức trong danh sách."),
            );
        }
        organisation.map(|organisation| (full_name, roles, organisation))
    }

    /// What an account may be given.
    pub async fn offers(&self, app: &App, viewer: &Viewer, errors: &Errors) -> Result<Units> {
        let unclear = errors.get("organisation").map(|_| self.organisation.as_str());
        Units::all(&mut *app.db.acquire().await?, app.tree(), &viewer.scope, viewer.at.day(), unclear).await
    }

    /// Whether a role was ticked.
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|code| code == role.code())
    }
}

/// A new password of one's own, as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    pub password: String,
    pub new_password: String,
}

impl PasswordForm {
    /// What is said of a wrong old password, by the name that the page gives it.
    pub fn wrong(one_time: bool) -> &'static str {
        if one_time {
            t("Mật khẩu dùng một lần chưa đúng. Nhập đúng như người quản trị đã cấp.")
        } else {
            t("Mật khẩu hiện nay chưa đúng.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::scope::Node;

    const ROOT: OrganisationId = OrganisationId(1);

    /// An organisation of two branches, one of them dissolved, under a superior one.
    fn tree() -> Tree {
        let node = |id, kind, parent: Option<i64>| Node {
            id: OrganisationId(id),
            kind,
            name: String::new(),
            parent: parent.map(OrganisationId),
            current: id != 4,
        };
        Tree::new(
            1,
            vec![
                node(1, Kind::Committee, Some(3)),
                node(2, Kind::Branch, Some(1)),
                node(3, Kind::Superior, None),
                node(4, Kind::Branch, Some(1)),
            ],
        )
    }

    fn new_account(form: &AccountForm) -> Result<NewAccount, Errors> {
        form.new_account(&tree(), &tree().scope(ROOT))
    }

    fn change(form: &AccountForm, kept: i64) -> Result<Change, Errors> {
        form.change(&tree(), &tree().scope(ROOT), OrganisationId(kept))
    }

    fn typed() -> AccountForm {
        AccountForm {
            name: " Tran.Hoa ".to_owned(),
            full_name: "Trần  Thị Hòa".to_owned(),
            roles: vec!["inspector".to_owned(), "committee".to_owned()],
            organisation: "2".to_owned(),
            ..AccountForm::default()
        }
    }

    #[test]
    fn a_good_form_is_an_account() {
        let new = new_account(&typed()).unwrap();
        assert_eq!((new.name.as_str(), new.full_name.as_str()), ("tran.hoa", "Trần Thị Hòa"));
        assert_eq!(new.roles, [Role::Committee, Role::Inspector]);
        assert_eq!(new.organisation, OrganisationId(2));
    }

    #[test]
    fn all_errors_come_at_once_in_the_order_of_the_form() {
        let fields = |errors: Errors| errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>();
        let errors = new_account(&AccountForm::default()).unwrap_err();
        assert_eq!(fields(errors), ["name", "roles", "organisation"]);
        let errors = change(&AccountForm { full_name: "a".repeat(101), ..AccountForm::default() }, 2).unwrap_err();
        assert_eq!(fields(errors), ["full_name", "roles", "organisation"]);
    }

    #[test]
    fn a_name_is_easy_to_type() {
        for name in ["a", "trần.hoa", "tran hoa", &"a".repeat(41), "<b>"] {
            let form = AccountForm { name: name.to_owned(), ..typed() };
            assert!(new_account(&form).unwrap_err().get("name").is_some(), "{name}");
        }
    }

    #[test]
    fn an_organisation_above_gone_or_not_there_is_none_to_choose() {
        for organisation in ["3", "4", "99", "0", "-1", "99999999999999999999", "", "x"] {
            let form = AccountForm { organisation: organisation.to_owned(), ..typed() };
            assert!(new_account(&form).unwrap_err().get("organisation").is_some(), "{organisation}");
            assert!(change(&form, 2).unwrap_err().get("organisation").is_some(), "{organisation}");
        }
    }

    #[test]
    fn an_account_may_stay_where_its_organisation_was_dissolved() {
        let form = AccountForm { organisation: "4".to_owned(), ..typed() };
        assert_eq!(change(&form, 4).unwrap().organisation, OrganisationId(4));
    }

    #[test]
    fn an_unknown_role_is_none() {
        let form = AccountForm { roles: vec!["owner".to_owned()], ..typed() };
        assert!(change(&form, 2).unwrap_err().get("roles").is_some());
    }
}
