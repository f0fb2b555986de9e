//! The event stream: a browser's `EventSource` that closes when it is dropped.

use crate::api::lean;
use domain::event::{Event, What};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// An open event stream; dropping it closes it.
pub struct Stream {
    source: EventSource,
    _on_event: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Stream {
    /// Opens `url`; `None` where the browser cannot. The browser reconnects by itself and says where it was.
    pub fn open(url: &str, on_event: impl Fn(Event) + 'static, on_error: impl Fn() + 'static) -> Option<Self> {
        let source = EventSource::new(url).ok()?;
        let on_event = Rc::new(on_event);
        let on_event = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let event = message.data().as_string().and_then(|text| lean::from_str(&text).ok());
            if let Some(event) = event {
                on_event(event);
            }
        });
        for name in What::NAMES {
            source.add_event_listener_with_callback(name, on_event.as_ref().unchecked_ref()).ok()?;
        }
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| on_error());
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { source, _on_event: on_event, _on_error: on_error })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}
