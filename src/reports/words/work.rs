//! What was done in the year, and how it was graded.

use super::{Maker, number, share, within};
use crate::evaluations::{self, Outcome, Which};
use crate::reports::draft::{Paragraph, joined, say};
use crate::reports::facts::Target;
use crate::residence;
use crate::rules::evaluation::Grade;
use crate::rules::movement::{Column, Row};
use crate::rules::target::{Aim, tenths};
use crate::statistics::{aside_address, row_address};
use crate::targets::percent_words;
use crate::web::{With, t};

impl Maker<'_> {
    pub(super) fn work(&mut self) -> Vec<Paragraph> {
        vec![
            self.studied(),
            self.meetings(),
            self.admitted(),
            self.sent(),
            self.recognised(),
            self.residence(),
            self.commended(),
        ]
    }

    fn studied(&mut self) -> Paragraph {
        let studied = self.facts.studied;
        let href = self.list("/documents");
        if studied.documents == 0 {
            return Paragraph::missing(t("Chưa ghi văn bản nào được quán triệt trong năm."), href);
        }
        let documents = self.count("work.documents", t("văn bản quán triệt"), studied.documents, &href);
        let sessions = self.count("work.sessions", t("buổi quán triệt"), studied.sessions, &href);
        let mut shares = Vec::new();
        let members = t("{share} đảng viên phải dự đã dự");
        let others = t("{share} công chức, viên chức, người lao động ngoài Đảng phải dự đã dự");
        for (key, label, sentence, share) in [
            ("work.studied", t("đảng viên dự quán triệt"), members, studied.members),
            ("work.studied_others", t("người ngoài Đảng dự quán triệt"), others, studied.outsiders),
        ] {
            if share.should > 0 {
                let n = self.figure(key, label, share.percent(), &href);
                shares.push(say(sentence, [("share", n.into())]));
            }
        }
        let sentence = if shares.is_empty() {
            t("Đã quán triệt, triển khai {n} văn bản của Đảng, Nhà nước qua {m} buổi.")
        } else {
            t("Đã quán triệt, triển khai {n} văn bản của Đảng, Nhà nước qua {m} buổi; {shares}.")
        };
        let shares = joined(shares, ", ");
        Paragraph::of(say(sentence, [("n", documents.into()), ("m", sessions.into()), ("shares", shares.into())]))
    }

    fn meetings(&mut self) -> Paragraph {
        let held = self.facts.meetings;
        let href = self.list("/meetings");
        let kinds = [
            ("regular", t("buổi sinh hoạt định kỳ"), t("{n} buổi sinh hoạt chi bộ định kỳ"), held.regular),
            ("thematic", t("buổi sinh hoạt chuyên đề"), t("{n} buổi sinh hoạt chuyên đề"), held.thematic),
            ("committee", t("cuộc họp cấp ủy"), t("{n} cuộc họp cấp ủy"), held.committee),
            ("flag", t("lần chào cờ"), t("{n} lần chào cờ"), held.flag),
        ];
        let mut parts = Vec::new();
        for (key, label, sentence, n) in kinds {
            if n > 0 {
                let n = self.count(&format!("work.{key}"), label, n, &href);
                parts.push(say(sentence, [("n", n.into())]));
            }
        }
        if parts.is_empty() {
            return Paragraph::missing(t("Chưa ghi cuộc sinh hoạt, cuộc họp nào trong năm."), href);
        }
        let mut said = say(t("Trong năm đã tổ chức {list}."), [("list", joined(parts, ", ").into())]);
        if held.missed > 0 {
            let n = i64::try_from(held.missed).unwrap_or(i64::MAX);
            let n = self.count("work.missed", t("buổi sinh hoạt còn thiếu"), n, &href);
            let more = say(t(" Theo sổ còn thiếu {n} buổi sinh hoạt định kỳ hằng tháng."), [("n", n.into())]);
            said = joined(vec![said, more], "");
        }
        Paragraph::of(said)
    }

    fn admitted(&mut self) -> Paragraph {
        let facts = self.facts;
        let target = facts.targets.iter().find(|target| target.of_admissions);
        let aim = target.and_then(|target| match target.aim {
            Aim::Number(n) => Some((i64::from(n), target)),
            _ => None,
        });
        let href = row_address(&facts.question, None, Row::Admitted, Column::Total);
        if facts.admitted == 0 && facts.opens_later.is_some() {
            return Paragraph::missing(t("Sổ chưa mở trong năm này: không biết kết nạp bao nhiêu."), "");
        }
        if facts.admitted == 0 {
            let Some((aim, _)) = aim.filter(|(aim, _)| *aim > 0) else {
                return Paragraph::of(say(t("Trong năm không kết nạp đảng viên."), []));
            };
            let aim = self.count("work.admission_target", t("chỉ tiêu kết nạp"), aim, self.list("/targets"));
            let sentence = t("Trong năm không kết nạp đảng viên; chỉ tiêu Nghị quyết đề ra là {aim}.");
            return Paragraph::of(say(sentence, [("aim", aim.into())]));
        }
        let n = self.count("work.admitted", t("kết nạp"), facts.admitted, href);
        let share = aim.and_then(|(_, target)| target.tenths);
        Paragraph::of(match share {
            Some(share) => {
                let share = percent_words(share);
                let share =
                    self.figure("work.admitted_share", t("kết nạp so với chỉ tiêu"), share, self.list("/targets"));
                say(
                    t("Kết nạp {n} đảng viên, đạt {share} chỉ tiêu Nghị quyết đề ra."),
                    [("n", n.into()), ("share", share.into())],
                )
            }
            None => say(t("Kết nạp {n} đảng viên."), [("n", n.into())]),
        })
    }

    fn sent(&mut self) -> Paragraph {
        let sent = self.facts.sent;
        let href = self.list("/courses");
        let kinds = [
            (
                "new_members",
                t("học lớp đảng viên mới"),
                t("{n} đồng chí học lớp bồi dưỡng lý luận chính trị cho đảng viên mới"),
                sent.new_members,
            ),
            (
                "awareness",
                t("học lớp nhận thức về Đảng"),
                t("{n} quần chúng học lớp bồi dưỡng nhận thức về Đảng cho đối tượng kết nạp"),
                sent.non_members,
            ),
            ("theory", t("học lớp lý luận chính trị"), t("{n} đồng chí học lớp lý luận chính trị"), sent.theory),
        ];
        let mut parts = Vec::new();
        for (key, label, sentence, n) in kinds {
            if n > 0 {
                let n = self.count(&format!("work.{key}"), label, n, &href);
                parts.push(say(sentence, [("n", n.into())]));
            }
        }
        if parts.is_empty() {
            return Paragraph::missing(t("Chưa ghi ai được cử đi học trong năm."), href);
        }
        Paragraph::of(say(t("Cử {list}."), [("list", joined(parts, "; ").into())]))
    }

    fn recognised(&mut self) -> Paragraph {
        let n = self.facts.recognised;
        if n == 0 && self.facts.opens_later.is_some() {
            let sentence = t("Sổ chưa mở trong năm này: không biết công nhận chính thức bao nhiêu.");
            return Paragraph::missing(sentence, "");
        }
        if n == 0 {
            return Paragraph::of(say(t("Trong năm không có đảng viên được công nhận chính thức."), []));
        }
        let n =
            self.count("work.recognised", t("công nhận chính thức"), n, aside_address(&self.facts.question, "decided"));
        Paragraph::of(say(t("Hoàn thành thủ tục công nhận đảng viên chính thức cho {n} đồng chí."), [("n", n.into())]))
    }

    fn residence(&mut self) -> Paragraph {
        let facts = self.facts;
        let figures = facts.residence;
        let at = |which| residence::people_path(facts.year, Some(facts.organisation), which);
        if figures.introduced == 0 {
            let href = self.list("/residence");
            return Paragraph::missing(t("Chưa ghi đảng viên nào được giới thiệu giữ mối liên hệ nơi cư trú."), href);
        }
        let share = share(figures.introduced.into(), figures.members.into());
        let share =
            self.figure("work.residence", t("giữ mối liên hệ nơi cư trú"), share, at(residence::Which::Introduced));
        self.compare_members("work.residence", figures.members.into());
        let mut said = say(
            t("{share} đảng viên giữ mối liên hệ với nơi cư trú theo Quy định số {regulation} của Bộ Chính trị"),
            [("share", share.into()), ("regulation", facts.regulation.into())],
        );
        let more = if figures.commented == 0 {
            say(t("; chưa có nhận xét của chi ủy nơi cư trú."), [])
        } else {
            let href = at(residence::Which::Commented);
            let n = self.count("work.commented", t("có nhận xét nơi cư trú"), figures.commented.into(), href);
            let m = figures.good;
            if m == figures.commented {
                say(
                    t(
                        ", {n} đồng chí được chi ủy nơi cư trú nhận xét, đều thực hiện tốt nhiệm vụ của đảng viên tại địa phương.",
                    ),
                    [("n", n.into())],
                )
            } else if m == 0 {
                say(
                    t(
                        ", {n} đồng chí được chi ủy nơi cư trú nhận xét, chưa đồng chí nào được nhận xét thực hiện tốt nhiệm vụ của đảng viên tại địa phương.",
                    ),
                    [("n", n.into())],
                )
            } else {
                let m = self.count("work.good", t("được nhận xét thực hiện tốt"), m.into(), at(residence::Which::Good));
                say(
                    t(
                        ", {n} đồng chí được chi ủy nơi cư trú nhận xét, trong đó {m} đồng chí thực hiện tốt nhiệm vụ của đảng viên tại địa phương.",
                    ),
                    [("n", n.into()), ("m", m.into())],
                )
            }
        };
        said = joined(vec![said, more], "");
        Paragraph::of(said)
    }

    fn commended(&mut self) -> Paragraph {
        let href = self.list("/commendations");
        let mut forms = Vec::new();
        for form in &self.facts.commended {
            let mut whom = Vec::new();
            for (key, label, sentence, n) in [
                ("members", t("{form}: cá nhân"), t("{n} cá nhân"), form.members),
                ("organisations", t("{form}: tập thể"), t("{n} tập thể"), form.organisations),
            ] {
                if n > 0 {
                    let n = i64::try_from(n).unwrap_or(i64::MAX);
                    let label = label.with("form", &form.form);
                    let n = self.count(&format!("work.commended.{}.{key}", form.form.to_lowercase()), label, n, &href);
                    whom.push(say(sentence, [("n", n.into())]));
                }
            }
            if !whom.is_empty() {
                let whom = joined(whom, ", ");
                let name = form.form.as_str().into();
                forms.push(say(t("{form} cho {whom}"), [("form", name), ("whom", whom.into())]));
            }
        }
        if forms.is_empty() {
            return Paragraph::missing(t("Chưa ghi khen thưởng nào của năm."), href);
        }
        Paragraph::of(say(t("Khen thưởng: {list}."), [("list", joined(forms, "; ").into())]))
    }

    pub(super) fn evaluation(&mut self) -> Vec<Paragraph> {
        let facts = self.facts;
        let figures = facts.evaluated;
        let at = |which| evaluations::people_path(facts.year, Some(facts.organisation), which);
        let mut paragraphs = Vec::new();
        let graded = figures.tally.graded();
        if graded == 0 {
            let href = self.list("/evaluations");
            paragraphs.push(Paragraph::missing(t("Chưa ghi kết quả đánh giá, xếp loại đảng viên."), href));
        } else {
            let share = share(graded.into(), figures.members.into());
            let share = self.figure("evaluation.graded", t("đảng viên được xếp loại"), share, at(Which::Graded));
            self.compare_members("evaluation.graded", figures.members.into());
            let mut parts = Vec::new();
            for grade in Grade::ALL {
                let (n, which) = (figures.tally.of(grade), Which::Of(Outcome::Graded(grade)));
                if n > 0 {
                    let label = within(evaluations::grade_label(grade));
                    let count = self.count(&format!("evaluation.{}", grade.code()), &label, n.into(), at(which));
                    let percent = percent_words(tenths(n.into(), graded.into(), &[]));
                    let key = format!("evaluation.{}_share", grade.code());
                    let percent = self.figure(&key, t("tỷ lệ {grade}").with("grade", &label), percent, at(which));
                    let values = [("grade", label.into()), ("n", count.into()), ("percent", percent.into())];
                    parts.push(say(t("{grade}: {n} ({percent})"), values));
                }
            }
            let values = [("share", share.into()), ("list", joined(parts, "; ").into())];
            paragraphs.push(Paragraph::of(say(t("Có {share} đảng viên được đánh giá, xếp loại: {list}."), values)));
            let out = figures.left_out();
            if out > 0 {
                let n = self.count("evaluation.left_out", t("không xếp loại"), out.into(), at(Which::LeftOut));
                let why = [
                    (t("được miễn sinh hoạt: {n}"), figures.exempt),
                    (t("mới kết nạp: {n}"), figures.new),
                    (t("lý do khác: {n}"), figures.other),
                ];
                let why = why.into_iter().filter(|(_, n)| *n > 0).map(|(why, n)| why.with("n", number(n.into())));
                let why = why.collect::<Vec<_>>().join("; ");
                let sentence = t("{n} đảng viên không xếp loại ({why}).");
                paragraphs.push(Paragraph::of(say(sentence, [("n", n.into()), ("why", why.as_str().into())])));
            }
            if figures.missing() > 0 {
                let sentence = t("Còn {n} đảng viên chưa ghi xếp loại.").with("n", number(figures.missing().into()));
                paragraphs.push(Paragraph::missing(sentence, self.list("/evaluations")));
            }
        }
        let href = format!("/evaluations/organisations?year={}&branch={}", facts.year, facts.organisation);
        match facts.grade {
            Some(grade) => {
                let words = within(evaluations::grade_label(grade));
                let label = t("xếp loại tổ chức");
                let grade = self.figure("evaluation.organisation", label, words, &href);
                let values = [("name", facts.name.as_str().into()), ("grade", grade.into())];
                paragraphs.push(Paragraph::of(say(t("{name} được xếp loại {grade}."), values)));
            }
            None => paragraphs
                .push(Paragraph::missing(t("Chưa ghi xếp loại của {name}.").with("name", &facts.name), href.clone())),
        }
        if !facts.grades.is_empty() {
            let mut parts = Vec::new();
            for (grade, n) in &facts.grades {
                let label = within(evaluations::grade_label(*grade));
                let of_branches = t("chi bộ {grade}").with("grade", &label);
                let n = self.count(&format!("evaluation.branches.{}", grade.code()), of_branches, *n, &href);
                parts.push(say(t("{grade}: {n}"), [("grade", label.into()), ("n", n.into())]));
            }
            paragraphs.push(Paragraph::of(say(t("Xếp loại chi bộ: {list}."), [("list", joined(parts, "; ").into())])));
        }
        paragraphs
    }
}

/// The figure of what came of a target, to be put into a sentence.
pub(super) fn target_key(target: &Target, what: &str) -> String {
    format!("target.{}.{what}", target.id)
}
