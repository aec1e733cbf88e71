//! One paper for many people, chosen on the roster: all of them or none.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ids::PersonId;
use sodangvien::ledger::verify;

use crate::admissions::wrong_fields;
use crate::build::day;
use crate::roster::names;
use crate::support::{Answer, TestApp, User};

fn address(step: &str, people: &[PersonId]) -> String {
    let people: Vec<_> = people.iter().map(|person| format!("person={person}")).collect();
    format!("/members/batch?step={step}&{}", people.join("&"))
}

/// The page of a step, opened for some, and sent for others with what its paper says.
async fn send(user: &User<'_>, page: &Answer, chosen: &[PersonId], said: &[(&str, &str)]) -> Answer {
    let mut fields = Vec::new();
    for name in ["submission", "step", "known"] {
        let values = page.attributes(&format!("form.form input[name={name}]"), "value");
        fields.extend(values.into_iter().map(|value| (name.to_owned(), value)));
    }
    fields.extend(chosen.iter().map(|person| ("person".to_owned(), person.to_string())));
    fields.extend(said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post("/members/batch", &fields).await
}

async fn three(test: &TestApp) -> [PersonId; 3] {
    let [first, _] = test.branches;
    [
        test.person("Nguyễn Thị An").female().admitted(first, "20/10/2025").enter().await,
        test.person("Trần Văn Bình").admitted(first, "5/11/2025").enter().await,
        test.person("Lê Văn Cường").admitted(first, "1/6/2026").enter().await,
    ]
}

const DECISION: [(&str, &str); 3] =
    [("resolved_on", "12/11/2026"), ("decision_number", "77-QĐ/ĐU"), ("decided_on", "20/11/2026")];

#[tokio::test]
async fn whoever_is_chosen_stays_so_while_others_are_looked_for() {
    let test = TestApp::new().await;
    let [an, binh, cuong] = three(&test).await;
    let elsewhere = test.person("Ngô Văn Giang").admitted(test.branches[1], "1/6/2026").enter().await;
    let user = test.user("chibo", &[Role::Committee], test.branches[0]).await;
    let page = user.get(&format!("/members?pick=1&person={an}&person={elsewhere}&q=Binh")).await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Trần Văn Bình"]);
    assert_eq!(page.one(".picked b"), "Đã chọn 1 người", "who is out of sight is not named");
    assert!(page.one(".picked .chip").starts_with("Nguyễn Thị An") && !page.text().contains("Giang"));
    // The search takes along who is not on the page; who is, has a box.
    assert_eq!(page.attributes(".picked input[form=search]", "value"), [an.to_string()]);
    let boxes = page.attributes("tbody input[form=search][name=person]:not([checked])", "value");
    assert_eq!(boxes, [binh.to_string()]);
    assert_eq!(page.attributes("button[form=search]", "formaction"), ["/members/batch"]);

    let path = format!("/members?pick=1&person={an}&person={cuong}");
    let page = user.get(&path).await.expect(StatusCode::OK);
    let ticked = page.attributes("tbody input[name=person][checked]", "value");
    assert_eq!(ticked, [an.to_string(), cuong.to_string()]);
    assert!(page.all(".picked input").is_empty(), "a box each is enough");
    assert!(page.attributes(".sort", "href").iter().all(|href| href.contains(&format!("&person={an}"))));
    let without = page.attributes(".picked .chip", "href");
    assert_eq!(without, [format!("/members?pick=1&person={cuong}"), format!("/members?pick=1&person={an}")]);
    let batch = user.get(&address("recognition", &[an, cuong])).await.expect(StatusCode::OK);
    assert!(batch.attributes(".back", "href").contains(&path), "back to the list they stay chosen");
    user.get("/members?pick=1&person=x").await.expect(StatusCode::BAD_REQUEST);
    let seen: String =
        sqlx::query_scalar("select filter from views order by id desc limit 1").fetch_one(test.db()).await.unwrap();
    assert!(!seen.contains("person="), "{seen}");
}

#[tokio::test]
async fn two_are_recognised_by_one_decision_each_from_their_own_day() {
    let test = TestApp::new().await;
    let [an, binh, cuong] = three(&test).await;
    let user = test.secretary().await;
    let roster = user.get("/members?pick=1").await.expect(StatusCode::OK);
    assert_eq!(roster.attributes("tbody input[name=person]", "value").len(), 3);
    assert!(user.get("/members").await.attributes("tbody input[name=person]", "value").is_empty());

    let page = user.get(&address("recognition", &[an, binh, cuong])).await.expect(StatusCode::OK);
    let ticked = page.attributes("form.form input[name=person][checked]", "value");
    assert_eq!(ticked, [an.to_string(), binh.to_string()], "the third is still on probation");
    assert!(page.text().contains("Thời gian dự bị đến ngày 01/06/2027 mới hết."));

    send(&user, &page, &[an, binh], &DECISION).await.expect(StatusCode::SEE_OTHER);
    let listed = user.get("/members?standing=official").await;
    assert_eq!(names(&listed), ["Nguyễn Thị An", "Trần Văn Bình"]);
    assert!(listed.text().contains("20/10/2026") && listed.text().contains("05/11/2026"));
    assert!(verify::all(test.db()).await.unwrap().differing.is_empty());
}

#[tokio::test]
async fn if_it_cannot_be_recorded_for_one_it_is_recorded_for_nobody_and_that_one_is_named() {
    let test = TestApp::new().await;
    let [an, binh, cuong] = three(&test).await;
    let user = test.secretary().await;
    let page = user.get(&address("recognition", &[an, binh, cuong])).await.expect(StatusCode::OK);
    let events = test.count("events").await;
    let refused = send(&user, &page, &[an, cuong], &DECISION).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&refused), ["person"]);
    assert!(refused.one(".error-summary li").contains("Lê Văn Cường: "), "{}", refused.one(".error-summary li"));
    assert_eq!(test.count("events").await, events);
    let ticked = refused.attributes("form.form input[name=person][checked]", "value");
    assert_eq!(ticked, [an.to_string(), cuong.to_string()], "what was ticked is kept");
    assert_eq!(refused.attributes("#decision_number", "value"), ["77-QĐ/ĐU"]);

    let empty = send(&user, &page, &[an, binh], &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&empty), ["resolved_on", "decision_number", "decided_on"], "once, not for each");
    let nobody = send(&user, &page, &[], &DECISION).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&nobody), ["person"]);
}

#[tokio::test]
async fn many_move_to_another_branch_and_a_double_click_moves_them_once() {
    let test = TestApp::new().await;
    let people = three(&test).await;
    let user = test.secretary().await;
    let second = test.branches[1].to_string();
    let page = user.get(&address("move", &people)).await.expect(StatusCode::OK);
    let events = test.count("events").await;
    let said = [("counterpart", second.as_str()), ("effective_on", "16/11/2026")];
    for _ in 0..2 {
        send(&user, &page, &people, &said).await.expect(StatusCode::SEE_OTHER);
    }
    assert_eq!(test.count("events").await, events + 3);
    assert_eq!(names(&user.get(&format!("/members?branch={second}")).await).len(), 3);
    assert_eq!(names(&user.get(&format!("/members?branch={second}&as_of=15/11/2026")).await).len(), 0);
}

#[tokio::test]
async fn what_the_rules_find_is_confirmed_once_and_kept_with_those_whom_it_concerns() {
    let test = TestApp::new().await;
    let [an, binh, _] = three(&test).await;
    let user = test.secretary().await;
    let page = user.get(&address("recognition", &[an, binh])).await.expect(StatusCode::OK);
    let early = [("resolved_on", "1/11/2026"), ("decision_number", "77-QĐ/ĐU"), ("decided_on", "20/11/2026")];
    let asked = send(&user, &page, &[an, binh], &early).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked.attributes("input[name=confirm]", "value"), ["considered_early"]);
    assert!(asked.one("#confirm").contains("Trần Văn Bình: "));
    assert!(!asked.one("#confirm").contains("Nguyễn Thị An: "));
    let confirmed = [early.as_slice(), &[("confirm", "considered_early")]].concat();
    send(&user, &asked, &[an, binh], &confirmed).await.expect(StatusCode::SEE_OTHER);
    let kept: Vec<i64> = sqlx::query_scalar(
        "select person from events where kind = 'recognised' and details->'confirmed' @> '[{\"code\": \"considered_early\"}]'",
    )
    .fetch_all(test.db())
    .await
    .unwrap();
    assert_eq!(kept, [binh.0]);
}

#[tokio::test]
async fn who_is_outside_does_not_exist_and_what_another_recorded_meanwhile_is_shown() {
    let test = TestApp::new().await;
    let [an, binh, _] = three(&test).await;
    let other = test.user("chuyenmon", &[Role::Committee], test.branches[1]).await;
    other.get(&address("move", &[an])).await.expect(StatusCode::NOT_FOUND);
    let user = test.secretary().await;
    user.get(&address("expulsion", &[an])).await.expect(StatusCode::NOT_FOUND);
    user.get("/members/batch?step=move&person=x").await.expect(StatusCode::BAD_REQUEST);
    user.get("/members/batch?step=move").await.expect(StatusCode::UNPROCESSABLE_ENTITY);

    let page = user.get(&address("recognition", &[an, binh])).await.expect(StatusCode::OK);
    let mine = user.get(&address("recognition", &[binh])).await.expect(StatusCode::OK);
    send(&user, &mine, &[binh], &DECISION).await.expect(StatusCode::SEE_OTHER);
    let stale = send(&user, &page, &[an, binh], &DECISION).await.expect(StatusCode::CONFLICT);
    assert!(stale.text().contains("Trần Văn Bình: Công nhận"), "{}", stale.one("main"));
    assert_eq!(names(&user.get("/members?standing=official").await), ["Trần Văn Bình"]);
    assert_eq!(day("23/11/2026"), test.app.clock.today());
}

#[tokio::test]
async fn many_are_exempted_and_transferred_out_by_one_paper_from_one_day() {
    let test = TestApp::new().await;
    let people = three(&test).await;
    let user = test.secretary().await;
    let kinds = async || -> Vec<String> {
        sqlx::query_scalar("select kind from events where kind <> 'admitted' order by id")
            .fetch_all(test.db())
            .await
            .unwrap()
    };
    let page = user.get(&address("exemption", &people)).await.expect(StatusCode::OK);
    let exempt = [("effective_on", "2/11/2026"), ("reason", "Đi biển dài ngày")];
    send(&user, &page, &people[..2], &exempt).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(kinds().await, ["exempted", "exempted"], "only those who are ticked");

    let page = user.get(&address("transfer", &people)).await.expect(StatusCode::OK);
    let out = [
        ("counterpart_text", "Đảng bộ phường Bến Nghé"),
        ("decision_number", "10-GT/ĐU"),
        ("decided_on", "10/11/2026"),
        ("effective_on", "16/11/2026"),
    ];
    let undated = send(&user, &page, &people, &out[..3]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&undated), ["effective_on"]);
    assert_eq!(kinds().await.len(), 2, "all or none");
    send(&user, &page, &people, &out).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(kinds().await[2..], ["transferred_out"; 3]);
    assert!(names(&user.get("/members").await).is_empty());
    assert_eq!(names(&user.get("/members?as_of=15/11/2026").await).len(), 3);
    assert!(verify::all(test.db()).await.unwrap().differing.is_empty());
}
