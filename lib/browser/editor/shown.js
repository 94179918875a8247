// @ts-check
/** Outputs of a run, as the page shows those of the notebook. */
import { harmless } from './sanitise.js'

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {(Node | string)[]} children
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

/** One place for all that a run gives. */
export class Outputs {
  /** @type {HTMLElement} */
  box = element('div', 'outputs')
  /** All that was printed, to be judged. */
  text = ''
  /** @type {{ name: string, place: HTMLElement } | undefined} */
  #open

  clear() {
    this.box.replaceChildren()
    this.text = ''
    this.#open = undefined
  }

  /**
   * @param {'stdout' | 'stderr'} name
   * @param {string} text
   */
  print(name, text) {
    this.text += text
    if (this.#open?.name !== name) {
      const place = element('samp')
      const label = name === 'stderr' ? [element('p', 'label', 'stderr')] : []
      this.box.append(element('div', `output ${name}`, ...label, element('pre', '', place)))
      this.#open = { name, place }
    }
    this.#open.place.append(text)
  }

  /** @param {Record<string, string>} data MIME types to content, the richest that can be shown of them */
  show(data) {
    this.#open = undefined
    const narrow = data['image/vnd.ackbook.narrow-svg+xml']
    const wide = data['image/svg+xml']
    const html = data['text/html']
    if (wide !== undefined || narrow !== undefined) return this.#picture(wide ?? narrow ?? '', narrow)
    if (html !== undefined) return this.#add('', shadowed(harmless(html, 'text/html')))
    const markdown = data['text/markdown']
    if (markdown !== undefined) return this.#add('', ...blocksOf(markdown))
    const image = Object.entries(data).find(([type]) => /^image\/(?:png|jpeg|gif)$/.test(type))
    if (image) {
      const picture = element('img')
      picture.src = `data:${image[0]};base64,${image[1]}`
      picture.alt = data['text/plain'] ?? ''
      return this.#add('', picture)
    }
    this.#add('stdout', element('pre', '', element('samp', '', data['text/plain'] ?? Object.values(data)[0] ?? '')))
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  fail(title, text) {
    this.#open = undefined
    this.#add('error', element('p', 'label', title), element('pre', '', element('samp', '', text)))
  }

  /** @param {string} sentence */
  note(sentence) {
    this.#open = undefined
    this.box.append(element('p', 'label', sentence))
  }

  /**
   * @param {string} svg
   * @param {string | undefined} narrow
   */
  #picture(svg, narrow) {
    const [wide] = harmless(svg, 'image/svg+xml')
    if (!(wide instanceof Element)) return
    const wanted = Number(wide.getAttribute('width')) || Number(wide.getAttribute('viewBox')?.split(/\s+/)[2])
    const isNarrow = narrow !== undefined && wanted > this.box.clientWidth
    if (!isNarrow) return this.#add('picture', shadowed([wide]))
    // The narrow one has its name and most of its looks of the wide one.
    const host = shadowed([...wide.querySelectorAll('style'), ...harmless(narrow, 'image/svg+xml')])
    host.setAttribute('role', 'img')
    host.setAttribute('aria-label', wide.querySelector('title')?.textContent ?? '')
    this.#add('picture', host)
  }

  /**
   * @param {string} kind
   * @param {(Node | string)[]} children
   */
  #add(kind, ...children) {
    this.box.append(element('div', `output ${kind}`.trim(), ...children))
  }
}

/** @param {Node[]} nodes */
function shadowed(nodes) {
  const host = element('div')
  const style = element(
    'style',
    '',
    ':host { display: block; overflow-x: auto; } svg { max-width: 100%; height: auto; color: inherit; } table { border-collapse: collapse; } td, th { padding: .2rem .6rem; text-align: start; }',
  )
  host.attachShadow({ mode: 'open' }).append(style, ...nodes)
  return host
}

/**
 * Markdown as far as cells show it: code, tables, and text.
 *
 * @param {string} markdown
 * @returns {HTMLElement[]}
 */
function blocksOf(markdown) {
  // What stands between fences has odd places.
  /** @type {HTMLElement[]} */
  const blocks = []
  for (const [at, part] of markdown.split(/^```.*$/m).entries()) {
    if (at % 2 === 1) {
      blocks.push(element('pre', '', element('code', '', part.slice(1, -1))))
      continue
    }
    for (const block of part.split(/\n{2,}/)) {
      const text = block.trim()
      if (text.startsWith('|')) blocks.push(tableOf(text))
      else if (text !== '') blocks.push(element('p', '', ...phrases(text)))
    }
  }
  return blocks
}

/** @param {string} text */
function tableOf(text) {
  const rows = text
    .split('\n')
    .filter((line) => /[^\s:|-]/.test(line))
    .map((line) => {
      const text = line.trim()
      const inner = text.slice(1, text.endsWith('|') ? -1 : undefined)
      return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
    })
  const made = rows.map((cells, at) =>
    element('tr', '', ...cells.map((cell) => element(at === 0 ? 'th' : 'td', '', ...phrases(cell)))),
  )
  return element('table', '', ...made)
}

/** @param {string} text with code and bold words */
export function phrases(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (/^`.+`$/.test(part)) return element('code', '', part.slice(1, -1))
    if (/^\*\*.+\*\*$/.test(part)) return element('b', '', part.slice(2, -2))
    return part.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
  })
}
