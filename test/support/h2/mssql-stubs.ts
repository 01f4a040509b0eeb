import { columns, type DictionaryStubs, view } from './dictionary-stubs.ts'

const n = (names: string) => columns('nvarchar(4000)', names)
const i = (names: string) => columns('int', names)
// Its bit is a number, which H2's is not.
const b = (names: string) => columns('tinyint', names)
const big = (names: string) => columns('bigint', names)
const at = (names: string) => columns('datetime2', names)

const OBJECT = view(n('name type type_desc'), i('object_id principal_id schema_id parent_object_id'), at('create_date modify_date'))

/** Catalogue views of SQL Server (Microsoft, "System catalog views"), as far as statements name them. */
export const MSSQL_STUBS: DictionaryStubs = {
  tables: {
    'sys.schemas': view(n('name'), i('schema_id principal_id')),
    'sys.objects': view(OBJECT, b('is_ms_shipped is_published is_schema_published')),
    'sys.all_objects': view(OBJECT, b('is_ms_shipped is_published is_schema_published')),
    'sys.tables': view(
      OBJECT,
      b('is_ms_shipped is_memory_optimized is_external is_node is_edge is_filetable is_replicated uses_ansi_nulls'),
      i('lob_data_space_id max_column_id_used temporal_type durability'),
      n('durability_desc temporal_type_desc'),
    ),
    'sys.views': view(OBJECT, b('is_ms_shipped with_check_option')),
    'sys.columns': view(
      n('name collation_name generated_always_type_desc'),
      i('object_id column_id system_type_id user_type_id max_length precision scale default_object_id rule_object_id generated_always_type'),
      b('is_nullable is_ansi_padded is_rowguidcol is_identity is_computed is_filestream is_xml_document is_sparse is_hidden is_masked'),
    ),
    'sys.types': view(
      n('name collation_name'),
      i('system_type_id user_type_id schema_id principal_id max_length precision scale'),
      b('is_nullable is_user_defined is_assembly_type is_table_type'),
    ),
    'sys.identity_columns': view(
      n('name'),
      i('object_id column_id system_type_id user_type_id'),
      columns('varchar(40)', 'seed_value increment_value last_value'),
      b('is_identity is_not_for_replication'),
    ),
    'sys.computed_columns': view(
      n('name definition'),
      i('object_id column_id system_type_id user_type_id'),
      b('is_computed is_persisted uses_database_collation'),
    ),
    'sys.default_constraints': view(OBJECT, i('parent_column_id'), n('definition'), b('is_system_named is_ms_shipped')),
    'sys.check_constraints': view(OBJECT, i('parent_column_id'), n('definition'), b('is_disabled is_not_trusted is_system_named')),
    'sys.key_constraints': view(OBJECT, i('unique_index_id'), b('is_system_named is_enforced is_ms_shipped')),
    'sys.foreign_keys': view(
      OBJECT,
      i('referenced_object_id key_index_id delete_referential_action update_referential_action'),
      n('delete_referential_action_desc update_referential_action_desc'),
      b('is_disabled is_not_for_replication is_not_trusted is_system_named is_ms_shipped'),
    ),
    'sys.foreign_key_columns': i(
      'constraint_object_id constraint_column_id parent_object_id parent_column_id referenced_object_id referenced_column_id',
    ),
    'sys.indexes': view(
      n('name type_desc filter_definition'),
      i('object_id index_id type data_space_id fill_factor'),
      b(
        'is_unique ignore_dup_key is_primary_key is_unique_constraint is_padded is_disabled is_hypothetical has_filter allow_row_locks allow_page_locks',
      ),
    ),
    'sys.index_columns': view(
      i('object_id index_id index_column_id column_id key_ordinal partition_ordinal column_store_order_ordinal'),
      b('is_descending_key is_included_column'),
    ),
    'sys.triggers': view(
      n('name type type_desc parent_class_desc'),
      i('object_id parent_class parent_id'),
      at('create_date modify_date'),
      b('is_ms_shipped is_disabled is_not_for_replication is_instead_of_trigger'),
    ),
    'sys.trigger_events': view(i('object_id type event_group_type'), n('type_desc event_group_type_desc'), b('is_first is_last is_trigger_event')),
    'sys.sql_modules': view(i('object_id execute_as_principal_id'), n('definition'), b('uses_ansi_nulls uses_quoted_identifier is_schema_bound')),
    'sys.sequences': view(
      OBJECT,
      columns('varchar(40)', 'start_value increment minimum_value maximum_value current_value'),
      i('cache_size system_type_id user_type_id precision scale'),
      b('is_cycling is_cached is_exhausted is_ms_shipped'),
    ),
    'sys.synonyms': view(OBJECT, n('base_object_name'), b('is_ms_shipped')),
    'sys.partitions': view(big('partition_id hobt_id rows'), i('object_id index_id partition_number'), n('data_compression_desc')),
    'sys.allocation_units': view(big('allocation_unit_id container_id total_pages used_pages data_pages'), i('type data_space_id'), n('type_desc')),
    'sys.dm_db_partition_stats': view(
      big('partition_id in_row_data_page_count in_row_used_page_count in_row_reserved_page_count lob_used_page_count lob_reserved_page_count'),
      big('row_overflow_used_page_count row_overflow_reserved_page_count used_page_count reserved_page_count row_count'),
      i('object_id index_id partition_number'),
    ),
    'sys.databases': view(
      n('name collation_name user_access_desc state_desc snapshot_isolation_state_desc recovery_model_desc'),
      i('database_id source_database_id compatibility_level user_access state snapshot_isolation_state recovery_model'),
      b('is_read_only is_read_committed_snapshot_on is_ansi_nulls_on is_ansi_padding_on is_quoted_identifier_on is_auto_close_on'),
    ),
    'sys.database_files': view(n('name type_desc physical_name state_desc'), i('file_id type data_space_id state size max_size growth')),
    'sys.master_files': view(n('name type_desc physical_name state_desc'), i('database_id file_id type data_space_id state size max_size growth')),
    'sys.configurations': view(i('configuration_id'), n('name description value value_in_use minimum maximum'), b('is_dynamic is_advanced')),
    'sys.database_principals': view(n('name type type_desc default_schema_name authentication_type_desc'), i('principal_id owning_principal_id')),
    'sys.database_role_members': i('role_principal_id member_principal_id'),
    'sys.database_permissions': view(
      i('class major_id minor_id grantee_principal_id grantor_principal_id'),
      n('class_desc type permission_name state state_desc'),
    ),
  },
  functions: {
    SERVERPROPERTY: 'String f(String name) { return "15.0.2000.5"; }',
    DATABASEPROPERTYEX: 'String f(String database, String name) { return "READ_WRITE"; }',
    OBJECT_ID: 'Integer f(String name) { return null; }',
    OBJECT_NAME: 'String f(Integer id) { return null; }',
    OBJECT_SCHEMA_NAME: 'String f(Integer id) { return null; }',
    OBJECT_DEFINITION: 'String f(Integer id) { return null; }',
    OBJECTPROPERTY: 'Integer f(Integer id, String name) { return 0; }',
    COLUMNPROPERTY: 'Integer f(Integer id, String column, String name) { return 0; }',
    COL_NAME: 'String f(Integer table, Integer column) { return null; }',
    TYPE_NAME: 'String f(Integer id) { return null; }',
    SCHEMA_ID: 'Integer f(String name) { return 1; }',
    SCHEMA_NAME: 'String f(Integer... id) { return "dbo"; }',
    DB_NAME: 'String f(Integer... id) { return "identity"; }',
    DB_ID: 'Integer f(String... name) { return 5; }',
    ORIGINAL_LOGIN: 'String f() { return "auditor"; }',
    SUSER_SNAME: 'String f() { return "auditor"; }',
    USER_NAME: 'String f(Integer... id) { return "auditor"; }',
    IS_MEMBER: 'Integer f(String role) { return 0; }',
    IS_ROLEMEMBER: 'Integer f(String role) { return 0; }',
    IS_SRVROLEMEMBER: 'Integer f(String role) { return 0; }',
    HAS_PERMS_BY_NAME: 'Integer f(String securable, String kind, String permission) { return 1; }',
    QUOTENAME: 'String f(String name) { return name == null ? null : "[" + name.replace("]", "]]") + "]"; }',
    DATALENGTH: 'Long f(String value) { return value == null ? null : 2L * value.length(); }',
  },
  words: { '@@VERSION': "'Microsoft SQL Server 2019'", '@@SERVERNAME': "'sql1'" },
}
