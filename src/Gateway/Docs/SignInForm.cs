namespace Lockstep.Gateway.Docs;

/// <summary>The form at the top of <c>/docs</c>: whoever signs in there tries the API with their own rights.</summary>
internal static class SignInForm
{
    /// <summary>A script of our own, because the pages run no other.</summary>
    public const string Script =
        """
        "use strict";
        addEventListener("DOMContentLoaded", () => {
          const field = (name, type, label) => {
            const input = Object.assign(document.createElement("input"), { name, type, placeholder: label, autocomplete: "off" });
            input.setAttribute("aria-label", label);
            input.style.margin = "0 .5em .5em 0";
            return input;
          };
          const form = document.createElement("form");
          const button = Object.assign(document.createElement("button"), { textContent: "Sign in", className: "btn" });
          const said = document.createElement("span");
          form.id = "sign-in";
          form.style.cssText = "max-width:1460px;margin:1em auto;padding:0 20px;font-family:sans-serif";
          form.append(
            field("email", "email", "E-mail"), field("password", "password", "Password"), field("totp", "text", "Code, if you have one"),
            button, " ", said);
          form.addEventListener("submit", async event => {
            event.preventDefault();
            const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
            const answer = await fetch("/api/auth/login", {
              method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given),
            });
            const body = await answer.json();
            if (!answer.ok) {
              said.textContent = body.detail;
              return;
            }
            window.ui.preauthorizeApiKey("bearer", body.access_token);
            form.elements.password.value = form.elements.totp.value = "";
            said.textContent = `Signed in as ${given.email}, for ${Math.round(body.expires_in / 60)} minutes.`;
          });
          document.body.prepend(form);
        });
        """;
}
