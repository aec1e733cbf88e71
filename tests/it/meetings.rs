//! Meetings: recorded, marked by person, missed; and the years of the sample.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

/// Four official members of the first branch, of whom the last is away, and one probationary.
async fn five(test: &TestApp) -> Vec<PersonId> {
    let [branch, _] = test.branches;
    let mut people = Vec::new();
    for name in ["Lê Văn An", "Lê Văn Bình", "Lê Văn Cường"] {
        people.push(test.person(name).carried_over(branch, "1/1/2019", "3/2/2001").enter().await);
    }
    let away = test.person("Lê Văn Dũng").carried_over(branch, "1/1/2019", "3/2/2001");
    people.push(away.away(branch, "2/3/2026", "31/12/2026").enter().await);
    people.push(test.person("Lê Thị Én").female().admitted(branch, "5/5/2026").enter().await);
    people
}

/// Sends the form of a page as it was opened, with fields typed over.
async fn send(user: &User<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    let (action, all) = opened(user, page, fields).await;
    let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post(&action, &all).await
}

/// The form of a page as it would be sent.
async fn opened(user: &User<'_>, page: &str, fields: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let opened = user.get(page).await.expect(StatusCode::OK);
    let action = opened.attributes("main form[method=post]", "action").pop().unwrap();
    let names = opened.attributes("main form[method=post] input:not([type=radio])", "name");
    let values = opened.attributes("main form[method=post] input:not([type=radio])", "value");
    let mut all: Vec<_> = names.into_iter().zip(values).collect();
    let chosen = opened.attributes("main form[method=post] select", "name");
    let html = scraper::Html::parse_document(&opened.text());
    for name in chosen {
        let selector = scraper::Selector::parse(&format!("select[name='{name}'] option[selected]")).unwrap();
        let value = html.select(&selector).next().and_then(|option| option.value().attr("value"));
        all.push((name, value.unwrap_or_default().to_owned()));
    }
    let ticked = scraper::Selector::parse("main form[method=post] input[type=radio][checked]").unwrap();
    for radio in html.select(&ticked) {
        all.push((radio.value().attr("name").unwrap().into(), radio.value().attr("value").unwrap().into()));
    }
    all.retain(|(name, _)| !fields.iter().any(|(typed, _)| typed == name));
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    (action, all)
}

/// Records a regular meeting of the first branch and answers where it is.
async fn regular(user: &User<'_>, branch: OrganisationId, held_on: &str) -> String {
    let page = format!("/meetings/new?branch={branch}");
    let answer = send(user, &page, &[("held_on", held_on)]).await.expect(StatusCode::SEE_OTHER);
    answer.location().to_owned()
}

/// The facts of a page by label.
#[track_caller]
fn fact(page: &Answer, label: &str) -> String {
    let (labels, values) = (page.all("dl.facts dt"), page.all("dl.facts dd"));
    let at = labels.iter().position(|found| found == label).unwrap_or_else(|| panic!("{label}: {labels:?}"));
    values[at].clone()
}

#[tokio::test]
async fn a_meeting_is_recorded_and_who_should_have_come_is_what_the_book_says() {
    let test = TestApp::new().await;
    five(&test).await;
    let secretary = test.secretary().await;
    let page = format!("/meetings/new?branch={}&month=2026-08", test.branches[0]);
    let fields = [("held_on", "5/8/2026"), ("official_present", "2"), ("excused", "1"), ("probationary_present", "1")];
    let answer = send(&secretary, &page, &fields).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(answer.location()).await.expect(StatusCode::OK);
    assert_eq!(fact(&shown, "Chính thức có mặt"), "2/3", "one of four is away");
    assert_eq!(fact(&shown, "Dự bị có mặt"), "1/1");
    assert_eq!((fact(&shown, "Vắng có lý do").as_str(), fact(&shown, "Vắng không lý do").as_str()), ("1", "0"));
    assert!(shown.text().contains("Số này do người ghi nhập."));
    let list = secretary.get("/meetings?year=2026").await.expect(StatusCode::OK);
    assert_eq!(list.all("a.mark.regular span[aria-hidden]"), ["05"]);
    assert!(list.text().contains("Sinh hoạt định kỳ 05/08/2026"));
    // Not twice a month.
    let again = send(&secretary, &page, &[("held_on", "20/8/2026")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.attributes(".error-summary a", "href"), ["#for_month"]);
    assert_eq!(again.attributes("#held_on", "value"), ["20/8/2026"]);
    assert_eq!(test.count("meetings").await, 1);
    let english = secretary.with_cookie("language=en").get(answer.location()).await.expect(StatusCode::OK);
    assert!(english.text().contains("These figures were typed."));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_once_and_what_was_typed_stays() {
    let test = TestApp::new().await;
    five(&test).await;
    let secretary = test.secretary().await;
    let page = format!("/meetings/new?branch={}", test.branches[0]);
    let fields = [("held_on", "24/11/2026"), ("starts_at", "mai"), ("official_present", "5"), ("topic", "Bàn việc")];
    let refused = send(&secretary, &page, &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#held_on", "#starts_at", "#official_present"]);
    assert_eq!(refused.attributes("#topic", "value"), ["Bàn việc"]);
    let fields = [("branch", test.root.to_string()), ("held_on", "5/8/2026".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = send(&secretary, &page, &fields).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#branch"], "a committee has no regular meeting");
    assert_eq!(test.count("meetings").await, 0);
}

#[tokio::test]
async fn a_form_sent_twice_records_one_meeting() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = format!("/meetings/new?branch={}&kind=other", test.branches[0]);
    let (action, all) = opened(&secretary, &page, &[("held_on", "5/8/2026")]).await;
    let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let first = secretary.post(&action, &all).await.expect(StatusCode::SEE_OTHER);
    let second = secretary.post(&action, &all).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(first.location(), second.location());
    assert_eq!(test.count("meetings").await, 1);
    let mut other = all.clone();
    other.retain(|(name, _)| *name != "topic");
    other.push(("topic", "Khác"));
    secretary.post(&action, &other).await.expect(StatusCode::CONFLICT);
    assert_eq!(test.count("meetings").await, 1);
}

#[tokio::test]
async fn an_edit_that_comes_too_late_is_shown_beside_the_other_and_loses_nothing() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let meeting = regular(&secretary, test.branches[0], "5/8/2026").await;
    let edit = format!("{meeting}/edit");
    let (action, late) = opened(&secretary, &edit, &[("topic", "Của tôi")]).await;
    test.clock.set(test.app.clock.now().plus_seconds(60).0);
    send(&secretary, &edit, &[("minutes_number", "08-BB/CB")]).await.expect(StatusCode::SEE_OTHER);
    let late: Vec<_> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let stale = secretary.post(&action, &late).await.expect(StatusCode::CONFLICT);
    assert_eq!(stale.attributes("#topic", "value"), ["Của tôi"]);
    assert_eq!(stale.attributes("#minutes_number", "value"), ["08-BB/CB"], "what the other wrote is taken over");
    assert!(stale.one("table.compare").contains("Số biên bản"));
    assert!(stale.text().contains("bithu đã lưu lúc"));
    let versions = test.count("meeting_versions").await;
    assert_eq!(versions, 2);
    for statement in ["delete from meetings", "update meeting_versions set topic = ''", "delete from meeting_versions"]
    {
        assert!(sqlx::query(statement).execute(test.db()).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_wrong_meeting_is_withdrawn_with_a_reason_and_is_still_what_the_book_said_then() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let meeting = regular(&secretary, test.branches[0], "5/8/2026").await;
    let id = meeting.rsplit('/').next().unwrap().to_owned();
    test.clock.set(test.app.clock.now().plus_seconds(2 * 24 * 60 * 60).0);
    // By then the session has ended.
    let secretary = test.user("phobithu", &[Role::Committee], test.root).await;
    let page = format!("{meeting}/withdrawal");
    let empty = send(&secretary, &page, &[("reason", " ")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.attributes(".error-summary a", "href"), ["#reason"]);
    send(&secretary, &page, &[("reason", "Ghi nhầm chi bộ")]).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&meeting).await.expect(StatusCode::OK);
    assert!(shown.text().contains("Lý do: Ghi nhầm chi bộ"));
    secretary.get(&format!("/meetings/{id}/edit")).await.expect(StatusCode::NOT_FOUND);
    assert!(secretary.get("/meetings?year=2026").await.all("a.mark").is_empty());
    let then = secretary.get("/meetings?year=2026&known_on=2026-11-23").await.expect(StatusCode::OK);
    assert_eq!(then.all("a.mark.regular span[aria-hidden]"), ["05"]);
    let before = secretary.get("/meetings?year=2026&as_of=2026-08-04&known_on=2026-11-23").await;
    assert!(before.all("a.mark").is_empty(), "it had not been held");
    secretary.get(&format!("{meeting}?known_on=2026-11-22")).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sheet_counts_who_came_and_is_whole_or_not_at_all() {
    let test = TestApp::new().await;
    let people = five(&test).await;
    let secretary = test.secretary().await;
    let meeting = regular(&secretary, test.branches[0], "5/8/2026").await;
    let sheet = format!("{meeting}/attendance");
    let page = secretary.get(&sheet).await.expect(StatusCode::OK);
    assert_eq!(page.all("table.grid-table tbody th").len(), 5);
    assert_eq!(page.all("table.grid-table select option[selected]"), ["Có mặt"; 4], "who is away is not called");
    let [second, young] = [format!("mark.{}", people[1]), format!("mark.{}", people[4])];
    let some = send(&secretary, &sheet, &[(&second, "")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(some.attributes(".error-summary a", "href"), ["#marks"]);
    assert!(some.one(".error-summary").contains("Lê Văn Bình"));
    assert_eq!(test.count("meeting_attendance").await, 0);
    send(&secretary, &sheet, &[(&second, "unexcused"), (&young, "excused")]).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&meeting).await.expect(StatusCode::OK);
    assert_eq!((fact(&shown, "Chính thức có mặt"), fact(&shown, "Dự bị có mặt")), ("2/3".into(), "0/1".into()));
    assert!(shown.text().contains("Số này cộng từ điểm danh từng người."));
    let record = secretary.get(&people[1].path()).await.expect(StatusCode::OK);
    assert!(record.text().contains("Dự 0/1 cuộc có điểm danh"), "{}", record.text());
    let list = secretary.get(&format!("/meetings?year=2026&branch={}", test.branches[0])).await;
    assert!(list.text().contains("2/4"));
    let versions: i64 = sqlx::query_scalar("select count(*) from changes where act = 'attendance_marked'")
        .fetch_one(test.db())
        .await
        .unwrap();
    assert_eq!(versions, 1);
}

#[tokio::test]
async fn two_who_mark_one_sheet_at_the_same_time_lose_nothing() {
    let test = TestApp::new().await;
    let people = five(&test).await;
    let secretary = test.secretary().await;
    let second = test.user("phobithu", &[Role::Committee], test.root).await;
    let meeting = regular(&secretary, test.branches[0], "5/8/2026").await;
    let sheet = format!("{meeting}/attendance");
    send(&secretary, &sheet, &[]).await.expect(StatusCode::SEE_OTHER);
    let cells: Vec<_> = people.iter().map(|person| format!("mark.{person}")).collect();
    let (action, one) = opened(&secretary, &sheet, &[(&cells[0], "excused")]).await;
    let (_, other) = opened(&second, &sheet, &[(&cells[1], "unexcused")]).await;
    let (_, against) = opened(&second, &sheet, &[(&cells[0], "unexcused"), (&cells[2], "excused")]).await;
    let fields = |all: &[(String, String)]| all.to_vec();
    let (one, other) = (fields(&one), fields(&other));
    let one: Vec<_> = one.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let other: Vec<_> = other.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (first, also) = tokio::join!(secretary.post(&action, &one), second.post(&action, &other));
    first.expect(StatusCode::SEE_OTHER);
    also.expect(StatusCode::SEE_OTHER);
    let marks: Vec<(i64, String)> =
        sqlx::query_as("select person, mark from meeting_attendance where upper_inf(known) order by person")
            .fetch_all(test.db())
            .await
            .unwrap();
    let marks: Vec<_> = marks.iter().map(|(_, mark)| mark.as_str()).collect();
    assert_eq!(marks, ["excused", "unexcused", "present", "present"]);
    // The third gives another mark to somebody whom the first has marked: asked about, nothing saved, all kept.
    let against: Vec<_> = against.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let asked = second.post(&action, &against).await.expect(StatusCode::CONFLICT);
    assert_eq!(asked.all(".contested"), ["Người khác vừa ghi: Vắng có lý do."]);
    let kept = |cell: &str| asked.all(&format!("select[name='{cell}'] option[selected]"));
    assert_eq!((kept(&cells[0]), kept(&cells[2])), (vec!["Vắng không lý do".into()], vec!["Vắng có lý do".into()]));
    let again = asked.attributes("main form input[type=hidden]", "name");
    let values = asked.attributes("main form input[type=hidden]", "value");
    let mut all: Vec<_> = again.iter().map(String::as_str).zip(values.iter().map(String::as_str)).collect();
    all.extend([(cells[0].as_str(), "unexcused"), (cells[1].as_str(), "unexcused"), (cells[2].as_str(), "excused")]);
    all.push((cells[4].as_str(), "present"));
    second.post(&action, &all).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(&meeting).await.expect(StatusCode::OK);
    assert_eq!(fact(&shown, "Chính thức có mặt"), "0/3");
}

#[tokio::test]
async fn who_is_in_another_branch_of_ours_for_a_time_is_marked_there_and_not_at_home() {
    let test = TestApp::new().await;
    let [home, host] = test.branches;
    let guest = test
        .person("Văn Thị Trinh")
        .carried_over(home, "1/1/2019", "3/2/2001")
        .event(Kind::TemporaryOut, home, "1/7/2026", |event| {
            event.counterpart = Some(host);
            event.due_on = Some(day("1/7/2027"));
        })
        .enter()
        .await;
    test.person("Lê Văn An").carried_over(host, "1/1/2019", "3/2/2001").enter().await;
    test.person("Lê Văn Bình").carried_over(home, "1/1/2019", "3/2/2001").enter().await;
    let secretary = test.secretary().await;
    for (branch, here) in [(host, true), (home, false)] {
        let meeting = regular(&secretary, branch, "5/8/2026").await;
        let sheet = secretary.get(&format!("{meeting}/attendance")).await.expect(StatusCode::OK);
        let cell = format!("mark.{guest}");
        assert_eq!(sheet.attributes("select", "name").contains(&cell), here, "{branch}");
    }
}

#[tokio::test]
async fn a_branch_sees_its_own_meetings_and_nobody_elses() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let meeting = regular(&secretary, first, "5/8/2026").await;
    let branch = test.user("chibo", &[Role::Committee], second).await;
    branch.get(&meeting).await.expect(StatusCode::NOT_FOUND);
    for page in ["edit", "withdrawal", "attendance"] {
        branch.get(&format!("{meeting}/{page}")).await.expect(StatusCode::NOT_FOUND);
    }
    assert!(branch.get("/meetings?year=2026").await.expect(StatusCode::OK).all("a.mark").is_empty());
    let (action, mut all) = opened(&branch, "/meetings/new", &[("held_on", "5/8/2026")]).await;
    all.retain(|(name, _)| name != "branch");
    all.push(("branch".into(), first.to_string()));
    let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let refused = branch.post(&action, &all).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#branch"]);
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let shown = inspector.get(&meeting).await.expect(StatusCode::OK);
    assert!(shown.attributes(".actions a", "href").is_empty());
    inspector.get("/meetings/new").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_month_is_missed_when_it_is_over_and_only_since_meetings_are_kept() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    for held_on in ["5/8/2026", "5/10/2026"] {
        regular(&secretary, first, held_on).await;
    }
    let page = secretary.get("/meetings?year=2026").await.expect(StatusCode::OK);
    let missing = page.attributes("a.miss", "href");
    let path = |branch, month: &str| format!("/meetings/new?branch={branch}&month=2026-{month}");
    let of_first = vec![path(first, "09")];
    let of_second = ["08", "09", "10"].map(|month| path(second, month)).to_vec();
    let mut expected = [of_first, of_second].concat();
    let mut found = missing.clone();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "November is not over, July was not kept");
    let opened = secretary.get(&path(first, "09")).await.expect(StatusCode::OK);
    assert_eq!(opened.attributes("#for_month", "value"), ["09/2026"]);
    let year = secretary.get("/year?year=2026").await.expect(StatusCode::OK);
    assert!(year.text().contains("Còn thiếu 4 buổi sinh hoạt định kỳ của chi bộ."), "{}", year.text());
    let own = secretary.get(&first.path()).await.expect(StatusCode::OK);
    assert!(own.text().contains("Thiếu tháng 09"), "{}", own.text());
}

#[tokio::test]
async fn a_regular_meeting_counts_for_another_month_only_when_somebody_says_why() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let secretary = test.secretary().await;
    let page = format!("/meetings/new?branch={first}&month=2026-12");
    let early = [("held_on", "20/11/2026")];
    let asked = send(&secretary, &page, &early).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.one(".finding").contains("Họp ngày 20/11/2026 mà ghi cho tháng 12/2026"),
        "{}",
        asked.one(".finding")
    );
    assert_eq!(asked.attributes("#for_month", "value"), ["12/2026"]);
    assert_eq!(test.count("meetings").await, 0);
    let page = format!("/meetings/new?branch={first}&month=2026-10");
    let late = [("held_on", "2/11/2026"), ("confirm", "other_month")];
    let done = send(&secretary, &page, &late).await.expect(StatusCode::SEE_OTHER);
    let edit = format!("{}/edit", done.location());
    send(&secretary, &edit, &[("topic", "Họp bù")]).await.expect(StatusCode::SEE_OTHER);
    let moved = send(&secretary, &edit, &[("held_on", "3/11/2026")]).await;
    assert!(moved.expect(StatusCode::UNPROCESSABLE_ENTITY).one(".finding").contains("họp bù của tháng 10/2026"));
    let said: i64 = sqlx::query_scalar(
        "select count(*) from changes where act = 'meeting_recorded' and fields::text like '%other_month%'",
    )
    .fetch_one(test.db())
    .await
    .unwrap();
    assert_eq!(said, 1, "what was confirmed is kept");
    // Another kind may be for any month nearby.
    let page = format!("/meetings/new?branch={first}&month=2026-10&kind=thematic");
    send(&secretary, &page, &[("held_on", "2/11/2026")]).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_same_meeting_is_asked_about_and_leads_to_the_first() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let page = format!("/meetings/new?branch={first}&kind=thematic");
    let fields = [("held_on", "5/8/2026"), ("topic", "Học tập và làm theo Bác")];
    let one = send(&secretary, &page, &fields).await.expect(StatusCode::SEE_OTHER);
    let again = [("held_on", "5/8/2026"), ("topic", "học tập và làm  theo bác")];
    let asked = send(&secretary, &page, &again).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.attributes(".finding a", "href"), [one.location()]);
    let other = [("held_on", "5/8/2026"), ("topic", "Chuyển đổi số")];
    send(&secretary, &page, &other).await.expect(StatusCode::SEE_OTHER);
    let of_second = format!("/meetings/new?branch={second}&kind=thematic");
    send(&secretary, &of_second, &fields).await.expect(StatusCode::SEE_OTHER);
    let sure = [again[0], again[1], ("confirm", "same_meeting")];
    send(&secretary, &page, &sure).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("meetings").await, 4);
}

#[tokio::test]
async fn no_more_sit_in_a_committee_meeting_than_the_committee_has_that_day() {
    let test = TestApp::new().await;
    five(&test).await;
    let secretary = test.secretary().await;
    let page = format!("/meetings/new?branch={}&kind=committee", test.root);
    let six = [("held_on", "5/8/2026"), ("official_present", "6"), ("official_of", "7")];
    let meeting = send(&secretary, &page, &six).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &format!("{}/withdrawal", meeting.location()), &[("reason", "Thử")]).await;
    let posts = format!("/committee/posts/new?organisation={}", test.root);
    for (who, kind) in
        [("Lê Văn An", "secretary"), ("Lê Văn Bình", "committee_member"), ("Lê Văn Bình", "deputy_secretary")]
    {
        let post = [("from", "1/3/2026"), ("member_1", who), ("kind_1", kind)];
        crate::commendations::send(&secretary, &posts, &post).await.expect(StatusCode::SEE_OTHER);
    }
    let asked = send(&secretary, &page, &six).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one(".finding").contains("cấp ủy có 2 người vào ngày 05/08/2026"), "{}", asked.one(".finding"));
    let many = [("held_on", "5/8/2026"), ("official_present", "3")];
    let refused = send(&secretary, &page, &many).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#official_present"]);
    assert!(refused.text().contains("Theo sổ, hôm đó cấp ủy có 2 người."));
    let two = [("held_on", "5/8/2026"), ("official_present", "2"), ("guests", "3")];
    let done = send(&secretary, &page, &two).await.expect(StatusCode::SEE_OTHER);
    let shown = secretary.get(done.location()).await.expect(StatusCode::OK);
    assert_eq!(fact(&shown, "Cấp ủy viên có mặt"), "2/2");
    // Of the days before the posts the book knows nothing.
    let before = [("held_on", "5/2/2026"), ("official_present", "6"), ("official_of", "7")];
    send(&secretary, &page, &before).await.expect(StatusCode::SEE_OTHER);
    let all = [six[0], six[1], six[2], ("topic", "Mở rộng"), ("confirm", "committee_size")];
    send(&secretary, &page, &all).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_sample_has_every_meeting_of_2019_and_2020_and_one_branch_that_missed_a_month() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    for year in [2019, 2020] {
        let page = user.get(&format!("/meetings?year={year}")).await.expect(StatusCode::OK);
        let rows = page.all("table.month-table tbody td.sum:nth-last-of-type(2)");
        assert_eq!(rows.iter().filter(|sum| *sum == "12/12").count(), 4, "{year}: {rows:?}");
        let thematic = page.all("table.month-table tbody td.sum:last-of-type");
        assert_eq!(thematic.iter().filter(|sum| *sum == "4/4").count(), 4, "{year}: {thematic:?}");
        assert!(page.all("a.miss").is_empty());
        let counts = page.all("ul.counts li");
        assert_eq!(counts, ["48 Sinh hoạt định kỳ", "16 Sinh hoạt chuyên đề", "12 Họp cấp ủy", "12 Chào cờ"], "{year}");
        for month in 1..=12 {
            let held: i64 = sqlx::query_scalar(
                "select count(*) from meeting_versions where kind = 'regular' and for_month = make_date($1, $2, 1)
                    and for_month = date_trunc('month', held_on)::date and upper_inf(known)",
            )
            .bind(year)
            .bind(month)
            .fetch_one(sample.test.db())
            .await
            .unwrap();
            assert_eq!(held, 4, "{month}/{year}");
        }
    }
    let flags: i64 = sqlx::query_scalar(
        "select count(*) from meeting_versions
          where kind = 'flag' and starts_at = '07:00' and extract(isodow from held_on) = 1
            and for_month between date '2019-01-01' and date '2019-12-01'",
    )
    .fetch_one(sample.test.db())
    .await
    .unwrap();
    assert_eq!(flags, 12);
    let now = user.get("/meetings?year=2026").await.expect(StatusCode::OK);
    let missed = now.attributes("a.miss", "href");
    assert_eq!(missed.len(), 1, "{missed:?}");
    assert!(missed[0].ends_with("&month=2026-09"));
    assert!(now.text().contains("10/11"));
    let unreasonable: i64 = sqlx::query_scalar(
        "select count(*) from meeting_versions where kind in ('regular', 'thematic') and official_of < 3",
    )
    .fetch_one(sample.test.db())
    .await
    .unwrap();
    assert_eq!(unreasonable, 0, "a branch has at least three official members");
    let crowded: i64 = sqlx::query_scalar(
        "select count(*) from meeting_versions as meetings where kind = 'committee' and upper_inf(known) and official_of is distinct from
            (select count(distinct posts.person) from posts join post_versions as held on held.post = posts.id
              where posts.organisation = meetings.organisation and upper_inf(held.known) and held.held @> meetings.held_on)",
    )
    .fetch_one(sample.test.db())
    .await
    .unwrap();
    assert_eq!(
        crowded, 0,
        "those who hold a post on the day are called to a meeting of the committee, and nobody else"
    );
    let late: i64 = sqlx::query_scalar("select count(*) from meeting_versions where lower(known)::date > held_on + 40")
        .fetch_one(sample.test.db())
        .await
        .unwrap();
    assert_eq!(late, 0, "each is written down soon after its day");
}
