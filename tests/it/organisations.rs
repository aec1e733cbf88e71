//! The tree of organisations: what it was called and what it was under, on every day.

use axum::http::StatusCode;
use sodangvien::Error;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind;
use sodangvien::ids::OrganisationId;
use sodangvien::ledger::{self, NewEvent};
use sodangvien::organisations::{self, NewOrganisation, branch_options, names_on, tree_on};
use sodangvien::rules::Day;
use sodangvien::rules::standing;
use sodangvien::submissions;

use crate::build::day;
use crate::support::{Answer, TestApp, User};

/// A form as the page offers it: its hidden fields, then what is typed.
async fn fill(user: &User<'_>, page: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = user.get(page).await.expect(StatusCode::OK);
    let names = page.attributes("main form input[type=hidden]", "name");
    let values = page.attributes("main form input[type=hidden]", "value");
    let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut fields: Vec<(String, String)> = names.into_iter().zip(values).chain(typed).collect();
    // A page may have a second form.
    let mut seen = std::collections::HashSet::new();
    fields.retain(|(name, _)| name == "heir" || seen.insert(name.clone()));
    fields
}

async fn send(user: &User<'_>, to: &str, form: &[(String, String)]) -> Answer {
    let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post(to, &form).await
}

pub async fn submit(user: &User<'_>, page: &str, to: &str, typed: &[(&str, &str)]) -> Answer {
    send(user, to, &fill(user, page, typed).await).await
}

pub async fn change(user: &User<'_>, path: &str, typed: &[(&str, &str)]) -> Answer {
    submit(user, path, path, typed).await
}

async fn name_on(test: &TestApp, id: OrganisationId, on: Day) -> String {
    names_on(test.db(), &[id], on).await.unwrap().remove(&id).unwrap_or_default()
}

pub async fn options(test: &TestApp, on: &str) -> Vec<String> {
    let tree = test.app.read_tree().await.unwrap();
    let all = branch_options(test.db(), &tree.scope(test.root), day(on)).await.unwrap();
    all.into_iter().map(|option| option.label).collect()
}

pub async fn make(test: &TestApp, kind: Kind, name: &str, parent: OrganisationId, from: Option<Day>) -> OrganisationId {
    let author = test.author().await;
    let new = NewOrganisation { kind, name: name.to_owned(), parent: Some(parent), from };
    let mut tx = test.db().begin().await.unwrap();
    let made = organisations::create(&mut tx, author, &new).await.unwrap();
    tx.commit().await.unwrap();
    made
}

/// What the errors of a page say, without their icon.
/// The sentences of the summary, without the names of their fields.
pub fn errors(answer: &Answer) -> Vec<String> {
    let labels: Vec<_> =
        answer.all("label, legend").iter().map(|label| label.replace('*', "").trim().to_owned()).collect();
    let bare = |sentence: &String| {
        let named = sentence.split_once(": ").filter(|(name, _)| labels.iter().any(|label| label == name));
        named.map_or_else(|| sentence.clone(), |(_, said)| said.to_owned())
    };
    answer.all(".error-summary li").iter().map(bare).collect()
}

#[tokio::test]
async fn the_tree_shows_the_members_and_guests_of_each_branch() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    test.person("Đỗ Thị Mỹ Ánh").female().admitted(test.branches[0], "5/3/2026").enter().await;
    test.person("Trần Văn Bình").admitted(test.branches[0], "6/3/2026").enter().await;
    test.person("Lê Văn Cường").guest(test.branches[1], "6/3/2026", "6/3/2027").enter().await;
    let page = secretary.get("/organisations").await.expect(StatusCode::OK);
    assert_eq!(
        page.all(".tree-row"),
        [
            "Đảng bộ Sở Thử nghiệm 1 sinh hoạt tạm thời 2 đảng viên",
            "Chi bộ Chuyên môn 1 sinh hoạt tạm thời Chưa có đảng viên",
            "Chi bộ Văn phòng 2 đảng viên",
        ]
    );
    let links = page.attributes(".tree-row a", "href");
    assert!(links.contains(&format!("/members?branch={}", test.branches[0])), "{links:?}");
    let before = secretary.get("/organisations?as_of=5/3/2026").await.expect(StatusCode::OK);
    assert_eq!(before.all(".tree-row")[2], "Chi bộ Văn phòng 1 đảng viên");
    secretary.get("/organisations?as_of=24/11/2026").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_administrator_without_another_role_sees_no_count_of_members() {
    let test = TestApp::new().await;
    test.person("Trần Văn Bình").admitted(test.branches[0], "6/3/2026").enter().await;
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    for path in ["/organisations".to_owned(), test.branches[0].path(), test.root.path()] {
        let page = administrator.get(&path).await.expect(StatusCode::OK);
        assert!(page.all(".figure").is_empty());
        let links = page.attributes("main a", "href");
        assert!(!links.iter().any(|link| link.starts_with("/members")), "{path}: {links:?}");
    }
    let page = administrator.get(&format!("{}/dissolution", test.branches[0].path())).await.expect(StatusCode::OK);
    assert!(page.text().contains("Chưa giải thể được"));
    assert!(!page.attributes("main a", "href").iter().any(|link| link.starts_with("/members")));
}

#[tokio::test]
async fn a_branch_is_made_once_however_often_the_form_is_sent() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let parent = test.root.to_string();
    let typed =
        [("kind", "branch"), ("name", " Chi bộ  Thanh tra "), ("parent", parent.as_str()), ("from", "1/7/2025")];
    let form = fill(&secretary, "/organisations/new", &typed).await;
    let made = send(&secretary, "/organisations", &form).await.expect(StatusCode::SEE_OTHER);
    let again = send(&secretary, "/organisations", &form).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(made.location(), again.location());
    let page = secretary.get(made.location()).await.expect(StatusCode::OK);
    assert_eq!(page.one("h1"), "Chi bộ Thanh tra");
    assert_eq!(page.all("#names ~ *, .facts dt")[0], "Từ 01/07/2025");
    assert_eq!(options(&test, "1/7/2025").await, ["Chi bộ Chuyên môn", "Chi bộ Thanh tra", "Chi bộ Văn phòng"]);
    assert_eq!(options(&test, "30/6/2025").await, ["Chi bộ Chuyên môn", "Chi bộ Văn phòng"]);
    let acts: Vec<String> = sqlx::query_scalar("select act from changes where account = $1 order by id")
        .bind(secretary.account.unwrap())
        .fetch_all(test.db())
        .await
        .unwrap();
    assert_eq!(acts, ["organisation_created"]);
}

#[tokio::test]
async fn branches_are_ordered_by_their_numbers() {
    let test = TestApp::new().await;
    for name in ["Chi bộ thôn 10", "Chi bộ thôn 9", "Chi bộ thôn 2"] {
        make(&test, Kind::Branch, name, test.root, None).await;
    }
    assert_eq!(options(&test, "1/1/2026").await[1..4], ["Chi bộ thôn 2", "Chi bộ thôn 9", "Chi bộ thôn 10"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_new_organisation_is_said_and_what_was_typed_stays() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let (root, branch) = (test.root.to_string(), test.branches[0].to_string());
    let late = make(&test, Kind::Committee, "Đảng bộ bộ phận", test.root, Some(day("1/1/2020"))).await.to_string();
    for (typed, said) in [
        (
            [("name", ""), ("parent", ""), ("from", "1/1/2030")],
            vec!["Nhập tên tổ chức.", "Chọn cấp trên trực tiếp.", "Ngày này chưa đến. Kiểm tra lại ngày, tháng, năm."],
        ),
        ([("name", "Chi bộ A"), ("parent", "999999"), ("from", "")], vec!["Chọn cấp trên trực tiếp trong danh sách."]),
        (
            [("name", "Chi bộ A"), ("parent", &branch), ("from", "")],
            vec!["Chi bộ không có tổ chức trực thuộc. Chọn đảng bộ."],
        ),
        (
            [("name", "chi bộ văn phòng"), ("parent", &root), ("from", "")],
            vec!["Cùng cấp trên đã có tổ chức mang tên này trong thời gian đó. Chọn tên khác."],
        ),
        (
            [("name", "Chi bộ A"), ("parent", &late), ("from", "31/12/2019")],
            vec!["Tổ chức cấp trên chưa có hoặc đã giải thể trong thời gian đó. Chọn ngày hoặc cấp trên khác."],
        ),
        (
            [("name", "Chi bộ A"), ("parent", &late), ("from", "")],
            vec!["Tổ chức cấp trên chưa có hoặc đã giải thể trong thời gian đó. Chọn ngày hoặc cấp trên khác."],
        ),
    ] {
        let typed: Vec<_> = [("kind", "branch")].into_iter().chain(typed).collect();
        let answer = submit(&secretary, "/organisations/new", "/organisations", &typed).await;
        let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(errors(&answer), said, "{typed:?}");
        assert_eq!(answer.attributes("#name", "value"), [typed[1].1]);
        assert_eq!(answer.attributes("#from", "value"), [typed[3].1]);
    }
    let typed = [("kind", "branch"), ("name", "Chi bộ A"), ("parent", late.as_str()), ("from", "1/1/2020")];
    submit(&secretary, "/organisations/new", "/organisations", &typed).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_name_holds_from_its_day_until_the_next_one() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, _] = test.branches;
    let path = format!("{}/rename", branch.path());
    for (name, from) in [("Chi bộ Hành chính", "1/7/2025"), ("Chi bộ Tổng hợp", "1/1/2020")] {
        let answer = change(&secretary, &path, &[("name", name), ("when", "change"), ("from", from)]).await;
        answer.expect(StatusCode::SEE_OTHER);
    }
    for (on, name) in [
        ("31/12/2019", "Chi bộ Văn phòng"),
        ("1/1/2020", "Chi bộ Tổng hợp"),
        ("30/6/2025", "Chi bộ Tổng hợp"),
        ("1/7/2025", "Chi bộ Hành chính"),
        ("23/11/2026", "Chi bộ Hành chính"),
    ] {
        assert_eq!(name_on(&test, branch, day(on)).await, name, "{on}");
    }
    let page = secretary.get(&branch.path()).await.expect(StatusCode::OK);
    assert_eq!(page.one("h1"), "Chi bộ Hành chính");
    assert_eq!(
        page.all("[aria-labelledby=names] dt"),
        ["Trước 01/01/2020", "01/01/2020 đến trước 01/07/2025", "Từ 01/07/2025"]
    );
    assert!(page.all("[aria-labelledby=names] dd")[1].starts_with("Chi bộ Tổng hợp"));
}

#[tokio::test]
async fn a_correction_holds_for_all_time_and_what_was_believed_stays_known() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, _] = test.branches;
    let path = format!("{}/rename", branch.path());
    test.clock.set("2026-11-23T03:05:00Z".parse().unwrap());
    let answer = change(&secretary, &path, &[("name", "Chi bộ Văn thư"), ("when", "correction"), ("from", "")]).await;
    answer.expect(StatusCode::SEE_OTHER);
    for on in ["1/1/1990", "23/11/2026"] {
        assert_eq!(name_on(&test, branch, day(on)).await, "Chi bộ Văn thư", "{on}");
    }
    let believed: Vec<String> = sqlx::query_scalar(
        "select name from organisation_versions
          where organisation = $1 and known @> '2026-11-23T03:04:59Z'::timestamptz",
    )
    .bind(branch)
    .fetch_all(test.db())
    .await
    .unwrap();
    assert_eq!(believed, ["Chi bộ Văn phòng"]);
}

#[tokio::test]
async fn an_earlier_name_is_corrected_by_itself() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, _] = test.branches;
    let path = format!("{}/rename", branch.path());
    change(&secretary, &path, &[("name", "Chi bộ Hành chính"), ("when", "change"), ("from", "1/7/2025")]).await;
    let page = secretary.get(&branch.path()).await;
    let correct = page.attributes("[aria-labelledby=names] dd a", "href");
    let form = secretary.get(&correct[0]).await.expect(StatusCode::OK);
    assert_eq!(form.attributes("#name", "value"), ["Chi bộ Văn phòng"]);
    assert_eq!(form.attributes("input[name=when][checked]", "value"), ["correction"]);
    let answer = submit(&secretary, &correct[0], &path, &[("name", "Chi bộ Văn thư"), ("when", "correction")]).await;
    answer.expect(StatusCode::SEE_OTHER);
    assert_eq!(name_on(&test, branch, day("30/6/2025")).await, "Chi bộ Văn thư");
    assert_eq!(name_on(&test, branch, day("1/7/2025")).await, "Chi bộ Hành chính");
}

#[tokio::test]
async fn of_two_administrators_the_slower_is_told_what_is_there_now() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let other = test.user("khac", &[Role::Administrator], test.root).await;
    let [branch, _] = test.branches;
    let path = format!("{}/rename", branch.path());
    let mut stale = fill(&secretary, &path, &[("name", "Chi bộ Một"), ("when", "correction")]).await;
    change(&other, &path, &[("name", "Chi bộ Hai"), ("when", "correction")]).await.expect(StatusCode::SEE_OTHER);

    let answer = send(&secretary, &path, &stale).await.expect(StatusCode::CONFLICT);
    assert!(answer.one("#version").contains("Trong sổ hiện ghi: Chi bộ Hai"));
    assert_eq!(answer.attributes("#name", "value"), ["Chi bộ Một"]);
    assert_eq!(name_on(&test, branch, day("1/1/2026")).await, "Chi bộ Hai");

    for field in &mut stale {
        if field.0 == "version" {
            field.1 = answer.attributes("input[name=version]", "value").remove(0);
        }
    }
    send(&secretary, &path, &stale).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(name_on(&test, branch, day("1/1/2026")).await, "Chi bộ Một");
}

#[tokio::test]
async fn an_organisation_moves_from_a_day_on() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let part = make(&test, Kind::Committee, "Đảng bộ bộ phận", test.root, Some(day("1/1/2020"))).await;
    let [branch, _] = test.branches;
    let path = format!("{}/parent", branch.path());
    let to = part.to_string();
    let early = change(&secretary, &path, &[("parent", &to), ("when", "change"), ("from", "31/12/2019")]).await;
    assert_eq!(
        errors(&early.expect(StatusCode::UNPROCESSABLE_ENTITY)),
        ["Tổ chức cấp trên chưa có hoặc đã giải thể trong thời gian đó. Chọn ngày hoặc cấp trên khác."]
    );
    change(&secretary, &path, &[("parent", &to), ("when", "change"), ("from", "1/7/2025")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let tree = test.app.read_tree().await.unwrap();
    let parent_on = async |on: &str| {
        let all = tree_on(test.db(), &tree.scope(test.root), day(on)).await.unwrap();
        all.into_iter().find(|placed| placed.id == branch).unwrap().parent.unwrap()
    };
    assert_eq!(parent_on("30/6/2025").await, test.root);
    assert_eq!(parent_on("1/7/2025").await, part);
}

#[tokio::test]
async fn nothing_is_put_below_itself_below_a_branch_or_out_of_sight() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let part = make(&test, Kind::Committee, "Đảng bộ bộ phận", test.root, None).await;
    let below = make(&test, Kind::Committee, "Đảng bộ nhỏ", part, None).await;
    test.app.read_tree().await.unwrap();
    let path = format!("{}/parent", part.path());
    let options = secretary.get(&path).await.attributes("#parent option", "value");
    assert_eq!(options, [String::new(), test.root.to_string()]);
    for (parent, said) in [
        (part, "Không đặt được một tổ chức dưới chính nó hoặc dưới tổ chức trực thuộc nó."),
        (below, "Không đặt được một tổ chức dưới chính nó hoặc dưới tổ chức trực thuộc nó."),
        (test.branches[0], "Chi bộ không có tổ chức trực thuộc. Chọn đảng bộ."),
        (OrganisationId(999_999), "Chọn cấp trên trực tiếp trong danh sách."),
    ] {
        let parent = parent.to_string();
        let typed = [("parent", parent.as_str()), ("when", "change"), ("from", "1/7/2025")];
        let answer = change(&secretary, &path, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(errors(&answer), [said]);
    }
}

#[tokio::test]
async fn the_superior_of_the_topmost_is_a_name_with_its_days() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let path = format!("{}/parent", test.root.path());
    let typed = [("superior", "Đảng ủy các cơ quan Đảng tỉnh"), ("when", "change"), ("from", "1/7/2025")];
    change(&secretary, &path, &typed).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(&test.root.path()).await.expect(StatusCode::OK);
    assert_eq!(page.all("[aria-labelledby=parents] dt"), ["Trước 01/07/2025", "Từ 01/07/2025"]);
    let names = page.all("[aria-labelledby=parents] dd");
    assert!(names[0].starts_with("Đảng ủy Khối Thử nghiệm") && names[1].starts_with("Đảng ủy các cơ quan Đảng tỉnh"));
    let same = change(&secretary, &path, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(errors(&same), ["Trong sổ đã ghi như vậy. Không có gì để đổi."]);
    // What is above is but a name: it has no page.
    let tree = test.app.read_tree().await.unwrap();
    let superior = tree.node(test.root).unwrap().parent.unwrap();
    secretary.get(&superior.path()).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_branch_with_members_or_guests_is_not_dissolved_and_the_page_says_why() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [first, second] = test.branches;
    test.person("Trần Văn Bình").admitted(first, "6/3/2026").enter().await;
    test.person("Lê Văn Cường").guest(second, "6/3/2026", "6/3/2027").enter().await;
    for branch in [first, second] {
        let path = format!("{}/dissolution", branch.path());
        let page = secretary.get(&path).await.expect(StatusCode::OK);
        assert!(page.all("main form").is_empty());
        assert!(page.attributes("main a", "href").contains(&format!("/members?branch={branch}")));
        let form = vec![
            ("on".to_owned(), "1/1/2026".to_owned()),
            ("version".to_owned(), version(&test, branch).await.to_string()),
            ("submission".to_owned(), submissions::key().unwrap()),
        ];
        let answer = send(&secretary, &path, &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(errors(&answer)[0].starts_with("Chi bộ còn đảng viên"), "{:?}", errors(&answer));
    }
}

async fn version(test: &TestApp, id: OrganisationId) -> i64 {
    let history = organisations::queries::history(test.db(), id).await.unwrap();
    organisations::newest(&history).unwrap()
}

#[tokio::test]
async fn a_branch_ends_after_the_last_has_left_and_not_on_a_day_before() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let [branch, heir] = test.branches;
    test.person("Trần Văn Bình")
        .admitted(branch, "6/3/2026")
        .event(standing::Kind::Moved, branch, "1/9/2026", |event| event.counterpart = Some(heir))
        .enter()
        .await;
    let path = format!("{}/dissolution", branch.path());
    let early = change(&secretary, &path, &[("on", "31/8/2026")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(errors(&early), ["Trong chi bộ còn người cho tới ngày 01/09/2026. Chọn từ ngày đó trở đi."]);
    let future = change(&secretary, &path, &[("on", "24/11/2026")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(errors(&future), ["Ngày này chưa đến. Kiểm tra lại ngày, tháng, năm."]);
    let to = heir.to_string();
    let done = change(&secretary, &path, &[("on", "1/9/2026"), ("heir", &to)]).await.expect(StatusCode::SEE_OTHER);

    assert_eq!(options(&test, "31/8/2026").await, ["Chi bộ Chuyên môn", "Chi bộ Văn phòng"]);
    assert_eq!(options(&test, "1/9/2026").await, ["Chi bộ Chuyên môn"]);
    let page = secretary.get(done.location()).await.expect(StatusCode::OK);
    assert!(page.text().contains("Đã giải thể từ ngày 01/09/2026"));
    assert_eq!(page.all("[aria-labelledby=successions] dd"), ["Chi bộ Chuyên môn"]);
    assert_eq!(secretary.get(&heir.path()).await.all("[aria-labelledby=successions] dd"), ["Chi bộ Văn phòng"]);
    assert_eq!(secretary.get("/organisations").await.all("details .tree-row"), ["Chi bộ Văn phòng"]);

    let back = submit(&secretary, done.location(), &format!("{}/resumption", branch.path()), &[]).await;
    back.expect(StatusCode::SEE_OTHER);
    assert_eq!(options(&test, "1/9/2026").await, ["Chi bộ Chuyên môn", "Chi bộ Văn phòng"]);
    assert!(secretary.get(done.location()).await.all("[aria-labelledby=successions]").is_empty());
}

#[tokio::test]
async fn nobody_enters_a_committee_or_a_branch_that_is_not_there() {
    let test = TestApp::new().await;
    let late = make(&test, Kind::Branch, "Chi bộ Thanh tra", test.root, Some(day("1/1/2020"))).await;
    let person = test.person("Trần Văn Bình").enter().await;
    let refused = async |organisation, on: &str| {
        let author = test.author().await;
        let mut tx = test.db().begin().await.unwrap();
        let event = NewEvent::new(person, standing::Kind::Admitted, day(on), organisation);
        match ledger::record(&mut tx, author, &event).await {
            Ok(_) => String::new(),
            Err(Error::Invalid(errors)) => errors.list()[0].1.clone(),
            Err(other) => panic!("{other:?}"),
        }
    };
    assert_eq!(
        refused(late, "31/12/2019").await,
        "Chi bộ Thanh tra chưa có hoặc đã giải thể trong thời gian từ ngày 31/12/2019. Chọn chi bộ khác, hoặc kiểm tra lại ngày."
    );
    assert_eq!(refused(late, "1/1/2020").await, "");
    assert_eq!(refused(test.root, "1/1/2020").await, "Đảng bộ Sở Thử nghiệm không phải chi bộ. Chọn một chi bộ.");
}

#[tokio::test]
async fn whoever_records_while_a_branch_is_dissolved_is_waited_for_or_refused() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let author = test.author().await;
    let person = test.person("Trần Văn Bình").enter().await;
    let event = |branch| NewEvent::new(person, standing::Kind::Admitted, day("6/3/2026"), branch);
    let target = async |id| organisations::Target { id, version: version(&test, id).await };
    let end = day("1/1/2026");

    let mut recording = test.db().begin().await.unwrap();
    ledger::record(&mut recording, author, &event(first)).await.unwrap();
    let dissolving = tokio::spawn({
        let (pool, target) = (test.db().clone(), target(first).await);
        async move {
            let mut tx = pool.begin().await.unwrap();
            organisations::dissolve(&mut tx, author, target, end, &[]).await
        }
    });
    test.until_waiting(&dissolving).await;
    recording.commit().await.unwrap();
    assert!(matches!(dissolving.await.unwrap(), Err(Error::Invalid(errors)) if errors.get("on").is_some()));

    let other = test.person("Lê Thị Hoa").enter().await;
    let mut dissolving = test.db().begin().await.unwrap();
    organisations::dissolve(&mut dissolving, author, target(second).await, end, &[]).await.unwrap();
    let recording = tokio::spawn({
        let (pool, event) = (test.db().clone(), NewEvent { person: other, ..event(second) });
        async move {
            let mut tx = pool.begin().await.unwrap();
            ledger::record(&mut tx, author, &event).await
        }
    });
    test.until_waiting(&recording).await;
    dissolving.commit().await.unwrap();
    assert!(matches!(recording.await.unwrap(), Err(Error::Invalid(errors)) if errors.get("effective_on").is_some()));
}

#[tokio::test]
async fn a_committee_with_organisations_below_is_not_dissolved() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let part = make(&test, Kind::Committee, "Đảng bộ bộ phận", test.root, None).await;
    make(&test, Kind::Branch, "Chi bộ Một", part, None).await;
    test.app.read_tree().await.unwrap();
    let path = format!("{}/dissolution", part.path());
    let page = secretary.get(&path).await.expect(StatusCode::OK);
    assert!(page.text().contains("Chuyển đi hoặc giải thể trước: Chi bộ Một."));
    let form = [
        ("on", "1/1/2026".to_owned()),
        ("version", version(&test, part).await.to_string()),
        ("submission", submissions::key().unwrap()),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    let answer = send(&secretary, &path, &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(errors(&answer), ["Chi bộ Một còn trực thuộc vào ngày này. Chuyển đi hoặc giải thể trước."]);
    // One's own organisation is ended by those above.
    secretary.get(&format!("{}/dissolution", test.root.path())).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_lies_outside_does_not_exist_and_who_may_not_change_cannot() {
    let test = TestApp::new().await;
    let [own, other] = test.branches;
    let user = test.user("chibo", &[Role::Administrator, Role::Committee], own).await;
    assert_eq!(user.get("/organisations").await.expect(StatusCode::OK).all(".tree-row").len(), 1);
    for path in ["", "/rename", "/parent", "/dissolution"] {
        for outside in [other, test.root] {
            user.get(&format!("{}{path}", outside.path())).await.expect(StatusCode::NOT_FOUND);
        }
    }
    let form = [("name", "X"), ("when", "correction"), ("version", "1"), ("submission", "0")];
    user.post(&format!("{}/rename", other.path()), &form).await.expect(StatusCode::NOT_FOUND);
    // Its own superior is in the book: for those there to change. And a branch has nothing below it.
    user.get(&format!("{}/parent", own.path())).await.expect(StatusCode::FORBIDDEN);
    assert!(user.get("/organisations/new").await.expect(StatusCode::OK).all("main form").is_empty());

    let reader = test.user("bithu", &[Role::Committee], test.root).await;
    assert!(reader.get("/organisations").await.expect(StatusCode::OK).all(".actions a").is_empty());
    reader.get("/organisations/new").await.expect(StatusCode::NOT_FOUND);
    reader.post(&format!("{}/rename", own.path()), &form).await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_pages_speak_english_on_request() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await.with_cookie("language=en");
    for (path, title) in [
        ("/organisations".to_owned(), "Organisations"),
        ("/organisations/new".to_owned(), "Add an organisation"),
        (format!("{}/rename", test.root.path()), "Rename the organisation"),
        (format!("{}/parent", test.root.path()), "Change what is above"),
    ] {
        assert_eq!(secretary.get(&path).await.expect(StatusCode::OK).one("h1"), title);
    }
}
