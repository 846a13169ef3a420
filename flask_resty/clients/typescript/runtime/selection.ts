/** Members to show, as in `"id,author(name)"`, or as a list: `["id", "author(name)"]`. */
export type Fields = string | readonly string[]

// A selection as a type has a member for each name: `true`, or the selection of what is inside. `"*"` and `"-name"` are names, too.
type Empty = Record<never, never>

type Put<Tree, Name extends string, Inner> = Name extends "" ? Tree : Tree & Record<Name, Inner>

// Reads names until a parenthesis closes or the text ends, and gives them with what is left of the text.
type Read<Text extends string, Name extends string = "", Tree = Empty> = Text extends `${infer First}${infer Rest}`
  ? First extends ","
    ? Read<Rest, "", Put<Tree, Name, true>>
    : First extends ")"
      ? [Put<Tree, Name, true>, Rest]
      : First extends "("
        ? Read<Rest> extends [infer Inner, infer Left extends string]
          ? Read<Left, "", Put<Tree, Name, Inner>>
          : never
        : Read<Rest, `${Name}${First}`, Tree>
  : [Put<Tree, Name, true>, ""]

type ReadAll<Texts extends readonly string[], Tree = Empty> = Texts extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? ReadAll<Rest, Tree & Read<First>[0]>
  : Tree

type TreeOf<F extends Fields> = F extends string ? Read<F>[0] : F extends readonly string[] ? ReadAll<F> : never

// Whether the text was known when the program was written.
type IsKnown<F extends Fields> = F extends string
  ? string extends F
    ? false
    : true
  : F extends readonly string[]
    ? number extends F["length"]
      ? false
      : true
    : false

type Excluded<Tree> = keyof Tree extends infer Name ? (Name extends `-${infer Rest}` ? Rest : never) : never

type Named<Tree> = Exclude<keyof Tree, `-${string}` | "*">

type Wanted<T, Tree> = "*" extends keyof Tree
  ? Exclude<keyof T, Excluded<Tree>>
  : [Named<Tree>] extends [never]
    ? Exclude<keyof T, Excluded<Tree>>
    : Extract<keyof T, Named<Tree>>

type Part<T, Tree> = T extends readonly (infer Item)[]
  ? Part<Item, Tree>[]
  : T extends object
    ? string extends keyof T
      ? { [Name in keyof T]: Part<T[Name], Tree> }
      : {
          [Name in keyof T as Name extends Wanted<T, Tree> ? Name : never]: Name extends keyof Tree
            ? Tree[Name] extends true
              ? T[Name]
              : Part<T[Name], Tree[Name]>
            : T[Name]
        }
    : T

/** Any part of something, however deep. */
export type Some<T> = T extends readonly (infer Item)[] ? Some<Item>[] : T extends object ? { [Name in keyof T]?: Some<T[Name]> } : T

/** What is left of something when members are selected. */
export type Selected<T, F extends Fields | undefined> = [F] extends [Fields] ? (IsKnown<F> extends true ? Part<T, TreeOf<F>> : Some<T>) : T

type Inside<T> = T extends readonly (infer Item)[]
  ? Inside<Item>
  : T extends object
    ? string extends keyof T
      ? Inside<T[string & keyof T]>
      : T
    : never

type Stripped<Name> = Name extends `-${infer Rest}` ? Rest : Name

type Unknown<T, Tree> = {
  [Name in keyof Tree]: Stripped<Name> extends "*" | AllKeys<Inside<T>>
    ? Tree[Name] extends true
      ? never
      : Unknown<Member<Inside<T>, Stripped<Name>>, Tree[Name]>
    : Stripped<Name>
}[keyof Tree]

type AllKeys<T> = T extends unknown ? keyof T : never

type Member<T, Name> = T extends unknown ? (Name extends keyof T ? T[Name] : never) : never

/** A selection that names what there is, or else the name that there is not. */
export type Fitting<T, F extends Fields | undefined> = [F] extends [Fields]
  ? IsKnown<F> extends true
    ? [Unknown<T, TreeOf<F>>] extends [never]
      ? F
      : { readonly noSuchMember: Unknown<T, TreeOf<F>> }
    : F
  : F

// What is expanded: names parted by commas, those inside of another by a dot.
type Split<Text extends string> = Text extends `${infer First},${infer Rest}` ? First | Split<Rest> : Text

type Heads<Paths extends string> = Paths extends `${infer Head}.${string}` ? Head : Paths

type Tails<Paths extends string, Head> = Paths extends `${Head & string}.${infer Tail}` ? Tail : never

type PathsOf<E extends Fields> = E extends string ? Split<E> : E extends readonly (infer One extends string)[] ? One : never

type Whole<T, Paths extends string> = T extends readonly (infer Item)[]
  ? Whole<Item, Paths>[]
  : T extends object
    ? { [Name in keyof T as Name extends Heads<Paths> ? never : Name]: T[Name] } & {
        [Name in keyof T as Name extends Heads<Paths> ? Name : never]-?: Whole<Extract<T[Name], object | null>, Tails<Paths, Name>>
      }
    : T

/** What something is when members are shown as a whole that are told in short, or not at all, otherwise. */
export type Expanded<T, E extends Fields | undefined> = [E] extends [Fields] ? (IsKnown<E> extends true ? Whole<T, PathsOf<E>> : T) : T

/** Some of these names, with names inside of them after a dot; parted by commas, or as a list. */
export type Among<Name extends string> = Name | `${Name},${string}` | `${Name}.${string}` | readonly (Name | `${Name}.${string}`)[]
