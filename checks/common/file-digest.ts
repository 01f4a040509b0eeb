import { defineCheck, fileDigest, judged, object, own, text, textLike } from '../../src/api.ts'

export default defineCheck({
  id: 'common/file-digest',
  title: 'The file is the one that was approved',
  why: 'A file of another content is another version, was damaged on its way, or was changed by somebody',
  remedy: 'Find out which content is right: copy the approved file, or put its SHA-256 into the parameters of this check',
  references: [{ title: 'The plan', section: 'parameters of common/file-digest' }],
  scope: 'target',
  type: 'directory',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters: object({ path: text('relative to the directory'), sha256: textLike('^[0-9A-Fa-f]{64}$', 'as sha256sum prints it') }),
  facts: { file: own(fileDigest, (parameters: { readonly path: string }) => ({ path: parameters.path })) },
  messages: {
    missing: '{path} is not there',
    differs: '{path} has another content ({size} bytes)',
  },
  traps: {
    'upper-case-digest': 'a digest in upper case is the same digest',
    'absent-file': 'a file that is not there fails',
    'empty-file': 'an empty file has a digest and is compared like any other',
  },
  evaluate: ({ facts, parameters, finding }) => {
    const { path, found } = facts.file
    const expected = `sha256 ${parameters.sha256.toLowerCase()}`
    if (found === null) return judged('', [finding('missing', { path }, { subject: parameters.path, expected, location: { path } })], 'high')
    const actual = `sha256 ${found.sha256}`
    return judged(
      `${path}: ${actual}, ${found.size} bytes`,
      actual === expected ? [] : [finding('differs', { path, size: found.size }, { subject: parameters.path, expected, actual, location: { path } })],
      'high',
    )
  },
})
