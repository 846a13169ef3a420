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

// Characters that all answers may have that are remembered.
const ROOM = 32 * 1024 * 1024

/** What was shown, by its address, so that it need not be sent again while it holds. What was not used for longest goes first. */
export class Memory {
  readonly #most: number
  readonly #kept = new Map<string, Remembered>()
  #size = 0

  constructor(most: number) {
    this.#most = most
  }

  find(key: string): Remembered | undefined {
    const found = this.#kept.get(key)
    if (found !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, found)
    }
    return found
  }

  keep(key: string, said: string, headers: Headers): void {
    const etag = headers.get("ETag")
    this.#forget(key)
    if (etag === null || /\bno-store\b/i.test(headers.get("Cache-Control") ?? "")) return
    this.#kept.set(key, { etag, said, headers })
    this.#size += said.length
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most && this.#size <= ROOM) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#size -= this.#kept.get(key)?.said.length ?? 0
    this.#kept.delete(key)
  }
}
