/** The look of all sandbox pages: one sheet, light and dark, phone first. Text has at least 4.5:1 against its ground. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f5f5f2; --sheet: #ffffff; --ink: #1c2429; --soft: #53606a; --line: #d8d8d2; --edge: #7d8890;
  --accent: #0b6666; --on-accent: #ffffff; --banner: #0b6666;
  --calm: #e6e9eb; --on-calm: #35414a; --moving: #fbeac4; --on-moving: #644300;
  --good: #d5efdb; --on-good: #14512c; --bad: #fbdedc; --on-bad: #8a1f17; --warn: #e7e1f5; --on-warn: #4a3482;
}
:root[data-vendor="jira"] { --accent: #84500a; --banner: #84500a; }
:root[data-vendor="servicenow"] { --accent: #96395a; --banner: #96395a; }
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #13181b; --sheet: #1b2226; --ink: #e5e9eb; --soft: #a8b3ba; --line: #333d43; --edge: #75828b;
    --accent: #6cc9c4; --on-accent: #0d2323;
    --calm: #333e45; --on-calm: #d5dde2; --moving: #4d3a10; --on-moving: #f6d68f;
    --good: #173f27; --on-good: #a6e3b8; --bad: #54211d; --on-bad: #ffc1ba; --warn: #362c58; --on-warn: #d3c6fa;
  }
  :root[data-vendor="jira"] { --accent: #e6ae68; --on-accent: #2a1a04; }
  :root[data-vendor="servicenow"] { --accent: #f09cb5; --on-accent: #33101c; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; overflow-wrap: anywhere;
}
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .2rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.25rem 0 .5rem; }
h1 { font-size: 1.5rem; margin: .25rem 0 1rem; }
h2 { font-size: 1.1rem; }
h3, h4, h5, h6 { font-size: 1rem; }
p, ul, ol, pre, blockquote { margin: 0 0 .75rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: .5rem; top: .5rem; padding: .5rem 1rem; background: var(--sheet); z-index: 1; }
.banner { margin: 0; padding: .5rem 1rem; background: var(--banner); color: #ffffff; font-weight: 600; }
.banner span { font-weight: 400; margin-left: .75rem; }
.bar, main, footer, .beside, .apps { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
.bar { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; padding-top: .6rem; }
.bar ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 0; }
.bar a { display: inline-block; padding: .2rem 0; }
.bar a[aria-current] { color: var(--ink); font-weight: 600; text-decoration-thickness: .15em; }
.clock { margin: 0; padding: .2rem 0; color: var(--soft); font-variant-numeric: tabular-nums; }
main { padding-top: .5rem; }
main:focus { outline: none; }
.trail { color: var(--soft); margin: 0; }
.columns { display: grid; gap: 1rem; align-items: start; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 56rem) { .columns { grid-template-columns: minmax(0, 22rem) minmax(0, 1fr); } }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; }
.sheet > h2:first-child { margin-top: 0; }
.sheet > :last-child { margin-bottom: 0; }
dl { margin: 0 0 .75rem; }
dl div {
  display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: 0 .75rem; align-items: baseline;
  padding: .35rem 0; border-bottom: 1px solid var(--line);
}
dl div:last-child { border-bottom: 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; }
.lozenge {
  display: inline-block; padding: .05rem .5rem; border-radius: .25rem; font-size: .875rem; font-weight: 600;
  white-space: nowrap;
}
.calm { background: var(--calm); color: var(--on-calm); }
.moving { background: var(--moving); color: var(--on-moving); }
.good { background: var(--good); color: var(--on-good); }
.bad { background: var(--bad); color: var(--on-bad); }
.warn { background: var(--warn); color: var(--on-warn); }
.chip { display: inline-block; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .4rem; margin: 0 .25rem .25rem 0; font-size: .875rem; }
.soft, .meta, .empty { color: var(--soft); }
.listing { list-style: none; padding: 0; margin: 0; }
.listing li { padding: .75rem 0; border-bottom: 1px solid var(--line); }
.listing li:first-child { padding-top: 0; }
.listing li:last-child { border-bottom: 0; padding-bottom: 0; }
.line { margin: 0 0 .25rem; }
.line a { font-weight: 600; text-decoration: none; }
.line a:hover { text-decoration: underline; }
.key { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 400; margin-right: .25rem; }
.meta { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; margin: 0; font-size: .9375rem; }
form { margin: 0 0 .75rem; }
.choices { display: flex; flex-wrap: wrap; gap: .5rem; align-items: start; }
.choices form { margin: 0; }
.choices form.asks { flex: 1 1 100%; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; }
label { display: block; font-size: .9375rem; margin: 0 0 .2rem; }
input, select, textarea {
  display: block; width: 100%; max-width: 100%; margin: 0 0 .75rem; padding: .5rem; border: 1px solid var(--edge); border-radius: .35rem;
  background: var(--ground); color: var(--ink); font: inherit;
}
textarea { min-height: 5rem; resize: vertical; }
button {
  min-height: 2.75rem; padding: .4rem 1rem; border: 1px solid var(--accent); border-radius: .4rem; cursor: pointer;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600;
}
button.quiet { background: transparent; color: var(--accent); }
button:hover { filter: brightness(1.08); }
.notice { border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1rem; border-left: .3rem solid currentColor; }
.entry { border-top: 1px solid var(--line); padding: .75rem 0 0; margin: 0 0 .75rem; }
.entry:first-of-type { border-top: 0; padding-top: 0; }
.entry > header { margin: 0 0 .25rem; font-size: .9375rem; color: var(--soft); }
.entry > header strong { color: var(--ink); }
.entries { list-style: none; padding: 0; margin: 0 0 1rem; }
.text { white-space: pre-wrap; }
.rich p { white-space: pre-wrap; }
.rich li > p { margin-bottom: .25rem; }
.rich > :last-child { margin-bottom: 0; }
#form-messages > p { margin-bottom: .5rem; }
#form-messages:not(:empty) { margin-bottom: 1rem; }
.field-message { border-radius: .35rem; padding: .5rem .75rem; margin: -.4rem 0 .75rem; border-left: .3rem solid currentColor; font-size: .9375rem; }
[aria-invalid="true"] { border-color: var(--on-bad); border-width: 2px; }
section + .choices.actions { margin-top: -.25rem; }
.choices.actions { margin-bottom: 1rem; }
.field { margin: 0 0 .75rem; }
table.records { width: 100%; margin: 0; font-size: .9375rem; }
table.records th { font-weight: 600; }
table.records .text { white-space: normal; }
table.records .title { min-width: 15rem; }
table.records th, table.records td { border-width: 0 0 1px; padding: .5rem .75rem .5rem 0; background: transparent; }
table.records tr:last-child td { border-bottom: 0; }
table.records td { overflow-wrap: normal; }
pre { overflow-x: auto; padding: .75rem; background: var(--ground); border: 1px solid var(--line); border-radius: .35rem; }
code { font-family: ui-monospace, "Liberation Mono", monospace; font-size: .9em; }
.rich :not(pre) > code { background: var(--calm); color: var(--on-calm); border-radius: .2rem; padding: .05rem .25rem; }
blockquote { border-left: .25rem solid var(--line); padding-left: 1rem; margin-left: 0; color: var(--soft); }
.panel { border-radius: .4rem; padding: .75rem 1rem; margin: 0 0 .75rem; }
.panel > :last-child { margin-bottom: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 0 0 .75rem; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--ground); }
.rich td > :last-child, .rich th > :last-child { margin-bottom: 0; }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
.live { color: var(--soft); min-height: 1.5rem; margin: 0; flex: 1 1 100%; text-align: right; font-size: .9375rem; }
.app { padding: 0; overflow: hidden; }
.app > h2:first-child { margin: 1rem 1rem .5rem; }
iframe.app { display: block; width: 100%; height: 20rem; border: 0; }
footer { color: var(--soft); padding-bottom: 2rem; font-size: .9375rem; }
`
