import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, flag, integer, keyedBy, list, nullable, object, text } from '../core/schema.ts'

const value = (description: string) => nullable(text(description, 1024), 'null: not given, or left open by an expression')

/** Where AM finds its configuration when it starts, and as whom: `configStoreList` of boot.json (facts/pingam 2.1). No password is among it. */
export const amConfigurationStores = defineFact({
  id: 'am-configuration-stores',
  title: 'The directories that AM reads its configuration from when it starts, and the account it binds with',
  value: object({
    state: choice(['read', 'absent', 'not-understood'], 'absent: there is no boot.json, or it may not be read'),
    stores: keyedBy(
      list(
        object({
          host: value('in lower case'),
          port: nullable(integer(undefined, 1, 65_535), 'null: not given, or left open by an expression'),
          secure: nullable(flag('ldaps'), 'null: not given, or left open by an expression'),
          baseDn: value('DN'),
          bindDn: value('DN'),
          declaredIn: text(),
        }),
        undefined,
        100,
      ),
      'host',
      'port',
    ),
  }),
})

export type AmConfigurationStores = ValueOf<typeof amConfigurationStores>
