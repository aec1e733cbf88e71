//! What each page asks: the table of the papers (38-HD/BTCTW, điểm 4.2 and 4.3, for the letters), and its words.

use crate::ids::PersonId;
use crate::ledger::sentences::kind_label;
use crate::rules::standing::Kind;
use crate::web::t;

/// A field of a page; its name is that of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The branch that takes the person: `branch`.
    Branch,
    /// Another branch of the book, to which the person goes: `counterpart`.
    ToBranch,
    /// An organisation outside the book: `counterpart_text`.
    Outside,
    /// A branch of the book, or an organisation outside it.
    Host,
    /// `standing`.
    Standing,
    /// The day of the decision of an admission elsewhere: `admission_decided_on`.
    AdmissionDecidedOn,
    /// The day of the ceremony: `admitted_on`.
    AdmittedOn,
    /// `official_on`.
    OfficialOn,
    /// When the branch considered: `resolved_on`.
    ResolvedOn,
    /// `decision_number` and `decided_on`, with who issued it, of a decision.
    Decision,
    /// The same of a letter of introduction.
    Letter,
    /// From when it counts: `effective_on`.
    EffectiveOn,
    /// Until when: `due_on`.
    DueOn,
    /// Fees are paid to the end of this month: `fees_until`.
    FeesUntil,
    /// Why: `reason`.
    Reason,
    /// Who introduced: `sponsor_1`, `sponsor_2`.
    Sponsors,
    /// The day of the awareness certificate: `awareness_certificate_on`.
    Certificate,
}

/// The page of a kind of event.
#[derive(Debug)]
pub struct Sheet {
    /// What it records.
    pub kind: Kind,
    /// Its word in the address: what is created.
    pub noun: &'static str,
    asks: &'static [(Ask, bool)],
}

use Ask::{
    AdmissionDecidedOn, AdmittedOn, Branch, Certificate, Decision, DueOn, EffectiveOn, FeesUntil, Host, Letter,
    OfficialOn, Outside, Reason, ResolvedOn, Sponsors, Standing, ToBranch,
};

/// Every page, in the order in which a record offers them; with each field, whether it must be filled.
pub static SHEETS: [Sheet; 21] = [
    Sheet {
        kind: Kind::Recognised,
        noun: "recognition",
        asks: &[(ResolvedOn, true), (Decision, true), (EffectiveOn, false)],
    },
    Sheet {
        kind: Kind::Moved,
        noun: "move",
        asks: &[(ToBranch, true), (Decision, false), (EffectiveOn, true), (Reason, false)],
    },
    Sheet {
        kind: Kind::TransferredOut,
        noun: "transfer",
        asks: &[(Outside, true), (Letter, true), (EffectiveOn, true), (FeesUntil, false), (Reason, false)],
    },
    Sheet {
        kind: Kind::TemporaryOut,
        noun: "temporary-transfer",
        asks: &[(Host, true), (Letter, true), (EffectiveOn, true), (DueOn, true), (FeesUntil, false), (Reason, false)],
    },
    Sheet {
        kind: Kind::TemporaryExtended,
        noun: "temporary-extension",
        asks: &[(Letter, false), (EffectiveOn, true), (DueOn, true), (Reason, false)],
    },
    Sheet {
        kind: Kind::TemporaryEnded,
        noun: "return",
        asks: &[(EffectiveOn, true), (Letter, false), (FeesUntil, false)],
    },
    Sheet {
        kind: Kind::Exempted,
        noun: "exemption",
        asks: &[(Decision, false), (EffectiveOn, true), (DueOn, false), (Reason, true)],
    },
    Sheet { kind: Kind::ExemptionEnded, noun: "exemption-end", asks: &[(Decision, false), (EffectiveOn, true)] },
    Sheet {
        kind: Kind::Suspended,
        noun: "suspension",
        asks: &[(Decision, true), (EffectiveOn, true), (DueOn, false), (Reason, false)],
    },
    Sheet { kind: Kind::SuspensionEnded, noun: "suspension-end", asks: &[(Decision, false), (EffectiveOn, true)] },
    Sheet { kind: Kind::Removed, noun: "removal", asks: &[(Decision, true), (EffectiveOn, true), (Reason, true)] },
    Sheet { kind: Kind::Expelled, noun: "expulsion", asks: &[(Decision, true), (EffectiveOn, true), (Reason, false)] },
    Sheet {
        kind: Kind::Resigned,
        noun: "resignation",
        asks: &[(Decision, true), (EffectiveOn, true), (Reason, false)],
    },
    Sheet { kind: Kind::Died, noun: "death", asks: &[(EffectiveOn, true), (Reason, false)] },
    Sheet {
        kind: Kind::AdmissionCancelled,
        noun: "cancellation",
        asks: &[(Decision, true), (EffectiveOn, true), (Reason, true)],
    },
    Sheet {
        kind: Kind::TransferredIn,
        noun: "arrival",
        asks: &[
            (Branch, true),
            (Outside, true),
            (Letter, true),
            (EffectiveOn, true),
            (Standing, true),
            (AdmissionDecidedOn, false),
            (AdmittedOn, false),
            (OfficialOn, false),
            (FeesUntil, false),
        ],
    },
    Sheet {
        kind: Kind::Readmitted,
        noun: "readmission",
        asks: &[
            (Branch, true),
            (ResolvedOn, false),
            (Decision, true),
            (EffectiveOn, true),
            (Certificate, false),
            (Sponsors, false),
        ],
    },
    Sheet {
        kind: Kind::Reinstated,
        noun: "reinstatement",
        asks: &[(Branch, true), (Decision, true), (EffectiveOn, true)],
    },
    Sheet {
        kind: Kind::TemporaryIn,
        noun: "stay",
        asks: &[
            (Branch, true),
            (Outside, true),
            (Letter, true),
            (EffectiveOn, true),
            (DueOn, true),
            (FeesUntil, false),
        ],
    },
    Sheet {
        kind: Kind::GuestExtended,
        noun: "stay-extension",
        asks: &[(Letter, false), (EffectiveOn, true), (DueOn, true)],
    },
    Sheet { kind: Kind::GuestEnded, noun: "stay-end", asks: &[(EffectiveOn, true), (FeesUntil, false)] },
];

/// The entries that have forms of their own, as they are corrected: what their paper says, without the person.
static ENTRIES: [Sheet; 2] = [
    Sheet {
        kind: Kind::Admitted,
        noun: "admission",
        asks: &[
            (Branch, true),
            (ResolvedOn, false),
            (Decision, true),
            (EffectiveOn, true),
            (Certificate, false),
            (Sponsors, false),
        ],
    },
    Sheet {
        kind: Kind::OpeningBalance,
        noun: "opening-balance",
        asks: &[(Branch, true), (Standing, true), (Decision, false), (AdmittedOn, false), (OfficialOn, false)],
    },
];

impl Sheet {
    /// What is asked when an event of this kind is corrected.
    pub fn corrected(kind: Kind) -> Option<&'static Self> {
        Self::of(kind).or_else(|| ENTRIES.iter().find(|sheet| sheet.kind == kind))
    }

    /// The page with that word in its address.
    pub fn named(noun: &str) -> Option<&'static Self> {
        SHEETS.iter().find(|sheet| sheet.noun == noun)
    }

    /// The page that records this.
    pub fn of(kind: Kind) -> Option<&'static Self> {
        SHEETS.iter().find(|sheet| sheet.kind == kind)
    }

    /// Its address for a person.
    pub fn path(&self, person: PersonId) -> String {
        format!("{}/{}", person.path(), self.noun)
    }

    /// What it is called.
    pub fn title(&self) -> &'static str {
        kind_label(self.kind)
    }

    /// Whether it has that field.
    pub fn asks(&self, ask: Ask) -> bool {
        self.asks.iter().any(|(asked, _)| *asked == ask)
    }

    /// Whether the rules tell its day, which nobody types.
    pub fn is_computed(&self) -> bool {
        self.kind == Kind::Recognised
    }

    /// Whether it has that field, and it must be filled.
    pub fn needs(&self, ask: Ask) -> bool {
        self.asks.contains(&(ask, true))
    }

    /// Whether the person is entered into a branch, and not in one already.
    pub fn enters(&self) -> bool {
        self.asks(Branch)
    }

    /// What the day is called from which it counts.
    pub fn effective_label(&self) -> &'static str {
        match self.kind {
            Kind::Recognised => t("Chính thức từ ngày"),
            Kind::Moved => t("Sang chi bộ mới từ ngày"),
            Kind::TransferredOut => t("Chuyển đi từ ngày"),
            Kind::TransferredIn => t("Nhận sinh hoạt từ ngày"),
            Kind::TemporaryOut => t("Đi từ ngày"),
            Kind::TemporaryIn => t("Đến từ ngày"),
            Kind::TemporaryExtended | Kind::GuestExtended => t("Gia hạn từ ngày"),
            Kind::TemporaryEnded => t("Trở về từ ngày"),
            Kind::GuestEnded => t("Hết sinh hoạt ở đây từ ngày"),
            Kind::Admitted | Kind::Readmitted => t("Ngày lễ kết nạp"),
            Kind::Died => t("Ngày từ trần"),
            _ => t("Có hiệu lực từ ngày"),
        }
    }

    /// What the organisation outside the book is called.
    pub fn outside_label(&self) -> &'static str {
        match self.kind {
            Kind::TransferredIn | Kind::TemporaryIn => t("Từ tổ chức đảng"),
            Kind::TemporaryOut => t("Hoặc tổ chức ngoài sổ này"),
            _ => t("Đến tổ chức đảng"),
        }
    }

    /// The reasons of its list; another may be written.
    pub fn reasons(&self) -> impl Iterator<Item = &'static str> + use<> {
        reasons(self.noun)
    }
}

/// The reasons of a word of reasons.txt.
pub fn reasons(word: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = include_str!("reasons.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('|')).filter(move |(of, _)| of.trim() == word).map(|(_, why)| why.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_but_the_two_with_forms_of_their_own_has_one_page() {
        for kind in Kind::ALL {
            let pages = SHEETS.iter().filter(|sheet| sheet.kind == kind).count();
            let own_form = matches!(kind, Kind::Admitted | Kind::OpeningBalance);
            assert_eq!(pages, usize::from(!own_form), "{kind:?}");
        }
    }

    #[test]
    fn every_page_has_a_word_of_its_own_and_asks_for_a_day() {
        for sheet in &SHEETS {
            assert_eq!(SHEETS.iter().filter(|other| other.noun == sheet.noun).count(), 1, "{}", sheet.noun);
            assert!(sheet.asks(EffectiveOn), "{}", sheet.noun);
            assert_eq!(Sheet::named(sheet.noun).map(|found| found.kind), Some(sheet.kind));
        }
        assert!(Sheet::named("edit").is_none());
    }

    #[test]
    fn every_reason_is_of_a_page_that_asks_for_one() {
        let words = include_str!("reasons.txt").lines().filter(|line| !line.starts_with('#'));
        for word in words.map(|line| line.split('|').next().unwrap_or_default().trim()) {
            assert!(word == "undo" || Sheet::named(word).is_some_and(|sheet| sheet.asks(Reason)), "{word}");
        }
        assert_eq!(reasons("undo").count(), 1);
    }
}
