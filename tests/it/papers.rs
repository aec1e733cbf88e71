//! The report of a year as a file for Word, opened by somebody else's program.

use std::path::Path;
use std::process::Command;

use axum::http::StatusCode;

use crate::sample::Sample;

/// What a program says that is wanted here; it ends well.
fn run(program: &str, arguments: &[&str], missing: &str) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{missing}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[tokio::test]
#[ignore = "wants LibreOffice: script/test --all"]
async fn the_word_file_becomes_a_pdf_in_libreoffice_with_every_figure_of_2019() {
    let sample = Sample::now().await;
    let secretary = sample.test.session(sample.account).await;
    let file = secretary.get("/reports/2019/docx").await.expect(StatusCode::OK);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let (docx, pdf) = (folder.join("report.docx"), folder.join("report.pdf"));
    std::fs::write(&docx, &file.body).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let (folder, docx, pdf) = (folder.to_str().unwrap(), docx.to_str().unwrap(), pdf.to_str().unwrap());
    let convert = [&profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, docx];
    run("soffice", &convert, "LibreOffice (apt-get install libreoffice-writer-nogui)");
    let text = run("pdftotext", &["-layout", pdf, "-"], "pdftotext (apt-get install poppler-utils)");
    // Justified lines are read back with spaces within words.
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let words = joined(&text);
    // The text, with every figure of the paper.
    for said in [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "có 38 đảng viên (tăng 01 so năm 2018), trong đó có 16 đảng viên nữ, 04 dự bị, 01 đảng viên chuyển sinh hoạt tạm thời",
        "Kết nạp 04 đảng viên, đạt 133,3% chỉ tiêu",
        "Cử 02 đồng chí học lớp bồi dưỡng lý luận chính trị cho đảng viên mới",
        "05 quần chúng học lớp bồi dưỡng nhận thức về Đảng",
        "công nhận đảng viên chính thức cho 05 đồng chí",
        "38/38 đảng viên giữ mối liên hệ với nơi cư trú theo Quy định số 76-QĐ/TW",
        "lần thứ IV, nhiệm kỳ 2020 - 2025",
        "Công chức, viên chức ngoài Đảng học tập, quán triệt: 95%",
        "Kết nạp đảng viên mới: 04",
    ] {
        assert!(words.contains(&joined(said)), "{said}: {words}");
    }
    // The tables: rows with their cells in order.
    let (_, annex) = text.split_once("PHỤ LỤC SỐ LIỆU").unwrap();
    let row = |label: &str| annex.lines().find(|line| line.trim_start().starts_with(label)).unwrap_or_default();
    let cells = |label: &str| row(label).trim().trim_start_matches(label).split_whitespace().collect::<Vec<_>>();
    assert_eq!(cells("Đầu kỳ").first(), Some(&"37"), "{text}");
    assert_eq!(cells("Kết nạp").first(), Some(&"4"));
    assert_eq!(cells("Cuối kỳ")[..2], ["38", "16"]);
    assert_eq!(cells("Kết nạp đảng viên mới")[..3], ["3", "4", "133,3%"]);
    assert_eq!(cells("Nữ"), ["16", "42,1%"]);
}
