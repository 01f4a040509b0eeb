import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-script-engines.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { amsterDocument, fbcDocument, GLOBAL } from '../support/am-documents.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  await am.write('.version', '7.5.0')
})
afterEach(() => am.remove())

const collect = (fields: FieldsOf<'pingam'> = { config: am.root }) => collector.collect(inputFor(am.root, fields, { which: 'current' as const }))

const FOLDER = `${GLOBAL}/scriptingservice/1.0/globalconfig/default`
const engine = (data: object, context = 'OIDC_CLAIMS') =>
  fbcDocument('ScriptingService', ['engineConfiguration', context, 'default'], data, { kind: 'engineConfiguration' })

describe('am-script-engines', () => {
  it('the file-based tree: what is about javax and jakarta with its line, the rest counted', async () => {
    const text = JSON.stringify(
      engine({ whiteList: ['java.util.Date', 'javax.servlet.http.Cookie', 'javaxx.Y', 'javax.*', '*'], blackList: ['java.lang.Class'] }),
      null,
      2,
    )
    const declaredIn = await am.write(`${FOLDER}/x.json`, text)
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    const line = text.split('\n').findIndex((one) => one.includes('Cookie')) + 1
    expect(value.lists).toEqual([
      {
        context: 'OIDC_CLAIMS',
        scope: 'global',
        list: 'allow',
        entries: [
          { entry: 'javax.servlet.http.Cookie', line },
          { entry: 'javax.*', line: line + 2 },
          { entry: '*', line: line + 3 },
        ],
        others: 2,
        declaredIn,
      },
      { context: 'OIDC_CLAIMS', scope: 'global', list: 'deny', entries: [], others: 1, declaredIn },
    ])
  })

  it('an Amster export: the context is a path parameter', async () => {
    await am.write(
      'export/global/ScriptingEngineConfiguration/y.json',
      amsterDocument(
        'ScriptingEngineConfiguration',
        'engineConfiguration',
        { whiteList: ['javax.servlet.*'], blackList: [] },
        { pathParams: { contexts: 'POLICY_CONDITION' } },
      ),
    )
    const { value, omitted } = await collect({ amsterExport: `${am.root}/export` })
    expect(omitted).toEqual([])
    expect(value.lists).toMatchObject([
      { context: 'POLICY_CONDITION', list: 'allow', entries: [{ entry: 'javax.servlet.*' }] },
      { context: 'POLICY_CONDITION', list: 'deny', entries: [] },
    ])
  })

  it.each([
    ['an expression', { whiteList: { $list: '&{acme.allowed}' } }],
    ['a text', { whiteList: 'javax.servlet.http.Cookie' }],
    ['a list with something else in it', { whiteList: ['java.util.Date', 4711] }],
  ])('a list that is not one is not an empty one: %s', async (_name, data) => {
    await am.write(`${FOLDER}/x.json`, engine(data))
    const { value, omitted } = await collect()
    expect(value.lists).toEqual([])
    expect(omitted).toEqual([expect.stringContaining('allow-list of OIDC_CLAIMS')])
  })

  it('an expression among the entries is recorded as it is written', async () => {
    await am.write(`${FOLDER}/x.json`, engine({ whiteList: ['&{acme.class|javax.servlet.http.Cookie}'] }))
    expect((await collect()).value.lists[0]?.entries).toMatchObject([{ entry: '&{acme.class|javax.servlet.http.Cookie}' }])
  })

  it('lists of other services are no engines; one without a context is not passed over', async () => {
    await am.write(`${FOLDER}/a.json`, fbcDocument('corsService', ['x', 'default'], { whiteList: ['javax.servlet.*'] }))
    expect(await collect()).toMatchObject({ value: { lists: [] }, omitted: [] })
    await am.write(`${FOLDER}/b.json`, amsterDocument('ScriptingEngineConfiguration', 'other', { whiteList: ['javax.servlet.*'] }))
    expect((await collect()).omitted).toEqual([expect.stringContaining('b.json')])
  })
})
