/** A page says by which seeds its outputs came: those that the code of its notebook names. */
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CodeCell, isCode, type Live, liveDefaults, parseNotebook } from '../../lib/notebook/index.ts'

const folder = new URL('../../notebooks/', import.meta.url)

/** In its source, and where its figure is drawn by a function that has one as a parameter. */
function seedsIn({ source, metadata }: CodeCell): number[] {
  const live = metadata.ackbook?.live as Live | undefined
  const ofFigure = live && liveDefaults(live).seed
  const named = [...source.matchAll(/\bseed: (\d+)/g)].map(([, seed]) => Number(seed))
  return ofFigure === undefined ? named : [...named, Number(ofFigure)]
}

for (const name of readdirSync(folder).filter((each) => each.endsWith('.ipynb'))) {
  test(`${name}: the seeds in its metadata → those of its code`, () => {
    const { cells, metadata } = parseNotebook(readFileSync(new URL(name, folder), 'utf8'), name)
    const named = new Set(cells.filter(isCode).flatMap(seedsIn))
    assert.equal(new Set(Object.values(metadata.ackbook?.seeds ?? {}).sort()), new Set([...named].sort()))
  })
}

test.run()
