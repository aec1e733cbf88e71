//! Targets on the pages of others: an organisation, a year.

use sqlx::PgConnection;

use super::present::{actual_words, aim_within, met, percent_words, verdict_tag};
use super::{Target, counting, progress};
use crate::Result;
use crate::ids::{OrganisationId, PersonId};
use crate::panels::{About, Asking, Line, Maker, Panel, Progress, Year, YearCard, YearMaker};
use crate::rules::target::{Aim, Verdict};
use crate::web::as_of;
use crate::web::{With, t};

/// The card of targets.
pub const PANEL: Maker = |db, asking| Box::pin(panel(db, asking));
/// The card of a year.
pub const YEAR: YearMaker = |db, year| Box::pin(in_year(db, year));

async fn panel(db: &mut PgConnection, asking: &Asking<'_>) -> Result<Option<Panel>> {
    match asking.about {
        About::Person(person) => of_person(db, asking, person).await.map(Some),
        About::Organisation(organisation) => of_organisation(db, asking, organisation).await.map(Some),
    }
}

/// The targets of this year and of the one before, whose records often come after its end, in which somebody is
/// counted: of their branch and of those above it.
async fn of_person(db: &mut PgConnection, asking: &Asking<'_>, person: PersonId) -> Result<Panel> {
    let year = asking.asked.day.year();
    let tree = asking.app.tree();
    let line = |(target, address): (Target, String)| Line {
        when: target.year.to_string(),
        words: target.content.name.clone(),
        href: Some(address).filter(|address| !address.is_empty()),
        detail: t("{place}, cần đạt {aim}")
            .with("aim", aim_within(target.content.aim))
            .with("place", tree.name(target.organisation)),
    };
    let mut targets = counting(&mut *db, asking, person, year).await?;
    targets.extend(counting(db, asking, person, year - 1).await?);
    Ok(Panel {
        id: "targets",
        title: t("Được tính vào chỉ tiêu"),
        lines: targets.into_iter().map(line).collect(),
        empty: t("Năm nay và năm trước chưa được tính vào chỉ tiêu nào."),
        ..Panel::default()
    })
}

async fn of_organisation(db: &mut PgConnection, asking: &Asking<'_>, organisation: OrganisationId) -> Result<Panel> {
    let year = asking.asked.day.year();
    let all = progress(db, asking.app, asking.viewer, organisation, year, asking.asked).await?;
    let lines = all.iter().map(|one| {
        let percent = match (one.target.content.aim, one.tenths) {
            (Aim::Number(_), Some(tenths)) => format!(" ({})", percent_words(tenths)),
            _ => String::new(),
        };
        Line {
            when: verdict_tag(one).1.to_owned(),
            words: one.target.content.name.clone(),
            href: one.address.clone(),
            detail: match one.actual {
                Some(actual) => t("{actual}{percent}, cần đạt {aim}")
                    .with("percent", percent)
                    .with("actual", actual_words(actual))
                    .with("aim", aim_within(one.target.content.aim)),
                None => t("cần đạt {aim}").with("aim", aim_within(one.target.content.aim)),
            },
        }
    });
    Ok(Panel {
        id: "targets",
        title: t("Chỉ tiêu năm nay"),
        all: Some((format!("/targets?year={year}&branch={organisation}{}", asking.asked.kept()), t("Xem tất cả"))),
        lines: lines.collect(),
        empty: t("Chưa ghi chỉ tiêu nào của năm này."),
    })
}

/// How far a target is on its way.
fn way(one: &super::Progress) -> Progress {
    let aim = one.target.content.aim;
    let actual = one.actual.map(actual_words).unwrap_or_default();
    let figure = match (aim, one.actual, one.tenths) {
        _ if !one.has_begun => t("cần đạt {aim}").with("aim", aim_within(aim)),
        (_, None, _) => t("chưa có số liệu, cần đạt {aim}").with("aim", aim_within(aim)),
        (Aim::Number(_), Some(_), Some(tenths)) => t("{actual}/{aim}, đạt {percent}")
            .with("percent", percent_words(tenths))
            .with("aim", aim_within(aim))
            .with("actual", actual),
        _ => t("{actual}, cần đạt {aim}").with("aim", aim_within(aim)).with("actual", actual),
    };
    // The bar of a share is full when the share that is aimed at is there.
    let part = match (aim, one.tenths) {
        (Aim::Percent(aim), Some(tenths)) => Some(tenths * 1_000 / i64::from(aim.max(1))),
        (_, tenths) => tenths,
    };
    Progress {
        words: one.target.content.name.clone(),
        figure,
        part: part.map(|part| u16::try_from(part.clamp(0, 1_000)).unwrap_or(1_000)),
        reached: one.verdict >= Some(Verdict::Met),
        href: one.address.clone(),
    }
}

async fn in_year(db: &mut PgConnection, year: &Year<'_>) -> Result<YearCard> {
    let when = as_of::Asked { day: year.today, known_on: None, today: year.today };
    let all = progress(db, year.app, year.viewer, year.organisation, year.year, when).await?;
    let (met, of) = met(&all);
    let beyond = all.iter().filter(|one| one.verdict == Some(Verdict::Beyond)).count();
    let unknown = all.iter().filter(|one| one.verdict.is_none()).count();
    let missing = match (of, unknown) {
        (0, _) => t("Chưa ghi chỉ tiêu của nghị quyết năm.").to_owned(),
        (_, 0) => String::new(),
        (_, n) => t("{n} chỉ tiêu chưa có số liệu.").with("n", n),
    };
    let branch = year.organisation;
    let enter = if of == 0 {
        (format!("/targets/next?year={}&branch={branch}", year.year - 1), t("Lấy từ chỉ tiêu năm trước"))
    } else {
        (format!("/targets/new?year={}&branch={branch}", year.year), t("Ghi chỉ tiêu"))
    };
    let see = (unknown > 0).then(|| (format!("/targets{}", year.query()), t("Xem chỉ tiêu chưa có số liệu")));
    let figures = if year.has_begun() {
        vec![
            (format!("{met}/{of}"), t("chỉ tiêu đạt hoặc vượt").with("n", of)),
            (beyond.to_string(), t("chỉ tiêu vượt").with("n", beyond)),
        ]
    } else {
        vec![(of.to_string(), t("chỉ tiêu đã đặt ra").with("n", of))]
    };
    Ok(YearCard {
        title: t("Chỉ tiêu"),
        icon: "list-filter",
        href: format!("/targets{}", year.query()),
        figures,
        missing,
        progress: all.iter().map(way).collect(),
        see,
        enter: Some(enter),
    })
}
