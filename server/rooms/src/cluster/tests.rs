//! Two server processes on one database, joined by a real NATS server.
