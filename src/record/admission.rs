//! Item 12 of the form: how a person entered, who stood for them, what the committee confirmed, and how they
//! became official.

use sqlx::PgConnection;

use super::Told;
use crate::Result;
use crate::ids::PersonId;
use crate::ledger::Event;
use crate::ledger::sentences::kind_label;
use crate::members;
use crate::members::warnings::confirmed_label;
use crate::rules::Day;
use crate::rules::standing::{Kind, Track};
use crate::web::{With, t};

/// How a person entered and became official.
#[derive(Clone, Debug)]
pub struct Admission {
    /// How they entered the book.
    pub title: &'static str,
    /// Days, decision, certificate: each a label and what stands there.
    pub facts: Vec<(&'static str, String)>,
    /// The sponsors, in the order of the form.
    pub sponsors: Vec<Sponsor>,
    /// The warnings that the committee confirmed: what, and the rule it rests on.
    pub confirmed: Vec<(String, String)>,
}

/// A sponsor.
#[derive(Clone, Debug)]
pub struct Sponsor {
    /// The name as it was then.
    pub name: String,
    /// Their record, for who may see it.
    pub href: Option<String>,
}

pub(super) async fn admission(db: &mut PgConnection, told: &Told<'_>) -> Result<Option<Admission>> {
    let counted = |event: &&Event| !event.voided && event.effective_on <= told.on;
    let entry = |event: &&Event| event.kind.is_some_and(|kind| kind.is_entry() || kind == Kind::TemporaryIn);
    let Some((event, kind)) =
        told.events.iter().filter(counted).rfind(entry).and_then(|event| Some((event, event.kind?)))
    else {
        return Ok(None);
    };
    let admitted = matches!(kind, Kind::Admitted | Kind::Readmitted);
    let membership = told.spans.iter().rfind(|span| span.track == Track::Membership && span.from <= told.on);
    let admitted_on = membership.and_then(|span| span.admitted_on).or(event.admitted_on);
    let official_on = membership.and_then(|span| span.official_on).or(event.official_on);
    let recognised = told
        .events
        .iter()
        .filter(counted)
        .rfind(|other| other.kind == Some(Kind::Recognised) && other.effective_on >= event.effective_on);

    let text = |date: Option<&str>| date.and_then(Day::parse_iso).map(|day| day.to_string()).unwrap_or_default();
    let date = |date: Option<crate::rules::PartialDate>| date.map(|day| day.to_string()).unwrap_or_default();
    let mut facts = Vec::new();
    if !admitted {
        facts.push((t("Vào sổ từ ngày"), event.effective_on.to_string()));
    }
    if admitted {
        facts.push((t("Chi bộ xét ngày"), text(event.details.resolved_on.as_deref())));
    }
    let decision = if admitted || kind == Kind::OpeningBalance {
        t("Quyết định kết nạp")
    } else {
        t("Quyết định, giấy giới thiệu")
    };
    facts.push((decision, decision_words(event)));
    if kind == Kind::TransferredIn {
        facts.push((t("Ngày quyết định kết nạp"), date(event.admission_decided_on)));
    }
    facts.push((t("Ngày vào Đảng"), date(admitted_on)));
    if admitted {
        facts.push((
            t("Giấy chứng nhận lớp nhận thức về Đảng"),
            text(event.details.awareness_certificate_on.as_deref()),
        ));
    }
    facts.push((t("Ngày chính thức"), date(official_on)));
    if let Some(recognised) = recognised {
        facts.push((t("Quyết định công nhận chính thức"), decision_words(recognised)));
    }

    let mut sponsors = Vec::new();
    for sponsor in &event.details.sponsors {
        let href = match sponsor.person.map(PersonId) {
            Some(person) => members::visible(&mut *db, &told.viewer.scope, person, told.viewer.at.day())
                .await?
                .map(|_| person.path()),
            None => None,
        };
        sponsors.push(Sponsor { name: sponsor.name.clone(), href });
    }
    let confirmed = event
        .details
        .confirmed
        .iter()
        .map(|confirmed| {
            (
                confirmed_label(&confirmed.code).map_or(confirmed.code.clone(), ToOwned::to_owned),
                confirmed.citation.clone(),
            )
        })
        .collect();
    Ok(Some(Admission { title: kind_label(kind), facts, sponsors, confirmed }))
}

/// The decision or letter of an event: number, day, who issued it.
pub(super) fn decision_words(event: &Event) -> String {
    let number = (!event.decision_number.is_empty()).then(|| t("Số {number}").with("number", &event.decision_number));
    let decided_on = event.decided_on.map(|day| t("ngày {day}").with("day", day));
    let numbered: Vec<_> = number.into_iter().chain(decided_on).collect();
    let mut words = numbered.join(" ");
    if !event.issuing_body.is_empty() {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&event.issuing_body);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::admission::{FindingCode, Severity, Sponsor as Place};

    #[test]
    fn every_warning_that_may_be_confirmed_has_its_words() {
        let codes = [
            FindingCode::UnderAge,
            FindingCode::OverAge,
            FindingCode::IdContradictsGender,
            FindingCode::IdContradictsBirth,
            FindingCode::ResolvedAfterDecision,
            FindingCode::CeremonyLate,
            FindingCode::SponsorNotAMember(Place::First),
            FindingCode::SponsorNotAMember(Place::Second),
            FindingCode::SponsorProbationary(Place::First),
            FindingCode::SponsorProbationary(Place::Second),
            FindingCode::SponsorsTooFew,
            FindingCode::CertificateAfterConsideration,
            FindingCode::CertificateExpired,
        ];
        for code in codes {
            assert_eq!(code.severity(), Severity::Warning);
            assert!(confirmed_label(code.code()).is_some(), "{}", code.code());
        }
        for code in crate::carry_over::DOUBTS {
            assert!(confirmed_label(code).is_some(), "{code}");
        }
        assert_eq!(confirmed_label("born_in_future"), None);
    }
}
