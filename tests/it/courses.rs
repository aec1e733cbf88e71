//! Courses through their pages: recorded, people sent, results entered by two at once, taken back; and the figures of
//! the year-end report of 2019.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::courses::{self, Kind};

use crate::build::day;
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

/// The main form of a page as it was opened, sent with what is typed into it; what is typed takes the place of what
/// stood there.
pub async fn send_on(user: &User<'_>, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    let action = page.attributes("form.form", "action").pop().unwrap();
    let names = page.attributes("form.form input[type=hidden]", "name");
    let values = page.attributes("form.form input[type=hidden]", "value");
    let hidden: Vec<_> = names.into_iter().zip(values).collect();
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let hidden = hidden.filter(|(name, _)| !typed.iter().any(|(other, _)| other == name));
    let fields: Vec<_> = hidden.chain(typed.iter().copied()).collect();
    user.post(&action, &fields).await
}

/// Opens a page and sends its form.
pub async fn send(user: &User<'_>, path: &str, typed: &[(&str, &str)]) -> Answer {
    let page = user.get(path).await.expect(StatusCode::OK);
    send_on(user, &page, typed).await
}

/// A course that was recorded through its page: its address.
pub async fn course(user: &User<'_>, kind: &str, from_on: &str, more: &[(&str, &str)]) -> String {
    let typed = [&[("kind", kind), ("from_on", from_on)], more].concat();
    let answer = send(user, "/courses/new", &typed).await.expect(StatusCode::SEE_OTHER);
    answer.location().strip_suffix("/sending").unwrap().to_owned()
}

/// The numbers of the rows of a grid, in its order.
fn rows(grid: &Answer) -> Vec<String> {
    let names = grid.attributes("select[name^='result.']", "name");
    names.into_iter().map(|name| name.trim_start_matches("result.").to_owned()).collect()
}

/// The cells of a grid as a browser sends them, with some changed.
fn cells(grid: &Answer, changed: &[(String, &str)]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for id in rows(grid) {
        let chosen =
            grid.attributes(&format!("[id='result.{id}'] option[selected]"), "value").pop().unwrap_or_default();
        fields.push((format!("result.{id}"), chosen));
        for column in ["certificate_number", "certificate_on"] {
            let value = grid.attributes(&format!("[id='{column}.{id}']"), "value").pop().unwrap();
            fields.push((format!("{column}.{id}"), value));
        }
    }
    for (name, value) in changed {
        (*value).clone_into(&mut fields.iter_mut().find(|(known, _)| known == name).unwrap().1);
    }
    fields
}

async fn save(user: &User<'_>, grid: &Answer, changed: &[(String, &str)], more: &[(&str, &str)]) -> Answer {
    let cells = cells(grid, changed);
    let fields: Vec<_> = cells.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send_on(user, grid, &[&fields, more].concat()).await
}

#[tokio::test]
async fn who_is_probationary_stands_first_on_the_list_of_the_course_for_new_members() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    test.person("Lê Văn An").carried_over(first, "1/1/2018", "3/2/2010").enter().await;
    test.person("Trần Thị Mai").female().admitted(first, "6/1/2026").enter().await;
    let secretary = test.secretary().await;
    for (kind, names) in [("new_member", ["Trần Thị Mai", "Lê Văn An"]), ("elementary", ["Lê Văn An", "Trần Thị Mai"])]
    {
        let path = course(&secretary, kind, "12/10/2026", &[]).await;
        let page = secretary.get(&format!("{path}/sending")).await.expect(StatusCode::OK);
        assert_eq!(page.all(".chosen label b"), names, "{kind}");
        assert_eq!(page.all(".chosen label .tag"), ["Dự bị"], "{kind}");
    }
}

#[tokio::test]
async fn members_are_sent_together_and_their_results_entered_on_one_page() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let mai = test.person("Trần Thị Mai").female().admitted(first, "6/1/2026").enter().await;
    let an = test.person("Lê Văn An").card("93232467").admitted(first, "6/2/2026").enter().await;
    let binh = test.person("Đỗ Thanh Bình").admitted(second, "6/3/2026").enter().await;
    let secretary = test.secretary().await;
    let path =
        course(&secretary, "new_member", "12/10/2026", &[("to_on", "16/10/2026"), ("place", "Trường Chính trị")]).await;

    let sending = format!("{path}/sending");
    let page = secretary.get(&sending).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("input[name=person]", "value").len(), 3, "everybody of a small organisation is listed");
    let narrow = secretary.get(&format!("{sending}?branch={second}")).await;
    assert_eq!(narrow.attributes("input[name=person]", "value"), [binh.to_string()]);
    let (mai_id, names) = (mai.to_string(), "93232467\nđỗ thanh bình");
    send_on(&secretary, &page, &[("person", &mai_id), ("names", names)]).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&path).await;
    assert_eq!(shown.all("tbody .name"), ["Lê Văn An", "Đỗ Thanh Bình", "Trần Thị Mai"]);
    let again = secretary.get(&sending).await;
    assert_eq!(again.all(".chosen input[disabled]").len(), 3, "who is on the course cannot be chosen again");

    let grid = secretary.get(&format!("{path}/participants")).await.expect(StatusCode::OK);
    let ids = rows(&grid);
    let changed = [(format!("result.{}", ids[1]), "failed"), (format!("certificate_number.{}", ids[0]), "12/GCN")];
    let all = [("all_result", "good"), ("all_certificate_on", "23/10/2026")];
    save(&secretary, &grid, &changed, &all).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&path).await;
    assert_eq!(shown.all("tbody .tag"), ["Đạt loại giỏi", "Không đạt", "Đạt loại giỏi"]);
    assert!(shown.text().contains("12/GCN ngày 23/10/2026"));
    let lines = test.count("course_participant_versions").await;
    assert_eq!(lines, 6, "nothing is written over");

    let record = secretary.get(&an.path()).await;
    assert!(record.one("section[aria-labelledby=courses-title]").contains("Đạt loại giỏi"));
    let year = secretary.get("/year?year=2026").await;
    assert!(year.text().contains("đảng viên học lớp đảng viên mới"));
    let list = secretary.get("/courses?year=2026&kind=new_member").await.expect(StatusCode::OK);
    assert_eq!(list.all("table.people tbody .name").len(), 3);
    let branch = secretary.get(&second.path()).await;
    assert!(branch.one("section[aria-labelledby=courses-title]").contains("1 người được cử"));
    assert_eq!(secretary.get("/courses?year=2025").await.all("tbody tr").len(), 0);
}

#[tokio::test]
async fn as_of_a_day_a_course_had_no_results_yet_and_then_was_not_recorded() {
    let test = TestApp::new().await;
    test.clock.set("2026-10-12T03:00:00Z".parse().unwrap());
    let person = test.person("Trần Thị Mai").female().admitted(test.branches[0], "6/1/2026").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[("to_on", "16/10/2026")]).await;
    send(&secretary, &format!("{path}/sending"), &[("person", &person.to_string())])
        .await
        .expect(StatusCode::SEE_OTHER);
    test.clock.set("2026-10-26T03:00:00Z".parse().unwrap());
    let secretary = test.session(secretary.account.unwrap()).await;
    let grid = secretary.get(&format!("{path}/participants")).await;
    let all = [("all_result", "passed"), ("all_certificate_on", "23/10/2026")];
    save(&secretary, &grid, &[], &all).await.expect(StatusCode::SEE_OTHER);
    let tag = async |query: &str| secretary.get(&format!("{path}{query}")).await.all("tbody .tag");
    assert_eq!(tag("").await, ["Đạt"]);
    assert_eq!(tag("?as_of=2026-10-16").await, ["Đang học"]);
    assert_eq!(tag("?as_of=2026-10-22").await, ["Chờ kết quả"], "the course is over");
    assert_eq!(tag("?known_on=2026-10-25").await, ["Chờ kết quả"]);
    secretary.get(&format!("{path}?known_on=2026-10-11")).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(secretary.get("/courses?year=2026&as_of=2026-10-11").await.all("tbody tr").len(), 0);
    let record = secretary.get(&format!("{}?as_of=2026-10-11", person.path())).await;
    assert!(record.one("section[aria-labelledby=courses-title]").contains("Chưa ghi lớp nào."));
}

#[tokio::test]
async fn a_course_is_not_moved_behind_its_certificates_nor_before_its_members() {
    let test = TestApp::new().await;
    let person = test.person("Trần Thị Mai").admitted(test.branches[0], "6/7/2026").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("person", &person.to_string())])
        .await
        .expect(StatusCode::SEE_OTHER);
    let grid = secretary.get(&format!("{path}/participants")).await;
    let all = [("all_result", "passed"), ("all_certificate_on", "16/10/2026")];
    save(&secretary, &grid, &[], &all).await.expect(StatusCode::SEE_OTHER);
    let edit = format!("{path}/edit");
    for (from_on, said) in [("17/10/2026", "ngày 16/10/2026, trước ngày khai giảng"), ("5/7/2026", "Trần Thị Mai")]
    {
        let refused = send(&secretary, &edit, &[("kind", "new_member"), ("from_on", from_on)])
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
        let told = refused.one(".error-summary");
        assert!(told.contains(said), "{told}");
    }
    send(&secretary, &edit, &[("kind", "new_member"), ("from_on", "13/10/2026")]).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_two_enter_into_one_grid_is_merged_and_asked_about_where_they_differ() {
    let test = TestApp::new().await;
    for name in ["Trần Thị Mai", "Lê Văn An"] {
        test.person(name).admitted(test.branches[0], "6/1/2026").enter().await;
    }
    let secretary = test.secretary().await;
    let other = test.user("phobithu", &[Role::Committee], test.root).await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("names", "Trần Thị Mai\nLê Văn An")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let address = format!("{path}/participants");
    let (mine, theirs) = (secretary.get(&address).await, other.get(&address).await);
    let ids = rows(&mine);
    let (first, second) = (format!("result.{}", ids[0]), format!("result.{}", ids[1]));
    save(&other, &theirs, &[(first.clone(), "good")], &[]).await.expect(StatusCode::SEE_OTHER);
    // Another cell: both stand.
    save(&secretary, &mine, &[(second.clone(), "fair")], &[]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&path).await.all("tbody .tag"), ["Đạt loại giỏi", "Đạt loại khá"]);

    // The same cell: nothing is saved, both are shown, and what was typed stays.
    let stale = save(&secretary, &mine, &[(first.clone(), "failed")], &[]).await.expect(StatusCode::CONFLICT);
    assert!(stale.text().contains("Lần gửi này chưa được lưu."), "the same form was sent with another content");
    let mine = other.get(&address).await;
    save(&secretary, &secretary.get(&address).await, &[(first.clone(), "average")], &[])
        .await
        .expect(StatusCode::SEE_OTHER);
    let stale = save(&other, &mine, &[(first.clone(), "failed")], &[]).await.expect(StatusCode::CONFLICT);
    assert_eq!(stale.one(".contested"), "Người khác vừa ghi: Đạt loại trung bình.");
    assert_eq!(stale.attributes(&format!("[id='{first}'] option[selected]"), "value"), ["failed"]);
    assert_eq!(secretary.get(&path).await.all("tbody .tag")[0], "Đạt loại trung bình");
    // Having seen it, one saves again.
    save(&other, &stale, &[], &[]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&path).await.all("tbody .tag")[0], "Không đạt");
}

#[tokio::test]
async fn two_who_save_one_grid_at_the_same_moment_lose_nothing() {
    let test = TestApp::new().await;
    let people: Vec<_> = (1..=12).map(|n| format!("Nguyễn Văn {}", char::from(b'A' + n))).collect();
    for name in &people {
        test.person(name).admitted(test.branches[0], "6/1/2026").enter().await;
    }
    let secretary = test.secretary().await;
    let other = test.user("phobithu", &[Role::Committee], test.root).await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("names", &people.join("\n"))]).await.expect(StatusCode::SEE_OTHER);
    let address = format!("{path}/participants");
    let (mine, theirs) = (secretary.get(&address).await, other.get(&address).await);
    let cell = |id: &String| format!("result.{id}");
    let ids = rows(&mine);
    let left: Vec<_> = ids[..6].iter().map(|id| (cell(id), "good")).collect();
    let right: Vec<_> = ids[6..].iter().map(|id| (cell(id), "fair")).collect();
    let (one, two) = tokio::join!(save(&secretary, &mine, &left, &[]), save(&other, &theirs, &right, &[]));
    one.expect(StatusCode::SEE_OTHER);
    two.expect(StatusCode::SEE_OTHER);
    let tags = secretary.get(&path).await.all("tbody .tag");
    assert_eq!(tags, [vec!["Đạt loại giỏi"; 6], vec!["Đạt loại khá"; 6]].concat());
}

#[tokio::test]
async fn what_is_wrong_with_a_grid_is_said_at_its_cells_and_nothing_is_saved() {
    let test = TestApp::new().await;
    test.person("Trần Thị Mai").admitted(test.branches[0], "6/1/2026").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("names", "tran thi mai")]).await.expect(StatusCode::SEE_OTHER);
    let grid = secretary.get(&format!("{path}/participants")).await;
    let id = rows(&grid).pop().unwrap();
    for (result, on, wrong) in [
        ("failed", "23/10/2026", "Chỉ người đạt mới có giấy chứng nhận."),
        ("good", "11/10/2026", "Giấy chứng nhận cấp trước ngày khai giảng 12/10/2026."),
        ("good", "24/11/2026", "Ngày này chưa đến."),
        ("good", "31/9/2026", "Không có ngày này trong lịch."),
        ("brilliant", "", "Chọn một kết quả trong danh sách."),
    ] {
        let changed = [(format!("result.{id}"), result), (format!("certificate_on.{id}"), on)];
        let answer = save(&secretary, &grid, &changed, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.one(".error-summary").contains(wrong), "{result} {on}");
        let lead = answer.attributes(".error-summary a", "href").pop().unwrap();
        assert_eq!(answer.all(&format!("[id='{}']", &lead[1..])).len(), 1, "{lead}");
        assert_eq!(answer.attributes(&format!("[id='certificate_on.{id}']"), "value"), [on], "what was typed stays");
    }
    assert_eq!(test.count("course_participant_versions").await, 1);
}

#[tokio::test]
async fn whom_a_line_does_not_mean_is_said_with_what_to_add() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    for branch in [first, second] {
        let born = if branch == first { "1/2/1990" } else { "3/4/1991" };
        test.person("Lê Văn An").born(born).admitted(branch, "6/1/2026").enter().await;
    }
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    let sending = format!("{path}/sending");
    let said = async |names: &str| {
        let answer = send(&secretary, &sending, &[("names", names)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.one("#names").contains(names.trim()), "what was typed stays");
        answer.one("#names-error")
    };
    assert!(said("Lê Văn An").await.contains("Có 2 người tên “Lê Văn An”. Ghi thêm ngày sinh"));
    assert!(said("Không Có Ai").await.contains("Không thấy “Không Có Ai”"));
    let empty = send(&secretary, &sending, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.one("#people-error").contains("Chưa chọn ai."));
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#people"]);
    send(&secretary, &sending, &[("names", "Lê Văn An, 3/4/1991")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&path).await.all("tbody td[data-label='Chi bộ']"), ["Chi bộ Chuyên môn"]);
    // Who was no member on its first day is not sent.
    let early = course(&secretary, "new_member", "5/1/2026", &[]).await;
    let answer = send(&secretary, &format!("{early}/sending"), &[("names", "Lê Văn An")]).await;
    assert!(
        answer
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .one("#names-error")
            .contains("chỉ là đảng viên ở đây từ 06/01/2026, khi khai giảng (05/01/2026) chưa có")
    );
}

#[tokio::test]
async fn the_same_course_and_the_same_certificate_are_asked_about_before_they_stand_twice() {
    let test = TestApp::new().await;
    for name in ["Trần Thị Mai", "Lê Văn An"] {
        test.person(name).admitted(test.branches[0], "6/1/2026").enter().await;
    }
    let secretary = test.secretary().await;
    let first = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{first}/sending"), &[("names", "Trần Thị Mai\nLê Văn An")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let grid = secretary.get(&format!("{first}/participants")).await;
    let ids = rows(&grid);
    let number = |id: &String| format!("certificate_number.{id}");
    let both = [(number(&ids[0]), "12/GCN"), (number(&ids[1]), "12/gcn")];
    let all = [("all_result", "good"), ("all_certificate_on", "23/10/2026")];
    let asked = save(&secretary, &grid, &both, &all).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("12/GCN (Lê Văn An, Trần Thị Mai)"), "{}", asked.one(".finding"));
    assert_eq!(asked.attributes(".error-summary a", "href"), ["#confirm"]);
    assert!(secretary.get(&first).await.all("tbody .tag").iter().all(|tag| tag == "Đang học"), "nothing is saved yet");
    save(&secretary, &asked, &[(number(&ids[1]), "13/GCN")], &all).await.expect(StatusCode::SEE_OTHER);

    // Who has passed a course of this kind is asked about; who may go to another kind is not.
    let second = course(&secretary, "new_member", "2/11/2026", &[]).await;
    let sending = format!("{second}/sending");
    let again = send(&secretary, &sending, &[("names", "Lê Văn An")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let said = "Đã được cử học lớp cùng loại: Lê Văn An (Bồi dưỡng đảng viên mới, từ 12/10/2026: đạt loại giỏi).";
    assert!(again.one(".finding").contains(said), "{}", again.one(".finding"));
    send_on(&secretary, &again, &[("names", "Lê Văn An"), ("confirm", "sent_again")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let other = course(&secretary, "elementary", "2/11/2026", &[]).await;
    send(&secretary, &format!("{other}/sending"), &[("names", "Lê Văn An")]).await.expect(StatusCode::SEE_OTHER);
    let grid = secretary.get(&format!("{second}/participants")).await;
    let id = rows(&grid).pop().unwrap();
    let all = [("all_result", "good"), ("all_certificate_on", "13/11/2026")];
    let asked = save(&secretary, &grid, &[(number(&id), "12/GCN")], &all).await;
    let asked = asked.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("12/GCN ngày 23/10/2026 (Lê Văn An, lớp Bồi dưỡng đảng viên mới"));
    save(&secretary, &asked, &[], &[("confirm", "certificate_twice")]).await.expect(StatusCode::SEE_OTHER);
    let kept = r#"select count(*) from changes where fields @> '[{"name": "confirmed", "new": "certificate_twice"}]'"#;
    assert_eq!(sqlx::query_scalar::<_, i64>(kept).fetch_one(test.db()).await.unwrap(), 1);
    assert!(secretary.get("/audit").await.text().contains("Đã được cử học lớp cùng loại"));
}

#[tokio::test]
async fn a_row_of_somebody_who_is_not_on_the_course_is_refused() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    test.person("Trần Thị Mai").admitted(first, "6/1/2026").enter().await;
    test.person("Đỗ Thanh Bình").admitted(second, "6/1/2026").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("names", "Trần Thị Mai\nĐỗ Thanh Bình")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let branch = test.user("vanphong", &[Role::Committee], first).await;
    let address = format!("{path}/participants");
    let (all, own) = (secretary.get(&address).await, branch.get(&address).await);
    let [mine] = rows(&own).try_into().unwrap();
    let theirs = rows(&all).into_iter().find(|id| *id != mine).unwrap();
    let (mine, theirs) = (format!("result.{mine}"), format!("result.{theirs}"));
    let more = [(mine.as_str(), "good"), (theirs.as_str(), "failed")];
    let refused = send_on(&branch, &own, &more).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".error-summary").contains("Có dòng của người không có trong lớp này."));
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#grid"]);
    assert!(secretary.get(&path).await.all("tbody .tag").iter().all(|tag| tag == "Đang học"), "nothing is saved");
}

#[tokio::test]
async fn a_branch_sees_its_own_people_on_a_course_of_the_committee_and_changes_only_what_it_keeps() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    test.person("Trần Thị Mai").admitted(first, "6/1/2026").enter().await;
    let binh = test.person("Đỗ Thanh Bình").admitted(second, "6/3/2026").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("names", "Trần Thị Mai\nĐỗ Thanh Bình")])
        .await
        .expect(StatusCode::SEE_OTHER);

    let branch = test.user("chibo1", &[Role::Committee], first).await;
    let shown = branch.get(&path).await.expect(StatusCode::OK);
    assert_eq!(shown.all("tbody .name"), ["Trần Thị Mai"]);
    assert!(!shown.text().contains("Bình"));
    assert_eq!(rows(&branch.get(&format!("{path}/participants")).await).len(), 1);
    branch.get(&format!("{path}/edit")).await.expect(StatusCode::NOT_FOUND);
    branch.get(&format!("{path}/withdrawal")).await.expect(StatusCode::NOT_FOUND);
    let list = branch.get("/courses?year=2026&kind=new_member").await;
    assert_eq!(list.all("table.people tbody .name"), ["Trần Thị Mai"]);
    let answer = send(&branch, &format!("{path}/sending"), &[("person", &binh.to_string())]).await;
    assert!(
        answer.expect(StatusCode::UNPROCESSABLE_ENTITY).text().contains("Có người đã chọn không còn trong danh sách")
    );
    let answer = send(&branch, &format!("{path}/sending"), &[("names", "Đỗ Thanh Bình")]).await;
    answer.expect(StatusCode::UNPROCESSABLE_ENTITY);

    // A branch's own course is the branch's, and that of those above it.
    let own = course(&branch, "other", "12/11/2026", &[("name", "Tập huấn nghiệp vụ")]).await;
    secretary.get(&format!("{own}/edit")).await.expect(StatusCode::OK);
    let neighbour = test.user("chibo2", &[Role::Committee], second).await;
    neighbour.get(&own).await.expect(StatusCode::NOT_FOUND);
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let seen = inspector.get(&path).await.expect(StatusCode::OK);
    assert!(!seen.attributes("a", "href").contains(&format!("{path}/participants")));
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    administrator.get(&path).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_edit_that_comes_too_late_shows_both_and_one_sent_twice_makes_one_course() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/courses/new").await;
    let typed = [("kind", "new_member"), ("from_on", "12/10/2026")];
    let one = send_on(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    let two = send_on(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(one.location(), two.location());
    assert_eq!(test.count("courses").await, 1);
    let path = one.location().strip_suffix("/sending").unwrap();

    let edit = format!("{path}/edit");
    let (mine, theirs) = (secretary.get(&edit).await, secretary.get(&edit).await);
    let base = [("kind", "new_member"), ("name", "Bồi dưỡng đảng viên mới"), ("from_on", "12/10/2026")];
    send_on(&secretary, &theirs, &[&base[..], &[("place", "Hội trường A")]].concat())
        .await
        .expect(StatusCode::SEE_OTHER);
    let stale =
        send_on(&secretary, &mine, &[&base[..], &[("place", "Hội trường B"), ("organiser", "Đảng ủy")]].concat()).await;
    let stale = stale.expect(StatusCode::CONFLICT);
    assert!(stale.one("tr.differs").contains("Hội trường A"));
    assert_eq!(stale.attributes("#place", "value"), ["Hội trường B"]);
    assert_eq!(stale.attributes("#organiser", "value"), ["Đảng ủy"]);
    let resolved = [&base[..], &[("place", "Hội trường B")]].concat();
    send_on(&secretary, &stale, &resolved).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(path).await.text().contains("Hội trường B"));

    let wrong = send(&secretary, "/courses/new", &[("place", "giữ lại"), ("from_on", "31/2/2026")]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#kind", "#from_on"]);
    assert_eq!(wrong.attributes("#place", "value"), ["giữ lại"]);
}

#[tokio::test]
async fn a_course_and_a_part_in_one_are_taken_back_with_a_reason_and_stay_in_the_book() {
    let test = TestApp::new().await;
    let mai = test.person("Trần Thị Mai").admitted(test.branches[0], "6/1/2026").enter().await;
    test.person("Lê Văn An").admitted(test.branches[0], "6/1/2026").enter().await;
    let secretary = test.secretary().await;
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    let sending = format!("{path}/sending");
    send(&secretary, &sending, &[("names", "Trần Thị Mai\nLê Văn An")]).await.expect(StatusCode::SEE_OTHER);
    let off = secretary.get(&path).await.attributes("tbody td.no-print a", "href").pop().unwrap();
    send(&secretary, &off, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    send(&secretary, &off, &[("reason", "Ghi nhầm người")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&path).await.all("tbody .name"), ["Lê Văn An"]);
    secretary.get(&off).await.expect(StatusCode::NOT_FOUND);
    // They may be sent again.
    send(&secretary, &sending, &[("person", &mai.to_string())]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&path).await.all("tbody .name").len(), 2);

    send(&secretary, &format!("{path}/withdrawal"), &[("reason", "Lớp đã hoãn")]).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&path).await.text().contains("Lớp đã hoãn"));
    assert_eq!(secretary.get("/courses?year=2026").await.all("tbody tr").len(), 0);
    assert!(
        secretary.get(&mai.path()).await.one("section[aria-labelledby=courses-title]").contains("Chưa ghi lớp nào.")
    );
    for page in ["sending", "participants", "edit", "withdrawal"] {
        secretary.get(&format!("{path}/{page}")).await.expect(StatusCode::NOT_FOUND);
    }
    let refused = sqlx::query("update course_versions set name = 'x'").execute(test.db()).await;
    assert!(refused.is_err(), "nothing is written over");
    assert!(sqlx::query("delete from course_participant_versions").execute(test.db()).await.is_err());
    let acts: Vec<String> =
        sqlx::query_scalar("select distinct act from changes where act like '%course%' order by act")
            .fetch_all(test.db())
            .await
            .unwrap();
    assert_eq!(acts, ["course_recorded", "course_withdrawn", "sent_to_course", "taken_off_course"]);
    assert!(secretary.get(&format!("/audit?person={mai}")).await.text().contains("Cử đi học"));
}

#[tokio::test]
async fn both_languages_say_everything() {
    let test = TestApp::new().await;
    test.person("Trần Thị Mai").admitted(test.branches[0], "6/1/2026").enter().await;
    let secretary = test.secretary().await.with_cookie("language=en");
    let path = course(&secretary, "new_member", "12/10/2026", &[]).await;
    send(&secretary, &format!("{path}/sending"), &[("names", "Trần Thị Mai")]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(&path).await;
    assert!(page.text().contains("Course for new members") && page.text().contains("Studying"));
    assert!(secretary.get("/courses?year=2026").await.text().contains("Courses of 2026"));
}

#[tokio::test]
async fn the_figures_of_the_report_of_2019_come_from_the_sample() {
    let sample = Sample::now().await;
    let last = day("31/12/2019");
    let sent = courses::sent(sample.test.db(), None, 2019, last, None).await.unwrap();
    assert_eq!((sent.new_members, sent.non_members), (2, 5));
    assert_eq!((sent.new_members_passed, sent.non_members_passed), (2, 5));
    assert_eq!(sent.theory, 1);
    let user = sample.test.session(sample.account).await;
    let names = async |kind: Kind| {
        let path = format!("{}&as_of=2019-12-31", courses::address(2019, Some(kind), None));
        user.get(&path).await.expect(StatusCode::OK).all("table.people tbody .name")
    };
    assert_eq!(names(Kind::NewMember).await, ["Phạm Thị Ái Hiền", "Từ Mỹ Linh"]);
    assert_eq!(names(Kind::Awareness).await.len(), 5);
    let next = courses::sent(sample.test.db(), None, 2020, day("31/12/2020"), None).await.unwrap();
    assert_eq!((next.new_members, next.non_members), (6, 2));
    // What the book said at the end of 2019 of that year is the same.
    let then = sodangvien::clock::Instant::end_of(last);
    let known = courses::sent(sample.test.db(), None, 2019, last, Some(then)).await.unwrap();
    assert_eq!((known.new_members, known.non_members), (2, 5));
}

#[tokio::test]
async fn everybody_admitted_in_the_sample_brings_the_course_of_their_certificate() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let path: String =
        sqlx::query_scalar("select '/members/' || person from person_versions where full_name = $1 limit 1")
            .bind("Nguyễn Duy Khang")
            .fetch_one(sample.test.db())
            .await
            .unwrap();
    let card = user.get(&path).await.one("section[aria-labelledby=courses-title]");
    assert!(
        card.contains("nhận thức về Đảng khóa II năm 2018") && card.contains("đảng viên mới khóa I năm 2020"),
        "{card}"
    );
    let waiting = user.get("/candidates").await;
    assert_eq!(waiting.all("tbody .name").len(), 5, "those who were admitted or left are on the list no more");
    assert!(waiting.text().contains("1 giấy chứng nhận sẽ hết giá trị trong 6 tháng tới."));
    let then = user.get("/candidates?as_of=2019-12-31").await;
    assert_eq!(then.all("tbody .name").len(), 5, "trinh, hung, anh, bao and duyen");
}

#[tokio::test]
async fn who_has_no_result_of_a_course_that_is_over_awaits_it_and_the_card_of_the_year_leads_there() {
    let test = TestApp::new().await;
    let mut people = Vec::new();
    for name in ["Trần Thị Mai", "Lê Văn An", "Đỗ Thị Hà"] {
        people.push(test.person(name).admitted(test.branches[0], "6/1/2026").enter().await.to_string());
    }
    let secretary = test.secretary().await;
    let over = course(&secretary, "new_member", "12/10/2026", &[("to_on", "16/10/2026")]).await;
    let under_way = course(&secretary, "elementary", "2/11/2026", &[("to_on", "23/11/2026")]).await;
    let send_all = [("person", people[0].as_str()), ("person", &people[1])];
    send(&secretary, &format!("{over}/sending"), &send_all).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &format!("{under_way}/sending"), &[("person", &people[2])]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(secretary.get(&over).await.all("tbody .tag"), ["Chờ kết quả", "Chờ kết quả"]);
    assert_eq!(secretary.get(&under_way).await.all("tbody .tag"), ["Đang học"], "its last day is today");
    let record = secretary.get(&format!("/members/{}", people[0])).await;
    assert!(record.one("section[aria-labelledby=courses-title]").contains("Chờ kết quả"));
    for page in ["/year", "/"] {
        let shown = secretary.get(page).await.expect(StatusCode::OK);
        assert!(shown.one("main").contains("2 người của lớp đã kết thúc chưa có kết quả."), "{page}");
        let link = shown.attributes("main a[href*='of=awaiting']", "href").remove(0);
        let list = secretary.get(&link).await.expect(StatusCode::OK);
        assert_eq!(list.all("table.people tbody th"), ["Lê Văn An", "Trần Thị Mai"], "{page}");
    }
    secretary.get("/courses?of=somebody").await.expect(StatusCode::BAD_REQUEST);
    let english = secretary.with_cookie("language=en");
    assert_eq!(english.get(&over).await.all("tbody .tag"), ["Awaiting result", "Awaiting result"]);
    assert!(english.get("/year").await.text().contains("2 people of courses that have ended have no result."));
    test.clock.set("2026-11-24T03:00:00Z".parse().unwrap());
    let secretary = test.session(english.account.unwrap()).await;
    assert!(secretary.get("/year").await.text().contains("3 người của lớp đã kết thúc chưa có kết quả."));
    let grid = secretary.get(&format!("{over}/participants")).await;
    save(&secretary, &grid, &[], &[("all_result", "passed"), ("all_certificate_on", "20/10/2026")])
        .await
        .expect(StatusCode::SEE_OTHER);
    assert!(secretary.get("/year").await.text().contains("1 người của lớp đã kết thúc chưa có kết quả."));
    let then = secretary.get("/courses?year=2026&of=awaiting&as_of=2026-10-19").await.expect(StatusCode::OK);
    assert_eq!(then.all("table.people tbody .tag"), ["Chờ kết quả", "Chờ kết quả"], "before the certificate");
}
