import type { Answer } from "./answers.js"
import { secondsToWait } from "./waiting.js"

/** Where in a request a mistake is. */
export type Place = "body" | "query" | "headers" | "cookies" | "path_args" | "form" | "files"

/** One mistake in what was sent. */
export interface Fault {
  readonly location: Place
  /** A JSON pointer (RFC 6901) to it, inside of its location; `""` is all of it. */
  readonly pointer: string
  /** The stable word for programs, as in `"required"`. */
  readonly code: string
  /** A sentence for people. */
  readonly detail: string
  /** The name that was probably meant. */
  readonly suggestion?: string
  /** What the caller would need to be allowed this. */
  readonly scope?: string
}

/** What came back with a refusal. */
export interface Refusal {
  readonly status: number
  readonly headers: Headers
  /** The content, as it could be read. */
  readonly content: unknown
}

/** What the server refused, or what was found to be wrong before it was sent (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly detail: string
  /** Each mistake. */
  readonly errors: readonly Fault[]
  /** All that was said, members of the API's own included. */
  readonly said: Readonly<Record<string, unknown>>
  readonly headers: Headers

  constructor({ status, headers, content }: Refusal) {
    const said = isRecord(content) ? content : {}
    const title = text(said["title"], `The server said ${status}.`)
    super(text(said["detail"], title))
    this.name = new.target.name
    this.status = status
    this.headers = headers
    this.said = said
    this.type = text(said["type"], "about:blank")
    this.title = title
    this.detail = this.message
    this.errors = Array.isArray(said["errors"]) ? said["errors"].filter(isFault) : []
  }

  /** Seconds after which to try again, where the server says so. */
  get retryAfter(): number | null {
    return secondsToWait(this.headers)
  }

  /** Gives the mistakes at a pointer, and inside of what it points to. */
  at(pointer: string, location: Place = "body"): Fault[] {
    const isAt = (fault: Fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`)
    return this.errors.filter((fault) => fault.location === location && isAt(fault))
  }
}

/** The request cannot be read (400), or does not fit what is taken (422): look at `errors`. */
export class Invalid extends Problem {
  /** Whether it was found to be wrong before it was sent. */
  readonly isLocal: boolean

  constructor(refusal: Refusal, isLocal = false) {
    super(refusal)
    this.isLocal = isLocal
  }
}

/** Nobody is known by the credentials, or there are none (401). */
export class Unauthorized extends Problem {}

/** Whoever calls may not do that (403). */
export class Forbidden extends Problem {}

/** There is nothing at this address (404), or nothing any more (410). */
export class NotFound extends Problem {}

/** What there is does not go together with the change: it is in another state than was meant (412), or in its way (409). */
export class Conflict extends Problem {
  /** What is there now, where that can be read. */
  readonly current: Answer<unknown> | null

  constructor(refusal: Refusal, current: Answer<unknown> | null = null) {
    super(refusal)
    this.current = current
  }
}

/** The change does not say which state it is meant for (428). Read first, or give `match`. */
export class MatchRequired extends Problem {}

/** There were too many requests (429): `retryAfter` tells when to come back. */
export class TooMany extends Problem {}

/** The server cannot answer (500 and above). */
export class ServerProblem extends Problem {}

/** No answer came: there is no way to the server, it broke off, or it is not of the API. */
export class Unreachable extends Error {
  override name = "Unreachable"
}

/** No answer came in time. */
export class TimedOut extends Unreachable {
  override name = "TimedOut"
}

const KINDS: Readonly<Record<number, new (refusal: Refusal) => Problem>> = {
  400: Invalid,
  401: Unauthorized,
  403: Forbidden,
  404: NotFound,
  409: Conflict,
  410: NotFound,
  412: Conflict,
  422: Invalid,
  428: MatchRequired,
  429: TooMany,
}

export function problemOf(refusal: Refusal): Problem {
  const Kind = KINDS[refusal.status] ?? (refusal.status < 500 ? Problem : ServerProblem)
  return new Kind(refusal)
}

export function invalid(errors: readonly Fault[]): Invalid {
  const content = { title: "Unprocessable Content", detail: "The request does not fit.", errors }
  return new Invalid({ status: 422, headers: new Headers(), content }, true)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isFault(value: unknown): value is Fault {
  return isRecord(value) && typeof value["pointer"] === "string" && typeof value["code"] === "string"
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise
}
