import { Args } from '@oclif/core'
import { EXIT_CODES } from '../core/exit-codes.ts'
import { didYouMean } from '../core/nearest.ts'
import { UserError } from '../core/user-error.ts'
import { REASON_CODES, REASONS } from '../core/vocabulary.ts'
import { LIMITS } from '../limits.ts'
import { BaseCommand } from './support/base-command.ts'
import { columns } from './support/columns.ts'
import { explanationOf } from './support/explanation.ts'
import { profileText } from './support/profile-text.ts'

export default class Explain extends BaseCommand {
  static override summary = 'Explain a check, a profile, a reason, the limits or the exit codes'
  static override args = { topic: Args.string({ required: true, description: 'a check id, a profile, a reason code, "limits" or "exit-codes"' }) }
  static override examples = [
    '<%= config.bin %> <%= command.id %> pingam/transient-state-key',
    '<%= config.bin %> <%= command.id %> pingam-8.1',
    '<%= config.bin %> <%= command.id %> permission-denied',
    '<%= config.bin %> <%= command.id %> limits',
  ]

  async run(): Promise<void> {
    const { args } = await this.parse(Explain)
    this.log(await this.#text(args.topic))
  }

  async #text(topic: string): Promise<string> {
    if (topic === 'limits') return columns(Object.entries(LIMITS).map(([limit, { value, unit, why }]) => ({ limit, value: `${value} ${unit}`, why })))
    if (topic === 'exit-codes') return columns(EXIT_CODES.map(({ code, name, meaning }) => ({ code: String(code), verdict: name, meaning })))
    const reason = REASON_CODES.find((code) => code === topic)
    if (reason !== undefined) return `${reason}\n\n${REASONS[reason]}.`

    const { CHECKS, PROFILES, loadCheck, loadProfile } = await import('../run/catalogue.ts')
    const check = await loadCheck(topic)
    if (check !== null) return explanationOf(check)
    const profile = await loadProfile(topic)
    if (profile !== null) return profileText(profile)
    const topics = [...CHECKS.map(({ id }) => id), ...PROFILES.map(({ id }) => id), ...REASON_CODES, 'limits', 'exit-codes']
    throw new UserError(`there is no check or topic "${topic}"${didYouMean(topic, topics)}`, 'See: iam-preflight list checks')
  }
}
