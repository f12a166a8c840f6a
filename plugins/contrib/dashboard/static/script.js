"use strict";

/* What pages do more comfortably with a script; none of it is needed. */

const objects = () => document.querySelectorAll("details.object");

for (const button of document.querySelectorAll("[data-fold]")) {
  button.addEventListener("click", () => {
    for (const one of objects()) one.open = button.dataset.fold === "open";
  });
}
for (const place of document.querySelectorAll(".folding")) place.hidden = objects().length < 2;

/* A link to an object unfolds it, and so does printing to all. */
const unfold = () => {
  const one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (one && one.tagName === "DETAILS") one.open = true;
};
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => { for (const one of objects()) one.open = true; });
unfold();

/* "/" leads to the search, as in other places. */
addEventListener("keydown", (event) => {
  const field = document.querySelector("input[type=search]");
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === "/" && field && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

for (const code of document.querySelectorAll(".commands code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${code.textContent}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  if (navigator.clipboard) code.after(button);
}
