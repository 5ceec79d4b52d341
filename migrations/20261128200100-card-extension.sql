-- A card is extended too, by years.
alter table residence.application
  drop constraint application_check,
  drop constraint application_check2,
  add constraint extension_names_what_it_extends check ((kind = 'extension') = (extends_status is not null)),
  add constraint status_is_extended_by_months check (route = 'kandas-card' or (kind = 'extension') = (extension_months is not null)),
  add constraint card_has_a_way_and_years check (route = 'kandas-status' or (card_route is not null and card_years is not null));
