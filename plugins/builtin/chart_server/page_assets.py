"""The style, the script and the icon of the page."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --paper: #fff; --ink: #17202b; --soft: #5b6775; --line: #dfe4ea;
  --accent: #0b63ce; --accent-soft: #e8f1fd; --code: #eef1f5; --warn: #9a4a00; --warn-soft: #fff1e0;
  --shadow: 0 1px 2px rgb(15 30 50 / .06), 0 4px 16px rgb(15 30 50 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1319; --paper: #171e27; --ink: #e6ebf1; --soft: #97a4b3; --line: #2a3441;
    --accent: #74b3ff; --accent-soft: #16304f; --code: #0f151c; --warn: #ffb866; --warn-soft: #3b2a14;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 0 clamp(1rem, 4vw, 3rem) 3rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 76rem; margin: 0 auto; }
header { padding: clamp(1.5rem, 5vw, 3.5rem) 0 1.5rem; }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .875rem; }
.logo { width: 2.25rem; height: 2.25rem; }
h1 { margin: 0; font-size: clamp(1.5rem, 1.1rem + 2vw, 2.25rem); line-height: 1.2; letter-spacing: -.02em; }
h2 { margin: 0; font-size: 1.125rem; line-height: 1.3; letter-spacing: -.01em; }
p { margin: 0; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.count, footer { color: var(--soft); font-size: .9375rem; }
form { margin: 1.25rem 0 .875rem; }
input {
  width: 100%; max-width: 40rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem;
  background: var(--paper); color: inherit; font: inherit; box-shadow: var(--shadow);
}
input::placeholder { color: var(--soft); opacity: 1; }
input:focus { outline: 2px solid var(--accent); outline-offset: -1px; }
.add {
  display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .625rem; color: var(--soft); font-size: .9375rem;
}
code {
  font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  padding: .25rem .625rem; border-radius: .5rem; background: var(--code); color: var(--ink); user-select: all;
}
.install code { display: block; padding: .5rem .75rem; }
ul { margin: 0; padding: 0; list-style: none; }
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }
.chart {
  display: flex; flex-direction: column; gap: .75rem; padding: 1.25rem; border: 1px solid var(--line);
  border-radius: 1rem; background: var(--paper); box-shadow: var(--shadow); min-width: 0;
}
.chart[hidden] { display: none; }
.head { display: flex; gap: .875rem; align-items: center; }
.title { min-width: 0; }
.icon {
  position: relative; flex: none; display: grid; place-items: center; width: 3rem; height: 3rem; overflow: hidden;
  border-radius: .75rem; color: #fff; font-size: 1.375rem; font-weight: 650; background: hsl(var(--hue) 55% 33%);
}
.icon img {
  position: absolute; inset: 0; width: 100%; height: 100%; padding: .25rem; object-fit: contain; background: #fff;
}
.hue0 { --hue: 210; } .hue1 { --hue: 240; } .hue2 { --hue: 270; } .hue3 { --hue: 300; } .hue4 { --hue: 330; }
.hue5 { --hue: 0; } .hue6 { --hue: 25; } .hue7 { --hue: 45; } .hue8 { --hue: 90; } .hue9 { --hue: 150; }
.hue10 { --hue: 175; } .hue11 { --hue: 195; }
.facts { display: flex; flex-wrap: wrap; gap: .125rem .625rem; color: var(--soft); font-size: .875rem; }
.version { color: var(--ink); font-weight: 600; }
.deprecated { padding: 0 .5rem; border-radius: 1rem; background: var(--warn-soft); color: var(--warn); }
.description { color: var(--ink); font-size: .9375rem; }
.keywords { display: flex; flex-wrap: wrap; gap: .375rem; font-size: .8125rem; }
.keywords span { padding: 0 .5rem; border-radius: 1rem; background: var(--accent-soft); color: var(--accent); }
.install { margin-top: auto; }
.versions { font-size: .875rem; }
.versions li { display: flex; justify-content: space-between; gap: 1rem; }
.versions time { flex: none; color: var(--soft); font-variant-numeric: tabular-nums; }
details { font-size: .875rem; }
details .versions { max-height: 16rem; overflow-y: auto; margin-top: .375rem; }
summary { width: fit-content; color: var(--soft); cursor: pointer; }
.none { padding: 3rem 0; color: var(--soft); text-align: center; }
footer { padding-top: 2rem; }
"""

SCRIPT = """
const field = document.getElementById("q"), count = document.getElementById("count");
const cards = [...document.querySelectorAll(".chart")], none = document.getElementById("none");
const total = count.textContent;
for (const image of document.querySelectorAll(".icon img")) {
  const drop = () => image.remove();
  image.addEventListener("error", drop);
  if (image.complete && image.currentSrc && !image.naturalWidth) drop();
}
const filter = () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const card of cards) {
    card.hidden = !words.every((word) => card.dataset.words.includes(word));
    shown += !card.hidden;
  }
  count.textContent = words.length ? `${shown} of ${cards.length}` : total;
  none.textContent = cards.length ? "No chart matches the search." : none.textContent;
  none.hidden = shown > 0;
};
if (!new URLSearchParams(location.search).get("q")) {
  field.addEventListener("input", filter);
  field.form.addEventListener("submit", (event) => event.preventDefault());
  if (field.value) filter();
}
"""

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' "
    "r='11' fill='none' stroke='%230b63ce' stroke-width='4'/%3E%3Cpath d='M16 1v30M1 16h30M6 6l20 20M26 6L6 26' "
    "stroke='%230b63ce' stroke-width='2.5'/%3E%3C/svg%3E"
)
"""A ship's wheel."""
