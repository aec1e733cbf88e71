//! A year of a small organisation by pages alone, from the first run of the program to the printed report.

use crate::paper::pages;
use crate::support::TestApp;
use crate::visitor::{Book, Visitor};

const PASSWORD: &str = "bốn mùa gió thổi qua đồng";
const OFFICE: &str = "Chi bộ Văn phòng";
const EXPERTS: &str = "Chi bộ Chuyên môn";
const GOOD: &str = "Hoàn thành tốt nhiệm vụ";

#[tokio::test]
async fn a_year_is_recorded_by_pages_alone_and_ends_in_the_printed_report() {
    let book = Book::of(TestApp::unopened("2020-01-06T02:00:00Z").await).await;
    let secretary = book.stranger().await;
    opens_the_book(&book, &secretary).await;
    members(&secretary).await;
    work(&secretary).await;
    end_of_the_year(&secretary).await;

    // The draft tells what is missing, and every figure.
    secretary.open("/").await;
    secretary.presses("Báo cáo năm").await;
    secretary.reads("Báo cáo năm").await;
    secretary.clicks("a[href='/reports/2019']").await;
    secretary.arrives_at("/reports/2019").await;
    secretary.finds_it_sound().await;
    let told = secretary.texts(".year-report").await.concat();
    for said in [
        "có 06 đảng viên (tăng 01 so năm 2018), trong đó có 04 đảng viên nữ, 02 dự bị, 01 đảng viên chuyển sinh hoạt tạm thời",
        "Kết nạp 02 đảng viên, đạt 66,7% chỉ tiêu Nghị quyết đề ra",
        "01 quần chúng học lớp bồi dưỡng nhận thức về Đảng",
        "công nhận đảng viên chính thức cho 01 đồng chí",
        "06/06 đảng viên giữ mối liên hệ với nơi cư trú",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(secretary.texts(".year-report .wrong").await.is_empty(), "every figure adds up");

    // A figure leads to the people behind it.
    secretary.clicks("#work a[href*='statistics/people']").await;
    secretary.sees_texts("table.people tbody th", &["Lục Thị Ngọc Ánh", "Vũ Văn Kha"]).await;

    // The committee writes its remarks; the figures in them stay tied.
    secretary.open("/reports/2019").await;
    secretary.clicks("a[href$='part=remarks']").await;
    secretary.fills("text", "Đảng bộ đoàn kết, giữ vững [06|tổng số đảng viên] đảng viên.").await;
    secretary.presses("Lưu lời báo cáo").await;
    secretary.arrives_at("/reports/2019").await;
    secretary.sees_text_with("#remarks", "giữ vững 06 đảng viên").await;

    // Closed: text and figures as they stand, with name and day.
    secretary.clicks("a[href='/reports/2019/closing']").await;
    secretary.finds_it_sound().await;
    secretary.presses("Chốt báo cáo năm 2019").await;
    secretary.arrives_at("/reports/2019").await;
    secretary.sees_text_with("main", "người chốt: Trần Thị Hòa").await;
    secretary.finds_it_sound().await;

    let pages = pages(&secretary.prints().await);
    let paper = pages.concat().split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "ĐẢNG BỘ XÃ VINH LỘC",
        "có 06 đảng viên (tăng 01 so năm 2018), trong đó có 04 đảng viên nữ, 02 dự bị, 01 đảng viên chuyển sinh hoạt tạm thời",
        "đạt 66,7% chỉ tiêu",
        "giữ vững 06 đảng viên",
        "Giấy khen cho 01 cá nhân",
        "II. Kết quả thực hiện nhiệm vụ năm 2019",
    ] {
        assert!(paper.contains(said), "{said}: {paper}");
    }
    assert!(!paper.contains("Đăng xuất") && !paper.contains("Lưu lời báo cáo"), "the menu is printed");
    secretary.leaves().await;
}

/// The one-time link, an organisation of two branches, and the five members of the paper book on its last day.
async fn opens_the_book(book: &Book, secretary: &Visitor) {
    let link = sodangvien::setup::link(&book.test.app).await.unwrap().unwrap();
    secretary.open(&link).await;
    secretary
        .enters(&[
            ("name", "bithu"),
            ("full_name", "Trần Thị Hòa"),
            ("password", PASSWORD),
            ("organisation", "Đảng bộ xã Vinh Lộc"),
            ("superior", "Đảng ủy huyện Hồng Lĩnh"),
            ("branches", &format!("{OFFICE}\n{EXPERTS}")),
            ("opens_on", "31/12/2018"),
        ])
        .await;
    secretary.presses("Mở sổ").await;
    secretary.arrives_at("/members").await;
    for (name, gender, born_on, branch, standing, admitted_on) in [
        ("Trần Thị Hòa", "female", "9/5/1970", OFFICE, "official", "3/2/2000"),
        ("Lê Văn Ổn", "male", "1/3/1975", OFFICE, "official", "19/5/2003"),
        ("Phạm Thị Lụa", "female", "2/9/1980", EXPERTS, "official", "7/11/2010"),
        ("Đinh Văn Thắng", "male", "30/4/1982", EXPERTS, "official", "22/12/2012"),
        ("Ngô Thị Thảo", "female", "6/1/1993", EXPERTS, "probationary", "19/5/2018"),
    ] {
        secretary.open("/members/carry-over").await;
        secretary
            .enters(&[
                ("full_name", name),
                ("gender", gender),
                ("born_on", born_on),
                ("branch", branch),
                ("standing", standing),
                ("decided_on", admitted_on),
                ("admitted_on", admitted_on),
            ])
            .await;
        secretary.presses("Ghi rồi mở hồ sơ").await;
        secretary.reads(name).await;
    }
}

/// What happened to memberships: two admitted, one of them from a course; one recognised, one transferred out, one away.
async fn members(secretary: &Visitor) {
    secretary.open("/courses?year=2019&kind=awareness").await;
    secretary.presses("Ghi lớp học").await;
    secretary.enters(&[("from_on", "4/3/2019"), ("to_on", "8/3/2019"), ("place", "Trung tâm chính trị huyện")]).await;
    secretary.presses("Ghi, rồi chọn người học").await;
    secretary.reads("Cử người học").await;
    let one = [("full_name.1", "Lục Thị Ngọc Ánh"), ("born_on.1", "5/8/1994"), ("gender.1", "Nữ"), ("unit.1", OFFICE)];
    secretary.enters(&one).await;
    secretary.presses("Ghi vào sổ").await;
    secretary.presses("Ghi kết quả").await;
    secretary.enters(&[("all_certificate_on", "15/3/2019"), ("all_result", "Đạt loại giỏi")]).await;
    secretary.presses("Lưu").await;
    secretary.sees_text_with("tbody .tag", "Đạt loại giỏi").await;

    secretary.open("/candidates").await;
    secretary.clicks("tbody a[href^='/members/new']").await;
    let decided = [
        ("decision_number", "12-QĐ/ĐU"),
        ("decided_on", "1/8/2019"),
        ("admitted_on", "19/8/2019"),
        ("sponsor_1", "Trần Thị Hòa"),
        ("sponsor_2", "Lê Văn Ổn"),
    ];
    secretary.enters(&decided).await;
    secretary.presses("Ghi vào sổ").await;
    secretary.reads("Lục Thị Ngọc Ánh").await;
    secretary.open("/members/new").await;
    secretary
        .enters(&[("full_name", "Vũ Văn Kha"), ("gender", "male"), ("born_on", "7/7/1995"), ("branch", EXPERTS)])
        .await;
    secretary.enters(&decided).await;
    secretary.presses("Ghi vào sổ").await;
    secretary.reads("Vũ Văn Kha").await;

    let record = async |name: &str, act: &str, fields: &[(&str, &str)]| {
        secretary.open("/members?as_of=2019-06-30").await;
        secretary.presses(name).await;
        secretary.reads(name).await;
        let place = secretary.place().await;
        secretary.open(place.split('?').next().unwrap()).await;
        secretary.presses(act).await;
        secretary.enters(fields).await;
        secretary.presses("Ghi vào sổ").await;
        secretary.reads(name).await;
        secretary.finds_it_sound().await;
    };
    let resolved = [("resolved_on", "21/5/2019"), ("decision_number", "07-QĐ/ĐU"), ("decided_on", "3/6/2019")];
    record("Ngô Thị Thảo", "Công nhận chính thức", &resolved).await;
    let left = [
        ("counterpart_text", "Đảng bộ phường Bến Nghé"),
        ("decision_number", "10-GT/ĐU"),
        ("decided_on", "25/9/2019"),
        ("effective_on", "1/10/2019"),
    ];
    record("Đinh Văn Thắng", "Chuyển đi", &left).await;
    let away = [
        ("counterpart_text", "Chi bộ Trường Chính trị tỉnh"),
        ("decision_number", "11-GT/ĐU"),
        ("decided_on", "25/10/2019"),
        ("effective_on", "1/11/2019"),
        ("due_on", "30/4/2020"),
        ("reason", "Học tập"),
    ];
    record("Lê Văn Ổn", "Chuyển sinh hoạt tạm thời đi", &away).await;
}

/// The committee's year: a target, a document made known, meetings, a commendation, the term.
async fn work(secretary: &Visitor) {
    for (year, name, aim) in [("2019", "Kết nạp đảng viên mới", "3"), ("2020", "Kết nạp đảng viên", "2")]
    {
        secretary.open(&format!("/targets/new?year={year}")).await;
        let source = "Sổ tự tính: Kết nạp đảng viên (số lượng)";
        secretary.enters(&[("name", name), ("source", source), ("aim", aim)]).await;
        secretary.presses("Ghi vào sổ").await;
        secretary.arrives_at("/targets").await;
    }
    secretary.open("/documents/new").await;
    secretary
        .enters(&[
            ("kind", "Nghị quyết"),
            ("number", "35-NQ/TW"),
            ("issued_on", "22/10/2018"),
            ("body", "Bộ Chính trị"),
            ("title", "Về bảo vệ nền tảng tư tưởng của Đảng"),
        ])
        .await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_below("/documents/").await;
    secretary.presses("Ghi lần quán triệt").await;
    secretary
        .enters(&[
            ("branch", "Đảng bộ xã Vinh Lộc"),
            ("held_on", "5/2/2019"),
            ("members_present", "5"),
            ("members_should", "5"),
        ])
        .await;
    secretary.presses("Ghi vào sổ").await;
    secretary.sees_text_with("main", "05/02/2019").await;

    for (branch, held_on, kind) in
        [(OFFICE, "4/3/2019", "regular"), (EXPERTS, "5/3/2019", "regular"), (EXPERTS, "9/9/2019", "thematic")]
    {
        secretary.open("/meetings/new").await;
        secretary.enters(&[("kind", kind), ("branch", branch), ("held_on", held_on)]).await;
        if kind == "thematic" {
            secretary.fills("topic", "Học tập và làm theo").await;
        }
        secretary.presses("Ghi vào sổ").await;
        secretary.arrives_below("/meetings/").await;
    }
    secretary.open("/committee/terms/new").await;
    secretary
        .enters(&[("congress", "III"), ("held_on", "12/6/2015"), ("from_year", "2015"), ("to_year", "2020")])
        .await;
    secretary.presses("Ghi vào sổ").await;
    secretary.arrives_below("/committee/terms/").await;
    secretary.open("/commendations/new?year=2019").await;
    secretary
        .enters(&[
            ("form", "Giấy khen"),
            ("issuing_body", "Đảng ủy xã Vinh Lộc"),
            ("decision_number", "30-QĐ/ĐU"),
            ("decided_on", "27/12/2019"),
            ("merit", "Hoàn thành xuất sắc nhiệm vụ năm 2019"),
            ("names", "Phạm Thị Lụa"),
        ])
        .await;
    secretary.presses("Ghi vào sổ").await;
    secretary.sees_text_with("main", "Phạm Thị Lụa").await;
}

/// What is recorded of everybody in December: contact with the place of residence, and evaluation.
async fn end_of_the_year(secretary: &Visitor) {
    for branch in [OFFICE, EXPERTS] {
        secretary.open("/residence?year=2019").await;
        secretary.presses(branch).await;
        secretary
            .enters(&[
                ("fill_contact", "Đã giới thiệu"),
                ("fill_comment", "Thực hiện tốt"),
                ("fill_received_on", "10/12/2019"),
            ])
            .await;
        secretary.presses("Điền").await;
        secretary.presses("Lưu cả chi bộ").await;
        secretary.sees_text_with(".summary-line", "đã giới thiệu").await;
        secretary.open("/evaluations?year=2019").await;
        secretary.presses(branch).await;
        secretary.chooses("fill", GOOD).await;
        secretary.presses("Điền").await;
        secretary.enters(&[("decision_number.0", "201-QĐ/ĐU"), ("decided_on.0", "12/12/2019")]).await;
        secretary.presses("Lưu cả chi bộ").await;
        secretary.sees_text_with(".summary-line", "đã xếp loại").await;
    }
}
