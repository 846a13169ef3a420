// Gives a client what it could lose, or go on with for ever, and writes what became of it. The server is a function.

import { ApiKey, Client, check } from "./client.js"

declare const process: { readonly stdout: { write(text: string): void } }

type Answers = (url: URL, init: RequestInit) => Response | Promise<Response>

const client = (answers: Answers, key?: () => string): Client => {
  const fetch = (url: string, init: RequestInit): Promise<Response> => Promise.resolve(answers(new URL(url), init))
  return new Client({ baseUrl: "http://blog.example", fetch, backOff: 0, remembers: 2, credentials: key ? new ApiKey(key) : null })
}

const outcome = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "odd"
  }
}

const said = (data: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(data), { headers: { "Content-Type": "application/json", ...headers } })

// Forms with files.
const sent: unknown[] = []
const uploads = client(async (_, { body, headers }) => {
  const form = body instanceof FormData ? body : null
  const cover = form?.get("cover")
  sent.push(form === null ? new Headers(headers).get("Content-Type") : [form.get("title"), cover instanceof Blob ? await cover.text() : null])
  return new Response(null, { status: 204 })
})
const cover = new Blob(["x"]) as unknown as string
await uploads.createPost({ body: { title: "Dune", cover, more: [cover] } })
await uploads.createPost({ body: { title: "Dune" } })
const faults = (body: unknown): string[] => check("createPost", { body }).map(({ pointer, code }) => `${pointer} ${code}`)

// What JSON cannot say.
const circle: { me?: unknown } = {}
circle.me = circle
const odd = [NaN, { a: [Infinity] }, { a: new Map([[1, 2]]) }, { a: { b: new Blob([]) } }, 12n, circle]
const unsaid = await Promise.all(odd.map(async (data) => outcome(() => uploads.putAnything({ body: data }))))

// A generator is empty the second time.
let items = 0
let attempts = 0
const busy = client(async (_, { body }) => {
  attempts += 1
  items += (await new Response(body ?? null).text()).trim().split("\n").length
  return new Response(null, { status: 503, headers: { "Retry-After": "0" } })
})
function* numbers(): Generator<number> {
  yield 1
  yield 2
}
const generated = [await outcome(() => busy.putNumbers({ body: numbers() })).then(() => [attempts, items])]
await outcome(() => busy.putNumbers({ body: [1, 2] }))
generated.push([attempts, items])

// Lists.
const through = async (one: Client): Promise<unknown> => {
  const found: unknown[] = []
  for await (const item of one.listPosts()) found.push(item)
  return found
}
let page = 0
const endless = client(() => said([], { Link: `</posts?page=${++page}>; rel=next` }))
const lists = [
  await outcome(() => through(endless)),
  page,
  await outcome(() => through(client(() => said("abc")))),
  await outcome(() => through(client(() => said({ items: [] })))),
]

// One item in many pieces.
const pieces = (): ReadableStream<Uint8Array> => {
  let left = 200_000
  const octets = (text: string): Uint8Array => new TextEncoder().encode(text)
  return new ReadableStream({
    start: (controller) => controller.enqueue(octets('"')),
    pull: (controller) => {
      controller.enqueue(octets(left-- > 0 ? "x" : '"\n'))
      if (left < 0) controller.close()
    },
  })
}
const streamed = client(() => new Response(pieces(), { headers: { "Content-Type": "application/jsonl" } }))
const lengths: number[] = []
for await (const item of streamed.streamItems()) lengths.push(String(item).length)

// What is remembered.
let key = "ada"
const asked: string[] = []
const keyed = client(
  (url, { headers }) => {
    const tag = new Headers(headers).get("If-None-Match")
    asked.push(`${url.search}${tag === null ? "" : " again"}`)
    return tag === null ? said(new Headers(headers).get("X-API-Key"), { ETag: '"1"' }) : new Response(null, { status: 304 })
  },
  () => key,
)
const shown = [(await keyed.getMe()).data, (await keyed.getMe()).data]
key = "bob"
shown.push((await keyed.getMe()).data)
for (const q of ["a", "b", "a", "c", "a", "b"]) await keyed.getMe({ q })

process.stdout.write(
  JSON.stringify({
    sent,
    faults: [faults({ title: "Dune", cover }), faults({ titel: "Dune", cover: 7 }), faults({ title: cover })],
    unsaid,
    generated,
    lists,
    lengths,
    shown,
    asked,
    patterned: ["a", "x-b", "x-n"].map((name) => check("putOpen", { body: { [name]: name === "x-n" ? 1 : "" } }).map(({ code }) => code)),
  }),
)
