import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-scripts.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { amsterDocument, fbcDocument, GLOBAL } from '../support/am-documents.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  await am.write('.version', '7.5.0')
})
afterEach(() => am.remove())

const collect = (fields: FieldsOf<'pingam'> = { config: am.root }, variables = {}) =>
  collector.collect(inputFor(am.root, fields, { which: 'current' as const }, variables))

const UUID = '248b8a56-df81-4b1b-b4ba-45d994f6504c'
const FOLDER = `${GLOBAL}/scriptingservice/1.0/globalconfig/default/globalscripts`
const OAUTH = { name: 'Modify', context: 'OAUTH2_ACCESS_TOKEN_MODIFICATION', language: 'JAVASCRIPT' }
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64')
const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')
const put = (script: unknown, data: object = OAUTH) =>
  am.write(
    `${FOLDER}/${UUID}.json`,
    fbcDocument('ScriptingService', [UUID, 'globalScripts', 'default'], { ...data, script }, { kind: 'globalScript' }),
  )

const CODE =
  'var servlet = new JavaImporter(javax.servlet.http);\n// javax.servlet.http.Cookie was here\nvar name = "javax.servlet.request.X509Certificate";\n'

describe('am-scripts', () => {
  it('an inline sibling: digest, and each reference with its kind and line', async () => {
    const textIn = await am.write(`${FOLDER}/Modify.javascript`, CODE)
    const declaredIn = await put({ '$base64:encode': { $inline: 'Modify.javascript' } })
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value).toEqual({
      tree: { form: 'file-based', root: `${am.root}/config/services`, layer: 'whole' },
      scripts: [
        {
          id: UUID,
          name: 'Modify',
          scope: 'global',
          context: 'OAUTH2_ACCESS_TOKEN_MODIFICATION',
          language: 'JAVASCRIPT',
          isDefault: null,
          evaluatorVersion: null,
          sha256: sha256(CODE),
          size: CODE.length,
          references: [
            { kind: 'code', name: 'javax.servlet.http', line: 1 },
            { kind: 'literal', name: 'javax.servlet.request.X509Certificate', line: 3 },
            { kind: 'comment', name: 'javax.servlet.http.Cookie', line: 2 },
          ],
          moreReferences: 0,
          textIn,
          declaredIn,
        },
      ],
    })
  })

  it.each([
    ['base64', base64(CODE)],
    ['base64 in lines', base64(CODE).replaceAll(/.{60}/g, '$&\n')],
    ['base64 as a list', base64(CODE).match(/.{1,76}/g)],
    ['plain lines as a list', CODE.split('\n')],
    ['wrapped', { $string: base64(CODE) }],
    ['with its value apart', { value: base64(CODE), inherited: false }],
    ['a plain text that AM encodes', { '$base64:encode': CODE }],
  ])('the text as %s is one text', async (_name, script) => {
    await put(script)
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value.scripts[0]).toMatchObject({ sha256: sha256(CODE), references: [{ kind: 'code' }, { kind: 'literal' }, { kind: 'comment' }] })
  })

  it('an Amster export: script, realm, language, what it says of itself', async () => {
    const document = amsterDocument(
      'Scripts',
      UUID,
      {
        name: 'Node',
        context: 'AUTHENTICATION_TREE_DECISION_NODE',
        language: 'GROOVY',
        default: true,
        evaluatorVersion: '1.0',
        script: base64("def a = '''javax.servlet'''"),
      },
      { realm: '/alpha' },
    )
    await am.write(`export/realms/alpha/Scripts/${UUID}.json`, document)
    const { value, omitted } = await collect({ amsterExport: `${am.root}/export` })
    expect(omitted).toEqual([])
    expect(value.scripts).toMatchObject([
      {
        scope: '/alpha',
        language: 'GROOVY',
        isDefault: true,
        evaluatorVersion: '1.0',
        references: [{ kind: 'literal', name: 'javax.servlet', line: 1 }],
      },
    ])
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from(`\ufeff${CODE}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(CODE, 'utf16le')],
    ['Latin-1', Buffer.from(`// caf\xe9\n${CODE}`, 'latin1')],
  ])('finds references in %s', async (_name, bytes) => {
    await put(base64(bytes))
    expect((await collect()).value.scripts[0]?.references.map(({ kind }) => kind)).toEqual(['code', 'literal', 'comment'])
  })

  it('near misses are none: other javax packages, shaded ones, URLs, longer words', async () => {
    await put(
      base64(
        'javax.security.auth.callback.TextOutputCallback; javax.crypto.Mac; javax.xml.parsers; com.acme.shaded.javax.servlet.X; javax.servletx.Y; "https://docs.example.com/javax/servlet/http/"; jakarta.servlet.http.Cookie; $javax.servlet',
      ),
    )
    expect((await collect()).value.scripts[0]?.references).toEqual([])
  })

  it('a script of another language is looked at as text, where nothing is let off as a comment', async () => {
    await put(base64('// javax.servlet.http'), { ...OAUTH, language: 'PYTHON' })
    expect((await collect()).value.scripts[0]?.references).toMatchObject([{ kind: 'text' }])
  })

  it('a script without a text is one', async () => {
    for (const script of ['[Empty]', '', null]) {
      await put(script)
      expect((await collect()).value.scripts).toMatchObject([{ sha256: null, size: 0, references: [] }])
    }
  })

  it('hundreds of references: the first that count are kept, the others counted', async () => {
    await put(base64(`${'// javax.servlet.A\n'.repeat(100)}${'javax.servlet.B\n'.repeat(60)}`))
    const [script] = (await collect()).value.scripts
    expect(script?.references.every(({ kind }) => kind === 'code')).toBe(true)
    expect(script?.references.length).toBe(50)
    expect(script?.moreReferences).toBe(110)
  })

  it.each([
    ['not base64', 'var a = 1', /not base64/],
    ['base64 cut short', base64(CODE).slice(0, -1), /not base64/],
    ['a sibling that is not there', { '$base64:encode': { $inline: 'gone.js' } }, /gone\.js/],
    ['a sibling outside the plan', { '$base64:encode': { $inline: '/etc/hostname' } }, /outside the plan|etc\/hostname/],
    ['an expression', '&{acme.script}', /acme\.script/],
    ['an expression with a default', { '$base64:encode': { $inline: '&{acme.dir|/tmp}/x.js' } }, /acme\.dir/],
    ['a number', 4711, /neither a text nor a list/],
    ['a list of lists', [[]], /neither a text nor a list/],
    ['an unknown wrapper', { '$base64:encode': { $other: 'x' } }, /not understood/],
  ])('never takes for a clean script what it could not read: %s', async (_name, script, says) => {
    await put(script)
    const { value, omitted } = await collect()
    expect(value.scripts).toEqual([])
    expect(omitted).toEqual([expect.stringMatching(says)])
    expect(omitted[0]).toContain('script "Modify" (global)')
  })

  it('a variable of the plan leads to the text', async () => {
    await am.write('scripts/x.js', CODE)
    await put({ '$base64:encode': { $inline: '&{acme.dir}/x.js' } })
    const { value } = await collect({ config: am.root }, { env: { ACME_DIR: `${am.root}/scripts` } })
    expect(value.scripts).toMatchObject([{ sha256: sha256(CODE), textIn: `${am.root}/scripts/x.js` }])
  })

  it('other documents of the service are no scripts; damaged ones are named', async () => {
    await am.write(
      `${FOLDER}/../saml2_idp_adapter.json`,
      fbcDocument('ScriptingService', ['SAML2_IDP_ADAPTER', 'default'], { defaultScript: '[Empty]' }),
    )
    await am.write(`${FOLDER}/bad.json`, '{ "data": { "script": ')
    await am.write(`${FOLDER}/alien.json`, '{ "script": "x" }')
    const { value, omitted } = await collect()
    expect(value.scripts).toEqual([])
    expect(omitted).toEqual([expect.stringContaining('alien.json'), expect.stringContaining('bad.json')])
  })

  it('no text of a script is recorded', async () => {
    await put(base64('var password = "Canary-script-31415926"; javax.servlet.http.Cookie'), { ...OAUTH, description: 'Canary-description' })
    expect(JSON.stringify(await collect())).not.toContain('Canary')
  })
})
