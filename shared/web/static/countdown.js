// How much time is left, second by second, from the server's clock: only how long the page has been open is measured
// here. What is counted is not read out by itself; without this script the page says the time as it was sent.
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** The parts of a span of seconds that are worth saying: the largest, and what is under it. */
export function parts(seconds) {
  const found = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count || found.length || unit === "second") found.push([unit, count]);
  }
  return found;
}

function start(line) {
  const opened = Date.now(), { countdown, now, left, over } = line.dataset, language = document.documentElement.lang;
  const say = ([unit, value]) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
  const tick = () => {
    const seconds = Number(countdown) - Number(now) - (Date.now() - opened) / 1000;
    line.textContent = seconds > 0 ? left.replace("{time}", parts(seconds).map(say).join(" ")) : over;
    if (seconds > 0) setTimeout(tick, 1000 - ((Date.now() - opened) % 1000));
  };
  tick();
  line.hidden = false;
}

if (globalThis.document) for (const line of document.querySelectorAll("[data-countdown]")) start(line);
