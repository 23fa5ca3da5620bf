//! The round trip to the server before there is a connection to measure it on.

use crate::timer::now_ms;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

/// Requests that count; the first one may open the connection and does not.
const REQUESTS: usize = 5;

/// The shortest of a few small requests to `path` of this site, in ms; `None` without an answer. The shortest, because
/// everything that makes one longer (a busy page, a queue) is not the way.
pub async fn round_trip_ms(path: &str) -> Option<f32> {
    let mut shortest = None;
    for request in 0..=REQUESTS {
        let started_ms = now_ms();
        ask(path).await?;
        let took_ms = (now_ms() - started_ms) as f32;
        if request > 0 {
            shortest = Some(shortest.map_or(took_ms, |known: f32| known.min(took_ms)));
        }
    }
    shortest
}

async fn ask(path: &str) -> Option<()> {
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_cache(RequestCache::NoStore);
    let request = web_sys::window()?.fetch_with_str_and_init(path, &init);
    let answer: Response = JsFuture::from(request).await.ok()?.dyn_into().ok()?;
    // To its end: an answer left unread holds its connection.
    JsFuture::from(answer.text().ok()?).await.ok().map(drop)
}
