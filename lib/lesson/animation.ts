/** The HTML that matplotlib makes of an animation: a player and its frames, which are pictures in a script. */
export interface Animation {
  /** The first frame, as a data address. */
  first: string
  frames: number
}

/** `undefined` when the HTML is none. */
export function animationOf(html: string): Animation | undefined {
  if (!html.includes('anim-controls') && !html.includes('new Animation(')) return undefined
  const start = html.search(/frames\[0\] = "data:image\//)
  if (start < 0) return undefined
  const open = html.indexOf('"', start) + 1
  const close = html.indexOf('"', open)
  if (close < 0) return undefined
  // The lines of the data end in a backslash, which a script joins.
  const first = html.slice(open, close).replace(/\\\r?\n|\\n/g, '')
  return { first, frames: html.match(/frames\[\d+\] = "/g)?.length ?? 1 }
}
