import type { Config } from './define.ts'

/** What is wrong with a time zone or a language whose name looks right. */
export function placeProblem({ timezone, locale }: Pick<Config, 'timezone' | 'locale'>): string | undefined {
  if (timezone !== undefined && !canMake(() => new Intl.DateTimeFormat('en', { timeZone: timezone })))
    return `"timezone" is ${JSON.stringify(timezone)}, which is no time zone: one is "Europe/Paris", one is "UTC"`
  if (locale !== undefined && !isPosix(locale) && !canMake(() => Intl.getCanonicalLocales(locale)))
    return `"locale" is ${JSON.stringify(locale)}, which is no language: one is "de-DE", and "C" is for none`
  return undefined
}

/** The variables by which Node, and most else, go for zone and language. @see locale(7) */
export function localeVariables({
  timezone,
  locale,
}: Pick<Config, 'timezone' | 'locale'>): Record<string, string | null> {
  return {
    ...(timezone !== undefined && { TZ: timezone }),
    ...(locale !== undefined && { LANG: posixName(locale), LC_ALL: posixName(locale), LANGUAGE: null }),
  }
}

/** `de-DE` → `de_DE.UTF-8` */
function posixName(locale: string): string {
  if (isPosix(locale)) return locale
  const { language, script, region } = new Intl.Locale(locale)
  return `${[language, script, region].filter(Boolean).join('_')}.UTF-8`
}

function isPosix(locale: string): boolean {
  return locale === 'C' || locale === 'POSIX'
}

function canMake(make: () => unknown): boolean {
  try {
    make()
    return true
  } catch {
    return false
  }
}
