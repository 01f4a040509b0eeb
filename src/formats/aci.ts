import { bindRuleAt, type BindRule } from './aci-bind-rule.ts'
import { TextCursor } from './text-cursor.ts'

/** An access control instruction as OpenDJ, PingDS, DSEE and 389-ds write it: a value of `aci`, or of the server's global ACIs. */
export interface Aci {
  /** What its author calls it. */
  readonly name: string
  /** Each keyword once at most. */
  readonly targets: readonly AciTarget[]
  readonly pairs: readonly AciPair[]
}

export interface AciTarget {
  readonly keyword: TargetKeyword
  /** `!=` */
  readonly negated: boolean
  readonly value: string
}

export interface AciPair {
  readonly effect: 'allow' | 'deny'
  readonly rights: readonly AciRight[]
  readonly rule: BindRule
}

const TARGETS = ['target', 'targetattr', 'targetscope', 'targetfilter', 'targattrfilters', 'targetcontrol', 'extop'] as const
export type TargetKeyword = (typeof TARGETS)[number]

/** `moddn` is of 389-ds, `import` and `export` are of OpenDJ. */
const RIGHTS = ['read', 'write', 'add', 'delete', 'search', 'compare', 'selfwrite', 'proxy', 'import', 'export', 'moddn', 'all'] as const
export type AciRight = (typeof RIGHTS)[number]

const LONGEST_ACI = 64 * 1024

const TARGET = /\s*\(\s*([a-z]\w*)\s*(!?=)\s*(?:"([^"]+)"\s*|([^\s()"][^()"]*))\)/iy
const VERSION = /\s*\(\s*version\s*(\d+\.\d+)\s*;/iy
/** The default of 389-ds for its root DSE has `aci` for `acl`. */
const NAME = /\s*ac[li]\s*"([^"]*)"\s*;/iy
const PERMISSION = /\s*([a-z]+)\s*\(([^()]*)\)/iy
const SEMICOLON = /\s*;/y
const CLOSE = /\s*\)/y
const END = /\s*$/y

/**
 * Reads an ACI (facts/pingam 1.4): keywords without regard to case, blanks and line ends anywhere, bind rules with or without parentheses. Throws
 * FormatError `parse-failed` with the offset; `unsupported` for a version, a keyword or a right that is not known; `ambiguous` for a target given twice and
 * as bindRuleAt does; `limit` above 64 KiB.
 */
export const aciOf = (text: string): Aci => {
  const cursor = new TextCursor(text, 'an ACI', LONGEST_ACI)
  const targets = targetsAt(cursor)
  const name = cursor.need(NAME, 'the name')[1] ?? ''
  const pairs: AciPair[] = []
  do pairs.push(pairAt(cursor))
  while (cursor.take(CLOSE) === null)
  cursor.need(END, 'the end')
  return { name, targets, pairs }
}

/** All targets, and the version that stands behind them. */
const targetsAt = (cursor: TextCursor): readonly AciTarget[] => {
  const targets: AciTarget[] = []
  for (;;) {
    const at = cursor.at
    const version = cursor.take(VERSION)?.[1]
    if (version !== undefined) return version === '3.0' ? targets : cursor.refuse('unsupported', 'a version other than 3.0', at)
    const target = targetAt(cursor)
    if (targets.some(({ keyword }) => keyword === target.keyword)) cursor.refuse('ambiguous', `${target.keyword} a second time`, at)
    targets.push(target)
  }
}

const targetAt = (cursor: TextCursor): AciTarget => {
  const at = cursor.at
  const [, word = '', operator, quoted, bare = ''] = cursor.need(TARGET, 'a target or the version')
  const keyword = TARGETS.find((known) => known === word.toLowerCase()) ?? cursor.refuse('unsupported', 'an unknown keyword of a target', at)
  return { keyword, negated: operator === '!=', value: (quoted ?? bare).trim() }
}

const pairAt = (cursor: TextCursor): AciPair => {
  const at = cursor.at
  const [, word = '', list = ''] = cursor.need(PERMISSION, 'a permission')
  const effect = word.toLowerCase()
  if (effect !== 'allow' && effect !== 'deny') cursor.refuse('unsupported', 'neither "allow" nor "deny"', at)
  const rights = list.split(',').map((one) => {
    const right = one.trim().toLowerCase()
    return RIGHTS.find((known) => known === right) ?? cursor.refuse(right === '' ? 'parse-failed' : 'unsupported', 'an unknown right', at)
  })
  const rule = bindRuleAt(cursor)
  cursor.need(SEMICOLON, 'the semicolon behind a bind rule')
  return { effect, rights, rule }
}
