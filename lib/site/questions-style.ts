/** The page of all questions, beside what questions look like everywhere. */
export const questionsStyle: string = `
.questions .prediction { margin: 1rem 0; }
@media (min-width: 46.01rem) { .questions .prediction { margin-inline: -1rem; } }
.questions h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
.questions h2 a, .kicker a { color: inherit; text-decoration: none; }
:is(.questions h2 a, .kicker a):hover { text-decoration: underline; }
section:not(.sorted) .from { display: none; }
.questions .progress { max-width: 20rem; }
`
