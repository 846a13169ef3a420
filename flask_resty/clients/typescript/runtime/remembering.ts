interface Remembered {
  readonly etag: string
  readonly said: string
  readonly headers: Headers
}

const revived = new WeakSet<Response>()

/** Gives what is remembered anew, with what the server said of it now (RFC 9111, 4.3.4). */
export function revive({ said, headers }: Remembered, answer: Response): Response {
  const now = new Headers(headers)
  answer.headers.forEach((value, name) => now.set(name, value))
  const found = new Response(said, { headers: now })
  revived.add(found)
  return found
}

export function isRevived(answer: Response): boolean {
  return revived.has(answer)
}

/** What was shown, by its address, so that it need not be sent again while it holds. */
export class Memory {
  readonly #most: number
  readonly #kept = new Map<string, Remembered>()

  constructor(most: number) {
    this.#most = most
  }

  find(key: string): Remembered | undefined {
    return this.#kept.get(key)
  }

  keep(key: string, said: string, headers: Headers): void {
    const etag = headers.get("ETag")
    this.#kept.delete(key)
    if (etag === null || /\bno-store\b/i.test(headers.get("Cache-Control") ?? "")) return
    this.#kept.set(key, { etag, said, headers })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest)
  }
}
