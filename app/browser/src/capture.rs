//! The musician's input: getUserMedia without any processing, device choice, live change, unplugging.

use crate::device::InputDevice;
use crate::error::BrowserError;
use crate::event::Listener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ConstrainDomStringParameters, ConstrainLongRange, MediaDeviceInfo, MediaDeviceKind, MediaDevices,
    MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaTrackConstraints,
};

/// An open input.
pub struct Capture {
    stream: MediaStream,
    meter: MediaStreamTrack,
    send: MediaStreamTrack,
    _ended: Listener,
}

impl Capture {
    /// Opens the input `device` (or the system's own choice), asking the person when needed. A chosen device that is
    /// gone is replaced by the system's choice. `on_ended` is called when the device is unplugged or the permission
    /// is taken back.
    ///
    /// Errors: [`BrowserError`] with the reason.
    pub async fn open(device: Option<&str>, on_ended: impl FnMut() + 'static) -> Result<Self, BrowserError> {
        let stream = match device {
            Some(id) => match user_media(Some(id)).await {
                Err(BrowserError::NoDevice) => user_media(None).await?,
                other => other?,
            },
            None => user_media(None).await?,
        };
        let track = stream.get_audio_tracks().get(0);
        let meter: MediaStreamTrack = track.dyn_into().map_err(|_| BrowserError::NoDevice)?;
        let mut on_ended = on_ended;
        let ended = Listener::new(&meter, "ended", move |_| on_ended());
        // A copy is sent, so that muting it leaves the own meter alive: one sees that the instrument works.
        let copy = called(&meter, "clone").and_then(|track| track.dyn_into().ok());
        let send = copy.unwrap_or_else(|| meter.clone());
        Ok(Capture { stream, meter, send, _ended: ended })
    }

    /// What the meter listens to: never muted.
    pub fn stream(&self) -> &MediaStream {
        &self.stream
    }

    /// What is sent.
    pub fn track(&self) -> &MediaStreamTrack {
        &self.send
    }

    /// Mutes what is sent, at once and on this side.
    pub fn set_muted(&self, muted: bool) {
        self.send.set_enabled(!muted);
    }

    /// The id of the device that was really opened.
    pub fn device_id(&self) -> Option<String> {
        let settings = called(&self.meter, "getSettings")?;
        Reflect::get(&settings, &"deviceId".into()).ok()?.as_string()
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.meter.stop();
        self.send.stop();
    }
}

/// Calls a method of the track that web-sys lacks (`getSettings`) or hides (`clone`: Rust's copies the reference).
fn called(track: &MediaStreamTrack, method: &str) -> Option<JsValue> {
    let function: js_sys::Function = Reflect::get(track, &method.into()).ok()?.dyn_into().ok()?;
    function.call0(track).ok()
}

/// The inputs there are. Labels are empty until the microphone was allowed once.
pub async fn inputs() -> Result<Vec<InputDevice>, BrowserError> {
    let list = JsFuture::from(media_devices()?.enumerate_devices()?).await?;
    let devices = js_sys::Array::from(&list);
    Ok(devices
        .iter()
        .filter_map(|device| device.dyn_into::<MediaDeviceInfo>().ok())
        .filter(|device| device.kind() == MediaDeviceKind::Audioinput && !device.device_id().is_empty())
        .map(|device| InputDevice { id: device.device_id(), label: device.label() })
        .collect())
}

/// Whether the microphone was allowed already, so that opening it asks nothing.
pub async fn is_allowed() -> bool {
    // Labels are hidden until then; but some browsers hide them from every page that has not captured yet.
    let labelled = inputs().await.is_ok_and(|inputs| inputs.iter().any(|input| !input.label.is_empty()));
    labelled || permission().await.as_deref() == Some("granted")
}

/// The permission's state as the browser names it; `None` where it cannot be asked for.
async fn permission() -> Option<String> {
    let navigator = web_sys::window()?.navigator();
    let permissions = Reflect::get(&navigator, &"permissions".into()).ok()?;
    let query: js_sys::Function = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
    let wanted = js_sys::Object::new();
    Reflect::set(&wanted, &"name".into(), &"microphone".into()).ok()?;
    let asked: js_sys::Promise = query.call1(&permissions, &wanted).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(asked).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}

/// Calls `changed` when a device is plugged in or out.
pub fn watch_devices(mut changed: impl FnMut() + 'static) -> Option<Listener> {
    let devices = media_devices().ok()?;
    Some(Listener::new(&devices, "devicechange", move |_| changed()))
}

fn media_devices() -> Result<MediaDevices, BrowserError> {
    let window = web_sys::window().ok_or(BrowserError::Missing("window"))?;
    let devices =
        window.navigator().media_devices().map_err(|_| BrowserError::Missing("microphone access"))?;
    // On an insecure page the property is undefined, which web-sys does not look at.
    if devices.is_undefined() { Err(BrowserError::Missing("microphone access")) } else { Ok(devices) }
}

async fn user_media(device: Option<&str>) -> Result<MediaStream, BrowserError> {
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&music_constraints(device));
    let stream = JsFuture::from(media_devices()?.get_user_media_with_constraints(&constraints)?).await?;
    stream.dyn_into().map_err(BrowserError::from)
}

/// What makes a phone call clear ruins music: all of it off.
fn music_constraints(device: Option<&str>) -> MediaTrackConstraints {
    let audio = MediaTrackConstraints::new();
    audio.set_echo_cancellation(&JsValue::FALSE);
    audio.set_noise_suppression(&JsValue::FALSE);
    audio.set_auto_gain_control(&JsValue::FALSE);
    let channels = ConstrainLongRange::new();
    channels.set_ideal(2);
    audio.set_channel_count_constrain_long_range(&channels);
    // Not in web-sys: the sample rate that Opus runs at, and the shortest buffer that the device can do.
    for (name, value) in [("sampleRate", 48_000.0), ("latency", 0.0)] {
        let _ = Reflect::set(&audio, &name.into(), &ideal(value));
    }
    if let Some(id) = device {
        let exact = ConstrainDomStringParameters::new();
        exact.set_exact_str(id);
        audio.set_device_id_constrain_dom_string_parameters(&exact);
    }
    audio
}

fn ideal(value: f64) -> JsValue {
    let object = js_sys::Object::new();
    let _ = Reflect::set(&object, &"ideal".into(), &value.into());
    object.into()
}
