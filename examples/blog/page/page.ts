// The page of the blog: what stands behind the # of its address tells what it shows.

import { comeBack, complain, listen, showAccount } from "./account.js"
import { showEditor } from "./editor.js"
import { arrive, find, make } from "./elements.js"
import { showList } from "./list.js"
import { showPost } from "./post.js"

const main = find<HTMLElement>("main")

async function show(isFirst = false): Promise<void> {
  const [path = "", query = ""] = location.hash.slice(1).split("?")
  const [, , slug, verb] = path.split("/").map(decodeURIComponent)
  arrive()
  main.ariaBusy = "true"
  try {
    if (path === "/new") await showEditor(main, null)
    else if (verb === "edit" && slug !== undefined) await showEditor(main, slug)
    else if (slug !== undefined) await showPost(main, slug)
    else await showList(main, new URLSearchParams(query))
  } catch (error) {
    main.replaceChildren(make("h1", {}, "That did not work"), make("p", {}, make("a", { href: "#/" }, "All posts")))
    complain(error)
  }
  main.ariaBusy = "false"
  // Who listens instead of looking hears what it is about now. A page that was just opened is heard from its beginning.
  const heading = main.querySelector("h1")
  document.title = `${heading?.textContent ?? ""} · The blog`
  if (heading && !isFirst) Object.assign(heading, { tabIndex: -1 }).focus({ preventScroll: true })
}

find(".skip").addEventListener("click", (event) => {
  // Its address is for those without this script: here, it would be another part of the page.
  event.preventDefault()
  main.focus()
})
listen(() => void show())
addEventListener("hashchange", () => void show())
const mistake = await comeBack().catch((error: unknown) => error)
showAccount()
await show(true)
if (mistake !== undefined) complain(mistake)
