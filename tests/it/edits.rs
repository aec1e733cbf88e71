//! The edit of a person's facts: correction or change, numbers that stay sealed, and no edit lost.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::StatusCode;
use sodangvien::audit::Field;
use sodangvien::auth::Role;
use sodangvien::ids::PersonId;
use sodangvien::members::{self, Facts};
use sodangvien::submissions;
use sqlx::types::Json;

use crate::build::day;
use crate::support::{Answer, TestApp, User};

/// What the form of an edit holds when it is opened: every field by name, ready to be sent again.
fn fields(page: &Answer) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.text());
    let select = |selector: &str| scraper::Selector::parse(selector).unwrap();
    let mut fields = Vec::new();
    for control in html.select(&select("form.form input[name], form.form textarea[name]")) {
        let name = control.attr("name").unwrap().to_owned();
        let value = match (control.value().name(), control.attr("type")) {
            ("textarea", _) => control.text().collect::<String>().trim_start_matches('\n').to_owned(),
            (_, Some("radio" | "checkbox")) if control.attr("checked").is_none() => continue,
            _ => control.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name, value));
    }
    fields
}

/// The form with some fields typed over.
fn typed(page: &Answer, over: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = fields(page);
    fields.retain(|(name, _)| !over.iter().any(|(typed, _)| typed == name));
    fields.extend(over.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

async fn send(user: &User<'_>, person: PersonId, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    user.post(&format!("{}/edit", person.path()), &fields).await
}

/// Opens the form, types over it, sends it.
async fn edit(user: &User<'_>, person: PersonId, over: &[(&str, &str)]) -> Answer {
    let page = user.get(&format!("{}/edit", person.path())).await.expect(StatusCode::OK);
    send(user, person, &typed(&page, over)).await
}

async fn facts(test: &TestApp, person: PersonId, on: &str) -> Facts {
    members::facts_on(test.db(), &test.app.seal, person, day(on), None).await.unwrap().unwrap().facts
}

/// The act and the fields of the newest line of the log of changes.
async fn logged(test: &TestApp) -> (String, Vec<Field>) {
    let (act, fields): (String, Json<Vec<Field>>) =
        sqlx::query_as("select act, fields from changes order by id desc limit 1").fetch_one(test.db()).await.unwrap();
    (act, fields.0)
}

/// Lets time go on, so that what is known now was known before.
fn tick(test: &TestApp, seconds: i64) {
    test.clock.set(test.app.clock.now().plus_seconds(seconds).0);
}

#[tokio::test]
async fn a_correction_holds_for_all_time_and_a_change_from_a_day_on() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    tick(&test, 60);
    let answer = edit(&secretary, person, &[("native_place", "Xã Tân Hòa"), ("mode", "correction")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, person.path().as_str()));
    tick(&test, 60);
    let change = [("academic_degree", "Thạc sĩ"), ("mode", "change"), ("from", "1/9/2024")];
    edit(&secretary, person, &change).await.expect(StatusCode::SEE_OTHER);
    for (on, degree) in [("1/1/2019", ""), ("31/8/2024", ""), ("1/9/2024", "Thạc sĩ"), ("23/11/2026", "Thạc sĩ")]
    {
        let facts = facts(&test, person, on).await;
        assert_eq!((facts.native_place.as_str(), facts.academic_degree.as_str()), ("Xã Tân Hòa", degree), "{on}");
    }
    assert_eq!(test.count("person_versions").await, 4, "nothing is deleted");
    let (act, changed) = logged(&test).await;
    assert_eq!(act, "person_changed");
    assert_eq!(changed, [Field::new("from", "", "01/09/2024"), Field::new("academic_degree", "", "Thạc sĩ")]);
    let page = secretary.get(&format!("{}?as_of=2024-08-31", person.path())).await;
    assert!(!page.one("section[aria-labelledby=facts-title]").contains("Thạc sĩ"));
}

#[tokio::test]
async fn the_form_asks_which_it_is_and_keeps_everything_typed() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    let wrong = [("full_name", "  "), ("born_on", "31/4/1987"), ("residence", " <b>Phường</b>  1 ")];
    let page = edit(&secretary, person, &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#full_name", "#born_on", "#mode"]);
    for (name, value) in wrong {
        assert_eq!(page.attributes(&format!("#{name}"), "value"), [value]);
    }
    assert_eq!(test.count("person_versions").await, 1);
}

#[tokio::test]
async fn a_form_sent_unchanged_writes_nothing() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").citizen_id("001087012345").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    let before = test.count("changes").await;
    edit(&secretary, person, &[("mode", "correction")]).await.expect(StatusCode::SEE_OTHER);
    assert_eq!((test.count("person_versions").await, test.count("changes").await), (1, before));
    assert!(facts(&test, person, "1/1/2026").await.citizen_id.is_some(), "a masked number stays");
}

#[tokio::test]
async fn sealed_numbers_are_masked_in_the_form_and_in_the_log() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").citizen_id("001087012345").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    tick(&test, 60);
    let page = secretary.get(&format!("{}/edit", person.path())).await;
    assert_eq!(page.attributes("#citizen_id", "value"), ["0010•••••345"]);
    assert!(!page.text().contains("087012"));
    let seen: Vec<String> = sqlx::query_scalar("select act from views").fetch_all(test.db()).await.unwrap();
    assert_eq!(seen, ["edit"]);
    // Another number, whose mask is the same.
    send(&secretary, person, &typed(&page, &[("citizen_id", "001087999345"), ("mode", "correction")]))
        .await
        .expect(StatusCode::SEE_OTHER);
    assert_eq!(facts(&test, person, "1/1/2026").await.citizen_id.unwrap().digits(), "001087999345");
    let (act, fields) = logged(&test).await;
    assert_eq!(act, "person_corrected");
    assert_eq!(fields, [Field::new("citizen_id", "0010•••••345", "0010•••••345")], "it shows as changed");
    let page = test.user("kiemtra", &[Role::Inspector], first).await.get("/audit?act=person_corrected").await;
    assert!(page.text().contains("số đã đổi, phần che giống nhau"));
}

#[tokio::test]
async fn a_number_that_somebody_else_has_stops_and_a_namesake_is_decided_on() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    test.person("Lê Bình").citizen_id("001087012345").admitted(second, "6/5/2023").enter().await;
    let namesake = test.person("Đỗ Anh").born("1/2/1990").admitted(second, "6/5/2023").enter().await;
    let own = test.user("mot", &[Role::Committee], first).await;
    let page = edit(&own, person, &[("citizen_id", "001087012345"), ("mode", "correction")]).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("#citizen_id-error").contains("ngoài phạm vi") && !page.text().contains("Lê Bình"));
    assert_eq!(test.count("changes where act = 'number_taken'").await, 1);

    let whole = test.secretary().await;
    tick(&test, 60);
    let born = [("born_on", "1/2/1990"), ("mode", "correction")];
    let page = edit(&whole, person, &born).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#not_duplicate"]);
    let another = namesake.to_string();
    send(&whole, person, &typed(&page, &[("not_duplicate", &another)])).await.expect(StatusCode::SEE_OTHER);
    edit(&whole, person, &[("residence", "Phường 1"), ("mode", "correction")]).await.expect(StatusCode::SEE_OTHER);
    let (_, fields) = logged(&test).await;
    assert_eq!(fields.len(), 1, "what was decided is not asked again");
}

#[tokio::test]
async fn an_id_that_contradicts_the_birth_is_confirmed_and_the_confirmation_kept() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    let contradicting = [("citizen_id", "001099012345"), ("mode", "correction")];
    let page = edit(&secretary, person, &contradicting).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes("input[name=confirm]", "value"), ["id_contradicts_birth"]);
    send(&secretary, person, &typed(&page, &[("confirm", "id_contradicts_birth")])).await.expect(StatusCode::SEE_OTHER);
    let (_, fields) = logged(&test).await;
    assert!(fields.contains(&Field::new("confirmed", "", "id_contradicts_birth")));
}

#[tokio::test]
async fn only_who_keeps_the_papers_edits() {
    let test = TestApp::new().await;
    let [first, second] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let path = format!("{}/edit", person.path());
    let other = test.user("hai", &[Role::Committee], second).await;
    other.get(&path).await.expect(StatusCode::NOT_FOUND);
    let key = submissions::key().unwrap();
    let sent = [("submission", key.as_str()), ("version", "1"), ("mode", "correction"), ("full_name", "X")];
    other.post(&path, &sent).await.expect(StatusCode::NOT_FOUND);
    let inspector = test.user("kiemtra", &[Role::Inspector], first).await;
    inspector.get(&path).await.expect(StatusCode::NOT_FOUND);
    inspector.post(&path, &sent).await.expect(StatusCode::FORBIDDEN);
    assert_eq!(test.count("person_versions").await, 1);
}

#[tokio::test]
async fn an_edit_that_came_too_late_shows_both_and_can_be_sent_again() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test
        .person("Đỗ Ánh")
        .facts(|facts| facts.residence = "Phường A".to_owned())
        .admitted(first, "6/5/2023")
        .enter()
        .await;
    let one = test.user("mot", &[Role::Committee], first).await;
    let two = test.user("hai", &[Role::Committee], first).await;
    let path = format!("{}/edit", person.path());
    let opened = one.get(&path).await;
    tick(&test, 60);
    let faster = [("residence", "Phường B"), ("phone", "0912345678"), ("mode", "correction")];
    edit(&two, person, &faster).await.expect(StatusCode::SEE_OTHER);
    tick(&test, 60);
    let late = typed(&opened, &[("residence", "Phường C"), ("ethnicity", "Tày"), ("mode", "correction")]);
    let page = send(&one, person, &late).await.expect(StatusCode::CONFLICT);
    assert!(page.text().contains("hai đã lưu lúc 23/11/2026 10:01"));
    assert_eq!(
        page.all("table.compare tbody td"),
        ["Phường A", "Phường B", "Phường C", "", "0912345678", "", "Kinh", "Kinh", "Tày"]
    );
    assert_eq!(page.all("table.compare tr.differs th a"), ["Nơi cư trú"]);
    assert_eq!(page.attributes("#residence", "value"), ["Phường C"], "what was typed stays");
    assert_eq!(page.attributes("#phone", "value"), ["0912345678"], "what was not touched is not taken back");
    assert_eq!(facts(&test, person, "1/1/2026").await.residence, "Phường B", "nothing was overwritten");
    send(&one, person, &fields(&page)).await.expect(StatusCode::SEE_OTHER);
    let now = facts(&test, person, "1/1/2026").await;
    assert_eq!((now.residence.as_str(), now.phone.as_str(), now.ethnicity.as_str()), ("Phường C", "0912345678", "Tày"));
}

#[tokio::test]
async fn a_form_sent_twice_is_one_edit() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    let page = secretary.get(&format!("{}/edit", person.path())).await;
    let sent = typed(&page, &[("residence", "Phường B"), ("mode", "correction")]);
    tick(&test, 60);
    let answers = futures_of(10, || send(&secretary, person, &sent)).await;
    for answer in answers {
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, person.path().as_str()));
    }
    assert_eq!(test.count("person_versions").await, 2);
    assert_eq!(test.count("changes where act = 'person_corrected'").await, 1);
}

/// Eight clients add words to the same text, each on what it last read. A save that was acknowledged is in the
/// text at the end, and in the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_edit_is_lost() {
    const CLIENTS: usize = 8;
    const EDITS: usize = 6;
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").admitted(first, "6/5/2023").enter().await;
    let mut users = Vec::new();
    for client in 0..CLIENTS {
        users.push(test.user(&format!("may{client}"), &[Role::Committee], first).await);
    }
    let time = AtomicI64::new(1);
    let start = test.app.clock.now();
    let (test, time, path) = (&test, &time, format!("{}/edit", person.path()));
    let runs = users.iter().enumerate().map(|(client, user)| {
        let path = &path;
        async move {
            let (mut acknowledged, mut refused) = (Vec::new(), 0);
            for edit in 0..EDITS {
                let word = format!("c{client}e{edit}");
                let mut page = user.get(path).await.expect(StatusCode::OK);
                loop {
                    let notes = fields(&page).into_iter().find(|(name, _)| name == "notes").unwrap().1;
                    let notes = if notes.contains(&word) { notes } else { format!("{notes}\n{word}") };
                    test.clock.set(start.plus_seconds(time.fetch_add(1, Ordering::Relaxed)).0);
                    let answer = send(user, person, &typed(&page, &[("notes", &notes), ("mode", "correction")])).await;
                    if answer.status == StatusCode::SEE_OTHER {
                        acknowledged.push(word);
                        break;
                    }
                    // Read again what the book has, and add to it.
                    answer.expect(StatusCode::CONFLICT);
                    refused += 1;
                    page = user.get(path).await.expect(StatusCode::OK);
                }
            }
            (acknowledged, refused)
        }
    });
    let done = join(runs).await;
    let notes = facts(test, person, "23/11/2026").await.notes;
    let refused: usize = done.iter().map(|(_, refused)| refused).sum();
    let acknowledged: Vec<_> = done.into_iter().flat_map(|(acknowledged, _)| acknowledged).collect();
    assert_eq!(acknowledged.len(), CLIENTS * EDITS);
    for word in &acknowledged {
        assert_eq!(notes.lines().filter(|line| line == word).count(), 1, "{word} in {notes}");
    }
    assert!(refused > 0, "nobody was ever too late: the clients did not run side by side");
    let lines = test.count("changes where act = 'person_corrected'").await;
    assert_eq!(lines, i64::try_from(acknowledged.len()).unwrap());
}

/// Runs futures side by side and gives their answers in order.
async fn join<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut open = false;
        for (future, done) in &mut running {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(output) => *done = Some(output),
                    std::task::Poll::Pending => open = true,
                }
            }
        }
        if open { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}

/// The same thing many times side by side.
async fn futures_of<F: Future>(times: usize, make: impl Fn() -> F) -> Vec<F::Output> {
    join((0..times).map(|_| make())).await
}

#[tokio::test]
async fn a_change_recorded_late_asks_before_it_and_leaves_the_one_of_a_later_day() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Ánh").admitted(test.branches[0], "6/5/2020").enter().await;
    let secretary = test.secretary().await;
    tick(&test, 60);
    let later = [("occupation", "Kế toán"), ("mode", "change"), ("from", "1/7/2024")];
    edit(&secretary, person, &later).await.expect(StatusCode::SEE_OTHER);
    tick(&test, 60);
    let earlier = [("occupation", "Thủ quỹ"), ("mode", "change"), ("from", "1/7/2023")];
    let asked = edit(&secretary, person, &earlier).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.one("#confirm").contains("từ ngày 01/07/2024 sổ đã ghi “Kế toán”"), "{}", asked.one("#confirm"));
    let confirmed = typed(&asked, &[("confirm", "changed_later")]);
    send(&secretary, person, &confirmed).await.expect(StatusCode::SEE_OTHER);
    for (on, occupation) in
        [("30/6/2023", ""), ("1/7/2023", "Thủ quỹ"), ("30/6/2024", "Thủ quỹ"), ("1/7/2024", "Kế toán")]
    {
        assert_eq!(facts(&test, person, on).await.occupation, occupation, "{on}");
    }
    assert_eq!(facts(&test, person, "23/11/2026").await.occupation, "Kế toán");
}

#[tokio::test]
async fn a_correction_with_a_day_is_asked_what_it_means() {
    let test = TestApp::new().await;
    let person = test.person("Đỗ Ánh").admitted(test.branches[0], "6/5/2020").enter().await;
    let secretary = test.secretary().await;
    let both = [("occupation", "Kế toán"), ("mode", "correction"), ("from", "1/7/2024")];
    let asked = edit(&secretary, person, &both).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(crate::admissions::wrong_fields(&asked), ["from"]);
    assert_eq!(asked.attributes("#from", "value"), ["1/7/2024"]);
}

#[tokio::test]
async fn nobody_is_made_younger_than_sixteen_at_their_admission() {
    let test = TestApp::new().await;
    let [first, _] = test.branches;
    let person = test.person("Đỗ Ánh").born("27/3/1987").admitted(first, "6/5/2023").enter().await;
    let secretary = test.secretary().await;
    // The decision is of 26/4/2023.
    for born_on in ["2015", "27/4/2007", "5/2007"] {
        let page = edit(&secretary, person, &[("born_on", born_on), ("mode", "correction")]).await;
        let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.attributes(".error-summary a", "href"), ["#born_on"], "{born_on}");
    }
    for born_on in ["2007", "26/4/2007"] {
        let answer = edit(&secretary, person, &[("born_on", born_on), ("mode", "correction")]).await;
        answer.expect(StatusCode::SEE_OTHER);
        tick(&test, 60);
    }
}
