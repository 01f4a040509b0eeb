import { defineCollector, partial } from '../core/collector.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { installProperties } from '../facts/install-properties.ts'
import { propertiesOf } from '../formats/java-properties.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { dropInDirectoriesOf, startFilesOf, type StartFile } from './support/start-files.ts'
import { understood } from './support/understood.ts'

type InstallProperties = ValueOf<typeof installProperties>

const NAME = 'noninteractive-install.properties'

export default defineCollector({
  fact: installProperties,
  type: 'pingam',
  needs: ({ fields }, { which }) =>
    fields.config === undefined ? 'config' : which === 'new' && fields.newTomcat === undefined ? containerNeeds(which) : null,
  touches: ({ fields }, { which }) => {
    const paths = containerPathsOf(fields, which)
    const unit =
      fields.serviceUnit === undefined ? [] : [fields.serviceUnit, ...dropInDirectoriesOf(fields.serviceUnit), '/etc/default', '/etc/sysconfig']
    const trees = [...(paths === null ? [] : [`${paths.home}/bin`, `${paths.base}/bin`]), ...unit]
    return [
      ...['config/services/', '', 'config/'].map((folder) => ({ kind: 'file' as const, what: `${fields.config ?? ''}/${folder}${NAME}` })),
      ...[...new Set(trees)].map((what) => ({ kind: 'tree' as const, what })),
    ]
  },
  collect: async ({ target: { fields }, params: { which }, files }) => {
    const config = fields.config ?? ''
    const services = `${config}/config/services`
    const file = await propertyNamesAt(files, `${services}/${NAME}`)
    const misplaced: string[] = []
    for (const path of [`${config}/${NAME}`, `${config}/config/${NAME}`]) if ((await files.stat(path))?.kind === 'file') misplaced.push(path)
    const start = await startFilesOf(files, containerPathsOf(fields, which), fields.serviceUnit)
    // With the file in its place the environment decides nothing, and what could not be read of it is no loss.
    const omitted = file !== null && file.names.length > 0 ? [] : start.omitted
    return partial({ services, file, misplaced, declared: start.files.filter(({ role }) => role !== 'product').flatMap(declaredIn) }, omitted)
  },
})

/** Names that start-up properties have; other keys are counted only, since a damaged line makes a key of a value. */
const PROPERTY = /^(?:am|com\.sun\.identity|com\.iplanet|com\.forgerock|org\.forgerock|openam)(?:\.[A-Za-z0-9_-]{1,80}){1,12}$/

const propertyNamesAt = async (files: FileSession, path: string): Promise<InstallProperties['file']> => {
  if ((await files.stat(path)) === null) return null
  const text = await files.readText(path)
  const keys = [...new Set(understood(path, () => propertiesOf(text)).map(({ key }) => key))]
  const names = keys.filter((key) => PROPERTY.test(key)).sort()
  return { path, names, others: keys.length - names.length }
}

/** `AM_X=` of a shell or a unit, `-Dam.x=` of a command line, `am.x=` of an environment file; never `$AM_X` or what stands behind the sign. */
const DECLARED =
  /(?<![\w$.{%-])(AM_[A-Z0-9_]{1,120}|COM_SUN_IDENTITY_[A-Z0-9_]{1,120}|(?:-D)?(?:am|com\.sun\.identity)(?:\.[A-Za-z0-9_-]{1,80}){1,12})=(?!=)/g

/** The one start-up value that is a switch: anything but `true`, or what only the running script knows, leaves AM without its files. */
const FILE_BASED_SWITCH = /^(?:-D)?com[._]sun[._]identity[._]sm[._]sms_object_filebased_enabled=$/i

const switchesOff = (text: string, { 0: whole, index }: RegExpExecArray): boolean =>
  FILE_BASED_SWITCH.test(whole) && !/^\\?["']?(?:true\b|[$%])/i.test(text.slice(index + whole.length, index + whole.length + 16))

const declaredIn = ({ path, active }: StartFile): InstallProperties['declared'] =>
  [...active.text.matchAll(DECLARED)]
    .filter((match) => !switchesOff(active.text, match))
    .map((match) => ({ path, line: active.lineAt(match.index), name: (match[1] ?? '').replace(/^-D/, '') }))
