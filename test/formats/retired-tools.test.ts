import { describe, expect, it } from 'vitest'
import { retiredToolsIn } from '../../src/formats/retired-tools.ts'

describe('retiredToolsIn', () => {
  it.each([
    ['/opt/tools/am/bin/ssoadm list-servers -u amadmin', ['ssoadm']],
    ['$TOOLS/ampassword -e /tmp/x; ssoadm x', ['ampassword', 'ssoadm']],
    ['call SSOADM.bat import-svc-cfg', ['ssoadm']],
    ['java -jar openam-configurator-tool-14.1.3.30.jar --file config.properties', ['openam-configurator-tool-14.1.3.30.jar']],
    ['COPY openam-upgrade-tool-*.jar /opt/', ['openam-upgrade-tool']],
    ['#!/usr/bin/env ssoadm', ['ssoadm']],
    ['my-ssoadm-wrapper; ssoadmin; ssoadm_old; xampassword', []],
    ['  # ssoadm list-servers', []],
    ['REM ssoadm was here', []],
    [':: ssoadm', []],
    ['nothing', []],
  ])('%s', (line, tools) => {
    expect(retiredToolsIn(line).map(({ tool }) => tool)).toEqual(tools)
  })

  it('counts lines whatever ends them, and tells a tool once a line', () => {
    expect(retiredToolsIn('a\r\nssoadm; ssoadm\rb\nampassword')).toEqual([
      { tool: 'ssoadm', line: 2 },
      { tool: 'ampassword', line: 4 },
    ])
  })
})
