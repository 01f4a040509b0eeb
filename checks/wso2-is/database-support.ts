import {
  databaseCatalogue,
  databaseServer,
  defineCheck,
  judged,
  oneLower,
  own,
  undetermined,
  type CheckFinding,
  type DatabaseServer,
} from '../../src/api.ts'
import { standingOf } from './data/database-versions.ts'
import { COMPATIBILITY_REFERENCE, PREREQUISITES_REFERENCE } from './data/references.ts'

export default defineCheck({
  id: 'wso2-is/database-support',
  title: 'The database server is one that WSO2 has tested IS 5.11.0 with, and is set up for it',
  why: 'Scripts and migration are written for the servers WSO2 tests: others refuse statements, read them in another way, or make tables without the keys that hold the rows together',
  remedy: 'Move the databases to a release that is tested, before the upgrade and apart from it; mend the settings that are named',
  references: [COMPATIBILITY_REFERENCE, PREREQUISITES_REFERENCE],
  scope: 'target',
  type: 'database',
  phases: { 'pre-upgrade': 'high' },
  facts: { server: own(databaseServer), catalogue: own(databaseCatalogue) },
  messages: {
    embedded: '{database} is served by {product} {version}, the database that comes with the product for trials: it is none for production',
    tooOld: '{product} {version} is older than any release that IS 5.11.0 was tested with ({tested})',
    untestedRelease: 'IS 5.11.0 was not tested with {product} {version}, but with {tested}',
    untestedProduct: 'IS 5.11.0 was not tested with {product} {version}',
    noInnodb: 'InnoDB is {state} on this server: without it there are no foreign keys and no rollback',
    defaultEngine: 'new tables are made as {engine}, not as InnoDB',
    otherEngine: '{count} tables are not InnoDB ({names}): foreign keys to them and from them are silently not made',
    characterSet:
      'the database has the character set {set}; MySQL 8.0 was tested with latin1 only, since longer characters make keys too long (1071)',
    mixedCollations:
      'texts of the schema are compared in {count} ways ({collations}): MySQL refuses to compare columns of different ones, and foreign keys between them',
    isolation: 'transactions begin as {level}: the product expects to see what others have committed meanwhile',
    standby: '{database} is a standby, which only reads: the upgrade needs the server it follows',
  },
  traps: {
    tested: 'a tested release with a patch level and a distribution in its version',
    'newer-than-tested': 'a newer release is no older one, and works for many: said, and not as loud',
    'between-releases': 'a release between two that are tested is not tested',
    mariadb: 'MariaDB is none of the tested products, whatever version it writes',
    fork: 'a server that says PostgreSQL and is another one',
    'unreadable-version': 'a version that names no number is neither old nor tested',
    'setting-not-told': 'a setting that the server does not tell is not taken for the right one',
    'own-table-space': 'a view has no storage engine, and is none that is wrong',
    'latin1-on-5.7': 'MySQL 5.7 is tested with any character set here; lengths of keys are judged by migration-data',
    'finding-beside-unknown': 'what was found is said though something else is not told',
  },
  evaluate: ({ facts: { server, catalogue }, finding }) => {
    const { product, version, database } = server
    const findings: CheckFinding[] = []
    const unknowns: string[] = []
    const subject = { subject: `${product} ${version}` }
    const standing = standingOf(server)
    switch (standing.is) {
      case 'embedded':
        findings.push(finding('embedded', { database, product, version }, subject))
        break
      case 'too-old':
        findings.push(finding('tooOld', { product, version, tested: testedOf(standing) }, subject))
        break
      case 'untested-release':
        findings.push(finding('untestedRelease', { product, version, tested: testedOf(standing) }, { ...subject, severity: oneLower('high') }))
        break
      case 'untested-product':
        findings.push(finding('untestedProduct', { product, version }, { ...subject, severity: oneLower('high') }))
        break
      case 'unknown':
        unknowns.push(`which release "${version}" is`)
        break
      case 'tested':
    }
    if (server.standby === true) findings.push(finding('standby', { database }, { subject: database }))
    const told = (name: string): string | null => settingOf(server, name)
    if (server.engine === 'mysql') {
      const [innodb, engine] = [told('innodb'), told('default_storage_engine')]
      if (innodb === null) unknowns.push('whether the server has InnoDB')
      else if (!/^(?:YES|DEFAULT)$/i.test(innodb)) findings.push(finding('noInnodb', { state: innodb }, { subject: 'InnoDB' }))
      if (engine === null) unknowns.push('default_storage_engine')
      else if (!/^InnoDB$/i.test(engine)) findings.push(finding('defaultEngine', { engine }, { subject: 'default_storage_engine' }))
      const tables = catalogue.tables.filter(({ kind }) => kind === 'table')
      const unread = tables.filter(({ storageEngine }) => storageEngine === null).map(({ name }) => name)
      if (unread.length > 0) unknowns.push(`the storage engine of ${some(unread)}`)
      const others = tables.filter(({ storageEngine }) => storageEngine !== null && !/^InnoDB$/i.test(storageEngine))
      if (others.length > 0)
        findings.push(finding('otherEngine', { count: others.length, names: some(others.map(({ name }) => name)) }, { subject: 'storage engine' }))
      const set = told('character_set_database')
      if (set === null) unknowns.push('character_set_database')
      else if (standing.is === 'tested' && standing.release === '8.0' && !/^latin1$/i.test(set))
        findings.push(finding('characterSet', { set }, { subject: 'character_set_database', severity: oneLower('high') }))
      const collations = [...new Set(catalogue.tables.flatMap(({ columns }) => columns.flatMap(({ collation }) => collation ?? [])))].sort()
      if (collations.length > 1)
        findings.push(
          finding(
            'mixedCollations',
            { count: collations.length, collations: some(collations) },
            { subject: 'collation', severity: oneLower('high') },
          ),
        )
    }
    const level = told('default_transaction_isolation') ?? told('transaction_isolation') ?? told('tx_isolation')
    if (level !== null && /serializable|uncommitted/i.test(level))
      findings.push(finding('isolation', { level }, { subject: 'isolation', severity: oneLower('high') }))
    if (level === null && (server.engine === 'postgres' || server.engine === 'mysql')) unknowns.push('the isolation that transactions begin with')
    if (unknowns.length > 0 && findings.every(({ severity }) => severity !== undefined))
      return undetermined(
        'missing-evidence',
        `not told: ${unknowns.join('; ')}${findings.length === 0 ? '' : `; found: ${findings.map(({ message }) => message).join('; ')}`}`,
      )
    return judged(`${product} ${version} serves ${database}`, findings, 'high')
  },
})

const testedOf = ({ product }: Extract<ReturnType<typeof standingOf>, { product: object }>): string =>
  product.releases.map(({ name }) => name).join(', ')

const settingOf = ({ settings }: DatabaseServer, name: string): string | null => settings.find((setting) => setting.name === name)?.value ?? null

const SOME = 10
const some = (names: readonly string[]): string => `${names.slice(0, SOME).join(', ')}${names.length > SOME ? ', …' : ''}`
