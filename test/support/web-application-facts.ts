import { libraryNamed, type ValueOf, type webApplication } from '../../src/api.ts'

type WebApplication = ValueOf<typeof webApplication>
type Form = WebApplication['forms'][number]

/** A form of a web application as a fact, with libraries by their names. */
export const form = (names: readonly string[], more: Partial<Form> = {}): Form => {
  const { kind = 'directory', path = kind === 'war' ? '/opt/tomcat/webapps/am.war' : '/opt/tomcat/webapps/am' } = more
  return {
    kind,
    path,
    link: false,
    sha256: kind === 'war' ? 'a'.repeat(64) : null,
    libraries: names.flatMap((name) => libraryNamed(name) ?? []),
    descriptor: { path: kind === 'war' ? path : `${path}/WEB-INF/web.xml`, servlets: [], mappings: [] },
    ...more,
  }
}

export const application = (...forms: readonly Form[]): { application: WebApplication } => ({ application: { forms } })
