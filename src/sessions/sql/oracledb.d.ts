/** The library has no types; what is used of it is said in oracle.ts. */
declare module 'oracledb' {
  const driver: import('./oracle.ts').OracleDriver
  export default driver
}
