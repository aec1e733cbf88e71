//! The text of a calendar (RFC 5545): lines of at most 75 bytes, text escaped, whole days.

use crate::clock::Instant;
use crate::rules::Day;

/// The most bytes of a line before it is folded (RFC 5545, 3.1).
const LINE: usize = 75;

/// A thing of a whole day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The same for the same thing at every reading.
    pub uid: String,
    /// The day.
    pub on: Day,
    /// What.
    pub summary: String,
    /// Where it is seen, if the program knows its own address.
    pub url: Option<String>,
}

/// A calendar of these entries, made at an instant.
pub(super) fn calendar(name: &str, entries: &[Entry], at: Instant) -> String {
    let mut text = String::new();
    let stamp = at.0.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut line = |property: &str, value: &str| fold(&mut text, &format!("{property}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//sodangvien//attention//VI");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(name));
    line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    line("X-PUBLISHED-TTL", "PT6H");
    for entry in entries {
        line("BEGIN", "VEVENT");
        line("UID", &entry.uid);
        line("DTSTAMP", &stamp);
        line("DTSTART;VALUE=DATE", &basic(entry.on));
        line("DTEND;VALUE=DATE", &basic(entry.on.succ()));
        line("SUMMARY", &escaped(&entry.summary));
        if let Some(url) = &entry.url {
            line("URL", url);
        }
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    text
}

/// YYYYMMDD.
fn basic(day: Day) -> String {
    day.iso().replace('-', "")
}

/// A text as the value of a property (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Writes a line, cut where it would be too long, never within a letter.
fn fold(text: &mut String, line: &str) {
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_written_as_a_whole_day() {
        let entry = Entry {
            uid: "badge-2026-12-22-1@sodangvien".to_owned(),
            on: Day::parse_iso("2026-12-31").unwrap(),
            summary: "Hồ sơ Huy hiệu Đảng, đợt 3/2; 02 người".to_owned(),
            url: None,
        };
        let at = Instant("2026-11-23T03:00:00Z".parse().unwrap());
        let text = calendar("Cần xử lý", &[entry], at);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.contains("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"), "{text}");
        assert!(text.contains("DTSTAMP:20261123T030000Z\r\n"), "{text}");
        assert!(text.contains("SUMMARY:Hồ sơ Huy hiệu Đảng\\, đợt 3/2\\; 02 người\r\n"), "{text}");
    }

    proptest! {
        #[test]
        fn a_line_is_folded_and_comes_back_whole(summary in "\\PC{0,300}") {
            let mut text = String::new();
            let line = format!("SUMMARY:{}", escaped(&summary));
            fold(&mut text, &line);
            for part in text.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(part.len() <= LINE, "{} bytes", part.len());
            }
            prop_assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"));
            prop_assert!(!line.contains('\n'));
        }
    }
}
