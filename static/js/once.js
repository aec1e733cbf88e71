// A form marked data-once is sent once, and is not left by accident once something was typed: here, or on the page
// before, which refused it and hands it back.
let leaving = false;
const forms = document.querySelectorAll("form[data-once]");
let changed = forms.length > 0 && performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;

for (const form of forms) {
  let sent = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = leaving = true;
    // The button itself stays enabled: its name and value are sent with the form.
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  // Back from the next page: the form is ready again.
  addEventListener("pageshow", () => {
    sent = leaving = false;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-leaves]")) leaving = true;
});
addEventListener("beforeunload", (event) => {
  if (!changed || leaving) return;
  event.preventDefault();
  event.returnValue = ""; // older browsers
});
