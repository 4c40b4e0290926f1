#!/bin/sh
# Creates or upgrades the two databases of a Temporal server on PostgreSQL. Safe to repeat.
#
#   temporal-schema.sh FOLDER    the folder schema/postgresql/v12 of Temporal's server
#
# Needs temporal-sql-tool and SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD.
set -eu

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*} schema=${pair##*:}
  temporal-sql-tool --db "$database" create-database
  # `setup-schema` does nothing where there are tables already.
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "$1/$schema/versioned"
done
