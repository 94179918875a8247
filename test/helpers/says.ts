/** Whether a text has a word, a number or a phrase by itself: not `5` of `1.5` or of `50`. */
export function says(text: string, key: string): boolean {
  const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w.])${escaped}(?![\\w])`, 'i').test(text)
}
