//! The report of a year: what it says comes out of the book, a committee edits the words and the figures keep their tie,
//! closing keeps all of it.

use axum::http::StatusCode;
use sodangvien::auth::Role;

use crate::commendations::{resend, send};
use crate::sample::Sample;
use crate::support::{Answer, TestApp};

/// The sections of a report, each as it is read.
fn section(page: &Answer, code: &str) -> String {
    let paragraphs = page.all(&format!("#{code} p:not(.report-missing)"));
    paragraphs.iter().map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_report_of_2019_tells_every_figure_of_the_paper() {
    let sample = Sample::now().await;
    let secretary = sample.test.session(sample.account).await;
    let page = secretary.get("/reports/2019").await.expect(StatusCode::OK);
    let size = section(&page, "size");
    for said in [
        "có 38 đảng viên (tăng 01 so năm 2018)",
        "16 đảng viên nữ, 04 dự bị, 01 đảng viên chuyển sinh hoạt tạm thời",
        "kết nạp: 04",
    ] {
        assert!(size.contains(said), "{said}: {size}");
    }
    let work = section(&page, "work");
    for said in [
        "Kết nạp 04 đảng viên, đạt 133,3% chỉ tiêu Nghị quyết đề ra.",
        "02 đồng chí học lớp bồi dưỡng lý luận chính trị cho đảng viên mới",
        "05 quần chúng học lớp bồi dưỡng nhận thức về Đảng",
        "công nhận đảng viên chính thức cho 05 đồng chí",
        "38/38 đảng viên giữ mối liên hệ với nơi cư trú theo Quy định số 76-QĐ/TW",
        "38 đồng chí được chi ủy nơi cư trú nhận xét",
        "Giấy khen cho",
        "lần chào cờ",
        "văn bản của Đảng, Nhà nước",
    ] {
        assert!(work.contains(said), "{said}: {work}");
    }
    assert!(
        section(&page, "targets").contains("tất cả các chỉ tiêu đề ra đều đạt và vượt"),
        "{}",
        section(&page, "targets")
    );
    let next = section(&page, "next");
    for said in ["nhiệm kỳ 2015 - 2020", "lần thứ IV, nhiệm kỳ 2020 - 2025", "100%", "95%"] {
        assert!(next.contains(said), "{said}: {next}");
    }
    assert!(page.all(".year-report .wrong").is_empty(), "{:?}", page.all(".year-report .wrong"));
    // Every figure of the text opens what is behind it.
    let hrefs = page.attributes(".year-report .report-section p a.numeric", "href");
    assert!(hrefs.len() > 30, "{}", hrefs.len());
    for href in std::collections::BTreeSet::from_iter(hrefs) {
        secretary.get(&href).await.expect(StatusCode::OK);
    }
    // The annex: the movement, the targets, the units side by side, the composition.
    let titles = page.all(".report-annex h3");
    for title in ["Biến động", "chỉ tiêu", "So sánh các đơn vị trực thuộc", "Giới tính", "Tuổi Đảng"]
    {
        assert!(titles.iter().any(|one| one.contains(title)), "{title}: {titles:?}");
    }
    // Side by side the units make the whole: its line is that of the organisation, not a sum of them.
    let table: Vec<Vec<String>> = {
        let html = scraper::Html::parse_document(&page.text());
        let pick = |of: &str| scraper::Selector::parse(of).unwrap();
        let tables = html.select(&pick(".report-annex table")).find(|table| {
            table
                .select(&pick("caption"))
                .any(|caption| caption.text().any(|words| words.contains("So sánh các đơn vị trực thuộc")))
        });
        let words = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
        let rows = tables.unwrap();
        rows.select(&pick("tbody tr")).map(|row| row.select(&pick("th, td")).map(words).collect()).collect()
    };
    let (whole, units) = table.split_last().unwrap();
    assert_eq!((whole[0].as_str(), whole[1].as_str(), whole[2].as_str()), ("Cộng", "38", "16"));
    assert_eq!(units.len(), 4);
    for column in [1, 2, 3, 4, 5, 6, 7, 8, 10] {
        let sum: i64 = units.iter().map(|row| row[column].replace('.', "").parse::<i64>().unwrap_or(0)).sum();
        assert_eq!(sum.to_string(), whole[column].replace('–', "0"), "column {column}: {table:?}");
    }
    let english = secretary.with_cookie("language=en").get("/reports/2019").await.expect(StatusCode::OK);
    assert!(section(&english, "work").contains("Admitted: 04, 133.3% of the target"), "{}", section(&english, "work"));
}

#[tokio::test]
async fn a_year_without_records_says_what_is_missing() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let page = secretary.get("/reports/2026").await.expect(StatusCode::OK);
    assert!(section(&page, "size").contains("không có đảng viên nào"), "{}", section(&page, "size"));
    assert!(page.all(".report-missing").len() > 5);
    for href in page.attributes(".report-missing a", "href") {
        secretary.get(&href).await.expect(StatusCode::OK);
    }
    assert_eq!(page.all("#targets.no-print").len(), 1, "what says nothing is left out of the paper");
    secretary.get("/reports/2027").await.expect(StatusCode::NOT_FOUND);
    secretary.get("/reports/1900").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_are_edited_figures_keep_their_tie_and_what_moves_is_said() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    test.person("Lê Văn An").admitted(first, "19/5/2025").enter().await;
    let opened = secretary.get("/reports/2025/edit?part=size").await.expect(StatusCode::OK);
    assert!(opened.one("textarea").contains("[01|tổng số đảng viên]"), "{}", opened.one("textarea"));
    let beside = secretary.get("/reports/2025/edit?part=size").await.expect(StatusCode::OK);
    // A figure that the report does not have, and one that is empty: both said, everything typed kept.
    let wrong = resend(&secretary, &opened, &[("text", "Có [1|chim] và [|kết nạp].")]).await;
    let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("“chim”") && wrong.text().contains("“kết nạp” để trống"), "{}", wrong.one("main"));
    assert!(wrong.one("textarea").contains("[1|chim]"));
    let words = "Chi bộ ta có [01|tổng số đảng viên] người, kết nạp [02|kết nạp].\n- Một dòng.";
    resend(&secretary, &wrong, &[("text", words)]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert_eq!(section(&page, "size").lines().nth(2), Some("Chi bộ ta có 01 người, kết nạp 02 (sổ: 01)."));
    assert_eq!(page.all("#size .overridden"), ["02"]);
    let told = page.all("#size .notice").join(" ");
    assert!(told.contains("Số tự ghi (kết nạp) không làm đổi những số khác"), "{told}");
    // Somebody else has the old words before them.
    let stale = resend(&secretary, &beside, &[("text", "Lời khác.")]).await;
    let stale = stale.expect(StatusCode::CONFLICT);
    assert!(stale.one("#version").contains("Chi bộ ta có"), "{}", stale.one("main"));
    assert_eq!(stale.one("textarea").trim(), "Lời khác.");
    // A record that changes after the editing shows what moved.
    test.person("Đỗ Thị Hà").female().admitted(second, "2/9/2025").enter().await;
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(section(&page, "size").contains("Chi bộ ta có 02 người"), "{}", section(&page, "size"));
    assert!(page.all("#size .notice").join(" ").contains("tổng số đảng viên: 01 → 02"), "{}", page.one("#size"));
    // Back to the words of the book.
    send(&secretary, "/reports/2025/edit?part=size", &[("text", ""), ("act", "book")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(section(&page, "size").contains("có 02 đảng viên"), "{}", section(&page, "size"));
    assert!(page.all("#size .notice").is_empty());
}

#[tokio::test]
async fn an_edited_section_tells_what_the_book_says_otherwise_since() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    let an = test.person("Lê Văn An").carried_over(first, "1/1/2020", "3/2/2001").enter().await;
    test.person("Đỗ Thị Hà").female().admitted(first, "19/5/2025").enter().await;
    let words = "Đến ngày [31/12/2025|ngày tính đến] có [02|tổng số đảng viên] người, không ai đi.";
    send(&secretary, "/reports/2025/edit?part=size", &[("text", words)]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert_eq!(section(&page, "size").lines().last(), Some("Đến ngày 31/12/2025 có 02 người, không ai đi."));
    assert!(page.all("#size .notice").is_empty());
    // Who goes changes a figure, and what is true: both are told.
    let out = [
        ("counterpart_text", "Đảng bộ phường Bến Nghé"),
        ("decision_number", "10-GT/ĐU"),
        ("decided_on", "10/11/2025"),
        ("effective_on", "16/11/2025"),
    ];
    send(&secretary, &format!("{}/transfer", an.path()), &out).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    let told = page.all("#size .notice").join("\n");
    assert!(told.contains("giảm 01 đảng viên (chuyển sinh hoạt chính thức đi: 01)"), "{told}");
    assert!(told.contains("tổng số đảng viên: 02 → 01"), "{told}");

    // Remarks that a committee took over from its branches, and that they wrote otherwise since.
    for (branch, text) in [(first, "Cần phòng họp."), (second, "Mở lớp.\n- Một.\n- Hai.")] {
        let path = format!("/reports/2025/edit?part=remarks&branch={branch}");
        send(&secretary, &path, &[("text", text)]).await.expect(StatusCode::SEE_OTHER);
    }
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert_eq!(
        page.all("#remarks p:not(.report-missing)"),
        ["Chi bộ Chuyên môn:", "- Mở lớp.", "- Một.", "- Hai.", "Chi bộ Văn phòng: Cần phòng họp."]
    );
    send(&secretary, "/reports/2025/edit?part=remarks", &[("text", "Như các chi bộ.")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let opened = secretary.get(&format!("/reports/2025/edit?part=remarks&branch={first}")).await;
    resend(&secretary, &opened, &[("text", "Cần hai phòng họp.")]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    let told = page.one("#remarks .notice");
    assert!(told.contains("Chi bộ Văn phòng: Cần hai phòng họp.") && !told.contains("Mở lớp"), "{told}");
    // Emptied, it says that it is not on paper.
    let opened = secretary.get("/reports/2025/edit?part=remarks").await;
    resend(&secretary, &opened, &[("text", "")]).await.expect(StatusCode::SEE_OTHER);
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(page.one("#remarks .hint").contains("để trống nên không in"));
    assert_eq!(page.all("#remarks.no-print").len(), 1);
}

#[tokio::test]
async fn branches_are_those_of_the_last_day_and_a_year_before_the_book_is_not_invented() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    test.person("Lê Văn An").carried_over(first, "1/1/2020", "3/2/2001").enter().await;
    let path = format!("/organisations/{second}/dissolution");
    send(&secretary, &path, &[("on", "1/6/2025")]).await.expect(StatusCode::SEE_OTHER);
    for (year, said) in [(2024, "Có 02 chi bộ trực thuộc."), (2025, "Có 01 chi bộ trực thuộc.")] {
        let page = secretary.get(&format!("/reports/{year}")).await.expect(StatusCode::OK);
        assert!(section(&page, "size").contains(said), "{year}: {}", section(&page, "size"));
    }
    // The year in which the book was filled: who came from the paper book is no increase.
    let page = secretary.get("/reports/2020").await.expect(StatusCode::OK);
    let size = section(&page, "size");
    assert!(
        size.contains("không có đảng viên tăng hoặc giảm") && size.contains("01 đảng viên chuyển từ sổ giấy"),
        "{size}"
    );
    sqlx::query("insert into book (opens_on) values ('2020-01-01')").execute(test.db()).await.unwrap();
    let page = secretary.get("/reports/2018").await.expect(StatusCode::OK);
    assert_eq!(section(&page, "size"), "");
    assert!(page.one("#size .report-missing").contains("Sổ mở ngày 01/01/2020"), "{}", page.one("#size"));
    assert!(!section(&page, "work").contains("không kết nạp"), "{}", section(&page, "work"));
    assert!(page.all("a[href$='/closing']").is_empty());
    let closing = secretary.get("/reports/2018/closing").await.expect(StatusCode::OK);
    resend(&secretary, &closing, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_year_that_was_closed_with_another_number_is_not_closed_again_unseen() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let secretary = test.secretary().await;
    test.person("Lê Văn An").admitted(first, "19/5/2024").enter().await;
    sqlx::query("insert into book (opens_on) values ('2020-01-01')").execute(test.db()).await.unwrap();
    let period = "/statistics/closings?from=2024-01-01&to=2024-12-31";
    resend(&secretary, &secretary.get(period).await, &[]).await.expect(StatusCode::SEE_OTHER);
    test.person("Đỗ Thị Hà").female().admitted(second, "2/9/2024").enter().await;
    let page = secretary.get("/reports/2024").await.expect(StatusCode::OK);
    let wrong = page.all(".year-report .wrong").join(" ");
    assert!(wrong.contains("đã chốt ngày") && wrong.contains("với 01 đảng viên"), "{wrong}");
    let closing = secretary.get("/reports/2024/closing").await.expect(StatusCode::OK);
    let refused = resend(&secretary, &closing, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one(".error-summary").contains("Thu hồi lần chốt đó"), "{}", refused.one(".error-summary"));
    // The chart of the next year has what was closed.
    let next = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(next.one("#years-title").contains("2024 1,"), "{}", next.one("#years-title"));
    assert!(section(&next, "size").contains("tăng 01 so năm 2024"), "{}", section(&next, "size"));
}

#[tokio::test]
async fn a_report_is_closed_with_its_year_and_reopened_for_a_reason() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let chief = test.user("chief", &[Role::Committee, Role::Administrator], test.root).await;
    test.person("Lê Văn An").admitted(first, "19/5/2025").enter().await;
    // The year that is going on is not closed.
    let early = chief.get("/reports/2026/closing").await.expect(StatusCode::OK);
    assert!(early.one("main").contains("Năm chưa hết") && early.all("main form button.main").is_empty());
    send(&chief, "/reports/2025/edit?part=remarks", &[("text", "Một năm tốt.")]).await.expect(StatusCode::SEE_OTHER);
    let closing = chief.get("/reports/2025/closing").await.expect(StatusCode::OK);
    resend(&chief, &closing, &[]).await.expect(StatusCode::SEE_OTHER);
    let again = resend(&chief, &closing, &[]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(again.location(), "/reports/2025", "twice the button is once");
    let closed = chief.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(section(&closed, "remarks").contains("Một năm tốt."));
    assert!(closed.all(".report-missing").is_empty());
    let movement = chief.get("/statistics?from=2025-01-01&to=2025-12-31").await.expect(StatusCode::OK);
    assert_eq!(movement.all("#closed").len(), 1, "the year of the ledger is closed with it");
    // What is recorded later changes nothing of it, and is said.
    test.person("Đỗ Thị Hà").female().admitted(second, "2/9/2025").enter().await;
    let page = chief.get("/reports/2025").await.expect(StatusCode::OK);
    let beside = section(&page, "size");
    assert!(beside.contains("có 01 (sổ: 02) đảng viên"), "{beside}");
    assert_eq!(beside.replace(" (sổ: 02)", ""), section(&closed, "size"));
    assert!(page.one(".notice").contains("tổng số đảng viên: 01 → 02"), "{}", page.one(".notice"));
    // Closed, it is not edited, not closed again, and its closing is not withdrawn alone.
    chief.get("/reports/2025/edit?part=size").await.expect(StatusCode::SEE_OTHER);
    let list = chief.get("/statistics/closings").await.expect(StatusCode::OK);
    let withdrawal = list.attributes("a[href$=withdrawal]", "href").remove(0);
    let refused = send(&chief, &withdrawal, &[("reason", "nhầm")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("báo cáo năm 2025"), "{}", refused.one("main"));
    // Reopened for a reason.
    send(&chief, "/reports/2025/reopening", &[("reason", " ")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    send(&chief, "/reports/2025/reopening", &[("reason", "ghi thiếu")]).await.expect(StatusCode::SEE_OTHER);
    let open = chief.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(section(&open, "size").contains("có 02 đảng viên"), "{}", section(&open, "size"));
    assert!(section(&open, "remarks").contains("Một năm tốt."));
    let movement = chief.get("/statistics?from=2025-01-01&to=2025-12-31").await.expect(StatusCode::OK);
    assert!(movement.all("#closed").is_empty());
    let list = chief.get("/reports").await.expect(StatusCode::OK);
    assert!(list.one("main").contains("ghi thiếu"));
}

#[tokio::test]
async fn a_branch_writes_for_itself_and_the_organisation_takes_its_remarks_over() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let branch = test.user("branch", &[Role::Committee], first).await;
    let own = branch.get("/reports/2025").await.expect(StatusCode::OK);
    assert!(own.text().contains("-BC/CB"), "a branch signs for itself");
    send(&branch, "/reports/2025/edit?part=remarks", &[("text", "Đề nghị mở lớp học.\nCần phòng họp.")])
        .await
        .expect(StatusCode::SEE_OTHER);
    let secretary = test.secretary().await;
    let page = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    assert_eq!(section(&page, "remarks"), "Chi bộ Văn phòng:\n- Đề nghị mở lớp học.\n- Cần phòng họp.");
    let seen = secretary.get(&format!("/reports/2025?branch={first}")).await.expect(StatusCode::OK);
    assert!(section(&seen, "remarks").contains("Cần phòng họp."));
    // Another branch does not exist for it.
    branch.get(&format!("/reports/2025?branch={second}")).await.expect(StatusCode::NOT_FOUND);
    branch.get(&format!("/reports/2025/docx?branch={second}")).await.expect(StatusCode::NOT_FOUND);
    branch.get(&format!("/reports/2025/edit?part=size&branch={second}")).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_files_have_the_words_and_the_tables() {
    let sample = Sample::now().await;
    let secretary = sample.test.session(sample.account).await;
    let docx = secretary.get("/reports/2019/docx").await.expect(StatusCode::OK);
    let mut file = zip(&docx.body);
    let document = file.remove("word/document.xml").unwrap();
    for said in [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "có 38 đảng viên (tăng 01 so năm 2018)",
        "133,3%",
        "PHỤ LỤC SỐ LIỆU",
        "Heading1",
        "Heading2",
    ] {
        assert!(document.contains(said), "{said}");
    }
    assert!(!document.contains("Bấm “Sửa lời”"), "what is missing is not on paper");
    assert!(document.contains("w:left=\"1701\"") && document.contains("w:w=\"11906\""), "A4 with its margins");
    assert!(file["word/styles.xml"].contains("Times New Roman"));
    let xlsx = secretary.get("/reports/2019/xlsx").await.expect(StatusCode::OK);
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(xlsx.body)).unwrap();
    let names = calamine::Reader::sheet_names(&book);
    assert_eq!(names[..4], ["1. Biến động", "2. Chỉ tiêu", "3. Xếp loại", "4. Đơn vị trực thuộc"]);
    assert!(names.iter().all(|name| name.chars().count() <= 31), "{names:?}");
    let targets = calamine::Reader::worksheet_range(&mut book, &names[1]).unwrap();
    let admitted = targets.rows().find(|row| row[0] == *"Kết nạp đảng viên mới").unwrap();
    assert_eq!(admitted[3], calamine::Data::Float(1.333), "133,3% as a number");
    let movement = calamine::Reader::worksheet_range(&mut book, &names[0]).unwrap();
    let closing = movement.rows().find(|row| row[0] == calamine::Data::String("Cuối kỳ".to_owned())).unwrap();
    assert_eq!(closing[1], calamine::Data::Float(38.0));
    assert_eq!(closing[2], calamine::Data::Float(16.0));
}

#[tokio::test]
async fn what_is_only_on_the_screen_is_in_its_language_and_the_paper_in_its_own() {
    let test = TestApp::new().await;
    test.person("Lê Văn An").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let secretary = test.secretary().await;
    send(&secretary, "/reports/2025/edit?part=work", &[("text", "Một năm tốt.")]).await.expect(StatusCode::SEE_OTHER);
    let vietnamese = secretary.get("/reports/2025").await.expect(StatusCode::OK);
    let english = secretary.with_cookie("language=en").get("/reports/2025").await.expect(StatusCode::OK);
    assert_eq!(english.attributes(".year-report", "lang"), ["vi"]);
    assert_eq!(english.all("#size h2"), vietnamese.all("#size h2"), "the words of the paper");
    assert_eq!(section(&english, "size"), section(&vietnamese, "size"));
    let hints = english.all(".report-missing span");
    assert_eq!(hints.len(), vietnamese.all(".report-missing span").len());
    let said = "No branch has written remarks in its own report yet. Press “Edit” to write some.";
    assert!(hints.iter().any(|hint| hint.contains(said)), "{hints:?}");
    assert!(hints.iter().all(|hint| !hint.contains("Chưa")), "{hints:?}");
    let languages = english.attributes(".report-missing", "lang");
    assert!(!languages.is_empty() && languages.iter().all(|language| language == "en"), "{languages:?}");
}

/// The texts in an archive, by name: stored or deflated.
fn zip(bytes: &[u8]) -> std::collections::BTreeMap<String, String> {
    use std::io::Read as _;
    let number = |at: usize, size: usize| {
        bytes[at..at + size].iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let end = (0..bytes.len() - 21).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06")).unwrap();
    let mut at = number(end + 16, 4);
    let mut found = std::collections::BTreeMap::new();
    while bytes[at..].starts_with(b"PK\x01\x02") {
        let (size, name, extra, comment) =
            (number(at + 20, 4), number(at + 28, 2), number(at + 30, 2), number(at + 32, 2));
        let local = number(at + 42, 4);
        let begin = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let content = &bytes[begin..begin + size];
        let mut text = String::new();
        let read = if number(at + 10, 2) == 0 {
            text = String::from_utf8_lossy(content).into_owned();
            Ok(0)
        } else {
            flate2::read::DeflateDecoder::new(content).read_to_string(&mut text)
        };
        if read.is_ok() {
            found.insert(String::from_utf8_lossy(&bytes[at + 46..at + 46 + name]).into_owned(), text);
        }
        at += 46 + name + extra + comment;
    }
    found
}
