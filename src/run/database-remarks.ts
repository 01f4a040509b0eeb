import type { PlanTarget } from '../config/plan-model.ts'
import { databaseAddressOf, type DatabasePlace } from '../core/database-address.ts'
import type { Evidence } from '../core/fact.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import { ENGINE_NAMES, ENGINES } from '../core/sql.ts'
import { grantsFor } from './database-grants.ts'

/** What works at a database and should not be left so, and what makes work what does not (FAULTS D18, D23). */
export const remarksOnDatabase = (target: PlanTarget, evidence: readonly Evidence[]): readonly string[] => {
  const place = placeOf(target)
  if (place === null) return []
  const server = evidence.find((item) => item.fact === 'database-server')
  const value = server?.state === 'value' && isJsonObject(server.value) ? server.value : null
  const user = textIn(value, 'user') ?? place.user
  const rights = textsIn(value, 'rights')
  // To one table is enough to change something.
  const change = [...new Set([...rights, ...textsIn(value, 'rightsToSome')])].filter((right) => right !== 'select').toSorted()
  // Nothing is beside everything.
  const beside = value?.['superuser'] === true ? null : value
  const unlisted = textIn(beside, 'unlisted')
  const takesOn = textIn(beside, 'takesOn')
  // Who may do more, an administrator or the product, keeps that: the auditor gets an account of its own.
  const account = value?.['superuser'] === true || change.length > 0 ? 'auditor' : user
  const reader = { account, database: textIn(value, 'database') ?? place.database, schema: textIn(value, 'schema') ?? place.schema }
  const grants = `an account that only reads, in ${ENGINE_NAMES[place.engine]}: ${grantsFor(place.engine, reader).join('; ')};`
  const refused = evidence.some((item) => item.state === 'error' && item.reason.code === 'permission-denied')
  if (value === null) return refused ? [grants] : []
  return [
    ...(value['transport'] === 'clear' ? ['it is read without TLS, which is done within this host only; where a tunnel begins here, give tls'] : []),
    ...(value['superuser'] === true ? [`${user} may do everything on this server; to read is enough`] : []),
    ...(change.length > 0
      ? [`${user} may change ${reader.schema} (${change.slice(0, 5).join(', ')}${change.length > 5 ? ', …' : ''}); to read is enough`]
      : []),
    ...(unlisted === null ? [] : [`${user} may have rights that are not listed here, by ${unlisted}`]),
    ...(takesOn === null ? [] : [`${user} may take on roles with other rights (SET ROLE): ${takesOn}`]),
    ...(value['superuser'] !== true && !rights.includes('select') ? [`${user} may not read every table of ${reader.schema}`] : []),
    ...(value['superuser'] === true || change.length > 0 || !rights.includes('select') || refused ? [grants] : []),
    ...(value['standby'] === true ? ['it is a standby: what is read of it may lag behind, and rights to write are not seen here'] : []),
  ]
}

const textIn = (value: JsonObject | null, key: string): string | null => {
  const found = value?.[key]
  return typeof found === 'string' ? found : null
}

const textsIn = (value: JsonObject | null, key: string): readonly string[] => {
  const found = value?.[key]
  return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []
}

interface Place extends DatabasePlace {
  readonly user: string
  readonly database: string
  readonly schema: string
}

const placeOf = ({ type, fields }: PlanTarget): Place | null => {
  const engine = ENGINES.find((one) => one === fields['engine'])
  if (type !== 'database' || engine === undefined) return null
  const text = (key: string): string | undefined => {
    const value = fields[key]
    return typeof value === 'string' ? value : undefined
  }
  const [url, host, named] = [text('url'), text('host'), text('database')]
  const { database } = databaseAddressOf({
    engine,
    ...(url === undefined ? {} : { url }),
    ...(host === undefined ? {} : { host }),
    ...(named === undefined ? {} : { database: named }),
  })
  return { engine, database, user: text('user') ?? 'auditor', schema: text('schema') ?? DEFAULT_SCHEMAS[engine] ?? database }
}

/** Where the plan names none and the server was not heard. */
const DEFAULT_SCHEMAS: Readonly<Record<string, string>> = { postgres: 'public', mssql: 'dbo' }
