import type { Content } from "./contents.js"
import { addCookie } from "./cookies.js"
import { isRecord } from "./problems.js"
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
    parameterFaults(parameter, valueOf(parameter, given), rules),
  )
  return [...found, ...unsendable(operation, given), ...bodyFaults(operation, given["body"], rules)]
}

// What every object has was given by nobody.
function valueOf({ name, as = name }: Parameter, given: Arguments): unknown {
  return Object.hasOwn(given, as) ? given[as] : undefined
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value)
}

// What a field may have (RFC 9110, 5.5), and a cookie that stands among others in one (RFC 6265, 4.1.1).
const SENDABLE = { header: /^[\t -~\x80-\xff]*$/, cookie: /^[ !#-:<-[\]-~]*$/, path: /^/, query: /^/ }

/** Looks for what cannot be sent, or would be sent to another address. */
export function unsendable(operation: Operation, given: Arguments): Fault[] {
  const there = (operation.parameters ?? []).filter((one) => valueOf(one, given) !== undefined)
  const found = there.filter((one) => !SENDABLE[one.place].test(textOf(valueOf(one, given))))
  return [
    ...found.map((one) => fault(one, "It has characters that cannot be sent here.")),
    // Segments that are empty, or dots alone, lead somewhere else (RFC 3986, 5.2.4), however the dots are written.
    ...operation.path.split("/").flatMap((segment) => {
      const own = there.filter((one) => one.place === "path" && segment.includes(`{${one.name}}`))
      const isAstray = own.length > 0 && ["", ".", ".."].includes(pathOf(segment, own, given))
      return isAstray ? own.slice(0, 1).map((one) => fault(one, "It would lead to another address.")) : []
    }),
  ]
}

function fault({ name, place }: Parameter, detail: string): Fault {
  return { location: PLACES[place], pointer: `/${name}`, code: "format", detail }
}

function pathOf(path: string, own: readonly Parameter[], given: Arguments): string {
  const texts = new Map(own.map((one) => [one.name, encodeURIComponent(String(valueOf(one, given)))]))
  return path.replace(/\{([^{}]*)\}/g, (whole, name: string) => texts.get(name) ?? whole)
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
  return form.writing === "json" || location === "form" ? faults(location, mistakesIn(body, form, rules)) : []
}

// Of files only the server can tell more, and only a form with files has a place for them.
function mistakesIn(body: unknown, form: Form, rules: Rules): Mistake[] {
  const files = filesIn(body)
  const found = mistakes(body, form.rule, rules).filter(([pointer]) => !files.includes(pointer))
  const strays = form.writing === "multipart" ? [] : files.map((pointer): Mistake => [pointer, "type", "A file cannot be sent here."])
  return [...found, ...strays]
}

function filesIn(body: unknown): string[] {
  return Object.entries(isRecord(body) ? body : {}).flatMap(([name, value]) => {
    const pointer = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`
    const several = Array.isArray(value) ? value.map((one: unknown, place) => [one, `${pointer}/${place}`] as const) : [[value, pointer] as const]
    return several.filter(([one]) => one instanceof Blob).map(([, at]) => at)
  })
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
  return data.find((form) => mistakesIn(body, form, rules).length === 0) ?? by("lines", "sequence")[0] ?? data[0] ?? fallback
}

/** Gives the address of a request. */
export function addressOf(operation: Operation, given: Arguments, base: string): URL {
  const at = (place: string) => (operation.parameters ?? []).filter((one) => one.place === place && valueOf(one, given) !== undefined)
  const url = new URL(base.replace(/\/$/, "") + pathOf(operation.path, at("path"), given))
  for (const one of at("query")) {
    const [{ name, isRepeated }, value] = [one, valueOf(one, given)]
    if (Array.isArray(value) && isRepeated) for (const each of value) url.searchParams.append(name, String(each))
    else url.searchParams.set(name, Array.isArray(value) ? value.join(",") : String(value))
  }
  return url
}

/** Gives the header fields that arguments stand for. */
export function fieldsOf(operation: Operation, given: Arguments): Headers {
  const headers = new Headers({ Accept: operation.accept })
  for (const one of operation.parameters ?? []) {
    const [{ name, place }, value] = [one, valueOf(one, given)]
    if (value === undefined) continue
    if (place === "header") headers.set(name, textOf(value))
    if (place === "cookie") addCookie(headers, name, textOf(value))
  }
  return headers
}
