//! The room, the people in it, and what is expected of them after a fault.

use crate::Options;
use crate::fault::{Fault, Moment};
use crate::network::Network;
use crate::process::{Launch, Server, kill_database, postmaster};
use crate::tab::Tab;
use crate::view::{Seen, Shared};
use anyhow::{Context, bail, ensure};
use model::ParticipantId;
use model_rooms::{Instrument, RoomCode};
use musician::room::{Place, Socket, enter_as_guest};
use realtime::{Command, Hello, PROTOCOL, Reply, ServerMessage};
use rustix::process::Pid;
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use test_kit::Nats;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

/// The demo room is always there and takes guests.
const ROOM: &str = "demojams";
/// Name, instrument, muted, pitch in Hz.
const PEOPLE: [(&str, Instrument, bool, f64); 4] = [
    ("Ada", Instrument::Bass, false, 110.0),
    ("Bob", Instrument::Drums, false, 220.0),
    ("Cy", Instrument::Keyboard, true, 330.0),
    ("Dan", Instrument::Guitar, false, 440.0),
];
/// A recovery that takes longer ends the run: something is broken. What passes is decided by `--within`.
const PATIENCE: Duration = Duration::from_secs(60);
/// A fault takes so long to show.
const SHOWS_AFTER: Duration = Duration::from_millis(100);
/// Sound is there when so much of it came within [`LISTEN`].
const PACKETS_MIN: u64 = 4;
const LISTEN: Duration = Duration::from_millis(120);
/// After a recovery everything must stay well for so long.
const HOLD: Duration = Duration::from_millis(1_500);

/// The same for [`HOLD`]: a third of what is sent, for machines that are busy with other things.
const HOLD_PACKETS_MIN: u64 = 50;

/// Packets from each of the others.
type Heard = HashMap<ParticipantId, u64>;

/// Everything.
pub struct Stage {
    launch: Launch,
    servers: Vec<Server>,
    networks: Vec<Network>,
    people: Vec<Person>,
    nats: Option<Nats>,
    rounds: usize,
    proof: Proof,
}

/// What must have changed before a recovery counts: else a fault that shows late would look like none.
#[derive(Default)]
struct Proof {
    /// Each person's media connections so far.
    connections: Option<Vec<u64>>,
    /// PostgreSQL's first process.
    postmaster: Option<Pid>,
}

struct Person {
    view: Shared,
    say: mpsc::UnboundedSender<String>,
    stay: JoinHandle<anyhow::Result<()>>,
}

impl Stage {
    /// Starts the servers and lets the people in.
    pub async fn open(options: &Options) -> anyhow::Result<Self> {
        let bin = match &options.bin {
            Some(bin) => bin.clone(),
            None => std::env::current_exe()?.parent().context("where this program is")?.to_owned(),
        };
        let data = std::env::temp_dir().join(format!("openstudio-faults-{}", std::process::id()));
        std::fs::create_dir_all(&data)?;
        let nats = (options.processes > 1).then(Nats::start);
        let nats_url = nats.as_ref().map(Nats::url);
        let launch = Launch { bin, site: options.site.clone(), data, nats_url };
        let mut stage = Stage {
            launch,
            servers: Vec::new(),
            networks: Vec::new(),
            people: Vec::new(),
            nats,
            rounds: 0,
            proof: Proof::default(),
        };
        for number in 0..usize::from(options.processes) {
            let server = Server::start(&stage.launch, number)?;
            server.ready().await?;
            stage.servers.push(server);
        }
        for number in 0..PEOPLE.len() {
            stage.bring_in(number).await?;
        }
        Ok(stage)
    }

    async fn bring_in(&mut self, number: usize) -> anyhow::Result<()> {
        let (name, instrument, muted, hz) = PEOPLE[number];
        let network = Network::to(self.way(number)).await?;
        let (view, (say, says)) = (Shared::default(), mpsc::unbounded_channel());
        let tab = Tab {
            name: name.into(),
            instrument,
            muted,
            addr: network.addr,
            room: room()?,
            view: view.clone(),
            dead: network.watch(),
            says,
        };
        self.networks.push(network);
        self.people.push(Person { view, say, stay: tokio::spawn(tab.stay(hz)) });
        Ok(())
    }

    /// The servers that run, in the order in which this person's proxy tries them.
    fn way(&self, number: usize) -> Vec<SocketAddr> {
        let count = self.servers.len();
        let order = (0..count).map(|turn| &self.servers[(number + turn) % count]);
        order.filter(|server| server.is_running()).map(|server| server.addr).collect()
    }

    fn tell_ways(&self) {
        for (number, network) in self.networks.iter().enumerate() {
            network.set_servers(self.way(number));
        }
    }

    /// Lets a fault happen; how long everybody needed to be back. A network's recovery counts from its return.
    pub async fn suffer(&mut self, fault: Fault, moment: &Moment) -> anyhow::Result<Duration> {
        let mut since = Instant::now();
        match fault {
            Fault::Server | Fault::Edge => return self.lose_server(fault == Fault::Server).await,
            Fault::Sidecar => {
                let owner = self.owner(true).await?;
                self.proof.connections = Some(self.connections());
                self.servers[owner].kill_sidecar()?;
            }
            Fault::Database => {
                self.proof.postmaster = Some(postmaster(&self.launch.data)?);
                kill_database(&self.launch.data)?;
            }
            Fault::Network => {
                let whose = moment.whose % self.networks.len();
                self.networks[whose].set_dead(true);
                self.chatter();
                tokio::time::sleep(moment.cut).await;
                self.networks[whose].set_dead(false);
                since = Instant::now();
            }
        }
        self.back(since).await
    }

    async fn lose_server(&mut self, owner: bool) -> anyhow::Result<Duration> {
        let number = self.owner(owner).await?;
        // People at the edge keep their sound: it does not go through the process that dies.
        self.proof.connections = owner.then(|| self.connections());
        let since = Instant::now();
        self.servers[number].kill()?;
        if self.servers.len() == 1 {
            self.servers[number].start_again()?;
            return self.back(since).await;
        }
        self.tell_ways();
        let took = self.back(since).await?;
        self.servers[number].start_again()?;
        self.servers[number].ready().await?;
        self.tell_ways();
        Ok(took)
    }

    /// The server in which the room runs, or one in which it does not.
    async fn owner(&self, owner: bool) -> anyhow::Result<usize> {
        for (number, server) in self.servers.iter().enumerate() {
            if server.runs_rooms().await == owner {
                return Ok(number);
            }
        }
        bail!("no server {} the room", if owner { "runs" } else { "does not run" })
    }

    async fn back(&mut self, since: Instant) -> anyhow::Result<Duration> {
        self.chatter();
        tokio::time::sleep(SHOWS_AFTER).await;
        let until = self.recovered().await?;
        self.proof = Proof::default();
        Ok(until.saturating_duration_since(since))
    }

    /// Everybody says something.
    fn chatter(&mut self) {
        self.rounds += 1;
        for (person, (name, ..)) in self.people.iter().zip(PEOPLE) {
            // A person whose task ended is found by whoever looks at their view.
            let _ended = person.say.send(format!("{name} says {}", self.rounds));
        }
    }

    /// Waits until everything is well; since when it is.
    pub async fn recovered(&mut self) -> anyhow::Result<Instant> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let since = Instant::now();
            match self.well().await {
                Ok(()) => return Ok(since),
                Err(trouble) => {
                    ensure!(Instant::now() < deadline, "not back after {PATIENCE:?}: {trouble}");
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        }
    }

    /// Whether everything stays well for a while.
    pub async fn stays_well(&mut self) -> Result<(), String> {
        let (before, until) = (self.heard(), Instant::now() + HOLD);
        let mut everybody = self.agreed()?;
        while Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(50)).await;
            everybody = self.agreed()?;
        }
        all_heard(&everybody, &before, &self.heard(), HOLD_PACKETS_MIN)
    }

    /// Everybody is inside, sees exactly everybody, is acknowledged, and hears everybody who plays.
    async fn well(&mut self) -> Result<(), String> {
        let everybody = self.agreed()?;
        let before = self.heard();
        tokio::time::sleep(LISTEN).await;
        all_heard(&everybody, &before, &self.heard(), PACKETS_MIN)
    }

    /// Everybody in the order of [`PEOPLE`], when all agree about who is there and everything said is acknowledged.
    fn agreed(&self) -> Result<Vec<Seen>, String> {
        let mut expected = Vec::new();
        for (person, (name, instrument, muted, _)) in self.people.iter().zip(PEOPLE) {
            let view = person.view.lock();
            if person.stay.is_finished() {
                return Err(format!("{name} gave up: {}", view.trouble));
            }
            let you = view.you().filter(|_| view.inside);
            let id = you.ok_or_else(|| format!("{name} is not inside: {}", view.trouble))?;
            if let Some((_, text)) = view.unsaid.first() {
                return Err(format!("“{text}” is not acknowledged: {}", view.trouble));
            }
            if !view.media_is_up() {
                return Err(format!("{name} has no sidecar"));
            }
            expected.push(Seen {
                id,
                name: name.into(),
                instrument,
                performing: true,
                muted,
                connected: true,
            });
        }
        let sorted = |mut list: Vec<Seen>| {
            list.sort_by_key(|seen| seen.id);
            list
        };
        self.proven()?;
        let wanted = sorted(expected.clone());
        for (person, (name, ..)) in self.people.iter().zip(PEOPLE) {
            let seen = sorted(person.view.lock().everybody().unwrap_or_default());
            if seen != wanted {
                return Err(format!("{name} sees {seen:?}"));
            }
        }
        Ok(expected)
    }

    /// Whether the fault has had its effect.
    fn proven(&self) -> Result<(), String> {
        if let Some(before) = &self.proof.connections
            && self.connections().iter().zip(before).any(|(now, before)| now <= before)
        {
            return Err("somebody's sound has not been connected anew".into());
        }
        match self.proof.postmaster {
            Some(dead) if postmaster(&self.launch.data).is_ok_and(|pid| pid != dead) => Ok(()),
            Some(_) => Err("PostgreSQL was not started again".into()),
            None => Ok(()),
        }
    }

    fn connections(&self) -> Vec<u64> {
        self.people.iter().map(|person| person.view.lock().connections).collect()
    }

    fn heard(&self) -> Vec<Heard> {
        self.people.iter().map(|person| person.view.lock().heard.clone()).collect()
    }

    /// How many messages were acknowledged.
    pub fn said(&self) -> usize {
        self.people.iter().map(|person| person.view.lock().acknowledged.len()).sum()
    }

    /// Acknowledged messages that the history does not have exactly once, as a newcomer reads it.
    pub async fn missing_chat(&mut self) -> anyhow::Result<Vec<String>> {
        let mut there: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for (id, text) in self.history().await? {
            there.entry(id).or_default().push(text);
        }
        let mut missing = Vec::new();
        for person in &self.people {
            for (id, text) in &person.view.lock().acknowledged {
                if there.get(id).is_none_or(|found| *found != [text.clone()]) {
                    missing.push(format!("{text} (found: {:?})", there.get(id)));
                }
            }
        }
        Ok(missing)
    }

    async fn history(&self) -> anyhow::Result<Vec<(Uuid, String)>> {
        let server = self.servers.iter().find(|server| server.is_running()).context("no server")?;
        let url = format!("http://{}", server.addr).parse()?;
        let place = Place { url, room: room()?, name: "Reader".into(), instrument: Instrument::Other };
        let cookie = enter_as_guest(&place.url, "Reader").await?;
        let mut socket = Socket::open(&place, &cookie).await?;
        let hello = Hello {
            protocol: PROTOCOL,
            performing: false,
            instrument: Instrument::Other,
            muted: true,
            sound_checked: false,
            resume: None,
        };
        socket.send(Command::Hello(hello)).await?;
        let mut said = Vec::new();
        loop {
            let message = timeout(PATIENCE, socket.next()).await.context("no answer")??;
            let (page, more) = match message {
                ServerMessage::Snapshot(snapshot) => (snapshot.chat, snapshot.chat_more),
                ServerMessage::Reply { result: Ok(Reply::History { messages, more }), .. } => {
                    (messages.into_iter().rev().collect(), more)
                }
                ServerMessage::Ping => {
                    socket.send(Command::Ping).await?;
                    continue;
                }
                ServerMessage::Goodbye { fault, .. } => bail!("the reader is sent away: {fault}"),
                _ => continue,
            };
            let oldest = page.first().map(|message| message.id);
            said.extend(page.into_iter().map(|message| (message.id, message.text)));
            match oldest.filter(|_| more) {
                Some(before) => {
                    // The server gives two pages a second.
                    tokio::time::sleep(Duration::from_millis(600)).await;
                    socket.send(Command::ChatHistory { before }).await?;
                }
                None => return Ok(said),
            }
        }
    }

    /// Ends everything, and removes what it left.
    pub async fn close(mut self) {
        for person in &self.people {
            person.stay.abort();
        }
        for server in &mut self.servers {
            server.stop();
        }
        self.nats = None;
        remove(&self.launch.data);
    }
}

/// Whether everybody got so many packets from everybody who plays, between two counts.
fn all_heard(everybody: &[Seen], before: &[Heard], after: &[Heard], packets: u64) -> Result<(), String> {
    for ((you, before), after) in everybody.iter().zip(before).zip(after) {
        for other in everybody.iter().filter(|other| other.id != you.id && other.performing && !other.muted) {
            let count = |heard: &Heard| heard.get(&other.id).copied().unwrap_or(0);
            if count(after) < count(before) + packets {
                return Err(format!("{} does not hear {}", you.name, other.name));
            }
        }
    }
    Ok(())
}

fn remove(data: &PathBuf) {
    if let Ok(elsewhere) = std::fs::read_link(data.join("postgres")) {
        let _gone = std::fs::remove_dir_all(elsewhere);
    }
    let _gone = std::fs::remove_dir_all(data);
}

fn room() -> anyhow::Result<RoomCode> {
    RoomCode::parse(ROOM).map_err(|fault| anyhow::anyhow!("{fault}"))
}
