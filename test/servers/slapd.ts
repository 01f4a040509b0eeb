import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toolAvailable } from '../support/required.ts'
import { authorityIn, type Authority, type CertificateWish } from './authority.ts'
import { freePorts, listening } from './ports.ts'

const SLAPD = '/usr/sbin/slapd'

export const slapdAvailable = (): boolean => toolAvailable('slapd') || spawnSync('test', ['-x', SLAPD]).status === 0

export const ADMIN = { dn: 'cn=admin,dc=example,dc=test', password: 'the administrators word 2718' }
/** What the tests audit with; it may read what `access` lets it. */
export const AUDITOR = { dn: 'cn=auditor,dc=example,dc=test', password: 'the auditors word 3141' }

export interface SlapdWish {
  /** Definitions as slapd.conf has them: `attributetype ( … )`, `objectclass ( … )`. */
  readonly schema?: string
  /** More of the configuration, before the database: limits, modules, security. */
  readonly global?: string
  /** More of the configuration of the database: access, limits, overlays. */
  readonly database?: string
  /** Entries besides the base and the accounts, LDIF. */
  readonly ldif?: string
  readonly certificate?: CertificateWish
}

export interface RunningSlapd {
  readonly port: number
  readonly tlsPort: number
  readonly authority: Authority
  readonly directory: string
  /** What it wrote of connections and operations (loglevel stats). */
  readonly log: () => string
  readonly stop: () => Promise<void>
}

/** A slapd of Debian in a private directory on free ports, with ldap, StartTLS and ldaps under a certificate of a test authority. */
export const startSlapd = async ({ schema = '', global = '', database = '', ldif = '', certificate = {} }: SlapdWish = {}): Promise<RunningSlapd> => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'slapd-')))
  const authority = authorityIn(directory)
  const { cert, key } = authority.issue('slapd', certificate)
  mkdirSync(join(directory, 'data'))
  const hash = (password: string): string => execFileSync(SLAPD, ['-T', 'passwd', '-s', password, '-n'], { encoding: 'utf8' })
  writeFileSync(
    join(directory, 'slapd.conf'),
    `modulepath /usr/lib/ldap
moduleload back_mdb
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
${schema}
loglevel stats
TLSCACertificateFile ${authority.ca}
TLSCertificateFile ${cert}
TLSCertificateKeyFile ${key}
${global}
database mdb
suffix "dc=example,dc=test"
rootdn "${ADMIN.dn}"
rootpw ${hash(ADMIN.password)}
directory ${join(directory, 'data')}
${database}
`,
  )
  writeFileSync(
    join(directory, 'start.ldif'),
    `dn: dc=example,dc=test
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ${AUDITOR.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: auditor
userPassword: ${hash(AUDITOR.password)}
${ldif === '' ? '' : `\n${ldif}`}
`,
  )
  chmodSync(directory, 0o755)
  execFileSync(SLAPD, ['-T', 'add', '-f', join(directory, 'slapd.conf'), '-l', join(directory, 'start.ldif')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [port = 0, tlsPort = 0] = await freePorts(2)
  let printed = ''
  const child = spawn(SLAPD, ['-f', join(directory, 'slapd.conf'), '-h', `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`, '-d', 'stats'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (printed += text))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await listening(port, () => printed)
  return {
    port,
    tlsPort,
    authority,
    directory,
    log: () => printed,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
