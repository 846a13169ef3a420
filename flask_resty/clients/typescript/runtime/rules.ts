import { isRecord } from "./problems.js"

/** A JSON Schema of the document: what a value has to be. */
export interface Rule {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Rule>>
  readonly additionalProperties?: boolean | Rule
  readonly patternProperties?: Readonly<Record<string, Rule>>
  readonly propertyNames?: Rule
  readonly items?: Rule
  readonly prefixItems?: readonly Rule[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly anyOf?: readonly Rule[]
  readonly oneOf?: readonly Rule[]
  readonly allOf?: readonly Rule[]
  readonly not?: Rule
  // What only the server looks at.
  readonly contains?: Rule
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly contentEncoding?: string
  readonly contentMediaType?: string
}

/** Rules by name, for those that refer to each other. */
export type Rules = Readonly<Record<string, Rule>>

/** What is wrong with a value: the pointer, the code and a sentence of each mistake, as the server would tell them. */
export type Mistake = readonly [pointer: string, code: string, detail: string]

/** Looks for what is wrong with a value. What only the server can tell, it tells. */
export function mistakes(value: unknown, rule: Rule, rules: Rules, pointer = ""): Mistake[] {
  const meant = rule.$ref === undefined ? rule : rules[rule.$ref]
  if (meant === undefined) return []
  const several = meant.anyOf ?? meant.oneOf
  if (several !== undefined) return nearest(value, several, rules, pointer)
  const found = meant.allOf?.flatMap((one) => mistakes(value, one, rules, pointer)) ?? []
  const own = ownMistakes(value, meant, rules, pointer)
  return typeof value === "string" && isDecimal(meant) ? decimalMistakes(value, meant, pointer, own, found) : [...found, ...own]
}

function isDecimal(rule: Rule): boolean {
  return rule.pattern !== undefined && ["number", "string"].every((type) => Array.isArray(rule.type) && rule.type.includes(type))
}

// Bounds of text are patterns, which cannot tell on which side of them it is.
function decimalMistakes(value: string, rule: Rule, pointer: string, own: Mistake[], bounds: Mistake[]): Mistake[] {
  if (own.length > 0) return [[pointer, "type", "Not a valid number."]]
  const found = bounds.length > 0 ? numberMistakes(Number(value), rule, (code, detail) => [pointer, code, detail]) : []
  return found.length > 0 ? found : bounds
}

// Of several ways, what is wrong is told of the one that was probably meant.
function nearest(value: unknown, several: readonly Rule[], rules: Rules, pointer: string): Mistake[] {
  const found = several.map((one) => mistakes(value, one, rules, pointer))
  if (found.some((one) => one.length === 0)) return []
  if (value === null) return [[pointer, "null", "Field may not be null."]]
  const isSameType = (one: Mistake[]) => !one.some(([at, code]) => at === pointer && (code === "type" || code === "null"))
  const close = found.filter(isSameType)
  return (close.length > 0 ? close : found).reduce((least, one) => (one.length < least.length ? one : least))
}

function ownMistakes(value: unknown, rule: Rule, rules: Rules, pointer: string): Mistake[] {
  const types = rule.type === undefined ? [] : [rule.type].flat()
  if (types.length > 0 && !types.some((type) => isOf(type, value))) {
    return [value === null ? [pointer, "null", "Field may not be null."] : [pointer, "type", `Not a valid ${types[0] ?? "value"}.`]]
  }
  const choices = rule.enum ?? ("const" in rule ? [rule.const] : null)
  if (choices !== null && !choices.some((choice) => isSame(choice, value)))
    return [[pointer, "choice", `Must be one of: ${choices.join(", ")}.`]]
  if (rule.not !== undefined && mistakes(value, rule.not, rules).length === 0) return [[pointer, "choice", "Invalid value."]]
  const told = (code: string, detail: string): Mistake => [pointer, code, detail]
  if (typeof value === "string") return textMistakes(value, rule, told)
  if (typeof value === "number") return numberMistakes(value, rule, told)
  if (Array.isArray(value)) return listMistakes(value, rule, rules, pointer, told)
  if (isRecord(value) && !(value instanceof Blob)) return memberMistakes(value, rule, rules, pointer)
  return []
}

type Told = (code: string, detail: string) => Mistake

function isOf(type: string, value: unknown): boolean {
  if (type === "integer") return typeof value === "bigint" || Number.isInteger(value)
  if (type === "null") return value === null
  if (type === "array") return Array.isArray(value)
  if (type === "object") return isRecord(value)
  if (type === "number") return typeof value === "bigint" || Number.isFinite(value)
  return typeof value === type
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

function* textTold(value: string, rule: Rule, told: Told): Generator<Mistake> {
  // The server counts characters, not the halves that those beyond the first 65,536 have here.
  const length = rule.minLength === undefined && rule.maxLength === undefined ? 0 : [...value].length
  if (length < (rule.minLength ?? 0)) yield told("too_short", `Shorter than minimum length ${rule.minLength}.`)
  if (length > (rule.maxLength ?? Infinity)) yield told("too_long", `Longer than maximum length ${rule.maxLength}.`)
  if (rule.pattern !== undefined && patternOf(rule.pattern)?.test(value) === false)
    yield told("format", "String does not match expected pattern.")
  if (Object.hasOwn(FORMATS, rule.format ?? "") && FORMATS[rule.format ?? ""]?.(value) === false) yield told("format", `Not a valid ${rule.format}.`)
}

// What is no pattern here is for the server to judge.
function patternOf(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, "u")
  } catch {
    return null
  }
}

function textMistakes(value: string, rule: Rule, told: Told): Mistake[] {
  return [...textTold(value, rule, told)]
}

function isDate(value: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return day !== undefined && year !== "0000" && !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}

const isTime = (value: string) => /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/.test(value)

const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  date: isDate,
  time: isTime,
  "date-time": (value) => isDate(value.slice(0, 10)) && value[10] === "T" && isTime(value.slice(11)),
  email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
  uri: (value) => URL.canParse(value),
  // An address may have a zone, which only the server knows.
  ipv6: (value) => URL.canParse(`http://[${value.replace(/%.*$/, "")}]/`),
  uuid: (value) => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value),
  ipv4: (value) => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(value),
}

function numberMistakes(value: number, rule: Rule, told: Told): Mistake[] {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = rule
  if (value < minimum) return [told("too_small", `Must be greater than or equal to ${minimum}.`)]
  if (value <= exclusiveMinimum) return [told("too_small", `Must be greater than ${exclusiveMinimum}.`)]
  if (value > maximum) return [told("too_large", `Must be less than or equal to ${maximum}.`)]
  if (value >= exclusiveMaximum) return [told("too_large", `Must be less than ${exclusiveMaximum}.`)]
  return []
}

function lengthMistakes(value: readonly unknown[], rule: Rule, told: Told): Mistake[] {
  if (value.length < (rule.minItems ?? 0)) return [told("too_short", `Shorter than minimum length ${rule.minItems}.`)]
  if (value.length > (rule.maxItems ?? Infinity)) return [told("too_long", `Longer than maximum length ${rule.maxItems}.`)]
  const isRepeated = rule.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length
  return isRepeated ? [told("invalid", "Each may be given only once.")] : []
}

function listMistakes(value: readonly unknown[], rule: Rule, rules: Rules, pointer: string, told: Told): Mistake[] {
  const found = lengthMistakes(value, rule, told)
  // Which item of a tuple would be which is not known where there are too few, or too many.
  if (found.length > 0 && rule.prefixItems !== undefined) return found
  return [...found, ...value.flatMap((item, index) => itemMistakes(item, index, rule, rules, pointer))]
}

function itemMistakes(item: unknown, index: number, rule: Rule, rules: Rules, pointer: string): Mistake[] {
  const inner = rule.prefixItems?.[index] ?? rule.items
  return inner === undefined ? [] : mistakes(item, inner, rules, `${pointer}/${index}`)
}

// What is said of a member of a name. Of a pattern that is none here the server is the judge.
function toldOf(name: string, rule: Rule): readonly (boolean | Rule | undefined)[] {
  const own = Object.hasOwn(rule.properties ?? {}, name) ? [rule.properties?.[name]] : []
  const patterned = Object.entries(rule.patternProperties ?? {}).flatMap(([pattern, one]): (boolean | Rule)[] => {
    const known = patternOf(pattern)
    return known === null ? [true] : known.test(name) ? [one] : []
  })
  const told = [...own, ...patterned]
  return told.length > 0 ? told : [rule.additionalProperties]
}

function memberMistakes(value: Readonly<Record<string, unknown>>, rule: Rule, rules: Rules, pointer: string): Mistake[] {
  const at = (name: string) => `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`
  const missing = (rule.required ?? []).filter((name) => !Object.hasOwn(value, name) || value[name] === undefined)
  const there = Object.entries(value).filter(([, member]) => member !== undefined)
  return [
    ...missing.map((name): Mistake => [at(name), "required", "Missing data for required field."]),
    ...there.flatMap(([name, member]): Mistake[] => {
      const inner = toldOf(name, rule)
      if (inner.includes(false)) return [[at(name), "unknown", "Unknown field."]]
      const wrongName = rule.propertyNames === undefined ? [] : mistakes(name, rule.propertyNames, rules, at(name))
      return [...wrongName, ...inner.flatMap((one) => (isRecord(one) ? mistakes(member, one, rules, at(name)) : []))]
    }),
  ]
}
