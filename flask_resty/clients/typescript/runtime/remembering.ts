interface Remembered {
  readonly etag: string
  readonly said: string
  readonly headers: Headers
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
