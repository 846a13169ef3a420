import type { Answer } from "./answers.js"
import type { Credentials } from "./credentials.js"
import type { Fetch, Progress } from "./sending.js"

/** How a client goes about its work. */
export interface Settings {
  /** Where the Api is, with scheme and host where the program runs outside of a page. */
  readonly baseUrl?: string | undefined
  readonly credentials?: Credentials | null | undefined
  /** Seconds that an attempt may take; of a stream, seconds until it begins, and between two pieces of it; 30 if left out. */
  readonly timeout?: number | undefined
  /** How many bytes an answer may have as it is read, or an item of a stream; 64 MiB if left out. */
  readonly maxAnswer?: number | undefined
  /** How often to try again; 3 times if left out. */
  readonly retries?: number | undefined
  /** Seconds before the first repetition; each next one waits about twice as long. */
  readonly backOff?: number | undefined
  /** The longest that `Retry-After` is waited for, in seconds; 60 if left out. */
  readonly patience?: number | undefined
  /** Whether requests are checked before they are sent, as they are if left out. */
  readonly checks?: boolean | undefined
  /** How many answers are remembered; 200 if left out. */
  readonly remembers?: number | undefined
  /** Header fields of all requests. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly fetch?: Fetch | undefined
}

/** How one call differs. */
export interface Options {
  readonly signal?: AbortSignal | undefined
  readonly timeout?: number | undefined
  readonly maxAnswer?: number | undefined
  readonly retries?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The media type of the body, where there are several. */
  readonly contentType?: string | undefined
  /** The key under which the request is carried out once; each call has one of its own if left out. */
  readonly idempotencyKey?: string | undefined
  readonly onProgress?: Progress | undefined
}

/** The state that a change is meant for: what was read, its tag, or `"*"` for any. */
export type Match = Answer<unknown> | string
