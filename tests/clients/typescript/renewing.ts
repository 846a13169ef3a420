// Trades a code for tokens, and goes on when they end. It writes what it saw.

import { Client, OAuth2, OAuth2Error } from "./client.js"

declare const process: { readonly argv: readonly string[]; readonly stdout: { write(text: string): void } }

const baseUrl = process.argv[2] ?? ""
const redirectUri = "https://app.example/"
const options = {
  clientId: "app",
  redirectUri,
  scope: "read",
  issuer: baseUrl,
  authorizationUrl: `${baseUrl}/authorize`,
  tokenUrl: `${baseUrl}/token`,
}
const oauth = new OAuth2(options)
const client = new Client({ baseUrl, credentials: oauth })

const { url, pending } = await oauth.begin()
const asked = Object.fromEntries(new URL(url).searchParams)
const back = (more: Record<string, string>): string =>
  `${redirectUri}?${new URLSearchParams({ state: pending.state, iss: baseUrl, ...more })}`
const refused = async (returned: string): Promise<unknown> =>
  oauth.complete(returned, pending).catch((error: unknown) => error instanceof OAuth2Error && error.code)

const foreign = await refused(back({ code: "c", state: "guessed" }))
const elsewhere = await refused(back({ code: "c", iss: "https://evil.example" }))
const denied = await refused(back({ error: "access_denied", error_description: "No." }))
const used = await refused(back({ code: "used" }))
await oauth.complete(back({ code: "c" }), pending)
const first = (await client.getMe()).data
// The server forgets the first token, and says so with the next request.
const [second, third] = await Promise.all([client.getMe(), client.getMe()])
const kept = new Client({ baseUrl, credentials: new OAuth2(options, { accessToken: "old", refreshToken: "r9", expiresAt: Date.now() }) })
const resumed = (await kept.getMe()).data
process.stdout.write(
  JSON.stringify({
    asked: [asked["response_type"], asked["client_id"], asked["redirect_uri"], asked["scope"], asked["code_challenge_method"]],
    refused: [foreign, elsewhere, denied, used],
    tokens: [first, second.data, third.data, resumed],
  }),
)
