import { describe, expect, it } from 'vitest'
import { ENGINES } from '../../src/core/sql.ts'
import { childFlags } from '../../src/run/child-flags.ts'
import { driverFor } from '../../src/run/installation.ts'

/** Grants of the flags that name a package; with a star where another's name begins like it. */
const granted = (flags: readonly string[], name: string): boolean =>
  flags.some((flag) => flag.startsWith('--allow-fs-read=') && flag.replace(/\*$/, '').endsWith(`/node_modules/${name}`))

describe('the process that reads a database', () => {
  it.each([
    ['postgres', 'pg', 'pg-protocol'],
    ['mysql', 'mysql2', 'iconv-lite'],
    ['mssql', 'tedious', 'bl'],
    ['oracle', 'oracledb', null],
  ] as const)('may read the driver of %s, and what that needs', (engine, driver, dependency) => {
    expect(driverFor(engine)).toBe(driver)
    const flags = childFlags([], true, driver)
    expect(granted(flags, driver)).toBe(true)
    if (dependency !== null) expect(granted(flags, dependency)).toBe(true)
  })

  it('may read no driver but its own', () => {
    const drivers = ENGINES.map(driverFor)
    const flags = childFlags([], true)
    for (const driver of drivers) expect(granted(flags, driver)).toBe(false)
    for (const own of drivers) for (const other of drivers) if (other !== own) expect(granted(childFlags([], true, own), other)).toBe(false)
  })

  it('may load native code for Db2 only', () => {
    for (const engine of ENGINES) expect(childFlags([], true, driverFor(engine)).includes('--allow-addons')).toBe(engine === 'db2')
  })
})
