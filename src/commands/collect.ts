import { Flags } from '@oclif/core'
import { EXIT } from '../core/exit-codes.ts'
import { BaseCommand } from './support/base-command.ts'
import { stoppable } from './support/cancellation.ts'
import { dryRunText } from './support/dry-run-text.ts'
import { assertFilesWritable, failureToWrite, snapshotText, transcriptText } from './support/outputs.ts'
import { Progress } from './support/progress.ts'
import { collectFlags, DEFAULT_PLAN, selectionFlags, selectionOf } from './support/run-flags.ts'
import { screenOf } from './support/screen.ts'

export default class Collect extends BaseCommand {
  static override summary = 'Read the targets and save the evidence, to be judged elsewhere'
  static override description =
    'For hosts that cannot reach the others: collect on each, then `audit --from A B`. Ends with 0 when the snapshot is written, whatever it holds; 24 when something was stopped by the read-only guard.'
  static override flags = {
    ...selectionFlags,
    ...collectFlags,
    import: Flags.string({
      multiple: true,
      description:
        "what a database's own client has answered to a script of `queries --export`, in place of its address; NAME=FILE where there are several",
      helpValue: 'FILE',
    }),
    output: Flags.string({ required: true, description: 'where the snapshot goes', helpValue: 'SNAPSHOT' }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> --plan preflight.yaml --target am-1 --output am-1.json',
    '<%= config.bin %> <%= command.id %> --plan preflight.yaml --target identity-db --import answers.txt --output identity-db.json',
  ]

  async run(): Promise<void> {
    const { flags } = await this.parse(Collect)
    const screen = screenOf(flags)
    await assertFilesWritable([flags.output, flags.transcript], [flags.plan ?? DEFAULT_PLAN, ...(flags.import ?? [])])
    const [{ prepare }, { collectLive }] = await Promise.all([import('../run/prepare.ts'), import('../run/audit.ts')])
    process.exitCode = await stoppable(screen.say, async ({ signal }) => {
      const prepared = await prepare(flags.plan ?? DEFAULT_PLAN, selectionOf(flags), signal)
      const { importsOf } = await import('../run/imports.ts')
      const imports = await importsOf(flags.import ?? [], prepared.plan, prepared.selection)
      if (flags['dry-run']) {
        const { dryRun } = await import('../run/dry-run.ts')
        this.log(dryRunText(await dryRun(prepared, imports)))
        return EXIT.passed
      }
      const progress = new Progress(flags)
      const { snapshot, transcript, scrubber, warnings } = await collectLive(prepared, {
        concurrency: flags.concurrency,
        cache: !flags['no-cache'],
        imports,
        timeout: flags.timeout * 1000,
        deadline: flags.deadline * 1000,
        signal,
        onTarget: progress.on,
      })
      progress.end()
      if (!flags.quiet) for (const warning of warnings) screen.say(`Warning: ${warning}`)
      const texts = [...snapshotText(flags.output, snapshot), ...transcriptText(flags.transcript, transcript)]
      const failure = await failureToWrite(texts, screen, scrubber)
      if (failure !== null) return failure
      const errors = snapshot.evidence.filter(({ state }) => state === 'error').length
      screen.say(`${flags.output}: ${snapshot.evidence.length} facts of ${prepared.plan.targets.length} targets, ${errors} of them in error.`)
      if (snapshot.interrupted !== null) return EXIT[snapshot.interrupted]
      return snapshot.tainted.length > 0 ? EXIT.tainted : EXIT.passed
    })
  }
}
