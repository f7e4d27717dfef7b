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
