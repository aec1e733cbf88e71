//! What the forms suggest: the code lists of the party's papers. What is kept is text, as the paper
//! has it, so that a committee can write what no list knows.

/// The 54 peoples, in the order of the statistical list (Quyết định 121-TCTK/PPCĐ 1979).
pub const ETHNICITIES: [&str; 54] = [
    "Kinh",
    "Tày",
    "Thái",
    "Hoa",
    "Khơ-me",
    "Mường",
    "Nùng",
    "Mông",
    "Dao",
    "Gia-rai",
    "Ngái",
    "Ê-đê",
    "Ba-na",
    "Xơ-đăng",
    "Sán Chay",
    "Cơ-ho",
    "Chăm",
    "Sán Dìu",
    "Hrê",
    "Mnông",
    "Ra-glai",
    "Xtiêng",
    "Bru-Vân Kiều",
    "Thổ",
    "Giáy",
    "Cơ-tu",
    "Gié-Triêng",
    "Mạ",
    "Khơ-mú",
    "Co",
    "Ta-ôi",
    "Chơ-ro",
    "Kháng",
    "Xinh-mun",
    "Hà Nhì",
    "Chu-ru",
    "Lào",
    "La Chí",
    "La Ha",
    "Phù Lá",
    "La Hủ",
    "Lự",
    "Lô Lô",
    "Chứt",
    "Mảng",
    "Pà Thẻn",
    "Cơ Lao",
    "Cống",
    "Bố Y",
    "Si La",
    "Pu Péo",
    "Brâu",
    "Ơ Đu",
    "Rơ-măm",
];

/// None, and the recognised religions (Quyết định 1019/QĐ-TCTK 2008).
pub const RELIGIONS: [&str; 15] = [
    "Không",
    "Phật giáo",
    "Công giáo",
    "Phật giáo Hòa Hảo",
    "Hồi giáo",
    "Cao Đài",
    "Minh Sư đạo",
    "Minh Lý đạo",
    "Tin Lành",
    "Tịnh độ Cư sĩ Phật hội Việt Nam",
    "Tứ Ân Hiếu Nghĩa",
    "Bửu Sơn Kỳ Hương",
    "Ba Ha’i",
    "Bà La Môn",
    "Mặc Môn",
];

/// Levels of general education as the paper writes them.
pub const GENERAL_EDUCATION: [&str; 5] = ["12/12", "10/10", "9/12", "7/10", "12/12 bổ túc"];

/// Levels of political theory (Hướng dẫn 12-HD/BTCTW 17/5/2012).
pub const POLITICAL_THEORY: [&str; 5] = ["Chưa qua", "Sơ cấp", "Trung cấp", "Cao cấp", "Cử nhân"];

/// Degrees and titles, the highest only.
pub const ACADEMIC_DEGREES: [&str; 7] =
    ["Cử nhân", "Kỹ sư", "Thạc sĩ", "Tiến sĩ", "Tiến sĩ khoa học", "Phó giáo sư", "Giáo sư"];

/// The classes of the land reform, which may be left blank (Hướng dẫn 38-HD/BTCTW 29/9/2025).
pub const FAMILY_CLASSES: [&str; 12] = [
    "Cố nông",
    "Bần nông",
    "Trung nông",
    "Phú nông",
    "Địa chủ",
    "Công chức",
    "Viên chức",
    "Dân nghèo",
    "Tiểu thương",
    "Tiểu chủ",
    "Tiểu tư sản",
    "Tư sản",
];

/// Groups of occupations that the statistics know.
pub const OCCUPATIONS: [&str; 9] = [
    "Công chức",
    "Viên chức",
    "Công nhân",
    "Nông dân",
    "Bộ đội",
    "Công an",
    "Học sinh, sinh viên",
    "Hưu trí",
    "Lao động tự do",
];

/// Every list that the person's form suggests from, by the id of its `<datalist>`.
pub const fn all() -> [(&'static str, &'static [&'static str]); 7] {
    [
        ("ethnicities", &ETHNICITIES),
        ("religions", &RELIGIONS),
        ("occupations", &OCCUPATIONS),
        ("general_educations", &GENERAL_EDUCATION),
        ("political_theories", &POLITICAL_THEORY),
        ("academic_degrees", &ACADEMIC_DEGREES),
        ("family_classes", &FAMILY_CLASSES),
    ]
}
