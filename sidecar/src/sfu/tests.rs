//! The core with real WebRTC clients, over a simulated network in virtual time.

mod forwarding;
mod hostile;
mod negotiation;
mod rig;
mod vanishing;
