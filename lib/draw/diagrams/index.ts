/** What is no run: things at rest and what joins them, states, headers, windows, and several figures on one sheet. */

export { type SceneOptions, sceneFigure } from './scene.ts'
export type { Scene, SceneBox, SceneLink } from './scene-types.ts'
