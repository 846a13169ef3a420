// Uses every kind of credentials, of lists, of streams and of content. It writes what it saw.

import { ApiKey, Basic, Client, OAuth1, TimedOut, Together, TooMany, Unauthorized, Unreachable, credentials } from "./client.js"
import type { Credentials, Prepared, Settings } from "./client.js"

declare const process: { readonly argv: readonly string[]; readonly stdout: { write(text: string): void } }

const baseUrl = process.argv[2] ?? ""
const seen: Record<string, unknown> = {}
const as = (who: Credentials | null, more: Settings = {}): Client => new Client({ baseUrl, credentials: who, ...more })
const named = (error: unknown): string => (error instanceof Error ? error.name : "no error")

async function callers(): Promise<void> {
  const signed = new OAuth1({ consumerKey: "printer", consumerSecret: "printer-secret", token: "bob-token", tokenSecret: "token-secret" })
  const twoLegged = credentials.oauth({ consumerKey: "printer", consumerSecret: "printer-secret" })
  seen["callers"] = [
    (await as(credentials.basic("bob", "bob-password")).getBasicCaller()).data.id,
    (await as(credentials.bearer(async () => "bob-token")).getBearerCaller()).data.id,
    (await as(credentials.token("bob-token")).getTokenCaller()).data.id,
    (await as(credentials.digest("bob", "bob-password")).getDigestCaller()).data.id,
    (await as(signed).getOauth1Caller({ fields: "id" })).data.id,
    (await as(twoLegged).getOauth1Caller()).data.id,
    (await as(credentials["X-API-Key"]("bob-token")).getKeyCaller()).data.id,
    (await as(credentials["api_key.query"]("bob-token")).getKeyCaller()).data.id,
    (await as(credentials["api-key.cookie"]("bob-token")).getKeyCaller()).data.id,
    (await as(new Together(new ApiKey("bob-token"), new Basic("bob", "bob-password"))).getTwoCaller()).data.id,
  ]
  const wrong = as(credentials.digest("bob", "wrong"))
  seen["wrong"] = [
    await wrong.getDigestCaller().catch(named),
    await wrong.getDigestCaller().catch((error: unknown) => error instanceof Unauthorized),
  ]
}

async function session(): Promise<void> {
  const client = as(credentials.session())
  const before = await client.getSessionCaller().catch(named)
  await client.postLogIn({ body: { username: "ada", password: "ada-password" } })
  const { data } = await client.getSessionCaller()
  const changed = await client.deleteSessionCaller()
  seen["session"] = [before, data, changed.status]
}

async function lists(): Promise<void> {
  const client = as(null)
  const counts: number[] = []
  for (const list of [
    client.getNumbersByPage(),
    client.getNumbersByOffset(),
    client.getNumbersByCursor(),
    client.getNumbersByAny({ offset: 5 }),
  ]) {
    let count = 0
    for await (const { number, square } of list) count += number * number === square ? 1 : 0
    counts.push(count)
  }
  seen["lists"] = counts
}

async function streams(): Promise<void> {
  const client = as(null)
  const [ticks, events]: [number[], number[]] = [[], []]
  for await (const tick of client.getTicks({ length: 4, fields: "number" })) ticks.push(tick.number)
  for await (const event of client.getEvents()) events.push(event.number)
  async function* numbers(): AsyncGenerator<{ number: number }> {
    for (let number = 1; number <= 100; number++) yield { number }
  }
  const { sum } = (await client.postTicks({ body: numbers() })).data
  const wrong = client.postTicks({ body: [{ number: 1 }, { number: 10_001 }] })
  seen["streams"] = [ticks, events, sum, await wrong.catch((error: unknown) => (error as { errors: unknown }).errors)]
}

async function contents(): Promise<void> {
  const client = as(null)
  const picture = new Blob(
    [
      Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="), (one) =>
        one.charCodeAt(0),
      ),
    ],
    { type: "image/png" },
  )
  const form = await client.postDrawings({ body: { title: "Form", tags: ["a", "b"], picture } })
  const data = new FormData()
  data.append("title", "Data")
  data.append("picture", picture)
  seen["contents"] = [form.status, (await client.postDrawings({ body: data })).status, (await client.putCorners({ body: 3 })).data]
}

async function attempts(): Promise<void> {
  const ada = credentials.bearer("ada-token")
  const urls: string[] = []
  const flaky = (times: number, fail: () => Promise<Response>): Settings => ({
    backOff: 0.01,
    fetch: (url, options) => {
      urls.push(`${String(options.method)} ${new Headers(options.headers).get("Idempotency-Key") ?? ""}`)
      return times-- > 0 ? fail() : fetch(url, options)
    },
  })
  const broken = () => Promise.reject(new TypeError("broken"))
  const read = await as(null, flaky(2, broken)).getCached()
  const unsafe = await as(ada, flaky(1, broken))
    .postKindEcho({ body: {} as never }, { retries: 5 })
    .catch(named)
  const before = urls.length
  const keyed = await as(ada, flaky(1, broken)).postIdempotent({ body: { text: "once" } })
  const busy = await as(
    null,
    flaky(1, async () => new Response(null, { status: 503, headers: { "Retry-After": "0" } })),
  ).getCached()
  const tooLong = await as(
    null,
    flaky(1, async () => new Response(null, { status: 429, headers: { "Retry-After": "3600" } })),
  )
    .getCached()
    .catch((error: unknown) => error instanceof TooMany && error.retryAfter)
  seen["attempts"] = [read.data, unsafe, keyed.status, new Set(urls.slice(before, before + 2)).size, busy.status, tooLong]
  const never: Settings = {
    fetch: (_, { signal }) => new Promise((_done, fail) => signal?.addEventListener("abort", () => fail(signal.reason))),
  }
  const late = await as(null, { ...never, timeout: 0.05, retries: 0 })
    .getCached()
    .catch((error: unknown) => [error instanceof TimedOut, error instanceof Unreachable])
  seen["late"] = late
}

async function links(): Promise<void> {
  const hosts: string[] = []
  const settings: Settings = {
    credentials: { sign: ({ url }: Prepared) => void hosts.push(url.host) },
    fetch: async () =>
      new Response("[]", { headers: { "Content-Type": "application/json", Link: '<https://evil.example/?page=2>; rel="next"' } }),
  }
  const pages = new Client({ baseUrl, ...settings }).getNumbersByPage().pages()
  await pages.next()
  seen["links"] = [await pages.next().catch(named), hosts.every((host) => baseUrl.endsWith(host))]
}

await callers()
await session()
await lists()
await streams()
await contents()
await attempts()
await links()
process.stdout.write(JSON.stringify(seen))
