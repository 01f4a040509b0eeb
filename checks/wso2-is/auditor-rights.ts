import { databaseServer, defineCheck, fail, own, pass, undetermined } from '../../src/api.ts'
import { rightsToChange } from './data/needed-rights.ts'
import { PREREQUISITES_REFERENCE } from './data/references.ts'

export default defineCheck({
  id: 'wso2-is/auditor-rights',
  title: 'The account the databases are read with may read, and nothing else',
  why: 'What may write could write: an account that only reads is the one guard that does not depend on this tool',
  remedy: "Give the plan an account of the auditor's own with the grants that the README lists for the engine (Databases, least privilege)",
  references: [PREREQUISITES_REFERENCE],
  scope: 'target',
  type: 'database',
  phases: { 'pre-upgrade': 'low', staged: 'low', 'post-upgrade': 'low', compliance: 'low' },
  facts: { server: own(databaseServer) },
  messages: {
    superuser: '{user} may do everything on this server',
    mayChange: '{user} may change {schema}: {rights}',
    mayTakeOn: '{user} may take on roles with other rights for a session (SET ROLE): {roles}',
    mayNotRead: '{user} may not read every table of {schema}: checks of rows end in error',
  },
  traps: {
    'reads-only': 'an account with the right to read and no other',
    'writes-to-one': 'the right to write to a single table or column is one too',
    'superuser-without-rights': 'a superuser whose single rights are not listed may change everything',
    'reads-nothing': 'an account that may neither read nor write is no good auditor either',
    'rights-by-a-role':
      'what an active role of the account, everybody or a group may do is not always listed for it: then nobody knows that it only reads',
    'role-to-take-on': 'a role that is not active gives its rights to whoever takes it on',
  },
  evaluate: ({ facts: { server }, finding }) => {
    const { user, schema, rights, superuser, unlisted, takesOn } = server
    if (superuser === true) return fail([finding('superuser', { user }, { subject: user })])
    const change = rightsToChange(server)
    const findings = [
      ...(rights.includes('select') || unlisted !== null ? [] : [finding('mayNotRead', { user, schema }, { subject: user })]),
      ...(change.length === 0 ? [] : [finding('mayChange', { user, schema, rights: change.join(', ') }, { subject: user })]),
      ...(takesOn === null ? [] : [finding('mayTakeOn', { user, roles: takesOn }, { subject: user })]),
    ]
    if (findings.length > 0) return fail(findings)
    if (unlisted === null) return pass(`${user} may read ${schema}, and nothing else`)
    return undetermined(
      'permission-denied',
      `${user} may have rights beside those that are listed for it, by ${unlisted}. Take that from the auditor's account, or let an administrator look what it gives and accept the gap`,
    )
  },
})
