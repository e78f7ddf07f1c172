/** The look of the status page, in light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5c6b7a; --line: #dfe5eb; --back: #f3f5f8; --card: #fff; --accent: #0b5cab }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #9aa8b6; --line: #2d3844; --back: #12181e; --card: #1a222a; --accent: #6db3f2 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink); font: 14px/1.45 system-ui, sans-serif }
header { display: flex; align-items: baseline; justify-content: space-between; padding: 14px 24px; background: var(--card); border-bottom: 3px solid var(--accent) }
h1 { margin: 0; font-size: 20px } h2 { margin: 0 0 10px; font-size: 16px } h3 { margin: 0; font-size: 13px; color: var(--soft) }
.clock { margin: 0; font-variant-numeric: tabular-nums; color: var(--soft) } .clock b { color: var(--ink) }
nav { display: flex; gap: 20px; margin-right: auto; margin-left: 32px } nav a, .card a { color: var(--accent) }
form { display: flex; flex-wrap: wrap; align-items: end; gap: 12px } form + form { margin-top: 12px } form.row { align-items: center }
label { display: grid; gap: 3px; font-size: 12px; color: var(--soft) } label.check { display: flex; align-items: center; gap: 6px; font-size: 14px; color: var(--ink) }
select, input, button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 5px; padding: 5px 8px } input[type=number] { width: 70px }
button { background: var(--accent); border-color: var(--accent); color: var(--card); font-weight: 600; cursor: pointer; padding: 5px 14px }
.said { margin: 0; padding: 8px 14px; border-radius: 8px } .hint { color: var(--soft); margin: 0 0 12px; max-width: 90ch }
main { display: grid; gap: 16px; padding: 16px 24px; max-width: 1500px; margin: 0 auto }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; overflow-x: auto }
small { color: var(--soft); font-weight: normal }
.count { background: var(--back); border-radius: 10px; padding: 1px 8px; font-size: 12px; color: var(--soft) }
.folders { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 12px }
.folder ul { margin: 6px 0 0; padding: 0; list-style: none; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse } th { text-align: left; font-size: 12px; color: var(--soft) }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top }
td:nth-child(2) { white-space: nowrap } tr.document td:nth-child(2) { padding-left: 14px } .time { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft) }
.keys { overflow-wrap: anywhere }
.pill { display: inline-block; border-radius: 10px; padding: 1px 8px; font-size: 12px; white-space: nowrap }
.good { background: #d6f0dd; color: #0d5223 } .wait { background: #dbe9fb; color: #0b3d75 } .odd { background: #f4ecd0; color: #5d4900 } .bad { background: #fbdcd9; color: #7d1410 }
.error { color: #b3261e; font-size: 12px } @media (prefers-color-scheme: dark) { .error { color: #f2b8b5 } }
.empty { color: var(--soft); margin: 0 }
`;
