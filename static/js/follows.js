// Says what follows from the ceremony's day before the form is sent.
const region = document.getElementById("follows");
const form = region.closest("form");
const fields = ["admitted_on", "decided_on"].map((name) => form.elements[name]).filter(Boolean);
let running;

async function show() {
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams(fields.map((field) => [field.name, field.value.trim()]));
  if (!query.get("admitted_on")) return (region.textContent = "");
  try {
    const answer = await fetch(`${region.dataset.address || "/members/new/follows"}?${query}`, { signal: running.signal });
    region.textContent = answer.ok ? await answer.text() : "";
  } catch {
    // The server says it again when the form is sent.
  }
}

for (const field of fields) field.addEventListener("change", show);
