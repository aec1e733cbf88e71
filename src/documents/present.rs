//! Documents in words, and what they add to the pages of others.

use sqlx::PgConnection;

use super::{Share, list_path, queries, studied};
use crate::Result;
use crate::auth::Right;
use crate::choosing;
use crate::ids::{OrganisationId, PersonId};
use crate::panels::{About, Asking, Line, Panel, Year, YearCard};
use crate::rules::Day;
use crate::web::as_of::Asked;
use crate::web::{With, t};

/// The most documents on the card of an organisation.
const NEWEST: usize = 3;
/// The most on a record.
const MOST: i64 = 6;

/// The card on a record, and on the page of an organisation.
pub(super) async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    match asking.about {
        About::Person(person) => of_person(db, asking, person).await,
        About::Organisation(id) => of_organisation(db, asking, id).await.map(Some),
    }
}

/// What was made known where somebody belonged, at home or as a guest; none of who belonged nowhere this year. The book
/// keeps how many came, not who.
async fn of_person(db: &mut PgConnection, asking: &Asking<'_>, person: PersonId) -> Result<Option<Panel>> {
    let (day, known) = (asking.asked.day, asking.asked.known());
    let year = day.year();
    let days = (Day::new(year, 1, 1).unwrap_or(day), day);
    let tree = asking.app.tree();
    let mut pairs = Vec::new();
    let branches = choosing::branches(&mut *db, person, days, known, true).await?;
    if branches.is_empty() {
        return Ok(None);
    }
    for branch in branches {
        let holders = tree.above(branch).into_iter().chain([branch]);
        pairs.extend(holders.filter(|holder| asking.viewer.scope.holds(*holder)).map(|holder| (branch.0, holder.0)));
    }
    let (within, holders): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    let held = queries::made_known_to(db, person, (&within, &holders), days, known, MOST).await?;
    let line = |held: queries::MadeKnown| {
        let members = Share { present: held.members_present.into(), should: held.members_should.into() };
        Line {
            when: held.held_on.to_string(),
            words: format!("{} {}", held.number, held.title),
            href: Some(format!("{}{}", held.document.path(), asking.asked.query())),
            detail: t("{place}: {present}/{should} đảng viên dự")
                .with("should", members.should)
                .with("present", members.present)
                .with("place", tree.name(held.organisation)),
        }
    };
    Ok(Some(Panel {
        id: "documents",
        title: t("Văn bản đã quán triệt ở nơi sinh hoạt"),
        lines: held.into_iter().map(line).collect(),
        empty: t("Năm nay nơi sinh hoạt chưa ghi văn bản nào được quán triệt."),
        ..Panel::default()
    }))
}

async fn of_organisation(db: &mut PgConnection, asking: &Asking<'_>, id: OrganisationId) -> Result<Panel> {
    let year = asking.asked.day.year();
    let tree = asking.app.tree();
    let below: Vec<_> = tree.scope(id).ids();
    let mut panel = Panel {
        id: "documents",
        title: t("Văn bản đã quán triệt"),
        all: Some((list_path(year, Some(id)), t("Xem cả năm"))),
        empty: t("Năm nay chưa ghi văn bản nào được quán triệt."),
        ..Panel::default()
    };
    let organisations: Vec<_> = below.iter().copied().map(OrganisationId).collect();
    let studied = studied(&mut *db, &organisations, year, &asking.asked).await?;
    let (Some(from), Some(to)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else { return Ok(panel) };
    if studied.documents > 0 {
        panel.lines.push(Line {
            when: t("Năm {year}").with("year", year),
            words: t("{n} văn bản; đảng viên dự {members}, người ngoài Đảng dự {outsiders}")
                .with("members", studied.members.percent())
                .with("outsiders", studied.outsiders.percent())
                .with("n", studied.documents),
            href: Some(list_path(year, Some(id))),
            detail: String::new(),
        });
        let days = (from, to.min(asking.asked.day));
        let listed = queries::listed(&mut *db, &[], &below, days, asking.asked.known()).await?;
        panel.lines.extend(listed.into_iter().take(NEWEST).map(|document| Line {
            when: document.last_on.map(|day| day.to_string()).unwrap_or_default(),
            words: format!("{} {}", document.number, document.title),
            href: Some(format!("{}{}", document.id.path(), asking.asked.query())),
            detail: t("đảng viên {members}").with("members", document.members.percent()),
        }));
    }
    Ok(panel)
}

/// The card of a year.
pub(super) async fn year(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let asked = Asked { day: year.today, known_on: None, today: year.today };
    let organisations: Vec<_> = year.scope.iter().copied().map(OrganisationId).collect();
    let studied = studied(db, &organisations, year.year, &asked).await?;
    let mut figures = vec![(studied.documents.to_string(), t("văn bản đã quán triệt").with("n", studied.documents))];
    if studied.members.should > 0 {
        figures.push((studied.members.percent(), t("đảng viên dự").to_owned()));
    }
    if studied.outsiders.should > 0 {
        figures.push((studied.outsiders.percent(), t("người ngoài Đảng dự").to_owned()));
    }
    Ok(YearCard {
        title: t("Học tập, quán triệt"),
        icon: "book-open",
        href: list_path(year.year, Some(year.organisation).filter(|id| *id != year.viewer.organisation)),
        figures,
        enter: year.viewer.may(Right::WriteMembers).then(|| ("/documents/new".to_owned(), t("Thêm văn bản"))),
        ..YearCard::default()
    })
}
