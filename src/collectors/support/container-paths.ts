import type { FieldsOf } from '../../core/target.ts'

/** The two directories of a Tomcat: CATALINA_HOME with the binaries, CATALINA_BASE with conf, logs and webapps. They are often one. */
export interface ContainerPaths {
  readonly home: string
  readonly base: string
}

/** Directories of the current or the new Tomcat as the plan names them; null when it does not. */
export const containerPathsOf = (fields: FieldsOf<'pingam'>, which: 'current' | 'new'): ContainerPaths | null => {
  const home = which === 'new' ? fields.newTomcat : (fields.catalinaHome ?? fields.tomcat)
  const base = which === 'new' ? fields.newTomcat : (fields.tomcat ?? fields.catalinaHome)
  return home === undefined || base === undefined ? null : { home, base }
}

/** What the plan would have to name. */
export const containerNeeds = (which: 'current' | 'new'): string => (which === 'new' ? 'newTomcat' : 'tomcat or catalinaHome')
