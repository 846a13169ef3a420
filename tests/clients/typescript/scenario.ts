// A whole day with the blog. It gives what it saw; what it means is told by the test that runs it.

import { Client, Conflict, Invalid, OAuth2, TooMany, Unauthorized, credentials, edit } from "./client.js"
import type { Answer, PostOut } from "./client.js"

/** Logs in, looks around, writes, is too late, is sent away, reads a stream, and gives up. */
export async function scenario(baseUrl: string, hasBusy: boolean): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {}
  const client = new Client({ baseUrl })

  seen["anonymous"] = await client.getMe().catch((error: unknown) => error instanceof Unauthorized && error.status)
  client.credentials = credentials.basic("ada", "lovelace")
  seen["basic"] = (await client.getMe({ fields: "username" })).data
  client.credentials = credentials.digest("ada", "lovelace")
  seen["digest"] = [(await client.getMe()).data.username, (await client.getMe({ fields: ["name"] })).data]
  client.credentials = credentials.bearer(() => "ada-token")
  seen["bearer"] = (await client.getMe()).data.username

  const slugs: string[] = []
  for await (const post of client.listPosts({ limit: 2, fields: "slug", sort: "title" })) slugs.push(post.slug)
  seen["paged"] = slugs
  let pages = 0
  for await (const page of client.listPosts({ limit: 2 }).pages()) pages += page.data.length > 0 ? 1 : 0
  seen["pages"] = pages

  const wrong = await client.createPost({ body: { title: "", content: "x", tags: ["a", ""] } }).catch((error: unknown) => error)
  seen["checked"] = wrong instanceof Invalid && [wrong.isLocal, wrong.errors.map(({ pointer, code }) => [pointer, code])]
  const refused = await new Client({ baseUrl, checks: false, credentials: client.credentials })
    .createPost({ body: { title: "", content: "x", tags: ["a", ""] } })
    .catch((error: unknown) => error)
  seen["refused"] = refused instanceof Invalid && [refused.isLocal, refused.errors.map(({ pointer, code }) => [pointer, code])]

  const options = hasBusy ? { headers: { "X-Busy": "a" } } : {}
  const made = await client.createPost({ body: { title: "From a client", content: "Written once.", status: "published" } }, options)
  seen["made"] = [made.status, made.data.slug]
  const slug = made.data.slug
  const read = await client.getPost({ slug })
  const again = await client.getPost({ slug })
  seen["remembered"] = [read.isRemembered, again.isRemembered, again.data.title]
  await client.updatePost({ slug, body: { title: "Somebody was faster" }, match: read })
  const late = await client.updatePost({ slug, body: { title: "Too late" }, match: read }).catch((error: unknown) => error)
  seen["conflict"] = late instanceof Conflict && [late.status, (late.current as Answer<PostOut> | null)?.data.title]
  if (late instanceof Conflict && late.current !== null) {
    const operations = [
      { op: "test", path: "/title", value: "Somebody was faster" } as const,
      { op: "replace", path: "/tags", value: ["new"] } as const,
    ]
    seen["patched"] = (await client.updatePost({ slug, body: operations, match: late.current })).data.tags
  }

  let edits = 0
  const edited = await edit(
    () => Promise.resolve(read),
    (state) => client.updatePost({ slug, body: { title: `${state.data.title}, edited ${++edits}` }, match: state }),
  )
  seen["edited"] = edited.data.title

  const comments = await Promise.all([1, 2, 3, 4, 5].map((number) => client.createComment({ slug, body: { content: `Number ${number}` } })))
  const tooMany = await client.createComment({ slug, body: { content: "One more" } }).catch((error: unknown) => error)
  seen["commented"] = [
    comments.map(({ status }) => status),
    tooMany instanceof TooMany && tooMany.retryAfter !== null && tooMany.retryAfter > 60,
  ]

  const picture = Uint8Array.from(
    atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="),
    (one) => one.charCodeAt(0),
  )
  const told: (number | null)[] = []
  const put = await client.putPostCover(
    { slug, body: new Blob([picture], { type: "image/png" }) },
    { onProgress: (sent, of) => told.push(sent, of) },
  )
  const cover = await client.getPostCover({ slug })
  seen["cover"] = [put.status, cover.data.type, cover.data.size === picture.length, told.includes(picture.length)]

  const streamed: string[] = []
  for await (const post of client.getPostExport({ fields: "slug" })) {
    streamed.push(post.slug)
    if (streamed.length === 2) break
  }
  seen["streamed"] = streamed.length

  const controller = new AbortController()
  const cancelled = client.getPost({ slug: "hello-world" }, { signal: controller.signal }).catch((error: unknown) => (error as Error).name)
  controller.abort()
  const stopped = client.listPosts().then(
    () => "came",
    (error: unknown) => (error as Error).name,
  )
  client.cancel()
  seen["cancelled"] = [await cancelled, await stopped]

  await client.deletePost({ slug, match: "*" })
  seen["deleted"] = await client.getPost({ slug }).catch((error: unknown) => (error as Error).name)
  return seen
}

/** Gets tokens for a client that acts for itself. */
export async function machine(baseUrl: string): Promise<unknown> {
  const oauth = new OAuth2({
    tokenUrl: `${baseUrl}/oauth/token`,
    revocationUrl: `${baseUrl}/oauth/revoke`,
    clientId: "ada-script",
    clientSecret: "ada-script-secret",
    scope: "posts:write",
  })
  const client = new Client({ baseUrl, credentials: oauth })
  const before = (await client.getMe()).data
  await oauth.revoke()
  return [before.username, before.scopes, oauth.tokens]
}
