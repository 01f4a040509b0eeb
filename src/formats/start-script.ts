/**
 * What starts a container: shell scripts, batch files, systemd units and environment files. Read as text, never as a language: enough to tell a setting
 * from a comment and to find the named things that checks ask for. Everything else in such a file, passwords above all, is passed over.
 */
export type StartFileKind = 'shell' | 'batch' | 'unit'

/** A start file without its comments and with continuation lines joined. */
export interface ActiveText {
  readonly kind: StartFileKind
  readonly text: string
  /** Line of the file, from 1, on which the character at an offset of `text` stands. */
  readonly lineAt: (offset: number) => number
}

export interface FoundValue {
  readonly name: string
  /** Without its quotes; variables are not expanded. */
  readonly value: string
  readonly line: number
}

/** Another file that a start file reads or runs. */
export interface StartInclude {
  /** As written, without quotes: may hold variables. */
  readonly path: string
  readonly line: number
}

/** By content first: a unit has a [Service] section whatever it is called. */
export const startFileKindOf = (path: string, text: string): StartFileKind =>
  /^[ \t]*\[Service\]/m.test(text) ? 'unit' : /\.(?:bat|cmd)$/i.test(path) ? 'batch' : 'shell'

/** Strips comments and joins continuation lines by the rules of the kind (POSIX shell 2.3, cmd.exe, systemd.syntax(7)). */
export const activeTextOf = (text: string, kind: StartFileKind): ActiveText => {
  const kept = new KeptText()
  if (kind === 'shell') keepShell(text, kept)
  else keepLines(text, kind, kept)
  return { kind, text: kept.text(), lineAt: (offset) => kept.lineAt(offset) }
}

/** `-Dname` and `-Dname=value` of the names given, wherever they stand: quoted, in a variable, on a command line. In order of appearance. */
export const systemPropertiesIn = (active: ActiveText, names: readonly string[]): readonly FoundValue[] =>
  names
    .flatMap((name) =>
      [...active.text.matchAll(new RegExp(`(?<![\\w.])-D${escaped(name)}(?![\\w.-])(?:=\\\\?["']?([^\\s"'\\\\;&|]*))?`, 'g'))].map((match) => ({
        name,
        value: match[1] ?? '',
        line: active.lineAt(match.index),
      })),
    )
    .toSorted((a, b) => a.line - b.line)

/** Assignments to the variables given: `NAME=value`, `export NAME="value"`, `Environment="NAME=value"`, `set NAME=value`. In order of appearance. */
export const assignmentsIn = (active: ActiveText, names: readonly string[]): readonly FoundValue[] =>
  names
    .flatMap((name) =>
      [
        ...active.text.matchAll(
          new RegExp(`(^|${active.kind === 'unit' ? '=|' : ''}[\\s;&|"'(])${name}=(?!=)`, active.kind === 'batch' ? 'gim' : 'gm'),
        ),
      ].map((match) => ({
        name,
        value: valueAt(active, match.index + match[0].length, match[1] ?? ''),
        line: active.lineAt(match.index + (match[1] ?? '').length),
      })),
    )
    .toSorted((a, b) => a.line - b.line)

/** Files that are read into this one: `. file`, `source file`, `call file`, EnvironmentFile=. */
export const includesIn = (active: ActiveText): readonly StartInclude[] => {
  const pattern = {
    shell: /(?:^|[;&|{]|\bthen\b|\bdo\b|\belse\b)[ \t]*(?:\.|source)[ \t]+(?:"([^"\n]+)"|'([^'\n]+)'|([^\s;&|]+))/gm,
    batch: /(?:^|[&(])[ \t]*@?call[ \t]+(?:"([^"\n]+)"|()([^\s&:][^\s&]*))/gim,
    unit: /^[ \t]*EnvironmentFile[ \t]*=[ \t]*-?(?:"([^"\n]+)"|'([^'\n]+)'|([^\n]+))/gm,
  }[active.kind]
  return [...active.text.matchAll(pattern)].map((match) => ({
    path: (match[1] ?? match[2] ?? '').trim() || (match[3] ?? '').trim(),
    line: active.lineAt(match.index),
  }))
}

/** Scripts that the ExecStart lines of a unit run (ExecStartPre and the like hand nothing on); programs that are no scripts of the operator's (java, a shell) are left out. */
export const scriptsRunBy = (active: ActiveText): readonly StartInclude[] =>
  active.kind !== 'unit'
    ? []
    : [...active.text.matchAll(/^[ \t]*ExecStart[ \t]*=[ \t]*[@:+!|-]*([^\n]+)/gm)].flatMap((match) => {
        const words = (match[1] ?? '').split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''))
        return words
          .filter((word, index) => word.startsWith('/') && (/\.(?:sh|bash)$/.test(word) || (index === 0 && !NO_SCRIPT.test(word))))
          .map((path) => ({ path, line: active.lineAt(match.index) }))
      })

const NO_SCRIPT = /\/(?:java|jsvc|sh|bash|dash|ksh|env|sudo|su|runuser|setpriv|nice|numactl|mkdir|chown|chmod|rm|test|sleep|true)$/

const escaped = (name: string): string => name.replaceAll(/[.$]/g, '\\$&')

/** The value that begins at an offset. A quote before the name closes the value too, as in "NAME=value". */
const valueAt = (active: ActiveText, start: number, before: string): string => {
  const rest = active.text.slice(start, start + 4096)
  const [line = ''] = rest.split('\n')
  if (before === '"' || before === "'") return line.slice(0, line.includes(before) ? line.indexOf(before) : line.length)
  const quoted = /^(["'])([^"'\n]*)\1/.exec(rest)
  if (quoted !== null) return quoted[2] ?? ''
  return active.kind === 'batch' ? line.trim() : (/^[^\s;&|"')]*/.exec(rest)?.[0] ?? '')
}

/** Collects characters together with the line each comes from. */
class KeptText {
  readonly #parts: string[] = []
  readonly #starts: { readonly offset: number; readonly line: number }[] = []
  #length = 0

  keep(part: string, line: number): void {
    if (this.#starts.at(-1)?.line !== line) this.#starts.push({ offset: this.#length, line })
    this.#parts.push(part)
    this.#length += part.length
  }

  text(): string {
    return this.#parts.join('')
  }

  lineAt(offset: number): number {
    return this.#starts.findLast((start) => start.offset <= offset)?.line ?? 1
  }
}

const keepShell = (text: string, kept: KeptText): void => {
  let quote = ''
  let line = 1
  let previous = '\n'
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    const newline = character === '\n' || (character === '\r' && text.charAt(at + 1) === '\n')
    const next = text.charAt(at + 1)
    if (character === '\\' && quote !== "'" && next !== '') {
      const continues = next === '\n' || (next === '\r' && text.charAt(at + 2) === '\n')
      if (!continues) kept.keep(character + next, line)
      at += next === '\r' && continues ? 2 : 1
      if (continues) line++
      else previous = next
      continue
    }
    if (quote === '' && character === '#' && /[\s;&|(]/.test(previous)) {
      while (at + 1 < text.length && text.charAt(at + 1) !== '\n') at++
      continue
    }
    if (newline) {
      kept.keep('\n', line++)
      if (character === '\r') at++
      previous = '\n'
      continue
    }
    if (character === quote) quote = ''
    else if (quote === '' && (character === '"' || character === "'")) quote = character
    kept.keep(character, line)
    previous = character
  }
}

const keepLines = (text: string, kind: 'batch' | 'unit', kept: KeptText): void => {
  const comment = kind === 'batch' ? /^[ \t]*(?:@?rem(?:[ \t]|$)|::)/i : /^[ \t]*[#;]/
  const continues = kind === 'batch' ? /\^$/ : /\\$/
  text.split(/\r\n|\r|\n/).forEach((content, index) => {
    if (comment.test(content)) return
    const joined = continues.test(content)
    // systemd turns the backslash into a space, cmd.exe joins directly.
    kept.keep(joined ? content.slice(0, -1) + (kind === 'unit' ? ' ' : '') : `${content}\n`, index + 1)
  })
}
