import { PROFILE_NAMES, type ProfileName } from './profiles.ts'
import { checkSetting, DEFAULTS, profileOf, SETTINGS, type Settings } from './settings.ts'
import { CLAUSES, PROFILE_SOURCES } from './sources.ts'

/** A setting that profiles disagree on. */
export interface ProfileDifference {
  setting: keyof Settings
  unit: string | undefined
  /** By profile, in the order that was asked for: its value, and where that comes from. */
  values: { profile: ProfileName; value: Settings[keyof Settings]; source: string | undefined }[]
}

/**
 * In which settings these profiles differ, in the order of the table.
 *
 * @param profiles by default all
 * @throws RangeError for a name that is not known
 */
export function profileDifferences(profiles: readonly ProfileName[] = PROFILE_NAMES): ProfileDifference[] {
  for (const profile of profiles) checkSetting('profile', profile)
  const rows: Readonly<Record<string, { readonly default: unknown; readonly unit?: string }>> = SETTINGS
  return Object.entries(rows).flatMap(([name, { unit }]) => {
    const setting = name as keyof Settings
    const values = profiles.map((profile) => {
      const own = profileOf(profile)[setting]
      return own === undefined || profile === 'ackbook'
        ? { profile, value: DEFAULTS[setting], source: CLAUSES[setting] }
        : { profile, value: own, source: PROFILE_SOURCES[profile][setting] }
    })
    const same = setting === 'profile' || values.every(({ value }) => value === values[0]?.value)
    return same ? [] : [{ setting, unit, values }]
  })
}
