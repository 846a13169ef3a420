import { Conflict, Invalid, Unauthorized } from "../client.js";
import { account, client, forget } from "./account.js";
import { go, make, tell, whole } from "./elements.js";
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
export async function showEditor(show, slug) {
    const read = slug === null ? null : await client.getPost({ slug });
    const heading = make("h1", {}, read === null ? "A new post" : `Edit “${read.data.title}”`);
    show(heading, account === null ? make("p", {}, "Log in to write.") : new Editor(read).form);
}
class Editor {
    form = make("form", { noValidate: true, className: "editor" });
    #inputs;
    #mistakes;
    #summary = make("section", { hidden: true, className: "alert", id: "summary", tabIndex: -1 });
    #conflict = make("section", { hidden: true, className: "alert" });
    #button = make("button", {}, "Save");
    #read;
    constructor(read) {
        this.#read = read;
        this.#inputs = byName((name) => Object.assign(INPUTS[name][1](), { id: name, name }));
        this.#mistakes = byName((name) => make("p", { className: "mistake", id: `${name}-mistake` }));
        for (const alert of [this.#summary, this.#conflict])
            alert.setAttribute("role", "alert");
        this.form.append(this.#summary, this.#conflict, ...NAMES.flatMap((name) => this.#row(name)), this.#button);
        const save = whole(this.#button, () => this.#save(this.#read));
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            void save();
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
            if (error instanceof Unauthorized)
                forget();
            if (error instanceof Conflict && error.current !== null)
                this.#choose(error.current);
            else if (error instanceof Invalid && error.errors.length > 0)
                this.#show(error.errors);
            else
                this.#show([], [error instanceof Error ? error.message : String(error)]);
        }
    }
    // What is wrong is told where it is, and what has no place in the form above it. The first that is told gets the focus.
    #show(errors, others = errors.filter((fault) => !NAMES.some((name) => isAbout(fault, name))).map(sentence)) {
        for (const name of NAMES) {
            const found = errors.filter((fault) => isAbout(fault, name));
            this.#mistakes[name].textContent = [...new Set(found.map((fault) => fault.detail))].join(" ");
            this.#inputs[name].setAttribute("aria-invalid", String(found.length > 0));
        }
        this.#summary.hidden = others.length === 0;
        this.#summary.replaceChildren(make("h2", {}, "It is not saved"), ...[...new Set(others)].map((text) => make("p", {}, text)));
        tell(errors.length === 0 ? "" : "Something is not right yet.", true);
        const wrong = NAMES.find((name) => this.#inputs[name].getAttribute("aria-invalid") === "true");
        if (others.length > 0)
            this.#summary.focus();
        else if (wrong !== undefined)
            this.#inputs[wrong].focus();
    }
    // Somebody else was faster: it is for who sits here to say what is to become of both versions.
    #choose(current) {
        const mine = make("button", { type: "button" }, "Keep mine");
        const theirs = make("button", { type: "button" }, "Take theirs");
        const save = whole(mine, () => this.#save(current));
        mine.addEventListener("click", () => void save());
        theirs.addEventListener("click", () => {
            this.#read = current;
            this.#fill(current.data);
            this.#conflict.hidden = true;
            this.#inputs.title.focus();
        });
        const { title, content, status, tags } = current.data;
        const about = make("p", { className: "about" }, [status, ...tags].join(" · "));
        const shown = make("blockquote", {}, make("strong", {}, title), about, make("div", { className: "content" }, content));
        const said = make("p", {}, "Somebody else changed this post while you wrote. Now it says:");
        this.#conflict.replaceChildren(make("h2", {}, "Two versions"), said, shown, make("p", { className: "buttons" }, mine, theirs));
        this.#conflict.hidden = false;
        mine.focus();
    }
}
function isAbout({ location, pointer }, name) {
    return location === "body" && (pointer === `/${name}` || pointer.startsWith(`/${name}/`));
}
// Nobody sees which member it is about, so it is named.
function sentence({ pointer, detail }) {
    return pointer === "" ? detail : `${pointer.slice(1)}: ${detail}`;
}
function byName(give) {
    return Object.fromEntries(NAMES.map((name) => [name, give(name)]));
}
