import { Args, Flags } from '@oclif/core'
import { BaseCommand } from './support/base-command.ts'
import { assertFilesWritable, deliver, outputsOf } from './support/outputs.ts'
import { screenOf } from './support/screen.ts'

export default class Drift extends BaseCommand {
  static override summary = 'Compare two snapshots: what changed, and whether it was expected to'
  static override description =
    "Facts are compared one by one; the profile's drift contract says what an upgrade may, must and must not change. Nothing is contacted. Exit codes: 0 nothing unexpected, 21 an unexpected change, 20 something could not be compared; 24 and 130/143 as of the later snapshot."
  static override args = {
    before: Args.string({ required: true, description: 'the earlier snapshot' }),
    after: Args.string({ required: true, description: 'the later snapshot' }),
  }
  static override flags = {
    profile: Flags.string({ description: 'by whose drift contract (default: that of the snapshots)' }),
    reporter: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'table (default), json, junit; =FILE writes a file',
      helpValue: 'NAME[=FILE]',
    }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> before.json after.json',
    '<%= config.bin %> <%= command.id %> monday.json today.json --reporter junit=drift.xml',
  ]

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Drift)
    const outputs = outputsOf(flags.reporter ?? [])
    await assertFilesWritable(
      outputs.map(({ file }) => file),
      [args.before, args.after],
    )
    const { driftReport } = await import('../run/drift.ts')
    process.exitCode = await deliver(await driftReport(args.before, args.after, flags.profile), outputs, screenOf(flags), null)
  }
}
