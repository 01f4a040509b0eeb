import { createTables, LATER_TABLES, WSO2_TABLES } from '../wso2-tables.ts'

/** Tables of the products that statements for rows name, in SQL that H2 reads in every mode; columns as facts/wso2.md §3 has them. */
export const PRODUCT_TABLES: readonly string[] = createTables('oracle', { ...WSO2_TABLES, ...LATER_TABLES })
