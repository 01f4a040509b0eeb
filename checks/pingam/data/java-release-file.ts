import { javaReleaseOf, undetermined, type JavaRelease, type Judgement, type ValueOf, type javaRuntime } from '../../../src/api.ts'

type ReleaseFile = NonNullable<ValueOf<typeof javaRuntime>['home']>['release']

/** A release of Java as a release file states it; `version` is the text for people, with who made it. */
export interface StatedJava {
  readonly version: string
  readonly release: JavaRelease
}

/** What a release file states, without regard to whether its two statements agree; null when neither is understood. */
export const javaIn = ({ version, runtimeVersion }: ReleaseFile): StatedJava | null => {
  const text = version ?? runtimeVersion
  const release = text === null ? null : javaReleaseOf(text)
  return text === null || release === null ? null : { version: text, release }
}

/** What a release file states, or the judgement that it cannot be known: no version, none that is understood, or two that contradict each other. */
export const statedJavaIn = (file: ReleaseFile): StatedJava | Judgement => {
  if (file.version === null && file.runtimeVersion === null) return undetermined('missing-evidence', `${file.path} states no JAVA_VERSION`)
  const stated = javaIn(file)
  if (stated === null) return javaNotUnderstood(file.version ?? file.runtimeVersion ?? '', file.path)
  const runtime = file.runtimeVersion === null ? null : javaReleaseOf(file.runtimeVersion)
  if (runtime !== null && runtime.feature !== stated.release.feature)
    return undetermined('ambiguous', `${file.path} says JAVA_VERSION ${file.version ?? ''}, but JAVA_RUNTIME_VERSION ${file.runtimeVersion ?? ''}`)
  return {
    version: file.implementor === null ? stated.version : `${stated.version} of ${file.implementor}`,
    release: { ...stated.release, preRelease: stated.release.preRelease || runtime?.preRelease === true },
  }
}

export const javaNotUnderstood = (version: string, where: string): Judgement =>
  undetermined('parse-failed', `"${version}" in ${where} is not understood as a version of Java`)
