use super::*;

fn today() -> Day {
    Day::new(2026, 11, 23).unwrap()
}

fn form(held_on: &str) -> MeetingForm {
    MeetingForm { kind: "regular".into(), held_on: held_on.into(), ..MeetingForm::default() }
}

const BRANCH: Option<(OrganisationId, Level)> = Some((OrganisationId(3), Level::Branch));
/// Nine official members of whom one is away, and one probationary.
const EXPECTED: Expected = Expected { official: 9, probationary: 1, official_elsewhere: 1, probationary_elsewhere: 0 };

fn meant(form: &MeetingForm) -> Result<NewMeeting, Vec<(&'static str, String)>> {
    form.meant(&form.read(today()), BRANCH, Some(EXPECTED)).map_err(|errors| errors.list().to_vec())
}

#[test]
fn what_is_left_out_is_what_the_book_expects() {
    let form = MeetingForm { official_present: "7".into(), probationary_present: "1".into(), ..form("5/8/2026") };
    let counts = meant(&form).unwrap().counts;
    assert_eq!(counts.official, Some(Tally { present: 7, of: 8 }));
    assert_eq!(counts.probationary, Some(Tally { present: 1, of: 1 }));
    assert_eq!((counts.excused, counts.unexcused), (None, None), "why one was absent is not said");
    let excused = MeetingForm { excused: "1".into(), ..form };
    assert_eq!(meant(&excused).unwrap().counts.unexcused, Some(0));
}

#[test]
fn nothing_typed_is_nothing_said() {
    let new = meant(&form("5/8/2026")).unwrap();
    assert_eq!(new.counts, Counts::default());
    assert_eq!(new.for_month, Day::new(2026, 8, 1).unwrap());
}

#[test]
fn figures_that_cannot_be_are_refused_where_they_stand() {
    let many = MeetingForm { official_present: "9".into(), ..form("5/8/2026") };
    assert_eq!(meant(&many).unwrap_err()[0].0, "official_present");
    let both = MeetingForm { official_present: "9".into(), official_of: "9".into(), ..form("5/8/2026") };
    assert_eq!(meant(&both).unwrap().counts.official, Some(Tally { present: 9, of: 9 }));
    let absent = MeetingForm { official_present: "7".into(), excused: "2".into(), ..form("5/8/2026") };
    assert_eq!(meant(&absent).unwrap_err()[0].0, "excused");
    let unread = MeetingForm { guests: "vài".into(), ..form("5/8/2026") };
    assert_eq!(meant(&unread).unwrap_err()[0].0, "guests");
}

#[test]
fn a_committee_says_whom_it_called() {
    let form = MeetingForm { kind: "committee".into(), official_present: "6".into(), ..form("5/8/2026") };
    let meant = |form: &MeetingForm, expected| form.meant(&form.read(today()), BRANCH, expected);
    assert_eq!(meant(&form, None).unwrap_err().list()[0].0, "official_of", "the book knows nobody of it");
    let said = MeetingForm { official_of: "7".into(), ..form.clone() };
    assert_eq!(meant(&said, None).unwrap().counts.official, Some(Tally { present: 6, of: 7 }));
    let seven = Expected { official: 7, ..Expected::default() };
    assert_eq!(meant(&form, Some(seven)).unwrap().counts.official, Some(Tally { present: 6, of: 7 }));
}

#[test]
fn a_month_may_be_made_up_for_but_not_much_later() {
    let late = MeetingForm { for_month: "1/2026".into(), ..form("3/2/2026") };
    assert_eq!(meant(&late).unwrap().for_month, Day::new(2026, 1, 1).unwrap());
    for month in ["10/2025", "4/2026", "2026", "8"] {
        let far = MeetingForm { for_month: month.into(), ..form("3/2/2026") };
        assert_eq!(meant(&far).unwrap_err()[0].0, "for_month", "{month}");
    }
}

#[test]
fn an_hour_is_read_as_it_is_written() {
    for (typed, read) in [("7", "07:00"), ("07h30", "07:30"), ("7 giờ", ""), ("13:5", "13:05"), ("24:00", "")] {
        assert_eq!(hour(typed).unwrap_or_default(), read, "{typed}");
    }
}

#[test]
fn everything_wrong_is_said_at_once_in_the_order_of_the_form() {
    let wrong = MeetingForm { starts_at: "x".into(), ..MeetingForm::default() };
    let errors = wrong.meant(&wrong.read(today()), None, None).unwrap_err();
    assert_eq!(errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["kind", "held_on", "starts_at"]);
}
