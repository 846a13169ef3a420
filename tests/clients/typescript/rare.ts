// What the compiler knows of types that are all of several, and of those that lead to themselves.

import { Client } from "./client.js"
import type { Dog, Puppy } from "./client.js"

export const dog: Dog = { id: 1, bark: true, friends: [{ id: 2, bark: false, since: "today", friends: [] }] }
export const puppy: Puppy = { id: 1, bark: true, kind: "puppy" }

export async function since(client: Client): Promise<string | undefined> {
  const { data } = await client.makeDog({ body: dog })
  return data.friends?.[0]?.since
}

// @ts-expect-error It says nothing of its bark.
export const wrong: Dog = { id: 1 }
