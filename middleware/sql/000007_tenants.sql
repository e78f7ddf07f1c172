-- Tenants that were added while the service ran; those of the configuration file are not here.
create table tenant_config (
  id text primary key,
  -- As JSON; every secret in it is a reference.
  config text not null,
  version integer not null,
  updated_at timestamptz not null,
  updated_by text not null
);
