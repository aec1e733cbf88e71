//! A movement table that somebody brings: what its lines say, and whether it closes by itself.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::rows::{Column, Row, Sign};

/// The figures of a row as far as they are said.
pub type Said = [Option<i64>; 6];

/// A table as it was brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// What is said of each row.
    pub rows: BTreeMap<Row, Said>,
    /// The lines that could not be read, as they stand.
    pub unread: Vec<String>,
}

/// Where a table does not close by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The parts of a sum make another figure.
    Sum {
        /// The sum: increases or decreases.
        row: Row,
        /// Where.
        column: Column,
        /// What stands there.
        said: i64,
        /// What its parts make.
        made: i64,
    },
    /// Opening, increases and decreases make another closing.
    Closing {
        /// Where.
        column: Column,
        /// What stands there.
        said: i64,
        /// What they make.
        made: i64,
    },
    /// Probationary and official are not everyone.
    Standings {
        /// In which row.
        row: Row,
        /// The total that stands there.
        said: i64,
        /// The two together.
        made: i64,
    },
    /// More are of a kind than there are.
    Beyond {
        /// In which row.
        row: Row,
        /// Of which kind.
        column: Column,
        /// How many stand there.
        said: i64,
        /// How many there are.
        total: i64,
    },
}

/// Letters without their marks, in lower case, one space between words: what labels are compared by.
pub fn folded(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
        .map(|letter| if matches!(letter, 'đ' | 'Đ') { 'd' } else { letter })
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row that a label means, by the words that such tables use.
pub fn row_of(label: &str) -> Option<Row> {
    const WORDS: [(&str, Row); 33] = [
        ("dau ky", Row::Opening),
        ("cuoi ky", Row::Closing),
        ("dieu chinh", Row::Adjustment),
        ("ket nap lai", Row::Readmitted),
        ("huy", Row::Cancelled),
        ("ket nap", Row::Admitted),
        ("so giay", Row::CarriedOver),
        ("den cung to chuc", Row::UnitsIn),
        ("di cung to chuc", Row::UnitsOut),
        ("chuyen den tu to chuc khac", Row::MovedIn),
        ("chuyen di to chuc khac", Row::MovedOut),
        ("noi bo den", Row::MovedIn),
        ("noi bo di", Row::MovedOut),
        ("den noi bo", Row::MovedIn),
        ("di noi bo", Row::MovedOut),
        ("chuyen den", Row::TransferredIn),
        ("chinh thuc den", Row::TransferredIn),
        ("chuyen di", Row::TransferredOut),
        ("chinh thuc di", Row::TransferredOut),
        ("phuc hoi", Row::Reinstated),
        ("khoi phuc", Row::Reinstated),
        ("tu tran", Row::Died),
        ("chet", Row::Died),
        ("khai tru", Row::Expelled),
        ("xoa ten", Row::Removed),
        ("xin ra", Row::Resigned),
        ("ra khoi dang", Row::Resigned),
        ("cong nhan", Row::Recognised),
        ("thay doi", Row::Changed),
        ("tang khac", Row::OtherIn),
        ("giam khac", Row::OtherOut),
        ("tang", Row::Increase),
        ("giam", Row::Decrease),
    ];
    let words = format!(" {} ", folded(label));
    WORDS.into_iter().find(|(word, _)| words.contains(&format!(" {word} "))).map(|(_, row)| row)
}

/// The column that a head means.
fn column_of(head: &str) -> Option<Column> {
    const WORDS: [(&str, Column); 6] = [
        ("tong", Column::Total),
        ("nu", Column::Women),
        ("dan toc", Column::Minority),
        ("ton giao", Column::Religion),
        ("du bi", Column::Probationary),
        ("chinh thuc", Column::Official),
    ];
    let words = format!(" {} ", folded(head));
    WORDS.into_iter().find(|(word, _)| words.contains(&format!(" {word} "))).map(|(_, column)| column)
}

/// A figure as it is written: 1.234, −5, (5), +5; a dash or nothing is not said.
fn figure(text: &str) -> Option<Result<i64, ()>> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    if text.is_empty() || matches!(text.as_str(), "-" | "–" | "—" | "x") {
        return None;
    }
    let (negative, digits) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.to_owned()),
        None => match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(rest) => (true, rest.to_owned()),
            None => (false, text.trim_start_matches('+').to_owned()),
        },
    };
    let digits: String = digits.chars().filter(|letter| !matches!(letter, '.' | ',')).collect();
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten();
    Some(number.filter(|number| *number < 100_000_000).map(|number| if negative { -number } else { number }).ok_or(()))
}

/// The label of a line and what stands after it: parted by tabs or semicolons, or by the figures at its end.
fn parts(line: &str) -> (String, Vec<String>) {
    let mark = ['\t', ';', '|'].into_iter().find(|mark| line.contains(*mark));
    if let Some(mark) = mark {
        let mut fields = line.split(mark).map(|field| field.trim().to_owned());
        return (fields.next().unwrap_or_default(), fields.collect());
    }
    let words: Vec<_> = line.split_whitespace().collect();
    let figures = words.iter().rev().take_while(|word| figure(word).is_none_or(|read| read.is_ok())).count();
    let (label, figures) = words.split_at(words.len() - figures);
    (label.join(" "), figures.iter().map(|word| (*word).to_owned()).collect())
}

/// Reads a table: a row a line, its label first, then its figures in the order of the heads; without heads, in the
/// order of [`Column::ALL`]. `meant` knows the labels of the page; what it does not know is looked for by its words.
pub fn read(text: &str, meant: impl Fn(&str) -> Option<Row>) -> Brought {
    let mut brought = Brought::default();
    let mut columns = Column::ALL.to_vec();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (label, fields) = parts(line);
        let heads: Vec<_> = fields.iter().map(|field| column_of(field)).collect();
        if heads.len() > 1 && heads.iter().all(Option::is_some) {
            columns = heads.into_iter().flatten().collect();
            continue;
        }
        let figures: Vec<_> = fields.iter().map(|field| figure(field)).collect();
        let row = meant(&label).or_else(|| row_of(&label));
        let readable = figures.iter().all(|read| !matches!(read, Some(Err(())))) && figures.len() <= columns.len();
        match row {
            Some(row) if readable && !brought.rows.contains_key(&row) => {
                let said = brought.rows.entry(row).or_default();
                for (column, read) in columns.iter().zip(figures) {
                    said[*column as usize] = read.and_then(Result::ok);
                }
            }
            _ => brought.unread.push(line.trim().to_owned()),
        }
    }
    brought.rows.retain(|_, said| said.iter().any(Option::is_some));
    brought
}

impl Brought {
    /// What is said in a cell.
    pub fn said(&self, row: Row, column: Column) -> Option<i64> {
        self.rows.get(&row).and_then(|said| said[column as usize])
    }

    /// The sum of what is said of the rows of a sign; nothing when none is.
    fn sum(&self, sign: Sign, column: Column) -> Option<i64> {
        let figures = Row::ALL.into_iter().filter(|row| row.sign() == sign).filter_map(|row| self.said(row, column));
        figures.reduce(|sum, figure| sum + figure)
    }

    /// Where the table does not close by itself, in the order of its rows.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for column in Column::ALL {
            for (row, sign) in [(Row::Increase, Sign::Increase), (Row::Decrease, Sign::Decrease)] {
                if let (Some(said), Some(made)) = (self.said(row, column), self.sum(sign, column))
                    && said != made
                {
                    faults.push(Fault::Sum { row, column, said, made });
                }
            }
            let of = |row, sign| self.said(row, column).or_else(|| self.sum(sign, column)).unwrap_or_default();
            if let (Some(opening), Some(said)) = (self.said(Row::Opening, column), self.said(Row::Closing, column)) {
                let made = opening + of(Row::Increase, Sign::Increase) - of(Row::Decrease, Sign::Decrease)
                    + self.sum(Sign::Signed, column).unwrap_or_default();
                if said != made {
                    faults.push(Fault::Closing { column, said, made });
                }
            }
        }
        for row in self.rows.keys().copied() {
            let [total, probationary, official] =
                [Column::Total, Column::Probationary, Column::Official].map(|column| self.said(row, column));
            if let (Some(said), Some(probationary), Some(official)) = (total, probationary, official)
                && said != probationary + official
            {
                faults.push(Fault::Standings { row, said, made: probationary + official });
            }
            for column in Column::ALL.into_iter().skip(1).filter(|_| row.sign() != Sign::Signed) {
                if let (Some(total), Some(said)) = (total, self.said(row, column))
                    && said > total
                {
                    faults.push(Fault::Beyond { row, column, said, total });
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brought(text: &str) -> Brought {
        read(text, |_| None)
    }

    #[test]
    fn the_words_of_such_tables_are_rows() {
        for (label, row) in [
            ("A. Đảng viên có đầu kỳ", Row::Opening),
            ("B1. Kết nạp", Row::Admitted),
            ("Trong đó: kết nạp lại", Row::Readmitted),
            ("Chuyển đến", Row::TransferredIn),
            ("CHUYỂN ĐI", Row::TransferredOut),
            ("Hủy quyết định kết nạp", Row::Cancelled),
            ("Xin ra khỏi Đảng", Row::Resigned),
            ("C. Giảm trong kỳ", Row::Decrease),
            ("D. Tổng số cuối kỳ", Row::Closing),
        ] {
            assert_eq!(row_of(label), Some(row), "{label}");
        }
        assert_eq!(row_of("Đảng phí"), None);
    }

    #[test]
    fn a_table_is_read_by_tabs_or_by_its_figures() {
        let table = brought("Đầu kỳ\t1.037\t16\nKết nạp 4 1\nTừ trần\t-\t\nGì đó\t5");
        assert_eq!(table.said(Row::Opening, Column::Total), Some(1037));
        assert_eq!(table.said(Row::Admitted, Column::Women), Some(1));
        assert_eq!(table.said(Row::Died, Column::Total), None);
        assert_eq!(table.unread, ["Gì đó\t5"]);
    }

    #[test]
    fn heads_say_the_order_of_the_columns() {
        let table = brought("Nội dung;Tổng số;Dự bị;Nữ\nCuối kỳ;38;4;16");
        assert_eq!(table.said(Row::Closing, Column::Probationary), Some(4));
        assert_eq!(table.said(Row::Closing, Column::Women), Some(16));
    }

    #[test]
    fn a_table_that_closes_has_no_fault_whether_its_sums_are_said_or_not() {
        let parts = "Đầu kỳ\t37\nKết nạp\t4\nChuyển đến\t1\nChuyển đi\t2\nTừ trần\t1\nXóa tên\t1\nCuối kỳ\t38";
        assert_eq!(brought(parts).faults(), []);
        assert_eq!(brought("Đầu kỳ\t37\nTăng\t5\nGiảm\t4\nCuối kỳ\t38").faults(), []);
        assert_eq!(brought("Đầu kỳ\t37\nTăng\t5\nKết nạp\t4\nChuyển đến\t1\nGiảm\t4\nCuối kỳ\t38").faults(), []);
    }

    #[test]
    fn the_report_of_2019_does_not_close_by_three() {
        let report = brought("Đầu kỳ\t37\nKết nạp\t4\nCuối kỳ\t38\t16\t\t\t4");
        assert_eq!(report.faults(), [Fault::Closing { column: Column::Total, said: 38, made: 41 }]);
    }

    #[test]
    fn each_fault_is_named_with_its_row_and_column() {
        let table = brought("Đầu kỳ\t10\t11\t\t\t4\t5\nTăng\t3\nKết nạp\t2\nCuối kỳ\t13");
        assert_eq!(
            table.faults(),
            [
                Fault::Sum { row: Row::Increase, column: Column::Total, said: 3, made: 2 },
                Fault::Standings { row: Row::Opening, said: 10, made: 9 },
                Fault::Beyond { row: Row::Opening, column: Column::Women, said: 11, total: 10 },
            ]
        );
    }

    #[test]
    fn what_is_no_figure_is_not_guessed() {
        assert_eq!(brought("Kết nạp\tbốn").unread, ["Kết nạp\tbốn"]);
        assert_eq!(brought("Kết nạp\t1\nKết nạp\t2").unread, ["Kết nạp\t2"]);
        assert_eq!(
            brought("Công nhận chính thức\t0\t\t\t\t(5)\t+5").said(Row::Recognised, Column::Probationary),
            Some(-5)
        );
    }
}
