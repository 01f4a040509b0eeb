import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { databaseAddressOf, databaseProblem, type DatabasePlace } from '../../src/core/database-address.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { ENGINES, type Engine } from '../../src/core/sql.ts'

const place = (host: string, port: number, database: string, naming: 'service' | 'sid' = 'service') => ({ host, port, database, naming })

describe('the place of a database', () => {
  it.each<[Engine, string, ReturnType<typeof place>]>([
    ['postgres', 'jdbc:postgresql://db.example:5433/identity', place('db.example', 5433, 'identity')],
    ['postgres', 'jdbc:postgresql://db.example/identity', place('db.example', 5432, 'identity')],
    ['postgres', 'jdbc:postgresql://[2001:db8::1]:5433/identity?ssl=true&sslmode=verify-full', place('2001:db8::1', 5433, 'identity')],
    ['postgres', 'jdbc:postgresql://[::1]/identity', place('::1', 5432, 'identity')],
    ['mysql', 'jdbc:mysql://db.example:3307/identity?useSSL=false&autoReconnect=true', place('db.example', 3307, 'identity')],
    ['mysql', 'jdbc:mariadb://10.0.0.7/identity', place('10.0.0.7', 3306, 'identity')],
    ['mysql', 'jdbc:mysql://[fe80::1]:3306/WSO2_IDENTITY', place('fe80::1', 3306, 'WSO2_IDENTITY')],
    ['mssql', 'jdbc:sqlserver://db.example:1433;databaseName=identity', place('db.example', 1433, 'identity')],
    ['mssql', 'jdbc:sqlserver://db.example;database=identity;SendStringParametersAsUnicode=false', place('db.example', 1433, 'identity')],
    ['mssql', 'jdbc:sqlserver://db.example:1444;encrypt=true;DatabaseName=identity;', place('db.example', 1444, 'identity')],
    ['mssql', 'jdbc:sqlserver://[::1]:1433;databaseName={my; db}', place('::1', 1433, 'my; db')],
    ['mssql', 'jdbc:sqlserver://db;password={a;databaseName=not-this};databaseName=identity', place('db', 1433, 'identity')],
    ['mssql', 'jdbc:sqlserver://db\\WSO2:1450;databaseName=identity', place('db', 1450, 'identity')],
    ['mssql', 'jdbc:sqlserver://db:1433;databaseName=identity;integratedSecurity=false', place('db', 1433, 'identity')],
    ['oracle', 'jdbc:oracle:thin:@//db.example:1522/svc.example', place('db.example', 1522, 'svc.example')],
    ['oracle', 'jdbc:oracle:thin:@db.example:1521/svc', place('db.example', 1521, 'svc')],
    ['oracle', 'jdbc:oracle:thin:@db.example:1521:ORCL', place('db.example', 1521, 'ORCL', 'sid')],
    ['oracle', 'jdbc:oracle:thin:@db.example/svc', place('db.example', 1521, 'svc')],
    ['oracle', 'jdbc:oracle:thin:@tcps://db.example:2484/svc?ssl_server_dn_match=true', place('db.example', 2484, 'svc')],
    ['oracle', 'jdbc:oracle:thin:@//[2001:db8::1]:1521/svc', place('2001:db8::1', 1521, 'svc')],
    [
      'oracle',
      'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db.example)(PORT=1523))(CONNECT_DATA=(SERVICE_NAME=svc)))',
      place('db.example', 1523, 'svc'),
    ],
    [
      'oracle',
      'jdbc:oracle:thin:@( DESCRIPTION = (ADDRESS_LIST = (ADDRESS = (PROTOCOL = TCP)(HOST = db)(PORT = 1521)))(CONNECT_DATA = (SID = ORCL)))',
      place('db', 1521, 'ORCL', 'sid'),
    ],
    ['db2', 'jdbc:db2://db.example:50001/identity', place('db.example', 50_001, 'identity')],
    [
      'db2',
      'jdbc:db2://db.example:50000/identity:currentSchema=WSO2;retrieveMessagesFromServerOnGetMessage=true;',
      place('db.example', 50_000, 'identity'),
    ],
    ['db2', 'jdbc:db2://[::1]/identity', place('::1', 50_000, 'identity')],
  ])('%s: %s', (engine, url, expected) => {
    expect(databaseProblem({ engine, url, schema: 'given' })).toBeNull()
    expect(databaseAddressOf({ engine, url })).toEqual(expected)
  })

  it.each<[DatabasePlace, ReturnType<typeof place>]>([
    [{ engine: 'oracle', host: 'db', database: 'svc' }, place('db', 1521, 'svc')],
    [{ engine: 'db2', host: 'db', port: 1, database: 'a b' }, place('db', 1, 'a b')],
    [{ engine: 'mysql', host: '[::1]', database: 'x' }, place('::1', 3306, 'x')],
    [{ engine: 'postgres', host: '2001:db8::1', database: 'x' }, place('2001:db8::1', 5432, 'x')],
  ])('of its parts: %j', (parts, expected) => expect(databaseAddressOf(parts)).toEqual(expected))
})

/** Never to be read in a message. */
const SECRET = 'geheim-4711'

describe('what is no place of a database', () => {
  it.each<[string, DatabasePlace, RegExp]>([
    ['nothing', { engine: 'postgres' }, /needs url, or host and database/],
    ['a host alone', { engine: 'postgres', host: 'db' }, /needs url, or host and database/],
    ['a database alone', { engine: 'postgres', database: 'x' }, /needs url, or host and database/],
    ['both', { engine: 'postgres', url: 'jdbc:postgresql://db/x', host: 'db' }, /url and its parts/],
    ['a url and a port', { engine: 'postgres', url: 'jdbc:postgresql://db/x', port: 5432 }, /url and its parts/],
    ['a host with a port', { engine: 'postgres', host: 'db:5432', database: 'x' }, /give it as port/],
    ['a host that is a url', { engine: 'postgres', host: 'postgres://db', database: 'x' }, /its host is none/],
    ['several hosts', { engine: 'mysql', host: 'a,b', database: 'x' }, /names several/],
    ['a host with an instance', { engine: 'mssql', host: 'db\\WSO2', database: 'x' }, /names an instance of SQL Server/],
  ])('%s', (_what, parts, expected) => expect(databaseProblem(parts)).toMatch(expected))

  it.each<[Engine, string, RegExp]>([
    ['postgres', `jdbc:mysql://db/x?password=${SECRET}`, /is one of MySQL, and engine is postgres/],
    ['mysql', `jdbc:postgresql://db/x?password=${SECRET}`, /is one of PostgreSQL, and engine is mysql/],
    ['mssql', `jdbc:jtds:sqlserver://db/x;password=${SECRET}`, /none of SQL Server/],
    ['oracle', 'jdbc:db2://db:50000/x', /is one of Db2, and engine is oracle/],
    ['postgres', `postgresql://user:${SECRET}@db/x`, /none of PostgreSQL/],
    ['postgres', `jdbc:postgresql://user:${SECRET}@db/x`, /holds a user or a password/],
    ['postgres', 'jdbc:postgresql:identity', /names no host/],
    ['postgres', 'jdbc:postgresql://db:5432/', /none of PostgreSQL, such as/],
    ['postgres', 'jdbc:postgresql://a:5432,b:5432/identity?targetServerType=primary', /names several hosts/],
    ['postgres', 'jdbc:postgresql://db:0/x', /port in the url is none/],
    ['postgres', 'jdbc:postgresql://db:65536/x', /port in the url is none/],
    ['postgres', 'jdbc:postgresql://db/a%2Fb', /none of PostgreSQL/],
    ['mysql', `jdbc:mysql://user:${SECRET}@db/x`, /holds a user or a password/],
    ['mysql', 'jdbc:mysql://a,b/x', /names several hosts/],
    ['mysql', 'jdbc:mysql:replication://a,b/x', /names several hosts/],
    ['mysql', 'jdbc:mariadb:sequential://a,b/x', /names several hosts/],
    ['mysql', 'jdbc:mysql://address=(host=a)(port=1)/x', /parentheses/],
    ['mysql', 'jdbc:mysql+srv://db/x', /names no host|none of MySQL/],
    ['mssql', 'jdbc:sqlserver://db\\WSO2;databaseName=x', /names an instance and no port/],
    ['mssql', 'jdbc:sqlserver://db;instanceName=WSO2;databaseName=x', /names an instance and no port/],
    ['mssql', 'jdbc:sqlserver://db:1433;integratedSecurity=true;databaseName=x', /login of Windows/],
    ['mssql', 'jdbc:sqlserver://db:1433;databaseName=x;authentication=ActiveDirectoryPassword', /login of Windows/],
    ['mssql', `Data Source=db;Database=x;User Id=u;Password=${SECRET}`, /connection string of \.NET/],
    ['mssql', 'data source=.;Database=Usercube;Integrated Security=SSPI', /login of Windows/],
    ['mssql', 'jdbc:sqlserver://;serverName=db;databaseName=x', /none of SQL Server/],
    ['mssql', 'jdbc:sqlserver://db;portNumber=1450;databaseName=x', /twice, or as a property/],
    ['mssql', 'jdbc:sqlserver://db;databaseName=x;failoverPartner=b', /names several hosts/],
    ['mssql', 'jdbc:sqlserver://db;databaseName=x;database=y', /names its database twice/],
    ['mssql', 'jdbc:sqlserver://db:1433', /none of SQL Server/],
    ['mssql', `jdbc:sqlserver://db;databaseName=x;password={${SECRET}`, /none of SQL Server/],
    ['oracle', `jdbc:oracle:thin:scott/${SECRET}@db:1521:ORCL`, /holds a user or a password/],
    ['oracle', 'jdbc:oracle:thin:@PRODDB', /tnsnames\.ora/],
    ['oracle', 'jdbc:oracle:oci:@db', /names no host/],
    ['oracle', 'jdbc:oracle:thin:@a:1521,b:1521/svc', /names several hosts/],
    ['oracle', 'jdbc:oracle:thin:@ldap://oid:7777/svc,cn=OracleContext', /names several hosts|asks a directory/],
    [
      'oracle',
      'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=TCP)(HOST=a)(PORT=1))(ADDRESS=(PROTOCOL=TCP)(HOST=b)(PORT=1)))(CONNECT_DATA=(SERVICE_NAME=s)))',
      /names several hosts/,
    ],
    ['oracle', 'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=a)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=s)(SID=t)))', /not a simple one/],
    ['oracle', 'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HTTPS_PROXY=p)(HOST=a)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=s)))', /not a simple one/],
    ['oracle', 'jdbc:oracle:thin:@(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=s)))', /not a simple one/],
    ['db2', 'jdbc:db2:identity', /names no host/],
    ['db2', 'jdbc:db2://a:50000,b:50000/identity', /names several hosts/],
    ['db2', `jdbc:db2://db/identity user=u;password=${SECRET}`, /none of Db2/],
  ])('%s: %s', (engine, url, expected) => {
    const problem = databaseProblem({ engine, url })
    expect(problem).toMatch(expected)
    expect(problem).not.toContain(SECRET)
    expect(() => databaseAddressOf({ engine, url })).toThrow(FactError)
  })

  it.each(ENGINES)('%s: an H2 within its product', (engine) => {
    expect(databaseProblem({ engine, url: `jdbc:h2:./repository/database/WSO2CARBON_DB;PASSWORD=${SECRET}` })).toMatch(
      /^(?!.*geheim).*H2 database.*cannot be read from outside/,
    )
  })

  it('says so of anything, and quotes nothing of it', () => {
    const pieces = fc.constantFrom(
      'jdbc:',
      'postgresql:',
      'sqlserver:',
      'oracle:thin:',
      'mysql:',
      'db2:',
      '//',
      '@',
      ':',
      ';',
      '/',
      '(',
      ')',
      '=',
      '{',
      '}',
      ',',
      '\\',
      '[::1]',
      SECRET,
    )
    fc.assert(
      fc.property(fc.constantFrom(...ENGINES), fc.array(pieces, { maxLength: 14 }), (engine, parts) => {
        const problem = databaseProblem({ engine, url: parts.join('') })
        expect(problem ?? '').not.toContain(SECRET)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no longer for a long one', () => {
    for (const engine of ENGINES) expect(databaseProblem({ engine, url: `jdbc:sqlserver://db${';a=b'.repeat(20_000)}` })).not.toBeNull()
  })
})
