// The page of the blog: what stands behind the # of its address tells what it shows.
import { comeBack, complain, listen, showAccount } from "./account.js";
import { showEditor } from "./editor.js";
import { arrive, find, make } from "./elements.js";
import { showList } from "./list.js";
import { showPost } from "./post.js";
const main = find("main");
let turn = 0;
async function show(isFirst = false) {
    // Who goes on before an answer came is not taken back by it.
    const mine = ++turn;
    const put = (...content) => {
        if (mine === turn)
            main.replaceChildren(...content);
    };
    const [path = "", query = ""] = location.hash.slice(1).split("?");
    const [, , slug, verb] = path.split("/").map(decodeURIComponent);
    arrive();
    main.ariaBusy = "true";
    try {
        if (path === "/new")
            await showEditor(put, null);
        else if (verb === "edit" && slug !== undefined)
            await showEditor(put, slug);
        else if (slug !== undefined)
            await showPost(put, slug);
        else
            await showList(put, new URLSearchParams(query));
    }
    catch (error) {
        if (mine === turn)
            failed(error);
    }
    if (mine !== turn)
        return;
    main.ariaBusy = "false";
    // Who listens instead of looking hears what it is about now. A page that was just opened is heard from its beginning.
    const heading = main.querySelector("h1");
    document.title = `${heading?.textContent ?? ""} · The blog`;
    if (heading && !isFirst)
        Object.assign(heading, { tabIndex: -1 }).focus({ preventScroll: true });
}
function failed(error) {
    const again = make("button", { type: "button" }, "Try again");
    again.addEventListener("click", () => void show());
    const all = make("a", { href: "#/" }, "All posts");
    main.replaceChildren(make("h1", {}, "That did not work"), make("p", { className: "buttons" }, again, all));
    complain(error);
}
find(".skip").addEventListener("click", (event) => {
    // Its address is for those without this script: here, it would be another part of the page.
    event.preventDefault();
    main.focus();
});
listen(() => void show());
addEventListener("hashchange", () => void show());
const mistake = await comeBack().catch((error) => error);
showAccount();
await show(true);
if (mistake !== undefined)
    complain(mistake);
