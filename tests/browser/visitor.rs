//! The program as it runs, and somebody at a browser before it.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use sodangvien::server::{Limits, Server};
use tokio::task::JoinHandle;

use crate::driver::{self, Beyond};
use crate::support::TestApp;

pub use fantoccini::key::Key;

/// How long a page may take to become what a test expects, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at it.
const LOOK: Duration = Duration::from_millis(25);
/// axe-core 4.14.1, which says what of a page is hard to use for whom (MPL-2.0, beside it).
const AXE: &str = include_str!("axe.min.js");

/// A book that is open at an address of this machine.
pub struct Book {
    /// Its application and database.
    pub test: TestApp,
    /// Where: `http://127.0.0.1:port`.
    pub address: String,
    server: JoinHandle<()>,
}

impl Book {
    /// A book with an organisation of two branches, and no member.
    pub async fn open() -> Self {
        Self::of(TestApp::new().await).await
    }

    /// This book, through the accept loop of the program.
    pub async fn of(test: TestApp) -> Self {
        let server = Server::bind("127.0.0.1:0", Limits::default()).await.unwrap();
        let address = format!("http://{}", server.address().unwrap());
        let router = sodangvien::app::router(test.app.clone()).unwrap();
        let server = tokio::spawn(server.run(router, std::future::pending()));
        Self { test, address, server }
    }

    /// Somebody with a fresh browser.
    pub async fn stranger(&self) -> Visitor {
        Visitor {
            client: driver::session().await,
            address: self.address.clone(),
            script: true,
            strokes: AtomicUsize::new(0),
        }
    }

    /// Somebody of the committee, signed in.
    pub async fn secretary(&self) -> Visitor {
        let user = self.test.secretary().await;
        self.visitor(&user.cookie).await
    }

    /// Somebody whose browser has the cookie of a session.
    pub async fn visitor(&self, cookie: &str) -> Visitor {
        let visitor = self.stranger().await;
        let (name, value) = cookie.split_once('=').unwrap();
        visitor.cookie(name, value).await;
        visitor
    }
}

impl Drop for Book {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// How a page is seen.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// `vi` or `en`.
    pub language: &'static str,
    /// `light` or `dark`.
    pub colours: &'static str,
    /// In pixels.
    pub width: u32,
}

/// Somebody at a browser.
pub struct Visitor {
    client: Client,
    address: String,
    script: bool,
    strokes: AtomicUsize,
}

impl Visitor {
    /// The browser no longer runs scripts.
    pub async fn without_script(mut self) -> Self {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true })).await;
        self.script = false;
        self
    }

    /// The browser keeps a cookie of the book.
    pub async fn cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "name": name, "value": value, "url": self.address, "httpOnly": true, "sameSite": "Lax" });
        self.devtools("Network.setCookie", &cookie).await;
    }

    /// The window becomes so wide, the system prefers those colours, the pages speak that language.
    pub async fn see_as(&self, sight: Sight) {
        let size = json!({ "width": sight.width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size).await;
        let colours = json!({ "features": [{ "name": "prefers-color-scheme", "value": sight.colours }] });
        self.devtools("Emulation.setEmulatedMedia", &colours).await;
        self.cookie("language", sight.language).await;
    }

    /// The browser shows all text at twice its size, as its settings let somebody choose.
    pub async fn reads_large(&self) {
        let sizes = json!({ "fontSizes": { "standard": 32, "fixed": 26 } });
        self.devtools("Page.setFontSizes", &sizes).await;
    }

    /// Opens a page by its address.
    pub async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.address)).await.unwrap();
    }

    /// The path and query at which the browser is.
    pub async fn place(&self) -> String {
        let address = self.client.current_url().await.unwrap();
        address.as_str().strip_prefix(&self.address).unwrap_or(address.as_str()).to_owned()
    }

    /// Waits until the address is that path and query.
    pub async fn stands_at(&self, place: &str) {
        self.until(&format!("the address {place}"), async || {
            let address = self.client.current_url().await.ok()?;
            (address.as_str().strip_prefix(&self.address) == Some(place)).then_some(())
        })
        .await;
    }

    /// Waits until the page is at that path, whatever its query.
    pub async fn arrives_at(&self, path: &str) {
        self.until(&format!("the page {path}"), async || {
            let address = self.client.current_url().await.ok()?;
            (address.path() == path && self.ready().await).then_some(())
        })
        .await;
    }

    /// Waits until the page is one below that path, and not a form.
    pub async fn arrives_below(&self, path: &str) {
        self.until(&format!("a page below {path}"), async || {
            let address = self.client.current_url().await.ok()?;
            let below = address.path().strip_prefix(path)?;
            (!below.is_empty() && below != "new" && self.ready().await).then_some(())
        })
        .await;
    }

    /// Waits until the page is headed so.
    pub async fn reads(&self, heading: &str) {
        self.until(&format!("the heading “{heading}”"), async || {
            let text = self.client.find(Locator::Css("h1")).await.ok()?.text().await.ok()?;
            (text == heading && self.ready().await).then_some(())
        })
        .await;
    }

    async fn ready(&self) -> bool {
        self.client.execute("return document.readyState", Vec::new()).await.is_ok_and(|state| state == "complete")
    }

    /// Waits for what a selector finds.
    pub async fn sees(&self, selector: &str) -> Element {
        self.until(selector, async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        })
        .await
    }

    /// Waits until the texts that a selector finds are these.
    pub async fn sees_texts(&self, selector: &str, wanted: &[&str]) {
        let mut last = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            last = self.texts(selector).await;
            if last == wanted {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
        self.fail(&format!("{selector}: wanted {wanted:?}, found {last:?}")).await;
    }

    /// Waits until something that a selector finds has that in its text.
    pub async fn sees_text_with(&self, selector: &str, part: &str) {
        self.until(&format!("“{part}” in {selector}"), async || {
            self.texts(selector).await.iter().any(|text| text.contains(part)).then_some(())
        })
        .await;
    }

    /// The texts of what a selector finds, as they stand now.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((found) => found.innerText.replace(/\\s+/g, ' ').trim())";
        match self.client.execute(script, vec![json!(selector)]).await {
            Ok(texts) => serde_json::from_value(texts).unwrap_or_default(),
            Err(_) => Vec::new(),
        }
    }

    /// What stands in a field.
    pub async fn value(&self, name: &str) -> String {
        let field = self.sees(&format!("[name='{name}']")).await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Clicks what a selector finds.
    pub async fn clicks(&self, selector: &str) {
        self.clicks_at(Locator::Css(selector), selector).await;
    }

    /// Clicks the link or button of that text.
    pub async fn presses(&self, text: &str) {
        let words = format!("//*[self::a or self::button or self::summary][normalize-space(.)='{text}']");
        self.clicks_at(Locator::XPath(&words), text).await;
    }

    /// Clicks as soon as the thing is there, brought into the middle of the window, and nothing covers it.
    async fn clicks_at(&self, thing: Locator<'_>, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let clicked = match self.client.find(thing).await {
                Ok(found) => {
                    let bring = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
                    let _ = self.client.execute(bring, vec![json!(found)]).await;
                    found.click().await
                }
                Err(error) => Err(error),
            };
            let Err(error) = clicked else { return };
            if Instant::now() > deadline {
                self.fail(&format!("“{what}” cannot be clicked: {error}")).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Writes into a field, in place of what stood there.
    pub async fn fills(&self, name: &str, text: &str) {
        let field = self.sees(&format!("[name='{name}']")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses an entry of a list by its words.
    pub async fn chooses(&self, name: &str, label: &str) {
        let list = self.sees(&format!("select[name='{name}']")).await;
        let entry = format!(".//option[normalize-space(translate(., '\u{a0}', ' '))='{label}']");
        let Ok(entry) = list.find(Locator::XPath(&entry)).await else {
            self.fail(&format!("no “{label}” in {name}")).await
        };
        entry.click().await.unwrap();
    }

    /// Fills a form: text as it is typed, an entry of a list by its words, a button or a box by its value.
    pub async fn enters(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            let kind = format!("const at = document.getElementsByName('{name}')[0]; return at ? at.type : ''");
            match self.asks(&kind).await.as_str().unwrap_or_default() {
                "select-one" => self.chooses(name, value).await,
                "radio" | "checkbox" => self.clicks(&format!("input[name='{name}'][value='{value}']")).await,
                _ => self.fills(name, value).await,
            }
        }
    }

    /// Strikes keys, one after the other, wherever the focus is.
    pub async fn strikes(&self, keys: &str) {
        for key in keys.chars() {
            self.strokes.fetch_add(1, Ordering::Relaxed);
            let focused = self.client.active_element().await.unwrap();
            focused.send_keys(key.encode_utf8(&mut [0; 4])).await.unwrap();
        }
    }

    /// How many keys were struck so far.
    pub fn strokes(&self) -> usize {
        self.strokes.load(Ordering::Relaxed)
    }

    /// Strikes a key so many times.
    pub async fn strikes_key(&self, key: Key, times: usize) {
        self.strikes(&String::from(char::from(key)).repeat(times)).await;
    }

    /// The name (or else the text) of the element that has the focus.
    pub async fn focus(&self) -> String {
        let script = "const at = document.activeElement; return at === document.body ? '' : at.name || at.innerText";
        self.client.execute(script, Vec::new()).await.unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// What a script answers on this page.
    pub async fn asks(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// The page on paper.
    pub async fn prints(&self) -> Vec<u8> {
        let answer =
            self.devtools("Page.printToPDF", &json!({ "preferCSSPageSize": true, "printBackground": true })).await;
        base64(answer["data"].as_str().unwrap())
    }

    /// What the window shows, as PNG.
    pub async fn pictures(&self) -> Vec<u8> {
        let answer = self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true })).await;
        base64(answer["data"].as_str().unwrap())
    }

    /// The page as it stands is sound.
    pub async fn finds_it_sound(&self) {
        let wrong = self.complaint().await;
        if !wrong.is_empty() {
            self.fail(&wrong).await;
        }
    }

    /// What is wrong with the page as it stands: it is to be as wide as the window, axe to find nothing to say
    /// about it, and nothing to have gone wrong on the way to it.
    pub async fn complaint(&self) -> String {
        let mut wrong = self.went_wrong().await + &self.too_wide().await;
        if self.script {
            wrong += &self.axe().await;
        }
        wrong
    }

    /// What makes the page wider than its window, when it is.
    pub async fn too_wide(&self) -> String {
        let wide = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        let over = self.asks(wide).await;
        if over == json!(0) {
            return String::new();
        }
        format!("\nit is {over} px wider than the window: {}", self.asks(WIDE).await)
    }

    /// What axe finds, a line each.
    async fn axe(&self) -> String {
        self.client.execute(AXE, Vec::new()).await.unwrap();
        let run = "const [done] = [...arguments].slice(-1);
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
            axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(
              (found) => done(found.violations.flatMap((fault) => fault.nodes.map((node) =>
                `axe: ${fault.id}: ${fault.help}: ${node.html.slice(0, 160)} (${node.failureSummary.replace(/\\s+/g, ' ')})`))),
              (error) => done([String(error)]))";
        let found = self.client.execute_async(run, Vec::new()).await.unwrap();
        let faults: Vec<String> = serde_json::from_value(found).unwrap();
        // What axe itself does to the page is not the page's.
        self.log("browser").await;
        faults.iter().fold(String::new(), |all, fault| all + "\n" + fault)
    }

    /// What the browser complained of since it was last asked, and what was asked of another machine.
    async fn went_wrong(&self) -> String {
        let mut wrong = String::new();
        for entry in self.log("browser").await {
            let message = entry["message"].as_str().unwrap_or_default();
            // A page that says what is wrong is answered as such, and that is right.
            let said = entry["source"] == "network" && message.contains("status of 4") && !message.contains("/static/");
            let serious = entry["level"] == "SEVERE" || entry["level"] == "WARNING";
            if serious && !said {
                let _ = write!(wrong, "\nthe browser says: {message}");
            }
        }
        for entry in self.log("performance").await {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default()).unwrap();
            let event = &event["message"];
            let asked = event["params"]["request"]["url"].as_str().unwrap_or_default();
            let ours = asked.starts_with(&format!("{}/", self.address)) || asked.starts_with("data:");
            if event["method"] == "Network.requestWillBeSent" && !ours {
                let _ = write!(wrong, "\na request leaves the machine: {asked}");
            }
        }
        wrong
    }

    /// Closes the browser, with which nothing may have gone wrong.
    pub async fn leaves(self) {
        let wrong = self.went_wrong().await;
        if !wrong.is_empty() {
            self.fail(&wrong).await;
        }
        self.client.close().await.unwrap();
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        serde_json::from_value(self.client.issue_cmd(Beyond::log(kind)).await.unwrap()).unwrap()
    }

    async fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.client.issue_cmd(Beyond::devtools(command, parameters)).await.unwrap()
    }

    /// Looks until there is something, or until it is too late.
    async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if Instant::now() > deadline {
                self.fail(&format!("waited in vain for {what}")).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Says what is wrong, where, and what the page looks like.
    async fn fail(&self, what: &str) -> ! {
        let name = std::thread::current().name().unwrap_or("browser").replace("::", "-");
        let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        std::fs::write(&picture, self.pictures().await).unwrap();
        let shown = self.texts("body").await.concat();
        panic!("{what}\nat {} (a picture: {})\n{shown:.2000}", self.place().await, picture.display())
    }
}

/// The elements that reach beyond the window, for the message.
const WIDE: &str = "return [...document.querySelectorAll('body *')]
    .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map((part) => part.outerHTML.slice(0, 120))";

/// The bytes of a text in base 64, as the `DevTools` answer.
fn base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    for group in letters.chunks(4) {
        let bits =
            group.iter().fold(0_u32, |bits, letter| bits << 6 | u32::from(value(*letter))) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}
