//! How many members there are, and how that came.

use super::{Maker, number, within};
use crate::reports::draft::{DAY, Paragraph, Piece, Value, joined, say};
use crate::rules::movement::{Column, Row};
use crate::statistics::{aside_address, row_address, row_label};
use crate::web::{With, t};

impl Maker<'_> {
    pub(super) fn size(&mut self) -> Vec<Paragraph> {
        let facts = self.facts;
        let (size, question) = (&facts.size, &facts.question);
        let mut paragraphs = Vec::new();
        if let Some(day) = facts.opens_later {
            let sentence = t("Sổ mở ngày {day}, sau năm {year}: trong sổ không có số liệu của năm này.");
            paragraphs.push(Paragraph::missing(sentence.with("day", day).with("year", facts.year), ""));
            return paragraphs;
        }
        let closing = |column| row_address(question, None, Row::Closing, column);
        let name: Value = facts.name.as_str().into();
        if size.total == 0 && size.differs.is_empty() {
            let day: Value = question.to.to_string().into();
            let said = say(t("Tính đến ngày {day}, {name} không có đảng viên nào."), [("day", day), ("name", name)]);
            paragraphs.push(Paragraph::of(said));
        } else {
            let day: Value = self.figure(DAY, t("ngày tính đến"), question.to.to_string(), "").into();
            let total = self.count("size.total", t("tổng số đảng viên"), size.total, closing(Column::Total));
            let change = self.change();
            let mut parts = vec![if size.women == 0 {
                say(t("không có đảng viên nữ"), [])
            } else {
                let women = self.count("size.women", t("đảng viên nữ"), size.women, closing(Column::Women));
                say(t("{n} đảng viên nữ"), [("n", women.into())])
            }];
            parts.push(if size.probationary == 0 {
                say(t("không có đảng viên dự bị"), [])
            } else {
                let n = size.probationary;
                let n = self.count("size.probationary", t("đảng viên dự bị"), n, closing(Column::Probationary));
                say(t("{n} dự bị"), [("n", n.into())])
            });
            if size.away > 0 {
                let href = aside_address(question, "away");
                let away = self.count("size.away", t("chuyển sinh hoạt tạm thời"), size.away, href);
                parts.push(say(t("{n} đảng viên chuyển sinh hoạt tạm thời"), [("n", away.into())]));
            }
            let parts = joined(parts, ", ");
            let values = [
                ("day", day),
                ("name", name),
                ("n", total.into()),
                ("change", change.unwrap_or_default().into()),
                ("parts", parts.into()),
            ];
            // "Trong đó có" begins with somebody.
            let sentence = if size.women == 0 {
                t("Tính đến ngày {day}, {name} có {n} đảng viên{change}, {parts}.")
            } else {
                t("Tính đến ngày {day}, {name} có {n} đảng viên{change}, trong đó có {parts}.")
            };
            paragraphs.push(Paragraph::of(say(sentence, values)));
        }
        if size.before.is_none() {
            paragraphs.push(Paragraph::missing(
                t("Sổ chưa mở vào đầu năm {year}, nên không so được với năm trước.").with("year", facts.year),
                "",
            ));
        }
        if let Some(branches) = size.branches.filter(|n| *n > 0) {
            let n = i64::try_from(branches).unwrap_or(i64::MAX);
            let n = self.count(
                "size.branches",
                t("chi bộ trực thuộc"),
                n,
                format!("{}?as_of={}", facts.organisation.path(), question.to.iso()),
            );
            paragraphs.push(Paragraph::of(say(t("Có {n} chi bộ trực thuộc."), [("n", n.into())])));
        }
        paragraphs.push(self.movement());
        if size.carried_over > 0 {
            let href = row_address(question, None, Row::CarriedOver, Column::Total);
            let n = self.count("size.carried_over", t("chuyển từ sổ giấy sang"), size.carried_over, href);
            let sentence = t("Trong năm có {n} đảng viên chuyển từ sổ giấy sang khi mở sổ.");
            paragraphs.push(Paragraph::of(say(sentence, [("n", n.into())])));
        }
        if size.adjustment != 0 {
            let signed = if size.adjustment > 0 { t("tăng {n}") } else { t("giảm {n}") };
            // The people behind it came and went: the row of the year's movement has both.
            let href = format!("/statistics{}", question.query());
            let (key, label) = if size.adjustment > 0 {
                ("size.adjusted_up", t("điều chỉnh tăng đầu năm"))
            } else {
                ("size.adjusted_down", t("điều chỉnh giảm đầu năm"))
            };
            let n = self.count(key, label, size.adjustment.abs(), href);
            let by = say(signed, [("n", n.into())]);
            let sentence = t(
                "Số đầu năm là số đã chốt của năm {year}; do những việc ghi thêm sau khi chốt, đầu năm nay điều chỉnh {by}.",
            );
            let values = [("year", (facts.year - 1).into()), ("by", by.into())];
            paragraphs.push(Paragraph::of(say(sentence, values)));
        }
        for sentence in &size.differs {
            self.wrong("size.total", sentence);
        }
        if let Some((day, n)) = size.kept {
            let sentence =
                t("Kỳ này đã chốt ngày {day} với {n} đảng viên; những việc ghi sau đó thuộc điều chỉnh của năm sau.");
            self.wrong("size.total", sentence.with("day", day).with("n", number(n)));
        }
        paragraphs
    }

    /// Against the year before, in brackets; and whether what came and went explains it.
    fn change(&mut self) -> Option<Vec<Piece>> {
        let facts = self.facts;
        let size = &facts.size;
        let before = size.before?;
        let change = size.total - before;
        let year: Value = (facts.year - 1).into();
        let sum = |rows: &[(Row, i64)]| rows.iter().map(|(_, n)| n).sum::<i64>();
        let explained = sum(&size.increases) + size.carried_over - sum(&size.decreases) + size.adjustment;
        let said = if change == 0 {
            say(t(" (bằng năm {year})"), [("year", year)])
        } else {
            let href = format!("/statistics{}", facts.question.query());
            // By its direction: words that say "tăng" never take a figure of what was lost.
            let (key, label, sentence) = if change > 0 {
                ("size.grew", t("tăng so năm trước"), t(" (tăng {n} so năm {year})"))
            } else {
                ("size.fell", t("giảm so năm trước"), t(" (giảm {n} so năm {year})"))
            };
            let n = self.count(key, label, change.abs(), href);
            say(sentence, [("n", n.into()), ("year", year)])
        };
        if explained != change {
            let signed = |n: i64| match n {
                0 => "0".to_owned(),
                1.. => format!("+{}", number(n)),
                _ => format!("−{}", number(-n)),
            };
            let sentence =
                t("Biến động ghi trong năm giải thích {explained}, danh sách cho {change}: còn việc chưa ghi.")
                    .with("explained", signed(explained))
                    .with("change", signed(change));
            let key = match change {
                0 => "size.total",
                1.. => "size.grew",
                _ => "size.fell",
            };
            self.wrong(key, sentence);
        }
        Some(said)
    }

    /// What came and what went.
    fn movement(&mut self) -> Paragraph {
        let size = &self.facts.size;
        let carried = size.carried_over > 0;
        let increases = self.rows("in", t("tăng trong năm"), &size.increases, (!carried).then_some(Row::Increase));
        let decreases = self.rows("out", t("giảm trong năm"), &size.decreases, Some(Row::Decrease));
        Paragraph::of(match (increases, decreases) {
            (None, None) => say(t("Trong năm không có đảng viên tăng hoặc giảm."), []),
            (Some((n, list)), None) => say(
                t("Trong năm tăng {n} đảng viên ({list}), không có đảng viên giảm."),
                [("n", n.into()), ("list", list.into())],
            ),
            (None, Some((n, list))) => say(
                t("Trong năm giảm {n} đảng viên ({list}), không có đảng viên tăng."),
                [("n", n.into()), ("list", list.into())],
            ),
            (Some((n, list)), Some((m, other))) => say(
                t("Trong năm tăng {n} đảng viên ({list}), giảm {m} đảng viên ({other})."),
                [("n", n.into()), ("list", list.into()), ("m", m.into()), ("other", other.into())],
            ),
        })
    }

    /// A sum, with the row of the movement that has the same people, and the rows that make it.
    fn rows(&mut self, key: &str, label: &str, rows: &[(Row, i64)], of: Option<Row>) -> Option<(Piece, Vec<Piece>)> {
        let sum: i64 = rows.iter().map(|(_, n)| n).sum();
        if sum == 0 {
            return None;
        }
        let question = &self.facts.question;
        let href = of.map_or_else(
            || format!("/statistics{}", question.query()),
            |of| row_address(question, None, of, Column::Total),
        );
        let total = self.count(&format!("size.{key}"), label, sum, href);
        let mut parts = Vec::new();
        for (row, n) in rows {
            let key = format!("size.{}", row.code());
            let href = row_address(question, None, *row, Column::Total);
            let n = self.count(&key, within(row_label(*row)), *n, href);
            parts.push(say(t("{row}: {n}"), [("row", within(row_label(*row)).into()), ("n", n.into())]));
        }
        Some((total, joined(parts, "; ")))
    }
}
