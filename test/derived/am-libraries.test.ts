import { describe, expect, it } from 'vitest'
import { amReleasesOf, libraryNamed, releaseIn } from '../../src/derived/am-libraries.ts'

describe('releaseIn', () => {
  for (const [text, release] of [
    ['ForgeRock Access Management 7.5.0 Build 2f5a4c1d9e8b7a6f (2024-March-28 16:00)', '7.5.0'],
    ['ForgeRock Access Management 7.0.2.1 Build 3.14 (2024-March-28 16:00)', '7.0.2.1'],
    ['PingAM 8.1.0 Build abc (2026-May-01 12:00)', '8.1.0'],
    ['PingAM 8.1.0-SNAPSHOT Build abc', '8.1.0'],
    ['OpenAM 13.5.0', '13.5.0'],
    ['8.1', '8.1'],
    // The date and the build are not the release.
    ['PingAM Build abc (2026.05.01 12:00)', null],
    ['build a7.5.0', null],
    ['8.1.0rc1', null],
    ['PingAM 8', null],
    ['', null],
  ] as const)
    it(`of "${text}" is ${release}`, () => expect(releaseIn(text)).toBe(release))
})

describe('libraryNamed', () => {
  for (const [name, artifact, version] of [
    ['velocity-1.7-p1.jar', 'velocity', '1.7-p1'],
    ['Click-Extras-2.3.0.JAR', 'click-extras', '2.3.0'],
    ['openam-core-8.1.0-SNAPSHOT.jar', 'openam-core', '8.1.0-SNAPSHOT'],
    ['openam-core.jar', 'openam-core', null],
    ['velocity-tools-generic-3.1.jar', 'velocity-tools-generic', '3.1'],
  ] as const)
    it(`takes ${name} apart`, () => expect(libraryNamed(name)).toEqual({ name, artifact, version }))
  it('knows no library in a text file or a nameless one', () => expect([libraryNamed('LICENSE-1.0.txt'), libraryNamed('.jar')]).toEqual([null, null]))
})

describe('amReleasesOf', () => {
  const of = (...names: readonly string[]) => amReleasesOf(names.flatMap((name) => libraryNamed(name) ?? []))
  it('goes by the core library only', () =>
    expect(of('openam-core-7.5.0.jar', 'openam-configurator-tool-14.1.3.30.jar', 'acme-core-9.9.jar')).toEqual(['7.5.0']))
  it('names every core library', () => expect(of('openam-core-7.5.0.jar', 'openam-core-8.1.0.jar')).toEqual(['7.5.0', '8.1.0']))
  it('does not guess without one', () => expect(of('openam-rest-8.1.0.jar', 'openam-core.jar')).toEqual([]))
})
