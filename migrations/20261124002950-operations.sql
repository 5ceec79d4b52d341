-- An administrator of the whole country sees which lines outside did not arrive, and has them sent again. A delivery names
-- nobody: the message it belongs to stays closed to them.
create policy operator on message.delivery for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.has_role('administrator') and state in ('failed', 'queued'));
