//! The statistics: the movement of a period adds up, and every figure opens the people behind it.

use axum::http::StatusCode;
use sodangvien::audit::Author;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind as Place;
use sodangvien::clock::Instant;
use sodangvien::ids::OrganisationId;
use sodangvien::ledger::{self, NewEvent};
use sodangvien::organisations::{self, NewOrganisation, Target, When};
use sodangvien::rules::standing::{Kind, Standing};

use crate::build::day;
use crate::sample::Sample;
use crate::support::{Answer, TestApp, User};

/// The rows of the movement: label and figures as they are written.
fn rows(page: &Answer) -> Vec<(String, Vec<String>)> {
    table(page, "table.movement:not(.units)")
}

fn table(page: &Answer, selector: &str) -> Vec<(String, Vec<String>)> {
    let html = scraper::Html::parse_document(&page.text());
    let [rows, head, cells] = [format!("{selector} tbody tr"), "th".to_owned(), "td".to_owned()]
        .map(|selector| scraper::Selector::parse(&selector).unwrap());
    let text = |element: scraper::ElementRef<'_>| {
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    html.select(&rows)
        .map(|row| (row.select(&head).map(text).next().unwrap(), row.select(&cells).map(text).collect()))
        .collect()
}

/// The figures of the row that begins with these words.
#[track_caller]
fn row(page: &Answer, label: &str) -> Vec<String> {
    let found = rows(page).into_iter().find(|(name, _)| name.starts_with(label));
    found.unwrap_or_else(|| panic!("{label}: {:?}", rows(page))).1
}

/// The total of a row.
#[track_caller]
fn total(page: &Answer, label: &str) -> String {
    row(page, label)[0].clone()
}

/// The address behind a figure.
#[track_caller]
fn behind(page: &Answer, label: &str, column: usize) -> String {
    let html = scraper::Html::parse_document(&page.text());
    let [rows, head, cells, link] =
        ["table.movement:not(.units) tbody tr", "th", "td", "a"].map(|one| scraper::Selector::parse(one).unwrap());
    for row in html.select(&rows) {
        if row.select(&head).next().unwrap().text().collect::<String>().trim().starts_with(label) {
            let cell = row.select(&cells).nth(column).unwrap();
            return cell.select(&link).next().unwrap().value().attr("href").unwrap().to_owned();
        }
    }
    panic!("no row {label}");
}

/// The names of a list of people.
async fn names(user: &User<'_>, address: &str) -> Vec<String> {
    user.get(address).await.expect(StatusCode::OK).all("table.people tbody th")
}

/// The branch of that name in the sample.
async fn branch_named(sample: &Sample, name: &str) -> OrganisationId {
    sqlx::query_scalar("select organisation from organisation_versions where name = $1")
        .bind(name)
        .fetch_one(sample.test.db())
        .await
        .unwrap()
}

const OF_2019: &str = "/statistics?from=2019-01-01&to=2019-12-31";

#[tokio::test]
async fn the_movement_of_2019_is_that_of_the_year_end_report_and_adds_up() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get(OF_2019).await.expect(StatusCode::OK);
    assert_eq!(
        page.all("table.movement:not(.units) thead th"),
        ["Nội dung", "Tổng số", "Nữ", "Dân tộc thiểu số", "Tôn giáo", "Dự bị", "Chính thức"]
    );
    assert_eq!(total(&page, "Đầu kỳ"), "37");
    assert_eq!(row(&page, "Đầu kỳ")[4], "5");
    for (label, figure) in [
        ("Tăng trong kỳ", "5"),
        ("Kết nạp", "4"),
        ("Chuyển sinh hoạt chính thức đến", "1"),
        ("Phục hồi đảng tịch", "0"),
        ("Giảm trong kỳ", "4"),
        ("Chuyển sinh hoạt chính thức đi", "2"),
        ("Từ trần", "1"),
        ("Khai trừ", "0"),
        ("Xóa tên", "1"),
        ("Xin ra khỏi Đảng", "0"),
        ("Hủy quyết định kết nạp", "0"),
    ] {
        assert_eq!(total(&page, label), figure, "{label}");
    }
    let closing = row(&page, "Cuối kỳ");
    assert_eq!([&closing[0], &closing[1], &closing[4], &closing[5]], ["38", "16", "4", "34"]);
    assert_eq!(row(&page, "Công nhận chính thức (5 người)"), ["0", "0", "0", "0", "−5", "+5"]);
    assert!(!rows(&page).iter().any(|(label, _)| label.contains("trong sổ")), "moves inside cancel");
    let check = page.one("#check");
    assert!(check.starts_with("Bảng khớp. Đầu kỳ 37 bằng danh sách ngày 31/12/2018."), "{check}");
    assert!(check.contains("Cuối kỳ 38 bằng danh sách ngày 31/12/2019."), "{check}");
    assert_eq!(page.all(".facts dd"), ["1", "0", "0", "0", "5"], "away, guests, exempt, suspended, decided");
}

#[tokio::test]
async fn every_figure_of_2019_opens_the_people_behind_it() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get(OF_2019).await.expect(StatusCode::OK);
    let admitted = names(&user, &behind(&page, "Kết nạp", 0)).await;
    assert_eq!(admitted, ["Phạm Thị Ái Hiền", "Nguyễn Duy Khang", "Trần Khởi Phong", "Ma Thế Tuyên"]);
    assert_eq!(names(&user, &behind(&page, "Kết nạp", 1)).await, ["Phạm Thị Ái Hiền"]);
    let left = names(&user, &behind(&page, "Chuyển sinh hoạt chính thức đi", 0)).await;
    assert_eq!(left, ["Thái Thị Diệu", "Chu Mạnh Thắng"]);
    assert_eq!(names(&user, &behind(&page, "Từ trần", 0)).await, ["Vương Quốc Cường"]);
    assert_eq!(names(&user, &behind(&page, "Công nhận chính thức", 5)).await.len(), 5);

    // Each figure is as many people as it says; of a signed one, as many as changed.
    for link in page.attributes("table.movement td a, .facts dd a", "href") {
        let list = user.get(&link).await.expect(StatusCode::OK);
        let html = scraper::Html::parse_document(&page.text());
        let selector = scraper::Selector::parse(&format!("a[href=\"{link}\"]")).unwrap();
        let text = html.select(&selector).next().unwrap().text().collect::<String>();
        let figure: usize = text.trim_start_matches(['+', '−']).parse().unwrap();
        assert_eq!(list.all("table.people tbody tr").len(), figure, "{link}");
    }
    let list = user.get(&behind(&page, "Chuyển sinh hoạt chính thức đi", 0)).await;
    assert_eq!(list.all("table.people tbody tr td.date:nth-of-type(4)"), ["16/09/2019", "03/06/2019"]);
    let record = list.attributes("table.people th a", "href")[0].clone();
    assert!(record.ends_with("?as_of=2019-12-31"), "{record}");
    user.get(&record).await.expect(StatusCode::OK);
    let seen: i64 = sqlx::query_scalar("select count(*) from views where act = 'statistics_people' and shown > 0")
        .fetch_one(sample.test.db())
        .await
        .unwrap();
    assert!(seen > 10, "who saw whom is in the log of views");
}

#[tokio::test]
async fn the_units_add_up_and_what_moved_between_them_is_a_row_of_each() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let page = user.get(OF_2019).await.expect(StatusCode::OK);
    let units = table(&page, "table.units");
    let (whole, rest) = units.split_last().unwrap();
    let (between, branches) = rest.split_last().unwrap();
    assert_eq!(branches.len(), 4);
    assert_eq!(between.1[1..3], ["−1", "−1"]);
    let number = |text: &String| text.trim().replace('−', "-").trim_start_matches('+').parse::<i64>().unwrap_or(0);
    for column in 0..whole.1.len() {
        let sum: i64 = branches.iter().chain([between]).map(|(_, cells)| number(&cells[column])).sum();
        assert_eq!(sum, number(&whole.1[column]), "column {column}");
    }
    let own = page.attributes("table.units tbody th a", "href");
    let names: Vec<_> = branches.iter().map(|(name, _)| name.clone()).collect();
    let of = |name: &str| own[names.iter().position(|one| one.contains(name)).unwrap()].clone();
    let (left, joined) = (user.get(&of("Công nghiệp")).await, user.get(&of("thương mại")).await);
    assert_eq!(total(&left, "Chuyển đi tổ chức khác trong sổ"), "1");
    assert_eq!(total(&joined, "Chuyển đến từ tổ chức khác trong sổ"), "1");
    for page in [&left, &joined] {
        assert!(page.one("#check").starts_with("Bảng khớp."));
    }
    let list = user.get(&behind(&left, "Chuyển đi tổ chức khác trong sổ", 0)).await;
    assert_eq!(list.all("table.people tbody th"), ["Hứa Thị Nga"]);
    assert!(list.text().contains("Chi bộ Công nghiệp - Năng lượng → Chi bộ Quản lý thương mại"));
}

#[tokio::test]
async fn every_half_year_opens_with_the_closing_before_it() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let mut closing: Option<Vec<String>> = None;
    for year in 2018..=2026 {
        for (from, to) in [("01-01", "06-30"), ("07-01", if year == 2026 { "11-23" } else { "12-31" })] {
            let address = format!("/statistics?from={year}-{from}&to={year}-{to}");
            let page = user.get(&address).await.expect(StatusCode::OK);
            assert!(page.one("#check").starts_with("Bảng khớp."), "{address}: {}", page.one("#check"));
            if let Some(closing) = closing {
                assert_eq!(row(&page, "Đầu kỳ"), closing, "{address}");
            }
            closing = Some(row(&page, "Cuối kỳ"));
        }
    }
    let first = user.get("/statistics?from=2018-01-01&to=2018-12-31").await;
    // What the paper book had is no increase of the year, here as in the report and the charts.
    assert_eq!(total(&first, "Chuyển từ sổ giấy"), "+34");
    assert_eq!((total(&first, "Tăng trong kỳ"), total(&first, "Giảm trong kỳ")), ("6".to_owned(), "3".to_owned()));
    // Each unit adds up as well.
    let heads = first.all("table.units thead th");
    assert!(heads.iter().any(|head| head == "Từ sổ giấy"), "{heads:?}");
    let report = user.get("/reports/2018").await.expect(StatusCode::OK).one("#size");
    assert!(report.contains("tăng 06"), "the report says the same: {report}");
    assert_eq!((total(&first, "Đầu kỳ"), total(&first, "Cuối kỳ")), ("0".to_owned(), "37".to_owned()));
    let whole = user.get("/statistics?from=2018-01-01&to=2026-11-23").await;
    assert_eq!((total(&whole, "trong đó kết nạp lại"), total(&whole, "Phục hồi đảng tịch")), ("1".into(), "1".into()));
    assert_eq!(total(&whole, "Hủy quyết định kết nạp"), "1");
    assert_eq!(total(&whole, "Cuối kỳ"), "53");
}

#[tokio::test]
async fn a_branch_sees_its_own_numbers_and_others_do_not_exist_for_it() {
    let sample = Sample::now().await;
    let branch = branch_named(&sample, "Chi bộ Quản lý thương mại").await;
    let other = branch_named(&sample, "Chi bộ Công nghiệp - Năng lượng").await;
    let account = sample.test.account("chibo", &[Role::Committee], branch).await;
    let user = sample.test.session(account).await;
    let page = user.get(OF_2019).await.expect(StatusCode::OK);
    assert_eq!(total(&page, "Chuyển đến từ tổ chức khác trong sổ"), "1");
    let list = user.get(&behind(&page, "Chuyển đến từ tổ chức khác trong sổ", 0)).await.expect(StatusCode::OK);
    assert!(list.text().contains("tổ chức khác trong sổ → Chi bộ Quản lý thương mại"), "the other has no name here");
    for path in ["/statistics", "/statistics/people", "/statistics.csv", "/statistics.xlsx"] {
        user.get(&format!("{path}?branch={other}")).await.expect(StatusCode::NOT_FOUND);
        user.get(&format!("{path}?branch={}", sample.places.committee)).await.expect(StatusCode::NOT_FOUND);
    }
    let unit = format!("/statistics/people?from=2019-01-01&to=2019-12-31&branch={branch}&unit={other}&row=closing");
    assert_eq!(names(&user, &unit).await, [""; 0]);
}

#[tokio::test]
async fn the_book_is_asked_as_it_was_believed() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let trade = branch_named(&sample, "Chi bộ Quản lý thương mại").await;
    // Hà moved on 1/7/2022, and it was written down on 22/8/2022.
    let address = format!("/statistics?from=2022-07-01&to=2022-07-31&branch={trade}");
    let now = user.get(&address).await.expect(StatusCode::OK);
    let then = user.get(&format!("{address}&known_on=2022-08-01")).await.expect(StatusCode::OK);
    assert_eq!(total(&now, "Chuyển đi tổ chức khác trong sổ"), "1");
    assert!(!rows(&then).iter().any(|(label, _)| label.contains("trong sổ")), "{:?}", rows(&then));
    for page in [&now, &then] {
        assert!(page.one("#check").starts_with("Bảng khớp."), "{}", page.one("#check"));
    }
    assert!(then.text().contains("như sổ ghi đến hết ngày 01/08/2022"));
    let link = behind(&then, "Cuối kỳ", 0);
    assert!(link.contains("known_on=2022-08-01"), "{link}");
    assert_eq!(names(&user, &link).await.len(), total(&then, "Cuối kỳ").parse::<usize>().unwrap());
}

#[tokio::test]
async fn days_that_cannot_be_are_refused_with_what_was_typed_kept() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    for (query, field, sentence) in [
        ("from=1/1/2020&to=31/12/2019", "to", "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."),
        ("from=2019-02-30&to=2019-12-31", "from", "Không có ngày này trong lịch."),
        ("to=24/11/2026", "to", "Ngày này chưa đến"),
    ] {
        let page = user.get(&format!("/statistics?{query}")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.one(&format!("#{field}-error")).contains(sentence), "{query}: {}", page.text());
        assert_eq!(page.all(".toolbar .error").len(), 1, "{query}");
    }
    let page = user.get("/statistics?from=1/1/2020&to=31/12/2019").await;
    assert_eq!(page.attributes("#from, #to", "value"), ["1/1/2020", "31/12/2019"]);
    user.get("/statistics/people?row=nothing").await.expect(StatusCode::BAD_REQUEST);
    user.get("/statistics/people?column=nothing").await.expect(StatusCode::BAD_REQUEST);
    let page = user.get("/statistics").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("#from, #to", "value"), ["01/01/2026", "23/11/2026"]);
}

#[tokio::test]
async fn the_files_say_what_the_page_says() {
    let sample = Sample::now().await;
    let user = sample.test.session(sample.account).await;
    let csv = user.get("/statistics.csv?from=2019-01-01&to=2019-12-31").await.expect(StatusCode::OK);
    let text = csv.text();
    assert!(text.starts_with("\u{feff}from,to,organisation_id,organisation,row,people,total,women,minority,religion,probationary,official,figures\r\n"));
    let committee = sample.places.committee;
    let begins = format!("2019-01-01,2019-12-31,{committee},Đảng bộ Sở Công Thương,");
    assert!(text.contains(&format!("{begins}opening,37,37,")), "{text}");
    assert!(text.contains(&format!("{begins}recognised,5,0,0,0,0,-5,5,now\r\n")));
    assert!(text.contains(&format!("{begins}closing,38,38,16,")));
    assert_eq!(text.lines().count(), 1 + 5 * 24, "a head, and 24 rows of the whole and of each branch");
    let xlsx = user.get("/statistics.xlsx?from=2019-01-01&to=2019-12-31").await.expect(StatusCode::OK);
    let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(xlsx.body)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "Biến động").unwrap();
    let rows: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert!(rows.iter().any(|row| row[..3] == ["Cuối kỳ", "38", "16"]), "{rows:?}");
    assert!(rows.iter().any(|row| row[0] == "Công nhận chính thức" && row[5..] == ["-5", "5"]), "{rows:?}");
    let units = calamine::Reader::worksheet_range(&mut book, "Từng đơn vị").unwrap();
    assert_eq!(units.rows().count(), 4 + 4 + 1);
    let logged: i64 =
        sqlx::query_scalar("select count(*) from views where act in ('statistics_csv', 'statistics_xlsx')")
            .fetch_one(sample.test.db())
            .await
            .unwrap();
    assert_eq!(logged, 2);
}

#[tokio::test]
async fn who_came_left_and_changed_on_one_day_is_counted_as_the_days_say() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Trần Thị Hạ").female().admitted(first, "5/3/2020");
    let person = person.recognised(first, "5/3/2020");
    person.event(Kind::Moved, first, "5/3/2021", |event| event.counterpart = Some(second)).enter().await;
    test.person("Lê Văn Đông")
        .carried_over(first, "1/1/2020", "3/2/2001")
        .event(Kind::TransferredOut, first, "1/1/2021", |_| {})
        .event(Kind::TransferredIn, second, "5/3/2021", |event| event.standing = None)
        .enter()
        .await;
    let user = test.secretary().await;
    let page = user.get("/statistics?from=2021-01-01&to=2021-12-31").await.expect(StatusCode::OK);
    assert_eq!(total(&page, "Đầu kỳ"), "2");
    assert_eq!(total(&page, "Chuyển sinh hoạt chính thức đi"), "1", "who leaves on 1/1 was there on 31/12");
    assert_eq!(row(&page, "Công nhận chính thức (1 người)")[4..], ["−1", "+1"]);
    let page = user.get(&format!("/statistics?from=2021-01-01&to=2021-12-31&branch={first}")).await;
    assert_eq!(row(&page, "Chuyển đi tổ chức khác trong sổ"), ["1", "1", "0", "0", "1", "0"], "as she was before");
    let page = user.get(&format!("/statistics?from=2021-01-01&to=2021-12-31&branch={second}")).await;
    assert_eq!(row(&page, "Chuyển đến từ tổ chức khác trong sổ"), ["1", "1", "0", "0", "0", "1"]);
    assert_eq!(total(&page, "Chuyển sinh hoạt chính thức đến"), "1");
    assert!(page.one("#check").starts_with("Bảng khớp."), "{}", page.one("#check"));
}

/// Numbers that look random, the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i32) -> i32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i32::try_from(self.0 % u64::try_from(n).unwrap()).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(i32::try_from(of.len()).unwrap())).unwrap()]
    }
}

/// A book of random ledgers, in which people change and a branch goes from one committee to another.
async fn random_book(test: &TestApp, dice: &mut Dice) -> Vec<OrganisationId> {
    let start = day("1/1/2020");
    let author = |after: i32| Author { at: Instant::at(start.plus_days(after), 9, 0), account: None };
    let mut tx = test.db().begin().await.unwrap();
    let mut make = async |kind, name: &str, parent| {
        let new = NewOrganisation { kind, name: name.to_owned(), parent: Some(parent), from: None };
        organisations::create(&mut tx, author(0), &new).await.unwrap()
    };
    let one = make(Place::Committee, "Đảng bộ bộ phận Một", test.root).await;
    let two = make(Place::Committee, "Đảng bộ bộ phận Hai", test.root).await;
    let third = make(Place::Branch, "Chi bộ Ba", one).await;
    let fourth = make(Place::Branch, "Chi bộ Bốn", two).await;
    let history = organisations::queries::history(&mut *tx, third).await.unwrap();
    let target = Target { id: third, version: organisations::newest(&history).unwrap() };
    let moved = When::From(start.plus_days(45));
    organisations::put_under(&mut tx, author(50), target, moved, two).await.unwrap();
    tx.commit().await.unwrap();
    // The organisations of every test were made when its clock says; here they were known all the while.
    sqlx::query("update organisation_versions set known = tstzrange('2019-01-01', null) where lower(known) > $1")
        .bind(author(200).at)
        .execute(test.db())
        .await
        .unwrap();
    test.app.read_tree().await.unwrap();

    let branches = [test.branches[0], test.branches[1], third, fourth];
    let account = test.author().await.account;
    for n in 0..24 {
        let somebody = test.person(&format!("Người Thứ {n}")).recorded_at("2020-01-01T02:00:00Z");
        let person = if dice.below(2) == 0 { somebody } else { somebody.female() }.enter().await;
        sqlx::query(
            "with whole as (update person_versions set valid = daterange(null, $2) where person = $1 returning *)
             insert into person_versions (person, valid, known, full_name, given_name, family_name, middle_name,
                                          gender, born_on, ethnicity, religion)
             select person, daterange($2, null), known, full_name, given_name, family_name, middle_name,
                    $3, born_on, $4, $5 from whole",
        )
        .bind(person)
        .bind(start.plus_days(dice.below(90)))
        .bind(dice.one(&["female", "male"]))
        .bind(dice.one(&["Kinh", "Tày", ""]))
        .bind(dice.one(&["Không", "Công giáo", ""]))
        .execute(test.db())
        .await
        .unwrap();
        let (mut places, mut last) = (Vec::new(), 0);
        for step in 0..40 {
            let on = start.plus_days(if dice.below(3) == 0 { dice.below(90) } else { last + dice.below(12) });
            let place = if places.is_empty() || dice.below(4) == 0 { dice.one(&branches) } else { dice.one(&places) };
            let mut new = NewEvent::new(person, dice.one(&Kind::ALL), on, place);
            new.counterpart = (new.kind == Kind::Moved).then(|| dice.one(&branches));
            new.standing = Some(dice.one(&[Standing::Probationary, Standing::Official]));
            let mut tx = test.db().begin().await.unwrap();
            let author = Author { account, ..author(100 + step) };
            if ledger::record(&mut tx, author, &new).await.is_ok() {
                tx.commit().await.unwrap();
                last = on.days_since(start);
                places = vec![new.counterpart.unwrap_or(new.organisation)];
            }
        }
    }
    vec![test.root, one, two, branches[0], branches[1], third, fourth]
}

#[tokio::test]
async fn over_random_ledgers_every_table_proves_itself() {
    let test = TestApp::new().await;
    let mut dice = Dice(20_191_231);
    let organisations = random_book(&test, &mut dice).await;
    assert!(test.count("spans").await > 100, "{}", test.count("spans").await);
    let user = test.secretary().await;
    let start = day("1/1/2020");
    let mut moved = 0;
    for _ in 0..12 {
        let from = start.plus_days(dice.below(90));
        let to = from.plus_days(dice.below(60));
        let known = dice.one(&[None, Some(start.plus_days(110)), Some(start.plus_days(125))]);
        let known = known.map(|day| format!("&known_on={}", day.iso())).unwrap_or_default();
        for organisation in &organisations {
            let rest = format!("&branch={organisation}{known}");
            let address = format!("/statistics?from={}&to={}{rest}", from.iso(), to.iso());
            let page = user.get(&address).await.expect(StatusCode::OK);
            assert!(page.one("#check").starts_with("Bảng khớp."), "{address}: {}", page.one("#check"));
            let labels: Vec<_> = rows(&page).into_iter().map(|(label, _)| label).collect();
            assert!(!labels.iter().any(|label| label.ends_with("khác") && label.contains("iả")), "{labels:?}");
            moved += usize::from(labels.iter().any(|label| label.contains("cùng tổ chức")));
            let next = format!("/statistics?from={}&to={}{rest}", to.succ().iso(), to.plus_days(9).iso());
            let next = user.get(&next).await.expect(StatusCode::OK);
            assert_eq!(row(&next, "Đầu kỳ"), row(&page, "Cuối kỳ"), "{address}");
        }
    }
    assert!(moved > 3, "a branch that went from one committee to another is a row of both");
}
