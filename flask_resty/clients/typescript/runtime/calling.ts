import { Pages, Stream, nextOf, pointedTo } from "./answers.js"
import type { Answer } from "./answers.js"
import { hex, random } from "./bytes.js"
import { isJson, itemsOf, read, written } from "./contents.js"
import type { Credentials, Prepared } from "./credentials.js"
import { addressOf, faultsOf, fieldsOf, formOf, unsendable } from "./operations.js"
import type { Arguments, Form, Operation } from "./operations.js"
import { USUAL_MOST } from "./pieces.js"
import { Conflict, Problem, Unreachable, invalid, problemOf } from "./problems.js"
import { answered, refusalOf, whole } from "./receiving.js"
import { Memory, revive } from "./remembering.js"
import { failure, isOnce, waitBefore } from "./retrying.js"
import type { Rules } from "./rules.js"
import { send } from "./sending.js"
import type { Match, Options, Settings } from "./settings.js"
import { clock, pause } from "./waiting.js"

// A call that is under way: what is asked for, and what ends it.
interface Call {
  readonly operation: Operation
  readonly given: Arguments
  readonly options: Options
  readonly url: URL
  readonly signal: AbortSignal
  readonly isStream?: true
}

/** Sends requests as operations say, and makes answers or problems of what comes back. */
export class Caller {
  readonly #base: string
  readonly #rules: Rules
  readonly #settings: Settings
  readonly #pending = new Set<AbortController>()
  #credentials: Credentials | null
  #memory: Memory

  constructor(base: string, rules: Rules, settings: Settings) {
    this.#base = absolute(settings.baseUrl ?? base)
    this.#rules = rules
    this.#settings = settings
    this.#memory = new Memory(settings.remembers ?? 200)
    this.#credentials = settings.credentials ?? null
  }

  get credentials(): Credentials | null {
    return this.#credentials
  }

  // What was shown to somebody else is forgotten.
  set credentials(credentials: Credentials | null) {
    this.#credentials = credentials
    this.#memory = new Memory(this.#settings.remembers ?? 200)
  }

  cancel(): void {
    for (const controller of this.#pending) controller.abort(new DOMException("The client was told to stop.", "AbortError"))
  }

  /** Carries out an operation. */
  async call(operation: Operation, given: Arguments, options: Options = {}): Promise<Answer<unknown>> {
    const url = this.#checked(operation, given)
    return this.#within(options, (signal) => this.#finish({ operation, given, options, url, signal }))
  }

  /** Goes through a list that comes in pages. */
  pages(operation: Operation, given: Arguments, options: Options = {}): Pages<unknown, Answer<unknown>> {
    const items = (page: Answer<unknown>) => {
      const found = pointedTo(page.data, operation.pages ?? "")
      if (!Array.isArray(found)) throw new Unreachable("The answer is no page.")
      return found as unknown[]
    }
    const follow = (page: Answer<unknown>) => {
      const next = nextOf(page.headers, page.url)
      return next === null
        ? null
        : this.#within(options, (signal) => this.#finish({ operation, given, options, url: this.#own(next), signal }))
    }
    return new Pages(() => this.call(operation, given, options), follow, items)
  }

  /** Goes through items that come one after the other. */
  stream(operation: Operation, given: Arguments, options: Options = {}): Stream<unknown> {
    return new Stream(async () => {
      const url = this.#checked(operation, given)
      const [controller, signal] = this.#started(options)
      try {
        const answer = await this.#send({ operation, given, options, url, signal, isStream: true })
        if (!answer.ok) throw problemOf(await refusalOf(answer))
        const bounds = { most: this.#most(options), seconds: this.#seconds(options) }
        return answered(answer, url, this.#watched(itemsOf(answer, bounds), controller, signal))
      } catch (error) {
        this.#pending.delete(controller)
        throw error
      }
    })
  }

  async *#watched(
    items: AsyncIterable<unknown>,
    controller: AbortController,
    signal: AbortSignal,
  ): AsyncGenerator<unknown, void, undefined> {
    try {
      yield* items
    } catch (error) {
      throw failure(error, signal)
    } finally {
      this.#pending.delete(controller)
      controller.abort()
    }
  }

  #checked(operation: Operation, given: Arguments): URL {
    const found = this.#settings.checks === false ? unsendable(operation, given) : faultsOf(operation, given, this.#rules)
    if (found.length > 0) throw invalid(found)
    return addressOf(operation, given, this.#base)
  }

  #most(options: Options): number {
    return options.maxAnswer ?? this.#settings.maxAnswer ?? USUAL_MOST
  }

  #seconds(options: Options): number {
    return options.timeout ?? this.#settings.timeout ?? 30
  }

  // Credentials are for one server: a link to another one is not followed with them.
  #own(address: string): URL {
    const url = new URL(address)
    if (url.origin !== new URL(this.#base).origin) throw new Unreachable(`The next page is said to be at another server: ${url.origin}.`)
    return url
  }

  #started(options: Options): [AbortController, AbortSignal] {
    const controller = new AbortController()
    this.#pending.add(controller)
    return [controller, options.signal === undefined ? controller.signal : AbortSignal.any([controller.signal, options.signal])]
  }

  async #within<Result>(options: Options, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const [controller, signal] = this.#started(options)
    try {
      return await work(signal)
    } finally {
      this.#pending.delete(controller)
    }
  }

  async #finish(call: Call): Promise<Answer<unknown>> {
    const answer = await this.#send(call)
    if (!answer.ok) throw await this.#problem(call, answer)
    return answered(answer, call.url, await read(answer))
  }

  // Who was too late wants to see what is there now.
  async #problem({ operation, url, signal }: Call, answer: Response): Promise<Problem> {
    const refusal = await refusalOf(answer)
    if (answer.status !== 412) return problemOf(refusal)
    const reading: Operation = { method: "GET", path: operation.path, accept: "application/json" }
    const current = await this.#send({ operation: reading, given: {}, options: {}, url, signal }).catch(() => null)
    return new Conflict(refusal, current?.ok ? answered(current, url, await read(current)) : null)
  }

  async #send(call: Call): Promise<Response> {
    const { operation, given, options, signal } = call
    const { retries, backOff = 0.5, patience: most = 60 } = this.#settings
    const patience = { retries: isOnce(given["body"]) ? 0 : (options.retries ?? retries ?? 3), backOff, most }
    const headers = this.#headers(call)
    let hasRenewed = false
    for (let attempt = 0; ;) {
      const sent = new Headers(headers)
      const outcome = await this.#attempt(call, sent).catch((error: unknown) => failure(error, signal))
      const isRefused = outcome instanceof Response && (await this.#credentials?.heard?.(outcome, sent)) === true
      if (isRefused && !hasRenewed && !isOnce(given["body"])) {
        hasRenewed = true
        continue
      }
      const wait = waitBefore(attempt++, outcome, operation.method, headers.has("Idempotency-Key"), patience)
      if (wait !== null) await pause(wait, signal)
      else if (outcome instanceof Response) return outcome
      else throw outcome
    }
  }

  async #attempt({ operation, given, options, url, signal, isStream }: Call, headers: Headers): Promise<Response> {
    const form = given["body"] === undefined || operation.bodies === undefined ? null : this.#form(operation.bodies, given["body"], options)
    const content = form === null ? undefined : written(given["body"], form, this.#rules)
    // The boundary of a form is not known before it is sent.
    if (form !== null && !(content instanceof FormData)) headers.set("Content-Type", form.mediaType)
    const prepared: Prepared = { method: operation.method, url: new URL(url), headers, content }
    await this.#credentials?.sign(prepared)
    const [memory, key] = [this.#memory, keyOf(prepared)]
    const remembered = headers.has("If-None-Match") ? undefined : memory.find(key)
    if (remembered !== undefined) headers.set("If-None-Match", remembered.etag)
    const [time, stop] = clock(this.#seconds(options))
    try {
      const way = {
        fetch: this.#settings.fetch ?? fetch,
        sendsCookies: this.#credentials?.sendsCookies ?? false,
        progress: options.onProgress,
        most: this.#most(options),
      }
      const answer = await send(prepared, AbortSignal.any([signal, time]), way)
      if (isStream && answer.ok) return answer
      if (answer.status === 304 && remembered !== undefined) return revive(remembered, answer)
      const all = await whole(answer, this.#most(options))
      if (operation.method === "GET" && all.ok && isJson(all)) memory.keep(key, await all.clone().text(), all.headers)
      return all
    } finally {
      stop()
    }
  }

  #form(bodies: readonly Form[], body: unknown, { contentType }: Options): Form {
    const form = bodies.find((one) => one.mediaType === contentType) ?? formOf(bodies, body, this.#rules)
    return contentType === undefined ? form : { ...form, mediaType: contentType }
  }

  #headers({ operation, given, options }: Call): Headers {
    const headers = fieldsOf(operation, given)
    const match = given["match"] as Match | undefined
    const tag = typeof match === "string" ? match : match?.etag
    if (operation.takesMatch && tag) headers.set("If-Match", tag)
    if (operation.takesKey) headers.set("Idempotency-Key", `"${options.idempotencyKey ?? hex(random(16))}"`)
    for (const [name, value] of Object.entries({ ...this.#settings.headers, ...options.headers })) headers.set(name, value)
    return headers
  }
}

// What tells answers apart: where, and all that was said. A key or a token may be somebody else's the next time; a signature is another
// one each time, though the caller is the same.
function keyOf({ method, url, headers }: Prepared): string {
  return JSON.stringify([method, url.href, [...headers].filter(([, value]) => !/^(?:digest|oauth) /i.test(value))])
}

function absolute(base: string): string {
  if (URL.canParse(base)) return base
  if (typeof location === "undefined") throw new Unreachable(`${base} has no host. Give baseUrl.`)
  return new URL(base, location.origin).href
}
