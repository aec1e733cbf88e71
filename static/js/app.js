// Shortens the way; every page works without it. What a page does not need is not fetched.
import "./shortcuts.js";

// What the page needs at once, and what it may need: fetched when its part is first entered or opened.
const now = {
  "form[data-once]": "./once.js",
  "[data-date]": "./dates.js",
  "form #duplicates": "./duplicates.js",
  "form #follows": "./follows.js",
  "[data-shows]": "./passwords.js",
  "[data-picks-all]": "./picks.js",
  "input[data-units]": "./units.js",
  "[data-capitals]": "./names.js",
};
const later = [
  ["[data-live-search]", ["focusin", "change"], "./roster-search.js"],
  ["#viewer-menu", ["toggle"], "./theme.js"],
];
for (const [selector, module] of Object.entries(now)) {
  if (document.querySelector(selector)) import(module);
}
for (const [selector, events, module] of later) {
  for (const event of events) {
    document.querySelector(selector)?.addEventListener(event, () => import(module), { once: true });
  }
}

// A menu closes when one clicks elsewhere, leaves it, or presses Escape.
const menus = "details.menu[open]";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(menus);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A field that an error leads to may be inside closed details.
for (const link of document.querySelectorAll(".error-summary a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const closed = field.closest("details:not([open])");
    if (closed) closed.open = true;
    field.focus();
    field.select?.(); // what is typed next takes its place
  });
}
