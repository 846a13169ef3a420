type Octets = Uint8Array<ArrayBuffer>

export function utf8(value: string): Octets {
  return new TextEncoder().encode(value)
}

export function base64(bytes: Octets): string {
  return btoa(String.fromCharCode(...bytes))
}

export function base64Url(bytes: Octets): string {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

export function hex(bytes: Octets): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

export async function sha256(value: string): Promise<Octets> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(value)))
}

export function random(size: number): Octets {
  return crypto.getRandomValues(new Uint8Array(size))
}
