import { databaseServer, defineCheck, fail, object, own, pass, text, undetermined } from '../../src/api.ts'
import { rightsLacking } from './data/needed-rights.ts'
import { CLIENT_REFERENCE, PREREQUISITES_REFERENCE, SCRIPT_REFERENCE } from './data/references.ts'

/** user@host of MySQL, schema-qualified or upper-cased elsewhere: the name is what counts. */
const nameOf = (account: string): string =>
  account
    .trim()
    .replace(/@[^@]*$/, '')
    .replaceAll(/['"`]/g, '')
    .toLowerCase()

export default defineCheck({
  id: 'wso2-is/database-rights',
  title: "The servers' own account may run the script and the migration",
  why: 'The migration client works with the account of the data source: a statement that the account may not run fails half-way, and the client may go on without it',
  remedy: 'Grant the account of the data source what is named, for the time of the migration at least, and audit again',
  references: [SCRIPT_REFERENCE, CLIENT_REFERENCE, PREREQUISITES_REFERENCE],
  scope: 'target',
  type: 'database',
  phases: { 'pre-upgrade': 'high', staged: 'high' },
  steps: ['identity'],
  parameters: object({}, { account: text('the account of the data source (username in deployment.toml or master-datasources.xml)', 128) }),
  defaults: {},
  facts: { server: own(databaseServer) },
  messages: {
    lacking: '{user} lacks the right {right} in {schema}',
    superuser: '{user} may do everything on this server: that is more than the product needs',
  },
  traps: {
    complete: 'every right that is needed, and none is needed of those that are missing on this engine',
    'installed-extension': 'an extension that is installed needs no right to install it',
    'superuser-lists-nothing': 'an account that may do everything holds no single right',
    'writes-to-one': 'the right to write to one table says nothing of the others',
    'other-account': "the auditor's account is another one: what it may do says nothing of the product's",
    'rights-by-a-role': 'a right that the account lacks by its own grants may come by an active role, which the server does not list for it',
    'role-to-take-on': 'the product takes on no role: what one that is not active may do is no right of its account',
    'account-not-named': 'nobody says which account the product has',
    'same-account-other-spelling': 'user@host and capitals are the same account',
  },
  evaluate: ({ facts: { server }, parameters, finding }) => {
    const { user, schema, engine } = server
    const { account } = parameters
    if (account === undefined || nameOf(account) !== nameOf(user))
      return undetermined(
        'missing-evidence',
        `${account === undefined ? 'the account of the data source is not named' : `the database was read as ${user}, and what ${account} may do is told to nobody else`}: collect once with user: set to that account, which only reads here too, and parameters: { wso2-is/database-rights: { account: NAME } }; or accept the gap`,
      )
    if (server.superuser === true)
      return pass(`${user} may do everything on this server`, [finding('superuser', { user }, { subject: user, severity: 'info' })])
    const lacking = rightsLacking(server)
    if (lacking.length === 0) return pass(`${user} has every right that script and migration need on ${engine}`)
    if (server.unlisted !== null)
      return undetermined(
        'permission-denied',
        `${user} lacks ${lacking.join(', ')} by its own grants, and may have them by ${server.unlisted}. Grant them to the account itself, or let an administrator look and accept the gap`,
      )
    return fail(lacking.map((right) => finding('lacking', { user, right, schema }, { subject: `${user} ${right}` })))
  },
})
