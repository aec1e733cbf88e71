// `/` to the search box, `n` to a new member, `?` shows the keys. Off while typing; can be switched off.
const dialog = document.getElementById("shortcuts");
const choice = document.getElementById("shortcuts-on");
const KEPT = "shortcuts";

const kept = () => {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // Storage may be forbidden; then they are on.
  }
};
let on = kept() !== "off";

if (dialog && choice) {
  choice.checked = on;
  choice.addEventListener("change", () => {
    on = choice.checked;
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
      // Then the choice holds until the next page.
    }
  });
  for (const opener of document.querySelectorAll("[data-opens='shortcuts']")) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    if (event.key === "?") {
      dialog.showModal();
    } else if (event.key === "/") {
      const search = document.querySelector("[data-key='/']");
      if (search) search.select();
      else location.assign("/members");
    } else if (event.key === "n") {
      location.assign("/members/new");
    } else return;
    event.preventDefault();
  });
}
