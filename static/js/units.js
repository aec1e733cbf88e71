// Suggests organisations while a part of a name is typed; the server takes only a whole name.
const PAUSE = 150;

function suggest(box) {
  const list = document.getElementById(box.getAttribute("list"));
  let timer;
  let running;
  async function ask() {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams({ of: box.dataset.units, q: box.value });
    try {
      const answer = await fetch(`/organisations/names?${query}`, { signal: running.signal });
      if (!answer.ok || answer.redirected) return;
      const names = (await answer.text()).split("\n").filter(Boolean);
      list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
    } catch {
      // The server says what may be meant when the form is sent.
    }
  }
  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    // Chosen from the list: nothing is left to ask.
    if ([...list.options].some((option) => option.value === box.value)) return;
    if (!event.isComposing && box.value.trim()) timer = setTimeout(ask, PAUSE);
  });
}

for (const box of document.querySelectorAll("input[data-units]")) suggest(box);
