//! The evaluation of a year: a branch on one page, saved as a whole; the cap by both readings; two who save at once.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::evaluations::{self, When};
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::grids::{at_once, filled, save, send};
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

/// So many members of the first branch, carried over long ago.
async fn many(test: &TestApp, number: usize) -> Vec<PersonId> {
    let mut people = Vec::new();
    for number in 0..number {
        let person = test.person(&format!("Trần Văn {}", letters(number)));
        people.push(person.carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await);
    }
    people
}

/// A name of letters for a number.
fn letters(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    format!("{}{}", letter(number / 26).to_uppercase(), letter(number))
}

fn path(branch: OrganisationId, year: i16) -> String {
    evaluations::path(branch, year)
}

fn grade(person: PersonId) -> String {
    format!("grade.{person}")
}

/// The grades recorded for a year, by word.
async fn held(test: &TestApp, year: i16) -> Vec<(PersonId, String)> {
    sqlx::query_as(
        "select person, coalesce(grade, reason) from evaluation_versions where year = $1 and upper_inf(known) order by person",
    )
    .bind(year)
    .fetch_all(test.db())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_branch_of_60_is_evaluated_on_one_page_with_one_save() {
    let test = TestApp::new().await;
    let people = many(&test, 60).await;
    let secretary = test.secretary().await;
    let page = secretary.get(&path(test.branches[0], 2019)).await.expect(StatusCode::OK);
    assert_eq!(page.all(".grid-table tbody tr").len(), 60);
    assert!(page.all("th").iter().all(|head| head != "Điểm"), "the rules of 2019 have no points");
    let filled = send(&secretary, &page, &[("then", "fill"), ("fill", "good")]).await.expect(StatusCode::OK);
    assert!(filled.text().contains("chưa có gì được lưu"));
    assert!(held(&test, 2019).await.is_empty());
    let (best, left) = (grade(people[3]), grade(people[4]));
    let typed = [
        (best.as_str(), "excellent"),
        (left.as_str(), "other"),
        ("decision_number.0", "82-QĐ/ĐU"),
        ("decided_on.0", "20/12/2019"),
    ];
    let note = format!("note.{}", people[4]);
    let refused = send(&secretary, &filled, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), [format!("#{note}")]);
    assert!(held(&test, 2019).await.is_empty(), "as a whole or not at all");
    let kept = refused.attributes("select[id^='grade.'] option[selected]", "value");
    assert_eq!(kept.iter().filter(|grade| *grade == "good").count(), 58, "what was typed is kept");
    let saved = send(&secretary, &refused, &[(&note, "Nghỉ ốm cả năm")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(saved.location(), path(test.branches[0], 2019));
    let held = held(&test, 2019).await;
    assert_eq!(held.len(), 60);
    assert_eq!(held.iter().filter(|(_, grade)| grade == "excellent").count(), 1);
    let acts: i64 =
        sqlx::query_scalar("select count(*) from changes where act = 'evaluated'").fetch_one(test.db()).await.unwrap();
    assert_eq!(acts, 60, "a line for each record");
    let list = secretary.get("/evaluations?year=2019").await.expect(StatusCode::OK);
    assert!(list.one(".summary-line").starts_with("59/60 đảng viên đã xếp loại. Hoàn thành nhiệm vụ trở lên: 100%"));
    let best = secretary.get("/evaluations/people?year=2019&of=excellent").await.expect(StatusCode::OK);
    assert_eq!(best.all("table.people tbody tr").len(), 1);
    let record = secretary.get(&people[3].path()).await.expect(StatusCode::OK);
    assert!(
        record
            .one("section[aria-labelledby=evaluations-title]")
            .contains("2019Hoàn thành xuất sắc nhiệm vụQuyết định số 82-QĐ/ĐU ngày 20/12/2019")
    );
}

#[tokio::test]
async fn two_who_save_the_same_grid_at_once_lose_nothing() {
    let test = TestApp::new().await;
    let people = many(&test, 4).await;
    let secretary = test.secretary().await;
    let other = test.user("photruong", &[Role::Committee], test.root).await;
    let grid = path(test.branches[0], 2019);
    let decided = [("decision_number.0", "82-QĐ/ĐU"), ("decided_on.0", "20/12/2019")];
    let [one, two, three, four] = [0, 1, 2, 3].map(|at| grade(people[at]));
    let (mine, theirs) = (secretary.get(&grid).await, other.get(&grid).await);
    let first = [&decided[..], &[(one.as_str(), "good"), (two.as_str(), "completed")]].concat();
    let second = [&decided[..], &[(three.as_str(), "good"), (two.as_str(), "completed")]].concat();
    let both = at_once(&test, test.root.0, send(&secretary, &mine, &first), send(&other, &theirs, &second)).await;
    assert_eq!((both.0.status, both.1.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let held_now = held(&test, 2019).await;
    let grades: Vec<_> = held_now.iter().map(|(_, grade)| grade.as_str()).collect();
    assert_eq!(grades, ["good", "completed", "good"]);

    // Both change one cell, at once, each to something else: one is saved, the other is asked, and keeps what was typed.
    let (mine, theirs) = (secretary.get(&grid).await, other.get(&grid).await);
    let first = [(one.as_str(), "completed")];
    let second = [(one.as_str(), "failed"), (four.as_str(), "good")];
    let (first, second) =
        at_once(&test, test.root.0, send(&secretary, &mine, &first), send(&other, &theirs, &second)).await;
    let second_won = first.status == StatusCode::CONFLICT;
    let (won, asked) = if second_won { (second, first) } else { (first, second) };
    won.expect(StatusCode::SEE_OTHER);
    let asked = asked.expect(StatusCode::CONFLICT);
    let [was, typed, said] = if second_won {
        ["failed", "completed", "Không hoàn thành nhiệm vụ"]
    } else {
        ["completed", "failed", "Hoàn thành nhiệm vụ"]
    };
    assert_eq!(asked.one(".contested"), format!("Người khác vừa ghi: {said}."));
    assert_eq!(asked.attributes(".error-summary a", "href"), [format!("#{one}")]);
    let named = asked.one(".error-summary a");
    assert!(named.ends_with(&format!(": người khác vừa ghi {said}")) && !named.starts_with(':'), "{named}");
    let kept = filled(&asked, &[]);
    let value = |name: &str| kept.iter().find(|(known, _)| known == name).unwrap().1.clone();
    assert_eq!((value(&one).as_str(), value(&format!("was.{one}")).as_str()), (typed, was));
    assert_eq!(value(&four), "good", "the other's, or what was typed");
    assert_eq!(
        held(&test, 2019).await.len(),
        if second_won { 4 } else { 3 },
        "nothing of what is asked about is saved"
    );
    send(if second_won { &secretary } else { &other }, &asked, &[]).await.expect(StatusCode::SEE_OTHER);
    let held_now = held(&test, 2019).await;
    assert_eq!((held_now[0].1.as_str(), held_now.len()), (typed, 4));
}

#[tokio::test]
async fn more_excellent_members_than_the_share_allows_are_asked_about_with_the_rule_and_the_answer_is_kept() {
    let test = TestApp::new().await;
    let people = many(&test, 38).await;
    let secretary = test.secretary().await;
    let grid = path(test.branches[0], 2019);
    let excellent: Vec<_> = people.iter().take(7).map(|person| grade(*person)).collect();
    let good: Vec<_> = people.iter().skip(7).map(|person| grade(*person)).collect();
    let mut typed: Vec<_> = excellent.iter().map(|cell| (cell.as_str(), "excellent")).collect();
    typed.extend(good.iter().map(|cell| (cell.as_str(), "good")));
    typed.push(("decided_on.0", "20/12/2019"));
    let asked = save(&secretary, &grid, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let finding = asked.one(".finding");
    assert!(finding.contains("7 đảng viên hoàn thành xuất sắc nhiệm vụ, nhiều hơn 6"), "{finding}");
    assert!(finding.contains("Hướng dẫn 21-HD/BTCTW ngày 18/10/2019"), "{finding}");
    assert!(held(&test, 2019).await.is_empty());
    let saved = send(&secretary, &asked, &[("confirm", "excellent_share")]).await;
    saved.expect(StatusCode::SEE_OTHER);
    let kept: i64 = sqlx::query_scalar(
        r#"select count(*) from evaluation_versions where confirmed @> '[{"code": "excellent_share"}]'"#,
    )
    .fetch_one(test.db())
    .await
    .unwrap();
    assert_eq!(kept, 38);
    let page = secretary.get(&grid).await;
    assert!(
        page.text().contains("nhiều nhất 6 nếu tính trên số hoàn thành tốt, 7 nếu tính trên tổng số được xếp loại")
    );
    // A note does not ask again; one less is within the share.
    let note = format!("note.{}", people[0]);
    save(&secretary, &grid, &[(&note, "Chiến sĩ thi đua")]).await.expect(StatusCode::SEE_OTHER);
    save(&secretary, &grid, &[(&excellent[0], "good")]).await.expect(StatusCode::SEE_OTHER);

    // The other reading, set by the committee with its citation, allows seven.
    let rule = [
        ("rule", "evaluation_cap_reading"),
        ("value", "2"),
        ("valid_from", "1/1/2019"),
        ("citation", "Hướng dẫn 5-HD/TU"),
    ];
    let three = [rule[0], ("value", "3"), rule[2], rule[3]];
    save(&secretary, "/rules/overrides/new", &three).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    save(&secretary, "/rules/overrides/new", &rule).await.expect(StatusCode::SEE_OTHER);
    save(&secretary, &grid, &[(&excellent[0], "excellent")]).await.expect(StatusCode::SEE_OTHER);
    assert!(secretary.get(&grid).await.text().contains("tính trên tổng số được xếp loại (cách 2)"));
    let asked = save(&secretary, &grid, &[(&good[0], "excellent")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("Hướng dẫn 5-HD/TU"));
}

#[tokio::test]
async fn the_cap_is_that_of_the_whole_grassroots_organisation_and_leaves_room_for_who_is_not_graded_yet() {
    let test = TestApp::new().await;
    let people = many(&test, 6).await;
    for number in 0..6 {
        let person = test.person(&format!("Lê Thị {}", letters(number))).female();
        person.carried_over(test.branches[1], "1/1/2018", "3/2/2001").enter().await;
    }
    let secretary = test.secretary().await;
    let cells: Vec<_> = people.iter().map(|person| grade(*person)).collect();
    let grades = ["excellent", "excellent", "good", "good", "good", "good"];
    let mut typed: Vec<_> = cells.iter().map(String::as_str).zip(grades).collect();
    typed.push(("decided_on.0", "20/12/2019"));
    save(&secretary, &path(test.branches[0], 2019), &typed).await.expect(StatusCode::SEE_OTHER);
    // Once those of the other branch are graded worse, no more than one seat is left.
    let other = secretary.get(&path(test.branches[1], 2019)).await;
    let worse = send(&secretary, &other, &[("then", "fill"), ("fill", "completed")]).await;
    let asked = send(&secretary, &worse, &[("decided_on.0", "20/12/2019")]).await;
    let asked = asked.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("Đảng bộ Sở Thử nghiệm: 2 đảng viên"), "{}", asked.one(".finding"));
}

#[tokio::test]
async fn points_are_those_of_the_rule_of_the_year_and_a_better_grade_is_asked_about() {
    let test = TestApp::new().await;
    let people = many(&test, 8).await;
    let secretary = test.secretary().await;
    let grid = path(test.branches[0], 2025);
    let (grade, points) = (grade(people[0]), format!("points.{}", people[0]));
    let typed =
        |value: &'static str| [(grade.as_str(), "good"), (points.as_str(), value), ("decided_on.0", "12/12/2025")];
    let wrong = save(&secretary, &grid, &typed("101")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(&format!("[id='{points}']"), "value"), ["101"]);
    assert_eq!(wrong.attributes(&format!("[id='{points}']"), "aria-invalid"), ["true"]);
    let asked = send(&secretary, &wrong, &[(&points, "69,5")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("(69,5 điểm)") && asked.one(".finding").contains("366-QĐ/TW"));
    send(&secretary, &asked, &[(&points, "70")]).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&grid).await;
    assert_eq!(shown.attributes(&format!("[id='{points}']"), "value"), ["70"]);
    assert!(shown.text().contains("(chưa có toàn văn để đối chiếu)"), "the cap of 366 was not read");
}

/// Members of a branch in 2026: of long standing, exempt, and newly admitted.
async fn one_of_each(test: &TestApp, branch: OrganisationId) -> [PersonId; 3] {
    let old = test.person("Trần Thị Mai").admitted(branch, "6/1/2020").enter().await;
    let exempt = test
        .person("Lê Văn An")
        .admitted(branch, "6/1/2020")
        .event(Kind::Exempted, branch, "1/3/2026", |_| ())
        .enter()
        .await;
    let new = test.person("Đỗ Thanh Bình").admitted(branch, "6/9/2026").enter().await;
    [old, exempt, new]
}

#[tokio::test]
async fn why_somebody_is_left_out_is_compared_with_the_ledger_and_stands_on_the_record() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let [old, exempt, new] = one_of_each(&test, branch).await;
    let secretary = test.secretary().await;
    let grid = path(branch, 2026);
    let ids = [old, exempt, new].map(grade);
    let typed = [(ids[0].as_str(), "exempt"), (ids[1].as_str(), "exempt"), (ids[2].as_str(), "new")];
    let asked = save(&secretary, &grid, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.all(".finding").len(), 1);
    let said = "Theo sổ, ngày 23/11/2026 không được miễn công tác và sinh hoạt đảng: Trần Thị Mai.";
    assert!(asked.one(".finding").contains(said), "{}", asked.one(".finding"));
    let asked = send(&secretary, &asked, &[(&ids[0], "new")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("đến cuối năm đã vào Đảng đủ 6 tháng: Trần Thị Mai."));
    send(&secretary, &asked, &[("confirm", "not_new")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(held(&test, 2026).await.len(), 3);
    let card =
        async |person: PersonId| secretary.get(&person.path()).await.one("section[aria-labelledby=evaluations-title]");
    assert!(card(exempt).await.contains("2026Không xếp loại: được miễn sinh hoạt"), "{}", card(exempt).await);
    assert!(card(new).await.contains("2026Không xếp loại: mới kết nạp"));
}

#[tokio::test]
async fn who_is_not_to_be_graded_is_not_filled_and_whoever_grades_them_is_asked() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let [old, exempt, new] = one_of_each(&test, branch).await;
    let secretary = test.secretary().await;
    let page = secretary.get(&path(branch, 2026)).await.expect(StatusCode::OK);
    let full = send(&secretary, &page, &[("then", "fill"), ("fill", "good")]).await.expect(StatusCode::OK);
    let [old, exempt, new] = [old, exempt, new].map(grade);
    let stands = filled(&full, &[]);
    let value = |name: &str| stands.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!([value(&old), value(&exempt), value(&new)], [Some("good"), Some(""), Some("")]);
    let typed = [(exempt.as_str(), "good"), (new.as_str(), "good"), ("decided_on.0", "20/11/2026"), ("then", "")];
    let asked = send(&secretary, &full, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.attributes("input[name=confirm]", "value"), ["exempt_graded", "new_graded"]);
    let told = asked.all(".finding");
    assert!(
        told[0].contains("Lê Văn An") && told[1].contains("chưa đủ 6 tháng mà vẫn xếp loại: Đỗ Thanh Bình"),
        "{told:?}"
    );
}

#[tokio::test]
async fn the_history_of_a_grade_says_its_year_once_and_what_changed_with_an_arrow() {
    let test = TestApp::new().await;
    let people = many(&test, 1).await;
    let secretary = test.secretary().await;
    let (grid, grade) = (path(test.branches[0], 2025), grade(people[0]));
    save(&secretary, &grid, &[(&grade, "good"), ("decided_on.0", "12/12/2025")]).await.expect(StatusCode::SEE_OTHER);
    save(&secretary, &grid, &[(&grade, "completed")]).await.expect(StatusCode::SEE_OTHER);
    let changes = secretary.get("/audit?act=evaluated").await.expect(StatusCode::OK).all(".changed li");
    let told: Vec<_> = changes[..2].iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(told, ["Năm: 2025", "Xếp loại: Hoàn thành tốt nhiệm vụ → Hoàn thành nhiệm vụ"]);
    let english = test.session(secretary.account.unwrap()).await.with_cookie("language=en");
    let shown = english.get("/evaluations?year=2025").await.text();
    assert!(shown.contains("1/1 member graded") && !shown.contains("members graded"));
}

#[tokio::test]
async fn a_year_is_missing_its_grades_from_december_on_and_one_to_come_misses_nothing() {
    let test = TestApp::new().await;
    many(&test, 2).await;
    let secretary = test.secretary().await;
    let missing = async |user: &User<'_>, year: i16| {
        user.get(&format!("/year?year={year}")).await.expect(StatusCode::OK).all(".year-missing").join(" ")
    };
    let november = missing(&secretary, 2026).await;
    assert!(!november.contains("chưa xếp loại") && !november.contains("Chưa có nhận xét"), "{november}");
    assert_eq!(missing(&secretary, 2027).await, "", "nothing is missing of a year to come");
    test.clock.set("2026-12-01T03:00:00Z".parse().unwrap());
    let secretary = test.session(secretary.account.unwrap()).await;
    let december = missing(&secretary, 2026).await;
    assert!(december.contains("Còn 2 đảng viên chưa xếp loại."), "{december}");
    assert_eq!(missing(&secretary, 2027).await, "");
}

#[tokio::test]
async fn a_year_that_cannot_be_is_said_with_what_to_type() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let secretary = test.secretary().await;
    let (grade, contact) = (format!("/evaluations/{branch}"), format!("/residence/{branch}"));
    let lists = ["/year", "/courses", "/evaluations", "/evaluations/people", "/evaluations/organisations"];
    let others = ["/residence", "/residence/people", "/meetings", "/documents", "/targets", "/committee"];
    let pages = lists.into_iter().chain(others).chain([grade.as_str(), &contact, "/commendations"]);
    for page in pages {
        for wrong in ["abc", "99999", "1975", "2028"] {
            let answer = secretary.get(&format!("{page}?year={wrong}")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
            let said = answer.text();
            assert!(said.contains("Nhập năm bằng bốn chữ số, từ 1976 đến 2027."), "{page} {wrong}");
            assert!(!said.contains("lưu lại") && !said.contains("đã nhập vẫn còn"), "{page}: there is nothing to save");
        }
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_saved_once_and_nothing_is_ever_overwritten() {
    let test = TestApp::new().await;
    let people = many(&test, 2).await;
    let secretary = test.secretary().await;
    let grid = path(test.branches[0], 2019);
    let cell = grade(people[0]);
    let page = secretary.get(&grid).await;
    let typed = [(cell.as_str(), "good"), ("decided_on.0", "20/12/2019")];
    send(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("evaluation_versions").await, 1);
    let other = [(cell.as_str(), "failed"), ("decided_on.0", "20/12/2019")];
    let again = send(&secretary, &page, &other).await.expect(StatusCode::CONFLICT);
    assert!(again.one(".error-summary").contains("Lần gửi này chưa được lưu."));
    save(&secretary, &grid, &[(&cell, "completed")]).await.expect(StatusCode::SEE_OTHER);
    save(&secretary, &grid, &[(&cell, "")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("evaluation_versions").await, 2, "both stay");
    assert!(held(&test, 2019).await.is_empty());
    for statement in [
        "delete from evaluation_versions",
        "update evaluation_versions set grade = 'excellent'",
        "update evaluation_versions set known = tstzrange(lower(known), null)",
    ] {
        assert!(sqlx::query(statement).execute(test.db()).await.is_err(), "{statement}");
    }
    let acts: Vec<String> = sqlx::query_scalar("select act from changes where act like 'evaluat%' order by id")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert_eq!(acts, ["evaluated", "evaluated", "evaluation_withdrawn"]);
    let log = secretary.get("/audit").await.text();
    assert!(log.contains("Bỏ xếp loại ghi sai") && log.contains("Hoàn thành tốt nhiệm vụ"));
}

#[tokio::test]
async fn each_sees_and_grades_what_lies_within_their_organisation() {
    let test = TestApp::new().await;
    let people = many(&test, 2).await;
    let [first, second] = test.branches;
    test.person("Lê Thị Khác").carried_over(second, "1/1/2018", "3/2/2001").enter().await;
    let branch = test.user("chibo", &[Role::Committee], first).await;
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    for outside in [second, test.root, OrganisationId(987_654)] {
        branch.get(&path(outside, 2019)).await.expect(StatusCode::NOT_FOUND);
        branch.post(&path(outside, 2019), &[("year", "2019")]).await.expect(StatusCode::NOT_FOUND);
    }
    let list = branch.get("/evaluations/people?year=2019").await.expect(StatusCode::OK);
    assert_eq!(list.all("table.people tbody tr").len(), 2, "not those of the other branch");
    let read = inspector.get(&path(first, 2019)).await.expect(StatusCode::OK);
    assert_eq!((read.all("main form[method=post]").len(), read.all(".grid-table tbody tr").len()), (0, 2));
    // Nobody grades their own organisation where another of the book is above it; the committee grades both branches
    // and writes down what its superior says of itself.
    let own = branch.get("/evaluations/organisations?year=2019").await.expect(StatusCode::OK);
    assert!(own.text().contains("do cấp ủy cấp trên xếp loại") && own.all(".grid-table").is_empty());
    let secretary = test.secretary().await;
    let cell = format!("grade.{first}");
    let page = secretary.get("/evaluations/organisations?year=2019").await.expect(StatusCode::OK);
    assert_eq!(page.all(".grid-table tbody tr").len(), 3);
    let forged = filled(&page, &[(&cell, "excellent"), ("decided_on.0", "20/12/2019")]);
    let forged: Vec<_> = forged.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let key = branch.get(&path(first, 2019)).await.attributes("input[name=submission]", "value").pop().unwrap();
    let forged: Vec<_> = forged
        .into_iter()
        .map(|(name, value)| if name == "submission" { (name, key.as_str()) } else { (name, value) })
        .collect();
    branch.post("/evaluations/organisations", &forged).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(test.count("organisation_evaluation_versions").await, 0);
    let typed = [(cell.as_str(), "excellent"), ("decision_number.0", "84-QĐ/ĐU"), ("decided_on.0", "23/12/2019")];
    send(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    let list = secretary.get("/evaluations?year=2019").await;
    assert!(
        list.one(
            "table tbody tr:has(a[href*='/evaluations/{first}?'])".replace("{first}", &first.to_string()).as_str()
        )
        .contains("Hoàn thành xuất sắc nhiệm vụ")
    );
    let shown = branch.get(&first.path()).await.expect(StatusCode::OK);
    assert!(shown.one("section[aria-labelledby=evaluations-title]").contains("0/2 đảng viên đã xếp loại"));
    assert!(people.len() == 2);
}

#[tokio::test]
async fn what_is_asked_of_a_past_day_is_told_as_it_was_and_as_the_book_said() {
    let test = TestApp::new().await;
    let people = many(&test, 1).await;
    test.person("Lê Thị Khách").guest(test.branches[0], "1/6/2018", "31/12/2030").enter().await;
    let secretary = test.secretary().await;
    let grid = path(test.branches[0], 2025);
    let cell = grade(people[0]);
    save(&secretary, &grid, &[(&cell, "completed"), ("decided_on.0", "12/12/2025")])
        .await
        .expect(StatusCode::SEE_OTHER);
    test.clock.set(test.app.clock.now().plus_seconds(2 * 24 * 3600).0);
    let secretary = test.session(secretary.account.unwrap()).await;
    save(&secretary, &grid, &[(&cell, "good")]).await.expect(StatusCode::SEE_OTHER);
    let figures = async |query: &str| {
        let page = secretary.get(&format!("/evaluations?year=2025{query}")).await.expect(StatusCode::OK);
        page.all(".figure b")
    };
    assert_eq!(figures("").await, ["0 (0%)", "1 (100%)", "0 (0%)", "0 (0%)"]);
    assert_eq!(figures("&known_on=2026-11-23").await, ["0 (0%)", "0 (0%)", "1 (100%)", "0 (0%)"]);
    assert_eq!(figures("&as_of=2025-12-11").await, ["0 (–)", "0 (–)", "0 (–)", "0 (–)"]);
    assert_eq!(figures("&known_on=2026-11-22").await, ["0 (–)", "0 (–)", "0 (–)", "0 (–)"]);
    let then = secretary.get(&format!("{grid}&known_on=2026-11-23")).await.expect(StatusCode::OK);
    assert!(then.all("main form[method=post]").is_empty(), "the past is read");
    assert_eq!(then.all(".grid-table tbody tr").len(), 1, "a guest is not graded here");
    let person = people[0].path();
    for (query, said) in [
        ("", "Hoàn thành tốt nhiệm vụ"),
        ("?as_of=2025-12-11", "Chưa ghi năm nào."),
        ("?known_on=2026-11-23", "Hoàn thành nhiệm vụ"),
    ] {
        let record = secretary.get(&format!("{person}{query}")).await.expect(StatusCode::OK);
        assert!(record.one("section[aria-labelledby=evaluations-title]").contains(said), "{query}");
    }
    let english = test.session(secretary.account.unwrap()).await.with_cookie("language=en");
    let page = english.get("/evaluations?year=2025").await.expect(StatusCode::OK);
    assert_eq!(page.one("h1"), "Grades of 2025");
    assert!(english.get(&grid).await.text().contains("At most 20%: no more than 0 counted on those graded good"));
    for wrong in ["year=1900", "year=x", "as_of=31/02/2020"] {
        secretary.get(&format!("/evaluations?{wrong}")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    secretary.get("/evaluations/people?year=2025&of=nobody").await.expect(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_sample_has_its_years_within_the_cap_and_shows_what_is_missing_today() {
    let sample = Sample::now().await;
    let mut db = sample.test.db().acquire().await.unwrap();
    let scope = sample.test.app.tree().scope(sample.places.committee).ids();
    let today = day("23/11/2026");
    let figures = |year: i16, figures: evaluations::Figures| {
        let tally = figures.tally;
        let grades = [tally.excellent, tally.good, tally.completed, tally.failed];
        (year, figures.members, grades, figures.left_out(), figures.missing())
    };
    let mut told = Vec::new();
    for year in [2019, 2020, 2025, 2026] {
        told.push(figures(year, evaluations::in_year(&mut db, &scope, When::new(year, today, None)).await.unwrap()));
    }
    assert_eq!(told[0], (2019, 38, [5, 28, 3, 0], 2, 0), "100 % of the graded completed their tasks or better");
    assert_eq!(told[1], (2020, 41, [6, 30, 2, 0], 3, 0));
    assert_eq!((told[2].1, told[2].4 > 0), (50, true), "a branch has not handed in");
    assert_eq!(told[3].4, told[3].1, "this year's has not begun");
    drop(db);
    let secretary = sample.test.session(sample.account).await;
    for year in 2019..=2025 {
        let page = secretary.get(&format!("/evaluations?year={year}")).await.expect(StatusCode::OK);
        assert!(page.all(".notice.warn").is_empty(), "{year} is within the cap: {:?}", page.all(".notice.warn"));
    }
    let page: Answer = secretary.get("/evaluations?year=2019").await;
    assert!(
        page.text().contains("nhiều nhất 5 nếu tính trên số hoàn thành tốt, 7 nếu tính trên tổng số được xếp loại")
    );
    let year = secretary.get("/year?year=2025").await.expect(StatusCode::OK);
    assert!(year.text().contains("Còn 9 đảng viên chưa xếp loại."));
}

#[tokio::test]
async fn that_a_grade_needs_the_day_of_its_decision_is_said_before_the_save() {
    let test = TestApp::new().await;
    many(&test, 1).await;
    let secretary = test.secretary().await;
    for grid in [path(test.branches[0], 2019), "/evaluations/organisations?year=2019".to_owned()] {
        let page = secretary.get(&grid).await.expect(StatusCode::OK);
        let hint = page.attributes("[id='decided_on.0']", "aria-describedby");
        assert_eq!(hint, ["decided_on.0-hint"], "{grid}");
        assert_eq!(page.one("[id='decided_on.0-hint']"), "Bắt buộc khi có xếp loại.", "{grid}");
    }
}
