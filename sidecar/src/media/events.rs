//! Numbers the events and hands them to everybody who listens.

use bytes::{BufMut, Bytes, BytesMut};
use sidecar_api::{Envelope, Event};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Lines that wait for a reader. One that has more to read is cut off; it asks for a snapshot when it comes back.
pub const READER_LINES_MAX: usize = 1024;
/// Most readers at once. There is one server; a second one while the first is being replaced.
const READERS_MAX: usize = 8;

/// The numbered events of one life of the sidecar.
#[derive(Debug)]
pub struct EventHub {
    boot_id: Uuid,
    seq: u64,
    readers: Vec<mpsc::Sender<Bytes>>,
}

impl EventHub {
    /// A new life.
    pub fn new(boot_id: Uuid) -> Self {
        EventHub { boot_id, seq: 0, readers: Vec::new() }
    }

    /// This life.
    pub fn boot_id(&self) -> Uuid {
        self.boot_id
    }

    /// The number of the last event.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Tells everybody.
    pub fn tell(&mut self, event: Event) {
        self.seq += 1;
        let line = self.line(event);
        self.readers.retain(|reader| reader.try_send(line.clone()).is_ok());
    }

    /// A new reader; its first line is [`Event::Hello`] with the last number. The longest-standing reader goes when
    /// there are too many.
    pub fn listen(&mut self) -> mpsc::Receiver<Bytes> {
        let (sender, receiver) = mpsc::channel(READER_LINES_MAX);
        // There is room: the channel is new.
        sender.try_send(self.line(Event::Hello)).ok();
        if self.readers.len() >= READERS_MAX {
            self.readers.remove(0);
        }
        self.readers.push(sender);
        receiver
    }

    fn line(&self, event: Event) -> Bytes {
        let mut line = BytesMut::new().writer();
        let envelope = Envelope { boot_id: self.boot_id, seq: self.seq, event };
        if let Err(error) = serde_json::to_writer(&mut line, &envelope) {
            tracing::error!(%error, "an event cannot be written");
        }
        let mut line = line.into_inner();
        line.put_u8(b'\n');
        line.freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reader: &mut mpsc::Receiver<Bytes>) -> Vec<Envelope> {
        std::iter::from_fn(|| reader.try_recv().ok())
            .map(|line| {
                assert!(line.ends_with(b"\n"));
                serde_json::from_slice(&line).unwrap()
            })
            .collect()
    }

    #[test]
    fn readers_see_every_event_in_order_from_where_they_came_in() {
        let mut hub = EventHub::new(Uuid::from_u128(1));
        let mut early = hub.listen();
        hub.tell(Event::Idle);
        let mut late = hub.listen();
        hub.tell(Event::Idle);
        let seqs = |lines: &[Envelope]| lines.iter().map(|line| line.seq).collect::<Vec<_>>();
        let (early, late) = (read(&mut early), read(&mut late));
        assert_eq!((seqs(&early), seqs(&late)), (vec![0, 1, 2], vec![1, 2]));
        assert_eq!((&early[0].event, &late[0].event), (&Event::Hello, &Event::Hello));
        assert_eq!(hub.seq(), 2);
    }

    #[test]
    fn a_slow_reader_is_cut_off_and_the_others_go_on() {
        let mut hub = EventHub::new(Uuid::from_u128(1));
        let mut slow = hub.listen();
        let mut quick = hub.listen();
        for _ in 0..READER_LINES_MAX + 10 {
            hub.tell(Event::Idle);
            assert!(!read(&mut quick).is_empty());
        }
        assert_eq!(read(&mut slow).len(), READER_LINES_MAX);
        assert!(slow.is_closed() && !quick.is_closed());
    }

    #[test]
    fn the_number_of_readers_is_bounded() {
        let mut hub = EventHub::new(Uuid::from_u128(1));
        let first = hub.listen();
        let others: Vec<_> = (0..READERS_MAX).map(|_| hub.listen()).collect();
        assert!(first.is_closed());
        assert!(others.iter().all(|reader| !reader.is_closed()));
    }
}
