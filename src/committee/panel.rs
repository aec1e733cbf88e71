//! Posts and terms on the pages of others: a member's record, an organisation, a year.

use sqlx::PgConnection;

use super::present::{post_words, time};
use super::{Kind, holders, queries, term_on};
use crate::Result;
use crate::auth::scope;
use crate::organisations;
use crate::panels::{About, Asking, Line, Maker, Panel, Year, YearCard, YearMaker};
use crate::rules::Day;
use crate::web::{With, t};

/// The card of posts.
pub const PANEL: Maker = |db, asking| Box::pin(panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(in_year(db, year));

async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    let (day, known) = (asking.asked.day, asking.asked.known());
    let tree = asking.app.tree();
    let mut panel = Panel { id: "committee", title: t("Cấp ủy và nhiệm kỳ"), ..Panel::default() };
    match asking.about {
        About::Person(person) => {
            let mut posts = queries::posts_of(&mut *db, person, known).await?;
            posts.retain(|post| post.content.from <= day && asking.viewer.scope.covers(post.organisation));
            let places: Vec<_> = posts.iter().map(|post| post.organisation).collect();
            let names = organisations::names_known(&mut *db, &places, day, known).await?;
            panel.title = t("Chức vụ trong Đảng");
            panel.empty = t("Chưa ghi chức vụ nào.");
            panel.lines = posts
                .iter()
                .map(|post| Line {
                    when: post.content.from.to_string(),
                    words: post_words(post),
                    href: Some(format!("/committee?branch={}&as_of={}", post.organisation, post.content.from.iso())),
                    detail: format!("{}, {}", names.get(&post.organisation).map_or("", String::as_str), time(post)),
                })
                .collect();
        }
        About::Organisation(organisation) => {
            let term = term_on(&mut *db, organisation, day, known).await?;
            let all = holders(&mut *db, &tree, &[organisation.0], day, known).await?;
            panel.all = Some((format!("/committee?branch={organisation}{}", asking.asked.kept()), t("Xem tất cả")));
            panel.empty = t("Chưa ghi ai giữ chức vụ nào vào ngày này.");
            panel.lines.extend(term.map(|term| Line {
                when: t("Nhiệm kỳ").to_owned(),
                words: term.content.label(),
                href: Some(term.id.path()),
                detail: if term.content.to_year == day.year() {
                    t("Năm cuối nhiệm kỳ").to_owned()
                } else {
                    String::new()
                },
            }));
            panel.lines.extend(all.iter().filter(|holder| holder.is_member).map(|holder| Line {
                when: holder.post.content.kind.label().to_owned(),
                words: holder.full_name.clone(),
                href: Some(holder.post.person.path()),
                detail: if holder.post.content.duties.is_empty() {
                    time(&holder.post)
                } else {
                    let words = t("phụ trách {duties}, {time}").with("duties", &holder.post.content.duties);
                    words.with("time", time(&holder.post))
                },
            }));
        }
    }
    Ok(Some(panel))
}

async fn in_year(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let tree = year.app.tree();
    let day = Day::new(year.year, 12, 31).map_or(year.today, |last| last.min(year.today));
    let all = holders(&mut *db, &tree, year.scope, day, None).await?;
    let secretaries: std::collections::BTreeSet<_> = all
        .iter()
        .filter(|holder| holder.is_member && holder.post.content.kind == Kind::Secretary)
        .map(|holder| holder.post.organisation)
        .collect();
    let without = tree
        .below(year.organisation)
        .into_iter()
        .filter(|(_, node)| node.current && node.kind != scope::Kind::Superior && year.scope.contains(&node.id.0))
        .filter(|(_, node)| !secretaries.contains(&node.id))
        .count();
    let people: std::collections::BTreeSet<_> =
        all.iter().filter(|holder| holder.is_member).map(|holder| holder.post.person).collect();
    let mut figures = vec![
        (secretaries.len().to_string(), t("bí thư").with("n", secretaries.len())),
        (people.len().to_string(), t("người giữ chức vụ").with("n", people.len())),
    ];
    if let Some(term) = term_on(db, year.organisation, day, None).await? {
        let words = if term.content.to_year == year.year { t("nhiệm kỳ, năm cuối") } else { t("nhiệm kỳ") };
        figures.push((format!("{}–{}", term.content.from_year, term.content.to_year), words.to_owned()));
    }
    let missing =
        if without == 0 { String::new() } else { t("{n} tổ chức chưa ghi bí thư.").with("n", without) };
    Ok(YearCard {
        title: t("Cấp ủy và nhiệm kỳ"),
        icon: "users",
        href: format!("/committee{}&as_of={}", year.query(), day.iso()),
        figures,
        missing,
        enter: Some((format!("/committee/posts/new?organisation={}", year.organisation), t("Ghi chức vụ"))),
        ..YearCard::default()
    })
}
