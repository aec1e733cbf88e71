//! One day on every page, and the day at whose end the book said so; links keep both.

use axum::http::StatusCode;
use sodangvien::auth::scope::Kind;
use sodangvien::organisations::{self, Target, When};
use sodangvien::rules::standing;

use crate::build::day;
use crate::organisations::make;
use crate::roster::names;
use crate::support::TestApp;

async fn rename(test: &TestApp, id: sodangvien::ids::OrganisationId, when: When, name: &str) {
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let history = organisations::queries::history(&mut *db, id).await.unwrap();
    let target = Target { id, version: organisations::newest(&history).unwrap() };
    organisations::rename(&mut db, author, target, when, name).await.unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn a_branch_bears_the_name_of_the_day_and_the_one_that_the_book_gave_it_then() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    test.clock.set("2020-01-02T03:00:00Z".parse().unwrap());
    let branch = make(&test, Kind::Branch, "Chi bộ Kế toan", test.root, Some(day("1/1/2018"))).await;
    test.person("Trần Văn A")
        .carried_over(branch, "1/1/2018", "3/2/2010")
        .recorded_at("2020-01-02T03:00:00Z")
        .enter()
        .await;
    test.clock.set("2020-03-02T03:00:00Z".parse().unwrap());
    rename(&test, branch, When::Throughout(day("1/1/2020")), "Chi bộ Kế toán").await;
    test.clock.set("2022-03-02T03:00:00Z".parse().unwrap());
    rename(&test, branch, When::From(day("1/3/2022")), "Chi bộ Tài chính").await;
    test.clock.set(crate::support::NOW.parse().unwrap());

    let name = |page: &crate::support::Answer| page.one("tbody td.branch");
    for (query, called) in [
        ("", "Chi bộ Tài chính"),
        ("?as_of=31/12/2019", "Chi bộ Kế toán"),
        ("?as_of=31/12/2019&known_on=6/1/2020", "Chi bộ Kế toan"),
    ] {
        assert_eq!(name(&user.get(&format!("/members{query}")).await), called, "{query}");
        let tree = user.get(&format!("/organisations{query}")).await.expect(StatusCode::OK);
        assert!(tree.all(".tree-row a").contains(&called.to_owned()), "{query}");
        let page = user.get(&format!("{}{query}", branch.path())).await.expect(StatusCode::OK);
        assert_eq!(page.one("h1"), called);
        let csv = user.get(&format!("/members.csv{query}")).await.text();
        assert!(csv.contains(called), "{query}");
        let xlsx = user.get(&format!("/members.xlsx{query}")).await.expect(StatusCode::OK);
        let mut book =
            calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(xlsx.body)).unwrap();
        let sheets = calamine::Reader::worksheets(&mut book);
        let cells = || sheets.iter().flat_map(|(_, sheet)| sheet.rows().flatten()).map(ToString::to_string);
        assert!(cells().any(|cell| cell == called), "{query}: {:?}", cells().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn counts_and_links_keep_both_days() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let carried = async |name: &str, at: &str| {
        test.person(name).carried_over(first, "1/1/2018", "3/2/2010").recorded_at(at).enter().await;
    };
    carried("Trần Văn A", crate::support::NOW).await;
    // Found out later: there was somebody else all the time.
    test.clock.set("2027-01-10T03:00:00Z".parse().unwrap());
    carried("Trần Văn B", "2026-12-02T03:00:00Z").await;
    let user = test.secretary().await;
    let both = "as_of=2019-12-31&known_on=2026-11-30";
    let members = format!("/members?branch={first}&{both}");
    let tree = user.get(&format!("/organisations?{both}")).await.expect(StatusCode::OK);
    assert!(tree.attributes(".tree-row a", "href").contains(&members));
    assert!(tree.attributes(".tree-row a", "href").contains(&format!("{}?{both}", first.path())));
    assert!(tree.text().contains("như sổ ghi đến hết ngày 30/11/2026"));
    assert_eq!(names(&user.get(&members).await), ["Trần Văn A"]);
    let branch = user.get(&format!("{}?{both}", first.path())).await.expect(StatusCode::OK);
    assert_eq!(branch.all(".figure b"), ["1", "0", "0"]);
    let now = user.get(&format!("{}?as_of=2019-12-31", first.path())).await;
    assert_eq!(now.all(".figure b"), ["2", "0", "0"]);
    let roster = user.get(&members).await;
    assert!(roster.attributes("tbody th a", "href")[0].ends_with(&format!("?{both}")));
    assert_eq!(roster.attributes("#known_on", "value"), ["30/11/2026"]);
    user.get("/organisations?as_of=31/2/2020").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    user.get(&format!("{}?known_on=11/1/2027", first.path())).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_record_says_what_the_book_said_then() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Trần Văn A").admitted(first, "6/5/2020").recognised(first, "6/5/2020").enter().await;
    // A week later somebody records that he had moved long ago, and a day later that this was a mistake.
    test.clock.set("2026-11-30T03:00:00Z".parse().unwrap());
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let mut moved = sodangvien::ledger::NewEvent::new(person, standing::Kind::Moved, day("1/1/2024"), first);
    moved.counterpart = Some(second);
    let id = sodangvien::ledger::record(&mut db, author, &moved).await.unwrap();
    db.commit().await.unwrap();
    test.clock.set("2026-12-02T03:00:00Z".parse().unwrap());
    let author = test.author().await;
    let mut db = test.db().begin().await.unwrap();
    let events = sodangvien::ledger::queries::events(&mut *db, person).await.unwrap();
    let wrong = events.iter().find(|event| event.id == id).unwrap();
    sodangvien::ledger::void(&mut db, author, person, wrong, "nhầm người").await.unwrap();
    db.commit().await.unwrap();
    let user = test.secretary().await;
    let record = async |query: &str| user.get(&format!("{}{query}", person.path())).await.expect(StatusCode::OK);
    for (query, branch, moves) in [
        ("", "Chi bộ Văn phòng", 0),
        ("?known_on=23/11/2026", "Chi bộ Văn phòng", 0),
        ("?known_on=30/11/2026", "Chi bộ Chuyên môn", 1),
        ("?as_of=31/12/2023&known_on=30/11/2026", "Chi bộ Văn phòng", 0),
        ("?known_on=1/12/2026", "Chi bộ Chuyên môn", 1),
    ] {
        let page = record(query).await;
        assert!(page.one(".summary-line").contains(branch), "{query}: {}", page.one(".summary-line"));
        let told = page.all("[aria-labelledby=timeline-title] li h3");
        assert_eq!(told.iter().filter(|line| line.contains("Chuyển chi bộ")).count(), moves, "{query}: {told:?}");
    }
    let then = record("?known_on=30/11/2026").await;
    assert!(then.text().contains("như sổ ghi đến hết ngày 30/11/2026"));
    assert!(then.all(".steps a").is_empty(), "nothing is recorded into the past of the book");
}

#[tokio::test]
async fn the_front_page_is_of_any_day_and_as_the_book_said() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let user = test.secretary().await;
    let mut db = test.db().begin().await.unwrap();
    sodangvien::book::open(&mut db, test.author().await, day("1/1/2018")).await.unwrap();
    db.commit().await.unwrap();
    test.person("Trần Văn A").carried_over(first, "1/1/2018", "1999").recorded_at("2018-01-02T03:00:00Z").enter().await;
    let hoa = test.person("Lê Thị Hoa").female().admitted(first, "19/5/2019");
    hoa.recorded_at("2019-05-20T03:00:00Z").enter().await;
    sqlx::query("update organisation_versions set known = tstzrange('2018-01-01', null)")
        .execute(test.db())
        .await
        .unwrap();
    // Found out only in March 2020: one more was admitted in 2019.
    let binh = test.person("Trần Văn Bình").admitted(second, "2/9/2019");
    let binh = binh.recorded_at("2020-03-02T03:00:00Z").enter().await;

    let now = user.get("/").await.expect(StatusCode::OK);
    assert!(now.one(".page-title").contains("Tính đến ngày 23/11/2026"));
    assert_eq!(now.one("#admitted-title"), "Kết nạp trong năm 2026: 0");
    assert_eq!(now.all("#attention-title").len(), 1);

    let then = user.get("/?as_of=31/12/2019").await.expect(StatusCode::OK);
    assert_eq!(then.all(".figure b"), ["3", "1", "2", "0", "0"]);
    assert_eq!(then.one(".change"), "Số đảng viên tăng 2 so với ngày 31/12/2018 (1)");
    assert_eq!(then.attributes(".change a", "href"), ["/statistics?from=2019-01-01&to=2019-12-31"]);
    assert_eq!(then.one("#admitted-title"), "Kết nạp trong năm 2019: 2");
    assert!(then.attributes("a", "href").contains(&format!("{}?as_of=2019-12-31", binh.path())));
    assert!(then.all("#attention-title").is_empty(), "what needs attention is of today");
    assert!(then.text().contains("Việc cần xử lý chỉ tính cho hôm nay."));

    let both = "as_of=2019-12-31&known_on=2020-01-06";
    let said = user.get(&format!("/?{both}")).await.expect(StatusCode::OK);
    assert!(said.one(".page-title").contains("Tính đến ngày 31/12/2019, như sổ ghi đến hết ngày 06/01/2020"));
    assert_eq!(said.all(".figure b"), ["2", "1", "1", "0", "0"]);
    assert_eq!(said.attributes(".change a", "href"), ["/statistics?from=2019-01-01&to=2019-12-31&known_on=2020-01-06"]);
    assert_eq!(said.one("#admitted-title"), "Kết nạp trong năm 2019: 1");
    assert_eq!(
        said.all("[aria-labelledby=branches-title] :is(tbody th, tbody td)"),
        ["Chi bộ Chuyên môn", "0", "0", "0", "Chi bộ Văn phòng", "2", "1", "1", "Cộng", "2", "1", "1"]
    );
    for (address, figure) in said.attributes(".figure", "href").iter().zip(said.all(".figure b")) {
        assert!(address.contains(both), "{address}");
        let roster = user.get(address).await.expect(StatusCode::OK);
        assert_eq!(roster.all(".table tbody tr").len().to_string(), figure, "{address}");
    }
    for link in said.attributes("[aria-labelledby=branches-title] a, [aria-labelledby=admitted-title] a", "href") {
        assert!(link.contains(both), "{link}");
        user.get(&link).await.expect(StatusCode::OK);
    }

    let before = user.get("/?as_of=31/12/2017").await.expect(StatusCode::OK);
    assert!(before.text().contains("Sổ mở từ ngày 01/01/2018"));
    let wrong = user.get("/?as_of=31/2/2020").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("#as_of", "value"), ["31/2/2020"]);
}

#[tokio::test]
async fn numbers_charts_and_the_people_behind_them_are_as_the_book_said_then() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let user = test.secretary().await;
    let mut db = test.db().begin().await.unwrap();
    sodangvien::book::open(&mut db, test.author().await, day("1/1/2018")).await.unwrap();
    db.commit().await.unwrap();
    sqlx::query("update organisation_versions set known = tstzrange('2018-01-01', null)")
        .execute(test.db())
        .await
        .unwrap();
    test.clock.set("2020-03-02T03:00:00Z".parse().unwrap());
    rename(&test, first, When::Throughout(day("1/1/2018")), "Chi bộ Văn thư").await;
    test.clock.set(crate::support::NOW.parse().unwrap());
    let hoa = test.person("Lê Thị Hoa").female().carried_over(first, "1/1/2018", "1999");
    let hoa = hoa.recorded_at("2018-01-02T03:00:00Z").enter().await;
    let binh = test.person("Trần Văn Bình").admitted(first, "2/9/2019");
    let binh = binh.recorded_at("2020-03-02T03:00:00Z").enter().await;

    let both = "as_of=2019-12-31&known_on=2020-01-06";
    let year = "from=2019-01-01&to=2019-12-31";
    // The movement: who was found out later is not in it, and neither is the name that was corrected later.
    let movement = user.get(&format!("/statistics?{year}&known_on=2020-01-06")).await.expect(StatusCode::OK);
    assert!(movement.one(".page-title").contains("Năm 2019, như sổ ghi đến hết ngày 06/01/2020"));
    assert_eq!(movement.one("table.movement:not(.units) tr:last-child td:nth-of-type(1)"), "1");
    assert_eq!(movement.one("#check b"), "Bảng khớp.");
    assert_eq!(movement.all("table.units tbody th a"), ["Chi bộ Chuyên môn", "Chi bộ Văn phòng"]);
    let now = user.get(&format!("/statistics?{year}")).await.expect(StatusCode::OK);
    assert_eq!(now.one("table.movement:not(.units) tr:last-child td:nth-of-type(1)"), "2");
    assert_eq!(now.all("table.units tbody th a"), ["Chi bộ Chuyên môn", "Chi bộ Văn thư"]);
    for tab in movement.attributes(".tabs a", "href") {
        assert!(tab.contains("known_on=2020-01-06") || tab.contains("compare") || tab.contains("closings"), "{tab}");
    }
    // The people: their links keep both days.
    let people = format!("/statistics/people?{year}&branch={}&known_on=2020-01-06&row=closing&column=total", test.root);
    let people = user.get(&people).await.expect(StatusCode::OK);
    assert_eq!(people.attributes("tbody th a", "href"), [format!("{}?{both}", hoa.path())]);
    // The composition: the same, and what it leads to.
    let composition = user.get(&format!("/statistics/composition?{both}")).await.expect(StatusCode::OK);
    assert!(composition.one(".page-title").contains("Ngày 31/12/2019, như sổ ghi đến hết ngày 06/01/2020"));
    assert!(composition.one(".page-title").contains("1 đảng viên"));
    assert_eq!(composition.one("#branch th[scope=row]:not(.sum th)"), "Chi bộ Văn phòng");
    for link in composition.attributes(".composition tbody a", "href") {
        assert!(link.contains("known_on=2020-01-06"), "{link}");
        let class = user.get(&link).await.expect(StatusCode::OK);
        assert_eq!(class.attributes("tbody th a", "href"), [format!("{}?{both}", hoa.path())], "{link}");
    }
    let csv = user.get(&format!("/statistics/composition.csv?{both}&branch={first}")).await.text();
    assert!(csv.contains(",Chi bộ Văn phòng,") && !csv.contains("Văn thư"));
    // The charts end with the year of the day, and say both days.
    let charts = user.get(&format!("/statistics/charts?{both}")).await.expect(StatusCode::OK);
    assert!(charts.one(".page-title").contains("Tính đến ngày 31/12/2019, như sổ ghi đến hết ngày 06/01/2020"));
    let closings = "table.movement:not(.ages) tbody td:nth-of-type(4)";
    assert_eq!(charts.all("table.movement:not(.ages) tbody th"), ["2018", "2019"]);
    assert_eq!(charts.all(closings), ["1", "1"]);
    assert_eq!(user.get("/statistics/charts?as_of=31/12/2019").await.all(closings), ["1", "2"]);
    assert_eq!(charts.all("table.ages tbody td"), ["1", "0"]);
    for year in charts.attributes("table.movement:not(.ages) tbody th a", "href") {
        assert!(year.contains("known_on=2020-01-06"), "{year}");
    }
    let wrong = user.get("/statistics/charts?as_of=31/2/2020").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("#as_of", "value"), ["31/2/2020"]);
    // A closing keeps what the book says now, whatever the page before it was asked.
    let closing = user.get(&format!("/statistics/closings?{year}&known_on=2020-01-06")).await.expect(StatusCode::OK);
    assert_eq!(closing.one("table.movement tr:last-child td:nth-of-type(1)"), "2");
    user.get(&binh.path()).await.expect(StatusCode::OK);
}
