/**
 * Notebooks as pages: one self-contained HTML file a lesson. Pure: no clock, no files but the package's own.
 * Whatever a notebook holds, nothing in its page runs but the scripts of `browser/`, and nothing is asked of the network.
 */
export type { Download } from './downloads.ts'
export type { PageFacts, PageQuestion, PageSection } from './facts.ts'
export { indexLead, type LeadPicture } from './lead.ts'
export { type RenderedLesson, renderLesson } from './lesson.ts'
export type { Omission, OmissionKind } from './omission.ts'
export type { InPage, LessonLink, LessonOptions, PageKind } from './options.ts'
export {
  type Booklet,
  type Chapter,
  chapterId,
  type PaperOptions,
  picturesWanted,
  renderBooklet,
  renderOnPaper,
  renderWorksheet,
} from './paper.ts'
export { cellAnchor, type PlaceInSite } from './place.ts'
export type { PageVerification } from './provenance.ts'
export { largestPicture, type Picture, type Pictures, pictureOf } from './raster.ts'
export { browserScripts } from './scripts.ts'
export { titleOf } from './title.ts'
