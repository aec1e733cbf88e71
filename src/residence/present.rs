//! The words of residence contact, and what it adds to the pages of others.

use sqlx::PgConnection;

use super::form::YES;
use super::{Commented, Contact, When, Which, in_year, path, people_path, queries};
use crate::Result;
use crate::auth::scope::Kind;
use crate::ids::OrganisationId;
use crate::panels::{About, Asking, Line, Maker, Panel, Year, YearCard, YearMaker};
use crate::rules::residence::{Comment, Reason, State};
use crate::rules::year::is_due;
use crate::web::filters::grouped;
use crate::web::{With, t};

/// The card on a record and on an organisation's page.
pub const PANEL: Maker = |db, asking| Box::pin(panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(card(db, year));

/// How many comments a card tells of.
const COMMENTS: usize = 5;

/// Why somebody is not introduced, as it is said.
pub fn reason_label(reason: Reason) -> &'static str {
    match reason {
        Reason::SameBranch => t("Không giới thiệu: sinh hoạt tại chi bộ nơi cư trú"),
        Reason::Retired => t("Không giới thiệu: nghỉ hưu, sinh hoạt ở nơi cư trú"),
        Reason::Exempt => t("Không giới thiệu: được miễn sinh hoạt"),
        Reason::Away => t("Không giới thiệu: công tác, học tập xa nơi cư trú"),
        Reason::Other => t("Không giới thiệu: lý do khác"),
    }
}

/// Introduced, or why not, of the word of the grid.
pub(super) fn contact_label(code: &str) -> Option<&'static str> {
    if code == YES { Some(t("Đã giới thiệu")) } else { Reason::from_code(code).map(reason_label) }
}

/// What the committee of the residence says, in a few words.
pub fn comment_label(comment: Comment) -> &'static str {
    match comment {
        Comment::Good => t("Thực hiện tốt"),
        Comment::Fair => t("Có tham gia, chưa tốt"),
        Comment::Little => t("Ít tham gia"),
        Comment::None => t("Không giữ mối liên hệ"),
    }
}

/// Where somebody stands.
pub(super) fn state_label(state: State) -> &'static str {
    match state {
        State::Unknown => t("Chưa ghi việc giới thiệu"),
        State::Awaited => t("Chưa có nhận xét"),
        State::Commented => t("Đã có nhận xét"),
        State::NotIntroduced => t("Không giới thiệu, có lý do"),
    }
}

/// Of whom a list is.
pub(super) fn which_label(which: Which) -> &'static str {
    match which {
        Which::Members => t("Đảng viên của năm"),
        Which::Introduced => t("Đã giới thiệu về nơi cư trú"),
        Which::Commented => t("Giữ mối liên hệ nơi cư trú, đã có nhận xét"),
        Which::Good => t("Được nhận xét thực hiện tốt"),
        Which::Awaited => state_label(State::Awaited),
        Which::NotIntroduced => state_label(State::NotIntroduced),
        Which::Unknown => state_label(State::Unknown),
        Which::Missing => t("Còn thiếu: giới thiệu hoặc nhận xét"),
    }
}

/// Introduced to where and when, or why not.
pub(super) fn contact_words(contact: &Contact) -> String {
    match contact.reason {
        Some(Reason::Other) => format!("{}: {}", reason_label(Reason::Other), contact.place),
        Some(reason) => reason_label(reason).to_owned(),
        None if contact.place.is_empty() && contact.introduced_on.is_none() => {
            t("Đã giới thiệu, chưa ghi ngày và nơi").to_owned()
        }
        None if contact.place.is_empty() => t("Đã giới thiệu, chưa ghi nơi").to_owned(),
        None => t("Giới thiệu đến {place}").with("place", &contact.place),
    }
}

/// The comment of a year in words.
pub(super) fn comment_words(commented: &Commented) -> String {
    let words = t("Nhận xét: {grade}, nhận ngày {day}")
        .with("grade", comment_label(commented.grade).to_lowercase())
        .with("day", commented.received_on);
    if commented.note.is_empty() { words } else { format!("{words}. {}", commented.note) }
}

/// A count as it is shown.
pub(super) fn count(number: u32) -> String {
    grouped(&number.to_string())
}

/// The page of a year of an organisation.
pub(super) fn list_path(organisation: OrganisationId, year: i16) -> String {
    format!("/residence?year={year}&branch={organisation}")
}

async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let (day, known) = (asking.asked.day, asking.asked.known());
    let grid = |organisation: OrganisationId, year: i16| {
        asking.viewer.scope.holds(organisation).then(|| path(organisation, year))
    };
    let mut lines = Vec::new();
    match asking.about {
        About::Person(person) => {
            for (organisation, contact) in queries::contacts(&mut *db, person, day, known).await? {
                lines.push(Line {
                    when: contact.introduced_on.map_or_else(|| contact.since.year().to_string(), |day| day.to_string()),
                    words: contact_words(&contact),
                    href: grid(organisation, contact.since.year().max(crate::organisations::year::FIRST)),
                    detail: String::new(),
                });
            }
            for (year, organisation, commented) in
                queries::comments(&mut *db, person, day, known).await?.into_iter().take(COMMENTS)
            {
                lines.push(Line {
                    when: year.to_string(),
                    words: comment_words(&commented),
                    href: grid(organisation, year),
                    detail: String::new(),
                });
            }
        }
        About::Organisation(organisation) => {
            let scope = asking.app.tree().scope(organisation);
            let branch = asking.app.tree().node(organisation).is_some_and(|node| node.kind == Kind::Branch);
            for year in [day.year(), day.year() - 1] {
                let figures = in_year(&mut *db, &scope.ids(), When::new(year, day, known)).await?;
                if figures.members == 0 {
                    continue;
                }
                lines.push(Line {
                    when: year.to_string(),
                    words: t("{commented}/{members} đảng viên đã giới thiệu và có nhận xét")
                        .with("commented", count(figures.commented))
                        .with("members", count(figures.members)),
                    href: Some(if branch { path(organisation, year) } else { list_path(organisation, year) }),
                    detail: missing(&figures, is_due(year, day)),
                });
            }
        }
    }
    Ok(Some(Panel {
        id: "residence",
        title: t("Giữ mối liên hệ nơi cư trú"),
        all: match asking.about {
            About::Person(_) => None,
            About::Organisation(organisation) => Some((list_path(organisation, day.year()), t("Xem cả năm"))),
        },
        lines,
        empty: t("Chưa ghi việc giới thiệu về nơi cư trú."),
    }))
}

/// What is missing still, in a sentence; nothing where nothing is.
fn missing(figures: &super::Figures, due: bool) -> String {
    let mut parts = Vec::new();
    if figures.unknown() > 0 {
        parts.push(t("Chưa ghi việc giới thiệu: {n}").with("n", count(figures.unknown())));
    }
    if due && figures.awaited() > 0 {
        parts.push(t("Chưa có nhận xét: {n}").with("n", count(figures.awaited())));
    }
    parts.join(". ")
}

async fn card(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let card = YearCard {
        title: t("Giữ mối liên hệ nơi cư trú"),
        icon: "house",
        href: format!("/residence{}", year.query()),
        ..YearCard::default()
    };
    if !year.has_begun() {
        return Ok(card);
    }
    let figures = in_year(db, year.scope, When::new(year.year, year.today, None)).await?;
    let ratio = format!("{}/{}", count(figures.commented), count(figures.members));
    let mut told = vec![(ratio, t("giữ mối liên hệ nơi cư trú, đã có nhận xét").to_owned())];
    if figures.not_introduced > 0 {
        told.push((count(figures.not_introduced), t("không giới thiệu, có lý do").to_owned()));
    }
    let organisation = (year.organisation != year.viewer.organisation).then_some(year.organisation);
    Ok(YearCard {
        figures: told,
        missing: missing(&figures, year.is_due()),
        see: (figures.lacking(year.is_due()) > 0).then(|| {
            let which = Which::lacking(year.is_due());
            (people_path(year.year, organisation, which), t("Xem những người còn thiếu"))
        }),
        ..card
    })
}
