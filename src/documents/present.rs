//! Documents in words, and what they add to the pages of others.

use sqlx::PgConnection;

use super::{list_path, queries, studied};
use crate::Result;
use crate::auth::Right;
use crate::ids::OrganisationId;
use crate::panels::{About, Asking, Line, Panel, Year, YearCard};
use crate::rules::Day;
use crate::web::as_of::Asked;
use crate::web::{With, t};

/// The most documents on the card of an organisation.
const NEWEST: usize = 3;

/// The card on the page of an organisation.
pub(super) async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let About::Organisation(id) = asking.about else { return Ok(None) };
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
    let (Some(from), Some(to)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else { return Ok(Some(panel)) };
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
    Ok(Some(panel))
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
        progress: Vec::new(),
        title: t("Học tập, quán triệt"),
        icon: "book-open",
        href: list_path(year.year, Some(year.organisation).filter(|id| *id != year.viewer.organisation)),
        figures,
        missing: String::new(),
        enter: year.viewer.may(Right::WriteMembers).then(|| ("/documents/new".to_owned(), t("Thêm văn bản"))),
    })
}
