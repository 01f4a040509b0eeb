import { compareVersions, defineCheck, judged, object, own, statedVersion, text, textLike, undetermined, versionOf } from '../../src/api.ts'

/** The dotted number a version begins with: 10.1.60 of "10.1.60-beta.2". */
const numbersOf = (version: string): readonly number[] | null => versionOf(/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '')
const bound = (description: string) => textLike('^[0-9]{1,9}(\\.[0-9]{1,9}){0,9}$', description, 64)

export default defineCheck({
  id: 'common/version',
  title: 'The product is of a version in the range',
  why: 'A version outside the range was not tested with the rest, or is not supported',
  remedy: 'Install a version in the range, or change the range in the parameters of this check',
  references: [{ title: 'The plan', section: 'parameters of common/version' }],
  scope: 'target',
  type: 'directory',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters: object(
    {
      path: text('file relative to the directory: properties, manifest, JSON, TOML, or an archive with a manifest'),
      key: text('property, manifest attribute or JSON pointer, which .toml takes too'),
    },
    { min: bound('oldest version that will do'), below: bound('first version that will not do') },
  ),
  facts: {
    stated: own(statedVersion, (parameters: { readonly path: string; readonly key: string }) => ({ path: parameters.path, key: parameters.key })),
  },
  messages: {
    tooOld: '{path} states version {version}, older than {min}',
    tooNew: '{path} states version {version}, and {below} is the first that will not do',
  },
  traps: {
    'numeric-order': '10.1.9 is older than 10.1.10',
    'shorter-version': '8.1 is 8.1.0',
    suffix: '10.1.60-beta.2 is judged by its numbers',
    'upper-bound': 'the upper bound itself is out of range',
    'no-range': 'without min and below every version would do: that is an error of the plan, not a pass',
    'absent-key': 'a file that does not hold the key is an error',
  },
  evaluate: ({ facts, parameters, finding }) => {
    const { path, state, version } = facts.stated
    const { key, min, below } = parameters
    if (min === undefined && below === undefined) return undetermined('missing-evidence', 'the parameters give neither min nor below')
    if (state === 'no-file') return undetermined('missing-evidence', `${path} is not there`)
    if (state === 'no-key') return undetermined('missing-evidence', `${path} does not hold "${key}"`)
    const numbers = version === null ? null : numbersOf(version)
    if (version === null || numbers === null) return undetermined('parse-failed', `"${key}" in ${path} is not a version`)

    const place = { subject: `${parameters.path} ${key}`, actual: version, location: { path } }
    const low = min === undefined ? null : versionOf(min)
    const high = below === undefined ? null : versionOf(below)
    return judged(
      `${path}: ${version}`,
      [
        ...(low !== null && min !== undefined && compareVersions(numbers, low) < 0
          ? [finding('tooOld', { path, version, min }, { ...place, expected: `${min} or later` })]
          : []),
        ...(high !== null && below !== undefined && compareVersions(numbers, high) >= 0
          ? [finding('tooNew', { path, version, below }, { ...place, expected: `before ${below}` })]
          : []),
      ],
      'high',
    )
  },
})
