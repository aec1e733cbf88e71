// One box that chooses all on the page, and none again; and whoever is chosen stays so on the next page. The list is
// replaced while somebody searches.
const all = "[data-picks-all]";

function show() {
  for (const box of document.querySelectorAll(all)) box.hidden = false;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(all)) return;
  const name = event.target.dataset.picksAll;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
});
new MutationObserver(show).observe(document.getElementById("main") || document.body, { childList: true, subtree: true });
show();

// A way to another page of the list takes along who is chosen by now.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('#results a[href^="/members?"]');
  const form = document.getElementById("search");
  if (!link || !form) return;
  const address = new URL(link.href);
  if (address.searchParams.get("pick") !== "1") return;
  address.searchParams.delete("person");
  for (const person of new Set(new FormData(form).getAll("person"))) {
    if (person !== link.dataset.unpick) address.searchParams.append("person", person);
  }
  link.href = address.href;
});
