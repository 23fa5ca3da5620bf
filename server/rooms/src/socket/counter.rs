//! Counts open sockets, in all and per address, and refuses more than are allowed.

use crate::live::SocketId;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The counts. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SocketCounter {
    shared: Arc<Shared>,
}

struct Shared {
    max: usize,
    per_ip_max: usize,
    next_id: AtomicU64,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One open socket; counted until dropped.
pub(crate) struct Counted {
    counter: SocketCounter,
    ip: IpAddr,
}

impl SocketCounter {
    pub fn new(max: usize, per_ip_max: usize) -> Self {
        let shared = Shared { max, per_ip_max, next_id: AtomicU64::new(1), open: Mutex::default() };
        SocketCounter { shared: Arc::new(shared) }
    }

    /// Counts one more socket, unless there are too many.
    pub fn open(&self, ip: IpAddr) -> Option<Counted> {
        let mut open = self.lock();
        let total: usize = open.values().sum();
        let here = open.get(&ip).copied().unwrap_or(0);
        if total >= self.shared.max || here >= self.shared.per_ip_max {
            return None;
        }
        open.insert(ip, here + 1);
        metrics::gauge!("room_sockets_open").set((total + 1) as f64);
        Some(Counted { counter: self.clone(), ip })
    }

    /// A socket id that this process has not used.
    pub fn fresh_id(&self) -> SocketId {
        SocketId(self.shared.next_id.fetch_add(1, Ordering::Relaxed))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.shared.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.counter.lock();
        if let Some(count) = open.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.ip);
            }
        }
        metrics::gauge!("room_sockets_open").set(open.values().sum::<usize>() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_per_address_and_in_all() {
        let counter = SocketCounter::new(3, 2);
        let (a, b): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let first = counter.open(a);
        let _second = counter.open(a);
        assert!(first.is_some() && counter.open(a).is_none(), "two from one address");
        let _third = counter.open(b);
        assert!(counter.open(b).is_none(), "three in all");
        drop(first);
        assert!(counter.open(b).is_some());
    }
}
