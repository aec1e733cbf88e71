// Offers to write a name as names are written, when it was typed in capitals or without any.
const button = document.querySelector("[data-capitals]");
const field = document.getElementById(button.dataset.capitals);
const words = button.dataset.words;

/** The name with a capital at each word; an apostrophe or a hyphen begins another: H'Hen, Y-Bham. */
export function capitals(typed) {
  const name = typed.normalize("NFC").toLocaleLowerCase("vi").trim().replace(/\s+/g, " ");
  return name.replace(/(^|[\s'’-])(\p{L})/gu, (_, before, letter) => before + letter.toLocaleUpperCase("vi"));
}

function offer() {
  const typed = field.value.trim();
  const uniform = typed === typed.toLocaleLowerCase("vi") || typed === typed.toLocaleUpperCase("vi");
  const better = capitals(typed);
  button.hidden = !uniform || !/\p{L}.*\s.*\p{L}/u.test(typed) || better === typed;
  button.textContent = words.replace("{name}", better);
}

field.addEventListener("change", offer);
field.addEventListener("input", () => (button.hidden = true));
button.addEventListener("click", () => {
  field.value = capitals(field.value);
  button.hidden = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
offer();
