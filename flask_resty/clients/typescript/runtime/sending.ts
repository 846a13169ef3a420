import type { Content } from "./contents.js"
import type { Prepared } from "./credentials.js"
import { bounded } from "./pieces.js"
import { Unreachable } from "./problems.js"

/** Hears how many bytes of the body were sent, and how many there are, as far as that is known. */
export type Progress = (sent: number, of: number | null) => void

/** How requests are sent. */
export type Fetch = (url: string, options: RequestInit) => Promise<Response>

const isBrowser = "XMLHttpRequest" in globalThis

/** By which way a request goes. */
export interface Way {
  readonly fetch: Fetch
  /** Whether a browser sends its cookies to other origins, too. */
  readonly sendsCookies: boolean
  readonly progress: Progress | undefined
  /** How many bytes the answer may have. */
  readonly most: number
}

// What a browser may take to another server with a redirect: it tells nobody anything, but for Authorization, which stays behind
// (Fetch, 4.4).
const HARMLESS = new Set("accept authorization content-type idempotency-key if-match if-none-match prefer".split(" "))

/** Sends a request, and gives what came back. */
export async function send(request: Prepared, signal: AbortSignal, way: Way): Promise<Response> {
  const { method, url, headers } = request
  const { fetch, sendsCookies, progress } = way
  const mayFollow = [...headers.keys()].every((name) => HARMLESS.has(name))
  // A browser sends a stream over HTTP/2 alone.
  const content = isBrowser && request.content instanceof ReadableStream ? await new Response(request.content).blob() : request.content
  if (progress !== undefined && isBrowser && mayFollow) return sendWithProgress({ ...request, content }, signal, way, progress)
  const body = progress === undefined || isBrowser ? content : counted(content, progress)
  const options = {
    method,
    headers,
    signal,
    credentials: sendsCookies ? "include" : "same-origin",
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  } as const
  const sent = body instanceof ReadableStream ? ({ ...options, duplex: "half" } as RequestInit) : options
  const answer = staying(await fetch(url.href, sent))
  if (progress !== undefined && isBrowser && content !== undefined) await tellOfAll(content, progress)
  return answer
}

async function tellOfAll(content: Exclude<Content, undefined>, progress: Progress): Promise<void> {
  const { size } = await new Response(content).blob()
  progress(size, size)
}

// Credentials and content are for one server: a redirect would take them to wherever it likes.
function staying(answer: Response): Response {
  const isSentOn = answer.type === "opaqueredirect" || [301, 302, 303, 307, 308].includes(answer.status)
  if (isSentOn) throw new Unreachable("The server sends the request to another address, which is not followed.")
  return answer
}

function counted(content: Content, progress: Progress): Content {
  if (content === undefined || content instanceof FormData || content instanceof URLSearchParams) return content
  const blob = content instanceof ReadableStream ? null : new Blob([content])
  let sent = 0
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      progress((sent += chunk.byteLength), blob?.size ?? null)
    },
  })
  const source = blob?.stream() ?? (content as ReadableStream<Uint8Array<ArrayBuffer>>)
  return source.pipeThrough(count)
}

function sendWithProgress(
  { method, url, headers, content }: Prepared,
  signal: AbortSignal,
  { sendsCookies, most }: Way,
  progress: Progress,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url.href)
    request.responseType = "blob"
    request.withCredentials = sendsCookies
    headers.forEach((value, name) => request.setRequestHeader(name, value))
    request.upload.onprogress = (event) => progress(event.loaded, event.lengthComputable ? event.total : null)
    request.onprogress = ({ loaded }) => {
      try {
        bounded(loaded, most)
      } catch (error) {
        reject(error)
        request.abort()
      }
    }
    // It follows redirects by itself, and only tells where it came to.
    const isOwn = () => request.responseURL === "" || new URL(request.responseURL).origin === url.origin
    request.onload = () => (isOwn() ? resolve(answerOf(request)) : reject(new Unreachable("The answer is of another server.")))
    request.onerror = () => reject(new TypeError("There is no way to the server."))
    request.onabort = () => reject(signal.reason)
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener("abort", () => request.abort(), { once: true })
    request.send(content as XMLHttpRequestBodyInit | null | undefined)
  })
}

function answerOf(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split(/\r?\n/).filter(Boolean)
  const headers = new Headers(
    lines.map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  )
  const hasContent = ![204, 205, 304].includes(request.status)
  return new Response(hasContent ? (request.response as Blob) : null, { status: request.status, statusText: request.statusText, headers })
}
