import { client } from "./account.js";
import { make, moment, tell } from "./elements.js";
/** Shows the posts that fit what is looked for, one page after the other. */
export async function showList(main, query) {
    const [q, tag] = [query.get("q") ?? "", query.get("tag") ?? ""];
    const asked = { limit: 10, ...(q === "" ? {} : { q }), ...(tag === "" ? {} : { tag }) };
    const pages = client.listPosts({ ...asked, fields: "slug,title,author(name),published_at,status,tags,comments_count" }).pages();
    const list = make("ol", { className: "posts" });
    const more = make("button", { type: "button" }, "More posts");
    const first = await pages.next();
    main.replaceChildren(search(q), make("h1", {}, tag === "" ? "Posts" : `Posts about ${tag}`), list, more);
    let waiting = await show(first);
    more.addEventListener("click", async () => {
        const page = waiting;
        waiting = await show(page);
    });
    async function show(page) {
        if (!page.done)
            list.append(...page.value.data.map(entry));
        if (list.childElementCount === 0)
            tell("There is no such post.");
        const next = await pages.next();
        more.hidden = next.done === true;
        return next;
    }
}
function entry(post) {
    const count = post.comments_count === 1 ? "1 comment" : `${post.comments_count} comments`;
    const about = make("p", { className: "about" }, `${post.author.name} · `, moment(post.published_at), ` · ${count}`);
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
