import type { Content } from "./contents.js"
import type { Prepared } from "./credentials.js"
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
}

/** Sends a request, and gives what came back. */
export async function send(request: Prepared, signal: AbortSignal, { fetch, sendsCookies, progress }: Way): Promise<Response> {
  const { method, url, headers } = request
  // A browser sends a stream over HTTP/2 alone.
  const content = isBrowser && request.content instanceof ReadableStream ? await new Response(request.content).blob() : request.content
  if (progress !== undefined && isBrowser) return sendWithProgress({ ...request, content }, signal, sendsCookies, progress)
  const body = progress === undefined ? content : counted(content, progress)
  const options = {
    method,
    headers,
    signal,
    credentials: sendsCookies ? "include" : "same-origin",
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  } as const
  return staying(await fetch(url.href, body instanceof ReadableStream ? ({ ...options, duplex: "half" } as RequestInit) : options))
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
  sendsCookies: boolean,
  progress: Progress,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url.href)
    request.responseType = "blob"
    request.withCredentials = sendsCookies
    headers.forEach((value, name) => request.setRequestHeader(name, value))
    request.upload.onprogress = (event) => progress(event.loaded, event.lengthComputable ? event.total : null)
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
