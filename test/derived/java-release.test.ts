import { expect, it } from 'vitest'
import { javaReleaseOf } from '../../src/derived/java-release.ts'

it.each([
  ['1.8.0_392', 8, false],
  ['1.8.0_392-b08', 8, false],
  ['8.0.8.0 - pxa6480sr8-20230801_01(SR8)', 8, false],
  ['9.0.1', 9, false],
  ['11.0.22+7', 11, false],
  ['17', 17, false],
  ['17.0.15+6-Debian-1deb12u1', 17, false],
  ['17.0.4.1', 17, false],
  ['21.0.4+7-LTS', 21, false],
  ['21-ea', 21, true],
  ['21-ea+35-2513', 21, true],
  ['17.0.1-internal+0-adhoc.root.jdk', 17, true],
  ['25.0.3+9-LTS', 25, false],
])('%s is Java %i', (text, feature, preRelease) => expect(javaReleaseOf(text)).toEqual({ feature, preRelease }))

it.each(['', 'latest', 'pxa6480', 'v17', '1.x', '17x', '12345'])('%j is no version', (text) => expect(javaReleaseOf(text)).toBeNull())
