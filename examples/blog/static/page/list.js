import { client, complain } from "./account.js";
import { make, moment, tell, whole } from "./elements.js";
/** Shows the posts that fit what is looked for, one page after the other. */
export async function showList(put, query) {
    const [q, tag] = [query.get("q") ?? "", query.get("tag") ?? ""];
    const asked = { limit: 10, ...(q === "" ? {} : { q }), ...(tag === "" ? {} : { tag }) };
    const pages = client.listPosts({ ...asked, fields: "slug,title,author(name),published_at,status,tags,comments_count" }).pages();
    const list = make("ol", { className: "posts" });
    const more = make("button", { type: "button", hidden: true }, "More posts");
    let waiting = await pages.next();
    put(search(q), make("h1", {}, tag === "" ? "Posts" : `Posts about ${tag}`), list, more);
    await show();
    if (list.childElementCount === 0)
        tell(q === "" && tag === "" ? "There are no posts yet." : "There is no such post.");
    const go = whole(more, async () => {
        const known = list.childElementCount;
        await show();
        // The button may be gone, and the first that came is where one goes on.
        list.children[known]?.querySelector("a")?.focus();
    });
    more.addEventListener("click", () => void go());
    async function show() {
        if (!waiting.done)
            list.append(...waiting.value.data.map(entry));
        waiting = await pages.next().catch((error) => {
            // What came so far stays.
            complain(error);
            return { done: true, value: undefined };
        });
        more.hidden = waiting.done === true;
    }
}
function entry(post) {
    const count = post.comments_count === 1 ? "1\u00a0comment" : `${post.comments_count}\u00a0comments`;
    const about = make("p", { className: "about" }, `${post.author.name} · `, moment(post.published_at), ` · ${count}`, post.status === "draft" ? " · draft" : "");
    const title = make("h2", {}, make("a", { href: address(post.slug) }, post.title));
    return make("li", {}, title, about, tags(post.tags));
}
/** Gives the tags of a post, each of which leads to its posts. */
export function tags(names) {
    const links = names.map((name) => make("a", { href: `#/?${new URLSearchParams({ tag: name })}`, className: "tag" }, name));
    return make("p", { className: "tags", hidden: links.length === 0 }, ...links);
}
/** Gives the address of a post inside of the page. */
export function address(slug, more = "") {
    return `#/posts/${encodeURIComponent(slug)}${more}`;
}
function search(q) {
    const input = make("input", { name: "q", type: "search", value: q, maxLength: 200 });
    const form = make("form", { role: "search", className: "search" }, make("label", {}, "Look for ", input), make("button", {}, "Search"));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        location.hash = `#/?${new URLSearchParams({ q: input.value })}`;
    });
    return form;
}
