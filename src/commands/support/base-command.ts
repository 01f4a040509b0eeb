import { Command, Errors, Flags } from '@oclif/core'
import { EXIT } from '../../core/exit-codes.ts'
import { nearestTo } from '../../core/nearest.ts'
import { UserError } from '../../core/user-error.ts'

/** What went wrong, for people and (with --json) for programs: never argv, never configuration. */
interface Complaint {
  readonly exit: number
  readonly message: string
  readonly hint: string | null
}

/**
 * What every command shares: global flags, and the one mapping of errors to exit codes. A parse error or an error of the user's ends with 2, anything
 * else is our bug and ends with 1 (DESIGN §5). oclif would answer 1 or 2 for both and print argv with --json.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    verbose: Flags.boolean({ description: 'list passes and what does not apply, too', helpGroup: 'GLOBAL' }),
    quiet: Flags.boolean({ description: 'only the report: no progress, no warnings', helpGroup: 'GLOBAL' }),
    debug: Flags.boolean({ description: 'show stack traces and what child processes printed', helpGroup: 'GLOBAL' }),
    'no-color': Flags.boolean({ description: 'no colours (NO_COLOR and FORCE_COLOR are respected, too)', helpGroup: 'GLOBAL' }),
  }

  protected override async catch(error: Error): Promise<void> {
    const complaint = this.#complaintOf(error)
    process.exitCode = complaint.exit
    if (this.argv.includes('--json')) process.stdout.write(`${JSON.stringify(this.toErrorJson(error), null, 2)}\n`)
    else process.stderr.write(`${complaint.message}\n${complaint.hint === null ? '' : `${complaint.hint}\n`}`)
    if (this.argv.includes('--debug') && !(error instanceof UserError)) process.stderr.write(placesOf(error))
  }

  protected override toErrorJson(error: unknown): { readonly error: Complaint } {
    return { error: this.#complaintOf(error) }
  }

  #complaintOf(error: unknown): Complaint {
    if (error instanceof UserError) return { exit: EXIT.usage, message: `Error: ${error.message}`, hint: error.hint }
    const parse = this.#parseComplaint(error)
    if (parse !== null) return { exit: EXIT.usage, message: `Error: ${parse}`, hint: `See: iam-preflight ${this.id ?? ''} --help` }
    const name = error instanceof Error ? error.name : 'an unknown error'
    return {
      exit: EXIT.broken,
      message: `iam-preflight broke (${name}). This is a defect of the tool, not a verdict about your system.`,
      hint: 'Run it again with --debug and report what it prints: places in the code, and no values.',
    }
  }

  /**
   * A sentence about the command line without repeating what was typed after an unknown flag, or as an argument too many: it may be a secret typed in
   * haste. oclif does not export its error classes, so they are told by their members.
   */
  #parseComplaint(error: unknown): string | null {
    if (!(error instanceof Errors.CLIError)) return null
    if (!('parse' in error)) return error.message
    if ('flags' in error && Array.isArray(error.flags)) {
      const { dashes, name } = flagName(String(error.flags[0]))
      const guess = nearestTo(name, Object.keys({ ...this.ctor.flags, ...this.ctor.baseFlags }))
      return `unknown flag ${dashes}${name}${guess === null ? '' : `; did you mean --${guess}?`}`
    }
    if (error.message.startsWith('Unexpected argument')) return 'unexpected argument: this command takes fewer'
    return error.message.split('\n')[0] ?? 'the command line is not understood'
  }
}

/** Where in the code an error arose, and nothing it says: the message of an unforeseen error may quote a value, and that of a parse error what was typed. */
const placesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .map((line) => `${line}\n`)
    .join('')

/** The name of a flag as typed, without a value that hangs on to it: `--name=value`, `-nvalue`. */
const flagName = (typed: string): { readonly dashes: string; readonly name: string } =>
  typed.startsWith('--') ? { dashes: '--', name: typed.slice(2).split('=')[0] ?? '' } : { dashes: '-', name: typed.slice(1, 2) }
