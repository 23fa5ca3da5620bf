//! Timers that stop when dropped, and the page's clocks.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

fn window() -> web_sys::Window {
    #[expect(clippy::expect_used, reason = "this module is only compiled for pages, and a page has a window")]
    web_sys::window().expect("a page has a window")
}

/// The page's monotonic clock, in ms with fractions.
pub fn now_ms() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// A random number from 0 to 1, for jitter; not for secrets.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Calls again and again until dropped.
pub struct Interval {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `tick` each `every_ms`.
    pub fn new(every_ms: u32, tick: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(tick);
        let callback = closure.as_ref().unchecked_ref();
        let id = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(callback, every_ms as i32)
            .unwrap_or_default();
        Interval { id, _closure: closure }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}

/// Calls once, unless dropped before.
pub struct Timeout {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Calls `then` after `after_ms`.
    pub fn new(after_ms: u32, then: impl FnOnce() + 'static) -> Self {
        let mut then = Some(then);
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(then) = then.take() {
                then();
            }
        });
        let callback = closure.as_ref().unchecked_ref();
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback, after_ms as i32)
            .unwrap_or_default();
        Timeout { id, _closure: closure }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}

type Frame = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;

/// Calls before each repaint until dropped.
pub struct AnimationLoop {
    frame: Frame,
    id: Rc<RefCell<i32>>,
}

impl AnimationLoop {
    /// Calls `draw` with the page's clock in ms.
    pub fn new(mut draw: impl FnMut(f64) + 'static) -> Self {
        let frame: Frame = Rc::default();
        let id = Rc::new(RefCell::new(0));
        let (weak, next_id) = (Rc::downgrade(&frame), Rc::clone(&id));
        *frame.borrow_mut() = Some(Closure::new(move |now| {
            draw(now);
            // Gone when `draw` dropped the loop.
            if let Some(frame) = weak.upgrade() {
                *next_id.borrow_mut() = request(&frame);
            }
        }));
        *id.borrow_mut() = request(&frame);
        AnimationLoop { frame, id }
    }
}

impl Drop for AnimationLoop {
    fn drop(&mut self) {
        let _ = window().cancel_animation_frame(*self.id.borrow());
        // The closure may be running now: let it return before it is freed.
        let frame = self.frame.borrow_mut().take();
        wasm_bindgen_futures::spawn_local(async move { drop(frame) });
    }
}

fn request(frame: &Frame) -> i32 {
    let frame = frame.borrow();
    let callback = frame.as_ref().map(|closure| closure.as_ref().unchecked_ref());
    callback.and_then(|callback| window().request_animation_frame(callback).ok()).unwrap_or_default()
}

/// Waits for `ms`.
pub async fn sleep(ms: u32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms as i32);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
