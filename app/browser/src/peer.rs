//! The media connection to the sidecar: one RTCPeerConnection, one sending and a pool of receiving transceivers, one
//! data channel. Others come and go by mapping slots, without a new negotiation.

use crate::error::BrowserError;
use crate::event::Listener;
use crate::sdp::{OpusChoice, with_music_settings};
use crate::stats::{self, Arrived};
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, MessageEvent, RtcConfiguration, RtcDataChannel, RtcDataChannelInit,
    RtcDataChannelState, RtcDataChannelType, RtcPeerConnection, RtcPeerConnectionState, RtcRtpReceiver,
    RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

/// Receiving slots of a new connection.
pub const SLOTS: usize = 8;

/// What happens on the connection.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerEvent {
    /// Sound can flow.
    Connected,
    /// No answer from the other side for some seconds; it may come back.
    Disconnected,
    /// It will not come back: make a new one.
    Failed,
    /// The data channel can be used.
    ChannelOpen,
    /// A message on the data channel.
    Message(Vec<u8>),
}

/// One media connection. Closed when dropped.
pub struct Peer {
    connection: RtcPeerConnection,
    channel: RtcDataChannel,
    sending: Option<RtcRtpTransceiver>,
    receiving: RefCell<Vec<RtcRtpTransceiver>>,
    choice: OpusChoice,
    id: Uuid,
    _listeners: Vec<Listener>,
}

impl Peer {
    /// Prepares a connection that sends `track` (or only receives) over [`SLOTS`] receiving slots. Events carry the
    /// new connection's id, so that a late one of an old connection can be told apart.
    ///
    /// Errors: [`BrowserError::Missing`] when the browser has no WebRTC.
    pub fn new(
        track: Option<&MediaStreamTrack>,
        choice: OpusChoice,
        on_event: impl Fn(Uuid, PeerEvent) + 'static,
    ) -> Result<Self, BrowserError> {
        let connection = RtcPeerConnection::new_with_configuration(&configuration())
            .map_err(|_| BrowserError::Missing("WebRTC"))?;
        let channel = data_channel(&connection);
        let sending = track.map(|track| send(&connection, track));
        let id = Uuid::new_v4();
        let on_event: Rc<dyn Fn(PeerEvent)> = Rc::new(move |event| on_event(id, event));
        let listeners = listeners(&connection, &channel, &on_event);
        let receiving = RefCell::new(Vec::new());
        let peer = Peer { connection, channel, sending, receiving, choice, id, _listeners: listeners };
        peer.add_slots(SLOTS);
        Ok(peer)
    }

    /// This connection's id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Adds receiving slots; an offer must follow.
    pub fn add_slots(&self, count: usize) {
        for _ in 0..count {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(RtcRtpTransceiverDirection::Recvonly);
            let transceiver = self.connection.add_transceiver_with_str_and_init("audio", &init);
            // The lowest that the browser will do: its buffer still grows by itself when packets come late, so this is
            // safe; without it, it stays large for seconds after every hiccup. 0 means "as low as you can". (By name:
            // web-sys counts it among the unstable ones; browsers without it ignore it.)
            let _ = Reflect::set(&transceiver.receiver(), &"jitterBufferTarget".into(), &0.0.into());
            prefer_opus(&transceiver);
            self.receiving.borrow_mut().push(transceiver);
        }
    }

    /// How many receiving slots there are.
    pub fn slots(&self) -> usize {
        self.receiving.borrow().len()
    }

    /// Makes the offer for the sidecar.
    pub async fn offer(&self) -> Result<String, BrowserError> {
        let offer = JsFuture::from(self.connection.create_offer()).await?;
        let plain = Reflect::get(&offer, &"sdp".into())?.as_string().unwrap_or_default();
        let sdp = with_music_settings(&plain, self.choice);
        let description = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
        description.set_sdp(&sdp);
        JsFuture::from(self.connection.set_local_description(&description)).await?;
        Ok(sdp)
    }

    /// Takes the sidecar's answer.
    pub async fn accept(&self, answer: &str) -> Result<(), BrowserError> {
        let description = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        description.set_sdp(&with_music_settings(answer, self.choice));
        JsFuture::from(self.connection.set_remote_description(&description)).await?;
        Ok(())
    }

    /// Sends another track from now on (another device), without a negotiation.
    pub async fn replace_track(&self, track: Option<&MediaStreamTrack>) -> Result<(), BrowserError> {
        if let Some(sending) = &self.sending {
            JsFuture::from(sending.sender().replace_track(track)).await?;
        }
        Ok(())
    }

    /// The sound of the receiving slot with this mid.
    pub fn stream(&self, mid: &str) -> Option<MediaStream> {
        let receiving = self.receiving.borrow();
        let transceiver = receiving.iter().find(|t| t.mid().as_deref() == Some(mid))?;
        MediaStream::new_with_tracks(&Array::of1(&transceiver.receiver().track())).ok()
    }

    /// What the receiving streams have counted so far; none when the browser does not say.
    pub async fn arrived(&self) -> Option<Arrived> {
        let report = JsFuture::from(self.connection.get_stats()).await.ok()?;
        stats::read(&report)
    }

    /// Sends one datagram on the data channel; `false` when it is not open.
    pub fn send(&self, bytes: &[u8]) -> bool {
        self.channel.ready_state() == RtcDataChannelState::Open
            && self.channel.send_with_u8_array(bytes).is_ok()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.channel.close();
        self.connection.close();
    }
}

fn configuration() -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    // One transport for everything; the sidecar has one port.
    for (name, value) in [("bundlePolicy", "max-bundle"), ("rtcpMuxPolicy", "require")] {
        let _ = Reflect::set(&configuration, &name.into(), &value.into());
    }
    configuration
}

fn data_channel(connection: &RtcPeerConnection) -> RtcDataChannel {
    let (label, id) = realtime::DATA_CHANNEL;
    let init = RtcDataChannelInit::new();
    init.set_negotiated(true);
    init.set_id(id);
    init.set_ordered(false);
    init.set_max_retransmits(0);
    let channel = connection.create_data_channel_with_data_channel_dict(label, &init);
    channel.set_binary_type(RtcDataChannelType::Arraybuffer);
    channel
}

fn send(connection: &RtcPeerConnection, track: &MediaStreamTrack) -> RtcRtpTransceiver {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Sendonly);
    let transceiver = connection.add_transceiver_with_media_stream_track_and_init(track, &init);
    prefer_opus(&transceiver);
    transceiver
}

/// Offers Opus alone: the sidecar forwards nothing else, and an offer of a dozen slots stays small.
fn prefer_opus(transceiver: &RtcRtpTransceiver) {
    let Some(capabilities) = RtcRtpReceiver::get_capabilities("audio") else { return };
    let codecs = Reflect::get(&capabilities, &"codecs".into()).unwrap_or_default();
    let is_opus = |codec: &JsValue| {
        let mime = Reflect::get(codec, &"mimeType".into()).ok().and_then(|mime| mime.as_string());
        mime.is_some_and(|mime| mime.eq_ignore_ascii_case("audio/opus"))
    };
    let opus: Array = Array::from(&codecs).iter().filter(is_opus).collect();
    if opus.length() > 0 {
        transceiver.set_codec_preferences(&opus);
    }
}

fn listeners(
    connection: &RtcPeerConnection,
    channel: &RtcDataChannel,
    on_event: &Rc<dyn Fn(PeerEvent)>,
) -> Vec<Listener> {
    let (watched, tell) = (connection.clone(), Rc::clone(on_event));
    let state =
        Listener::new(connection, "connectionstatechange", move |_| match watched.connection_state() {
            RtcPeerConnectionState::Connected => tell(PeerEvent::Connected),
            RtcPeerConnectionState::Disconnected => tell(PeerEvent::Disconnected),
            RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed => tell(PeerEvent::Failed),
            _ => {}
        });
    let tell = Rc::clone(on_event);
    let open = Listener::new(channel, "open", move |_| tell(PeerEvent::ChannelOpen));
    let tell = Rc::clone(on_event);
    let message = Listener::new(channel, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map_or(JsValue::UNDEFINED, MessageEvent::data);
        if let Ok(buffer) = data.dyn_into::<ArrayBuffer>() {
            tell(PeerEvent::Message(Uint8Array::new(&buffer).to_vec()));
        }
    });
    vec![state, open, message]
}
