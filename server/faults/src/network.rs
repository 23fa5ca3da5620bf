//! One person's way to the servers: a TCP forwarder that can go dead without a word, as a network does. It also stands
//! for the proxy in front of several servers: a new connection goes to the first that takes it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Bytes that are moved at once.
const BUFFER_BYTES: usize = 16 * 1024;

/// The way.
pub struct Network {
    /// Where the person connects to.
    pub addr: SocketAddr,
    dead: watch::Sender<bool>,
    servers: Arc<Mutex<Vec<SocketAddr>>>,
}

impl Network {
    /// A way to these servers, the first preferred.
    pub async fn to(servers: Vec<SocketAddr>) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (addr, dead, servers) =
            (listener.local_addr()?, watch::Sender::new(false), Arc::new(Mutex::new(servers)));
        let (watching, to) = (dead.subscribe(), Arc::clone(&servers));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(stream, Arc::clone(&to), watching.clone()));
            }
        });
        Ok(Network { addr, dead, servers })
    }

    /// Dead: nothing gets through, and nobody is told.
    pub fn set_dead(&self, dead: bool) {
        self.dead.send_replace(dead);
    }

    /// Tells whether it is dead.
    pub fn watch(&self) -> watch::Receiver<bool> {
        self.dead.subscribe()
    }

    /// Which servers there are now.
    pub fn set_servers(&self, servers: Vec<SocketAddr>) {
        *self.servers.lock().unwrap_or_else(PoisonError::into_inner) = servers;
    }
}

async fn forward(near: TcpStream, servers: Arc<Mutex<Vec<SocketAddr>>>, mut dead: watch::Receiver<bool>) {
    // A request to connect is repeated by TCP until the network is there.
    drop(dead.wait_for(|dead| !dead).await);
    let servers = servers.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for server in servers {
        if let Ok(far) = TcpStream::connect(server).await {
            let (Ok(()), Ok(())) = (near.set_nodelay(true), far.set_nodelay(true)) else { return };
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            tokio::select! {
                () = copy(near_in, far_out, dead.clone()) => {}
                () = copy(far_in, near_out, dead) => {}
            }
            return;
        }
    }
}

/// Moves bytes until the end, and holds them back while the network is dead.
async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut dead: watch::Receiver<bool>) {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let read = from.read(&mut buffer).await;
        if dead.wait_for(|dead| !dead).await.is_err() {
            return;
        }
        match read {
            Ok(length @ 1..) => {
                if to.write_all(&buffer[..length]).await.is_err() {
                    return;
                }
            }
            Ok(_) | Err(_) => return,
        }
    }
}
