import { Args, Flags } from '@oclif/core'
import { readReport } from '../config/report-file.ts'
import { UserError } from '../core/user-error.ts'
import { BaseCommand } from './support/base-command.ts'
import { assertFilesWritable, deliver, outputsOf } from './support/outputs.ts'
import { screenOf } from './support/screen.ts'

export default class Render extends BaseCommand {
  static override summary = 'Show a saved JSON report in another format'
  static override description = 'The exit code is that of the audit which made the report.'
  static override args = { report: Args.string({ required: true, description: 'a report written by --reporter json' }) }
  static override flags = {
    reporter: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'table (default), json, junit; =FILE writes a file',
      helpValue: 'NAME[=FILE]',
    }),
  }
  static override examples = ['<%= config.bin %> <%= command.id %> report.json --reporter junit=report.xml']

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Render)
    const outputs = outputsOf(flags.reporter ?? [])
    await assertFilesWritable(
      outputs.map(({ file }) => file),
      [args.report],
    )
    const outcome = await readReport(args.report)
    if (!outcome.ok) throw new UserError(outcome.problem)
    process.exitCode = await deliver(outcome.value, outputs, screenOf(flags), null)
  }
}
