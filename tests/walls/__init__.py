"""The second wall: the office on PostgreSQL with the roles and policies of deploy/postgresql."""
