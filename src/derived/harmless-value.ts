/** Names that say their value is a secret, or belongs to one. */
const TELLING = /pass|pwd|secret|cred|token|key|salt|cipher|encrypt|private|pin\b|auth(?:n|orization)?\b|login|user|account/i

/** Values of these shapes give nothing away: truth values, small numbers, names of Java classes, and the words AM's own properties are set to. */
const PLAIN =
  /^(?:|true|false|on|off|yes|no|active|inactive|enabled|disabled|none|all|\d{1,9}|\d{1,4}(?:\.\d{1,4}){1,3}|(?:[a-z]\w*\.){2,}[A-Z][\w$]*)$/i

/** What AM says of itself. */
const OF_THE_VENDOR: readonly string[] = [
  'com.iplanet.am.version',
  'com.iplanet.am.buildVersion',
  'com.iplanet.am.buildRevision',
  'com.iplanet.am.buildDate',
  'com.sun.identity.sm.sms_object_class_name',
]

const LONGEST = 256

/** The value of a setting when it cannot be a secret, else null: what is not known to be harmless is not recorded. */
export const harmlessValue = (key: string, value: string): string | null => {
  if (value.length > LONGEST) return null
  if (OF_THE_VENDOR.includes(key)) return value
  return PLAIN.test(value) && (!TELLING.test(key) || /^(?:|true|false)$/i.test(value)) ? value : null
}
