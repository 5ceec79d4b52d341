-- A text of the law may come from a scenario of the time machine: it names what it was tried in.

alter table policy.publication add column scenario text references reform.scenario;
comment on column policy.publication.scenario is 'The scenario in which this text was tried on past decisions; its counts become public with the text.';
create index publication_of_scenario on policy.publication (scenario) where scenario is not null;
