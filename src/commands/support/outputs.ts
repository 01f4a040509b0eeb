import { resolve } from 'node:path'
import { assertWritable, writeFileSafely } from '../../config/write-file.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { prettyJson } from '../../core/json.ts'
import { didYouMean } from '../../core/nearest.ts'
import type { Report } from '../../core/report.ts'
import type { Scrubber } from '../../core/scrubber.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import { UserError } from '../../core/user-error.ts'
import { loadReporter, REPORTERS } from '../../reporters/index.ts'
import type { RenderOptions } from '../../reporters/reporter.ts'
import { printReport } from '../../run/standard-output.ts'

/** One reporter and where its text goes; null: standard output. */
export interface Output {
  readonly reporter: string
  readonly file: string | null
}

/** `--reporter NAME[=FILE]`, checked before anything is contacted. Throws UserError for an unknown name or two on standard output. */
export const outputsOf = (values: readonly string[]): readonly Output[] => {
  const outputs = (values.length === 0 ? ['table'] : values).map((value) => {
    const at = value.indexOf('=')
    return { reporter: at < 0 ? value : value.slice(0, at), file: at < 0 ? null : value.slice(at + 1) }
  })
  const names: readonly string[] = REPORTERS.map(({ name }) => name)
  for (const { reporter, file } of outputs) {
    if (!names.includes(reporter)) {
      throw new UserError(`there is no reporter "${reporter}"${didYouMean(reporter, names)}`, `The reporters are: ${names.join(', ')}.`)
    }
    if (file === '') throw new UserError(`--reporter ${reporter}= names no file`)
  }
  if (outputs.filter(({ file }) => file === null).length > 1)
    throw new UserError('two reporters cannot both write to standard output', 'Give one of them a file: --reporter junit=report.xml')
  return outputs
}

type Paths = readonly (string | null | undefined)[]
const named = (paths: Paths): readonly string[] => paths.flatMap((path) => path ?? [])

/**
 * Throws UserError when a file could not be written, when two texts would go to one, or when it is one of the `read` ones (the plan, a snapshot): said
 * before collecting, not after ten minutes of it.
 */
export const assertFilesWritable = async (written: Paths, read: Paths): Promise<void> => {
  const inputs = named(read).map((path) => resolve(path))
  const taken = new Set<string>()
  for (const file of named(written)) {
    const path = resolve(file)
    if (taken.has(path)) throw new UserError(`two outputs cannot both write ${file}`)
    if (inputs.includes(path)) throw new UserError(`${file} is read by this command, and would be overwritten`)
    taken.add(path)
    const problem = await assertWritable(file)
    if (problem !== null) throw new UserError(problem)
  }
}

/** A text on its way out: what it is called in sentences, and its file; null: standard output. */
export interface OutgoingText {
  readonly what: string
  readonly file: string | null
  readonly text: string
}

/** The snapshot as a text to write; nothing without a file. */
export const snapshotText = (file: string | undefined, snapshot: Snapshot): readonly OutgoingText[] =>
  file === undefined ? [] : [{ what: 'snapshot', file, text: prettyJson(snapshot) }]

/** The transcript as a text to write; nothing without a file, or without one. */
export const transcriptText = (file: string | undefined, transcript: { readonly text: string } | null): readonly OutgoingText[] =>
  file === undefined || transcript === null ? [] : [{ what: 'transcript', file, text: transcript.text }]

export interface Screen extends RenderOptions {
  readonly say: (text: string) => void
}

/**
 * Renders and delivers a report, with what else there is to write `beside` it, and returns the exit code of the command. A report that could not be
 * delivered is no verdict.
 */
export const deliver = async (
  report: Report,
  outputs: readonly Output[],
  screen: Screen,
  scrubber: Scrubber | null,
  beside: readonly OutgoingText[] = [],
): Promise<number> => {
  const texts: OutgoingText[] = [...beside]
  for (const output of outputs) {
    const reporter = await loadReporter(output.reporter)
    if (reporter === null) throw new Error(`the reporter ${output.reporter} has gone`)
    const plain = output.file !== null
    const text = reporter.render(report, plain ? { ...screen, color: false, width: FILE_WIDTH } : screen)
    texts.push({ what: `${output.reporter} report`, file: output.file, text })
  }
  return (await failureToWrite(texts, screen, scrubber)) ?? report.summary.exitCode
}

/**
 * Writes all texts, and returns null, or the exit code when that failed. When a secret is found in one of them none is written; one that cannot be
 * written does not keep the others from it.
 */
export const failureToWrite = async (texts: readonly OutgoingText[], screen: Screen, scrubber: Scrubber | null): Promise<number | null> => {
  const leak = texts.find(({ text }) => scrubber?.found(text) === true)
  if (leak !== undefined) {
    screen.say(
      `The ${leak.what} holds a secret of the plan, so nothing was written. Look for it among the texts of the plan itself (attestations, gaps, parameters); if it is not there, this is a defect of the tool: please report it.`,
    )
    return EXIT.tainted
  }
  let failure: number | null = null
  for (const { file, text } of texts) {
    if (file === null) {
      if (await printReport(text)) continue
      screen.say('Standard output was closed before the report was written.')
      failure = EXIT.broken
    } else {
      try {
        await writeFileSafely(file, text)
      } catch (error) {
        screen.say(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}. What was there before is untouched.`)
        failure = EXIT.broken
      }
    }
  }
  return failure
}

const FILE_WIDTH = 120
