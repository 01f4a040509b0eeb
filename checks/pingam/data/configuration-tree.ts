import { undetermined, type ConfigurationTree, type Judgement, type Phase } from '../../../src/api.ts'

/**
 * Why a setting that was not found in the files may be there all the same; null when the files are the whole configuration. From AM 8 on a baseline of it
 * lies in the web application (facts/pingam 2.3).
 */
export const unseenPartOf = ({ form, root, layer }: ConfigurationTree, what: string): Judgement | null => {
  if (form === 'classic' || form === 'absent')
    return undetermined('missing-evidence', `${what}: the configuration is kept in a directory server; export it with Amster, and give amsterExport`)
  if (layer === 'overlay')
    return undetermined(
      'missing-evidence',
      `${what}: AM 8 keeps a baseline of its configuration in the web application, and ${root ?? ''} is only what lies above it; give an Amster export (amsterExport)`,
    )
  if (layer === 'unknown')
    return undetermined(
      'missing-evidence',
      `${what}: which AM wrote ${root ?? ''} is not known (there is no .version that says it), so it may be only the upper layer of an AM 8; give an Amster export (amsterExport)`,
    )
  return null
}

/**
 * Before the new AM is started, what amupgrade has prepared is judged where it is there already; the configuration in use is then only told of.
 */
export const judgedOf = <T extends { readonly tree: ConfigurationTree }>(
  current: T,
  upgraded: T | null,
  phase: Phase,
): { readonly judged: T; readonly replaced: T | null } =>
  upgraded !== null && upgraded.tree.form !== 'absent' && (phase === 'pre-upgrade' || phase === 'staged')
    ? { judged: upgraded, replaced: current }
    : { judged: current, replaced: null }
