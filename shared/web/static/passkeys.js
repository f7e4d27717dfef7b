// Passkeys: asks the device, and sends what it answers with the form around. Where a browser has none, nothing is seen.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

// Browsers of before 2025 do not read and write JSON themselves.
const toMake = (asked) => PublicKeyCredential.parseCreationOptionsFromJSON?.(asked) ?? {
  ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
  excludeCredentials: named(asked.excludeCredentials),
};
const toSign = (asked) => PublicKeyCredential.parseRequestOptionsFromJSON?.(asked) ?? {
  ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials),
};
const told = (made) => {
  if (made.toJSON) return made.toJSON();
  const response = { transports: made.response.getTransports?.() };
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = text(made.response[part]);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
};

const FAMILIES = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "there", SecurityError: "refused",
  ConstraintError: "unable", NotSupportedError: "unable" };
// A passkey belongs to a name: at an address made of numbers there are none.
const atAName = !/^[\d.]+$|^\[/.test(location.hostname);
for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential || !navigator.credentials || !atAName) break;
  const form = box.closest("form");
  const wrong = box.querySelector(".govuk-error-message");
  const button = box.querySelector("button");
  const say = (why) => {
    wrong.textContent = box.dataset[why];
    wrong.hidden = false;
    wrong.focus();
    button.disabled = false;
  };
  const ask = async () => {
    const answer = await fetch(box.dataset.passkey, { headers: { Accept: "application/json" } }).catch(() => null);
    // Signed out meanwhile, or to be confirmed first: the page that answers the form says so.
    if (answer && [401, 403].includes(answer.status)) return form.submit();
    if (!answer?.ok) return say("failed");
    const publicKey = await answer.json();
    const made = "making" in box.dataset
      ? await navigator.credentials.create({ publicKey: toMake(publicKey) })
      : await navigator.credentials.get({ publicKey: toSign(publicKey) });
    form.elements.credential.value = JSON.stringify(told(made));
    form.submit();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    wrong.hidden = true;
    ask().catch((error) => say(FAMILIES[error.name] || "failed"));
  });
  document.querySelector("[data-passkey-else]")?.remove();
  box.hidden = false;
}
