//! Sockets that come to another process than their room's: here they are passed on frame by frame, there they are talked
//! with as if the browser were there.

use super::wire::{Wire, frame_of};
use super::{Caller, conversation};
use crate::Rooms;
use crate::cluster::{Broken, Frame, Link, Opening, Who};
use crate::running::outbox::text_of;
use axum::extract::ws::{self, WebSocket, close_code};
use model::Fault;
use model_rooms::RoomCode;
use realtime::{SILENCE_MS, ServerMessage};
use std::time::Duration;
use tokio::time::timeout;
use tracing::Instrument;
use uuid::Uuid;

/// A write to the browser that takes longer means that it is gone.
const WRITE_WITHIN: Duration = Duration::from_millis(SILENCE_MS);

/// Passes a browser's socket on to its room's process, until either side ends it.
pub(super) async fn pass_on(
    rooms: Rooms,
    owner: Uuid,
    code: RoomCode,
    caller: Caller,
    mut socket: WebSocket,
) {
    let shared = &rooms.shared;
    let opening = Opening {
        socket: Uuid::new_v4(),
        edge: shared.cluster.process(),
        room: code,
        who: Who::of(&caller.actor),
        ip: caller.ip,
        request: caller.request,
    };
    match shared.cluster.ask(owner, &opening).await {
        Ok(link) => {
            metrics::counter!("room_sockets_relayed_total").increment(1);
            match shared.stop.run_until_cancelled(pump(&mut socket, link)).await {
                Some(Ok(())) => {}
                Some(Err(Broken)) => hang_up(socket, lost()).await,
                None => hang_up(socket, restarting()).await,
            }
        }
        Err(fault) => hang_up(socket, fault).await,
    }
}

/// Both ways at once. `Ok`: ended in order.
async fn pump(socket: &mut WebSocket, mut link: Link) -> Result<(), Broken> {
    loop {
        tokio::select! {
            frame = link.next() => match frame? {
                Frame::Text(text) => write(socket, ws::Message::Text(text)).await?,
                Frame::Close(code) => {
                    let close = ws::CloseFrame { code, reason: "".into() };
                    return write(socket, ws::Message::Close(Some(close))).await;
                }
                Frame::Binary | Frame::Beat | Frame::TooLarge => {}
            },
            message = socket.recv() => {
                let frame = frame_of(message);
                link.send(&frame).await?;
                if let Frame::Close(_) = frame {
                    return Ok(());
                }
            }
        }
    }
}

async fn write(socket: &mut WebSocket, message: ws::Message) -> Result<(), Broken> {
    match timeout(WRITE_WITHIN, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Broken),
    }
}

/// Says goodbye to a browser that will be back in a moment.
async fn hang_up(mut socket: WebSocket, fault: Fault) {
    tracing::debug!(%fault, "a relayed socket ends");
    let goodbye = text_of(&ServerMessage::Goodbye { fault, retry: true });
    let _other_side_is_gone = write(&mut socket, ws::Message::Text(goodbye)).await;
    let close = ws::CloseFrame { code: close_code::AWAY, reason: "".into() };
    let _other_side_is_gone = write(&mut socket, ws::Message::Close(Some(close))).await;
}

fn lost() -> Fault {
    Fault::unavailable("The connection to the room was lost. You will be back in a moment.")
}

fn restarting() -> Fault {
    Fault::unavailable("OpenStudio is restarting. You will be back in a moment.")
}

impl Rooms {
    /// Takes the sockets that other processes pass on, until this process ends.
    pub(crate) async fn take_relayed(self) {
        let Some(mut door) = self.shared.cluster.door().await else { return };
        let stop = self.shared.stop.clone();
        while let Some(Some(asked)) = stop.run_until_cancelled(door.next()).await {
            let (rooms, bus) = (self.clone(), door.bus().clone());
            self.shared.tasks.spawn(async move {
                let Opening { room, who, ip, request, .. } = asked.opening.clone();
                let counted = rooms.shared.sockets.open(ip);
                let taken = counted.as_ref().map(|_| ()).ok_or(Fault::TooMany { retry_after_s: 10 });
                let Some(link) = crate::cluster::answer(&bus, asked, taken).await else { return };
                let span = tracing::info_span!("socket", code = %room, %request, participant = tracing::field::Empty);
                let caller = Caller { actor: who.actor(), ip, request };
                conversation::talk(rooms, room, caller, Wire::Relayed(Box::new(link))).instrument(span).await;
                drop(counted);
            });
        }
    }
}
