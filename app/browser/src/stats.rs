//! How sound arrives, from the browser's own counts (`RTCPeerConnection.getStats`, W3C webrtc-stats).

/// What the receiving streams of one connection have counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arrived {
    /// Packets that came, all streams together.
    pub received: u64,
    /// Packets that did not; duplicates make it smaller, so it may fall and be negative.
    pub lost: i64,
    /// The largest variation of arrival among the streams that carry sound now, in ms.
    pub jitter_ms: Option<f32>,
}

/// Turns counts since the beginning into a figure for the time between two of them.
#[derive(Clone, Debug, Default)]
pub struct ArrivalMeter {
    last: Option<Arrived>,
}

impl ArrivalMeter {
    /// Jitter in ms, and lost packets in percent since the last call; none when nothing was due to arrive.
    pub fn push(&mut self, now: Arrived) -> (Option<f32>, Option<f32>) {
        let before = self.last.replace(now);
        let loss = before.and_then(|before| {
            let received = now.received.checked_sub(before.received)? as f32;
            // Streams that ended take their counts with them: no figure rather than a wrong one.
            let lost = (now.lost - before.lost).max(0) as f32;
            (received + lost > 0.0).then(|| (100.0 * lost / (received + lost)).clamp(0.0, 100.0))
        });
        (now.jitter_ms, loss)
    }
}

#[cfg(target_arch = "wasm32")]
mod report {
    use super::Arrived;
    use js_sys::{Function, Reflect};
    use wasm_bindgen::prelude::*;

    /// Sums up a connection's report; none when it is not one.
    pub fn read(report: &JsValue) -> Option<Arrived> {
        // The report is like a map, and the only thing that every browser's map has is `forEach`.
        let for_each: Function = Reflect::get(report, &"forEach".into()).ok()?.dyn_into().ok()?;
        let mut sum = Arrived::default();
        let mut add = |entry: JsValue| add(&mut sum, &entry);
        let closure = ScopedClosure::borrow_mut_aborting(&mut add);
        for_each.call1(report, closure.as_ref()).ok()?;
        drop(closure);
        Some(sum)
    }

    fn add(sum: &mut Arrived, entry: &JsValue) {
        let text = |name: &str| Reflect::get(entry, &name.into()).ok().and_then(|value| value.as_string());
        let number = |name: &str| Reflect::get(entry, &name.into()).ok().and_then(|value| value.as_f64());
        if text("type").as_deref() != Some("inbound-rtp") || text("kind").as_deref() != Some("audio") {
            return;
        }
        let received = number("packetsReceived").unwrap_or(0.0);
        sum.received += received as u64;
        sum.lost += number("packetsLost").unwrap_or(0.0) as i64;
        // A slot that carries nobody has counted nothing.
        if let Some(jitter_s) = number("jitter").filter(|_| received > 0.0) {
            let jitter_ms = (jitter_s * 1_000.0) as f32;
            sum.jitter_ms = Some(sum.jitter_ms.map_or(jitter_ms, |most| most.max(jitter_ms)));
        }
    }
}
#[cfg(target_arch = "wasm32")]
pub(crate) use report::read;

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(received: u64, lost: i64) -> Arrived {
        Arrived { received, lost, jitter_ms: Some(2.0) }
    }

    #[test]
    fn loss_is_that_of_the_last_seconds_only() {
        let mut meter = ArrivalMeter::default();
        assert_eq!(meter.push(counted(1_000, 500)), (Some(2.0), None), "one count is no figure");
        assert_eq!(meter.push(counted(1_099, 501)).1, Some(1.0));
        assert_eq!(meter.push(counted(1_199, 501)).1, Some(0.0));
        assert_eq!(meter.push(counted(1_199, 501)).1, None, "nothing was due");
    }

    #[test]
    fn duplicates_and_streams_that_end_make_no_figure_wrong() {
        let mut meter = ArrivalMeter::default();
        meter.push(counted(1_000, 5));
        assert_eq!(meter.push(counted(1_100, 3)).1, Some(0.0));
        assert_eq!(meter.push(counted(400, 0)).1, None);
    }
}
