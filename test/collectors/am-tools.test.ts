import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import releaseCollector from '../../src/collectors/amster-release.ts'
import collector from '../../src/collectors/am-tools.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const jar = (version: string) => zipOf({ 'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\nImplementation-Version: ${version}\r\n\r\n` })

describe('amster-release', () => {
  it('takes the release from the name of the JAR, else from its manifest', async () => {
    const root = treeOf({
      'new/amster': '#!/bin/sh\n',
      'new/amster-8.1.0.jar': 'not opened',
      'new/amster-samples-1.0.jar': '',
      'below/amster/amster-8.1.1.jar': '',
      'plain/amster.jar': jar('8.1.2'),
      'silent/amster.jar': zipOf({ 'a.txt': '' }),
      'none/README': '',
    })
    const jars = async (name: string) => (await collectedFrom(releaseCollector, { amster: `${root}/${name}` }, {})).value.jars
    expect(await jars('new')).toEqual([{ path: `${root}/new/amster-8.1.0.jar`, release: '8.1.0' }])
    expect(await jars('below')).toEqual([{ path: `${root}/below/amster/amster-8.1.1.jar`, release: '8.1.1' }])
    expect(await jars('plain')).toEqual([{ path: `${root}/plain/amster.jar`, release: '8.1.2' }])
    expect(await jars('silent')).toEqual([{ path: `${root}/silent/amster.jar`, release: null }])
    expect(await jars('none')).toEqual([])
    await expect(jars('absent')).rejects.toMatchObject({ code: 'missing-evidence' })
    expect(releaseCollector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: {} }, {})).toBe('amster')
  })
})

describe('am-tools', () => {
  const TREE = {
    'home/amster-7.5.0/amster-7.5.0.jar': '',
    'home/tools/bin/ssoadm': '#!/bin/sh\n',
    'home/openam-configurator-tool-14.1.3.30.jar': '',
    'home/AM-7.5.0/openam-upgrade-tool-14.1.3.30.jar': '',
    'home/documents/amster-6.5.0.jar': 'in a directory that is none of ours',
    'home/am/config/boot.json': '{}',
    'opt/Config-Upgrader-7.5.0/amupgrade': '#!/bin/sh\n',
    'opt/amster/amster-8.1.0.jar': '',
    'opt/amupgrade/amupgrade': '#!/bin/sh\n',
    'opt/amupgrade/rules/amster/7.5.x-to-8.1.x.groovy': '',
    'opt/amupgrade/rules/amster/7.4.x-to-7.5.x.groovy': '',
    'home/my-tools': { link: '/usr/share' },
  }

  it('finds tools in the home and beside those of the plan', async () => {
    const root = treeOf(TREE)
    const fields = { home: `${root}/home`, amster: `${root}/opt/amster`, upgrader: `${root}/opt/amupgrade` }
    const { value } = await collectedFrom(collector, fields, {}, [`${root}/opt`])
    expect(value).toEqual({
      looked: [`${root}/home`, `${root}/opt`],
      unseen: [`${root}/home/my-tools`],
      tools: [
        { kind: 'upgrade-tool', path: `${root}/home/AM-7.5.0/openam-upgrade-tool-14.1.3.30.jar`, release: '14.1.3.30' },
        { kind: 'amster', path: `${root}/home/amster-7.5.0`, release: '7.5.0' },
        { kind: 'configurator', path: `${root}/home/openam-configurator-tool-14.1.3.30.jar`, release: '14.1.3.30' },
        { kind: 'ssoadm', path: `${root}/home/tools`, release: null },
        { kind: 'config-upgrader', path: `${root}/opt/Config-Upgrader-7.5.0`, release: '7.5.0' },
        { kind: 'amster', path: `${root}/opt/amster`, release: '8.1.0' },
        { kind: 'config-upgrader', path: `${root}/opt/amupgrade`, release: '8.1' },
      ],
    })
  })

  it('says where it may not look', async () => {
    const root = treeOf(TREE)
    const { value } = await collectedFrom(collector, { amster: `${root}/opt/amster` }, {})
    expect(value).toMatchObject({ looked: [], unseen: [`${root}/opt`], tools: [{ kind: 'amster', release: '8.1.0' }] })
  })
})
