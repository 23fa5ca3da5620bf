//! What people in a room ask for, checked against their role.

use super::door::stranger;
use super::io::{Ask, Moment, Output, SocketId};
use super::{LiveRoom, done, refused};
use model::Fault;
use model_rooms::ConnectionQuality;
use std::time::Duration;

/// Round trips are announced at most this often per person.
const RTT_EVERY: Duration = Duration::from_secs(1);
/// Round trips that differ by less, in milliseconds, are the same to a reader.
const RTT_STEP_MS: f32 = 0.5;
/// The longest round trip that is believed, in milliseconds.
const RTT_MAX_MS: f32 = 60_000.0;

impl LiveRoom {
    /// Does what somebody asks for, or says why not. Every ask gets exactly one reply, an offer's perhaps later.
    pub(super) fn ask(&mut self, now: Moment, socket: SocketId, reply: u32, ask: Ask, out: &mut Vec<Output>) {
        let Some(index) = self.place_of_socket(socket) else {
            let leaves = ask == Ask::Leave && self.stop_waiting(socket, Some(reply), out);
            if !leaves {
                out.push(stranger(socket, reply));
            }
            return;
        };
        let result = match ask {
            Ask::SetMuted(muted) => self.change(index, out, |who| who.muted = muted),
            Ask::SetInstrument(instrument) => self.change(index, out, |who| who.instrument = instrument),
            Ask::React { reaction, to } => self.react(now, index, reaction, to, out),
            Ask::SetPerforming { performing, sound_checked } => {
                self.set_performing(index, performing, sound_checked, out)
            }
            Ask::ReportConnection { rtt_ms, jitter_ms, loss_percent } => {
                self.report_connection(now, index, (rtt_ms, jitter_ms, loss_percent), out)
            }
            Ask::Offer { connection, sdp, fresh_peer } => {
                match self.offer(index, reply, connection, sdp, fresh_peer, out) {
                    // The sidecar's answer is the reply.
                    Ok(()) => return,
                    Err(fault) => Err(fault),
                }
            }
            Ask::Silence { who, silenced } => self.silence(index, who, silenced, out),
            Ask::Leave => {
                out.push(done(socket, reply));
                out.push(Output::Close { socket, fault: None, retry: false });
                self.places[index].socket = None;
                return self.leave(now, index, out);
            }
        };
        out.push(match result {
            Ok(()) => done(socket, reply),
            Err(fault) => refused(socket, reply, fault),
        });
    }

    fn report_connection(
        &mut self,
        now: Moment,
        index: usize,
        (rtt_ms, jitter_ms, loss_percent): (f32, Option<f32>, Option<f32>),
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        if !(0.0..=RTT_MAX_MS).contains(&rtt_ms) {
            return Err(Fault::invalid("rtt_ms", "A round trip lies between 0 and 60 000 ms."));
        }
        if jitter_ms.is_some_and(|jitter| !(0.0..=RTT_MAX_MS).contains(&jitter)) {
            return Err(Fault::invalid("jitter_ms", "Jitter lies between 0 and 60 000 ms."));
        }
        if loss_percent.is_some_and(|loss| !(0.0..=100.0).contains(&loss)) {
            return Err(Fault::invalid("loss_percent", "Loss lies between 0 and 100 %."));
        }
        let quality = Some(ConnectionQuality::measured(rtt_ms, jitter_ms, loss_percent));
        let place = &mut self.places[index];
        let same = place.who.quality == quality
            && place.who.rtt_ms.is_some_and(|known| (known - rtt_ms).abs() < RTT_STEP_MS);
        let soon = place.rtt_at.is_some_and(|at| now.at < at + RTT_EVERY);
        if same || soon {
            return Ok(());
        }
        place.rtt_at = Some(now.at);
        self.change(index, out, |who| {
            who.rtt_ms = Some(rtt_ms);
            who.quality = quality;
        })
    }

    /// Changes a participant and announces it, when it changed at all.
    pub(super) fn change(
        &mut self,
        index: usize,
        out: &mut Vec<Output>,
        edit: impl FnOnce(&mut model_rooms::Participant),
    ) -> Result<(), Fault> {
        let before = self.places[index].who.clone();
        edit(&mut self.places[index].who);
        if self.places[index].who != before {
            self.announce_changed(index, None, out);
        }
        Ok(())
    }
}
