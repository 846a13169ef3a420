import { hex, random, sha256 } from "./bytes.js"
import type { Credentials, Prepared } from "./credentials.js"

interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
}

/** A name and a password that is not sent itself (RFC 7616), with SHA-256. */
export class Digest implements Credentials {
  readonly #username: string
  readonly #password: string
  #challenge: Challenge | null = null
  #count = 0

  constructor(username: string, password: string) {
    this.#username = username
    this.#password = password
  }

  async sign({ method, url, headers }: Prepared): Promise<void> {
    if (this.#challenge === null) return
    const { realm, nonce, opaque } = this.#challenge
    const [nc, cnonce, uri] = [(++this.#count).toString(16).padStart(8, "0"), hex(random(16)), url.pathname + url.search]
    const who = hex(await sha256(`${this.#username}:${realm}:${this.#password}`))
    const what = hex(await sha256(`${method}:${uri}`))
    const response = hex(await sha256(`${who}:${nonce}:${nc}:${cnonce}:auth:${what}`))
    const texts = Object.entries({
      username: this.#username,
      realm,
      nonce,
      uri,
      cnonce,
      response,
      ...(opaque === undefined ? {} : { opaque }),
    })
    const quoted = texts.map(([name, value]) => `${name}="${value.replace(/["\\]/g, "\\$&")}"`)
    headers.set("Authorization", `Digest ${quoted.join(", ")}, algorithm=SHA-256, qop=auth, nc=${nc}`)
  }

  heard(answer: Response, sent: Headers): boolean {
    const challenge = answer.status === 401 ? sha256Challenge(answer.headers.get("WWW-Authenticate") ?? "") : null
    if (challenge === null) return false
    // What was signed with the nonce that is known, and not too old, was refused for its password.
    const isOld = this.#challenge === null || !sent.get("Authorization")?.includes(`nonce="${this.#challenge.nonce}"`)
    this.#challenge = challenge
    this.#count = 0
    return isOld || isStale(answer)
  }
}

function isStale(answer: Response): boolean {
  return /\bstale="?true/i.test(answer.headers.get("WWW-Authenticate") ?? "")
}

function sha256Challenge(value: string): Challenge | null {
  for (const text of value.split(/(?:^|,)\s*(?=[A-Za-z][\w-]*\s+\w+=)/)) {
    const said = Object.fromEntries(
      [...text.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)].map(([, name, quoted, plain]) => [
        name,
        quoted?.replace(/\\(.)/g, "$1") ?? plain,
      ]),
    )
    const { algorithm, realm, nonce, opaque } = said as Record<string, string | undefined>
    const isKnown = /^\s*Digest\s/i.test(text) && algorithm?.toUpperCase() === "SHA-256"
    if (isKnown && realm !== undefined && nonce !== undefined) return { realm, nonce, opaque }
  }
  return null
}
