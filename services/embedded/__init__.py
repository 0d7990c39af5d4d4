"""Real PostgreSQL and Valkey servers, started from the wheels on loopback."""
