import { Invalid } from "../client.js"
import type { Answer, CommentOut, PostOut } from "../client.js"
import { account, client, complain } from "./account.js"
import { go, make, moment, tell, whole } from "./elements.js"
import type { Show } from "./elements.js"
import { address, tags } from "./list.js"

/** Shows a post with what was said to it. */
export async function showPost(put: Show, slug: string): Promise<void> {
  const read = await client.getPost({ slug })
  const comments = make("ol", { className: "comments" })
  const { title, content, author, published_at, tags: names } = read.data
  const heading = make("h1", {}, title)
  const about = make("p", { className: "about" }, `${author.name} · `, moment(published_at))
  const article = make("article", {}, heading, about, tags(names), make("div", { className: "content" }, content))
  const isOwn = account?.username === author.username
  put(
    article,
    ...(isOwn ? [changes(read)] : []),
    make("h2", {}, "Comments"),
    comments,
    ...(account ? [commenting(slug, comments)] : []),
  )
  try {
    for await (const comment of client.listComments({ slug })) comments.append(entry(comment))
  } catch (error) {
    complain(error)
  }
}

function changes(read: Answer<PostOut>): HTMLParagraphElement {
  const edit = make("a", { href: address(read.data.slug, "/edit"), className: "button" }, "Edit")
  const remove = make("button", { type: "button", className: "grave" }, "Delete")
  const act = whole(remove, async () => {
    if (!confirm(`Delete “${read.data.title}”? That cannot be undone.`)) return
    try {
      await client.deletePost({ slug: read.data.slug, match: read })
      go("#/", "It is deleted.")
    } catch (error) {
      complain(error)
    }
  })
  remove.addEventListener("click", () => void act())
  return make("p", { className: "buttons" }, edit, remove)
}

function entry(comment: CommentOut): HTMLLIElement {
  return make(
    "li",
    {},
    make("p", { className: "about" }, `${comment.author.name} · `, moment(comment.created_at)),
    make("p", { className: "said" }, comment.content),
  )
}

function commenting(slug: string, list: HTMLOListElement): HTMLFormElement {
  const text = make("textarea", { name: "content", rows: 3 })
  const mistake = make("p", { className: "mistake", id: "comment-mistake" })
  text.setAttribute("aria-describedby", mistake.id)
  const button = make("button", {}, "Comment")
  const form = make("form", { noValidate: true }, make("label", {}, "Your comment ", text), mistake, button)
  const send = whole(button, async () => {
    blame("")
    tell("")
    try {
      const { data } = await client.createComment({ slug, body: { content: text.value } }, { retries: 0 })
      list.append(entry(data))
      text.value = ""
      tell("Your comment is there.")
    } catch (error) {
      if (error instanceof Invalid) blame(error.errors.map((fault) => fault.detail).join(" ") || error.message)
      else complain(error)
    }
  })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    void send()
  })
  return form

  function blame(what: string): void {
    mistake.textContent = what
    text.setAttribute("aria-invalid", String(what !== ""))
    if (what !== "") text.focus()
  }
}
