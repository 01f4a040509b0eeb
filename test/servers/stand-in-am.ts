import type { WebApplication } from './tomcat.ts'

/**
 * A small stand-in for what AM answers (facts/pingam 3.1, 3.2; "Monitor AM instances"): pages of a web application, one for each endpoint. It holds no code
 * of AM.
 */
export interface AmWish {
  /** Status of the readiness probe. */
  readonly ready?: number
  /** What isAlive.jsp answers; null: it is not there. */
  readonly alivePage?: number | null
  readonly version?: string
  /** Every request is sent to the page of the upgrade, as by AM's set-up filter. */
  readonly pending?: boolean
  /** Every request is answered by an HTML page with status 200, as by a login in front of AM. */
  readonly login?: boolean
}

/** Tokens the stand-in knows. */
export const TOKENS = { administrator: 'canary-administrator-0317', user: 'canary-somebody-2718' } as const

const page = (code: string, contentType = 'application/json'): string =>
  `<%@ page contentType="${contentType}" session="false" trimDirectiveWhitespaces="true" %><% ${code} %>`

const endpoint = (status: number): string => page(`response.setHeader("Content-API-Version", "resource=1.0"); response.setStatus(${status});`)

const version = (release: string): string =>
  page(`
    String token = request.getHeader("iplanetdirectorypro");
    if ("${TOKENS.administrator}".equals(token)) {
      response.setHeader("Content-API-Version", "protocol=2.1,resource=1.1");
      out.print("{\\"_id\\":\\"version\\",\\"_rev\\":\\"1\\",\\"version\\":\\"${release}\\",\\"fullVersion\\":\\"PingAM ${release} Build 0a1b2c (2026-March-28 16:00)\\",\\"revision\\":\\"0a1b2c\\",\\"date\\":\\"2026-March-28 16:00\\"}");
    } else response.setStatus("${TOKENS.user}".equals(token) ? 403 : 401);`)

const redirect = page('response.sendRedirect(request.getContextPath() + "/config/options.htm?canary-session=1");', 'text/html')
const login = `${page('', 'text/html')}<!DOCTYPE html><html><body>Sign in</body></html>`

export const standInAm = ({
  ready = 200,
  alivePage = 200,
  version: release = '8.1.0',
  pending = false,
  login: inFront = false,
}: AmWish = {}): WebApplication => {
  const all = pending ? redirect : inFront ? login : null
  const pages: Readonly<Record<string, string>> = {
    '/json/health/live': all ?? endpoint(200),
    '/json/health/ready': all ?? endpoint(ready),
    '/json/serverinfo/version': all ?? version(release),
  }
  const names = Object.keys(pages).map((path, index) => ({ path, file: `/WEB-INF/page-${index}.jsp` }))
  return {
    'WEB-INF/web.xml': `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">${names
      .map(
        ({ path, file }) =>
          `<servlet><servlet-name>${path}</servlet-name><jsp-file>${file}</jsp-file></servlet><servlet-mapping><servlet-name>${path}</servlet-name><url-pattern>${path}</url-pattern></servlet-mapping>`,
      )
      .join('')}</web-app>`,
    ...Object.fromEntries(names.map(({ path, file }) => [file.slice(1), pages[path] ?? ''])),
    // What a request for would do harm in AM: here it is a page that nobody may ask for.
    'config/options.htm': 'upgrading',
    'config/upgrade/upgrade.htm': 'upgrading',
    ...(alivePage === null
      ? {}
      : {
          'isAlive.jsp':
            all ??
            (alivePage === 200 ? `${page('', 'text/html')}<h1>Server is ALIVE: </h1>` : page(`response.setStatus(${alivePage});`, 'text/html')),
        }),
  }
}
