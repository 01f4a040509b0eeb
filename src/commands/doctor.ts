import { EXIT } from '../core/exit-codes.ts'
import type { Diagnosis } from '../run/doctor.ts'
import { BaseCommand } from './support/base-command.ts'
import { stoppable } from './support/cancellation.ts'
import { diagnosisText } from './support/diagnosis-text.ts'
import { Progress } from './support/progress.ts'
import { collectFlags, DEFAULT_PLAN, selectionFlags, selectionOf } from './support/run-flags.ts'
import { screenOf } from './support/screen.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Find out whether every target can be read with what the plan gives'
  static override description =
    'Reads what an audit would read, judges nothing and keeps nothing: what cannot be reached or read, which checks suffer, and which rights are more than needed. Exit codes: 0 ready, 20 not ready.'
  static override enableJsonFlag = true
  static override flags = {
    plan: selectionFlags.plan,
    phase: selectionFlags.phase,
    step: selectionFlags.step,
    profile: selectionFlags.profile,
    target: selectionFlags.target,
    concurrency: collectFlags.concurrency,
    timeout: collectFlags.timeout,
    deadline: collectFlags.deadline,
  }
  static override examples = ['<%= config.bin %> <%= command.id %> --plan preflight.yaml', '<%= config.bin %> <%= command.id %> --target ds-1 --json']

  async run(): Promise<Diagnosis | null> {
    const { flags } = await this.parse(Doctor)
    const screen = screenOf(flags)
    const [{ prepare }, { diagnose }] = await Promise.all([import('../run/prepare.ts'), import('../run/doctor.ts')])
    let diagnosis: Diagnosis | null = null
    process.exitCode = await stoppable(screen.say, async ({ signal }) => {
      const progress = new Progress(flags)
      diagnosis = await diagnose(await prepare(flags.plan ?? DEFAULT_PLAN, selectionOf(flags), signal), {
        concurrency: flags.concurrency,
        cache: false,
        timeout: flags.timeout * 1000,
        deadline: flags.deadline * 1000,
        signal,
        onTarget: progress.on,
      })
      progress.end()
      this.log(diagnosisText(diagnosis))
      return diagnosis.ready ? EXIT.passed : EXIT.incomplete
    })
    return diagnosis
  }
}
