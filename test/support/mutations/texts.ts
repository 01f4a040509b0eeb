import { appendFileSync, readFileSync } from 'node:fs'
import { put, putJson } from '../../../fixtures/estate/paths.ts'
import { entity, servicePaths } from '../../../fixtures/estate/services.ts'
import { amsterDocument } from '../am-documents.ts'
import { addProperty, editDocument, mutationsOf, putInNewWar, replaceIn, type Mutation } from './mutation.ts'
import { serverFile } from './settings.ts'
import { exportOf, type Scene } from './worlds.ts'

const appendToLogin =
  (text: string) =>
  ({ instance }: Scene): void =>
    appendFileSync(servicePaths(instance).loginScript, text)

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const listing =
  (engine: 'treeEngine' | 'samlEngine', list: 'whiteList' | 'blackList', ...entries: readonly string[]) =>
  ({ instance }: Scene): void =>
    editDocument(servicePaths(instance)[engine], ({ data }) => {
      const given = data[list]
      data[list] = [...(Array.isArray(given) ? given : []), ...entries]
    })

const inWar =
  (path: string, content: string | Uint8Array) =>
  ({ instance }: Scene): void =>
    putInNewWar({ [path]: content }, instance)

/** Scripts, lists of the script engines, pages, descriptors and settings that name javax. */
export const TEXT_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('javax-scripts', 'pre', [
    {
      name: 'code in a file beside its document',
      trap: 'inline-sibling',
      outcome: 'fail',
      severity: 'high',
      says: 'script "Device login" (AUTHENTICATION_TREE_DECISION_NODE, global) names javax.servlet.http.Cookie, which AM 8.1 does not have: line 13 (code)',
      change: appendToLogin('var c = new javax.servlet.http.Cookie("a", "b");\n'),
    },
    {
      name: 'a string',
      trap: 'string',
      outcome: 'fail',
      says: 'line 13 (literal)',
      change: appendToLogin("var a = 'javax.servlet.request.X509Certificate';\n"),
    },
    { name: 'another comment', trap: 'comment', outcome: 'pass', says: 'line 13 (comment)', change: appendToLogin('// javax.servlet.http.Cookie\n') },
    {
      name: 'base64 in its document',
      outcome: 'fail',
      says: 'line 3 (code)',
      change: ({ instance }) => {
        const { claimsScript } = servicePaths(instance)
        editDocument(claimsScript, ({ data }) => void (data['script'] = base64('// Claims\n\nimport javax.servlet.http.Cookie\n')))
      },
    },
    {
      name: 'a script of a realm',
      trap: 'realm',
      outcome: 'fail',
      says: 'script "Alpha login" (OIDC_CLAIMS, realm /alpha)',
      change: ({ instance }) =>
        putJson(
          servicePaths(instance).claimsScript.replace('globalconfig/default/globalscripts', 'organizationconfig/default/scriptconfigurations'),
          entity(
            'ScriptingService',
            ['5b0d', 'scriptConfigurations', 'default'],
            'scriptConfiguration',
            { name: 'Alpha login', context: 'OIDC_CLAIMS', language: 'GROOVY', script: base64('import javax.servlet.http.Cookie\n') },
            '/alpha',
          ),
        ),
    },
    {
      name: 'other packages of javax',
      outcome: 'pass',
      change: appendToLogin('var n = new javax.security.auth.callback.NameCallback("a"); var s = com.acme.javax.servlet.Filter;\n'),
    },
    {
      name: 'a script whose file is gone',
      outcome: 'error',
      says: 'Gone.javascript',
      change: ({ instance }) =>
        replaceIn(
          `${servicePaths(instance).claimsScript.replace(/[^/]*$/, '')}c827d2b4-3608-4693-868e-bbcf86bd87c7.json`,
          'DeviceLogin.javascript',
          'Gone.javascript',
        ),
    },
  ]),
  ...mutationsOf('javax-scripts', 'amster', [
    {
      name: 'base64 in what amupgrade made of an Amster export',
      trap: 'amster-base64',
      outcome: 'fail',
      severity: 'blocker',
      says: 'script "Claims" (OIDC_CLAIMS, realm /) names javax.servlet.http.Cookie: line 2 (code)',
      change: ({ instance }) =>
        editDocument(`${exportOf(instance)}/realms/root/Scripts/claims.json`, ({ data }) => {
          data['script'] = base64('// Claims\nimport javax.servlet.http.Cookie\n')
        }),
    },
  ]),
  ...mutationsOf('javax-allow-lists', 'pre', [
    {
      name: 'an exact name',
      trap: 'exact',
      outcome: 'fail',
      severity: 'high',
      says: 'allows javax.servlet.http.HttpSession',
      change: listing('treeEngine', 'whiteList', 'javax.servlet.http.HttpSession'),
    },
    {
      name: 'a wildcard',
      trap: 'wildcard',
      outcome: 'fail',
      says: 'allows javax.servlet.http.*',
      change: listing('treeEngine', 'whiteList', 'javax.servlet.http.*'),
    },
    {
      name: 'a denial of javax alone',
      trap: 'denial',
      outcome: 'fail',
      says: 'denies javax.websocket.*',
      change: listing('treeEngine', 'blackList', 'javax.websocket.*'),
    },
    {
      name: "one more of the vendor's defaults",
      trap: 'vendor-default',
      outcome: 'pass',
      says: 'SAML2_IDP_ADAPTER allows javax.servlet.http.Cookie: a default of the vendor',
      change: listing('samlEngine', 'whiteList', 'javax.servlet.http.Cookie'),
    },
    {
      name: "the vendor's default in another context",
      trap: 'default-elsewhere',
      outcome: 'fail',
      says: 'AUTHENTICATION_TREE_DECISION_NODE allows javax.servlet.http.HttpServletRequestWrapper',
      change: listing('treeEngine', 'whiteList', 'javax.servlet.http.HttpServletRequestWrapper'),
    },
    {
      name: 'a name with its twin',
      trap: 'twin',
      outcome: 'pass',
      says: 'lists javax.servlet.http.HttpSession beside its twin',
      change: listing('treeEngine', 'whiteList', 'javax.servlet.http.HttpSession', 'jakarta.servlet.http.HttpSession'),
    },
  ]),
  ...mutationsOf('javax-allow-lists', 'amster', [
    {
      name: 'a list in what amupgrade made of an export',
      outcome: 'fail',
      says: 'POLICY_CONDITION allows javax.servlet.*',
      change: ({ instance }) =>
        putJson(
          `${exportOf(instance)}/global/ScriptingEngineConfiguration/policy.json`,
          amsterDocument(
            'ScriptingEngineConfiguration',
            'engineConfiguration',
            { whiteList: ['javax.servlet.*'], blackList: [] },
            { amsterVersion: '8.1.0', pathParams: { contexts: 'POLICY_CONDITION' } },
          ),
        ),
    },
  ]),
  ...mutationsOf('javax-webapp', 'pre', [
    {
      name: 'a filter class in web.xml',
      trap: 'web-xml',
      outcome: 'fail',
      severity: 'high',
      says: 'WEB-INF/web.xml names javax.servlet.Filter (line 6)',
      change: ({ instance }) => {
        const descriptor = readFileSync(`${instance.tomcat}/webapps/am/WEB-INF/web.xml`, 'utf8')
        putInNewWar({ 'WEB-INF/web.xml': descriptor.replace('com.sun.identity.setup.AMSetupFilter', 'javax.servlet.Filter') }, instance)
      },
    },
    {
      name: 'the namespace of Java EE in web.xml',
      trap: 'namespace',
      outcome: 'pass',
      change: ({ instance }) => putInNewWar({ 'WEB-INF/web.xml': readFileSync(`${instance.tomcat}/webapps/am/WEB-INF/web.xml`, 'utf8') }, instance),
    },
    {
      name: 'a TLD',
      trap: 'tld',
      outcome: 'fail',
      says: 'WEB-INF/acme.tld',
      change: inWar('WEB-INF/acme.tld', '<x>javax.servlet.jsp.tagext.TagSupport</x>\n'),
    },
    {
      name: 'a page',
      trap: 'jsp',
      outcome: 'fail',
      says: 'acme/login.jsp',
      change: inWar('acme/login.jsp', '<%@ page import="javax.servlet.http.Cookie" %>\n'),
    },
    {
      name: 'a Spring file',
      trap: 'spring-xml',
      outcome: 'fail',
      says: 'WEB-INF/applicationContext.xml',
      change: inWar('WEB-INF/applicationContext.xml', '<beans>\n<bean class="javax.servlet.http.HttpServlet"/>\n</beans>\n'),
    },
    {
      name: 'a properties file',
      trap: 'properties',
      outcome: 'fail',
      says: 'WEB-INF/classes/acme.properties',
      change: inWar('WEB-INF/classes/acme.properties', '# ACME\nfilter=javax.servlet.Filter\n'),
    },
    {
      name: "web.xml of the new Tomcat's own",
      trap: 'tomcat-conf',
      outcome: 'fail',
      says: 'tomcat-10.1/conf/web.xml',
      change: ({ instance }) =>
        put(`${instance.newTomcat}/conf/web.xml`, '<web-app>\n<filter-class>javax.servlet.Filter</filter-class>\n</web-app>\n'),
    },
    {
      name: 'an advanced server property',
      trap: 'server-property',
      outcome: 'fail',
      says: 'the server property acme.filter of server-default names javax.servlet.Filter',
      change: (scene) => addProperty(serverFile(scene), 'acme.filter=javax.servlet.Filter'),
    },
    {
      name: 'a comment in a properties file',
      outcome: 'pass',
      says: 'in comments only',
      change: inWar('WEB-INF/classes/acme.properties', '# javax.servlet.Filter\nfilter=none\n'),
    },
  ]),
]
