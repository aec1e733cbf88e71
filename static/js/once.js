// A form marked data-once is sent once, and is not left by accident once something was typed.
let changed = false;
let leaving = false;

for (const form of document.querySelectorAll("form[data-once]")) {
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
