// Asks a server that means harm, with values that do, and writes what it saw.

import { ApiKey, Bearer, Client, OAuth2, OAuth2Error, Problem } from "./client.js"

declare const process: { readonly argv: readonly string[]; readonly stdout: { write(text: string): void } }

const baseUrl = process.argv[2] ?? ""
const settings = { baseUrl, retries: 0, credentials: new ApiKey("secret") }
const client = new Client(settings)

const outcome = async (work: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await work
    return "nothing"
  } catch (error) {
    if (error instanceof OAuth2Error) return `${error.name}: ${error.code}`
    if (error instanceof Problem) return error.errors.map((fault) => `${fault.pointer} ${fault.code}`)
    return error instanceof Error ? `${error.name}: ${error.message}` : "odd"
  }
}

const all = async (kind: string): Promise<void> => {
  let count = 0
  for await (const _ of client.listPages({ kind })) if (++count > 10) throw new Error("There is no end.")
}

const strays: unknown[] = []
for (const checks of [true, false])
  for (const id of ["", ".", ".."]) strays.push(await outcome(new Client({ ...settings, checks }).getThing({ id })))

let token = "ada"
const several = new Client({ baseUrl, credentials: new Bearer(() => token) })
const seen = [(await several.getMe()).data, (await several.getMe()).isRemembered]
token = "bob"
seen.push((await several.getMe()).data)

const oauth = (path: string): Promise<unknown> =>
  outcome(new OAuth2({ tokenUrl: baseUrl + path, clientId: "a", clientSecret: "b" }).clientCredentials())

const odd = (await client.getThing({ id: "odd" })).data as Record<string, unknown>
process.stdout.write(
  JSON.stringify({
    strays,
    segment: ((await client.getThing({ id: "../x?#" })).data as Record<string, unknown>)["path"],
    injected: [
      await outcome(client.getThing({ id: "x", "X-Hint": "a\r\nX-Admin: 1" })),
      await outcome(client.getThing({ id: "x", theme: "a; admin=1" })),
    ],
    asked: ((await client.getThing({ id: "x", word: "y" })).data as Record<string, unknown>)["query"],
    redirected: await outcome(client.getThing({ id: "away" })),
    pages: [await outcome(all("away")), await outcome(all("self")), await outcome(all("broken"))],
    seen,
    tokens: [await oauth("/html"), await oauth("/nothing"), await oauth("/away")],
    isClean: !("polluted" in {}) && Object.hasOwn(odd, "__proto__"),
  }),
)
