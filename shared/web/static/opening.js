// How far the opening of many bids is, while the answer to the form is on its way. Without this script the answer itself
// says that it is done.
const OFTEN = 500, FIRST = 1000;

function start(box) {
  const bar = box.querySelector("progress"), words = box.querySelector("p"), { opening, told } = box.dataset;
  let said = 0;
  const look = async () => {
    const answer = await fetch(opening, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (found?.of) {
      box.hidden = false;
      bar.max = found.of;
      bar.value = found.done;
      // Read aloud at each quarter, not at each step.
      const quarter = Math.floor((4 * found.done) / found.of);
      if (quarter !== said || !words.textContent) words.textContent = told.replace("{percent}", Math.floor((100 * found.done) / found.of));
      said = quarter;
    }
    setTimeout(look, OFTEN);
  };
  box.closest("form").addEventListener("submit", () => setTimeout(look, FIRST));
}

if (globalThis.document) for (const box of document.querySelectorAll("[data-opening]")) start(box);
