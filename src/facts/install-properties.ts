import { defineFact } from '../core/fact.ts'
import { anyOrder, choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { WHICH_TOMCAT } from './tomcat.ts'

/** Start-up values of a file-based AM. Names only: the values hold clear-text passwords and the encryption key. */
export const installProperties = defineFact({
  id: 'install-properties',
  title: 'Where a file-based AM finds its start-up values; names only, never values',
  params: object({ which: choice(WHICH_TOMCAT, 'whose setenv; everything else is the same for both') }),
  value: object({
    services: text('the services directory'),
    file: nullable(
      object({ path: text(), names: anyOrder(list(text('name of a start-up property'))), others: integer('properties of other names', 0) }),
      'null: no noninteractive-install.properties in the services directory',
    ),
    misplaced: anyOrder(list(text('a noninteractive-install.properties elsewhere in the configuration directory'), undefined, 10)),
    declared: keyedBy(
      list(
        object({ path: text(), line: volatile(integer('from 1')), name: text('as written: AM_SERVER_FQDN or am.server.fqdn') }),
        'start-up values declared in setenv and the service unit',
      ),
      'path',
      'name',
    ),
  }),
})
