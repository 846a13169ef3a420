/** Makes an element with properties, and with others or with text inside. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...inside)
  return element
}

/** Gives an element that the page has. */
export function find<Kind extends HTMLElement>(selector: string): Kind {
  return document.querySelector<Kind>(selector) as Kind
}

/** Shows a moment as people here write it. */
export function moment(when: string | null): HTMLTimeElement {
  const text = when === null ? "not published" : new Date(when).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })
  return make("time", { dateTime: when ?? "" }, text)
}

/** Puts something into the page, unless it shows something else by now. */
export type Show = (...content: Node[]) => void

/** Makes a function that does nothing while what it did before goes on, as for who presses a button twice; the button tells. */
export function whole(button: HTMLButtonElement, act: () => Promise<void>): () => Promise<void> {
  return async () => {
    if (button.ariaBusy === "true") return
    button.ariaBusy = "true"
    try {
      await act()
    } finally {
      button.ariaBusy = "false"
    }
  }
}

let kept = ""

/** Goes to another address inside of the page, and has something told there. */
export function go(address: string, text: string): void {
  kept = text
  location.hash = address
}

/** Tells what was kept for this address, if anything was. */
export function arrive(): void {
  tell(kept)
  kept = ""
}

/** Tells something to whoever looks, or listens. */
export function tell(text: string, isMistake = false): void {
  const place = find("#told")
  place.textContent = text
  place.className = isMistake ? "mistake" : ""
  if (isMistake && text !== "") place.scrollIntoView({ block: "nearest" })
}
