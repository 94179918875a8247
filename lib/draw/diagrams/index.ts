/** What is no run: things at rest and what joins them, states, headers, windows, and several figures on one sheet. */

export { type HeaderLayoutOptions, headerFigure, headerLayout } from './header-layout.ts'
export { describeHeader } from './header-words.ts'
export { type SceneOptions, sceneFigure } from './scene.ts'
export type { Scene, SceneBox, SceneLink } from './scene-types.ts'
export { type SheetColumn, type SheetOptions, type SheetPart, sheet, sheetFigure } from './sheet.ts'
export { type SlidingWindowOptions, slidingWindow, windowFigure } from './sliding-window.ts'
export { type StateDiagramOptions, stateDiagram, statesFigure } from './state-diagram.ts'
export { describeStates, type StatePath, statePath } from './state-path.ts'
export { ringPlan } from './tank-plan.ts'
export { type RingEnd, type Tank, type TankRing, type TankRingOptions, tankRingFigure } from './tank-ring.ts'
export { describeWindow, type WindowMoment, windowMoments } from './window-moments.ts'
