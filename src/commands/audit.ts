import { Flags } from '@oclif/core'
import { EXIT } from '../core/exit-codes.ts'
import { THRESHOLDS } from '../core/vocabulary.ts'
import { UserError } from '../core/user-error.ts'
import { BaseCommand } from './support/base-command.ts'
import { stoppable } from './support/cancellation.ts'
import { dryRunText } from './support/dry-run-text.ts'
import { assertFilesWritable, deliver, outputsOf, snapshotText, transcriptText } from './support/outputs.ts'
import { Progress } from './support/progress.ts'
import { collectFlags, DEFAULT_PLAN, selectionFlags, selectionOf } from './support/run-flags.ts'
import { screenOf } from './support/screen.ts'

export default class Audit extends BaseCommand {
  static override summary = 'Read the targets of a plan, judge them and report'
  static override description =
    'Nothing is changed on any target. Exit codes: 0 passed, 20 incomplete, 21 drift, 22 failed, 23 blocked, 24 tainted, 130/143 interrupted; 2 usage or plan error; 1 the tool broke (see `explain exit-codes`).'
  static override flags = {
    ...selectionFlags,
    ...collectFlags,
    reporter: Flags.string({ multiple: true, description: 'table (default), json, junit; =FILE writes a file', helpValue: 'NAME[=FILE]' }),
    'fail-on': Flags.option({ options: THRESHOLDS, default: 'high', description: 'the least severity that counts' })(),
    from: Flags.string({ multiple: true, description: 'judge saved snapshots instead of live targets', helpValue: 'SNAPSHOT' }),
    latest: Flags.boolean({ description: 'with several snapshots of one target, the newest counts', dependsOn: ['from'] }),
    baseline: Flags.string({
      multiple: true,
      description: 'the snapshot from before the upgrade, for phase post-upgrade; one a host may be given',
      helpValue: 'SNAPSHOT',
    }),
    save: Flags.string({ description: 'save the evidence', helpValue: 'SNAPSHOT' }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> --plan preflight.yaml',
    '<%= config.bin %> <%= command.id %> --phase staged --step swap --reporter table --reporter junit=report.xml --save before.json',
    '<%= config.bin %> <%= command.id %> --from am-1.json am-2.json --reporter json=report.json',
    '<%= config.bin %> <%= command.id %> --phase post-upgrade --baseline before.json',
    '<%= config.bin %> <%= command.id %> --dry-run',
  ]

  async run(): Promise<void> {
    const { flags } = await this.parse(Audit)
    const screen = screenOf(flags)
    const outputs = outputsOf(flags.reporter ?? [])
    await assertFilesWritable(
      [...outputs.map(({ file }) => file), flags.save, flags.transcript],
      [flags.plan ?? DEFAULT_PLAN, ...(flags.from ?? []), ...(flags.baseline ?? [])],
    )
    const selection = selectionOf(flags)
    const { audit, auditSaved } = await import('../run/audit.ts')

    if (flags.from !== undefined) {
      if (flags['dry-run'] || flags.transcript !== undefined)
        throw new UserError('--from contacts nothing: --dry-run and --transcript have no meaning with it')
      const { report, snapshot } = await auditSaved(flags.from, flags.latest, flags.plan ?? null, selection, flags['fail-on'], flags.baseline)
      process.exitCode = await deliver(report, outputs, screen, null, snapshotText(flags.save, snapshot))
      return
    }
    const plan = flags.plan ?? DEFAULT_PLAN
    process.exitCode = await stoppable(screen.say, async ({ signal, abandon }) => {
      if (flags['dry-run']) {
        const [{ prepare }, { dryRun }] = await Promise.all([import('../run/prepare.ts'), import('../run/dry-run.ts')])
        this.log(dryRunText(await dryRun(await prepare(plan, selection, signal))))
        return EXIT.passed
      }
      const progress = new Progress(flags)
      const options = {
        concurrency: flags.concurrency,
        cache: !flags['no-cache'],
        timeout: flags.timeout * 1000,
        deadline: flags.deadline * 1000,
        signal,
        abandon,
        onTarget: progress.on,
      }
      const { report, snapshot, live } = await audit(plan, selection, flags['fail-on'], options, flags.baseline)
      progress.end()
      if (!flags.quiet) for (const warning of live?.warnings ?? []) screen.say(`Warning: ${warning}`)
      return deliver(report, outputs, screen, live?.scrubber ?? null, [
        ...snapshotText(flags.save, snapshot),
        ...transcriptText(flags.transcript, live?.transcript ?? null),
      ])
    })
  }
}
