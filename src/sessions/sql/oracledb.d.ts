/** The library has no types of its own: what is used of it, after its documentation. */
declare module 'oracledb' {
  export interface OracleDriver {
    readonly OUT_FORMAT_ARRAY: number
    readonly DB_TYPE_VARCHAR: unknown
    readonly DB_TYPE_NUMBER: unknown
    readonly DB_TYPE_CLOB: unknown
    readonly DB_TYPE_NCLOB: unknown
    readonly DB_TYPE_LONG: unknown
    readonly STRING: unknown
    readonly getConnection: (options: Readonly<Record<string, unknown>>) => Promise<OracleConnection>
  }
  export interface OracleConnection {
    callTimeout: number
    module: string
    readonly execute: (
      text: string,
      values: Readonly<Record<string, string>>,
      options: Readonly<Record<string, unknown>>,
    ) => Promise<{ readonly rows?: readonly (readonly unknown[])[] }>
    readonly rollback: () => Promise<void>
    readonly close: (options?: { readonly drop: boolean }) => Promise<void>
  }
  const driver: OracleDriver
  export default driver
}
