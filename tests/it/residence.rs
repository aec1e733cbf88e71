//! Residence contact: a branch on one page, saved as a whole; who is missing; two who save at once; 38/38 of 2019.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::ids::{OrganisationId, PersonId};
use sodangvien::residence::{self, When};

use crate::build::day;
use crate::grids::{at_once, filled, save, send};
use crate::sample::Sample;
use crate::support::{TestApp, User};

/// So many members of the first branch, carried over long ago.
async fn many(test: &TestApp, number: u8) -> Vec<PersonId> {
    let mut people = Vec::new();
    for number in 0..number {
        let name = format!("Trần Văn {}{}", char::from(b'A' + number / 26), char::from(b'a' + number % 26));
        people.push(test.person(&name).carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await);
    }
    people
}

fn path(branch: OrganisationId, year: i16) -> String {
    residence::path(branch, year)
}

fn cell(column: &str, person: PersonId) -> String {
    format!("{column}.{person}")
}

async fn contacts(test: &TestApp) -> i64 {
    let statement = "select count(*) from residence_contact_versions where upper_inf(known)";
    sqlx::query_scalar(statement).fetch_one(test.db()).await.unwrap()
}

#[tokio::test]
async fn a_branch_of_60_is_recorded_on_one_page_with_one_save_and_who_is_missing_is_listed() {
    let test = TestApp::new().await;
    let people = many(&test, 60).await;
    let secretary = test.secretary().await;
    let grid = path(test.branches[0], 2019);
    let page = secretary.get(&grid).await.expect(StatusCode::OK);
    assert_eq!(page.all(".grid-table tbody tr").len(), 60);
    assert!(page.text().contains("Quy định 76-QĐ/TW"));
    assert!(secretary.get(&path(test.branches[0], 2020)).await.text().contains("Quy định 213-QĐ/TW"));
    let fill =
        [("then", "fill"), ("fill_contact", "introduced"), ("fill_comment", "good"), ("fill_received_on", "5/12/2019")];
    let filled = send(&secretary, &page, &fill).await.expect(StatusCode::OK);
    assert_eq!(contacts(&test).await, 0, "nothing is saved yet");
    let [reason, place] = ["contact", "place"].map(|column| cell(column, people[7]));
    let [none, day] = ["comment", "received_on"].map(|column| cell(column, people[7]));
    let [late, late_day] = ["comment", "received_on"].map(|column| cell(column, people[8]));
    let typed = [(reason.as_str(), "other"), (&none, ""), (&day, ""), (&late, ""), (&late_day, "")];
    let refused = send(&secretary, &filled, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attributes(".error-summary a", "href"), [format!("#{place}")]);
    assert_eq!(contacts(&test).await, 0, "as a whole or not at all");
    send(&secretary, &refused, &[(&place, "Định cư ở nước ngoài")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!((contacts(&test).await, test.count("residence_comment_versions").await), (60, 58));
    let list = secretary.get("/residence?year=2019").await.expect(StatusCode::OK);
    assert_eq!(list.all(".figure b"), ["58/60", "58", "1", "1"]);
    let missing = secretary.get("/residence/people?year=2019&of=missing").await.expect(StatusCode::OK);
    assert_eq!(missing.all("table.people tbody th"), ["Trần Văn Ai"]);
    assert!(missing.one("table.people tbody tr").contains("Đã giới thiệu"));
    let next = secretary.get("/residence?year=2020").await;
    assert_eq!(next.all(".figure b"), ["0/60", "0", "1", "59"], "an introduction lasts, a comment is of its year");
    let record = secretary.get(&people[0].path()).await.expect(StatusCode::OK);
    let card = record.one("section[aria-labelledby=residence-title]");
    assert!(card.contains("2019Nhận xét: thực hiện tốt, nhận ngày 05/12/2019"), "{card}");
}

#[tokio::test]
async fn nobody_is_introduced_before_they_were_born_or_joined_nor_commented_on_before_they_were_introduced() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let mai = test.person("Trần Thị Mai").born("1/2/1990").admitted(branch, "6/3/2018").enter().await;
    let secretary = test.secretary().await;
    let [contact, day, comment, received] =
        ["contact", "introduced_on", "comment", "received_on"].map(|column| cell(column, mai));
    for (introduced, came, wrong, said) in [
        ("1989", "5/12/2019", &day, "Trần Thị Mai: ngày giới thiệu trước ngày sinh (01/02/1990)."),
        ("5/3/2018", "5/12/2019", &day, "Trần Thị Mai: ngày giới thiệu trước ngày vào Đảng (06/03/2018)."),
        ("1/6/2019", "31/5/2019", &received, "nhận xét nhận ngày 31/05/2019, trước ngày giới thiệu (01/06/2019)."),
    ] {
        let page = secretary.get(&path(branch, 2019)).await;
        let typed = [(contact.as_str(), "introduced"), (&day, introduced), (&comment, "good"), (&received, came)];
        let refused = send(&secretary, &page, &typed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attributes(".error-summary a", "href"), [format!("#{wrong}")], "{introduced}");
        assert!(refused.one(".error-summary").contains(said), "{}", refused.one(".error-summary"));
    }
    assert_eq!(contacts(&test).await, 0);
}

#[tokio::test]
async fn two_who_save_the_same_grid_at_once_lose_nothing() {
    let test = TestApp::new().await;
    let people = many(&test, 3).await;
    let secretary = test.secretary().await;
    let other = test.user("photruong", &[Role::Committee], test.root).await;
    let grid = path(test.branches[0], 2019);
    let contact: Vec<_> = people.iter().map(|person| cell("contact", *person)).collect();
    let place = cell("place", people[1]);
    let (mine, theirs) = (secretary.get(&grid).await, other.get(&grid).await);
    let first = [(contact[0].as_str(), "introduced"), (contact[1].as_str(), "introduced")];
    let second =
        [(contact[2].as_str(), "introduced"), (contact[1].as_str(), "introduced"), (&place, "Chi bộ khu phố 1")];
    let held = test.branches[0].0;
    let both = at_once(&test, held, send(&secretary, &mine, &first), send(&other, &theirs, &second)).await;
    assert_eq!((both.0.status, both.1.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(contacts(&test).await, 3);
    let page = secretary.get(&grid).await;
    assert_eq!(page.attributes(&format!("[id='{place}']"), "value"), ["Chi bộ khu phố 1"]);

    let (mine, theirs) = (secretary.get(&grid).await, other.get(&grid).await);
    let one = [(place.as_str(), "Chi bộ khu phố 2")];
    let two = [(place.as_str(), "Chi bộ khu phố 3")];
    let (first, second) = at_once(&test, held, send(&secretary, &mine, &one), send(&other, &theirs, &two)).await;
    let (won, asked, typed, said) = if first.status == StatusCode::CONFLICT {
        (second, first, "Chi bộ khu phố 2", "Chi bộ khu phố 3")
    } else {
        (first, second, "Chi bộ khu phố 3", "Chi bộ khu phố 2")
    };
    won.expect(StatusCode::SEE_OTHER);
    let asked = asked.expect(StatusCode::CONFLICT);
    assert_eq!(asked.one(".contested"), format!("Người khác vừa ghi: {said}."));
    let value = filled(&asked, &[]).into_iter().find(|(name, _)| *name == place).unwrap().1;
    assert_eq!(value, typed, "what was typed is kept");
    let author = if typed.ends_with('2') { &secretary } else { &other };
    send(author, &asked, &[]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get(&grid).await;
    assert_eq!(page.attributes(&format!("[id='{place}']"), "value"), [typed]);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_saved_once_and_nothing_is_ever_overwritten() {
    let test = TestApp::new().await;
    let person = many(&test, 1).await[0];
    let secretary = test.secretary().await;
    let grid = path(test.branches[0], 2019);
    let [contact, on, place] = ["contact", "introduced_on", "place"].map(|column| cell(column, person));
    let page = secretary.get(&grid).await;
    let typed = [(contact.as_str(), "introduced"), (&on, "3/2015"), (&place, "Chi bộ khu phố 1")];
    send(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    send(&secretary, &page, &typed).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(test.count("residence_contact_versions").await, 1);
    let other = [(contact.as_str(), "away")];
    let again = send(&secretary, &page, &other).await.expect(StatusCode::CONFLICT);
    assert!(again.one(".error-summary").contains("Lần gửi này chưa được lưu."));
    // Moved house: the old place stays until the day of the new letter.
    save(&secretary, &grid, &[(&on, "1/6/2019"), (&place, "Chi bộ khu phố 2")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(contacts(&test).await, 2);
    let before = secretary.get(&path(test.branches[0], 2018)).await;
    assert_eq!(before.attributes(&format!("[id='{place}']"), "value"), ["Chi bộ khu phố 1"]);
    let card = secretary.get(&person.path()).await.one("section[aria-labelledby=residence-title]");
    assert!(
        card.contains("01/06/2019Giới thiệu đến Chi bộ khu phố 2 03/2015Giới thiệu đến Chi bộ khu phố 1"),
        "{card}"
    );
    // Recorded wrongly: taken back, and still to be read.
    save(&secretary, &grid, &[(&contact, ""), (&on, ""), (&place, "")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!((contacts(&test).await, test.count("residence_contact_versions").await), (1, 2));
    let shown = secretary.get(&grid).await;
    assert_eq!(shown.attributes(&format!("[id='{place}']"), "value"), ["Chi bộ khu phố 1"]);
    for statement in ["delete from residence_contact_versions", "update residence_contact_versions set place = ''"] {
        assert!(sqlx::query(statement).execute(test.db()).await.is_err(), "{statement}");
    }
    let log = secretary.get("/audit").await.text();
    assert!(log.contains("Ghi giới thiệu, nhận xét nơi cư trú") && log.contains("Chi bộ khu phố 2"));
}

#[tokio::test]
async fn each_sees_what_lies_within_their_organisation_and_a_past_day_as_it_was() {
    let test = TestApp::new().await;
    let person = many(&test, 2).await[0];
    let [first, second] = test.branches;
    test.person("Lê Thị Khách").guest(first, "1/6/2018", "31/12/2030").enter().await;
    test.person("Lê Thị Khác").carried_over(second, "1/1/2018", "3/2/2001").enter().await;
    let branch = test.user("chibo", &[Role::Committee], first).await;
    for outside in [second, test.root, OrganisationId(987_654)] {
        branch.get(&path(outside, 2019)).await.expect(StatusCode::NOT_FOUND);
        branch.post(&path(outside, 2019), &[("year", "2019")]).await.expect(StatusCode::NOT_FOUND);
    }
    let list = branch.get("/residence/people?year=2019").await.expect(StatusCode::OK);
    assert_eq!(list.all("table.people tbody tr").len(), 2, "neither the other branch nor the guest");
    let inspector = test.user("kiemtra", &[Role::Inspector], test.root).await;
    let read = inspector.get(&path(first, 2019)).await.expect(StatusCode::OK);
    assert_eq!((read.all("main form[method=post]").len(), read.all("table.cards tbody tr").len()), (0, 2));

    let secretary = test.secretary().await;
    let typed = [
        (cell("contact", person), "introduced"),
        (cell("introduced_on", person), "14/3/2012"),
        (cell("comment", person), "fair"),
        (cell("received_on", person), "5/12/2019"),
    ];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    save(&secretary, &path(first, 2019), &typed).await.expect(StatusCode::SEE_OTHER);
    let figures = async |query: &str| {
        let page = secretary.get(&format!("/residence?year=2019{query}")).await.expect(StatusCode::OK);
        page.all(".figure b")
    };
    assert_eq!(figures("").await, ["1/3", "0", "0", "2"]);
    assert_eq!(figures("&as_of=2019-12-04").await, ["0/3", "0", "0", "3"]);
    assert_eq!(figures("&known_on=2026-11-22").await, ["0/0", "0", "0", "0"]);
    let list = secretary.get("/residence?year=2019").await;
    assert!(list.text().contains("Không tính 1 người sinh hoạt tạm thời đến"));
    let english = test.session(secretary.account.unwrap()).await.with_cookie("language=en");
    let page = english.get("/residence?year=2019").await.expect(StatusCode::OK);
    assert_eq!(page.one("h1"), "Residence contact in 2019");
    assert!(page.text().contains("1 guest is not counted"));
    secretary.get("/residence?year=1900").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    secretary.get("/residence/people?year=2019&of=nobody").await.expect(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn in_2019_38_of_38_members_of_the_sample_keep_contact_and_are_commented_on_well() {
    let sample = Sample::now().await;
    let mut db = sample.test.db().acquire().await.unwrap();
    let scope = sample.test.app.tree().scope(sample.places.committee).ids();
    let today = day("23/11/2026");
    let of_2019 = residence::in_year(&mut db, &scope, When::new(2019, today, None)).await.unwrap();
    let told = (of_2019.members, of_2019.probationary, of_2019.introduced, of_2019.commented, of_2019.good);
    assert_eq!(told, (38, 4, 38, 38, 38));
    let of_2020 = residence::in_year(&mut db, &scope, When::new(2020, today, None)).await.unwrap();
    assert_eq!((of_2020.members, of_2020.commented, of_2020.missing()), (41, 41, 0));
    let of_2026 = residence::in_year(&mut db, &scope, When::new(2026, today, None)).await.unwrap();
    assert!(of_2026.unknown() > 0 && of_2026.awaited() > 0 && of_2026.commented > 0, "{of_2026:?}");
    drop(db);
    let secretary = sample.test.session(sample.account).await;
    let page = secretary.get("/residence?year=2019").await.expect(StatusCode::OK);
    assert_eq!(page.all(".figure b"), ["38/38", "38", "0", "0"]);
    assert!(page.text().contains("Tính trên 38 đảng viên, kể cả 4 dự bị.") && page.text().contains("76-QĐ/TW"));
    let year = secretary.get("/year?year=2019").await.expect(StatusCode::OK);
    assert!(year.text().contains("38/38"));
    // As the book said on the day of the conference.
    let then = secretary.get("/residence?year=2019&as_of=2019-12-27&known_on=2019-12-27").await;
    assert_eq!(then.all(".figure b"), ["38/38", "38", "0", "0"]);
}

#[tokio::test]
async fn each_year_is_under_the_regulation_of_its_day() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    for (year, regulation) in [(2019, "76-QĐ/TW"), (2020, "213-QĐ/TW"), (2025, "213-QĐ/TW")] {
        let page = secretary.get(&format!("/residence?year={year}")).await.expect(StatusCode::OK);
        assert!(page.text().contains(regulation), "{year}");
        assert_eq!(page.text().contains("76-QĐ/TW"), year == 2019, "{year}");
    }
}

/// The sentence of the card, where its link leads, and how many people are there.
async fn missing(user: &User<'_>, page: &str, card: &str) -> (String, usize) {
    let shown = user.get(page).await.expect(StatusCode::OK);
    let sentences = shown.all(card);
    let sentence = sentences.into_iter().find(|words| words.contains("Chưa ghi việc giới thiệu")).unwrap();
    let link = shown.attributes("a[href^='/residence/people']", "href").remove(0);
    let html = shown.text();
    let button = html.split("/residence/people").nth(1).unwrap().split("</a>").next().unwrap();
    assert!(!button.contains("#plus"), "what only looks enters nothing: {button}");
    let people = user.get(&link).await.expect(StatusCode::OK);
    (sentence, people.all("table.people tbody tr").len())
}

#[tokio::test]
async fn the_link_to_who_is_missing_opens_as_many_as_the_sentence_counts() {
    let test = TestApp::new().await;
    let people = many(&test, 5).await;
    let branch = test.branches[0];
    let secretary = test.secretary().await;
    let cells: Vec<_> = people[..3].iter().map(|person| cell("contact", *person)).collect();
    let typed: Vec<_> = cells.iter().map(|cell| (cell.as_str(), "introduced")).collect();
    save(&secretary, &path(branch, 2026), &typed).await.expect(StatusCode::SEE_OTHER);
    let grid = secretary.get(&path(branch, 2026)).await;
    assert_eq!(grid.all(".contact-grid tbody tr:first-child .cell-caption"), ["Ngày giới thiệu", "Nhận ngày"]);
    let card = secretary.get(&people[0].path()).await.one("section[aria-labelledby=residence-title]");
    assert!(card.contains("Đã giới thiệu, chưa ghi ngày và nơi"), "{card}");
    for (page, card) in [("/year", ".year-missing"), ("/", "[aria-labelledby=missing-title] li p")] {
        let (sentence, rows) = missing(&secretary, page, card).await;
        assert_eq!((sentence.as_str(), rows), ("Chưa ghi việc giới thiệu: 2", 2), "{page}");
    }
    for page in [path(branch, 2026), "/residence?year=2026".to_owned()] {
        let opened = secretary.get(&page).await.attributes("a[href*='of=unknown']", "href");
        assert!(!opened.is_empty(), "{page}");
    }
    test.clock.set("2026-12-01T03:00:00Z".parse().unwrap());
    let secretary = test.user("phobithu", &[Role::Committee], test.root).await;
    for (page, card) in [("/year", ".year-missing"), ("/", "[aria-labelledby=missing-title] li p")] {
        let (sentence, rows) = missing(&secretary, page, card).await;
        assert_eq!((sentence.as_str(), rows), ("Chưa ghi việc giới thiệu: 2. Chưa có nhận xét: 3", 5), "{page}");
    }
}
