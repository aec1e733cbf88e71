// Shows members who may be the same person as soon as a name and a birth date stand in the form.
import { parsed } from "./fragment.js";

const region = document.getElementById("duplicates");
const form = region.closest("form");
const fields = ["full_name", "born_on", "citizen_id", "card_number"].map((name) => form.elements[name]).filter(Boolean);
let asked = "";
let running;

async function look() {
  const name = form.elements.full_name.value.trim();
  const born = form.elements.born_on.value.trim();
  if (!name || !/\d{4}$/.test(born)) return;
  const sent = new URLSearchParams(new FormData(form));
  const question = fields.map((field) => field.value).join("\n");
  if (question === asked) return;
  asked = question;
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(region.dataset.address || "/members/duplicates", { method: "POST", body: sent, signal: running.signal });
    if (!answer.ok) return;
    const found = parsed(await answer.text()).body;
    region.replaceChildren(...[...found.children].map((node) => document.adoptNode(node)));
  } catch {
    // Nothing is lost: the server looks again when the form is sent.
  }
}

for (const field of fields) field.addEventListener("change", look);
