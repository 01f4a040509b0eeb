import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { AnyCheck } from '../core/check.ts'
import { own } from '../core/check.ts'
import type { Evidence } from '../core/fact.ts'
import { canonicalJson, compareText, isJsonObject } from '../core/json.ts'
import { selectedChecks, standingOf, unitsOf, wantsOf, parametersOf, type Selection } from '../core/selection.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { rootsOf } from '../core/target-fields.ts'
import type { TargetName } from '../core/target.ts'
import type { ReasonCode } from '../core/vocabulary.ts'
import { COLLECTORS, loadCollector } from '../registry/registry.ts'
import { collectLive, type RunOptions } from './audit.ts'
import { remarksOnDatabase } from './database-remarks.ts'
import type { Prepared } from './prepare.ts'
import { lookedAt } from './selection-of-flags.ts'

/** Something that could not be read, with the checks that will not come to a verdict for it. */
export interface Obstacle {
  /** `not-in-plan`: the plan does not name what it would be read from; `incomplete`: it could be read in part only. */
  readonly code: ReasonCode | 'not-in-plan' | 'incomplete'
  readonly text: string
  readonly facts: readonly string[]
  readonly checks: readonly string[]
}

export interface TargetDiagnosis {
  readonly target: string
  readonly type: string
  readonly role: string
  readonly asked: number
  readonly read: number
  readonly obstacles: readonly Obstacle[]
  /** What works and should not be left so: rights that are not needed, passwords in clear, a clock that is wrong. */
  readonly remarks: readonly string[]
}

export interface Diagnosis {
  readonly targets: readonly TargetDiagnosis[]
  /** Of secrets: those that cannot be had, are weak or lie open. */
  readonly secrets: readonly string[]
  /** Nothing that a check needs is in error; what the plan does not name is a gap that the audit tells. */
  readonly ready: boolean
}

/** What is asked of a target besides what checks ask: how it is reached. */
const DOOR_FACTS: Readonly<Record<string, readonly string[]>> = {
  ldap: ['ldap-root', 'ldap-rights'],
  pingam: ['am-answers'],
  endpoint: ['tls-peer'],
  database: ['database-server'],
}

/**
 * Whether every target can be read with what the plan gives, before anyone relies on it: everything an audit would read is read, nothing is judged and
 * nothing kept. One login for each account, as always.
 */
export const diagnose = async (prepared: Prepared, options: RunOptions): Promise<Diagnosis> => {
  const doors = await doorChecks(prepared)
  const checks = { ...prepared.checks, builtIn: [...prepared.checks.builtIn, ...doors] }
  const { snapshot, warnings, scrubber } = await collectLive({ ...prepared, checks }, options)
  const plan = lookedAt(prepared.plan, prepared.selection)
  const targets: TargetDiagnosis[] = []
  for (const target of plan.targets) {
    const evidence = snapshot.evidence.filter((item) => item.target === target.name)
    targets.push({
      target: target.name,
      type: target.type,
      role: target.role,
      asked: evidence.length,
      read: evidence.filter(({ state }) => state === 'value').length,
      obstacles: obstaclesOf(target, evidence, prepared.checks.builtIn, prepared.selection, snapshot),
      remarks: [...remarksOn(evidence), ...remarksOnDatabase(target, evidence), ...(await writableIn(rootsOf(target)))].map((text) =>
        scrubber.mask(text),
      ),
    })
  }
  const ready = targets.every(({ obstacles }) => obstacles.every(({ code }) => code === 'not-in-plan'))
  return { targets, secrets: warnings, ready }
}

/** Checks that judge nothing, so that facts about the doors are read too, as far as this version has them. */
const doorChecks = async ({ plan, selection }: Prepared): Promise<readonly AnyCheck[]> => {
  const checks: AnyCheck[] = []
  for (const type of new Set(plan.targets.map((target) => target.type)))
    for (const fact of DOOR_FACTS[type] ?? []) {
      const collector = COLLECTORS.some((one) => one.fact === fact && one.type === type) ? await loadCollector(fact, type) : null
      if (collector === null) continue
      checks.push({
        id: `doctor/${type}-${fact}`,
        title: 'It can be reached',
        why: '',
        remedy: '',
        references: [],
        scope: 'target',
        type,
        phases: { [selection.phase]: 'info' },
        facts: { fact: own(collector.fact) },
        messages: {},
        traps: {},
        evaluate: () => ({ outcome: 'not-applicable', text: 'it is not judged' }),
      })
    }
  return checks
}

const obstaclesOf = (
  target: TargetName,
  evidence: readonly Evidence[],
  checks: readonly AnyCheck[],
  selection: Selection,
  { targets }: Snapshot,
): readonly Obstacle[] => {
  const users = usersOf(target, checks, selection, targets)
  const found = new Map<string, { code: Obstacle['code']; text: string; facts: Set<string>; checks: Set<string> }>()
  for (const item of evidence) {
    const told = troubleOf(item)
    if (told === null) continue
    const { code, text } = told
    const key = `${code} ${text}`
    const known = found.get(key) ?? { code, text, facts: new Set(), checks: new Set() }
    known.facts.add(item.fact)
    for (const check of users.get(`${item.fact} ${canonicalJson(item.params)}`) ?? []) known.checks.add(check)
    found.set(key, known)
  }
  return [...found.values()]
    .map(({ code, text, facts, checks: suffering }) => ({ code, text, facts: [...facts].sort(), checks: [...suffering].sort() }))
    .sort((a, b) => Number(a.code === 'not-in-plan') - Number(b.code === 'not-in-plan') || compareText(a.text, b.text))
}

const troubleOf = (item: Evidence): Pick<Obstacle, 'code' | 'text'> | null => {
  if (item.state === 'error') return item.reason
  if (item.state === 'not-in-plan') return { code: 'not-in-plan', text: item.needs }
  if (item.complete) return null
  const [first = 'some of it could not be read', ...more] = item.omitted
  return { code: 'incomplete', text: more.length === 0 ? first : `${first} (and ${more.length} more)` }
}

/** The checks that ask for each fact of a target in this run. */
const usersOf = (
  target: TargetName,
  checks: readonly AnyCheck[],
  selection: Selection,
  targets: readonly TargetName[],
): ReadonlyMap<string, readonly string[]> => {
  const users = new Map<string, string[]>()
  for (const check of selectedChecks(checks, selection)) {
    if (standingOf(check, selection).state !== 'holds') continue
    for (const unit of unitsOf(check, targets))
      for (const want of wantsOf(check, unit, targets, parametersOf(check, selection))) {
        if (want.target.name !== target.name) continue
        const key = `${want.fact} ${canonicalJson(want.params)}`
        users.set(key, [...(users.get(key) ?? []), check.id])
      }
  }
  return users
}

const remarksOn = (evidence: readonly Evidence[]): readonly string[] =>
  evidence.flatMap((item) => {
    if (item.state !== 'value' || !isJsonObject(item.value)) return []
    const { transport, boundAs, productAccount, clockSkew, changes, baseDn, state, url } = item.value
    const remarks: string[] = []
    if (item.fact === 'ldap-root' && transport === 'clear')
      for (const account of new Set([boundAs, productAccount]))
        if (typeof account === 'string') remarks.push(`the password of ${account} crosses the network in clear: give ldaps://, or startTls: true`)
    if (item.fact === 'ldap-root' && boundAs === null)
      remarks.push(
        'it is read as nobody, who is seldom shown access control and operational attributes: give bindDn and password of an account that may read',
      )
    if (item.fact === 'ldap-rights' && Array.isArray(changes) && changes.length > 0 && typeof boundAs === 'string')
      remarks.push(
        `${boundAs} may change the directory (${changes.slice(0, 5).join(', ')}); to read is enough: (targetattr="*||aci")(version 3.0; acl "iam-preflight"; allow (read,search,compare) userdn="ldap:///${boundAs}";) on ${typeof baseDn === 'string' ? baseDn : 'its base'}`,
      )
    if (item.fact === 'ldap-rights' && changes === null && typeof boundAs === 'string')
      remarks.push(`whether ${boundAs} may change the directory is not known: it does not tell effective rights`)
    if (item.fact === 'am-answers' && state === 'refused' && typeof url === 'string')
      remarks.push(`nothing listens at ${url}: to the checks the instance is stopped; if it is not, mend url`)
    if (transport === 'unverified') remarks.push('whoever answers is believed (tls.insecure): give tls.ca or tls.fingerprint')
    if (typeof clockSkew === 'number' && Math.abs(clockSkew) > MOST_SKEW_SECONDS)
      remarks.push(`its clock and the one here differ by ${Math.abs(clockSkew)} s: set them right, times are compared`)
    return remarks
  })

/** Above this the expiry of a certificate may be judged wrongly (facts/reliability.md 7.3). */
const MOST_SKEW_SECONDS = 120

/** What the user who runs this could change, as the operating system says without trying. */
const writableIn = async (paths: readonly string[]): Promise<readonly string[]> => {
  if (paths.length === 0) return []
  if (process.getuid?.() === 0)
    return ['this runs as root, who may change everything: run it as a user who may only read (setfacl -R -m u:USER:rX PATH)']
  const writable: string[] = []
  for (const path of paths)
    try {
      await access(path, constants.W_OK)
      writable.push(path)
    } catch {
      // Not to be written, or not there: either way nothing to warn of.
    }
  return writable.map((path) => `the user who runs this may change ${path}: one who may only read is enough (setfacl -R -m u:USER:rX ${path})`)
}
