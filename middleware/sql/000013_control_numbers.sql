-- The last control number that was given to an interchange of ours, by partner (`qualifier:id`) and standard.
create table control_number (
  tenant text not null,
  partner text not null,
  standard text not null,
  last bigint not null,
  primary key (tenant, partner, standard)
);
