/** Puts a cookie beside those that are sent already (RFC 6265, 5.4). A browser lets no program do that: it sends what it has itself. */
export function addCookie(headers: Headers, name: string, value: string): void {
  const before = headers.get("Cookie")
  headers.set("Cookie", `${before === null ? "" : `${before}; `}${name}=${value}`)
}
