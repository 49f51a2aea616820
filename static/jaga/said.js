// Says aloud what a choice has changed: one live region that stays in the page while its words
// change, for a region that comes with its words is not announced.

export default function ({ parentElement, data }) {
  let said = parentElement.querySelector("p");
  if (!said) {
    said = document.createElement("p");
    said.setAttribute("role", "status");
    said.setAttribute("aria-live", "polite");
    parentElement.append(said);
  }
  if (said.textContent !== data.text) said.textContent = data.text;
}
