import type { Answer } from "./answers.js"
import { read } from "./contents.js"
import { gathered } from "./pieces.js"
import type { Refusal } from "./problems.js"
import { isRevived } from "./remembering.js"

/** Gives an answer with all of its content, so that nothing more has to be waited for, as long as that is not too much. */
export async function whole(answer: Response, most: number): Promise<Response> {
  const hasContent = ![204, 205, 304].includes(answer.status)
  const content = hasContent ? await gathered(answer, most) : null
  return new Response(content, { status: answer.status, statusText: answer.statusText, headers: answer.headers })
}

/** Puts together what was answered. */
export function answered<Data>(answer: Response, url: URL, data: Data): Answer<Data> {
  const { status, headers } = answer
  return { data, status, headers, etag: headers.get("ETag"), url: url.href, isRemembered: isRevived(answer) }
}

/** Puts together what was refused. */
export async function refusalOf(answer: Response): Promise<Refusal> {
  const content = await read(answer).catch(() => undefined)
  return { status: answer.status, headers: answer.headers, content }
}
