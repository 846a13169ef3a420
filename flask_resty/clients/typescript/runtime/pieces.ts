import { TimedOut, Unreachable } from "./problems.js"
import { clock } from "./waiting.js"

/** How many bytes an answer, or an item of a stream, may have where nothing else is said. */
export const USUAL_MOST = 64 * 1024 * 1024

/** Gives content piece by piece, each of which may take so many seconds. Who leaves the loop early has no use for the rest. */
export async function* piecesOf(answer: Response, seconds: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const reader = answer.body?.getReader()
  try {
    for (;;) {
      const piece = await inTime(reader?.read(), seconds)
      if (piece === undefined || piece.done) return
      yield piece.value
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

async function inTime<Result>(work: Promise<Result> | undefined, seconds: number): Promise<Result | undefined> {
  const [time, stop] = clock(seconds)
  const late = new Promise<never>((_, reject) => {
    time.addEventListener("abort", () => reject(new TimedOut("The server stopped in the middle.")), { once: true })
  })
  return Promise.race([work, late]).finally(stop)
}

/** Gives all of the content, as long as it is not too much. What a coding makes larger counts as it is read. */
export async function gathered(answer: Response, most: number, seconds = Infinity): Promise<Blob> {
  const pieces: BlobPart[] = []
  let size = 0
  for await (const piece of piecesOf(answer, seconds)) {
    size = bounded(size + piece.byteLength, most)
    pieces.push(piece)
  }
  return new Blob(pieces, { type: answer.headers.get("Content-Type") ?? "" })
}

/** Gives a size, unless it is too much. */
export function bounded(size: number, most: number): number {
  if (size > most) throw new Unreachable(`What comes back has more than ${most} bytes. Allow more by maxAnswer.`)
  return size
}
