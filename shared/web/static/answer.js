// An answer of a bid while it is written: its words are counted as the server counts them, and what is typed goes to the
// server, under seal, a moment after the last letter. Without this script the form is saved with its button.
const GAP = /[\t-\r\x1c-\x20\x85\xa0\u115f\u1160\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2800\u3000\u3164\uffa0]+/u;
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;
const PAUSE = 1500, LONGEST_WAIT = 30000, PATIENCE = 5000;

/** Words as in the server's `count_words`: runs between white space or what looks like it, with something to be seen. */
export const countWords = (text) => text.split(GAP).filter((word) => SEEN.test(word)).length;

function start(box) {
  const form = box.closest("form"), area = form.querySelector("textarea"), version = form.elements.version, words = box.dataset;
  const count = box.querySelector("[data-count]"), state = box.querySelector("[data-state]"), said = form.querySelector("[data-said]");
  // "draft": so that signing out leaves nothing of it on this device. Of each person alone, as devices are shared.
  const place = `draft bid ${words.me} ${location.pathname}`;
  // A form that came back with an error is for a person to look at: it is saved with its button alone.
  const byHand = Boolean(document.querySelector(".govuk-error-summary"));
  let saved = area.value, busy = null, stopped = byHand, leaving = false, wait = PAUSE, timer = 0;

  const sent = new Set();

  const counted = () => {
    const number = countWords(area.value), limit = Number(words.limit), over = number - limit;
    return (over > 0 ? words.long : words.fits).replace("{words}", number).replace("{limit}", limit).replace("{over}", over);
  };
  const show = (sentence) => { state.textContent = sentence; };
  // Read out after a pause only, and once.
  const say = (sentence) => { show(sentence); said.textContent = `${sentence} ${counted()}`; };
  const keep = () => {
    if (area.value === saved) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify({ text: area.value, version: version.value }));
  };
  const stop = (sentence) => { stopped = true; say(sentence); };
  // Opening the page again brings the next token, or, once somebody has signed in again elsewhere, a new CSRF token.
  const comeBack = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const same = page.querySelector("[data-answer]");
    if (same?.dataset.me === words.me) words.csrf = same.dataset.csrf;
  };
  const put = (text) => fetch(words.answer, {
    method: "PUT", headers: { "Content-Type": "application/json", "X-CSRF-Token": words.csrf },
    body: JSON.stringify({ text, version: Number(version.value) }),
  });
  const later = () => { wait = Math.min(wait * 2, LONGEST_WAIT); say(words.later); };

  async function send() {
    const text = area.value;
    sent.add(text.trim());
    const answer = await put(text).catch(() => null);
    if (answer?.ok) {
      version.value = (await answer.json()).version;
      [saved, wait] = [text, PAUSE];
      keep();
      if (area.value === text) say(words.saved);
      return;
    }
    const problem = await answer?.json().catch(() => ({}));
    if (answer?.status === 401) await comeBack().catch(() => {});
    // The answer to what was sent before got lost on its way: what stands there is ours.
    if (problem?.code === "bid_has_changed" && sent.has(problem.theirs ?? "")) version.value = problem.current_version;
    else if (problem?.code === "bid_has_changed") stop(words.theirs);
    else if (answer && answer.status < 500 && ![401, 429].includes(answer.status)) stop(problem.detail ?? words.over);
    else later();
  }
  const push = async () => {
    if (busy || stopped || area.value === saved) return;
    busy = send();
    await busy;
    busy = null;
    soon();
  };
  const soon = () => {
    clearTimeout(timer);
    if (!stopped && area.value !== saved) timer = setTimeout(push, wait);
  };
  const typed = () => {
    count.textContent = counted();
    keep();
    if (stopped) return;
    show(area.value === saved ? "" : words.saving);
    soon();
  };

  const kept = JSON.parse(localStorage.getItem(place) || "null");
  if (kept && !byHand && kept.text !== area.value) {
    [area.value, version.value] = [kept.text, kept.version];
    count.textContent = counted();
    say(words.back);
    soon();
  } else if (!byHand) localStorage.removeItem(place);
  area.addEventListener("input", typed);
  addEventListener("online", () => { wait = PAUSE; push(); });
  addEventListener("beforeunload", (event) => { if (!leaving && area.value !== saved) event.preventDefault(); });
  // The form waits for what is on its way, so that nobody is told of a change that is their own.
  form.addEventListener("submit", async (event) => {
    leaving = true;
    clearTimeout(timer);
    // The next page without an error means that it arrived, and then what is kept here goes.
    sessionStorage.setItem("sent", place);
    if (!busy) return;
    event.preventDefault();
    stopped = true;
    await Promise.race([busy, new Promise((done) => setTimeout(done, PATIENCE))]);
    busy = null;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { leaving = false; });
}

if (globalThis.document) for (const box of document.querySelectorAll("[data-answer]")) start(box);
