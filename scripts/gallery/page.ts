import { type Figure, NARROW, palettes, WIDE } from '../../lib/draw/index.ts'
import { type Html, html, trusted } from '../../lib/lesson/html.ts'

/** A figure, and what stands above it. */
export interface Exhibit {
  lesson: string
  /** the cell, or the parameters of a variation */
  name: string
  figure: Figure
}

/** All on one page: each in both widths, in light and in dark, and in words. */
export function galleryPage(exhibits: readonly Exhibit[]): string {
  const lessons = [...new Set(exhibits.map(({ lesson }) => lesson))]
  const contents = lessons.map((lesson) => html`<li><a href="#${lesson}">${lesson}</a></li>`)
  const sections = lessons.map(
    (lesson) =>
      html`<section id="${lesson}"><h2>${lesson}</h2>${exhibits
        .filter((exhibit) => exhibit.lesson === lesson)
        .map((exhibit) => exhibitOf(exhibit, exhibits.indexOf(exhibit)))}</section>`,
  )
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>All figures</title><style>${trusted(style)}</style></head>
<body><h1>All figures: ${exhibits.length}, in both widths, light and dark</h1><ul class="contents">${contents}</ul>${sections}</body></html>
`.markup
}

function exhibitOf({ name, figure }: Exhibit, index: number): Html {
  const hangings = (['light', 'dark'] as const).flatMap((theme) =>
    [WIDE, NARROW].map((width) => {
      const svg = apart(figure.svg(width), `${theme}-${width}-${index}`)
      return html`<div class="${theme}" style="width:${width}px">${trusted(svg)}</div>`
    }),
  )
  return html`<article><h3>${name}</h3><div class="hangings">${hangings}</div>
<p>${figure.sentence}</p><details><summary>in numbers</summary><pre>${figure.table}</pre></details></article>`
}

/** The same figure stands here four times, with ids of its own each. */
function apart(svg: string, suffix: string): string {
  return svg.replace(/ (id|aria-labelledby|aria-describedby)="([^"]*)"/g, ` $1="$2-${suffix}"`)
}

/** Both themes stand side by side, whatever the reader's is. */
const style = [
  'body{font:15px/1.5 system-ui,sans-serif;margin:24px;color:#1b1f24;background:#fff}',
  '.contents{columns:3;list-style:none;padding:0}h3{font:600 14px ui-monospace,monospace;margin:40px 0 8px}',
  '.hangings{display:grid;grid-template-columns:max-content max-content;gap:16px;align-items:start}',
  '.hangings>div{padding:12px;border:1px solid #8884}p{max-width:90ch}pre{overflow:auto}',
  ...Object.entries(palettes).map(([theme, palette]) => {
    const variables = Object.entries(palette).map(([name, value]) => `--${name}:${value}`)
    return `.${theme}{background:${palette.bg}}.${theme} .ackfig{${variables.join(';')}}`
  }),
].join('\n')
