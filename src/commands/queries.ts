import { Flags } from '@oclif/core'
import { didYouMean } from '../core/nearest.ts'
import { UserError } from '../core/user-error.ts'
import { BaseCommand } from './support/base-command.ts'
import type { Query } from '../run/queries.ts'

export default class Queries extends BaseCommand {
  static override summary = 'Print every search and request the tool can send, for whoever has to approve it'
  static override description =
    'Nothing is contacted. Beside what is listed the tool sends only logins and logouts, and TLS handshakes without a request. A session refuses whatever is not on this list.'
  static override enableJsonFlag = true
  static override flags = { profile: Flags.string({ description: 'only what the checks of this profile need' }) }
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --profile pingam-8.1 --json']

  async run(): Promise<readonly Query[]> {
    const { flags } = await this.parse(Queries)
    const { profileNames, queriesOf } = await import('../run/queries.ts')
    const { profile } = flags
    if (profile !== undefined && !profileNames().includes(profile))
      throw new UserError(`there is no profile "${profile}"${didYouMean(profile, profileNames())}`, 'See: iam-preflight list profiles')
    const queries = await queriesOf(profile ?? null)
    this.log(queries.length === 0 ? 'Nothing is sent to a running system.' : queries.map(queryText).join('\n\n'))
    return queries
  }
}

const queryText = ({ id, door, text, checks }: Query): string => `${door} ${id}\n  ${text}\n  needed by ${checks.join(', ') || 'doctor only'}`
