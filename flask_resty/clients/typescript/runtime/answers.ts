import { Unreachable, isRecord } from "./problems.js"

/** What came back. Of several statuses, `status` tells which `data` it has. */
export interface Answer<Data, Status extends number = number> {
  readonly data: Data
  readonly status: Status
  readonly headers: Headers
  /** The tag of the state that was shown: give the answer as `match` to a change that is meant for it. */
  readonly etag: string | null
  /** The address that it came from. */
  readonly url: string
  /** Whether the server said that what is remembered still holds. */
  readonly isRemembered: boolean
}

// A server that filters as it reads has some pages without items; one with no end would be asked for ever.
const MOST_EMPTY = 100

/** A list in pages: `await` gives the first one, `for await` goes through the items of all. */
export class Pages<Item, Page extends Answer<unknown>> implements PromiseLike<Page>, AsyncIterable<Item> {
  readonly #first: () => Promise<Page>
  readonly #next: (page: Page) => Promise<Page> | null
  readonly #items: (page: Page) => readonly Item[]
  #started: Promise<Page> | null = null

  constructor(first: () => Promise<Page>, next: (page: Page) => Promise<Page> | null, items: (page: Page) => readonly Item[]) {
    this.#first = first
    this.#next = next
    this.#items = items
  }

  then<A = Page, B = never>(done?: ((page: Page) => A | PromiseLike<A>) | null, failed?: ((reason: unknown) => B | PromiseLike<B>) | null) {
    this.#started ??= this.#first()
    return this.#started.then(done, failed)
  }

  /** Goes from page to page. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    let page: Promise<Page> | null = Promise.resolve(this)
    const asked = new Set<string>()
    while (page !== null) {
      const shown: Page = await page
      if (asked.has(shown.url)) throw new Unreachable("The pages lead in a circle.")
      asked.add(shown.url)
      yield shown
      page = this.#next(shown)
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let empty = 0
    for await (const page of this.pages()) {
      const items = this.#items(page)
      empty = items.length > 0 ? 0 : empty + 1
      if (empty > MOST_EMPTY) throw new Unreachable(`${MOST_EMPTY} pages after each other have no items.`)
      yield* items
    }
  }
}

/** Items that come one after the other. The request is sent when somebody asks for the first one; who leaves the loop ends it. */
export class Stream<Item> implements AsyncIterable<Item> {
  readonly #open: () => Promise<Answer<AsyncIterable<Item>>>

  constructor(open: () => Promise<Answer<AsyncIterable<Item>>>) {
    this.#open = open
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    const { data } = await this.#open()
    yield* data
  }
}

/** Gives the target of `Link: rel="next"` (RFC 8288). */
export function nextOf(headers: Headers, url: string): string | null {
  for (const [, target, parameters] of (headers.get("Link") ?? "").matchAll(/<([^<>]*)>((?:\s*;\s*[\w*]+="?[^",;]*"?)*)/g)) {
    if (!/;\s*rel="?(?:[^"]*\s)?next(?:\s|"|;|$)/i.test(parameters ?? "")) continue
    if (!URL.canParse(target ?? "", url)) throw new Unreachable("The next page is said to be at what is no address.")
    return new URL(target ?? "", url).href
  }
  return null
}

/** Gives what a JSON pointer points to (RFC 6901). */
export function pointedTo(data: unknown, pointer: string): unknown {
  const names = pointer.split("/").slice(1)
  const step = (inner: unknown, name: string) => (isRecord(inner) && Object.hasOwn(inner, unescaped(name)) ? inner[unescaped(name)] : undefined)
  return names.reduce(step, data)
}

function unescaped(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~")
}
