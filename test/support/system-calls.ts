import { readFileSync } from 'node:fs'
import { run, type Ended, type RunOptions } from './cli.ts'

/**
 * The strace gate (FAULTS.md, "Proving read-only-ness" 1): everything a process and its children ask of the system that could change it, as sentences.
 * It is an allow-list: a call that is not known to be harmless is an offence.
 */

/** What names a path, makes a process or goes to the network, and what changes a file by its descriptor. Plain `write` is left out: what may be written to is decided by how it was opened. */
const TRACED = '%file,%process,%network,fchmod,fchown,ftruncate,fallocate,fsetxattr,fremovexattr,fchdir,mount,umount2,pivot_root'

/** Runs a program under strace; the calls go to `traceFile`. */
export const traced = (traceFile: string, command: readonly [string, ...string[]], options: RunOptions = {}): Promise<Ended> =>
  run(
    'strace',
    ['-f', '--seccomp-bpf', '-qq', '-s', '4096', '-e', `trace=${TRACED}`, '-e', 'signal=none', '-o', traceFile, '--', ...command],
    options,
  )

export interface Allowed {
  /** Whether a path may be made, written and renamed. */
  readonly write: (path: string) => boolean
  /** Programs that may be executed, as they are named to the system. */
  readonly programs: readonly string[]
}

/** Calls that only look, by name, whatever their arguments. */
const LOOKING = new Set(
  [
    'access',
    'faccessat',
    'faccessat2',
    'stat',
    'lstat',
    'newfstatat',
    'fstatat64',
    'statx',
    'statfs',
    'readlink',
    'readlinkat',
    'getcwd',
    'chdir',
  ].concat(
    // Processes of one's own; what they execute is looked at below.
    ['clone', 'clone3', 'fork', 'vfork', 'wait4', 'waitid', 'exit', 'exit_group', 'kill', 'tgkill', 'pidfd_send_signal', 'pidfd_open'],
    // The pipes between processes, which are socket pairs, and nothing that has an address.
    ['socketpair', 'shutdown', 'getsockopt', 'setsockopt', 'getsockname', 'getpeername', 'recvmsg', 'recvfrom', 'sendmsg', 'sendto'],
    ['getxattr', 'lgetxattr', 'fgetxattr', 'listxattr', 'inotify_add_watch'],
  ),
)
const OPENING = new Set(['open', 'openat', 'openat2', 'creat'])
const WRITING_FLAGS = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE/

/** A call with its arguments; calls that another thread interrupted are put together again. */
interface Call {
  readonly name: string
  readonly text: string
  /** Quoted texts among the arguments, in order. */
  readonly texts: readonly string[]
}

/** What happened that is not allowed, each as strace shows it. Throws when the trace holds no call at all. */
export const offencesIn = (traceFile: string, allowed: Allowed): readonly string[] => {
  const calls = callsIn(readFileSync(traceFile, 'utf8'))
  if (calls.length === 0) throw new Error(`${traceFile} holds no system call: nothing was traced`)
  return calls.filter((call) => !isAllowed(call, allowed)).map(({ text }) => text.slice(0, 300))
}

/** Paths that were opened for writing, made, renamed or removed, in order. */
export const pathsWritten = (traceFile: string): readonly string[] =>
  callsIn(readFileSync(traceFile, 'utf8')).flatMap(({ name, text, texts }) =>
    (OPENING.has(name) && WRITING_FLAGS.test(text)) || (!OPENING.has(name) && !LOOKING.has(name) && name !== 'execve') ? texts : [],
  )

/** Programs that were executed, in order. */
export const programsIn = (traceFile: string): readonly string[] =>
  callsIn(readFileSync(traceFile, 'utf8')).flatMap(({ name, texts: [program] }) => (name === 'execve' && program !== undefined ? [program] : []))

const isAllowed = ({ name, text, texts }: Call, { write, programs }: Allowed): boolean => {
  if (LOOKING.has(name)) return true
  if (OPENING.has(name)) return !WRITING_FLAGS.test(text) || texts.every(write)
  if (name === 'execve') return programs.includes(texts[0] ?? '')
  return RENAMING.has(name) && texts.every(write)
}

const RENAMING = new Set(['rename', 'renameat', 'renameat2'])

const LINE = /^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$/

const callsIn = (trace: string): readonly Call[] => {
  const begun = new Map<string, { readonly name: string; readonly arguments: string }>()
  const ended = trace.split('\n').flatMap((line): Call[] => {
    const [, pid = '', resumed, started, rest = ''] = LINE.exec(line) ?? []
    const name = resumed ?? started
    if (name === undefined) return []
    const before = resumed === undefined ? '' : (begun.get(pid)?.arguments ?? '')
    begun.delete(pid)
    if (!rest.endsWith(UNFINISHED)) return [callOf(name, before + rest)]
    begun.set(pid, { name, arguments: rest.slice(0, -UNFINISHED.length) })
    return []
  })
  // What a killed process had begun may have been done.
  return [...ended, ...[...begun.values()].map((one) => callOf(one.name, one.arguments))]
}

const UNFINISHED = '<unfinished ...>'

const callOf = (name: string, text: string): Call => ({
  name,
  text: `${name}(${text}`,
  texts: [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) => quoted),
})
