import { FactError } from '../core/fact-error.ts'
import type { Network } from '../core/network.ts'
import type { SqlWitness } from '../core/sql.ts'
import type { Target } from '../core/target.ts'
import { addressOf, SCHEMES, type TargetAddress } from '../core/address.ts'
import { databaseAddressOf } from '../core/database-address.ts'
import { Dialer } from './dialer.ts'
import type { Occasion } from './occasion.ts'
import { TlsDoor } from './tls-session.ts'
import { trustOf, type TlsTrust } from './tls-trust.ts'

/** The doors to the address of one target, for all its facts. */
export interface NetworkDoors {
  /** As one fact uses them. */
  readonly network: (occasion: Occasion) => Network
  /** What the server bears witness to so far; null when nobody is logged in. Not there where a target has no witness. */
  readonly witness?: () => SqlWitness | null
  /** Logs out and hangs up. Never throws. */
  readonly close: () => Promise<void>
}

/** The doors of a target (`imported`: a file with the answers of a database in place of it); null for one of a type that has no address, or whose plan gives none. Their libraries are loaded by then. */
export const networkDoorsOf = async (target: Target, imported: string | null = null): Promise<NetworkDoors | null> => {
  if (target.type === 'keystore' || target.type === 'directory') return null
  if (target.type === 'database') return databaseDoors(target, imported)
  const { url } = target.fields
  if (url === undefined) return null
  const address = addressOf(url, SCHEMES[target.type])
  return target.type === 'ldap' ? directoryDoors(target, address) : serviceDoors(target, address)
}

type Named<T extends Target['type']> = Extract<Target, { type: T }>

const directoryDoors = async ({ fields }: Named<'ldap'>, address: TargetAddress): Promise<NetworkDoors> => {
  const { LdapDoor } = await import('./ldap-session.ts')
  const { bindDn, password, productAccount, tls } = fields
  const startTls = fields.startTls === true
  const dialer = ({ record }: Occasion): Dialer => new Dialer({ destination: address, kind: 'ldap', record })
  const door = new LdapDoor({
    baseDn: fields.baseDn,
    address: async (occasion) => ({
      dialer: dialer(occasion),
      tls: address.scheme === 'ldaps' ? 'ldaps' : startTls ? 'start-tls' : 'none',
      trust: await trustOf(tls, occasion.files),
    }),
    logins: { auditor: bindDn === undefined || password === undefined ? null : { bindDn, password }, product: productAccount ?? null },
  })
  return {
    network: (occasion) => ({
      ldap: door.session(occasion),
      tls: new TlsDoor({ dialer: dialer(occasion), startTls, trust: () => trustOf(tls, occasion.files) }).session(occasion),
      http: noDoor('http'),
      sql: noDoor('sql'),
    }),
    close: () => door.close(),
  }
}

const serviceDoors = async (target: Named<'pingam'> | Named<'endpoint'>, address: TargetAddress): Promise<NetworkDoors> => {
  const { HttpDoor } = await import('./http-session.ts')
  return {
    network: (occasion) => {
      const dialer = new Dialer({ destination: address, kind: 'http', record: occasion.record })
      const trust = (): Promise<TlsTrust> => trustOf(target.fields.tls, occasion.files)
      const token = target.type === 'pingam' ? (target.fields.token ?? null) : null
      return {
        http: new HttpDoor({ dialer, tls: address.scheme === 'https', trust, basePath: address.path, token }).session(occasion),
        tls: new TlsDoor({ dialer, startTls: false, trust }).session(occasion),
        ldap: noDoor('ldap'),
        sql: noDoor('sql'),
      }
    },
    close: async () => {},
  }
}

const databaseDoors = async ({ fields }: Named<'database'>, imported: string | null): Promise<NetworkDoors> => {
  const { SqlDoor } = await import('./sql/sql-door.ts')
  const { engine, schema, user, password, tls } = fields
  const door = new SqlDoor({
    engine,
    address: databaseAddressOf(fields),
    schema: schema ?? null,
    user,
    password,
    trust: async (occasion) => (tls === undefined ? null : trustOf(tls, occasion.files)),
    imported,
  })
  return {
    witness: () => door.witness(),
    network: (occasion) => ({ sql: door.session(occasion), ldap: noDoor('ldap'), http: noDoor('http'), tls: noDoor('tls') }),
    close: () => door.close(),
  }
}

/** What a target of this type does not have. */
const noDoor = (name: string): never =>
  new Proxy({} as never, {
    get: () => {
      throw new FactError('internal', `this target has no ${name} door`)
    },
  })
