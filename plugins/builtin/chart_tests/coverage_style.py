"""How the coverage page looks: by light and by dark, from the width of a phone on.

Colours of text and ground are at least 4.5 to 1 apart; what a colour says is also said by a number or a mark.
"""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #ffffff; --text: #1c2126; --soft: #57606a; --rule: #d3d9df; --sheet: #f6f8fa; --link: #0a55b5;
  --hit: #237a3a; --hit-ground: #eefaf0; --part: #a15c00; --part-ground: #fff5db;
  --miss: #c0222f; --miss-ground: #ffeceb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181d; --text: #dfe5eb; --soft: #9aa6b2; --rule: #38414b; --sheet: #1b2127; --link: #7db8ff;
    --hit: #5fc27a; --hit-ground: #17291d; --part: #e0a93f; --part-ground: #33290f;
    --miss: #ff8a84; --miss-ground: #3a1b1c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .25rem; }
a { color: var(--link); }
small, .also { color: var(--soft); }
.total strong { font-size: 2.2rem; line-height: 1.2; margin-right: .5rem; }
.total span { color: var(--soft); }
.all strong, td.all, summary .all { color: var(--hit); }
.most strong, td.most, summary .most { color: var(--part); }
.few strong, td.few, summary .few { color: var(--miss); }
.index { border-collapse: collapse; width: 100%; margin: 1rem 0 1.5rem; font-variant-numeric: tabular-nums; }
.index th, .index td { padding: .35rem .5rem; border-bottom: 1px solid var(--rule); text-align: right; }
.index th:first-child { text-align: left; overflow-wrap: anywhere; }
.index thead th { color: var(--soft); font-weight: 600; white-space: nowrap; vertical-align: bottom; }
.index tbody th { font-weight: 400; }
.index tfoot th, .index tfoot td { font-weight: 700; border-bottom: 0; }
.legend { list-style: none; margin: 0 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem;
  color: var(--soft); font-size: .9rem; }
.key { display: inline-block; width: 1.1em; height: 1.1em; margin-right: .4em; vertical-align: -.2em;
  border: 1px solid var(--rule); border-left-width: .35em; border-left-style: solid; }
.file { border: 1px solid var(--rule); border-radius: .5rem; margin: 0 0 1rem; overflow: clip;
  scroll-margin-top: .5rem; }
.file > p, .file > ul { margin: 0; padding: 0 1rem .5rem; font-size: .9rem; color: var(--soft); }
.file > ul { padding-left: 2.2rem; overflow-wrap: anywhere; }
summary { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; padding: .6rem 1rem;
  cursor: pointer; font-variant-numeric: tabular-nums; }
summary::-webkit-details-marker { display: none; }
summary h2 { margin: 0; overflow-wrap: anywhere; }
summary h2::before { content: "+\\a0"; color: var(--soft); font-family: ui-monospace, monospace; }
details[open] summary h2::before { content: "\\2212\\a0"; }
.file:target > summary { background: var(--sheet); }
summary span { font-weight: 700; }
.source { border-top: 1px solid var(--rule); background: var(--sheet); padding: .25rem 0;
  font: .84rem/1.55 ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; }
.line { display: grid; grid-template-columns: 3.2rem 3.4rem minmax(0, 1fr); border-left: .35rem solid transparent; }
.line a, .line i { text-align: right; padding-right: .7rem; color: var(--soft); text-decoration: none;
  font-style: normal; user-select: none; }
.line a:hover { text-decoration: underline; }
.line code { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; padding-right: .5rem;
  min-height: 1.55em; }
.line:target a { color: var(--text); font-weight: 700; }
.none code { color: var(--soft); }
.hit { border-left-color: var(--hit); background: var(--hit-ground); }
.part { border-left-color: var(--part); background: var(--part-ground); }
.miss { border-left-color: var(--miss); background: var(--miss-ground); }
.miss i { color: var(--miss); font-weight: 700; }
.part i { color: var(--part); font-weight: 700; }
.why { margin: 0; padding: .1rem .7rem .3rem 6.95rem; border-left: .35rem solid var(--part); color: var(--part);
  background: var(--part-ground); overflow-wrap: anywhere; }
.why::before { content: "\\2191\\a0"; }
@media (max-width: 40rem) {
  main { padding: 1rem .6rem 3rem; }
  .wide { display: none; }
  .index, .index tbody, .index tfoot { display: block; }
  .index thead { display: none; }
  .index tr { display: flex; flex-wrap: wrap; justify-content: space-between; padding: .4rem 0;
    border-bottom: 1px solid var(--rule); }
  .index th, .index td { padding: 0; border: 0; }
  .index th { flex: 1 0 100%; }
  .index td[data-unit]::after { content: " " attr(data-unit); color: var(--soft); font-weight: 400; }
  .legend { display: block; }
  .line { grid-template-columns: 2.3rem 2.6rem minmax(0, 1fr); }
  .line a, .line i { padding-right: .4rem; }
  .source { font-size: .78rem; }
  .why { padding-left: 5.2rem; }
}
@media print { .file { break-inside: auto; } summary h2::before { content: ""; } }
"""
"""The style sheet of the page."""
