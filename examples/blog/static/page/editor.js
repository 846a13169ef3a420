import { Conflict, Invalid } from "../client.js";
import { client, complain } from "./account.js";
import { go, make, tell } from "./elements.js";
import { address } from "./list.js";
/** What the members of a post are called, and what they are written into. */
const INPUTS = {
    title: ["Title", () => make("input", { required: true })],
    content: ["Content", () => make("textarea", { rows: 12, required: true })],
    tags: ["Tags, with commas between them", () => make("input")],
    status: ["Status", () => make("select", {}, make("option", {}, "draft"), make("option", {}, "published"))],
};
const NAMES = Object.keys(INPUTS);
/** Shows the form for a new post, or for one that is there. */
export async function showEditor(main, slug) {
    const read = slug === null ? null : await client.getPost({ slug });
    main.replaceChildren(make("h1", {}, read === null ? "A new post" : `Edit “${read.data.title}”`), new Editor(read).form);
}
class Editor {
    form = make("form", { noValidate: true, className: "editor" });
    #inputs;
    #mistakes;
    #conflict = make("section", { hidden: true, className: "conflict" });
    #read;
    constructor(read) {
        this.#read = read;
        this.#inputs = byName((name) => Object.assign(INPUTS[name][1](), { id: name, name }));
        this.#mistakes = byName((name) => make("p", { className: "mistake", id: `${name}-mistake` }));
        this.#conflict.setAttribute("role", "alert");
        this.form.append(this.#conflict, ...NAMES.flatMap((name) => this.#row(name)), make("button", {}, "Save"));
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            void this.#save(this.#read);
        });
        if (read !== null)
            this.#fill(read.data);
    }
    #row(name) {
        this.#inputs[name].setAttribute("aria-describedby", this.#mistakes[name].id);
        return [make("label", { htmlFor: name }, INPUTS[name][0]), this.#inputs[name], this.#mistakes[name]];
    }
    #fill(post) {
        this.#inputs.title.value = post.title;
        this.#inputs.content.value = post.content;
        this.#inputs.tags.value = post.tags.join(", ");
        this.#inputs.status.value = post.status;
    }
    get #values() {
        const { title, content, tags, status } = this.#inputs;
        const names = tags.value.split(",").map((tag) => tag.trim());
        return {
            title: title.value,
            content: content.value,
            tags: names.filter(Boolean),
            status: status.value === "published" ? "published" : "draft",
        };
    }
    async #save(match) {
        this.#show([]);
        this.#conflict.hidden = true;
        const body = this.#values;
        try {
            const { data } = this.#read === null || match === null
                ? await client.createPost({ body })
                : await client.updatePost({ slug: this.#read.data.slug, body, match });
            go(address(data.slug), "It is saved.");
        }
        catch (error) {
            if (error instanceof Invalid && error.errors.length > 0)
                this.#show(error.errors);
            else if (error instanceof Conflict && error.current !== null)
                this.#choose(error.current);
            else
                complain(error);
        }
    }
    // What is wrong is told where it is, and the first such place gets the focus.
    #show(errors) {
        for (const name of NAMES) {
            const found = errors.filter(({ pointer }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`));
            this.#mistakes[name].textContent = [...new Set(found.map((fault) => fault.detail))].join(" ");
            this.#inputs[name].setAttribute("aria-invalid", String(found.length > 0));
        }
        const wrong = NAMES.find((name) => this.#inputs[name].getAttribute("aria-invalid") === "true");
        if (wrong !== undefined)
            this.#inputs[wrong].focus();
        tell(errors.length === 0 ? "" : "Something is not right yet.", true);
    }
    // Somebody else was faster: it is for who sits here to say what is to become of both versions.
    #choose(current) {
        const mine = make("button", { type: "button" }, "Keep mine");
        const theirs = make("button", { type: "button" }, "Take theirs");
        mine.addEventListener("click", () => void this.#save(current));
        theirs.addEventListener("click", () => {
            this.#read = current;
            this.#fill(current.data);
            this.#conflict.hidden = true;
        });
        const { title, content } = current.data;
        const shown = make("blockquote", {}, make("strong", {}, title), make("div", { className: "content" }, content));
        const said = make("p", {}, "Somebody else changed this post while you wrote. Now it says:");
        this.#conflict.replaceChildren(make("h2", {}, "Two versions"), said, shown, make("p", { className: "buttons" }, mine, theirs));
        this.#conflict.hidden = false;
        mine.focus();
    }
}
function byName(give) {
    return Object.fromEntries(NAMES.map((name) => [name, give(name)]));
}
