// Sends a file in a browser to a server that sends it on, and gives what came of it.

import { ApiKey, Bearer, Client } from "./client.js"

export async function upload(baseUrl: string, path: string, hasKey: boolean): Promise<unknown> {
  const client = new Client({ baseUrl, retries: 0, credentials: hasKey ? new ApiKey("secret") : new Bearer("secret") })
  const told: unknown[] = []
  try {
    await client.putFile({ path, body: new Blob(["x".repeat(10)]) }, { onProgress: (sent, of) => told.push([sent, of]) })
    return told.at(-1)
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "odd"
  }
}
