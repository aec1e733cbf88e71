//! The composition of a day: every division adds up to the roster, and every class opens its people.

use axum::http::StatusCode;
use sodangvien::auth::Role;

use crate::sample::Sample;
use crate::support::{Answer, TestApp};

const OF_2019: &str = "/statistics/composition?as_of=2019-12-31";

/// The classes of a division and how many people each has.
fn classes(page: &Answer, division: &str) -> Vec<(String, String)> {
    let rows = format!("#{division} tbody tr:not(.sum)");
    let labels = page.all(&format!("{rows} th"));
    labels.into_iter().zip(page.all(&format!("{rows} td:nth-of-type(1)"))).collect()
}

#[tokio::test]
async fn every_division_adds_up_to_the_roster_of_the_day() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    for day in ["2018-01-01", "2018-12-31", "2019-12-31", "2024-02-29", "2026-11-23"] {
        let page = user.get(&format!("/statistics/composition?as_of={day}")).await.expect(StatusCode::OK);
        assert!(page.one("#check").starts_with("Bảng khớp."), "{day}: {}", page.one("#check"));
        let total = user.get(&format!("/members?as_of={day}")).await.all(".figure b")[0].clone();
        let sums = page.all("table.composition tr.sum td:nth-of-type(1)");
        assert_eq!(sums, vec![total; 10], "{day}");
    }
}

#[tokio::test]
async fn the_composition_of_2019_says_what_the_papers_say() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get(OF_2019).await.expect(StatusCode::OK);
    let told = |division: &str| -> Vec<(String, String)> { classes(&page, division) };
    let pair = |label: &str, count: &str| (label.to_owned(), count.to_owned());
    assert_eq!(told("gender"), [pair("Nữ", "16"), pair("Nam", "22")]);
    assert_eq!(told("branch").len(), 4);
    assert!(told("party_age").contains(&pair("Dự bị, chưa tính tuổi Đảng", "4")), "{:?}", told("party_age"));
    assert!(told("qualification").contains(&pair("Tiến sĩ", "1")), "{:?}", told("qualification"));
    assert_eq!(told("political_theory").last().unwrap().0, "Chưa ghi");
    assert_eq!(page.all("#gender tbody td:nth-of-type(2)"), ["42,1%", "57,9%", "bằng tổng số"]);
    let widths = page.attributes("#gender rect.bar-part", "width");
    assert_eq!(widths, ["42.1", "57.9"]);
    // Linh became a master later: the year 2019 does not move.
    let later = user.get("/statistics/composition?as_of=2026-11-23").await;
    assert_ne!(classes(&later, "qualification"), told("qualification"));
}

#[tokio::test]
async fn every_class_opens_as_many_people_as_it_says() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get(OF_2019).await.expect(StatusCode::OK);
    let (links, figures) =
        (page.attributes("table.composition td a", "href"), page.all("table.composition td:nth-of-type(1) a"));
    assert_eq!(links.len(), figures.len());
    assert!(links.len() > 40, "{}", links.len());
    for (link, figure) in links.iter().zip(figures) {
        let list = user.get(link).await.expect(StatusCode::OK);
        assert_eq!(list.all("table.people tbody tr").len().to_string(), figure, "{link}");
    }
    let doctors = links.iter().find(|link| link.contains("by=qualification&class=doctor")).unwrap();
    assert_eq!(user.get(doctors).await.all("table.people tbody th"), ["Đào Thiện Nhân"]);
}

#[tokio::test]
async fn what_is_unknown_is_a_class_and_a_partial_birth_is_an_age() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let nothing = |facts: &mut sodangvien::members::Facts| {
        facts.ethnicity.clear();
        facts.religion.clear();
    };
    test.person("Lê Văn Nhất").born("1996").facts(nothing).carried_over(branch, "1/1/2018", "2001").enter().await;
    test.person("Lê Văn Nhì").born("24/11/1995").admitted(branch, "1/6/2026").enter().await;
    let user = test.secretary().await;
    let page = user.get("/statistics/composition").await.expect(StatusCode::OK);
    let pair = |label: &str, count: &str| (label.to_owned(), count.to_owned());
    assert_eq!(classes(&page, "age"), [pair("18–30 tuổi", "2")], "30 until tomorrow, and 30 since new year");
    assert_eq!(classes(&page, "religion"), [pair("Không", "1"), pair("Chưa ghi", "1")]);
    assert_eq!(classes(&page, "party_age"), [pair("20–29 năm", "1"), pair("Dự bị, chưa tính tuổi Đảng", "1")]);
    assert_eq!(classes(&page, "occupation"), [pair("Chưa ghi", "2")]);
    assert!(page.one("#check").starts_with("Bảng khớp."));
}

#[tokio::test]
async fn the_files_of_the_composition_say_the_same_and_the_scope_is_kept() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let csv = user.get("/statistics/composition.csv?as_of=2019-12-31").await.expect(StatusCode::OK).text();
    assert!(csv.starts_with("\u{feff}as_of,organisation_id,organisation,division,class,label,count,total\r\n"));
    assert!(csv.contains(",gender,female,Nữ,16,38\r\n"), "{csv}");
    let xlsx = user.get("/statistics/composition.xlsx?as_of=2019-12-31").await.expect(StatusCode::OK);
    let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(xlsx.body)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "Cơ cấu").unwrap();
    assert_eq!(sheet.rows().filter(|row| row[0] == "Cộng" && row[1] == 38.0).count(), 10);

    let page = user.get(OF_2019).await;
    let branch = page.attributes("#branch td a", "href")[0].clone();
    let id = branch.rsplit('=').next().unwrap().to_owned();
    let other = page.attributes("#branch td a", "href")[1].rsplit('=').next().unwrap().to_owned();
    let account = sample.test.account("chibo", &[Role::Inspector], id.parse().unwrap()).await;
    let user = sample.test.session(account).await;
    let own = user.get(OF_2019).await.expect(StatusCode::OK);
    assert_eq!(classes(&own, "branch").len(), 1);
    for path in ["", "/people", ".csv", ".xlsx"] {
        let address = format!("/statistics/composition{path}?branch={other}");
        user.get(&address).await.expect(StatusCode::NOT_FOUND);
    }
}
