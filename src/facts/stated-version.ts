import { defineFact } from '../core/fact.ts'
import { choice, nullable, object, text } from '../core/schema.ts'

/** The value of one key of one file that states a version. Recorded only when it is one, so that a mistaken key cannot carry a secret out. */
export const statedVersion = defineFact({
  id: 'stated-version',
  title: 'The version that a properties file, manifest, archive, JSON or TOML document states',
  params: object({
    path: text(
      'relative to the directory; .json is read as JSON, .toml as TOML, .mf as manifest, .jar, .war and .zip by their manifest, the rest as properties',
    ),
    key: text('property, manifest attribute or JSON pointer, which .toml takes too'),
  }),
  value: object({
    path: text('the file'),
    state: choice(['stated', 'no-file', 'no-key', 'not-a-version']),
    version: nullable(text('begins with a dotted number', 64)),
  }),
})
