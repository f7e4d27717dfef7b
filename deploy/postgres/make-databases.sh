#!/bin/bash
# Runs once, when the volume is new: a role and a database for each service, each with a password of its own.
set -e
for service in people specification tendering youth_panel notifications decision_trail; do
  password=$(cat "/run/secrets/db-$service")
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres >/dev/null <<SQL
CREATE ROLE $service LOGIN PASSWORD '$password';
CREATE DATABASE $service OWNER $service;
REVOKE CONNECT ON DATABASE $service FROM PUBLIC;
SQL
done
