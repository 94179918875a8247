/** `0.4 s`, `21.4 s`, `2 min 05 s`. */
export function elapsed(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** Every line of `text` that is not empty, moved to the right. */
export function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by)
}
