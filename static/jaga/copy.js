// A button that copies a text, and says so. Where the browser keeps its clipboard to secure
// addresses (plain http in an office network), the text is selected and copied the old way.

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the reader or the browser: try the old way.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.style.cssText = "position:fixed;top:0;left:0;opacity:0";
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  area.setSelectionRange(0, text.length);
  let done = false;
  try {
    done = document.execCommand("copy");
  } finally {
    area.remove();
    before?.focus();
  }
  return done;
}

export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "jt-copy";
    const said = document.createElement("span");
    said.className = "jt-copied";
    said.setAttribute("role", "status");
    parentElement.append(button, said);
  }
  const said = parentElement.querySelector(".jt-copied");
  button.textContent = data.label;
  if (button.dataset.text !== data.text) said.textContent = "";
  button.dataset.text = data.text;
  button.onclick = async () => {
    said.textContent = "";
    said.textContent = (await copy(data.text)) ? data.copied : data.failed;
  };
}
