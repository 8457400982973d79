// Security keys: asks the browser for a key's answer and sends it with the form. Without this file codes do the same.

const decoded = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), mark => mark.charCodeAt(0));
const encoded = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const listed = (found = []) => found.map(one => ({ ...one, id: decoded(one.id) }));

function asked(options) {
  const out = { ...options, challenge: decoded(options.challenge) };
  if (out.user) out.user = { ...out.user, id: decoded(out.user.id) };
  if (out.excludeCredentials) out.excludeCredentials = listed(out.excludeCredentials);
  if (out.allowCredentials) out.allowCredentials = listed(out.allowCredentials);
  return out;
}

function told(found) {
  const response = {};
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (found.response[part]) response[part] = encoded(found.response[part]);
  }
  return { id: found.id, rawId: encoded(found.rawId), type: found.type, response, clientExtensionResults: {} };
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll('form[data-key]') : []) {
  form.hidden = false;
  form.parentElement.querySelector('[data-no-key]').hidden = true;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const fault = form.querySelector('[role=alert]');
    fault.hidden = true;
    try {
      const found = await navigator.credentials[form.dataset.key]({ publicKey: asked(JSON.parse(form.dataset.options)) });
      form.elements.answer.value = JSON.stringify(told(found));
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
}
