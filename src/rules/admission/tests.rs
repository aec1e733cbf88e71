//! Tests of the findings: each boundary, by table.

use super::*;

fn day(iso: &str) -> Day {
    Day::parse_iso(iso).unwrap()
}

const TODAY: &str = "2026-11-23";

/// An admission under 294-QĐ/TW with nothing to find.
fn right() -> AdmissionFacts {
    AdmissionFacts {
        born_on: PartialDate::parse_iso("1990-05-10").unwrap(),
        gender: Gender::Female,
        citizen_id: Some(CitizenId::parse("001190012345").unwrap()),
        resolved_on: Some(day("2025-09-10")),
        decided_on: day("2025-10-15"),
        admitted_on: day("2025-10-30"),
        certificate_on: Some(day("2023-04-01")),
        sponsors: vec![
            sponsor(Sponsor::First, Some(Standing::Official)),
            sponsor(Sponsor::Second, Some(Standing::Official)),
        ],
        introduced: Some(Introduced { members: 2, union: false }),
    }
}

fn sponsor(field: Sponsor, standing_on_day: Option<Standing>) -> SponsorFacts {
    SponsorFacts { field, standing_on_day }
}

fn found(facts: &AdmissionFacts) -> Vec<Finding> {
    findings(facts, day(TODAY), &Rulebook::shipped(), &Calendar::shipped())
}

/// The codes found after one change of a right admission.
fn codes(change: impl FnOnce(&mut AdmissionFacts)) -> Vec<&'static str> {
    let mut facts = right();
    change(&mut facts);
    found(&facts).iter().map(|finding| finding.code.code()).collect()
}

#[test]
fn a_right_admission_has_nothing_to_find() {
    assert_eq!(found(&right()), []);
    assert_eq!(
        codes(|facts| (facts.citizen_id, facts.certificate_on, facts.resolved_on) = (None, None, None)),
        [""; 0]
    );
}

#[test]
fn age_is_from_eighteen_to_sixty_by_month_when_the_branch_considered() {
    // Điểm 1.1: đủ 18 đến đủ 60 tuổi, tính theo tháng; considered on 10/9/2025.
    for (born, expected) in [
        ("2007-09-10", None),
        ("2007-09-11", Some(("under_age", 17, 11))),
        ("2007-09", None),
        ("2007-10", Some(("under_age", 17, 11))),
        ("2007", None),
        ("2008", Some(("under_age", 17, 8))),
        ("1965-09-10", None),
        ("1965-08-11", None),
        ("1965-08-10", Some(("over_age", 60, 1))),
        ("1965-08", None),
        ("1965-07", Some(("over_age", 60, 1))),
        ("1965", None),
        ("1964", Some(("over_age", 60, 8))),
    ] {
        let mut facts = right();
        facts.citizen_id = None;
        facts.born_on = PartialDate::parse_iso(born).unwrap();
        let told = found(&facts).first().map(|finding| match finding.fact {
            Fact::Age { years, months } => (finding.code.code(), years, months),
            other => panic!("{other:?}"),
        });
        assert_eq!(told, expected, "{born}");
    }
}

#[test]
fn age_is_judged_on_the_day_of_the_decision_when_the_branch_s_is_not_given() {
    let at_the_decision = |facts: &mut AdmissionFacts| {
        facts.citizen_id = None;
        facts.born_on = day("2007-10-15").into();
    };
    assert_eq!(codes(at_the_decision), ["under_age"]);
    assert_eq!(
        codes(|facts| {
            at_the_decision(facts);
            facts.resolved_on = None;
        }),
        [""; 0]
    );
}

#[test]
fn the_id_may_not_contradict_gender_and_year_of_birth() {
    let with = |digits: &str| codes(|facts| facts.citizen_id = Some(CitizenId::parse(digits).unwrap()));
    assert_eq!(with("001090012345"), ["id_contradicts_gender"]);
    assert_eq!(with("001191012345"), ["id_contradicts_birth"]);
    assert_eq!(with("001290012345"), ["id_contradicts_gender", "id_contradicts_birth"]);
    assert_eq!(codes(|facts| facts.born_on = PartialDate::from_year(1990).unwrap()), [""; 0]);
}

#[test]
fn the_ceremony_is_within_thirty_working_days_of_the_decision() {
    // Điểm 4.1. From Wednesday 15/10/2025 six weeks without a holiday: Wednesday 26/11/2025.
    assert_eq!(codes(|facts| facts.admitted_on = day("2025-11-26")), [""; 0]);
    let mut late = right();
    late.admitted_on = day("2025-11-27");
    let finding = found(&late)[0];
    assert_eq!(finding.code, FindingCode::CeremonyLate);
    assert_eq!(finding.fact, Fact::Until(day("2025-11-26")));
    assert_eq!(finding.rule.map(|rule| rule.citation), Some("Quy định 294-QĐ/TW, điểm 4.1"));
    assert_eq!(codes(|facts| facts.admitted_on = facts.decided_on), [""; 0]);
    assert_eq!(codes(|facts| facts.admitted_on = day("2025-10-14")), ["ceremony_before_decision"]);
}

#[test]
fn holidays_do_not_count_among_the_thirty_days() {
    for (decided, last, late) in [
        // The first days of January and an exchange for a Saturday.
        ("2025-12-31", "2026-02-12", "2026-02-13"),
        // The week of Tết.
        ("2026-01-15", "2026-03-05", "2026-03-06"),
    ] {
        let with = |admitted| {
            codes(|facts| {
                facts.decided_on = day(decided);
                facts.admitted_on = day(admitted);
            })
        };
        assert_eq!(with(last), [""; 0], "{decided}");
        assert_eq!(with(late), ["ceremony_late"], "{decided}");
    }
}

#[test]
fn the_certificate_is_good_for_sixty_months_until_the_branch_considers() {
    let with = |issued: &str| codes(|facts| facts.certificate_on = Some(day(issued)));
    assert_eq!(with("2020-09-10"), [""; 0]);
    assert_eq!(with("2020-09-09"), ["certificate_expired"]);
    assert_eq!(with("2025-09-10"), [""; 0]);
    assert_eq!(with("2025-09-11"), ["certificate_after_consideration"]);
    assert_eq!(with("2026-11-24"), ["certificate_in_future"]);
}

#[test]
fn a_sponsor_is_an_official_member() {
    let with = |one, two| {
        codes(|facts| {
            facts.sponsors = vec![sponsor(Sponsor::Second, two), sponsor(Sponsor::First, one)];
        })
    };
    let (official, probationary) = (Some(Standing::Official), Some(Standing::Probationary));
    assert_eq!(with(official, official), [""; 0]);
    assert_eq!(with(probationary, official), ["sponsor_1_probationary"]);
    assert_eq!(with(None, probationary), ["sponsor_1_not_a_member", "sponsor_2_probationary"]);
    assert_eq!(with(official, None), ["sponsor_2_not_a_member"]);
}

#[test]
fn two_members_introduce_or_one_beside_a_union_up_to_thirty() {
    // Charter, Điều 4, khoản 1; considered on 10/9/2025.
    let with = |members, union, born: &str| {
        let mut facts = right();
        facts.citizen_id = None;
        facts.born_on = PartialDate::parse_iso(born).unwrap();
        facts.introduced = Some(Introduced { members, union });
        found(&facts).first().map(|finding| (finding.code.code(), finding.rule.map_or(0, |rule| rule.value)))
    };
    let (few, one) = (Some(("sponsors_too_few", 2)), Some(("sponsors_too_few", 1)));
    for (members, union, born, expected) in [
        (0, false, "1990-05-10", few),
        (1, false, "1990-05-10", few),
        (2, false, "1990-05-10", None),
        (1, false, "2000-01-01", few),
        (1, true, "2000-01-01", None),
        (0, true, "2000-01-01", one),
        // Thirty, counted by month: within the month after the birthday one is still thirty.
        (1, true, "1995-08-11", None),
        (1, true, "1995-08-10", few),
        (1, true, "1995", None),
        (2, true, "1990-05-10", None),
    ] {
        assert_eq!(with(members, union, born), expected, "{members} {union} {born}");
    }
    assert_eq!(codes(|facts| facts.introduced = None), [""; 0], "what is not judged finds nothing");
    let mut none = right();
    none.introduced = Some(Introduced { members: 0, union: false });
    assert_eq!(found(&none)[0].rule.map(|rule| rule.citation), Some("Điều lệ Đảng, Điều 4, khoản 1"));
}

#[test]
fn the_steps_follow_each_other_and_none_is_in_the_future() {
    assert_eq!(codes(|facts| facts.resolved_on = Some(day("2025-10-15"))), [""; 0]);
    assert_eq!(codes(|facts| facts.resolved_on = Some(day("2025-10-16"))), ["resolved_after_decision"]);
    let future = codes(|facts| {
        facts.born_on = PartialDate::from_year(2027).unwrap();
        facts.citizen_id = None;
        facts.resolved_on = Some(day("2026-11-24"));
        facts.decided_on = day("2026-11-24");
        facts.admitted_on = day("2026-11-24");
        facts.certificate_on = Some(day("2026-11-24"));
    });
    assert_eq!(
        future,
        ["born_in_future", "resolved_in_future", "decided_in_future", "admitted_in_future", "certificate_in_future"]
    );
    assert_eq!(
        codes(|facts| {
            facts.resolved_on = None;
            facts.certificate_on = None;
            facts.decided_on = day(TODAY);
            facts.admitted_on = day(TODAY);
        }),
        [""; 0]
    );
}

#[test]
fn what_cannot_be_stops_and_what_may_be_is_confirmed() {
    for (code, severity) in [
        (FindingCode::CeremonyBeforeDecision, Severity::Error),
        (FindingCode::AdmittedInFuture, Severity::Error),
        (FindingCode::UnderAge, Severity::Warning),
        (FindingCode::CeremonyLate, Severity::Warning),
        (FindingCode::SponsorProbationary(Sponsor::Second), Severity::Warning),
    ] {
        assert_eq!(code.severity(), severity, "{code:?}");
    }
}

#[test]
fn every_finding_of_a_rule_cites_it() {
    let mut facts = right();
    facts.citizen_id = None;
    facts.born_on = day("2010-01-01").into();
    facts.admitted_on = day("2026-11-20");
    facts.certificate_on = Some(day("2015-01-01"));
    facts.sponsors = vec![sponsor(Sponsor::First, None)];
    let found = found(&facts);
    let cited: Vec<_> =
        found.iter().map(|finding| (finding.code.code(), finding.rule.map(|rule| rule.citation))).collect();
    assert_eq!(
        cited,
        [
            ("under_age", Some("Quy định 294-QĐ/TW, điểm 1.1")),
            ("ceremony_late", Some("Quy định 208-QĐ/TW")),
            ("sponsor_1_not_a_member", Some("Điều lệ Đảng, Điều 4, khoản 1")),
            ("certificate_expired", Some("Hướng dẫn 06-HD/TW, điểm 5.4b")),
        ]
    );
}

#[test]
fn what_follows_is_the_probation_and_thirty_working_days() {
    let follows = |admitted: &str| what_follows(day(admitted), &Rulebook::shipped(), &Calendar::shipped());
    // Điều 5 of the Charter: twelve months; điểm 4.2: thirty working days.
    for (admitted, until, consider_by, sure) in [
        ("2019-05-19", "2020-05-19", "2020-06-30", true),
        ("2024-02-29", "2025-02-28", "2025-04-14", true),
        ("2026-11-20", "2027-11-20", "2028-01-04", true),
        ("2025-12-20", "2026-12-20", "2027-02-01", true),
        ("2026-01-10", "2027-01-10", "2027-02-26", false),
    ] {
        let follows = follows(admitted).unwrap();
        assert_eq!(follows.probation_until.iso(), until);
        assert_eq!((follows.consider_by.iso().as_str(), follows.sure), (consider_by, sure), "{admitted}");
    }
    assert_eq!(follows("2026-11-20").unwrap().consideration.citation, "Quy định 208-QĐ/TW");
    assert_eq!(follows("2010-05-19"), None);
}
