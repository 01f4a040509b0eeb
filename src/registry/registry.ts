import type { AnyCheck } from '../core/check.ts'
import type { AnyCollector } from '../core/collector.ts'
import type { Profile } from '../core/profile.ts'
import { CHECKS, COLLECTORS, PROFILES } from './builtin.generated.ts'

export { CHECKS, COLLECTORS, PROFILES }

/** A built-in check, or null. */
export const loadCheck = async (id: string): Promise<AnyCheck | null> => {
  const entry = CHECKS.find((one) => one.id === id)
  return entry === undefined ? null : (await entry.load()).default
}

/** The collector that reads a fact from targets of a type, or null. */
export const loadCollector = async (fact: string, type: string): Promise<AnyCollector | null> => {
  const entry = COLLECTORS.find((one) => one.fact === fact && one.type === type)
  return entry === undefined ? null : (await entry.load()).default
}

/** A profile, or null. */
export const loadProfile = async (id: string): Promise<Profile | null> => {
  const entry = PROFILES.find((one) => one.id === id)
  return entry === undefined ? null : (await entry.load()).default
}
