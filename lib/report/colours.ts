import picocolors from 'picocolors'

export type Colours = ReturnType<typeof picocolors.createColors>

/**
 * Colours or none: `NO_COLOR` (not empty) forbids them, `FORCE_COLOR` (not empty, not 0 or false) demands them, else a terminal
 * that is not dumb has them.
 */
export function coloursFor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = env
  const wanted = FORCE_COLOR ? FORCE_COLOR !== '0' && FORCE_COLOR !== 'false' : isTerminal && TERM !== 'dumb'
  return picocolors.createColors(!NO_COLOR && wanted)
}
