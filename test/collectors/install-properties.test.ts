import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/install-properties.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const NAME = 'noninteractive-install.properties'
const CANARY = 'Canary-27182818'
const collected = async (fields: FieldsOf<'pingam'>, which: 'current' | 'new' = 'current') => {
  const answer = await collectedFrom(collector, fields, { which })
  expect(JSON.stringify(answer)).not.toContain(CANARY)
  return answer
}

describe('install-properties', () => {
  it('records names of properties and never a value, also of a damaged file', async () => {
    const root = treeOf({
      [`am/config/services/${NAME}`]: [
        `am.encryption.key=${CANARY}`,
        `am.stores.user.password : ${CANARY}`,
        `am.stores.cts.password \\`,
        `  ${CANARY}`,
        // A line that lost its name, one that lost its continuation, and one that only looks like a name.
        CANARY,
        `${CANARY}=am.server.fqdn`,
        `am.${CANARY} with blanks`.replace(CANARY, 'server.port'),
        '#am.server.protocol=http',
        '',
      ].join('\n'),
    })
    const { value } = await collected({ config: `${root}/am` })
    expect(value.file).toEqual({
      path: `${root}/am/config/services/${NAME}`,
      names: ['am.encryption.key', 'am.server.port', 'am.stores.cts.password', 'am.stores.user.password'],
      others: 1,
    })
    expect(value.misplaced).toEqual([])
  })

  it('finds what setenv, the unit and its environment file declare, by name and line', async () => {
    const root = treeOf({
      'am/config/services/realm/x.json': '{}',
      'tomcat/bin/setenv.sh': `# AM_COMMENT=1\nexport AM_SERVER_FQDN=am.example.com AM_HOME="$AM_OTHER"\nCATALINA_OPTS="-Dcom.sun.identity.sm.sms_object_filebased_enabled=true \\\n  -Dam.stores.user.password=${CANARY} -Dnot.am.x=1"\nif [ "$AM_MODE" == "x" ]; then :; fi\n`,
      'tomcat/bin/catalina.sh': 'AM_PRODUCT=1\n',
      'am.service': `[Service]\nEnvironment="AM_ENCRYPTION_KEY=${CANARY}"\n`,
    })
    const { appendFileSync, writeFileSync } = await import('node:fs')
    writeFileSync(`${root}/tomcat/am.env`, `am.server.port=8080\n`)
    appendFileSync(`${root}/am.service`, `EnvironmentFile=${root}/tomcat/am.env\n`)
    const { value, omitted } = await collected({ config: `${root}/am`, tomcat: `${root}/tomcat`, serviceUnit: `${root}/am.service` })
    expect(omitted).toEqual([])
    expect(value.file).toBeNull()
    expect(value.declared.map(({ path, line, name }) => `${path.slice(root.length)}:${line} ${name}`).sort()).toEqual([
      '/am.service:2 AM_ENCRYPTION_KEY',
      '/tomcat/am.env:1 am.server.port',
      '/tomcat/bin/setenv.sh:2 AM_HOME',
      '/tomcat/bin/setenv.sh:2 AM_SERVER_FQDN',
      '/tomcat/bin/setenv.sh:3 com.sun.identity.sm.sms_object_filebased_enabled',
      '/tomcat/bin/setenv.sh:4 am.stores.user.password',
    ])
  })

  it('takes the setenv of the Tomcat asked for, and the switch only where it is not off', async () => {
    const on = 'com.sun.identity.sm.sms_object_filebased_enabled'
    const root = treeOf({
      'am/x': '',
      'old/bin/setenv.sh': `export COM_SUN_IDENTITY_SM_SMS_OBJECT_FILEBASED_ENABLED="false"\nCATALINA_OPTS="-D${on}=FALSE -D${on}= -Dam.server.fqdn=false"\n`,
      'new/bin/setenv.sh': `CATALINA_OPTS="-D${on}=$ON"\nexport COM_SUN_IDENTITY_SM_SMS_OBJECT_FILEBASED_ENABLED='TRUE'\n`,
    })
    const fields = { config: `${root}/am`, tomcat: `${root}/old`, newTomcat: `${root}/new` }
    expect((await collected(fields)).value.declared.map(({ name }) => name)).toEqual(['am.server.fqdn'])
    expect((await collected(fields, 'new')).value.declared.map(({ name }) => name)).toEqual([on, 'COM_SUN_IDENTITY_SM_SMS_OBJECT_FILEBASED_ENABLED'])
  })

  it('says what it could not read where that decides, and only there', async () => {
    const files = {
      'tomcat/bin/setenv.sh': '. /somewhere/outside/the/plan.sh\n',
      'without/x': '',
      [`with/config/services/${NAME}`]: 'am.server.fqdn=x\n',
    }
    const root = treeOf(files)
    expect((await collected({ config: `${root}/without`, tomcat: `${root}/tomcat` })).omitted.join()).toContain('/somewhere/outside/the/plan.sh')
    expect((await collected({ config: `${root}/with`, tomcat: `${root}/tomcat` })).omitted).toEqual([])
  })

  it('sees a file that lies in the wrong place, and one without properties', async () => {
    const root = treeOf({ [`am/${NAME}`]: 'am.server.fqdn=x\n', [`am/config/services/${NAME}`]: '# nothing\n' })
    const { value } = await collected({ config: `${root}/am` })
    expect(value.misplaced).toEqual([`${root}/am/${NAME}`])
    expect(value.file).toMatchObject({ names: [], others: 0 })
  })
})
