// A form whose answer comes from a security key (WebAuthn). It is hidden until this browser can ask one.

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// As the browser wants it: bytes in place of text, at the few places where the standard has them.
function asked(options) {
  const listed = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
  const wanted = { ...options, challenge: bytes(options.challenge) };
  if (options.user) wanted.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) wanted.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) wanted.allowCredentials = listed(options.allowCredentials);
  return wanted;
}

function answered(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function askAKey(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  const silent = form.querySelector("[data-no-answer]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    silent.hidden = true;
    try {
      const credential = await navigator.credentials[form.dataset.securityKey]({ publicKey: asked(publicKey) });
      form.elements.key.value = answered(credential);
      form.submit();
    } catch {
      silent.textContent = silent.dataset.noAnswer;
      silent.hidden = false;
    }
  });
}

// Without https there is no asking a key, except on this machine itself.
if (navigator.credentials && window.PublicKeyCredential) {
  document.querySelectorAll("[data-security-key]").forEach(askAKey);
  document.querySelectorAll("[data-without-key]").forEach((instead) => instead.remove());
}
