/** A library by its file name: artifact in lower case, version null where the name has none. */
export interface LibraryName {
  readonly name: string
  readonly artifact: string
  readonly version: string | null
}

/** `velocity-1.7-p1.jar` is velocity 1.7-p1; the version begins at the first hyphen before a digit. Null for what is not a .jar. */
export const libraryNamed = (name: string): LibraryName | null => {
  const stem = /^(.+)\.jar$/i.exec(name)?.[1]
  if (stem === undefined) return null
  const parts = /^(.+?)-(\d.*)$/.exec(stem)
  return { name, artifact: (parts?.[1] ?? stem).toLowerCase(), version: parts?.[2] ?? null }
}

/**
 * Releases of AM by its core library, `openam-core-7.5.0.jar`; several when core libraries of several releases lie side by side, none when it is not AM.
 * Only the core library counts: others carry versions of their own (`openam-configurator-tool-14.1.3.30.jar` of AM 7.5), customised ones any.
 */
export const amReleasesOf = (libraries: readonly LibraryName[]): readonly string[] => [
  ...new Set(
    libraries.filter(({ artifact }) => artifact === 'openam-core' || artifact === 'am-core').flatMap(({ version }) => releaseIn(version ?? '') ?? []),
  ),
]

/**
 * The release number in a banner such as `ForgeRock Access Management 7.5.0 Build 2f5a (2024-March-28 16:00)` or in `8.1.0-SNAPSHOT`: the first dotted
 * number outside the parentheses. Null when there is none. Source: the pattern of AM's own VersionUtils (facts/pingam 3.1).
 */
export const releaseIn = (text: string): string | null => /(?<![\w.])\d{1,4}(?:\.\d{1,9}){1,4}(?!\w|\.\d)/.exec(text.split('(')[0] ?? '')?.[0] ?? null
