//! How good the connection is: round trip, jitter and loss, told to the others every two seconds.

use super::link::Pending;
use super::{Input, Session};
use crate::room::store::Arrival;
use browser::stats::Arrived;
use leptos::prelude::*;
use realtime::Command;
use uuid::Uuid;

impl Session {
    /// Tells the others the round trip and what is known of jitter and loss, and measures those for the next time.
    pub(super) fn report(&mut self, rtt_ms: f32) {
        let Arrival { jitter_ms, loss_percent } = self.store.arrival.get_untracked();
        self.send(Command::ReportConnection { rtt_ms, jitter_ms, loss_percent }, Pending::Nothing);
        let Some(peer) = self.media.peer.clone() else { return };
        self.beside(async move { Input::Arrived(peer.id(), peer.arrived().await) });
    }

    pub(super) fn on_arrived(&mut self, id: Uuid, arrived: Option<Arrived>) {
        if !self.media.is(id) {
            return;
        }
        let arrival = arrived.map(|arrived| self.media.arrivals.push(arrived));
        let (jitter_ms, loss_percent) = arrival.unwrap_or_default();
        self.store.arrival.set(Arrival { jitter_ms, loss_percent });
    }
}
