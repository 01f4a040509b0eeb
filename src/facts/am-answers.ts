import { defineFact, type ValueOf } from '../core/fact.ts'
import { TRANSPORTS } from '../core/transport.ts'
import { choice, either, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** What a body looks like. AM's health endpoints send none (docs, "Monitor AM instances") or JSON; `alive`: a page that says "Server is ALIVE". */
export const AM_BODIES = ['empty', 'json', 'alive', 'html', 'other'] as const

/** Which requests are sent: facts/pingam 3.1. None of them needs a session, and none follows a redirect. */
export const amAnswers = defineFact({
  id: 'am-answers',
  title: 'How AM answers the probes that need no session',
  value: either([
    object({ url: text(), state: choice(['refused'], 'every address of the host refuses the connection: nothing listens there') }),
    object(
      {
        url: text(),
        state: choice(['answers']),
        transport: choice(TRANSPORTS),
        probes: keyedBy(
          list(
            object({
              path: text('below the deployment URL', 100),
              status: integer(undefined, 100, 999),
              location: nullable(text('of a redirect, without query, parameters and user', 2048)),
              contentType: nullable(text(undefined, 200)),
              apiVersion: nullable(text('of the header Content-API-Version, which AM sends', 200)),
              body: choice(AM_BODIES),
            }),
          ),
          'path',
        ),
      },
      { clockSkew: volatile(integer('seconds that the clock of the server, by its Date header, is ahead of the one here')) },
    ),
  ]),
})

export type AmAnswers = ValueOf<typeof amAnswers>
