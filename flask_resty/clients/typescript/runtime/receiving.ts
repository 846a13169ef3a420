import type { Answer } from "./answers.js"
import { read } from "./contents.js"
import type { Refusal } from "./problems.js"

/** Gives an answer with all of its content, so that nothing more has to be waited for. */
export async function whole(answer: Response): Promise<Response> {
  const hasContent = ![204, 205, 304].includes(answer.status)
  const content = hasContent ? await answer.blob() : null
  return new Response(content, { status: answer.status, statusText: answer.statusText, headers: answer.headers })
}

/** Puts together what was answered; what is remembered lends its header fields. */
export function answered<Data>(answer: Response, url: URL, data: Data, before?: Headers): Answer<Data> {
  const headers = new Headers(before)
  answer.headers.forEach((value, name) => headers.set(name, value))
  const isRemembered = answer.status === 304
  return { data, status: isRemembered ? 200 : answer.status, headers, etag: headers.get("ETag"), url: url.href, isRemembered }
}

/** Puts together what was refused. */
export async function refusalOf(answer: Response): Promise<Refusal> {
  const content = await read(answer).catch(() => undefined)
  return { status: answer.status, headers: answer.headers, content }
}
