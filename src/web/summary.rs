//! The summary of a refused form names each field as its label does. The labels stand further down on the page, so
//! the finished page is read: what is said of a field and what the field is called cannot differ.

/// Where the entries of a summary stand.
const SUMMARY: &str = "<div class=\"error-summary";
/// How an entry begins, up to the id of its field.
const ENTRY: &str = "<li><a href=\"#";

/// The page with the label of its field before each sentence of the error summary; a sentence that says the label
/// itself, and one whose target has none, stay as they are. What leads nowhere on the page, because its form is not
/// offered any more, is a sentence without a link.
pub fn named(html: String) -> String {
    let Some(start) = html.find(SUMMARY) else { return html };
    let Some(length) = html[start..].find("</ul>") else { return html };
    let (before, rest) = html.split_at(start);
    let (summary, after) = rest.split_at(length);
    let mut parts = summary.split(ENTRY);
    let mut page = String::with_capacity(html.len() + 256);
    page.push_str(before);
    page.push_str(parts.next().unwrap_or_default());
    for part in parts {
        if let Some((id, sentence)) = part.split_once("\">")
            && !after.contains(&format!(" id=\"{id}\""))
        {
            page.extend(["<li>", &sentence.replacen("</a>", "", 1)]);
            continue;
        }
        page.push_str(ENTRY);
        let named = part.split_once("\">").and_then(|(id, sentence)| Some((id, sentence, label(after, id)?)));
        match named {
            Some((id, sentence, label)) if !says(sentence, &label) => {
                page.extend([id, "\">", &label, ": ", sentence]);
            }
            _ => page.push_str(part),
        }
    }
    page.push_str(after);
    page
}

/// Whether a sentence names the field already.
fn says(sentence: &str, label: &str) -> bool {
    sentence.split("</a>").next().unwrap_or_default().to_lowercase().contains(&label.to_lowercase())
}

/// What the field of an id is called: its label, the legend of the group that it is or stands in.
fn label(html: &str, id: &str) -> Option<String> {
    let of = format!("<label for=\"{id}\"");
    let at = html.find(&format!(" id=\"{id}\""))?;
    // A radio button or a box to tick is one of a group: the group is what the sentence is about.
    let group = html[..at].rfind("<fieldset").filter(|group| !html[*group..at].contains("</fieldset>"));
    let tag_ends = html[at..].find('>')? + at;
    let legend = |from: usize| text(&html[from..], "<legend", "</legend>");
    let tag = html[..at].rfind('<')?;
    let ticked = ["type=\"radio\"", "type=\"checkbox\""].iter().any(|kind| html[tag..tag_ends].contains(kind));
    if html[tag..].starts_with("<fieldset") {
        legend(tag)
    } else if let Some(group) = group.filter(|_| ticked) {
        legend(group)
    } else {
        html.find(&of).and_then(|from| text(&html[from..], "<label", "</label>"))
    }
}

/// The words of the first such element, without its tags and without the star of what must be filled.
fn text(html: &str, opens: &str, closes: &str) -> Option<String> {
    let from = html.find(opens)?;
    let inner = &html[from..from + html[from..].find(closes)?];
    let mut words = String::new();
    for piece in inner.split('<').skip(1) {
        let (tag, said) = piece.split_once('>')?;
        if !tag.contains("class=\"required\"") && !tag.contains("class=\"hint\"") {
            words.push_str(said);
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entries of a summary before a form, as they are said.
    fn said(entries: &str, form: &str) -> String {
        let page = format!("<h1>a</h1>{SUMMARY}\"><ul>{entries}</ul></div>{form}");
        let page = named(page);
        page[page.find("<ul>").unwrap() + 4..page.find("</ul>").unwrap()].to_owned()
    }

    #[test]
    fn each_entry_is_led_by_the_label_of_its_field() {
        let form = "<label for=\"born_on\">Ngày sinh <span class=\"required\" aria-hidden=\"true\">*</span></label>\
            <input id=\"born_on\"><fieldset><legend>Giới tính</legend><label><input type=\"radio\" id=\"gender\">Nam\
            </label></fieldset><fieldset id=\"person\"><legend>Những người này</legend></fieldset>";
        assert_eq!(
            said("<li><a href=\"#born_on\">Nhập ngày.</a></li>", form),
            "<li><a href=\"#born_on\">Ngày sinh: Nhập ngày.</a></li>"
        );
        assert!(said("<li><a href=\"#gender\">Chọn một.</a></li>", form).contains(">Giới tính: Chọn một.<"));
        assert!(said("<li><a href=\"#person\">Chọn ai đó.</a></li>", form).contains(">Những người này: Chọn ai đó.<"));
        let two = said("<li><a href=\"#gender\">Một.</a></li><li><a href=\"#born_on\">Hai.</a></li>", form);
        assert!(two.contains(">Giới tính: Một.<") && two.contains(">Ngày sinh: Hai.<"), "{two}");
    }

    #[test]
    fn what_names_its_field_or_leads_to_none_is_said_alone() {
        let form =
            "<label for=\"branch\">Chi bộ</label><select id=\"branch\"></select><section id=\"confirm\"></section>";
        for entry in
            ["<li><a href=\"#branch\">Chọn chi bộ.</a></li>", "<li><a href=\"#confirm\">Chưa đủ tuổi.</a></li>", ""]
        {
            assert_eq!(said(entry, form), entry);
        }
        let gone = "<li><a href=\"#why\">Việc này đã được ghi lại.</a></li>";
        assert_eq!(said(gone, form), "<li>Việc này đã được ghi lại.</li>", "its form is not offered any more");
        assert_eq!(named("<p>Không có lỗi.</p>".to_owned()), "<p>Không có lỗi.</p>");
    }
}
