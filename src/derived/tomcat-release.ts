import type { ValueOf } from '../core/fact.ts'
import type { ReasonCode } from '../core/vocabulary.ts'
import type { tomcat } from '../facts/tomcat.ts'
import { compareVersions } from '../formats/version-number.ts'

/** The release of a Tomcat as all its witnesses agree on, or why it cannot be told. */
export type TomcatRelease =
  | {
      readonly known: true
      /** Major, minor, patch. */
      readonly numbers: readonly number[]
      /** As people say it, for example 10.1.60 or 10.0.0-M4. */
      readonly text: string
      /** A milestone, release candidate or development build. */
      readonly preRelease: boolean
      /** The catalina.jar it was read from. */
      readonly jar: string
    }
  | { readonly known: false; readonly code: ReasonCode; readonly text: string }

/**
 * The release by catalina.jar: ServerInfo.properties, its manifest, and the package of the servlet API beside it (javax up to 9, jakarta from 10 on),
 * which no hardening changes. Copies outside the archive are not asked. Witnesses that contradict each other make it `ambiguous`: one of them is made up.
 * Source: facts/pingam.md section 4.2. Only for a fact whose container is Tomcat.
 */
export const tomcatReleaseOf = ({ home, jars, servletPackage }: ValueOf<typeof tomcat>): TomcatRelease => {
  const witnesses = jars.flatMap((jar) => [
    ...witness(jar.path, 'server.info', /\//.test(jar.info ?? '') ? (jar.info ?? '').slice((jar.info ?? '').indexOf('/') + 1) : null),
    ...witness(jar.path, 'server.number', jar.number),
    ...witness(jar.path, 'Implementation-Version', jar.implementationVersion),
  ])
  const [first] = witnesses
  if (first === undefined) {
    return {
      known: false,
      code: 'missing-evidence',
      text: `neither ServerInfo.properties nor the manifest of ${jars[0]?.path ?? `${home}/lib/catalina.jar`} states a release`,
    }
  }
  const other = witnesses.find(({ numbers }) => compareVersions(numbers, first.numbers) !== 0)
  if (other !== undefined) {
    return {
      known: false,
      code: 'ambiguous',
      text: `${first.label} says ${first.text}, but ${other.label} says ${other.text}: restore the files of the release that is really installed`,
    }
  }
  const expected = (first.numbers[0] ?? 0) >= 10 ? 'jakarta.servlet' : 'javax.servlet'
  if (servletPackage !== null && servletPackage !== 'both' && servletPackage !== expected) {
    return {
      known: false,
      code: 'ambiguous',
      text: `${first.label} says ${first.text}, but ${home}/lib/servlet-api.jar holds ${servletPackage}, which that release does not have`,
    }
  }
  const suffix = witnesses.find((one) => one.suffix !== '')
  return {
    known: true,
    numbers: first.numbers,
    text: suffix?.text ?? first.text,
    preRelease: /^(?:M\d|RC|alpha|beta|dev|snapshot)/i.test(suffix?.suffix ?? ''),
    jar: jars[0]?.path ?? '',
  }
}

interface Witness {
  readonly label: string
  readonly numbers: readonly number[]
  readonly suffix: string
  readonly text: string
}

/** `10.1.60 (Debian)`, `10.1.60.0`, `10.0.0-M4`, `9.0.0.M27`, `9.0.75 (8.0.15)` of TomEE; a text that is no version is no witness. */
const witness = (jar: string, what: string, value: string | null): readonly Witness[] => {
  const match = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:\.\d{1,4})?(?:[.-]([A-Za-z][\w.]*))?(?![\w.])/.exec(value?.trim() ?? '')
  if (match === null) return []
  const numbers = match.slice(1, 4).map(Number)
  const suffix = match[4] ?? ''
  return [{ label: `${what} of ${jar}`, numbers, suffix, text: numbers.join('.') + (suffix === '' ? '' : `-${suffix}`) }]
}
