import { utf8 } from "./bytes.js"
import { faults, isRaw } from "./operations.js"
import type { Form } from "./operations.js"
import { bounded, gathered, piecesOf } from "./pieces.js"
import { Unreachable, invalid } from "./problems.js"
import { mistakes } from "./rules.js"
import type { Rules } from "./rules.js"

/** Content that is no data: a file, bytes, or a stream of them. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>

/** What can be sent. */
export type Content = Bytes | string | FormData | URLSearchParams | undefined

/** Writes a body. */
export function written(body: unknown, form: Form, rules: Rules): Content {
  if (isRaw(body) && form.writing !== "json") return body
  if (form.writing === "lines" || form.writing === "sequence") return streamed(body as Items, form, rules)
  if (form.writing === "form") return filled(new URLSearchParams(), body)
  if (form.writing === "multipart") return filled(new FormData(), body)
  return jsonOf(body)
}

// What JSON has no way to say would become nothing, or something else, and nobody would know.
function jsonOf(body: unknown): string {
  try {
    return JSON.stringify(body, (_, value: unknown) => {
      const isLost = typeof value === "number" ? !Number.isFinite(value) : [Blob, Map, Set].some((kind) => value instanceof kind)
      if (isLost) throw new TypeError(`JSON cannot say ${String(value)}.`)
      return value
    })
  } catch (error) {
    const detail = error instanceof Error ? error.message : "It cannot be written as JSON."
    throw invalid([{ location: "body", pointer: "", code: "type", detail }])
  }
}

function filled<Target extends URLSearchParams | FormData>(target: Target, body: unknown): Target {
  for (const [name, value] of Object.entries(body as object)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === null) continue
      if (one instanceof Blob && target instanceof FormData) target.append(name, one)
      else target.append(name, typeof one === "object" ? jsonOf(one) : String(one))
    }
  }
  return target
}

type Items = Iterable<unknown> | AsyncIterable<unknown>

// An item that does not fit ends the request: the server would refuse it, too.
function streamed(items: Items, form: Form, rules: Rules): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = (async function* () {
    let index = 0
    for await (const item of items) {
      const found = mistakes(item, form.rule, rules, `/${index++}`)
      if (found.length > 0) throw invalid(faults("body", found))
      yield utf8((form.writing === "sequence" ? "\x1e" : "") + jsonOf(item) + "\n")
    }
  })()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return()
    },
  })
}

/** Reads what came back, by its media type. */
export async function read(answer: Response): Promise<unknown> {
  const mediaType = answer.headers.get("Content-Type")
  if (answer.status === 204 || answer.status === 205 || (mediaType === null && (await answer.clone().blob()).size === 0)) return undefined
  if (isJson(answer)) return parsed(await answer.text())
  return mediaType?.toLowerCase().startsWith("text/") ? answer.text() : answer.blob()
}

/** Tells whether it is JSON, whatever its structure is called (RFC 6838, 4.2.8). */
export function isJson(answer: Response): boolean {
  return /^application\/(?:[\w.+-]*\+)?json\s*(?:;|$)/i.test(answer.headers.get("Content-Type") ?? "")
}

export function parsed(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch (error) {
    throw new Unreachable("What came back is no JSON.", { cause: error })
  }
}

/** How much of a stream may come at once, and how long it may stand still. */
export interface Bounds {
  /** Bytes, or characters, of an item: one that never ends would fill the memory. */
  readonly most: number
  /** Seconds between two pieces. */
  readonly seconds: number
}

/** Reads items as they come in: JSON lines, a JSON text sequence (RFC 7464), or server-sent events. An array is read as a whole. */
export async function* itemsOf(answer: Response, bounds: Bounds): AsyncGenerator<unknown, void, undefined> {
  const mediaType = answer.headers.get("Content-Type") ?? ""
  if (/^text\/event-stream/i.test(mediaType)) yield* eventsOf(answer, bounds)
  else if (isJson(answer)) yield* [parsed(await (await gathered(answer, bounds.most, bounds.seconds)).text())].flat()
  else yield* recordsOf(answer, /^application\/json-seq/i.test(mediaType) ? "\x1e" : "\n", bounds)
}

async function* recordsOf(answer: Response, separator: string, bounds: Bounds): AsyncGenerator<unknown, void, undefined> {
  for await (const record of partsOf(answer, separator, bounds)) if (record.trim() !== "") yield parsed(record)
}

async function* eventsOf(answer: Response, bounds: Bounds): AsyncGenerator<unknown, void, undefined> {
  let data: string[] = []
  let size = 0
  for await (const line of partsOf(answer, "\n", bounds)) {
    const bare = line.replace(/\r$/, "")
    size = bare === "" ? 0 : bounded(size + bare.length, bounds.most)
    if (bare.startsWith("data:")) data.push(bare.slice(5).replace(/^ /, ""))
    if (bare !== "" || data.length === 0) continue
    yield parsed(data.join("\n"))
    data = []
  }
}

async function* partsOf(answer: Response, separator: string, { most, seconds }: Bounds): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  // What is not whole is put together once: with each piece anew, many small ones would never be done.
  let left: string[] = []
  let size = 0
  for await (const piece of piecesOf(answer, seconds)) {
    const [first = "", ...others] = decoder.decode(piece, { stream: true }).split(separator)
    left.push(first)
    size += first.length
    const last = others.pop()
    if (last !== undefined) {
      yield left.join("")
      yield* others
      left = [last]
      size = last.length
    }
    bounded(size, most)
  }
  yield left.join("") + decoder.decode()
}
