//! The record of a person: what it says, to whom, as of which day, and what it keeps to itself.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind as Level;
use sodangvien::ids::{EventId, OrganisationId, PersonId};
use sodangvien::ledger::{self, Confirmed, Sponsor};
use sodangvien::members;
use sodangvien::organisations::{self, NewOrganisation};
use sodangvien::rules::standing::Kind;

use crate::build::day;
use crate::support::TestApp;

/// The value beside a label of the record.
fn fact(page: &crate::support::Answer, label: &str) -> String {
    let (labels, values) = (page.all("dl.facts dt"), page.all("dl.facts dd"));
    let at = labels.iter().position(|found| found == label || found.ends_with(&format!(". {label}")));
    values[at.unwrap_or_else(|| panic!("no {label} among {labels:?}"))].clone()
}

#[tokio::test]
async fn the_record_says_who_somebody_is_how_they_were_admitted_and_what_comes_next() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let sponsor = test.person("Trần Văn Bình").carried_over(first, "1/1/2018", "5/2001").enter().await;
    let person = test
        .person("Đỗ Thị Mỹ Ánh")
        .female()
        .born("27/3/1997")
        .event(Kind::Admitted, first, "19/5/2026", |event| {
            event.decided_on = Some(day("8/5/2026").into());
            event.decision_number = "12-QĐ/ĐU".to_owned();
            event.admitted_on = Some(day("19/5/2026").into());
            event.details.resolved_on = Some("2026-04-02".to_owned());
            event.details.sponsors = vec![
                Sponsor { person: Some(sponsor.0), name: "Trần Văn Bình".to_owned() },
                Sponsor { person: None, name: "Đoàn Thanh niên Sở".to_owned() },
            ];
            event.details.confirmed = vec![Confirmed {
                code: "ceremony_late".to_owned(),
                citation: "Quy định 294-QĐ/TW, điểm 4".to_owned(),
            }];
        })
        .enter()
        .await;
    let page = test.secretary().await.get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(page.one("h1"), "Đỗ Thị Mỹ Ánh");
    assert_eq!(page.all(".summary-line .tag"), ["Dự bị"]);
    assert!(page.one(".summary-line").contains("Chi bộ Văn phòng 29 tuổi"));
    assert_eq!(fact(&page, "Ngày sinh"), "27/03/1997");
    assert_eq!(fact(&page, "Giới tính"), "Nữ");
    assert!(!page.all("dl.facts dt").contains(&"6. Quê quán".to_owned()), "what is not written takes no row");
    let missing = page.all(".facts-missing");
    assert!(missing[0].starts_with("Chưa ghi: ") && missing[0].contains("Quê quán"), "{missing:?}");
    assert_eq!(fact(&page, "Chi bộ xét ngày"), "02/04/2026");
    assert_eq!(fact(&page, "Quyết định kết nạp"), "Số 12-QĐ/ĐU ngày 08/05/2026");
    assert_eq!(fact(&page, "Ngày vào Đảng"), "19/05/2026");
    assert_eq!(fact(&page, "Người giới thiệu 2"), "Đoàn Thanh niên Sở");
    assert_eq!(page.attributes("dd a", "href").iter().filter(|href| **href == sponsor.path()).count(), 1);
    let html = page.text();
    assert!(html.contains("Lễ kết nạp tổ chức muộn"));
    assert!(html.contains("Căn cứ: Quy định 294-QĐ/TW, điểm 4"));
    assert!(html.contains("Dự bị đến 19/05/2027"));
    assert!(html.contains("Còn 177 ngày đến hết thời gian dự bị."));
    assert_eq!(page.all("section[aria-labelledby=timeline-title] li.expected time"), ["19/05/2027"]);
    assert_eq!(page.attributes(".actions a", "href"), [format!("{}/edit", person.path())]);
}

#[tokio::test]
async fn an_official_member_has_a_party_age_that_says_how_it_was_counted() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let known = test.person("Đỗ Ánh").admitted(first, "6/5/2003").recognised(first, "6/5/2003").enter().await;
    let carried = test.person("Lê Bình").carried_over(first, "1/1/2018", "1989").enter().await;
    let secretary = test.secretary().await;
    let page = secretary.get(&known.path()).await;
    assert_eq!(page.all(".summary-line .tag"), ["Chính thức"]);
    assert_eq!(fact(&page, "Tuổi Đảng"), "23 năm 6 tháng tuổi ĐảngTính từ ngày quyết định kết nạp.");
    assert_eq!(fact(&page, "Ngày chính thức"), "06/05/2004");
    let page = secretary.get(&carried.path()).await;
    assert_eq!(fact(&page, "Ngày vào Đảng"), "1989");
    assert!(fact(&page, "Tuổi Đảng").starts_with("36 năm 10 tháng"), "{}", fact(&page, "Tuổi Đảng"));
    assert!(fact(&page, "Tuổi Đảng").contains("Ít nhất"));
}

#[tokio::test]
async fn twelve_digits_are_masked_until_asked_for_and_asking_is_recorded() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person =
        test.person("Đỗ Ánh").citizen_id("001087012345").card("001087012345").admitted(first, "6/5/2003").enter().await;
    let secretary = test.secretary().await;
    let page = secretary.get(&person.path()).await;
    assert_eq!(fact(&page, "Số định danh cá nhân"), "0010•••••345");
    assert_eq!(fact(&page, "Số thẻ đảng viên"), "0010•••••345");
    for digits in ["001087012345", "087012"] {
        assert!(!page.text().contains(digits));
    }
    assert_eq!(test.count("views where act = 'reveal'").await, 0);

    let page = secretary.post(&format!("{}/numbers", person.path()), &[]).await.expect(StatusCode::OK);
    assert_eq!(fact(&page, "Số định danh cá nhân"), "001 087 012 345");
    assert_eq!(page.headers["cache-control"], "no-store");
    let seen: Vec<(String, PersonId)> =
        sqlx::query_as("select act, person from views order by id").fetch_all(test.db()).await.unwrap();
    assert_eq!(seen, [("show".to_owned(), person), ("reveal".to_owned(), person)]);
    // The address of a form, opened by itself, is a page that says so.
    let sent = secretary.get(&format!("{}/numbers", person.path())).await.expect(StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(sent.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(sent.one("h1"), "Địa chỉ này chỉ nhận biểu mẫu");
}

#[tokio::test]
async fn what_lies_outside_the_scope_does_not_exist() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2003").enter().await;
    let own = test.user("mot", &[Role::Committee], first).await;
    let other = test.user("hai", &[Role::Committee, Role::Inspector], second).await;
    own.get(&person.path()).await.expect(StatusCode::OK);
    for path in [person.path(), PersonId(person.0 + 100).path(), "/members/abc".to_owned()] {
        other.get(&path).await.expect(StatusCode::NOT_FOUND);
    }
    other.post(&format!("{}/numbers", person.path()), &[]).await.expect(StatusCode::NOT_FOUND);
    let views: i64 = test.count("views").await;
    assert_eq!(views, 1, "who saw nothing leaves no line");
}

#[tokio::test]
async fn after_a_move_the_old_branch_reads_what_was_its_own_and_no_more() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test
        .person("Đỗ Ánh")
        .facts(|facts| facts.residence = "Phường cũ".to_owned())
        .admitted(first, "6/5/2003")
        .event(Kind::Moved, first, "10/3/2024", |event| event.counterpart = Some(second))
        .event(Kind::TemporaryOut, second, "1/6/2025", |event| event.counterpart_text = "Bên ngoài".to_owned())
        .enter()
        .await;
    let author = test.author().await;
    let mut db = test.db().acquire().await.unwrap();
    sqlx::query("update person_versions set valid = daterange(null, '2025-01-01') where person = $1")
        .bind(person)
        .execute(&mut *db)
        .await
        .unwrap();
    let mut facts =
        members::facts_on(&mut *db, &test.app.seal, person, day("1/1/2020"), None).await.unwrap().unwrap().facts;
    facts.residence = "Phường mới".to_owned();
    members::write_version(&mut db, &test.app.seal, author, person, &facts, Some(day("1/1/2025")), None).await.unwrap();

    let page = test.user("mot", &[Role::Committee], first).await.get(&person.path()).await.expect(StatusCode::OK);
    assert!(page.text().contains("Từ ngày 10/03/2024 người này không còn thuộc phạm vi"));
    assert_eq!(fact(&page, "Nơi cư trú"), "Phường cũ");
    assert_eq!(
        page.all("section[aria-labelledby=timeline-title] h3"),
        ["06/05/2003 Kết nạp", "10/03/2024 Chuyển chi bộ"]
    );
    assert_eq!(page.all(".summary-line .tag"), ["Dự bị"]);
    assert_eq!(page.attributes(".actions a", "href"), [""; 0], "and changes nothing");
    let page =
        test.user("mot2", &[Role::Committee], first).await.get(&format!("{}?as_of=2026-01-01", person.path())).await;
    assert_eq!(fact(&page, "Nơi cư trú"), "Phường cũ", "nor by asking for a later day");

    let page = test.user("hai", &[Role::Committee], second).await.get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(fact(&page, "Nơi cư trú"), "Phường mới");
    assert_eq!(page.all("section[aria-labelledby=timeline-title] h3").len(), 3);
    assert_eq!(page.all(".summary-line .tag"), ["Dự bị", "Đi sinh hoạt tạm thời"]);
}

#[tokio::test]
async fn a_host_sees_its_guest_and_may_not_change_them() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test
        .person("Đỗ Ánh")
        .admitted(first, "6/5/2003")
        .event(Kind::TemporaryOut, first, "1/6/2026", |event| {
            event.counterpart = Some(second);
            event.due_on = Some(day("1/11/2026"));
        })
        .enter()
        .await;
    let page = test.user("hai", &[Role::Committee], second).await.get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(page.all(".summary-line .tag"), ["Dự bị", "Đi sinh hoạt tạm thời"]);
    let said = "Sinh hoạt tạm thời tại Chi bộ Chuyên môn, từ 01/06/2026; vẫn tính vào đảng số của Chi bộ Văn phòng.";
    assert_eq!(page.text().matches(said).count(), 1);
    assert!(!page.text().contains("Là khách"), "it is said once");
    assert!(page.text().contains("Đã quá hạn 01/11/2026, 22 ngày."));
    assert_eq!(page.attributes(".actions a", "href"), [""; 0]);
}

#[tokio::test]
async fn the_record_of_a_day_shows_the_standing_and_the_names_of_that_day() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test
        .person("Đỗ Ánh")
        .admitted(first, "6/5/2023")
        .recognised(first, "6/5/2023")
        .event(Kind::TransferredOut, first, "1/9/2026", |event| event.counterpart_text = "Đảng bộ tỉnh bạn".to_owned())
        .enter()
        .await;
    let secretary = test.secretary().await;
    let at = async |query: &str| secretary.get(&format!("{}{query}", person.path())).await.expect(StatusCode::OK);
    let page = at("").await;
    assert_eq!(page.all(".summary-line .tag"), ["Đã chuyển đi"]);
    assert!(page.text().contains("Không còn trong sổ: chuyển đi (Đảng bộ tỉnh bạn) từ ngày 01/09/2026."));
    let page = at("?as_of=31/8/2026").await;
    assert_eq!(page.all(".summary-line .tag"), ["Chính thức"]);
    assert!(page.text().contains("Đang xem hồ sơ như vào ngày 31/08/2026."));
    let page = at("?as_of=2024-05-05").await;
    assert_eq!(page.all(".summary-line .tag"), ["Dự bị"]);
    assert_eq!(page.all("section[aria-labelledby=timeline-title] h3")[0], "06/05/2023 Kết nạp");
    assert_eq!(page.all("section[aria-labelledby=timeline-title] li:not(.expected) h3").len(), 1);
    let page = at("?as_of=2020-01-01").await;
    assert!(page.text().contains("Ngày đó chưa có trong sổ."));
    assert_eq!(page.all(".summary-line .tag"), ["Chưa có trong sổ"]);
    let page = secretary.get(&format!("{}?as_of=24/11/2026", person.path())).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("#as_of-error").contains("Ngày này chưa đến"));
    assert_eq!(page.attributes(".error-summary a", "href"), ["#as_of"]);
    assert_eq!(page.attributes("#as_of", "value"), ["24/11/2026"], "what was typed stays");
}

#[tokio::test]
async fn the_tag_of_who_has_left_says_how() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let secretary = test.secretary().await;
    for (kind, words) in [
        (Kind::Died, "Đã từ trần"),
        (Kind::Removed, "Đã bị xóa tên"),
        (Kind::Expelled, "Đã bị khai trừ"),
        (Kind::Resigned, "Đã xin ra khỏi Đảng"),
        (Kind::AdmissionCancelled, "Đã hủy kết nạp"),
    ] {
        let person = test.person("Đỗ Ánh").admitted(first, "6/5/2026").event(kind, first, "1/9/2026", |_| ());
        let page = secretary.get(&person.enter().await.path()).await.expect(StatusCode::OK);
        assert_eq!(page.all(".summary-line .tag"), [words]);
    }
}

#[tokio::test]
async fn a_voided_event_is_shown_struck_through_when_asked_for() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person =
        test.person("Đỗ Ánh").admitted(first, "6/5/2023").event(Kind::Died, first, "1/9/2026", |_| ()).enter().await;
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    let died: EventId =
        sqlx::query_scalar("select id from events where kind = 'died'").fetch_one(&mut *tx).await.unwrap();
    sqlx::query(
        "insert into events (person, kind, effective_on, details, recorded_by, recorded_at, voids)
         values ($1, 'void', '2026-09-01', '{\"reason\": \"Nhầm người.\"}', $2, $3, $4)",
    )
    .bind(person)
    .bind(author.account)
    .bind(author.at)
    .bind(died)
    .execute(&mut *tx)
    .await
    .unwrap();
    ledger::refold(&mut tx, person, author.at).await.unwrap();
    tx.commit().await.unwrap();
    let secretary = test.secretary().await;
    let page = secretary.get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(page.all("section[aria-labelledby=timeline-title] li:not(.expected) h3"), ["06/05/2023 Kết nạp"]);
    assert!(page.text().contains("Hiện 1 việc đã hủy"));
    let page = secretary.get(&format!("{}?voided=1", person.path())).await;
    assert_eq!(page.all("section[aria-labelledby=timeline-title] li.voided del"), ["01/09/2026 Từ trần"]);
    assert!(
        page.one("section[aria-labelledby=timeline-title] li.voided b")
            .starts_with("Đã hủy lúc 23/11/2026 10:00, ghi. Nhầm người.")
    );
}

#[tokio::test]
async fn the_timeline_calls_an_organisation_by_its_name_of_that_day() {
    let test = TestApp::new().await;
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    let new = NewOrganisation {
        kind: Level::Branch,
        name: "Chi bộ Kế hoạch".to_owned(),
        parent: Some(test.root),
        from: None,
    };
    let branch: OrganisationId = organisations::create(&mut tx, author, &new).await.unwrap();
    sqlx::query("update organisation_versions set valid = daterange(null, '2025-01-01') where organisation = $1")
        .bind(branch)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query(
        "insert into organisation_versions (organisation, name, parent, valid, known)
         values ($1, 'Chi bộ Tổng hợp', $2, daterange('2025-01-01', null), tstzrange($3, null))",
    )
    .bind(branch)
    .bind(test.root)
    .bind(author.at)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let person = test.person("Đỗ Ánh").admitted(branch, "6/5/2023").enter().await;
    let page = test.secretary().await.get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(page.all("section[aria-labelledby=timeline-title] p[lang=vi]")[1], "Chi bộ Kế hoạch");
    assert!(page.one(".summary-line").contains("Chi bộ Tổng hợp"));
}

#[tokio::test]
async fn the_record_says_who_looked_at_it_to_those_who_may_read_the_log() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let secretary = test.user("bithu", &[Role::Committee], test.root).await;
    let page = secretary.get(&person.path()).await.expect(StatusCode::OK);
    assert!(page.all("#views-title").is_empty());
    let inspector = test.user("kiemtra", &[Role::Inspector], first).await;
    let page = inspector.get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(page.all("section[aria-labelledby=views-title] li"), ["Xem hồ sơ23/11/2026 10:00 · bithu"]);
    assert!(page.one("section[aria-labelledby=changes-title] li h3").contains("Kết nạp"));
    assert_eq!(page.attributes(".actions a", "href"), [""; 0], "an inspector changes nothing");
}

#[tokio::test]
async fn the_record_speaks_english_when_asked() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2026").enter().await;
    let page = test.secretary().await.with_cookie("language=en").get(&person.path()).await.expect(StatusCode::OK);
    assert_eq!(page.all(".summary-line .tag"), ["Probationary"]);
    assert_eq!(fact(&page, "Admission ceremony"), "06/05/2026");
}
