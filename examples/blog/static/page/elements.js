/** Makes an element with properties, and with others or with text inside. */
export function make(tag, properties = {}, ...inside) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
}
/** Gives an element that the page has. */
export function find(selector) {
    return document.querySelector(selector);
}
/** Shows a moment as people here write it. */
export function moment(when) {
    const text = when === null ? "not published" : new Date(when).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    return make("time", { dateTime: when ?? "" }, text);
}
/** Makes a function that does nothing while what it did before goes on, as for who presses a button twice; the button tells. */
export function whole(button, act) {
    return async () => {
        if (button.ariaBusy === "true")
            return;
        button.ariaBusy = "true";
        try {
            await act();
        }
        finally {
            button.ariaBusy = "false";
        }
    };
}
let kept = "";
/** Goes to another address inside of the page, and has something told there. */
export function go(address, text) {
    kept = text;
    location.hash = address;
}
/** Tells what was kept for this address, if anything was. */
export function arrive() {
    tell(kept);
    kept = "";
}
/** Tells something to whoever looks, or listens. */
export function tell(text, isMistake = false) {
    const place = find("#told");
    place.textContent = text;
    place.className = isMistake ? "mistake" : "";
    if (isMistake && text !== "")
        place.scrollIntoView({ block: "nearest" });
}
