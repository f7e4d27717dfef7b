// Sliders beside the number fields of a form, which always total 100: what one gains, the others lose in proportion.
// Without this script the numbers are typed, and the server says what is over or left.

const WHOLE = 100;

/** Whole numbers, as near as they can be to `parts` in proportion, that total `sum`; equal shares where all are 0. */
export function shared(parts, sum) {
  const all = parts.reduce((a, b) => a + b, 0);
  const exact = parts.map((part) => (all > 0 ? (part / all) * sum : sum / parts.length));
  const found = exact.map(Math.floor);
  const order = exact.map((value, n) => [value - found[n], n]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const left = sum - found.reduce((a, b) => a + b, 0);
  for (let n = 0; n < left; n += 1) found[order[n][1]] += 1;
  return found;
}

function begin(box) {
  const sliders = [...box.querySelectorAll("input[type=range]")];
  const fields = sliders.map((slider) => document.getElementById(slider.dataset.for));
  const said = box.querySelector("[data-said]");
  let later = 0;

  const hundredths = (text) => {
    const number = Math.round(Number(text.trim().replace(",", ".")) * 100);
    return Number.isFinite(number) ? number : 0;
  };

  // Told once the hand rests, so that a screen reader is not flooded.
  function tell() {
    clearTimeout(later);
    later = setTimeout(() => {
      const total = fields.reduce((sum, field) => sum + hundredths(field.value), 0);
      const rest = WHOLE * 100 - total;
      const words = [box.dataset.total.replace("{total}", String(total / 100))];
      if (rest > 0) words.push(box.dataset.left.replace("{left}", String(rest / 100)));
      if (rest < 0) words.push(box.dataset.over.replace("{over}", String(-rest / 100)));
      said.textContent = words.join(" ");
    }, 400);
  }

  function moved(at) {
    if (sliders.length === 1) sliders[0].value = String(WHOLE);
    const value = Number(sliders[at].value);
    const others = sliders.map((_slider, n) => n).filter((n) => n !== at);
    // From what the fields say, so that proportions do not wear off while a slider is dragged to an end and back.
    const parts = shared(others.map((n) => start[n]), WHOLE - value);
    fields[at].value = String(value);
    others.forEach((n, place) => {
      sliders[n].value = fields[n].value = String(parts[place]);
    });
    tell();
  }

  let start = [];
  const remember = () => {
    start = fields.map((field) => Math.max(0, hundredths(field.value)));
  };
  sliders.forEach((slider, at) => {
    slider.hidden = false;
    slider.value = String(Math.round(hundredths(fields[at].value) / 100));
    slider.addEventListener("input", () => moved(at));
    slider.addEventListener("change", remember);
    fields[at].addEventListener("input", () => {
      slider.value = String(Math.round(hundredths(fields[at].value) / 100));
      remember();
      tell();
    });
  });
  remember();
  box.querySelector("[data-sliders-help]").hidden = false;
  tell();
}

for (const box of document.querySelectorAll("[data-weights]")) begin(box);
