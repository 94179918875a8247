import type { PageVerification } from '../lesson/index.ts'
import { isCode } from '../notebook/index.ts'
import type { Executions } from './execute.ts'
import type { Io } from './io.ts'
import type { CacheArguments } from './kept.ts'
import type { SitePage } from './site.ts'
import { LeftVerdicts } from './verdicts.ts'

interface VerdictOptions extends CacheArguments {
  /** Nothing counts but what was just found. */
  verify?: boolean
}

/** What the pages may say of their notebooks: of those of which something is known. */
export type ShownVerdicts = ReadonlyMap<SitePage, PageVerification>

/** @param verified what verifying found, where that was just done */
export async function shownVerdicts(
  pages: readonly SitePage[],
  options: VerdictOptions,
  io: Io,
  verified: Executions['entries'],
): Promise<ShownVerdicts> {
  const left = new LeftVerdicts(options, io)
  const known = new Map<SitePage, PageVerification>()
  for (const page of pages) {
    const { loaded } = page
    const justNow = verified.find((each) => each.loaded.path === loaded.path)
    // What cannot be read any more is told of when its page is made.
    const verification =
      justNow || !options.verify ? await left.pageVerification(loaded, justNow).catch(() => undefined) : undefined
    if (verification) known.set(page, verification)
  }
  left.tellDamaged()
  return known
}

/** A notebook that runs nothing needs no verifying. */
export function isShownVerified({ loaded }: SitePage, verification: PageVerification | undefined): boolean {
  if (verification) return verification.verified && verification.findings.length === 0
  return !loaded.notebook.cells.some(isCode)
}
