import { Problem, TimedOut, Unreachable } from "./problems.js"
import { secondsToWait } from "./waiting.js"

/** How often, and how long, a client waits for a server that does not serve it. */
export interface Patience {
  readonly retries: number
  /** Seconds before the first repetition; each next one waits about twice as long. */
  readonly backOff: number
  /** The longest that `Retry-After` is waited for, in seconds. */
  readonly most: number
}

const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS", "QUERY", "TRACE", "PUT", "DELETE"])

/** Gives the seconds to wait before the next attempt; `null` where there should be none. */
export function waitBefore(
  attempt: number,
  outcome: Response | Unreachable,
  method: string,
  hasKey: boolean,
  patience: Patience,
): number | null {
  if (attempt >= patience.retries) return null
  const isRepeatable = hasKey || REPEATABLE.has(method)
  // It gets longer each time, and is not the same for all clients.
  const wait = Math.min(patience.most, patience.backOff * 2 ** attempt) * (0.5 + Math.random() / 2)
  if (!(outcome instanceof Response)) return isRepeatable ? wait : null
  const said = secondsToWait(outcome.headers)
  // Who is sent away like this was not served, so that it does no harm to come back.
  const saysSo = outcome.status === 503 || (outcome.status === 409 && hasKey)
  const isSentAway = outcome.status === 425 || outcome.status === 429 || (saysSo && said !== null)
  if (isSentAway) return said === null ? wait : said <= patience.most ? said : null
  // Proxies say this as well when it broke off in the middle, and nobody knows what was done.
  return isRepeatable && [502, 503, 504].includes(outcome.status) ? wait : null
}

/** Tells what can be read once, so that it cannot be sent twice. */
export function isOnce(body: unknown): boolean {
  if (typeof body !== "object" || body === null || body instanceof ReadableStream) return body instanceof ReadableStream
  // What begins anew each time gives another iterator each time; a generator is its own.
  return Symbol.asyncIterator in body || (Symbol.iterator in body && (body as Iterable<unknown>)[Symbol.iterator]() === (body as unknown))
}

/** Tells what is wrong with the way to the server. What was cancelled, and what is wrong with the request, is thrown on. */
export function failure(error: unknown, signal: AbortSignal): Unreachable {
  if (signal.aborted) throw signal.reason
  if (error instanceof DOMException && error.name === "TimeoutError")
    return new TimedOut("The server did not answer in time.", { cause: error })
  // An item of a stream that does not fit ends the request from inside.
  if (error instanceof Error && error.cause instanceof Problem) throw error.cause
  if (error instanceof TypeError) return new Unreachable("There is no way to the server.", { cause: error })
  throw error
}
