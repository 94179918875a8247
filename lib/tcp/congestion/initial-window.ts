/** IW in octets (RFC 6928 §2), or `segments` where the user has set it. */
export function initialWindow(smss: number, segments?: number): number {
  return segments === undefined ? Math.min(10 * smss, Math.max(2 * smss, 14_600)) : segments * smss
}
