//! Every sentence over none, one and many, more and fewer and as many, and what is missing; in both languages.

mod many;

use super::compose;
use crate::ids::OrganisationId;
use crate::reports::draft::{Draft, Part};
use crate::reports::facts::{Commended, Facts, Meetings, Remark, Size, Target, Term};
use crate::rules::Day;
use crate::rules::evaluation::{Grade, Tally};
use crate::rules::movement::Row;
use crate::rules::target::{Actual, Aim, percentage, verdict};
use crate::statistics::Question;
use crate::web::Language;
use crate::{courses, documents, evaluations, residence};

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).unwrap()
}

/// A year of which nothing is recorded.
fn facts() -> Facts {
    Facts {
        organisation: OrganisationId(7),
        of_branch: false,
        name: "Đảng bộ Sở".to_owned(),
        superior: String::new(),
        question: Question {
            organisation: OrganisationId(7),
            from: day(2019, 1, 1),
            to: day(2019, 12, 31),
            known_on: None,
        },
        year: 2019,
        is_over: true,
        opens_later: None,
        size: Size { before: Some(0), ..Size::default() },
        admitted: 0,
        recognised: 0,
        studied: documents::Studied::default(),
        meetings: Meetings::default(),
        sent: courses::Sent::default(),
        residence: residence::Figures::default(),
        regulation: "76-QĐ/TW",
        commended: Vec::new(),
        evaluated: evaluations::Figures::default(),
        grade: None,
        grades: Vec::new(),
        targets: Vec::new(),
        next: Vec::new(),
        ending: None,
        beginning: None,
        remarks: Vec::new(),
    }
}

fn target(id: i64, name: &str, aim: Aim, actual: Option<Actual>) -> Target {
    Target {
        id,
        name: name.to_owned(),
        aim,
        actual,
        verdict: actual.and_then(|actual| verdict(aim, actual)),
        tenths: actual.and_then(|actual| percentage(aim, actual)),
        href: String::new(),
        of_admissions: name == "Kết nạp",
    }
}

/// What a part says, a paragraph a line; what is missing in angles.
fn said(facts: &Facts, part: Part) -> Vec<String> {
    let draft = compose(facts);
    every_figure_is_there(&draft);
    let section = draft.sections.iter().find(|section| section.part == part).unwrap();
    let line = |paragraph: &crate::reports::draft::Paragraph| {
        if paragraph.pieces.is_empty() { format!("<{}>", paragraph.missing) } else { paragraph.words(&draft.figures) }
    };
    section.paragraphs.iter().map(line).collect()
}

/// No sentence keeps a name that nothing stands for, and no two figures have one label.
fn every_figure_is_there(draft: &Draft) {
    for paragraph in draft.sections.iter().flat_map(|section| &section.paragraphs) {
        let words = paragraph.words(&draft.figures);
        assert!(!words.contains(['{', '}', '…']), "{words}");
        assert!(!words.contains("  ") && !words.contains(" ,") && !words.contains(" ."), "{words}");
        assert_eq!(words.is_empty(), !paragraph.missing.is_empty(), "{paragraph:?}");
    }
    let labels: std::collections::BTreeSet<_> = draft.figures.values().map(|figure| &figure.label).collect();
    assert_eq!(labels.len(), draft.figures.len());
}

#[test]
fn nothing_recorded_is_said_to_be_missing_and_never_invented() {
    let facts = facts();
    assert_eq!(
        said(&facts, Part::Size),
        [
            "Tính đến ngày 31/12/2019, Đảng bộ Sở không có đảng viên nào.",
            "Trong năm không có đảng viên tăng hoặc giảm."
        ]
    );
    assert_eq!(
        said(&facts, Part::Work),
        [
            "<Chưa ghi văn bản nào được quán triệt trong năm.>",
            "<Chưa ghi cuộc sinh hoạt, cuộc họp nào trong năm.>",
            "Trong năm không kết nạp đảng viên.",
            "<Chưa ghi ai được cử đi học trong năm.>",
            "Trong năm không có đảng viên được công nhận chính thức.",
            "<Chưa ghi đảng viên nào được giới thiệu giữ mối liên hệ nơi cư trú.>",
            "<Chưa ghi khen thưởng nào của năm.>",
        ]
    );
    assert_eq!(
        said(&facts, Part::Evaluation),
        ["<Chưa ghi kết quả đánh giá, xếp loại đảng viên.>", "<Chưa ghi xếp loại của Đảng bộ Sở.>"]
    );
    assert_eq!(said(&facts, Part::Targets), ["<Chưa ghi chỉ tiêu nào của năm 2019.>"]);
    assert_eq!(said(&facts, Part::Next), ["<Chưa ghi chỉ tiêu nào của năm 2020.>"]);
    assert!(said(&facts, Part::Remarks)[0].starts_with("<Chưa chi bộ nào"));
    let draft = compose(&facts);
    assert!(draft.figures.is_empty(), "{:?}", draft.figures);
    let speaking: Vec<_> = draft.sections.iter().filter(|one| one.speaks()).map(|one| one.part).collect();
    assert_eq!(speaking, [Part::Size, Part::Work], "the rest is left out of the paper");
}

#[test]
fn members_against_the_year_before() {
    let mut facts = facts();
    for (total, before, women, probationary, away, change, parts) in [
        (
            38,
            37,
            16,
            4,
            1,
            " (tăng 01 so năm 2018)",
            "16 đảng viên nữ, 04 dự bị, 01 đảng viên chuyển sinh hoạt tạm thời",
        ),
        (38, 38, 1, 0, 0, " (bằng năm 2018)", "01 đảng viên nữ, không có đảng viên dự bị"),
        (9, 21, 0, 1, 0, " (giảm 12 so năm 2018)", "!không có đảng viên nữ, 01 dự bị"),
        (1204, 0, 600, 10, 0, " (tăng 1.204 so năm 2018)", "600 đảng viên nữ, 10 dự bị"),
    ] {
        let change_of: i64 = total - before;
        facts.size = Size {
            total,
            women,
            probationary,
            away,
            before: Some(before),
            increases: (change_of > 0).then_some((Row::Admitted, change_of)).into_iter().collect(),
            decreases: (change_of < 0).then_some((Row::Died, -change_of)).into_iter().collect(),
            ..Size::default()
        };
        let n = super::number(total);
        let among = parts.strip_prefix('!').map_or_else(|| format!("trong đó có {parts}"), str::to_owned);
        let expected = format!("Tính đến ngày 31/12/2019, Đảng bộ Sở có {n} đảng viên{change}, {among}.");
        assert_eq!(said(&facts, Part::Size)[0], expected);
        assert!(compose(&facts).figures.values().all(|figure| figure.wrong.is_empty()));
    }
    facts.size = Size { total: 3, before: None, branches: Some(4), ..Size::default() };
    let all = said(&facts, Part::Size);
    assert_eq!(
        all[0],
        "Tính đến ngày 31/12/2019, Đảng bộ Sở có 03 đảng viên, không có đảng viên nữ, không có đảng viên dự bị."
    );
    assert_eq!(all[1], "<Sổ chưa mở vào đầu năm 2019, nên không so được với năm trước.>");
    assert_eq!(all[2], "Có 04 chi bộ trực thuộc.");
}

#[test]
fn what_came_and_went() {
    let mut facts = facts();
    let (came, went) = ((Row::Admitted, 4), (Row::TransferredOut, 2));
    for (increases, decreases, expected) in [
        (
            vec![came, (Row::TransferredIn, 1)],
            vec![went, (Row::Died, 1)],
            "Trong năm tăng 05 đảng viên (kết nạp: 04; chuyển sinh hoạt chính thức đến: 01), giảm 03 đảng viên (chuyển sinh hoạt chính thức đi: 02; từ trần: 01).",
        ),
        (vec![came], vec![], "Trong năm tăng 04 đảng viên (kết nạp: 04), không có đảng viên giảm."),
        (
            vec![],
            vec![went],
            "Trong năm giảm 02 đảng viên (chuyển sinh hoạt chính thức đi: 02), không có đảng viên tăng.",
        ),
        (vec![], vec![], "Trong năm không có đảng viên tăng hoặc giảm."),
    ] {
        facts.size = Size { total: 1, before: Some(1), increases, decreases, ..Size::default() };
        assert_eq!(said(&facts, Part::Size)[1], expected);
    }
    facts.size =
        Size { total: 40, before: Some(37), adjustment: -2, increases: vec![(Row::Admitted, 5)], ..Size::default() };
    assert_eq!(
        said(&facts, Part::Size)[2],
        "Số đầu năm là số đã chốt của năm 2018; do những việc ghi thêm sau khi chốt, đầu năm nay điều chỉnh giảm 02."
    );
    facts.size.adjustment = 1;
    assert!(said(&facts, Part::Size)[2].ends_with("điều chỉnh tăng 01."));
}

#[test]
fn what_does_not_add_up_is_marked_with_the_reason() {
    let mut facts = facts();
    facts.size = Size {
        total: 41,
        before: Some(37),
        increases: vec![(Row::Admitted, 4)],
        decreases: vec![(Row::Died, 3)],
        differs: vec!["Cột Tổng số: lệch 3.".to_owned()],
        ..Size::default()
    };
    facts.residence = residence::Figures { members: 40, introduced: 40, ..residence::Figures::default() };
    facts.evaluated.members = 40;
    facts.evaluated.tally = Tally { good: 40, ..Tally::default() };
    let figures = compose(&facts).figures;
    assert_eq!(
        figures["size.grew"].wrong,
        "Biến động ghi trong năm giải thích +01, danh sách cho +04: còn việc chưa ghi."
    );
    assert_eq!(figures["size.total"].wrong, "Cột Tổng số: lệch 3.");
    for key in ["work.residence", "evaluation.graded"] {
        assert_eq!(figures[key].wrong, "Ở đây tính trên 40 đảng viên, danh sách ngày 31/12/2019 có 41.");
    }
    // As many as before, and what is recorded says otherwise.
    facts.size.before = Some(41);
    assert!(compose(&facts).figures["size.total"].wrong.contains("giải thích +01, danh sách cho 0"));
    // A year that is going on has not everybody yet.
    facts.is_over = false;
    assert!(compose(&facts).figures["work.residence"].wrong.is_empty());
}

#[test]
fn admissions_against_their_target() {
    let mut facts = facts();
    for (admitted, aim, expected) in [
        (0, None, "Trong năm không kết nạp đảng viên."),
        (0, Some(3), "Trong năm không kết nạp đảng viên; chỉ tiêu Nghị quyết đề ra là 03."),
        (1, None, "Kết nạp 01 đảng viên."),
        (4, Some(3), "Kết nạp 04 đảng viên, đạt 133,3% chỉ tiêu Nghị quyết đề ra."),
        (3, Some(3), "Kết nạp 03 đảng viên, đạt 100% chỉ tiêu Nghị quyết đề ra."),
        (12, Some(16), "Kết nạp 12 đảng viên, đạt 75% chỉ tiêu Nghị quyết đề ra."),
        (0, Some(0), "Trong năm không kết nạp đảng viên."),
        (2, Some(0), "Kết nạp 02 đảng viên."),
    ] {
        facts.admitted = admitted;
        facts.targets =
            aim.map(|aim| target(1, "Kết nạp", Aim::Number(aim), Some(Actual::Number(admitted)))).into_iter().collect();
        assert_eq!(said(&facts, Part::Work)[2], expected);
    }
}

#[test]
fn what_was_done() {
    let mut facts = facts();
    let share = |present, should| documents::Share { present, should };
    facts.studied = documents::Studied { documents: 1, sessions: 4, members: share(37, 38), outsiders: share(19, 20) };
    facts.meetings = Meetings { regular: 48, thematic: 0, committee: 1, flag: 12, missed: 0 };
    facts.sent = courses::Sent { new_members: 2, non_members: 5, ..courses::Sent::default() };
    facts.recognised = 5;
    facts.residence =
        residence::Figures { members: 38, introduced: 38, commented: 38, good: 38, ..residence::Figures::default() };
    facts.size.total = 38;
    facts.commended = vec![
        Commended { form: "Giấy khen".to_owned(), members: 6, organisations: 1 },
        Commended { form: "Biểu dương".to_owned(), members: 0, organisations: 2 },
    ];
    assert_eq!(
        said(&facts, Part::Work),
        [
            "Đã quán triệt, triển khai 01 văn bản của Đảng, Nhà nước qua 04 buổi; 97,4% đảng viên phải dự đã dự, 95% công chức, viên chức, người lao động ngoài Đảng phải dự đã dự.",
            "Trong năm đã tổ chức 48 buổi sinh hoạt chi bộ định kỳ, 01 cuộc họp cấp ủy, 12 lần chào cờ.",
            "Trong năm không kết nạp đảng viên.",
            "Cử 02 đồng chí học lớp bồi dưỡng lý luận chính trị cho đảng viên mới; 05 quần chúng học lớp bồi dưỡng nhận thức về Đảng cho đối tượng kết nạp.",
            "Hoàn thành thủ tục công nhận đảng viên chính thức cho 05 đồng chí.",
            "38/38 đảng viên giữ mối liên hệ với nơi cư trú theo Quy định số 76-QĐ/TW của Bộ Chính trị, 38 đồng chí được chi ủy nơi cư trú nhận xét, đều thực hiện tốt nhiệm vụ của đảng viên tại địa phương.",
            "Khen thưởng: Giấy khen cho 06 cá nhân, 01 tập thể; Biểu dương cho 02 tập thể.",
        ]
    );
    facts.studied = documents::Studied { documents: 2, sessions: 1, ..documents::Studied::default() };
    facts.meetings = Meetings { thematic: 3, missed: 2, ..Meetings::default() };
    facts.sent = courses::Sent { theory: 1, ..courses::Sent::default() };
    facts.residence.commented = 0;
    facts.residence.introduced = 30;
    let all = said(&facts, Part::Work);
    assert_eq!(all[0], "Đã quán triệt, triển khai 02 văn bản của Đảng, Nhà nước qua 01 buổi.");
    assert_eq!(
        all[1],
        "Trong năm đã tổ chức 03 buổi sinh hoạt chuyên đề. Theo sổ còn thiếu 02 buổi sinh hoạt định kỳ hằng tháng."
    );
    assert_eq!(all[3], "Cử 01 đồng chí học lớp lý luận chính trị.");
    assert!(all[5].starts_with("30/38 đảng viên") && all[5].ends_with("; chưa có nhận xét của chi ủy nơi cư trú."));
    facts.residence.commented = 29;
    facts.residence.good = 28;
    assert!(
        said(&facts, Part::Work)[5]
            .contains("29 đồng chí được chi ủy nơi cư trú nhận xét, trong đó 28 đồng chí thực hiện tốt")
    );
    facts.residence.good = 0;
    assert!(said(&facts, Part::Work)[5].contains("nhận xét, chưa đồng chí nào được nhận xét thực hiện tốt"));
}

#[test]
fn how_members_and_organisations_were_graded() {
    let mut facts = facts();
    facts.size.total = 38;
    facts.evaluated = evaluations::Figures {
        members: 38,
        tally: Tally { excellent: 6, good: 30, completed: 0, failed: 1 },
        exempt: 1,
        ..evaluations::Figures::default()
    };
    facts.grade = Some(Grade::Excellent);
    facts.grades = vec![(Grade::Excellent, 1), (Grade::Good, 3)];
    assert_eq!(
        said(&facts, Part::Evaluation),
        [
            "Có 37/38 đảng viên được đánh giá, xếp loại: hoàn thành xuất sắc nhiệm vụ: 06 (16,2%); hoàn thành tốt nhiệm vụ: 30 (81,1%); không hoàn thành nhiệm vụ: 01 (2,7%).",
            "01 đảng viên không xếp loại (được miễn sinh hoạt: 01).",
            "Đảng bộ Sở được xếp loại hoàn thành xuất sắc nhiệm vụ.",
            "Xếp loại chi bộ: hoàn thành xuất sắc nhiệm vụ: 01; hoàn thành tốt nhiệm vụ: 03.",
        ]
    );
    facts.evaluated.tally.good = 28;
    assert_eq!(said(&facts, Part::Evaluation)[2], "<Còn 02 đảng viên chưa ghi xếp loại.>");
}

#[test]
fn targets_of_the_year_and_of_the_next() {
    let mut facts = facts();
    let all = |actuals: [Option<Actual>; 2]| {
        vec![target(1, "Kết nạp", Aim::Number(3), actuals[0]), target(2, "Học tập", Aim::Percent(1000), actuals[1])]
    };
    let full = Some(Actual::Share { part: 38, whole: 38 });
    for (actuals, first, lines) in [
        (
            [Some(Actual::Number(4)), full],
            "Có 02/02 chỉ tiêu Nghị quyết đạt và vượt: tất cả các chỉ tiêu đề ra đều đạt và vượt.",
            3,
        ),
        ([Some(Actual::Number(2)), full], "Có 01/02 chỉ tiêu Nghị quyết đạt và vượt.", 3),
        ([Some(Actual::Number(0)), None], "Có 0/02 chỉ tiêu Nghị quyết đạt: chưa chỉ tiêu nào đạt.", 3),
    ] {
        facts.targets = all(actuals);
        let said = said(&facts, Part::Targets);
        assert_eq!(said[0], first);
        assert_eq!(said.len(), lines);
    }
    assert_eq!(said(&facts, Part::Targets)[2], "<01 chỉ tiêu chưa có số liệu.>");
    facts.targets = all([Some(Actual::Number(4)), full]);
    let lines = said(&facts, Part::Targets);
    assert_eq!(lines[1], "Kết nạp: chỉ tiêu 03, thực hiện 04, đạt 133,3% (vượt).");
    assert_eq!(lines[2], "Học tập: chỉ tiêu 100%, thực hiện 38/38 (100%) (đạt).");
    facts.next = vec![target(3, "Kết nạp", Aim::Number(4), None)];
    facts.ending = Some(Term { congress: "III".to_owned(), from: 2015, to: 2020 });
    assert_eq!(
        said(&facts, Part::Next),
        [
            "Năm 2020 là năm cuối của nhiệm kỳ 2015 - 2020.",
            "Chuẩn bị và tổ chức đại hội nhiệm kỳ tới theo đúng quy định.",
            "Phấn đấu thực hiện các chỉ tiêu chủ yếu năm 2020:",
            "Kết nạp: 04.",
        ]
    );
    facts.beginning = Some(Term { congress: "IV".to_owned(), from: 2020, to: 2025 });
    assert_eq!(
        said(&facts, Part::Next)[1],
        "Tổ chức Đại hội Đảng bộ Sở lần thứ IV, nhiệm kỳ 2020 - 2025 theo đúng quy định."
    );
    // What is done or not has no figure to reach.
    facts.targets = vec![target(4, "Tổ chức đại hội", Aim::Yes, Some(Actual::Done(true)))];
    facts.next = facts.targets.clone();
    assert_eq!(said(&facts, Part::Targets)[1], "Tổ chức đại hội: đã thực hiện (đạt).");
    assert_eq!(said(&facts, Part::Next).last().unwrap(), "Tổ chức đại hội.");
    facts.targets = all([Some(Actual::Number(2)), full]);
    facts.is_over = false;
    assert_eq!(said(&facts, Part::Targets)[1], "Kết nạp: chỉ tiêu 03, thực hiện 02, đạt 66,7% (chưa đạt).");
    facts.is_over = true;
    assert_eq!(said(&facts, Part::Targets)[1], "Kết nạp: chỉ tiêu 03, thực hiện 02, đạt 66,7% (không đạt).");
    facts.remarks = vec![Remark { organisation: "Chi bộ 1".to_owned(), text: "Một.\nHai.".to_owned() }];
    assert_eq!(said(&facts, Part::Remarks), ["Chi bộ 1:", "Một.", "Hai."]);
}

#[test]
fn english_is_complete() {
    let mut facts = facts();
    facts.size = Size { total: 1, before: Some(0), women: 1, increases: vec![(Row::Admitted, 1)], ..Size::default() };
    Language::English.scope(|| {
        assert_eq!(
            said(&facts, Part::Size)[0],
            "On 31/12/2019, members of Đảng bộ Sở: 01 (up 01 on 2018), of whom women: 01, nobody probationary."
        );
        assert_eq!(said(&facts, Part::Size)[1], "In the year, increase: 01 (admission: 01); no decrease.");
    });
}
