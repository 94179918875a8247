/** What is no run: things at rest and what joins them, states, headers, windows, and several figures on one sheet. */

export { type ByteGridFigure, byteGridFigure } from './byte-grid.ts'
export { cutTextFigure, type LettersCut } from './cut-text.ts'
export {
  type Door,
  type DoorFigure,
  type DoorOptions,
  doorFigure,
} from './door.ts'
export { type HeaderFigure, type HeaderLayoutOptions, headerFigure, headerLayout } from './header-layout.ts'
export { describeHeader } from './header-words.ts'
export { type GridRow, type MarkGrid, type MarkGridFigure, type MarkGridOptions, markGridFigure } from './mark-grid.ts'
export { FIELD_IDS, FLAG_IDS, fieldIdAt, type PacketField, packetFields } from './packet-fields.ts'
export { type PieceFate, type Pieces, piecesFigure } from './pieces.ts'
export { type RulerRow, type RulersFigure, rulersFigure } from './rulers.ts'
export { type SceneOptions, sceneFigure } from './scene.ts'
export type { Scene, SceneBox, SceneLink } from './scene-types.ts'
export { type SheetColumn, type SheetOptions, type SheetPart, sheet, sheetFigure } from './sheet.ts'
export { type SlidingWindowOptions, slidingWindow, windowFigure, windowOutline } from './sliding-window.ts'
export { type StateDiagramOptions, type StatesFigure, stateDiagram, statesFigure } from './state-diagram.ts'
export { describeStates, type StatePath, statePath } from './state-path.ts'
export { type Strip, type StripKind, stripsFigure } from './strips.ts'
export { ringPlan } from './tank-plan.ts'
export { type Tank, type TankRing, type TankRingOptions, tankRingFigure } from './tank-ring.ts'
export { describeWindow, type WindowMoment, windowMoments } from './window-moments.ts'
