//! None, one and many of everything at once.

use super::{facts, said, target};
use crate::reports::draft::{DAY, Part};
use crate::reports::facts::{Commended, Meetings, Size};
use crate::reports::words::compose;
use crate::rules::evaluation::{Grade, Tally};
use crate::rules::movement::Row;
use crate::rules::target::{Actual, Aim};
use crate::web::Language;
use crate::{courses, documents, residence};

#[test]
fn none_one_and_many_of_everything_are_worded_in_both_languages() {
    let mut facts = facts();
    for n in [0_i64, 1, 2, 12, 1204] {
        let (count, small) = (usize::try_from(n).unwrap(), u32::try_from(n).unwrap());
        let share = documents::Share { present: n, should: n };
        facts.size = Size {
            total: n,
            women: n,
            probationary: n,
            away: n,
            before: Some(n),
            adjustment: n,
            branches: Some(count),
            ..Size::default()
        };
        facts.admitted = n;
        facts.recognised = n;
        facts.studied = documents::Studied { documents: n, sessions: n, members: share, outsiders: share };
        facts.meetings = Meetings { regular: n, thematic: n, committee: n, flag: n, missed: count };
        facts.sent = courses::Sent { new_members: n, non_members: n, theory: n, ..courses::Sent::default() };
        facts.residence = residence::Figures {
            members: small.max(1),
            introduced: small,
            commented: small,
            good: small,
            ..residence::Figures::default()
        };
        facts.commended = vec![Commended { form: "Giấy khen".to_owned(), members: count, organisations: count }];
        facts.evaluated.members = small * 4;
        facts.evaluated.tally = Tally { excellent: small, good: small, completed: small, failed: small };
        facts.grades = (n > 0).then_some((Grade::Good, n)).into_iter().collect();
        for language in [Language::Vietnamese, Language::English] {
            language.scope(|| {
                for part in Part::ALL {
                    for line in said(&facts, part) {
                        let figures = line.split(|sign: char| !sign.is_ascii_digit()).any(|word| word == "00");
                        assert!(!figures, "none is said in words: {line}");
                    }
                }
            });
        }
    }
}

#[test]
fn two_targets_of_one_name_have_two_labels() {
    let mut facts = facts();
    facts.targets = vec![
        target(1, "Học [tập]|", Aim::Number(3), Some(Actual::Number(4))),
        target(2, "Học [tập]|", Aim::Number(5), Some(Actual::Number(4))),
    ];
    assert_eq!(said(&facts, Part::Targets).len(), 3);
    assert!(compose(&facts).figures.values().all(|figure| !figure.label.contains(['[', ']', '|'])));
}

#[test]
fn every_figure_of_the_members_leads_somewhere_in_the_year_of_the_paper_book_too() {
    let mut facts = facts();
    let (came, went) = (vec![(Row::Admitted, 4)], vec![(Row::Died, 1)]);
    facts.size =
        Size { total: 40, before: Some(0), carried_over: 37, increases: came, decreases: went, ..Size::default() };
    for (key, figure) in compose(&facts).figures {
        assert_eq!(figure.href.is_empty(), key == DAY, "{key}");
        assert!(figure.wrong.is_empty(), "{key}: {}", figure.wrong);
    }
}
