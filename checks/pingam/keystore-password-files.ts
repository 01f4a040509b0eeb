import { defineCheck, judged, notApplicable, own, passwordFiles, undetermined, type CheckFinding } from '../../src/api.ts'

export default defineCheck({
  id: 'pingam/keystore-password-files',
  title: "AM's keystore password files hold the password only and are readable by their owner only",
  why: 'A line end after the password is part of it for AM, which then cannot open the keystore, although keytool can; and whoever may read the file may open every key of AM',
  remedy: "Write the password without a line end: printf '%s' PASSWORD > FILE; then chmod 400 FILE as the user who runs the container",
  references: [
    { title: 'PingAM 8.1, Security guide', section: 'Keystores and their password files' },
    { title: 'PingAM 8.1, Upgrade AM instances', section: 'Before you upgrade, step 5' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'medium', compliance: 'medium' },
  facts: { passwords: own(passwordFiles) },
  messages: {
    lineEnd: '{path} ends with {ending}, which AM takes for a part of the password',
    empty: '{path} holds no password',
    absent: '{path}, which boot.json names, is not there',
    exposed: '{path} may be read or written by {who} (mode {mode})',
  },
  traps: {
    'last-byte': 'LF, CRLF and a lone CR at the end; a line end elsewhere is not one',
    'read-only': 'mode 400 and 600 are fine, 440 and 604 are not',
    'named-by-boot': 'boot.json names other files than the default ones',
    placeholder: 'boot.json names a file by ${env.NAME}, which nothing resolves',
    'no-files': 'the passwords come from elsewhere: no file, no boot.json',
    'windows-mode': 'a platform without permission bits is not judged by them',
    'no-content': 'no byte of a password is recorded',
  },
  evaluate: ({ facts: { passwords }, finding }) => {
    const findings = passwords.files.flatMap((file): readonly CheckFinding[] => {
      const { path, exists, empty, ending, mode } = file
      const place = { subject: path, location: { path } }
      if (!exists) return [finding('absent', { path }, place)]
      const exposed = mode === null ? '' : [...(mode & 0o060 ? ['its group'] : []), ...(mode & 0o006 ? ['everybody'] : [])].join(' and ')
      return [
        ...(empty
          ? [finding('empty', { path }, place)]
          : ending === 'none'
            ? []
            : [finding('lineEnd', { path, ending }, { ...place, expected: 'no line end', actual: ending })]),
        ...(exposed === ''
          ? []
          : [finding('exposed', { path, who: exposed, mode: octal(mode) }, { ...place, expected: '0400', actual: octal(mode) })]),
      ]
    })
    const [unresolved] = passwords.unresolved
    if (findings.length === 0 && unresolved !== undefined)
      return undetermined(
        'unresolved',
        passwords.unresolved
          .map(
            ({ key, value, variables }) =>
              `${key} is ${value}: ${variables.length === 0 ? 'a relative path' : `add ${variables.join(', ')} under variables`}`,
          )
          .join('; '),
      )
    if (passwords.files.length === 0)
      return notApplicable('there is no .storepass or .keypass at the default place, and no boot.json names such files')
    return judged(`${passwords.files.length} password files: no line end, readable by their owner only`, findings, 'medium')
  },
})

const octal = (mode: number | null): string => (mode ?? 0).toString(8).padStart(4, '0')
