import { base64, base64Url, random, sha256, utf8 } from "./bytes.js"
import type { Credentials, Prepared } from "./credentials.js"
import { gathered, USUAL_MOST } from "./pieces.js"
import { isRecord } from "./problems.js"

/** Where an authorization server is, and who asks it. */
export interface OAuth2Options {
  readonly tokenUrl: string
  readonly authorizationUrl?: string
  readonly revocationUrl?: string
  readonly clientId: string
  /** For a client that can keep one; a page in a browser cannot. */
  readonly clientSecret?: string
  readonly redirectUri?: string
  readonly scope?: string
  /** The issuer that has to stand in what the browser comes back with (RFC 9207). */
  readonly issuer?: string
}

/** Tokens of an authorization server. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined
  readonly scope?: string | undefined
}

/** What a browser that leaves for the authorization server has to know when it comes back. */
export interface Pending {
  readonly state: string
  readonly verifier: string
}

/** What the authorization server refused (RFC 6749, 5.2). */
export class OAuth2Error extends Error {
  override name = "OAuth2Error"
  readonly code: string

  constructor(code: string, description: string | undefined) {
    super(description ?? code)
    this.code = code
  }
}

/** Tokens of OAuth 2: those of a person, by a code and PKCE (RFC 7636), or those of the client itself. They are renewed in time. */
export class OAuth2 implements Credentials {
  readonly #options: OAuth2Options
  #tokens: Tokens | null
  #renewal: Promise<void> | null = null

  constructor(options: OAuth2Options, tokens: Tokens | null = null) {
    this.#options = options
    this.#tokens = tokens
  }

  /** What there is, for who keeps it. */
  get tokens(): Tokens | null {
    return this.#tokens
  }

  /** Gives the address to send the browser to, and what to keep until it is back. */
  async begin(): Promise<{ url: string; pending: Pending }> {
    const { authorizationUrl, clientId, redirectUri, scope } = this.#options
    if (authorizationUrl === undefined) throw new OAuth2Error("authorization_url", "There is no address to ask people at.")
    const pending = { state: base64Url(random(24)), verifier: base64Url(random(32)) }
    const url = new URL(authorizationUrl)
    const challenge = { state: pending.state, code_challenge: base64Url(await sha256(pending.verifier)), code_challenge_method: "S256" }
    const asked = { response_type: "code", client_id: clientId, ...challenge, ...present({ redirect_uri: redirectUri, scope }) }
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
    return { url: url.href, pending }
  }

  /** Trades the code that the browser came back with for tokens. What nobody asked for is refused. */
  async complete(returned: string | URL, pending: Pending): Promise<Tokens> {
    const query = new URL(returned).searchParams
    const isFromThem = this.#options.issuer === undefined || query.get("iss") === this.#options.issuer
    if (query.get("state") !== pending.state || !isFromThem) throw new OAuth2Error("state", "Nobody asked for this answer.")
    const refusal = query.get("error")
    if (refusal !== null) throw new OAuth2Error(refusal, query.get("error_description") ?? undefined)
    const redirect = present({ redirect_uri: this.#options.redirectUri })
    return this.#ask({ grant_type: "authorization_code", code: query.get("code") ?? "", code_verifier: pending.verifier, ...redirect })
  }

  /** Gets tokens for the client itself. */
  async clientCredentials(): Promise<Tokens> {
    return this.#ask({ grant_type: "client_credentials", ...present({ scope: this.#options.scope }) })
  }

  /** Gets new tokens for the old ones, at once for all who wait for it. */
  async renew(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = null))
    return this.#renewal
  }

  async #renew(): Promise<void> {
    const refreshToken = this.#tokens?.refreshToken
    if (refreshToken !== undefined) {
      const tokens = await this.#ask({ grant_type: "refresh_token", refresh_token: refreshToken })
      this.#tokens = { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken }
    } else if (this.#options.clientSecret !== undefined) await this.clientCredentials()
  }

  /** Gives the tokens back. */
  async revoke(): Promise<void> {
    const token = this.#tokens?.refreshToken ?? this.#tokens?.accessToken
    this.#tokens = null
    if (this.#options.revocationUrl !== undefined && token !== undefined) await this.#post(this.#options.revocationUrl, { token })
  }

  async sign({ headers }: Prepared): Promise<void> {
    const isOver = this.#tokens !== null && (this.#tokens.expiresAt ?? Infinity) < Date.now() + 5000
    if (isOver || (this.#tokens === null && this.#options.clientSecret !== undefined)) await this.renew()
    if (this.#tokens !== null) headers.set("Authorization", `Bearer ${this.#tokens.accessToken}`)
  }

  async heard(answer: Response, sent: Headers): Promise<boolean> {
    const canRenew = this.#tokens?.refreshToken !== undefined || this.#options.clientSecret !== undefined
    if (answer.status !== 401 || this.#tokens === null || !canRenew) return false
    // Another call may have got new ones in the meantime.
    if (sent.get("Authorization") === `Bearer ${this.#tokens.accessToken}`) await this.renew()
    return true
  }

  async #ask(values: Record<string, string>): Promise<Tokens> {
    const said = await this.#post(this.#options.tokenUrl, values)
    const seconds = Number(said["expires_in"] ?? NaN)
    const accessToken = said["access_token"]
    if (typeof accessToken !== "string") throw new OAuth2Error("invalid_response", "No token was given.")
    this.#tokens = {
      accessToken,
      refreshToken: textOrNone(said["refresh_token"]),
      expiresAt: Number.isNaN(seconds) ? undefined : Date.now() + seconds * 1000,
      scope: textOrNone(said["scope"]),
    }
    return this.#tokens
  }

  async #post(url: string, values: Record<string, string>): Promise<Readonly<Record<string, unknown>>> {
    const { clientId, clientSecret } = this.#options
    const body = new URLSearchParams(clientSecret === undefined ? { client_id: clientId, ...values } : values)
    // The parts are encoded as in a form before they are put together (RFC 6749, 2.3.1).
    const encoded = (part: string) => new URLSearchParams({ part }).toString().slice("part=".length)
    const secret = clientSecret === undefined ? undefined : base64(utf8(`${encoded(clientId)}:${encoded(clientSecret)}`))
    const answer = await fetch(url, {
      method: "POST",
      body,
      // What is in it is for nobody else, and nobody waits for ever.
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
      headers: present({ Accept: "application/json", Authorization: secret && `Basic ${secret}` }),
    })
    const record = dataIn(await (await gathered(answer, USUAL_MOST)).text())
    if (!answer.ok) throw new OAuth2Error(String(record["error"] ?? answer.status), textOrNone(record["error_description"]))
    return record
  }
}

function dataIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(text)
    return isRecord(said) ? said : {}
  } catch {
    return {}
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined))
}
