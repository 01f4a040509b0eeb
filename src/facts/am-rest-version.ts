import { defineFact } from '../core/fact.ts'
import { TRANSPORTS } from '../core/transport.ts'
import { choice, nullable, object, text } from '../core/schema.ts'

/** `/json/serverinfo/version`, which AM answers an administrator only (facts/pingam 3.1). */
export const amRestVersion = defineFact({
  id: 'am-rest-version',
  title: 'Which version the running AM says it is',
  value: object(
    {
      url: text(),
      version: text('release number, for example 7.5.0', 64),
      fullVersion: nullable(text('banner with build and date', 400)),
      revision: nullable(text(undefined, 200)),
      date: nullable(text(undefined, 200)),
    },
    { transport: choice(TRANSPORTS) },
  ),
})
