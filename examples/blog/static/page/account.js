import { Client, OAuth2, Unauthorized } from "../client.js";
import { find, tell } from "./elements.js";
/** Speaks with the blog. */
export const client = new Client();
/** Who is logged in; the page has no password, and its tokens live as long as it does. */
export let account = null;
const home = new URL("/", location.origin).href;
async function oauth() {
    const answer = await fetch("/.well-known/oauth-authorization-server");
    const server = (await answer.json());
    return new OAuth2({
        clientId: document.body.dataset["client"] ?? "",
        issuer: server.issuer,
        authorizationUrl: server.authorization_endpoint,
        tokenUrl: server.token_endpoint,
        revocationUrl: server.revocation_endpoint,
        redirectUri: home,
        scope: "posts:write",
    });
}
/** Leaves for the blog's own log-in, to come back with a code. */
async function logIn() {
    const { url, pending } = await (await oauth()).begin();
    sessionStorage.setItem("pending", JSON.stringify({ ...pending, hash: location.hash }));
    location.assign(url);
}
/** Takes the code that the page was called with, if it was. */
export async function comeBack() {
    const kept = sessionStorage.getItem("pending");
    const returned = location.href;
    if (kept === null || !new URL(returned).searchParams.has("state"))
        return;
    sessionStorage.removeItem("pending");
    const pending = JSON.parse(kept);
    // The code is for nobody else to see, be it in the address.
    history.replaceState(null, "", home + pending.hash);
    const credentials = await oauth();
    await credentials.complete(returned, pending);
    client.credentials = credentials;
    account = (await client.getMe()).data;
}
async function logOut() {
    const credentials = client.credentials;
    forget();
    if (credentials instanceof OAuth2)
        await credentials.revoke();
}
/** Forgets who was logged in, as when the server does. */
export function forget() {
    client.credentials = null;
    account = null;
    showAccount();
}
/** Shows who is logged in, and what can be done about it. */
export function showAccount() {
    find("#who").textContent = account === null ? "" : account.name;
    find("#log-in").hidden = account !== null;
    find("#log-out").hidden = account === null;
    find("#write").hidden = !(account?.scopes.includes("posts:write") ?? false);
}
/** Makes the buttons work; what has to change with the account is done after it. */
export function listen(changed) {
    find("#log-in").addEventListener("click", () => void logIn());
    find("#log-out").addEventListener("click", () => void logOut().then(changed));
}
/** Tells what went wrong. */
export function complain(error) {
    if (error instanceof Unauthorized)
        forget();
    tell(error instanceof Error ? error.message : String(error), true);
}
