// Asks a server for more than anybody wants, and writes what came of it.

import { Client } from "./client.js"

declare const process: { readonly argv: readonly string[]; readonly stdout: { write(text: string): void } }

const client = new Client({ baseUrl: process.argv[2] ?? "", retries: 2, backOff: 0, maxAnswer: 1000, timeout: 20 })

const outcome = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "odd"
  }
}

const all = async (kind: string, timeout = 20): Promise<number> => {
  let count = 0
  for await (const _ of client.streamItems({ kind }, { timeout })) count++
  return count
}

const size = async (kind: string, maxAnswer?: number): Promise<number> => {
  const { data } = await client.getBytes({ kind }, { maxAnswer })
  return (data as Blob).size
}

process.stdout.write(
  JSON.stringify({
    fits: [await outcome(() => size("1000")), await outcome(() => size("5000", 5000)), await outcome(() => all("many"))],
    large: await outcome(() => size("1001")),
    coded: await outcome(() => size("coded")),
    refused: await outcome(() => size("refused")),
    endless: [await outcome(() => all("lines")), await outcome(() => all("events")), await outcome(() => all("array"))],
    stalled: await outcome(() => all("stalled", 0.2)),
    broken: await outcome(() => all("broken")),
  }),
)
