// What pages do better with scripts. Everything works without them.
import { initAll } from "./govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A button with data-copy="#id" copies the text of that element.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.copied;
  });
}

// A form with data-autosave keeps what is typed in this browser until it is sent, and says so.
const kept = (form) => `draft ${location.pathname} ${form.getAttribute("action") || ""}`;
const typed = (form) => [...form.elements].filter((e) => e.name && /^(text|textarea|select-one)$/.test(e.type));
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const draft = JSON.parse(localStorage.getItem(kept(form)) || "{}");
  for (const field of typed(form)) if (!field.value && draft[field.name]) field.value = draft[field.name];
  form.addEventListener("input", () => {
    const now = Object.fromEntries(typed(form).map((field) => [field.name, field.value]));
    localStorage.setItem(kept(form), JSON.stringify(now));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("sent", kept(form)));
}
// The next page without an error means that it arrived.
if (sessionStorage.getItem("sent") && !document.querySelector(".govuk-error-summary") && !document.querySelector("[data-problem]")) {
  localStorage.removeItem(sessionStorage.getItem("sent"));
  sessionStorage.removeItem("sent");
}
// Whoever signs out leaves no drafts behind on this device.
if (document.querySelector("[data-forget-drafts]")) {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) localStorage.removeItem(key);
}

// A page with data-live is told when there is something new, and says so. It never loads anything by itself.
for (const box of document.querySelectorAll("[data-live]")) {
  const status = box.querySelector("[role=status]");
  const choice = document.querySelector("[data-live-switch]");
  const button = choice.querySelector("button");
  let stream = null, timer = 0, wanted = sessionStorage.getItem("no news") === null, told = false;
  const stop = () => { stream?.close(); stream = null; clearTimeout(timer); };
  const heard = (number) => {
    if (told || String(number) === box.dataset.number) return;
    told = true;
    stop();
    choice.hidden = true;
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = location.pathname + location.search;
    link.textContent = status.dataset.show;
    status.replaceChildren(`${status.dataset.words} `, link);
  };
  // Where no stream is free, the page asks, at once and then every 20 seconds.
  const ask = async () => {
    const answer = await fetch(box.dataset.live, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) heard((await answer.json()).number);
    if (!answer || answer.ok) later();
  };
  const later = () => { if (wanted && !told && !document.hidden) timer = setTimeout(ask, 20000); };
  const start = () => {
    if (!wanted || told || document.hidden || stream) return;
    stream = new EventSource(box.dataset.live);
    stream.addEventListener("message", (event) => heard(event.data));
    stream.addEventListener("error", () => { if (stream?.readyState === EventSource.CLOSED) { stop(); ask(); } });
  };
  const show = () => { button.textContent = wanted ? button.dataset.stop : button.dataset.go; };
  button.addEventListener("click", () => {
    wanted = !wanted;
    if (wanted) sessionStorage.removeItem("no news"); else sessionStorage.setItem("no news", "1");
    show();
    stop();
    start();
  });
  // A page that nobody looks at holds no stream.
  document.addEventListener("visibilitychange", () => { stop(); start(); });
  addEventListener("pagehide", stop);
  show();
  choice.hidden = false;
  start();
}
