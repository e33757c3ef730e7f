# DuckDB's shared library and C header, put into third_party/duckdb by script/setup.
set(DUCKDB_DIR "${PROJECT_SOURCE_DIR}/third_party/duckdb" CACHE PATH "Holds libduckdb.so and duckdb.h")
if(NOT EXISTS "${DUCKDB_DIR}/libduckdb.so" OR NOT EXISTS "${DUCKDB_DIR}/duckdb.h")
  message(FATAL_ERROR "DuckDB is not in ${DUCKDB_DIR}: run script/setup first")
endif()
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES
  IMPORTED_LOCATION "${DUCKDB_DIR}/libduckdb.so"
  INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${DUCKDB_DIR}"
  INTERFACE_INCLUDE_DIRECTORIES "${DUCKDB_DIR}")
set(CMAKE_BUILD_RPATH "${DUCKDB_DIR}")
