// Changes the colours without loading the page again; the cookie is set by the same post.
const form = document.querySelector("[data-theme-form]");
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  const root = document.documentElement;
  if (button.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = button.value;
  for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  } catch {
    // The colours hold until the next page.
  }
});
