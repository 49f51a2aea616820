// Says since when the server is gone. Streamlit keeps the state of its connection as an attribute of
// the page. Its own message, in English, lies across the map and keeps keys and readers away from
// it: it is closed as it comes.

const STATE = "data-test-connection-state";
const GRACE_MS = 1500;
const MESSAGE = "[data-testid=stDialog]";

function clock(at, lang) {
  const parts = [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, "0"));
  return parts.join(lang === "id" ? "." : ":");
}

export default function ({ parentElement, data }) {
  let said = parentElement.querySelector("p");
  if (said) {
    said.jagaTell(data);
    return undefined;
  }
  said = document.createElement("p");
  said.setAttribute("role", "status");
  parentElement.append(said);
  const app = document.querySelector("[data-testid=stApp]");
  let asked = data;
  let since = null;
  let waiting = null;
  let connected = false;

  function write() {
    const shown = since ? asked.words.replace("{time}", clock(since, asked.lang)) : "";
    if (said.textContent !== shown) said.textContent = shown;
  }

  function look() {
    if (app.getAttribute(STATE) === "CONNECTED") {
      connected = true;
      clearTimeout(waiting);
      waiting = since = null;
      write();
    } else if (connected && !waiting) {
      const at = new Date();
      waiting = setTimeout(() => { since = at; write(); }, GRACE_MS);
    }
  }

  /* A message that came with the server gone is Streamlit's: the pages open none. */
  function clear() {
    const message = app.getAttribute(STATE) === "CONNECTED" ? null : document.querySelector(MESSAGE);
    message?.querySelector("button")?.click();
  }

  said.jagaTell = (news) => { asked = news; write(); };
  const watching = new MutationObserver(look);
  watching.observe(app, { attributes: true, attributeFilter: [STATE] });
  const clearing = new MutationObserver(clear);
  clearing.observe(document.body, { childList: true });
  look();
  return () => { watching.disconnect(); clearing.disconnect(); clearTimeout(waiting); };
}
