// A client of Blog 1. It was written by flask_resty: change the API, not this file.
/** Calls Blog. */
export class Client {
    #caller;
    constructor(settings = {}) {
        this.#caller = new Caller("/", RULES, settings);
    }
    /** Who calls. */
    get credentials() {
        return this.#caller.credentials;
    }
    set credentials(credentials) {
        this.#caller.credentials = credentials;
    }
    /** Ends all calls that are under way. */
    cancel() {
        this.#caller.cancel();
    }
    /** Get index */
    getIndex(given = {}, options) {
        return this.#caller.call(OPERATIONS.getIndex, given, options);
    }
    /** Get post export */
    getPostExport(given = {}, options) {
        return this.#caller.stream(OPERATIONS.getPostExport, given, options);
    }
    /** Get me */
    getMe(given = {}, options) {
        return this.#caller.call(OPERATIONS.getMe, given, options);
    }
    /** Get other */
    getOther(given, options) {
        return this.#caller.call(OPERATIONS.getOther, given, options);
    }
    /** List posts */
    listPosts(given = {}, options) {
        return this.#caller.pages(OPERATIONS.listPosts, given, options);
    }
    /** Create post */
    createPost(given, options) {
        return this.#caller.call(OPERATIONS.createPost, given, options);
    }
    /** Get post */
    getPost(given, options) {
        return this.#caller.call(OPERATIONS.getPost, given, options);
    }
    /** Replace post */
    replacePost(given, options) {
        return this.#caller.call(OPERATIONS.replacePost, given, options);
    }
    /** Update post */
    updatePost(given, options) {
        return this.#caller.call(OPERATIONS.updatePost, given, options);
    }
    /** Delete post */
    deletePost(given, options) {
        return this.#caller.call(OPERATIONS.deletePost, given, options);
    }
    /** List comments */
    listComments(given, options) {
        return this.#caller.pages(OPERATIONS.listComments, given, options);
    }
    /** Create comment */
    createComment(given, options) {
        return this.#caller.call(OPERATIONS.createComment, given, options);
    }
    /** Get comment */
    getComment(given, options) {
        return this.#caller.call(OPERATIONS.getComment, given, options);
    }
    /** Get post cover */
    getPostCover(given, options) {
        return this.#caller.call(OPERATIONS.getPostCover, given, options);
    }
    /** Put post cover */
    putPostCover(given, options) {
        return this.#caller.call(OPERATIONS.putPostCover, given, options);
    }
    /** Delete post cover */
    deletePostCover(given, options) {
        return this.#caller.call(OPERATIONS.deletePostCover, given, options);
    }
}
const RULES = {
    CommentIn: { type: "object", properties: { content: { type: "string", minLength: 1, maxLength: 2000, pattern: "^[^\\x00]*$" } }, required: ["content"], additionalProperties: false },
    JSONPatch: { type: "array", items: { oneOf: [{ type: "object", properties: { op: { type: "string", enum: ["add", "replace", "test"] }, path: { type: "string", pattern: "^(/([^/~]|~[01])*)*$" }, value: {} }, required: ["op", "path", "value"] }, { type: "object", properties: { op: { type: "string", enum: ["remove"] }, path: { type: "string", pattern: "^(/([^/~]|~[01])*)*$" } }, required: ["op", "path"] }, { type: "object", properties: { op: { type: "string", enum: ["move", "copy"] }, path: { type: "string", pattern: "^(/([^/~]|~[01])*)*$" }, from: { type: "string", pattern: "^(/([^/~]|~[01])*)*$" } }, required: ["op", "path", "from"] }] } },
    PostIn: { type: "object", properties: { title: { type: "string", minLength: 1, maxLength: 200, pattern: "^[^\\x00]*$" }, content: { type: "string", pattern: "^[^\\x00]*$" }, tags: { type: "array", items: { type: "string", minLength: 1, maxLength: 50, pattern: "^(?:(?:[^\\s\\x1c-\\x1f\\x85\\x00-\\x1f\\x7f\\ufeff]|\\ufeff)+(?: (?:[^\\s\\x1c-\\x1f\\x85\\x00-\\x1f\\x7f\\ufeff]|\\ufeff)+)*)?$" }, maxItems: 10, uniqueItems: true }, status: { type: "string", enum: ["draft", "published"] }, published_at: { type: ["string", "null"], format: "date-time" } }, required: ["title", "content"], additionalProperties: false },
    PostMergePatch: { type: "object", properties: { title: { type: "string", minLength: 1, maxLength: 200, pattern: "^[^\\x00]*$" }, content: { type: "string", pattern: "^[^\\x00]*$" }, tags: { type: ["array", "null"], items: { type: "string", minLength: 1, maxLength: 50, pattern: "^(?:(?:[^\\s\\x1c-\\x1f\\x85\\x00-\\x1f\\x7f\\ufeff]|\\ufeff)+(?: (?:[^\\s\\x1c-\\x1f\\x85\\x00-\\x1f\\x7f\\ufeff]|\\ufeff)+)*)?$" }, maxItems: 10, uniqueItems: true }, status: { type: ["string", "null"], enum: ["draft", "published", null] }, published_at: { type: ["string", "null"], format: "date-time" } }, additionalProperties: false },
    PostPatch: { type: "object", properties: { title: { type: "string", minLength: 1, maxLength: 200, pattern: "^[^\\x00]*$" }, content: { type: "string", pattern: "^[^\\x00]*$" }, tags: { type: "array", items: { type: "string", minLength: 1, maxLength: 50, pattern: "^(?:(?:[^\\s\\x1c-\\x1f\\x85\\x00-\\x1f\\x7f\\ufeff]|\\ufeff)+(?: (?:[^\\s\\x1c-\\x1f\\x85\\x00-\\x1f\\x7f\\ufeff]|\\ufeff)+)*)?$" }, maxItems: 10, uniqueItems: true }, status: { type: "string", enum: ["draft", "published"] }, published_at: { type: ["string", "null"], format: "date-time" } }, additionalProperties: false },
};
const OPERATIONS = {
    getIndex: { method: "GET", path: "/api/", accept: "application/json" },
    getPostExport: { method: "GET", path: "/api/export/posts", accept: "application/jsonl, application/problem+json;q=0.1", parameters: [{ name: "fields", place: "query", rule: {} }, { name: "expand", place: "query", rule: {} }] },
    getMe: { method: "GET", path: "/api/me", accept: "application/json", parameters: [{ name: "fields", place: "query", rule: {} }] },
    getOther: { method: "GET", path: "/api/other/{username}/{data}", accept: "application/json", parameters: [{ name: "username", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }, { name: "data", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }] },
    listPosts: { method: "GET", path: "/api/posts", accept: "application/json", parameters: [{ name: "author", place: "query", rule: { type: "string", pattern: "^[^\\x00]*$" } }, { name: "tag", place: "query", rule: { type: "string", pattern: "^[^\\x00]*$" } }, { name: "status", place: "query", rule: { type: "string", pattern: "^[^\\x00]*$" } }, { name: "created_at[gte]", place: "query", rule: { type: "string", format: "date-time" } }, { name: "created_at[lt]", place: "query", rule: { type: "string", format: "date-time" } }, { name: "published_at[gte]", place: "query", rule: { type: "string", format: "date-time" } }, { name: "published_at[lt]", place: "query", rule: { type: "string", format: "date-time" } }, { name: "published_at[null]", place: "query", rule: { type: "boolean" } }, { name: "sort", place: "query", rule: { type: "array", items: { type: "string", enum: ["title", "-title", "created_at", "-created_at", "updated_at", "-updated_at", "published_at", "-published_at"] }, minItems: 1, uniqueItems: true } }, { name: "q", place: "query", rule: { type: "string", maxLength: 200, pattern: "^[^\\x00]*$" } }, { name: "page", place: "query", rule: { type: "integer", minimum: 1, maximum: 92233720368547758 } }, { name: "limit", place: "query", rule: { type: "integer", minimum: 1, maximum: 100 } }, { name: "cursor", place: "query", rule: { type: "string" } }, { name: "fields", place: "query", rule: {} }, { name: "expand", place: "query", rule: {} }], pages: "" },
    createPost: { method: "POST", path: "/api/posts", accept: "application/json", bodies: [{ mediaType: "application/json", writing: "json", rule: { $ref: "PostIn" } }], isBodyRequired: true, takesKey: true },
    getPost: { method: "GET", path: "/api/posts/{slug}", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }, { name: "fields", place: "query", rule: {} }, { name: "expand", place: "query", rule: {} }] },
    replacePost: { method: "PUT", path: "/api/posts/{slug}", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }], bodies: [{ mediaType: "application/json", writing: "json", rule: { $ref: "PostIn" } }], isBodyRequired: true, takesMatch: true },
    updatePost: { method: "PATCH", path: "/api/posts/{slug}", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }], bodies: [{ mediaType: "application/json", writing: "json", rule: { $ref: "PostPatch" } }, { mediaType: "application/merge-patch+json", writing: "json", rule: { $ref: "PostMergePatch" } }, { mediaType: "application/json-patch+json", writing: "json", rule: { $ref: "JSONPatch" } }], isBodyRequired: true, takesMatch: true },
    deletePost: { method: "DELETE", path: "/api/posts/{slug}", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }], takesMatch: true },
    listComments: { method: "GET", path: "/api/posts/{slug}/comments", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }, { name: "page", place: "query", rule: { type: "integer", minimum: 1, maximum: 92233720368547758 } }, { name: "limit", place: "query", rule: { type: "integer", minimum: 1, maximum: 100 } }, { name: "fields", place: "query", rule: {} }], pages: "" },
    createComment: { method: "POST", path: "/api/posts/{slug}/comments", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }], bodies: [{ mediaType: "application/json", writing: "json", rule: { $ref: "CommentIn" } }], isBodyRequired: true },
    getComment: { method: "GET", path: "/api/posts/{slug}/comments/{id}", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }, { name: "id", place: "path", isRequired: true, rule: { type: "integer", minimum: 0, maximum: 9223372036854775807 } }, { name: "fields", place: "query", rule: {} }] },
    getPostCover: { method: "GET", path: "/api/posts/{slug}/cover", accept: "image/png, image/jpeg, image/webp, multipart/byteranges, application/problem+json;q=0.1", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }] },
    putPostCover: { method: "PUT", path: "/api/posts/{slug}/cover", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }], bodies: [{ mediaType: "image/png", writing: "bytes", rule: { type: "string", contentMediaType: "image/png" } }, { mediaType: "image/jpeg", writing: "bytes", rule: { type: "string", contentMediaType: "image/jpeg" } }, { mediaType: "image/webp", writing: "bytes", rule: { type: "string", contentMediaType: "image/webp" } }], isBodyRequired: true, takesMatch: true },
    deletePostCover: { method: "DELETE", path: "/api/posts/{slug}/cover", accept: "application/json", parameters: [{ name: "slug", place: "path", isRequired: true, rule: { type: "string", minLength: 1, pattern: "^[^/]+$" } }], takesMatch: true },
};
/** Looks for what is wrong with what would be given to an operation, as the client does before it sends it. */
export function check(operation, given) {
    return faultsOf(OPERATIONS[operation], given, RULES);
}
/** What the API takes as credentials. */
export const credentials = {
    basic: (username, password) => new Basic(username, password),
    bearer: (token) => new Bearer(token),
    digest: (username, password) => new Digest(username, password),
    oauth: (keys) => new OAuth1(keys),
    session: (csrfToken = null) => new Session(csrfToken),
};
// A server that filters as it reads has some pages without items; one with no end would be asked for ever.
const MOST_EMPTY = 100;
/** A list in pages: `await` gives the first one, `for await` goes through the items of all. */
export class Pages {
    #first;
    #next;
    #items;
    #started = null;
    constructor(first, next, items) {
        this.#first = first;
        this.#next = next;
        this.#items = items;
    }
    then(done, failed) {
        this.#started ??= this.#first();
        return this.#started.then(done, failed);
    }
    /** Goes from page to page. */
    async *pages() {
        let page = Promise.resolve(this);
        const asked = new Set();
        while (page !== null) {
            const shown = await page;
            if (asked.has(shown.url))
                throw new Unreachable("The pages lead in a circle.");
            asked.add(shown.url);
            yield shown;
            page = this.#next(shown);
        }
    }
    async *[Symbol.asyncIterator]() {
        let empty = 0;
        for await (const page of this.pages()) {
            const items = this.#items(page);
            empty = items.length > 0 ? 0 : empty + 1;
            if (empty > MOST_EMPTY)
                throw new Unreachable(`${MOST_EMPTY} pages after each other have no items.`);
            yield* items;
        }
    }
}
/** Items that come one after the other. The request is sent when somebody asks for the first one; who leaves the loop ends it. */
export class Stream {
    #open;
    constructor(open) {
        this.#open = open;
    }
    async *[Symbol.asyncIterator]() {
        const { data } = await this.#open();
        yield* data;
    }
}
/** Gives the target of `Link: rel="next"` (RFC 8288). */
function nextOf(headers, url) {
    for (const [, target, parameters] of (headers.get("Link") ?? "").matchAll(/<([^<>]*)>((?:\s*;\s*[\w*]+="?[^",;]*"?)*)/g)) {
        if (!/;\s*rel="?(?:[^"]*\s)?next(?:\s|"|;|$)/i.test(parameters ?? ""))
            continue;
        if (!URL.canParse(target ?? "", url))
            throw new Unreachable("The next page is said to be at what is no address.");
        return new URL(target ?? "", url).href;
    }
    return null;
}
/** Gives what a JSON pointer points to (RFC 6901). */
function pointedTo(data, pointer) {
    const names = pointer.split("/").slice(1);
    const step = (inner, name) => (isRecord(inner) && Object.hasOwn(inner, unescaped(name)) ? inner[unescaped(name)] : undefined);
    return names.reduce(step, data);
}
function unescaped(name) {
    return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
/** What the server refused, or what was found to be wrong before it was sent (RFC 9457). */
export class Problem extends Error {
    status;
    type;
    title;
    detail;
    /** Each mistake. */
    errors;
    /** All that was said, members of the API's own included. */
    said;
    headers;
    constructor({ status, headers, content }) {
        const said = isRecord(content) ? content : {};
        const title = text(said["title"], `The server said ${status}.`);
        super(text(said["detail"], title));
        this.name = new.target.name;
        this.status = status;
        this.headers = headers;
        this.said = said;
        this.type = text(said["type"], "about:blank");
        this.title = title;
        this.detail = this.message;
        this.errors = Array.isArray(said["errors"]) ? said["errors"].filter(isFault) : [];
    }
    /** Seconds after which to try again, where the server says so. */
    get retryAfter() {
        return secondsToWait(this.headers);
    }
    /** Gives the mistakes at a pointer, and inside of what it points to. */
    at(pointer, location = "body") {
        const isAt = (fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`);
        return this.errors.filter((fault) => fault.location === location && isAt(fault));
    }
}
/** The request cannot be read (400), or does not fit what is taken (422): look at `errors`. */
export class Invalid extends Problem {
    /** Whether it was found to be wrong before it was sent. */
    isLocal;
    constructor(refusal, isLocal = false) {
        super(refusal);
        this.isLocal = isLocal;
    }
}
/** Nobody is known by the credentials, or there are none (401). */
export class Unauthorized extends Problem {
}
/** Whoever calls may not do that (403). */
export class Forbidden extends Problem {
}
/** There is nothing at this address (404), or nothing any more (410). */
export class NotFound extends Problem {
}
/** What there is does not go together with the change: it is in another state than was meant (412), or in its way (409). */
export class Conflict extends Problem {
    /** What is there now, where that can be read. */
    current;
    constructor(refusal, current = null) {
        super(refusal);
        this.current = current;
    }
}
/** The change does not say which state it is meant for (428). Read first, or give `match`. */
export class MatchRequired extends Problem {
}
/** There were too many requests (429): `retryAfter` tells when to come back. */
export class TooMany extends Problem {
}
/** The server cannot answer (500 and above). */
export class ServerProblem extends Problem {
}
/** No answer came: there is no way to the server, it broke off, or it is not of the API. */
export class Unreachable extends Error {
    name = "Unreachable";
}
/** No answer came in time. */
export class TimedOut extends Unreachable {
    name = "TimedOut";
}
const KINDS = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    422: Invalid,
    428: MatchRequired,
    429: TooMany,
};
function problemOf(refusal) {
    const Kind = KINDS[refusal.status] ?? (refusal.status < 500 ? Problem : ServerProblem);
    return new Kind(refusal);
}
function invalid(errors) {
    const content = { title: "Unprocessable Content", detail: "The request does not fit.", errors };
    return new Invalid({ status: 422, headers: new Headers(), content }, true);
}
function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isFault(value) {
    return isRecord(value) && typeof value["pointer"] === "string" && typeof value["code"] === "string";
}
function text(value, otherwise) {
    return typeof value === "string" ? value : otherwise;
}
/** Gives the seconds that `Retry-After` asks to wait (RFC 9110, 10.2.3). */
function secondsToWait(headers) {
    const said = headers.get("Retry-After");
    if (said === null)
        return null;
    const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
    return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
/** Waits, unless the signal says that nobody waits for it any more. */
function pause(seconds, signal) {
    return new Promise((resolve, reject) => {
        const stop = () => {
            clearTimeout(timer);
            reject(signal.reason);
        };
        const timer = setTimeout(() => {
            signal.removeEventListener("abort", stop);
            resolve();
        }, seconds * 1000);
        if (signal.aborted)
            stop();
        else
            signal.addEventListener("abort", stop, { once: true });
    });
}
/** Gives a signal that comes when the time is over, and what stops the clock. */
function clock(seconds) {
    const controller = new AbortController();
    const late = () => controller.abort(new DOMException("The server did not answer in time.", "TimeoutError"));
    // A longer time would be taken for none at all.
    const running = seconds * 1000 < 2 ** 31 ? setTimeout(late, seconds * 1000) : undefined;
    return [controller.signal, () => clearTimeout(running)];
}
/** How many bytes an answer, or an item of a stream, may have where nothing else is said. */
const USUAL_MOST = 64 * 1024 * 1024;
/** Gives content piece by piece, each of which may take so many seconds. Who leaves the loop early has no use for the rest. */
async function* piecesOf(answer, seconds) {
    const reader = answer.body?.getReader();
    try {
        for (;;) {
            const piece = await inTime(reader?.read(), seconds);
            if (piece === undefined || piece.done)
                return;
            yield piece.value;
        }
    }
    finally {
        await reader?.cancel().catch(() => undefined);
    }
}
async function inTime(work, seconds) {
    const [time, stop] = clock(seconds);
    const late = new Promise((_, reject) => {
        time.addEventListener("abort", () => reject(new TimedOut("The server stopped in the middle.")), { once: true });
    });
    return Promise.race([work, late]).finally(stop);
}
/** Gives all of the content, as long as it is not too much. What a coding makes larger counts as it is read. */
async function gathered(answer, most, seconds = Infinity) {
    const pieces = [];
    let size = 0;
    for await (const piece of piecesOf(answer, seconds)) {
        size = bounded(size + piece.byteLength, most);
        pieces.push(piece);
    }
    return new Blob(pieces, { type: answer.headers.get("Content-Type") ?? "" });
}
/** Gives a size, unless it is too much. */
function bounded(size, most) {
    if (size > most)
        throw new Unreachable(`What comes back has more than ${most} bytes. Allow more by maxAnswer.`);
    return size;
}
function utf8(value) {
    return new TextEncoder().encode(value);
}
function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}
function base64Url(bytes) {
    return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
function hex(bytes) {
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
async function sha256(value) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(value)));
}
function random(size) {
    return crypto.getRandomValues(new Uint8Array(size));
}
/** Looks for what is wrong with a value. What only the server can tell, it tells. */
function mistakes(value, rule, rules, pointer = "") {
    const meant = rule.$ref === undefined ? rule : rules[rule.$ref];
    if (meant === undefined)
        return [];
    const several = meant.anyOf ?? meant.oneOf;
    if (several !== undefined)
        return nearest(value, several, rules, pointer);
    const found = meant.allOf?.flatMap((one) => mistakes(value, one, rules, pointer)) ?? [];
    const own = ownMistakes(value, meant, rules, pointer);
    return typeof value === "string" && isDecimal(meant) ? decimalMistakes(value, meant, pointer, own, found) : [...found, ...own];
}
function isDecimal(rule) {
    return rule.pattern !== undefined && ["number", "string"].every((type) => Array.isArray(rule.type) && rule.type.includes(type));
}
// Bounds of text are patterns, which cannot tell on which side of them it is.
function decimalMistakes(value, rule, pointer, own, bounds) {
    if (own.length > 0)
        return [[pointer, "type", "Not a valid number."]];
    const found = bounds.length > 0 ? numberMistakes(Number(value), rule, (code, detail) => [pointer, code, detail]) : [];
    return found.length > 0 ? found : bounds;
}
// Of several ways, what is wrong is told of the one that was probably meant.
function nearest(value, several, rules, pointer) {
    const found = several.map((one) => mistakes(value, one, rules, pointer));
    if (found.some((one) => one.length === 0))
        return [];
    if (value === null)
        return [[pointer, "null", "Field may not be null."]];
    const isSameType = (one) => !one.some(([at, code]) => at === pointer && (code === "type" || code === "null"));
    const close = found.filter(isSameType);
    return (close.length > 0 ? close : found).reduce((least, one) => (one.length < least.length ? one : least));
}
function ownMistakes(value, rule, rules, pointer) {
    const types = rule.type === undefined ? [] : [rule.type].flat();
    if (types.length > 0 && !types.some((type) => isOf(type, value))) {
        return [value === null ? [pointer, "null", "Field may not be null."] : [pointer, "type", `Not a valid ${types[0] ?? "value"}.`]];
    }
    const choices = rule.enum ?? ("const" in rule ? [rule.const] : null);
    if (choices !== null && !choices.some((choice) => isSame(choice, value)))
        return [[pointer, "choice", `Must be one of: ${choices.join(", ")}.`]];
    if (rule.not !== undefined && mistakes(value, rule.not, rules).length === 0)
        return [[pointer, "choice", "Invalid value."]];
    const told = (code, detail) => [pointer, code, detail];
    if (typeof value === "string")
        return textMistakes(value, rule, told);
    if (typeof value === "number")
        return numberMistakes(value, rule, told);
    if (Array.isArray(value))
        return listMistakes(value, rule, rules, pointer, told);
    if (isRecord(value) && !(value instanceof Blob))
        return memberMistakes(value, rule, rules, pointer);
    return [];
}
function isOf(type, value) {
    if (type === "integer")
        return typeof value === "bigint" || Number.isInteger(value);
    if (type === "null")
        return value === null;
    if (type === "array")
        return Array.isArray(value);
    if (type === "object")
        return isRecord(value);
    if (type === "number")
        return typeof value === "bigint" || Number.isFinite(value);
    return typeof value === type;
}
function isSame(one, other) {
    return one === other || JSON.stringify(one) === JSON.stringify(other);
}
function* textTold(value, rule, told) {
    // The server counts characters, not the halves that those beyond the first 65,536 have here.
    const length = rule.minLength === undefined && rule.maxLength === undefined ? 0 : [...value].length;
    if (length < (rule.minLength ?? 0))
        yield told("too_short", `Shorter than minimum length ${rule.minLength}.`);
    if (length > (rule.maxLength ?? Infinity))
        yield told("too_long", `Longer than maximum length ${rule.maxLength}.`);
    if (rule.pattern !== undefined && patternOf(rule.pattern)?.test(value) === false)
        yield told("format", "String does not match expected pattern.");
    if (Object.hasOwn(FORMATS, rule.format ?? "") && FORMATS[rule.format ?? ""]?.(value) === false)
        yield told("format", `Not a valid ${rule.format}.`);
}
// What is no pattern here is for the server to judge.
function patternOf(pattern) {
    try {
        return new RegExp(pattern, "u");
    }
    catch {
        return null;
    }
}
function textMistakes(value, rule, told) {
    return [...textTold(value, rule, told)];
}
function isDate(value) {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
    return day !== undefined && year !== "0000" && !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}
const isTime = (value) => /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/.test(value);
const FORMATS = {
    date: isDate,
    time: isTime,
    "date-time": (value) => isDate(value.slice(0, 10)) && value[10] === "T" && isTime(value.slice(11)),
    email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
    uri: (value) => URL.canParse(value),
    // An address may have a zone, which only the server knows.
    ipv6: (value) => URL.canParse(`http://[${value.replace(/%.*$/, "")}]/`),
    uuid: (value) => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value),
    ipv4: (value) => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(value),
};
function numberMistakes(value, rule, told) {
    const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = rule;
    if (value < minimum)
        return [told("too_small", `Must be greater than or equal to ${minimum}.`)];
    if (value <= exclusiveMinimum)
        return [told("too_small", `Must be greater than ${exclusiveMinimum}.`)];
    if (value > maximum)
        return [told("too_large", `Must be less than or equal to ${maximum}.`)];
    if (value >= exclusiveMaximum)
        return [told("too_large", `Must be less than ${exclusiveMaximum}.`)];
    return [];
}
function lengthMistakes(value, rule, told) {
    if (value.length < (rule.minItems ?? 0))
        return [told("too_short", `Shorter than minimum length ${rule.minItems}.`)];
    if (value.length > (rule.maxItems ?? Infinity))
        return [told("too_long", `Longer than maximum length ${rule.maxItems}.`)];
    const isRepeated = rule.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length;
    return isRepeated ? [told("invalid", "Each may be given only once.")] : [];
}
function listMistakes(value, rule, rules, pointer, told) {
    const found = lengthMistakes(value, rule, told);
    // Which item of a tuple would be which is not known where there are too few, or too many.
    if (found.length > 0 && rule.prefixItems !== undefined)
        return found;
    return [...found, ...value.flatMap((item, index) => itemMistakes(item, index, rule, rules, pointer))];
}
function itemMistakes(item, index, rule, rules, pointer) {
    const inner = rule.prefixItems?.[index] ?? rule.items;
    return inner === undefined ? [] : mistakes(item, inner, rules, `${pointer}/${index}`);
}
// What is said of a member of a name. Of a pattern that is none here the server is the judge.
function toldOf(name, rule) {
    const own = Object.hasOwn(rule.properties ?? {}, name) ? [rule.properties?.[name]] : [];
    const patterned = Object.entries(rule.patternProperties ?? {}).flatMap(([pattern, one]) => {
        const known = patternOf(pattern);
        return known === null ? [true] : known.test(name) ? [one] : [];
    });
    const told = [...own, ...patterned];
    return told.length > 0 ? told : [rule.additionalProperties];
}
function memberMistakes(value, rule, rules, pointer) {
    const at = (name) => `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const missing = (rule.required ?? []).filter((name) => !Object.hasOwn(value, name) || value[name] === undefined);
    const there = Object.entries(value).filter(([, member]) => member !== undefined);
    return [
        ...missing.map((name) => [at(name), "required", "Missing data for required field."]),
        ...there.flatMap(([name, member]) => {
            const inner = toldOf(name, rule);
            if (inner.includes(false))
                return [[at(name), "unknown", "Unknown field."]];
            const wrongName = rule.propertyNames === undefined ? [] : mistakes(name, rule.propertyNames, rules, at(name));
            return [...wrongName, ...inner.flatMap((one) => (isRecord(one) ? mistakes(member, one, rules, at(name)) : []))];
        }),
    ];
}
/** Looks for what is wrong with arguments, by the rules of the server. */
function faultsOf(operation, given, rules) {
    const found = (operation.parameters ?? []).flatMap((parameter) => parameterFaults(parameter, valueOf(parameter, given), rules));
    return [...found, ...unsendable(operation, given), ...bodyFaults(operation, given["body"], rules)];
}
// What every object has was given by nobody.
function valueOf({ name, as = name }, given) {
    return Object.hasOwn(given, as) ? given[as] : undefined;
}
function textOf(value) {
    return Array.isArray(value) ? value.join(", ") : String(value);
}
// What a field may have (RFC 9110, 5.5), and a cookie that stands among others in one (RFC 6265, 4.1.1).
const SENDABLE = { header: /^[\t -~\x80-\xff]*$/, cookie: /^[ !#-:<-[\]-~]*$/, path: /^/, query: /^/ };
/** Looks for what cannot be sent, or would be sent to another address. */
function unsendable(operation, given) {
    const there = (operation.parameters ?? []).filter((one) => valueOf(one, given) !== undefined);
    const found = there.filter((one) => !SENDABLE[one.place].test(textOf(valueOf(one, given))));
    return [
        ...found.map((one) => fault(one, "It has characters that cannot be sent here.")),
        // Segments that are empty, or dots alone, lead somewhere else (RFC 3986, 5.2.4), however the dots are written.
        ...operation.path.split("/").flatMap((segment) => {
            const own = there.filter((one) => one.place === "path" && segment.includes(`{${one.name}}`));
            const isAstray = own.length > 0 && ["", ".", ".."].includes(pathOf(segment, own, given));
            return isAstray ? own.slice(0, 1).map((one) => fault(one, "It would lead to another address.")) : [];
        }),
    ];
}
function fault({ name, place }, detail) {
    return { location: PLACES[place], pointer: `/${name}`, code: "format", detail };
}
function pathOf(path, own, given) {
    const texts = new Map(own.map((one) => [one.name, encodeURIComponent(String(valueOf(one, given)))]));
    return path.replace(/\{([^{}]*)\}/g, (whole, name) => texts.get(name) ?? whole);
}
const PLACES = { path: "path_args", query: "query", header: "headers", cookie: "cookies" };
function parameterFaults({ name, place, isRequired, rule }, value, rules) {
    const [location, pointer] = [PLACES[place], `/${name}`];
    if (value === undefined)
        return isRequired ? [{ location, pointer, code: "required", detail: "Missing data for required field." }] : [];
    const isAlone = rule.type === "array" && !Array.isArray(value);
    return faults(location, mistakes(isAlone ? [value] : value, rule, rules, pointer));
}
function bodyFaults({ bodies = [], isBodyRequired }, body, rules) {
    if (body === undefined)
        return isBodyRequired ? [{ location: "body", pointer: "", code: "required", detail: "There is no content." }] : [];
    const form = bodies.length === 0 ? null : formOf(bodies, body, rules);
    if (form === null || form.isStream || (isRaw(body) && typeof body !== "string"))
        return [];
    const location = form.writing === "form" || form.writing === "multipart" ? "form" : "body";
    return form.writing === "json" || location === "form" ? faults(location, mistakesIn(body, form, rules)) : [];
}
// Of files only the server can tell more, and only a form with files has a place for them.
function mistakesIn(body, form, rules) {
    const files = filesIn(body);
    const found = mistakes(body, form.rule, rules).filter(([pointer]) => !files.includes(pointer));
    const strays = form.writing === "multipart" ? [] : files.map((pointer) => [pointer, "type", "A file cannot be sent here."]);
    return [...found, ...strays];
}
function filesIn(body) {
    return Object.entries(isRecord(body) ? body : {}).flatMap(([name, value]) => {
        const pointer = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const several = Array.isArray(value) ? value.map((one, place) => [one, `${pointer}/${place}`]) : [[value, pointer]];
        return several.filter(([one]) => one instanceof Blob).map(([, at]) => at);
    });
}
function faults(location, found) {
    return found.map(([pointer, code, detail]) => ({ location, pointer, code, detail }));
}
/** Tells content that is sent as it is from data that has to be written. */
function isRaw(body) {
    const raw = [Blob, ArrayBuffer, ReadableStream, FormData, URLSearchParams];
    return typeof body === "string" || ArrayBuffer.isView(body) || raw.some((kind) => body instanceof kind);
}
/** Gives the way to write a body: by what it is, and of several that could be, the first one whose rule it fits. */
function formOf(bodies, body, rules) {
    const fallback = bodies[0];
    const by = (...writings) => bodies.filter((form) => writings.includes(form.writing));
    if (body instanceof FormData)
        return by("multipart")[0] ?? fallback;
    if (body instanceof URLSearchParams)
        return by("form")[0] ?? fallback;
    if (body instanceof Blob)
        return bodies.find((form) => form.mediaType === body.type) ?? by("bytes")[0] ?? fallback;
    if (isRaw(body) && typeof body !== "string")
        return by("bytes")[0] ?? fallback;
    const data = by("json", "form", "multipart", ...(typeof body === "string" ? ["text"] : []));
    return data.find((form) => mistakesIn(body, form, rules).length === 0) ?? by("lines", "sequence")[0] ?? data[0] ?? fallback;
}
/** Gives the address of a request. */
function addressOf(operation, given, base) {
    const at = (place) => (operation.parameters ?? []).filter((one) => one.place === place && valueOf(one, given) !== undefined);
    const url = new URL(base.replace(/\/$/, "") + pathOf(operation.path, at("path"), given));
    for (const one of at("query")) {
        const [{ name, isRepeated }, value] = [one, valueOf(one, given)];
        if (Array.isArray(value) && isRepeated)
            for (const each of value)
                url.searchParams.append(name, String(each));
        else
            url.searchParams.set(name, Array.isArray(value) ? value.join(",") : String(value));
    }
    return url;
}
/** Gives the header fields that arguments stand for. */
function fieldsOf(operation, given) {
    const headers = new Headers({ Accept: operation.accept });
    for (const one of operation.parameters ?? []) {
        const [{ name, place }, value] = [one, valueOf(one, given)];
        if (value === undefined)
            continue;
        if (place === "header")
            headers.set(name, textOf(value));
        if (place === "cookie")
            addCookie(headers, name, textOf(value));
    }
    return headers;
}
/** Writes a body. */
function written(body, form, rules) {
    if (isRaw(body) && form.writing !== "json")
        return body;
    if (form.writing === "lines" || form.writing === "sequence")
        return streamed(body, form, rules);
    if (form.writing === "form")
        return filled(new URLSearchParams(), body);
    if (form.writing === "multipart")
        return filled(new FormData(), body);
    return jsonOf(body);
}
// What JSON has no way to say would become nothing, or something else, and nobody would know.
function jsonOf(body) {
    try {
        return JSON.stringify(body, (_, value) => {
            const isLost = typeof value === "number" ? !Number.isFinite(value) : [Blob, Map, Set].some((kind) => value instanceof kind);
            if (isLost)
                throw new TypeError(`JSON cannot say ${String(value)}.`);
            return value;
        });
    }
    catch (error) {
        const detail = error instanceof Error ? error.message : "It cannot be written as JSON.";
        throw invalid([{ location: "body", pointer: "", code: "type", detail }]);
    }
}
function filled(target, body) {
    for (const [name, value] of Object.entries(body)) {
        for (const one of Array.isArray(value) ? value : [value]) {
            if (one === undefined || one === null)
                continue;
            if (one instanceof Blob && target instanceof FormData)
                target.append(name, one);
            else
                target.append(name, typeof one === "object" ? jsonOf(one) : String(one));
        }
    }
    return target;
}
// An item that does not fit ends the request: the server would refuse it, too.
function streamed(items, form, rules) {
    const chunks = (async function* () {
        let index = 0;
        for await (const item of items) {
            const found = mistakes(item, form.rule, rules, `/${index++}`);
            if (found.length > 0)
                throw invalid(faults("body", found));
            yield utf8((form.writing === "sequence" ? "\x1e" : "") + jsonOf(item) + "\n");
        }
    })();
    return new ReadableStream({
        async pull(controller) {
            const { done, value } = await chunks.next();
            if (done)
                controller.close();
            else
                controller.enqueue(value);
        },
        async cancel() {
            await chunks.return();
        },
    });
}
/** Reads what came back, by its media type. */
async function read(answer) {
    const mediaType = answer.headers.get("Content-Type");
    if (answer.status === 204 || answer.status === 205 || (mediaType === null && (await answer.clone().blob()).size === 0))
        return undefined;
    if (isJson(answer))
        return parsed(await answer.text());
    return mediaType?.toLowerCase().startsWith("text/") ? answer.text() : answer.blob();
}
/** Tells whether it is JSON, whatever its structure is called (RFC 6838, 4.2.8). */
function isJson(answer) {
    return /^application\/(?:[\w.+-]*\+)?json\s*(?:;|$)/i.test(answer.headers.get("Content-Type") ?? "");
}
function parsed(said) {
    try {
        return JSON.parse(said);
    }
    catch (error) {
        throw new Unreachable("What came back is no JSON.", { cause: error });
    }
}
/** Reads items as they come in: JSON lines, a JSON text sequence (RFC 7464), or server-sent events. An array is read as a whole. */
async function* itemsOf(answer, bounds) {
    const mediaType = answer.headers.get("Content-Type") ?? "";
    if (/^text\/event-stream/i.test(mediaType))
        yield* eventsOf(answer, bounds);
    else if (isJson(answer))
        yield* [parsed(await (await gathered(answer, bounds.most, bounds.seconds)).text())].flat();
    else
        yield* recordsOf(answer, /^application\/json-seq/i.test(mediaType) ? "\x1e" : "\n", bounds);
}
async function* recordsOf(answer, separator, bounds) {
    for await (const record of partsOf(answer, separator, bounds))
        if (record.trim() !== "")
            yield parsed(record);
}
async function* eventsOf(answer, bounds) {
    let data = [];
    let size = 0;
    for await (const line of partsOf(answer, "\n", bounds)) {
        const bare = line.replace(/\r$/, "");
        size = bare === "" ? 0 : bounded(size + bare.length, bounds.most);
        if (bare.startsWith("data:"))
            data.push(bare.slice(5).replace(/^ /, ""));
        if (bare !== "" || data.length === 0)
            continue;
        yield parsed(data.join("\n"));
        data = [];
    }
}
async function* partsOf(answer, separator, { most, seconds }) {
    const decoder = new TextDecoder();
    // What is not whole is put together once: with each piece anew, many small ones would never be done.
    let left = [];
    let size = 0;
    for await (const piece of piecesOf(answer, seconds)) {
        const [first = "", ...others] = decoder.decode(piece, { stream: true }).split(separator);
        left.push(first);
        size += first.length;
        const last = others.pop();
        if (last !== undefined) {
            yield left.join("");
            yield* others;
            left = [last];
            size = last.length;
        }
        bounded(size, most);
    }
    yield left.join("") + decoder.decode();
}
/** Puts a cookie beside those that are sent already (RFC 6265, 5.4). A browser lets no program do that: it sends what it has itself. */
function addCookie(headers, name, value) {
    const before = headers.get("Cookie");
    headers.set("Cookie", `${before === null ? "" : `${before}; `}${name}=${value}`);
}
async function given(secret) {
    return typeof secret === "string" ? secret : secret();
}
/** A name and a password (RFC 7617). */
export class Basic {
    #encoded;
    constructor(username, password) {
        this.#encoded = base64(utf8(`${username}:${password}`));
    }
    sign(request) {
        request.headers.set("Authorization", `Basic ${this.#encoded}`);
    }
}
/** A token (RFC 6750), or a function that gives it. */
export class Bearer {
    #token;
    #scheme;
    /** @param scheme what stands before the token */
    constructor(token, scheme = "Bearer") {
        this.#token = token;
        this.#scheme = scheme;
    }
    async sign(request) {
        request.headers.set("Authorization", `${this.#scheme} ${await given(this.#token)}`);
    }
}
/** A key in a header field, in the query, or in a cookie. A browser lets no program set cookies: there it has to have it. */
export class ApiKey {
    #key;
    #place;
    #name;
    constructor(key, place = "header", name = "X-API-Key") {
        this.#key = key;
        this.#place = place;
        this.#name = name;
    }
    get sendsCookies() {
        return this.#place === "cookie";
    }
    async sign({ headers, url }) {
        const key = await given(this.#key);
        if (this.#place === "header")
            headers.set(this.#name, key);
        else if (this.#place === "query")
            url.searchParams.set(this.#name, key);
        else
            addCookie(headers, this.#name, key);
    }
}
/** The session of a log-in. A browser keeps its cookies itself; elsewhere they are kept here. */
export class Session {
    sendsCookies = true;
    #cookies = new Map();
    #csrfToken;
    /** @param csrfToken what a client that is no browser has to send with each change */
    constructor(csrfToken = null) {
        this.#csrfToken = csrfToken;
    }
    async sign({ headers, method, url }) {
        // A browser says by itself which page it is at; anything else stands for the site whose cookies it has.
        headers.set("Origin", url.origin);
        for (const [name, value] of this.#cookies)
            addCookie(headers, name, value);
        if (this.#csrfToken !== null && !["GET", "HEAD", "OPTIONS", "QUERY"].includes(method))
            headers.set("X-CSRF-Token", await given(this.#csrfToken));
    }
    heard(answer) {
        for (const cookie of answer.headers.getSetCookie()) {
            const [, name, value, rest] = /^([^=;]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
            if (name === undefined || value === undefined)
                continue;
            if (value === "" || /;\s*max-age=0/i.test(rest ?? ""))
                this.#cookies.delete(name);
            else
                this.#cookies.set(name, value);
        }
        return false;
    }
}
/** Several at once, where an API asks for all of them. */
export class Together {
    #all;
    constructor(...all) {
        this.#all = all;
    }
    get sendsCookies() {
        return this.#all.some((one) => one.sendsCookies);
    }
    async sign(request) {
        for (const one of this.#all)
            await one.sign(request);
    }
    async heard(answer, sent) {
        const wanted = await Promise.all(this.#all.map((one) => one.heard?.(answer, sent) ?? false));
        return wanted.includes(true);
    }
}
/** A name and a password that is not sent itself (RFC 7616), with SHA-256. */
export class Digest {
    #username;
    #password;
    #challenge = null;
    #count = 0;
    constructor(username, password) {
        this.#username = username;
        this.#password = password;
    }
    async sign({ method, url, headers }) {
        if (this.#challenge === null)
            return;
        const { realm, nonce, opaque } = this.#challenge;
        const [nc, cnonce, uri] = [(++this.#count).toString(16).padStart(8, "0"), hex(random(16)), url.pathname + url.search];
        const who = hex(await sha256(`${this.#username}:${realm}:${this.#password}`));
        const what = hex(await sha256(`${method}:${uri}`));
        const response = hex(await sha256(`${who}:${nonce}:${nc}:${cnonce}:auth:${what}`));
        const texts = Object.entries({
            username: this.#username,
            realm,
            nonce,
            uri,
            cnonce,
            response,
            ...(opaque === undefined ? {} : { opaque }),
        });
        const quoted = texts.map(([name, value]) => `${name}="${value.replace(/["\\]/g, "\\$&")}"`);
        headers.set("Authorization", `Digest ${quoted.join(", ")}, algorithm=SHA-256, qop=auth, nc=${nc}`);
    }
    heard(answer, sent) {
        const challenge = answer.status === 401 ? sha256Challenge(answer.headers.get("WWW-Authenticate") ?? "") : null;
        if (challenge === null)
            return false;
        // What was signed with the nonce that is known, and not too old, was refused for its password.
        const isOld = this.#challenge === null || !sent.get("Authorization")?.includes(`nonce="${this.#challenge.nonce}"`);
        this.#challenge = challenge;
        this.#count = 0;
        return isOld || isStale(answer);
    }
}
function isStale(answer) {
    return /\bstale="?true/i.test(answer.headers.get("WWW-Authenticate") ?? "");
}
function sha256Challenge(value) {
    for (const text of value.split(/(?:^|,)\s*(?=[A-Za-z][\w-]*\s+\w+=)/)) {
        const said = Object.fromEntries([...text.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)].map(([, name, quoted, plain]) => [
            name,
            quoted?.replace(/\\(.)/g, "$1") ?? plain,
        ]));
        const { algorithm, realm, nonce, opaque } = said;
        const isKnown = /^\s*Digest\s/i.test(text) && algorithm?.toUpperCase() === "SHA-256";
        if (isKnown && realm !== undefined && nonce !== undefined)
            return { realm, nonce, opaque };
    }
    return null;
}
/** Requests that are signed with the secrets of a consumer and a token (RFC 5849), by HMAC-SHA256. */
export class OAuth1 {
    #keys;
    constructor(keys) {
        this.#keys = keys;
    }
    async sign(request) {
        const { consumerKey, consumerSecret, token, tokenSecret = "" } = this.#keys;
        const own = [
            ["oauth_consumer_key", consumerKey],
            ["oauth_nonce", hex(random(16))],
            ["oauth_signature_method", "HMAC-SHA256"],
            ["oauth_timestamp", String(Math.floor(Date.now() / 1000))],
            ["oauth_version", "1.0"],
            ...(token === undefined ? [] : [["oauth_token", token]]),
        ];
        const key = `${escaped(consumerSecret)}&${escaped(tokenSecret)}`;
        const signed = [...own, ["oauth_signature", base64(await hmac(key, signedText(request, own)))]];
        request.headers.set("Authorization", `OAuth ${signed.map(([name, value]) => `${name}="${escaped(value ?? "")}"`).join(", ")}`);
    }
}
// The method, the address and all parameters, in one certain spelling (RFC 5849, 3.4.1).
function signedText({ method, url, content }, own) {
    const form = content instanceof URLSearchParams ? [...content] : [];
    const pairs = [...own, ...url.searchParams, ...form].map(([name, value]) => [escaped(name), escaped(value)]);
    const sorted = pairs.sort(([a, b], [c, d]) => (a < c || (a === c && b < d) ? -1 : 1));
    return [method, url.origin + url.pathname, sorted.map((pair) => pair.join("=")).join("&")].map(escaped).join("&");
}
function escaped(value) {
    return encodeURIComponent(value).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
async function hmac(key, value) {
    const imported = await crypto.subtle.importKey("raw", utf8(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8(value)));
}
/** What the authorization server refused (RFC 6749, 5.2). */
export class OAuth2Error extends Error {
    name = "OAuth2Error";
    code;
    constructor(code, description) {
        super(description ?? code);
        this.code = code;
    }
}
/** Tokens of OAuth 2: those of a person, by a code and PKCE (RFC 7636), or those of the client itself. They are renewed in time. */
export class OAuth2 {
    #options;
    #tokens;
    #renewal = null;
    constructor(options, tokens = null) {
        this.#options = options;
        this.#tokens = tokens;
    }
    /** What there is, for who keeps it. */
    get tokens() {
        return this.#tokens;
    }
    /** Gives the address to send the browser to, and what to keep until it is back. */
    async begin() {
        const { authorizationUrl, clientId, redirectUri, scope } = this.#options;
        if (authorizationUrl === undefined)
            throw new OAuth2Error("authorization_url", "There is no address to ask people at.");
        const pending = { state: base64Url(random(24)), verifier: base64Url(random(32)) };
        const url = new URL(authorizationUrl);
        const challenge = { state: pending.state, code_challenge: base64Url(await sha256(pending.verifier)), code_challenge_method: "S256" };
        const asked = { response_type: "code", client_id: clientId, ...challenge, ...present({ redirect_uri: redirectUri, scope }) };
        for (const [name, value] of Object.entries(asked))
            url.searchParams.set(name, value);
        return { url: url.href, pending };
    }
    /** Trades the code that the browser came back with for tokens. What nobody asked for is refused. */
    async complete(returned, pending) {
        const query = new URL(returned).searchParams;
        const isFromThem = this.#options.issuer === undefined || query.get("iss") === this.#options.issuer;
        if (query.get("state") !== pending.state || !isFromThem)
            throw new OAuth2Error("state", "Nobody asked for this answer.");
        const refusal = query.get("error");
        if (refusal !== null)
            throw new OAuth2Error(refusal, query.get("error_description") ?? undefined);
        const redirect = present({ redirect_uri: this.#options.redirectUri });
        return this.#ask({ grant_type: "authorization_code", code: query.get("code") ?? "", code_verifier: pending.verifier, ...redirect });
    }
    /** Gets tokens for the client itself. */
    async clientCredentials() {
        return this.#ask({ grant_type: "client_credentials", ...present({ scope: this.#options.scope }) });
    }
    /** Gets new tokens for the old ones, at once for all who wait for it. */
    async renew() {
        this.#renewal ??= this.#renew().finally(() => (this.#renewal = null));
        return this.#renewal;
    }
    async #renew() {
        const refreshToken = this.#tokens?.refreshToken;
        if (refreshToken !== undefined) {
            const tokens = await this.#ask({ grant_type: "refresh_token", refresh_token: refreshToken });
            this.#tokens = { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
        }
        else if (this.#options.clientSecret !== undefined)
            await this.clientCredentials();
    }
    /** Gives the tokens back. */
    async revoke() {
        const token = this.#tokens?.refreshToken ?? this.#tokens?.accessToken;
        this.#tokens = null;
        if (this.#options.revocationUrl !== undefined && token !== undefined)
            await this.#post(this.#options.revocationUrl, { token });
    }
    async sign({ headers }) {
        const isOver = this.#tokens !== null && (this.#tokens.expiresAt ?? Infinity) < Date.now() + 5000;
        if (isOver || (this.#tokens === null && this.#options.clientSecret !== undefined))
            await this.renew();
        if (this.#tokens !== null)
            headers.set("Authorization", `Bearer ${this.#tokens.accessToken}`);
    }
    async heard(answer, sent) {
        const canRenew = this.#tokens?.refreshToken !== undefined || this.#options.clientSecret !== undefined;
        if (answer.status !== 401 || this.#tokens === null || !canRenew)
            return false;
        // Another call may have got new ones in the meantime.
        if (sent.get("Authorization") === `Bearer ${this.#tokens.accessToken}`)
            await this.renew();
        return true;
    }
    async #ask(values) {
        const said = await this.#post(this.#options.tokenUrl, values);
        const seconds = Number(said["expires_in"] ?? NaN);
        const accessToken = said["access_token"];
        if (typeof accessToken !== "string")
            throw new OAuth2Error("invalid_response", "No token was given.");
        this.#tokens = {
            accessToken,
            refreshToken: textOrNone(said["refresh_token"]),
            expiresAt: Number.isNaN(seconds) ? undefined : Date.now() + seconds * 1000,
            scope: textOrNone(said["scope"]),
        };
        return this.#tokens;
    }
    async #post(url, values) {
        const { clientId, clientSecret } = this.#options;
        const body = new URLSearchParams(clientSecret === undefined ? { client_id: clientId, ...values } : values);
        // The parts are encoded as in a form before they are put together (RFC 6749, 2.3.1).
        const encoded = (part) => new URLSearchParams({ part }).toString().slice("part=".length);
        const secret = clientSecret === undefined ? undefined : base64(utf8(`${encoded(clientId)}:${encoded(clientSecret)}`));
        const answer = await fetch(url, {
            method: "POST",
            body,
            // What is in it is for nobody else, and nobody waits for ever.
            redirect: "error",
            signal: AbortSignal.timeout(30_000),
            headers: present({ Accept: "application/json", Authorization: secret && `Basic ${secret}` }),
        });
        const record = dataIn(await (await gathered(answer, USUAL_MOST)).text());
        if (!answer.ok)
            throw new OAuth2Error(String(record["error"] ?? answer.status), textOrNone(record["error_description"]));
        return record;
    }
}
function dataIn(text) {
    try {
        const said = JSON.parse(text);
        return isRecord(said) ? said : {};
    }
    catch {
        return {};
    }
}
function textOrNone(value) {
    return typeof value === "string" ? value : undefined;
}
function present(values) {
    return Object.fromEntries(Object.entries(values).filter((pair) => pair[1] !== undefined));
}
const revived = new WeakSet();
/** Gives what is remembered anew, with what the server said of it now (RFC 9111, 4.3.4). */
function revive({ said, headers }, answer) {
    const now = new Headers(headers);
    answer.headers.forEach((value, name) => now.set(name, value));
    const found = new Response(said, { headers: now });
    revived.add(found);
    return found;
}
function isRevived(answer) {
    return revived.has(answer);
}
// Characters that all answers may have that are remembered.
const ROOM = 32 * 1024 * 1024;
/** What was shown, by its address, so that it need not be sent again while it holds. What was not used for longest goes first. */
export class Memory {
    #most;
    #kept = new Map();
    #size = 0;
    constructor(most) {
        this.#most = most;
    }
    find(key) {
        const found = this.#kept.get(key);
        if (found !== undefined) {
            this.#kept.delete(key);
            this.#kept.set(key, found);
        }
        return found;
    }
    keep(key, said, headers) {
        const etag = headers.get("ETag");
        this.#forget(key);
        if (etag === null || /\bno-store\b/i.test(headers.get("Cache-Control") ?? ""))
            return;
        this.#kept.set(key, { etag, said, headers });
        this.#size += said.length;
        for (const oldest of this.#kept.keys()) {
            if (this.#kept.size <= this.#most && this.#size <= ROOM)
                return;
            this.#forget(oldest);
        }
    }
    #forget(key) {
        this.#size -= this.#kept.get(key)?.said.length ?? 0;
        this.#kept.delete(key);
    }
}
const isBrowser = "XMLHttpRequest" in globalThis;
// What a browser may take to another server with a redirect: it tells nobody anything, but for Authorization, which stays behind
// (Fetch, 4.4).
const HARMLESS = new Set("accept authorization content-type idempotency-key if-match if-none-match prefer".split(" "));
/** Sends a request, and gives what came back. */
async function send(request, signal, way) {
    const { method, url, headers } = request;
    const { fetch, sendsCookies, progress } = way;
    const mayFollow = [...headers.keys()].every((name) => HARMLESS.has(name));
    // A browser sends a stream over HTTP/2 alone.
    const content = isBrowser && request.content instanceof ReadableStream ? await new Response(request.content).blob() : request.content;
    if (progress !== undefined && isBrowser && mayFollow)
        return sendWithProgress({ ...request, content }, signal, way, progress);
    const body = progress === undefined || isBrowser ? content : counted(content, progress);
    const options = {
        method,
        headers,
        signal,
        credentials: sendsCookies ? "include" : "same-origin",
        redirect: "manual",
        ...(body === undefined ? {} : { body }),
    };
    const sent = body instanceof ReadableStream ? { ...options, duplex: "half" } : options;
    const answer = staying(await fetch(url.href, sent));
    if (progress !== undefined && isBrowser && content !== undefined)
        await tellOfAll(content, progress);
    return answer;
}
async function tellOfAll(content, progress) {
    const { size } = await new Response(content).blob();
    progress(size, size);
}
// Credentials and content are for one server: a redirect would take them to wherever it likes.
function staying(answer) {
    const isSentOn = answer.type === "opaqueredirect" || [301, 302, 303, 307, 308].includes(answer.status);
    if (isSentOn)
        throw new Unreachable("The server sends the request to another address, which is not followed.");
    return answer;
}
function counted(content, progress) {
    if (content === undefined || content instanceof FormData || content instanceof URLSearchParams)
        return content;
    const blob = content instanceof ReadableStream ? null : new Blob([content]);
    let sent = 0;
    const count = new TransformStream({
        transform(chunk, controller) {
            controller.enqueue(chunk);
            progress((sent += chunk.byteLength), blob?.size ?? null);
        },
    });
    const source = blob?.stream() ?? content;
    return source.pipeThrough(count);
}
function sendWithProgress({ method, url, headers, content }, signal, { sendsCookies, most }, progress) {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open(method, url.href);
        request.responseType = "blob";
        request.withCredentials = sendsCookies;
        headers.forEach((value, name) => request.setRequestHeader(name, value));
        request.upload.onprogress = (event) => progress(event.loaded, event.lengthComputable ? event.total : null);
        request.onprogress = ({ loaded }) => {
            try {
                bounded(loaded, most);
            }
            catch (error) {
                reject(error);
                request.abort();
            }
        };
        // It follows redirects by itself, and only tells where it came to.
        const isOwn = () => request.responseURL === "" || new URL(request.responseURL).origin === url.origin;
        request.onload = () => (isOwn() ? resolve(answerOf(request)) : reject(new Unreachable("The answer is of another server.")));
        request.onerror = () => reject(new TypeError("There is no way to the server."));
        request.onabort = () => reject(signal.reason);
        if (signal.aborted)
            return reject(signal.reason);
        signal.addEventListener("abort", () => request.abort(), { once: true });
        request.send(content);
    });
}
function answerOf(request) {
    const lines = request.getAllResponseHeaders().trim().split(/\r?\n/).filter(Boolean);
    const headers = new Headers(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
    const hasContent = ![204, 205, 304].includes(request.status);
    return new Response(hasContent ? request.response : null, { status: request.status, statusText: request.statusText, headers });
}
/** Gives an answer with all of its content, so that nothing more has to be waited for, as long as that is not too much. */
async function whole(answer, most) {
    const hasContent = ![204, 205, 304].includes(answer.status);
    const content = hasContent ? await gathered(answer, most) : null;
    return new Response(content, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
}
/** Puts together what was answered. */
function answered(answer, url, data) {
    const { status, headers } = answer;
    return { data, status, headers, etag: headers.get("ETag"), url: url.href, isRemembered: isRevived(answer) };
}
/** Puts together what was refused. */
async function refusalOf(answer) {
    const content = await read(answer).catch(() => undefined);
    return { status: answer.status, headers: answer.headers, content };
}
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS", "QUERY", "TRACE", "PUT", "DELETE"]);
/** Gives the seconds to wait before the next attempt; `null` where there should be none. */
function waitBefore(attempt, outcome, method, hasKey, patience) {
    if (attempt >= patience.retries)
        return null;
    const isRepeatable = hasKey || REPEATABLE.has(method);
    // It gets longer each time, and is not the same for all clients.
    const wait = Math.min(patience.most, patience.backOff * 2 ** attempt) * (0.5 + Math.random() / 2);
    if (!(outcome instanceof Response))
        return isRepeatable ? wait : null;
    const said = secondsToWait(outcome.headers);
    // Who is sent away like this was not served, so that it does no harm to come back.
    const saysSo = outcome.status === 503 || (outcome.status === 409 && hasKey);
    const isSentAway = outcome.status === 425 || outcome.status === 429 || (saysSo && said !== null);
    if (isSentAway)
        return said === null ? wait : said <= patience.most ? said : null;
    // Proxies say this as well when it broke off in the middle, and nobody knows what was done.
    return isRepeatable && [502, 503, 504].includes(outcome.status) ? wait : null;
}
/** Tells what can be read once, so that it cannot be sent twice. */
function isOnce(body) {
    if (typeof body !== "object" || body === null || body instanceof ReadableStream)
        return body instanceof ReadableStream;
    // What begins anew each time gives another iterator each time; a generator is its own.
    return Symbol.asyncIterator in body || (Symbol.iterator in body && body[Symbol.iterator]() === body);
}
/** Tells what is wrong with the way to the server. What was cancelled, and what is wrong with the request, is thrown on. */
function failure(error, signal) {
    if (signal.aborted)
        throw signal.reason;
    if (error instanceof DOMException && error.name === "TimeoutError")
        return new TimedOut("The server did not answer in time.", { cause: error });
    // An item of a stream that does not fit ends the request from inside.
    if (error instanceof Error && error.cause instanceof Problem)
        throw error.cause;
    if (error instanceof TypeError)
        return new Unreachable("There is no way to the server.", { cause: error });
    throw error;
}
/** Sends requests as operations say, and makes answers or problems of what comes back. */
export class Caller {
    #base;
    #rules;
    #settings;
    #pending = new Set();
    #credentials;
    #memory;
    constructor(base, rules, settings) {
        this.#base = absolute(settings.baseUrl ?? base);
        this.#rules = rules;
        this.#settings = settings;
        this.#memory = new Memory(settings.remembers ?? 200);
        this.#credentials = settings.credentials ?? null;
    }
    get credentials() {
        return this.#credentials;
    }
    // What was shown to somebody else is forgotten.
    set credentials(credentials) {
        this.#credentials = credentials;
        this.#memory = new Memory(this.#settings.remembers ?? 200);
    }
    cancel() {
        for (const controller of this.#pending)
            controller.abort(new DOMException("The client was told to stop.", "AbortError"));
    }
    /** Carries out an operation. */
    async call(operation, given, options = {}) {
        const url = this.#checked(operation, given);
        return this.#within(options, (signal) => this.#finish({ operation, given, options, url, signal }));
    }
    /** Goes through a list that comes in pages. */
    pages(operation, given, options = {}) {
        const items = (page) => {
            const found = pointedTo(page.data, operation.pages ?? "");
            if (!Array.isArray(found))
                throw new Unreachable("The answer is no page.");
            return found;
        };
        const follow = (page) => {
            const next = nextOf(page.headers, page.url);
            return next === null
                ? null
                : this.#within(options, (signal) => this.#finish({ operation, given, options, url: this.#own(next), signal }));
        };
        return new Pages(() => this.call(operation, given, options), follow, items);
    }
    /** Goes through items that come one after the other. */
    stream(operation, given, options = {}) {
        return new Stream(async () => {
            const url = this.#checked(operation, given);
            const [controller, signal] = this.#started(options);
            try {
                const answer = await this.#send({ operation, given, options, url, signal, isStream: true });
                if (!answer.ok)
                    throw problemOf(await refusalOf(answer));
                const bounds = { most: this.#most(options), seconds: this.#seconds(options) };
                return answered(answer, url, this.#watched(itemsOf(answer, bounds), controller, signal));
            }
            catch (error) {
                this.#pending.delete(controller);
                throw error;
            }
        });
    }
    async *#watched(items, controller, signal) {
        try {
            yield* items;
        }
        catch (error) {
            throw failure(error, signal);
        }
        finally {
            this.#pending.delete(controller);
            controller.abort();
        }
    }
    #checked(operation, given) {
        const found = this.#settings.checks === false ? unsendable(operation, given) : faultsOf(operation, given, this.#rules);
        if (found.length > 0)
            throw invalid(found);
        return addressOf(operation, given, this.#base);
    }
    #most(options) {
        return options.maxAnswer ?? this.#settings.maxAnswer ?? USUAL_MOST;
    }
    #seconds(options) {
        return options.timeout ?? this.#settings.timeout ?? 30;
    }
    // Credentials are for one server: a link to another one is not followed with them.
    #own(address) {
        const url = new URL(address);
        if (url.origin !== new URL(this.#base).origin)
            throw new Unreachable(`The next page is said to be at another server: ${url.origin}.`);
        return url;
    }
    #started(options) {
        const controller = new AbortController();
        this.#pending.add(controller);
        return [controller, options.signal === undefined ? controller.signal : AbortSignal.any([controller.signal, options.signal])];
    }
    async #within(options, work) {
        const [controller, signal] = this.#started(options);
        try {
            return await work(signal);
        }
        finally {
            this.#pending.delete(controller);
        }
    }
    async #finish(call) {
        const answer = await this.#send(call);
        if (!answer.ok)
            throw await this.#problem(call, answer);
        return answered(answer, call.url, await read(answer));
    }
    // Who was too late wants to see what is there now.
    async #problem({ operation, url, signal }, answer) {
        const refusal = await refusalOf(answer);
        if (answer.status !== 412)
            return problemOf(refusal);
        const reading = { method: "GET", path: operation.path, accept: "application/json" };
        const current = await this.#send({ operation: reading, given: {}, options: {}, url, signal }).catch(() => null);
        return new Conflict(refusal, current?.ok ? answered(current, url, await read(current)) : null);
    }
    async #send(call) {
        const { operation, given, options, signal } = call;
        const { retries, backOff = 0.5, patience: most = 60 } = this.#settings;
        const patience = { retries: isOnce(given["body"]) ? 0 : (options.retries ?? retries ?? 3), backOff, most };
        const headers = this.#headers(call);
        let hasRenewed = false;
        for (let attempt = 0;;) {
            const sent = new Headers(headers);
            const outcome = await this.#attempt(call, sent).catch((error) => failure(error, signal));
            const isRefused = outcome instanceof Response && (await this.#credentials?.heard?.(outcome, sent)) === true;
            if (isRefused && !hasRenewed && !isOnce(given["body"])) {
                hasRenewed = true;
                continue;
            }
            const wait = waitBefore(attempt++, outcome, operation.method, headers.has("Idempotency-Key"), patience);
            if (wait !== null)
                await pause(wait, signal);
            else if (outcome instanceof Response)
                return outcome;
            else
                throw outcome;
        }
    }
    async #attempt({ operation, given, options, url, signal, isStream }, headers) {
        const form = given["body"] === undefined || operation.bodies === undefined ? null : this.#form(operation.bodies, given["body"], options);
        const content = form === null ? undefined : written(given["body"], form, this.#rules);
        // The boundary of a form is not known before it is sent.
        if (form !== null && !(content instanceof FormData))
            headers.set("Content-Type", form.mediaType);
        const prepared = { method: operation.method, url: new URL(url), headers, content };
        await this.#credentials?.sign(prepared);
        const [memory, key] = [this.#memory, keyOf(prepared)];
        const remembered = headers.has("If-None-Match") ? undefined : memory.find(key);
        if (remembered !== undefined)
            headers.set("If-None-Match", remembered.etag);
        const [time, stop] = clock(this.#seconds(options));
        try {
            const way = {
                fetch: this.#settings.fetch ?? fetch,
                sendsCookies: this.#credentials?.sendsCookies ?? false,
                progress: options.onProgress,
                most: this.#most(options),
            };
            const answer = await send(prepared, AbortSignal.any([signal, time]), way);
            if (isStream && answer.ok)
                return answer;
            if (answer.status === 304 && remembered !== undefined)
                return revive(remembered, answer);
            const all = await whole(answer, this.#most(options));
            if (operation.method === "GET" && all.ok && isJson(all))
                memory.keep(key, await all.clone().text(), all.headers);
            return all;
        }
        finally {
            stop();
        }
    }
    #form(bodies, body, { contentType }) {
        const form = bodies.find((one) => one.mediaType === contentType) ?? formOf(bodies, body, this.#rules);
        return contentType === undefined ? form : { ...form, mediaType: contentType };
    }
    #headers({ operation, given, options }) {
        const headers = fieldsOf(operation, given);
        const match = given["match"];
        const tag = typeof match === "string" ? match : match?.etag;
        if (operation.takesMatch && tag)
            headers.set("If-Match", tag);
        if (operation.takesKey)
            headers.set("Idempotency-Key", `"${options.idempotencyKey ?? hex(random(16))}"`);
        for (const [name, value] of Object.entries({ ...this.#settings.headers, ...options.headers }))
            headers.set(name, value);
        return headers;
    }
}
// What tells answers apart: where, and all that was said. A key or a token may be somebody else's the next time; a signature is another
// one each time, though the caller is the same.
function keyOf({ method, url, headers }) {
    return JSON.stringify([method, url.href, [...headers].filter(([, value]) => !/^(?:digest|oauth) /i.test(value))]);
}
function absolute(base) {
    if (URL.canParse(base))
        return base;
    if (typeof location === "undefined")
        throw new Unreachable(`${base} has no host. Give baseUrl.`);
    return new URL(base, location.origin).href;
}
/**
 * Changes something that others may change at the same time: reads it, writes what comes of it, and begins anew after a conflict.
 * @param read gives the state as it is
 * @param write sends the change of a state, with that as `match`
 * @param attempts how often it is tried
 */
export async function edit(read, write, attempts = 3) {
    let state = await read();
    for (let attempt = 1;; attempt++) {
        try {
            return await write(state);
        }
        catch (error) {
            if (!(error instanceof Conflict) || error.current === null || attempt >= attempts)
                throw error;
            state = error.current;
        }
    }
}
