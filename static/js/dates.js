// Says a typed date in words beside its box: "Thứ hai, 5 tháng 8 năm 2019". It judges nothing.
const language = document.documentElement.lang;

/** The parts of what was typed: [day, month, year], or null. */
function parts(typed) {
  const text = typed.trim();
  const match = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text) || /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  return match && match.slice(1).map(Number);
}

/** The day in words, or nothing where there is no such day. */
export function inWords(typed) {
  const [day, month, year] = parts(typed) || [];
  if (!year) return "";
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return "";
  const say = (options) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "UTC", ...options }).format(date);
  if (language === "en") return say({ dateStyle: "full" });
  const weekday = say({ weekday: "long" }).toLowerCase();
  return `${weekday[0].toUpperCase()}${weekday.slice(1)}, ${day}\u00a0tháng\u00a0${month} năm\u00a0${year}`;
}

for (const input of document.querySelectorAll("input[data-date]")) {
  const words = document.createElement("output");
  words.className = "in-words";
  words.htmlFor = input.id;
  input.after(words);
  const show = () => (words.textContent = inWords(input.value));
  input.addEventListener("input", show);
  show();
}
