/**
 * Live figures: the functions that made a notebook's figures, bundled for its page. Of the modules of all pages come a few texts, each a
 * room that several pages share or what a page has alone; a page's worker is made of those that it needs. Each figure is tried at its
 * defaults before: what a page would show must be what was verified.
 */
export { type BundledPage, bundlePages, type LiveBundle, type LivePage } from './bundle.ts'
export { LiveError } from './error.ts'
export { type BundleOptions, whyNotInPage } from './graph.ts'
export { type PageScript, pageScript, textScript } from './scripts.ts'
export { type FigureTrial, type TrialResult, tryFigures } from './trial.ts'
