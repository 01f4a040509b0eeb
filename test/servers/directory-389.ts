import { execFileSync, spawn, spawnSync, type ExecFileSyncOptions } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authorityIn, type Authority } from './authority.ts'
import { freePorts, listening } from './ports.ts'
import { AUDITOR } from './slapd.ts'

/** 389-ds is a relative of PingDS: its schema is an entry that can be changed, and its access control is the attribute `aci`. */
export const directory389Available = (): boolean => existsSync('/usr/sbin/ns-slapd') && existsSync('/usr/sbin/dscreate') && process.getuid?.() === 0

export const MANAGER = { dn: 'cn=Directory Manager', password: 'the managers word 1618' }

export interface Running389 {
  readonly port: number
  readonly tlsPort: number
  readonly authority: Authority
  readonly directory: string
  /** Applies changes as the manager; throws with what the server says against them. */
  readonly modify: (ldif: string) => void
  /** What it logged of connections and operations. */
  readonly log: () => string
  readonly stop: () => Promise<void>
}

/** A 389-ds of Debian in a private directory on free ports, with StartTLS and ldaps under a certificate of a test authority, the suffix dc=example,dc=test and the account of the tests. Needs root. */
export const start389 = async (ldif = ''): Promise<Running389> => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ds389-')))
  chmodSync(directory, 0o755)
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const at = (name: string): string => join(directory, name)
  writeFileSync(at('x.inf'), inf(at, port, tlsPort))
  // It looks for its instances elsewhere and says that this one is none; what it wrote is complete.
  const created = spawnSync('/usr/sbin/dscreate', ['from-file', at('x.inf')], { encoding: 'utf8' })
  const configuration = at('etc/dse.ldif')
  if (!existsSync(configuration)) throw new Error(`dscreate made nothing: ${created.stdout}${created.stderr}`)
  writeFileSync(configuration, configured(readFileSync(configuration, 'utf8'), tlsPort))
  mkdirSync(at('run'), { recursive: true })
  const authority = certified(at)
  execFileSync('chown', ['-R', 'dirsrv:dirsrv', directory])

  let printed = ''
  const child = spawn('/usr/sbin/ns-slapd', ['-D', at('etc'), '-i', at('run/pid'), '-d', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (printed += text))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await listening(port, () => printed)
  const modify = (changes: string): void => {
    const { status, stderr } = spawnSync('ldapmodify', ['-x', '-H', `ldap://127.0.0.1:${port}`, '-D', MANAGER.dn, '-w', MANAGER.password], {
      input: changes,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`ldapmodify: ${stderr}`)
  }
  modify(`${BACKEND}\n${ldif}`)
  return {
    port,
    tlsPort,
    authority,
    directory,
    modify,
    log: () => readFileSync(at('log/access'), 'utf8'),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Its certificates are in a database of NSS, under the name that its configuration has for its own. */
const certified = (at: (name: string) => string): Authority => {
  mkdirSync(at('authority'))
  const authority = authorityIn(at('authority'))
  const { cert, key } = authority.issue('ds389')
  const packed = at('authority/ds389.p12')
  const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'] }
  execFileSync('openssl', ['pkcs12', '-export', '-in', cert, '-inkey', key, '-name', 'Server-Cert', '-passout', 'pass:', '-out', packed], quietly)
  execFileSync('certutil', ['-N', '-d', at('etc'), '--empty-password'], quietly)
  execFileSync('certutil', ['-A', '-d', at('etc'), '-n', 'authority', '-t', 'CT,,', '-i', authority.ca], quietly)
  execFileSync('pk12util', ['-i', packed, '-d', at('etc'), '-W', '', '-K', ''], quietly)
  return authority
}

const inf = (at: (name: string) => string, port: number, tlsPort: number): string => `[general]
config_version = 2
start = False
systemd = False
selinux = False
full_machine_name = localhost
strict_host_checking = False
[slapd]
instance_name = tests
port = ${port}
secure_port = ${tlsPort}
root_dn = ${MANAGER.dn}
root_password = ${MANAGER.password}
self_sign_cert = False
user = dirsrv
group = dirsrv
db_lib = bdb
config_dir = ${at('etc')}
cert_dir = ${at('etc')}
schema_dir = ${at('etc/schema')}
backup_dir = ${at('bak')}
db_dir = ${at('db')}
db_home_dir = ${at('db')}
inst_dir = ${at('inst')}
initconfig_dir = ${at('init')}
ldapi = ${at('ldapi')}
ldif_dir = ${at('ldif')}
local_state_dir = ${at('var')}
lock_dir = ${at('lock')}
log_dir = ${at('log')}
run_dir = ${at('run')}
`

/** The password by itself, since the hash that dscreate writes takes a plug-in to check; the log as it happens. */
const configured = (dse: string, tlsPort: number): string =>
  dse.replace(
    /\nnsslapd-rootpw: .*(?:\n .*)*/,
    `\nnsslapd-rootpw: {CLEAR}${MANAGER.password}\nnsslapd-accesslog-logbuffering: off\nnsslapd-security: on\nnsslapd-secureport: ${tlsPort}`,
  )

const BACKEND = `dn: cn=userroot,cn=ldbm database,cn=plugins,cn=config
changetype: add
objectClass: top
objectClass: extensibleObject
objectClass: nsBackendInstance
cn: userroot
nsslapd-suffix: dc=example,dc=test

dn: cn=dc\\3Dexample\\2Cdc\\3Dtest,cn=mapping tree,cn=config
changetype: add
objectClass: top
objectClass: extensibleObject
objectClass: nsMappingTree
cn: dc=example,dc=test
nsslapd-state: backend
nsslapd-backend: userroot

dn: dc=example,dc=test
changetype: add
objectClass: top
objectClass: domain
dc: example
aci: (targetattr="* || aci")(version 3.0; acl "the auditor reads"; allow (read,search,compare) userdn="ldap:///${AUDITOR.dn}";)

dn: ${AUDITOR.dn}
changetype: add
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: auditor
userPassword: ${AUDITOR.password}
`
