import { base64, hex, random, utf8 } from "./bytes.js"
import type { Credentials, Prepared } from "./credentials.js"

/** What signs requests of OAuth 1: a consumer, and the token that it acts for. */
export interface Signature {
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly token?: string
  readonly tokenSecret?: string
}

/** Requests that are signed with the secrets of a consumer and a token (RFC 5849), by HMAC-SHA256. */
export class OAuth1 implements Credentials {
  readonly #keys: Signature

  constructor(keys: Signature) {
    this.#keys = keys
  }

  async sign(request: Prepared): Promise<void> {
    const { consumerKey, consumerSecret, token, tokenSecret = "" } = this.#keys
    const own: [string, string][] = [
      ["oauth_consumer_key", consumerKey],
      ["oauth_nonce", hex(random(16))],
      ["oauth_signature_method", "HMAC-SHA256"],
      ["oauth_timestamp", String(Math.floor(Date.now() / 1000))],
      ["oauth_version", "1.0"],
      ...(token === undefined ? [] : [["oauth_token", token] as [string, string]]),
    ]
    const key = `${escaped(consumerSecret)}&${escaped(tokenSecret)}`
    const signed = [...own, ["oauth_signature", base64(await hmac(key, signedText(request, own)))]]
    request.headers.set("Authorization", `OAuth ${signed.map(([name, value]) => `${name}="${escaped(value ?? "")}"`).join(", ")}`)
  }
}

// The method, the address and all parameters, in one certain spelling (RFC 5849, 3.4.1).
function signedText({ method, url, content }: Prepared, own: readonly [string, string][]): string {
  const form = content instanceof URLSearchParams ? [...content] : []
  const pairs = [...own, ...url.searchParams, ...form].map(([name, value]) => [escaped(name), escaped(value)] as const)
  const sorted = pairs.sort(([a, b], [c, d]) => (a < c || (a === c && b < d) ? -1 : 1))
  return [method, url.origin + url.pathname, sorted.map((pair) => pair.join("=")).join("&")].map(escaped).join("&")
}

function escaped(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}

async function hmac(key: string, value: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey("raw", utf8(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8(value)))
}
