import type { Content } from "./contents.js"
import { addCookie } from "./cookies.js"
import type { Fault, Place } from "./problems.js"
import { mistakes } from "./rules.js"
import type { Mistake, Rule, Rules } from "./rules.js"

/** How content is written. */
export type Writing = "json" | "lines" | "sequence" | "events" | "form" | "multipart" | "text" | "bytes"

/** One value that is given beside the body. */
export interface Parameter {
  readonly name: string
  /** What it is called among the arguments, if not by its name. */
  readonly as?: string
  readonly place: "path" | "query" | "header" | "cookie"
  readonly isRequired?: true
  /** Whether the values of a list come one by one, each under the name. */
  readonly isRepeated?: true
  readonly rule: Rule
}

/** One way to write a body. */
export interface Form {
  readonly mediaType: string
  readonly writing: Writing
  readonly isStream?: true
  readonly rule: Rule
}

/** What can be asked for, as the document has it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly accept: string
  readonly parameters?: readonly Parameter[]
  readonly bodies?: readonly Form[]
  readonly isBodyRequired?: true
  /** Whether a change says which state it is meant for. */
  readonly takesMatch?: true
  /** Whether it can be repeated under a key. */
  readonly takesKey?: true
  /** The pointer to the items of a page. */
  readonly pages?: string
}

/** What is given to an operation: the values of its parameters, `body`, and `match`. */
export type Arguments = Readonly<Record<string, unknown>>

/** Looks for what is wrong with arguments, by the rules of the server. */
export function faultsOf(operation: Operation, given: Arguments, rules: Rules): Fault[] {
  const found = (operation.parameters ?? []).flatMap((parameter) =>
    parameterFaults(parameter, given[parameter.as ?? parameter.name], rules),
  )
  return [...found, ...bodyFaults(operation, given["body"], rules)]
}

const PLACES = { path: "path_args", query: "query", header: "headers", cookie: "cookies" } as const

function parameterFaults({ name, place, isRequired, rule }: Parameter, value: unknown, rules: Rules): Fault[] {
  const [location, pointer] = [PLACES[place], `/${name}`]
  if (value === undefined) return isRequired ? [{ location, pointer, code: "required", detail: "Missing data for required field." }] : []
  const isAlone = rule.type === "array" && !Array.isArray(value)
  return faults(location, mistakes(isAlone ? [value] : value, rule, rules, pointer))
}

function bodyFaults({ bodies = [], isBodyRequired }: Operation, body: unknown, rules: Rules): Fault[] {
  if (body === undefined) return isBodyRequired ? [{ location: "body", pointer: "", code: "required", detail: "There is no content." }] : []
  const form = bodies.length === 0 ? null : formOf(bodies, body, rules)
  if (form === null || form.isStream || (isRaw(body) && typeof body !== "string")) return []
  const location = form.writing === "form" || form.writing === "multipart" ? "form" : "body"
  return form.writing === "json" || location === "form" ? faults(location, mistakes(body, form.rule, rules)) : []
}

export function faults(location: Place, found: readonly Mistake[]): Fault[] {
  return found.map(([pointer, code, detail]) => ({ location, pointer, code, detail }))
}

/** Tells content that is sent as it is from data that has to be written. */
export function isRaw(body: unknown): body is Exclude<Content, undefined> {
  const raw = [Blob, ArrayBuffer, ReadableStream, FormData, URLSearchParams]
  return typeof body === "string" || ArrayBuffer.isView(body) || raw.some((kind) => body instanceof kind)
}

/** Gives the way to write a body: by what it is, and of several that could be, the first one whose rule it fits. */
export function formOf(bodies: readonly Form[], body: unknown, rules: Rules): Form {
  const fallback = bodies[0] as Form
  const by = (...writings: Writing[]) => bodies.filter((form) => writings.includes(form.writing))
  if (body instanceof FormData) return by("multipart")[0] ?? fallback
  if (body instanceof URLSearchParams) return by("form")[0] ?? fallback
  if (body instanceof Blob) return bodies.find((form) => form.mediaType === body.type) ?? by("bytes")[0] ?? fallback
  if (isRaw(body) && typeof body !== "string") return by("bytes")[0] ?? fallback
  const data = by("json", "form", "multipart", ...(typeof body === "string" ? (["text"] as const) : []))
  return data.find((form) => mistakes(body, form.rule, rules).length === 0) ?? by("lines", "sequence")[0] ?? data[0] ?? fallback
}

/** Gives the address of a request. */
export function addressOf(operation: Operation, given: Arguments, base: string): URL {
  const at = (place: string) => (operation.parameters ?? []).filter((one) => one.place === place && given[one.as ?? one.name] !== undefined)
  const path = at("path").reduce((made, one) => made.replace(`{${one.name}}`, encodedPath(given[one.as ?? one.name])), operation.path)
  const url = new URL(base.replace(/\/$/, "") + path)
  for (const { name, as = name, isRepeated } of at("query")) {
    const value = given[as]
    if (Array.isArray(value) && isRepeated) for (const one of value) url.searchParams.append(name, String(one))
    else url.searchParams.set(name, Array.isArray(value) ? value.join(",") : String(value))
  }
  return url
}

// A path of dots alone would lead to another address.
function encodedPath(value: unknown): string {
  const text = String(value)
  return /^\.{1,2}$/.test(text) ? text.replaceAll(".", "%2E") : encodeURIComponent(text)
}

/** Gives the header fields that arguments stand for. */
export function fieldsOf(operation: Operation, given: Arguments): Headers {
  const headers = new Headers({ Accept: operation.accept })
  for (const { name, as = name, place } of operation.parameters ?? []) {
    const value = given[as]
    if (value === undefined) continue
    if (place === "header") headers.set(name, Array.isArray(value) ? value.join(", ") : String(value))
    if (place === "cookie") addCookie(headers, name, encodeURIComponent(String(value)))
  }
  return headers
}
