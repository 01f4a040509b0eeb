import type { LdapSearch } from '../core/network.ts'
import { didYouMean } from '../core/nearest.ts'
import { ENGINES, type Engine, type SqlStatement } from '../core/sql.ts'
import { UserError } from '../core/user-error.ts'
import { PROFILES, CHECKS, loadCheck, loadProfile } from '../registry/registry.ts'
import { scriptOf } from '../sessions/sql/export/script.ts'
import { HTTP_REQUESTS } from '../statements/http.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { SQL_STATEMENTS } from '../statements/sql/index.ts'
import { PREAMBLES } from '../statements/sql/preamble.ts'
import { ROW_QUESTIONS } from '../statements/sql/rows.ts'

/** One thing the tool can send to a running system, for whoever has to approve it. */
export interface Query {
  readonly id: string
  readonly door: 'ldap' | 'http' | 'sql'
  /** Of SQL: whom it is for. */
  readonly engine?: Engine
  /** As it is sent, with words where the plan or the server fills in a name. */
  readonly text: string
  /** Of SQL: what it is asked for, what is bound in the order of the text, and most rows that are taken. */
  readonly purpose?: string
  readonly parameters?: readonly string[]
  readonly rows?: number
  /** Checks that need it; empty: only `doctor` does, or every session of the engine. */
  readonly checks: readonly string[]
}

/**
 * Everything that can be sent, of a profile's checks or of all, in a fixed order; with an engine its SQL only. Beside it there are only logins, logouts, and
 * handshakes without a request.
 */
export const queriesOf = async (profile: string | null, engine: Engine | null = null): Promise<readonly Query[]> => {
  const users = await checksByFact(profile)
  const checksOf = (facts: readonly string[]): readonly string[] => [...new Set(facts.flatMap((fact) => users.get(fact) ?? []))].sort()
  const services = engine === null ? serviceQueries(checksOf) : []
  // What doctor alone sends, it sends whatever the profile.
  const needed = ({ id, checks }: Query): boolean => profile === null || checks.length > 0 || DOCTOR_ONLY.has(id)
  const statements = ENGINES.filter((one) => engine === null || one === engine).flatMap((one) => {
    const asked = SQL_STATEMENTS.filter((statement) => statement.engine === one)
      .map((statement) => sqlQuery(statement, checksOf(statement.facts)))
      .filter(needed)
    return asked.length === 0 ? [] : [...preambleOf(one), ...asked]
  })
  return [...services.filter(needed), ...statements]
}

type ChecksOf = (facts: readonly string[]) => readonly string[]

const serviceQueries = (checksOf: ChecksOf): readonly Query[] => [
  ...Object.values(LDAP_SEARCHES).map(({ id, base, scope, filter, attributes, manner, facts }: LdapSearch) => ({
    id,
    door: 'ldap' as const,
    text: `search ${base}, scope ${scope}, filter ${filter}, attributes ${attributes.join(' ')}${manner === undefined ? '' : `; ${manner}`}`,
    checks: checksOf(facts),
  })),
  ...Object.values(HTTP_REQUESTS).map(({ id, path, authenticated, facts }) => ({
    id,
    door: 'http' as const,
    text: `GET <url>${path}${authenticated ? ', with the administrator token' : ''}`,
    checks: checksOf(facts),
  })),
]

const sqlQuery = ({ id, engine, text, purpose, parameters, rows }: SqlStatement, checks: readonly string[]): Query => ({
  id,
  door: 'sql',
  engine,
  text,
  purpose,
  parameters,
  rows,
  checks,
})

/** What each session of an engine sends around its questions. */
const preambleOf = (engine: Engine): readonly Query[] =>
  Object.entries(PREAMBLES[engine]).map(([id, { text, purpose }]) => ({
    id: `preamble-${id}`,
    door: 'sql',
    engine,
    text,
    purpose,
    parameters: [],
    rows: 0,
    checks: [],
  }))

/**
 * A script that asks the same in the engine's own client: of a profile's checks, or of all. Throws UserError where there is nothing to ask, and for names that
 * cannot be written into it.
 */
export const exportOf = async (
  engine: Engine,
  profile: string | null,
  options: { readonly schema: string | null; readonly bound: ReadonlyMap<string, string>; readonly without: readonly string[] },
): Promise<string> => {
  const users = await checksByFact(profile)
  const asked = SQL_STATEMENTS.filter(
    (statement) => statement.engine === engine && (profile === null || statement.facts.some((fact) => users.has(fact))),
  )
  if (asked.length === 0) throw new UserError(`no check of ${profile ?? 'any profile'} asks ${engine} anything`, 'See: iam-preflight queries')
  const ids = asked.map(({ id }) => id)
  const unknown = options.without.find((id) => !ids.includes(id))
  if (unknown !== undefined) throw new UserError(`--without ${unknown}: ${engine} is asked no such thing${didYouMean(unknown, ids)}`)
  const whole = new Map(ROW_QUESTIONS.map(({ id, groups }) => [id, groups]))
  return scriptOf(engine, asked, options.schema, options.bound, { without: new Set(options.without), whole })
}

const DOCTOR_ONLY: ReadonlySet<string> = new Set([LDAP_SEARCHES.effectiveRights.id])

/** Ids of the checks that ask for a fact. */
const checksByFact = async (profile: string | null): Promise<ReadonlyMap<string, readonly string[]>> => {
  const ids = profile === null ? CHECKS.map(({ id }) => id) : ((await loadProfile(profile))?.checks ?? [])
  const users = new Map<string, string[]>()
  for (const check of await Promise.all(ids.map((id) => loadCheck(id))))
    if (check !== null)
      for (const { fact } of [...Object.values(check.facts), ...Object.values(check.before ?? {})]) {
        const known = users.get(fact.id) ?? []
        known.push(check.id)
        users.set(fact.id, known)
      }
  return users
}

/** Names of the profiles there are. */
export const profileNames = (): readonly string[] => PROFILES.map(({ id }) => id)
