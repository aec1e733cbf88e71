// One box that chooses all on the page, and none again. The list is replaced while somebody searches.
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
