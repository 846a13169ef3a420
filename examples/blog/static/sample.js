// A client in a browser: authorization code with PKCE (RFC 7636). Its tokens live as long as the page does.

const clientId = document.body.dataset.client
const home = new URL(location.pathname, location.origin).href
const server = await (await fetch("/.well-known/oauth-authorization-server")).json()
let tokens = null

const show = (selector, isShown) => { document.querySelector(selector).hidden = !isShown }

function tell(account) {
  show("#log-in", account === null)
  show("#refresh", account !== null)
  show("#log-out", account !== null)
  show("pre", account !== null)
  document.querySelector("pre").textContent = JSON.stringify(account, null, 2)
}

function complain(text) {
  document.querySelector(".mistake").textContent = text
  show(".mistake", true)
}

const encoded = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
const random = () => encoded(crypto.getRandomValues(new Uint8Array(32)))
const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))

async function post(endpoint, values) {
  const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ client_id: clientId, ...values }) })
  const text = await answer.text()
  const said = text ? JSON.parse(text) : {}
  if (!answer.ok) throw new Error(said.error_description ?? said.error ?? `The server said ${answer.status}.`)
  return said
}

async function logIn() {
  const pending = { state: random(), verifier: random() }
  sessionStorage.setItem("pending", JSON.stringify(pending))
  location.assign(`${server.authorization_endpoint}?${new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: home,
    scope: "posts:write",
    state: pending.state,
    code_challenge: encoded(await sha256(pending.verifier)),
    code_challenge_method: "S256",
  })}`)
}

async function comeBack(query) {
  const pending = JSON.parse(sessionStorage.getItem("pending") ?? "null")
  sessionStorage.removeItem("pending")
  history.replaceState(null, "", home)
  // What was not asked for here, or was answered by another server (RFC 9207), is nothing to go on with.
  if (pending?.state !== query.get("state") || query.get("iss") !== server.issuer) throw new Error("Nobody asked for this answer.")
  if (query.has("error")) throw new Error(query.get("error_description") ?? query.get("error"))
  tokens = await post(server.token_endpoint, {
    grant_type: "authorization_code",
    code: query.get("code"),
    redirect_uri: home,
    code_verifier: pending.verifier,
  })
}

async function account() {
  if (tokens === null) return null
  const answer = await fetch("/api/me", { headers: { Accept: "application/json", Authorization: `Bearer ${tokens.access_token}` } })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.detail ?? said.title)
  return said
}

async function refresh() {
  tokens = await post(server.token_endpoint, { grant_type: "refresh_token", refresh_token: tokens.refresh_token })
}

async function logOut() {
  await post(server.revocation_endpoint, { token: tokens.refresh_token })
  tokens = null
}

async function attempt(step) {
  show(".mistake", false)
  try {
    await step()
    tell(await account())
  } catch (error) {
    complain(error.message)
    tell(null)
  }
}

document.querySelector("#log-in").addEventListener("click", logIn)
document.querySelector("#refresh").addEventListener("click", () => attempt(refresh))
document.querySelector("#log-out").addEventListener("click", () => attempt(logOut))

const query = new URLSearchParams(location.search)
await attempt(query.has("state") ? () => comeBack(query) : () => {})
