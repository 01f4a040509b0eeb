import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, flag, keyedBy, list, nullable, object, text } from '../core/schema.ts'
import { keystoreReading, passwordState } from './keystore-listing.ts'

const storeType = choice(['JKS', 'JCEKS', 'PKCS12', 'BCFKS'])

/** The keystores of an AM instance: those its secret stores name, and those the plan names, one item per file. */
export const amKeystores = defineFact({
  id: 'am-keystores',
  title: 'The keystores of the instance: who declares each, what it holds, and the keys asked for as fingerprints',
  params: object(
    { aliases: list(text('alias, compared without regard to case'), 'entries to open') },
    { labels: list(text('secret label'), 'further entries to open: in each store the active alias these labels are mapped to in it') },
  ),
  value: object({
    declared: object(
      {
        visible: flag('the globally configured secret stores were seen'),
        unread: flag('some of the configuration of secret stores could not be read or understood'),
        layer: choice(['whole', 'overlay', 'unknown'], 'as in am-secret-stores'),
        keyHolders: keyedBy(
          list(object({ kind: text(), name: text() }), 'globally configured stores, other than key stores, that can hold keys under an alias'),
          'kind',
          'name',
        ),
      },
      undefined,
      'what the configuration says; see am-secret-stores',
    ),
    configDirectory: nullable(text('absolute, links followed'), 'null: the plan names none'),
    keystores: keyedBy(
      list(
        object({
          path: nullable(text('absolute, links followed'), "null: the secret store's file is not known"),
          stores: keyedBy(
            list(
              object({
                scope: text('"global" or the realm'),
                name: text(),
                file: nullable(text('as written')),
                type: nullable(text('storetype as configured; as in am-secret-stores')),
                mapped: keyedBy(list(object({ label: text(), alias: text('the active one') }), 'labels mapped in this store'), 'label'),
              }),
              'secret stores with this file',
            ),
            'scope',
            'name',
          ),
          inPlan: flag("the plan's keystores name it"),
          byDefault: flag('it lies where AM keeps its keystore by default; looked at when the secret stores are not visible'),
          declaredType: nullable(storeType, 'type the plan gives'),
          storePassword: passwordState,
          entryPassword: passwordState,
          sha256: nullable(text('digest of the file, lower-case hex', 64)),
          reading: keystoreReading,
        }),
      ),
      'path',
    ),
  }),
})

export type AmKeystores = ValueOf<typeof amKeystores>
export type AmKeystore = AmKeystores['keystores'][number]
