// What the compiler has to know, and what it has to refuse. Nothing of it is run.

import { Client, Conflict, Invalid, check } from "./client.js"
import type { Answer, Pages, PostOut, Selected, Stream } from "./client.js"

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <_Holds extends true>(): void => undefined
const client = new Client()

/** Selections narrow what comes. */
export async function selections(anything: string): Promise<void> {
  const whole = await client.getPost({ slug: "a" })
  is<Same<typeof whole.data, PostOut>>()
  const part = await client.getPost({ slug: "a", fields: "title,author(name)" })
  is<Same<typeof part.data, { title: string; author: { name: string } }>>()
  const listed = await client.getPost({ slug: "a", fields: ["title", "author(name)"] })
  is<Same<typeof listed.data, { title: string; author: { name: string } }>>()
  const others = await client.getMe({ fields: "-roles,-scopes" })
  is<Same<typeof others.data, { username: string; name: string }>>()
  const mixed = await client.getMe({ fields: "*,-roles" })
  is<Same<typeof mixed.data, { username: string; name: string; scopes: string[] }>>()
  const unknown = await client.getMe({ fields: anything })
  is<Same<typeof unknown.data.name, string | undefined>>()
  for await (const post of client.listPosts({ fields: "slug" })) is<Same<typeof post, { slug: string }>>()
  for await (const post of client.getPostExport({ fields: "slug" })) is<Same<typeof post, { slug: string }>>()
  // @ts-expect-error There is no such member.
  await client.getPost({ slug: "a", fields: "titel" })
  // @ts-expect-error Nor is there one inside.
  await client.getPost({ slug: "a", fields: "title,author(phone)" })
  // @ts-expect-error Nor in a list.
  await client.getPost({ slug: "a", fields: ["title", "phone"] })
  // @ts-expect-error It was not asked for.
  console.log(part.data.content)
}

/** What is expanded is there. */
export async function expansions(): Promise<void> {
  const short = await client.getPost({ slug: "a" })
  // @ts-expect-error It may not be there.
  console.log(short.data.comments.length)
  const long = await client.getPost({ slug: "a", expand: "comments" })
  is<Same<(typeof long.data.comments)[0]["content"], string>>()
  const both = await client.getPost({ slug: "a", expand: ["comments"], fields: "comments(content)" })
  is<Same<typeof both.data, { comments: { content: string }[] }>>()
  // @ts-expect-error It cannot be expanded.
  await client.getPost({ slug: "a", expand: "title" })
}

/** What is sent has to fit. */
export async function bodies(read: Answer<PostOut>): Promise<void> {
  await client.createPost({ body: { title: "a", content: "b", status: "draft" } })
  // @ts-expect-error A member is missing.
  await client.createPost({ body: { title: "a" } })
  // @ts-expect-error There is no such member.
  await client.createPost({ body: { title: "a", content: "b", colour: "red" } })
  // @ts-expect-error It is none of the choices.
  await client.createPost({ body: { title: "a", content: "b", status: "gone" } })
  // @ts-expect-error It may be left out, but is not undefined.
  await client.createPost({ body: { title: "a", content: "b", status: undefined } })
  await client.updatePost({ slug: "a", body: { title: "c" }, match: read })
  await client.updatePost({ slug: "a", body: [{ op: "remove", path: "/tags" }], match: '"1"' })
  // @ts-expect-error A change has to say which state it is meant for.
  await client.updatePost({ slug: "a", body: { title: "c" } })
  // @ts-expect-error The path has a variable.
  await client.getPost({})
  // @ts-expect-error There is no such parameter.
  await client.listPosts({ pages: 1 })
  // @ts-expect-error It is no number.
  await client.listPosts({ page: "1" })
  await client.listPosts({ sort: "-title" })
  await client.listPosts({ sort: ["-title", "created_at"] as const })
  // @ts-expect-error Nothing is sorted by that.
  await client.listPosts({ sort: "content" })
}

/** What is typed can be checked while it is. */
export function typing(title: string): string[] {
  // @ts-expect-error There is no such operation.
  check("writePost", {})
  return check("createPost", { body: { title } }).map((fault) => fault.detail)
}

/** Of several statuses, each has data of its own. */
export async function answers(): Promise<void> {
  const put = await client.putPostCover({ slug: "a", body: new Blob() })
  is<Same<typeof put.status, 201 | 204>>()
  is<Same<typeof put.data, undefined>>()
  const cover = await client.getPostCover({ slug: "a" })
  is<Same<typeof cover.data, Blob>>()
  is<Same<ReturnType<typeof client.getPostExport>, Stream<PostOut>>>()
  const listed: Pages<PostOut, Answer<PostOut[], 200>> = client.listPosts()
  is<Same<Awaited<typeof listed>["data"], PostOut[]>>()
  is<Same<Selected<PostOut[], "id">, { id: number }[]>>()
}

/** Problems are told by their classes. */
export function problems(error: unknown): string | null | undefined {
  if (error instanceof Invalid) return error.at("/title")[0]?.suggestion
  return error instanceof Conflict ? error.current?.etag : null
}
