/** What a page knows of figures is what figures are: it imports nothing of the package, and says it again. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type {
  FigureFunction,
  PageAction,
  PageFact,
  PageParameter,
  PagePlay,
  PageTarget,
  PageView,
} from '../../lib/browser/live.d.ts'
import type { Figure, Play, PlayAction, PlayFact, PlayView, Target } from '../../lib/draw/index.ts'
import type { LiveParameter } from '../../lib/notebook/live.ts'

type Made = Awaited<ReturnType<FigureFunction>>
/** `true` where whatever is the one is the other too. */
type Is<One, Other> = One extends Other ? true : false

// The compiler finds them wrong, not a run.
type Pictured = 'svg' | 'table' | 'sentence'
const figures: Is<Pick<Figure<unknown>, Pictured>, Pick<Made, Pictured>> = true
type Plain = 'moments' | 'challenge' | 'said'
const plays: [Is<Pick<Play, Plain>, Pick<PagePlay, Plain>>, Is<keyof Play, keyof PagePlay>] = [true, true]
const actions: Is<Omit<PlayAction, 'bytes'>, PageAction> = true
const views: Is<Omit<PlayView, 'figure'>, Omit<PageView, 'figure'>> = true
const parameters: Is<LiveParameter, PageParameter> = true
const targets: [Is<Target, PageTarget>, Is<PageTarget, Target>] = [true, true]
const facts: [Is<PlayFact, PageFact>, Is<PageFact, PlayFact>] = [true, true]

test('a figure of the package → is one for a page, to the compiler', () => {
  assert.ok([figures, ...plays, actions, views, parameters, ...targets, ...facts].every(Boolean))
})

test.run()
