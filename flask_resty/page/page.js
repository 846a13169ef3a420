// Sends what the forms say, and shows what comes back. Whatever came is put in as text, never as HTML.
"use strict";
(() => {
  const { body } = document;
  const path = body.dataset.path || location.pathname;
  const JSON_TYPE = "application/json";
  // So much of an answer is shown.
  const MOST = 200000;
  let etag = null;

  // -- small things ---------------------------------------------------------------------------------------------------

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  // -- from an input to JSON, and back --------------------------------------------------------------------------------

  const twoDigits = (number) => String(number).padStart(2, "0");

  function localMoment(text) {
    const moment = new Date(text);
    if (Number.isNaN(moment.valueOf())) return "";
    const day = [moment.getFullYear(), twoDigits(moment.getMonth() + 1), twoDigits(moment.getDate())].join("-");
    return `${day}T${[moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(twoDigits).join(":")}`;
  }

  function fill(control) {
    const json = control.dataset.value;
    if (json === undefined) return;
    const value = parsed(json);
    const kind = control.dataset.kind;
    if (value === null && nullOf(control)) nullOf(control).checked = true;
    else if (kind === "choice") control.value = json;
    else if (kind === "json") control.value = json;
    else if (kind === "moment") control.value = localMoment(value);
    else if (kind === "number") control.value = json;
    else control.value = String(value ?? "").slice(0, kind === "local" ? 19 : undefined);
    control.shown = control.value;
  }

  const nullOf = (control) => control.form && control.form.querySelector(`[data-null="${control.id}"]`);

  // Numbers and documents are taken as they were typed, because JavaScript would round what is large.
  function number(text) {
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
    return Number.isFinite(Number(text)) ? String(Number(text)) : JSON.stringify(text);
  }

  function moment(text) {
    const said = new Date(text);
    return Number.isNaN(said.valueOf()) ? text : said.toISOString();
  }

  function json(control) {
    const { kind, value } = control.dataset;
    if (nullOf(control)?.checked) return "null";
    const typed = control.value;
    // What was not touched goes back as it came, to the last digit.
    if (value !== undefined && typed === control.shown && parsed(value) !== null) return value;
    // No text is a text where one is needed, or where there was one.
    const isWanted = "required" in control.dataset || Boolean(control.shown);
    if (typed === "") return isWanted && ["text", "lines"].includes(kind) ? '""' : undefined;
    if (kind === "choice" || kind === "json") return typed;
    if (kind === "number") return number(typed);
    return JSON.stringify(kind === "moment" ? moment(typed) : typed);
  }

  // -- from a form to a request ---------------------------------------------------------------------------------------

  const controls = (form, ...places) => all("[data-location]", form).filter((one) => places.includes(one.dataset.location));

  function values(control) {
    if (control.type === "file") return [...control.files];
    if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
    return control.value === "" ? [] : [control.value];
  }

  function compose(form) {
    const members = [];
    for (const control of controls(form, "body")) {
      const text = json(control);
      // A change says only what is to be different.
      const isSame = form.dataset.method === "PATCH" && text === control.dataset.value;
      if (text !== undefined && !isSame) members.push(`  ${JSON.stringify(control.name)}: ${text}`);
    }
    const whole = members.length ? `{\n${members.join(",\n")}\n}` : "{}";
    return form.dataset.member ? `{${JSON.stringify(form.dataset.member)}: ${whole}}` : whole;
  }

  function search(inputs, known = []) {
    const query = new URLSearchParams(known);
    for (const control of inputs) for (const value of values(control)) query.append(control.name, value);
    return query.toString() ? `?${query}` : "";
  }

  // All parameters at once, where each has a form of its own for browsers without scripts.
  function opened() {
    const ticked = all(".parameter [data-kept]:checked").map((box) => [box.name, box.value]);
    return path + search(all(".parameter [data-location]"), ticked);
  }

  function contentOf(form, headers) {
    const octets = form.querySelector("[data-octets]");
    if (octets) {
      const file = octets.files[0];
      headers.set("Content-Type", (file && file.type) || octets.dataset.octets);
      return file || new Blob([]);
    }
    const written = form.querySelector(".written");
    if (written) {
      const isRaw = written.classList.contains("by-hand");
      headers.set("Content-Type", isRaw ? form.querySelector("[data-type]").value : JSON_TYPE);
      return isRaw ? form.querySelector("[data-raw]").value : compose(form);
    }
    const sent = controls(form, "form", "files");
    if (!sent.length) return undefined;
    const data = sent.some((one) => one.dataset.location === "files") ? new FormData() : new URLSearchParams();
    for (const control of sent) for (const value of values(control)) data.append(control.name, value);
    return data;
  }

  function credentials() {
    const typed = document.getElementById("authorization")?.value.trim();
    const basic = typed && /^basic\s+([^:]+:.*)$/i.exec(typed);
    if (!basic) return typed;
    return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(basic[1])))}`;
  }

  // Who types credentials means these, and no others that the browser may know, nor its dialog for them.
  const trusted = () => (credentials() ? "omit" : "same-origin");

  function headersFor(accept) {
    const headers = new Headers({ Accept: accept });
    const typed = credentials();
    if (typed) headers.set("Authorization", typed);
    return headers;
  }

  async function send(form) {
    const { method } = form.dataset;
    const result = document.getElementById(`${method.toLowerCase()}-result`);
    forget(form);
    try {
      const headers = headersFor(`${JSON_TYPE}, */*;q=0.1`);
      for (const control of controls(form, "headers")) if (control.value) headers.set(control.name, control.value);
      const content = method === "GET" ? undefined : contentOf(form, headers);
      const url = method === "GET" ? opened() : path + search(controls(form, "query"));
      const told = await show(result, url, { method, headers, body: content });
      if (told?.errors instanceof Array) blame(form, told.errors);
    } catch (error) {
      fail(result, error);
    }
  }

  // -- from an answer to the page -------------------------------------------------------------------------------------

  async function show(result, url, request) {
    result.hidden = false;
    result.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { cache: "no-store", credentials: trusted(), ...request });
      const blob = await response.blob();
      const type = response.headers.get("Content-Type") || "";
      const text = isText(type) ? await blob.text() : undefined;
      if (request.method !== "GET" && response.headers.get("ETag")) remember(response.headers.get("ETag"));
      result.replaceChildren(statusOf(response), fieldsOf(response), ...contentShown(blob, text, type));
      result.focus({ preventScroll: true });
      result.scrollIntoView({ block: "nearest" });
      return /json/.test(type) ? parsed(text) : undefined;
    } catch (error) {
      fail(result, error);
    } finally {
      result.removeAttribute("aria-busy");
    }
  }

  function fail(result, error) {
    result.hidden = false;
    result.replaceChildren(make("p", { class: "status", "data-class": "5", role: "status" }, `Nothing came back: ${error.message}`));
  }

  const isText = (type) => /^text\/|[/+](json|xml|yaml|jsonl|json-seq)\b|javascript|x-www-form-urlencoded/.test(type);

  function statusOf(response) {
    const said = `${response.status} ${response.statusText}`.trim();
    return make("p", { class: "status", "data-class": String(response.status)[0], role: "status" }, said);
  }

  function fieldsOf(response) {
    const rows = [...response.headers].map(([name, value]) => {
      const isPlace = name === "location" || name === "content-location";
      return make("div", {}, make("dt", {}, name), make("dd", {}, isPlace ? linked(value) : value));
    });
    const isNew = response.headers.has("Location");
    return make("details", isNew ? { open: "" } : {}, make("summary", {}, `${rows.length} header fields`), make("dl", {}, ...rows));
  }

  function contentShown(blob, text, type) {
    if (!blob.size) return [];
    const url = URL.createObjectURL(blob);
    const name = `${path.split("/").pop() || "content"}.${type.split(";")[0].split(/[/+]/).pop()}`;
    const save = make("p", { class: "does" }, make("a", { href: url, download: name }, "Save"), ` ${blob.size} bytes of ${type.split(";")[0]}`);
    if (text === undefined) return [save];
    const shown = make("pre");
    if (/json/.test(type) && text.length <= MOST && parsed(text) !== undefined) highlight(shown, text, !type.includes("problem"));
    else shown.textContent = visible(text.slice(0, MOST));
    return [shown, save];
  }

  // -- JSON for people, as the page itself shows it -------------------------------------------------------------------

  const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;
  const MARKS = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
  const ADDRESS = /^(https?:\/\/[^\s\\"<>{}]|\/(?!\/))[^\s\\"<>{}]*$/;

  const visible = (text) => text.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);

  function linked(address) {
    const isSafe = ADDRESS.test(address) && visible(address) === address;
    return isSafe ? make("a", { href: address, rel: "noreferrer" }, address) : visible(address);
  }

  function highlight(into, text, isLinked) {
    let depth = 0;
    let isOpen = false;
    const line = () => `\n${"  ".repeat(Math.min(depth, 24))}`;
    const tokens = text.match(TOKEN) || [];
    tokens.forEach((token, index) => {
      const isEnd = token === "]" || token === "}";
      if (isEnd) depth -= 1;
      if (isOpen !== isEnd) into.append(line());
      isOpen = token === "[" || token === "{";
      if (isOpen) depth += 1;
      if (token === ",") into.append(`,${line()}`);
      else if (token === ":") into.append(": ");
      else if (/^[[\]{}]$/.test(token)) into.append(token);
      else into.append(value(token, tokens[index + 1] === ":", isLinked));
    });
  }

  function value(token, isName, isLinked) {
    if (token[0] !== '"') return make("span", { class: /^[tfn]/.test(token) ? "w" : "n" }, token);
    if (isName) return make("span", { class: "k" }, visible(token));
    const text = token.slice(1, -1);
    return make("span", { class: "s" }, '"', isLinked ? linked(text) : visible(text), '"');
  }

  // -- mistakes, at the inputs that they are about --------------------------------------------------------------------

  function forget(form) {
    for (const told of all(".fault", form)) told.remove();
    for (const control of all("[aria-invalid]", form)) control.removeAttribute("aria-invalid");
  }

  function blame(form, errors) {
    const inputs = form.dataset.method === "GET" ? all(".parameter [data-location]") : all("[data-location]", form);
    let isFirst = true;
    for (const error of errors) {
      const names = String(error.pointer).split("/").slice(1).map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
      if (form.dataset.member && error.location === "body") names.shift();
      const control = inputs.find((one) => one.dataset.location === error.location && one.name === names[0]);
      if (!control) continue;
      control.setAttribute("aria-invalid", "true");
      control.closest(".field").append(make("p", { class: "fault" }, visible(String(error.detail))));
      if (isFirst) control.focus({ preventScroll: true });
      isFirst = false;
    }
  }

  // -- what only the answer to a request says: its tag, and its links -------------------------------------------------

  function remember(tag) {
    etag = tag;
    for (const control of all('[data-location="headers"][name="If-Match"]')) control.value = tag;
  }

  async function look() {
    const response = await fetch(path + location.search, { method: "HEAD", credentials: trusted(), headers: headersFor(`${JSON_TYPE}, */*;q=0.1`) });
    if (!response.ok) return;
    if (response.headers.get("ETag")) remember(response.headers.get("ETag"));
    const links = (response.headers.get("Link") || "").matchAll(/<([^>]*)>\s*;[^,<]*?rel="?([^";,]+)"?/g);
    const items = [...links].map(([, target, rel]) => make("li", {}, relation(target, rel)));
    const nav = document.getElementById("links");
    nav.querySelector("ul").replaceChildren(...items);
    nav.hidden = !items.length;
  }

  function relation(target, rel) {
    const url = new URL(target, location.href);
    return /^https?:$/.test(url.protocol) ? make("a", { href: url.href, rel: "noreferrer" }, rel) : rel;
  }

  // -- the beginning --------------------------------------------------------------------------------------------------

  document.documentElement.classList.add("js");
  for (const control of all("[disabled]:not(option)")) control.disabled = false;
  for (const control of all("[data-value]")) fill(control);

  for (const form of all(".try")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    form.querySelector("[data-open]")?.addEventListener("click", () => location.assign(opened()));
  }

  for (const form of all(".parameter")) {
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.assign(opened());
    });
  }

  for (const written of all(".written")) {
    const byHand = (isOn) => {
      written.classList.toggle("by-hand", isOn);
      const raw = written.querySelector("[data-raw]");
      if (isOn && !raw.value && !("only" in written.dataset)) raw.value = compose(written.closest("form"));
    };
    written.querySelector("[data-switch]")?.addEventListener("change", (event) => byHand(event.target.checked));
    if ("only" in written.dataset) byHand(true);
  }

  for (const button of all("[data-format]")) {
    button.addEventListener("click", () => {
      const headers = headersFor(button.dataset.format);
      show(document.getElementById("format-result"), path + location.search, { method: "GET", headers });
    });
  }

  for (const operation of all(".operation")) {
    operation.addEventListener("toggle", () => {
      const asks = operation.querySelector('[name="If-Match"][data-location="headers"]');
      if (operation.open && asks && etag === null) look().catch(() => {});
    });
  }

  if ("looks" in body.dataset) look().catch(() => {});
})();
