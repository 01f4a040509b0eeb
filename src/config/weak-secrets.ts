/** Passwords that vendors publish as defaults, or that everybody tries first; in lower case. */
const PUBLISHED = new Set([
  'admin',
  'amadmin',
  'cangetin',
  'cangetinam',
  'changeit',
  'changeme',
  'forgerock',
  'keypass',
  'openam',
  'password',
  'password1',
  'secret',
  'secret12',
  'storepass',
  'tomcat',
  'welcome1',
  'wso2carbon',
])

const SHORTEST = 8

/** Why a secret is weak, or null. A weak one is masked in texts but, occurring by chance, never counts as a leak (DESIGN §4, "Secrets"). */
export const weaknessOf = (value: string): string | null => {
  if (PUBLISHED.has(value.toLowerCase())) return 'is a published default'
  return value.length < SHORTEST ? `is shorter than ${SHORTEST} characters` : null
}
