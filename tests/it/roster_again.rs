//! The roster asked again: what is remembered of it, and who is counted once.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::organisations;
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::roster::{figure, names};
use crate::support::TestApp;

#[tokio::test]
async fn who_stays_in_another_branch_of_ours_is_its_guest_but_none_of_the_committee() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let from = "5/8/2020";
    let own = test.person("Trần Văn Nhà").admitted(first, from).recognised(first, from);
    own.event(Kind::TemporaryOut, first, "1/3/2026", |event| {
        (event.counterpart, event.due_on) = (Some(second), Some(day("2026-12-01")));
    })
    .enter()
    .await;
    test.person("Lê Khách").guest(second, "1/3/2026", "1/10/2026").enter().await;

    let user = test.secretary().await;
    let all = user.get("/members").await.expect(StatusCode::OK);
    assert_eq!(figure(&all, "Tạm thời đến"), "1", "one is a member already");
    assert_eq!(names(&user.get("/members?temporary=in").await), ["Lê Khách"]);
    let at = |branch, rest: &str| format!("/members?branch={branch}{rest}");
    assert_eq!(figure(&user.get(&at(second, "")).await, "Tạm thời đến"), "2");
    assert_eq!(names(&user.get(&at(second, "&temporary=in")).await), ["Lê Khách", "Trần Văn Nhà"]);
    assert_eq!(figure(&user.get(&at(first, "")).await, "Tạm thời đi"), "1");
    // The numbers say the same as the roster, and open the same people.
    for (branch, guests) in [(test.root, 1), (second, 2), (first, 0)] {
        let numbers = user.get(&format!("/statistics?branch={branch}&from=1/1/2026&to=1/4/2026")).await;
        let beside = numbers.expect(StatusCode::OK).all(".beside dd");
        assert_eq!(beside[1], guests.to_string(), "{branch}");
        let people = format!("/statistics/people?from=2026-01-01&to=2026-04-01&branch={branch}&row=guest&column=any");
        assert_eq!(user.get(&people).await.expect(StatusCode::OK).all("tbody th a").len(), guests, "{branch}");
    }
    let then = user.get("/members?temporary=in&as_of=1/4/2026").await.expect(StatusCode::OK);
    assert_eq!(names(&then), ["Lê Khách"], "on a day in the past, too");
    // The days of the membership stand beside who has one with us.
    for shown in ["", "&as_of=1/4/2026", "&q=tran", "&sort=admitted_on", "&sort=-admitted_on"] {
        let page = user.get(&at(second, &format!("&temporary=in{shown}"))).await.expect(StatusCode::OK);
        let rows = page.all("tbody tr");
        let own = rows.iter().find(|row| row.contains("Trần Văn Nhà")).expect("listed");
        assert!(own.contains("05/08/202005/08/2021"), "{shown}: {own}");
    }
    assert_eq!(names(&user.get(&at(second, "&temporary=in&sort=-admitted_on")).await)[0], "Trần Văn Nhà");
}

#[tokio::test]
async fn a_page_that_was_opened_before_shows_every_change_at_once() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let user = test.secretary().await;
    let pages = ["/members", "/members?q=tran", "/members?sort=branch", "/members?standing=probationary"];
    for path in pages {
        assert!(names(&user.get(path).await.expect(StatusCode::OK)).is_empty());
    }
    test.person("Trần Văn A").admitted(first, "5/8/2026").enter().await;
    for path in pages {
        assert_eq!(names(&user.get(path).await), ["Trần Văn A"], "{path}");
    }
    test.person("Trần Văn B").admitted(second, "5/8/2026").enter().await;
    for path in pages {
        assert_eq!(names(&user.get(path).await).len(), 2, "{path}");
    }
    assert_eq!(names(&user.get("/members?sort=branch").await), ["Trần Văn B", "Trần Văn A"]);
    // A branch changes its name, and with it the order.
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let version = organisations::queries::history(&mut *db, second).await.unwrap().last().unwrap().0;
    let target = organisations::Target { id: second, version };
    let when = organisations::When::From(day("2026-11-23"));
    organisations::rename(&mut db, author, target, when, "Chi bộ Ý tế").await.unwrap();
    db.commit().await.unwrap();
    let page = user.get("/members?sort=branch").await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Trần Văn A", "Trần Văn B"]);
    assert!(page.text().contains("Chi bộ Ý tế"));
    // Another account's scope is another question.
    let other = test.user("vanphong", &[Role::Committee], first).await;
    assert_eq!(names(&other.get("/members").await), ["Trần Văn A"]);
}

#[tokio::test]
async fn a_file_comes_whole_through_the_compression_that_browsers_ask_for() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    for number in 0..3 {
        test.person(&format!("Trần Văn {}", ["A", "B", "C"][number])).admitted(first, "5/8/2026").enter().await;
    }
    let user = test.secretary().await;
    for path in ["/members.csv", "/members.csv?q=khong", "/members.xlsx"] {
        let plain = user.get(path).await.expect(StatusCode::OK).body;
        let request = axum::http::Request::get(path).header("accept-encoding", "gzip");
        let packed = user.send(request, axum::body::Body::empty()).await.expect(StatusCode::OK);
        if path.ends_with("xlsx") {
            continue; // a file that is packed already has its own time in it
        }
        assert_eq!(packed.headers["content-encoding"], "gzip", "{path}");
        let mut unpacked = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.body.as_slice()), &mut unpacked).unwrap();
        assert_eq!(unpacked, plain, "{path}");
    }
}
