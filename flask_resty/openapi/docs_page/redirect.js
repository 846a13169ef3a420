// Hands the answer of an authorization server to the documentation page that asked for it, and closes the window.

const query = location.search
// The code is not to stay in the history.
history.replaceState(null, "", location.pathname)

const channel = new BroadcastChannel(location.href)
channel.addEventListener("message", () => close())
channel.postMessage(query)
