import { Flags } from '@oclif/core'
import { didYouMean } from '../core/nearest.ts'
import { ENGINES, type Engine } from '../core/sql.ts'
import { UserError } from '../core/user-error.ts'
import { BaseCommand } from './support/base-command.ts'
import { queryText } from './support/query-text.ts'
import type { Query } from '../run/queries.ts'

export default class Queries extends BaseCommand {
  static override summary = 'Print every search, request and statement the tool can send, for whoever has to approve it'
  static override description =
    'Nothing is contacted. Beside what is listed the tool sends only logins and logouts, and TLS handshakes without a request. A session refuses whatever is not on this list. With --export a script is printed that asks a database the same in its own client, for sites that let no tool connect: what it writes goes into `collect --import`.'
  static override enableJsonFlag = true
  static override flags = {
    profile: Flags.string({ description: 'only what the checks of this profile need' }),
    engine: Flags.option({ options: ENGINES, description: 'only the SQL for this engine (`mysql` stands for MariaDB, too)' })(),
    export: Flags.boolean({ description: 'print a script for psql, mysql, sqlcmd, sqlplus or db2' }),
    schema: Flags.string({ description: 'the schema that is looked at, as stored; without it the one of the client' }),
    bind: Flags.string({
      multiple: true,
      description: 'a value that the plan gives by a parameter, under the words that `queries` prints for it; may be repeated',
      helpValue: 'WORDS=VALUE',
    }),
    without: Flags.string({
      multiple: true,
      description: 'a question that is not to be asked in the script, by its id; may be repeated',
      helpValue: 'ID',
    }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --profile pingam-8.1 --json',
    '<%= config.bin %> <%= command.id %> --engine oracle --profile wso2-is-5.11',
    '<%= config.bin %> <%= command.id %> --engine postgres --profile wso2-is-5.11 --export > ask.sql',
  ]

  async run(): Promise<readonly Query[] | { readonly script: string }> {
    const { flags } = await this.parse(Queries)
    const { exportOf, profileNames, queriesOf } = await import('../run/queries.ts')
    const { profile = null, engine = null, schema = null } = flags
    if (profile !== null && !profileNames().includes(profile))
      throw new UserError(`there is no profile "${profile}"${didYouMean(profile, profileNames())}`, 'See: iam-preflight list profiles')
    if (!flags.export && (schema !== null || flags.bind !== undefined || flags.without !== undefined))
      throw new UserError('--schema, --bind and --without are for a script: add --export')
    if (flags.export) {
      if (engine === null) throw new UserError('--export needs --engine', `The engines are: ${ENGINES.join(', ')}.`)
      const queries = await queriesOf(profile, engine)
      const script = await exportOf(engine, profile, { schema, bound: boundIn(flags.bind ?? [], queries, engine), without: flags.without ?? [] })
      this.log(script.trimEnd())
      return { script }
    }
    const queries = await queriesOf(profile, engine)
    this.log(queries.length === 0 ? 'Nothing is sent to a running system.' : queries.map(queryText).join('\n\n'))
    return queries
  }
}

/** `WORDS=VALUE`, by words that some statement has for what it binds. */
const boundIn = (values: readonly string[], queries: readonly Query[], engine: Engine): ReadonlyMap<string, string> => {
  const known = [...new Set(queries.flatMap(({ parameters }) => parameters ?? []))].filter((words) => words !== 'schema')
  return new Map(
    values.map((value) => {
      const words = known.find((one) => value.startsWith(`${one}=`))
      if (words === undefined)
        throw new UserError(
          `--bind ${value}: nothing that ${engine} is asked binds that`,
          known.length === 0 ? 'Leave it away.' : `What is bound: ${known.join('; ')}.`,
        )
      return [words, value.slice(words.length + 1)] as const
    }),
  )
}
