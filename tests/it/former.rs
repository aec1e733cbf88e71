//! Who is in the book no more: found again, each by those who may see them.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::support::{Answer, TestApp};

/// Name, last branch, day and way of each row.
fn rows(page: &Answer) -> Vec<String> {
    let name = page.all("tbody .name");
    let cells = page.all("tbody td");
    name.iter().zip(cells.chunks(4)).map(|(name, cells)| format!("{name}: {}", cells[1..].join(", "))).collect()
}

#[tokio::test]
async fn who_left_died_or_was_recorded_by_mistake_is_found_again() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    test.person("Lê Văn Ở Lại").admitted(first, "5/8/2019").enter().await;
    let died = test.person("Đặng Thị Mất").female().card("92945836").admitted(first, "5/8/2019").enter().await;
    let left = test.person("Trần Văn Đi").citizen_id("046087001234").admitted(second, "5/8/2019").enter().await;
    let wrong = test.person("Ngô Văn Nhầm").citizen_id("046087004321").admitted(first, "5/8/2019").enter().await;
    for (person, path, fields) in [
        (died, "death", vec![("effective_on", "3/3/2024")]),
        (
            left,
            "transfer",
            vec![
                ("counterpart_text", "Đảng bộ khác"),
                ("decision_number", "1-GT"),
                ("decided_on", "1/5/2025"),
                ("effective_on", "4/5/2025"),
            ],
        ),
    ] {
        let path = format!("{}/{path}", person.path());
        let page = secretary.get(&path).await.expect(StatusCode::OK);
        let hidden = |name: &str| page.attributes(&format!("form.form input[name={name}]"), "value").pop().unwrap();
        let (submission, last) = (hidden("submission"), hidden("last"));
        let mut all = vec![("submission", submission.as_str()), ("last", last.as_str())];
        all.extend(fields);
        secretary.post(&path, &all).await.expect(StatusCode::SEE_OTHER);
    }
    let event: i64 =
        sqlx::query_scalar("select id from events where person = $1").bind(wrong).fetch_one(test.db()).await.unwrap();
    let path = format!("{}/events/{event}/void", wrong.path());
    let page = secretary.get(&path).await.expect(StatusCode::OK);
    let submission = page.attributes("form.form input[name=submission]", "value").pop().unwrap();
    let void = [("submission", submission.as_str()), ("reason", "Ghi nhầm người")];
    secretary.post(&path, &void).await.expect(StatusCode::SEE_OTHER);

    let all = secretary.get("/members/former").await.expect(StatusCode::OK);
    assert_eq!(
        rows(&all),
        [
            "Ngô Văn Nhầm: Chi bộ Văn phòng, 23/11/2026, Hủy việc ghi sai",
            "Trần Văn Đi: Chi bộ Chuyên môn, 04/05/2025, Chuyển đi",
            "Đặng Thị Mất: Chi bộ Văn phòng, 03/03/2024, Từ trần",
        ]
    );
    for path in all.attributes("tbody .name a", "href") {
        secretary.get(&path).await.expect(StatusCode::OK);
    }
    let found = async |query: &str| {
        let page = secretary.get(&format!("/members/former{query}")).await.expect(StatusCode::OK);
        page.all("tbody .name")
    };
    assert_eq!(found("?q=dang+mat").await, ["Đặng Thị Mất"]);
    assert_eq!(found("?q=92.945836").await, ["Đặng Thị Mất"]);
    assert_eq!(found("?q=nham").await, ["Ngô Văn Nhầm"]);
    assert_eq!(found("?q=o+lai").await, [""; 0], "who is a member did not leave");
    assert_eq!(found(&format!("?branch={second}")).await, ["Trần Văn Đi"]);
    let hidden = secretary.get("/members/former?q=046087001234&branch=3").await.expect(StatusCode::SEE_OTHER);
    assert_eq!(hidden.location(), "/members/former?branch=3");

    // By number, from the roster.
    for (number, person) in [("046087001234", left), ("046087004321", wrong)] {
        let answer = secretary.post("/members/lookup", &[("number", number)]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), person.path());
        secretary.get(&person.path()).await.expect(StatusCode::OK);
    }

    // The roster leads there, with the same search when it finds nobody.
    let none = secretary.get("/members?q=mat&gender=male").await.expect(StatusCode::OK);
    assert_eq!(none.attributes(".empty a[href*=former]", "href"), ["/members/former?q=mat"]);
    assert_eq!(secretary.get("/members").await.attributes("#results a[href*=former]", "href"), ["/members/former"]);

    let acts: Vec<String> = sqlx::query_scalar("select act from views where act in ('former', 'lookup') order by id")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert!(acts.contains(&"former".to_owned()) && acts.contains(&"lookup".to_owned()));
}

#[tokio::test]
async fn each_sees_whom_they_had_and_no_further_than_the_day_they_left() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Hoàng Văn Chuyển").admitted(first, "5/8/2019").enter().await;
    let secretary = test.secretary().await;
    let moved = format!("{}/move", person.path());
    let page = secretary.get(&moved).await.expect(StatusCode::OK);
    let hidden = |page: &Answer, name: &str| page.attributes(&format!("form.form input[name={name}]"), "value").pop();
    let (submission, last) = (hidden(&page, "submission").unwrap(), hidden(&page, "last").unwrap());
    let to = second.to_string();
    let fields =
        [("submission", submission.as_str()), ("last", &last), ("counterpart", &to), ("effective_on", "2/2/2024")];
    secretary.post(&moved, &fields).await.expect(StatusCode::SEE_OTHER);
    let death = format!("{}/death", person.path());
    let page = secretary.get(&death).await.expect(StatusCode::OK);
    let (submission, last) = (hidden(&page, "submission").unwrap(), hidden(&page, "last").unwrap());
    let fields = [("submission", submission.as_str()), ("last", &last), ("effective_on", "7/7/2025")];
    let before = secretary.get("/members/former").await.expect(StatusCode::OK);
    assert_eq!(rows(&before), [""; 0], "who moved within the scope is a member");

    let old = test.user("cu", &[Role::Committee], first).await;
    let new = test.user("moi", &[Role::Committee], second).await;
    assert_eq!(
        rows(&old.get("/members/former").await),
        ["Hoàng Văn Chuyển: Chi bộ Văn phòng, 02/02/2024, Chuyển chi bộ"]
    );
    assert_eq!(rows(&new.get("/members/former").await), [""; 0]);
    secretary.post(&death, &fields).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(
        rows(&old.get("/members/former").await),
        ["Hoàng Văn Chuyển: Chi bộ Văn phòng, 02/02/2024, Chuyển chi bộ"]
    );
    let after = ["Hoàng Văn Chuyển: Chi bộ Chuyên môn, 07/07/2025, Từ trần"];
    assert_eq!(rows(&new.get("/members/former").await), after);
    assert_eq!(rows(&secretary.get("/members/former").await), after);
    let stranger = format!("/members/former?branch={second}");
    old.get(&stranger).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_go_on_from_the_last_row_and_back() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    for number in 0..101 {
        let left = day("1/1/2020").plus_days(number / 2).to_string();
        test.person("Phan Văn Nhiều")
            .admitted(branch, "5/8/2019")
            .event(Kind::Died, branch, &left, |_| ())
            .enter()
            .await;
    }
    let user = test.secretary().await;
    let mut seen = Vec::new();
    let mut next = Some("/members/former?q=phan".to_owned());
    let mut pages = Vec::new();
    while let Some(path) = next {
        let page = user.get(&path).await.expect(StatusCode::OK);
        seen.extend(page.attributes("tbody .name a", "href"));
        next = page.attributes("a[rel=next]", "href").pop();
        pages.push(page);
    }
    assert_eq!(seen.len(), 101);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 101, "each once");
    let back = pages[2].attributes("a[rel=prev]", "href").pop().unwrap();
    let back = user.get(&back).await.expect(StatusCode::OK);
    assert_eq!(back.attributes("tbody .name a", "href"), pages[1].attributes("tbody .name a", "href"));
    assert!(back.attributes("a[rel=next]", "href").len() == 1 && back.attributes("a[rel=prev]", "href").len() == 1);
    assert!(pages[0].attributes("a[rel=prev]", "href").is_empty());
    user.get("/members/former?after=x").await.expect(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_admission_that_was_cancelled_on_its_own_day_is_listed_without_a_search() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let person = test.person("Hoàng Văn Hủy").admitted(branch, "5/8/2019");
    person.event(Kind::AdmissionCancelled, branch, "5/8/2019", |_| ()).enter().await;
    let user = test.secretary().await;
    for query in ["", "?q=huy"] {
        let listed = rows(&user.get(&format!("/members/former{query}")).await.expect(StatusCode::OK));
        assert_eq!(listed.len(), 1, "{query}");
        assert!(
            listed[0].starts_with("Hoàng Văn Hủy: ") && listed[0].ends_with("Hủy quyết định kết nạp"),
            "{listed:?}"
        );
    }
}
