import { Args, Flags } from '@oclif/core'
import { PHASES, SEVERITIES } from '../core/vocabulary.ts'
import { UserError } from '../core/user-error.ts'
import { didYouMean } from '../core/nearest.ts'
import { BaseCommand } from './support/base-command.ts'
import { columns } from './support/columns.ts'

const KINDS = ['profiles', 'checks', 'facts', 'reporters'] as const

export default class List extends BaseCommand {
  static override summary = 'List the profiles, checks, facts or reporters there are'
  static override enableJsonFlag = true
  static override args = { kind: Args.string({ options: [...KINDS], required: true, description: 'what to list' }) }
  static override flags = {
    profile: Flags.string({ description: 'only checks of this profile' }),
    phase: Flags.string({ options: [...PHASES], description: 'only checks that hold in this phase' }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> profiles',
    '<%= config.bin %> <%= command.id %> checks --profile pingam-8.1 --phase pre-upgrade',
  ]

  async run(): Promise<readonly object[]> {
    const { args, flags } = await this.parse(List)
    const rows = await this.#rows(args.kind, flags)
    this.log(columns(rows))
    return rows
  }

  async #rows(
    kind: string,
    flags: { readonly profile?: string | undefined; readonly phase?: string | undefined },
  ): Promise<readonly Readonly<Record<string, string>>[]> {
    if (kind === 'reporters') {
      const { REPORTERS } = await import('../reporters/index.ts')
      return REPORTERS.map(({ name, title }) => ({ name, title }))
    }
    const { CHECKS, COLLECTORS, PROFILES } = await import('../run/catalogue.ts')
    if (kind === 'profiles')
      return PROFILES.map(({ id, title, from, to, checks }) => ({ profile: id, title, from, to, checks: String(checks.length) }))
    if (kind === 'facts') return COLLECTORS.map(({ fact, type, title }) => ({ fact, 'read from': type, title }))

    const profile = flags.profile === undefined ? undefined : PROFILES.find((one) => one.id === flags.profile)
    if (flags.profile !== undefined && profile === undefined) {
      const ids = PROFILES.map(({ id }) => id)
      throw new UserError(`there is no profile "${flags.profile}"${didYouMean(flags.profile, ids)}`, 'See: iam-preflight list profiles')
    }
    const phases = PHASES.filter((phase) => flags.phase === undefined || phase === flags.phase)
    return CHECKS.filter((check) => profile === undefined || profile.checks.includes(check.id))
      .map((check) => ({ check, held: phases.filter((phase) => check.phases[phase] !== undefined) }))
      .filter(({ held }) => held.length > 0)
      .map(({ check, held }) => ({
        check: check.id,
        severity: SEVERITIES.find((severity) => held.some((phase) => check.phases[phase] === severity)) ?? '',
        phases: held.join(', '),
        title: check.title,
      }))
  }
}
