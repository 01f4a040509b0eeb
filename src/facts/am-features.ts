import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

/** Features that releases up to 8.1 removed, as far as documents of their own show them; others show in am-servers and am-authentication. */
export const amFeatures = defineFact({
  id: 'am-features',
  title: 'Features in the configuration that AM 8.1 does not have: SOAP STS, SNMP, policy conditions on modules, the embedded directory',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    soapSts: keyedBy(
      list(object({ realm: text(), name: text(), declaredIn: text() }), 'instances and agents of the SOAP security token service'),
      'realm',
      'name',
    ),
    snmp: keyedBy(
      list(
        object({
          enabled: nullable(flag(), 'null: not given, or an expression'),
          fields: anyOrder(list(text('name of a field that is there'), undefined, 10)),
          declaredIn: text(),
          line: nullable(volatile(integer('from 1', 1))),
        }),
      ),
      'declaredIn',
    ),
    moduleConditions: keyedBy(
      list(object({ realm: text(), policy: text(), declaredIn: text() }), 'policies with the condition "Authentication by module instance"'),
      'realm',
      'policy',
    ),
    embeddedDirectory: nullable(
      text('path of opends/ in the configuration directory'),
      'null: there is none, or the plan names no configuration directory',
    ),
  }),
})

export type AmFeatures = ValueOf<typeof amFeatures>
