import { Invalid } from "../client.js";
import { account, client, complain } from "./account.js";
import { go, make, moment } from "./elements.js";
import { address, tags } from "./list.js";
/** Shows a post with what was said to it. */
export async function showPost(main, slug) {
    const read = await client.getPost({ slug });
    const comments = make("ol", { className: "comments" });
    const { title, content, author, published_at, tags: names } = read.data;
    const heading = make("h1", {}, title);
    const about = make("p", { className: "about" }, `${author.name} · `, moment(published_at));
    const article = make("article", {}, heading, about, tags(names), make("div", { className: "content" }, content));
    const isOwn = account?.username === author.username;
    main.replaceChildren(article, ...(isOwn ? [changes(read)] : []), make("h2", {}, "Comments"), comments, ...(account ? [commenting(slug, comments)] : []));
    for await (const comment of client.listComments({ slug }))
        comments.append(entry(comment));
}
function changes(read) {
    const edit = make("a", { href: address(read.data.slug, "/edit"), className: "button" }, "Edit");
    const remove = make("button", { type: "button", className: "grave" }, "Delete");
    remove.addEventListener("click", async () => {
        if (!confirm(`Delete “${read.data.title}”? That cannot be undone.`))
            return;
        try {
            await client.deletePost({ slug: read.data.slug, match: read });
            go("#/", "It is deleted.");
        }
        catch (error) {
            complain(error);
        }
    });
    return make("p", { className: "buttons" }, edit, remove);
}
function entry(comment) {
    return make("li", {}, make("p", { className: "about" }, `${comment.author.name} · `, moment(comment.created_at)), make("p", {}, comment.content));
}
function commenting(slug, list) {
    const text = make("textarea", { name: "content", rows: 3 });
    const mistake = make("p", { className: "mistake", id: "comment-mistake" });
    text.setAttribute("aria-describedby", mistake.id);
    const form = make("form", { noValidate: true }, make("label", {}, "Your comment ", text), mistake, make("button", {}, "Comment"));
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        mistake.textContent = "";
        try {
            const { data } = await client.createComment({ slug, body: { content: text.value } }, { retries: 0 });
            list.append(entry(data));
            text.value = "";
        }
        catch (error) {
            if (error instanceof Invalid)
                mistake.textContent = error
                    .at("/content")
                    .map((fault) => fault.detail)
                    .join(" ");
            else
                complain(error);
        }
    });
    return form;
}
