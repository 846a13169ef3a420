import { base64, utf8 } from "./bytes.js"
import type { Content } from "./contents.js"
import { addCookie } from "./cookies.js"

/** A request that is about to be sent. */
export interface Prepared {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly content: Content
}

/** What says who calls. */
export interface Credentials {
  /** Puts them into a request. */
  sign(request: Prepared): Promise<void> | void
  /** Hears of an answer, and of the fields that were sent; `true` is to say that the request should be signed and sent once more. */
  heard?(answer: Response, sent: Headers): Promise<boolean> | boolean
  /** Whether a browser is to send its cookies to other origins, too. */
  readonly sendsCookies?: boolean
}

type Given = string | (() => string | Promise<string>)

async function given(secret: Given): Promise<string> {
  return typeof secret === "string" ? secret : secret()
}

/** A name and a password (RFC 7617). */
export class Basic implements Credentials {
  readonly #encoded: string

  constructor(username: string, password: string) {
    this.#encoded = base64(utf8(`${username}:${password}`))
  }

  sign(request: Prepared): void {
    request.headers.set("Authorization", `Basic ${this.#encoded}`)
  }
}

/** A token (RFC 6750), or a function that gives it. */
export class Bearer implements Credentials {
  readonly #token: Given
  readonly #scheme: string

  /** @param scheme what stands before the token */
  constructor(token: Given, scheme = "Bearer") {
    this.#token = token
    this.#scheme = scheme
  }

  async sign(request: Prepared): Promise<void> {
    request.headers.set("Authorization", `${this.#scheme} ${await given(this.#token)}`)
  }
}

/** A key in a header field, in the query, or in a cookie. A browser lets no program set cookies: there it has to have it. */
export class ApiKey implements Credentials {
  readonly #key: Given
  readonly #place: "header" | "query" | "cookie"
  readonly #name: string

  constructor(key: Given, place: "header" | "query" | "cookie" = "header", name = "X-API-Key") {
    this.#key = key
    this.#place = place
    this.#name = name
  }

  get sendsCookies(): boolean {
    return this.#place === "cookie"
  }

  async sign({ headers, url }: Prepared): Promise<void> {
    const key = await given(this.#key)
    if (this.#place === "header") headers.set(this.#name, key)
    else if (this.#place === "query") url.searchParams.set(this.#name, key)
    else addCookie(headers, this.#name, key)
  }
}

/** The session of a log-in. A browser keeps its cookies itself; elsewhere they are kept here. */
export class Session implements Credentials {
  readonly sendsCookies = true
  readonly #cookies = new Map<string, string>()
  readonly #csrfToken: Given | null

  /** @param csrfToken what a client that is no browser has to send with each change */
  constructor(csrfToken: Given | null = null) {
    this.#csrfToken = csrfToken
  }

  async sign({ headers, method, url }: Prepared): Promise<void> {
    // A browser says by itself which page it is at; anything else stands for the site whose cookies it has.
    headers.set("Origin", url.origin)
    for (const [name, value] of this.#cookies) addCookie(headers, name, value)
    if (this.#csrfToken !== null && !["GET", "HEAD", "OPTIONS", "QUERY"].includes(method))
      headers.set("X-CSRF-Token", await given(this.#csrfToken))
  }

  heard(answer: Response): boolean {
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value, rest] = /^([^=;]+)=([^;]*)(.*)$/.exec(cookie) ?? []
      if (name === undefined || value === undefined) continue
      if (value === "" || /;\s*max-age=0/i.test(rest ?? "")) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return false
  }
}

/** Several at once, where an API asks for all of them. */
export class Together implements Credentials {
  readonly #all: readonly Credentials[]

  constructor(...all: readonly Credentials[]) {
    this.#all = all
  }

  get sendsCookies(): boolean {
    return this.#all.some((one) => one.sendsCookies)
  }

  async sign(request: Prepared): Promise<void> {
    for (const one of this.#all) await one.sign(request)
  }

  async heard(answer: Response, sent: Headers): Promise<boolean> {
    const wanted = await Promise.all(this.#all.map((one) => one.heard?.(answer, sent) ?? false))
    return wanted.includes(true)
  }
}
