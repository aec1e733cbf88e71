//! The sponsors of an admission: chosen from the members, or written and found among them.

use axum::http::StatusCode;
use serde_json::json;
use sodangvien::auth::Role;
use sodangvien::ids::PersonId;

use crate::admissions::{Typed, admit, details, person_of, warnings, wrong_fields};
use crate::carry_over::{member, open_book};
use crate::support::TestApp;

impl Typed {
    /// With what is written of the first sponsor.
    fn with_sponsor(&self, written: &str) -> Self {
        self.clone().with("sponsor_1", written)
    }
}

#[tokio::test]
async fn a_sponsor_is_chosen_from_the_official_members_or_written() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let official = member(&test, "Trần Văn Bình", "official").await;
    let probationary = member(&test, "Lê Thị Cúc", "probationary").await;
    let page = secretary.get("/members/new").await;
    let offered = page.attributes("#sponsors option", "value");
    assert_eq!(offered, ["Trần Văn Bình, sinh 1980, Chi bộ Văn phòng"]);

    let typed = Typed::admission(test.branches[0]);
    for (name, written) in [
        ("by the list", offered[0].as_str()),
        ("by name", "trần văn bình"),
        ("by number", &official.to_string()),
        ("plainly", "Tran van binh"),
    ] {
        let other = typed.clone().once().with("full_name", &format!("Nguyễn Thị {}", name.replace(' ', "")));
        let person = admit(&secretary, &other.with("sponsor_2", written)).await;
        let sponsors = details(&test, person).await["sponsors"].clone();
        assert_eq!(sponsors[1], json!({ "person": official.0, "name": "Trần Văn Bình" }), "{name}");
    }

    let page = typed.clone().with("sponsor_1", &probationary.to_string()).post(&secretary, "/members").await;
    assert_eq!(warnings(&page.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["sponsor_1_probationary"]);
    let early = typed.clone().with("sponsor_1", &official.to_string()).with("resolved_on", "31/12/2017");
    let page = early.with("decided_on", "1/9/2026").post(&secretary, "/members").await;
    assert!(warnings(&page).contains(&"sponsor_1_not_a_member".to_owned()), "nobody was a member before the book");
    let twice = typed.with("sponsor_1", &official.to_string()).with("sponsor_2", &offered[0]);
    assert_eq!(wrong_fields(&twice.post(&secretary, "/members").await), ["sponsor_2"]);
}

#[tokio::test]
async fn a_sponsor_in_words_who_is_a_member_is_that_member() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let cuc = member(&test, "Lê Thị Cúc", "probationary").await;
    let official = member(&test, "Trần Văn Bình", "official").await;
    // In another branch than theirs.
    let typed = Typed::admission(test.branches[1]);
    for written in
        ["lê thị cúc", "Lê Thị Cúc, sinh 1980, Chi bộ Văn phòng", "Lê Thị Cúc, 1980", "Lê Thị Cúc, chi bộ văn phòng"]
    {
        let page = typed.with_sponsor(written).post(&secretary, "/members").await;
        assert_eq!(warnings(&page.expect(StatusCode::UNPROCESSABLE_ENTITY)), ["sponsor_1_probationary"], "{written}");
    }
    let confirmed = typed.with_sponsor("Lê Thị Cúc").with("confirm", "sponsor_1_probationary");
    let person = admit(&secretary, &confirmed).await;
    assert_eq!(details(&test, person).await["sponsors"][0], json!({ "person": cuc.0, "name": "Lê Thị Cúc" }));

    // Admitted in October, no member when the branch considered in September.
    let late = Typed::admission(test.branches[0]).with("full_name", "Hồ Thị Đào").with("resolved_on", "15/9/2026");
    let page = late.with_sponsor("Nguyễn Thị Ánh").post(&secretary, "/members").await;
    assert_eq!(warnings(&page), ["sponsor_1_not_a_member"]);

    let words = late.once().with_sponsor("Lê Thị Cúc, Đoàn Thanh niên").with("sponsor_2", "trần văn bình");
    let person = admit(&secretary, &words).await;
    let sponsors = details(&test, person).await["sponsors"].clone();
    let expected =
        json!([{ "name": "Lê Thị Cúc, Đoàn Thanh niên" }, { "person": official.0, "name": "Trần Văn Bình" }]);
    assert_eq!(sponsors, expected, "words that mean nobody of the book stay words");
}

#[tokio::test]
async fn which_of_two_members_of_one_name_is_asked_unless_one_is_of_the_branch() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let elder = async |branch: usize, born_on: &str| {
        open_book(&test).await;
        let typed = Typed::empty()
            .with("full_name", "Trần Văn Bình")
            .with("gender", "male")
            .with("born_on", born_on)
            .with("branch", &test.branches[branch].to_string())
            .with("standing", "official");
        person_of(&typed.post(&secretary, "/members/carry-over").await.expect(StatusCode::SEE_OTHER))
    };
    let first = elder(0, "1970").await;
    elder(1, "1980").await;
    let other = elder(1, "1990").await;
    let sponsors = async |branch: usize, name: &str, written: &str| {
        let typed = Typed::admission(test.branches[branch]).with("full_name", name).with_sponsor(written);
        details(&test, admit(&secretary, &typed).await).await["sponsors"][0].clone()
    };
    let chosen = |person: PersonId| json!({ "person": person.0, "name": "Trần Văn Bình" });
    assert_eq!(sponsors(0, "Lý Thị An", "Trần Văn Bình").await, chosen(first));
    let either = Typed::admission(test.branches[1]).with("full_name", "Lý Thị Bưởi").with_sponsor("Trần Văn Bình");
    let asked = either.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&asked), ["sponsor_1"]);
    assert!(asked.one("#sponsor_1-error").contains("Có nhiều người cùng tên"), "{}", asked.one("#sponsor_1-error"));
    // Somebody else of that name, who is in no book of ours.
    let outside = "Trần Văn Bình, Đảng bộ xã Bên";
    assert_eq!(sponsors(1, "Lý Thị Dừa", outside).await, json!({ "name": outside }));
    assert_eq!(sponsors(1, "Lý Thị Cam", "Trần Văn Bình, 1990").await, chosen(other));
}

#[tokio::test]
async fn nobody_sponsors_themselves_and_no_two_sponsors_are_one() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    member(&test, "Trần Văn Bình", "official").await;
    let typed = Typed::admission(test.branches[0]);
    for (first, second, wrong) in [
        (" nguyễn thị  ánh", "", "sponsor_1"),
        ("Trần Văn Bình", "Nguyễn Thị Ánh", "sponsor_2"),
        ("Trần Văn Bình", "Trần Văn Bình, sinh 1980, Chi bộ Văn phòng", "sponsor_2"),
        ("Vũ Thị Lan", "vũ thị lan", "sponsor_2"),
    ] {
        let page = typed.with_sponsor(first).with("sponsor_2", second).post(&secretary, "/members").await;
        assert_eq!(wrong_fields(&page.expect(StatusCode::UNPROCESSABLE_ENTITY)), [wrong], "{first} {second}");
    }
}

#[tokio::test]
async fn a_sponsor_outside_the_scope_does_not_exist() {
    let test = TestApp::new().await;
    let official = member(&test, "Trần Văn Bình", "official").await;
    let other = test.user("chuyenmon", &[Role::Committee], test.branches[1]).await;
    let page = other.get("/members/new").await.expect(StatusCode::OK);
    assert!(page.attributes("#sponsors option", "value").is_empty());
    let typed = Typed::admission(test.branches[1]).with("sponsor_1", &official.to_string());
    let page = typed.post(&other, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&page), ["sponsor_1"]);
    assert!(!page.text().contains("Trần Văn Bình"));
    let person = admit(&other, &Typed::admission(test.branches[1]).with_sponsor("Trần Văn Bình")).await;
    assert_eq!(details(&test, person).await["sponsors"][0], json!({ "name": "Trần Văn Bình" }));
}

#[tokio::test]
async fn a_name_with_other_diacritics_is_somebody_else_and_the_exact_one_comes_first() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let tuan = member(&test, "Trần Văn Tuấn", "official").await;
    let typed = Typed::admission(test.branches[0]);
    let sponsor = async |full_name: &str, written: &str| {
        let person =
            admit(&secretary, &typed.clone().once().with("full_name", full_name).with("sponsor_1", written)).await;
        details(&test, person).await["sponsors"][0].clone()
    };
    assert_eq!(sponsor("Nguyễn Thị Một", "Trần Văn Tuân").await, json!({ "name": "Trần Văn Tuân" }));
    assert_eq!(sponsor("Nguyễn Thị Hai", "tran van tuan").await["person"], tuan.0);
    test.person("Trần Văn Tuân").born("1975").carried_over(test.branches[0], "1/1/2018", "3/2/2001").enter().await;
    let either = typed.clone().once().with("full_name", "Nguyễn Thị Ba").with("sponsor_1", "tran van tuan");
    let asked = either.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong_fields(&asked), ["sponsor_1"], "either of two");
    assert_eq!(sponsor("Nguyễn Thị Bốn", "trần văn tuấn").await["person"], tuan.0);
}

#[tokio::test]
async fn fewer_sponsors_than_two_are_confirmed_with_the_article_and_kept() {
    let test = TestApp::new().await;
    let secretary = test.secretary().await;
    let of = |born_on: &str, first: &str, second: &str| {
        let typed = Typed::admission(test.branches[0]).with("born_on", born_on);
        typed.with("sponsor_1", first).with("sponsor_2", second)
    };
    for (born_on, first, second, expected) in [
        ("5/8/1999", "", "", true),
        ("5/8/1999", "Vi Thị Giới", "", true),
        ("5/8/1999", "", "Vi Thị Giới", true),
        ("5/8/1999", "Vi Thị Giới", "Vi Văn Thiệu", false),
        ("5/8/1999", "Vi Thị Giới", "Đoàn Thị Điểm", false),
        ("5/8/1999", "Vi Thị Giới", "Chi đoàn Văn phòng Sở", false),
        ("5/8/1999", "", "Chi đoàn Văn phòng Sở", true),
        // Past the age of the Youth Union, its word is not enough.
        ("5/8/1986", "Vi Thị Giới", "Chi đoàn Văn phòng Sở", true),
    ] {
        // Another field is wrong, so that nothing is written and every case starts alike.
        let page = of(born_on, first, second).with("decision_number", "").post(&secretary, "/members").await;
        let found = warnings(&page.expect(StatusCode::UNPROCESSABLE_ENTITY));
        let expected: &[&str] = if expected { &["sponsors_too_few"] } else { &[] };
        assert_eq!(found, expected, "{born_on} {first} {second}");
    }
    let alone = of("5/8/1999", "Vi Thị Giới", "");
    let page = alone.post(&secretary, "/members").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one(".finding").contains("Mới có 1 đảng viên giới thiệu. Cần 2 đảng viên chính thức"));
    assert!(page.one(".finding .citation").contains("Điều lệ Đảng, Điều 4, khoản 1"));
    assert_eq!(test.count("people").await, 0);
    let person = admit(&secretary, &alone.with("confirm", "sponsors_too_few")).await;
    let kept = details(&test, person).await["confirmed"].clone();
    assert_eq!(kept, json!([{ "code": "sponsors_too_few", "citation": "Điều lệ Đảng, Điều 4, khoản 1" }]));
    let record = secretary.get(&person.path()).await;
    assert!(record.text().contains("Chưa đủ số đảng viên chính thức giới thiệu"));
    // Somebody who is not found is said first; how many they are is no question yet.
    let unknown = of("6/9/1998", "999", "").post(&secretary, "/members").await;
    assert_eq!((wrong_fields(&unknown), warnings(&unknown)), (vec!["sponsor_1".to_owned()], Vec::new()));
}
