//! A JSON WebSocket that comes back by itself.
//!
//! It knows nothing of what is said; after every [`SocketEvent::Opened`] the owner introduces itself again.

use crate::backoff::Backoff;
use crate::event::Listener;
use crate::timer::{Interval, Timeout, now_ms, random};
use realtime::{HEARTBEAT_MS, SILENCE_MS};
use serde::{Serialize, de::DeserializeOwned};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, MessageEvent, WebSocket};

/// How often silence is looked for, in ms.
const WATCH_MS: u32 = 500;

/// How late the server's next word may be after the network came back, in ms.
const WAKE_GRACE_MS: u64 = 500;

/// What happens on the socket.
#[derive(Debug)]
pub enum SocketEvent<In> {
    /// A connection is there; nothing was said on it yet.
    Opened,
    /// The other side said something.
    Message(In),
    /// The other side said something that this page cannot read: it is older or newer than the server.
    Unreadable,
    /// The connection is gone; the next attempt comes after so many ms.
    Dropped {
        /// Wait in ms; 0: at once.
        retry_ms: u32,
    },
}

/// A connection to one address, kept until closed or dropped.
pub struct Socket {
    line: Rc<RefCell<Line>>,
}

struct Line {
    url: String,
    on_event: Rc<dyn Fn(Raw)>,
    current: Option<Connection>,
    backoff: Backoff,
    retry: Option<Timeout>,
    closed: bool,
    _watch: Option<Interval>,
    _wakers: Vec<Listener>,
}

struct Connection {
    socket: WebSocket,
    heard_ms: f64,
    _listeners: Vec<Listener>,
}

enum Raw {
    Opened,
    Text(String),
    Dropped { retry_ms: u32 },
}

impl Socket {
    /// Connects to `url` (ws or wss) and tells `on_event` what happens.
    pub fn open<In: DeserializeOwned>(url: String, on_event: impl Fn(SocketEvent<In>) + 'static) -> Self {
        let on_raw = move |raw| {
            on_event(match raw {
                Raw::Opened => SocketEvent::Opened,
                Raw::Text(text) => {
                    serde_json::from_str(&text).map_or(SocketEvent::Unreadable, SocketEvent::Message)
                }
                Raw::Dropped { retry_ms } => SocketEvent::Dropped { retry_ms },
            });
        };
        let line = Rc::new(RefCell::new(Line {
            url,
            on_event: Rc::new(on_raw),
            current: None,
            backoff: Backoff::default(),
            retry: None,
            closed: false,
            _watch: None,
            _wakers: Vec::new(),
        }));
        watch(&line);
        connect(&line);
        Socket { line }
    }

    /// Sends one message; `false` when there is no open connection (nothing is queued).
    pub fn send<Out: Serialize>(&self, message: &Out) -> bool {
        let line = self.line.borrow();
        let Some(connection) = &line.current else { return false };
        let open = connection.socket.ready_state() == WebSocket::OPEN;
        let text = serde_json::to_string(message).ok();
        open && text.is_some_and(|text| connection.socket.send_with_str(&text).is_ok())
    }

    /// The other side answered as it should: the next drop is tried again at once.
    pub fn confirm(&self) {
        self.line.borrow_mut().backoff.reset();
    }

    /// Drops the connection and makes a new one.
    pub fn reconnect(&self) {
        lose(&Rc::downgrade(&self.line));
    }

    /// Closes for good.
    pub fn close(&self) {
        let mut line = self.line.borrow_mut();
        line.closed = true;
        line.retry = None;
        line._watch = None;
        line._wakers = Vec::new();
        if let Some(connection) = line.current.take() {
            let _ = connection.socket.close();
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
    }
}

/// Looks for silence (a network that went away says nothing), for a connection that does not open, and for the network
/// or the person coming back.
fn watch(line: &Rc<RefCell<Line>>) {
    let weak = Rc::downgrade(line);
    let interval = Interval::new(WATCH_MS, move || {
        if weak.upgrade().is_some_and(|line| is_lost(&line.borrow(), now_ms())) {
            lose(&weak);
        }
    });
    let waker = |target: &EventTarget, name: &'static str| {
        let weak = Rc::downgrade(line);
        Listener::new(target, name, move |_| {
            if let Some(line) = weak.upgrade() {
                wake(&line);
            }
        })
    };
    let window = web_sys::window();
    let document = window.as_ref().and_then(web_sys::Window::document);
    let mut wakers: Vec<Listener> = window.iter().map(|window| waker(window, "online")).collect();
    wakers.extend(document.iter().map(|document| waker(document, "visibilitychange")));
    let mut line = line.borrow_mut();
    line._watch = Some(interval);
    line._wakers = wakers;
}

/// Whether the connection said nothing for too long, or does not open.
fn is_lost(line: &Line, now_ms: f64) -> bool {
    line.current.as_ref().is_some_and(|connection| {
        let patience_ms = match connection.socket.ready_state() {
            WebSocket::CONNECTING => line.backoff.open_within_ms(),
            _ => SILENCE_MS as u32,
        };
        now_ms - connection.heard_ms > f64::from(patience_ms)
    })
}

/// The network or the person is back: no waiting now, and no trust in a connection from before.
fn wake(line: &Rc<RefCell<Line>>) {
    if line.borrow().retry.is_some() {
        return connect(line);
    }
    let opening = {
        let mut line = line.borrow_mut();
        let Some(connection) = &mut line.current else { return };
        // The server says something every two seconds.
        let soon_ms = now_ms() - (SILENCE_MS - HEARTBEAT_MS - WAKE_GRACE_MS) as f64;
        connection.heard_ms = connection.heard_ms.min(soon_ms);
        connection.socket.ready_state() == WebSocket::CONNECTING
    };
    if opening {
        lose(&Rc::downgrade(line));
    }
}

fn connect(line: &Rc<RefCell<Line>>) {
    line.borrow_mut().retry = None;
    let url = line.borrow().url.clone();
    let weak = Rc::downgrade(line);
    let Ok(socket) = WebSocket::new(&url) else {
        lose(&weak);
        return;
    };
    let listeners = vec![
        listen(&socket, "open", &weak, |line, _| {
            hear(line);
            tell(line, Raw::Opened);
        }),
        listen(&socket, "message", &weak, |line, event| {
            hear(line);
            let data = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string());
            if let Some(text) = data {
                tell(line, Raw::Text(text));
            }
        }),
        listen(&socket, "close", &weak, |line, _| lose(&Rc::downgrade(line))),
    ];
    line.borrow_mut().current = Some(Connection { socket, heard_ms: now_ms(), _listeners: listeners });
}

/// A listener that only speaks for the connection in use: a late event of an old one must not end the new one.
fn listen(
    socket: &WebSocket,
    name: &'static str,
    weak: &Weak<RefCell<Line>>,
    act: impl Fn(&Rc<RefCell<Line>>, &Event) + 'static,
) -> Listener {
    let (weak, own) = (weak.clone(), socket.clone());
    Listener::new(socket, name, move |event| {
        let Some(line) = weak.upgrade() else { return };
        let current = line.borrow().current.as_ref().is_some_and(|c| c.socket == own);
        if current {
            act(&line, &event);
        }
    })
}

fn hear(line: &Rc<RefCell<Line>>) {
    if let Some(connection) = &mut line.borrow_mut().current {
        connection.heard_ms = now_ms();
    }
}

/// Calls the owner without holding the borrow: it may send or close in its answer.
fn tell(line: &Rc<RefCell<Line>>, raw: Raw) {
    let on_event = Rc::clone(&line.borrow().on_event);
    on_event(raw);
}

fn lose(weak: &Weak<RefCell<Line>>) {
    let Some(line) = weak.upgrade() else { return };
    if line.borrow().closed {
        return;
    }
    let lost = line.borrow_mut().current.take();
    if let Some(connection) = lost {
        let _ = connection.socket.close();
        // Its own listener may be running: let it return before it is freed.
        wasm_bindgen_futures::spawn_local(async move { drop(connection) });
    }
    let retry_ms = line.borrow_mut().backoff.next_ms(random());
    let again = weak.clone();
    let retry = Timeout::new(retry_ms, move || {
        if let Some(line) = again.upgrade().filter(|line| !line.borrow().closed) {
            connect(&line);
        }
    });
    line.borrow_mut().retry = Some(retry);
    tell(&line, Raw::Dropped { retry_ms });
}
