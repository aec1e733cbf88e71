//! The list of everything that was recorded.

use axum::http::StatusCode;
use sodangvien::audit::Author;
use sodangvien::auth::Role;
use sodangvien::ids::PersonId;
use sodangvien::ledger;
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::support::{Answer, TestApp};

/// The days and names of the lines.
fn lines(page: &Answer) -> Vec<String> {
    let (days, names) = (page.all(".events tbody time"), page.all(".events tbody th"));
    days.into_iter().zip(names).map(|(day, name)| format!("{day} {name}")).collect()
}

async fn void_last(test: &TestApp, person: PersonId, reason: &str) {
    let author: Author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    let events = ledger::queries::events(&mut *tx, person).await.unwrap();
    ledger::void(&mut tx, author, person, events.last().unwrap(), reason).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn everything_is_listed_by_its_day_with_its_paper_and_who_recorded_it() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let user = test.secretary().await;
    let hoa = test.person("Lê Thị Hoa").female().admitted(first, "19/5/2024");
    let hoa = hoa.recognised(first, "19/5/2024").enter().await;
    let moved = test.person("Trần Văn Bình").carried_over(first, "1/1/2020", "1999");
    let moved = moved.event(Kind::Moved, first, "1/3/2025", |event| {
        event.counterpart = Some(second);
        event.decision_number = "12-QĐ/ĐU".to_owned();
        event.decided_on = Some(day("20/2/2025").into());
    });
    let moved = moved.enter().await;
    let left = test.person("Phạm Văn Dũng").carried_over(second, "1/1/2020", "1999");
    let left = left.event(Kind::Died, second, "2/2/2026", |_| {}).enter().await;
    void_last(&test, left, "nhầm người").await;

    let all = user.get("/events").await.expect(StatusCode::OK);
    assert_eq!(
        lines(&all),
        [
            "19/05/2025 Lê Thị Hoa",
            "01/03/2025 Trần Văn Bình",
            "19/05/2024 Lê Thị Hoa",
            "01/01/2020 Phạm Văn Dũng",
            "01/01/2020 Trần Văn Bình",
        ],
        "what was voided is not among them"
    );
    let row = all.all(".events tbody tr")[1].clone();
    for said in ["Chuyển chi bộ", "Chi bộ Văn phòng → Chi bộ Chuyên môn", "Số 12-QĐ/ĐU ngày 20/02/2025", ", ghi"]
    {
        assert!(row.contains(said), "{said}: {row}");
    }
    let links = all.attributes(".events tbody th a", "href");
    assert_eq!(links[..2], [hoa.path(), moved.path()]);

    let voided = user.get("/events?voided=1&kind=died").await.expect(StatusCode::OK);
    assert_eq!(lines(&voided), ["02/02/2026 Phạm Văn Dũng"]);
    assert_eq!(voided.one(".events del"), "Từ trần");
    assert!(voided.one(".events .hint").ends_with("nhầm người"), "{}", voided.one(".events .hint"));
    let record = voided.attributes(".events tbody th a", "href").remove(0);
    assert!(user.get(&record).await.expect(StatusCode::OK).text().contains("nhầm người"));

    for (query, expected) in [
        ("?from=1/1/2025", 2),
        ("?to=31/12/2024", 3),
        ("?from=2024-01-01&to=2024-12-31", 1),
        ("?kind=opening_balance", 2),
        ("?kind=opening_balance&from=2/1/2020", 0),
    ] {
        let page = user.get(&format!("/events{query}")).await.expect(StatusCode::OK);
        assert_eq!(lines(&page).len(), expected, "{query}");
        let csv = user.get(&format!("/events.csv{query}")).await.expect(StatusCode::OK).text();
        assert_eq!(csv.lines().count(), 1 + expected, "{query}");
        user.get(&format!("/events.xlsx{query}")).await.expect(StatusCode::OK);
    }
    let csv = user.get("/events.csv?kind=moved").await.text();
    assert!(
        csv.contains(&format!(",2025-03-01,moved,{moved},Trần Văn Bình,{first},Chi bộ Văn phòng,{second},")),
        "{csv}"
    );
    let wrong = user.get("/events?from=31/2/2025&kind=x").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#from", "#kind"]);
    assert_eq!(wrong.attributes("#from", "value"), ["31/2/2025"]);
    for page in ["/", "/statistics?from=2025-01-01&to=2025-12-31"] {
        let links = user.get(page).await.expect(StatusCode::OK).attributes("main a[href^='/events']", "href");
        assert_eq!(links.len(), 1, "{page}");
        user.get(&links[0]).await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn each_sees_what_happened_in_their_own_scope_from_both_sides() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let moved = test.person("Trần Văn Bình").carried_over(first, "1/1/2020", "1999");
    moved.event(Kind::Moved, first, "1/3/2025", |event| event.counterpart = Some(second)).enter().await;
    let user = test.user("chibo", &[Role::Inspector], second).await;
    let page = user.get("/events").await.expect(StatusCode::OK);
    assert_eq!(lines(&page), ["01/03/2025 Trần Văn Bình"], "who comes is seen, not what was before");
    assert!(!page.text().contains("Chi bộ Văn phòng"), "nor the name of what lies elsewhere");
    assert!(page.text().contains("tổ chức khác trong sổ → Chi bộ Chuyên môn"));
    assert!(!user.get("/events.csv").await.text().contains("Văn phòng"));
    user.get(&format!("/events?branch={first}")).await.expect(StatusCode::NOT_FOUND);
    let whole = test.user("capuy", &[Role::Committee], test.root).await;
    let of_branch = whole.get(&format!("/events?branch={first}")).await.expect(StatusCode::OK);
    assert_eq!(lines(&of_branch).len(), 2);
    let administrator = test.user("quantri", &[Role::Administrator], test.root).await;
    administrator.get("/events").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_pages_of_a_long_list_hold_everything_once_in_order() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    for n in 0..60 {
        let on = format!("{}/3/2025", n % 28 + 1);
        test.person(&format!("Trần Văn {n}")).admitted(test.branches[n % 2], &on).enter().await;
    }
    for query in ["", "?from=2025-03-01", "?kind=admitted", "?voided=1"] {
        let first = user.get(&format!("/events{query}")).await.expect(StatusCode::OK);
        assert!(first.attributes("[rel=prev]", "href").is_empty());
        let next = first.attributes("[rel=next]", "href").remove(0);
        let second = user.get(&next).await.expect(StatusCode::OK);
        assert!(second.attributes("[rel=next]", "href").is_empty());
        let (mut all, more) = (lines(&first), lines(&second));
        assert_eq!((all.len(), more.len()), (50, 10), "{query}");
        all.extend(more);
        let days: Vec<_> = all.iter().map(|line| line[..2].parse::<u8>().unwrap()).collect();
        assert!(days.is_sorted_by(|one, other| one >= other), "{query}: {days:?}");
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 60);
        let back = second.attributes("[rel=prev]", "href").remove(0);
        assert_eq!(lines(&user.get(&back).await.expect(StatusCode::OK)), lines(&first), "{query}");
        assert!(first.one(".pagination .count").contains("60 việc"));
    }
    user.get("/events?after=x").await.expect(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn many_organisations_are_met_by_walking_the_days() {
    let test = TestApp::new().await;
    let user = test.user("capuy", &[Role::Committee], test.root).await;
    let mut db = test.db().begin().await.unwrap();
    for n in 0..201 {
        let name = format!("Chi bộ {n}");
        let new = sodangvien::organisations::NewOrganisation {
            kind: sodangvien::auth::scope::Kind::Branch,
            name,
            parent: Some(test.root),
            from: None,
        };
        sodangvien::organisations::create(&mut db, test.author().await, &new).await.unwrap();
    }
    db.commit().await.unwrap();
    let moved = test.person("Trần Văn Bình").carried_over(test.branches[0], "1/1/2020", "1999");
    moved
        .event(Kind::Moved, test.branches[0], "1/3/2025", |event| event.counterpart = Some(test.branches[1]))
        .enter()
        .await;
    for query in ["", "?kind=moved", "?from=2025-01-01&to=2025-12-31", "?voided=1"] {
        let page = user.get(&format!("/events{query}")).await.expect(StatusCode::OK);
        assert_eq!(lines(&page)[0], "01/03/2025 Trần Văn Bình", "{query}");
    }
}
