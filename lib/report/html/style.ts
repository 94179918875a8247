/** Light and dark as the reader's system has it. */
export const reportStyle = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --shade: #f6f8fa; --old: #ffebe9; --old-mark: #ffc1bc; --new: #dafbe1; --new-mark: #9be9a8; --bad: #b3261e; --good: #1a6b2f; --link: #0550ae }
@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e6edf3; --quiet: #9ca7b3; --line: #3b444e; --shade: #1d232a; --old: #3a1d1f; --old-mark: #7c2f31; --new: #15321f; --new-mark: #1f6135; --bad: #ff9a91; --good: #6fd488; --link: #8cc1ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 90rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--line); overflow-wrap: anywhere }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem }
h4 { font: 600 .9rem/1.5 ui-monospace, monospace; margin: .75rem 0 .25rem }
p { color: var(--quiet); margin: .5rem 0 }
p.problem { color: var(--bad) }
a { color: var(--link) }
table { border-collapse: collapse }
th, td { text-align: left; padding: .2rem .75rem; border: 1px solid var(--line); vertical-align: top }
thead th { background: var(--shade) }
tbody th { font-weight: normal }
.differs, .failed { color: var(--bad) }
.flaky { color: var(--ink); font-weight: 600 }
.verified, .unchanged, .ran, .updated { color: var(--good) }
h2 span { font-weight: normal }
.scroll { overflow-x: auto; max-width: 100% }
pre { overflow-x: auto; background: var(--shade); border: 1px solid var(--line); padding: .5rem .75rem; margin: .5rem 0 }
pre, table.sides td { font: .85rem/1.45 ui-monospace, monospace; tab-size: 4 }
table.sides { width: 100%; table-layout: fixed }
table.sides td { white-space: pre-wrap; overflow-wrap: anywhere; color: var(--ink) }
table.sides tr.gap td { color: var(--quiet); text-align: center }
tr.differs td:first-child:not(:empty) { background: var(--old) }
tr.differs td:last-child:not(:empty) { background: var(--new) }
del, ins { text-decoration: none; border-radius: 2px }
del { background: var(--old-mark) }
ins { background: var(--new-mark); text-decoration: underline }
img { max-width: 100%; background: #fff }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
summary { cursor: pointer; color: var(--quiet) }
@media print { .scroll, pre { overflow: visible } }
`
