/** What is no run: things at rest and what joins them, states, headers, windows, and several figures on one sheet. */

export { describeHeader, type HeaderLayoutOptions, headerLayout } from './header-layout.ts'
export { type SceneOptions, sceneFigure } from './scene.ts'
export type { Scene, SceneBox, SceneLink } from './scene-types.ts'
export { type SheetColumn, type SheetOptions, type SheetPart, sheet } from './sheet.ts'
export {
  describeWindow,
  type SlidingWindowOptions,
  slidingWindow,
  type WindowMoment,
  windowMoments,
} from './sliding-window.ts'
export { type StateDiagramOptions, stateDiagram, statesFigure } from './state-diagram.ts'
export { describeStates, type StatePath, statePath } from './state-path.ts'
