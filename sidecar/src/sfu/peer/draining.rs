//! Taking out what a peer's stack has to send and to tell.

use super::{Failure, News, Peer};
use crate::sfu::Path;
use crate::sfu::reception::Arrival;
use crate::sfu::slots::TrackId;
use realtime::ClockStamp;
use sidecar_api::{GoneReason, Transport};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use str0m::media::Mid;
use str0m::net::Protocol;
use str0m::rtp::{RtpPacket, Ssrc};
use str0m::{Event, Input, Output, RtcError};

/// SSRCs remembered of one peer.
const SSRCS_MAX: usize = 32;

impl Peer {
    /// Takes out everything that the stack has; returns when it wants to be woken.
    pub fn drain(&mut self, now: Instant, news: &mut Vec<News>) -> Result<Instant, Failure> {
        match catch_unwind(AssertUnwindSafe(|| self.drain_stack(now, news))) {
            Ok(Ok(_)) if !self.rtc.is_alive() => Err(Failure::of(self.closing)),
            Ok(Ok(deadline)) => Ok(deadline),
            Ok(Err(error)) => {
                tracing::info!(peer = %self.token, %error, "media stack failed");
                Err(Failure { reason: GoneReason::Failed, panicked: false })
            }
            Err(_) => Err(Failure { reason: GoneReason::Failed, panicked: true }),
        }
    }

    /// Says goodbye (RTCP BYE, DTLS close_notify); returns the datagrams for that.
    pub fn close(&mut self, now: Instant) -> Vec<(Path, Vec<u8>)> {
        let mut news = Vec::new();
        let closed = catch_unwind(AssertUnwindSafe(|| {
            self.rtc.close()?;
            self.drain_stack(now, &mut news)
        }));
        if !matches!(closed, Ok(Ok(_))) {
            tracing::debug!(peer = %self.token, "no goodbye");
        }
        news.into_iter()
            .filter_map(|news| match news {
                News::Transmit(path, datagram) => Some((path, datagram)),
                _ => None,
            })
            .collect()
    }

    fn drain_stack(&mut self, now: Instant, news: &mut Vec<News>) -> Result<Instant, RtcError> {
        // What is written is sent when the stack is told the time, so it may ask to be woken at once; twice is enough.
        let mut woken = 0;
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(at) if at <= now && woken < 2 && self.rtc.is_alive() => {
                    woken += 1;
                    self.rtc.handle_input(Input::Timeout(now))?;
                }
                Output::Timeout(at) => return Ok(at.max(now + Duration::from_millis(1))),
                Output::Transmit(transmit) => {
                    let transport =
                        if transmit.proto == Protocol::Udp { Transport::Udp } else { Transport::Tcp };
                    let path = Path { transport, remote: transmit.destination };
                    news.push(News::Transmit(path, transmit.contents.into()));
                }
                Output::Event(event) => self.take_event(event, news),
            }
        }
    }

    fn take_event(&mut self, event: Event, news: &mut Vec<News>) {
        match event {
            Event::Connected => {
                self.connected = true;
                let transport = self.paths.last().map_or(Transport::Udp, |path| path.transport);
                news.push(News::Connected { room: self.room, transport });
            }
            Event::RtpPacket(packet) => self.take_packet(packet, news),
            Event::ChannelData(data) if data.id == self.channel => {
                if let Some(stamp) = ClockStamp::decode(&data.data) {
                    news.push(News::Clock { stamp });
                }
            }
            Event::Closed => self.closing = true,
            _ => {}
        }
    }

    fn take_packet(&mut self, packet: RtpPacket, news: &mut Vec<News>) {
        let Some(mid) = self.mid_of(packet.header.ssrc) else { return };
        let Some(track) = self.tracks.iter_mut().find(|track| track.open && track.mid == mid) else { return };
        if !self.may_publish {
            news.push(News::Muted);
            return;
        }
        track.reception.note(Arrival::of(&packet));
        let id = TrackId { from: self.token, track: track.number };
        news.push(News::Packet(id, packet));
    }

    fn mid_of(&mut self, ssrc: Ssrc) -> Option<Mid> {
        if let Some((_, mid)) = self.sources.iter().find(|(known, _)| *known == ssrc) {
            return Some(*mid);
        }
        let mid = self.rtc.direct_api().stream_rx(&ssrc)?.mid();
        if self.sources.len() >= SSRCS_MAX {
            self.sources.remove(0);
        }
        self.sources.push((ssrc, mid));
        Some(mid)
    }
}
