//! The targets of the year and of the next, and what the next year brings.

use super::work::target_key;
use super::{Maker, of_target, share};
use crate::reports::draft::{Paragraph, Value, say};
use crate::rules::target::{Actual, Aim, Verdict};
use crate::targets::{actual_words, aim_words, percent_words};
use crate::web::{With, t};

impl Maker<'_> {
    pub(super) fn targets(&mut self) -> Vec<Paragraph> {
        let facts = self.facts;
        let href = self.list("/targets");
        let all = facts.targets.len();
        let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        if all == 0 {
            let sentence = t("Chưa ghi chỉ tiêu nào của năm {year}.").with("year", facts.year);
            return vec![Paragraph::missing(sentence, href)];
        }
        let met = facts.targets.iter().filter(|target| target.verdict >= Some(Verdict::Met)).count();
        let unknown = facts.targets.iter().filter(|target| target.verdict.is_none()).count();
        let share = self.figure("targets.met", t("chỉ tiêu đạt và vượt"), share(n(met), n(all)), &href);
        let sentence = if met == all {
            t("Có {share} chỉ tiêu Nghị quyết đạt và vượt: tất cả các chỉ tiêu đề ra đều đạt và vượt.")
        } else if met == 0 {
            t("Có {share} chỉ tiêu Nghị quyết đạt: chưa chỉ tiêu nào đạt.")
        } else {
            t("Có {share} chỉ tiêu Nghị quyết đạt và vượt.")
        };
        let mut paragraphs = vec![Paragraph::of(say(sentence, [("share", share.into())]))];
        for target in &facts.targets {
            let name = target.name.as_str();
            let aim = match target.aim {
                Aim::Yes => Value::from(""),
                aim => {
                    let label = t("chỉ tiêu: {name}").with("name", name);
                    self.figure(&target_key(target, "aim"), label, of_target(&aim_words(aim)), &href).into()
                }
            };
            let Some(actual) = target.actual else { continue };
            let behind = if target.href.is_empty() { &href } else { &target.href };
            let label = t("kết quả: {name}").with("name", name);
            let words = self.figure(&target_key(target, "actual"), label, of_target(&actual_words(actual)), behind);
            let share = target.tenths.filter(|_| matches!((target.aim, actual), (Aim::Number(_), Actual::Number(_))));
            let verdict = match target.verdict {
                Some(Verdict::Beyond) => t("vượt"),
                Some(Verdict::Met) => t("đạt"),
                Some(Verdict::NotMet) if facts.is_over => t("không đạt"),
                Some(Verdict::NotMet) => t("chưa đạt"),
                None => t("chưa so được"),
            };
            let (sentence, share) = match share {
                Some(share) => {
                    let label = t("tỷ lệ: {name}").with("name", name);
                    let share = self.figure(&target_key(target, "share"), label, percent_words(share), &href);
                    (t("{name}: chỉ tiêu {aim}, thực hiện {actual}, đạt {share} ({verdict})."), share.into())
                }
                None if target.aim == Aim::Yes => (t("{name}: {actual} ({verdict})."), Value::from("")),
                None => (t("{name}: chỉ tiêu {aim}, thực hiện {actual} ({verdict})."), Value::from("")),
            };
            let values = [
                ("name", name.into()),
                ("aim", aim),
                ("actual", words.into()),
                ("share", share),
                ("verdict", verdict.into()),
            ];
            paragraphs.push(Paragraph::item(say(sentence, values)));
        }
        if unknown > 0 {
            let n = i64::try_from(unknown).unwrap_or(i64::MAX);
            let sentence = t("{n} chỉ tiêu chưa có số liệu.").with("n", super::number(n));
            paragraphs.push(Paragraph::missing(sentence, href));
        }
        paragraphs
    }

    pub(super) fn next(&mut self) -> Vec<Paragraph> {
        let facts = self.facts;
        let year = facts.year + 1;
        let mut paragraphs = Vec::new();
        if let Some(term) = &facts.ending {
            let values = [("year", year.into()), ("from", term.from.into()), ("to", term.to.into())];
            paragraphs.push(Paragraph::of(say(t("Năm {year} là năm cuối của nhiệm kỳ {from} - {to}."), values)));
        }
        match (&facts.beginning, &facts.ending) {
            (Some(term), _) => {
                let values = [
                    ("name", facts.name.as_str().into()),
                    ("congress", term.congress.as_str().into()),
                    ("from", term.from.into()),
                    ("to", term.to.into()),
                ];
                let sentence =
                    t("Tổ chức Đại hội {name} lần thứ {congress}, nhiệm kỳ {from} - {to} theo đúng quy định.");
                paragraphs.push(Paragraph::of(say(sentence, values)));
            }
            (None, Some(_)) => paragraphs
                .push(Paragraph::of(say(t("Chuẩn bị và tổ chức đại hội nhiệm kỳ tới theo đúng quy định."), []))),
            (None, None) => {}
        }
        let href = format!("/targets?year={year}&branch={}", facts.organisation);
        if facts.next.is_empty() {
            paragraphs.push(Paragraph::missing(t("Chưa ghi chỉ tiêu nào của năm {year}.").with("year", year), href));
            return paragraphs;
        }
        paragraphs.push(Paragraph::of(say(
            t("Phấn đấu thực hiện các chỉ tiêu chủ yếu năm {year}:"),
            [("year", year.into())],
        )));
        for target in &facts.next {
            if target.aim == Aim::Yes {
                paragraphs.push(Paragraph::item(say(t("{name}."), [("name", target.name.as_str().into())])));
                continue;
            }
            let label = t("chỉ tiêu {year}: {name}").with("year", year).with("name", &target.name);
            let aim = self.figure(&target_key(target, "next"), label, of_target(&aim_words(target.aim)), &href);
            let values = [("name", target.name.as_str().into()), ("aim", aim.into())];
            paragraphs.push(Paragraph::item(say(t("{name}: {aim}."), values)));
        }
        paragraphs
    }
}
