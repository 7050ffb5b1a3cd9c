// Passkeys: asks the browser for one, and sends its answer with the form.
// A button says what it is for: data-passkey="login", "add" or "confirm".

const { create, get } = window.webauthnJSON;

async function answerTo(button) {
  if (button.dataset.passkey === "login") {
    const response = await fetch(button.form.action, {
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error("no challenge");
    return get((await response.json()).request_options);
  }
  const data = JSON.parse(document.getElementById("js_data").textContent);
  if (button.dataset.passkey === "confirm") return get(data.request_options);
  return create(asWished(data.creation_options, button.form));
}

// A passkey signs in alone; without it, a key is a second factor beside the password.
function asWished(options, form) {
  const wish = form.elements.passwordless;
  if (!wish) return options;
  const selection = options.publicKey.authenticatorSelection;
  selection.residentKey = wish.checked ? "required" : "discouraged";
  selection.requireResidentKey = wish.checked;
  if (wish.checked) selection.userVerification = "required";
  return options;
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const trouble = document.getElementById("passkey-trouble");
    trouble.hidden = true;
    try {
      const credential = await answerTo(button);
      button.form.elements.credential.value = JSON.stringify(credential);
      button.form.submit();
    } catch {
      button.after(trouble);
      trouble.hidden = false;
    }
  });
}
