/** Why a page's figures cannot be made in a browser, in a sentence. */
export class LiveError extends Error {
  override name = 'LiveError'
}
