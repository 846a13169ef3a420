/** Gives the seconds that `Retry-After` asks to wait (RFC 9110, 10.2.3). */
export function secondsToWait(headers: Headers): number | null {
  const said = headers.get("Retry-After")
  if (said === null) return null
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000
  return Number.isNaN(seconds) ? null : Math.max(0, seconds)
}

/** Waits, unless the signal says that nobody waits for it any more. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop)
      resolve()
    }, seconds * 1000)
    if (signal.aborted) stop()
    else signal.addEventListener("abort", stop, { once: true })
  })
}

/** Gives a signal that comes when the time is over, and what stops the clock. */
export function clock(seconds: number): [AbortSignal, () => void] {
  const controller = new AbortController()
  const late = () => controller.abort(new DOMException("The server did not answer in time.", "TimeoutError"))
  // A longer time would be taken for none at all.
  const running = seconds * 1000 < 2 ** 31 ? setTimeout(late, seconds * 1000) : undefined
  return [controller.signal, () => clearTimeout(running)]
}
