import { defineCollector, partial, type Collected, type PlanContext } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { compareText } from '../core/json.ts'
import type { FileSession } from '../core/session.ts'
import { amScripts, MOST_SCRIPT_REFERENCES, REMOVED_PACKAGES, SCRIPT_REFERENCE_KINDS, type AmScripts } from '../facts/am-scripts.ts'
import { base64BytesOf, scriptOf, type AmScript } from '../formats/am-configuration/script.ts'
import { expandedOf, isAbsolutePath } from '../formats/config-expression.ts'
import { sha256Of } from '../formats/content-digest.ts'
import { PackageMatcher } from '../formats/package-references.ts'
import { latin1TextOf } from '../formats/text-decoding.ts'
import { fileReferencesOf, scriptEndingOf } from '../formats/text-references.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, leftOut, readEntities, type AmTree } from './support/am-configuration-files.ts'

type Script = AmScripts['scripts'][number]

export default defineCollector({
  fact: amScripts,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target, params, plan, files }) => {
    const tree = await amTreeOf(files, target.fields, params.which)
    return isTree(tree) ? scriptsIn(files, tree, plan) : partial({ tree, scripts: [] }, [])
  },
})

const MATCHER = new PackageMatcher(REMOVED_PACKAGES)

const scriptsIn = async (files: FileSession, tree: AmTree, plan: PlanContext): Promise<Collected<AmScripts>> => {
  const scripts: Script[] = []
  const unread: string[] = []
  const omitted = await readEntities(files, tree, { about: 'scripts' }, async (entity, declaredIn) => {
    const script = scriptOf(entity)
    if (script === null) return
    const { id, name, context, language, isDefault, evaluatorVersion } = script
    try {
      const { bytes, textIn } = await textOfScript(script, declaredIn, files, plan)
      const sha256 = bytes === null ? null : sha256Of(bytes)
      const head = { id, name, scope: entity.scope, context, language, isDefault, evaluatorVersion, sha256, size: bytes?.length ?? 0 }
      scripts.push({ ...head, ...referencesOf(bytes, language), textIn, declaredIn })
    } catch (error) {
      unread.push(`script "${name}" (${entity.scope}): ${leftOut(declaredIn, error)}`)
    }
  })
  const order = (a: Script, b: Script): number => compareText(a.scope, b.scope) || compareText(a.name, b.name) || compareText(a.id, b.id)
  return partial({ tree, scripts: scripts.sort(order) }, [...omitted, ...unread])
}

/** Null bytes: the script has no text. Throws FactError when the text is somewhere it cannot be read from. */
const textOfScript = async (
  { source }: AmScript,
  declaredIn: string,
  files: FileSession,
  plan: PlanContext,
): Promise<{ readonly bytes: Uint8Array | null; readonly textIn: string }> => {
  switch (source.is) {
    case 'bytes':
      return { bytes: source.bytes, textIn: declaredIn }
    case 'none':
      return { bytes: null, textIn: declaredIn }
    case 'bad':
      throw new FactError('parse-failed', `${declaredIn}: ${source.why}`)
    case 'expression': {
      const { text, unresolved } = expandedOf(source.text, plan.variables)
      const bytes = text === null ? null : base64BytesOf(text)
      if (bytes === null) throw unresolvedText(declaredIn, unresolved)
      return { bytes, textIn: declaredIn }
    }
    case 'file': {
      const { text, unresolved } = expandedOf(source.path, plan.variables)
      if (text === null) throw unresolvedText(declaredIn, unresolved)
      const textIn = isAbsolutePath(text) ? text : `${declaredIn.replace(/[^/\\]*$/, '')}${text}`
      const content = await files.read(textIn)
      const bytes = source.base64 ? base64BytesOf(latin1TextOf(content)) : content
      if (bytes === null) throw new FactError('parse-failed', `${textIn}: its content is not base64, and ${declaredIn} does not encode it`)
      return { bytes, textIn }
    }
  }
}

const unresolvedText = (declaredIn: string, unresolved: readonly string[]): FactError =>
  unresolved.length === 0
    ? new FactError('parse-failed', `${declaredIn}: the text of the script is not base64 once its variables are filled in`)
    : new FactError('unresolved', `${declaredIn}: where the text of the script comes from is not known: add ${unresolved.join(', ')} under variables`)

const referencesOf = (bytes: Uint8Array | null, language: string | null): Pick<Script, 'references' | 'moreReferences'> => {
  if (bytes === null) return { references: [], moreReferences: 0 }
  const found = fileReferencesOf(`script${scriptEndingOf(language)}`, bytes, MATCHER).map(({ kind, name, line }) => ({
    kind: kindOf(kind),
    name,
    line,
  }))
  // Those that count are kept before those in comments.
  const ranked = found.toSorted((a, b) => Number(a.kind === 'comment') - Number(b.kind === 'comment'))
  return { references: ranked.slice(0, MOST_SCRIPT_REFERENCES), moreReferences: Math.max(0, ranked.length - MOST_SCRIPT_REFERENCES) }
}

const kindOf = (kind: string): Script['references'][number]['kind'] => SCRIPT_REFERENCE_KINDS.find((known) => known === kind) ?? 'text'
