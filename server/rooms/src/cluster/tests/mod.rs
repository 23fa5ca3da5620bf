//! Two server processes on one database, joined by a real NATS server (`nats-server`, installed by `.ci/setup test`).
//! In one test's process, but apart in everything: each has its own rooms, sockets and address.

mod leases;
mod nats;
mod rooms;
