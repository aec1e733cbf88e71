//! Candidates through their pages: the list, the record, the way to the admission without typing anything twice.

use axum::http::StatusCode;
use sodangvien::auth::Role;

use crate::courses::{course, send, send_on};
use crate::support::{Answer, TestApp, User};

/// A form of a candidate.
fn typed<'a>(branch: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("full_name", name),
        ("gender", "female"),
        ("born_on", "5/8/1999"),
        ("branch", branch),
        ("since", "4/5/2026"),
        ("helper", "Trần Thị Mai"),
        ("ethnicity", "Tày"),
        ("residence", "Phường Bến Nghé"),
        ("occupation", "Chuyên viên"),
    ]
}

/// A candidate who was entered: their address.
async fn candidate(user: &User<'_>, branch: &str, name: &str) -> String {
    let answer = send(user, "/candidates/new", &typed(branch, name)).await;
    answer.expect(StatusCode::SEE_OTHER).location().to_owned()
}

/// What a form would send: its text fields and the choice of its select boxes and radio buttons.
fn filled(page: &Answer) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (selector, attribute) in [
        ("form.form input[type=text]", "name"),
        ("form.form input[type=tel]", "name"),
        ("form.form input[type=radio][checked]", "name"),
    ] {
        let values = page.attributes(selector, "value");
        fields.extend(page.attributes(selector, attribute).into_iter().zip(values));
    }
    for name in page.attributes("form.form select", "name") {
        let chosen = page.attributes(&format!("form.form select[name='{name}'] option[selected]"), "value").pop();
        fields.push((name, chosen.unwrap_or_default()));
    }
    fields
}

#[tokio::test]
async fn who_is_sent_learns_and_is_admitted_is_typed_once() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    test.person("Trần Thị Mai").female().admitted(branch, "6/1/2020").recognised(branch, "6/1/2020").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "awareness", "8/6/2026", &[("to_on", "12/6/2026")]).await;
    let sending = format!("{path}/sending");
    let unit = branch.to_string();
    // Names stand once here.
    let new = [
        ("full_name.1", "Lục Thị Ánh"),
        ("born_on.1", "5/8/1999"),
        ("gender.1", "female"),
        ("unit.1", &unit),
        ("full_name.2", ""),
        ("born_on.2", ""),
        ("gender.2", ""),
        ("unit.2", ""),
    ];
    send(&secretary, &sending, &new).await.expect(StatusCode::SEE_OTHER);
    let list = secretary.get("/candidates").await.expect(StatusCode::OK);
    assert_eq!(list.all("tbody .name"), ["Lục Thị Ánh"]);
    assert!(list.text().contains("Chờ kết quả"), "the course ended in June");
    assert!(secretary.get("/candidates?as_of=2026-06-12").await.text().contains("Đang học"));
    assert!(!list.text().contains("/members/new?candidate="), "without a certificate the admission is not next");
    let her = list.attributes("tbody .name a", "href").pop().unwrap();

    let grid = secretary.get(&format!("{path}/participants")).await;
    let row = grid.attributes("select[name^='result.']", "name").pop().unwrap();
    let id = row.trim_start_matches("result.");
    let (number, on) = (format!("certificate_number.{id}"), format!("certificate_on.{id}"));
    let cells = [(row.as_str(), "good"), (number.as_str(), "112/GCN"), (on.as_str(), "19/6/2026")];
    send_on(&secretary, &grid, &cells).await.expect(StatusCode::SEE_OTHER);
    let list = secretary.get("/candidates").await;
    assert!(list.one("tbody .tag").contains("còn giá trị đến 19/06/2031"));
    let next = list.attributes("tbody td a[href^='/members/new']", "href").pop().unwrap();

    // The rest of the record is filled in on the way.
    let edit = format!("{her}/edit");
    let page = secretary.get(&edit).await;
    let mut fields = filled(&page);
    for (name, value) in [("ethnicity", "Tày"), ("helper", "Trần Thị Mai"), ("phone", "0912345678")] {
        fields.iter_mut().find(|(known, _)| known == name).unwrap().1 = value.to_owned();
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send_on(&secretary, &page, &fields).await.expect(StatusCode::SEE_OTHER);

    let admission = secretary.get(&next).await.expect(StatusCode::OK);
    let stands = filled(&admission);
    let value = |name: &str| stands.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap();
    assert_eq!(value("full_name"), "Lục Thị Ánh");
    assert_eq!((value("born_on"), value("gender")), ("05/08/1999", "female"));
    assert_eq!((value("branch"), value("awareness_certificate_on")), (unit.as_str(), "19/06/2026"));
    assert_eq!((value("sponsor_1"), value("ethnicity"), value("phone")), ("Trần Thị Mai", "Tày", "0912345678"));
    let decision = [
        ("decision_number", "12-QĐ/ĐU"),
        ("decided_on", "1/10/2026"),
        ("admitted_on", "15/10/2026"),
        ("sponsor_2", "Vi Văn Thiệu"),
    ];
    let mut fields: Vec<_> = stands.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.retain(|(name, _)| !decision.iter().any(|(other, _)| other == name));
    fields.extend(decision);
    let admitted = send_on(&secretary, &admission, &fields).await.expect(StatusCode::SEE_OTHER);
    // What she was sent to before she was a member counts in the target of that year, and her record says so.
    let root = test.root.to_string();
    let aim = [("name", "Cử đi học lớp nhận thức"), ("source", "awareness_course"), ("aim", "2"), ("year", "2026")];
    let aim: Vec<_> = aim.into_iter().chain([("organisation", root.as_str())]).collect();
    send(&secretary, "/targets/new", &aim).await.expect(StatusCode::SEE_OTHER);
    let record = secretary.get(admitted.location()).await.expect(StatusCode::OK);
    assert!(record.one("[aria-labelledby=targets-title]").contains("Cử đi học lớp nhận thức"));

    let record = secretary.get(admitted.location()).await.expect(StatusCode::OK);
    let card = record.one("section[aria-labelledby=courses-title]");
    assert!(card.contains("Bồi dưỡng nhận thức về Đảng") && card.contains("112/GCN ngày 19/06/2026"), "{card}");
    assert_eq!(secretary.get("/candidates").await.all("tbody .name").len(), 0, "a member is no candidate");
    assert_eq!(secretary.get("/candidates?as_of=2026-10-14").await.all("tbody .name"), ["Lục Thị Ánh"]);
    let gone = secretary.get(&her).await;
    assert!(gone.attributes("a", "href").contains(&admitted.location().to_owned()));
    assert_eq!(secretary.get(&next).await.location(), admitted.location(), "nobody is admitted twice");
    assert_eq!(secretary.get(&edit).await.location(), admitted.location());
    // The course still has her as what she was then.
    let year = secretary.get("/courses?year=2026&kind=awareness").await;
    assert_eq!(year.all("table.people tbody .name"), ["Lục Thị Ánh"]);

    // The admission was a mistake: she is on the list again.
    let event: i64 = sqlx::query_scalar("select max(id) from events").fetch_one(test.db()).await.unwrap();
    let void = format!("{}/events/{event}/void", admitted.location());
    send(&secretary, &void, &[("reason", "Ghi nhầm")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get("/candidates").await.all("tbody .name"), ["Lục Thị Ánh"]);
}

/// A candidate on an awareness course of June 2026 with a result: the course, the row of its grid, the candidate.
async fn learned(test: &TestApp, user: &User<'_>, result: &str, on: &str) -> (String, String, String) {
    let path = course(user, "awareness", "8/6/2026", &[("to_on", "12/6/2026")]).await;
    let unit = test.branches[0].to_string();
    let new = [("full_name.1", "Lục Thị Ánh"), ("born_on.1", "5/8/1999"), ("gender.1", "female"), ("unit.1", &unit)];
    send(user, &format!("{path}/sending"), &new).await.expect(StatusCode::SEE_OTHER);
    let grid = user.get(&format!("{path}/participants")).await;
    let row = grid.attributes("select[name^='result.']", "name").pop().unwrap();
    let row = row.trim_start_matches("result.").to_owned();
    achieved(user, &path, &row, [result, on], &[]).await.expect(StatusCode::SEE_OTHER);
    let her = user.get("/candidates").await.attributes("tbody .name a", "href").pop().unwrap();
    (path, row, her.rsplit('/').next().unwrap().to_owned())
}

/// Enters a result and the day of the certificate.
async fn achieved(user: &User<'_>, path: &str, row: &str, [result, on]: [&str; 2], more: &[(&str, &str)]) -> Answer {
    tick(user);
    let grid = user.get(&format!("{path}/participants")).await;
    let (name, day) = (format!("result.{row}"), format!("certificate_on.{row}"));
    let cells = [(name.as_str(), result), (day.as_str(), on)];
    send_on(user, &grid, &[&cells, more].concat()).await
}

/// A minute later.
fn tick(user: &User<'_>) {
    let clock = &user.test().clock;
    clock.set(clock.now().plus_seconds(60).0);
}

/// Sends the admission of a candidate as the form is filled, with the decision and the ceremony.
async fn admit(user: &User<'_>, candidate: &str, more: &[(&str, &str)]) -> Answer {
    tick(user);
    let page = user.get(&format!("/members/new?candidate={candidate}")).await.expect(StatusCode::OK);
    let stands = filled(&page);
    let mut typed: Vec<_> = stands.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let decision = [
        ("decision_number", "12-QĐ/ĐU"),
        ("decided_on", "1/10/2026"),
        ("admitted_on", "15/10/2026"),
        ("sponsor_1", "Vi Thị Giới"),
        ("sponsor_2", "Vi Văn Thiệu"),
    ];
    typed.retain(|(name, _)| !decision.iter().chain(more).any(|(other, _)| other == name));
    send_on(user, &page, &[&typed, &decision[..], more].concat()).await
}

#[tokio::test]
async fn who_did_not_pass_is_asked_about_before_the_admission_and_the_answer_is_kept_with_it() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let (_, _, her) = learned(&test, &secretary, "failed", "").await;
    let said = "Sổ ghi kết quả lớp bồi dưỡng nhận thức về Đảng khai giảng ngày 08/06/2026: không đạt.";
    let opened = secretary.get(&format!("/members/new?candidate={her}")).await;
    assert!(opened.one(".finding").contains(said), "it is said before anything is typed");
    let asked = admit(&secretary, &her, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains(said) && asked.attributes(".error-summary a", "href") == ["#confirm"]);
    assert_eq!(test.count("events").await, 0);
    // A day that is typed by hand is no answer.
    let typed = [("awareness_certificate_on", "19/6/2026")];
    admit(&secretary, &her, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let confirmed = [("confirm", "awareness_not_passed")];
    let admitted = admit(&secretary, &her, &confirmed).await.expect(StatusCode::SEE_OTHER);
    let record = secretary.get(admitted.location()).await;
    assert!(record.text().contains("Chưa đạt lớp bồi dưỡng nhận thức về Đảng"), "the answer stands on the record");
    let kept = r#"select count(*) from events where details @> '{"confirmed": [{"code": "awareness_not_passed"}]}'"#;
    assert_eq!(sqlx::query_scalar::<_, i64>(kept).fetch_one(test.db()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_result_that_an_admission_rests_on_is_asked_about_before_it_changes_and_said_afterwards() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let (path, row, her) = learned(&test, &secretary, "good", "19/6/2026").await;
    let member = admit(&secretary, &her, &[]).await.expect(StatusCode::SEE_OTHER).location().to_owned();
    let shown = secretary.get(&path).await;
    assert_eq!(
        shown.attributes("table.people tbody .name a", "href"),
        std::slice::from_ref(&member),
        "a member is shown as such"
    );
    assert!(shown.text().contains("Đã dùng khi kết nạp ngày 15/10/2026"));
    let list = secretary.get("/courses?year=2026&kind=awareness").await;
    assert_eq!(list.attributes("table.people tbody .name a", "href"), std::slice::from_ref(&member));

    let asked = achieved(&secretary, &path, &row, ["failed", ""], &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("Kết quả này là căn cứ kết nạp: Lục Thị Ánh"));
    // Another grade with the same certificate changes nothing for the admission.
    achieved(&secretary, &path, &row, ["fair", "19/6/2026"], &[]).await.expect(StatusCode::SEE_OTHER);
    let confirmed = [("confirm", "served_admission")];
    achieved(&secretary, &path, &row, ["failed", ""], &confirmed).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&path).await.all("tbody .tag").contains(&"Đã đổi sau khi kết nạp".to_owned()));
    let card = async || secretary.get(&member).await.one("section[aria-labelledby=courses-title]");
    let said = "Kết nạp ngày 15/10/2026 dựa trên giấy chứng nhận cấp ngày 19/06/2026; nay sổ không còn ghi như vậy";
    assert!(card().await.contains("Căn cứ kết nạp đã đổi") && card().await.contains(said), "{}", card().await);
    achieved(&secretary, &path, &row, ["good", "19/6/2026"], &[]).await.expect(StatusCode::SEE_OTHER);
    assert!(!card().await.contains("Căn cứ kết nạp đã đổi"));

    // The same when her part, or the course, is taken back.
    for page in [format!("{path}/participants/{row}/withdrawal"), format!("{path}/withdrawal")] {
        tick(&secretary);
        let opened = secretary.get(&page).await.expect(StatusCode::OK);
        assert!(opened.one(".finding").contains("là căn cứ kết nạp"));
        let refused = send_on(&secretary, &opened, &[("reason", "Ghi nhầm")]).await;
        refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = format!("{path}/participants/{row}/withdrawal");
    send(&secretary, &page, &[("reason", "Ghi nhầm"), confirmed[0]]).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&path).await.one(".notice.warn").contains("Lục Thị Ánh: Kết nạp ngày 15/10/2026"));
    assert!(card().await.contains("Căn cứ kết nạp đã đổi"));
}

#[tokio::test]
async fn an_admission_that_goes_wrong_keeps_whose_record_it_was_filled_from() {
    let test = TestApp::new().await;
    let unit = test.branches[0].to_string();
    let secretary = test.secretary().await;
    let her = candidate(&secretary, &unit, "Lục Thị Ánh").await;
    let id = her.rsplit('/').next().unwrap();
    let page = secretary.get(&format!("/members/new?candidate={id}")).await;
    let wrong = send_on(&secretary, &page, &[("full_name", "Lục Thị Ánh"), ("born_on", "5/8/1999")]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("input[name=candidate]", "value"), [id]);
    assert!(wrong.text().contains("Lấy từ hồ sơ quần chúng:"));
    assert!(!wrong.text().contains("Danh sách quần chúng đã có người trùng"), "she is herself");
    // Without it, the list of candidates is asked.
    let plain = secretary.get("/members/new").await;
    let asked = send_on(&secretary, &plain, &[("full_name", "luc thi anh"), ("born_on", "1999")]).await;
    let asked = asked.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".findings").contains("Danh sách quần chúng đã có người trùng họ tên và ngày sinh: Lục Thị Ánh"));
    let nobody = send_on(&secretary, &plain, &[("candidate", "999999"), ("full_name", "Ai Đó")]).await;
    assert!(nobody.expect(StatusCode::UNPROCESSABLE_ENTITY).text().contains("Hồ sơ quần chúng này không còn"));
    secretary.get("/members/new?candidate=999999").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn somebody_alike_is_said_whether_member_or_candidate_and_may_be_joined() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let unit = branch.to_string();
    let secretary = test.secretary().await;
    let her = candidate(&secretary, &unit, "Lục Thị Ánh").await;
    let page = secretary.get("/candidates/new").await;
    let again = send_on(&secretary, &page, &typed(&unit, "Luc Thi Anh")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.one(".findings").contains("Lục Thị Ánh, sinh 05/08/1999"));
    assert_eq!(again.attributes("#full_name", "value"), ["Luc Thi Anh"]);
    let confirmed = [typed(&unit, "Luc Thi Anh"), vec![("confirm", "candidate_alike")]].concat();
    send_on(&secretary, &again, &confirmed).await.expect(StatusCode::SEE_OTHER);

    // She was admitted by somebody who did not know of the list.
    let person = test.person("Lục Thị Ánh").female().born("5/8/1999").admitted(branch, "15/10/2026").enter().await;
    let refused = send(&secretary, "/candidates/new", &typed(&unit, "Lục Thị Ánh")).await;
    let refused = refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one("#not_duplicate").contains("Lục Thị Ánh"));
    let record = secretary.get(&her).await;
    assert_eq!(record.attributes("form[action$='/joining'] input[name=person]", "value"), [person.to_string()]);
    let key = record.attributes("form[action$='/joining'] input[name=submission]", "value").pop().unwrap();
    let joined = [("person", person.to_string()), ("submission", key)];
    let joined: Vec<_> = joined.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = secretary.post(&format!("{her}/joining"), &joined).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), person.path());
    secretary.post(&format!("{her}/joining"), &joined).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&her).await.text().contains("Người này đã được kết nạp."));
}

#[tokio::test]
async fn an_edit_that_comes_too_late_shows_both() {
    let test = TestApp::new().await;
    let unit = test.branches[0].to_string();
    let secretary = test.secretary().await;
    let her = candidate(&secretary, &unit, "Lục Thị Ánh").await;
    let edit = format!("{her}/edit");
    let (mine, theirs) = (secretary.get(&edit).await, secretary.get(&edit).await);
    let change = |page: &Answer, name: &str, value: &str| {
        let mut fields = filled(page);
        fields.iter_mut().find(|(known, _)| known == name).unwrap().1 = value.to_owned();
        fields
    };
    let fields = change(&theirs, "residence", "Phường Sài Gòn");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send_on(&secretary, &theirs, &fields).await.expect(StatusCode::SEE_OTHER);
    let fields = change(&mine, "occupation", "Kế toán");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let stale = send_on(&secretary, &mine, &fields).await.expect(StatusCode::CONFLICT);
    assert_eq!(stale.attributes("#residence", "value"), ["Phường Sài Gòn"], "what the other wrote is taken over");
    assert_eq!(stale.attributes("#occupation", "value"), ["Kế toán"]);
    let fields = filled(&stale);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send_on(&secretary, &stale, &fields).await.expect(StatusCode::SEE_OTHER);
    let record = secretary.get(&her).await.text();
    assert!(record.contains("Phường Sài Gòn") && record.contains("Kế toán"));
    assert_eq!(test.count("candidate_versions").await, 3);
    let nothing = secretary.get(&edit).await;
    let fields = filled(&nothing);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send_on(&secretary, &nothing, &fields).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("candidate_versions").await, 3, "nothing changed");
}

#[tokio::test]
async fn who_leaves_the_list_stays_in_the_book_and_in_the_figures() {
    let test = TestApp::new().await;
    let unit = test.branches[0].to_string();
    let secretary = test.secretary().await;
    let her = candidate(&secretary, &unit, "Lục Thị Ánh").await;
    let id = her.rsplit('/').next().unwrap();
    let path = course(&secretary, "awareness", "8/6/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("candidate", id)]).await.expect(StatusCode::SEE_OTHER);
    let leaving = format!("{her}/withdrawal");
    let wrong = send(&secretary, &leaving, &[("ended_on", "3/5/2026"), ("reason", "")]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#ended_on", "#reason"]);
    let why = [("ended_on", "2/11/2026"), ("reason", "Chuyển công tác")];
    send_on(&secretary, &wrong, &why).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get("/candidates").await.all("tbody .name").len(), 0);
    assert_eq!(secretary.get("/candidates?as_of=2026-11-01").await.all("tbody .name").len(), 1);
    assert_eq!(secretary.get("/candidates?as_of=2026-05-03").await.all("tbody .name").len(), 0, "not on the list yet");
    assert!(secretary.get(&her).await.text().contains("Chuyển công tác"));
    assert_eq!(secretary.get("/courses?year=2026&kind=awareness").await.all("table.people tbody .name").len(), 1);
    assert_eq!(secretary.get(&leaving).await.location(), her);
}

#[tokio::test]
async fn a_branch_sees_its_own_candidates_and_who_may_not_read_members_sees_none() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let one = candidate(&secretary, &first.to_string(), "Lục Thị Ánh").await;
    let other = candidate(&secretary, &second.to_string(), "Tăng Thị Chi").await;
    let branch = test.user("chibo1", &[Role::Committee], first).await;
    assert_eq!(branch.get("/candidates").await.all("tbody .name"), ["Lục Thị Ánh"]);
    branch.get(&one).await.expect(StatusCode::OK);
    for page in ["", "/edit", "/withdrawal"] {
        branch.get(&format!("{other}{page}")).await.expect(StatusCode::NOT_FOUND);
    }
    branch
        .get(&format!("/members/new?candidate={}", other.rsplit('/').next().unwrap()))
        .await
        .expect(StatusCode::NOT_FOUND);
    assert_eq!(secretary.get("/candidates?q=anh").await.all("tbody .name"), ["Lục Thị Ánh"]);
    assert_eq!(secretary.get(&format!("/candidates?branch={second}")).await.all("tbody .name"), ["Tăng Thị Chi"]);
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let seen = inspector.get(&one).await.expect(StatusCode::OK);
    assert!(seen.attributes("a", "href").iter().all(|href| !href.contains("/members/new")));
    // The log tells an administrator that something was recorded, not of whom.
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    let log = administrator.get("/audit").await.expect(StatusCode::OK).text();
    assert!(log.contains("Thêm quần chúng") && !log.contains("Lục Thị Ánh"));
    let log = inspector.get("/audit").await.text();
    assert!(log.contains("Lục Thị Ánh"));
    let english = test.session(secretary.account.unwrap()).await.with_cookie("language=en");
    assert!(english.get("/candidates").await.text().contains("2 people on the list"));
}

#[tokio::test]
async fn one_form_sent_twice_enters_one_candidate_and_errors_keep_what_was_typed() {
    let test = TestApp::new().await;
    let unit = test.branches[0].to_string();
    let secretary = test.secretary().await;
    let page = secretary.get("/candidates/new").await;
    let one = send_on(&secretary, &page, &typed(&unit, "Lục Thị Ánh")).await.expect(StatusCode::SEE_OTHER);
    let two = send_on(&secretary, &page, &typed(&unit, "Lục Thị Ánh")).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(one.location(), two.location());
    assert_eq!(test.count("candidates").await, 1);
    send_on(&secretary, &page, &typed(&unit, "Ai Khác")).await.expect(StatusCode::CONFLICT);
    let wrong = [("full_name", "Lục Thị Ánh"), ("phone", "gọi sau"), ("since", "24/11/2026"), ("notes", "giữ lại")];
    let wrong = send(&secretary, "/candidates/new", &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#gender", "#born_on", "#branch", "#since", "#phone"]);
    assert_eq!(wrong.attributes("#phone", "value"), ["gọi sau"]);
    assert_eq!(wrong.one("#notes"), "giữ lại");
}

#[tokio::test]
async fn a_certificate_that_ends_soon_or_is_over_is_said() {
    let test = TestApp::new().await;
    let unit = test.branches[0].to_string();
    let secretary = test.secretary().await;
    for (n, (from_on, on, words)) in [
        ("6/12/2021", "17/12/2021", "sắp hết giá trị, đến 17/12/2026"),
        ("8/11/2021", "22/11/2021", "đã hết giá trị từ sau 22/11/2026"),
        ("8/6/2026", "19/6/2026", "còn giá trị đến 19/06/2031"),
    ]
    .into_iter()
    .enumerate()
    {
        let path = course(&secretary, "awareness", from_on, &[]).await;
        let name = format!("Lục Thị {}", ["Ánh", "Bích", "Cúc"][n]);
        let new = [("full_name.1", name.as_str()), ("born_on.1", "1999"), ("gender.1", "female"), ("unit.1", &unit)];
        send(&secretary, &format!("{path}/sending"), &new).await.expect(StatusCode::SEE_OTHER);
        let grid = secretary.get(&format!("{path}/participants")).await;
        let row = grid.attributes("select[name^='result.']", "name").pop().unwrap();
        let cells = [
            (row.clone(), "passed"),
            (row.replace("result", "certificate_number"), ""),
            (row.replace("result", "certificate_on"), on),
        ];
        let cells: Vec<_> = cells.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        send_on(&secretary, &grid, &cells).await.expect(StatusCode::SEE_OTHER);
        assert!(secretary.get("/candidates").await.text().contains(words), "{words}");
    }
    let list = secretary.get("/candidates").await;
    assert!(list.text().contains("1 giấy chứng nhận sẽ hết giá trị trong 6 tháng tới."));
    assert_eq!(list.attributes("tbody td a[href^='/members/new']", "href").len(), 2, "not on one that is over");
}
