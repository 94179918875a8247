/** What a reader of a page sees around a question, as a browser has it. */
import type { Locator, Page } from 'playwright-core'

/**
 * All that is in sight from the section's beginning up to the outcome's explanation, the other questions and the choices left out,
 * and the heading that follows right behind.
 *
 * @param question its place among the page's questions
 */
export function sectionInSight(page: Page, question: number): Promise<string> {
  return page.evaluate((at) => {
    const box = document.querySelectorAll('.prediction')[at]!
    const parts: Element[] = [box.querySelector('legend')!, ...box.querySelectorAll('.reason, .verdict')]
    for (let each = box.previousElementSibling; each; each = each.previousElementSibling) {
      if (!each.matches('.prediction')) parts.unshift(each)
      if (each.matches('h2, h3')) break
    }
    let isAnswered = false
    for (let each = box.nextElementSibling; each; each = each.nextElementSibling) {
      if (each.matches('.prediction') || (isAnswered && !each.matches('.explanation, h2, h3, h4, :has(> .reveal)')))
        break
      parts.push(each)
      if (each.matches('h2, h3, h4')) break
      isAnswered ||= each.querySelector('.reveal') !== null || each.matches('.explanation')
    }
    const seen: string[] = []
    for (const part of parts) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const parent = text.parentElement!
        // A figure's name and description are read out for it; a cell's number is no word of the author's.
        const seenAt = parent.matches('title, desc') ? parent.closest('svg')! : parent
        const isHidden = parent.closest('[hidden], .count, details:not([open]) > :not(summary)') !== null
        if (!isHidden && seenAt.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) {
          seen.push(text.textContent ?? '', parent === seenAt ? '' : '\n')
        }
      }
      seen.push('\n')
    }
    return seen.join('')
  }, question)
}

/** Whether one sees something of it, and not only the place where it is. */
export function isInSight(part: Locator): Promise<boolean> {
  return part.evaluate((element) => {
    const hides = '[hidden], details:not([open]) > :not(summary)'
    return element.closest(hides) === null && element.checkVisibility() && element.getClientRects().length > 0
  })
}
