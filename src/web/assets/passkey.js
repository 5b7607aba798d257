// A button with data-passkey asks the device, and sends its form with the answer (WebAuthn Level 3).

const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function make(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const excludeCredentials = known(options.excludeCredentials);
  const publicKey = { ...options, challenge: bytes(options.challenge), user, excludeCredentials };
  return navigator.credentials.create({ publicKey });
}

function sign(options) {
  const allowCredentials = known(options.allowCredentials);
  return navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials },
  });
}

function written({ id, rawId, type, response, authenticatorAttachment, getClientExtensionResults }, credential) {
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = base64url(response[name]);
  if (response.getTransports) parts.transports = response.getTransports();
  const clientExtensionResults = getClientExtensionResults.call(credential);
  return { id, rawId: base64url(rawId), type, response: parts, authenticatorAttachment, clientExtensionResults };
}

function say(id) {
  for (const one of document.querySelectorAll("[id^=passkey-]")) one.hidden = one.id !== id;
}

const buttons = [...document.querySelectorAll("button[data-passkey]")];
const isSupported = "PublicKeyCredential" in window;
if (!isSupported && buttons.length > 0) say("passkey-unsupported");

async function press(button) {
  const { form, dataset } = button;
  const needed = dataset.needs && form.elements.namedItem(dataset.needs);
  if (needed && needed.value.trim() === "") {
    needed.required = true;
    needed.reportValidity();
    return;
  }
  const options = JSON.parse(dataset.passkey);
  say("");
  for (const one of buttons) one.disabled = true;
  try {
    const credential = await ("makes" in dataset ? make(options) : sign(options));
    form.elements.namedItem("answer").value = JSON.stringify(written(credential, credential));
    button.disabled = false;
    form.requestSubmit(button);
  } catch {
    say("passkey-given-up");
    for (const one of buttons) one.disabled = false;
  }
}

for (const button of buttons) {
  button.hidden = !isSupported;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    press(button);
  });
}
