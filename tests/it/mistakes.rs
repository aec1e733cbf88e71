//! An organisation that was recorded wrongly from its beginning.

use axum::http::StatusCode;
use sodangvien::auth::Role;
use sodangvien::auth::scope::Kind;
use sodangvien::ids::OrganisationId;

use crate::build::day;
use crate::organisations::{change, errors, make, options, submit};
use crate::support::TestApp;

fn founding(id: OrganisationId) -> String {
    format!("{}/founding", id.path())
}

#[tokio::test]
async fn a_wrong_founding_day_is_corrected_as_far_as_nothing_was_there_before() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let late = make(&test, Kind::Branch, "Chi bộ Thanh tra", test.root, Some(day("1/1/2020"))).await;
    test.person("Trần Văn Bình").admitted(late, "6/3/2026").enter().await;

    let page = user.get(&founding(late)).await.expect(StatusCode::OK);
    assert_eq!(page.attributes("#from", "value"), ["01/01/2020"]);
    let refused = change(&user, &founding(late), &[("from", "7/3/2026")]).await;
    assert_eq!(
        errors(&refused.expect(StatusCode::UNPROCESSABLE_ENTITY)),
        ["Trong sổ đã có người ở tổ chức này từ ngày 06/03/2026. Chọn ngày đó hoặc sớm hơn."]
    );
    change(&user, &founding(late), &[("from", "5/5/2021")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(options(&test, "4/5/2021").await.len(), 2);
    assert_eq!(options(&test, "5/5/2021").await.len(), 3);
    change(&user, &founding(late), &[("from", "")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(options(&test, "1/1/1990").await.len(), 3);
    let same = change(&user, &founding(late), &[("from", "")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(errors(&same), ["Trong sổ đã ghi như vậy. Không có gì để đổi."]);
}

#[tokio::test]
async fn a_committee_is_not_younger_than_what_is_below_it_nor_older_than_what_is_above() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let above = make(&test, Kind::Committee, "Đảng bộ xã", test.root, Some(day("1/1/2020"))).await;
    let below = make(&test, Kind::Branch, "Chi bộ Một", above, Some(day("1/1/2021"))).await;
    let refused = change(&user, &founding(above), &[("from", "1/1/2022")]).await;
    assert_eq!(
        errors(&refused.expect(StatusCode::UNPROCESSABLE_ENTITY)),
        ["Chi bộ Một đã trực thuộc tổ chức này trước ngày đó. Sửa ngày của tổ chức ấy trước."]
    );
    let refused = change(&user, &founding(below), &[("from", "1/1/2019")]).await;
    refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    change(&user, &founding(below), &[("from", "1/1/2020")]).await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_made_by_mistake_is_gone_from_every_list_and_the_log_keeps_it() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let wrong = make(&test, Kind::Branch, "Chi bộ Nhầm", test.root, None).await;
    assert!(user.get("/organisations").await.text().contains("Chi bộ Nhầm"));
    let page = user.get(&founding(wrong)).await.expect(StatusCode::OK);
    assert!(page.attributes("main form", "action").contains(&format!("{}/withdrawal", wrong.path())));
    let keys = page.attributes("form[action$=withdrawal] input", "value");
    let form = [("version", keys[0].as_str()), ("submission", keys[1].as_str())];
    let path = format!("{}/withdrawal", wrong.path());
    let done = user.post(&path, &form).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(done.location(), "/organisations");
    assert!(!user.get("/organisations").await.text().contains("Chi bộ Nhầm"));
    assert!(!user.get("/members/new").await.text().contains("Chi bộ Nhầm"));
    user.get(&wrong.path()).await.expect(StatusCode::NOT_FOUND);
    let log = user.get("/audit").await;
    assert!(log.text().contains("Bỏ tổ chức ghi nhầm") && log.text().contains("Tổ chức ghi nhầm, đã bỏ"));
    assert!(!log.attributes("main a", "href").contains(&wrong.path()), "there is no page of it any more");
    // Sent again by a double click.
    user.post(&path, &form).await.expect(StatusCode::SEE_OTHER);
    // Its name is free again.
    make(&test, Kind::Branch, "Chi bộ Nhầm", test.root, None).await;
}

#[tokio::test]
async fn one_in_which_something_was_recorded_is_not_taken_back() {
    let test = TestApp::new().await;
    let user = test.secretary().await;
    let [branch, _] = test.branches;
    test.person("Trần Văn Bình").admitted(branch, "6/3/2026").enter().await;
    let page = user.get(&founding(branch)).await.expect(StatusCode::OK);
    assert!(page.all("form[action$=withdrawal]").is_empty());
    let path = format!("{}/withdrawal", branch.path());
    let refused = submit(&user, &founding(branch), &path, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(errors(&refused)[0].starts_with("Trong sổ đã có việc ghi"), "{:?}", errors(&refused));
    // The organisation of an account is used as well, and one's own is changed from above.
    test.user("vanphong", &[Role::Committee], test.branches[1]).await;
    assert!(user.get(&founding(test.branches[1])).await.all("form[action$=withdrawal]").is_empty());
    user.get(&founding(test.root)).await.expect(StatusCode::NOT_FOUND);
}
