/** Most bytes of a character in the character sets of MySQL and MariaDB. */
export const BYTES_PER_CHARACTER: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'armscii8 ascii binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 dec8 geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman swe7 tis620'
      .split(' ')
      .map((name) => [name, 1]),
  ),
  big5: 2,
  cp932: 2,
  euckr: 2,
  gb2312: 2,
  gbk: 2,
  sjis: 2,
  ucs2: 2,
  eucjpms: 3,
  ujis: 3,
  utf8: 3,
  utf8mb3: 3,
  gb18030: 4,
  utf16: 4,
  utf16le: 4,
  utf32: 4,
  utf8mb4: 4,
}

/** Most bytes of an index of InnoDB, by row format, size of a page, and whether long prefixes are switched off (MySQL 5.7 only; else `largePrefix` is null). */
export const keyBytesOf = (rowFormat: string, pageSize: number, largePrefix: string | null): number => {
  const long = /^(?:dynamic|compressed)$/i.test(rowFormat) && !/^(?:0|off)$/i.test(largePrefix ?? 'on')
  return Math.min(long ? 3072 : 767, Math.floor((Math.min(pageSize, 16_384) * 3) / 16))
}

/** IDN_CORS_ORIGIN of step 5.11.0: UNIQUE (TENANT_ID INTEGER, ORIGIN VARCHAR(2048)) (facts/wso2.md §3.5 c). */
export const CORS_KEY = { fixed: 4, characters: 2048 }

/** Indexes that the migration makes on columns that are there already: prefixes of 768 characters (facts/wso2.md §3.4). */
export const PREFIX_KEYS = [
  { table: 'IDN_OAUTH2_ACCESS_TOKEN', column: 'ACCESS_TOKEN', characters: 768 },
  { table: 'IDN_OAUTH2_ACCESS_TOKEN', column: 'REFRESH_TOKEN', characters: 768 },
  { table: 'IDN_OAUTH2_AUTHORIZATION_CODE', column: 'AUTHORIZATION_CODE', characters: 768 },
] as const
