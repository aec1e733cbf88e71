// Shows and hides a typed password.
for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  const word = button.querySelector("span");
  const words = [word.textContent, button.dataset.hide];
  button.hidden = false;
  const set = (shown) => {
    field.type = shown ? "text" : "password";
    word.textContent = words[Number(shown)];
  };
  button.addEventListener("click", () => set(field.type === "password"));
  // Hidden again before it is sent, so that the browser keeps it as a password.
  field.form.addEventListener("submit", () => set(false));
}
