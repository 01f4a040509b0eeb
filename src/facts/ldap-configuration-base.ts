import { defineFact, type ValueOf } from '../core/fact.ts'
import { flag, keyedBy, list, nullable, object, text } from '../core/schema.ts'

const stamp = (description: string) => nullable(text(description, 256), 'null: not shown, or there is none')

/** Entries that the set-up profile of PingDS for AM's configuration, and AM itself, make (facts/pingam 1.5). */
export const ldapConfigurationBase = defineFact({
  id: 'ldap-configuration-base',
  title: "Entries of a directory that tell whether it is prepared for AM's configuration, and whether it holds one already",
  value: object({
    baseDn: text('as in the plan'),
    entries: keyedBy(
      list(
        object({
          entry: text('DN below the base; empty: the base itself'),
          shown: flag('false: there is no such entry, or none this account may see'),
          createTimestamp: stamp('when the entry was made'),
          entryUuid: stamp('what tells it from every other entry'),
        }),
        undefined,
        10,
      ),
      'entry',
    ),
  }),
})

export type LdapConfigurationBase = ValueOf<typeof ldapConfigurationBase>
