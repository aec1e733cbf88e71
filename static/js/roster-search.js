// Searches while typing: fetches the same page and replaces the parts marked data-live.
import { parsed } from "./fragment.js";

const form = document.querySelector("[data-live-search]");
const box = form.elements.q;
const lookup = document.getElementById(form.dataset.lookup);
const said = document.getElementById("announcement");
const PAUSE = 200;
let timer;
let running;

/** A 12-digit number must not come into an address: it is posted instead. */
const isNumber = () => /^\d{12}$/.test(box.value.replace(/[\s.]/g, ""));
/** Perhaps on the way to one. */
const mayBecomeNumber = () => /^[\d\s.]{9,}$/.test(box.value.trim()) && box.value.replace(/\D/g, "").length > 8;

async function search() {
  if (mayBecomeNumber()) return;
  running?.abort();
  running = new AbortController();
  const fields = [...new FormData(form)].filter(([name, value]) => value !== "" && name !== "step");
  const address = `${form.action}?${new URLSearchParams(fields)}`.replace(/\?$/, "");
  try {
    const answer = await fetch(address, { signal: running.signal });
    // Signed out, or an error: the whole page says it.
    if (!answer.ok || answer.redirected) return location.assign(address);
    const page = parsed(await answer.text());
    for (const part of document.querySelectorAll("[data-live][id]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.adoptNode(fresh));
    }
    history.replaceState(history.state, "", address);
    const results = document.getElementById("results");
    if (said && results) said.textContent = results.dataset.said || "";
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
}

box.addEventListener("input", (event) => event.isComposing || soon());
box.addEventListener("compositionend", soon);
// Typed or chosen before this script was here.
const first = (select) => [...select.options].find((option) => option.defaultSelected) ?? select.options[0];
const chosen = [...form.querySelectorAll("select")].some((select) => select.value !== first(select)?.value);
if (chosen || box.value !== box.defaultValue) soon();
form.addEventListener("change", (event) => {
  if (event.target.matches("select, [data-units]")) search();
});
form.addEventListener("submit", (event) => {
  // On to the paper of those who are chosen.
  if (event.submitter?.hasAttribute("formaction")) return;
  clearTimeout(timer);
  event.preventDefault();
  if (isNumber() && lookup) {
    lookup.elements.number.value = box.value;
    box.value = "";
    lookup.requestSubmit();
  } else search();
});
