import type { HttpRequest } from '../core/network.ts'

/** Every HTTP request the tool can send, as data: `queries` prints it, the session sends nothing else. All are GET. */
export const HTTP_REQUESTS = {
  /** facts/pingam.md §3.1: probes without a session. */
  amLive: { id: 'am-live', path: '/json/health/live', authenticated: false, facts: ['am-answers'] },
  amReady: { id: 'am-ready', path: '/json/health/ready', authenticated: false, facts: ['am-answers'] },
  amAlivePage: { id: 'am-alive-page', path: '/isAlive.jsp', authenticated: false, facts: ['am-answers'] },
  /** Answers an administrator only. */
  amVersion: { id: 'am-version', path: '/json/serverinfo/version', authenticated: true, facts: ['am-rest-version'] },
} as const satisfies Record<string, HttpRequest>
