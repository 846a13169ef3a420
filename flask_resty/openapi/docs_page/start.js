// Starts Swagger UI with what the page says, and takes what a log-in comes back with.

const said = document.querySelector("#docs").dataset
const redirect = new URL(said.redirect, location.href).href

const dark = matchMedia("(prefers-color-scheme: dark)")
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches)
dark.addEventListener("change", paint)
paint()

const ui = SwaggerUIBundle({
  deepLinking: true,
  displayRequestDuration: true,
  ...JSON.parse(said.options),
  url: said.document,
  domNode: document.querySelector("#docs"),
  oauth2RedirectUrl: redirect,
  // Tokens live as long as the page does.
  persistAuthorization: false,
  // Nobody else is asked whether the document is valid.
  validatorUrl: null,
})
ui.initOAuth({
  ...(said.client && { clientId: said.client }),
  scopes: JSON.parse(said.scopes),
  usePkceWithAuthorizationCodeGrant: true,
})

// Swagger UI would be told by the window that it opened; but that window may have lost sight of this one on its way
// through pages that keep to themselves (Cross-Origin-Opener-Policy). What both have in common is their origin.
const channel = new BroadcastChannel(redirect)
channel.addEventListener("message", ({ data }) => {
  const pending = window.swaggerUIRedirectOauth2
  const answer = new URLSearchParams(data)
  // Another page of the same origin may have asked, or nobody (RFC 6749, 10.12).
  if (pending === undefined || answer.get("state") !== pending.state) return
  delete window.swaggerUIRedirectOauth2
  channel.postMessage("taken")
  take(pending, answer)
})

function take({ auth, callback, errCb }, answer) {
  const code = answer.get("code")
  if (code !== null) return callback({ auth: { ...auth, code }, redirectUrl: redirect })
  const message = answer.get("error_description") ?? answer.get("error") ?? "The answer has no code in it."
  errCb({ authId: auth.name, source: "auth", level: "error", message })
}
