//! Accounts: made, changed, closed; and each looking after their own.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ids::{AccountId, OrganisationId};
use sqlx::AssertSqlSafe;

use crate::support::{Answer, TestApp, User};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const OWN: &str = "con mèo nhà hàng xóm";

async fn administrator(test: &TestApp) -> User<'_> {
    test.user("quan.tri", &[Role::Administrator], test.root).await
}

async fn make(test: &TestApp, administrator: &User<'_>, name: &str, key: &str) -> Answer {
    let organisation = test.branches[0].to_string();
    let fields = [
        ("name", name),
        ("full_name", "Trần Thị Hòa"),
        ("roles", "committee"),
        ("roles", "inspector"),
        ("organisation", organisation.as_str()),
        ("submission", key),
    ];
    administrator.post("/accounts", &fields).await
}

async fn id(test: &TestApp, name: &str) -> AccountId {
    sqlx::query_scalar("select id from accounts where name = $1").bind(name).fetch_one(test.db()).await.unwrap()
}

async fn sign_in<'a>(test: &'a TestApp, name: &str, password: &str) -> (Answer, User<'a>) {
    let answer = test.stranger().post("/sign-in", &[("name", name), ("password", password)]).await;
    let mut user = test.stranger();
    let cookies = answer.cookies();
    user.cookie = cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ");
    (answer, user)
}

async fn acts(test: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select act from changes where subject = 'account' order by id")
        .fetch_all(test.db())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_account_is_made_with_a_one_time_password_that_opens_only_its_own_page() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let form = administrator.get("/accounts/new").await.expect(StatusCode::OK);
    let key = form.attributes("main input[name=submission]", "value")[0].clone();
    let made = make(&test, &administrator, "Tran.Hoa", &key).await.expect(StatusCode::SEE_OTHER);
    let shown = administrator.get(made.location()).await.expect(StatusCode::OK);
    let password = shown.one(".one-time");

    let (answer, user) = sign_in(&test, "tran.hoa", &password).await;
    answer.expect(StatusCode::SEE_OTHER);
    for elsewhere in ["/members", "/accounts", "/organisations"] {
        assert_eq!(user.get(elsewhere).await.expect(StatusCode::SEE_OTHER).location(), "/accounts/me");
    }
    user.post("/members", &[]).await.expect(StatusCode::FORBIDDEN);
    let me = user.get("/accounts/me").await.expect(StatusCode::OK);
    assert!(me.text().contains("Trước hết hãy đặt mật khẩu của riêng mình."));
    let wrong = user.post("/accounts/me", &[("password", "sai"), ("new_password", OWN)]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.one("#password-error").contains("Mật khẩu dùng một lần chưa đúng"));
    assert!(wrong.one(".error-summary h2").contains("nhập lại mật khẩu"), "the boxes are empty again");
    user.post("/accounts/me", &[("password", &password), ("new_password", &password)])
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    user.post("/accounts/me", &[("password", &password), ("new_password", OWN)]).await.expect(StatusCode::SEE_OTHER);
    user.get("/members").await.expect(StatusCode::OK);

    // The administrator sees it no more, and it is good no more.
    administrator.get(made.location()).await.expect(StatusCode::NOT_FOUND);
    sign_in(&test, "tran.hoa", &password).await.0.expect(StatusCode::UNPROCESSABLE_ENTITY);
    sign_in(&test, "tran.hoa", OWN).await.0.expect(StatusCode::SEE_OTHER);
    assert_eq!(acts(&test).await[..3], ["account_created", "sign_in", "password_changed"]);
    let lines: String =
        sqlx::query_scalar("select string_agg(changes::text, ' ') from changes").fetch_one(test.db()).await.unwrap();
    assert!(!lines.contains(&password) && !lines.contains(OWN));
}

#[tokio::test]
async fn a_one_time_password_is_shown_for_ten_minutes_to_who_made_it_and_good_for_three_days() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let made = make(&test, &administrator, "tran.hoa", KEY).await;
    let password = administrator.get(made.location()).await.one(".one-time");
    let other = test.user("khac", &[Role::Administrator], test.root).await;
    other.get(made.location()).await.expect(StatusCode::NOT_FOUND);
    administrator
        .get(&made.location().replace(KEY, "ffffffffffffffffffffffffffffffff"))
        .await
        .expect(StatusCode::NOT_FOUND);
    let own = administrator.account.unwrap();
    administrator.get(&format!("/accounts/{own}/password?submission={KEY}")).await.expect(StatusCode::NOT_FOUND);

    test.clock.set(test.app.clock.now().plus_seconds(601).0);
    administrator.get(made.location()).await.expect(StatusCode::NOT_FOUND);
    test.clock.set(test.app.clock.now().plus_seconds(72 * 3600).0);
    let (answer, _) = sign_in(&test, "tran.hoa", &password).await;
    assert!(answer.expect(StatusCode::UNPROCESSABLE_ENTITY).one("[role=alert]").contains("đã hết hạn"));
}

#[tokio::test]
async fn the_same_form_twice_makes_one_account() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let first = make(&test, &administrator, "tran.hoa", KEY).await.expect(StatusCode::SEE_OTHER);
    let second = make(&test, &administrator, "tran.hoa", KEY).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(first.location(), second.location());
    let other_key = KEY.replace('0', "1");
    let third = make(&test, &administrator, "TRAN.HOA", &other_key).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(third.one("#name-error"), "Lỗi: Tên đăng nhập này đã có. Chọn tên khác.");
    assert_eq!(third.attributes("#full_name", "value"), ["Trần Thị Hòa"]);
    assert_eq!(test.count("accounts").await, 2);
}

#[tokio::test]
async fn the_scope_of_a_new_account_is_chosen_by_who_makes_it() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let page = administrator.get("/accounts/new").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("#organisation option[selected]", "value"), [""; 0]);
    assert_eq!(page.attributes("#organisation option", "value")[0], "");
    let form = [("name", "tran.hoa"), ("roles", "committee"), ("organisation", ""), ("submission", KEY)];
    let page = administrator.post("/accounts", &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#organisation"]);
    assert_eq!(test.count("accounts").await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_at_each_field() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let answer = administrator.post("/accounts", &[("name", "trần hòa"), ("submission", KEY)]).await;
    let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let links = answer.attributes(".error-summary a", "href");
    assert_eq!(links, ["#name", "#roles", "#organisation"]);
    for link in links {
        assert_eq!(answer.all(&format!("main {link}")).len(), 1, "{link}");
    }
    administrator.post("/accounts", &[("name", "tran.hoa")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(test.count("accounts").await, 1);
}

#[tokio::test]
async fn an_administrator_of_a_branch_sees_and_makes_accounts_of_the_branch_only() {
    let test = TestApp::new().await;
    let top = administrator(&test).await;
    let of_branch = test.user("chi.bo", &[Role::Administrator], test.branches[0]).await;
    let other = test.account("khac", &[Role::Committee], test.branches[1]).await;
    assert_eq!(of_branch.get("/accounts").await.all("tbody th"), ["chi.bo"]);
    assert_eq!(top.get("/accounts").await.all("tbody th"), ["chi.bo", "khac", "quan.tri"]);
    for account in [other, top.account.unwrap(), AccountId(999)] {
        of_branch.get(&format!("/accounts/{account}/edit")).await.expect(StatusCode::NOT_FOUND);
        let form = [("roles", "committee"), ("organisation", "1"), ("submission", KEY)];
        of_branch.post(&format!("/accounts/{account}/edit"), &form).await.expect(StatusCode::NOT_FOUND);
        of_branch
            .post(&format!("/accounts/{account}/password"), &[("submission", KEY)])
            .await
            .expect(StatusCode::NOT_FOUND);
    }
    let root = test.root.to_string();
    let form = [("name", "tran.hoa"), ("roles", "administrator"), ("organisation", root.as_str()), ("submission", KEY)];
    let answer = of_branch.post("/accounts", &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.attributes(".error-summary a", "href"), ["#organisation"]);
}

#[tokio::test]
async fn a_change_counts_at_once_and_is_written_down_field_by_field() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let user = test.user("tran.hoa", &[Role::Committee], test.branches[0]).await;
    user.get("/members").await.expect(StatusCode::OK);
    let organisation = test.branches[0].to_string();
    let path = format!("/accounts/{}/edit", user.account.unwrap());
    let form = [
        ("full_name", "Trần Thị Hòa"),
        ("roles", "inspector"),
        ("organisation", organisation.as_str()),
        ("disabled", "yes"),
        ("submission", KEY),
    ];
    let answer = administrator.post(&path, &form).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/accounts");
    user.get("/members").await.expect(StatusCode::SEE_OTHER);
    assert!(administrator.get("/accounts").await.text().contains("Đã khóa"));
    let fields: serde_json::Value = sqlx::query_scalar("select fields from changes where act = 'account_changed'")
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(
        fields,
        serde_json::json!([
            { "name": "full_name", "old": "", "new": "Trần Thị Hòa" },
            { "name": "roles", "old": "committee", "new": "inspector" },
            { "name": "disabled", "old": "no", "new": "yes" },
        ])
    );
    let edit = administrator.get(&path).await.expect(StatusCode::OK);
    assert_eq!(edit.attributes("input[name=roles][checked]", "value"), ["inspector"]);
    assert_eq!(edit.attributes("#disabled", "checked").len(), 1);
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    test.account("chi.bo", &[Role::Administrator], test.branches[0]).await;
    let root = test.root.to_string();
    let own = format!("/accounts/{}/edit", administrator.account.unwrap());
    let give_up = [("roles", "committee"), ("organisation", root.as_str()), ("submission", KEY)];
    let answer = administrator.post(&own, &give_up).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.one("#roles-error").contains("người quản trị cuối cùng"));
    let lock = [("roles", "administrator"), ("organisation", root.as_str()), ("disabled", "yes"), ("submission", KEY)];
    administrator.post(&own, &lock).await.expect(StatusCode::UNPROCESSABLE_ENTITY);

    // With a second one above or beside it may be given up; a branch has those above it.
    test.account("thu.hai", &[Role::Administrator], test.root).await;
    administrator.post(&own, &give_up).await.expect(StatusCode::SEE_OTHER);
    let second = test.session(id(&test, "thu.hai").await).await;
    let branch = test.branches[0].to_string();
    let form = [("roles", "inspector"), ("organisation", branch.as_str()), ("submission", &KEY.replace('0', "1"))];
    second.post(&format!("/accounts/{}/edit", id(&test, "chi.bo").await), &form).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_last_administrator_is_counted_among_those_who_can_sign_in_to_this_book() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let superior: i64 =
        sqlx::query_scalar("select id from organisations where kind = 'superior'").fetch_one(test.db()).await.unwrap();
    test.account("cap.tren", &[Role::Administrator], OrganisationId(superior)).await;
    let locked = test.account("da.khoa", &[Role::Administrator], test.root).await;
    let invited = test.account("moi.moi", &[Role::Administrator], test.root).await;
    for (account, column) in [(locked, "disabled_at"), (invited, "password_expires_at")] {
        let statement = format!("update accounts set {column} = $2 where id = $1");
        sqlx::query(AssertSqlSafe(statement))
            .bind(account)
            .bind(test.app.clock.now())
            .execute(test.db())
            .await
            .unwrap();
    }
    let own = format!("/accounts/{}/edit", administrator.account.unwrap());
    let (root, branch) = (test.root.to_string(), test.branches[0].to_string());
    for (role, organisation) in [("committee", &root), ("administrator", &branch)] {
        let form = [("roles", role), ("organisation", organisation.as_str()), ("submission", KEY)];
        let answer = administrator.post(&own, &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.one("#roles-error").contains("người quản trị cuối cùng"));
    }
    assert_eq!(acts(&test).await, [""; 0]);
}

#[tokio::test]
async fn who_gives_up_the_accounts_goes_on_where_there_is_a_page() {
    let test = TestApp::new().await;
    test.account("thu.hai", &[Role::Administrator], test.root).await;
    let root = test.root.to_string();
    for (name, role) in [("mot", "committee"), ("hai", "inspector")] {
        let user = test.user(name, &[Role::Administrator], test.root).await;
        let key = KEY.replace('0', if name == "mot" { "1" } else { "2" });
        let form = [("roles", role), ("organisation", root.as_str()), ("submission", key.as_str())];
        let answer = user.post(&format!("/accounts/{}/edit", user.account.unwrap()), &form).await;
        assert_eq!(answer.expect(StatusCode::SEE_OTHER).location(), "/");
        user.get("/accounts").await.expect(StatusCode::NOT_FOUND);
        user.get("/").await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn an_account_is_put_into_no_organisation_above_gone_or_unknown() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let user = test.user("tran.hoa", &[Role::Committee], test.branches[0]).await;
    let edit = format!("/accounts/{}/edit", user.account.unwrap());
    let superior: i64 =
        sqlx::query_scalar("select id from organisations where kind = 'superior'").fetch_one(test.db()).await.unwrap();
    for organisation in [superior.to_string().as_str(), "99", "0", "-1", "99999999999999999999", "x"] {
        let form = [("name", "moi.lap"), ("roles", "committee"), ("organisation", organisation), ("submission", KEY)];
        for path in ["/accounts", &edit] {
            let answer = administrator.post(path, &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.attributes(".error-summary a", "href"), ["#organisation"], "{path} {organisation}");
            assert!(
                answer.one("#organisation-error").contains("Chọn tổ chức trong danh sách."),
                "{path} {organisation}"
            );
        }
    }
    assert_eq!((test.count("accounts").await, test.count("submissions").await), (2, 0));
    assert_eq!(acts(&test).await, [""; 0]);
}

#[tokio::test]
async fn one_changes_the_own_password_and_signs_out_everywhere_else() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let made = make(&test, &administrator, "tran.hoa", KEY).await;
    let one_time = administrator.get(made.location()).await.one(".one-time");
    let (_, here) = sign_in(&test, "tran.hoa", &one_time).await;
    here.post("/accounts/me", &[("password", &one_time), ("new_password", OWN)]).await.expect(StatusCode::SEE_OTHER);
    let (_, there) = sign_in(&test, "tran.hoa", OWN).await;
    assert_eq!(here.get("/accounts/me").await.all("tbody tr").len(), 2);

    let wrong = here.post("/accounts/me", &[("password", "sai"), ("new_password", "ngắn")]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#password", "#new_password"]);
    here.post("/accounts/me", &[("password", OWN), ("new_password", "ổi xanh chấm muối ớt")])
        .await
        .expect(StatusCode::SEE_OTHER);
    here.get("/accounts/me").await.expect(StatusCode::OK);
    there.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);

    let (_, there) = sign_in(&test, "tran.hoa", "ổi xanh chấm muối ớt").await;
    here.post("/accounts/me/other-sessions", &[]).await.expect(StatusCode::SEE_OTHER);
    here.get("/accounts/me").await.expect(StatusCode::OK);
    there.get("/accounts/me").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_open_session_is_no_way_to_guess_the_password() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    for _ in 0..5 {
        user.post("/accounts/me", &[("password", "đoán"), ("new_password", OWN)])
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    user.post("/accounts/me", &[("password", "đoán"), ("new_password", OWN)])
        .await
        .expect(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn nothing_is_ticked_on_a_new_account_and_a_change_of_ones_own_roles_is_written_down() {
    let test = TestApp::new().await;
    let administrator = administrator(&test).await;
    let form = administrator.get("/accounts/new").await.expect(StatusCode::OK);
    assert_eq!(form.attributes("input[name=roles]", "value").len(), 3);
    assert!(form.attributes("input[name=roles][checked]", "value").is_empty());

    let own = administrator.account.unwrap();
    let root = test.root.to_string();
    let fields =
        [("roles", "administrator"), ("roles", "committee"), ("organisation", root.as_str()), ("submission", KEY)];
    let path = format!("/accounts/{own}/edit");
    administrator.post(&path, &fields).await.expect(StatusCode::SEE_OTHER);
    let (by, about, changed): (AccountId, AccountId, serde_json::Value) = sqlx::query_as(
        "select account, subject_id, fields from changes where act = 'account_changed' order by id desc limit 1",
    )
    .fetch_one(test.db())
    .await
    .unwrap();
    assert_eq!((by, about), (own, own));
    assert_eq!(changed[0]["name"], "roles");
    assert_eq!(
        (changed[0]["old"].as_str(), changed[0]["new"].as_str()),
        (Some("administrator"), Some("administrator committee"))
    );
}
