import { describe, expect, it } from 'vitest'
import {
  activeTextOf,
  assignmentsIn,
  includesIn,
  scriptsRunBy,
  startFileKindOf,
  systemPropertiesIn,
  type StartFileKind,
} from '../../src/formats/start-script.ts'

const NAME = 'org.forgerock.donotupgrade'

describe('systemPropertiesIn', () => {
  const cases: readonly [what: string, kind: StartFileKind, text: string, found: readonly string[]][] = [
    ['plain', 'shell', `CATALINA_OPTS=-D${NAME}=true\n`, ['1 true']],
    ['within double quotes', 'shell', `export CATALINA_OPTS="$CATALINA_OPTS -D${NAME}=true"\n`, ['1 true']],
    ['within single quotes', 'shell', `JAVA_OPTS='-Da=b -D${NAME}=false'\n`, ['1 false']],
    ['a quoted value', 'shell', `JAVA_OPTS="-D${NAME}=\\"true\\""\n`, ['1 true']],
    ['without a value', 'shell', `JAVA_OPTS="-D${NAME} -Xmx1g"\n`, ['1 ']],
    ['CRLF', 'shell', `a=1\r\nJAVA_OPTS="-D${NAME}=true"\r\n`, ['2 true']],
    ['a continuation in quotes', 'shell', `JAVA_OPTS="-Xmx1g \\\n  -D${NAME}=true"\n`, ['2 true']],
    ['a name cut in two by a continuation', 'shell', `JAVA_OPTS="-Dorg.forgerock.\\\ndonotupgrade=true"\n`, ['1 true']],
    ['a variable', 'shell', `JAVA_OPTS="-D${NAME}=$SUPPRESS"\n`, ['1 $SUPPRESS']],
    ['twice', 'shell', `A="-D${NAME}=true"\nB="-D${NAME}=false"\n`, ['1 true', '2 false']],
    ['a comment', 'shell', `# JAVA_OPTS="-D${NAME}=true"\n`, []],
    ['a comment behind code', 'shell', `a=1 # -D${NAME}=true\n`, []],
    ['a comment behind a semicolon', 'shell', `a=1;# -D${NAME}=true\n`, []],
    ['# within quotes is no comment', 'shell', `JAVA_OPTS="-Dpw=a #b\n-D${NAME}=true"\n`, ['2 true']],
    ['# within a word is no comment', 'shell', `JAVA_OPTS=-Dpw=a#b\\ -D${NAME}=true\n`, ['1 true']],
    ['an apostrophe in a comment', 'shell', `# don't\nJAVA_OPTS="-D${NAME}=true"\n# it's -D${NAME}=false\n`, ['2 true']],
    ['a longer name', 'shell', `JAVA_OPTS="-D${NAME}.x=true -Dx.${NAME}=true -D${NAME}s=true"\n`, []],
    ['a dot is a dot', 'shell', 'JAVA_OPTS="-Dorg-forgerock-donotupgrade=true"\n', []],
    ['batch', 'batch', `set "CATALINA_OPTS=%CATALINA_OPTS% -D${NAME}=true"\r\n`, ['1 true']],
    ['rem', 'batch', `rem set X=-D${NAME}=true\r\n@REM -D${NAME}=true\r\n:: -D${NAME}=true\r\nset X=1`, []],
    ['a caret', 'batch', `set X=-Xmx1g ^\r\n -D${NAME}=true\r\n`, ['2 true']],
    ['a unit', 'unit', `[Service]\nEnvironment="CATALINA_OPTS=-Xmx1g -D${NAME}=true"\n`, ['2 true']],
    ['a command line of a unit', 'unit', `[Service]\nExecStart=/usr/bin/java \\\n# a remark\n  -D${NAME}=true -jar x.jar\n`, ['4 true']],
    ['comments of a unit', 'unit', `[Service]\n#Environment=A=-D${NAME}=true\n;Environment=A=-D${NAME}=true\n`, []],
  ]
  it.each(cases)('%s (%s)', (_what, kind, text, found) => {
    expect(systemPropertiesIn(activeTextOf(text, kind), [NAME]).map(({ value, line }) => `${line} ${value}`)).toEqual(found)
  })
})

describe('assignmentsIn', () => {
  const cases: readonly [what: string, kind: StartFileKind, text: string, found: readonly string[]][] = [
    ['plain', 'shell', 'JAVA_HOME=/opt/java\n', ['1 /opt/java']],
    ['exported and quoted', 'shell', 'export JAVA_HOME="/opt/my java"\n', ['1 /opt/my java']],
    ['single quotes', 'shell', "JAVA_HOME='/opt/java'; export JAVA_HOME\n", ['1 /opt/java']],
    ['with a remark', 'shell', 'JAVA_HOME=/opt/java # the one\n', ['1 /opt/java']],
    ['indented', 'shell', 'if true; then\n  JAVA_HOME=/opt/java\nfi\n', ['2 /opt/java']],
    ['a variable', 'shell', 'JAVA_HOME="${JAVA_HOME:-/opt/java}"\n', ['1 ${JAVA_HOME:-/opt/java}']],
    ['read, compared, commented', 'shell', '# JAVA_HOME=/a\necho "$JAVA_HOME" $JAVA_HOME=\n[ "$JAVA_HOME" = /a ]\nMY_JAVA_HOME=/b\n', []],
    ['a unit', 'unit', 'Environment="JAVA_HOME=/opt/java" "OTHER=x"\nEnvironment=JAVA_HOME=/opt/other\n', ['1 /opt/java', '2 /opt/other']],
    ['batch, lower case and blanks', 'batch', 'set java_home=C:\\Program Files\\Java\\jdk-17\r\n', ['1 C:\\Program Files\\Java\\jdk-17']],
    ['batch, quoted', 'batch', 'set "JAVA_HOME=C:\\Program Files\\Java\\jdk-17"\r\n', ['1 C:\\Program Files\\Java\\jdk-17']],
  ]
  it.each(cases)('%s (%s)', (_what, kind, text, found) => {
    expect(assignmentsIn(activeTextOf(text, kind), ['JAVA_HOME']).map(({ value, line }) => `${line} ${value}`)).toEqual(found)
  })
})

describe('includesIn', () => {
  const cases: readonly [what: string, kind: StartFileKind, text: string, found: readonly string[]][] = [
    ['a dot', 'shell', '#!/bin/sh\n. /etc/default/tomcat10\n', ['2 /etc/default/tomcat10']],
    ['source, quoted', 'shell', 'source "$CATALINA_BASE/bin/more.sh"\n', ['1 $CATALINA_BASE/bin/more.sh']],
    ['guarded', 'shell', '[ -r /etc/default/am ] && . /etc/default/am\nif [ -r /x ]; then . /x; fi\n', ['1 /etc/default/am', '2 /x']],
    ['not an include', 'shell', '# . /a\ncd . /b\necho source /c\n./start.sh\n', []],
    [
      'a unit',
      'unit',
      '[Service]\nEnvironmentFile=-/etc/default/tomcat10\nEnvironmentFile=/etc/am.env\n#EnvironmentFile=/no\n',
      ['2 /etc/default/tomcat10', '3 /etc/am.env'],
    ],
    ['batch', 'batch', 'call "%CATALINA_HOME%\\bin\\more.bat" a\r\ncall :label\r\nrem call x.bat\r\n', ['1 %CATALINA_HOME%\\bin\\more.bat']],
  ]
  it.each(cases)('%s (%s)', (_what, kind, text, found) => {
    expect(includesIn(activeTextOf(text, kind)).map(({ path, line }) => `${line} ${path}`)).toEqual(found)
  })
})

it('finds the scripts a unit runs', () => {
  const unit =
    '[Service]\nExecStartPre=/opt/prepare.sh\nExecStart=/bin/sh /usr/libexec/tomcat10/tomcat-start.sh\nExecStart=-/opt/am/start --x\nExecStart=/usr/bin/java -jar /a.jar\n'
  expect(scriptsRunBy(activeTextOf(unit, 'unit')).map(({ path, line }) => `${line} ${path}`)).toEqual([
    '3 /usr/libexec/tomcat10/tomcat-start.sh',
    '4 /opt/am/start',
  ])
})

it('knows a start file by its content first', () => {
  expect(startFileKindOf('/etc/am', '[Unit]\n[Service]\n')).toBe('unit')
  expect(startFileKindOf('C:\\x\\setenv.BAT', 'set A=1')).toBe('batch')
  expect(startFileKindOf('/etc/default/tomcat10', 'A=1')).toBe('shell')
})

it('does not blow up on as much as is read', () => {
  const text = `JAVA_OPTS="${'-Dx=y '.repeat(140_000)}"\n`
  const started = performance.now()
  expect(systemPropertiesIn(activeTextOf(text, 'shell'), [NAME])).toEqual([])
  expect(assignmentsIn(activeTextOf(text, 'shell'), ['JAVA_HOME'])).toEqual([])
  expect(includesIn(activeTextOf(text, 'shell'))).toEqual([])
  expect(performance.now() - started).toBeLessThan(10_000)
})
