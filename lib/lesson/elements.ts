import { byName } from './values.ts'

/*
 * What becomes of each of HTML's elements on a page. One that no list names, known to HTML or not, is taken off its content,
 * which stays: words are never lost with a tag that a page does not know.
 */

const tagNames = (text: string) => text.trim().split(/\s+/)

/** Stay as they are, cut down to the attributes that the sanitiser lets through. */
export const keptTags: readonly string[] = tagNames(`
  a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3
  h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup svg table tbody
  td tfoot th thead time tr u ul var wbr x-math`)

/** Stay under the name of what they mean. Blocks stay blocks, so that their words do not run into the next ones. */
export const renamedTags: ReadonlyMap<string, string> = byName({
  abbr: 'acronym',
  code: 'tt',
  div: 'address article aside center dialog fieldset footer form header hgroup legend main nav search',
  pre: 'listing xmp',
  s: 'strike',
  span: 'big font',
  ul: 'dir menu',
})

/** Go with all that is between their tags, which is no text for readers. */
export const removedElements: readonly string[] = tagNames('script style template')

/** The word for an element that shows something of its own, in the note that takes its place. */
export const shows: ReadonlyMap<string, string> = byName({
  applet: 'applet',
  'drawing by a script': 'canvas',
  film: 'video',
  frame: 'fencedframe frame iframe portal',
  object: 'embed object',
  sound: 'audio',
})

/**
 * Their start and end tags are passed over before the tree is built. In a browser they change how all that follows is read (as
 * text, as options, as something that no paragraph ends in) until an end tag that may never come.
 */
export const transparent: ReadonlySet<string> = new Set(
  tagNames(`button marquee noembed noframes noscript optgroup option plaintext select textarea title`),
)

/** Elements that HTML had, or was to have, and that its parsers have no name for: tags all the same. */
export const obsolete: ReadonlySet<string> = new Set(
  tagNames(`abbr acronym audio bdi bdo blink canvas cite command content data datalist del dfn element fencedframe geolocation ins
  isindex kbd legend map mark menuitem meter multicol nextid output picture portal progress q rbc samp selectedcontent shadow slot spacer
  time video`),
)

/** The class of the line below a title that says what the page is about: a question, for one. */
export const standfirst = 'standfirst'
