import { slipOf } from './slip.ts'

const parts = ['cell', 'input', 'output'] as const

/** Tags that we or other tools know; authors may have others of their own. */
const knownTags: readonly string[] = [
  'raises-exception',
  'skip-execution',
  'parameters',
  'injected-parameters',
  ...parts.map((part) => `remove-${part}`),
  ...parts.map((part) => `hide-${part}`),
  'remove-stdout',
  'remove-stderr',
  'nbval-skip',
  'nbval-ignore-output',
  'nbval-check-output',
  'nbval-raises-exception',
  'reveal',
  'check',
  'starter',
  'solution',
]

/** The known tag that an unknown one is a letter away from; `_` and `-` are one. */
export function nearlyKnownTag(tag: string): string | undefined {
  const spelled = tag.replaceAll('_', '-')
  return knownTags.includes(spelled) ? undefined : slipOf(spelled, knownTags)
}

const tagComments: readonly string[] = ['SKIP', 'IGNORE_OUTPUT', 'CHECK_OUTPUT', 'RAISES_EXCEPTION']
const comment = /^[ \t]*(?:#+|\/\/+)[ \t]*(NBVAL_|PYTEST_VALIDATE_)([A-Z_]+)[ \t]*(?=:|\r?$)/gm

/** The first of nbval's comments in a cell that is a letter away from one that means something, and that one. */
export function nearlyKnownComment(source: string): { found: string; meant: string } | undefined {
  for (const [, prefix = '', name = ''] of source.matchAll(comment)) {
    const meant = tagComments.includes(name) ? undefined : slipOf(name, tagComments)
    if (meant !== undefined) return { found: prefix + name, meant: prefix + meant }
  }
  return undefined
}
