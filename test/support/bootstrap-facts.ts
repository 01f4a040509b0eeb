import type { ValueOf, amConfiguration, bootstrapPointers } from '../../src/api.ts'

type Bootstrap = ValueOf<typeof bootstrapPointers>
type Configuration = ValueOf<typeof amConfiguration>

export const WEBAPP_POINTER = 'AMConfig_opt_tomcat_webapps_am_'

export const pointer = (target: string | null, name = WEBAPP_POINTER): Bootstrap['pointers'][number] => ({
  path: `/home/am/.openamcfg/${name}`,
  name,
  legacy: false,
  target,
})

export const bootstrap = (pointers: Bootstrap['pointers'], webapp: string | null = WEBAPP_POINTER, directories?: readonly string[]): Bootstrap => ({
  directories: directories ?? (pointers.length === 0 ? [] : ['/home/am/.openamcfg']),
  pointers,
  webapps: webapp === null ? [] : [webapp],
})

export const configuration = (state: Configuration['state'], path = '/srv/am'): Configuration => ({
  path,
  resolved: path,
  state,
  form: state === 'present' ? 'file-based' : null,
  entries: state === 'present' ? 5 : 0,
})
