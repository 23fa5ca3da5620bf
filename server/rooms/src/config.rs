//! How the rooms are run.

use crate::media::{Launch, Source};
use sidecar_api::auth::Secret;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Everything that rooms need to know from outside. See the README for the environment variables behind it.
#[derive(Clone)]
pub struct RoomsConfig {
    /// The origin under which people reach us, for example `https://jam.example`: sockets come from its pages only.
    pub origin: String,
    /// The data directory; the control socket of our own sidecar lies below it.
    pub data: PathBuf,
    /// Control address of a sidecar that runs elsewhere (`unix:/path`, `tcp:ADDRESS:PORT`); `None`: start one.
    pub sidecar_url: Option<String>,
    /// Secret shared with that sidecar, at least 32 bytes.
    pub sidecar_secret: Option<String>,
    /// The executable of our own sidecar; `None`: `sidecar` beside our executable.
    pub sidecar_program: Option<PathBuf>,
    /// Where our own sidecar takes media, UDP and TCP.
    pub sidecar_media_addr: SocketAddr,
    /// Addresses that it announces; empty: those of the interfaces.
    pub sidecar_public_ips: Vec<IpAddr>,
    /// NATS server through which several processes serve one address (`nats://` or `tls://`); none: this is the only one.
    pub nats_url: Option<String>,
    /// The server's secret (`OPENSTUDIO_SECRET`): seals what processes tell each other.
    pub secret: String,
    /// Most sockets of this process.
    pub sockets_max: usize,
    /// Most sockets from one address (a music school shares one).
    pub sockets_per_ip_max: usize,
    /// So many listeners may be in a public room beyond its own places, where it lets people listen. 0: none.
    pub audience_max: u32,
    /// The beat of sockets and places.
    pub timing: Timing,
    /// Whether to make the demo room when it is missing.
    pub demo_room: bool,
    /// The way out for invitations to addresses; none: they are not mailed, and their link is there to copy.
    pub post: Option<crate::invitations::post::Post>,
    /// Who wants to know what happens to people with accounts; full or gone, it is not waited for.
    pub happenings: Option<tokio::sync::mpsc::Sender<crate::sessions::Happening>>,
}

impl Default for RoomsConfig {
    fn default() -> Self {
        RoomsConfig {
            origin: "http://127.0.0.1:3000".into(),
            data: ".data".into(),
            sidecar_url: None,
            sidecar_secret: None,
            sidecar_program: None,
            sidecar_media_addr: (Ipv4Addr::UNSPECIFIED, 10_000).into(),
            sidecar_public_ips: Vec::new(),
            nats_url: None,
            secret: String::new(),
            sockets_max: 10_000,
            sockets_per_ip_max: 256,
            audience_max: 0,
            timing: Timing::default(),
            demo_room: true,
            post: None,
            happenings: None,
        }
    }
}

/// How long sockets and places last. The browser relies on the defaults (see `realtime`); tests stretch and shrink them.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How soon a socket's first message must be there.
    pub hello_within: Duration,
    /// How often the server asks whether the other side is there.
    pub heartbeat: Duration,
    /// A browser that says nothing for so long is gone.
    pub silence: Duration,
    /// How long a dropped participant's place is kept.
    pub grace: Duration,
    /// How long a room with nobody in it stays in memory.
    pub empty_for: Duration,
    /// How often it is asked again whether somebody inside may stay: so long a sign-in that was ended elsewhere, or a
    /// membership that was taken away, keeps its socket.
    pub standing_every: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            hello_within: Duration::from_secs(5),
            heartbeat: Duration::from_millis(realtime::HEARTBEAT_MS),
            silence: Duration::from_millis(realtime::SILENCE_MS),
            grace: Duration::from_millis(realtime::GRACE_MS),
            empty_for: Duration::from_secs(30),
            standing_every: Duration::from_secs(30),
        }
    }
}

impl std::fmt::Debug for RoomsConfig {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RoomsConfig")
            .field("origin", &self.origin)
            .field("sidecar_url", &self.sidecar_url)
            .field("sidecar_media_addr", &self.sidecar_media_addr)
            .finish_non_exhaustive()
    }
}

impl RoomsConfig {
    /// Which sidecar this asks for. Errors: an address or a secret that cannot be used.
    pub(crate) fn source(&self) -> io::Result<Source> {
        let invalid = |message: &str| io::Error::new(io::ErrorKind::InvalidInput, message.to_owned());
        let Some(url) = &self.sidecar_url else { return Ok(Source::Ours(self.launch()?)) };
        let endpoint =
            url.parse().map_err(|_| invalid("SIDECAR_URL: expected unix:/path or tcp:ADDRESS:PORT"))?;
        let secret =
            self.sidecar_secret.as_ref().ok_or_else(|| invalid("SIDECAR_URL needs SIDECAR_SECRET"))?;
        let secret = Secret::new(secret).map_err(|bad| invalid(&format!("SIDECAR_SECRET: {bad}")))?;
        Ok(Source::Elsewhere { endpoint, secret })
    }

    fn launch(&self) -> io::Result<Launch> {
        let program = match &self.sidecar_program {
            Some(program) => program.clone(),
            None => std::env::current_exe()?.with_file_name("sidecar"),
        };
        Ok(Launch {
            program,
            runtime_dir: self.data.join("run"),
            media_addr: self.sidecar_media_addr,
            public_ips: self.sidecar_public_ips.clone(),
        })
    }
}
