import type { Answer } from "./answers.js"
import { Conflict } from "./problems.js"

/**
 * Changes something that others may change at the same time: reads it, writes what comes of it, and begins anew after a conflict.
 * @param read gives the state as it is
 * @param write sends the change of a state, with that as `match`
 * @param attempts how often it is tried
 */
export async function edit<State extends Answer<unknown>, Outcome>(
  read: () => PromiseLike<State>,
  write: (state: State) => PromiseLike<Outcome>,
  attempts = 3,
): Promise<Outcome> {
  let state = await read()
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(state)
    } catch (error) {
      if (!(error instanceof Conflict) || error.current === null || attempt >= attempts) throw error
      state = error.current as State
    }
  }
}
