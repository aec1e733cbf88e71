//! The roster: its order, its filters, its days, its files.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind;
use sodangvien::organisations::{self, NewOrganisation};
use sodangvien::rules::standing;
use sqlx::AssertSqlSafe;

use crate::support::{Answer, TestApp};

/// The names that a page lists, in its order.
pub fn names(answer: &Answer) -> Vec<String> {
    answer.all("table.roster tbody th")
}

/// The figures above the list: label and count.
fn figures(answer: &Answer) -> Vec<(String, String)> {
    answer.all(".figure span").into_iter().zip(answer.all(".figure b")).collect()
}

/// One of them.
pub fn figure(answer: &Answer, label: &str) -> String {
    figures(answer).into_iter().find(|(name, _)| name == label).map(|(_, count)| count).unwrap_or_default()
}

#[tokio::test]
async fn an_empty_book_says_so_and_what_to_do_next() {
    let test = TestApp::new().await;
    let page = test.secretary().await.get("/members").await.expect(StatusCode::OK);
    assert!(page.text().contains("Chưa có đảng viên nào trong sổ."));
    assert!(page.attributes("#results a", "href").contains(&"/members/carry-over".to_owned()));
}

#[tokio::test]
async fn names_come_in_vietnamese_order_by_given_name_then_family_then_middle() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    let said = |facts: &mut sodangvien::members::Facts| {
        facts.name = sodangvien::members::Name::with_given("Y Wơn Niê", "Wơn").unwrap();
    };
    test.person("Y Wơn Niê").facts(said).admitted(branch, "5/8/2019").enter().await;
    let wanted = [
        "Trần Văn An",
        "Lê Thị Ánh",
        "Nguyễn Văn Ăn",
        "Đỗ Ân",
        "Lê Văn Dũng",
        "Nguyễn An Duy",
        "Nguyễn Văn Duy",
        "Phạm Anh Duy",
        "Trần Đạt",
        "Lê Hoà",
        "Lê Hòa",
        "Nguyễn Ư",
        "Bùi Vy",
        "Y Wơn Niê",
    ];
    for name in wanted.iter().rev().skip(1) {
        test.person(name).admitted(branch, "5/8/2019").enter().await;
    }
    let user = test.secretary().await;
    assert_eq!(names(&user.get("/members").await.expect(StatusCode::OK)), wanted);
    let mut reversed = wanted;
    reversed.reverse();
    assert_eq!(names(&user.get("/members?sort=-name").await), reversed);
}

#[tokio::test]
async fn a_name_is_found_without_diacritics_in_any_order_of_words_exact_first() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    for name in ["Nguyễn Thị Hoa", "Trần Hòa", "Trần Hoà", "Đặng Đình Đức", "H'Hen Niê", "Lê Hoàng"]
    {
        test.person(name).admitted(branch, "5/8/2019").enter().await;
    }
    let user = test.secretary().await;
    let found = async |q: &str| names(&user.get(&format!("/members?q={q}")).await.expect(StatusCode::OK));
    assert_eq!(found("dang+duc").await, ["Đặng Đình Đức"]);
    assert_eq!(found("duc+dang").await, ["Đặng Đình Đức"]);
    assert_eq!(found("%C4%90%E1%BA%B7ng").await, ["Đặng Đình Đức"]);
    // đ and a dot below, decomposed
    assert_eq!(found("%C4%90a%CC%A3%CC%86ng").await, ["Đặng Đình Đức"]);
    assert_eq!(found("hen+nie").await, ["H'Hen Niê"]);
    assert_eq!(found("H%27Hen").await, ["H'Hen Niê"]);
    assert_eq!(found("Tr%E1%BA%A7n+Ho%C3%A0").await, ["Trần Hoà", "Trần Hòa"]);
    assert_eq!(found("Tr%E1%BA%A7n+H%C3%B2a").await, ["Trần Hòa", "Trần Hoà"]);
    // the last word may be unfinished
    assert_eq!(found("le+hoan").await, ["Lê Hoàng"]);
    // an exact hit first, then the rest by name
    assert_eq!(found("hoa").await[0], "Nguyễn Thị Hoa");
    assert_eq!(found("hoa").await.len(), 4);
    assert_eq!(found("khong+co+ai").await, [""; 0]);
    // what means something to the database means nothing here
    assert_eq!(found("%26%7C%21%3A*%28%29").await, [""; 0]);
}

#[tokio::test]
async fn a_card_number_is_found_and_a_long_number_does_not_stay_in_the_address() {
    let test = TestApp::new().await;
    let [branch, _] = test.branches;
    test.person("Lê Văn Một").card("92945836").admitted(branch, "5/8/2019").enter().await;
    test.person("Lê Văn Hai").admitted(branch, "5/8/2019").enter().await;
    let user = test.secretary().await;
    assert_eq!(names(&user.get("/members?q=92.945836").await), ["Lê Văn Một"]);
    let answer = user.get("/members?q=046187001234&gender=male").await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/members?gender=male");
}

#[tokio::test]
async fn a_12_digit_number_in_the_body_leads_to_its_member_within_scope_only() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Lê Thị Ba").female().citizen_id("046187001234").admitted(first, "5/8/2019").enter().await;
    let user = test.secretary().await;
    let answer = user.post("/members/lookup", &[("number", "046 187 001 234")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), person.path());
    let other = test.user("khac", &[Role::Committee], second).await;
    let answer = other.post("/members/lookup", &[("number", "046187001234")]).await;
    let answer = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.text().contains("046187001234"));
    user.post("/members/lookup", &[("number", "12")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let answer = user.post("/members/lookup", &[("number", "92.945836")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/members?q=92945836");
    let dump: Vec<String> = sqlx::query_scalar("select t::text from (select * from views) as t union all select t::text from (select * from person_versions) as t")
        .fetch_all(test.db())
        .await
        .unwrap();
    assert!(dump.iter().all(|line| !line.contains("046187001234")), "the number stands nowhere in clear");
}

#[tokio::test]
async fn the_figures_are_filters_that_combine_and_count_what_they_would_show() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    test.person("Nguyễn Thị A").female().admitted(first, "5/8/2025").recognised(first, "5/8/2025").enter().await;
    test.person("Nguyễn Thị B").female().admitted(first, "5/8/2026").enter().await;
    test.person("Trần Văn C").admitted(first, "5/8/2026").enter().await;
    test.person("Trần Văn D")
        .admitted(second, "5/8/2020")
        .recognised(second, "5/8/2020")
        .away(second, "1/3/2026", "1/12/2026")
        .enter()
        .await;
    test.person("Lê Khách").guest(second, "1/3/2026", "1/10/2026").enter().await;
    let user = test.secretary().await;
    let page = user.get("/members").await.expect(StatusCode::OK);
    let wanted = [("Tất cả", "4"), ("Nữ", "2"), ("Dự bị", "2"), ("Tạm thời đi", "1"), ("Tạm thời đến", "1")];
    assert_eq!(figures(&page), wanted.map(|(label, count)| (label.to_owned(), count.to_owned())));
    assert_eq!(names(&page).len(), 4, "a guest is not counted");

    let women = user.get("/members?gender=female").await;
    assert_eq!(names(&women), ["Nguyễn Thị A", "Nguyễn Thị B"]);
    assert_eq!(figure(&women, "Dự bị"), "1");
    assert_eq!(figure(&women, "Tất cả"), "4");
    let both = user.get("/members?gender=female&standing=probationary").await;
    assert_eq!(names(&both), ["Nguyễn Thị B"]);
    assert_eq!(both.attributes(".chip", "href"), ["/members?standing=probationary", "/members?gender=female"]);
    assert_eq!(names(&user.get("/members?temporary=out").await), ["Trần Văn D"]);
    let guests = user.get("/members?temporary=in").await;
    assert_eq!(names(&guests), ["Lê Khách"]);
    assert_eq!(guests.all(".tag.danger"), ["Đến, hạn 01/10/2026"], "past its day");
    assert_eq!(names(&user.get(&format!("/members?branch={second}")).await), ["Trần Văn D"]);
    assert_eq!(names(&user.get(&format!("/members?branch={}", test.root)).await).len(), 4);
}

#[tokio::test]
async fn a_figure_that_was_counted_before_a_change_is_counted_again() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let user = test.secretary().await;
    let all = async || figure(&user.get("/members").await.expect(StatusCode::OK), "Tất cả");
    assert_eq!(all().await, "0");
    let person = test.person("Lê Văn Một").admitted(first, "5/8/2019").enter().await;
    assert_eq!(all().await, "1");
    let women = async || figure(&user.get("/members").await.expect(StatusCode::OK), "Nữ");
    assert_eq!(women().await, "0");
    // a change that is not committed yet, then is, whoever made it
    let mut tx = test.db().begin().await.unwrap();
    sqlx::query("update person_versions set gender = 'female' where person = $1")
        .bind(person)
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(women().await, "0");
    test.person("Lê Văn Hai").admitted(second, "5/8/2019").enter().await;
    assert_eq!(all().await, "2");
    tx.commit().await.unwrap();
    assert_eq!(women().await, "1");
}

#[tokio::test]
async fn every_figure_opens_a_list_as_long_as_it_says() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    for n in 0..40 {
        let branch = if n % 3 == 0 { first } else { second };
        let mut person = test.person(&format!("Nguyễn Văn {}", char::from(b'A' + n % 20)));
        if n % 2 == 0 {
            person = person.female();
        }
        person = person.admitted(branch, "5/8/2024");
        if n % 5 != 0 {
            person = person.recognised(branch, "5/8/2024");
        }
        if n % 7 == 0 {
            person = person.away(branch, "1/9/2026", "1/3/2027");
        }
        person.enter().await;
    }
    test.person("Lê Thị Khách").female().guest(first, "1/3/2026", "1/12/2026").enter().await;
    test.person("Lê Văn Khách").guest(first, "1/3/2026", "1/12/2026").enter().await;
    let user = test.secretary().await;
    for query in [
        "",
        "?gender=female",
        "?standing=probationary&gender=male",
        "?temporary=out",
        "?temporary=in",
        "?q=nguyen",
        "?as_of=2024-12-31",
    ] {
        let page = user.get(&format!("/members{query}")).await.expect(StatusCode::OK);
        for ((label, count), href) in figures(&page).into_iter().zip(page.attributes(".figure", "href")) {
            let current = page.attributes(".figure[aria-current]", "href").contains(&href);
            if !current {
                let opened = user.get(&href).await.expect(StatusCode::OK);
                assert_eq!(names(&opened).len().to_string(), count, "{query}: {label} leads to {href}");
            }
        }
    }
}

#[tokio::test]
async fn pages_follow_one_another_and_back_in_every_order() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let given = ["An", "Ánh", "Bình", "Đạt", "Hoà", "Hòa", "Ngọc", "Oanh", "Ư", "Vy"];
    for n in 0..124 {
        let name = format!("{} Văn {}", ["Lê", "Nguyễn", "Trần"][n % 3], given[n % given.len()]);
        let branch = if n % 4 == 0 { first } else { second };
        let year = 1960 + n % 40;
        test.person(&name)
            .born(&if n % 6 == 0 { year.to_string() } else { format!("{}/{}/{year}", n % 28 + 1, n % 12 + 1) })
            .carried_over(branch, "1/1/2018", &format!("{}/{}", n % 12 + 1, 1990 + n % 25))
            .enter()
            .await;
    }
    let user = test.secretary().await;
    for sort in ["name", "-name", "born_on", "-born_on", "admitted_on", "-admitted_on", "branch", "-branch"] {
        let whole: Vec<_> = user.get(&format!("/members/print?sort={sort}")).await.all("table.roster tbody th");
        assert_eq!(whole.len(), 124);
        // the shape for few among many, and the one for many among few
        for reltuples in [1_000_000, 0] {
            sqlx::query(AssertSqlSafe(format!(
                "update pg_class set reltuples = {reltuples} where oid = 'person_versions'::regclass"
            )))
            .execute(test.db())
            .await
            .unwrap();
            let (mut address, mut forth, mut pages) = (format!("/members?sort={sort}"), Vec::new(), 0);
            let mut last = String::new();
            loop {
                let page = user.get(&address).await.expect(StatusCode::OK);
                assert_eq!(
                    page.one(".pagination .count"),
                    format!("{}–{} trong 124", forth.len() + 1, forth.len() + names(&page).len()),
                    "{address}"
                );
                forth.extend(names(&page));
                pages += 1;
                let Some(next) = page.attributes("a[rel=next]", "href").pop() else {
                    last.clone_from(&address);
                    break;
                };
                address = next;
            }
            assert_eq!((forth.clone(), pages), (whole.clone(), 3), "{sort}, {reltuples}");
            let (mut address, mut back) = (last, Vec::new());
            loop {
                let page = user.get(&address).await.expect(StatusCode::OK);
                let mut rows = names(&page);
                rows.extend(back);
                back = rows;
                match page.attributes("a[rel=prev]", "href").first() {
                    Some(previous) => previous.clone_into(&mut address),
                    None => break,
                }
            }
            assert_eq!(back, whole, "{sort}, {reltuples}, backwards");
        }
    }
}

#[tokio::test]
async fn every_shape_of_the_list_is_understood_by_the_database() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Lê Văn Một").admitted(first, "5/8/2019").enter().await;
    let narrow = test.user("hep", &[Role::Committee], second).await;
    let user = test.secretary().await;
    let mut shapes = 0;
    for q in ["", "&q=le+mot", "&q=92945836"] {
        for gender in ["", "&gender=female"] {
            for standing in ["", "&standing=official"] {
                for temporary in ["", "&temporary=out", "&temporary=in"] {
                    for time in
                        ["", "&as_of=2020-01-01", "&known_on=2020-01-06", "&as_of=2020-01-01&known_on=2020-01-06"]
                    {
                        let sorts = ["name", "-born_on", "admitted_on", "-branch"];
                        let places = [String::new(), format!("&after={person}"), format!("&before={person}")];
                        // each order and each place with each filter in turn, rather than all with all
                        let (sort, place) = (sorts[shapes % 4], &places[shapes % 3]);
                        let address = format!("/members?sort={sort}{q}{gender}{standing}{temporary}{time}{place}");
                        user.get(&address).await.expect(StatusCode::OK);
                        shapes += 1;
                    }
                }
            }
        }
    }
    assert_eq!(shapes, 144);
    narrow.get("/members?sort=branch&gender=male").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_list_of_a_day_shows_who_was_a_member_that_day() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    test.person("Lê Văn Sớm").admitted(first, "5/8/2017").recognised(first, "5/8/2017").enter().await;
    test.person("Lê Văn Đi")
        .admitted(first, "5/8/2017")
        .recognised(first, "5/8/2017")
        .event(standing::Kind::TransferredOut, first, "31/12/2019", |_| ())
        .enter()
        .await;
    test.person("Lê Văn Muộn").admitted(second, "1/1/2020").enter().await;
    test.person("Lê Văn Chuyển")
        .admitted(first, "5/8/2017")
        .event(standing::Kind::Moved, first, "1/6/2019", |event| event.counterpart = Some(second))
        .enter()
        .await;
    let user = test.secretary().await;
    let on = async |day: &str| names(&user.get(&format!("/members?as_of={day}")).await.expect(StatusCode::OK));
    assert_eq!(on("2019-12-30").await, ["Lê Văn Chuyển", "Lê Văn Đi", "Lê Văn Sớm"]);
    assert_eq!(on("31/12/2019").await, ["Lê Văn Chuyển", "Lê Văn Sớm"], "a departure counts from the start of its day");
    assert_eq!(on("2020-01-01").await, ["Lê Văn Chuyển", "Lê Văn Muộn", "Lê Văn Sớm"]);
    assert_eq!(on("2017-08-04").await, [""; 0]);
    assert_eq!(names(&user.get(&format!("/members?branch={second}&as_of=2019-06-01")).await), ["Lê Văn Chuyển"]);
    assert_eq!(names(&user.get(&format!("/members?branch={second}&as_of=2019-05-31")).await), [""; 0]);
    let future = user.get("/members?as_of=24/11/2026").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(future.text().contains("Ngày này chưa đến"));
    assert_eq!(future.attributes("#as_of", "value"), ["24/11/2026"], "what was typed stays");
    user.get("/members?as_of=31/02/2019").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_lies_outside_the_scope_does_not_exist() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    test.person("Lê Văn Trong").admitted(first, "5/8/2019").enter().await;
    test.person("Lê Văn Ngoài")
        .female()
        .admitted(second, "5/8/2026")
        .away(second, "1/9/2026", "1/3/2027")
        .enter()
        .await;
    let user = test.user("motchibo", &[Role::Committee], first).await;
    let page = user.get("/members").await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Lê Văn Trong"]);
    assert_eq!(
        (figure(&page, "Tất cả"), figure(&page, "Nữ"), figure(&page, "Tạm thời đi")),
        ("1".into(), "0".into(), "0".into())
    );
    assert_eq!(names(&user.get("/members?q=ngoai").await), [""; 0]);
    user.get(&format!("/members?branch={second}")).await.expect(StatusCode::NOT_FOUND);
    user.get("/members?branch=999999").await.expect(StatusCode::NOT_FOUND);
    for file in ["/members.csv", "/members/print"] {
        assert!(!user.get(file).await.expect(StatusCode::OK).text().contains("Ngoài"), "{file}");
    }
}

#[tokio::test]
async fn the_order_by_branch_follows_the_branches_names() {
    let test = TestApp::new().await;
    let [office, experts] = test.branches;
    let author = test.author().await;
    let mut tx = test.db().begin().await.unwrap();
    let new =
        NewOrganisation { kind: Kind::Branch, name: "Chi bộ Ánh Sáng".into(), parent: Some(test.root), from: None };
    let third = organisations::create(&mut tx, author, &new).await.unwrap();
    tx.commit().await.unwrap();
    test.person("Lê An").admitted(office, "5/8/2019").enter().await;
    test.person("Lê Ba").admitted(experts, "5/8/2019").enter().await;
    test.person("Lê Cam").admitted(third, "5/8/2019").enter().await;
    test.person("Lê An").admitted(third, "5/8/2019").enter().await;
    let page = test.secretary().await.get("/members?sort=branch").await.expect(StatusCode::OK);
    assert_eq!(names(&page), ["Lê An", "Lê Cam", "Lê Ba", "Lê An"]);
}

#[tokio::test]
async fn the_csv_has_every_field_and_no_formula() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let one = test
        .person("Lê Thị Ánh")
        .female()
        .born("5/1990")
        .card("92945836")
        .admitted(first, "5/8/2019")
        .recognised(first, "5/8/2019")
        .enter()
        .await;
    let two = test.person("=HYPERLINK(\"x\") Ba").admitted(first, "5/8/2026").enter().await;
    let user = test.secretary().await;
    let answer = user.get("/members.csv").await.expect(StatusCode::OK);
    assert_eq!(
        answer.text(),
        format!(
            "\u{feff}number,id,full_name,given_name,family_name,gender,born_on,branch_id,branch,standing,admitted_on,\
             official_on,temporary,temporary_due_on,card_number\r\n\
             1,{one},Lê Thị Ánh,Ánh,Lê,female,1990-05,{first},Chi bộ Văn phòng,official,2019-08-05,2020-08-05,,,92.945836\r\n\
             2,{two},\"'=HYPERLINK(\"\"x\"\") Ba\",Ba,\"'=HYPERLINK(\"\"x\"\")\",male,1987-05-09,{first},Chi bộ Văn phòng,probationary,\
             2026-08-05,,,,\r\n"
        )
    );
}

#[tokio::test]
async fn the_workbook_has_real_dates_and_masked_numbers_unless_asked_for() {
    use calamine::{Data, Reader, Xlsx};
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    test.person("Lê Thị Ánh")
        .female()
        .born("9/5/1987")
        .citizen_id("046187001234")
        .card("046187001234")
        .admitted(first, "5/8/2019")
        .enter()
        .await;
    test.person("Trần Bình").born("1942").carried_over(first, "1/1/2018", "1965").enter().await;
    let user = test.secretary().await;
    let read = |answer: Answer| {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(answer.body)).unwrap();
        book.worksheet_range("Danh sách đảng viên").unwrap()
    };
    let sheet = read(user.get("/members.xlsx").await.expect(StatusCode::OK));
    assert_eq!(sheet.get_value((1, 1)), Some(&Data::String("Lê Thị Ánh".into())));
    assert_eq!(sheet.get_value((1, 2)).unwrap().to_string(), "31906", "9/5/1987 as a sheet counts days");
    assert!(matches!(sheet.get_value((1, 2)), Some(Data::DateTime(_))), "a real date");
    assert_eq!(sheet.get_value((2, 2)), Some(&Data::String("1942".into())), "a year is no date");
    let masked = sheet.get_value((1, 11)).unwrap().to_string();
    assert!(masked.contains('•') && !masked.contains("187001"), "{masked}");
    let clear = read(user.post("/members.xlsx", &[("numbers", "clear")]).await.expect(StatusCode::OK));
    assert_eq!(clear.get_value((1, 11)), Some(&Data::String("046187001234".into())));
    let acts: Vec<String> = sqlx::query_scalar("select act from views order by id").fetch_all(test.db()).await.unwrap();
    assert_eq!(acts, ["export_xlsx", "export_xlsx_numbers"]);
}

#[tokio::test]
async fn every_page_of_the_roster_leaves_a_line_of_who_saw_what() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    test.person("Lê Thị Ánh").female().admitted(first, "5/8/2019").enter().await;
    let user = test.secretary().await;
    user.get("/members?q=anh&gender=female").await.expect(StatusCode::OK);
    let (account, act, filter, shown): (i64, String, String, i32) =
        sqlx::query_as("select account, act, filter, shown from views").fetch_one(test.db()).await.unwrap();
    assert_eq!(
        (account, act.as_str(), filter.as_str(), shown),
        (user.account.unwrap().0, "list", "?q=anh&gender=female", 1)
    );
}

#[tokio::test]
async fn an_english_reader_gets_english_words_and_vietnamese_names() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    test.person("Lê Thị Ánh").female().admitted(first, "5/8/2026").enter().await;
    let page = test.secretary().await.with_cookie("language=en").get("/members").await.expect(StatusCode::OK);
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    assert_eq!(page.all(".tag"), ["Probationary"]);
    assert_eq!(names(&page), ["Lê Thị Ánh"]);
}

#[tokio::test]
async fn a_list_as_the_book_said_it_leaves_out_what_was_recorded_later() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    test.person("Lê Văn Kịp").admitted(first, "5/8/2019").recorded_at("2019-08-06T02:00:00Z").enter().await;
    test.person("Lê Văn Muộn").admitted(first, "5/8/2019").recorded_at("2020-02-01T02:00:00Z").enter().await;
    let user = test.secretary().await;
    let believed = async |known_on: &str| {
        names(&user.get(&format!("/members?as_of=2019-12-31&known_on={known_on}")).await.expect(StatusCode::OK))
    };
    assert_eq!(believed("2020-01-06").await, ["Lê Văn Kịp"]);
    assert_eq!(believed("2020-02-01").await, ["Lê Văn Kịp", "Lê Văn Muộn"]);
}

#[tokio::test]
async fn a_list_to_print_with_a_wrong_day_does_not_speak_of_saving() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/members/print?as_of=zz").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.one("h1"), "Không đọc được điều kiện");
    assert!(!page.text().contains("lưu"), "nothing was to be saved");
    test.person("Đỗ Ánh").admitted(test.branches[0], "6/5/2023").enter().await;
    let page = secretary.get("/members/print").await.expect(StatusCode::OK);
    assert!(page.one(".signatures").contains("NGƯỜI LẬP DANH SÁCH"));
}
